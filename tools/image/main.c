// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// image DATA-DIR IMAGE: makes the image; see image.h.
#include "image.h"
#include "../../src/base/clock.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const image_langs[] = {"en", "nl", "fr", "de", NULL};
const char IMAGE_END[] = "";

static const char schema[] =
	"CREATE TABLE topic(number INTEGER PRIMARY KEY) STRICT;"
	"CREATE TABLE topic_text(topic INTEGER NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(topic, lang, field)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE control(id TEXT PRIMARY KEY, position INTEGER NOT NULL, topic INTEGER NOT NULL, level TEXT NOT NULL, sees TEXT NOT NULL, scope TEXT NOT NULL,"
	" applies TEXT, check_sql TEXT, valid_days INTEGER NOT NULL, minutes INTEGER NOT NULL, once_eur INTEGER NOT NULL, yearly_eur INTEGER NOT NULL, who TEXT NOT NULL,"
	" guide INTEGER NOT NULL, file TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE control_text(control TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, step INTEGER NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY(control, lang, field, step)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE control_ref(control TEXT NOT NULL, framework TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY(control, framework, code)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE control_proof(control TEXT NOT NULL, position INTEGER NOT NULL, part TEXT NOT NULL, months INTEGER, PRIMARY KEY(control, part)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE control_reduces(control TEXT NOT NULL, threat TEXT NOT NULL, strength INTEGER NOT NULL, PRIMARY KEY(control, threat)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE control_test(control TEXT NOT NULL, number INTEGER NOT NULL, line INTEGER NOT NULL, test TEXT NOT NULL, PRIMARY KEY(control, number)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE phrase(en TEXT NOT NULL, control TEXT NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(en, control, lang)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE fact(name TEXT PRIMARY KEY, kind TEXT NOT NULL, doc TEXT NOT NULL, sql TEXT NOT NULL, hash TEXT NOT NULL, about TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE fact_column(fact TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, required INTEGER NOT NULL, key INTEGER NOT NULL,"
	" moves INTEGER NOT NULL, kept INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY(fact, name)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE schema_part(part TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, sql TEXT NOT NULL, PRIMARY KEY(part, number, name)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE page(name TEXT PRIMARY KEY, path TEXT UNIQUE, may TEXT, layout TEXT, doc TEXT, body TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE page_param(page TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, PRIMARY KEY(page, name)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE page_query(page TEXT NOT NULL, name TEXT NOT NULL, sql TEXT NOT NULL, PRIMARY KEY(page, name)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE mail_kind(id TEXT PRIMARY KEY, position INTEGER NOT NULL, to_whom TEXT NOT NULL, when_sql TEXT) STRICT, WITHOUT ROWID;"
	"CREATE TABLE mail_text(kind TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(kind, lang, field)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE card(id TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE card_call(card TEXT NOT NULL, position INTEGER NOT NULL, contact TEXT NOT NULL, number TEXT, page TEXT, source TEXT, PRIMARY KEY(card, position)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE card_text(card TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, step INTEGER NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY(card, lang, field, step)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE firm_question(id TEXT PRIMARY KEY, position INTEGER NOT NULL, kind TEXT NOT NULL, field TEXT) STRICT, WITHOUT ROWID;"
	"CREATE TABLE firm_option(question TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, value INTEGER, PRIMARY KEY(question, position)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE firm_text(question TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, step INTEGER NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY(question, lang, field, step)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE static(name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;"
	// own: its lines are the entries that people write; 0: they come from elsewhere. over: the field that ends a line. keep_months: how long an ended line is kept.
	"CREATE TABLE register(id TEXT PRIMARY KEY, own INTEGER NOT NULL, over TEXT, keep_months INTEGER, file TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	// field: title, why, help, label.NAME
	"CREATE TABLE register_text(register TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(register, lang, field)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE register_field(register TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, required INTEGER NOT NULL, list INTEGER NOT NULL,"
	" PRIMARY KEY(register, name)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE register_choice(register TEXT NOT NULL, field TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY(register, field, name, lang)) STRICT, WITHOUT ROWID;"
	// Who made a network card. prefix: the bits of the block, 48 of them, then how many count (24, 28 or 36) in the lowest byte.
	"CREATE TABLE maker(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
	"CREATE TABLE oui(prefix INTEGER PRIMARY KEY, maker INTEGER NOT NULL) STRICT;"
	// A part of proof, and what goes with it: register, document, signoff, task, appointment, drill, quiz, photo, contract, attestation, selfcheck, checklist.
	// months: the shortest term of the controls that ask it. who: all or owner. upload: a file proves it.
	"CREATE TABLE instrument(part TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, months INTEGER, every_days INTEGER, minutes INTEGER NOT NULL, who TEXT NOT NULL,"
	" upload INTEGER NOT NULL, picture TEXT, file TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	// field: title, why, step (1…), body; of a quiz ask, because (step: number of the question), answer (step: question * 10 + answer); of a selfcheck android, ios, mac
	"CREATE TABLE instrument_text(part TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, step INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(part, lang, field, step)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE instrument_question(part TEXT NOT NULL, number INTEGER NOT NULL, correct INTEGER NOT NULL, PRIMARY KEY(part, number)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE instrument_item(part TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(part, name, lang)) STRICT, WITHOUT ROWID;"
	// What can happen to a firm. field: title, story (what happens), what (what it costs and why), do (the first minute).
	"CREATE TABLE threat(id TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE threat_text(threat TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(threat, lang, field)) STRICT, WITHOUT ROWID;"
	// The name that measures use under reduces (control_reduces.threat), and each threat that they then make rarer.
	"CREATE TABLE threat_alias(name TEXT NOT NULL, threat TEXT NOT NULL, PRIMARY KEY(name, threat)) STRICT, WITHOUT ROWID;"
	// size: people (1-9, 10-49, 50-249). what: frequency (a year; p5 and p95 say how well it is known), loss (EUR an event), days (standstill an event).
	"CREATE TABLE threat_number(threat TEXT NOT NULL, size TEXT NOT NULL, what TEXT NOT NULL, p5 REAL NOT NULL, p50 REAL NOT NULL, p95 REAL NOT NULL, source TEXT NOT NULL,"
	" dated TEXT NOT NULL, sure TEXT NOT NULL, PRIMARY KEY(threat, size, what)) STRICT, WITHOUT ROWID;"
	// per: device when the frequency is that of one device; no row: of the firm.
	"CREATE TABLE threat_per(threat TEXT PRIMARY KEY, per TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	// SQL over table firm: where it is 0 this cannot happen to the firm.
	"CREATE TABLE threat_when(threat TEXT PRIMARY KEY, condition TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	// risk: what is left of frequency or loss with the measure fully in place. All rows of a threat and control stand in place of what control_reduces says of them.
	"CREATE TABLE threat_measure(threat TEXT NOT NULL, control TEXT NOT NULL, hits TEXT NOT NULL, risk REAL NOT NULL, source TEXT NOT NULL, sure TEXT NOT NULL,"
	" PRIMARY KEY(threat, control, hits)) STRICT, WITHOUT ROWID;"
	// What is different in a trade. prefix: NACE-BEL code or the beginning of it; the longest counts. field: title, story (a bad day), example.
	"CREATE TABLE sector(id TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE sector_nace(sector TEXT NOT NULL, prefix TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
	"CREATE TABLE sector_text(sector TEXT NOT NULL, lang TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(sector, lang, field)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE sector_factor(sector TEXT NOT NULL, threat TEXT NOT NULL, what TEXT NOT NULL, factor REAL NOT NULL, source TEXT NOT NULL, sure TEXT NOT NULL,"
	" PRIMARY KEY(sector, threat, what)) STRICT, WITHOUT ROWID;";

void image_error(struct image *im, const char *path, size_t line, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fprintf(stderr, "%s:", path);
	if (line)
		fprintf(stderr, "%zu:", line);
	fputc(' ', stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	im->errors++;
}

static void must(struct image *im, int rc, const char *sql)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return;
	fprintf(stderr, "image: %s\n  in: %s\n", sqlite3_errmsg(im->db), sql);
	exit(1);
}

void image_put(struct image *im, const char *sql, ...)
{
	sqlite3_stmt *st;
	must(im, sqlite3_prepare_v2(im->db, sql, -1, &st, NULL), sql);
	va_list ap;
	va_start(ap, sql);
	int i = 1;
	for (const char *v; (v = va_arg(ap, const char *)) != IMAGE_END; i++)
		must(im, v ? sqlite3_bind_text(st, i, v, -1, SQLITE_TRANSIENT) : sqlite3_bind_null(st, i), sql);
	va_end(ap);
	int rc = sqlite3_step(st);
	if (rc == SQLITE_CONSTRAINT)
		image_error(im, sql, 0, "%s", sqlite3_errmsg(im->db));
	else
		must(im, rc, sql);
	sqlite3_finalize(st);
}

bool image_has(struct image *im, const char *sql, const char *value)
{
	sqlite3_stmt *st;
	must(im, sqlite3_prepare_v2(im->db, sql, -1, &st, NULL), sql);
	sqlite3_bind_text(st, 1, value, -1, SQLITE_STATIC);
	bool found = sqlite3_step(st) == SQLITE_ROW;
	sqlite3_finalize(st);
	return found;
}

char *image_file(struct image *im, const char *path, size_t *ret_n)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		image_error(im, path, 0, "cannot be read");
		return NULL;
	}
	struct buf *b = buf_new(im->a, (size_t)64 << 20);
	char part[65536];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(b, part, n);
	fclose(f);
	if (ret_n)
		*ret_n = b->n;
	return b->p;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

char **image_list(struct image *im, const char *dir, const char *suffix)
{
	char **names = arena_alloc(im->a, 4096 * sizeof *names);
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d)) != NULL;)
		if (text_ends(text_of(e->d_name), suffix) && e->d_name[0] != '.' && n < 4095)
			names[n++] = arena_printf(im->a, "%s/%s", dir, e->d_name);
	if (d)
		closedir(d);
	qsort(names, n, sizeof *names, by_name);
	return names;
}

// What a check may call; enough to prepare it.
static void stub(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_null(c);
}

static void prepare_trial(struct image *im)
{
	must(im, sqlite3_open(":memory:", &im->trial), "trial");
	sqlite3_create_function(im->trial, "say", -1, SQLITE_UTF8, NULL, stub, NULL, NULL);
	must(im, sqlite3_exec(im->trial, "ATTACH ':memory:' AS cat", NULL, NULL, NULL), "cat");
	char *in_cat = arena_strdup(im->a, schema); // the catalogue's own tables, under the name that queries know them by
	for (char *p = in_cat; (p = strstr(p, "CREATE TABLE ")) != NULL; p += 13)
		must(im, sqlite3_exec(im->trial, arena_printf(im->a, "CREATE TABLE cat.%.*s", (int)strcspn(p + 13, ";"), p + 13), NULL, NULL, NULL),
			p);
	sqlite3_create_function(im->trial, "typed", 2, SQLITE_UTF8, NULL, stub, NULL, NULL);
	sqlite3_create_function(im->trial, "wrong", 1, SQLITE_UTF8, NULL, stub, NULL, NULL);
	sqlite3_create_function(im->trial, "risk_if", 2, SQLITE_UTF8, NULL, stub, NULL, NULL);
	sqlite3_create_function(im->trial, "insurance_if", 3, SQLITE_UTF8, NULL, stub, NULL, NULL);
	sqlite3_create_function(im->trial, "now", 0, SQLITE_UTF8, NULL, stub, NULL, NULL);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: image DATA-DIR IMAGE\n", stderr);
		return 2;
	}
	struct image im = {.a = arena_new()};
	char *fresh = arena_printf(im.a, "%s.new", argv[2]);
	unlink(fresh);
	must(&im, sqlite3_open(fresh, &im.db), fresh);
	must(&im, sqlite3_exec(im.db, "PRAGMA journal_mode=OFF; PRAGMA page_size=4096; BEGIN", NULL, NULL, NULL), "begin");
	must(&im, sqlite3_exec(im.db, schema, NULL, NULL, NULL), "schema");
	prepare_trial(&im);
	image_facts(&im, argv[1]);
	image_refs(&im, argv[1]);
	image_os_refs(&im);
	image_ouis(&im);
	image_suffixes(&im);
	image_schema(&im, argv[1]);
	image_phrases(&im, argv[1]);
	image_instruments(&im, argv[1]);
	image_threats(&im, argv[1]);
	image_sectors(&im, argv[1]);
	image_controls(&im, argv[1]);
	image_proven(&im);
	image_mails(&im, argv[1]);
	image_cards(&im, argv[1]);
	image_questions(&im, argv[1]);
	image_french(&im);
	image_pages(&im, argv[1]);
	image_static(&im, argv[1]);
	must(&im, sqlite3_exec(im.db, "COMMIT; ANALYZE; VACUUM", NULL, NULL, NULL), "commit");
	sqlite3_close(im.db);
	sqlite3_close(im.trial);
	int errors = im.errors;
	if (errors)
		fprintf(stderr, "image: %d error%s in the data\n", errors, errors == 1 ? "" : "s");
	else if (rename(fresh, argv[2])) {
		perror(argv[2]);
		errors = 1;
	}
	arena_free(im.a);
	return errors ? 1 : 0;
}
