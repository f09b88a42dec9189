// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /outside/agree: the owner tells a domain of the firm, and agrees that it is looked at from outside.
#include "../../core/consent.h"
#include "../network.h"

static const struct field fields[] = {{.name = "target", .type = FIELD_TEXT, .min = 3, .max = 260}, {.name = "lookalikes", .type = FIELD_BOOL, .optional = true},
	{.name = "agree", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *target = NULL, *why = NULL;
	if (!consent_target(j->a, "domain", text_of(job_text(j, "target")), &target, &why))
		return job_refuse_kept(j, "target", why);
	if (!job_int(j, "agree"))
		return job_refuse(j, "agree", "Nothing is looked at unless you agree.");
	const struct consent c = {.kind = "domain", .target = target, .depth = job_int(j, "lookalikes") ? "lookalikes" : "public", .person = j->who.name, .from_hour = -1,
		.to_hour = -1};
	int64_t id = 0;
	if (!consent_give(j->d, &c, j->now, &id, &e) ||
		!db_do(j->d, &e, "INSERT INTO look(consent, asset, asked_at, person) SELECT id, asset, ?2, person FROM consent WHERE id=?1", "ii", id, j->now))
		return job_failed(j, &e);
	network_ask_looks(j);
	j->thing = target;
	j->to = "/outside";
	j->judge = true;
	j->say_done = say_keep(j->a, "Noted. The first look takes a few minutes.", "");
	return true;
}

const struct action action_domain_agree = {.path = "/outside/agree", .may = ROLE_OWNER, .page = "/outside", .fields = fields, .run = run};
