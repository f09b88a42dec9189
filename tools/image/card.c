// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Cards for a bad day: data/card/*.yml, ONE FILE = ONE CARD; see image.h. Keys: id (the file's name), position, title, when (how one sees that it
// is this), act (exactly five steps), call (a list: contact, and either a number or page that is the same for everybody with its source, or nothing: then
// the firm's own is shown; who, why).
#include "image.h"

#include <string.h>

static const char put[] = "INSERT INTO card_text VALUES(?1,?2,?3,?4,?5)";

static const char *optional(struct source *s, yaml_node_t *map, const char *key)
{
	yaml_node_t *n = source_get(s, map, key);
	return n ? source_text(s, n, key) : NULL;
}

static void call(struct source *s, const char *id, yaml_node_t *n, size_t i)
{
	char *step = arena_printf(s->im->a, "%zu", i + 1);
	const char *number = optional(s, n, "number"), *page = optional(s, n, "page"), *source = optional(s, n, "source");
	source_keys(s, n, "contact number page source who why");
	if ((number || page) && !source)
		image_error(s->im, s->path, source_line(n), "key \"call\": a number needs its source");
	image_put(s->im, "INSERT INTO card_call VALUES(?1,?2,?3,?4,?5,?6)", id, step, source_need(s, n, "contact"), number, page, source, IMAGE_END);
	source_put_texts(s, put, id, source_get(s, n, "who"), "who", step);
	source_put_texts(s, put, id, source_get(s, n, "why"), "call", step);
}

static void card_file(struct image *im, const char *path)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	const char *id = arena_strdup(im->a, source_need(s, s->root, "id")), *base = strrchr(path, '/') + 1, *place;
	int64_t position;
	if (strlen(base) != strlen(id) + 4 || strncmp(base, id, strlen(id)) != 0)
		image_error(im, path, 1, "key \"id\": \"%s\" does not fit the file's name", id);
	source_keys(s, s->root, "id position title when act call");
	place = source_need(s, s->root, "position");
	if (!text_int(text_of(place), 10, &position))
		image_error(im, path, source_line(s->root), "key \"position\" must be a whole number");
	image_put(im, "INSERT INTO card VALUES(?1,?2)", id, place, IMAGE_END);
	source_put_texts(s, put, id, source_get(s, s->root, "title"), "title", "0");
	source_put_texts(s, put, id, source_get(s, s->root, "when"), "when", "0");
	yaml_node_t *act = source_get(s, s->root, "act"), *list = source_get(s, s->root, "call"), *n;
	source_put_texts(s, put, id, act, "act", "0");
	if (!source_item(s, source_get(s, act, "en"), 4) || source_item(s, source_get(s, act, "en"), 5))
		image_error(im, path, source_line(act), "key \"act\" must have five steps");
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++)
		call(s, id, n, i);
	source_end(s);
}

void image_cards(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/card", data), ".yml"); *files; files++)
		card_file(im, *files);
}
