// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names that lead to something that is gone: an alias, a mail server, a name server or a sender that somebody else could claim (ref/takeover.csv has the
// services that hand out such names). The names below a domain cannot be listed: the usual ones are tried (ref/subdomain.csv).
#include "../../db/db.h"
#include "look.h"
#include "probes.h"

#include <string.h>
#include <strings.h>

static const char *service_of(struct probe_run *run, const char *target)
{
	struct domain_look *l = run->with;
	const char *service = db_text(l->ask->catalogue, run->a,
		"SELECT service FROM cat.ref_takeover WHERE substr('.' || ?1, -length(suffix) - 1) = '.' || suffix ORDER BY length(suffix) DESC LIMIT 1", "s", target);
	return service;
}

static void row(struct probe_run *run, const char *name, const char *kind, const char *target, bool exist)
{
	row_begin(run, "domain_name");
	row_str(run, "name", name);
	row_str(run, "kind", kind);
	row_str(run, "target", target);
	row_flag(run, "exist", exist);
	row_str(run, "service", service_of(run, target));
	row_end(run);
}

// Whether a name is there: -1 when that could not be told.
static int there(struct probe_run *run, const char *name)
{
	const struct name_answer *r = look_ask(run, name, RR_A);
	return r ? r->state != NAME_NONE : -1;
}

static void aliases(struct probe_run *run, const char *name, const char *any)
{
	struct domain_look *l = run->with;
	char target[RECORD_NAME_MAX];
	size_t at = 0;
	const struct name_answer *r = names_ask(l->names, name, RR_CNAME);
	if (r->state == NAME_FAILED)
		look_ask(run, name, RR_CNAME);
	if (r->state != NAME_FOUND || !r->n || !record_name(r->data[0], &at, target) || (any && strcmp(any, target) == 0))
		return;
	int exist = there(run, target);
	if (exist >= 0)
		row(run, name, "cname", arena_strdup(run->a, target), exist);
}

static void targets(struct probe_run *run, int type, const char *kind)
{
	struct domain_look *l = run->with;
	const struct name_answer *r = look_ask(run, l->domain, type);
	for (size_t i = 0; r && r->state == NAME_FOUND && i < r->n && i < 20; i++) {
		char host[RECORD_NAME_MAX];
		size_t at = 0;
		int preference, exist;
		bool good = type == RR_MX ? record_mx(r->data[i], &preference, host) : record_name(r->data[i], &at, host);
		if (good && *host && (exist = there(run, host)) >= 0)
			row(run, l->domain, kind, arena_strdup(run->a, host), exist);
	}
}

static void run_dangling(struct probe_run *run)
{
	struct domain_look *l = run->with;
	char any[RECORD_NAME_MAX] = "";
	size_t at = 0;
	const struct name_answer *r = names_ask(l->names, arena_printf(run->a, "bolwerk-none.%s", l->domain), RR_CNAME);
	bool wildcard = r->state == NAME_FOUND && r->n && record_name(r->data[0], &at, any);
	if (wildcard)
		aliases(run, r->name, NULL);
	targets(run, RR_MX, "mx");
	targets(run, RR_NS, "ns");
	struct rows rows = db_rows(l->ask->catalogue, "SELECT label FROM cat.ref_subdomain", "");
	while (rows_next(&rows, NULL))
		aliases(run, arena_printf(run->a, "%s.%s", rows_text(&rows, 0), l->domain), wildcard ? any : NULL);
}

const struct probe domain_dangling = {"dangling", "domain_name", run_dangling};
