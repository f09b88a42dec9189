// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk watch: reads logs and tells what rules find in them. It needs no database and no set-up, and has no powers but to read what it is given and to write what it found.
#include "../base/sandbox.h"
#include "../cmd/cmd.h"
#include "pack.h"
#include "run.h"
#include "tree.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct cmd cmd_watch = {"watch",
	"PATH… [--rules FILE|FOLDER]… [--logsources FILE]… [--placeholders FILE] [--level informational|low|medium|high|critical] [--format text|json] [--threads N]\n"
	"       PATH is a log, a folder of logs, or - for standard input; gz and zst are read as they are",
	"Reads logs and tells what rules (Sigma) find in them.", NULL};

enum { WORDS = 4096, MANY = 64, THREADS = 4 };

struct watch {
	const char *format, *level, *threads, *placeholders;
	const char *path[WORDS], *rules[MANY + 1], *sources[MANY + 1];
	int paths;
	int64_t workers;
	enum rule_level least;
};

static int stop = -1; // an eventfd: it can be read when somebody pressed Ctrl-C

// ---- options

// Takes the options off that may stand several times; false when one has no value or there are too many.
static bool repeated(const char *name, const char **ret, int *argc, char **argv)
{
	size_t n = strlen(name);
	int kept = 1, have = 0;
	for (int i = 1; i < *argc; i++) {
		bool is = strncmp(argv[i], name, n) == 0 && (!argv[i][n] || argv[i][n] == '=');
		if (!is) {
			argv[kept++] = argv[i];
			continue;
		}
		const char *value = argv[i][n] ? argv[i] + n + 1 : i + 1 < *argc ? argv[++i] : NULL;
		if (!value)
			return cmd_wrong(&cmd_watch, "a value is missing behind", name);
		if (have == MANY)
			return cmd_wrong(&cmd_watch, "this stands too often:", name);
		ret[have++] = value;
	}
	*argc = kept;
	return true;
}

static bool level_of(const char *word, enum rule_level *ret)
{
	for (int i = RULE_INFORMATIONAL; word && i <= RULE_CRITICAL; i++)
		if (strcmp(word, rule_level_word((enum rule_level)i)) == 0) {
			*ret = (enum rule_level)i;
			return true;
		}
	return !word || cmd_wrong(&cmd_watch, "there is no level", word);
}

static bool options(struct watch *w, int argc, char **argv)
{
	const struct cmd_option list[] = {{"format", &w->format, NULL}, {"level", &w->level, NULL}, {"placeholders", &w->placeholders, NULL}, {"threads", &w->threads, NULL}, {0}};
	if (!repeated("--rules", w->rules, &argc, argv) || !repeated("--logsources", w->sources, &argc, argv) ||
		!cmd_options(&cmd_watch, argc, argv, list, w->path, WORDS, &w->paths))
		return false;
	if (strcmp(w->format, "text") != 0 && strcmp(w->format, "json") != 0)
		return cmd_wrong(&cmd_watch, "this value makes no sense:", w->format);
	if (!w->paths) {
		fprintf(stderr, "bolwerk watch: say which logs to read: files, folders, or - for standard input\nusage: bolwerk watch %s\n", cmd_watch.usage);
		return false;
	}
	return level_of(w->level, &w->least) && cmd_whole(&cmd_watch, "threads", w->threads, 1, RUN_THREADS, &w->workers);
}

// ---- what is said beside the hits

static void note(const char *sentence)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a, 65536);
	hit_safe(b, text_of(sentence), 8192);
	fprintf(stderr, "bolwerk watch: %s\n", b->p);
	arena_free(a);
}

static void told_file(const char *path, const char *format)
{
	struct arena *a = arena_new();
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	note(format ? arena_printf(a, "%s: %s", name, format) : arena_printf(a, "%s: of no format that is known; its lines are counted as skipped", name));
	arena_free(a);
}

// ---- rules and log sources

static bool load_sources(const struct watch *w, struct arena *a, struct logsource_set *ret, struct err *e)
{
	struct text all = pack_all(), path, file;
	while (pack_next(&all, &path, &file))
		if (text_starts(path, "data/logsource/") && !logsource_text(a, text_dup(a, path), file, ret, e))
			return false;
	for (int i = 0; w->sources[i]; i++)
		if (!logsource_file(a, w->sources[i], ret, e))
			return false;
	return true;
}

// A map of names and a text, or a list of texts, for each.
static bool load_placeholders(struct arena *a, const char *path, struct rule_placeholder **ret, size_t *ret_n, struct err *e)
{
	char *p = arena_raw(a, RULE_FILE);
	FILE *f = fopen(path, "rb");
	struct tree *doc = NULL;
	size_t n = 0, line = 1;
	if (!f)
		return err_set(e, "%s cannot be read: %s", path, strerror(errno));
	struct text yaml = {p, fread(p, 1, RULE_FILE, f)};
	fclose(f);
	if (!tree_next(tree_open(a, yaml), &doc, &line, e) || !doc || doc->kind != TREE_MAP)
		return err_set(e, "%s:%zu: %s", path, line, e->text[0] ? arena_strdup(a, e->text) : "it must hold names and the texts that stand for them");
	for (const struct tree *m = doc->child; m; m = m->next)
		n++;
	struct rule_placeholder *to = *ret = arena_alloc(a, sizeof *to * (n + 1));
	*ret_n = n;
	for (const struct tree *m = doc->child; m; m = m->next, to++) {
		const struct tree *first = m->kind == TREE_LIST ? m->child : m;
		size_t values = 0;
		for (const struct tree *i = first; i; i = m->kind == TREE_LIST ? i->next : NULL)
			values++;
		struct text *value = arena_alloc(a, sizeof *value * (values + 1));
		*to = (struct rule_placeholder){m->key, value, values};
		for (const struct tree *i = first; i; i = m->kind == TREE_LIST ? i->next : NULL)
			*value++ = i->text;
	}
	return true;
}

static bool load_rules(const struct watch *w, struct arena *a, struct rule_set *set, struct err *e)
{
	struct text all = pack_all(), path, file;
	for (int i = 0; w->rules[i]; i++) {
		struct stat st;
		if (stat(w->rules[i], &st) != 0)
			return err_set(e, "%s cannot be read: %s", w->rules[i], strerror(errno));
		if (!(S_ISDIR(st.st_mode) ? rule_set_folder : rule_set_file)(set, w->rules[i]))
			return err_set(e, "%s cannot be read", w->rules[i]);
	}
	while (!w->rules[0] && pack_next(&all, &path, &file))
		if (text_starts(path, "data/rule/"))
			rule_set_text(set, text_dup(a, path), file);
	return true;
}

// Rules whose hits nobody would see need not be looked for.
static void leave_out(struct rule_set *set, enum rule_level least)
{
	size_t n = 0;
	for (size_t i = 0; i < set->n; i++)
		if (set->rule[i]->level >= least || set->rule[i]->quiet || set->rule[i]->loud || set->rule[i]->kind == RULE_FILTER)
			set->rule[n++] = set->rule[i];
	set->n = n;
}

static size_t usable(const struct rule_set *set)
{
	size_t n = 0;
	for (size_t i = 0; i < set->n; i++)
		n += set->rule[i]->kind != RULE_FILTER;
	return n;
}

// ---- the end

static void plain_number(struct buf *b, int64_t n, const char *one, const char *many)
{
	buf_printf(b, "%lld %s", (long long)n, n == 1 ? one : many);
}

static void summary_text(struct buf *b, const struct run_counts *c, size_t rules, size_t refused)
{
	buf_str(b, c->stopped ? "Stopped. Up to there: " : "");
	plain_number(b, c->parsed + c->skipped + c->dropped, "record", "records");
	buf_printf(b, " read, %lld understood, %lld skipped (not of their format), %lld dropped (damaged or too long).\n", (long long)c->parsed, (long long)c->skipped,
		(long long)c->dropped);
	plain_number(b, c->hits, "hit", "hits");
	buf_str(b, " with ");
	plain_number(b, (int64_t)rules, "rule", "rules");
	if (refused)
		buf_printf(b, "; %zu refused", refused);
	buf_str(b, ".\n");
}

static int finish(const struct watch *w, struct arena *a, const struct run_counts *c, size_t rules, size_t refused)
{
	struct buf *b = buf_new(a, 65536);
	const long long lines = c->parsed + c->skipped + c->dropped;
	int error = c->error;
	if (c->limits)
		note(arena_printf(a, "%lld searches of regular expressions were given up, for they would have taken too long; what they look for may be missed", (long long)c->limits));
	if (c->untimed)
		note(arena_printf(a, "%lld hits say no time and took no part in correlations", (long long)c->untimed));
	if (c->lost)
		note(arena_printf(a, "%lld events were forgotten by correlations, for want of room", (long long)c->lost));
	if (strcmp(w->format, "json") == 0)
		buf_printf(b, "{\"lines\":%lld,\"parsed\":%lld,\"skipped\":%lld,\"dropped\":%lld,\"hits\":%lld,\"rules\":%zu,\"rules_refused\":%zu}\n",
			lines, (long long)c->parsed, (long long)c->skipped, (long long)c->dropped, (long long)c->hits, rules, refused);
	else
		summary_text(b, c, rules, refused);
	if (!error)
		error = run_write(STDOUT_FILENO, b->p, b->n);
	if (error && error != EPIPE) {
		note(arena_printf(a, "the hits could not be written: %s", strerror(error)));
		return CMD_FAILED;
	}
	return c->stopped ? 128 + SIGINT : c->wrong ? CMD_FAILED : CMD_DONE;
}

// ---- the program

static void interrupted(int signal)
{
	uint64_t one = 1;
	(void)signal;
	if (write(stop, &one, sizeof one) < 0)
		_exit(CMD_FAILED);
}

static void signals(void)
{
	struct sigaction now = {.sa_handler = interrupted, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
	stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	signal(SIGPIPE, SIG_IGN);
	if (stop >= 0) {
		sigaction(SIGINT, &now, NULL);
		sigaction(SIGTERM, &now, NULL);
	}
}

static int processors(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
	return n < 1 ? 1 : n > THREADS ? THREADS : n;
}

static bool give_up_powers(const struct watch *w, struct arena *a, struct err *e)
{
	const char **reading = arena_alloc(a, (WORDS + 2 * MANY + 3) * sizeof *reading);
	int n = 0;
	for (int i = 0; i < w->paths; i++)
		reading[n++] = w->path[i];
	for (int i = 0; w->rules[i]; i++)
		reading[n++] = w->rules[i];
	for (int i = 0; w->sources[i]; i++)
		reading[n++] = w->sources[i];
	if (w->placeholders)
		reading[n++] = w->placeholders;
	return sandbox_enter_reading(SANDBOX_READ, NULL, reading, e);
}

static int watch(const struct watch *w, struct arena *a, struct err *e)
{
	struct rule_placeholder *placeholder = NULL;
	struct logsource_set sources = {0};
	size_t placeholders = 0;
	if (!give_up_powers(w, a, e) || (w->placeholders && !load_placeholders(a, w->placeholders, &placeholder, &placeholders, e)))
		return cmd_fail(&cmd_watch, e);
	struct rule_set *rules = rule_set_new(a, placeholder, placeholders);
	if (!load_sources(w, a, &sources, e) || !load_rules(w, a, rules, e))
		return cmd_fail(&cmd_watch, e);
	rule_set_link(rules);
	leave_out(rules, w->least);
	struct match *match = match_new(a, rules, &sources);
	for (size_t i = 0; i < rules->refusals; i++)
		note(rules->refused[i].text);
	size_t usable_rules = usable(rules);
	struct run_ask ask = {.path = w->path, .paths = w->paths, .rules = rules, .match = match, .threads = (int)w->workers, .least = w->least, .out = STDOUT_FILENO, .stop = stop,
		.format = strcmp(w->format, "json") == 0 ? HIT_JSON : HIT_TEXT, .file = told_file, .wrong = note};
	if (!usable_rules)
		note("there are no rules to look with; name some with --rules");
	struct run_counts c = run_all(&ask);
	return finish(w, a, &c, usable_rules, rules->refusals);
}

int main(int argc, char **argv)
{
	static struct watch w;
	struct err e = {0};
	w.format = "text";
	w.workers = processors();
	if (!options(&w, argc, argv))
		return CMD_USAGE;
	signals();
	struct arena *a = arena_new();
	int status = watch(&w, a, &e);
	arena_free(a);
	return status;
}
