// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads stacks of PAM; see pam.h.
#include "pam.h"

#include <string.h>

#define LINES_MAX 200 // of one stack
#define FILES_MAX 40  // read for one stack
#define DEPTH_MAX 8

struct reader {
	struct probe_run *run;
	struct pam_stack *stack;
	const char *type;
	int files, levels;
};

static void read_file(struct reader *r, const char *path, int depth, int level);

// Takes the control field: a word, or [ … ] with spaces in it.
static bool take_control(struct text *rest, struct text *ret)
{
	*rest = text_trim(*rest);
	if (!rest->n || rest->p[0] != '[')
		return text_word(rest, ret);
	const char *end = memchr(rest->p, ']', rest->n);
	if (!end)
		return false;
	*ret = (struct text){rest->p, (size_t)(end - rest->p) + 1};
	*rest = text_after(*rest, ret->n);
	return true;
}

static struct text module_name(struct text path)
{
	while (text_cut(path, '/', NULL, &path))
		;
	if (text_ends(path, ".so"))
		path.n -= 3;
	return path;
}

static const char *file_of(struct reader *r, struct text name)
{
	if (name.n && name.p[0] == '/')
		return text_dup(r->run->a, name);
	return arena_printf(r->run->a, "/etc/pam.d/%s", text_dup(r->run->a, name));
}

static void read_rule(struct reader *r, struct text line, const char *path, int depth, int level)
{
	struct text type, control, module, rest = line;
	if (!text_word(&rest, &type) || !take_control(&rest, &control) || !text_word(&rest, &module)) {
		probe_partly(r->run, "odd_line", path);
		return;
	}
	if (text_starts(type, "-"))
		type = text_after(type, 1);
	if (!text_is_nocase(type, r->type))
		return;
	if (text_is(control, "include"))
		read_file(r, file_of(r, module), depth + 1, level);
	else if (text_is(control, "substack"))
		read_file(r, file_of(r, module), depth + 1, ++r->levels);
	else if (r->stack->n < LINES_MAX) {
		r->stack->line[r->stack->n] = (struct pam_line){control, module_name(module), text_trim(rest), path, level};
		r->stack->n++;
	} else
		probe_partly(r->run, "too_large", path);
}

// Debian's own form.
static bool read_include(struct reader *r, struct text line, int depth, int level)
{
	struct text word, name;
	if (line.p[0] != '@' || !text_word(&line, &word) || !text_is(word, "@include") || !text_word(&line, &name))
		return false;
	read_file(r, file_of(r, name), depth + 1, level);
	return true;
}

static void read_file(struct reader *r, const char *path, int depth, int level)
{
	struct text t, line;
	if (depth > DEPTH_MAX || r->files >= FILES_MAX) {
		probe_partly(r->run, "odd_line", path); // it includes itself
		return;
	}
	r->files++;
	if (!probe_read_large(r->run, path, 65536, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (line.n && !read_include(r, line, depth, level))
			read_rule(r, line, path, depth, level);
	}
}

void pam_read(struct probe_run *run, const char *service, const char *type, struct pam_stack *ret)
{
	*ret = (struct pam_stack){arena_alloc(run->a, LINES_MAX * sizeof *ret->line), 0, false};
	struct reader r = {run, ret, type, 0, 0};
	const char *path = arena_printf(run->a, "/etc/pam.d/%s", service);
	struct sys_stat st;
	ret->found = sys_stat(run->sys, path, &st) != SYS_MISSING;
	read_file(&r, ret->found ? path : "/etc/pam.d/other", 0, 0);
}

bool pam_arg(const struct pam_line *l, const char *name, struct text *ret)
{
	struct text rest = l->args, word;
	size_t n = strlen(name);
	bool found = false;
	while (text_word(&rest, &word)) {
		if (text_starts(word, "[") && word.n > 1)
			word = text_after(word, 1);
		if (text_ends(word, "]"))
			word.n--;
		if (!text_starts(word, name) || (word.n > n && word.p[n] != '='))
			continue;
		*ret = word.n > n ? text_after(word, n + 1) : text_of("");
		found = true;
	}
	return found;
}

bool pam_arg_int(const struct pam_line *l, const char *name, int64_t *ret)
{
	struct text t;
	return pam_arg(l, name, &t) && text_int(t, 10, ret);
}

const struct pam_line *pam_find(const struct pam_stack *s, const char *module)
{
	for (size_t i = 0; i < s->n; i++)
		if (text_is(s->line[i].module, module))
			return &s->line[i];
	return NULL;
}

// The action that a bracketed control has for a result; empty when it names none.
static struct text action_of(struct text control, const char *result)
{
	struct text rest = {control.p + 1, control.n - 2}, word, key, value;
	while (text_word(&rest, &word))
		if (text_cut(word, '=', &key, &value) && text_is(key, result))
			return value;
	return text_of("");
}

bool pam_must(const struct pam_line *l)
{
	if (!text_starts(l->control, "["))
		return text_is_nocase(l->control, "required") || text_is_nocase(l->control, "requisite");
	struct text otherwise = action_of(l->control, "default");
	return text_is(otherwise, "bad") || text_is(otherwise, "die");
}

int pam_jump(const struct pam_line *l)
{
	if (!text_starts(l->control, "["))
		return text_is_nocase(l->control, "sufficient") ? -1 : 0;
	struct text success = action_of(l->control, "success");
	int64_t n;
	if (text_is(success, "done"))
		return -1;
	return text_int(success, 10, &n) && n > 0 && n < LINES_MAX ? (int)n : 0;
}
