// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What people keep up: lists (values checked, versions, pasted and exported), which parts of proof stand by them, accounts against people.
#include "../../src/base/clock.h"
#include "../../src/core/csv.h"
#include "../../src/core/firm.h"
#include "../../src/core/judge.h"
#include "../../src/core/register.h"
#include "tap.h"

#define NOW INT64_C(1795300000) // 21 November 2026

static struct err e;

// Checks one value of one field; gives the body, or the English of what is wrong.
static const char *checked(const struct say *s, const char *list, const char *field, const char *value)
{
	struct register_form *f = register_form(s, list);
	struct register_value v[] = {{field, text_of(value)}};
	struct register_error *errors = NULL;
	const char *body = NULL;
	register_check(s, f, v, 1, &body, &errors);
	for (; errors; errors = errors->next)
		if (strcmp(errors->field, field) == 0)
			return say_text(s, "", errors->why);
	// Another field is missing: check again with all that is required, and show the member alone.
	struct register_value all[REGISTER_FIELDS_MAX];
	size_t n = 1;
	all[0] = v[0];
	for (size_t i = 0; i < f->n; i++)
		if (f->field[i].required && strcmp(f->field[i].name, field) != 0) {
			const char *type = f->field[i].type;
			const char *word = db_text(s->d, s->a, "SELECT name FROM cat.register_choice WHERE register=?1 AND field=?2 LIMIT 1", "ss", list,
				f->field[i].name);
			all[n++] = (struct register_value){f->field[i].name,
				text_of(word ? word : *type == 'd' ? "2026-01-02" : strcmp(type, "time") == 0 ? "10:00" : *type == 'p' ? "02 123" : "1")};
		}
	if (!register_check(s, f, all, n, &body, &errors))
		return "other error";
	return db_text(s->d, s->a, "SELECT coalesce(json_extract(?1, '$.' || ?2), 'left out')", "ss", body, field);
}

static void values(const struct say *s)
{
	char long_name[300];
	memset(long_name, 'x', sizeof long_name);
	long_name[250] = 0;
	same(checked(s, "visits", "name", "  Ann De Smet "), "Ann De Smet", "a name, trimmed");
	same(checked(s, "visits", "name", " "), "Please fill this in", "what is required");
	same(checked(s, "visits", "firm", ""), "left out", "what is empty is left out");
	same(checked(s, "visits", "name", long_name), "At most 200 characters", "a name that is too long");
	same(checked(s, "visits", "name", "\x01[\"x\"]"), "This has characters that cannot be kept", "a text that plays to be ours");
	same(checked(s, "visits", "name", "a\nb"), "This has characters that cannot be kept", "two lines in a field of one");
	same(checked(s, "visits", "name", "\xff\xfe"), "This has characters that cannot be kept", "no UTF-8");
	same(checked(s, "visits", "note", "a\nb"), "a\nb", "two lines in a long field");
	same(checked(s, "visits", "name", "\"'); DROP TABLE entry;--"), "\"'); DROP TABLE entry;--", "quotes are only text");
	same(checked(s, "visits", "day", "2026-11-21"), "2026-11-21", "a date");
	same(checked(s, "visits", "day", "1/2/2026"), "2026-02-01", "a Belgian date");
	same(checked(s, "visits", "day", "21.11.2026"), "2026-11-21", "a German date");
	same(checked(s, "visits", "day", "29-02-2028"), "2028-02-29", "a leap day");
	same(checked(s, "visits", "day", "29/02/2026"), "Write a date as 31/12/2026", "no leap day");
	same(checked(s, "visits", "day", "2026-13-01"), "Write a date as 31/12/2026", "no month");
	same(checked(s, "visits", "day", "1/2/26"), "Write a date as 31/12/2026", "a year of two digits is not guessed");
	same(checked(s, "visits", "day", "-1/2/2026"), "Write a date as 31/12/2026", "a minus in a date");
	same(checked(s, "visits", "time_in", "9h05"), "09:05", "a time");
	same(checked(s, "visits", "time_in", "24:00"), "Write a time as 14:30", "no time");
	same(checked(s, "payers", "amount", "1.200"), "1200", "a number with its thousands apart");
	same(checked(s, "payers", "amount", "-5"), "-5", "below zero");
	same(checked(s, "payers", "amount", "1.25"), "Write a whole number", "a fraction");
	same(checked(s, "payers", "amount", "99999999999999999999"), "Write a whole number", "too large");
	same(checked(s, "suppliers", "updates", "Oui"), "1", "yes in French");
	same(checked(s, "suppliers", "updates", "nee"), "0", "no in Dutch");
	same(checked(s, "suppliers", "updates", "maybe"), "Choose yes or no", "maybe");
	same(checked(s, "contacts", "kind", "verzekeraar"), "insurer", "a word in Dutch");
	same(checked(s, "contacts", "kind", "bank"), "bank", "a word by its name");
	same(checked(s, "contacts", "kind", "nobody"), "Choose one of the words", "no such word");
	same(checked(s, "contacts", "mail", "a@b.be"), "a@b.be", "a mail address");
	same(checked(s, "contacts", "mail", "a@b@c.be"), "Write a mail address such as name@firm.be", "no mail address");
	same(checked(s, "contacts", "mail", "a@b.be\r\nBcc: x@y.be"), "Write a mail address such as name@firm.be", "a header in a mail address");
	same(checked(s, "contacts", "phone", "+32 (0)2 501 05 60"), "+32 (0)2 501 05 60", "a phone number");
	same(checked(s, "contacts", "phone", "call me"), "Write a phone number with digits", "no phone number");
	ok(!register_form(s, "nothing") && !register_form(s, "'; --"), "no such list");
}

static void versions(const struct say *s)
{
	struct db *d = s->d;
	struct register_form *f = register_form(s, "keys"), *other = register_form(s, "badges"), *staff = register_form(s, "staff-list");
	int64_t id = 0;
	enum register_state state;
	ok(register_add(d, f, "{\"what\":\"door\",\"holder\":\"Ann\",\"given_on\":\"2026-01-01\"}", "Ann", NOW, &id, &e), "a line is added");
	same(db_text(d, s->a, "SELECT what || holder FROM register_keys", ""), "doorAnn", "the view has its fields");
	ok(register_change(d, f, id, 1, "{\"what\":\"gate\"}", "Bob", NOW + 1, &state, &e) && state == REGISTER_DONE, "changed");
	ok(register_change(d, f, id, 1, "{\"what\":\"lost\"}", "Eve", NOW + 2, &state, &e) && state == REGISTER_STALE, "the second writer is told");
	same(db_text(d, s->a, "SELECT what || changed_by FROM register_keys", ""), "gateBob", "and nothing of the first is lost");
	ok(register_change(d, other, id, 2, "{}", "Eve", NOW, &state, &e) && state == REGISTER_GONE, "a line of another list cannot be reached");
	ok(register_remove(d, f, id, 1, "Eve", NOW, &state, &e) && state == REGISTER_STALE, "taken off by somebody who saw an old one");
	ok(register_remove(d, f, id, 2, "Bob", NOW, &state, &e) && state == REGISTER_DONE, "taken off");
	ok(register_remove(d, f, id, 3, "Bob", NOW, &state, &e) && state == REGISTER_GONE, "twice");
	ok(db_int(d, "SELECT count(*) FROM register_keys", -1, "") == 0, "it is not on the list");
	ok(!register_add(d, staff, "{}", "Bob", NOW, NULL, &e), "a list that fills itself takes no lines");
	struct register_form *v = register_form(s, "visits");
	register_add(d, v, "{\"name\":\"x\",\"time_out\":\"10:00\"}", "Bob", NOW - 300 * DAY, NULL, &e);
	register_add(d, v, "{\"name\":\"y\"}", "Bob", NOW - 300 * DAY, NULL, &e);
	register_add(d, v, "{\"name\":\"z\",\"time_out\":\"10:00\"}", "Bob", NOW - 3 * DAY, NULL, &e);
	ok(register_forget(d, NOW, &e) && db_int(d, "SELECT count(*) FROM register_visits WHERE name IN ('y', 'z')", 0, "") == 2 &&
			db_int(d, "SELECT count(*) FROM register_visits", 0, "") == 2,
		"old visits are forgotten, open and new ones are not");
}

static struct register_pasted paste(const struct say *s, const char *list, const char *csv)
{
	struct register_pasted r;
	e.text[0] = 0;
	if (!register_paste(s, register_form(s, list), text_of(csv), "Ann", NOW, &r, &e))
		printf("# %s\n", e.text);
	return r;
}

static const char *why(const struct say *s, struct register_pasted r)
{
	return r.errors ? arena_printf(s->a, "%lld %s %s", (long long)r.errors->line, r.errors->field, say_text(s, "", r.errors->why)) : "no error";
}

static void pasted(const struct say *s)
{
	struct db *d = s->d;
	struct register_pasted r = paste(s, "licences", "Program,For how many,Extra\nOffice,12,x\n\"Draw, \"\"pro\"\"\",\" 3\",\n");
	ok(!r.errors && r.lines == 2 && r.added == 2, "two lines with commas");
	same(r.ignored, "Extra", "a column that no field has is told");
	same(db_text(d, s->a, "SELECT group_concat(program || seats, '|') FROM register_licences", ""), "Office12|Draw, \"pro\"3", "quotes inside quotes");
	r = paste(s, "licences", "\xef\xbb\xbfprogramma;VOOR HOEVEEL\r\nOffice;12\r\n\r\nPhoto;1.200\r\nPhoto;1200\r\n");
	ok(!r.errors && r.lines == 3 && r.added == 1, "semicolons, Dutch titles, a line that stands there and one that stands twice");
	r = paste(s, "licences", "Logiciel\tPour combien\nCaisse\t1");
	ok(!r.errors && r.added == 1, "tabs, French titles, no end of line");
	r = paste(s, "licences", "Program,For how many\nGood,1\nBad,many\n,3\n");
	same(why(s, r), "3 seats Write a whole number", "the line and field of what is wrong");
	ok(r.errors && r.errors->next && r.errors->next->line == 4, "and of the next");
	ok(db_int(d, "SELECT count(*) FROM register_licences WHERE program='Good'", -1, "") == 0, "all or nothing");
	same(why(s, paste(s, "licences", "Office;12\n")), "1  The first line must name the columns", "no titles");
	same(why(s, paste(s, "licences", "")), "1  The first line must name the columns", "nothing at all");
	same(why(s, paste(s, "licences", "Program\n")), "1  There is nothing under the first line", "titles alone");
	same(why(s, paste(s, "licences", "For how many\n1\n")), "1 program The column Program is missing", "a column is missing");
	same(why(s, paste(s, "licences", "Program;program\na;b\n")), "1 program The column Program stands twice", "a column twice");
	same(why(s, paste(s, "licences", "Program;Maker\na;b;c\n")), "2  This line has more cells than the first line", "a cell too many");
	same(why(s, paste(s, "licences", "Program\n\"open\nfor\never")), "2  A quote was opened and never closed", "an open quote");
	same(why(s, paste(s, "ict-rules-signed", "Name\nx\n")), "no error", "a list that fills itself");
	ok(e.text[0] != 0, "cannot be pasted into");
	struct buf *big = buf_new(s->a, (size_t)8 << 20);
	buf_str(big, "Program\n");
	for (int i = 0; i < 10001; i++)
		buf_printf(big, "p%d\n", i);
	same(why(s, paste(s, "licences", big->p)), "10002  At most 10,000 lines at once", "too many lines");
	big->p[big->n - 7] = 0;
	int64_t before = clock_ms();
	r = paste(s, "licences", big->p);
	ok(!r.errors && r.added == 10000, "10,000 lines, in %d ms", (int)(clock_ms() - before));
	while (big->n <= REGISTER_PASTE_MAX)
		buf_str(big, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
	big->p[8] = 'q';
	struct register_pasted large;
	register_paste(s, register_form(s, "licences"), (struct text){big->p, big->n}, "Ann", NOW, &large, &e);
	same(why(s, large), "0  At most 4 MB at once", "too many bytes");
	db_do(d, &e, "DELETE FROM entry WHERE register='licences'", "");
	ok(paste(s, "licences", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n\"\"\"\"").errors != NULL, "eighty empty titles");
}

// A cell takes the room of a cell: a list in which all cells are quoted must not take its length squared.
static void quoted(const struct say *s)
{
	struct buf *b = buf_new(s->a, 4096);
	struct text cell[CSV_CELLS_MAX];
	size_t n;
	buf_str(b, "\"a\"\"b\",\"c\"\n");
	for (int i = 0; i < 1000; i++)
		buf_str(b, "x\n");
	struct csv csv = csv_open((struct text){b->p, b->n});
	ok(csv_row(&csv, s->a, cell, &n) && n == 2 && text_is(cell[0], "a\"b") && text_is(cell[1], "c"), "two quoted cells");
	ok(cell[1].p - cell[0].p < 100, "take the room of two cells");
}

static void exported(const struct say *s)
{
	struct db *d = s->d;
	struct register_form *f = register_form(s, "contacts");
	paste(s, "contacts", "kind;name;phone\nbank;=cmd|' /C calc'!A0;+32 2 1\npolice;\"A \"\"B\"\", C\";101\n");
	struct buf *b = register_export(s, f, &e);
	ok(b && text_starts(text_of(b->p), "\xef\xbb\xbfKind,Name,Phone,"), "exported with a mark and titles");
	ok(b && strstr(b->p, "\r\nbank,\"'=cmd|' /C calc'!A0\",\"'+32 2 1\","), "a formula is made harmless");
	ok(b && strstr(b->p, "police,\"A \"\"B\"\", C\",101,"), "quotes");
	struct register_pasted r = paste(s, "contacts", b ? b->p : "");
	ok(!r.errors && r.lines == 2 && r.added == 0, "what is exported can be pasted, and is the same");
	struct say fr = *s;
	fr.lang = "fr";
	b = register_export(&fr, register_form(&fr, "contacts"), &e);
	ok(b && strstr(b->p, "Type,Nom,") && strstr(b->p, "banque,"), "in French");
	ok(register_export(s, register_form(s, "staff-list"), &e) != NULL && register_export(s, register_form(s, "ict-rules-signed"), &e) != NULL,
		"lists that fill themselves are exported too");
	db_do(d, &e, "DELETE FROM entry", "");
}

static const char *stands(struct db *d, struct arena *a, const char *part)
{
	const char *t = db_text(d, a, "SELECT coalesce(date(max(dated_at), 'unixepoch'), 'no') FROM proof_now WHERE part=?1", "s", part);
	return t ? t : "no";
}

static void parts(struct db *d, struct arena *a)
{
	same(stands(d, a, "register:keys"), "no", "an empty list that nobody saw");
	db_do(d, &e, "INSERT INTO register_review(register, at, person) VALUES('keys',?1,'Ann')", "i", NOW - 20 * DAY);
	same(stands(d, a, "register:keys"), "2026-11-01", "an empty list that somebody looked at");
	db_do(d, &e, "INSERT INTO entry(register,body,made_at,made_by,changed_at,changed_by) VALUES('keys','{}',?1,'x',?1,'x')", "i", NOW - DAY);
	same(stands(d, a, "register:keys"), "2026-11-20", "a line that was added");
	db_do(d, &e, "INSERT INTO document(part,version,title,lang,body,made_at,made_by) VALUES('document:ict-rules',1,'t','nl','b',?1,'x')", "i", NOW);
	same(stands(d, a, "document:ict-rules"), "no", "a draft");
	db_do(d, &e, "UPDATE document SET approved_at=?1, approved_by='Ann'", "i", NOW - 5 * DAY);
	db_do(d, &e, "INSERT INTO document(part,version,title,lang,body,made_at,made_by) VALUES('document:ict-rules',2,'t','nl','b',?1,'x')", "i", NOW);
	same(stands(d, a, "document:ict-rules"), "2026-11-16", "an approved version, with a newer draft");
	db_do(d, &e, "UPDATE document SET review_on='2026-11-20' WHERE version=1", "");
	same(stands(d, a, "document:ict-rules"), "no", "its day of review has passed");
	db_do(d, &e, "INSERT INTO duty(id,part,title,next_on,made_at) VALUES(1,'task:read-alerts','t','2026-12-01',1)", "");
	same(stands(d, a, "task:read-alerts"), "no", "a duty that was never done");
	db_do(d, &e, "INSERT INTO duty_done(duty,at,dated_on,person) VALUES(1,?1,'2026-11-10','Ann')", "i", NOW);
	same(stands(d, a, "task:read-alerts"), "2026-11-10", "a duty that was done, by its own date");
	db_do(d, &e, "INSERT INTO drill(part,dated_on,result,person,at) VALUES('drill:tabletop','2026-11-11','bad','Ann',1)", "");
	same(stands(d, a, "drill:tabletop"), "no", "a drill that went wrong");
	db_do(d, &e, "INSERT INTO drill(part,dated_on,result,person,at) VALUES('drill:tabletop','2026-11-12','partly','Ann',1)", "");
	same(stands(d, a, "drill:tabletop"), "2026-11-12", "a drill");
	db_do(d, &e, "INSERT INTO upload(name,type,bytes,hash,body,part,dated_on,added_at,person) VALUES('a.jpg','image/jpeg',1,'h',x'00','photo:shredder','2026-11-02',1,'x')", "");
	same(stands(d, a, "photo:shredder"), "2026-11-02", "a photo");
	db_do(d, &e, "INSERT INTO upload(name,type,bytes,hash,body,part,dated_on,added_at,person) VALUES('a','text/plain',1,'h',x'00','signoff:risk-plan','2026-11-02',1,'x')", "");
	same(stands(d, a, "signoff:risk-plan"), "no", "a file does not stand for a signature");
	db_do(d, &e, "INSERT INTO attestation(part,giver,dated_on,until_on,person,at) VALUES('attestation:vpn','s','2026-10-01','2026-11-20','x',1)", "");
	same(stands(d, a, "attestation:vpn"), "no", "a statement that has ended");
	db_do(d, &e, "UPDATE attestation SET until_on='2027-01-01'", "");
	same(stands(d, a, "attestation:vpn"), "2026-10-01", "a statement");
	db_do(d, &e, "INSERT INTO proof(part,person,dated_at,added_at) VALUES('contract:cloud','x',?1,?1)", "i", NOW);
	same(stands(d, a, "contract:cloud"), "2026-11-21", "what table proof has still counts");
}

static void staff(struct db *d, struct arena *a)
{
	db_do(d, &e, "INSERT INTO member(id,name,mail,kind) VALUES(1,'Ann Claes','ann@x.be','owner'),(2,'Bob Maes',NULL,'staff')", "");
	db_do(d, &e, "INSERT INTO member(id,name,kind,left_on) VALUES(3,'Eve Old','staff','2026-11-20')", "");
	db_do(d, &e, "INSERT INTO member(id,name,kind) VALUES(4,'Helper','supplier')", "");
	db_do(d, &e, "INSERT INTO round(id,part,title,lang,body,made_at,made_by) VALUES(1,'signoff:ict-rules','t','nl','b',?1,'Ann')", "i", NOW);
	same(stands(d, a, "signoff:ict-rules"), "no", "nobody has signed");
	db_do(d, &e, "INSERT INTO signature(round, member, asked_at, signed_at, how, hash) VALUES(1,1,1,?1,'link','h'),(1,2,1,NULL,NULL,NULL)", "i", NOW - 3 * DAY);
	same(stands(d, a, "signoff:ict-rules"), "no", "one has signed, one has not");
	db_do(d, &e, "UPDATE signature SET signed_at=?1 WHERE member=2", "i", NOW - DAY);
	same(stands(d, a, "signoff:ict-rules"), "2026-11-18", "all who work here have signed; the oldest counts");
	same(stands(d, a, "register:ict-rules-signed"), "2026-11-18", "the list of signatures follows");
	db_do(d, &e, "INSERT INTO member(id,name,kind,started_on) VALUES(5,'New','staff','2026-12-01')", "");
	same(stands(d, a, "signoff:ict-rules"), "2026-11-18", "somebody who starts next month");
	db_do(d, &e, "UPDATE member SET started_on='2026-11-21' WHERE id=5", "");
	same(stands(d, a, "signoff:ict-rules"), "no", "somebody who started today and has not signed");
	db_do(d, &e, "INSERT INTO signature(round, member, asked_at, signed_at, how, hash) VALUES(1,5,1,?1,'code','h')", "i", NOW);
	same(stands(d, a, "signoff:ict-rules"), "2026-11-18", "and then has");
	db_do(d, &e, "INSERT INTO round(id,part,title,lang,body,made_at,made_by) VALUES(2,'signoff:ict-rules','t','nl','b',?1,'Ann')", "i", NOW);
	same(stands(d, a, "signoff:ict-rules"), "no", "a new round starts over");
	db_do(d, &e, "INSERT INTO round(id,part,title,lang,body,made_at,made_by) VALUES(3,'signoff:risk-plan','t','nl','b',?1,'Ann')", "i", NOW);
	db_do(d, &e, "INSERT INTO signature(round, member, asked_at, signed_at, how, hash) VALUES(3,1,1,?1,'screen','h')", "i", NOW);
	same(stands(d, a, "signoff:risk-plan"), "2026-11-21", "what the owner signs, the owner signs alone");
	db_do(d, &e, "INSERT INTO quiz_result(part,member,at,asked,good,answers,passed) VALUES('quiz:safe-work',1,?1,4,4,'[]',1),('quiz:safe-work',2,?1,4,4,'[]',1),('quiz:safe-work',5,?1,4,1,'[]',0)", "i", NOW);
	same(stands(d, a, "quiz:safe-work"), "no", "one did not pass the quiz");
	db_do(d, &e, "INSERT INTO quiz_result(part,member,at,asked,good,answers,passed) VALUES('quiz:safe-work',5,?1,4,3,'[]',1)", "i", NOW - 2 * DAY);
	same(stands(d, a, "quiz:safe-work"), "2026-11-19", "all passed");
	db_do(d, &e, "INSERT INTO appointment(part,member,since_on) VALUES('appointment:security-lead',2,'2026-01-01')", "");
	same(stands(d, a, "appointment:security-lead"), "no", "asked, and has not said yes");
	db_do(d, &e, "UPDATE appointment SET confirmed_at=?1", "i", NOW);
	same(stands(d, a, "appointment:security-lead"), "2026-11-21", "said yes");
	db_do(d, &e, "UPDATE member SET left_on='2026-11-21' WHERE id=2", "");
	same(stands(d, a, "appointment:security-lead"), "no", "and left");
}

static void accounts(const struct say *s)
{
	struct db *d = s->d;
	db_do(d, &e, "INSERT INTO asset VALUES(1,'box',0,1,1,'computer')", "");
	static const char *const names[] = {"ann", "bmaes", "eve.old", "scanner", "x17", "mark"};
	for (int i = 0; i < 6; i++)
		db_do(d, &e, "INSERT INTO account(asset,source,name,uid,can_login,system,directory) VALUES(1,'host',?1,'1',1,0,0)", "s", names[i]);
	db_do(d, &e, "INSERT INTO account(asset,source,name,uid,can_login,system,directory) VALUES(1,'host','www-data','33',0,1,0)", "");
	db_do(d, &e, "INSERT INTO member_account VALUES('x17',5)", "");
	same(db_text(d, s->a, "SELECT group_concat(account, ' ') FROM (SELECT account FROM account_without_member ORDER BY account)", ""), "mark scanner", "accounts of nobody");
	same(db_text(d, s->a, "SELECT group_concat(account, ' ') FROM (SELECT account FROM member_left_with_account ORDER BY account)", ""), "bmaes eve.old",
		"accounts of who left");
	struct register_pasted r = paste(s, "staff-list", "Naam;E-mail;Begonnen op;Vertrokken op\nMark Stevens;mark@x.be;1/3/2020;\nAnn Claes;;;\nann claes jr;ann@x.be;;\n");
	ok(!r.errors && r.added == 1, "a pasted staff list");
	same(db_text(d, s->a, "SELECT name || started_on || kind FROM member WHERE mail='mark@x.be'", ""), "Mark Stevens2020-03-01staff", "adds who is new");
	same(db_text(d, s->a, "SELECT group_concat(account, ' ') FROM account_without_member", ""), "scanner", "whose account is known then");
	same(db_text(d, s->a, "SELECT name || kind FROM member WHERE id=1", ""), "ann claes jrowner", "and who is known by mail keeps the kind");
	r = paste(s, "staff-list", "Naam;E-mail;Begonnen op\nMark Stevens;mark@x.be;1/3/2020\n");
	ok(!r.errors && !r.added && !r.changed, "the same list again changes nothing");
}

// The verdict comes from the instruments: 8.a8 asks register:visits@1.
static void judged(struct db *d, struct arena *a)
{
	static const char verdict[] = "SELECT verdict || ' ' || coalesce(source, '-') FROM finding WHERE control='8.a8'";
	judge_one_control(d, "8.a8", NOW, &e);
	same(db_text_made(d, a, verdict, ""), "unknown -", "no visits list");
	db_do(d, &e, "INSERT INTO register_review(register, at, person) VALUES('visits',?1,'Ann')", "i", NOW - 5 * DAY);
	judge_one_control(d, "8.a8", NOW, &e);
	same(db_text_made(d, a, verdict, ""), "ok proven", "looked through five days ago");
	same(db_text(d, a, "SELECT stands || ' ' || months FROM proof_state WHERE part='register:visits'", ""), "1 1", "and proof_state says so");
	judge_one_control(d, "8.a8", NOW + 27 * DAY, &e);
	same(db_text_made(d, a, verdict, ""), "unknown -", "a month later it proves nothing");
}

int main(void)
{
	struct arena *a = arena_new();
	struct db *d = firm_open(a, ":memory:", NULL, &e);
	if (!ok(d != NULL, "a firm opens %s", e.text))
		return tap_done();
	ok(firm_lists(d, &e) && firm_lists(d, &e), "the views of the lists are made once %s", e.text);
	say_now(d, NOW);
	struct say s = {d, a, "en", NOW};
	values(&s);
	versions(&s);
	pasted(&s);
	quoted(&s);
	exported(&s);
	parts(d, a);
	staff(d, a);
	accounts(&s);
	judged(d, a);
	ok(db_int(d, "SELECT count(*) FROM cat.control_proof WHERE months IS NOT NULL AND part NOT IN (SELECT part FROM cat.instrument)", -1, "") == 0,
		"each part of proof has its instrument");
	arena_free(a);
	return tap_done();
}
