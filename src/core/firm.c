// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The file of one firm; see firm.h.
#include "firm.h"
#include "backup.h"
#include "ingest.h"
#include "risk_sql.h"
#include "say.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <direct.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

static void make_dir(const char *path)
{
#ifdef _WIN32
	_mkdir(path);
#else
	mkdir(path, 0700);
#endif
}

static const char *state_dir(struct arena *a)
{
#ifdef _WIN32
	const char *base = getenv("LOCALAPPDATA");
	return base ? arena_printf(a, "%s\\bolwerk", base) : NULL;
#else
	if (geteuid() == 0)
		return "/var/lib/bolwerk";
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data && *data == '/')
		return arena_printf(a, "%s/bolwerk", data);
	return home && *home == '/' ? arena_printf(a, "%s/.local/share/bolwerk", home) : NULL;
#endif
}

const char *firm_path(struct arena *a, struct err *e)
{
	const char *dir = state_dir(a);
	if (!dir) {
		err_set(e, "there is no folder for your data: HOME is not set; name a file with --db");
		return NULL;
	}
	char *parent = arena_strdup(a, dir);
	for (char *p = strchr(parent + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = 0;
		make_dir(parent);
		*p = '/';
	}
	make_dir(dir);
	make_dir(arena_printf(a, "%s/firm", dir));
	return arena_printf(a, "%s/firm/own.db", dir);
}

// Before a file gets the form of a newer version, a copy of it as it was is put beside it: the way back.
static bool keep_before(struct db *d, int64_t have, struct err *e)
{
	const char *copy = arena_printf(d->a, "%s.before-version-%lld", d->path, (long long)have + 1);
	FILE *there = fopen(copy, "rb");
	if (there) {
		fclose(there);
		return true;
	}
	return db_do(d, e, "VACUUM main INTO ?1", "s", copy);
}

bool firm_migrate(struct db *d, const char *part, struct err *e)
{
	int64_t have = db_int(d, "PRAGMA user_version", 0, "");
	int64_t newest = db_int(d, "SELECT max(number) FROM cat.schema_part WHERE part=?1", 0, "s", part);
	if (have > newest)
		return err_set(e, "the database \"%s\" was made by a newer version of Bolwerk; install that version to use it", d->path);
	if (have && have < newest && strcmp(d->path, ":memory:") != 0 && !keep_before(d, have, e))
		return false;
	for (int64_t n = have + 1; n <= newest; n++) {
		const char *sql = db_text(d, d->a, "SELECT sql FROM cat.schema_part WHERE part=?1 AND number=?2", "si", part, n);
		if (!db_begin(d, e))
			return false;
		if (db_int(d, "PRAGMA user_version", 0, "") >= n) { // another program did it while we waited
			db_rollback(d);
			continue;
		}
		if (sqlite3_exec(d->handle, sql, NULL, NULL, NULL) != SQLITE_OK ||
			sqlite3_exec(d->handle, arena_printf(d->a, "PRAGMA user_version=%lld", (long long)n), NULL, NULL, NULL) != SQLITE_OK) {
			db_err(d, e);
			db_rollback(d);
			return false;
		}
		if (!db_commit(d, e))
			return false;
	}
	return true;
}

static bool make_views(struct db *d, const char *part, struct err *e)
{
	struct rows r = db_rows(d, "SELECT sql FROM cat.schema_part WHERE part=?1 ORDER BY number", "s", part);
	struct err why = {0};
	while (rows_next(&r, &why))
		if (sqlite3_exec(d->handle, rows_text(&r, 0), NULL, NULL, NULL) != SQLITE_OK) {
			rows_end(&r);
			return db_err(d, e);
		}
	return !why.text[0] || err_set(e, "%s", why.text);
}

bool firm_lists(struct db *d, struct err *e)
{
	return db_int(d, "SELECT count(*) FROM temp.sqlite_schema WHERE name='register_visits'", 0, "") || make_views(d, "register", e);
}

struct db *firm_open(struct arena *a, const char *path, const char *image, struct err *e)
{
	if (backup_pending(a, path, e))
		return NULL;
	struct db *d = db_open(a, path, image, e);
	if (!d || !firm_migrate(d, "firm", e) || !ingest_tables(d, e) || !say_install(d, e) || !risk_sql_install(d, e) || !make_views(d, "view", e))
		return NULL;
	// Touched once here, the table functions of JSON are known when the authorizer of a check forbids to make any.
	db_int(d, "SELECT count(*) FROM json_each('[]'), json_tree('[]')", 0, "");
	return d;
}
