// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// YAML through the events of libyaml; see tree.h.
#include "tree.h"

#include <string.h>
#include <yaml.h>

struct anchor {
	const char *name;
	const struct tree *node;
	struct anchor *next;
};

struct tree_reader {
	struct arena *a;
	yaml_parser_t parser;
	struct anchor *anchors;
	size_t nodes, named, line;
	bool over;
};

static void end(void *arg)
{
	struct tree_reader *r = arg;
	yaml_parser_delete(&r->parser);
}

struct tree_reader *tree_open(struct arena *a, struct text yaml)
{
	struct tree_reader *r = arena_alloc(a, sizeof *r);
	r->a = a;
	if (!yaml_parser_initialize(&r->parser)) {
		r->over = true;
		return r;
	}
	arena_defer(a, end, r);
	yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)yaml.p, yaml.n);
	return r;
}

static bool fetch(struct tree_reader *r, yaml_event_t *ret, struct err *e)
{
	if (!yaml_parser_parse(&r->parser, ret)) {
		r->line = r->parser.problem_mark.line + 1;
		return err_set(e, "this is no good YAML: %s", r->parser.problem ? r->parser.problem : "it cannot be read");
	}
	r->line = ret->start_mark.line + 1;
	return true;
}

static struct text keep(struct tree_reader *r, const yaml_event_t *ev)
{
	return (struct text){arena_strndup(r->a, (const char *)ev->data.scalar.value, ev->data.scalar.length), ev->data.scalar.length};
}

static bool node(struct tree_reader *r, yaml_event_t *ev, int depth, struct tree **ret, struct err *e);

// An anchor is known from its end on, so that nothing can hold itself. Those that are too many are not known.
static void anchored(struct tree_reader *r, const yaml_char_t *name, const struct tree *t)
{
	if (!name || r->named >= TREE_ANCHORS)
		return;
	r->named++;
	struct anchor *x = arena_alloc(r->a, sizeof *x);
	*x = (struct anchor){arena_strdup(r->a, (const char *)name), t, r->anchors};
	r->anchors = x;
}

static bool alias(struct tree_reader *r, const yaml_char_t *name, struct tree *t, struct err *e)
{
	for (const struct anchor *x = r->anchors; x; x = x->next)
		if (strcmp(x->name, (const char *)name) == 0) {
			*t = *x->node;
			t->next = NULL;
			return true;
		}
	return err_set(e, "the alias *%s has no anchor before it", (const char *)name);
}

static bool list(struct tree_reader *r, struct tree *t, int depth, struct err *e)
{
	for (struct tree **at = &t->child;; at = &(*at)->next) {
		yaml_event_t ev;
		if (!fetch(r, &ev, e))
			return false;
		if (ev.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&ev);
			return true;
		}
		if (!node(r, &ev, depth + 1, at, e))
			return false;
	}
}

// Takes the key of a member; *ret_end: the map ends here.
static bool key(struct tree_reader *r, const struct tree *map, struct text *ret, size_t *ret_line, bool *ret_end, struct err *e)
{
	yaml_event_t ev;
	if (!fetch(r, &ev, e))
		return false;
	bool good = true;
	*ret_line = r->line;
	*ret_end = ev.type == YAML_MAPPING_END_EVENT;
	if (ev.type == YAML_SCALAR_EVENT)
		*ret = keep(r, &ev);
	else if (!*ret_end)
		good = err_set(e, "a key must be a text");
	yaml_event_delete(&ev);
	size_t keys = 0;
	for (const struct tree *m = map->child; m && good && !*ret_end; m = m->next)
		if (++keys >= TREE_KEYS)
			good = err_set(e, "a map has more than %d keys", TREE_KEYS);
		else if (m->key.n == ret->n && strncmp(m->key.p ? m->key.p : "", ret->p ? ret->p : "", ret->n) == 0)
			good = err_set(e, "the key \"%.100s\" stands twice", ret->p);
	return good;
}

static bool map(struct tree_reader *r, struct tree *t, int depth, struct err *e)
{
	for (struct tree **at = &t->child;; at = &(*at)->next) {
		struct text k = {NULL, 0};
		size_t line;
		bool over;
		yaml_event_t ev;
		if (!key(r, t, &k, &line, &over, e))
			return false;
		if (over)
			return true;
		if (!fetch(r, &ev, e))
			return false;
		struct tree *value = NULL;
		if (!node(r, &ev, depth + 1, &value, e)) // hung in behind, so that the list of keys never has one without a name
			return false;
		value->key = k;
		value->key_line = line;
		*at = value;
	}
}

static bool bounded(struct tree_reader *r, int depth, struct err *e)
{
	if (depth > TREE_DEPTH)
		return err_set(e, "this nests more than %d deep", TREE_DEPTH);
	if (++r->nodes > TREE_NODES)
		return err_set(e, "a document holds more than %d values", TREE_NODES);
	return true;
}

static bool node(struct tree_reader *r, yaml_event_t *ev, int depth, struct tree **ret, struct err *e)
{
	struct tree *t = arena_alloc(r->a, sizeof *t);
	t->line = r->line;
	bool good = bounded(r, depth, e);
	if (good && ev->type == YAML_SCALAR_EVENT) {
		t->text = keep(r, ev);
		t->plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		anchored(r, ev->data.scalar.anchor, t);
	} else if (good && ev->type == YAML_SEQUENCE_START_EVENT) {
		t->kind = TREE_LIST;
		good = list(r, t, depth, e);
		anchored(r, ev->data.sequence_start.anchor, t);
	} else if (good && ev->type == YAML_MAPPING_START_EVENT) {
		t->kind = TREE_MAP;
		good = map(r, t, depth, e);
		anchored(r, ev->data.mapping_start.anchor, t);
	} else if (good)
		good = ev->type == YAML_ALIAS_EVENT ? alias(r, ev->data.alias.anchor, t, e) : err_set(e, "this is no good YAML");
	yaml_event_delete(ev);
	*ret = t;
	return good;
}

bool tree_next(struct tree_reader *r, struct tree **ret, size_t *ret_line, struct err *e)
{
	yaml_event_t ev;
	*ret = NULL;
	while (!r->over) {
		if (!fetch(r, &ev, e))
			break;
		yaml_event_type_t type = ev.type;
		if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT) {
			yaml_event_delete(&ev);
			r->anchors = NULL;
			r->nodes = r->named = 0;
			continue;
		}
		if (type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT) {
			yaml_event_delete(&ev);
			r->over = type == YAML_STREAM_END_EVENT;
			if (r->over)
				return false;
			return true;
		}
		if (!node(r, &ev, 0, ret, e))
			break;
	}
	*ret_line = r->line;
	r->over = true;
	return false;
}

const struct tree *tree_get(const struct tree *t, const char *k)
{
	for (const struct tree *m = t && t->kind == TREE_MAP ? t->child : NULL; m; m = m->next)
		if (text_is(m->key, k))
			return m;
	return NULL;
}

struct text tree_text(const struct tree *t, const char *k)
{
	const struct tree *m = tree_get(t, k);
	return m && m->kind == TREE_SCALAR ? m->text : (struct text){"", 0};
}

bool tree_null(const struct tree *t)
{
	return t->kind == TREE_SCALAR && t->plain && (!t->text.n || text_is(t->text, "~") || text_is_nocase(t->text, "null"));
}
