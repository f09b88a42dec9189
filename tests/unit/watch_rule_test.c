// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Rules: conditions, selections, refusals with their line, correlations and filters; the samples of the specification and all given rules (shared/data, where it is there).
#include "../../src/base/buf.h"
#include "../watch/plain.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

static struct arena *a;

static struct rule_set *read_rules(const char *yaml)
{
	struct rule_set *s = rule_set_new(a, NULL, 0);
	rule_set_text(s, "r.yml", text_of(yaml));
	rule_set_link(s);
	return s;
}

static const char *said(const struct rule_set *s)
{
	return s->refusals ? s->refused[0].text : "";
}

// An event of words "name=value", parted by |.
static struct event event_of(const char *words)
{
	struct event e = {.raw = text_of(words), .at = -1};
	struct text rest = text_of(words), word, name, value;
	while (text_field(&rest, '|', &word))
		if (text_cut(word, '=', &name, &value))
			event_add(a, &e, name, value, EVENT_TEXT);
	return e;
}

static bool hits(const struct rule_set *s, size_t i, const char *words)
{
	struct plain p = {.a = a};
	struct event e = event_of(words);
	return i < s->n && plain_hits(&p, s->rule[i], &e);
}

// A rule with selections a, b, c, _d and e_1 to e_3 that look whether the field of that name is 1.
static void condition(const char *c, const char *yes, const char *no)
{
	const char *form =
		"title: t\nlogsource: {product: x}\ndetection:\n  a: {a: 1}\n  b: {b: 1}\n  c: {c: 1}\n  _d: {d: 1}\n  e_1: {e1: 1}\n  e_2: {e2: 1}\n  e_3: {e3: 1}\n  condition: %s\n";
	struct rule_set *s = read_rules(arena_printf(a, "%s%s\n", arena_strndup(a, form, strstr(form, "%s") - form), c));
	bool good = s->n == 1 && (!yes || hits(s, 0, yes)) && (!no || !hits(s, 0, no));
	ok(good, "condition: %s%s", c, good ? "" : said(s));
}

static void conditions(void)
{
	condition("a", "a=1", "a=2");
	condition("a and b", "a=1|b=1", "a=1");
	condition("a or b and c", "a=1", "b=1");
	condition("(a or b) and c", "a=1|c=1", "a=1");
	condition("not a and b", "b=1", "a=1|b=1");
	condition("not a or b", "a=1|b=1", "a=1");
	condition("not (a and b)", "a=1", "a=1|b=1");
	condition("NOT a AND b", "b=1", "a=1");
	condition("1 of e_*", "e2=1", "e=1");
	condition("all of e_*", "e1=1|e2=1|e3=1", "e1=1|e2=1");
	condition("2 of e_*", "e1=1|e3=1", "e1=1");
	condition("1 of them", "e3=1", "d=1");
	condition("1 of _*", "d=1", "a=1");
	condition("all of them", "a=1|b=1|c=1|e1=1|e2=1|e3=1", "a=1|b=1|c=1|e1=1|e2=1");
	condition("1 of *_2 and a", "a=1|e2=1", "a=1|e1=1");
	condition("a and not 1 of e_*", "a=1", "a=1|e2=1");
	condition("not 1 of e_* or a", "b=1", "e1=1");
	condition("any of e_*", "e1=1", "a=1");
	condition("[a and b, c]", "c=1", "a=1");
	condition("((((a))))", "a=1", "b=1");
	condition("not not a", "a=1", "b=1");
	condition("a and not (b or (c and not e_1))", "a=1|c=1|e1=1", "a=1|c=1");
}

static void refused(const char *yaml, const char *want)
{
	struct rule_set *s = read_rules(yaml);
	bool good = s->n == 0 && s->refusals == 1 && strstr(said(s), want) == said(s);
	ok(good, "refused: %s", want);
	if (!good)
		printf("# %zu rules, said %s\n", s->n, said(s));
}

#define HEAD "title: t\nlogsource: {product: x}\ndetection:\n"

static void refusals(void)
{
	refused(HEAD "  a: {f: 1}\n  condition: a and\n", "r.yml:5: condition: something is missing");
	refused(HEAD "  a: {f: 1}\n  condition: b\n", "r.yml:5: condition: there is no selection \"b\"");
	refused(HEAD "  a: {f: 1}\n  condition: (a\n", "r.yml:5: condition: a closing");
	refused(HEAD "  a: {f: 1}\n  condition: a) or a\n", "r.yml:5: condition: \")\" stands");
	refused(HEAD "  a: {f: 1}\n  condition: a | count() > 5\n", "r.yml:5: condition: aggregation");
	refused(HEAD "  a: {f: 1}\n  condition: 1 of x*\n", "r.yml:5: condition: \"x*\" fits no selection");
	refused(HEAD "  a: {f: 1}\n  condition: 2 of a*\n", "r.yml:5: condition: \"a*\" fits fewer");
	refused(HEAD "  a: {f: 1}\n", "r.yml:4: detection has no condition");
	refused(HEAD "  a:\n    f|foobar: 1\n  condition: a\n", "r.yml:5: the modifier \"foobar\" is not known");
	refused(HEAD "  a:\n    g: 2\n    f|re: '('\n  condition: a\n", "r.yml:6: the regular expression is not good");
	refused(HEAD "  a:\n    f: ['', null]\n  condition: a\n", "r.yml:5: f: null cannot be part");
	refused(HEAD "  a:\n    f: []\n  condition: a\n", "r.yml:5: f has no values");
	refused(HEAD "  a:\n    f|cidr: 10.0.0.0/99\n  condition: a\n", "r.yml:5: \"10.0.0.0/99\" is no range");
	refused(HEAD "  a:\n    f|gt: many\n  condition: a\n", "r.yml:5: \"many\" is no number");
	refused(HEAD "  a:\n    f|exists: maybe\n  condition: a\n", "r.yml:5: exists wants");
	refused(HEAD "  a:\n    f|expand: '%x%'\n  condition: a\n", "r.yml:5: nothing is known of the placeholder %x%");
	refused(HEAD "  a:\n    f|contains|base64: x\n  condition: a\n", "r.yml:5: a value with wildcards");
	refused(HEAD "  a:\n    f|re|cidr: x\n  condition: a\n", "r.yml:5: the modifier \"cidr\" cannot stand");
	refused(HEAD "  a:\n    f|i: x\n  condition: a\n", "r.yml:5: the modifier \"i\" may only follow re");
	refused(HEAD "  a:\n    f|startswith|endswith: x\n  condition: a\n", "r.yml:5: f|startswith|endswith: only one");
	refused(HEAD "  a:\n    f|exists|all: true\n  condition: a\n", "r.yml:5: f|exists|all: a modifier cannot");
	refused(HEAD "  a:\n    f|hour: 25\n  condition: a\n", "r.yml:5: \"25\" is no number that this part");
	refused(HEAD "  a:\n    f: {g: 1}\n  condition: a\n", "r.yml:5: f: a value must be");
	refused(HEAD "  a: {}\n  condition: a\n", "r.yml:4: a selection is empty");
	refused(HEAD "  a:\n    f: 1\n    f: 2\n  condition: a\n", "r.yml:6: the key \"f\" stands twice");
	refused("title: t\ndetection: {a: {f: 1}, condition: a}\n", "r.yml:1: it has no logsource");
	refused("logsource: {product: x}\ndetection: {a: {f: 1}, condition: a}\n", "r.yml:1: it has no title");
	refused("title: t\nlevel: loud\nlogsource: {product: x}\ndetection: {a: {f: 1}, condition: a}\n", "r.yml:2: the level \"loud\"");
	refused("title: t\n", "r.yml:1: it holds no detection");
	refused("- a\n- b\n", "r.yml:1: it must hold keys");
	refused("title: [\n", "r.yml:");
	refused("a: &x [b]\nc: *y\n", "r.yml:2: the alias *y");
	refused("title: t\ncorrelation: {type: event_count, rules: [q], timespan: 1h, condition: {gte: 2}}\n", "r.yml:2: there is no rule \"q\"");
	refused("title: t\ncorrelation: {type: many, rules: [q], timespan: 1h, condition: {gte: 2}}\n", "r.yml:2: the type of correlation \"many\"");
	refused("title: t\nname: q\ncorrelation:\n  type: event_count\n  rules: [q]\n  timespan: 1h\n  condition: {gte: 2}\n",
		"r.yml:5: correlations look at each other in a ring");
	refused("title: t\ncorrelation:\n  type: event_count\n  rules: [q]\n  timespan: 1 hour\n  condition: {gte: 2}\n",
		"r.yml:5: the timespan must");
	refused("title: t\ncorrelation:\n  type: event_count\n  rules: [q]\n  timespan: 1h\n",
		"r.yml:3: a correlation of type event_count needs a condition");
	refused("title: t\ncorrelation:\n  type: value_count\n  rules: [q]\n  timespan: 1h\n  condition: {gte: 2}\n",
		"r.yml:6: the condition of a correlation of type value_count needs a field");
}

// Good documents go on around a bad one, until the YAML itself breaks.
static void others_go_on(void)
{
	const char *one = HEAD "  a: {f: 1}\n  condition: a\n";
	struct rule_set *s = read_rules(arena_printf(a, "%s---\ntitle: no\n---\n%s---\n---\n%s", one, one, one));
	ok(s->n == 3 && s->refusals == 1, "of several documents only the bad one is refused (%zu rules, %s)", s->n, said(s));
	s = read_rules(arena_printf(a, "%s---\ntitle: [\n---\n%s", one, one));
	ok(s->n == 1 && s->refusals == 1, "broken YAML ends a file, not what stood before it");
}

static void hostile(void)
{
	struct buf *b = buf_new(a, (size_t)8 << 20);
	for (int i = 0; i < 5000; i++)
		buf_char(b, '[');
	ok(read_rules(b->p)->refusals == 1, "deep YAML is refused");
	buf_clear(b);
	buf_str(b, "title: t\nlogsource: {product: x}\ndetection:\n  a0: &a0 [x, y, z, u, v, w, q, p]\n");
	for (int i = 1; i < 12; i++)
		buf_printf(b, "  a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1,
			i - 1);
	buf_str(b, "  condition: a11\n");
	struct rule_set *s = read_rules(b->p);
	ok(s->n == 0 && s->refusals == 1, "aliases of aliases are bounded: %s", said(s));
	buf_clear(b);
	while (b->n < (size_t)RULE_FILE + 1)
		buf_str(b, "# nothing at all\n");
	s = read_rules(b->p);
	ok(s->refusals == 1, "a long file is refused: %s", said(s));
	buf_clear(b);
	buf_str(b, HEAD "  a: {f: 1}\n  condition: ");
	for (int i = 0; i < 1000; i++)
		buf_str(b, "(not ");
	s = read_rules(b->p);
	ok(s->refusals == 1 && s->n == 0, "deep parentheses are refused: %s", said(s));
	s = read_rules(HEAD "  a:\n    f|windash: ' -a -b -c -d -e -f -g -h'\n  condition: a\n");
	ok(s->n == 0, "too many variants are refused: %s", said(s));
	buf_clear(b);
	for (int i = 0; i < 40; i++) { // a text of 3,125 variants, forty times in each of forty rules
		buf_printf(b, "---\n" HEAD "  a:\n    f|windash:\n");
		for (int k = 0; k < 40; k++)
			buf_str(b, "      - -a -b -c -d -e\n");
		buf_str(b, "  condition: a\n");
	}
	s = read_rules(b->p);
	ok(s->n == 0 && s->refusals == 40 && s->preds < RULE_ALL + 100, "what all rules ask together is bounded: %s", s->refused[39].text);
	buf_clear(b);
	buf_str(b, HEAD);
	for (int i = 0; i < 900; i++)
		buf_printf(b, "  a%d: {f: 1}\n", i);
	buf_str(b, "  condition: 1 of a*");
	for (int i = 0; i < 1000; i++)
		buf_str(b, " or 1 of a*");
	s = read_rules(b->p);
	ok(s->n == 0 && s->refusals == 1, "conditions cannot swell: %s", said(s));
	s = read_rules(HEAD "  a:\n    f|re: '(a+)+$'\n  condition: a\n");
	struct plain p = {.a = a};
	struct event e = event_of("f=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	ok(s->n == 1 && !plain_hits(&p, s->rule[0], &e) && p.limits == 1, "a regular expression that blows up gives up");
}

static void head(void)
{
	struct rule_set *s = read_rules(
		"title: The title\nid: 1-2\nname: nm\nstatus: test\nlevel: high\nauthor: somebody\nlogsource: {product: Windows, category: process_creation, definition: d}\nfields: [x, y]\n"
		"falsepositives: [none]\ndetection:\n  s: {f: 1}\n  timeframe: 5m\n  condition: s\n");
	const struct rule *r = s->n == 1 ? s->rule[0] : NULL;
	ok(r && text_is(r->title, "The title") && text_is(r->id, "1-2") && text_is(r->name, "nm") && text_is(r->status, "test") &&
			r->level == RULE_HIGH && text_is(r->author, "somebody") && text_is(r->source.product, "windows") &&
			text_is(r->source.category, "process_creation") && r->source.service.n == 0 && r->fields == 2 && text_is(r->field[1], "y") &&
			r->timeframe == 300,
		"the head of a rule");
	s = read_rules(HEAD "  a: {f: 1}\n  condition: a\n---\n" HEAD "  a: {f: 1}\n  condition: a\nid: x\n---\n" HEAD
			    "  a: {f: 1}\n  condition: a\nid: X\n");
	ok(s->n == 2 && s->refusals == 1 && strstr(said(s), "r.yml:14: \"X\" is the id or name of the rule at r.yml:7 too") == said(s),
		"the second of two with one id is refused (%s)", said(s));
}

static void correlations(void)
{
	struct rule_set *s = read_rules(
		"title: c\nname: up\ncorrelation:\n  type: temporal_ordered\n  rules: [many, good]\n  group-by: [who]\n  timespan: 10m\n  aliases: {who: {many: User, good: Account}}\nlevel: high\n---\n"
		"title: m\nname: many\ncorrelation: {type: value_count, rules: [bad], group-by: User, timespan: 1d, condition: {field: Host, gt: 3, lte: 9.5}}\n---\n"
		"title: b\nname: bad\nlogsource: {product: x}\ndetection: {a: {f: 1}, condition: a}\n---\n"
		"title: g\nid: good\nlogsource: {product: x}\ndetection: {a: {f: 2}, condition: a}\n---\n"
		"title: n\ncorrelation: {type: event_count, rules: [good], generate: true, timespan: 2h, condition: {eq: 2}}\n");
	ok(s->n == 5 && s->refusals == 0, "a chain of correlations loads (%s)", said(s));
	const struct rule_correlation *up = s->rule[0]->correlation, *many = s->rule[1]->correlation;
	ok(up->sum == RULE_TEMPORAL_ORDERED && up->refs == 2 && up->ref[0].rule == s->rule[1] && up->ref[1].rule == s->rule[3] &&
			up->seconds == 600 && up->groups == 1 && up->aliases == 2 && up->alias[1].of == s->rule[3] &&
			text_is(up->alias[1].field, "Account") && s->rule[0]->level == RULE_HIGH,
		"temporal_ordered with aliases");
	ok(many->sum == RULE_VALUE_COUNT && many->limits == 2 && many->limit[1].compare == RULE_LTE && many->limit[1].number.real == 9.5 &&
			text_is(many->field[0], "Host") && many->seconds == 86400,
		"value_count with a range");
	ok(s->rule[1]->quiet && s->rule[2]->quiet && !s->rule[3]->quiet && !s->rule[0]->quiet,
		"what correlations look at is quiet, but for one that generates");
}

static void filters(void)
{
	const char *rule = "title: r\nid: r1\nlogsource: {product: x, category: y}\ndetection: {a: {f: 1}, condition: a}\n---\n";
	struct rule_set *s = read_rules(arena_printf(a,
		"%stitle: f\nlogsource: {product: x}\nfilter:\n  rules: [r1, other]\n  selection: {User|startswith: adm_}\n  condition: selection\n",
		rule));
	ok(s->n == 2 && hits(s, 0, "f=1|User=joe") && !hits(s, 0, "f=1|User=ADM_joe"), "a filter takes away what it describes");
	s = read_rules(arena_printf(a,
		"%stitle: f\nlogsource: {product: x}\nfilter:\n  rules: [r1]\n  selection: {Host|startswith: DC-}\n  condition: not selection\n",
		rule));
	ok(s->n == 2 && hits(s, 0, "f=1|Host=PC-1") && !hits(s, 0, "f=1|Host=DC-1"), "so does one that says `not selection`");
	s = read_rules(arena_printf(a,
		"%stitle: f\nlogsource: {product: z}\nfilter:\n  rules: [r1]\n  selection: {Host|startswith: DC-}\n  condition: not selection\n",
		rule));
	ok(s->n == 2 && hits(s, 0, "f=1|Host=DC-1"), "of another log source it is not for the rule");
}

static bool there(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

// Each sample must load, or be refused where its name says what is wrong.
static void samples(const char *folder)
{
	static const struct {
		const char *path;
		size_t loads, refused; // without linking: the samples name rules that are not there
	} want[] = {{"tests/schema/correlation", 8, 0}, {"tests/schema/filter", 2, 0}, {"tests/schema/rules", 2, 0},
		{"pysigma-test-files/correlation_rule_valid", 6, 0}, {"pysigma-test-files/filter_valid", 1, 0},
		{"pysigma-test-files/rule_valid", 1, 0}, {"pysigma-test-files/ruleset_nonduplicate", 2, 0},
		{"pysigma-test-files/rule_filename_errors", 1, 0}, {"pysigma-test-files/ruleset_with_errors", 0, 1},
		{"pysigma-test-files/ruleset_duplicate", 0, 2}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct rule_set *s = rule_set_new(a, NULL, 0);
		rule_set_folder(s, arena_printf(a, "%s/%s", folder, want[i].path));
		ok(s->n == want[i].loads && s->refusals == want[i].refused, "%s: %zu load, %zu are refused (%s)", want[i].path, s->n, s->refusals,
			said(s));
	}
	struct rule_set *s = rule_set_new(a, NULL, 0);
	rule_set_folder(s, arena_printf(a, "%s/pysigma-test-files/correlation_rule_valid", folder));
	rule_set_link(s);
	ok(s->n == 6 && s->refusals == 0, "the sample of correlations holds together (%s)", said(s));
}

static void all_rules(const char *folder)
{
	static const struct text names[] = {{"a", 1}, {"b", 1}};
	struct rule_placeholder p = {text_of("Administrators"), names, 2};
	struct arena *mine = arena_new();
	struct rule_set *s = rule_set_new(mine, &p, 1);
	clock_t before = clock();
	static const char *const part[] = {"rules", "rules-compliance", "rules-emerging-threats", "rules-placeholder", "rules-threat-hunting"};
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		rule_set_folder(s, arena_printf(a, "%s/%s", folder, part[i]));
	rule_set_link(s);
	double ms = (double)(clock() - before) * 1000 / CLOCKS_PER_SEC;
	size_t preds = 0, placeholders = 0;
	for (size_t i = 0; i < s->n; i++)
		preds += (size_t)s->rule[i]->preds;
	for (size_t i = 0; i < s->refusals; i++)
		placeholders += strstr(s->refused[i].text, "placeholder") != NULL;
	for (size_t i = 0; i < s->refusals; i++)
		if (!strstr(s->refused[i].text, "placeholder"))
			printf("# %s\n", s->refused[i].text);
	ok(s->n > 1600 && s->refusals == placeholders,
		"%zu given rules load in %.0f ms of one core, %zu predicates; %zu refused, %zu for a placeholder", s->n, ms, preds, s->refusals,
		placeholders);
	arena_free(mine);
}

int main(int argc, char **argv)
{
	const char *data = getenv("BOLWERK_SHARED") ? getenv("BOLWERK_SHARED") : "../shared/data";
	(void)argc;
	(void)argv;
	a = arena_new();
	conditions();
	refusals();
	others_go_on();
	hostile();
	head();
	correlations();
	filters();
	const char *spec = arena_printf(a, "%s/sigma-spec", data), *rules = arena_printf(a, "%s/sigma-rules", data);
	if (there(spec))
		samples(spec);
	else
		ok(true, "samples of the specification # skip shared/data is not here");
	if (there(rules))
		all_rules(rules);
	else
		ok(true, "all given rules # skip shared/data is not here");
	arena_free(a);
	return tap_done();
}
