// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the actions of the door share; see act.h.
#include "act.h"

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
	struct err e;
	if (!door_failed(j->secret, k, j->now, &e))
		return job_failed(j, &e);
	j->keep_secret = true;
	return job_refuse(j, field, en);
}

bool act_half(struct job *j)
{
	if (j->who.token)
		job_refuse(j, NULL, "Only a person can do this, in a browser.");
	else if (j->who.needs_step)
		job_refuse(j, NULL, "Log in first.");
	return j->who.token || j->who.needs_step;
}

bool act_enter(struct job *j, const struct person *p, bool step)
{
	struct err e;
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
	struct err e;
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
	return say_keep(j->a, "Write down these codes and keep them safe. Each one works once, without your telephone: {1}", "s", all);
}

bool act_site(struct job *j, struct site *ret)
{
	struct text host = text_of(j->host ? j->host : ""), port;
	struct in_addr four;
	text_cut(host, ':', &host, &port); // as the browser sent it: "name:8443"
	const char *id = text_dup(j->a, host), *firm = db_text(j->d, j->a, "SELECT name FROM firm", "");
	if (!j->tls || !host.n || *id == '[' || inet_pton(AF_INET, id, &four) == 1)
		return job_refuse(j, NULL, "Passkeys work only where this page has a name and a trusted certificate.");
	*ret = (struct site){id, firm && *firm ? firm : "Bolwerk", arena_printf(j->a, "https://%s", j->host)};
	return true;
}
