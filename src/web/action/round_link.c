// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /signoff/{name}/link: a personal link for somebody who signs on a phone; shown once.
#include "../proof.h"
#include "../door/act.h"
#include "../../base/clock.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "member", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *name = job_text(j, "name"), *part;
	int64_t round = proof_round(j, name, &part);
	if (!round)
		return false;
	const char *who = db_text(j->d, j->a, "SELECT m.name FROM signature g JOIN member m ON m.id=g.member WHERE g.round=?1 AND g.member=?2 AND g.signed_at IS NULL",
		"ii", round, job_int(j, "member"));
	if (!who)
		return job_refuse(j, NULL, "This was signed before.");
	struct link l = {.member = job_int(j, "member"), .role = ROLE_SIGNER, .subject = round, .until_at = j->now + 30 * DAY};
	const char *token = door_link_make(j->secret, j->a, &l, j->now, &e);
	if (!token)
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%s %s", part, who);
	j->say_done = say_keep(j->a, "The link for {1} is shown once: {2}", "ss", who,
		act_url(j, arena_printf(j->a, "/link/%s", token)));
	j->to = arena_printf(j->a, "/signoff/%s", name);
	return true;
}

const struct action action_round_link = {.path = "/signoff/{name}/link", .may = ROLE_OWNER, .page = "/signoff/{name}", .fields = fields, .run = run};
