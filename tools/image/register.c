// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Registers: data/register/*.yml, one file for each list that people keep (the form is told in HACKING.md). Each becomes rows of the
// catalogue and a view register_NAME with its fields as columns, which exists wherever a firm is open; see image.h.
#include "image.h"

#include <string.h>

static const char types[] = "text long date time int bool word person mail phone";

static bool one_of(const char *s, const char *list)
{
	struct text rest = text_of(list), word;
	while (text_word(&rest, &word))
		if (text_is(word, s))
			return true;
	return false;
}

// A name that may stand in SQL as it is.
static bool plain_name(const char *s, char extra)
{
	if (*s < 'a' || *s > 'z')
		return false;
	for (; *s; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == extra))
			return false;
	return true;
}

static const char *yes(struct source *s, yaml_node_t *map, const char *key)
{
	yaml_node_t *n = source_get(s, map, key);
	const char *t = n ? source_text(s, n, key) : "no";
	if (strcmp(t, "yes") != 0 && strcmp(t, "no") != 0)
		image_error(s->im, s->path, source_line(n), "key \"%s\" must be yes or no", key);
	return strcmp(t, "yes") == 0 ? "1" : "0";
}

static void choices(struct source *s, const char *id, const char *field, yaml_node_t *list)
{
	yaml_node_t *one;
	size_t i = 0;
	for (; (one = source_item(s, list, i)) != NULL; i++) {
		const char *name = source_need(s, one, "name");
		source_keys(s, one, "name en nl fr de");
		for (int l = 0; image_langs[l]; l++)
			image_put(s->im, "INSERT INTO register_choice VALUES(?1,?2,?3,?4,?5,?6)", id, field, arena_printf(s->im->a, "%zu", i + 1), name,
				image_langs[l], source_need(s, one, image_langs[l]), IMAGE_END);
	}
	if (i < 2)
		image_error(s->im, s->path, source_line(list), "key \"choices\" of field \"%s\" must be a list of two words or more", field);
}

static void field(struct source *s, const char *id, yaml_node_t *n, size_t position, struct buf *view)
{
	const char *name = source_need(s, n, "name"), *type = source_need(s, n, "type");
	source_keys(s, n, "name type required list label choices");
	if (!plain_name(name, '_') || one_of(name, "id made_at made_by changed_at changed_by version"))
		image_error(s->im, s->path, source_line(n), "key \"name\": \"%s\" must be small letters, digits and _, and no name of our own", name);
	if (!one_of(type, types))
		image_error(s->im, s->path, source_line(source_get(s, n, "type")), "key \"type\": \"%s\" is none of: %s", type, types);
	image_put(s->im, "INSERT INTO register_field VALUES(?1,?2,?3,?4,?5,?6)", id, arena_printf(s->im->a, "%zu", position), name, type,
		yes(s, n, "required"), yes(s, n, "list"), IMAGE_END);
	for (int l = 0; image_langs[l]; l++)
		image_put(s->im, "INSERT INTO register_text VALUES(?1,?2,?3,?4)", id, image_langs[l], arena_printf(s->im->a, "label.%s", name),
			source_lang(s, n, "label", image_langs[l]), IMAGE_END);
	yaml_node_t *words = source_get(s, n, "choices");
	if ((strcmp(type, "word") == 0) != (words != NULL))
		image_error(s->im, s->path, source_line(n), "field \"%s\": type word goes with key \"choices\"", name);
	else if (words)
		choices(s, id, name, words);
	buf_printf(view, ", json_extract(body, '$.%s') AS %s", name, name);
}

static void put_view(struct source *s, const char *id, const char *select)
{
	char *name = arena_printf(s->im->a, "register_%s", id);
	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	const char *sql = arena_printf(s->im->a, "CREATE TEMP VIEW %s AS %s", name, select);
	if (sqlite3_exec(s->im->trial, sql, NULL, NULL, NULL) != SQLITE_OK)
		image_error(s->im, s->path, 1, "%s: %s", name, sqlite3_errmsg(s->im->trial));
	image_put(s->im, "INSERT INTO schema_part VALUES('register', (SELECT count(*) FROM register), ?1, ?2)", name, sql, IMAGE_END);
}

// A list that comes from elsewhere must give what the lists of people give: an id and each field.
static void own_view(struct source *s, const char *id, yaml_node_t *view, yaml_node_t *fields)
{
	const char *sql = source_text(s, view, "view");
	sqlite3_stmt *st;
	yaml_node_t *n;
	if (sqlite3_prepare_v2(s->im->trial, sql, -1, &st, NULL) != SQLITE_OK || !st) {
		image_error(s->im, s->path, source_line(view), "key \"view\": %s", sqlite3_errmsg(s->im->trial));
		return;
	}
	for (int i = -1; i < 0 || (n = source_item(s, fields, (size_t)i)) != NULL; i++) {
		const char *want = i < 0 ? "id" : source_need(s, n, "name");
		if (i + 1 >= sqlite3_column_count(st) || strcmp(sqlite3_column_name(st, i + 1), want) != 0)
			image_error(s->im, s->path, source_line(view), "key \"view\": column %d must be %s", i + 2, want);
	}
	sqlite3_finalize(st);
	put_view(s, id, sql);
}

static void fields_of(struct source *s, const char *id)
{
	yaml_node_t *list = source_get(s, s->root, "fields"), *n, *view = source_get(s, s->root, "view");
	struct buf *select = buf_new(s->im->a, 65536);
	buf_str(select, "SELECT id, made_at, made_by, changed_at, changed_by, version");
	size_t i = 0;
	for (; (n = source_item(s, list, i)) != NULL; i++)
		field(s, id, n, i + 1, select);
	if (!i || i > 24)
		image_error(s->im, s->path, source_line(list), "key \"fields\" must be a list of 1 to 24 fields");
	buf_printf(select, " FROM main.entry WHERE register = '%s' AND gone_at IS NULL", id);
	if (view)
		own_view(s, id, view, list);
	else
		put_view(s, id, select->p);
}

static void over(struct source *s, const char *id)
{
	yaml_node_t *n = source_get(s, s->root, "over"), *list = source_get(s, s->root, "fields"), *one;
	bool known = !n;
	for (size_t i = 0; n && (one = source_item(s, list, i)) != NULL; i++)
		known = known || strcmp(source_need(s, one, "name"), source_text(s, n, "over")) == 0;
	if (!known)
		image_error(s->im, s->path, source_line(n), "key \"over\" must name a field");
	image_put(s->im, "INSERT INTO register VALUES(?1,?2,?3,?4,?5)", id, source_get(s, s->root, "view") ? "0" : "1",
		n ? source_text(s, n, "over") : NULL, source_number(s, s->root, "keep_months", 1, 120), s->path, IMAGE_END);
}

static void register_file(struct image *im, const char *path)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	source_keys(s, s->root, "id title why help over keep_months months minutes view fields");
	const char *id = arena_strdup(im->a, source_need(s, s->root, "id")), *base = strrchr(path, '/') + 1;
	if (!plain_name(id, '-') || strlen(base) != strlen(id) + 4 || strncmp(base, id, strlen(id)) != 0)
		image_error(im, path, 1, "key \"id\": \"%s\" must be the file's name, small letters, digits and -", id);
	over(s, id);
	const char *part = arena_printf(im->a, "register:%s", id), *minutes = source_number(s, s->root, "minutes", 0, 1000);
	image_put(im, "INSERT INTO instrument VALUES(?1,'register',?2,?3,NULL,?4,'owner',0,NULL,?5)", part, id,
		source_number(s, s->root, "months", 1, 24), minutes ? minutes : "10", path, IMAGE_END);
	static const char *const texts[] = {"title", "why", "help"};
	for (int f = 0; f < 3; f++)
		for (int l = 0; image_langs[l]; l++) {
			const char *t = source_lang(s, s->root, texts[f], image_langs[l]);
			image_put(im, "INSERT INTO register_text VALUES(?1,?2,?3,?4)", id, image_langs[l], texts[f], t, IMAGE_END);
			image_put(im, "INSERT INTO instrument_text VALUES(?1,?2,?3,?4,?5)", part, image_langs[l], f == 2 ? "step" : texts[f],
				f == 2 ? "1" : "0", t, IMAGE_END);
		}
	fields_of(s, id);
	source_end(s);
}

void image_registers(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/register", data), ".yml"); *files; files++)
		register_file(im, *files);
}
