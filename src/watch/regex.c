// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Regular expressions through PCRE2; see regex.h.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"
#include "rule.h"

#include <pcre2.h>

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
