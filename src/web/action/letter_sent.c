// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /letter/{id}/sent: a letter goes out: by mail from here to the address given, or somebody says that they sent it themselves.
#include "../../core/mail.h"
#include "../../core/mime.h"
#include "../web.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "to", .type = FIELD_TEXT, .optional = true, .max = 254}, {0}};

static bool by_mail(struct job *j, int64_t id, const char *to)
{
	struct err e = {0};
	if (!mime_address(to))
		return job_refuse(j, "to", "This is not a mail address.");
	if (!db_int(j->d, "SELECT count(*) FROM setting WHERE name='mail_server' AND value<>''", 0, ""))
		return job_refuse(j, NULL, "Fill in the mail server first.");
	const struct mail m = {.to = to, .subject = db_text(j->d, j->a, "SELECT title FROM letter WHERE id=?1", "i", id),
		.body = db_text(j->d, j->a, "SELECT body FROM letter WHERE id=?1", "i", id),
		.lang = db_text(j->d, j->a, "SELECT lang FROM letter WHERE id=?1", "i", id), .kind = "letter",
		.once_key = arena_printf(j->a, "letter:%lld:%lld", (long long)id, (long long)j->now)};
	return mail_queue(j->d, &m, j->now, NULL, &e) || job_failed(j, &e);
}

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	const char *to = job_text(j, "to");
	if (!db_int(j->d, "SELECT count(*) FROM letter WHERE id=?1 AND given_up_at IS NULL AND closed_at IS NULL", 0, "i", id))
		return job_refuse(j, NULL, "There is no such letter.");
	if (*to && !by_mail(j, id, to))
		return false;
	if (!db_do(j->d, &e, "UPDATE letter SET sent_at=?2 WHERE id=?1", "ii", id, j->now))
		return job_failed(j, &e);
	j->thing = arena_printf(j->a, "%lld", (long long)id);
	j->to = arena_printf(j->a, "/letter/%lld", (long long)id);
	j->say_done = *to ? say_keep(j->a, "The letter goes to {1} in a minute.", "s", to) : say_keep(j->a, "Noted. We measure again each day, and remind you.", "");
	return true;
}

const struct action action_letter_sent = {.path = "/letter/{id}/sent", .may = ROLE_WRITER, .page = "/letter/{id}", .fields = fields, .run = run};
