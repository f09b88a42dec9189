// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Log sources: data/logsource loads, names of fields, every given rule has its source, and real events hit their rules through them (shared/data, where it is there).
#include "../../src/base/buf.h"
#include "../../src/base/json.h"
#include "../../src/watch/logsource.h"
#include "../watch/plain.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;

enum { WAYS = 512 };

static bool is(void *arg, struct text sigma, struct text field)
{
	return logsource_is(arg, sigma, field);
}

static bool holds(const struct logsource *l, struct rule_node *when, const struct event *e)
{
	struct rule r = {.when = when};
	struct plain p = {a, is, (void *)(uintptr_t)l, 0};
	return !when || plain_hits(&p, &r, e);
}

// Whether a rule hits an event, by any of its sources that the event is of.
static bool hits(const struct logsource_set *s, const struct rule *r, const struct event *e, const char *format)
{
	const struct logsource *way[WAYS];
	size_t n = logsource_find(s, &r->source, way, WAYS);
	for (size_t i = 0; i < n; i++)
		if (logsource_format(way[i], format) && holds(way[i], way[i]->when, e) && holds(way[i], r->when, e))
			return true;
	return false;
}

// Fields of JSON as an event has them: paths with dots, items of lists under one name.
static void flatten(struct event *e, const struct json *j, struct text name)
{
	if (j->type == JSON_OBJECT || j->type == JSON_ARRAY) {
		for (const struct json *c = j->child; c; c = c->next) {
			const char *path = j->type == JSON_ARRAY
				? text_dup(a, name)
				: arena_printf(a, "%.*s%s%.*s", (int)name.n, name.p, name.n ? "." : "", (int)c->key.n, c->key.p);
			flatten(e, c, text_of(path));
		}
		return;
	}
	struct text v = j->type == JSON_TEXT ? j->text
		: j->type == JSON_INT        ? text_of(arena_printf(a, "%lld", (long long)j->integer))
		: j->type == JSON_REAL       ? text_of(arena_printf(a, "%g", j->real))
					     : text_of(j->type == JSON_TRUE            ? "true"
							       : j->type == JSON_FALSE ? "false"
										       : "");
	event_add(a, e, name, v, j->type == JSON_NULL ? EVENT_NULL : j->type == JSON_TEXT ? EVENT_TEXT : EVENT_NUMBER);
}

static struct event event_of(struct text json)
{
	struct event e = {.raw = json, .at = -1};
	struct json *j;
	struct err why = {""};
	if (json_read(a, json, 64, &j, &why))
		flatten(&e, j, text_of(""));
	else
		printf("# %s\n", why.text);
	return e;
}

// The next object of a text: from a { to its }.
static bool object(struct text *rest, struct text *ret)
{
	size_t from = 0, i, depth = 0;
	bool quoted = false;
	while (from < rest->n && rest->p[from] != '{')
		from++;
	for (i = from; i < rest->n; i++) {
		char c = rest->p[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && c == '{')
			depth++;
		else if (!quoted && c == '}' && --depth == 0)
			break;
	}
	if (i >= rest->n)
		return false;
	*ret = (struct text){rest->p + from, i + 1 - from};
	*rest = text_after(*rest, i + 1);
	return true;
}

static bool read_file(const char *path, struct text *ret)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	char *p = arena_raw(a, (size_t)16 << 20);
	*ret = (struct text){p, fread(p, 1, (size_t)16 << 20, f)};
	fclose(f);
	return true;
}

static const struct logsource *first(const struct logsource_set *s, const char *product, const char *category, const char *service, size_t *ret_n)
{
	static const struct logsource *way[WAYS];
	struct rule_source r = {text_of(category), text_of(product), text_of(service), {NULL, 0}};
	*ret_n = logsource_find(s, &r, way, WAYS);
	return *ret_n ? way[0] : NULL;
}

static void names(const struct logsource_set *s)
{
	size_t n;
	const struct logsource *l = first(s, "windows", "process_creation", "", &n);
	ok(l && n == 2, "process_creation has two sources (%zu)", n);
	if (!l)
		return;
	ok(logsource_is(l, text_of("Image"), text_of("Image")) && logsource_is(l, text_of("Image"), text_of("Event.EventData.Image")) &&
			!logsource_is(l, text_of("Image"), text_of("ParentImage")),
		"a field under its own name and its path");
	ok(logsource_is(l, text_of("Provider_Name"), text_of("Event.System.Provider.#attributes.Name")) &&
			logsource_is(l, text_of("EventID"), text_of("Event.System.EventID.#text")),
		"fields of the head");
	ok(logsource_is(l, text_of("User"), text_of("Event.UserData.EventXML.User")) &&
			!logsource_is(l, text_of("User"), text_of("Event.UserData.a.b.User")),
		"a star is one part of a path");
	const struct logsource *way[2];
	struct rule_source r = {text_of("process_creation"), text_of("windows"), {NULL, 0}, {NULL, 0}};
	logsource_find(s, &r, way, 2);
	ok(logsource_is(way[1], text_of("Image"), text_of("Event.EventData.NewProcessName")) &&
			!logsource_is(way[1], text_of("ProcessId"), text_of("ProcessId")),
		"fields of 4688");
	struct text *list;
	int k = logsource_names(way[1], a, text_of("Image"), &list);
	bool found = false;
	for (int i = 0; i < k; i++)
		found = found || text_is(list[i], "Event.EventData.NewProcessName");
	ok(found && logsource_named(text_of("Event.UserData.*.X"), text_of("event.userdata.y.x")), "the names as a list");
	ok(logsource_format(way[0], "json") && !logsource_format(way[0], "syslog"), "formats");
	struct event e = event_of(text_of("{\"EventID\":4688,\"Channel\":\"Security\",\"NewProcessName\":\"x\"}"));
	ok(!holds(way[0], way[0]->when, &e) && holds(way[1], way[1]->when, &e), "which source an event is of");
	first(s, "windows", "", "", &n);
	ok(n == 1, "a product alone has a source of its own");
	first(s, "", "antivirus", "", &n);
	ok(n == 1, "a category alone that a source has alone (%zu)", n);
	first(s, "", "file_event", "", &n);
	ok(n >= 4, "a category alone: all that have it (%zu)", n);
	ok(logsource_is(l, text_of("ThreatName"), text_of("Event.EventData.Threat Name")), "spaces in names of fields do not count");
	first(s, "plan9", "", "", &n);
	ok(n == 0, "what is not known has none");
}

static void wrong(const char *yaml, const char *want)
{
	char folder[] = "/tmp/bolwerk-XXXXXX";
	struct err e = {""};
	struct logsource_set *s;
	if (!mkdtemp(folder))
		return;
	const char *path = arena_printf(a, "%s/a.yml", folder);
	FILE *f = fopen(path, "w");
	if (f) {
		fputs(yaml, f);
		fclose(f);
	}
	bool good = logsource_load(a, folder, &s, &e);
	ok(!good && strstr(e.text, want), "refused: %s (%s)", want, e.text + strlen(folder));
	unlink(path);
	rmdir(folder);
}

static void all_rules(const struct logsource_set *s, const struct rule_set *rules)
{
	size_t none = 0;
	for (size_t i = 0; i < rules->n; i++) {
		const struct logsource *way[1];
		if (logsource_find(s, &rules->rule[i]->source, way, 1) == 0 && none++ < 20)
			printf("# no source for %s\n", rules->rule[i]->file);
	}
	ok(none == 0, "each of %zu given rules has a source", rules->n);
}

static const struct rule *rule_of(const struct rule_set *s, struct text id)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->rule[i]->id.n == id.n && memcmp(s->rule[i]->id.p, id.p, id.n) == 0)
			return s->rule[i];
	return NULL;
}

// manifest.csv: rule_id, rule_path, case_dir, match_count. Each case holds id.json, one of whose events at least must hit; a count
// that is stated counts rules, not events.
static void regression(const struct logsource_set *s, const struct rule_set *rules, const char *folder)
{
	struct text csv, line, id, path, dir, count, json, one;
	int cases = 0, bad = 0;
	int64_t all = 0;
	if (!read_file(arena_printf(a, "%s/manifest.csv", folder), &csv) || !text_line(&csv, &line))
		return;
	while (text_line(&csv, &line)) {
		if (!text_field(&line, ',', &id) || !text_field(&line, ',', &path) || !text_field(&line, ',', &dir) ||
			!text_field(&line, ',', &count))
			continue;
		struct arena_mark m = arena_mark(a);
		const struct rule *r = rule_of(rules, id);
		int64_t got = 0;
		if (r && read_file(arena_printf(a, "%s/%.*s/%.*s.json", folder, (int)dir.n, dir.p, (int)id.n, id.p), &json)) {
			while (object(&json, &one)) {
				struct event e = event_of(one);
				got += hits(s, r, &e, "json");
			}
			cases++;
			bad += got == 0;
			all += got;
			if (!got)
				printf("# %.*s: no hit\n", (int)dir.n, dir.p);
		} else
			printf("# %.*s: no rule or no events\n", (int)dir.n, dir.p);
		arena_rewind(a, m);
	}
	ok(cases > 100 && bad == 0, "%d cases of real events hit their rules (%lld events), %d do not", cases, (long long)all, bad);
}

int main(int argc, char **argv)
{
	const char *data = getenv("BOLWERK_SHARED") ? getenv("BOLWERK_SHARED") : "../shared/data";
	struct logsource_set *s;
	struct err e = {""};
	struct stat st;
	(void)argc;
	(void)argv;
	a = arena_new();
	bool good = logsource_load(a, "data/logsource", &s, &e);
	ok(good, "data/logsource loads %s", e.text);
	if (!good)
		return tap_done();
	names(s);
	wrong("sources: [{product: x}]\n", "a.yml:1: a source says neither when nor format");
	wrong("sources:\n  - {when: {a: 1}}\n", "a.yml:2: a source names neither");
	wrong("sources:\n  - {product: x, when: {'a|b': 1}}\n", "a.yml:2: the modifier \"b\"");
	wrong("sources:\n  - {product: x, whn: {a: 1}}\n", "a.yml:2: the key \"whn\"");
	wrong("product: x\n", "a.yml:1: it holds no list");
	if (stat(arena_printf(a, "%s/sigma-rules", data), &st) == 0) {
		struct rule_set *rules = rule_set_new(a, NULL, 0);
		rule_set_folder(rules, arena_printf(a, "%s/sigma-rules", data));
		all_rules(s, rules);
		regression(s, rules, arena_printf(a, "%s/sigma-regression", data));
	} else
		ok(true, "given rules and events # skip shared/data is not here");
	arena_free(a);
	return tap_done();
}
