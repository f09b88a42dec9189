// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /signoff/{name}/code: a sheet of paper came back signed: its code tells whose it is.
#include "../proof.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "code", .type = FIELD_TEXT, .min = 1, .max = 20}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *name = job_text(j, "name"), *part;
	int64_t round = proof_round(j, name, &part);
	if (!round)
		return false;
	const char *code = db_text(j->d, j->a, "SELECT upper(replace(?1, ' ', ''))", "s", job_text(j, "code"));
	int64_t member = db_int(j->d, "SELECT member FROM signature WHERE round=?1 AND code=?2", 0, "is", round, code);
	if (!member)
		return job_refuse(j, "code", "No sheet of this round has that code.");
	const char *lang = db_text(j->d, j->a, "SELECT lang FROM member WHERE id=?1", "i", member);
	if (!proof_sign(j, round, member, lang ? lang : j->who.lang, "code"))
		return e.text[0] ? job_failed(j, &e) : false;
	j->say_done = say_keep(j->a, "Noted: {1} signed.", "s", db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", member));
	j->to = arena_printf(j->a, "/signoff/%s", name);
	return true;
}

const struct action action_sign_code = {.path = "/signoff/{name}/code", .may = ROLE_OWNER, .page = "/signoff/{name}", .fields = fields, .run = run};
