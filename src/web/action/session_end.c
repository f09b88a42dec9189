// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logs out another device of one's own: one of the list, or "others" for all but this one.
#include "../door/act.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_TEXT, .min = 6, .max = 16}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *id = job_text(j, "id");
	if (act_half(j))
		return false;
	bool good = strcmp(id, "others") == 0 ? door_sessions_end_of(j->secret, j->who.member, j->who.session, &e)
					      : door_session_end_id(j->secret, j->who.member, id, &e);
	j->to = "/account";
	return good || (e.text[0] ? job_failed(j, &e) : job_refuse(j, NULL, "This session is over already."));
}

const struct action action_session_end = {.path = "/account/session/{id}/end", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run};
