// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The actions about people, on real files: a pasted list is looked at before it is kept, who leaves cannot log in, links open no account, two people who
// change one line; and each action has its sentence in the log.
#include "../../../src/base/json.h"
#include "../../../src/core/firm.h"
#include "../../../src/core/mail.h"
#include "../../../src/web/door/act.h"
#include "../../../src/web/hourly.h"
#include "../../../src/web/job.h"
#include "../../../src/web/writer.h"
#include "action_table.h"
#include "../tap.h"

#include <stdlib.h>
#include <unistd.h>

static struct err e;
static char dir[] = "/tmp/bolwerk-people-XXXXXX";
static struct arena *a;
static struct db *d, *secret;
static struct who owner = {.member = 1, .name = "An Peeters", .role = ROLE_OWNER, .lang = "en"};
static struct job job;
static void (*meanwhile)(void); // what others do while a password waits to be looked at

// Runs an action as the server does, for who asks; pairs: name, value, …, NULL. True when it was not refused.
static bool act(const struct action *x, const struct who *who, const char *const *pairs)
{
	struct job_pair *p = arena_alloc(a, 40 * sizeof *p);
	job = (struct job){.a = a, .d = d, .secret = secret, .action = x, .who = *who, .now = clock_now(), .address = "127.0.0.1", .host = "127.0.0.1:8080", .pair = p};
	job.reach = "https://192.0.2.5:8443";
	job.db_path = arena_printf(a, "%s/own.db", dir);
	job.errors = buf_new(a, 65536);
	job.say = (struct say){d, a, "en", job.now};
	for (; pairs[job.pair_n * 2]; job.pair_n++)
		p[job.pair_n] = (struct job_pair){pairs[job.pair_n * 2], pairs[job.pair_n * 2 + 1], NULL, strlen(pairs[job.pair_n * 2 + 1])};
	job_read(&job);
	if (job.errors->n)
		return false;
	if (x->slow)
		x->slow(&job);
	if (meanwhile)
		meanwhile();
	db_do(d, NULL, "SAVEPOINT job", "");
	db_do(secret, NULL, "SAVEPOINT job", "");
	bool good = x->run(&job);
	if (!good) {
		db_do(d, NULL, "ROLLBACK TO job", "");
		db_do(secret, NULL, "ROLLBACK TO job", "");
	}
	db_do(d, NULL, "RELEASE job", "");
	db_do(secret, NULL, "RELEASE job", "");
	return good;
}
#define ACT(x, who, ...) act(&action_##x, who, (const char *const[]){__VA_ARGS__, NULL})

static const char *wrong(const char *field)
{
	const struct json *w = job_wrong(&job);
	return w ? text_dup(a, json_get_text(w, field, "")) : "";
}

static int64_t people(void)
{
	return db_int(d, "SELECT count(*) FROM member", 0, "");
}

static void paste(void)
{
	const char *csv = "Name;Mail;Started on\nAn Peeters;an@example.be;2020-01-01\nBram Claes;bram@example.be;2024-03-01\n";
	ok(!ACT(people_paste, &owner, "csv", csv) && people() == 1, "a pasted list is not kept at once");
	same(wrong("added"), "1: Bram Claes", "who is new is shown");
	same(wrong("changed"), "1: An Peeters", "who changes is shown");
	same(db_text(d, a, "SELECT coalesce(started_on, '-') FROM member WHERE id=1", ""), "-", "and nothing was changed");
	ok(ACT(people_paste, &owner, "csv", csv, "sure", "1") && people() == 2, "kept when it is sure");
	ok(!ACT(people_paste, &owner, "csv", csv) && !*wrong("added") && !*wrong("changed"), "the same list again brings nothing");
	ok(!ACT(people_paste, &owner, "csv", "Name;Started on\nCara;32/13/2024\n", "sure", "1") && strstr(wrong("csv"), "Line 2") && people() == 2,
		"a line with an error is named and nothing is kept: %s", wrong("csv"));
}

static void lines(void)
{
	struct person p;
	door_person_make(secret, a, 2, "bram@example.be", ROLE_STAFF, "nl", "$h", job.now, 0, &e);
	ok(ACT(member_save, &owner, "id", "2", "name", "Bram Claes", "mail", "Bram.Claes@example.be", "lang", "nl", "kind", "staff", "version", "1"), "a line is saved at its version: %s",
		wrong(""));
	ok(door_person(secret, a, 2, job.now, &p) && strcmp(p.mail, "bram.claes@example.be") == 0, "the account's mail address moves along");
	ok(!ACT(member_save, &owner, "id", "2", "name", "Somebody else", "lang", "nl", "kind", "staff", "version", "1") && strstr(wrong(""), "meanwhile"),
		"who read an older version is told");
	same(db_text(d, a, "SELECT name FROM member WHERE id=2", ""), "Bram Claes", "and the first change stays");
	ok(!ACT(member_save, &owner, "id", "2", "name", "Bram Claes", "lang", "nl", "kind", "staff", "version", "2") && *wrong("mail"), "who logs in has a mail address");
	ok(!ACT(member_save, &owner, "id", "2", "name", "Bram", "mail", "an@example.be", "lang", "nl", "kind", "staff", "version", "2") && *wrong("mail"), "not that of another");
	ok(!ACT(member_new, &owner, "name", "Cara", "lang", "nl", "kind", "staff", "started_on", "2026-02-01", "left_on", "2026-01-01") && *wrong("left_on"), "nobody leaves before the first day");
}

static void left_by_list(void)
{
	struct person p;
	const char *day = clock_day(a, clock_now() - DAY);
	db_do(d, NULL, "INSERT INTO member(id, name, mail) VALUES(20, 'Cara Maes', 'cara@example.be')", "");
	door_person_make(secret, a, 20, "cara@example.be", ROLE_STAFF, "nl", "$h", job.now, 0, &e);
	ok(ACT(people_paste, &owner, "csv", arena_printf(a, "Name;Mail;Left on\nCara Maes;cara@example.be;%s\n", day), "sure", "1") &&
			door_person(secret, a, 20, clock_now(), &p) && !p.open,
		"who left by a pasted list cannot log in: %s", wrong("csv"));
	ok(!ACT(people_paste, &owner, "csv", arena_printf(a, "Name;Mail;Left on\nAn Peeters;an@example.be;%s\n", day), "sure", "1") && *wrong("csv"), "the last owner stays: %s",
		wrong("csv"));
	db_do(d, NULL, "DELETE FROM member WHERE id=20", "");
}

static void leaving(void)
{
	struct person p;
	ok(ACT(member_left, &owner, "id", "2", "left_on", clock_day(a, clock_now() + 3 * DAY)) && door_person(secret, a, 2, job.now, &p) && p.open,
		"a last day that is to come leaves the account open: %s", wrong(""));
	ok(door_person(secret, a, 2, clock_now() + 5 * DAY, &p) && !p.open, "until that day is over");
	ok(ACT(member_left, &owner, "id", "2", "left_on", clock_day(a, clock_now())), "somebody leaves: %s", wrong(""));
	ok(db_int(d, "SELECT count(*) FROM checklist_run WHERE member=2 AND kind='leaver'", 0, "") == 1, "the list of what to do begins");
	ok(door_person(secret, a, 2, clock_now(), &p) && !p.open, "the account is closed");
	ok(!ACT(member_left, &owner, "id", "1", "left_on", clock_day(a, clock_now())) && *wrong("left_on"), "the last owner cannot leave");
}

static void links(void)
{
	struct who link = owner;
	link.link = true;
	link.role = ROLE_SUPPLIER;
	ok(!ACT(token_make, &link, "name", "x", "days", "9") && *wrong(""), "who came by a link makes no key that outlives it");
	db_do(d, NULL, "INSERT INTO member(id, name, kind, lang) VALUES(9, 'ICT Janssens', 'supplier', 'nl')", "");
	ok(ACT(supplier_link, &owner, "id", "9", "until", clock_day(a, clock_now() + 9 * DAY)), "a link for a supplier: %s", wrong(""));
	ok(strstr(job.say_done, "https://192.0.2.5:8443/link/") != NULL, "made at the computer itself, it has an address that others reach");
	ok(db_int(secret, "SELECT count(*) FROM link WHERE role=8 AND member=9 AND gone_at IS NULL", 0, "") == 1, "one link");
	ACT(supplier_link, &owner, "id", "9", "until", clock_day(a, clock_now() + 9 * DAY));
	ok(db_int(secret, "SELECT count(*) FROM link WHERE role=8 AND member=9 AND gone_at IS NULL", 0, "") == 1, "a new one ends the one before");
	ok(!ACT(supplier_link, &owner, "id", "9", "until", clock_day(a, clock_now() + 400 * DAY)) && *wrong("until"), "no longer than a year");
	struct session here = {.member = 9, .role = ROLE_SUPPLIER, .address = "", .browser = ""};
	const char *token = door_token(a);
	door_session_make(secret, a, &here, job.now, &e);
	here.link = (const unsigned char *)token;
	for (int i = 0; i <= DOOR_SESSIONS; i++)
		door_session_make(secret, a, &here, job.now + i, &e);
	ok(db_int(secret, "SELECT count(*) FROM session WHERE member=9 AND link IS NULL", 0, "") == 1, "a link that is opened again and again logs nobody out");
	ok(db_int(secret, "SELECT count(*) FROM session WHERE member=9", 0, "") == DOOR_SESSIONS + 1, "and has no more sessions than an account");
	db_do(secret, NULL, "DELETE FROM session WHERE member=9", "");
	ok(!ACT(supplier_link, &owner, "id", "1", "until", clock_day(a, clock_now() + 9 * DAY)), "not for who is no supplier");
}

// A reminder brings a link of its own; taking the link back takes that one back too.
static void reminded(void)
{
	struct server s = {.address = "https://192.0.2.5:8443"};
	int64_t last = 0;
	db_do(d, NULL, "UPDATE member SET mail='ict@example.be' WHERE id=9", "");
	db_do(d, NULL, "INSERT INTO setting VALUES('mail_server','smtp.example.be:587'), ('mail_from','b@example.be')", "");
	db_do(d, NULL, "INSERT INTO handover(control, member, person, at, due_on) SELECT id, 9, 'An Peeters', 1, date(?1,'unixepoch') FROM cat.control LIMIT 1", "i", clock_now());
	hourly(&s, d, secret, clock_now(), &last);
	ok(db_int(d, "SELECT count(*) FROM mail WHERE to_address='ict@example.be' AND body LIKE '%/link/%'", 0, "") == 1, "a reminder brings its own link");
	ACT(supplier_unlink, &owner, "id", "9");
	ok(db_int(secret, "SELECT count(*) FROM link WHERE member=9 AND gone_at IS NULL", -1, "") == 0, "a link that is closed is closed in the reminders too");
	db_do(d, NULL, "DELETE FROM setting", "");
}

static void second_step(void)
{
	struct text code = {"12345678901234567890", 20};
	ok(ACT(totp_begin, &owner, NULL) && db_int(secret, "SELECT totp_next IS NOT NULL FROM person WHERE id=1", 0, "") == 1, "a second step begins");
	db_do(secret, NULL, "UPDATE person SET totp=?1, totp_next=NULL WHERE id=1", "b", code);
	ok(!ACT(totp_begin, &owner, NULL) && db_int(secret, "SELECT totp_next IS NULL FROM person WHERE id=1", 0, "") == 1, "one that is there is not replaced without the password");
	db_do(secret, NULL, "UPDATE person SET totp=NULL WHERE id=1", "");
}

static void lesser_role(void)
{
	door_person_role(secret, 1, ROLE_STAFF, job.now, &e);
}

static void other_password(void)
{
	door_person_password(secret, 1, "$other", NULL, &e);
}

static void logging_in(void)
{
	const struct who nobody = {.role = ROLE_NOBODY, .lang = "en"};
	const char *hash = password_hash(a, "three slices of bread");
	door_person_make(secret, a, 8, "dirk@example.be", ROLE_OWNER, "nl", "$h", job.now, 0, &e); // so that the first is not the last owner
	door_person_password(secret, 1, hash, NULL, &e);
	meanwhile = lesser_role;
	ok(ACT(login, &nobody, "mail", "an@example.be", "password", "three slices of bread"), "somebody logs in: %s", wrong(""));
	ok(db_int(secret, "SELECT role FROM session WHERE member=1", 0, "") == ROLE_STAFF, "with the role of now, not of when the password was looked at");
	meanwhile = other_password;
	ok(!ACT(login, &nobody, "mail", "an@example.be", "password", "three slices of bread"), "not with a password that was changed meanwhile");
	ok(db_int(secret, "SELECT count(*) FROM session WHERE member=1", -1, "") == 0, "no session is left");
	meanwhile = NULL;
	door_person_role(secret, 1, ROLE_OWNER, job.now, &e);
}

static void mail_password(void)
{
	const char *path = mail_key_path(a, job.db_path), *key = "";
	ACT(mail_save, &owner, "server", "smtp.example.be:587", "security", "starttls", "from", "b@example.be", "secret", "s3cret");
	ok(mail_key_read(a, path, &key, &e) && strcmp(key, "s3cret") == 0, "the password goes to its own file");
	ACT(mail_save, &owner, "server", "smtp.example.be:587", "security", "tls", "from", "b@example.be");
	ok(mail_key_read(a, path, &key, &e) && strcmp(key, "s3cret") == 0, "left empty it stays");
	ACT(mail_save, &owner, "server", "smtp.evil.example:587", "security", "tls", "from", "b@example.be");
	ok(mail_key_read(a, path, &key, &e) && !*key, "another server is not sent the password of the one before");
	ok(!ACT(mail_save, &owner, "server", "smtp.example.be", "security", "tls", "from", "b@example.be") && *wrong("server"), "a server without a port is refused");
	ok(db_int(d, "SELECT count(*) FROM setting WHERE value LIKE '%s3cret%'", -1, "") == 0, "the firm's file has no password");
}

static void measures(void)
{
	ok(!ACT(unaccept, &owner, "control", "anything at all") && !ACT(uncontest, &owner, "control", "anything at all"), "what is no measure does not reach the log");
	ok(ACT(unaccept, &owner, "control", db_text(d, a, "SELECT id FROM cat.control LIMIT 1", "")), "a measure does");
}

static void log_whole(void)
{
	for (int i = 0; i < 3; i++)
		audit_add(d, &job, &e);
	int64_t now = clock_now();
	ok(audit_broken_lately(d, now) == 0, "the log is whole: %s", e.text);
	db_do(d, NULL, "DROP TRIGGER audit_no_update", "");
	db_do(d, NULL, "UPDATE audit SET thing='other' WHERE id=2", "");
	ok(audit_broken_lately(d, now + 59) == 0, "it is not read again within the minute");
	ok(audit_broken_lately(d, now + 60) == 2, "then the row that was changed is told");
}

static void sentences(void)
{
	int n = 0;
	for (const struct action *const *x = action_table; *x; x++, n++)
		if (!(*x)->no_audit)
			ok(db_int(d, "SELECT count(*) FROM ref_action WHERE path=?1 AND en<>'' AND nl<>'' AND fr<>'' AND de<>''", 0, "s", (*x)->path) == 1,
				"data/ref/action.csv has a sentence for %s", (*x)->path);
	ok(n > 40, "there are actions");
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	a = arena_new();
	d = firm_open(a, arena_printf(a, "%s/own.db", dir), NULL, &e);
	secret = d ? door_open(a, arena_printf(a, "%s/secret.db", dir), &e) : NULL;
	if (!ok(secret != NULL, "the files open: %s", e.text))
		return tap_done();
	db_do(d, NULL, "INSERT INTO member(id, name, mail, kind) VALUES(1, 'An Peeters', 'an@example.be', 'owner')", "");
	door_person_make(secret, a, 1, "an@example.be", ROLE_OWNER, "nl", "$h", clock_now(), 0, &e);
	paste();
	lines();
	left_by_list();
	leaving();
	links();
	reminded();
	second_step();
	logging_in();
	mail_password();
	measures();
	log_whole();
	sentences();
	arena_free(a);
	char command[100];
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) ? 1 : tap_done();
}
