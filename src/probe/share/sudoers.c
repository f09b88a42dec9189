// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads sudoers; see sudoers.h. Lines are gathered first, as an alias may stand behind its use. Which hosts a rule is for is
// not looked at: a rule that stands here is taken as meant for here.
#include "sudoers.h"
#include "../../base/buf.h"

#include <string.h>

#define LINES_MAX 20000
#define FILES_MAX 200
#define DEPTH_MAX 16
#define SUBJECTS_MAX 500 // of one rule
#define ALIASES_MAX 500
#define WORK_MAX ((int64_t)64 << 20) // bytes looked at in all: aliases inside aliases could go on for ever

struct line {
	const char *file;
	int number;
	struct text text;
};

struct alias {
	char kind; // u user, c command, r runas
	struct text name, value;
};

struct reader {
	struct probe_run *run;
	struct line *line;
	size_t lines, aliases, frees;
	int files;
	struct sys_stat chain[DEPTH_MAX + 1]; // the files that are being read, each included by the one before
	struct alias *alias;
	struct text *free;         // subjects that are asked no password: Defaults:an !authenticate
	bool free_all, free_alias; // free_alias: the rule that is read names such an alias
	int64_t work;
	struct text *subject; // of the rule that is read
	size_t subjects;
	struct sudoers *ret;
};

static void read_file(struct reader *r, const char *path, int depth);

// Without a comment: # that is not escaped and starts no number.
static struct text uncomment(struct text t)
{
	bool quoted = false;
	for (size_t i = 0; i < t.n; i++) {
		quoted ^= t.p[i] == '"';
		bool number = i + 1 < t.n && t.p[i + 1] >= '0' && t.p[i + 1] <= '9';
		if (t.p[i] == '#' && !quoted && !number && (i == 0 || t.p[i - 1] != '\\')) {
			t.n = i;
			break;
		}
	}
	return text_trim(t);
}

// The place of the first c outside quotes and brackets that is not escaped; t.n when there is none.
static size_t find_free(struct text t, char c)
{
	bool quoted = false;
	int depth = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '\\')
			i++;
		else if (t.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && t.p[i] == c && depth == 0)
			return i;
		else if (!quoted)
			depth += (t.p[i] == '(') - (t.p[i] == ')' && depth > 0);
	}
	return t.n;
}

// Takes off *rest what stands before the next free c.
static bool take(struct reader *r, struct text *rest, char c, struct text *ret)
{
	if (!rest->n || r->work > WORK_MAX)
		return false;
	size_t n = find_free(*rest, c);
	r->work += (int64_t)n + 1;
	*ret = text_trim((struct text){rest->p, n});
	*rest = text_after(*rest, n + 1);
	return true;
}

// ---- gathering

static void include(struct reader *r, struct text path, const char *from, bool folder, int depth)
{
	struct arena *a = r->run->a;
	path = text_trim(path);
	if (path.n >= 2 && path.p[0] == '"' && path.p[path.n - 1] == '"')
		path = (struct text){path.p + 1, path.n - 2};
	if (!path.n)
		return;
	const char *slash = strrchr(from, '/');
	char *full = path.p[0] == '/' ? text_dup(a, path) : arena_printf(a, "%.*s/%s", (int)(slash - from), from, text_dup(a, path));
	if (!folder) {
		if (sys_exists(r->run->sys, full) || strcmp(full, from) == 0)
			read_file(r, full, depth + 1);
		return;
	}
	struct sys_names names;
	if (!probe_saw(r->run, sys_list(r->run->sys, a, full, &names), full))
		return;
	for (size_t i = 0; i < names.n; i++) // sudo passes over names with a dot or a ~ at the end
		if (!strchr(names.name[i], '.') && !text_ends(text_of(names.name[i]), "~"))
			read_file(r, arena_printf(a, "%s/%s", full, names.name[i]), depth + 1);
}

static void take_line(struct reader *r, struct text line, const char *path, int number, int depth)
{
	struct text rest = line, word;
	text_word(&rest, &word);
	bool marked = text_starts(word, "@") || text_starts(word, "#");
	struct text name = text_after(word, 1);
	if (marked && (text_is(name, "include") || text_is(name, "includedir"))) {
		include(r, rest, path, text_is(name, "includedir"), depth);
		return;
	}
	line = uncomment(line);
	if (!line.n)
		return;
	if (!text_clean(line))
		probe_partly(r->run, "odd_line", path);
	else if (r->lines >= LINES_MAX)
		probe_partly(r->run, "too_large", path);
	else
		r->line[r->lines++] = (struct line){path, number, line};
}

static void read_file(struct reader *r, const char *path, int depth)
{
	struct text t, line;
	if (depth > DEPTH_MAX || r->files >= FILES_MAX || conf_includes_itself(r->run, r->chain, depth, path)) {
		probe_partly(r->run, "odd_line", path);
		return;
	}
	r->files++;
	if (!probe_read(r->run, path, &t))
		return;
	for (int number = 1; text_line(&t, &line); number++) {
		int first = number;
		if (text_ends(line, "\\") && t.n) {
			struct buf *joined = buf_new(r->run->a, (size_t)1 << 20);
			for (; text_ends(line, "\\"); number++) {
				buf_add(joined, line.p, line.n - 1);
				if (!text_line(&t, &line))
					line = text_of("");
			}
			buf_add(joined, line.p, line.n);
			line = (struct text){joined->p, joined->n};
		}
		line = text_trim(line);
		if (line.n)
			take_line(r, line, path, first, depth);
	}
}

// ---- aliases and defaults

static char alias_kind(struct text word)
{
	if (text_is(word, "User_Alias"))
		return 'u';
	if (text_is(word, "Cmnd_Alias") || text_is(word, "Cmd_Alias"))
		return 'c';
	if (text_is(word, "Runas_Alias"))
		return 'r';
	return text_is(word, "Host_Alias") ? 'h' : 0;
}

static void take_aliases(struct reader *r, char kind, struct text rest)
{
	struct text one, name, value;
	while (take(r, &rest, ':', &one))
		if (text_cut(one, '=', &name, &value) && r->aliases < ALIASES_MAX && kind != 'h')
			r->alias[r->aliases++] = (struct alias){kind, text_trim(name), text_trim(value)};
}

static const struct alias *alias_find(struct reader *r, char kind, struct text name)
{
	if (!name.n || name.p[0] < 'A' || name.p[0] > 'Z')
		return NULL;
	r->work += (int64_t)r->aliases;
	for (size_t i = 0; i < r->aliases; i++)
		if (r->alias[i].kind == kind && r->alias[i].name.n == name.n && memcmp(r->alias[i].name.p, name.p, name.n) == 0)
			return &r->alias[i];
	return NULL;
}

static void take_defaults(struct reader *r, struct text line)
{
	struct text subject = text_of(""), one, rest = text_after(line, 8);
	if (rest.n && (rest.p[0] == ':' || rest.p[0] == '@' || rest.p[0] == '>' || rest.p[0] == '!')) {
		bool user = rest.p[0] == ':';
		rest = text_trim(text_after(rest, 1));
		if (!user || !text_word(&rest, &subject))
			return; // for a host, a target or a command
	}
	while (take(r, &rest, ',', &one)) {
		if (text_is(one, "targetpw") || text_is(one, "rootpw"))
			r->ret->asks_root = true;
		else if (text_starts(one, "exempt_group") && text_cut(one, '=', NULL, &one) && r->frees < ALIASES_MAX)
			r->free[r->frees++] = text_of(arena_printf(r->run->a, "%%%s", text_dup(r->run->a, text_trim(one))));
		else if (text_is(one, "!authenticate") && !subject.n)
			r->free_all = true;
		else if (text_is(one, "!authenticate") && r->frees < ALIASES_MAX)
			r->free[r->frees++] = subject;
	}
}

// ---- rules

struct specs {
	bool everything, everything_free, any_free, nopass, root;
};

static bool is_free_name(struct reader *r, struct text name)
{
	for (size_t i = 0; i < r->frees; i++)
		if (r->free[i].n == name.n && memcmp(r->free[i].p, name.p, name.n) == 0)
			return true;
	return false;
}

static void add_subjects(struct reader *r, struct text list, int depth)
{
	struct text one;
	while (r->subjects < SUBJECTS_MAX && take(r, &list, ',', &one)) {
		const struct alias *alias = alias_find(r, 'u', one);
		if (one.n >= 2 && one.p[0] == '"')
			one = (struct text){one.p + 1, one.n - 2};
		if (alias) {
			r->free_alias |= is_free_name(r, one);
			if (depth < 8)
				add_subjects(r, alias->value, depth + 1);
		} else if (one.n && one.p[0] != '!')
			r->subject[r->subjects++] = one;
	}
}

static bool runs_as_root(struct reader *r, struct text users, int depth)
{
	struct text one;
	text_cut(users, ':', &users, NULL); // what stands behind are groups
	while (take(r, &users, ',', &one)) {
		const struct alias *alias = alias_find(r, 'r', one);
		if (text_is(one, "ALL") || text_is(one, "root") || text_is(one, "#0") ||
			(alias && depth < 8 && runs_as_root(r, alias->value, depth + 1)))
			return true;
	}
	return false;
}

// A shell or su gives everything, whatever the rule says.
static bool opens_shell(struct text command)
{
	static const char *const shells[] = {"sh", "bash", "dash", "zsh", "ksh", "fish", "su"};
	struct text program, name;
	if (!text_word(&command, &program))
		return false;
	command = text_trim(command);
	for (name = program; text_cut(name, '/', NULL, &name);)
		;
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
		if (text_is(name, shells[i]))
			return !command.n || text_is(command, "-") || text_is(command, "root") || text_is(command, "- root");
	return false;
}

static bool is_tag(struct text word)
{
	for (size_t i = 0; i < word.n; i++)
		if ((word.p[i] < 'A' || word.p[i] > 'Z') && word.p[i] != '_')
			return false;
	return word.n > 0;
}

// Takes (runas), TAG: and OPTION=value off the front of a command.
static struct text take_front(struct reader *r, struct specs *s, struct text t)
{
	for (;;) {
		t = text_trim(t);
		size_t n = 0;
		if (t.n && t.p[0] == '(') {
			const char *end = memchr(t.p, ')', t.n);
			if (!end)
				return text_of("");
			s->root = runs_as_root(r, (struct text){t.p + 1, (size_t)(end - t.p) - 1}, 0);
			t = text_after(t, (size_t)(end - t.p) + 1);
			continue;
		}
		while (n < t.n && t.p[n] != ':' && t.p[n] != '=' && t.p[n] != ' ' && t.p[n] != '\t' && t.p[n] != '/')
			n++;
		if (n >= t.n || (t.p[n] != ':' && t.p[n] != '=') || !is_tag((struct text){t.p, n}))
			return t;
		if (t.p[n] == ':') {
			if (text_is((struct text){t.p, n}, "NOPASSWD"))
				s->nopass = true;
			else if (text_is((struct text){t.p, n}, "PASSWD"))
				s->nopass = false;
		} else
			while (n < t.n && t.p[n] != ' ' && t.p[n] != '\t')
				n++;
		t = text_after(t, n + 1);
	}
}

static void look_at_commands(struct reader *r, struct specs *s, struct text list, int depth)
{
	struct text one, command, right;
	while (take(r, &list, ',', &one)) {
		command = take_front(r, s, one);
		size_t colon = find_free(command, ':'); // … : OTHERHOST = commands
		right = colon < command.n ? text_after(command, colon + 1) : text_of("");
		command = text_trim((struct text){command.p, colon});
		const struct alias *alias = alias_find(r, 'c', command);
		s->any_free |= s->nopass;
		if (alias && depth < 8)
			look_at_commands(r, s, alias->value, depth + 1);
		else if (s->root && (text_is(command, "ALL") || opens_shell(command))) {
			s->everything = true;
			s->everything_free |= s->nopass;
		}
		if (text_cut(right, '=', NULL, &right) && depth < 8) {
			s->root = true;
			s->nopass = false;
			look_at_commands(r, s, right, depth + 1);
		}
	}
}

static bool is_free(struct reader *r, const struct sudo_rule *rule)
{
	for (size_t i = 0; i < rule->n && r->frees; i++)
		if (is_free_name(r, rule->subject[i]))
			return true;
	return r->free_all || r->free_alias;
}

// user, user HOST = commands: the list of users ends at the first blank that follows no comma.
static struct text users_of(struct text left)
{
	size_t i = 0;
	bool quoted = false;
	for (; i < left.n; i++) {
		if (left.p[i] == '\\')
			i++;
		else if (left.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && (left.p[i] == ' ' || left.p[i] == '\t')) {
			struct text rest = text_trim(text_after(left, i));
			struct text before = text_trim((struct text){left.p, i});
			if (!text_starts(rest, ",") && !text_ends(before, ","))
				break;
		}
	}
	return (struct text){left.p, i < left.n ? i : left.n};
}

static void take_rule(struct reader *r, const struct line *l)
{
	size_t at = find_free(l->text, '=');
	struct text left = text_trim((struct text){l->text.p, at}), users = users_of(left);
	struct specs s = {.root = true};
	if (at >= l->text.n || !users.n || users.n >= left.n) {
		probe_partly(r->run, "odd_line", l->file);
		return;
	}
	r->subjects = 0;
	r->free_alias = false;
	add_subjects(r, users, 0);
	if (!r->subjects)
		return;
	struct sudo_rule *rule = &r->ret->rule[r->ret->n];
	*rule = (struct sudo_rule){.file = l->file, .line = l->number, .n = r->subjects};
	rule->subject = arena_alloc(r->run->a, rule->n * sizeof *rule->subject);
	memcpy(rule->subject, r->subject, rule->n * sizeof *rule->subject);
	look_at_commands(r, &s, text_after(l->text, at + 1), 0);
	rule->everything = s.everything;
	rule->no_password = is_free(r, rule) || (s.everything ? s.everything_free : s.any_free);
	r->ret->n++;
}

bool sudoers_read(struct probe_run *run, struct sudoers *ret)
{
	struct sys_stat st;
	struct text word, rest;
	*ret = (struct sudoers){0};
	struct reader r = {.run = run, .ret = ret};
	if (sys_stat(run->sys, "/etc/sudoers", &st) == SYS_MISSING)
		return false;
	r.line = arena_alloc(run->a, LINES_MAX * sizeof *r.line);
	r.alias = arena_alloc(run->a, ALIASES_MAX * sizeof *r.alias);
	r.free = arena_alloc(run->a, ALIASES_MAX * sizeof *r.free);
	r.subject = arena_alloc(run->a, SUBJECTS_MAX * sizeof *r.subject);
	read_file(&r, "/etc/sudoers", 0);
	ret->rule = arena_alloc(run->a, (r.lines + 1) * sizeof *ret->rule);
	for (size_t i = 0; i < r.lines; i++) {
		rest = r.line[i].text;
		text_word(&rest, &word);
		if (alias_kind(word))
			take_aliases(&r, alias_kind(word), rest);
		else if (text_starts(word, "Defaults"))
			take_defaults(&r, r.line[i].text);
	}
	for (size_t i = 0; i < r.lines; i++) {
		rest = r.line[i].text;
		text_word(&rest, &word);
		if (!alias_kind(word) && !text_starts(word, "Defaults"))
			take_rule(&r, &r.line[i]);
	}
	if (r.work > WORK_MAX)
		probe_partly(run, "too_large", "/etc/sudoers");
	return r.lines > 0;
}
