// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The door: passwords, accounts, sessions, forms, links, tokens, what fails often, the second step, recovery codes. On real files.
#include "../../../src/web/door/door.h"
#include "../../../src/web/door/base32.h"
#include "../tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NOW INT64_C(1795300000) // 21 November 2026

static struct err e;
static char dir[] = "/tmp/bolwerk-door-XXXXXX";

static void file(struct arena *a)
{
	same(door_path(a, "/var/lib/bolwerk/firm/own.db"), "/var/lib/bolwerk/secret.db", "the secret file stands beside the folder firm");
	same(door_path(a, "firm/own.db"), "secret.db", "the same for a path from here");
	same(door_path(a, "/tmp/x.db"), "/tmp/x.db.secret", "beside another file");
	same(door_path(a, "/tmp/confirm/own.db"), "/tmp/confirm/own.db.secret", "a folder whose name only ends so is another one");
	const char *path = arena_printf(a, "%s/secret.db", dir);
	umask(0);
	struct db *d = door_open(a, path, &e);
	ok(d && db_int(d, "SELECT count(*) FROM person", -1, "") == 0, "the file is made: %s", e.text);
	db_do(d, NULL, "INSERT INTO known VALUES(x'00', 1)", "");
	struct stat st = {0};
	stat(path, &st);
	ok((st.st_mode & 0777) == 0600, "for its owner alone");
	stat(arena_printf(a, "%s-wal", path), &st);
	ok((st.st_mode & 0777) == 0600, "its journal too");
	ok(db_int(d, "PRAGMA synchronous", 0, "") == 2, "what is committed is on the disk");
	chmod(path, 0644);
	ok(door_open(a, path, &e) && stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "a file that others could read is closed again");
	const char *link = arena_printf(a, "%s/link.db", dir);
	ok(symlink(path, link) == 0 && !door_open(a, link, &e), "a link is not followed");
	db_do(d, NULL, "PRAGMA user_version=99", "");
	ok(!door_open(a, path, &e), "a file of a newer version is refused: %s", e.text);
	unlink(link);
}

static void passwords(struct arena *a)
{
	static const char *const words[] = {"Els Peeters", "els.peeters@bakkerij-example.be", "Bakkerij De Gouden Aar", NULL};
	static const struct {
		const char *password;
		bool step, good;
	} c[] = {{"kort", false, false}, {"fietskaasreg", false, false}, {"fiets-kaas-vlam", false, true}, {"fiets kaas vlam", true, true},
		{"q9!Fm2#xT7wd", true, true}, {"q9!Fm2#xT7w", true, false}, {"aaaaaaaaaaaaaaaaaaaa", false, false}, {"passwordpassword1", false, false},
		{"welkom2026welkom2026", false, false}, {"azertyuiopqsdfghjklm", false, false}, {"ElsPeetersBakkerij", false, false}, {"elspeeters2026!", false, false},
		{"goudenaargoudenaar", false, false}, {"motdepassemotdepasse", false, false}, {"een stoel danst op kalk", false, true},
		{"\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xbc\xc3\xb6-kaas", true, false}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++)
		ok(!password_weak(c[i].password, c[i].step, words) == c[i].good, "\"%s\" is %s", c[i].password, c[i].good ? "good enough" : "weak");
	char *long_one = arena_alloc(a, 300);
	for (int i = 0; i < 201; i++)
		long_one[i] = (char)('!' + i * 37 % 90);
	ok(password_weak(long_one, false, NULL), "201 characters are too many");
	long_one[200] = 0;
	ok(!password_weak(long_one, false, NULL), "200 are not");
	struct timespec t0, t1;
	clock_gettime(CLOCK_MONOTONIC, &t0);
	char *hash = password_hash(a, "fiets kaas vlam");
	clock_gettime(CLOCK_MONOTONIC, &t1);
	printf("# a password is hashed in %.1f ms\n", (double)(t1.tv_sec - t0.tv_sec) * 1e3 + (double)(t1.tv_nsec - t0.tv_nsec) / 1e6);
	ok(hash && strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31) == 0, "argon2id, 19 MiB, twice");
	ok(password_is(hash, "fiets kaas vlam") && !password_is(hash, "fiets kaas vlaM") && !password_is(hash, ""), "the right password alone fits");
	ok(password_is(password_hash(a, "caf\xc3\xa9 fiets vlam"), "cafe\xcc\x81 fiets vlam"), "a letter with an accent may be written in two ways");
	ok(strncmp(password_nobody(), "$argon2id$", 10) == 0 && !password_is(password_nobody(), "") && password_nobody() == password_nobody(), "nobody's password");
	ok(!password_is("", "x") && !password_is(NULL, "x") && !password_is("nonsense", "x"), "no hash, no entrance");
}

static void people(struct db *d, struct arena *a)
{
	ok(door_people_n(d) == 0, "first there is nobody");
	ok(door_person_make(d, a, 1, "Els@Example.BE", ROLE_OWNER, "nl", "$h1", NOW, 0, &e), "an owner: %s", e.text);
	ok(!door_person_make(d, a, 2, "els@example.be", ROLE_STAFF, "nl", "$h2", NOW, 0, &e), "a mail address once: %s", e.text);
	ok(!door_person_make(d, a, 1, "other@example.be", ROLE_STAFF, "nl", "$h2", NOW, 0, &e), "an account for each once: %s", e.text);
	ok(!door_person_make(d, a, 2, "b@example.be", ROLE_SIGNER, "nl", "$h2", NOW, 0, &e), "not every role has an account: %s", e.text);
	for (const char *const *m = (const char *const[]){"", "x", "@b", "a@", "a@b@c", "a b@c", "a\n@b", NULL}; *m; m++)
		ok(!door_mail(a, *m), "no mail address: %zu characters", strlen(*m));
	ok(door_person_make(d, a, 2, "tom@example.be", ROLE_STAFF, "fr", "$h2", NOW, NOW + DAY, &e), "one with an end");
	struct person p;
	ok(door_person_find(d, a, "ELS@example.be", NOW, &p) && p.id == 1 && p.role == ROLE_OWNER && !p.step && p.open, "found in any case");
	ok(!door_person_find(d, a, "els@example.be' OR 1=1 --", NOW, &p) && !door_person_find(d, a, "", NOW, &p), "nobody else is found");
	ok(door_person(d, a, 2, NOW + DAY, &p) && !p.open, "closed at the end");
	ok(!door_person_close(d, 1, NOW, &e) && !door_person_role(d, 1, ROLE_STAFF, NOW, &e), "the last owner stays: %s", e.text);
	ok(door_person_role(d, 2, ROLE_OWNER, NOW, &e) && door_person_role(d, 1, ROLE_STAFF, NOW, &e), "with another owner it may go");
	ok(!door_person_close(d, 2, NOW, &e), "then the other one stays");
	ok(door_person_role(d, 1, ROLE_OWNER, NOW, &e) && door_person_role(d, 2, ROLE_STAFF, NOW, &e), "and back");
}

static const char *login(struct db *d, struct arena *a, int64_t member, unsigned role, int64_t now)
{
	struct session s = {.member = member, .role = role, .address = "192.0.2.1", .browser = "Fire\x01"
											       "fox"};
	return door_session_make(d, a, &s, now, &e);
}

static bool who(struct db *d, struct arena *a, const char *token, int64_t now, struct who *ret)
{
	bool touch;
	return door_who(d, a, text_of(token), now, ret, &touch);
}

static void sessions(struct db *d, struct arena *a)
{
	struct who w, other;
	bool touch;
	const char *t = login(d, a, 1, ROLE_OWNER, NOW);
	ok(t && strlen(t) == 43 && who(d, a, t, NOW, &w) && w.member == 1 && w.role == ROLE_OWNER && strcmp(w.lang, "nl") == 0, "a session: %s", e.text);
	ok(db_int(d, "SELECT count(*) FROM session WHERE instr(token_hash, ?1) OR hex(token_hash) LIKE '%'||?1||'%'", -1, "s", t) == 0, "its token is not kept");
	char *bad = arena_strdup(a, t);
	bad[5] ^= 1;
	ok(!who(d, a, bad, NOW, &w) && !who(d, a, "", NOW, &w) && !who(d, a, arena_printf(a, "%s=", t), NOW, &w), "another token is nobody's");
	ok(who(d, a, t, NOW + DOOR_IDLE - 1, &w) && !who(d, a, t, NOW + DOOR_IDLE, &w), "idle for 45 minutes it ends");
	ok(door_who(d, a, text_of(t), NOW + 30, &w, &touch) && !touch && door_who(d, a, text_of(t), NOW + 61, &w, &touch) && touch, "touched once a minute");
	for (int64_t at = NOW; at < NOW + DOOR_LIFE; at += 1800)
		door_touch(d, w.session, at, &e);
	ok(who(d, a, t, NOW + DOOR_LIFE - 1, &w) && !who(d, a, t, NOW + DOOR_LIFE, &w), "after 14 hours it ends anyway");
	ok(who(d, a, login(d, a, 2, ROLE_STAFF, NOW + DAY - 5), NOW + DAY - 1, &other), "an account with an end");
	ok(!who(d, a, login(d, a, 2, ROLE_STAFF, NOW + DAY - 5), NOW + DAY, &other), "at its end the session ends too");
	ok(!who(d, a, login(d, a, 77, ROLE_OWNER, NOW), NOW, &other), "no session without an account");

	struct session half = {.member = 1, .role = ROLE_OWNER, .needs_step = true};
	const char *first = door_session_make(d, a, &half, NOW, &e);
	ok(who(d, a, first, NOW, &w) && w.needs_step && !who(d, a, first, NOW + DOOR_STEP_LIFE, &other), "the second step waits ten minutes");
	const char *second = door_session_step(d, a, &w, NOW, &e);
	ok(second && !who(d, a, first, NOW, &other) && who(d, a, second, NOW, &w) && !w.needs_step, "behind the second step the token is another one");
	ok(memcmp(w.csrf, other.csrf, 32) != 0, "and so is its secret for forms");

	const char *x = login(d, a, 1, ROLE_OWNER, NOW + 5), *y = login(d, a, 1, ROLE_OWNER, NOW + 6);
	ok(who(d, a, x, NOW + 6, &w) && door_person_password(d, 1, "$h3", w.session, &e) && who(d, a, x, NOW + 6, &other) && !who(d, a, y, NOW + 6, &other),
		"another password ends the other sessions");
	const char *shown = door_account(d, a, &w, NOW + 6);
	ok(strstr(shown, "\"browser\":\"Fire?fox\"") && strstr(shown, "\"me\":1") && !strstr(shown, x), "what the page of the account shows: %s", shown);
	const char *id = strstr(shown, "\"id\":\"");
	id = arena_strndup(a, id + 6, 16);
	ok(door_session_end_id(d, 2, id, &e) && who(d, a, x, NOW + 6, &other), "nobody ends the session of another");
	ok(door_session_end_id(d, 1, id, &e) && !who(d, a, x, NOW + 6, &other), "one's own one does");
	for (int i = 0; i < 30; i++)
		login(d, a, 1, ROLE_OWNER, NOW + 10 + i);
	ok(db_int(d, "SELECT count(*) FROM session WHERE member=1", 0, "") == DOOR_SESSIONS, "at most 20 sessions");
	login(d, a, 2, ROLE_STAFF, NOW + 2 * DAY);
	ok(db_int(d, "SELECT count(*) FROM session", 0, "") == 1, "what is over is thrown away");
	door_sessions_end_of(d, 2, NULL, &e);
	ok(db_int(d, "SELECT count(*) FROM session", 9, "") == 0, "all end");
}

// On a file, as the server has it: with memory alone there are no locks to take.
static void speed(void)
{
	struct arena *a = arena_new();
	struct db *d = door_open(a, arena_printf(a, "%s/speed.db", dir), &e);
	door_person_make(d, a, 1, "els@example.be", ROLE_OWNER, "nl", "$h1", NOW, 0, &e);
	const char *t = login(d, a, 1, ROLE_OWNER, NOW);
	struct who w;
	bool touch;
	struct timespec t0, t1;
	struct arena_mark m = arena_mark(a);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (int i = 0; i < 10000; i++) {
		door_who(d, a, text_of(t), NOW, &w, &touch);
		arena_rewind(a, m);
	}
	clock_gettime(CLOCK_MONOTONIC, &t1);
	double us = ((double)(t1.tv_sec - t0.tv_sec) * 1e9 + (double)(t1.tv_nsec - t0.tv_nsec)) / 1e3 / 10000;
	printf("# a session is looked up in %.2f us\n", us);
	ok(us < 200 && w.member == 1, "a session is looked up fast");
	arena_free(a);
}

static void forms(struct db *d, struct arena *a)
{
	struct who w, other;
	who(d, a, login(d, a, 1, ROLE_OWNER, NOW), NOW, &w);
	who(d, a, login(d, a, 1, ROLE_OWNER, NOW), NOW, &other);
	const char *x = door_csrf_make(&w, a), *y = door_csrf_make(&w, a);
	ok(strlen(x) == 86 && strcmp(x, y) != 0, "a form's text is new each time");
	ok(door_csrf_is(&w, text_of(x)) && door_csrf_is(&w, text_of(y)) && !door_csrf_is(&other, text_of(x)), "it is good for its own session");
	int wrong = 0;
	for (size_t i = 0; i < 85; i++) {
		char *bad = arena_strdup(a, x);
		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		wrong += !door_csrf_is(&w, text_of(bad));
	}
	ok(wrong == 85, "with any letter changed it is not");
	ok(!door_csrf_is(&w, text_of("")) && !door_csrf_is(&w, (struct text){x, 85}) && !door_csrf_is(&w, text_of(arena_printf(a, "%s%s", x, x))), "nor cut or doubled");
}

static void links(struct db *d, struct arena *a)
{
	struct link l = {.member = 9, .role = ROLE_SIGNER, .subject = 4, .lang = "de", .until_at = NOW + DAY}, found;
	const char *t = door_link_make(d, a, &l, NOW, &e);
	ok(t && door_link_find(d, a, text_of(t), NOW, &found) && found.subject == 4 && found.role == ROLE_SIGNER && strcmp(found.lang, "de") == 0, "a link");
	ok(db_int(d, "SELECT count(*) FROM link WHERE used_at IS NOT NULL", 9, "") == 0, "looking at it opens nothing");
	struct who w;
	const char *s = door_link_open(d, a, text_of(t), "192.0.2.9", "phone", NOW, &e);
	ok(s && who(d, a, s, NOW, &w) && w.role == ROLE_SIGNER && w.subject == 4 && w.member == 9 && strcmp(w.lang, "de") == 0, "it logs in as its role alone");
	ok(!who(d, a, s, NOW + DOOR_LINK_LIFE, &w) && who(d, a, s, NOW, &w), "for an hour");
	ok(door_lang(d, &w, "fr", &e) && who(d, a, s, NOW, &w) && strcmp(w.lang, "fr") == 0, "its language is the session's");
	const char *late = door_link_open(d, a, text_of(t), "", "", NOW + DAY - 60, &e);
	ok(late && who(d, a, late, NOW + DAY - 1, &w) && !who(d, a, late, NOW + DAY, &w), "a session ends with its link");
	ok(!door_link_find(d, a, text_of(t), NOW + DAY, &found) && !door_link_open(d, a, text_of(t), "", "", NOW + DAY, &e), "then it is over");
	s = door_link_open(d, a, text_of(t), "", "", NOW, &e);
	ok(door_links_end(d, ROLE_SIGNER, 4, 8, NOW, &e) && who(d, a, s, NOW, &w), "another's link is taken back");
	ok(door_links_end(d, ROLE_SIGNER, 4, 9, NOW, &e) && !who(d, a, s, NOW, &w) && !door_link_find(d, a, text_of(t), NOW, &found), "taken back: the session ends too");
	ok(!door_link_find(d, a, text_of(""), NOW, &found) && !door_link_find(d, a, text_of("x"), NOW, &found), "no link");

	door_person_make(d, a, 3, "nora@example.be", ROLE_AUDITOR, "nl", NULL, NOW, 0, &e);
	const char *i1 = door_invite_make(d, a, 3, NOW, &e), *i2 = door_invite_make(d, a, 3, NOW, &e);
	int64_t member = 0;
	ok(i1 && i2 && !door_invite_use(d, a, text_of(i1), "$h", NOW, &member, &e), "the last invitation counts: %s", e.text);
	ok(!door_link_open(d, a, text_of(i2), "", "", NOW, &e), "an invitation logs nobody in");
	ok(!door_invite_use(d, a, text_of(i2), "$h", NOW + DOOR_INVITE_LIFE, &member, &e), "it is over after a week");
	ok(door_invite_use(d, a, text_of(i2), "$h", NOW, &member, &e) && member == 3, "it lets choose a password");
	ok(!door_invite_use(d, a, text_of(i2), "$h", NOW, &member, &e), "once");
	struct link mine = {.member = 3, .role = ROLE_AUDITOR, .until_at = NOW + DAY};
	t = door_link_make(d, a, &mine, NOW, &e);
	ok(door_person_close(d, 3, NOW, &e) && !door_link_find(d, a, text_of(t), NOW, &found), "a closed account closes its links");
	struct person p;
	ok(!door_invite_make(d, a, 3, NOW, &e), "nobody is invited to a closed account");
	ok(door_person_open(d, 3, ROLE_STAFF, &e) && door_person(d, a, 3, NOW, &p) && p.open && !p.password && p.role == ROLE_STAFF, "opened again it is as new");
	ok(!door_link_find(d, a, text_of(t), NOW, &found) && door_invite_make(d, a, 3, NOW, &e) && door_person_close(d, 3, NOW, &e), "its old links stay closed");
}

static void tokens(struct db *d, struct arena *a)
{
	struct who w;
	bool touch;
	const char *t = door_token_make(d, a, 1, "bookkeeping", true, NOW + 999 * DAY, NOW, &e);
	ok(t && strncmp(t, "bolwerk_", 8) == 0 && door_token_who(d, a, text_of(t), NOW, &w, &touch) && w.member == 1 && w.token && w.reads_only && touch, "a token");
	ok(door_token_touch(d, w.session, NOW, &e) && door_token_who(d, a, text_of(t), NOW + 1, &w, &touch) && !touch, "touched once a minute");
	ok(!door_token_who(d, a, text_of(t), NOW + 366 * DAY, &w, &touch), "for a year at most");
	ok(!door_token_who(d, a, text_of(t + 8), NOW, &w, &touch) && !door_who(d, a, text_of(t), NOW, &w, &touch), "it is no session");
	ok(door_token_end(d, 2, 1, &e) && door_token_who(d, a, text_of(t), NOW, &w, &touch), "nobody ends the token of another");
	ok(door_person_password(d, 1, "$h4", NULL, &e) && !door_token_who(d, a, text_of(t), NOW, &w, &touch), "another password ends it");
	int made = 0;
	for (int i = 0; i < 25; i++)
		made += door_token_make(d, a, 1, "x", false, NOW + DAY, NOW, &e) != NULL;
	ok(made == DOOR_TOKENS, "at most %d: %s", DOOR_TOKENS, e.text);
	ok(door_token_end(d, 1, db_int(d, "SELECT max(id) FROM token", 0, ""), &e) && door_token_make(d, a, 1, "x", false, NOW + DAY, NOW, &e), "one ended makes room");
}

static void fail(struct db *d, const struct knock *k, int n, int64_t now)
{
	for (int i = 0; i < n; i++)
		door_failed(d, k, now, &e);
}

static void lockout(struct db *d, struct arena *a)
{
	struct knock k = {"Els@example.be", "198.51.100.7", {"", 0}}, ghost = {"nobody@example.be", "198.51.100.8", {"", 0}};
	fail(d, &k, 4, NOW);
	ok(door_wait(d, &k, NOW) == 0, "four failures are free");
	fail(d, &k, 1, NOW);
	fail(d, &ghost, 5, NOW);
	ok(door_wait(d, &k, NOW) == 30 && door_wait(d, &k, NOW + 30) == 0, "the fifth waits half a minute");
	ok(door_wait(d, &ghost, NOW) == 30, "a name that does not exist waits as long");
	fail(d, &k, 1, NOW);
	ok(door_wait(d, &k, NOW) == 60, "the sixth a whole one");
	fail(d, &k, 10, NOW);
	ok(door_wait(d, &k, NOW) == DOOR_WAIT_MOST, "never over 15 minutes");
	ok(door_wait(d, &(struct knock){" els@EXAMPLE.be ", "198.51.100.7", {"", 0}}, NOW) == DOOR_WAIT_MOST, "written another way it is the same name");
	ok(door_wait(d, &k, NOW - 99999) == DOOR_WAIT_MOST, "a clock that was set back locks nobody out for long");
	ok(door_wait(d, &k, NOW + 1801) == 0 && door_failed(d, &k, NOW + 1801, &e) && door_wait(d, &k, NOW + 1801) == 0, "after a quiet time all is forgotten");
	struct knock office = {"els@example.be", "192.0.2.1", {"", 0}};
	int64_t later = NOW + DAY;
	const char *cookie = door_came_in(d, a, &office, later, &e);
	ok(cookie && strlen(cookie) == 43, "a right password leaves a cookie");
	for (int i = 0; i < 200; i++) {
		struct knock bot = {"els@example.be", arena_printf(a, "203.0.113.%d", i), {"", 0}};
		fail(d, &bot, 1, later);
	}
	struct knock stranger = {"els@example.be", "203.0.113.250", {"", 0}}, home = {"els@example.be", "203.0.113.251", text_of(cookie)};
	ok(door_wait(d, &stranger, later) == DOOR_WAIT_MOST, "two hundred addresses that each try once: strangers wait");
	ok(door_wait(d, &office, later) == 0, "the owner at the known address does not");
	ok(door_wait(d, &home, later) == 0, "nor with the known browser, from anywhere");
	struct knock other = {"tom@example.be", "203.0.113.251", text_of(cookie)};
	fail(d, &office, 5, later);
	ok(door_wait(d, &office, later) == 30 && door_wait(d, &home, later) == 0, "somebody at the office who tries: the owner's own browser is still free");
	fail(d, &home, 5, later);
	ok(door_wait(d, &home, later) == 30 && door_wait(d, &other, later) == 0, "each account has its own counter there");
	ok(door_came_in(d, a, &home, later, &e) && door_wait(d, &home, later) == 0, "a right password wipes it out");
	for (int i = 0; i < 20; i++) {
		struct knock spray = {arena_printf(a, "p%d@example.be", i), "2001:db8:1:2::5", {"", 0}};
		fail(d, &spray, 1, later);
	}
	struct knock next = {"p99@example.be", "2001:db8:1:2:ffff::9", {"", 0}}, far = {"p99@example.be", "2001:db8:1:3::9", {"", 0}};
	ok(door_wait(d, &next, later) == 30 && door_wait(d, &far, later) == 0, "one network that tries many names waits, its neighbour does not");
	ok(door_wait(d, &(struct knock){"x", "not an address", text_of("short")}, later) == 0, "an odd address does no harm");
	ok(db_int(d, "SELECT count(*) FROM failure WHERE instr(key,'example')", 9, "") == 0, "names are not kept");
}

static void codes(struct db *d, struct arena *a)
{
	// RFC 6238, appendix B: SHA-1, 8 digits
	static const struct {
		int64_t at;
		uint32_t code;
	} c[] = {{59, 94287082}, {1111111109, 7081804}, {1111111111, 14050471}, {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++)
		ok(totp_code(text_of("12345678901234567890"), (uint64_t)c[i].at / 30, 8) == c[i].code, "RFC 6238 at %lld", (long long)c[i].at);
	same(base32_make(a, text_of("foobar")), "MZXW6YTBOI", "RFC 4648: foobar");
	same(base32_make(a, text_of("fooba")), "MZXW6YTB", "RFC 4648: fooba");
	same(base32_make(a, text_of("f")), "MY", "RFC 4648: f");
	same(base32_make(a, text_of("")), "", "RFC 4648: nothing");

	const char *base, *uri, *again, *uri2;
	ok(totp_begin(d, a, 1, "De Gouden Aar & co", "els@example.be", &base, &uri, &e) && strlen(base) == 32, "a second step begins");
	ok(strncmp(uri, "otpauth://totp/De%20Gouden%20Aar%20%26%20co:els@example.be?secret=", 66) == 0, "its address for the app: %s", uri);
	ok(totp_begun(d, a, 1, "De Gouden Aar & co", "els@example.be", &again, &uri2) && strcmp(again, base) == 0 && strcmp(uri, uri2) == 0, "it can be shown again");
	struct text secret = {0};
	struct rows r = db_rows(d, "SELECT totp_next FROM person WHERE id=1", "");
	if (rows_next(&r, &e))
		secret = (struct text){arena_strndup(a, rows_blob(&r, 0).p, 20), 20};
	rows_end(&r);
	const char *now = arena_printf(a, "%06u", totp_code(secret, NOW / 30, 6)), *next = arena_printf(a, "%06u", totp_code(secret, NOW / 30 + 1, 6));
	const char *far = arena_printf(a, "%06u", totp_code(secret, NOW / 30 + 2, 6)), *past = arena_printf(a, "%06u", totp_code(secret, NOW / 30 - 1, 6));
	struct person p;
	ok(!totp_is(d, 1, now, NOW, &e) && door_person(d, a, 1, NOW, &p) && !p.step, "what is not confirmed is not asked");
	ok(!totp_confirm(d, 1, far, NOW, &e) && !totp_confirm(d, 1, "", NOW, &e) && !totp_confirm(d, 1, "12345", NOW, &e), "a wrong code confirms nothing");
	ok(totp_confirm(d, 1, past, NOW, &e) && door_person(d, a, 1, NOW, &p) && p.step, "a right one does");
	ok(!totp_is(d, 1, past, NOW, &e), "that code was used");
	ok(totp_is(d, 1, arena_printf(a, "%.3s %s", now, now + 3), NOW, &e) && !totp_is(d, 1, now, NOW, &e), "a code works once, with a blank too");
	ok(!totp_is(d, 1, far, NOW, &e) && totp_is(d, 1, next, NOW, &e) && !totp_is(d, 1, now, NOW, &e), "one step of clock difference, and never back");
	ok(totp_is(d, 1, far, NOW + 60, &e) && !totp_is(d, 2, far, NOW + 60, &e), "a code is its owner's alone");
	ok(totp_begin(d, a, 1, "x", "y", &base, &uri, &e) && totp_is(d, 1, arena_printf(a, "%06u", totp_code(secret, NOW / 30 + 4, 6)), NOW + 120, &e),
		"a new one that is not confirmed leaves the old one");

	const char *code[RECOVERY_CODES];
	ok(recovery_make(d, a, 1, code, &e) && strlen(code[0]) == 19 && strcmp(code[0], code[9]) != 0, "ten recovery codes");
	char *typed = arena_printf(a, " %.4s%.4s ", code[3], code[3] + 5);
	for (char *q = typed; *q; q++)
		*q = *q >= 'A' && *q <= 'Z' ? (char)(*q + 32) : *q;
	ok(recovery_use(d, 1, arena_printf(a, "%s%s", typed, code[3] + 10), NOW, &e) && !recovery_use(d, 1, code[3], NOW, &e), "one works once, however it is typed");
	ok(!recovery_use(d, 2, code[4], NOW, &e) && !recovery_use(d, 1, "ABCD-EFGH-IJKL-MNOP", NOW, &e) && !recovery_use(d, 1, "", NOW, &e), "and for its owner alone");
	const char *fresh[RECOVERY_CODES];
	ok(recovery_make(d, a, 1, fresh, &e) && !recovery_use(d, 1, code[5], NOW, &e) && recovery_use(d, 1, fresh[5], NOW, &e), "new ones end the old ones");
	struct who w = {.member = 1};
	ok(strstr(door_account(d, a, &w, NOW), "\"step\":1,\"recovery\":9"), "the page tells how many are left");
	ok(totp_remove(d, 1, &e) && door_person(d, a, 1, NOW, &p) && !p.step && !recovery_use(d, 1, fresh[6], NOW, &e), "taken away, its codes go with it");
	ok(strstr(door_people(d, a, NOW), "\"mail\":\"tom@example.be\"") && !strstr(door_people(d, a, NOW), "$h"), "the owner's page shows no hash");
}

int main(void)
{
	struct arena *a = arena_new();
	if (!mkdtemp(dir))
		return 1;
	file(a);
	passwords(a);
	struct db *d = door_open(a, ":memory:", &e);
	people(d, a);
	sessions(d, a);
	speed();
	forms(d, a);
	links(d, a);
	tokens(d, a);
	lockout(d, a);
	codes(d, a);
	arena_free(a);
	static const char *const left[] = {"secret.db", "secret.db-wal", "secret.db-shm", "speed.db"};
	for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
		char path[100];
		snprintf(path, sizeof path, "%s/%s", dir, left[i]);
		unlink(path);
	}
	ok(rmdir(dir) == 0, "nothing else was left behind");
	return tap_done();
}
