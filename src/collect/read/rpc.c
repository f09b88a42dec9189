// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// NFS's list; see rpc.h.
#include "rpc.h"

#define ASKED 0x426f6c77u // number of our question

static void call(struct buf *b, uint32_t program, uint32_t version, uint32_t procedure, uint32_t bytes)
{
	wire_put_be(b, 4, 0x80000000u | (40 + bytes)); // one piece, the last
	wire_put_be(b, 4, ASKED);
	wire_put_be(b, 4, 0); // a call
	wire_put_be(b, 4, 2);
	wire_put_be(b, 4, program);
	wire_put_be(b, 4, version);
	wire_put_be(b, 4, procedure);
	wire_put_be(b, 8, 0); // nobody asks
	wire_put_be(b, 8, 0);
}

void rpc_write_port(struct buf *b)
{
	call(b, 100000, 2, 3, 16);
	wire_put_be(b, 4, 100005);
	wire_put_be(b, 4, 3);
	wire_put_be(b, 4, 6); // TCP
	wire_put_be(b, 4, 0);
}

void rpc_write_exports(struct buf *b)
{
	call(b, 100005, 3, 5, 0);
}

static bool reply(struct wire *w)
{
	wire_be(w, 4);
	bool ours = wire_be(w, 4) == ASKED, answer = wire_be(w, 4) == 1, taken = wire_be(w, 4) == 0;
	wire_be(w, 4);
	wire_take(w, (size_t)wire_be(w, 4));
	return ours && answer && taken && wire_be(w, 4) == 0 && !w->bad;
}

bool rpc_read_port(struct text t, int *ret)
{
	struct wire w = wire_of(t);
	if (!reply(&w))
		return false;
	uint64_t port = wire_be(&w, 4);
	*ret = port < 65536 ? (int)port : 0;
	return !w.bad && *ret > 0;
}

static struct text string(struct wire *w)
{
	size_t n = (size_t)wire_be(w, 4);
	struct text t = wire_take(w, n);
	wire_take(w, (4 - n % 4) % 4);
	return t;
}

int rpc_read_exports(struct text t, struct rpc_export *ret)
{
	struct wire w = wire_of(t);
	int n = 0;
	if (!reply(&w))
		return -1;
	while (n < RPC_EXPORTS_MAX && wire_be(&w, 4) == 1 && !w.bad) {
		struct rpc_export one = {string(&w), 0};
		while (wire_be(&w, 4) == 1 && !w.bad) {
			struct text group = string(&w);
			if (text_is(group, "*"))
				one.to = -100000; // everybody, whoever else is named
			one.to++;
		}
		if (w.bad)
			break;
		one.to = one.to < 0 ? 0 : one.to;
		ret[n++] = one;
	}
	return n;
}
