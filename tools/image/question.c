// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The questions about the firm at the first visit: data/question/*.yml, ONE FILE = ONE QUESTION; see image.h. Keys: id (the file's name), position,
// kind, field (column of table firm: all but `many`), label, help, options (a list: field for `many`, value otherwise; label).
// kind: sector (a code of ref_nace), number, one (one of the options), many (each option is a yes or no of its own).
#include "image.h"

#include <string.h>

static const char put[] = "INSERT INTO firm_text VALUES(?1,?2,?3,?4,?5)";

static void check_field(struct source *s, yaml_node_t *at, const char *field)
{
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(s->im->trial, "SELECT count(*) FROM pragma_table_info('firm') WHERE name=?1", -1, &st, NULL) != SQLITE_OK)
		return;
	sqlite3_bind_text(st, 1, field, -1, SQLITE_STATIC);
	if (sqlite3_step(st) != SQLITE_ROW || sqlite3_column_int(st, 0) != 1)
		image_error(s->im, s->path, source_line(at), "key \"field\": table firm has no column \"%s\"", field);
	sqlite3_finalize(st);
}

static void option(struct source *s, const char *id, yaml_node_t *n, size_t i, const char *field)
{
	char *step = arena_printf(s->im->a, "%zu", i + 1);
	yaml_node_t *own = source_get(s, n, "field"), *value = source_get(s, n, "value");
	const char *v = value ? source_text(s, value, "value") : NULL;
	int64_t number;
	source_keys(s, n, field ? "value label" : "field label");
	if (!field)
		check_field(s, n, source_need(s, n, "field"));
	else if (!v || !text_int(text_of(v), 10, &number))
		image_error(s->im, s->path, source_line(n), "key \"value\" must be a whole number");
	image_put(s->im, "INSERT INTO firm_option VALUES(?1,?2,?3,?4)", id, step, field ? field : own ? source_text(s, own, "field") : "", v, IMAGE_END);
	source_put_texts(s, put, id, source_get(s, n, "label"), "option", step);
}

static void question_file(struct image *im, const char *path)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	const char *id = arena_strdup(im->a, source_need(s, s->root, "id")), *base = strrchr(path, '/') + 1;
	const char *kind = source_need(s, s->root, "kind"), *place = source_need(s, s->root, "position");
	bool many = strcmp(kind, "many") == 0, lists = many || strcmp(kind, "one") == 0;
	int64_t position;
	if (strlen(base) != strlen(id) + 4 || strncmp(base, id, strlen(id)) != 0)
		image_error(im, path, 1, "key \"id\": \"%s\" does not fit the file's name", id);
	source_keys(s, s->root, many ? "id position kind label help options" : lists ? "id position kind field label help options" : "id position kind field label help");
	if (!lists && strcmp(kind, "sector") != 0 && strcmp(kind, "number") != 0)
		image_error(im, path, source_line(source_get(s, s->root, "kind")), "key \"kind\" must be sector, number, one or many");
	if (!text_int(text_of(place), 10, &position))
		image_error(im, path, source_line(s->root), "key \"position\" must be a whole number");
	const char *field = many ? NULL : source_need(s, s->root, "field");
	if (field)
		check_field(s, s->root, field);
	image_put(im, "INSERT INTO firm_question VALUES(?1,?2,?3,?4)", id, place, kind, field, IMAGE_END);
	source_put_texts(s, put, id, source_get(s, s->root, "label"), "label", "0");
	source_put_texts(s, put, id, source_get(s, s->root, "help"), "help", "0");
	yaml_node_t *list = source_get(s, s->root, "options"), *n;
	for (size_t i = 0; lists && (n = source_item(s, list, i)) != NULL; i++)
		option(s, id, n, i, field);
	if (lists && !source_item(s, list, 1))
		image_error(im, path, source_line(s->root), "key \"options\" must have two at least");
	source_end(s);
}

void image_questions(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/question", data), ".yml"); *files; files++)
		question_file(im, *files);
}
