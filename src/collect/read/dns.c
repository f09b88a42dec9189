// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages of DNS and its kin; see dns.h. A pointer in a name must point before the place where the name (or the part before the pointer) began, so a name
// always ends.
#include "dns.h"

#include <stdio.h>
#include <string.h>

static unsigned two(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static bool label_write(const unsigned char *p, size_t n, char *ret, size_t *at)
{
	if (*at)
		ret[(*at)++] = '.';
	for (size_t i = 0; i < n; i++) {
		if (*at + 3 >= DNS_NAME_MAX)
			return false;
		if (p[i] == '.' || p[i] == '\\')
			ret[(*at)++] = '\\';
		ret[(*at)++] = p[i] < 0x20 || p[i] == 0x7f ? '?' : (char)p[i];
	}
	return true;
}

// Reads a name at *at and moves *at behind it.
static bool name_read(struct text all, size_t *at, char *ret)
{
	const unsigned char *p = (const unsigned char *)all.p;
	size_t from = *at, least = from, n = 0, wire = 0;
	bool jumped = false;
	for (;;) {
		if (from >= all.n)
			return false;
		unsigned length = p[from];
		if (length >= 0xc0) {
			size_t to = from + 1 < all.n ? (two(p + from) & 0x3fff) : all.n;
			if (to >= least)
				return false;
			if (!jumped)
				*at = from + 2;
			jumped = true;
			from = least = to;
		} else if (length > 63 || from + 1 + length > all.n || (wire += length + 1) > 255)
			return false;
		else if (length == 0) {
			if (!jumped)
				*at = from + 1;
			ret[n] = 0;
			return true;
		} else {
			if (!label_write(p + from + 1, length, ret, &n))
				return false;
			from += length + 1;
		}
	}
}

bool dns_begin(struct text t, struct dns_message *ret)
{
	const unsigned char *p = (const unsigned char *)t.p;
	if (t.n < 12)
		return false;
	*ret = (struct dns_message){.all = t, .id = two(p), .flags = two(p + 2), .at = 12};
	ret->answer = ret->flags >> 15;
	ret->code = ret->flags & 15;
	for (int i = 0; i < 4; i++)
		ret->left[i] = (int)two(p + 4 + 2 * i);
	return true;
}

static bool data_read(struct dns_message *m, struct dns_record *r, size_t n)
{
	const unsigned char *p = (const unsigned char *)m->all.p + m->at;
	size_t inside = m->at + (r->type == DNS_SRV ? 6 : 0);
	r->data = (struct text){m->all.p + m->at, n};
	m->at += n;
	if (r->type == DNS_SRV && n < 7)
		return false;
	if (r->type == DNS_SRV)
		r->port = (int)two(p + 4);
	if (r->type == DNS_PTR || r->type == DNS_CNAME || r->type == DNS_SRV)
		return name_read(m->all, &inside, r->target) && inside <= m->at;
	return (r->type != DNS_A || n == 4) && (r->type != DNS_AAAA || n == 16);
}

bool dns_next(struct dns_message *m, struct dns_record *ret)
{
	while (m->section < 4 && !m->left[m->section])
		m->section++;
	if (m->section == 4 || m->seen++ >= DNS_RECORDS_MAX)
		return false;
	m->left[m->section]--;
	ret->section = m->section;
	ret->target[0] = 0;
	ret->port = 0;
	ret->ttl = 0;
	ret->data = (struct text){"", 0};
	size_t more = m->section ? 10 : 4;
	if (!name_read(m->all, &m->at, ret->name) || m->at + more > m->all.n)
		return false;
	const unsigned char *p = (const unsigned char *)m->all.p + m->at;
	ret->type = (int)two(p);
	ret->class = (int)(two(p + 2) & 0x7fff);
	ret->top = two(p + 2) >> 15;
	m->at += more;
	if (!m->section)
		return true;
	ret->ttl = (uint32_t)two(p + 4) << 16 | two(p + 6);
	size_t n = two(p + 8);
	return m->at + n <= m->all.n && data_read(m, ret, n);
}

bool dns_txt(struct text *rest, struct text *ret_key, struct text *ret_value)
{
	while (rest->n) {
		size_t n = (unsigned char)rest->p[0];
		if (n + 1 > rest->n)
			n = rest->n - 1;
		struct text one = {rest->p + 1, n};
		*rest = text_after(*rest, n + 1);
		if (!n)
			continue;
		*ret_key = one;
		*ret_value = (struct text){"", 0};
		text_cut(one, '=', ret_key, ret_value);
		return true;
	}
	return false;
}

static void put(struct dns_ask *q, unsigned v)
{
	q->p[q->n++] = (unsigned char)(v >> 8);
	q->p[q->n++] = (unsigned char)v;
}

void dns_ask_begin(struct dns_ask *q, unsigned id, unsigned flags)
{
	memset(q->p, 0, 12);
	q->n = 0;
	q->over = false;
	put(q, id);
	put(q, flags);
	q->n = 12;
}

void dns_ask_add(struct dns_ask *q, const char *name, int type, bool alone)
{
	size_t from = q->n, label = q->n++;
	if (from + strlen(name) + 8 > sizeof q->p) {
		q->n = from;
		q->over = true;
		return;
	}
	for (; *name; name++) {
		if (*name == '.') {
			if (q->n - label - 1 == 0 || q->n - label - 1 > 63)
				break;
			q->p[label] = (unsigned char)(q->n - label - 1);
			label = q->n++;
			continue;
		}
		if (*name == '\\' && name[1])
			name++;
		q->p[q->n++] = (unsigned char)*name;
	}
	if (*name || q->n - label - 1 > 63) { // an empty or too long label
		q->n = from;
		q->over = true;
		return;
	}
	q->p[label] = (unsigned char)(q->n - label - 1);
	if (q->p[label])
		q->p[q->n++] = 0;
	put(q, (unsigned)type);
	put(q, alone ? 0x8001 : 1);
	q->p[5]++; // at most 255 questions fit anyway
}

const char *dns_reverse(const unsigned char *b, size_t n, char *ret)
{
	int at = 0;
	if (n == 4)
		snprintf(ret, DNS_NAME_MAX, "%d.%d.%d.%d.in-addr.arpa", b[3], b[2], b[1], b[0]);
	else {
		for (size_t i = 16; i-- > 0;)
			at += snprintf(ret + at, (size_t)(DNS_NAME_MAX - at), "%x.%x.", b[i] & 15, b[i] >> 4);
		snprintf(ret + at, (size_t)(DNS_NAME_MAX - at), "ip6.arpa");
	}
	return ret;
}

const char *dns_label(const char *name, char *ret, size_t cap)
{
	size_t n = 0;
	for (; *name && *name != '.' && n + 1 < cap; name++) {
		if (*name == '\\' && name[1])
			name++;
		ret[n++] = *name;
	}
	ret[n] = 0;
	return ret;
}

const char *dns_parent(const char *name)
{
	for (; *name && *name != '.'; name++)
		if (*name == '\\' && name[1])
			name++;
	return *name ? name + 1 : "";
}
