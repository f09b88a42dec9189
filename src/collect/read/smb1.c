// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Version 1; see smb1.h. Texts are ASCII: that a letter is lost does not matter here.
#include "smb1.h"

#include <string.h>

static void head(struct buf *b, const struct smb1_state *s, int command, size_t words, size_t bytes)
{
	wire_put_be(b, 4, 32 + 1 + words + 2 + bytes);
	buf_add(b, "\xffSMB", 4);
	wire_put_le(b, 1, (unsigned)command);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 1, 0x18);
	wire_put_le(b, 2, 0x4001); // long names, status of NT kind
	wire_put_le(b, 8, 0);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 2, s->tree);
	wire_put_le(b, 2, 0xfeff);
	wire_put_le(b, 2, s->user);
	wire_put_le(b, 2, s->message);
	wire_put_le(b, 1, words / 2);
}

void smb1_write_hello(struct buf *b)
{
	const struct smb1_state none = {0};
	static const char dialect[] = "\2NT LM 0.12";
	head(b, &none, 0x72, 0, sizeof dialect);
	wire_put_le(b, 2, sizeof dialect);
	buf_add(b, dialect, sizeof dialect);
}

void smb1_write_session(struct buf *b, struct smb1_state *s)
{
	static const char said[] = "\0\0\0Bolwerk\0Bolwerk"; // no password, no name, no domain, system, program
	s->message++;
	head(b, s, 0x73, 26, sizeof said);
	wire_put_le(b, 4, 0xff);
	wire_put_le(b, 2, 16384);
	wire_put_le(b, 2, 1);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 2, 1);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 4, 0x40); // status of NT kind
	wire_put_le(b, 2, sizeof said);
	buf_add(b, said, sizeof said);
}

void smb1_write_tree(struct buf *b, struct smb1_state *s, const char *path)
{
	size_t n = 1 + strlen(path) + 1 + 6;
	s->message++;
	s->tree = 0;
	head(b, s, 0x75, 8, n);
	wire_put_le(b, 4, 0xff);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, 1);
	wire_put_le(b, 2, n);
	buf_char(b, 0);
	buf_add(b, path, strlen(path) + 1);
	buf_add(b, "?\?\?\?\?", 6);
}

void smb1_write_list(struct buf *b, struct smb1_state *s)
{
	static const char pipe[] = "\\PIPE\\LANMAN", asks[] = "\0\0WrLeh\0B13BWz\0\1\0\xe0\x3f"; // NetShareEnum, level 1
	size_t n = sizeof asks - 1;
	s->message++;
	head(b, s, 0x25, 28, sizeof pipe + n);
	wire_put_le(b, 2, n);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, 8);
	wire_put_le(b, 2, 16352);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 4, 5000);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, n);
	wire_put_le(b, 2, 32 + 1 + 28 + 2 + sizeof pipe);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, sizeof pipe + n);
	buf_add(b, pipe, sizeof pipe);
	buf_add(b, asks, n);
}

bool smb1_read(struct text t, struct smb1_state *s, struct smb1_reply *ret)
{
	struct wire w = wire_of(t);
	*ret = (struct smb1_reply){.packet = t};
	bool ours = text_starts(wire_take(&w, 4), "\xffSMB");
	ret->command = (int)wire_le(&w, 1);
	ret->status = (uint32_t)wire_le(&w, 4);
	wire_take(&w, 1 + 2 + 2 + 8 + 2);
	unsigned tree = (unsigned)wire_le(&w, 2);
	wire_le(&w, 2);
	unsigned user = (unsigned)wire_le(&w, 2);
	wire_le(&w, 2);
	ret->words = wire_take(&w, 2 * (size_t)wire_le(&w, 1));
	ret->bytes = wire_take(&w, (size_t)wire_le(&w, 2));
	if (!ours || w.bad)
		return false;
	if (ret->command == 0x73)
		s->user = user;
	if (ret->command == 0x75)
		s->tree = tree;
	return true;
}

bool smb1_read_hello(struct text t, struct smb_hello *ret)
{
	struct smb1_state s = {0};
	struct smb1_reply r;
	*ret = (struct smb_hello){.guid = {"", 0}};
	if (!smb1_read(t, &s, &r) || r.command != 0x72 || r.status != 0)
		return false;
	struct wire w = wire_of(r.words);
	if (wire_le(&w, 2) != 0 || r.words.n < 34)
		return false; // it takes none of what was offered
	unsigned mode = (unsigned)wire_le(&w, 1);
	ret->version1 = true;
	ret->signs = mode & 4;
	ret->must_sign = mode & 8;
	if (r.bytes.n >= 8)
		memcpy(ret->challenge, r.bytes.p, 8);
	return true;
}

static struct text string(struct wire *w)
{
	const unsigned char *end = w->n ? memchr(w->p, 0, w->n) : NULL;
	struct text t = wire_take(w, end ? (size_t)(end - w->p) : w->n);
	wire_take(w, end ? 1 : 0);
	return t;
}

bool smb1_read_session(const struct smb1_reply *r, struct text *ret_os, struct text *ret_program, struct text *ret_domain)
{
	struct wire w = wire_of(r->bytes);
	*ret_os = string(&w);
	*ret_program = string(&w);
	*ret_domain = string(&w);
	return r->command == 0x73 && r->status == 0;
}

int smb1_read_list(const struct smb1_reply *r, struct smb_share *ret)
{
	struct wire w = wire_of(r->words);
	wire_take(&w, 6);
	size_t params = (size_t)wire_le(&w, 2), at = (size_t)wire_le(&w, 2);
	wire_le(&w, 2);
	size_t data = (size_t)wire_le(&w, 2), data_at = (size_t)wire_le(&w, 2);
	if (w.bad || r->command != 0x25 || r->status != 0 || at + params > r->packet.n || data_at + data > r->packet.n)
		return -1;
	struct wire p = wire_of((struct text){r->packet.p + at, params}), d = wire_of((struct text){r->packet.p + data_at, data});
	unsigned fault = (unsigned)wire_le(&p, 2);
	wire_le(&p, 2);
	int count = (int)wire_le(&p, 2), n = 0;
	if (p.bad || (fault != 0 && fault != 234))
		return -1;
	for (; n < count && n < SMB_SHARES_MAX; n++) {
		struct text name = wire_take(&d, 13);
		wire_take(&d, 1);
		ret[n].type = (unsigned)wire_le(&d, 2);
		wire_le(&d, 4);
		if (d.bad)
			break;
		ret[n].name = (struct text){name.p, strnlen(name.p, 13)};
	}
	return n;
}
