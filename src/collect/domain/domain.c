// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Looks at a domain from outside; see collect.h. Everything that takes time is started here; the checks (probes.h) wait for what they need.
#include "../../base/clock.h"
#include "../../db/db.h"
#include "../../probe/report.h"
#include "look.h"
#include "probes.h"

#include <string.h>

// ---- what is asked first

static void start_names(struct domain_look *l)
{
	static const int types[] = {RR_A, RR_AAAA, RR_MX, RR_NS, RR_TXT, RR_SOA, RR_DNSKEY, RR_CAA};
	static const char *const texts[] = {"_dmarc", "_mta-sts", "_smtp._tls", "bolwerk-none._domainkey"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		names_start(l->names, l->domain, types[i]);
	for (size_t i = 0; l->ask->mail && i < sizeof texts / sizeof *texts; i++)
		names_start(l->names, arena_printf(l->a, "%s.%s", texts[i], l->domain), RR_TXT);
	if (l->ask->web)
		names_start(l->names, arena_printf(l->a, "www.%s", l->domain), RR_A);
}

static void start_lists(struct domain_look *l)
{
	struct rows r = db_rows(l->ask->catalogue, "SELECT selector FROM cat.ref_dkim_selector", "");
	while (l->ask->mail && rows_next(&r, NULL))
		names_start(l->names, arena_printf(l->a, "%s._domainkey.%s", rows_text(&r, 0), l->domain), RR_TXT);
	rows_end(&r);
	r = db_rows(l->ask->catalogue, "SELECT label FROM cat.ref_subdomain", "");
	while (rows_next(&r, NULL))
		names_start(l->names, arena_printf(l->a, "%s.%s", rows_text(&r, 0), l->domain), RR_CNAME);
}

static void find_mail(struct domain_look *l)
{
	const struct name_answer *r = names_ask(l->names, l->domain, RR_MX);
	l->mx_known = r->state != NAME_FAILED;
	for (size_t i = 0; r->state == NAME_FOUND && i < r->n && l->mx_n < LOOK_MX_MAX; i++) {
		char host[RECORD_NAME_MAX];
		int preference;
		if (!record_mx(r->data[i], &preference, host))
			continue;
		if (!*host) {
			l->null_mx = true; // RFC 7505
			continue;
		}
		bool twice = false;
		for (size_t k = 0; k < l->mx_n; k++)
			twice |= strcmp(l->mx[k].host, host) == 0;
		if (!twice)
			l->mx[l->mx_n++] = (struct look_mx){.host = arena_strdup(l->a, host), .preference = preference};
	}
	l->mail = l->mx_n > 0;
	if (!l->ask->mail)
		l->mx_n = 0;
}

static void start_servers(struct domain_look *l)
{
	for (size_t i = 0; i < l->mx_n; i++) {
		names_start(l->names, arena_printf(l->a, "_25._tcp.%s", l->mx[i].host), RR_TLSA);
		look_start(l, &l->mx[i].job, l->mx[i].host, look_mx_job, &l->mx[i]);
	}
	for (int i = 0; l->ask->web && i < 2; i++) {
		l->web[i].host = i ? arena_printf(l->a, "www.%s", l->domain) : l->domain;
		names_start(l->names, arena_printf(l->a, "_443._tcp.%s", l->web[i].host), RR_TLSA);
		look_start(l, &l->web[i].job, l->web[i].host, look_web_job, &l->web[i]);
	}
	if (l->mail && l->ask->mail && names_ask(l->names, arena_printf(l->a, "_mta-sts.%s", l->domain), RR_TXT)->state == NAME_FOUND) {
		l->sts.asked = true;
		look_start(l, &l->sts.job, arena_printf(l->a, "mta-sts.%s", l->domain), look_sts_job, &l->sts);
	}
}

// ---- the row of the domain itself

static const char *hosts(struct probe_run *run, const struct name_answer *r, bool mx)
{
	struct buf *b = buf_new(run->a, 2000);
	for (size_t i = 0; r && r->state == NAME_FOUND && i < r->n && i < 20; i++) {
		char host[RECORD_NAME_MAX];
		size_t at = 0;
		int preference;
		if ((mx ? record_mx(r->data[i], &preference, host) : record_name(r->data[i], &at, host)) && *host)
			buf_printf(b, "%s%s", b->n ? " " : "", host);
	}
	return b->n ? b->p : NULL;
}

// The first party that is known among names of one kind.
static const char *party(struct probe_run *run, const char *on, const char *names)
{
	struct text rest = text_of(names ? names : ""), word;
	while (text_word(&rest, &word)) {
		const char *found = look_provider(run, on, text_dup(run->a, word));
		if (found)
			return found;
	}
	return NULL;
}

static const char *web_party(struct probe_run *run)
{
	struct domain_look *l = run->with;
	const struct name_answer *r = names_ask(l->names, arena_printf(run->a, "www.%s", l->domain), RR_A);
	return r->canonical ? look_provider(run, "cname", r->canonical) : NULL;
}

static void run_self(struct probe_run *run)
{
	struct domain_look *l = run->with;
	const struct name_answer *soa = look_ask(run, l->domain, RR_SOA), *ns = look_ask(run, l->domain, RR_NS), *mx = look_ask(run, l->domain, RR_MX);
	const char *addresses = names_addresses(l->names, run->a, l->domain), *mail_hosts = hosts(run, mx, true), *name_hosts = hosts(run, ns, false);
	const char *www = names_addresses(l->names, run->a, arena_printf(run->a, "www.%s", l->domain));
	probe_trait(run, "domain", l->domain);
	probe_trait(run, "name", l->domain);
	row_begin(run, "domain");
	row_str(run, "name", l->domain);
	row_flag(run, "exist", !soa || soa->state != NAME_NONE);
	row_flag(run, "mail", l->mail);
	row_flag(run, "null_mx", l->null_mx);
	row_flag(run, "web", addresses || www);
	row_flag(run, "parked", l->mx_known && !l->mail);
	row_str(run, "addresses", addresses);
	row_str(run, "mail_hosts", mail_hosts);
	row_str(run, "nameservers", name_hosts);
	dnssec_columns(run);
	caa_columns(run);
	row_str(run, "mail_provider", party(run, "mx", mail_hosts));
	row_str(run, "web_provider", web_party(run));
	row_str(run, "dns_provider", party(run, "ns", name_hosts));
	row_end(run);
}

const struct probe domain_self = {"domain", "domain", run_self};

// ---- all of it

// A name of the firm's own as it was typed: small letters, no dot at its end, nothing of an address around it.
static const char *good_name(struct arena *a, const char *typed, struct err *e)
{
	struct text t = text_trim(text_of(typed ? typed : ""));
	if (t.n && t.p[t.n - 1] == '.')
		t.n--;
	char *name = text_dup(a, t);
	for (char *p = name; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p > 0x7e) {
			err_set(e, "write the name \"%s\" as computers do: xn--…", name);
			return NULL;
		}
	if (names_good(text_of(name)) && name[0] != '-' && strspn(name, "0123456789.") != strlen(name))
		return name;
	err_set(e, "\"%s\" is no name of a domain, as firma.be is one", name);
	return NULL;
}

bool domain_report(struct arena *a, const struct domain_ask *ask, struct buf **ret, struct err *e)
{
	static const struct probe *const list[] = {&domain_self, &domain_mail, &domain_dkim, &domain_transport, &domain_mx, &domain_web, &domain_contact, &domain_dangling,
		&domain_lookalike, NULL};
	struct domain_look *l = arena_alloc(a, sizeof *l);
	const struct probe *probes[sizeof list / sizeof *list] = {NULL};
	size_t n = 0;
	*l = (struct domain_look){.a = a, .ask = ask, .until = clock_ms() + LOOK_MS};
	l->domain = good_name(a, ask->domain, e);
	if (!l->domain || !names_open(a, ask, ask->lookalikes ? 3 * LOOK_MS : LOOK_MS, &l->names, e))
		return false;
	l->above = look_above(a, ask->catalogue, l->domain);
	start_names(l);
	find_mail(l);
	start_servers(l);
	start_lists(l);
	for (size_t i = 0; list[i]; i++)
		if ((ask->mail || (list[i] != &domain_dkim && list[i] != &domain_transport && list[i] != &domain_mx)) &&
			(ask->web || (list[i] != &domain_web && list[i] != &domain_contact)) && (ask->lookalikes || list[i] != &domain_lookalike))
			probes[n++] = list[i];
	const struct report_of of = {.about = "domain", .source = "outside", .privilege = "user", .at = ask->now, .with = l, .progress = ask->progress, .progress_arg = ask->arg};
	report_make_of(a, probes, &of, ret);
	for (size_t i = 0; i < l->mx_n; i++)
		look_wait(&l->mx[i].job);
	for (int i = 0; i < 2; i++)
		look_wait(&l->web[i].job);
	look_wait(&l->sts.job);
	return true;
}
