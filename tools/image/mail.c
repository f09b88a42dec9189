// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages: data/mail/*.yml, ONE FILE = ONE MESSAGE; see image.h. Keys: id (the file's name); to (owner or member); position (a lower one stands
// first in a message of several); when (SQL whose rows are things to tell: member, once_key, then the values {1} {2} …; :lang and now() may be used; left out:
// queued by name alone); subject and body in four languages. _frame.yml has what stands around reminders: subject (of several), open, close.
#include "image.h"

#include <string.h>

static const char put[] = "INSERT INTO mail_text VALUES(?1,?2,?3,?5)"; // a text of a message has no steps

// The highest {number} in a template.
static int values_used(const char *t)
{
	int highest = 0;
	for (const char *p = t; (p = strchr(p, '{')) != NULL;) {
		if (p[1] == '{') {
			p += 2;
			continue;
		}
		int n = 0;
		for (p++; *p >= '0' && *p <= '9' && n < 100; p++)
			n = n * 10 + (*p - '0');
		highest = n > highest ? n : highest;
	}
	return highest;
}

static void check_values(struct source *s, const char *field, int given)
{
	yaml_node_t *map = source_get(s, s->root, field);
	for (int l = 0; image_langs[l]; l++) {
		yaml_node_t *n = source_get(s, map, image_langs[l]);
		if (n && values_used(source_text(s, n, field)) > given)
			image_error(s->im, s->path, source_line(n), "key \"%s.%s\" uses a value that \"when\" does not give (%d)", field, image_langs[l],
				given);
	}
}

static void check_when(struct source *s, yaml_node_t *n, const char *sql)
{
	sqlite3_stmt *st;
	if (strstr(sql, "'now'") || strstr(sql, "CURRENT_") || strstr(sql, "random"))
		image_error(s->im, s->path, source_line(n), "key \"when\": the time is now(), and nothing is left to chance");
	if (sqlite3_prepare_v2(s->im->trial, sql, -1, &st, NULL) != SQLITE_OK || !st) {
		image_error(s->im, s->path, source_line(n), "key \"when\": %s", sqlite3_errmsg(s->im->trial));
		return;
	}
	int columns = sqlite3_column_count(st), bound = sqlite3_bind_parameter_count(st);
	if (columns < 2 || strcmp(sqlite3_column_name(st, 0), "member") != 0 || strcmp(sqlite3_column_name(st, 1), "once_key") != 0)
		image_error(s->im, s->path, source_line(n), "key \"when\": the first columns must be member and once_key");
	if (bound > 1 || (bound && !sqlite3_bind_parameter_index(st, ":lang")))
		image_error(s->im, s->path, source_line(n), "key \"when\": :lang is the only value that is given");
	if (!sqlite3_stmt_readonly(st))
		image_error(s->im, s->path, source_line(n), "key \"when\" must only read");
	sqlite3_finalize(st);
	check_values(s, "subject", columns - 2);
	check_values(s, "body", columns - 2);
}

static void mail_file(struct image *im, const char *path)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	const char *id = arena_strdup(im->a, source_need(s, s->root, "id")), *base = strrchr(path, '/') + 1;
	bool frame = strcmp(id, "_frame") == 0;
	if (strlen(base) != strlen(id) + 4 || strncmp(base, id, strlen(id)) != 0)
		image_error(im, path, 1, "key \"id\": \"%s\" does not fit the file's name", id);
	source_keys(s, s->root, frame ? "id subject open close" : "id to position when subject body");
	source_put_texts(s, put, id, source_get(s, s->root, "subject"), "subject", "0");
	if (frame) {
		source_put_texts(s, put, id, source_get(s, s->root, "open"), "open", "0");
		source_put_texts(s, put, id, source_get(s, s->root, "close"), "close", "0");
		source_end(s);
		return;
	}
	source_put_texts(s, put, id, source_get(s, s->root, "body"), "body", "0");
	const char *to = source_need(s, s->root, "to"), *place = source_need(s, s->root, "position");
	int64_t position;
	if (strcmp(to, "owner") != 0 && strcmp(to, "member") != 0)
		image_error(im, path, source_line(source_get(s, s->root, "to")), "key \"to\" must be owner or member");
	if (!text_int(text_of(place), 10, &position))
		image_error(im, path, source_line(s->root), "key \"position\" must be a whole number");
	yaml_node_t *when = source_get(s, s->root, "when");
	const char *sql = when ? source_text(s, when, "when") : NULL;
	if (sql)
		check_when(s, when, sql);
	image_put(im, "INSERT INTO mail_kind VALUES(?1,?2,?3,?4)", id, place, to, sql, IMAGE_END);
	source_end(s);
}

void image_mails(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/mail", data), ".yml"); *files; files++)
		mail_file(im, *files);
}
