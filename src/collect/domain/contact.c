// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where a stranger can report a weakness of the firm's pages: security.txt (RFC 9116).
#include "../../base/clock.h"
#include "../read/lines.h"
#include "look.h"
#include "probes.h"

#include <string.h>

static const char *error_of(const struct look_page *p, const struct security_txt *s)
{
	struct text type = {"", 0}, rest = text_of(s->canonical ? s->canonical : ""), one;
	if (s->error)
		return s->error;
	if (!http_head_get(&p->got.head, "content-type", &type) || !text_starts(type, "text/plain"))
		return "type";
	bool listed = !s->canonical;
	while (text_word(&rest, &one))
		listed |= text_is(one, p->final);
	return listed ? NULL : "canonical";
}

static void row(struct probe_run *run, const struct look_web *w)
{
	const struct look_page *p = &w->contact;
	struct domain_look *l = run->with;
	struct security_txt s;
	bool found = p->answered && p->got.head.status == 200;
	if (found) {
		security_txt_read(run->a, p->got.body, l->ask->now, &s);
		struct text type = {"", 0};
		http_head_get(&p->got.head, "content-type", &type);
		found = s.contact || !text_starts(type, "text/html"); // many servers answer every question with a page
	}
	row_begin(run, "domain_contact");
	row_str(run, "host", w->host);
	row_flag(run, "found", found);
	if (found) {
		row_str(run, "url", p->final);
		row_flag(run, "encrypted", text_starts(text_of(p->final), "https:") && !p->unsafe_step);
		row_str(run, "contact", s.contact);
		if (s.expires_at)
			row_int(run, "expires_at", s.expires_at);
		row_str(run, "canonical", s.canonical);
		row_str(run, "policy", s.policy);
		row_str(run, "error", error_of(p, &s));
	}
	row_end(run);
}

static void run_contact(struct probe_run *run)
{
	struct domain_look *l = run->with;
	for (int i = 0; i < 2; i++)
		if (l->web[i].host) {
			look_wait(&l->web[i].job);
			if (l->web[i].inside)
				probe_partly(run, "inside", l->web[i].host);
			else if (l->web[i].address && !l->web[i].https.connected)
				probe_partly(run, "no_answer", arena_printf(run->a, "https://%s/", l->web[i].host));
			else if (l->web[i].address)
				row(run, &l->web[i]);
		}
}

const struct probe domain_contact = {"contact", "domain_contact", run_contact};
