// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /appointments/set: somebody becomes answerable for something, or stands in; who was before, ends.
#include "../proof.h"

static const struct field fields[] = {	{.name = "what", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "deputy", .type = FIELD_BOOL},
	{.name = "member", .type = FIELD_INT, .min = 0, .max = INT32_MAX},
	{.name = "name", .type = FIELD_TEXT, .optional = true, .max = 120},
	{.name = "phone", .type = FIELD_TEXT, .optional = true, .max = 40},
	{.name = "mail", .type = FIELD_TEXT, .optional = true, .max = 254}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *part = proof_part(j, "appointment", job_text(j, "what"));
	int64_t member = job_int(j, "member"), deputy = job_int(j, "deputy");
	if (!part)
		return false;
	if (member && !db_int(j->d, "SELECT count(*) FROM staff_now WHERE id=?1", 0, "i", member))
		return job_refuse(j, "member", "Choose somebody from the list.");
	if (!member && !job_has(j, "name"))
		return job_refuse(j, "name", "Fill this in.");
	// Who chooses themselves has said yes.
	if (!db_do(j->d, &e, "UPDATE appointment SET ended_on=date(?3, 'unixepoch') WHERE part=?1 AND deputy=?2 AND ended_on IS NULL", "sii", part, deputy, j->now) ||
		!db_do(j->d, &e,
			"INSERT INTO appointment(part, member, name, phone, mail, deputy, since_on, confirmed_at) VALUES(?1, nullif(?2, 0), nullif(?3, ''), nullif(?4, ''),"
			" nullif(?5, ''), ?6, date(?7, 'unixepoch'), iif(?2 = ?8, ?7, NULL))",
			"sisssiii", part, member, member ? "" : job_text(j, "name"), job_text(j, "phone"), job_text(j, "mail"), deputy, j->now, j->who.member))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part;
	j->to = "/appointments";
	j->say_done = say_keep(j->a, "Saved. It counts when this person says yes.", "");
	return true;
}

const struct action action_appointment_set = {.path = "/appointments/set", .may = ROLE_OWNER, .page = "/appointments", .fields = fields, .run = run};
