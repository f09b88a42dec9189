// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Looks at a network: checks what was asked, runs the probes, and puts rows under the uid that stays; see collect.h and lan.h.
#include "lan.h"
#include "link.h"

#include "../../base/clock.h"
#include "../../probe/report.h"

#include <string.h>

// Not there in the program that only finds devices (main.c).
#pragma weak lan_probe_doors
#pragma weak lan_probe_tls
#pragma weak lan_probe_smb
#pragma weak lan_probe_snmp
#pragma weak lan_probe_upnp
#pragma weak lan_probe_reach
#pragma weak lan_probe_login

static bool read_never(struct lan_run *run, struct err *e)
{
	size_t n = 0;
	for (const char *const *s = run->ask->never; s && *s; s++)
		n++;
	run->never = arena_alloc(run->a, (n + 1) * sizeof *run->never);
	for (const char *const *s = run->ask->never; s && *s; s++)
		if (!range_read(text_of(*s), &run->never[run->never_n++]))
			return err_set(e, "\"%s\" is no address that could be left alone", *s);
	return true;
}

static bool read_ask(struct lan_run *run, struct err *e)
{
	char text[ADDRESS_TEXT];
	if (!run->ask->cidr || !range_read(text_of(run->ask->cidr), &run->range))
		return err_set(e, "\"%s\" is no network; write it as 192.168.1.0/24", run->ask->cidr ? run->ask->cidr : "");
	if (run->range.address.family == AF_INET && run->range.bits < 16)
		return err_set(e, "%s is too large; at most a /16 is looked at", run->ask->cidr);
	run->network = arena_printf(run->a, "%s/%d", address_write(&run->range.address, text), run->range.bits);
	return read_never(run, e);
}

static const struct lan_said *given_up(const struct lan_run *run, struct text uid)
{
	for (const struct lan_said *s = run->given_up; s; s = s->next)
		if (text_is(uid, s->kind))
			return s;
	return NULL;
}

// Rows that were written under a uid that was given up later.
static struct buf *put_right(struct lan_run *run, struct buf *report)
{
	static const char *const where[] = {"\"uid\":\"", "\"other\":\""};
	struct buf *out = run->given_up ? buf_new(run->a, REPORT_BYTES_MAX + ((size_t)8 << 20)) : report;
	for (size_t i = 0; run->given_up && i < report->n;) {
		struct text rest = {report->p + i, report->n - i}, uid = {"", 0};
		size_t head = text_starts(rest, where[0]) ? strlen(where[0]) : text_starts(rest, where[1]) ? strlen(where[1]) : 0;
		const struct lan_said *s = head && text_cut(text_after(rest, head), '"', &uid, NULL) ? given_up(run, uid) : NULL;
		for (const struct lan_said *more; s && (more = given_up(run, text_of(s->value))) && more != s;)
			s = more;
		buf_add(out, rest.p, head ? head : 1);
		if (s)
			buf_str(out, s->value);
		i += head ? head + (s ? uid.n : 0) : 1;
	}
	return out;
}

bool lan_report(struct arena *a, const struct lan_ask *ask, struct buf **ret, struct err *e)
{
	static const struct probe *const devices[] = {&lan_probe_discover, &lan_probe_device, NULL};
	static const struct probe *const services[] = {&lan_probe_discover, &lan_probe_doors, &lan_probe_tls, &lan_probe_smb, &lan_probe_snmp, &lan_probe_upnp,
		&lan_probe_reach, &lan_probe_device, NULL};
	static const struct probe *const logins[] = {&lan_probe_discover, &lan_probe_doors, &lan_probe_tls, &lan_probe_smb, &lan_probe_snmp, &lan_probe_upnp,
		&lan_probe_reach, &lan_probe_login, &lan_probe_device, NULL};
	struct lan_run run = {.ask = ask, .a = a, .began_ms = clock_ms()};
	if (!read_ask(&run, e) || !link_find(&run, e))
		return false;
	struct report_of of = {.about = "network", .source = ask->vantage && strcmp(ask->vantage, "guest") == 0 ? "lan-guest" : "lan",
		.privilege = run.raw ? "root" : "user", .at = ask->now, .with = &run, .progress = ask->progress,
		.progress_arg = ask->arg};
	report_make_of(a, ask->depth == COLLECT_DEVICES ? devices : ask->depth == COLLECT_SERVICES ? services : logins, &of, ret);
	*ret = put_right(&run, *ret);
	return true;
}
