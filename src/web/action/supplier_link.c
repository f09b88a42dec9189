// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /supplier/{id}/link: a personal link with which a supplier sees what was asked, and nothing else, until a day. The one before ends.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "until", .type = FIELD_DATE}, {.name = "send", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id"), until;
	const char *name = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1 AND kind='supplier' AND (left_on IS NULL OR left_on>?2)", "is", id, clock_day(j->a, j->now));
	if (act_half(j))
		return false;
	if (!name)
		return job_refuse(j, NULL, "Choose somebody from the list.");
	if (!clock_read_iso(text_of(job_text(j, "until")), &until) || until <= j->now)
		return job_refuse(j, "until", "Choose a day that is still to come.");
	if (until > j->now + 366 * DAY)
		return job_refuse(j, "until", "At most a year ahead: then look at it again.");
	const char *lang = db_text(j->d, j->a, "SELECT lang FROM member WHERE id=?1", "i", id), *mail = db_text(j->d, j->a, "SELECT mail FROM member WHERE id=?1", "i", id);
	struct link l = {.member = id, .role = ROLE_SUPPLIER, .subject = id, .lang = lang, .until_at = until};
	const char *token = door_links_end(j->secret, ROLE_SUPPLIER, id, id, j->now, &e) ? door_link_make(j->secret, j->a, &l, j->now, &e) : NULL;
	if (!token)
		return job_failed(j, &e);
	const char *url = act_url(j, arena_printf(j->a, "/link/%s", token));
	bool sent = job_int(j, "send") && act_mail(j, "requests", mail, lang, url);
	j->say_done = say_keep(j->a, sent ? "The message to {1} is on its way. This is the link, shown once: {2}" : "Give this link to {1}. It is shown once: {2}", "ss", name, url);
	j->thing = arena_printf(j->a, "%s %s", name, job_text(j, "until"));
	return true;
}

const struct action action_supplier_link = {.path = "/supplier/{id}/link", .may = ROLE_OWNER, .page = "/suppliers", .fields = fields, .run = run};
