// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Files of rules and what stands at their head; see rule.h.
#include "rule.h"
#include "rule_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const levels[] = {"", "informational", "low", "medium", "high", "critical"};

const char *rule_level_word(enum rule_level l)
{
	return levels[l];
}

struct rule_set *rule_set_new(struct arena *a, const struct rule_placeholder *p, size_t n)
{
	struct rule_set *s = arena_alloc(a, sizeof *s);
	*s = (struct rule_set){.a = a, .scratch = a, .placeholder = p, .placeholders = n};
	return s;
}

// Room for one more in a list that doubles.
static void *grown(struct arena *a, void *old, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return old;
	*room = *room ? 2 * *room : 64;
	void *more = arena_alloc(a, *room * size);
	if (n)
		memcpy(more, old, n * size);
	return more;
}

void rule_refuse_at(struct rule_set *s, const char *file, size_t line, const char *text)
{
	s->refused = grown(s->a, s->refused, s->refusals, &s->refusal_room, sizeof *s->refused);
	s->refused[s->refusals++] = (struct rule_refusal){file, line, arena_printf(s->a, "%s:%zu: %s", file, line, text)};
}

bool rule_refuse(struct rule_reading *r, size_t line, const char *fmt, ...)
{
	struct err e;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(e.text, sizeof e.text, fmt, ap);
	va_end(ap);
	for (char *p = e.text; *p; p++) // one line, whatever the rule holds
		*p = (unsigned char)*p < ' ' || *p == 127 ? ' ' : *p;
	if (!r->bad)
		rule_refuse_at(r->set, r->file, line, e.text);
	r->bad = true;
	return false;
}

struct text rule_keep(struct rule_reading *r, struct text t)
{
	return (struct text){arena_strndup(r->a, t.n ? t.p : "", t.n), t.n};
}

const char *rule_shown(struct rule_reading *r, struct text t)
{
	size_t n = t.n < 100 ? t.n : 100;
	while (n < t.n && n && ((unsigned char)t.p[n] & 0xc0) == 0x80) // no half characters
		n--;
	return text_dup(r->scratch, (struct text){t.p, n});
}

struct rule_node *rule_node_of(struct rule_reading *r, enum rule_node_kind kind, int n)
{
	struct rule_node *x = arena_alloc(r->a, sizeof *x);
	*x = (struct rule_node){.kind = kind, .n = n};
	r->children += (size_t)n;
	r->set->children += (size_t)n;
	if (r->children > RULE_CHILDREN || r->set->children > (size_t)16 * RULE_ALL)
		rule_refuse(r, r->line ? r->line : r->rule->line, "this, or all rules together, combine too many things");
	if (kind != RULE_PRED)
		x->child = arena_alloc(r->a, sizeof *x->child * (size_t)(n ? n : 1));
	return x;
}

struct rule_node *rule_node_not(struct rule_reading *r, struct rule_node *child)
{
	if (!child || child->kind == RULE_NOT)
		return child ? child->child[0] : NULL;
	struct rule_node *x = rule_node_of(r, RULE_NOT, 1);
	x->child[0] = child;
	return x;
}

struct rule_node *rule_node_tidy(struct rule_node *n)
{
	return n->n == 1 && n->kind != RULE_PRED && n->kind != RULE_NOT ? n->child[0] : n;
}

bool rule_texts(struct rule_reading *r, const struct tree *t, const char *what, struct text **ret, int *ret_n)
{
	int n = 0;
	for (const struct tree *i = t->kind == TREE_LIST ? t->child : t; i; i = t->kind == TREE_LIST ? i->next : NULL, n++)
		if (i->kind != TREE_SCALAR || !i->text.n)
			return rule_refuse(r, i->line, "%s must be a text or a list of texts", what);
	*ret = arena_alloc(r->a, sizeof **ret * (size_t)(n + 1));
	*ret_n = 0;
	for (const struct tree *i = t->kind == TREE_LIST ? t->child : t; *ret_n < n; i = i->next)
		(*ret)[(*ret_n)++] = rule_keep(r, i->text);
	return true;
}

// A text of the head; what is no text is refused.
static bool word(struct rule_reading *r, const struct tree *doc, const char *key, struct text *ret)
{
	const struct tree *t = tree_get(doc, key);
	*ret = (struct text){"", 0};
	if (!t || tree_null(t))
		return true;
	if (t->kind != TREE_SCALAR)
		return rule_refuse(r, t->line, "%s must be a text", key);
	*ret = rule_keep(r, t->text);
	return true;
}

static bool level(struct rule_reading *r, const struct tree *doc)
{
	struct text t = tree_text(doc, "level");
	if (!t.n)
		return true;
	for (int i = 1; i <= RULE_CRITICAL; i++)
		if (text_is_nocase(t, levels[i])) {
			r->rule->level = (enum rule_level)i;
			return true;
		}
	return rule_refuse(r, tree_get(doc, "level")->line, "the level \"%s\" is not known", rule_shown(r, t));
}

static void small(struct text *t)
{
	char *p = (char *)(uintptr_t)t->p; // a copy of ours
	for (size_t i = 0; i < t->n; i++)
		p[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
}

static bool source(struct rule_reading *r, const struct tree *doc)
{
	const struct tree *t = tree_get(doc, "logsource");
	struct rule_source *s = &r->rule->source;
	if (!t)
		return rule_refuse(r, r->rule->line, "it has no logsource");
	if (t->kind != TREE_MAP)
		return rule_refuse(r, t->line, "logsource must be a map");
	if (!word(r, t, "category", &s->category) || !word(r, t, "product", &s->product) || !word(r, t, "service", &s->service) ||
		!word(r, t, "definition", &s->definition))
		return false;
	if (!s->category.n && !s->product.n && !s->service.n)
		return rule_refuse(r, t->line, "logsource names no category, product or service");
	small(&s->category);
	small(&s->product);
	small(&s->service);
	return true;
}

static bool head(struct rule_reading *r, const struct tree *doc)
{
	struct rule *x = r->rule;
	const struct tree *fields = tree_get(doc, "fields");
	if (!word(r, doc, "id", &x->id) || !word(r, doc, "name", &x->name) || !word(r, doc, "title", &x->title) ||
		!word(r, doc, "status", &x->status) || !word(r, doc, "author", &x->author) || !level(r, doc))
		return false;
	if (!x->title.n)
		return rule_refuse(r, x->line, "it has no title");
	if (text_is(x->status, "unsupported"))
		return rule_refuse(r, tree_get(doc, "status")->line, "its status is unsupported: it cannot be used as it is");
	return !fields || tree_null(fields) || rule_texts(r, fields, "fields", &x->field, &x->fields);
}

// Whether a condition says what may stay, not what goes: it is a negation through and through.
static bool negative(const struct rule_node *n)
{
	if (n->kind == RULE_PRED)
		return false;
	for (int i = 0; i < n->n && n->kind != RULE_NOT; i++)
		if (!negative(n->child[i]))
			return false;
	return true;
}

static bool body(struct rule_reading *r, const struct tree *doc)
{
	const struct tree *detection = tree_get(doc, "detection"), *correlation = tree_get(doc, "correlation"), *filter = tree_get(doc, "filter");
	struct rule *x = r->rule;
	if (!detection + !correlation + !filter != 2)
		return rule_refuse(r, x->line,
			detection || correlation || filter ? "it must hold only one of detection, correlation and filter"
							   : "it holds no detection, correlation or filter");
	x->kind = detection ? RULE_DETECTION : correlation ? RULE_CORRELATION : RULE_FILTER;
	if (!head(r, doc))
		return false;
	if (correlation) {
		const struct tree *generate = tree_get(doc, "generate");
		if (!rule_correlation_read(r, correlation))
			return false;
		x->correlation->generate |= generate && text_yes(generate->text) == 1;
		return true;
	}
	if (!source(r, doc) || (filter && !rule_refs(r, tree_get(filter, "rules"), &x->ref, &x->refs)))
		return false;
	x->when = rule_detect_read(r, detection ? detection : filter, filter != NULL);
	if (x->when && filter && negative(x->when))
		x->when = rule_node_not(r, x->when);
	return x->when != NULL;
}

static void document(struct rule_set *s, struct arena *scratch, const char *file, const struct tree *doc)
{
	struct rule_reading r = {.set = s, .a = s->a, .scratch = scratch, .file = file, .rule = arena_alloc(s->a, sizeof *r.rule)};
	r.rule->file = file;
	r.rule->line = doc->line;
	if (doc->kind != TREE_MAP) {
		rule_refuse(&r, doc->line, "it must hold keys and values");
		return;
	}
	if (!body(&r, doc) || r.bad)
		return;
	s->rule = grown(s->a, s->rule, s->n, &s->room, sizeof *s->rule);
	s->rule[s->n++] = r.rule;
}

bool rule_set_text(struct rule_set *s, const char *file, struct text yaml)
{
	struct arena *scratch = arena_new();
	struct tree *doc;
	struct err e = {""};
	size_t line = 0;
	file = arena_strdup(s->a, file);
	if (yaml.n > RULE_FILE)
		rule_refuse_at(s, file, 1, "the file has more than 4 MiB");
	else
		for (struct tree_reader *t = tree_open(scratch, yaml); tree_next(t, &doc, &line, &e);)
			if (doc && !tree_null(doc))
				document(s, scratch, file, doc);
	if (e.text[0])
		rule_refuse_at(s, file, line, e.text);
	arena_free(scratch);
	return true;
}

// At most RULE_FILE + 1 bytes, so that a longer file is seen to be one; only regular files.
static bool read_file(struct arena *a, const char *path, struct text *ret)
{
	struct stat st;
	FILE *f = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "rb") : NULL;
	if (!f)
		return false;
	size_t room = st.st_size > RULE_FILE ? RULE_FILE + 1 : (size_t)st.st_size + 1;
	char *p = arena_raw(a, room);
	*ret = (struct text){p, fread(p, 1, room, f)};
	bool good = !ferror(f);
	fclose(f);
	return good;
}

bool rule_set_file(struct rule_set *s, const char *path)
{
	struct arena *a = arena_new();
	struct text t;
	bool good = read_file(a, path, &t);
	if (good)
		rule_set_text(s, path, t);
	arena_free(a);
	return good;
}

static int named(const struct dirent **x, const struct dirent **y)
{
	return strcmp((*x)->d_name, (*y)->d_name);
}

static int seen(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static bool folder(struct rule_set *s, const char *path, int depth, int *left);

static void inside(struct rule_set *s, const char *path, int depth, int *left)
{
	struct stat st;
	struct text t = text_of(path);
	if (lstat(path, &st) != 0)
		return;
	if (S_ISDIR(st.st_mode) && depth < 16)
		folder(s, path, depth + 1, left);
	else if (S_ISREG(st.st_mode) && (text_ends(t, ".yml") || text_ends(t, ".yaml")) && (*left)-- > 0 && !rule_set_file(s, path))
		rule_refuse_at(s, arena_strdup(s->a, path), 1, "the file cannot be read");
}

static bool folder(struct rule_set *s, const char *path, int depth, int *left)
{
	struct dirent **list;
	int n = scandir(path, &list, seen, named);
	if (n < 0)
		return false;
	struct arena *a = arena_new();
	for (int i = 0; i < n; i++) {
		inside(s, arena_printf(a, "%s/%s", path, list[i]->d_name), depth, left);
		free(list[i]);
	}
	free(list);
	arena_free(a);
	return true;
}

bool rule_set_folder(struct rule_set *s, const char *path)
{
	int left = RULE_FILES;
	bool good = folder(s, path, 0, &left);
	if (left < 0)
		rule_refuse_at(s, arena_strdup(s->a, path), 1, "the folder holds too many files; the rest was left out");
	return good;
}
