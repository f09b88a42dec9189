// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Remote desktop; see rdp.h.
#include "rdp.h"

void rdp_write(struct buf *b, unsigned ways)
{
	wire_put_be(b, 4, 0x03000013);      // TPKT: 19 bytes
	wire_put_be(b, 4, 0x0ee00000);      // X.224: 14 bytes, connection request
	wire_put_be(b, 3, 0);
	wire_put_be(b, 4, 0x01000800);      // negotiation request of 8 bytes
	wire_put_le(b, 4, ways);
}

bool rdp_read(struct text t, struct rdp_answer *ret)
{
	struct wire w = wire_of(t);
	*ret = (struct rdp_answer){0};
	unsigned version = (unsigned)wire_be(&w, 1);
	wire_be(&w, 1);
	size_t all = (size_t)wire_be(&w, 2), length = (size_t)wire_be(&w, 1);
	unsigned code = (unsigned)wire_be(&w, 1);
	wire_take(&w, 5);
	if (w.bad || version != 3 || all < 11 || length < 6 || code != 0xd0)
		return false;
	ret->accepted = true;
	if (all < 19) // an old one, which does not know of ways
		return true;
	unsigned kind = (unsigned)wire_be(&w, 1);
	wire_take(&w, 3);
	unsigned value = (unsigned)wire_le(&w, 4);
	if (w.bad || (kind != 2 && kind != 3))
		return false;
	ret->accepted = kind == 2;
	*(kind == 2 ? &ret->way : &ret->fault) = value;
	return true;
}
