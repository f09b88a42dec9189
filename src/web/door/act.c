// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the actions of the door share; see act.h.
#include "act.h"
#include "../../core/mail.h"

#include <arpa/inet.h>
#include <string.h>

struct knock act_knock(const struct job *j, const char *account)
{
	return (struct knock){account, j->address ? j->address : "", j->device};
}

bool act_waits(struct job *j, const struct knock *k)
{
	int64_t seconds = door_wait(j->secret, k, j->now);
	if (seconds > 0)
		job_refuse_kept(j, NULL, say_keep(j->a, "This went wrong too often. Try again in {1} {1?minute|minutes}.", "i", (seconds + 59) / 60));
	return seconds > 0;
}

bool act_wrong(struct job *j, const struct knock *k, const char *field, const char *en)
{
	struct err e = {0};
	if (!door_failed(j->secret, k, j->now, &e))
		return job_failed(j, &e);
	j->keep_secret = true;
	return job_refuse(j, field, en);
}

bool act_half(struct job *j)
{
	if (j->who.token || j->who.link) // a link opens what it is for; it must not make keys that outlive it
		job_refuse(j, NULL, j->who.link ? "You came by a personal link. It has no account." : "Only a person can do this, in a browser.");
	else if (j->who.needs_step)
		job_refuse(j, NULL, "Log in first.");
	return j->who.token || j->who.link || j->who.needs_step;
}

bool act_enter(struct job *j, const struct person *p, bool step)
{
	struct err e = {0};
	struct session s = {.member = p->id, .role = p->role, .needs_step = step, .address = j->address, .browser = j->browser};
	const char *token = door_session_make(j->secret, j->a, &s, j->now, &e);
	if (!token)
		return job_failed(j, &e);
	if (!step) {
		struct knock k = act_knock(j, p->mail);
		j->set_device = door_came_in(j->secret, j->a, &k, j->now, &e);
		if (!j->set_device)
			return job_failed(j, &e);
	}
	j->set_session = token;
	// The log names who came in.
	const char *name = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", p->id);
	j->who.member = p->id;
	j->who.name = name ? name : "";
	return true;
}

struct act_password *act_slow_new(struct job *j, const char *field, bool has_step, const char *name, const char *mail)
{
	struct act_password *p = arena_alloc(j->a, sizeof *p);
	const char *firm = db_text(j->d, j->a, "SELECT name FROM firm", "");
	const char *const words[] = {mail ? mail : "", name ? name : "", firm ? firm : "", NULL};
	p->weak = password_weak(job_text(j, field), has_step, words);
	p->hash = p->weak ? NULL : password_hash(j->a, job_text(j, field));
	return p;
}

bool act_slow_own(struct job *j, const char *field, struct person *ret)
{
	if (!door_person(j->secret, j->a, j->who.member, j->now, ret))
		return false;
	struct knock k = act_knock(j, ret->mail);
	// Who must wait costs nothing: `run` refuses without looking at this.
	return door_wait(j->secret, &k, j->now) == 0 && password_is(ret->password ? ret->password : password_nobody(), job_text(j, field));
}

bool act_hash(struct job *j, const struct act_password *p, const char *field, const char **ret)
{
	struct err e = {0};
	if (p && p->weak)
		return job_refuse(j, field, p->weak);
	if (!p || !p->hash) {
		err_set(&e, "the password could not be kept: there was not enough memory");
		return job_failed(j, &e);
	}
	*ret = p->hash;
	return true;
}

const char *act_codes(struct job *j, const char *const code[RECOVERY_CODES])
{
	const char *all = code[0];
	for (int i = 1; i < RECOVERY_CODES; i++)
		all = arena_printf(j->a, "%s, %s", all, code[i]);
	return say_keep(j->a, "Write down these codes and keep them safe. Each one works once, without your phone: {1}", "s", all);
}

bool act_site(struct job *j, struct site *ret)
{
	struct text host = text_of(j->host ? j->host : ""), port;
	struct in_addr four;
	text_cut(host, ':', &host, &port); // as the browser sent it: "name:8443"
	const char *id = text_dup(j->a, host), *firm = db_text(j->d, j->a, "SELECT name FROM firm", "");
	if (!j->tls || !j->trusted || !host.n || *id == '[' || inet_pton(AF_INET, id, &four) == 1)
		return job_refuse(j, NULL, "Passkeys work only where this page has a name and a trusted certificate.");
	*ret = (struct site){id, firm && *firm ? firm : "Bolwerk", arena_printf(j->a, "https://%s", j->host)};
	return true;
}

const char *act_url(struct job *j, const char *path)
{
	const char *name = db_text(j->d, j->a, "SELECT value FROM setting WHERE name='public_name' AND value<>''", "");
	if (name)
		return arena_printf(j->a, "https://%s%s", name, path);
	// The owner may sit at the computer that serves: "127.0.0.1" would be of no use to anybody else.
	bool loop = strncmp(j->host, "127.", 4) == 0 || strncmp(j->host, "localhost", 9) == 0 || strncmp(j->host, "[::1]", 5) == 0;
	if (loop && j->reach)
		return arena_printf(j->a, "%s%s", j->reach, path);
	return arena_printf(j->a, "%s://%s%s", j->tls ? "https" : "http", j->host, path);
}

bool act_mail(struct job *j, const char *kind, const char *to, const char *lang, const char *url)
{
	struct err e = {0};
	if (!to || !*to || !db_int(j->d, "SELECT count(*) FROM setting WHERE name='mail_server' AND value<>''", 0, ""))
		return false;
	const char *firm = db_text(j->d, j->a, "SELECT name FROM firm", "");
	// The key must be new each time, and must not hold the link itself: keys are kept when the message is gone.
	const char *key = arena_printf(j->a, "%s:%s:%s", kind, to, door_token(j->a));
	return mail_queue_kind(j->d, kind, to, lang, key, j->now, NULL, &e, "sss", firm ? firm : "-", j->who.name, url);
}

unsigned act_role(const char *word)
{
	return strcmp(word, "owner") == 0 ? ROLE_OWNER : strcmp(word, "supplier") == 0 ? ROLE_SUPPLIER : strcmp(word, "auditor") == 0 ? ROLE_AUDITOR : ROLE_STAFF;
}
