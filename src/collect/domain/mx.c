// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The servers that receive the mail of a domain: whether they begin TLS when asked (RFC 3207), which, and whether a signed name vouches for their
// certificate (DANE, RFC 7672).
#include "look.h"
#include "probes.h"

static void one(struct probe_run *run, struct look_mx *m)
{
	struct domain_look *l = run->with;
	int fits = -1;
	look_wait(&m->job);
	row_begin(run, "domain_mx");
	row_str(run, "host", m->host);
	row_int(run, "preference", m->preference);
	row_flag(run, "exist", m->addresses != NULL);
	row_str(run, "addresses", m->addresses);
	row_str(run, "provider", look_provider(run, "mx", m->host));
	const struct name_answer *a = names_ask(l->names, m->host, RR_A);
	row_flag(run, "secure", a->trust == NAME_UNKNOWN ? -1 : a->trust == NAME_SECURE);
	if (m->addresses)
		row_flag(run, "answered", m->tls.answered);
	if (m->tls.answered) {
		row_flag(run, "starttls", m->tls.started ? 1 : m->tls.refused ? 0 : -1);
		row_int(run, "tlsa", look_dane(run, m->host, 25, &m->tls, &fits));
		row_flag(run, "tlsa_fits", fits);
		look_tls_columns(run, &m->tls);
	}
	row_end(run);
	if (m->addresses && !m->tls.started && !m->tls.refused)
		probe_partly(run, "no_answer", arena_printf(run->a, "%s:25", m->host));
	else if (m->tls.cut)
		probe_partly(run, "no_time", m->host);
}

static void run_mx(struct probe_run *run)
{
	struct domain_look *l = run->with;
	look_ask(run, l->domain, RR_MX);
	for (size_t i = 0; i < l->mx_n; i++)
		one(run, &l->mx[i]);
}

const struct probe domain_mx = {"mx", "domain_mx", run_mx};
