// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Regular expressions through PCRE2; see regex.h.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"
#include "rule.h"

#include <pcre2.h>
#include <string.h>

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

static void end(void *arg)
{
	struct regex *r = arg;
	pcre2_code_free(r->code);
	pcre2_match_data_free(r->data);
	pcre2_match_context_free(r->limits);
}

struct regex *regex_new(struct arena *a, struct text expression, unsigned flags, struct err *e)
{
	int error;
	PCRE2_SIZE at;
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
	options |= (flags & RULE_I ? PCRE2_CASELESS : 0) | (flags & RULE_M ? PCRE2_MULTILINE : 0) | (flags & RULE_S ? PCRE2_DOTALL : 0);
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)(expression.n ? expression.p : ""), expression.n, options, &error, &at, NULL);
	if (!code) {
		unsigned char words[128] = "it cannot be read";
		pcre2_get_error_message(error, words, sizeof words);
		err_set(e, "the regular expression is not good at its character %zu: %s", (size_t)at + 1, (const char *)words);
		return NULL;
	}
	struct regex *r = arena_alloc(a, sizeof *r);
	*r = (struct regex){code, pcre2_match_data_create(1, NULL), pcre2_match_context_create(NULL)};
	arena_defer(a, end, r);
	if (!r->data || !r->limits) {
		err_set(e, "no memory for a regular expression");
		return NULL;
	}
	pcre2_set_match_limit(r->limits, REGEX_STEPS);
	pcre2_set_heap_limit(r->limits, 4096); // KiB
	return r;
}

enum regex_found regex_find(const struct regex *r, struct text t)
{
	int found = pcre2_match(r->code, (PCRE2_SPTR)(t.n ? t.p : ""), t.n, 0, 0, r->data, r->limits);
	if (found >= 0)
		return REGEX_YES;
	return found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_HEAPLIMIT ? REGEX_LIMIT : REGEX_NO;
}

// What stands at *p, which goes behind it: a sign that means itself (its byte), or 0 for anything else; -1: an expression that is not followed here.
static int sign(struct text e, size_t *p)
{
	char c = e.p[(*p)++];
	if ((unsigned char)c > 126 || (unsigned char)c < ' ' || c == '|' || c == ')' || c == ']')
		return c == ')' || c == '|' ? -1 : 0;
	if (c == '\\') {
		char d = *p < e.n ? e.p[(*p)++] : 'Q';
		bool word = (d >= '0' && d <= '9') || ((d | 32) >= 'a' && (d | 32) <= 'z');
		return !word && (unsigned char)d < 127 && d > ' ' ? d : strchr("dDwWsSbBAZztnrf", d) ? 0 : -1;
	}
	if (c == '[' || c == '(') { // all of a class or group means nothing known
		int deep = c == '(';
		bool class = c == '[';
		for (size_t first = class ? *p + (*p < e.n && e.p[*p] == '^') : 0; *p < e.n && (deep || class); (*p)++) {
			if (e.p[*p] == '\\') {
				(*p)++;
			} else if (class) {
				class = e.p[*p] != ']' || *p == first;
			} else if (e.p[*p] == '[') {
				class = true;
				first = *p + 1 + (*p + 1 < e.n && e.p[*p + 1] == '^');
			} else
				deep += e.p[*p] == '(' ? 1 : e.p[*p] == ')' ? -1 : 0;
		}
		return *p <= e.n ? 0 : -1;
	}
	return c == '{' ? -1 : strchr(".^$", c) ? 0 : c;
}

// Where "{2}", "{2,}" or "{2,5}" at p ends; p when it is none of these.
static size_t counted(struct text e, size_t p)
{
	size_t i = p + 1, digits = 0, commas = 0;
	for (; i < e.n && ((e.p[i] >= '0' && e.p[i] <= '9') || (e.p[i] == ',' && digits)); i++)
		*(e.p[i] == ',' ? &commas : &digits) += 1;
	return i < e.n && e.p[i] == '}' && digits && commas < 2 ? i + 1 : p;
}

// Takes what says how often off, when it stands there; ret_none: perhaps never.
static bool often(struct text e, size_t *p, bool *ret_none)
{
	char c = *p < e.n ? e.p[*p] : 0;
	size_t end = c == '{' ? counted(e, *p) : *p + (c == '*' || c == '?' || c == '+');
	*ret_none = end > *p && c != '+';
	if (end == *p)
		return false;
	*p = end;
	if (*p < e.n && (e.p[*p] == '?' || e.p[*p] == '+'))
		(*p)++;
	return true;
}

// Whether all that begins with (? or [: is of the kinds that sign knows.
static bool followed(struct text e)
{
	if (text_has(e, "(*") || text_has(e, "[:"))
		return false;
	for (const char *p; (p = text_find(e, "(?"));) {
		e = text_after(e, (size_t)(p - e.p) + 2);
		if (!e.n || !(strchr(":=!<", e.p[0]) || text_starts(e, "i)")))
			return false;
	}
	return true;
}

struct text regex_literal(struct arena *a, struct text e, unsigned flags)
{
	char *run = arena_raw(a, e.n + 1), *best = arena_raw(a, e.n + 1);
	size_t n = 0, most = 0;
	bool nocase = flags & RULE_I || text_has(e, "(?i"); // then k and s have one more large letter each, beyond ASCII
	if (!followed(e))
		return (struct text){"", 0};
	for (size_t p = 0; p < e.n;) {
		bool none = false;
		int c = sign(e, &p);
		if (c < 0)
			return (struct text){"", 0};
		if (nocase && c && strchr("kKsS", c))
			c = 0;
		bool repeated = often(e, &p, &none);
		if (c && !none)
			run[n++] = (char)c;
		if (n > most)
			memcpy(best, run, most = n);
		if (!c || repeated)
			n = 0;
	}
	return (struct text){best, most};
}
