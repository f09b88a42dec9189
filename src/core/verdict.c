// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// From evidence to verdict; see verdict.h and doc/architecture.md, "Verdicts".
#include "verdict.h"
#include "say.h"
#include "../base/clock.h"

#include <string.h>

#define MONTH INT64_C(2630016) // seconds: 365.28 days shared by twelve

// What people brought: parts of proof that are there, and the answer.
struct brought {
	int parts, there;    // parts of proof beside `measured`, and how many are there and fresh
	const char *missing; // the first that is not
	bool answer_is_part; // the catalogue takes an answer as proof
	const char *answer;  // yes, partly, no, dont-know; NULL when none or expired
	int64_t answer_at;
};

static bool ask_people(struct judging *j, struct brought *b, struct err *e)
{
	if (!evidence_people(j))
		return true;
	struct rows r = db_rows(j->d, "SELECT part, months FROM cat.control_proof WHERE control=?1 ORDER BY position", "s", j->id);
	struct err why = {0};
	while (rows_next(&r, &why)) {
		const char *part = rows_text(&r, 0);
		if (strcmp(part, "answer") == 0)
			b->answer_is_part = true;
		else if (strcmp(part, "measured") != 0) {
			b->parts++;
			int64_t at = evidence_proof(j, part);
			if (at && at + rows_int(&r, 1) * MONTH > j->now)
				b->there++;
			else if (!b->missing)
				b->missing = arena_strdup(j->a, part);
		}
	}
	r = db_rows(j->d, "SELECT value, at FROM answer WHERE control=?1 AND until_at > ?2", "si", j->id, j->now);
	if (rows_next(&r, &why)) {
		b->answer = arena_strdup(j->a, rows_text(&r, 0));
		b->answer_at = rows_int(&r, 1);
		rows_end(&r);
	}
	return !why.text[0] || err_set(e, "%s", why.text);
}

static void set(struct judging *j, const char *name, const char *source, struct shares s, const char *why)
{
	j->verdict.name = name;
	j->verdict.source = source;
	j->verdict.shares = s;
	j->verdict.why = why;
}

// What was measured and is not in order.
static void from_gaps(struct judging *j)
{
	int all = j->good + j->bad + j->unknown;
	if (!j->good) {
		set(j, "gap", "measured", (struct shares){.gap = 1000}, say_keep(j->a, "{1} {1?thing|things} not in order", "i", (int64_t)j->bad));
		return;
	}
	struct shares s = {.gap = 1000 * j->bad / all};
	bool decides = strcmp(j->sees, "both") == 0;
	s.measured = decides ? 1000 * j->good / all : 0;
	if (!s.gap)
		s.gap = 1;
	if (s.measured + s.gap > 1000)
		s.measured = 1000 - s.gap;
	s.unknown = 1000 - s.gap - s.measured;
	if (!j->unknown && decides) { // rounding is nobody's unknown
		s.measured += s.unknown;
		s.unknown = 0;
	}
	set(j, "partly", "measured", s, say_keep(j->a, "{1} of {2} in order", "ii", (int64_t)j->good, (int64_t)all));
}

// Nobody's measurement decides: proof, else an answer.
static void from_people(struct judging *j, const struct brought *b, bool looked_good)
{
	if (b->parts && b->there == b->parts) {
		set(j, "ok", "proven", (struct shares){.proven = 1000}, say_keep(j->a, "All proof is there", ""));
		return;
	}
	if (b->there) {
		int share = 1000 * b->there / b->parts;
		set(j, "partly", "proven", (struct shares){.proven = share, .unknown = 1000 - share},
			say_keep(j->a, "{1} of {2} proofs are there", "ii", (int64_t)b->there, (int64_t)b->parts));
		return;
	}
	if (b->answer && strcmp(b->answer, "yes") == 0)
		set(j, "ok", "told", (struct shares){.told = 1000}, say_keep(j->a, "You told us on {1:date}", "i", b->answer_at));
	else if (b->answer && strcmp(b->answer, "partly") == 0)
		set(j, "partly", "told", (struct shares){.told = 500, .gap = 500}, say_keep(j->a, "You told us on {1:date}", "i", b->answer_at));
	else if (b->answer && strcmp(b->answer, "no") == 0)
		set(j, "gap", "told", (struct shares){.gap = 1000}, say_keep(j->a, "You told us on {1:date}", "i", b->answer_at));
	else if (b->answer)
		set(j, "unknown", NULL, (struct shares){.unknown = 1000}, say_keep(j->a, "You do not know yet", ""));
	else if (looked_good)
		set(j, "unknown", NULL, (struct shares){.unknown = 1000},
			say_keep(j->a, "Nothing wrong was seen, but a computer cannot see it all", ""));
	else
		set(j, "unknown", NULL, (struct shares){.unknown = 1000},
			say_keep(j->a, "No computer can see this, and nobody has answered yet", ""));
}

static const char *unknown_why(struct judging *j)
{
	for (const struct evidence *v = j->first; v; v = v->next)
		if (v->ok == -1 && v->seen)
			return v->seen;
	return say_keep(j->a, "It could not be measured", "");
}

// Nothing of the kind was looked at. Of networks and domains what people prove or tell counts until somebody looks.
static void nothing_in_scope(struct judging *j, const struct brought *b)
{
	const bool network = strcmp(j->scope, "networks") == 0, domain = strcmp(j->scope, "domains") == 0;
	const char *why = network ? say_keep(j->a, "Nobody has looked at your network yet", "") :
		domain            ? say_keep(j->a, "Nobody has looked at your domain from outside yet", "") :
				    say_keep(j->a, "No computer of this kind has reported yet", "");
	if ((network || domain) && (b->there || b->answer))
		from_people(j, b, false);
	else
		set(j, "unknown", NULL, (struct shares){.unknown = 1000}, why);
}

// What a machine may decide here, from what it saw.
static void from_machine(struct judging *j, const struct brought *b)
{
	bool both = strcmp(j->sees, "both") == 0, gap = strcmp(j->sees, "gap") == 0;
	if (!j->check || (!both && !gap)) {
		from_people(j, b, false);
		return;
	}
	if (j->bad)
		from_gaps(j);
	else if (!evidence_in_scope(j))
		nothing_in_scope(j, b);
	else if (j->unknown)
		set(j, "unknown", NULL, (struct shares){.unknown = 1000}, unknown_why(j));
	else if (both)
		set(j, "ok", "measured", (struct shares){.measured = 1000}, say_keep(j->a, "Measured", ""));
	else
		from_people(j, b, true);
	// Where a computer could not tell, what people prove or tell still counts, as theirs.
	if (j->unknown && !j->bad && (b->there || b->answer))
		from_people(j, b, true);
}

// Where the answer says one thing and the measurement another, both are shown.
static void contradict(struct judging *j, const struct brought *b)
{
	if (!b->answer || !j->verdict.source || strcmp(j->verdict.source, "measured") != 0)
		return;
	bool told_good = strcmp(b->answer, "yes") == 0, told_bad = strcmp(b->answer, "no") == 0;
	if (told_good && j->bad)
		j->verdict.contradiction = say_keep(j->a, "You said yes on {1:date}; we saw otherwise", "i", b->answer_at);
	if (told_bad && !j->bad)
		j->verdict.contradiction = say_keep(j->a, "You said no on {1:date}; we saw that it is in order", "i", b->answer_at);
}

static bool accept(struct judging *j, struct err *e)
{
	struct verdict *v = &j->verdict;
	if ((!v->shares.gap && !v->shares.unknown) || !evidence_people(j))
		return true;
	struct rows r = db_rows(j->d, "SELECT person, reason, until_at FROM acceptance WHERE control=?1 AND until_at > ?2", "si", j->id, j->now);
	struct err why = {0};
	if (rows_next(&r, &why)) {
		v->name = "accepted";
		v->shares.accepted = v->shares.gap + v->shares.unknown;
		v->shares.gap = v->shares.unknown = 0;
		v->why = say_keep(j->a, "Accepted by {1} until {2:date}: {3}", "sis", rows_text(&r, 0), rows_int(&r, 2), rows_text(&r, 1));
		rows_end(&r);
	}
	return !why.text[0] || err_set(e, "%s", why.text);
}

bool verdict_reach(struct judging *j, bool applies, struct err *e)
{
	struct brought b = {0};
	if (!applies) {
		const char *why = say_keep(j->a, "applies_else", "");
		set(j, "not_applicable", NULL, (struct shares){0}, why);
		return true;
	}
	if (!ask_people(j, &b, e))
		return false;
	from_machine(j, &b);
	contradict(j, &b);
	return accept(j, e);
}
