// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reference tables: data/ref/*.csv, and the end of support of systems from Debian's distro-info-data; see image.h.
// A CSV file: comment lines with the source, a header with name, name:int or name:real, then rows; quotes as RFC 4180.
#include "image.h"

#include <string.h>

#define COLUMNS_MAX 32

int image_record(struct image *im, struct text *rest, const char **f, int max)
{
	int n = 0;
	if (!rest->n)
		return 0;
	for (;;) {
		struct buf *b = buf_new(im->a, 65536);
		if (text_starts(*rest, "\"")) {
			*rest = text_after(*rest, 1);
			for (;; *rest = text_after(*rest, 1)) {
				if (!rest->n)
					return -1;
				if (rest->p[0] == '"' && !(rest->n > 1 && rest->p[1] == '"'))
					break;
				if (rest->p[0] == '"')
					*rest = text_after(*rest, 1);
				buf_char(b, rest->p[0]);
			}
			*rest = text_after(*rest, 1);
		} else
			for (; rest->n && rest->p[0] != ',' && rest->p[0] != '\n'; *rest = text_after(*rest, 1))
				if (rest->p[0] != '\r')
					buf_char(b, rest->p[0]);
		if (n < max)
			f[n++] = b->p;
		char end = rest->n ? rest->p[0] : '\n';
		*rest = text_after(*rest, 1);
		if (end == '\n')
			return n;
	}
}

static void create(struct image *im, const char *table, const char **head, int n)
{
	struct buf *sql = buf_new(im->a, 65536);
	buf_printf(sql, "CREATE TABLE %s(", table);
	for (int i = 0; i < n; i++) {
		struct text name = text_of(head[i]), type;
		bool typed = text_cut(name, ':', &name, &type);
		buf_printf(sql, "%s%.*s %s", i ? ", " : "", (int)name.n, name.p,
			typed && text_is(type, "int") ? "INTEGER" : typed && text_is(type, "real") ? "REAL" : "TEXT");
	}
	buf_str(sql, ") STRICT");
	image_put(im, sql->p, IMAGE_END);
	sqlite3_exec(im->trial, sql->p, NULL, NULL, NULL);
}

static void insert(struct image *im, const char *path, size_t line, const char *table, const char **f, int n)
{
	struct buf *sql = buf_new(im->a, 65536);
	sqlite3_stmt *st;
	buf_printf(sql, "INSERT INTO %s VALUES(", table);
	for (int i = 0; i < n; i++)
		buf_str(sql, i ? ",?" : "?");
	buf_char(sql, ')');
	if (sqlite3_prepare_v2(im->db, sql->p, -1, &st, NULL) != SQLITE_OK) {
		image_error(im, path, line, "%s", sqlite3_errmsg(im->db));
		return;
	}
	for (int i = 0; i < n; i++)
		if (*f[i])
			sqlite3_bind_text(st, i + 1, f[i], -1, SQLITE_TRANSIENT);
	if (sqlite3_step(st) != SQLITE_DONE)
		image_error(im, path, line, "%s", sqlite3_errmsg(im->db));
	sqlite3_finalize(st);
}

static void csv(struct image *im, const char *path, const char *table)
{
	char *all = image_file(im, path, NULL);
	if (!all)
		return;
	struct text rest = text_of(all), skipped;
	const char *f[COLUMNS_MAX];
	int columns = 0;
	for (size_t line = 1; rest.n; line++) {
		if (rest.p[0] == '#' || rest.p[0] == '\n') {
			text_line(&rest, &skipped);
			continue;
		}
		int n = image_record(im, &rest, f, COLUMNS_MAX);
		if (!columns && n > 0)
			create(im, table, f, columns = n);
		else if (n == columns)
			insert(im, path, line, table, f, n);
		else
			image_error(im, path, line, n < 0 ? "a quote does not end" : "this line has another number of fields than the header");
	}
	if (!columns)
		image_error(im, path, 1, "has no header");
}

void image_refs(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/ref", data), ".csv"); *files; files++) {
		const char *base = strrchr(*files, '/') + 1;
		csv(im, *files, arena_printf(im->a, "ref_%.*s", (int)strlen(base) - 4, base));
	}
}

// distro-info-data: version,codename,series,created,release,eol,… with the columns named in its header.
static void distro(struct image *im, const char *os)
{
	char *path = arena_printf(im->a, "/usr/share/distro-info/%s.csv", os);
	char *all = image_file(im, path, NULL);
	const char *f[COLUMNS_MAX];
	if (!all)
		return;
	struct text rest = text_of(all);
	int n = image_record(im, &rest, f, COLUMNS_MAX), version = -1, series = -1, eol = -1, lts = -1;
	for (int i = 0; i < n; i++) {
		if (strcmp(f[i], "version") == 0)
			version = i;
		if (strcmp(f[i], "series") == 0)
			series = i;
		if (strcmp(f[i], "eol") == 0 || strcmp(f[i], "eol-server") == 0)
			eol = eol < 0 || strcmp(f[i], "eol") == 0 ? i : eol;
		if (strcmp(f[i], "eol-lts") == 0)
			lts = i;
	}
	if (version < 0 || series < 0 || eol < 0) {
		image_error(im, path, 1, "has other columns than expected");
		return;
	}
	while ((n = image_record(im, &rest, f, COLUMNS_MAX)) > 0) {
		if (n <= eol || !*f[version] || !*f[eol])
			continue;
		const char *end = lts >= 0 && n > lts && *f[lts] ? f[lts] : f[eol];
		struct text v = text_of(f[version]), first = v;
		text_cut(v, ' ', &first, NULL); // "22.04 LTS"
		image_put(im, "INSERT INTO ref_os VALUES(?1,?2,?3,?4)", os, text_dup(im->a, first), end, "distro-info-data", IMAGE_END);
	}
}

void image_os_refs(struct image *im)
{
	distro(im, "debian");
	distro(im, "ubuntu");
}
