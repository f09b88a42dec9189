// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /person/{id}/left: somebody leaves. The last day is kept, the list of things to do begins, and from that day on the account is closed.
#include "../member.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "left_on", .type = FIELD_DATE}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id"), list = 0;
	if (!member_name(j, id))
		return false;
	if (strcmp(job_text(j, "left_on"), "2000-01-01") < 0 || db_int(j->d, "SELECT started_on > ?2 FROM member WHERE id=?1", 0, "is", id, job_text(j, "left_on")))
		return job_refuse(j, "left_on", "The last day is after the first day.");
	if (!member_close(j, id, job_text(j, "left_on")))
		return false;
	if (!db_do(j->d, &e, "UPDATE member SET left_on=?2, version=version+1 WHERE id=?1", "is", id, job_text(j, "left_on")))
		return job_failed(j, &e);
	j->judge = true;
	if (!member_checklist(j, id, "leaver", &list))
		return false;
	j->to = arena_printf(j->a, "/checklist/%lld", (long long)list);
	j->say_done = say_keep(j->a, "Saved. This is the list of what to do now.", "");
	return true;
}

const struct action action_member_left = {.path = "/person/{id}/left", .may = ROLE_OWNER, .page = "/person/{id}", .fields = fields, .run = run};
