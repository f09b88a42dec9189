// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The owner lets somebody log in: an account without a password, and an invitation to choose one. For who has an account already, a new
// invitation: the way back for a forgotten password, or into an account that was closed.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "role", .type = FIELD_WORD, .words = "owner|staff|supplier|auditor"},
	{.name = "send", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct person p, other;
	int64_t id = job_int(j, "id");
	if (act_half(j))
		return false;
	const char *mail = db_text(j->d, j->a, "SELECT mail FROM member WHERE id=?1 AND left_on IS NULL", "i", id);
	const char *name = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", id), *lang = db_text(j->d, j->a, "SELECT lang FROM member WHERE id=?1", "i", id);
	if (!name || !mail || !door_mail(j->a, mail))
		return job_refuse(j, NULL, "Fill in this person's mail address first.");
	bool had = door_person(j->secret, j->a, id, j->now, &p);
	if (had && !p.open && !door_person_open(j->secret, id, act_role(job_text(j, "role")), &e))
		return job_failed(j, &e);
	if (!had && door_person_find(j->secret, j->a, mail, j->now, &other))
		return job_refuse(j, NULL, "Somebody else logs in with this mail address.");
	if (!had && !door_person_make(j->secret, j->a, id, mail, act_role(job_text(j, "role")), lang, NULL, j->now, 0, &e))
		return job_failed(j, &e);
	const char *token = door_invite_make(j->secret, j->a, id, j->now, &e);
	if (!token)
		return job_failed(j, &e);
	const char *url = act_url(j, arena_printf(j->a, "/invitation/%s", token));
	bool sent = job_int(j, "send") && act_mail(j, "invitation", mail, lang, url);
	j->say_done = say_keep(j->a,
		sent ? "The message to {1} is on its way. This is the address; it works once, for a week: {2}" : "Give this address to {1}. It works once, for a week: {2}", "ss",
		name, url);
	j->thing = name;
	return true;
}

const struct action action_account_make = {.path = "/people/{id}/account", .may = ROLE_OWNER, .page = "/people", .fields = fields, .run = run};
