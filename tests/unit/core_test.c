// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The core: text in four languages, verdicts from proof, answers, age and acceptance, the score, fact tables whose form changed, what SQL of
// data files may not do.
#include "../../src/base/clock.h"
#include "../../src/core/firm.h"
#include "../../src/core/ingest.h"
#include "../../src/core/judge.h"
#include "../../src/core/say.h"
#include "../../src/core/score.h"
#include "tap.h"

#include <stdlib.h>

#define NOW INT64_C(1795300000) // 21 November 2026

static struct err e;

static const char *said(struct db *d, struct arena *a, const char *lang, const char *sql)
{
	struct say s = {d, a, lang, NOW};
	return say_text(&s, "8.b4", db_text_made(d, a, sql, ""));
}

static void words(struct db *d, struct arena *a)
{
	same(said(d, a, "en", "SELECT say('{1} of {2} in order', 3, 12345)"), "3 of 12,345 in order", "numbers in English");
	same(said(d, a, "nl", "SELECT say('{1} of {2} in order', 3, 12345)"), "3 van 12.345 in orde", "numbers in Dutch");
	same(said(d, a, "fr", "SELECT say('{1} of {2} in order', 3, 12345)"),
		"3 sur 12\xe2\x80\xaf"
		"345 en ordre",
		"numbers in French");
	same(said(d, a, "de", "SELECT say('{1} of {2} in order', 3, 12345)"), "3 von 12.345 in Ordnung", "numbers in German");
	same(said(d, a, "en", "SELECT say('{1:date}', '2026-11-01')"), "1 November 2026", "a date in English");
	same(said(d, a, "fr", "SELECT say('{1:date}', '2026-11-01')"), "1er novembre 2026", "a date in French");
	same(said(d, a, "de", "SELECT say('{1:date}', 1795300000)"), "21. November 2026", "a date in German");
	same(said(d, a, "nl", "SELECT say('{1:eur}', 1200)"),
		"\xe2\x82\xac\xc2\xa0"
		"1.200",
		"euro in Dutch");
	same(said(d, a, "fr", "SELECT say('{1:eur}', 1200)"),
		"1\xe2\x80\xaf"
		"200\xc2\xa0\xe2\x82\xac",
		"euro in French");
	same(said(d, a, "en", "SELECT say('{1:mb}, {2:mb}', 500, 2048)"), "500 MB, 2 GB", "sizes");
	same(said(d, a, "nl", "SELECT say('{1:ago}', 1795300000 - 86400)"), "1 dag geleden", "one day ago, in Dutch");
	same(said(d, a, "de", "SELECT say('{1:ago}', 1795300000 - 864000)"), "vor 10 Tagen", "ten days ago, in German");
	same(said(d, a, "en", "SELECT say('{1:ago}', 1795300000 - 86400*100)"), "3 months ago", "months ago");
	same(said(d, a, "en", "SELECT say('{1:ago}', 1795300000 - 86400*800)"), "2 years ago", "years ago");
	same(said(d, a, "en", "SELECT say('{1:ago}', 1795300000 - 5)"), "less than a day ago", "just now");
	same(said(d, a, "fr", "SELECT say('{1} {1?day|days} ago', 0)"), "il y a 0 jour", "French counts zero as one");
	same(said(d, a, "en", "SELECT say('{1} {1?day|days} ago', 0)"), "0 days ago", "English does not");
	same(said(d, a, "en", "SELECT say('{{1} {1}', NULL)"), "{1} ?", "a brace, and a value that is not there");
	same(said(d, a, "nl", "SELECT say('{1}', say('{1} of {2} in order', 1, 2))"), "1 van 2 in orde", "a text in a text");
	same(said(d, a, "nl", "SELECT '[\"{1}\",5]'"), "[\"{1}\",5]", "a text from outside stays as it is");
	same(said(d, a, "nl", "SELECT char(1) || 'broken'"), "?", "a broken text does no harm");
	same(said(d, a, "de", "SELECT say('{1:x}', 1.25)"), "1,2", "a fraction in German");
	ok(say_knows("nl") && !say_knows("xx") && !say_knows(""), "languages");
}

static const char *verdict(struct db *d, struct arena *a, const char *control, int64_t now)
{
	if (!judge_one_control(d, control, now, &e))
		return e.text;
	return db_text(d, a,
		"SELECT verdict || ' ' || coalesce(source, '-') || ' ' || measured || ' ' || proven || ' ' || told || ' ' || gap || ' ' || accepted || ' ' || unknown FROM finding WHERE control=?1",
		"s", control);
}

static void computer(struct db *d, int64_t id, const char *name, int64_t at)
{
	db_do(d, &e, "INSERT INTO asset VALUES(?1,?2,0,?3,?3,'computer')", "isi", id, name, at);
	db_do(d, &e, "INSERT INTO probe_state SELECT ?1,'host','t',name,'ok','[]',?2 FROM cat.fact", "ii", id, at);
	db_do(d, &e, "INSERT INTO host(asset,source,os_id,role,name) VALUES(?1,'host','debian','server',?2)", "is", id, name);
}

static void password(struct db *d, int64_t id, int64_t length)
{
	db_do(d, &e, "INSERT OR REPLACE INTO password_policy(asset,source,min_length,enforced) VALUES(?1,'host',?2,1)", "ii", id, length);
}

// 8.b4 (sees: both) on one and two computers.
static void measured(struct arena *a)
{
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	same(verdict(d, a, "8.b4", NOW), "unknown - 0 0 0 0 0 1000", "nothing has reported");
	computer(d, 1, "kassa", NOW);
	password(d, 1, 12);
	same(verdict(d, a, "8.b4", NOW), "ok measured 1000 0 0 0 0 0", "one computer, in order");
	computer(d, 2, "bureau", NOW);
	password(d, 2, 6);
	same(verdict(d, a, "8.b4", NOW), "partly measured 500 0 0 500 0 0", "two computers, one not in order");
	db_do(d, &e, "INSERT INTO asset VALUES(3,'nas',0,?1,?1,'computer')", "i", NOW);
	same(verdict(d, a, "8.b4", NOW), "partly measured 333 0 0 333 0 334", "a third that never reported is not known");
	password(d, 2, 12);
	same(verdict(d, a, "8.b4", NOW), "unknown - 0 0 0 0 0 1000", "two good ones do not prove the third");
	db_do(d, &e, "DELETE FROM asset WHERE id=3", "");
	same(verdict(d, a, "8.b4", NOW + 8 * DAY), "unknown - 0 0 0 0 0 1000", "past its validity");
	same(said(d, a, "en", "SELECT why FROM finding WHERE control='8.b4'"), "Last seen on 21 November 2026: in order",
		"and it says what was seen last");
	db_do(d, &e, "UPDATE probe_state SET state='partly', why='[[\"odd_line\",\"/etc/x\"]]' WHERE asset=2 AND tab='password_policy'", "");
	same(verdict(d, a, "8.b4", NOW), "unknown - 0 0 0 0 0 1000", "seen in part is not known");
	same(said(d, a, "nl", "SELECT why FROM finding WHERE control='8.b4'"), "Een regel van /etc/x is niet te begrijpen", "and why");
	password(d, 2, 6);
	same(verdict(d, a, "8.b4", NOW), "partly measured 500 0 0 500 0 0", "but a gap that was seen stays a gap");
	db_do(d, &e, "UPDATE probe_state SET state='failed' WHERE asset=2 AND tab='password_policy'", "");
	same(verdict(d, a, "8.b4", NOW), "unknown - 0 0 0 0 0 1000", "not read at all: no gap is claimed");
}

// 8.b4 with people's words, 10.a8 (sees: no) with proof, 7.b1 (sees: gap).
static void people(struct arena *a)
{
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	computer(d, 1, "kassa", NOW);
	password(d, 1, 6);
	db_do(d, &e, "INSERT INTO answer VALUES('8.b4','yes','An',?1,?2)", "ii", NOW - DAY, NOW + 100 * DAY);
	same(verdict(d, a, "8.b4", NOW), "gap measured 0 0 0 1000 0 0", "a measurement beats an answer");
	same(said(d, a, "en", "SELECT contradiction FROM finding WHERE control='8.b4'"), "You said yes on 20 November 2026; we saw otherwise",
		"and both are shown");
	db_do(d, &e, "INSERT INTO acceptance VALUES('8.b4','An','old till',?1,?2)", "ii", NOW, NOW + DAY);
	same(verdict(d, a, "8.b4", NOW), "accepted measured 0 0 0 0 1000 0", "accepted");
	same(said(d, a, "en", "SELECT why FROM finding WHERE control='8.b4'"), "Accepted by An until 22 November 2026: old till",
		"by whom, until when, why");
	same(verdict(d, a, "8.b4", NOW + 2 * DAY), "gap measured 0 0 0 1000 0 0", "until its date");
	const char *no = db_text(d, a,
		"SELECT c.id FROM cat.control c JOIN cat.control_proof p ON p.control=c.id WHERE c.sees='no' AND p.months IS NOT NULL GROUP BY c.id HAVING count(*)=2 ORDER BY c.position LIMIT 1",
		"");
	same(verdict(d, a, no, NOW), "unknown - 0 0 0 0 0 1000", "nobody answered");
	db_do(d, &e, "INSERT INTO answer VALUES(?1,'partly','An',?2,?3)", "sii", no, NOW, NOW + DAY);
	same(verdict(d, a, no, NOW), "partly told 0 0 500 500 0 0", "told: partly");
	db_do(d, &e, "UPDATE answer SET value='dont-know' WHERE control=?1", "s", no);
	same(verdict(d, a, no, NOW), "unknown - 0 0 0 0 0 1000", "told: I don't know");
	db_do(d, &e, "UPDATE answer SET value='no' WHERE control=?1", "s", no);
	same(verdict(d, a, no, NOW), "gap told 0 0 0 1000 0 0", "told: no");
	db_do(d, &e, "UPDATE answer SET value='yes' WHERE control=?1", "s", no);
	same(verdict(d, a, no, NOW), "ok told 0 0 1000 0 0 0", "told: yes");
	same(verdict(d, a, no, NOW + 2 * DAY), "unknown - 0 0 0 0 0 1000", "an answer expires");
	db_do(d, &e,
		"INSERT INTO proof(part, person, dated_at, added_at) SELECT part,'An',?2,?2 FROM cat.control_proof WHERE control=?1 AND months IS NOT NULL LIMIT 1",
		"si", no, NOW - DAY);
	same(verdict(d, a, no, NOW), "partly proven 0 500 0 0 0 500", "half of the proof");
	db_do(d, &e,
		"INSERT INTO proof(part, person, dated_at, added_at) SELECT part,'An',?2,?2 FROM cat.control_proof WHERE control=?1 AND months IS NOT NULL",
		"si", no, NOW - DAY);
	same(verdict(d, a, no, NOW), "ok proven 0 1000 0 0 0 0", "all of the proof beats an answer");
	same(verdict(d, a, no, NOW + 5000 * DAY), "unknown - 0 0 0 0 0 1000", "proof expires");
}

static void scores(struct arena *a)
{
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	computer(d, 1, "kassa", NOW);
	password(d, 1, 12);
	ok(judge_all(d, NOW, &e), "all are judged %s", e.text);
	ok(db_int(d, "SELECT count(*) FROM finding", 0, "") == 113, "113 findings");
	bool adds_up = true;
	for (int topic = 0; topic <= 12; topic++) {
		struct shares s;
		int n = score_read(d, topic, &s), sum = s.measured + s.proven + s.told + s.gap + s.accepted + s.unknown;
		adds_up = adds_up && n > 0 && sum == 1000;
	}
	ok(adds_up, "every score adds up to 1000");
	int64_t history = db_int(d, "SELECT count(*) FROM finding_history", 0, "");
	judge_all(d, NOW + 60, &e);
	ok(db_int(d, "SELECT count(*) FROM finding_history", 0, "") == history, "a verdict that stays is no history");
	password(d, 1, 6);
	judge_all(d, NOW + 120, &e);
	ok(db_int(d, "SELECT count(*) FROM finding_history WHERE control='8.b4'", 0, "") == 2, "one that changes is");
	ok(db_int(d, "SELECT since_at FROM finding WHERE control='8.b4'", 0, "") == NOW + 120, "and since when");
}

// A table of another form is made anew and filled from the kept report; what was first seen stays.
static void refill(struct arena *a)
{
	char path[] = "/tmp/bolwerk-core-test-XXXXXX";
	static const char report[] =
		"{\"bolwerk\":1,\"tool\":\"0.1.0\",\"at\":1795300000,\"source\":\"host\",\"privilege\":\"root\",\"image\":false,\"traits\":[[\"machine-id\",\"abcdef01\"],[\"name\",\"kassa\"]]}\n"
		"{\"t\":\"account\",\"r\":{\"name\":\"an\",\"uid\":\"1000\",\"can_login\":1,\"system\":0,\"directory\":0}}\n"
		"{\"t\":\"update_pending\",\"r\":{\"manager\":\"dpkg\",\"name\":\"x\",\"installed\":\"1\",\"candidate\":\"2\",\"security\":1,\"first_seen_at\":1795300000}}\n"
		"{\"p\":\"account\",\"state\":\"ok\",\"tables\":[\"account\"],\"why\":[]}\n{\"p\":\"update\",\"state\":\"ok\",\"tables\":[\"update_pending\"],\"why\":[]}\n{\"end\":{\"rows\":2,\"probes\":2}}\n";
	if (mkstemp(path) < 0)
		return;
	struct arena *first = arena_new();
	struct db *d = firm_open(first, path, NULL, &e);
	struct ingest_result r;
	ok(d && ingest_report(d, text_of(report), 0, NOW, &r, &e), "a report is taken %s", e.text);
	char *later = arena_strdup(a, report);
	memcpy(strstr(later, "1795300000"), "1795400000", 10);
	memcpy(strstr(later, "first_seen_at\":1795300000"), "first_seen_at\":1795400000", 25);
	ok(ingest_report(d, text_of(later), 0, NOW + 100000, &r, &e) && r.changes == 0, "the same again a day later: no change %s", e.text);
	ok(db_int(d, "SELECT first_seen_at FROM update_pending", 0, "") == 1795300000, "since when it waits is kept");
	db_do(d, &e, "ALTER TABLE account ADD COLUMN gone TEXT", "");
	db_do(d, &e, "DELETE FROM account", "");
	db_do(d, &e, "UPDATE fact_version SET hash='old' WHERE name IN ('account', 'update_pending')", "");
	arena_free(first);
	d = firm_open(a, path, NULL, &e);
	ok(d && db_int(d, "SELECT count(*) FROM account WHERE name='an'", 0, "") == 1, "a table of another form is filled again %s", e.text);
	ok(d && db_int(d, "SELECT count(*) FROM pragma_table_info('account') WHERE name='gone'", 0, "") == 0, "in the form of today");
	ok(d && db_int(d, "SELECT first_seen_at FROM update_pending", 0, "") == 1795300000, "and since when it waits is still kept");
	remove(path);
}

static bool allowed(struct db *d, const char *sql)
{
	sqlite3_stmt *st = NULL;
	judge_guard(d, NULL, 200);
	int rc = sqlite3_prepare_v2(d->handle, sql, -1, &st, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW)
		rc = sqlite3_step(st);
	sqlite3_finalize(st);
	judge_unguard(d);
	return rc == SQLITE_DONE;
}

static void guard(struct arena *a)
{
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	static const char *const no[] = {"DELETE FROM finding", "INSERT INTO firm(one) VALUES(1)", "UPDATE asset SET name='x'", "DROP TABLE finding",
		"CREATE TABLE t(x)", "ATTACH '/tmp/secret.db' AS s", "PRAGMA user_version=7", "SELECT load_extension('x')", "SELECT random()",
		"CREATE TEMP TABLE t(x)", "VACUUM INTO '/tmp/x'", "BEGIN",
		"WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r) SELECT count(*) FROM r"};
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ok(!allowed(d, no[i]), "a check may not: %s", no[i]);
	ok(allowed(d,
		   "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM r LIMIT 10) SELECT count(*), say('{1}', now()) FROM r JOIN cat.control JOIN ref_port LIMIT 1"),
		"it may read, recurse, say");
	ok(allowed(d, "SELECT value FROM json_each('[1,2]')"), "and take JSON apart");
}

int main(void)
{
	struct arena *a = arena_new();
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	if (!ok(d != NULL, "a firm opens %s", e.text))
		return tap_done();
	words(d, a);
	measured(a);
	people(a);
	scores(a);
	refill(a);
	guard(a);
	arena_free(a);
	return tap_done();
}
