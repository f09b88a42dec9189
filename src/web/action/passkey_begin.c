// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the browser needs to make a passkey, as JSON.
#include "../door/act.h"
#include "../../base/json.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	struct site site;
	struct person p;
	if (act_half(j) || !act_site(j, &site) || !door_person(j->secret, j->a, j->who.member, j->now, &p))
		return false;
	const char *ask = passkey_ask_new(j->secret, j->a, &site, p.id, p.mail, j->who.name ? j->who.name : p.mail, j->now, &e);
	j->to = "/account";
	return (ask && json_read(j->a, text_of(ask), 8, &j->data, &e)) || job_failed(j, &e);
}

const struct action action_passkey_begin = {.path = "/account/passkey/begin", .may = ACT_ACCOUNT, .page = "/account", .fields = fields, .run = run, .no_audit = true};
