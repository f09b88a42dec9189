// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Whether the matcher always agrees with the plain evaluator: a few cases by hand, and, with the argument `cases`, those that lines of standard input name, parted by tabs:
//
//	LOGSOURCES RULES… [NAME=VALUE|VALUE…]… FORMAT:FILE…
//
// RULES is a file or a folder, with = a value of a placeholder. For each case it writes `! WHAT<tab>FORMAT<tab>FILE<tab>INDEX<tab>RULE<tab>TITLE` for each difference (20 at
// most), then `= RULES<tab>REFUSED<tab>RECORDS<tab>UNREAD<tab>HITS<tab>DIFFERENCES`. STEP=N takes each Nth record, THREADS=N asks with so many, ONLY=1 asks the matcher alone,
// SHOW=1 writes `+ FILE<tab>INDEX<tab>RULE` for each hit and `- WHY` for rules that are refused.
#include "../unit/tap.h"
#include "agree.h"

#include <stdlib.h>
#include <sys/stat.h>

enum { DIFFERENCES = 20, PLACEHOLDERS = 64, FILE_MOST = 256 << 20 };

static struct text load(struct arena *a, const char *path)
{
	struct stat st;
	FILE *f = fopen(path, "rb");
	if (!f || fstat(fileno(f), &st) != 0 || st.st_size > FILE_MOST) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(3);
	}
	char *p = arena_raw(a, (size_t)st.st_size + 1);
	struct text t = {p, fread(p, 1, (size_t)st.st_size, f)};
	fclose(f);
	return t;
}

static int number(const char *name, int otherwise)
{
	const char *s = getenv(name);
	return s && atoi(s) > 0 ? atoi(s) : otherwise;
}

static void show(struct agree *g, const struct agree_record *r, const struct rule *rule, const char *what)
{
	if (g->differences <= DIFFERENCES)
		printf("! %s\t%s\t%s\t%ld\t%.*s\t%.*s\n", what, r->decoder->name, r->file, r->index, (int)rule->id.n, rule->id.p, (int)rule->title.n, rule->title.p);
}

static struct rule_placeholder placeholder(struct arena *a, const char *said)
{
	struct rule_placeholder p = {.value = arena_alloc(a, sizeof *p.value * (strlen(said) + 1))};
	struct text rest = text_of(arena_strdup(a, said)), value, *to = (struct text *)(uintptr_t)p.value;
	if (text_field(&rest, '=', &p.name))
		while (text_field(&rest, '|', &value))
			to[p.n++] = value;
	return p;
}

static void shown(const struct agree *g)
{
	for (size_t i = 0; i < g->n; i++)
		for (int k = 0; k < g->record[i].hits; k++) {
			const struct rule *rule = g->rules->rule[g->record[i].hit[k]];
			printf("+ %s\t%ld\t%.*s\n", g->record[i].file, g->record[i].index, (int)rule->id.n, rule->id.p);
		}
	for (size_t i = 0; i < g->rules->refusals; i++)
		printf("- %s\n", g->rules->refused[i].text);
}

static void add_file(struct agree *g, char *said)
{
	char *colon = strchr(said, ':');
	*colon = 0;
	const struct decoder *d = decode_named(said);
	struct arena *own = arena_new();
	struct text bytes = load(own, colon + 1);
	if (!d) {
		fprintf(stderr, "no format %s\n", said);
		exit(3);
	}
	agree_add(g, d, arena_strdup(g->a, colon + 1), bytes, number("STEP", 1));
	arena_free(own);
}

static struct rule_set *read_rules(struct arena *a, char **word, int words)
{
	struct rule_placeholder *p = arena_alloc(a, sizeof *p * PLACEHOLDERS);
	size_t placeholders = 0;
	for (int i = 1; i < words && placeholders < PLACEHOLDERS; i++)
		if (strchr(word[i], '='))
			p[placeholders++] = placeholder(a, word[i]);
	struct rule_set *set = rule_set_new(a, p, placeholders);
	for (int i = 1; i < words; i++)
		if (!strchr(word[i], '=') && !strchr(word[i], ':') && !rule_set_folder(set, word[i]) && !rule_set_file(set, word[i])) {
			fprintf(stderr, "%s cannot be read\n", word[i]);
			exit(3);
		}
	rule_set_link(set);
	return set;
}

static void one(char *line)
{
	enum { WORDS = 4096 };
	static char *word[WORDS];
	int words = 0;
	struct arena *a = arena_new();
	struct logsource_set *sources;
	struct err e;
	for (char *p = strtok(line, "\t\n"); p && words < WORDS; p = strtok(NULL, "\t\n"))
		word[words++] = p;
	if (words < 2 || !logsource_load(a, word[0], &sources, &e)) {
		fprintf(stderr, "%s\n", words < 2 ? "a case needs more" : e.text);
		exit(3);
	}
	struct rule_set *set = read_rules(a, word, words);
	struct agree *g = agree_new(a, set, sources);
	g->differ = show;
	for (int i = 1; i < words; i++)
		if (!strchr(word[i], '=') && strchr(word[i], ':'))
			add_file(g, word[i]);
	if (getenv("ONLY"))
		agree_matcher(g);
	else {
		agree_plain(g);
		agree_match(g, number("THREADS", 1));
	}
	if (getenv("SHOW"))
		shown(g);
	printf("= %zu\t%zu\t%zu\t%ld\t%ld\t%ld\n", set->n, set->refusals, g->n, g->unread, g->hits, g->differences);
	fflush(stdout);
	agree_free(g);
	arena_free(a);
}

// Rules by hand over lines of JSON; `hits` names the ids of those that must hit each.
static const char rules[] =
	"{title: a, id: contains, logsource: {category: c}, detection: {s: {A|contains: 'Ünïcode\\\\x'}, condition: s}}\n---\n"
	"{title: a, id: ends, logsource: {category: c}, detection: {s: {A|endswith: ['\\cmd.exe', 'l']}, condition: s}}\n---\n"
	"{title: a, id: short, logsource: {category: c}, detection: {s: {A: x}, condition: s}}\n---\n"
	"{title: a, id: empty, logsource: {category: c}, detection: {s: {A: ''}, condition: s}}\n---\n"
	"{title: a, id: no-a, logsource: {category: c}, detection: {s: {A: null}, condition: s}}\n---\n"
	"{title: a, id: not, logsource: {category: c}, detection: {s: {A: '*'}, condition: not s}}\n---\n"
	"{title: a, id: word, logsource: {category: c}, detection: {s: [needle, 'b*d'], condition: s}}\n---\n"
	"{title: a, id: two, logsource: {category: c}, detection: {s1: {A: a}, s2: {B: b}, s3: {C: c}, condition: 2 of s*}}\n---\n"
	"{title: a, id: same, logsource: {category: c}, detection: {s: {A|fieldref: B}, condition: s}}\n---\n"
	"{title: a, id: other, logsource: {category: d}, detection: {s: {A: '*'}, condition: s}}\n";

static const struct {
	const char *line, *hits;
} by_hand[] = {
	{"{\"A\":\"--\\u00DCN\\u00cfcode\\\\X\"}", "contains"},
	{"{\"a\":\"C:\\\\CMD.EXE\"}", "ends"},
	{"{\"A\":\"x\"}", "short"},
	{"{\"A\":\"xx\"}", ""},
	{"{\"A\":\"\"}", "empty"},
	{"{\"A\":null}", "no-a not"},
	{"{\"Z\":\"1\"}", "no-a not"},
	{"{\"A\":\"1\",\"Z\":\"a NEEDLE.\"}", "word"},
	{"{\"A\":\"1\",\"needle\":1}", "word"},
	{"{\"A\":\"a\",\"B\":\"b\"}", "two"},
	{"{\"A\":\"a\",\"B\":\"B\",\"C\":\"C\"}", "two"},
	{"{\"A\":[\"q\",\"P\"],\"B\":\"p\"}", "same"},
	{"{\"A\":\"bid\"}", "word"},
};

static struct logsource_set *bare_source(struct arena *a, struct text format[1])
{
	struct logsource_family *f = arena_alloc(a, sizeof *f);
	struct logsource_set *s = arena_alloc(a, sizeof *s);
	format[0] = text_of("json");
	*f = (struct logsource_family){.formats = 1, .format = format};
	s->source = arena_alloc(a, sizeof *s->source);
	s->source[0] = (struct logsource){.category = text_of("c"), .product = text_of(""), .service = text_of(""), .family = f, .file = "hand"};
	s->n = s->room = 1;
	return s;
}

static struct agree *hand(struct arena *a)
{
	struct text *format = arena_alloc(a, sizeof *format);
	struct rule_set *set = rule_set_new(a, NULL, 0);
	rule_set_text(set, "hand", text_of(rules));
	rule_set_link(set);
	struct agree *g = agree_new(a, set, bare_source(a, format));
	for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++)
		agree_add(g, decode_named("json"), "hand", text_of(by_hand[i].line), 1);
	agree_plain(g);
	agree_match(g, 2);
	return g;
}

static const char *hits(struct arena *a, const struct agree *g, const struct agree_record *r)
{
	const char *s = "";
	for (int i = 0; i < r->hits; i++)
		s = arena_printf(a, "%s%s%.*s", s, i ? " " : "", (int)g->rules->rule[r->hit[i]]->id.n, g->rules->rule[r->hit[i]]->id.p);
	return s;
}

static void own(void)
{
	struct arena *a = arena_new();
	struct agree *g = hand(a);
	ok(g->n == sizeof by_hand / sizeof *by_hand && g->rules->refusals == 1, "by hand: all is read, the rule of a log source that nobody knows is refused");
	for (size_t i = 0; i < g->n; i++)
		same(hits(a, g, &g->record[i]), by_hand[i].hits, by_hand[i].line);
	ok(g->differences == 0, "plain evaluator and matcher agree");
	g->record[0].hits = 0;
	g->record[3].hits = 1;
	agree_match(g, 1);
	ok(g->differences > 3, "a hit that one of them lacks is seen, each time");
	agree_free(g);
	arena_free(a);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "cases") == 0) {
		static char line[1 << 20];
		while (fgets(line, sizeof line, stdin))
			one(line);
		return 0;
	}
	own();
	return tap_done();
}
