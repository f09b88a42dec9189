// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Log sources as data; see logsource.h.
#include "logsource.h"
#include "rule_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAPS = 512 };

static bool maps(struct rule_reading *r, const struct tree *t, struct logsource_field **ret, int *ret_n)
{
	int n = 0;
	if (!t)
		return true;
	for (const struct tree *m = t->child; m; m = m->next)
		n++;
	if (t->kind != TREE_MAP || n > MAPS)
		return rule_refuse(r, t->line, "fields must be a map of at most %d names", MAPS);
	*ret = arena_alloc(r->a, sizeof **ret * (size_t)(n + 1));
	for (const struct tree *m = t->child; m; m = m->next) {
		struct logsource_field *f = &(*ret)[(*ret_n)++];
		f->sigma = rule_keep(r, m->key);
		if (!rule_texts(r, m, "fields", &f->name, &f->n))
			return false;
	}
	return true;
}

static bool keys(struct rule_reading *r, const struct tree *t, const char *list)
{
	for (const struct tree *m = t->child; m; m = m->next) {
		struct text rest = text_of(list), word;
		bool known = false;
		while (text_word(&rest, &word))
			known = known || text_same(word, m->key);
		if (!known)
			return rule_refuse(r, m->key_line, "the key \"%s\" is not known", rule_shown(r, m->key));
	}
	return true;
}

static bool source(struct rule_reading *r, const struct tree *t, const struct tree *doc, const struct logsource_family *family, struct logsource *l)
{
	const struct tree *when = tree_get(t, "when"), *format = tree_get(t, "format");
	*l = (struct logsource){.family = family, .file = r->file, .line = t->line};
	if (t->kind != TREE_MAP || !keys(r, t, "product category service format when fields"))
		return rule_refuse(r, t->line, "a source must be a map");
	l->product = rule_keep(r, tree_text(tree_get(t, "product") ? t : doc, "product"));
	l->category = rule_keep(r, tree_text(t, "category"));
	l->service = rule_keep(r, tree_text(t, "service"));
	if (format && !rule_texts(r, format, "format", &l->format, &l->formats))
		return false;
	if (!l->product.n && !l->category.n && !l->service.n)
		return rule_refuse(r, t->line, "a source names neither product, category nor service");
	if (!when && !l->formats && !family->formats)
		return rule_refuse(r, t->line, "a source says neither when nor format: all events would be of it");
	if (when && !(l->when = rule_selection_read(r, when)))
		return false;
	return maps(r, tree_get(t, "fields"), &l->field, &l->fields);
}

static bool family(struct rule_reading *r, const struct tree *doc, struct logsource_set *s)
{
	struct logsource_family *f = arena_alloc(r->a, sizeof *f);
	const struct tree *names = tree_get(doc, "names"), *formats = tree_get(doc, "format"), *sources = tree_get(doc, "sources");
	if (doc->kind != TREE_MAP || !sources || sources->kind != TREE_LIST)
		return rule_refuse(r, doc->line, "it holds no list of sources");
	if (!keys(r, doc, "product names format fields sources"))
		return false;
	if ((names && !rule_texts(r, names, "names", &f->name, &f->names)) ||
		(formats && !rule_texts(r, formats, "format", &f->format, &f->formats)) || !maps(r, tree_get(doc, "fields"), &f->field, &f->fields))
		return false;
	for (const struct tree *t = sources->child; t; t = t->next) {
		if (s->n == s->room) {
			struct logsource *more = arena_alloc(r->a, sizeof *more * (s->room = s->room ? 2 * s->room : 128));
			if (s->n)
				memcpy(more, s->source, sizeof *more * s->n);
			s->source = more;
		}
		if (!source(r, t, doc, f, &s->source[s->n++]))
			return false;
	}
	return true;
}

bool logsource_text(struct arena *a, const char *name, struct text yaml, struct logsource_set *set, struct err *e)
{
	struct rule_set *read = rule_set_new(a, NULL, 0);
	struct arena *scratch = arena_new();
	struct rule_reading r = {.set = read, .a = a, .scratch = scratch, .file = arena_strdup(a, name), .rule = arena_alloc(a, sizeof *r.rule)};
	struct tree *doc = NULL;
	struct err wrong = {""};
	size_t line = 1;
	bool good = tree_next(tree_open(scratch, yaml), &doc, &line, &wrong) && doc && family(&r, doc, set);
	arena_free(scratch);
	if (!good && read->refusals)
		return err_set(e, "%s", read->refused[0].text);
	return good || err_set(e, "%s:%zu: %s", name, line, wrong.text[0] ? wrong.text : "the file cannot be read");
}

bool logsource_file(struct arena *a, const char *path, struct logsource_set *set, struct err *e)
{
	struct arena *scratch = arena_new();
	char *p = arena_raw(scratch, RULE_FILE);
	FILE *f = fopen(path, "rb");
	struct text t = {p, f ? fread(p, 1, RULE_FILE, f) : 0};
	bool good = f ? logsource_text(a, path, t, set, e) : err_set(e, "%s cannot be read: %s", path, strerror(errno));
	if (f)
		fclose(f);
	arena_free(scratch);
	return good;
}

static int yaml(const struct dirent *d)
{
	return d->d_name[0] != '.' && text_ends(text_of(d->d_name), ".yml");
}

static int order(const struct dirent **x, const struct dirent **y)
{
	return strcmp((*x)->d_name, (*y)->d_name);
}

bool logsource_load(struct arena *a, const char *folder, struct logsource_set **ret, struct err *e)
{
	struct dirent **list;
	int n = scandir(folder, &list, yaml, order);
	bool good = true;
	if (n < 0)
		return err_set(e, "%s: the folder cannot be read", folder);
	*ret = arena_alloc(a, sizeof **ret);
	for (int i = 0; i < n; i++) {
		good = good && logsource_file(a, arena_printf(a, "%s/%s", folder, list[i]->d_name), *ret, e);
		free(list[i]);
	}
	free(list);
	return good;
}

static bool has(struct text asked, struct text there)
{
	return !asked.n || text_same_nocase(asked, there);
}

size_t logsource_find(const struct logsource_set *s, const struct rule_source *rule, const struct logsource **ret, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n && n < max; i++)
		if (text_same_nocase(rule->product, s->source[i].product) && text_same_nocase(rule->category, s->source[i].category) &&
			text_same_nocase(rule->service, s->source[i].service))
			ret[n++] = &s->source[i];
	for (size_t i = 0, exact = n; !exact && i < s->n && n < max; i++)
		if (has(rule->product, s->source[i].product) && has(rule->category, s->source[i].category) &&
			has(rule->service, s->source[i].service))
			ret[n++] = &s->source[i];
	return n;
}

bool logsource_format(const struct logsource *l, const char *decoder)
{
	const struct text *format = l->formats ? l->format : l->family->format;
	int n = l->formats ? l->formats : l->family->formats;
	bool found = n == 0;
	for (int i = 0; i < n && !found; i++)
		found = text_is(format[i], decoder);
	return found;
}

// The entry that says what events call a field: of the source, else of the family; NULL: its own name.
static const struct logsource_field *entry(const struct logsource *l, struct text sigma)
{
	for (int i = 0; i < l->fields; i++)
		if (text_same_nocase(l->field[i].sigma, sigma))
			return &l->field[i];
	for (int i = 0; i < l->family->fields; i++)
		if (text_same_nocase(l->family->field[i].sigma, sigma))
			return &l->family->field[i];
	return NULL;
}

static int called(const struct logsource *l, const struct text *sigma, const struct text **ret)
{
	const struct logsource_field *f = entry(l, *sigma);
	*ret = f ? f->name : sigma;
	return f ? f->n : 1;
}

const void *logsource_naming(const struct logsource *l, struct text sigma)
{
	const struct logsource_field *f = entry(l, sigma);
	return f ? (const void *)f : l->family;
}

int logsource_names(const struct logsource *l, struct arena *a, struct text sigma, struct text **ret)
{
	const struct text *name;
	int n = called(l, &sigma, &name), forms = l->family->names ? l->family->names : 1, all = 0;
	*ret = arena_alloc(a, sizeof **ret * (size_t)(n * forms));
	for (int k = 0; k < forms; k++)
		for (int i = 0; i < n; i++) {
			struct text form = l->family->names ? l->family->name[k] : text_of("{}");
			const char *hole = text_find(form, "{}");
			size_t before = hole ? (size_t)(hole - form.p) : form.n, behind = hole ? form.n - before - 2 : 0,
			       size = before + (hole ? name[i].n : 0) + behind;
			char *p = arena_raw(a, size + 1);
			memcpy(p, form.p, before);
			memcpy(p + before, name[i].p, hole ? name[i].n : 0);
			memcpy(p + size - behind, form.p + form.n - behind, behind);
			p[size] = 0;
			(*ret)[all++] = (struct text){p, size};
		}
	return all;
}

// Both without the part before the first star and what fits it; false when they differ before it.
static bool start(struct text *name, struct text *field)
{
	const char *star = memchr(name->p, '*', name->n);
	size_t n = star ? (size_t)(star - name->p) : name->n;
	if (field->n < n || (n && strncasecmp(name->p, field->p, n) != 0))
		return false;
	*name = text_after(*name, n);
	*field = text_after(*field, n);
	return true;
}

struct text logsource_unspaced(struct text field, char room[LOGSOURCE_NAME])
{
	size_t n = 0;
	if (!field.n || field.n > LOGSOURCE_NAME || !memchr(field.p, ' ', field.n))
		return field;
	for (size_t i = 0; i < field.n; i++)
		if (field.p[i] != ' ')
			room[n++] = field.p[i];
	return (struct text){room, n};
}

static bool starred(struct text name, struct text field)
{
	while (name.n) {
		if (!start(&name, &field))
			return false;
		if (!name.n)
			break;
		name = text_after(name, 1);
		while (field.n && field.p[0] != '.')
			field = text_after(field, 1);
	}
	return !field.n;
}

bool logsource_named(struct text name, struct text field)
{
	char room[LOGSOURCE_NAME];
	return starred(name, logsource_unspaced(field, room));
}

// Whether a form of a name, {} being the name, is that of the field.
static bool formed(struct text form, struct text name, struct text field)
{
	const char *hole = text_find(form, "{}");
	size_t before = hole ? (size_t)(hole - form.p) : form.n, behind = hole ? form.n - before - 2 : 0;
	if (!hole)
		return starred(form, field);
	if (field.n < name.n + behind)
		return false;
	struct text end = text_after(field, field.n - behind - name.n), tail = text_after(end, name.n);
	return text_same_nocase((struct text){end.p, name.n}, name) && text_same_nocase(tail, (struct text){form.p + form.n - behind, behind}) &&
		starred((struct text){form.p, before}, (struct text){field.p, field.n - behind - name.n});
}

bool logsource_is(const struct logsource *l, struct text sigma, struct text field)
{
	const struct text *name;
	char room[LOGSOURCE_NAME], other[LOGSOURCE_NAME];
	int n = called(l, &sigma, &name);
	field = logsource_unspaced(field, room);
	for (int i = 0; i < n; i++) {
		struct text one = logsource_unspaced(name[i], other);
		if (!l->family->names && text_same_nocase(one, field))
			return true;
		for (int k = 0; k < l->family->names; k++)
			if (formed(l->family->name[k], one, field))
				return true;
	}
	return false;
}
