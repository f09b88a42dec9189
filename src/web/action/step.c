// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The second step at login: a code of the app, or a recovery code. Only a session that still needs it comes here.
#include "../door/act.h"

static const struct field fields[] = {{.name = "code", .type = FIELD_TEXT, .min = 6, .max = 40}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p;
	if (!j->who.needs_step || !door_person(j->secret, j->a, j->who.member, j->now, &p))
		return job_refuse(j, NULL, "Log in first.");
	struct knock step = act_knock(j, arena_printf(j->a, "step %lld", (long long)p.id));
	if (act_waits(j, &step))
		return false;
	if (!totp_is(j->secret, p.id, job_text(j, "code"), j->now, &e) && !recovery_use(j->secret, p.id, job_text(j, "code"), j->now, &e))
		return e.text[0] ? job_failed(j, &e) : act_wrong(j, &step, "code", "This code is not right, or it was used before.");
	struct knock mail = act_knock(j, p.mail);
	const char *device = door_came_in(j->secret, j->a, &mail, j->now, &e);
	if (!device)
		return job_failed(j, &e);
	step.device = text_of(device);
	j->set_device = door_came_in(j->secret, j->a, &step, j->now, &e);
	j->set_session = door_session_step(j->secret, j->a, &j->who, j->now, &e);
	j->to = "/";
	return (j->set_device && j->set_session) || job_failed(j, &e);
}

const struct action action_step = {.path = "/step", .may = ACT_ACCOUNT, .fields = fields, .run = run};
