// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/agree: the owner agrees that a network is looked at, and how far.
#include "../../core/consent.h"
#include "../network.h"

#include <string.h>

static const struct field fields[] = {{.name = "target", .type = FIELD_TEXT, .min = 1, .max = 60}, {.name = "depth", .type = FIELD_WORD, .words = "devices|services|logins"},
	{.name = "never", .type = FIELD_TEXT, .optional = true, .max = 1000}, {.name = "night", .type = FIELD_BOOL, .optional = true},
	{.name = "agree", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *target = NULL, *why = NULL, *never = consent_addresses(j->a, text_of(job_text(j, "never")));
	if (!consent_target(j->a, "network", text_of(job_text(j, "target")), &target, &why))
		return job_refuse_kept(j, "target", why);
	if (!never)
		return job_refuse(j, "never", "Write addresses, with a space between them.");
	if (!job_int(j, "agree"))
		return job_refuse(j, "agree", "Nothing is looked at unless you agree.");
	const bool night = job_int(j, "night") != 0;
	const struct consent c = {.kind = "network", .target = target, .depth = job_text(j, "depth"), .never = never, .person = j->who.name,
		.from_hour = night ? 20 : -1, .to_hour = night ? 6 : -1};
	int64_t id = 0;
	if (!consent_give(j->d, &c, j->now, &id, &e) ||
		(!night && !db_do(j->d, &e, "INSERT INTO look(consent, asset, asked_at, person) SELECT id, asset, ?2, person FROM consent WHERE id=?1", "ii", id, j->now)))
		return job_failed(j, &e);
	network_ask_looks(j);
	j->thing = target;
	j->to = "/network";
	j->judge = true;
	j->say_done = say_keep(j->a, "Noted. The first look takes a few minutes.", "");
	return true;
}

const struct action action_network_agree = {.path = "/network/agree", .may = ROLE_OWNER, .fields = fields, .run = run};
