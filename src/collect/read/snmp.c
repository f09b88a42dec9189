// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// SNMP; see snmp.h. BER (X.690) as far as SNMP uses it: definite lengths of at most two bytes, tags of one byte.
#include "snmp.h"

#include <string.h>

// ---- names

bool snmp_oid(const char *dotted, struct snmp_oid *ret)
{
	struct text rest = text_of(dotted), part;
	*ret = (struct snmp_oid){.n = 0};
	while (text_field(&rest, '.', &part)) {
		int64_t v;
		if (ret->n == SNMP_ID_MAX || !text_int(part, 10, &v) || v < 0 || v > UINT32_MAX)
			return false;
		ret->id[ret->n++] = (uint32_t)v;
	}
	return ret->n >= 2 && ret->id[0] <= 2 && ret->id[1] < 40;
}

bool snmp_below(const struct snmp_oid *name, const struct snmp_oid *top)
{
	return name->n > top->n && memcmp(name->id, top->id, (size_t)top->n * sizeof *top->id) == 0;
}

// ---- writing, from the end to the front: then every length is known when it is written

struct back {
	unsigned char b[1400];
	size_t at; // where the text begins; it goes to the end
};

static void back_byte(struct back *w, unsigned c)
{
	if (w->at > 0)
		w->b[--w->at] = (unsigned char)c;
}

static void back_head(struct back *w, unsigned tag, size_t end)
{
	size_t n = end - w->at;
	back_byte(w, n & 0xff);
	if (n > 0xff)
		back_byte(w, n >> 8 & 0xff);
	if (n > 0x7f)
		back_byte(w, n > 0xff ? 0x82 : 0x81);
	back_byte(w, tag);
}

static void back_number(struct back *w, int64_t v)
{
	size_t end = w->at;
	do {
		back_byte(w, v & 0xff);
		v >>= 8;
	} while (v != 0 && v != -1);
	if ((w->b[w->at] & 0x80) != (v < 0 ? 0x80 : 0))
		back_byte(w, v < 0 ? 0xff : 0);
	back_head(w, 2, end);
}

static void back_name(struct back *w, const struct snmp_oid *o)
{
	size_t end = w->at;
	for (int i = o->n - 1; i >= 2; i--) {
		uint32_t v = o->id[i];
		back_byte(w, v & 0x7f);
		while (v >>= 7)
			back_byte(w, 0x80 | (v & 0x7f));
	}
	back_byte(w, o->id[0] * 40 + o->id[1]);
	back_head(w, 6, end);
}

void snmp_write(struct buf *b, int version, const char *community, enum snmp_ask ask, int64_t request, const struct snmp_oid *names, int n)
{
	struct back w = {.at = sizeof w.b};
	size_t end = w.at, length = strlen(community);
	for (int i = (n < 16 ? n : 16) - 1; i >= 0; i--) {
		size_t one = w.at;
		back_byte(&w, 0); // no value yet
		back_byte(&w, 5);
		back_name(&w, &names[i]);
		back_head(&w, 0x30, one);
	}
	back_head(&w, 0x30, end);
	back_number(&w, ask == SNMP_BULK ? 20 : 0); // bulk: how many rows; else no fault
	back_number(&w, 0);
	back_number(&w, request);
	back_head(&w, ask, end);
	size_t word = w.at;
	for (size_t i = length < 200 ? length : 200; i > 0; i--)
		back_byte(&w, (unsigned char)community[i - 1]);
	back_head(&w, 4, word);
	back_number(&w, version);
	back_head(&w, 0x30, end);
	buf_add(b, w.b + w.at, sizeof w.b - w.at);
}

// ---- reading

static struct wire ber(struct wire *w, unsigned *ret_tag)
{
	*ret_tag = (unsigned)wire_be(w, 1);
	size_t n = (size_t)wire_be(w, 1);
	if (n == 0x81 || n == 0x82)
		n = (size_t)wire_be(w, n == 0x81 ? 1 : 2);
	else if (n > 0x7f)
		w->bad = true;
	return wire_of(wire_take(w, w->bad ? 0 : n));
}

static int64_t ber_number(struct wire in, bool is_signed)
{
	uint64_t v = is_signed && in.n && in.p[0] & 0x80 ? UINT64_MAX : 0;
	while (in.n)
		v = v << 8 | wire_be(&in, 1);
	return (int64_t)v;
}

static bool ber_name(struct wire in, struct snmp_oid *ret)
{
	uint64_t v = 0;
	*ret = (struct snmp_oid){.n = 0};
	while (in.n) {
		unsigned c = (unsigned)wire_be(&in, 1);
		v = v << 7 | (c & 0x7f);
		if (v > UINT32_MAX)
			return false;
		if (c & 0x80)
			continue;
		if (ret->n == 0) {
			ret->id[ret->n++] = (uint32_t)(v < 80 ? v / 40 : 2);
			ret->id[ret->n++] = (uint32_t)(v < 80 ? v % 40 : v - 80);
		} else if (ret->n < SNMP_ID_MAX)
			ret->id[ret->n++] = (uint32_t)v;
		else
			return false;
		v = 0;
	}
	return ret->n >= 2;
}

static void value(struct wire in, unsigned tag, struct snmp_var *v)
{
	switch (tag) {
	case 2: v->type = SNMP_NUMBER, v->number = ber_number(in, true); break;
	case 4: v->type = SNMP_TEXT, v->text = (struct text){(const char *)in.p, in.n}; break;
	case 6: v->type = ber_name(in, &v->value) ? SNMP_NAME : SNMP_NOTHING; break;
	case 0x40: v->type = SNMP_ADDRESS, v->text = (struct text){(const char *)in.p, in.n}; break;
	case 0x41:
	case 0x42:
	case 0x46: v->type = SNMP_NUMBER, v->number = ber_number(in, false); break;
	case 0x43: v->type = SNMP_TICKS, v->number = ber_number(in, false); break;
	default: v->type = SNMP_NOTHING;
	}
}

bool snmp_read(struct text packet, struct snmp_answer *ret)
{
	unsigned tag;
	struct wire w = wire_of(packet), in = ber(&w, &tag);
	*ret = (struct snmp_answer){.version = -1};
	if (tag != 0x30 || w.bad)
		return false;
	ret->version = (int)ber_number(ber(&in, &tag), false);
	ber(&in, &tag); // the community comes back
	struct wire pdu = ber(&in, &tag);
	if (in.bad || tag != 0xa2 || ret->version < 0 || ret->version > 1)
		return false;
	ret->request = ber_number(ber(&pdu, &tag), true);
	ret->error = ber_number(ber(&pdu, &tag), true);
	ber(&pdu, &tag);
	struct wire list = ber(&pdu, &tag);
	while (list.n && !list.bad && ret->n < SNMP_VARS_MAX) {
		struct snmp_var *v = &ret->var[ret->n];
		struct wire one = ber(&list, &tag), name = ber(&one, &tag);
		if (tag != 6 || !ber_name(name, &v->name))
			return false;
		struct wire what = ber(&one, &tag);
		if (one.bad)
			return false;
		value(what, tag, v);
		ret->n++;
	}
	return !pdu.bad;
}
