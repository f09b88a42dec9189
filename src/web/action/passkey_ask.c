// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the browser needs to log in with a passkey, as JSON.
#include "../door/act.h"
#include "../../base/json.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct site site;
	if (!act_site(j, &site))
		return false;
	const char *ask = passkey_ask(j->secret, j->a, &site, j->now, &e);
	j->to = "/login";
	return (ask && json_read(j->a, text_of(ask), 8, &j->data, &e)) || job_failed(j, &e);
}

const struct action action_passkey_ask = {.path = "/login/passkey/begin", .may = ROLE_NOBODY, .page = "/login", .fields = fields, .run = run, .no_audit = true};
