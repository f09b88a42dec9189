// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What is different in a trade: data/sector/*.yml, ONE FILE = ONE SECTOR; see image.h, the form is told in HACKING.md.
#include "image.h"

#include <string.h>

// The sector that has a code already; NULL when none has.
static const char *owner(struct source *s, const char *prefix)
{
	sqlite3_stmt *st;
	const char *found = NULL;
	if (sqlite3_prepare_v2(s->im->db, "SELECT sector FROM sector_nace WHERE prefix=?1", -1, &st, NULL) != SQLITE_OK)
		return NULL;
	sqlite3_bind_text(st, 1, prefix, -1, SQLITE_STATIC);
	if (sqlite3_step(st) == SQLITE_ROW)
		found = arena_strdup(s->im->a, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return found;
}

// A division, group or class: 43, 43.2 or 43.21.
static bool is_nace(const char *t)
{
	size_t n = strlen(t);
	bool good = n == 2 || n == 4 || n == 5;
	for (size_t i = 0; i < n && good; i++)
		good = i == 2 ? t[i] == '.' : t[i] >= '0' && t[i] <= '9';
	return good;
}

static void codes(struct source *s, const char *id)
{
	yaml_node_t *list = source_get(s, s->root, "nace"), *n;
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++) {
		const char *prefix = source_text(s, n, "nace"), *other = owner(s, prefix);
		if (!is_nace(prefix))
			image_error(s->im, s->path, source_line(n), "key \"nace\": \"%s\" is no code such as 43, 43.2 or 43.21", prefix);
		else if (other)
			image_error(s->im, s->path, source_line(n), "key \"nace\": %s stands in sector %s already", prefix, other);
		else
			image_put(s->im, "INSERT INTO sector_nace VALUES(?1,?2)", id, prefix, IMAGE_END);
	}
	if (!source_item(s, list, 0))
		image_error(s->im, s->path, source_line(list ? list : s->root), "key \"nace\" must name at least one code");
}

static void factors(struct source *s, const char *id)
{
	yaml_node_t *list = source_get(s, s->root, "factors"), *n;
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++) {
		const char *threat = source_need(s, n, "threat"), *what = source_need(s, n, "what"), *source, *sure;
		double factor;
		source_keys(s, n, "threat what factor source sure");
		if (!image_has(s->im, "SELECT 1 FROM threat WHERE id=?1", threat))
			image_error(s->im, s->path, source_line(n), "key \"threat\": there is no threat \"%s\"", threat);
		if (strcmp(what, "frequency") != 0 && strcmp(what, "loss") != 0 && strcmp(what, "days") != 0)
			image_error(s->im, s->path, source_line(n), "key \"what\": \"%s\" is none of: frequency loss days", what);
		source_sure(s, n, &source, &sure);
		if (!source_real(s, source_get(s, n, "factor"), "factor", 10, &factor))
			continue;
		if (factor < 0.1)
			image_error(s->im, s->path, source_line(n), "key \"factor\" must be a number from 0.1 to 10");
		image_put(s->im, "INSERT INTO sector_factor VALUES(?1,?2,?3,?4,?5,?6)", id, threat, what, source_need(s, n, "factor"), source, sure,
			IMAGE_END);
	}
}

static void sector_file(struct image *im, const char *path)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	source_keys(s, s->root, "id position nace title story example factors");
	const char *id = source_head(s, "sector");
	static const char *const fields[] = {"title", "story", "example"};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		source_put_texts(s, "INSERT INTO sector_text VALUES(?1,?2,?3,?5)", id, source_get(s, s->root, fields[i]), fields[i], "0");
	codes(s, id);
	factors(s, id);
	source_end(s);
}

void image_sectors(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/sector", data), ".yml"); *files; files++)
		sector_file(im, *files);
}
