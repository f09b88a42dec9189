// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Databases and small devices; see box.h.
#include "box.h"

#include <string.h>

static const struct box_answer nothing = {false, -1, -1, {"", 0}, {"", 0}};

// ---- Redis, memcached: lines of text

void box_read_redis(struct text t, struct box_answer *ret)
{
	*ret = nothing;
	bool open = text_starts(t, "+PONG") || text_starts(t, "$"), shut = text_starts(t, "-NOAUTH") || text_starts(t, "-DENIED") || text_starts(t, "-NOPERM");
	if (!open && !shut && !text_starts(t, "-ERR") && !text_starts(t, "-WRONGPASS"))
		return;
	ret->known = true;
	ret->anybody = open ? 1 : shut ? 0 : -1;
	ret->product = text_of("Redis");
	const char *p = text_find(t, "redis_version:");
	if (p) {
		struct text rest = {p + 14, (size_t)(t.p + t.n - p - 14)};
		text_line(&rest, &ret->version);
	}
}

void box_read_memcached(struct text t, struct box_answer *ret)
{
	struct text rest = t, line;
	*ret = nothing;
	if (!text_starts(t, "VERSION ") || !text_line(&rest, &line))
		return;
	ret->known = true;
	ret->anybody = 1;
	ret->product = text_of("memcached");
	ret->version = text_trim(text_after(line, 8));
}

// ---- MongoDB: OP_MSG with one BSON document

void box_write_mongodb(struct buf *b)
{
	static const char document[] = "\x10listDatabases\0\1\0\0\0\x08nameOnly\0\1\2$db\0\6\0\0\0admin"; // the two NULs at the end: of the text and of the document
	size_t n = 4 + sizeof document + 1;
	wire_put_le(b, 4, 16 + 4 + 1 + n);
	wire_put_le(b, 4, 1);
	wire_put_le(b, 4, 0);
	wire_put_le(b, 4, 2013);
	wire_put_le(b, 5, 0); // flags, kind of section
	wire_put_le(b, 4, n);
	buf_add(b, document, sizeof document);
	buf_char(b, 0);
}

void box_read_mongodb(struct text t, struct box_answer *ret)
{
	struct wire w = wire_of(t);
	*ret = nothing;
	wire_le(&w, 8);
	if (wire_le(&w, 4) != 1 || wire_le(&w, 4) != 2013 || w.bad)
		return;
	ret->known = true;
	ret->product = text_of("MongoDB");
	struct text body = {(const char *)w.p, w.n};
	static const char list[] = "\4databases", code[] = "\x10" "code";
	bool listed = memmem(body.p, body.n, list, sizeof list) != NULL;
	const char *fault = memmem(body.p, body.n, code, sizeof code);
	bool refused = fault && fault + sizeof code < body.p + body.n && (fault[sizeof code] == 13 || fault[sizeof code] == 18);
	ret->anybody = listed ? 1 : refused ? 0 : -1;
}

// ---- PostgreSQL

void box_write_postgres_tls(struct buf *b)
{
	wire_put_be(b, 4, 8);
	wire_put_be(b, 4, 80877103);
}

void box_write_postgres(struct buf *b)
{
	static const char said[] = "user\0postgres\0database\0postgres\0"; // and a NUL that ends the list
	wire_put_be(b, 4, 8 + sizeof said);
	wire_put_be(b, 4, 196608);
	buf_add(b, said, sizeof said);
}

void box_read_postgres(struct text t, struct box_answer *ret)
{
	*ret = nothing;
	if (t.n == 1 && (t.p[0] == 'S' || t.p[0] == 'N')) {
		ret->known = true;
		ret->tls = t.p[0] == 'S';
		return;
	}
	struct wire w = wire_of(t);
	char kind = (char)wire_be(&w, 1);
	size_t n = (size_t)wire_be(&w, 4);
	if (w.bad || (kind != 'R' && kind != 'E') || n < 8 || n > 20000)
		return;
	ret->known = true;
	ret->product = text_of("PostgreSQL");
	if (kind == 'R')
		ret->anybody = wire_be(&w, 4) == 0 && !w.bad;
	else if (text_has(t, "C28000") || text_has(t, "C28P01"))
		ret->anybody = 0;
}

// ---- SQL Server: PRELOGIN of TDS

void box_write_mssql(struct buf *b)
{
	static const unsigned char packet[] = {0x12, 1, 0, 26, 0, 0, 0, 0, 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 9, 0, 0, 0, 0, 0, 0};
	buf_add(b, packet, sizeof packet);
}

void box_read_mssql(struct text t, struct box_answer *ret)
{
	struct wire w = wire_of(t);
	*ret = nothing;
	if (wire_be(&w, 1) != 4 || wire_be(&w, 1) > 1)
		return;
	wire_take(&w, 6);
	struct text body = {(const char *)w.p, w.n};
	for (int i = 0; i < 10 && !w.bad; i++) {
		unsigned token = (unsigned)wire_be(&w, 1);
		size_t at = (size_t)wire_be(&w, 2), n = (size_t)wire_be(&w, 2);
		if (token == 0xff || at + n > body.n)
			break;
		if (token == 0 && n >= 6)
			ret->known = true;
		if (token == 1 && n == 1)
			ret->tls = body.p[at] != 2;
	}
	if (ret->known)
		ret->product = text_of("Microsoft SQL Server");
}

// ---- LDAP: search requests in BER, and a search in what comes back

static void ldap_search(struct buf *b, struct text base, int scope, struct text attribute)
{
	size_t n = base.n < 60 ? base.n : 60, list = attribute.n ? 2 + attribute.n : 0;
	size_t inside = 2 + n + 3 + 3 + 3 + 3 + 3 + 13 + 2 + list; // all lengths stay below 128
	wire_put_be(b, 2, 0x3000 | (5 + inside));
	wire_put_be(b, 3, 0x020101);
	wire_put_be(b, 2, 0x6300 | inside);
	wire_put_be(b, 2, 0x0400 | n);
	buf_add(b, base.p, n);
	wire_put_be(b, 3, 0x0a0100 | (unsigned)scope);
	wire_put_be(b, 3, 0x0a0100);
	wire_put_be(b, 3, 0x020101); // one entry
	wire_put_be(b, 3, 0x020103); // three seconds
	wire_put_be(b, 3, 0x010100);
	wire_put_be(b, 2, 0x870b);
	buf_str(b, "objectclass");
	wire_put_be(b, 2, 0x3000 | list);
	if (list) {
		wire_put_be(b, 2, 0x0400 | attribute.n);
		buf_add(b, attribute.p, attribute.n);
	}
}

void box_write_ldap_root(struct buf *b)
{
	ldap_search(b, text_of(""), 0, text_of("namingContexts"));
}

void box_write_ldap_below(struct buf *b, struct text base)
{
	ldap_search(b, base, 1, text_of("cn"));
}

static struct wire tlv(struct wire *w, unsigned *ret_tag)
{
	*ret_tag = (unsigned)wire_be(w, 1);
	size_t n = (size_t)wire_be(w, 1);
	if (n > 0x80 && n <= 0x84)
		n = (size_t)wire_be(w, (int)(n & 7));
	return wire_of(wire_take(w, n < 65536 ? n : SIZE_MAX));
}

void box_read_ldap(struct text t, struct box_answer *ret, struct text *ret_base)
{
	struct wire w = wire_of(t);
	unsigned tag = 0;
	*ret = nothing;
	*ret_base = (struct text){"", 0};
	for (int i = 0; i < 20 && w.n && !w.bad; i++) {
		struct wire message = tlv(&w, &tag);
		if (tag != 0x30)
			return;
		tlv(&message, &tag);
		struct wire what = tlv(&message, &tag);
		if (message.bad || (tag != 0x64 && tag != 0x65 && tag != 0x73))
			continue;
		ret->known = true;
		if (tag == 0x65 && ret->anybody < 0)
			ret->anybody = 0;
		if (tag != 0x64)
			continue;
		ret->anybody = 1;
		tlv(&what, &tag);
		struct wire list = tlv(&what, &tag), one = tlv(&list, &tag);
		tlv(&one, &tag);
		struct wire values = tlv(&one, &tag), first = tlv(&values, &tag);
		if (!values.bad && tag == 4)
			*ret_base = (struct text){(const char *)first.p, first.n};
	}
}

// ---- MQTT, IPMI, VNC

void box_write_mqtt(struct buf *b)
{
	static const char packet[] = "\x10\x13\0\4MQTT\4\2\0\x0a\0\7bolwerk";
	buf_add(b, packet, sizeof packet - 1);
}

void box_read_mqtt(struct text t, struct box_answer *ret)
{
	*ret = nothing;
	if (t.n < 4 || t.p[0] != 0x20 || t.p[1] < 2)
		return;
	ret->known = true;
	ret->anybody = t.p[3] == 0 ? 1 : t.p[3] == 4 || t.p[3] == 5 ? 0 : -1;
}

void box_write_ipmi(struct buf *b)
{
	static const unsigned char ping[] = {6, 0, 0xff, 6, 0, 0, 0x11, 0xbe, 0x80, 0, 0, 0};
	buf_add(b, ping, sizeof ping);
}

void box_read_ipmi(struct text t, struct box_answer *ret)
{
	*ret = nothing;
	ret->known = t.n >= 12 && t.p[0] == 6 && t.p[3] == 6 && (unsigned char)t.p[8] == 0x40;
}

void box_read_vnc(struct text t, bool old, struct box_answer *ret)
{
	struct wire w = wire_of(t);
	*ret = nothing;
	if (old) {
		uint64_t way = wire_be(&w, 4);
		ret->known = !w.bad && way <= 255;
		ret->anybody = ret->known && way ? way == 1 : -1;
		ret->tls = 0;
		return;
	}
	int n = (int)wire_be(&w, 1);
	if (w.bad || n == 0)
		return;
	ret->known = true;
	ret->anybody = 0;
	ret->tls = 1;
	while (n-- > 0 && !w.bad) {
		unsigned way = (unsigned)wire_be(&w, 1);
		if (way == 1 && !w.bad)
			ret->anybody = 1;
		if (way == 1 || way == 2 || way == 30) // none, a password alone, Apple's: what follows is readable
			ret->tls = 0;
	}
}
