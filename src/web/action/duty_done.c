// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /duty/{id}/done: a duty was done, on a day, with a note or a file when there is one. The next time is reckoned from that day.
#include "../proof.h"

static const struct field fields[] = {	{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "dated_on", .type = FIELD_DATE},
	{.name = "done_note", .type = FIELD_LONG, .optional = true, .max = 2000},
	{.name = "file", .type = FIELD_FILE, .max = (int64_t)10 << 20, .optional = true}, {0}};

static bool keep(struct job *j, int64_t id, int64_t file)
{
	struct err e = {0};
	const char *day = job_text(j, "dated_on");
	// A duty without a rhythm is done once.
	if (!db_do(j->d, &e, "INSERT INTO duty_done(duty, at, dated_on, person, note, upload) VALUES(?1,?2,?3,?4,nullif(?5, ''),nullif(?6, 0))", "iisssi", id, j->now,
		    day, j->who.name, job_text(j, "done_note"), file) ||
		!db_do(j->d, &e,
			"UPDATE duty SET version=version+1, ended_at=iif(every_days + every_months = 0, ?3, NULL), next_on=max(next_on, CASE WHEN every_days > 0"
			" THEN date(?2, '+' || every_days || ' days') WHEN every_months > 0 THEN date(?2, '+' || every_months || ' months') ELSE next_on END) WHERE id=?1",
			"isi", id, day, j->now))
		return job_failed(j, &e);
	return true;
}

static bool run(struct job *j)
{
	int64_t id = job_int(j, "id"), file = 0;
	const char *part = db_text(j->d, j->a, "SELECT part FROM duty WHERE id=?1 AND ended_at IS NULL", "i", id);
	if (!part)
		return job_refuse(j, NULL, "There is no such duty.");
	if (!proof_date(j, "dated_on") || (job_has(j, "file") && !proof_file(j, "file", part, job_text(j, "dated_on"), NULL, &file)) || !keep(j, id, file))
		return false;
	proof_judge(j, part);
	j->thing = db_text(j->d, j->a, "SELECT title FROM duty WHERE id=?1", "i", id);
	j->to = "/duties";
	j->say_done = say_keep(j->a, "Noted. Next time: {1:date}.", "s", db_text(j->d, j->a, "SELECT next_on FROM duty WHERE id=?1", "i", id));
	return true;
}

const struct action action_duty_done = {.path = "/duty/{id}/done", .may = ROLE_WRITER, .page = "/duty/{id}", .fields = fields, .run = run};
