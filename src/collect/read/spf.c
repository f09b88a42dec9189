// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// An SPF record taken apart; see spf.h.
#include "spf.h"
#include "../../base/buf.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool spf_is(struct text t)
{
	return t.n >= 6 && strncasecmp(t.p, "v=spf1", 6) == 0 && (t.n == 6 || t.p[6] == ' ');
}

// ---- macros

struct macro {
	char letter;
	bool upper, reverse;
	int digits; // 0: all parts
	struct text delimiters;
};

// Reads "{letter digits r delimiters}" behind a %; gives how many bytes it has, 0 when it is none.
static size_t read_macro(struct text t, bool in_exp, struct macro *ret)
{
	size_t i = 1;
	if (t.n < 3 || t.p[0] != '{')
		return 0;
	*ret = (struct macro){.letter = lower(t.p[i]), .upper = t.p[i] != lower(t.p[i])};
	if (!ret->letter || !strchr(in_exp ? "slodiphvcrt" : "slodiphv", ret->letter))
		return 0;
	size_t first = ++i;
	for (; i < t.n && is_digit(t.p[i]); i++)
		ret->digits = ret->digits < 1000 ? ret->digits * 10 + t.p[i] - '0' : 1000;
	if (i > first && !ret->digits)
		return 0;
	if (i < t.n && lower(t.p[i]) == 'r') {
		ret->reverse = true;
		i++;
	}
	size_t marks = i;
	while (i < t.n && t.p[i] && strchr(".-+,/_=", t.p[i]))
		i++;
	ret->delimiters = (struct text){t.p + marks, i - marks};
	return i < t.n && t.p[i] == '}' ? i + 1 : 0;
}

// Whether it is a macro string; tells whether it ends with a macro and where its last literal part begins.
static bool macro_string(struct text t, bool *ret_ends_with_macro, size_t *ret_literal)
{
	struct macro m;
	*ret_ends_with_macro = false;
	*ret_literal = 0;
	for (size_t i = 0; i < t.n;) {
		if (t.p[i] == '%') {
			size_t n = i + 1 < t.n && t.p[i + 1] && strchr("%_-", t.p[i + 1]) ? 1 : read_macro(text_after(t, i + 1), false, &m);
			if (!n)
				return false;
			i += n + 1;
			*ret_ends_with_macro = t.p[i - 1] == '}' && n > 1;
			*ret_literal = i;
			continue;
		}
		if (t.p[i] < 0x21 || t.p[i] > 0x7e)
			return false;
		*ret_ends_with_macro = false;
		i++;
	}
	return true;
}

bool spf_uses(struct text t, char letter)
{
	struct macro m;
	for (size_t i = 0; i + 1 < t.n; i++)
		if (t.p[i] == '%') {
			if (t.p[i + 1] == '%')
				i++;
			else if (read_macro(text_after(t, i + 1), true, &m) && m.letter == letter)
				return true;
		}
	return false;
}

static struct text value_of(struct arena *a, const struct spf_values *v, char letter)
{
	switch (letter) {
	case 's': return v->sender;
	case 'l': return v->local;
	case 'o': return v->sender_domain;
	case 'd': return v->domain;
	case 'i': return v->address_dotted;
	case 'p': return v->validated;
	case 'h': return v->helo;
	case 'v': return v->version;
	case 'c': return v->address;
	case 'r': return v->receiver;
	default: return text_of(arena_printf(a, "%lld", (long long)v->now));
	}
}

static void put(struct buf *b, struct text part, bool upper)
{
	for (size_t i = 0; i < part.n; i++) {
		char c = part.p[i];
		if (!upper || is_alpha(c) || is_digit(c) || strchr("-._~", c ? c : '?'))
			buf_char(b, c);
		else
			buf_printf(b, "%%%02X", (unsigned char)c);
	}
}

static void expand_one(struct buf *b, struct arena *a, const struct spf_values *v, const struct macro *m)
{
	enum { PARTS_MAX = 128 };
	struct text part[PARTS_MAX], value = value_of(a, v, m->letter);
	const struct text marks = m->delimiters.n ? m->delimiters : text_of(".");
	size_t n = 0, from = 0;
	for (size_t i = 0; i <= value.n; i++)
		if ((i == value.n || memchr(marks.p, value.p[i], marks.n)) && n < PARTS_MAX) {
			part[n++] = (struct text){value.p + from, i - from};
			from = i + 1;
		}
	size_t kept = m->digits && (size_t)m->digits < n ? (size_t)m->digits : n;
	for (size_t i = n - kept; i < n; i++) {
		if (i > n - kept)
			buf_char(b, '.');
		// the last `kept` parts of the (perhaps turned round) list
		put(b, part[m->reverse ? n - 1 - i : i], m->upper);
	}
}

bool spf_expand(struct arena *a, const struct spf_values *v, struct text t, bool in_exp, struct text *ret)
{
	struct buf *b = buf_new(a, SPF_TEXT_MAX);
	struct macro m;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] != '%') {
			if ((unsigned char)t.p[i] > 0x7e || t.p[i] < 0x20 || (!in_exp && t.p[i] == ' '))
				return false;
			buf_char(b, t.p[i]);
			continue;
		}
		char next = i + 1 < t.n ? t.p[i + 1] : 0;
		size_t n = read_macro(text_after(t, i + 1), in_exp, &m);
		if (n)
			expand_one(b, a, v, &m);
		else if (next == '%' || next == '_')
			buf_char(b, next == '%' ? '%' : ' ');
		else if (next == '-')
			buf_str(b, "%20");
		else
			return false;
		i += n ? n : 1;
	}
	*ret = (struct text){b->p, b->n};
	return !b->over;
}

// ---- terms

// The last label of a domain: letters, digits and hyphens, not digits alone, no hyphen at its ends.
static bool top_label(struct text t)
{
	bool alpha = false;
	for (size_t i = 0; i < t.n; i++) {
		if (!is_alpha(t.p[i]) && !is_digit(t.p[i]) && t.p[i] != '-')
			return false;
		alpha |= !is_digit(t.p[i]);
	}
	return t.n && alpha && t.p[0] != '-' && t.p[t.n - 1] != '-';
}

static bool domain_spec(struct text t)
{
	bool macro;
	size_t literal;
	if (!t.n || !macro_string(t, &macro, &literal))
		return false;
	if (macro)
		return true;
	struct text end = text_after(t, literal);
	if (end.n && end.p[end.n - 1] == '.')
		end.n--;
	size_t dot = end.n;
	while (dot && end.p[dot - 1] != '.')
		dot--;
	return dot && top_label(text_after(end, dot));
}

// Takes "/N" off the end; false when what stands there is no length. None: the length stays.
static bool take_length(struct text *t, const char *mark, int most, int *ret)
{
	size_t i = t->n, m = strlen(mark);
	while (i && is_digit(t->p[i - 1]))
		i--;
	if (i == t->n || i < m || memcmp(t->p + i - m, mark, m) != 0 || (m == 1 && i > 1 && t->p[i - 2] == '/'))
		return true;
	struct text digits = text_after(*t, i);
	int value = 0;
	if (digits.n > 3 || (digits.n > 1 && digits.p[0] == '0'))
		return false;
	for (size_t k = 0; k < digits.n; k++)
		value = value * 10 + digits.p[k] - '0';
	if (value > most)
		return false;
	*ret = value;
	t->n = i - m;
	return true;
}

static bool read_ip(struct text t, struct spf_term *ret)
{
	bool four = ret->kind == SPF_IP4;
	char text[64];
	if (!take_length(&t, "/", four ? 32 : 128, four ? &ret->prefix4 : &ret->prefix6) || !t.n || t.n >= sizeof text || memchr(t.p, 0, t.n))
		return false;
	memcpy(text, t.p, t.n);
	text[t.n] = 0;
	return inet_pton(four ? AF_INET : AF_INET6, text, ret->address) == 1;
}

static bool read_directive(struct text t, struct spf_term *ret)
{
	static const char *const names[] = {"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"};
	*ret = (struct spf_term){.qualifier = '+', .prefix4 = 32, .prefix6 = 128, .whole = t};
	if (t.n && strchr("+-~?", t.p[0] ? t.p[0] : 'x')) {
		ret->qualifier = t.p[0];
		t = text_after(t, 1);
	}
	size_t n = 0;
	while (n < t.n && (is_alpha(t.p[n]) || is_digit(t.p[n])))
		n++;
	struct text name = {t.p, n}, rest = text_after(t, n);
	int kind = 0;
	while (kind < 8 && !text_is_nocase(name, names[kind]))
		kind++;
	if (kind == 8)
		return false;
	ret->kind = (enum spf_kind)kind;
	bool colon = rest.n && rest.p[0] == ':';
	if (kind == SPF_IP4 || kind == SPF_IP6)
		return colon && read_ip(text_after(rest, 1), ret);
	if (kind == SPF_ALL)
		return !rest.n;
	if ((kind == SPF_A || kind == SPF_MX) && (!take_length(&rest, "//", 128, &ret->prefix6) || !take_length(&rest, "/", 32, &ret->prefix4)))
		return false;
	if (!rest.n)
		return kind == SPF_A || kind == SPF_MX || kind == SPF_PTR;
	ret->domain = text_after(rest, 1);
	return colon && domain_spec(ret->domain);
}

// name "=" macro-string. Gives -1 when it is no modifier, 0 when it is a wrong one.
static int read_modifier(struct text t, struct spf_record *r)
{
	size_t n = 0, literal;
	bool macro;
	while (n < t.n && (is_alpha(t.p[n]) || (n && (is_digit(t.p[n]) || (t.p[n] && strchr("-_.", t.p[n]))))))
		n++;
	if (!n || n >= t.n || t.p[n] != '=')
		return -1;
	struct text name = {t.p, n}, value = text_after(t, n + 1);
	struct text *known = text_is_nocase(name, "redirect") ? &r->redirect : text_is_nocase(name, "exp") ? &r->exp : NULL;
	if (!known)
		return macro_string(value, &macro, &literal);
	if (known->n || !domain_spec(value))
		return 0;
	*known = value;
	return 1;
}

bool spf_read(struct arena *a, struct text t, struct spf_record *r, struct text *ret_at)
{
	struct text term;
	*r = (struct spf_record){.term = arena_alloc(a, SPF_TERMS_MAX * sizeof *r->term)};
	for (t = text_after(t, 6); text_field(&t, ' ', &term);) {
		if (!term.n)
			continue;
		*ret_at = term;
		int modifier = read_modifier(term, r);
		if (modifier == 0 || (modifier < 0 && (r->n == SPF_TERMS_MAX || !read_directive(term, &r->term[r->n++]))))
			return false;
	}
	return true;
}
