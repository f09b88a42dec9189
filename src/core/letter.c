// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Letters to those who must mend; see letter.h.
#include "letter.h"
#include "../base/buf.h"
#include "../base/json.h"

#include <string.h>

// The line of ref/check_request.csv for a code: what stands open to anybody has one line for every kind of service.
#define CODE "iif(k.code GLOB 'open-*' AND k.code<>'open-folder', 'open', k.code)"

struct letter {
	const struct say *say;
	int64_t asset;
	const char *who, *due_on, *person, *name, *firm;
	struct buf *body, *codes;
	int n;
};

static void line(struct letter *l, const char *text)
{
	buf_str(l->body, text);
	buf_char(l->body, '\n');
}

// A line that belongs to the one above.
static void under(struct letter *l, const char *text)
{
	buf_str(l->body, "   ");
	line(l, text);
}

// One thing that is not in order: where, what was seen, what must be there.
static void item(struct letter *l, struct rows *r)
{
	const struct say *s = l->say;
	const char *code = rows_text(r, 0), *name = rows_text(r, 1), *subject = say_text(s, "", rows_text(r, 2)), *address = rows_text(r, 6);
	line(l, arena_printf(s->a, *address && !strstr(subject, address) ? "%d. %s (%s)" : "%d. %s", ++l->n, subject, address));
	under(l, say_format(s, "Seen: {1}", "s", say_text(s, "", rows_text(r, 3))));
	if (!rows_null(r, 4))
		under(l, say_format(s, "Wanted: {1}", "s", say_text(s, "", rows_text(r, 4))));
	buf_str(l->codes, l->codes->n > 1 ? ",[" : "[");
	json_write(l->codes, text_of(code));
	buf_char(l->codes, ',');
	if (*name)
		json_write(l->codes, text_of(name));
	else
		buf_str(l->codes, "null");
	buf_char(l->codes, ']');
}

// What is asked, once below all things that want the same.
static void asked(struct letter *l, const char *what)
{
	if (*what)
		under(l, say_format(l->say, "We ask: {1}", "s", what));
	if (l->n)
		line(l, "");
}

static void items(struct letter *l)
{
	struct rows r = db_rows(l->say->d,
		"SELECT k.code, k.name, k.subject, k.seen, k.wanted, CASE ?3 WHEN 'nl' THEN q.nl WHEN 'fr' THEN q.fr WHEN 'de' THEN q.de ELSE q.en END,"
		" (SELECT substr(d.addresses || ' ', 1, instr(d.addresses || ' ', ' ') - 1) FROM main.lan_device d WHERE d.asset=k.asset AND d.uid=k.name AND d.source='lan')"
		" FROM found_check k LEFT JOIN ref_check_request q ON q.code=" CODE " WHERE k.asset=?1 AND k.who=?2 AND k.ok=0 ORDER BY q.rowid, k.code, k.name LIMIT 60",
		"iss", l->asset, l->who, l->say->lang);
	const char *before = "";
	while (rows_next(&r, NULL)) {
		const char *what = rows_text(&r, 5);
		if (strcmp(what, before) != 0)
			asked(l, before);
		before = arena_strdup(l->say->a, what);
		item(l, &r);
	}
	asked(l, before);
}

// The sentence above the list: what is looked after, for whom, and how it was looked at.
static const char *opening(const struct letter *l)
{
	const struct say *s = l->say;
	const int64_t seen = db_int(s->d, "SELECT max(at) FROM report WHERE asset=?1 AND source<>'import'", s->now, "i", l->asset);
	if (db_int(s->d, "SELECT kind='domain' FROM asset WHERE id=?1", 0, "i", l->asset))
		return say_format(s, "You take care of {1} for {2}. On {3:date} we looked at it, as everybody can from outside. Some things are not in order:", "ssi", l->name, l->firm,
			seen);
	if (strcmp(l->who, "maker") == 0)
		return say_format(s, "{1} uses devices of yours. On {2:date} we looked at them on our network. Some things are not in order:", "si", l->firm, seen);
	return say_format(s, "You take care of the network of {1} ({2}). On {3:date} we looked at the devices on it. Some things are not in order:", "ssi", l->firm, l->name, seen);
}

static void request(struct letter *l)
{
	const struct say *s = l->say;
	line(l, arena_printf(s->a, "%s\n", say_word(s, "Dear Sir or Madam,")));
	line(l, arena_printf(s->a, "%s\n", opening(l)));
	items(l);
	line(l, say_format(s, "Please put this right by {1:date}. If something is not possible, write to us before then, and why.", "s", l->due_on));
	line(l, say_word(s, "We measure again by ourselves: you need not send proof."));
}

// To customers: names that look like the firm's, with which false invoices are sent.
static void warning(struct letter *l)
{
	const struct say *s = l->say;
	struct buf *names = buf_new(s->a, 4096);
	struct rows r = db_rows(s->d, "SELECT name FROM main.domain_lookalike WHERE asset=?1 AND mail IS NOT NULL ORDER BY mail_only DESC, name LIMIT 20", "i", l->asset);
	for (; rows_next(&r, NULL); l->n++)
		buf_printf(names, "  %s\n", rows_text(&r, 0));
	line(l, arena_printf(s->a, "%s\n", say_word(s, "Dear customer,")));
	line(l, say_format(s, "{1} writes to you only from addresses that end in @{2}. Others use names that look like ours:", "ss", l->firm, l->name));
	line(l, arena_printf(s->a, "\n%s", names->p));
	line(l, say_word(s, "These are not ours. Is there suddenly another account number on an invoice? Then call us first, on a number that you know already."));
}

bool letter_write(const struct say *say, int64_t asset, const char *who, const char *due_on, const char *person, int64_t *ret, struct err *e)
{
	struct db *d = say->d;
	const bool warn = strcmp(who, "customers") == 0;
	const char *firm = db_text(d, say->a, "SELECT name FROM firm WHERE name IS NOT NULL", ""), *name = db_text(d, say->a, "SELECT name FROM asset WHERE id=?1", "i", asset);
	if (!name)
		return err_set(e, "there is no such network or domain");
	struct letter l = {say, asset, who, due_on, person, name, firm ? firm : name, buf_new(say->a, 65536), buf_new(say->a, 65536), 0};
	buf_char(l.codes, '[');
	(warn ? warning : request)(&l);
	buf_char(l.codes, ']');
	if (!l.n)
		return err_set(e, "there is nothing to ask");
	line(&l, arena_printf(say->a, "\n%s\n%s\n%s", say_word(say, "Kind regards,"), person, l.firm));
	const char *title = warn ? say_format(say, "False mail in the name of {1}", "s", l.firm) : say_format(say, "Please put right: {1}", "s", name);
	const char *provider = db_text(d, say->a,
		"SELECT CASE ?2 WHEN 'mail' THEN mail_provider WHEN 'web' THEN web_provider WHEN 'dns' THEN dns_provider END FROM main.domain WHERE asset=?1 AND source='outside'", "is",
		asset, who);
	if (!db_do(d, e, "INSERT INTO letter(asset, who, provider, lang, title, body, codes, made_at, person, due_on) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)", "issssssiss",
		    asset, who, provider, say->lang, title, l.body->p, l.codes->p, say->now, person, due_on))
		return false;
	*ret = sqlite3_last_insert_rowid(d->handle);
	return true;
}

bool letter_measure(struct db *d, int64_t asset, int64_t now, struct err *e)
{
	// A thing that was asked is mended when nothing of that code and name is wrong or unclear any more, and either something of it is in order, or it is gone:
	// the table that showed it was seen whole, and the device is still there.
	return db_do(d, e,
		"WITH k AS (SELECT code, name, ok FROM found_check WHERE asset=?1)"
		" UPDATE letter SET closed_at=?2 WHERE asset=?1 AND closed_at IS NULL AND given_up_at IS NULL AND who<>'customers' AND NOT EXISTS ("
		"SELECT 1 FROM json_each(letter.codes) j WHERE EXISTS (SELECT 1 FROM k WHERE k.code=j.value ->> 0 AND k.name IS j.value ->> 1 AND k.ok IS NOT 1)"
		" OR NOT (EXISTS (SELECT 1 FROM k WHERE k.code=j.value ->> 0 AND k.name IS j.value ->> 1)"
		" OR (EXISTS (SELECT 1 FROM (SELECT j.value ->> 0 AS code) k JOIN ref_check_request q ON q.code=" CODE " JOIN main.probe_state p ON p.tab=q.tab"
		" WHERE p.asset=?1 AND p.source<>'import' GROUP BY q.code HAVING min(p.state='ok') AND max(p.at) > letter.made_at)"
		" AND (j.value ->> 1 IS NULL OR EXISTS (SELECT 1 FROM asset WHERE id=?1 AND kind='domain') OR EXISTS (SELECT 1 FROM main.lan_device v WHERE v.asset=?1 AND v.uid=j.value ->> 1)))))",
		"ii", asset, now);
}
