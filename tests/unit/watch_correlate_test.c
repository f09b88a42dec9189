// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Correlations by themselves (src/watch/correlate.c): what each says of windows against the plainest way of counting, in order and jumbled; what a chain hands on; that memory stays
// bounded and what is forgotten is counted. tests/watch/correlate.t goes through the whole program.
#include "tap.h"
#include "watch.h"

#include "../../src/watch/correlate.h"

static const char rules[] = "title: A\nname: a\nlogsource: {category: t}\ndetection: {s: {k: a}, condition: s}\n---\n"
			    "title: B\nname: b\nlogsource: {category: t}\ndetection: {s: {k: b}, condition: s}\n---\n";

struct seen {
	int hits;
	int64_t count, from, to, record;
	double value;
	char group[64], of[64], last[64];
	int parts;
};

struct bench {
	struct arena *a;
	struct rule_set *set;
	struct correlate *c;
	struct seen seen;
	int64_t record;
};

static void said(void *arg, const struct correlate_said *s)
{
	struct bench *b = arg;
	const struct hit_window *w = &s->window;
	if (w->rule->quiet)
		return;
	b->seen = (struct seen){b->seen.hits + 1, w->count, w->from, w->to, s->record, w->value, "", "", "", w->parts};
	if (w->rule->correlation->groups)
		snprintf(b->seen.group, sizeof b->seen.group, "%.*s", (int)w->group[0].n, w->group[0].p);
	snprintf(b->seen.of, sizeof b->seen.of, "%.*s", (int)w->of.n, w->of.n ? w->of.p : "");
	snprintf(b->seen.last, sizeof b->seen.last, "%.*s", (int)w->last.n, w->last.n ? w->last.p : "");
}

static struct bench begin(const char *more)
{
	struct bench b = {.a = arena_new()};
	b.set = rule_set_new(b.a, NULL, 0);
	rule_set_text(b.set, "set", text_of(arena_printf(b.a, "%s%s", rules, more)));
	rule_set_link(b.set);
	for (size_t i = 0; i < b.set->refusals; i++)
		printf("# %s\n", b.set->refused[i].text);
	return b;
}

// Rule 0 or 1 hits an event with fields g and v.
static void feed(struct bench *b, int rule, int64_t at, const char *g, const char *v)
{
	static const struct logsource_family family = {0};
	static const struct logsource source = {.family = &family};
	struct event_field field[] = {{.name = text_of("g"), .value = text_of(g ? g : "")}, {.name = text_of("v"), .value = text_of(v ? v : "")}};
	struct event e = {.field = field, .fields = v ? 2 : 1, .at = at};
	if (!b->c)
		b->c = correlate_new(b->a, b->set, said, b);
	const struct correlate_node *n = correlate_node(b->c, b->set->rule[rule]);
	struct arena *a = arena_new();
	struct correlate_item i = {n, at, "log", ++b->record, text_of("{\"x\":1}"), n ? correlate_values(n, &source, &e, a) : NULL};
	if (n)
		correlate_item(b->c, &i);
	arena_free(a);
}

static struct seen finish(struct bench *b)
{
	if (b->c)
		correlate_end(b->c);
	arena_free(b->a);
	return b->seen;
}

#define EVENT_COUNT(more) "title: C\ncorrelation: {type: event_count, rules: [a], group-by: [g], timespan: 10s, condition: {" more "}}\n"

static void plainly(void)
{
	struct bench b = begin(EVENT_COUNT("gte: 3"));
	for (int i = 0; i < 3; i++)
		feed(&b, 0, 1000 * i, "x", NULL);
	feed(&b, 0, 2000, "y", NULL);
	struct seen s = finish(&b);
	ok(s.hits == 1 && s.count == 3 && s.from == 0 && s.to == 2000 && s.record == 3 && strcmp(s.group, "x") == 0 && strcmp(s.last, "{\"x\":1}") == 0 && s.parts == 1,
		"three of a group: the hit says which, when and the last event");
	b = begin(EVENT_COUNT("gte: 3"));
	feed(&b, 1, 0, "x", NULL);
	ok(!correlate_node(correlate_new(b.a, b.set, said, &b), b.set->rule[1]), "a rule that no correlation names is of no concern");
	finish(&b);
	b = begin(EVENT_COUNT("gte: 1"));
	feed(&b, 0, -1, "x", NULL);
	ok(b.seen.hits == 0 && correlate_counted(b.c).untimed == 1, "an event without a time counts as such");
	finish(&b);
}

static unsigned chance = 7;
static unsigned next(unsigned n)
{
	chance = chance * 1103515245 + 12345;
	return (chance >> 16) % n;
}

// In order: what was counted against a look at all events each time.
static void against_plain(void)
{
	enum { N = 4000 };
	static int64_t at[N];
	int good = 0, rounds = 20;
	for (int r = 0; r < rounds; r++) {
		struct bench b = begin(EVENT_COUNT("gte: 5"));
		int hits = 0, first = 0;
		int64_t now = 0;
		bool same_hits = true;
		for (int i = 0; i < N; i++) {
			at[i] = now += next(r % 2 ? 4000 : 6000);
			int in = 0;
			for (int k = first; k <= i; k++)
				in += at[k] >= now - 10000;
			if (in >= 5) {
				hits++;
				first = i + 1;
			}
			feed(&b, 0, now, "x", NULL);
			same_hits = same_hits && b.seen.hits == hits;
		}
		good += same_hits && hits > 10;
		finish(&b);
	}
	ok(good == rounds, "event_count in order: %d of %d streams hit at the very events that plain counting says", good, rounds);
}

static void jumbled(void)
{
	int good = 0, rounds = 200;
	for (int r = 0; r < rounds; r++) {
		struct bench b = begin(EVENT_COUNT("gte: 6"));
		int64_t at[6] = {0, 2000, 4000, 6000, 8000, 10000};
		for (int i = 5; i > 0; i--) {
			int k = (int)next((unsigned)i + 1);
			int64_t t = at[i];
			at[i] = at[k];
			at[k] = t;
		}
		for (int i = 0; i < 6; i++)
			feed(&b, 0, 100000 + at[i], "x", NULL);
		good += finish(&b).hits == 1;
	}
	ok(good == rounds, "six events within the timespan hit in whatever order they come: %d of %d", good, rounds);
}

static void windows(void)
{
	struct bench b = begin("title: C\ncorrelation: {type: value_percentile, rules: [a], group-by: [g], timespan: 1h, condition: {field: v, lte: 10}}\n");
	for (int i = 0; i < 10; i++)
		feed(&b, 0, 1000 * i, "x", i == 4 ? "rare" : "often");
	struct seen s = finish(&b);
	ok(s.hits == 1 && s.count == -1 && s.value == 10 && strcmp(s.of, "rare") == 0, "a share of one in ten: %g of %s", s.value, s.of);
	b = begin("title: C\ncorrelation: {type: value_avg, rules: [a], group-by: [g], timespan: 10s, condition: {field: v, gte: 2}}\n");
	feed(&b, 0, 0, "x", "1");
	feed(&b, 0, 1000, "x", "3");
	feed(&b, 0, 1000, "x", "no number");
	ok(b.seen.hits == 0, "an average waits for the end of its window");
	feed(&b, 0, 20000, "y", "0");
	ok(b.seen.hits == 1 && b.seen.value == 2 && b.seen.from == 0 && b.seen.to == 1000 && b.seen.record == 2, "the first event behind it, of any group, ends it");
	finish(&b);
	b = begin("title: C\ncorrelation: {type: temporal_ordered, rules: [a, b], group-by: [g], timespan: 10s, condition: {lt: 2}}\n");
	feed(&b, 1, 0, "x", NULL);
	feed(&b, 0, 1000, "x", NULL);
	feed(&b, 0, 1000, "y", NULL);
	feed(&b, 1, 1000, "y", NULL);
	s = finish(&b);
	ok(s.hits == 1 && strcmp(s.group, "x") == 0, "temporal_ordered with an upper bound: those whose order is another");
}

static void bounded(void)
{
	struct bench b = begin(EVENT_COUNT("gte: 1000") "---\ntitle: V\ncorrelation: {type: value_count, rules: [a], timespan: 30d, condition: {field: v, gte: 1000000}}\n");
	for (int i = 0; i < 100000; i++)
		feed(&b, 0, i, arena_printf(b.a, "group %d", i % 50000), arena_printf(b.a, "%d", i % 50));
	ok(correlate_counted(b.c).lost > 0, "too many groups: %lld events were forgotten, and counted", (long long)correlate_counted(b.c).lost);
	for (int i = 0; i < 1000; i++)
		feed(&b, 0, 200000 + i, "all here", "1");
	ok(b.seen.hits == 1 && strcmp(b.seen.group, "all here") == 0, "a group that comes then is counted as ever");
	finish(&b);
	b = begin("title: O\ncorrelation: {type: temporal_ordered, rules: [b, a], timespan: 30d, condition: {gte: 3}}\n");
	for (int i = 0; i < 20000; i++)
		feed(&b, i % 2, i, "x", NULL);
	ok(b.seen.hits == 0 && correlate_counted(b.c).lost > 10000, "a row that never ends is cut");
	finish(&b);
	char *long_value = arena_alloc(b.a = arena_new(), 5000);
	memset(long_value, 'x', 4999);
	struct arena *keep = b.a;
	b = begin(EVENT_COUNT("gte: 2"));
	feed(&b, 0, 0, long_value, NULL);
	long_value[4000] = 'y';
	feed(&b, 0, 0, long_value, NULL);
	ok(finish(&b).hits == 1, "values are told apart by their first bytes");
	arena_free(keep);
}

int main(void)
{
	plainly();
	against_plain();
	jumbled();
	windows();
	bounded();
	return tap_done();
}
