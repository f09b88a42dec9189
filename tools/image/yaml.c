// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// YAML through libyaml, with errors that name file, line and key; see image.h.
#include "image.h"
#include "../../src/base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool source_read(struct image *im, const char *path, struct source *ret)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		image_error(im, path, 0, "cannot be read");
		return false;
	}
	bool good = source_read_from(im, path, f, ret);
	fclose(f);
	return good;
}

bool source_read_from(struct image *im, const char *path, FILE *f, struct source *ret)
{
	*ret = (struct source){.im = im, .path = path};
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_input_file(&parser, f);
	bool good = yaml_parser_load(&parser, &ret->doc);
	if (!good)
		image_error(im, path, parser.problem_mark.line + 1, "%s", parser.problem ? parser.problem : "is no YAML");
	yaml_parser_delete(&parser);
	if (!good)
		return false;
	ret->root = yaml_document_get_root_node(&ret->doc);
	if (!ret->root || ret->root->type != YAML_MAPPING_NODE) {
		image_error(im, path, 1, "must hold keys and values");
		yaml_document_delete(&ret->doc);
		return false;
	}
	for (size_t i = 0; ret->root; i++) { // a key that stands twice is a mistake
		const char *key, *other;
		yaml_node_t *v;
		if (!source_pair(ret, ret->root, i, &key, &v))
			break;
		for (size_t k = 0; k < i && source_pair(ret, ret->root, k, &other, &v); k++)
			if (strcmp(key, other) == 0)
				image_error(im, path, source_line(v), "key \"%s\" stands twice", key);
	}
	return true;
}

void source_end(struct source *s)
{
	yaml_document_delete(&s->doc);
}

size_t source_line(yaml_node_t *n)
{
	return n ? n->start_mark.line + 1 : 0;
}

bool source_pair(struct source *s, yaml_node_t *map, size_t i, const char **ret_key, yaml_node_t **ret_value)
{
	if (!map || map->type != YAML_MAPPING_NODE || map->data.mapping.pairs.start + i >= map->data.mapping.pairs.top)
		return false;
	yaml_node_pair_t *p = map->data.mapping.pairs.start + i;
	yaml_node_t *key = yaml_document_get_node(&s->doc, p->key);
	*ret_key = key && key->type == YAML_SCALAR_NODE ? (const char *)key->data.scalar.value : "";
	*ret_value = yaml_document_get_node(&s->doc, p->value);
	return true;
}

yaml_node_t *source_get(struct source *s, yaml_node_t *map, const char *key)
{
	const char *k;
	yaml_node_t *v;
	for (size_t i = 0; source_pair(s, map, i, &k, &v); i++)
		if (strcmp(k, key) == 0)
			return v;
	return NULL;
}

const char *source_text(struct source *s, yaml_node_t *n, const char *key)
{
	if (n && n->type == YAML_SCALAR_NODE && n->data.scalar.length)
		return (const char *)n->data.scalar.value;
	image_error(s->im, s->path, source_line(n), "key \"%s\" must be a text that is not empty", key);
	return "";
}

const char *source_need(struct source *s, yaml_node_t *map, const char *key)
{
	yaml_node_t *n = source_get(s, map, key);
	if (n)
		return source_text(s, n, key);
	image_error(s->im, s->path, source_line(map), "key \"%s\" is missing", key);
	return "";
}

yaml_node_t *source_item(struct source *s, yaml_node_t *sequence, size_t i)
{
	if (!sequence || sequence->type != YAML_SEQUENCE_NODE || sequence->data.sequence.items.start + i >= sequence->data.sequence.items.top)
		return NULL;
	return yaml_document_get_node(&s->doc, sequence->data.sequence.items.start[i]);
}

static void scalar_json(struct buf *b, yaml_node_t *n)
{
	struct text t = {(const char *)n->data.scalar.value, n->data.scalar.length};
	int64_t v;
	if (n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && (text_is(t, "null") || text_is(t, "~") || !t.n))
		buf_str(b, "null");
	else if (n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && text_int(t, 10, &v))
		buf_printf(b, "%lld", (long long)v);
	else
		json_write(b, t);
}

static void node_json(struct source *s, struct buf *b, yaml_node_t *n, int depth)
{
	const char *key;
	yaml_node_t *v;
	if (!n || depth > 16)
		buf_str(b, "null");
	else if (n->type == YAML_SCALAR_NODE)
		scalar_json(b, n);
	else if (n->type == YAML_SEQUENCE_NODE) {
		buf_char(b, '[');
		for (size_t i = 0; (v = source_item(s, n, i)) != NULL; i++) {
			buf_str(b, i ? "," : "");
			node_json(s, b, v, depth + 1);
		}
		buf_char(b, ']');
	} else {
		buf_char(b, '{');
		for (size_t i = 0; source_pair(s, n, i, &key, &v); i++) {
			buf_str(b, i ? "," : "");
			json_write(b, text_of(key));
			buf_char(b, ':');
			node_json(s, b, v, depth + 1);
		}
		buf_char(b, '}');
	}
}

const char *source_json(struct source *s, yaml_node_t *n)
{
	struct buf *b = buf_new(s->im->a, (size_t)1 << 20);
	node_json(s, b, n, 0);
	return b->p;
}

static size_t steps(struct source *s, yaml_node_t *n)
{
	size_t i = 0;
	while (source_item(s, n, i))
		i++;
	return i;
}

void source_put_texts(struct source *s, const char *sql, const char *owner, yaml_node_t *map, const char *field, const char *step)
{
	size_t all = steps(s, source_get(s, map, image_langs[0]));
	for (int l = 0; image_langs[l]; l++) {
		yaml_node_t *n = source_get(s, map, image_langs[l]);
		char *key = arena_printf(s->im->a, "%s.%s", field, image_langs[l]);
		if (!n)
			image_error(s->im, s->path, source_line(map ? map : s->root), "key \"%s\" is missing", key);
		else if (steps(s, n) != all)
			image_error(s->im, s->path, source_line(n), "key \"%s\" has another number of steps than in English", key);
		else if (!all)
			image_put(s->im, sql, owner, image_langs[l], field, step, source_text(s, n, key), IMAGE_END);
		for (size_t i = 0; n && i < all && steps(s, n) == all; i++)
			image_put(s->im, sql, owner, image_langs[l], field, arena_printf(s->im->a, "%zu", i + 1), source_text(s, source_item(s, n, i), key),
				IMAGE_END);
	}
}

const char *source_lang(struct source *s, yaml_node_t *map, const char *key, const char *lang)
{
	yaml_node_t *texts = source_get(s, map, key);
	if (texts && texts->type == YAML_MAPPING_NODE && source_get(s, texts, lang))
		return source_text(s, source_get(s, texts, lang), arena_printf(s->im->a, "%s.%s", key, lang));
	image_error(s->im, s->path, source_line(texts ? texts : map), "key \"%s.%s\" is missing", key, lang);
	return "";
}

const char *source_number(struct source *s, yaml_node_t *map, const char *key, int64_t least, int64_t most)
{
	yaml_node_t *n = source_get(s, map, key);
	int64_t v;
	if (!n)
		return NULL;
	const char *t = source_text(s, n, key);
	if (*t && (!text_int(text_of(t), 10, &v) || v < least || v > most))
		image_error(s->im, s->path, source_line(n), "key \"%s\" must be a whole number from %lld to %lld", key, (long long)least, (long long)most);
	return t;
}

void source_keys(struct source *s, yaml_node_t *map, const char *list)
{
	const char *key;
	yaml_node_t *v;
	for (size_t i = 0; source_pair(s, map, i, &key, &v); i++) {
		struct text rest = text_of(list), word;
		bool known = false;
		while (text_word(&rest, &word))
			known = known || text_is(word, key);
		if (!known)
			image_error(s->im, s->path, source_line(v), "key \"%s\" is not known", key);
	}
}

bool source_real(struct source *s, yaml_node_t *n, const char *key, double most, double *ret)
{
	const char *t = source_text(s, n, key);
	char *end;
	*ret = strtod(t, &end);
	if (*t && !*end && end != t && isfinite(*ret) && *ret > 0 && *ret <= most)
		return true;
	if (*t)
		image_error(s->im, s->path, source_line(n), "key \"%s\": %s must be a number above 0 and at most %g", key, t, most);
	return false;
}

void source_sure(struct source *s, yaml_node_t *map, const char **ret_source, const char **ret_sure)
{
	*ret_source = source_need(s, map, "source");
	*ret_sure = source_need(s, map, "sure");
	size_t line = source_line(source_get(s, map, "sure"));
	if (strcmp(*ret_sure, "high") != 0 && strcmp(*ret_sure, "medium") != 0 && strcmp(*ret_sure, "low") != 0)
		image_error(s->im, s->path, line, "key \"sure\": \"%s\" is none of: high medium low", *ret_sure);
	else if (text_starts(text_of(*ret_source), "own judgement") && strcmp(*ret_sure, "low") != 0)
		image_error(s->im, s->path, line, "key \"sure\": own judgement is never more than low");
}

const char *source_head(struct source *s, const char *table)
{
	const char *id = source_need(s, s->root, "id"), *place = source_need(s, s->root, "position"), *base = strrchr(s->path, '/') + 1;
	if (strlen(base) != strlen(id) + 4 || strncmp(base, id, strlen(id)) != 0)
		image_error(s->im, s->path, source_line(source_get(s, s->root, "id")), "key \"id\": \"%s\" does not fit the file's name", id);
	source_number(s, s->root, "position", 1, 999);
	if (image_has(s->im, arena_printf(s->im->a, "SELECT 1 FROM %s WHERE position=?1", table), place))
		image_error(s->im, s->path, source_line(source_get(s, s->root, "position")), "key \"position\": another file has %s already", place);
	image_put(s->im, arena_printf(s->im->a, "INSERT INTO %s VALUES(?1,?2)", table), id, place, IMAGE_END);
	return id;
}
