// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The first visit: the owner makes the first account. Once any account exists, nobody can come in here any more.
#include "../door/act.h"

#include <string.h>

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 100}, {.name = "mail", .type = FIELD_TEXT, .min = 3, .max = 254},
	{.name = "password", .type = FIELD_SECRET, .min = 1, .max = 200}, {.name = "lang", .type = FIELD_WORD, .words = "nl|fr|de|en"},
	{.name = "code", .type = FIELD_TEXT, .optional = true, .max = 20}, {0}};

static void slow(struct job *j)
{
	if (door_people_n(j->secret) == 0)
		j->slow = act_slow_new(j, "password", false, job_text(j, "name"), job_text(j, "mail"));
}

static bool run(struct job *j)
{
	struct err e = {0};
	const char *hash, *lang = job_text(j, "lang"), *mail = door_mail(j->a, job_text(j, "mail"));
	if (door_people_n(j->secret) > 0)
		return job_refuse(j, NULL, "There is an account already. Log in.");
	// From another computer only who sees the screen of this one: there the code stands.
	if (!j->here && (!j->start_code || strcmp(job_text(j, "code"), j->start_code) != 0))
		return job_refuse(j, "code", "This is not the code that Bolwerk shows on the computer where it runs.");
	if (!mail)
		return job_refuse(j, "mail", "This is not a mail address.");
	if (!act_hash(j, j->slow, "password", &hash))
		return false;
	if (!db_do(j->d, &e, "INSERT INTO member(name, mail, lang, kind) VALUES(?1,?2,?3,'owner')", "sss", job_text(j, "name"), mail, lang))
		return job_failed(j, &e);
	struct person p = {.id = sqlite3_last_insert_rowid(j->d->handle), .role = ROLE_OWNER, .mail = mail};
	if (!door_person_make(j->secret, j->a, p.id, mail, ROLE_OWNER, lang, hash, j->now, 0, &e))
		return job_failed(j, &e);
	j->thing = mail;
	j->to = "/start/firm";
	return act_enter(j, &p, false);
}

const struct action action_start_account = {.path = "/start/account", .page = "/start", .may = ROLE_NOBODY, .fields = fields, .run = run, .slow = slow};
