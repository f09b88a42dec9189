// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /settings: the name of the firm, the language of its letters, where its messages go, the name by which others find us.
#include "../door/act.h"

#include <string.h>

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 100}, {.name = "lang", .type = FIELD_WORD, .words = "nl|fr|de|en"},
	{.name = "mail", .type = FIELD_TEXT, .optional = true, .max = 254}, {.name = "public_name", .type = FIELD_TEXT, .optional = true, .max = 200},
	{.name = "version", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

// "veilig.example.be" or "veilig.example.be:8443".
static bool name_good(const char *t)
{
	size_t n = strspn(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"), port = t[n] == ':' ? strspn(t + n + 1, "0123456789") : 0;
	return n > 0 && t[0] != '.' && t[0] != '-' && (!t[n] || (port > 0 && port < 6 && !t[n + 1 + port]));
}

static bool run(struct job *j)
{
	struct err e = {0};
	const char *mail = job_has(j, "mail") ? door_mail(j->a, job_text(j, "mail")) : "", *public_name = job_text(j, "public_name");
	if (!mail)
		return job_refuse(j, "mail", "This is not a mail address.");
	if (*public_name && !name_good(public_name))
		return job_refuse(j, "public_name", "Write a name such as security.example.com, with a port when it needs one.");
	if (!db_do(j->d, &e, "INSERT OR IGNORE INTO firm(one) VALUES(1)", "") ||
		!db_do(j->d, &e, "UPDATE firm SET name=?1, lang=?2, mail=nullif(?3,''), version=version+1 WHERE one=1 AND version=?4", "sssi", job_text(j, "name"),
			job_text(j, "lang"), mail, job_int(j, "version")))
		return job_failed(j, &e);
	if (sqlite3_changes(j->d->handle) != 1)
		return job_refuse(j, NULL, "Somebody else changed this meanwhile. Open the page again and look.");
	j->say_done = say_keep(j->a, "Saved.", "");
	return db_do(j->d, &e, "INSERT OR REPLACE INTO setting VALUES('public_name',?1)", "s", public_name) || job_failed(j, &e);
}

const struct action action_settings_save = {.path = "/settings", .may = ROLE_OWNER, .fields = fields, .run = run};
