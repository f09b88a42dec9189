// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A code of the app confirms the second step. It comes with recovery codes, shown once; other sessions end.
#include "../door/act.h"

static const struct field fields[] = {{.name = "code", .type = FIELD_TEXT, .min = 6, .max = 10}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *code[RECOVERY_CODES];
	if (act_half(j))
		return false;
	if (!totp_confirm(j->secret, j->who.member, job_text(j, "code"), j->now, &e))
		return e.text[0] ? job_failed(j, &e) : job_refuse(j, "code", "This code is not right. Is the clock of your phone right?");
	if (!recovery_make(j->secret, j->a, j->who.member, code, &e) || !door_sessions_end_of(j->secret, j->who.member, j->who.session, &e))
		return job_failed(j, &e);
	j->say_done = act_codes(j, code);
	j->to = "/account";
	return true;
}

const struct action action_totp_confirm = {.path = "/account/step/confirm", .may = ACT_ACCOUNT, .page = "/account/step", .fields = fields, .run = run};
