// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /document/{name}/approve: the owner approves the draft of a document, until the day it is looked at again.
#include "../proof.h"
#include "../../base/clock.h"

static const struct field fields[] = {	{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "edit", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "review_on", .type = FIELD_DATE}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t at;
	const char *part = proof_part(j, "document", job_text(j, "name"));
	if (!part)
		return false;
	if (db_int(j->d, "SELECT edit FROM document WHERE part=?1 AND approved_at IS NULL", 0, "s", part) != job_int(j, "edit"))
		return job_refuse(j, NULL, "Somebody else changed this text meanwhile. Read it again first.");
	if (db_int(j->d, "SELECT instr(body, '[') FROM document WHERE part=?1 AND approved_at IS NULL", 0, "s", part))
		return job_refuse(j, NULL, "Something between square brackets is still to be filled in.");
	if (!clock_read_iso(text_of(job_text(j, "review_on")), &at) || at <= j->now)
		return job_refuse(j, "review_on", "Choose a day that is still to come.");
	if (at > j->now + 2 * 366 * DAY)
		return job_refuse(j, "review_on", "At most two years ahead: then look at it again.");
	if (!db_do(j->d, &e, "UPDATE document SET approved_at=?2, approved_by=?3, review_on=?4 WHERE part=?1 AND approved_at IS NULL", "siss", part, j->now,
		    j->who.name, job_text(j, "review_on")))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = arena_printf(j->a, "/document/%s", job_text(j, "name"));
	j->say_done = say_keep(j->a, "Approved.", "");
	return true;
}

const struct action action_document_approve = {.path = "/document/{name}/approve", .may = ROLE_OWNER, .page = "/document/{name}", .fields = fields, .run = run};
