// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /settings/mail/test: a message to try the settings, to the mail address of the firm, else of who asks.
#include "../../core/mail.h"
#include "../web.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *to = db_text(j->d, j->a, "SELECT coalesce((SELECT mail FROM firm), (SELECT mail FROM member WHERE id=?1))", "i", j->who.member);
	const char *firm = db_text(j->d, j->a, "SELECT name FROM firm", "");
	if (!db_int(j->d, "SELECT count(*) FROM setting WHERE name='mail_server' AND value<>''", 0, ""))
		return job_refuse(j, NULL, "Fill in the mail server first.");
	if (!to || !*to)
		return job_refuse(j, "mail", "This is not a mail address.");
	if (!mail_queue_kind(j->d, "test", to, j->who.lang, arena_printf(j->a, "test:%lld", (long long)j->now), j->now, NULL, &e, "s", firm ? firm : "-"))
		return job_failed(j, &e);
	j->thing = to;
	j->to = "/settings";
	j->say_done = say_keep(j->a, "A message to {1} waits to be sent. Open this page again in two minutes.", "s", to);
	return true;
}

const struct action action_mail_test = {.path = "/settings/mail/test", .may = ROLE_OWNER, .page = "/settings", .fields = fields, .run = run};
