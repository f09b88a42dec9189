// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a device is, guessed from all signs together; see kind.h. Whole numbers only, so that every computer guesses the same.
#include "kind.h"

#include "../../db/db.h"

#include <string.h>

#define UNKNOWN_UNDER 20
#define HINTS_MAX 40 // kinds of hints
#define KINDS_MAX 40

struct kind_rule {
	const char *pattern, *maker;
	int weight, number; // of the kind
};

struct rules_of {
	const char *hint;
	struct kind_rule *rule;
	size_t n;
};

struct kind_rules {
	struct arena *a;
	struct db *catalogue;
	const char *kind[KINDS_MAX]; // in the order of their place
	int within[KINDS_MAX];       // number of the kind that it is a special form of; -1
	int kind_n;
	struct rules_of of[HINTS_MAX];
	int of_n;
};

static int number_of(const struct kind_rules *r, const char *kind)
{
	for (int i = 0; i < r->kind_n; i++)
		if (strcmp(r->kind[i], kind) == 0)
			return i;
	return -1;
}

struct kind_rules *kind_load(struct arena *a, struct db *catalogue, struct err *e)
{
	struct kind_rules *r = arena_alloc(a, sizeof *r);
	const char *within[KINDS_MAX] = {NULL};
	r->a = a;
	r->catalogue = catalogue;
	struct rows q = db_rows(catalogue, "SELECT kind, within FROM cat.ref_device_kind ORDER BY position", "");
	while (rows_next(&q, e))
		if (r->kind_n < KINDS_MAX) {
			r->kind[r->kind_n] = arena_strdup(a, rows_text(&q, 0));
			within[r->kind_n++] = arena_strdup(a, rows_text(&q, 1));
		}
	for (int i = 0; i < r->kind_n; i++)
		r->within[i] = within[i] ? number_of(r, within[i]) : -1;
	return r->kind_n ? r : NULL;
}

// The rules of a hint; NULL when there are too many kinds of hints.
static const struct rules_of *rules_of(struct kind_rules *r, const char *hint)
{
	int at = 0;
	while (at < r->of_n && strcmp(r->of[at].hint, hint) != 0)
		at++;
	if (at < r->of_n || at == HINTS_MAX)
		return at < r->of_n ? &r->of[at] : NULL;
	struct rules_of *of = &r->of[r->of_n++];
	int64_t n = db_int(r->catalogue, "SELECT count(*) FROM cat.ref_device_hint WHERE hint = ?1", 0, "s", hint);
	*of = (struct rules_of){arena_strdup(r->a, hint), arena_alloc(r->a, ((size_t)n + 1) * sizeof *of->rule), 0};
	struct rows q = db_rows(r->catalogue, "SELECT pattern, kind, maker, weight FROM cat.ref_device_hint WHERE hint = ?1 ORDER BY rowid", "s", hint);
	while (rows_next(&q, NULL)) {
		const char *maker = rows_text(&q, 2);
		int number = number_of(r, rows_text(&q, 1));
		if (number >= 0 && of->n < (size_t)n)
			of->rule[of->n++] =
				(struct kind_rule){arena_strdup(r->a, rows_text(&q, 0)), *maker ? arena_strdup(r->a, maker) : NULL, (int)rows_int(&q, 3), number};
	}
	return of;
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

struct scores {
	const char *hint[HINTS_MAX];
	int hint_n;
	int heaviest[HINTS_MAX][KINDS_MAX]; // of each hint for each kind
	const char *maker;
	int maker_weight;
};

static void score(struct kind_rules *r, const struct lan_said *h, struct scores *s)
{
	int at = 0;
	while (at < s->hint_n && strcmp(s->hint[at], h->kind) != 0)
		at++;
	if (at == HINTS_MAX)
		return;
	if (at == s->hint_n)
		s->hint[s->hint_n++] = h->kind;
	const struct rules_of *of = rules_of(r, h->kind);
	for (size_t i = 0; of && i < of->n; i++) {
		const struct kind_rule *rule = &of->rule[i];
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

void kind_guess(struct kind_rules *r, const struct lan_said *hints, const char **ret_kind, int *ret_sure, const char **ret_maker)
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
