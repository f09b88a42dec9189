// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Judges logs by rules in the plainest way, for tests/watch/rules.t: rules_test RULES PATH… reads each path (a folder with all that lies in it) and writes for each hit of a detection
// FILE<tab>NUMBER OF THE RECORD<tab>RULE<tab>LEVEL<tab>ADDRESS<tab>USER<tab>TIME<tab>RECORD, for each file = FILE FORMAT RECORDS, for what is refused ! WHY, and first for
// each rule : RULE ID LEVEL KIND TITLE, of correlations also ~ RULE SUM SECONDS AT-LEAST FIELD GROUP RULES… ("-" for nothing). Without arguments it only looks whether all of our
// rules are good.
#include "../../src/watch/input.h"
#include "../../src/watch/logsource.h"
#include "../unit/tap.h"
#include "plain.h"

#include <stdlib.h>
#include <string.h>

enum { SOURCES = 32 };

static struct rule_set *rules;
static struct logsource_set *sources;

static bool named(void *arg, struct text sigma, struct text field)
{
	return logsource_is(arg, sigma, field);
}

// Whether a rule hits an event through any of its sources.
static bool hits(struct arena *a, const struct rule *r, const char *format, const struct event *e)
{
	const struct logsource *l[SOURCES];
	size_t n = logsource_find(sources, &r->source, l, SOURCES);
	for (size_t i = 0; i < n; i++) {
		struct plain p = {.a = a, .is = named, .arg = (void *)(uintptr_t)l[i]};
		struct rule when = {.when = l[i]->when};
		if (logsource_format(l[i], format) && (!when.when || plain_hits(&p, &when, e)) && plain_hits(&p, r, e))
			return true;
	}
	return false;
}

static void field(const struct event *e, const char *one, const char *other)
{
	const struct event_field *f = event_get(e, text_of(one), true);
	f = f ? f : event_get(e, text_of(other), true);
	printf("%.*s\t", f ? (int)f->value.n : 0, f ? f->value.p : "");
}

static void said(const char *path, long number, const struct rule *r, const struct event *e)
{
	printf("%s\t%ld\t%s\t%s\t", path, number, r->file, rule_level_word(r->level));
	field(e, "src_ip", "c-ip");
	field(e, "username", "cs-username");
	printf("%lld\t", (long long)e->at);
	for (size_t i = 0; i < e->raw.n && i < 400; i++)
		putchar((unsigned char)e->raw.p[i] < 32 ? ' ' : e->raw.p[i]);
	putchar('\n');
}

static void read_file(struct arena *a, struct input *in)
{
	const struct decoder *d = input_decoder(in);
	void *state = calloc(1, d && d->state ? d->state : 1);
	struct text record;
	enum decode_said what;
	long number = 0;
	while (d && (what = input_record(in, d, state, &record)) != DECODE_END) {
		struct arena_mark m = arena_mark(a);
		struct event e = {.at = -1};
		number++;
		if (what == DECODE_ONE && d->fields(state, a, record, &e))
			for (size_t i = 0; i < rules->n; i++)
				if (rules->rule[i]->kind == RULE_DETECTION && hits(a, rules->rule[i], d->name, &e))
					said(input_path(in), number, rules->rule[i], &e);
		arena_rewind(a, m);
	}
	printf("= %s %s %ld\n", input_path(in), d ? d->name : "-", number);
	free(state);
}

static void read_path(const char *path)
{
	struct arena *a = arena_new(), *own = arena_new();
	struct input *in = input_open(own, path);
	struct err e = {""};
	enum input_said what;
	while ((what = input_next(in, &e)) != INPUT_END) {
		if (what == INPUT_FILE)
			read_file(a, in);
		else
			printf("! %s\n", e.text);
	}
	arena_free(a);
	arena_free(own);
}

static void correlation(const struct rule *r)
{
	const struct rule_correlation *c = r->correlation;
	struct text none = text_of("-"), counted = c->fields ? c->field[0] : none, group = c->groups ? c->group[0] : none;
	printf("~ %s %s %lld %lld %.*s %.*s", r->file, rule_sum_word(c->sum), (long long)c->seconds, (long long)(c->limits ? c->limit[0].number.integer : 0), (int)counted.n, counted.p,
	       (int)group.n, group.p);
	for (int i = 0; i < c->refs; i++)
		printf(" %s", c->ref[i].rule->file);
	putchar('\n');
}

static void told(const struct rule *r)
{
	static const char *const kinds[] = {"detection", "correlation", "filter"};
	printf(": %s %.*s %s %s %.*s\n", r->file, (int)r->id.n, r->id.p, rule_level_word(r->level), kinds[r->kind], (int)r->title.n, r->title.p);
	if (r->kind == RULE_CORRELATION)
		correlation(r);
}

static bool load(struct arena *a, const char *folder)
{
	struct err e = {""};
	rules = rule_set_new(a, NULL, 0);
	if (!logsource_load(a, "data/logsource", &sources, &e)) {
		printf("! %s\n", e.text);
		return false;
	}
	bool good = rule_set_folder(rules, folder);
	rule_set_link(rules);
	for (size_t i = 0; i < rules->refusals; i++)
		printf("! %s\n", rules->refused[i].text);
	return good && !rules->refusals;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	bool good = load(a, argc > 1 ? argv[1] : "data/rule");
	for (size_t i = 0; argc > 1 && i < rules->n; i++)
		told(rules->rule[i]);
	for (int i = 2; i < argc; i++)
		read_path(argv[i]);
	if (argc == 1)
		ok(good && rules->n > 0, "%zu rules of our own are good", rules->n);
	arena_free(a);
	return argc == 1 ? tap_done() : !good;
}
