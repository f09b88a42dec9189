// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /device/{id}/ask: a personal link with which its user answers four questions about a device, for two weeks. The one before ends.
#include "../door/act.h"

#define ASK_DAYS 14

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "send", .type = FIELD_BOOL, .optional = true}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	if (act_half(j))
		return false;
	int64_t member = db_int(j->d, "SELECT member FROM device WHERE id=?1 AND gone_at IS NULL AND (?2 OR member=?3)", 0, "iii", id,
		(int64_t)(j->who.role == ROLE_OWNER), j->who.member);
	if (!member)
		return job_refuse(j, NULL, "There is no such device.");
	const char *lang = db_text(j->d, j->a, "SELECT lang FROM member WHERE id=?1", "i", member), *mail = db_text(j->d, j->a, "SELECT mail FROM member WHERE id=?1", "i", member);
	struct link l = {.member = member, .role = ROLE_CHECKER, .subject = id, .lang = lang, .until_at = j->now + ASK_DAYS * DAY};
	const char *token = door_links_end(j->secret, ROLE_CHECKER, id, 0, j->now, &e) ? door_link_make(j->secret, j->a, &l, j->now, &e) : NULL;
	if (!token)
		return job_failed(j, &e);
	const char *url = act_url(j, arena_printf(j->a, "/link/%s", token)), *name = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", member);
	bool sent = job_int(j, "send") && act_mail(j, "selfcheck", mail, lang, url);
	j->thing = db_text(j->d, j->a, "SELECT name FROM device WHERE id=?1", "i", id);
	j->say_done = say_keep(j->a, sent ? "The message to {1} is on its way. This is the link, shown once: {2}" : "Give this link to {1}. It is shown once: {2}", "ss", name, url);
	return true;
}

const struct action action_device_ask = {.path = "/device/{id}/ask", .may = ROLE_WRITER, .page = "/devices", .fields = fields, .run = run};
