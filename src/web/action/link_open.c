// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Opens a personal link, by a button: mail programs look at links by themselves, and must open nothing. Failures are not counted: 256 random
// bits cannot be guessed, and a counter would let a stranger keep out everybody who has a link.
#include "../door/act.h"

static const struct field fields[] = {{.name = "token", .type = FIELD_TEXT, .min = 43, .max = 43}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct link l;
	struct text token = text_of(job_text(j, "token"));
	if (!door_link_find(j->secret, j->a, token, j->now, &l) || !l.role || (l.member && door_gone(j->d, l.member, j->now)))
		return job_refuse(j, NULL, "This link is over. Ask for a new one.");
	// As the page says: whoever was logged in here is logged out, on the server too.
	if (j->who.role != ROLE_NOBODY && !j->who.token && !door_session_end(j->secret, j->who.session, &e))
		return job_failed(j, &e);
	j->set_session = door_link_open(j->secret, j->a, token, j->address, j->browser, j->now, &e);
	j->thing = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", l.member);
	j->to = "/";
	return j->set_session || job_failed(j, &e);
}

const struct action action_link_open = {
	.path = "/link/{token}", .may = ROLE_NOBODY | ROLE_MEMBER | ROLE_SUPPLIER | ROLE_SIGNER | ROLE_CHECKER, .fields = fields, .run = run};
