// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a device is, guessed from all signs together; see kind.h. Whole numbers only, so that every computer guesses the same.
#include "kind.h"

#include "../../db/db.h"

#include <string.h>

#define UNKNOWN_UNDER 20
#define HINTS_MAX 40 // kinds of hints

static int number_of(const struct kind_rules *r, const char *kind)
{
	for (int i = 0; i < r->kind_n; i++)
		if (strcmp(r->kind[i], kind) == 0)
			return i;
	return -1;
}

static bool load_kinds(struct arena *a, struct db *catalogue, struct kind_rules *r, struct err *e)
{
	const char *within[KINDS_MAX];
	struct rows q = db_rows(catalogue, "SELECT kind, within FROM cat.ref_device_kind ORDER BY position", "");
	while (rows_next(&q, e) && r->kind_n < KINDS_MAX) {
		r->kind[r->kind_n] = arena_strdup(a, rows_text(&q, 0));
		within[r->kind_n++] = arena_strdup(a, rows_text(&q, 1));
	}
	for (int i = 0; i < r->kind_n; i++)
		r->within[i] = number_of(r, within[i]);
	return r->kind_n > 0;
}

const struct kind_rules *kind_load(struct arena *a, struct db *catalogue, struct err *e)
{
	struct kind_rules *r = arena_alloc(a, sizeof *r);
	int64_t n = db_int(catalogue, "SELECT count(*) FROM cat.ref_device_hint", 0, "");
	if (n < 1 || !load_kinds(a, catalogue, r, e))
		return NULL;
	r->rule = arena_alloc(a, (size_t)n * sizeof *r->rule);
	struct rows q = db_rows(catalogue, "SELECT hint, pattern, kind, maker, weight FROM cat.ref_device_hint ORDER BY hint, rowid", "");
	const char *last = "";
	while (rows_next(&q, e) && r->rule_n < (size_t)n) {
		const char *hint = rows_text(&q, 0), *maker = rows_text(&q, 3);
		if (strcmp(hint, last) != 0)
			last = arena_strdup(a, hint);
		int number = number_of(r, rows_text(&q, 2));
		if (number >= 0)
			r->rule[r->rule_n++] = (struct kind_rule){last, arena_strdup(a, rows_text(&q, 1)), r->kind[number], *maker ? arena_strdup(a, maker) : NULL,
				(int)rows_int(&q, 4), number};
	}
	return r;
}

bool kind_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *from = text;
	while (*text)
		if (*pattern == '*') {
			star = pattern++;
			from = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++from;
		} else
			return false;
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static size_t first_rule(const struct kind_rules *r, const char *hint)
{
	size_t low = 0, high = r->rule_n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(r->rule[middle].hint, hint) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct scores {
	const char *hint[HINTS_MAX];
	int hint_n;
	int heaviest[HINTS_MAX][KINDS_MAX]; // of each hint for each kind
	const char *maker;
	int maker_weight;
};

static void score(const struct kind_rules *r, const struct lan_said *h, struct scores *s)
{
	int at = 0;
	while (at < s->hint_n && strcmp(s->hint[at], h->kind) != 0)
		at++;
	if (at == HINTS_MAX)
		return;
	if (at == s->hint_n)
		s->hint[s->hint_n++] = h->kind;
	for (size_t i = first_rule(r, h->kind); i < r->rule_n && strcmp(r->rule[i].hint, h->kind) == 0; i++) {
		const struct kind_rule *rule = &r->rule[i];
		if (!kind_fits(rule->pattern, h->value))
			continue;
		if (rule->weight > s->heaviest[at][rule->number])
			s->heaviest[at][rule->number] = rule->weight;
		if (rule->maker && rule->weight > s->maker_weight) {
			s->maker = rule->maker;
			s->maker_weight = rule->weight;
		}
	}
}

// 100 − (100 − w1)(100 − w2)…, in hundredths of a percent.
static int together(const struct scores *s, int kind, int within)
{
	int left = 10000, own = 0;
	for (int h = 0; h < s->hint_n; h++) {
		int weight = s->heaviest[h][kind];
		own |= weight;
		if (within >= 0 && s->heaviest[h][within] > weight)
			weight = s->heaviest[h][within];
		left = left * (100 - weight) / 100;
	}
	return own ? 10000 - left : 0;
}

void kind_guess(const struct kind_rules *r, const struct lan_said *hints, const char **ret_kind, int *ret_sure, const char **ret_maker)
{
	struct scores s = {.maker = NULL};
	int best = -1, most = 0, second = 0;
	for (; hints; hints = hints->next)
		score(r, hints, &s);
	for (int k = 0; k < r->kind_n; k++) {
		int all = together(&s, k, r->within[k]);
		// A special form has what its general form has and something of its own: it wins from that one with as much.
		if (all > most || (all && all == most && best >= 0 && r->within[k] == best)) {
			second = best >= 0 && r->within[k] != best ? most : second;
			most = all;
			best = k;
		} else if (all > second && !(best >= 0 && r->within[best] == k))
			second = all;
	}
	int sure = (most - second / 3) / 100;
	*ret_maker = s.maker;
	*ret_kind = best < 0 || most < UNKNOWN_UNDER * 100 ? "unknown" : r->kind[best];
	*ret_sure = best < 0 || most < UNKNOWN_UNDER * 100 ? 0 : sure < 1 ? 1 : sure > 99 ? 99 : sure;
}
