// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The comparison of plain evaluator and matcher; see agree.h.
#include "agree.h"
#include "../../src/watch/names.h"
#include "plain.h"

#include <stdlib.h>
#include <string.h>

// How many rules mean a log source that nobody knows.
static size_t homeless(const struct rule_set *rules, const struct logsource_set *sources)
{
	const struct logsource *found[1];
	size_t n = 0;
	for (size_t i = 0; i < rules->n; i++)
		n += rules->rule[i]->kind == RULE_DETECTION && !logsource_find(sources, &rules->rule[i]->source, found, 1);
	return n;
}

enum { OFTEN = 4000 }; // few records are looked at again and again: the matcher learns from what it sees

struct agree *agree_new(struct arena *a, struct rule_set *rules, struct logsource_set *sources)
{
	struct agree *g = arena_alloc(a, sizeof *g);
	*g = (struct agree){.a = a, .rules = rules, .sources = sources, .lock = PTHREAD_MUTEX_INITIALIZER};
	g->means = arena_alloc(a, sizeof *g->means * (rules->n + 1));
	g->meant = arena_alloc(a, sizeof *g->meant * (rules->n + 1));
	const struct logsource *found[MATCH_SOURCES];
	size_t before = rules->refusals, none = homeless(rules, sources);
	g->match = match_new(a, rules, sources);
	g->differences += rules->refusals - before < none || homeless(rules, sources);
	for (size_t i = 0; i < rules->n; i++) {
		if (rules->rule[i]->kind != RULE_DETECTION)
			continue;
		g->meant[i] = logsource_find(sources, &rules->rule[i]->source, found, MATCH_SOURCES);
		g->means[i] = arena_alloc(a, sizeof found);
		memcpy(g->means[i], found, sizeof *found * g->meant[i]);
	}
	return g;
}

void agree_free(struct agree *g)
{
	for (size_t i = 0; i < g->n; i++)
		free((void *)(uintptr_t)g->record[i].bytes.p);
	free(g->record);
}

static void tell(struct agree *g, const struct agree_record *r, const struct rule *rule, const char *what)
{
	pthread_mutex_lock(&g->lock);
	g->differences++;
	if (g->differ)
		g->differ(g, r, rule, what);
	pthread_mutex_unlock(&g->lock);
}

static void keep(struct agree *g, struct agree_record r)
{
	if (g->n == g->room) {
		g->room = g->room ? 2 * g->room : 256;
		g->record = realloc(g->record, sizeof *g->record * g->room);
		if (!g->record)
			abort();
	}
	g->record[g->n++] = r;
}

// What a decoder says for less must be what `fields` says.
static void same_answer(struct agree *g, const struct agree_record *r, bool good)
{
	struct arena *a = arena_new();
	struct event e = {.at = -1};
	static const struct rule none = {.id = {"", 0}, .title = {"", 0}};
	if (r->decoder->is && r->decoder->is(r->state, r->bytes) != good)
		tell(g, r, &none, "is and fields differ");
	if (r->decoder->sketch && r->decoder->sketch(r->state, names_new(a), a, r->bytes, &e) != good)
		tell(g, r, &none, "sketch and fields differ");
	arena_free(a);
}

// In memory of its own size, so that reading past its end is seen.
static char *exactly(struct text t)
{
	char *p = malloc(t.n ? t.n : 1);
	if (!p)
		abort();
	if (t.n)
		memcpy(p, t.p, t.n);
	return p;
}

void agree_add(struct agree *g, const struct decoder *d, const char *file, struct text bytes, long step)
{
	void *state = arena_alloc(g->a, d->state ? d->state : 1);
	struct text rest = {arena_strndup(g->a, bytes.n ? bytes.p : "", bytes.n), bytes.n}, record;
	enum decode_said said;
	for (long i = 0; (said = d->next(state, &rest, true, &record)) == DECODE_ONE || said == DECODE_BAD; i++) {
		if (said == DECODE_BAD || i % step)
			continue;
		struct agree_record r = {.decoder = d, .file = file, .index = i, .e = {.at = -1}, .state = state};
		r.bytes = (struct text){exactly(record), record.n};
		bool good = d->fields(state, g->a, r.bytes, &r.e);
		same_answer(g, &r, good);
		if (good)
			keep(g, r);
		else
			free((void *)(uintptr_t)r.bytes.p);
		g->unread += !good;
	}
}

struct judging {
	struct plain plain;
	signed char *of; // of each source: 1 the event is of it, -1 it is not, 0 nobody asked yet
};

static bool is(void *arg, struct text sigma, struct text field)
{
	return logsource_is(arg, sigma, field);
}

static bool of_source(struct agree *g, struct judging *j, const struct logsource *l, const struct agree_record *r)
{
	signed char *known = &j->of[l - g->sources->source];
	struct rule when = {.when = l->when};
	j->plain.arg = (void *)(uintptr_t)l;
	if (!*known)
		*known = logsource_format(l, r->decoder->name) && (!l->when || plain_hits(&j->plain, &when, &r->e)) ? 1 : -1;
	return *known > 0;
}

// Whether a rule hits a record by the names of fields of a source.
static bool by_source(struct agree *g, struct judging *j, size_t rule, const struct logsource *l, const struct agree_record *r)
{
	if (!of_source(g, j, l, r))
		return false;
	j->plain.arg = (void *)(uintptr_t)l;
	return plain_hits(&j->plain, g->rules->rule[rule], &r->e);
}

static void judge(struct agree *g, struct judging *j, struct agree_record *r)
{
	int *hit = arena_raw(j->plain.a, sizeof *hit * (g->rules->n + 1));
	memset(j->of, 0, g->sources->n);
	for (size_t i = 0; i < g->rules->n; i++) {
		bool yes = false;
		for (size_t k = 0; k < g->meant[i] && !yes; k++)
			yes = by_source(g, j, i, g->means[i][k], r);
		if (yes)
			hit[r->hits++] = (int)i;
	}
	r->hit = arena_alloc(g->a, sizeof *hit * (size_t)(r->hits + 1));
	memcpy(r->hit, hit, sizeof *hit * (size_t)r->hits);
	g->hits += r->hits;
}

// Both lists stand in the order of the set, so they are walked side by side; a rule out of order shows as missing and as too much.
static void compare(struct agree *g, const struct agree_record *r, const struct match_hit *hit, int n, const char *more, const char *less)
{
	int i = 0, k = 0;
	while (i < n || k < r->hits) {
		const struct rule *ours = i < n ? hit[i].rule : NULL, *plain = k < r->hits ? g->rules->rule[r->hit[k]] : NULL;
		if (ours == plain) {
			i++;
			k++;
			continue;
		}
		bool later = false;
		for (int m = k; m < r->hits && ours; m++)
			later = later || g->rules->rule[r->hit[m]] == ours;
		if (ours && !later) {
			tell(g, r, ours, more);
			i++;
		} else {
			tell(g, r, plain, less);
			k++;
		}
	}
}

// The source that a hit names must be one by whose names the rule hits.
static void sources(struct agree *g, struct judging *j, const struct agree_record *r, const struct match_hit *hit, int n)
{
	memset(j->of, 0, g->sources->n);
	for (int i = 0; i < n; i++) {
		size_t rule = 0;
		bool good = false;
		while (rule < g->rules->n && g->rules->rule[rule] != hit[i].rule)
			rule++;
		for (size_t k = 0; rule < g->rules->n && k < g->meant[rule] && !good; k++)
			good = g->means[rule][k] == hit[i].source && by_source(g, j, rule, hit[i].source, r);
		if (!good)
			tell(g, r, hit[i].rule, "another source");
	}
}

struct looker {
	pthread_t thread;
	struct agree *g;
	int number, of;
};

// The way of the program: what the bytes tell, then a sketch where the decoder has one.
static void look_at(struct agree *g, struct matcher *x, struct arena *a, const struct agree_record *r)
{
	const struct match_hit *hit = NULL;
	struct event e = {.at = -1};
	if (!matcher_wants(x, r->decoder, r->bytes) && r->hits)
		tell(g, r, g->rules->rule[r->hit[0]], "not wanted");
	int n = matcher_fields(x, r->decoder, r->state, a, r->bytes, &e) ? matcher_event(x, r->decoder, &e, &hit) : 0;
	compare(g, r, hit, n, "too much by a sketch", "missing by a sketch");
}

static void *look(void *arg)
{
	struct looker *l = arg;
	struct agree *g = l->g;
	struct arena *a = arena_new(), *scratch = arena_new();
	struct matcher *x = matcher_new(g->match, a);
	struct judging j = {{.a = arena_new(), .is = is}, arena_alloc(a, g->sources->n + 1)};
	for (size_t i = 0; i < g->n * (1 + OFTEN / (g->n + 1)); i++) {
		const struct agree_record *r = &g->record[(i + g->n * (size_t)l->number / (size_t)l->of) % g->n];
		const struct match_hit *hit = NULL;
		struct arena_mark m = arena_mark(scratch);
		int n = matcher_event(x, r->decoder, &r->e, &hit);
		compare(g, r, hit, n, "too much", "missing");
		if (l->number == 0 && i < g->n)
			sources(g, &j, r, hit, n);
		look_at(g, x, scratch, r); // the same event again: nothing of one may be left for the next
		arena_rewind(scratch, m);
	}
	arena_free(j.plain.a);
	arena_free(scratch);
	arena_free(a);
	return NULL;
}

void agree_plain(struct agree *g)
{
	struct judging j = {{.a = arena_new(), .is = is}, arena_alloc(g->a, g->sources->n + 1)};
	for (size_t i = 0; i < g->n; i++) {
		struct arena_mark m = arena_mark(j.plain.a);
		judge(g, &j, &g->record[i]);
		arena_rewind(j.plain.a, m);
	}
	arena_free(j.plain.a);
}

void agree_matcher(struct agree *g)
{
	struct arena *a = arena_new();
	struct matcher *x = matcher_new(g->match, a);
	for (size_t i = 0; i < g->n; i++) {
		struct agree_record *r = &g->record[i];
		const struct match_hit *hit;
		r->hits = matcher_event(x, r->decoder, &r->e, &hit);
		r->hit = arena_alloc(g->a, sizeof *r->hit * (size_t)(r->hits + 1));
		for (int k = 0; k < r->hits; k++)
			while (r->hit[k] < (int)g->rules->n && g->rules->rule[r->hit[k]] != hit[k].rule)
				r->hit[k]++;
		g->hits += r->hits;
	}
	arena_free(a);
}

void agree_match(struct agree *g, int threads)
{
	struct looker *l = calloc((size_t)threads, sizeof *l);
	for (int i = 0; i < threads; i++) {
		l[i] = (struct looker){.g = g, .number = i, .of = threads};
		if (pthread_create(&l[i].thread, NULL, look, &l[i]) != 0)
			abort();
	}
	for (int i = 0; i < threads; i++)
		pthread_join(l[i].thread, NULL);
	free(l);
}
