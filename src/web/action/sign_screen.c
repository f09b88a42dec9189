// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /sign/{round}/{member}: somebody signs here: staff for themselves, others at the screen of the owner.
#include "../proof.h"

static const struct field fields[] = {	{.name = "round", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "member", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "agree", .type = FIELD_BOOL}, {.name = "lang", .type = FIELD_TEXT, .optional = true, .max = 2}, {0}};

static bool run(struct job *j)
{
	int64_t member = job_int(j, "member");
	// Passing a screen to somebody is what a person does, not a program with the owner's key.
	if ((j->who.role != ROLE_OWNER || j->who.token) && member != j->who.member)
		return job_refuse(j, NULL, "You can sign for yourself only.");
	if (!job_int(j, "agree"))
		return job_refuse(j, "agree", "Tick this when you have read it and agree.");
	if (!proof_sign(j, job_int(j, "round"), member, job_has(j, "lang") ? job_text(j, "lang") : j->who.lang, "screen"))
		return false;
	const char *name = db_text(j->d, j->a, "SELECT substr(part, 9) FROM round WHERE id=?1 AND part LIKE 'signoff:%'", "i", job_int(j, "round"));
	j->to = name ? arena_printf(j->a, "/signoff/%s", name) : "/signoffs";
	j->say_done = say_keep(j->a, "Signed. Thank you.", "");
	return true;
}

const struct action action_sign_screen = {.path = "/sign/{round}/{member}", .may = ROLE_WRITER, .page = "/sign/{round}/{member}", .fields = fields, .run = run};
