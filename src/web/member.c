// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the actions about people share; see member.h.
#include "member.h"

#include <string.h>

static const char *or_null(const struct job *j, const char *field)
{
	return job_has(j, field) ? job_text(j, field) : NULL;
}

const char *member_name(struct job *j, int64_t id)
{
	const char *name = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", id);
	if (!name)
		job_refuse(j, NULL, "There is no such person.");
	else
		j->thing = name;
	return name;
}

bool member_close(struct job *j, int64_t id, const char *left_on)
{
	struct err e = {0};
	struct person p;
	int64_t last = 0;
	if (!door_person(j->secret, j->a, id, j->now, &p) || !p.open)
		return true;
	if (!*left_on)
		return door_person_until(j->secret, id, 0, j->now, &e) || job_failed(j, &e);
	if (door_last_owner(j->secret, id, j->now))
		return job_refuse(j, "left_on", "This is the last owner. Make another owner first.");
	if (strcmp(left_on, clock_day(j->a, j->now)) > 0 && clock_read_iso(text_of(left_on), &last))
		return door_person_until(j->secret, id, last + DAY, j->now, &e) || job_failed(j, &e);
	return door_person_close(j->secret, id, j->now, &e) || job_failed(j, &e);
}

bool member_checklist(struct job *j, int64_t id, const char *kind, int64_t *ret_id)
{
	struct err e = {0};
	int64_t open = db_int(j->d, "SELECT max(id) FROM checklist_run WHERE member=?1 AND kind=?2 AND closed_at IS NULL", 0, "is", id, kind);
	if (!open && !db_do(j->d, &e, "INSERT INTO checklist_run(kind, member, made_at, made_by) VALUES(?1,?2,?3,?4)", "siis", kind, id, j->now, j->who.name))
		return job_failed(j, &e);
	*ret_id = open ? open : sqlite3_last_insert_rowid(j->d->handle);
	return true;
}

// What the columns of a table cannot check. *ret_mail: the address as accounts are found by it; NULL: none.
static bool check(struct job *j, int64_t id, const char **ret_mail)
{
	const char *mail = or_null(j, "mail"), *low = mail ? door_mail(j->a, mail) : NULL;
	if (mail && !low)
		return job_refuse(j, "mail", "This is not a mail address.");
	if (low && db_int(j->d, "SELECT count(*) FROM member WHERE lower(mail)=?1 AND id<>?2", 0, "si", low, id))
		return job_refuse(j, "mail", "Somebody else has this mail address.");
	if (job_has(j, "left_on") && strcmp(job_text(j, "left_on"), job_text(j, "started_on")) < 0)
		return job_refuse(j, "left_on", "The last day is after the first day.");
	*ret_mail = low;
	return true;
}

// Whoever has an account logs in with the mail address of the list.
static bool account(struct job *j, int64_t id, const char *mail)
{
	struct err e = {0};
	struct person p, other;
	if (!door_person(j->secret, j->a, id, j->now, &p) || (mail && strcmp(p.mail, mail) == 0))
		return true;
	if (!mail)
		return !p.open || job_refuse(j, "mail", "This person logs in with a mail address. Close the account first.");
	if (door_person_find(j->secret, j->a, mail, j->now, &other) && other.id != id)
		return job_refuse(j, "mail", "Somebody else logs in with this mail address.");
	return door_person_mail(j->secret, j->a, id, mail, &e) || job_failed(j, &e);
}

bool member_write(struct job *j, int64_t id, int64_t *ret_id)
{
	struct err e = {0};
	const char *mail = NULL, *name = job_text(j, "name"), *kind = job_text(j, "kind"), *lang = job_text(j, "lang");
	if (act_half(j) || (id && !member_name(j, id)) || !check(j, id, &mail))
		return false;
	bool good = id ? db_do(j->d, &e,
				 "UPDATE member SET name=?2, mail=?3, phone=?4, lang=?5, kind=?6, job=?7, started_on=?8, left_on=?9, version=version+1 WHERE id=?1 AND version=?10",
				 "issssssssi", id, name, mail, or_null(j, "phone"), lang, kind, or_null(j, "job"), or_null(j, "started_on"), or_null(j, "left_on"), job_int(j, "version"))
		       : db_do(j->d, &e, "INSERT INTO member(name, mail, phone, lang, kind, job, started_on, left_on) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)", "ssssssss", name, mail,
				 or_null(j, "phone"), lang, kind, or_null(j, "job"), or_null(j, "started_on"), or_null(j, "left_on"));
	if (!good)
		return job_failed(j, &e);
	if (id && sqlite3_changes(j->d->handle) != 1)
		return job_refuse(j, NULL, "Somebody else changed this meanwhile. Open the page again and look.");
	*ret_id = id ? id : sqlite3_last_insert_rowid(j->d->handle);
	j->thing = name;
	j->judge = true;
	j->say_done = say_keep(j->a, "Saved.", "");
	return account(j, *ret_id, mail) && member_close(j, *ret_id, job_text(j, "left_on"));
}
