// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logging out: this session ends, on the server too.
#include "../door/act.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	j->set_session = "";
	j->to = "/login";
	return door_session_end(j->secret, j->who.session, &e) || job_failed(j, &e);
}

const struct action action_logout = {
	.path = "/logout", .may = ROLE_MEMBER | ROLE_SUPPLIER | ROLE_SIGNER | ROLE_CHECKER, .page = "/", .fields = fields, .run = run};
