// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /map/keep: the map as it stands becomes a version of the document "drawing of the network", approved by the owner for half a year.
#include "../../base/clock.h"
#include "../proof.h"

#define DAYS 183 // as long as measure 4.b2 lets a drawing count

static const struct field fields[] = {{0}};

// A line of a table in markdown; what stands in a cell must not end it.
static void cell(struct buf *b, const char *text)
{
	buf_str(b, "| ");
	for (; *text; text++)
		buf_char(b, *text == '|' || *text == '\n' || *text == '[' || *text == ']' ? '/' : *text);
	buf_char(b, ' ');
}

static void rows_of(struct job *j, struct buf *b)
{
	struct rows r = db_rows(j->d,
		"SELECT coalesce(d.name, d.maker, '-'), (SELECT w.word FROM device_kind_word w WHERE w.kind=d.kind AND w.lang=?1), coalesce(d.addresses, ''),"
		" coalesce((SELECT group_concat(coalesce(o.name, o.address, e.a)) FROM map_edge e LEFT JOIN device_now o ON o.uid=e.a WHERE e.b=d.uid), '') FROM device_now d"
		" ORDER BY d.network, d.kind, d.id LIMIT 2000",
		"s", j->say.lang);
	while (rows_next(&r, NULL)) {
		for (int i = 0; i < 4; i++)
			cell(b, rows_text(&r, i));
		buf_str(b, "|\n");
	}
}

static const char *body(struct job *j)
{
	struct buf *b = buf_new(j->a, (size_t)512 << 10);
	buf_printf(b, "# %s\n\n%s\n\n", say_word(&j->say, "The map"), say_date(&j->say, j->now));
	static const char *const heads[] = {"Device", "What it is", "Addresses", "Hangs on"};
	for (int i = 0; i < 4; i++)
		cell(b, say_word(&j->say, heads[i]));
	buf_str(b, "|\n|---|---|---|---|\n");
	rows_of(j, b);
	return b->p;
}

static bool run(struct job *j)
{
	struct err e = {0};
	static const char part[] = "document:network-map";
	if (!db_int(j->d, "SELECT count(*) FROM device_now", 0, ""))
		return job_refuse(j, NULL, "There is nothing on the map yet.");
	if (!db_do(j->d, &e, "DELETE FROM document WHERE part=?1 AND approved_at IS NULL", "s", part) ||
		!db_do(j->d, &e,
			"INSERT INTO document(part, version, title, lang, body, made_at, made_by, approved_at, approved_by, review_on)"
			" VALUES(?1,(SELECT coalesce(max(version), 0) + 1 FROM document WHERE part=?1),?2,?3,?4,?5,?6,?5,?6,?7)",
			"ssssiss", part, say_word(&j->say, "Drawing of the network"), j->say.lang, body(j), j->now, j->who.name, clock_day(j->a, j->now + DAYS * DAY)))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = "/document/network-map";
	j->say_done = say_keep(j->a, "Kept as a document, for half a year.", "");
	return true;
}

const struct action action_map_keep = {.path = "/map/keep", .may = ROLE_OWNER, .page = "/map", .fields = fields, .run = run};
