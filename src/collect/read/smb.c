// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// File sharing of Windows kind; see smb.h.
#include "smb.h"

#include <string.h>

int smb_frame(struct text head)
{
	if (head.n < 4 || head.p[0] != 0)
		return -1;
	return (unsigned char)head.p[1] << 16 | (unsigned char)head.p[2] << 8 | (unsigned char)head.p[3];
}

char *smb_ascii(struct arena *a, struct text utf16)
{
	size_t n = utf16.n / 2 < 200 ? utf16.n / 2 : 200;
	char *s = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++) {
		char c = utf16.p[2 * i];
		s[i] = utf16.p[2 * i + 1] == 0 && c >= ' ' && c < 0x7f ? c : '?';
	}
	while (n && s[n - 1] == '?' && utf16.p[2 * n - 2] == 0)
		s[--n] = 0; // the NUL at its end
	return s;
}

// ---- writing

static void wide(struct buf *b, const char *s)
{
	for (; *s; s++)
		wire_put_le(b, 2, (unsigned char)*s);
}

static void zeros(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_char(b, 0);
}

// Frame and header; the body has `bytes`.
static void head(struct buf *b, struct smb_state *s, enum smb_command command, size_t bytes)
{
	wire_put_be(b, 4, 64 + bytes);
	buf_add(b, "\xfeSMB", 4);
	wire_put_le(b, 2, 64);
	wire_put_le(b, 2, command == SMB_NEGOTIATE ? 0 : 1);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 2, command);
	wire_put_le(b, 2, 31); // credits asked
	zeros(b, 8);
	wire_put_le(b, 8, s->message++);
	wire_put_le(b, 4, 0xfeff);
	wire_put_le(b, 4, s->tree);
	wire_put_le(b, 8, s->session);
	zeros(b, 16);
}

void smb_write_hello(struct buf *b, bool newest)
{
	static const unsigned dialects[] = {0x0202, 0x0210, 0x0300, 0x0302, 0x0311};
	struct smb_state s = {0};
	int n = newest ? 5 : 4;
	head(b, &s, SMB_NEGOTIATE, newest ? 36 + 12 + 46 : 36 + 8);
	wire_put_le(b, 2, 36);
	wire_put_le(b, 2, (unsigned)n);
	wire_put_le(b, 2, 1); // signing is possible
	wire_put_le(b, 2, 0);
	wire_put_le(b, 4, 0);
	buf_add(b, "Bolwerk looks...", 16);
	wire_put_le(b, 4, newest ? 64 + 36 + 12 : 0); // where the one context is
	wire_put_le(b, 4, newest ? 1 : 0);
	for (int i = 0; i < n; i++)
		wire_put_le(b, 2, dialects[i]);
	if (!newest)
		return;
	zeros(b, 2);
	wire_put_le(b, 2, 1); // preauthentication: SHA-512 with a salt of 32 bytes
	wire_put_le(b, 2, 38);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 2, 1);
	wire_put_le(b, 2, 32);
	wire_put_le(b, 2, 1);
	zeros(b, 32);
}

void smb_write_session(struct buf *b, struct smb_state *s, struct text blob)
{
	head(b, s, SMB_SESSION, 24 + blob.n);
	wire_put_le(b, 2, 25);
	wire_put_le(b, 1, 0);
	wire_put_le(b, 1, 1);
	wire_put_le(b, 8, 0);
	wire_put_le(b, 2, 88);
	wire_put_le(b, 2, blob.n);
	wire_put_le(b, 8, 0);
	buf_add(b, blob.p, blob.n);
}

void smb_write_tree(struct buf *b, struct smb_state *s, const char *path)
{
	size_t n = 2 * strlen(path);
	s->tree = 0;
	head(b, s, SMB_TREE, 8 + n);
	wire_put_le(b, 2, 9);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 2, 72);
	wire_put_le(b, 2, n);
	wide(b, path);
}

void smb_write_pipe(struct buf *b, struct smb_state *s)
{
	static const char name[] = "srvsvc";
	head(b, s, SMB_CREATE, 56 + 2 * (sizeof name - 1));
	wire_put_le(b, 4, 57); // size, no oplock
	wire_put_le(b, 4, 2);  // impersonation
	zeros(b, 16);
	wire_put_le(b, 4, 0x0012019f);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 4, 3);
	wire_put_le(b, 4, 1); // it must be there
	wire_put_le(b, 4, 0);
	wire_put_le(b, 2, 120);
	wire_put_le(b, 2, 2 * (sizeof name - 1));
	zeros(b, 8);
	wide(b, name);
}

static void transceive(struct buf *b, struct smb_state *s, const struct buf *said)
{
	head(b, s, SMB_IOCTL, 56 + said->n);
	wire_put_le(b, 4, 57);
	wire_put_le(b, 4, 0x0011c017);
	buf_add(b, s->file, 16);
	wire_put_le(b, 4, 120);
	wire_put_le(b, 4, said->n);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 8, 0);
	wire_put_le(b, 4, 16384);
	wire_put_le(b, 4, 1);
	wire_put_le(b, 4, 0);
	buf_add(b, said->p, said->n);
}

static void rpc_head(struct buf *b, int type, size_t all, int call)
{
	wire_put_be(b, 4, 0x05000003u | (unsigned)type << 8);
	wire_put_be(b, 4, 0x10000000);
	wire_put_le(b, 2, all);
	wire_put_le(b, 2, 0);
	wire_put_le(b, 4, (unsigned)call);
}

void smb_write_bind(struct buf *b, struct smb_state *s)
{
	static const unsigned char srvsvc[] = {0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, 0x12, 0x78, 0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 3, 0, 0, 0},
				   ndr[] = {0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2, 0, 0, 0};
	struct arena *a = arena_new();
	struct buf *r = buf_new(a, 256);
	rpc_head(r, 11, 72, 1);
	wire_put_le(r, 2, 4280);
	wire_put_le(r, 2, 4280);
	wire_put_le(r, 4, 0);
	wire_put_le(r, 4, 1);
	wire_put_le(r, 2, 0);
	wire_put_le(r, 2, 1);
	buf_add(r, srvsvc, 20);
	buf_add(r, ndr, 20);
	transceive(b, s, r);
	arena_free(a);
}

void smb_write_list(struct buf *b, struct smb_state *s)
{
	struct arena *a = arena_new();
	struct buf *r = buf_new(a, 256);
	rpc_head(r, 0, 24 + 32, 2);
	wire_put_le(r, 4, 32);
	wire_put_le(r, 2, 0);
	wire_put_le(r, 2, 15); // NetrShareEnum
	wire_put_le(r, 4, 0);  // of this server
	wire_put_le(r, 4, 1);
	wire_put_le(r, 4, 1);
	wire_put_le(r, 4, 0x00020004);
	wire_put_le(r, 8, 0);
	wire_put_le(r, 4, 0xffffffff);
	wire_put_le(r, 4, 0);
	transceive(b, s, r);
	arena_free(a);
}

// ---- NTLM

void smb_ntlm_first(struct buf *b)
{
	buf_add(b, "NTLMSSP", 8);
	wire_put_le(b, 4, 1);
	wire_put_le(b, 4, 0x00088205);
	zeros(b, 16);
}

static void ntlm_field(struct buf *b, size_t n, size_t at)
{
	wire_put_le(b, 2, n);
	wire_put_le(b, 2, n);
	wire_put_le(b, 4, at);
}

void smb_ntlm_nobody(struct buf *b)
{
	buf_add(b, "NTLMSSP", 8);
	wire_put_le(b, 4, 3);
	ntlm_field(b, 1, 64); // the older answer: one zero
	for (int i = 0; i < 5; i++)
		ntlm_field(b, 0, 65);
	wire_put_le(b, 4, 0x00088a05);
	buf_char(b, 0);
}

void smb_ntlm_user(struct buf *b, const char *user, struct text answer)
{
	size_t n = 2 * strlen(user);
	buf_add(b, "NTLMSSP", 8);
	wire_put_le(b, 4, 3);
	ntlm_field(b, 24, 64 + n);
	ntlm_field(b, answer.n, 64 + n + 24);
	ntlm_field(b, 0, 64);
	ntlm_field(b, n, 64);
	ntlm_field(b, 0, 64);
	ntlm_field(b, 0, 64);
	wire_put_le(b, 4, 0x00088205);
	wide(b, user);
	zeros(b, 24);
	buf_add(b, answer.p, answer.n);
}

// ---- reading

bool smb_read(struct text t, struct smb_state *s, struct smb_reply *ret)
{
	struct wire w = wire_of(t);
	*ret = (struct smb_reply){.packet = t};
	bool ours = text_starts(wire_take(&w, 4), "\xfeSMB");
	wire_take(&w, 4);
	ret->status = (uint32_t)wire_le(&w, 4);
	ret->command = (int)wire_le(&w, 2);
	wire_take(&w, 2 + 4 + 4 + 8 + 4);
	uint32_t tree = (uint32_t)wire_le(&w, 4);
	uint64_t session = wire_le(&w, 8);
	wire_take(&w, 16);
	if (!ours || w.bad)
		return false;
	ret->body = w;
	if (ret->command == SMB_SESSION)
		s->session = session;
	if (ret->command == SMB_TREE)
		s->tree = tree;
	if (ret->command == SMB_CREATE && ret->status == 0 && w.n >= 80)
		memcpy(s->file, w.p + 64, 16);
	return true;
}

bool smb_read_hello(struct text t, struct smb_hello *ret)
{
	struct smb_state s = {0};
	struct smb_reply r;
	*ret = (struct smb_hello){.guid = {"", 0}};
	if (!smb_read(t, &s, &r) || r.status != 0 || r.command != SMB_NEGOTIATE)
		return false;
	wire_le(&r.body, 2);
	unsigned mode = (unsigned)wire_le(&r.body, 2);
	ret->dialect = (unsigned)wire_le(&r.body, 2);
	wire_le(&r.body, 2);
	ret->guid = wire_take(&r.body, 16);
	ret->signs = mode & 1;
	ret->must_sign = mode & 2;
	return !r.body.bad;
}

// The piece at an offset of the packet; empty when it does not lie in it.
static struct text piece(struct text packet, uint64_t at, uint64_t n)
{
	return at <= packet.n && n <= packet.n - at ? (struct text){packet.p + at, (size_t)n} : (struct text){"", 0};
}

static struct text ntlm_piece(struct text blob, struct wire *w)
{
	uint64_t n = wire_le(w, 2);
	wire_le(w, 2);
	return piece(blob, wire_le(w, 4), n);
}

bool smb_read_names(const struct smb_reply *r, struct smb_names *ret)
{
	static const struct text none = {"", 0};
	*ret = (struct smb_names){none, none, none, 0, 0, 0, {0}, none};
	const char *at = memmem(r->packet.p, r->packet.n, "NTLMSSP", 8);
	if (!at)
		return false;
	struct text blob = {at, (size_t)(r->packet.p + r->packet.n - at)};
	struct wire w = wire_of(blob);
	wire_take(&w, 8);
	if (wire_le(&w, 4) != 2)
		return false;
	ntlm_piece(blob, &w);
	unsigned flags = (unsigned)wire_le(&w, 4);
	struct text challenge = wire_take(&w, 8);
	wire_take(&w, 8);
	ret->info = ntlm_piece(blob, &w);
	if (w.bad)
		return false;
	memcpy(ret->challenge, challenge.p, 8);
	if (flags & 0x02000000 && w.n >= 8) {
		ret->major = (int)wire_le(&w, 1);
		ret->minor = (int)wire_le(&w, 1);
		ret->build = (int)wire_le(&w, 2);
	}
	struct wire info = wire_of(ret->info);
	for (int i = 0; i < 20 && info.n && !info.bad; i++) {
		unsigned kind = (unsigned)wire_le(&info, 2);
		struct text v = wire_take(&info, (size_t)wire_le(&info, 2));
		if (kind >= 1 && kind <= 3)
			*(kind == 1 ? &ret->computer : kind == 2 ? &ret->domain : &ret->dns) = v;
		if (kind == 0)
			break;
	}
	return true;
}

static struct text ndr_string(struct wire *w)
{
	wire_le(w, 8);
	uint64_t n = wire_le(w, 4);
	struct text t = wire_take(w, n < 4096 ? (size_t)n * 2 : SIZE_MAX);
	if (n % 2)
		wire_take(w, w->n < 2 ? w->n : 2);
	return t;
}

int smb_read_list(const struct smb_reply *r, struct smb_share *ret)
{
	struct wire w = r->body;
	wire_take(&w, 32);
	uint64_t at = wire_le(&w, 4), bytes = wire_le(&w, 4);
	struct wire rpc = wire_of(piece(r->packet, at, bytes));
	wire_le(&rpc, 2);
	if (r->status != 0 || wire_le(&rpc, 1) != 2)
		return -1;
	wire_take(&rpc, 21 + 12); // the rest of the head; level, kind, pointer
	uint64_t count = wire_le(&rpc, 4);
	uint64_t array = wire_le(&rpc, 4);
	if (rpc.bad || count > SMB_SHARES_MAX || (count && !array))
		return -1;
	wire_le(&rpc, 4);
	for (uint64_t i = 0; i < count; i++) {
		wire_le(&rpc, 4);
		ret[i].type = (unsigned)wire_le(&rpc, 4);
		wire_le(&rpc, 4);
	}
	for (uint64_t i = 0; i < count; i++) {
		ret[i].name = ndr_string(&rpc);
		ndr_string(&rpc); // the remark
	}
	return rpc.bad ? -1 : (int)count;
}
