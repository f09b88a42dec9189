// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Domains that exist and look like the firm's: with mail and without a page they are what invoice fraud uses.
#include "look.h"
#include "permute.h"
#include "probes.h"

#include <string.h>
#include <strings.h>

static bool own(const struct domain_look *l, const char *name)
{
	for (const char *const *o = l->ask->own; o && *o; o++)
		if (strcasecmp(*o, name) == 0)
			return true;
	return strcmp(name, l->domain) == 0;
}

static void row(struct probe_run *run, const struct permuted *p)
{
	struct domain_look *l = run->with;
	const char *addresses = names_addresses(l->names, run->a, p->name);
	struct buf *mail = buf_new(run->a, 1000);
	const struct name_answer *mx = names_ask(l->names, p->name, RR_MX);
	for (size_t i = 0; mx->state == NAME_FOUND && i < mx->n; i++) {
		char host[RECORD_NAME_MAX];
		int preference;
		if (record_mx(mx->data[i], &preference, host) && *host)
			buf_printf(mail, "%s%s", mail->n ? " " : "", host);
	}
	row_begin(run, "domain_lookalike");
	row_str(run, "name", p->name);
	row_str(run, "how", p->how);
	row_str(run, "addresses", addresses);
	row_str(run, "mail", mail->n ? mail->p : NULL);
	row_flag(run, "mail_only", mail->n && !addresses);
	row_end(run);
}

static void run_lookalike(struct probe_run *run)
{
	struct domain_look *l = run->with;
	struct permuted *all = arena_alloc(run->a, PERMUTE_MAX * sizeof *all);
	const char *dot = strchr(l->above, '.');
	size_t n = permute(run->a, arena_printf(run->a, "%.*s", (int)(dot - l->above), l->above), dot + 1, all);
	int failed = 0;
	for (size_t i = 0; i < n; i++)
		names_start(l->names, all[i].name, RR_NS);
	for (size_t i = 0; i < n; i++) {
		const struct name_answer *r = names_ask(l->names, all[i].name, RR_NS);
		if (r->state == NAME_FOUND && !own(l, all[i].name)) {
			names_start(l->names, all[i].name, RR_MX);
			names_start(l->names, all[i].name, RR_A);
			names_start(l->names, all[i].name, RR_AAAA);
		}
		failed += r->state == NAME_FAILED && r->trust != NAME_BOGUS;
	}
	for (size_t i = 0; i < n; i++)
		if (names_ask(l->names, all[i].name, RR_NS)->state == NAME_FOUND && !own(l, all[i].name))
			row(run, &all[i]);
	if (failed > (int)n / 20)
		probe_partly(run, names_cut(l->names) ? "no_time" : "dns_failed", arena_printf(run->a, "%d / %zu", failed, n));
}

const struct probe domain_lookalike = {"lookalike", "domain_lookalike", run_lookalike};
