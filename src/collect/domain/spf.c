// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who may send mail in the name of a domain: its SPF record, taken apart without a mail to judge. Every branch counts, as a receiver may have to follow
// each one: that is the number that must not go over ten (RFC 7208, 4.6.4).
#include "look.h"
#include "spf_check.h"

#include <string.h>
#include <strings.h>

#define DEPTH_MAX 12
#define ALL_MAX 60 // look-ups after which counting ends

struct walk {
	struct probe_run *run;
	int lookups, nothing;
	bool ptr, wide;
	char all; // of the record that decides
	const char *error, *at;
	const char *path[DEPTH_MAX + 1];
};

static void wrong(struct walk *w, const char *error, const char *at)
{
	if (!w->error) {
		w->error = error;
		w->at = at;
	}
}

// Only whether something is there: who sends is not known, so a name with macros cannot be asked.
static void target(struct walk *w, const struct spf_term *t, const char *domain)
{
	const char *name = t->domain.n ? text_dup(w->run->a, t->domain) : domain;
	if (strchr(name, '%') || !names_good(text_of(name)))
		return;
	struct domain_look *l = w->run->with;
	if (t->kind == SPF_A || t->kind == SPF_EXISTS) {
		const struct name_answer *four = names_ask(l->names, name, RR_A), *six = names_ask(l->names, name, RR_AAAA);
		w->nothing += (four->state == NAME_NONE || four->state == NAME_EMPTY) && (six->state == NAME_NONE || six->state == NAME_EMPTY);
	} else if (t->kind == SPF_MX) {
		const struct name_answer *r = names_ask(l->names, name, RR_MX);
		w->nothing += r->state == NAME_NONE || r->state == NAME_EMPTY;
		if (r->n > 10)
			wrong(w, "lookups", name);
	}
}

static void record(struct walk *w, const char *domain, int depth, bool decides);

static void follow(struct walk *w, struct text spec, const char *from, int depth, bool decides)
{
	const char *name = text_dup(w->run->a, spec);
	if (strchr(name, '%'))
		return;
	for (int i = 0; i <= depth; i++)
		if (strcasecmp(w->path[i], name) == 0) {
			wrong(w, "loop", from);
			return;
		}
	if (depth + 1 >= DEPTH_MAX || w->lookups > ALL_MAX)
		wrong(w, "lookups", name);
	else
		record(w, name, depth + 1, decides);
}

static void terms(struct walk *w, const struct spf_record *r, const char *domain, int depth, bool decides)
{
	bool all = false;
	for (size_t i = 0; i < r->n; i++) {
		const struct spf_term *t = &r->term[i];
		w->lookups += t->kind != SPF_ALL && t->kind != SPF_IP4 && t->kind != SPF_IP6;
		w->ptr |= t->kind == SPF_PTR;
		w->wide |= t->qualifier == '+' && ((t->kind == SPF_IP4 && t->prefix4 < 8) || (t->kind == SPF_IP6 && t->prefix6 < 8) || (decides && t->kind == SPF_ALL));
		if (t->kind == SPF_ALL) {
			all = true;
			if (decides)
				w->all = t->qualifier;
			break; // what stands behind it is never looked at
		}
		if (t->kind == SPF_INCLUDE)
			follow(w, t->domain, domain, depth, false);
		else
			target(w, t, domain);
	}
	if (!all && r->redirect.n) {
		w->lookups++;
		follow(w, r->redirect, domain, depth, decides);
	}
}

static void record(struct walk *w, const char *domain, int depth, bool decides)
{
	struct domain_look *l = w->run->with;
	struct spf_record r;
	struct text txt = {"", 0}, at = {"", 0};
	w->path[depth] = domain;
	const struct name_answer *answer = names_ask(l->names, domain, RR_TXT);
	int count = spf_find(w->run->a, answer, &txt);
	if (depth && (answer->state == NAME_NONE || answer->state == NAME_EMPTY))
		w->nothing++;
	if (count < 0)
		wrong(w, "temp", domain);
	else if (count == 0)
		wrong(w, "include", domain);
	else if (count > 1)
		wrong(w, "many", domain);
	else if (!spf_read(w->run->a, txt, &r, &at))
		wrong(w, "syntax", arena_printf(w->run->a, "%.*s", (int)(at.n < 200 ? at.n : 200), at.p));
	else
		terms(w, &r, domain, depth, decides);
}

void spf_columns(struct probe_run *run)
{
	struct domain_look *l = run->with;
	struct walk w = {.run = run};
	struct text txt = {"", 0};
	const struct name_answer *answer = look_ask(run, l->domain, RR_TXT);
	int count = answer ? spf_find(run->a, answer, &txt) : -1;
	if (count >= 0)
		row_int(run, "spf_records", count);
	if (count <= 0)
		return;
	row_text(run, "spf", txt);
	record(&w, l->domain, 0, true);
	if (w.lookups > SPF_LOOKUPS_MAX)
		wrong(&w, "lookups", l->domain);
	if (w.nothing > SPF_VOID_MAX)
		wrong(&w, "void", l->domain);
	if (w.error && strcmp(w.error, "temp") == 0) {
		probe_partly(run, "dns_failed", w.at);
		w.error = NULL;
	}
	if (w.all)
		row_text(run, "spf_all", (struct text){&w.all, 1});
	row_int(run, "spf_lookups", w.lookups);
	row_int(run, "spf_void", w.nothing);
	row_flag(run, "spf_ptr", w.ptr);
	row_flag(run, "spf_wide", w.wide);
	row_str(run, "spf_error", w.error);
	row_str(run, "spf_error_at", w.error ? w.at : NULL);
}
