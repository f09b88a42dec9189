// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What TLS the doors of devices speak: which versions, which ciphers, what certificate. Few connections: devices are slow.
#include "crew.h"
#include "door.h"
#include "../../base/clock.h"

#include <string.h>

#define DOOR_MS 12000
#define DOORS_MAX 8 // doors of one device that are looked at

struct secure {
	struct door *door;
	struct tls_seen seen;
	struct secure *next;
};

static bool begins(const struct door *d)
{
	return d->tls || (d->starttls == 1 && d->start != TLS_AT_ONCE) || strcmp(d->port->talk, "tls") == 0 || strcmp(d->port->talk, "https") == 0;
}

static struct secure **found; // one list for each device, while the threads run

static void ask_device(void *arg, struct arena *a, size_t i)
{
	struct asked *d = (struct asked *)arg + i;
	struct secure **end = &found[i];
	int n = 0;
	d->a = a;
	for (struct door *door = d->door; door && n < DOORS_MAX && !d->gave_up; door = door->next) {
		if (!begins(door))
			continue;
		struct secure *s = arena_alloc(a, sizeof *s);
		char *text = arena_alloc(a, ADDRESS_TEXT);
		s->door = door;
		const struct tls_where where = {.address = address_write(&door->address, text), .port = door->port->port,
			.start = door->tls || door->starttls != 1 ? TLS_AT_ONCE : door->start, .ca = "", .now = d->run->ask->now, .budget_ms = DOOR_MS, .gentle = true};
		tls_look(a, &where, &s->seen);
		n++;
		if (!s->seen.tls || !s->seen.versions)
			continue;
		*end = s;
		end = &s->next;
		if (s->seen.fingerprint)
			asked_trait(d, "certificate", text_of(s->seen.fingerprint));
		if (s->seen.subject)
			asked_hint(d, "tls-subject", text_of(s->seen.subject));
	}
}

static void write_row(struct probe_run *run, const struct asked *d, const struct secure *s)
{
	char text[ADDRESS_TEXT];
	const struct tls_seen *seen = &s->seen;
	row_begin(run, "lan_tls");
	row_str(run, "uid", asked_uid(d));
	row_str(run, "address", address_write(&s->door->address, text));
	row_int(run, "port", s->door->port->port);
	row_str(run, "versions", tls_versions(run->a, seen->versions));
	row_flag(run, "old", (seen->versions & (TLS_SSL2 | TLS_SSL3 | TLS_1_0 | TLS_1_1)) != 0);
	row_str(run, "weak", seen->weak);
	if (seen->leaf.n || seen->fingerprint) {
		row_str(run, "subject", seen->subject);
		row_str(run, "issuer", seen->issuer);
		row_str(run, "names", seen->names);
		row_int(run, "not_before_at", seen->not_before_at);
		row_int(run, "not_after_at", seen->not_after_at);
		row_flag(run, "self_signed", seen->self_signed);
		if (seen->key_bits > 0)
			row_int(run, "key_bits", seen->key_bits);
		row_str(run, "signature", seen->signature);
		row_str(run, "fingerprint", seen->fingerprint);
	}
	row_end(run);
}

static void tls_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	size_t n;
	struct asked *all = asked_all(lan, &n);
	found = arena_alloc(lan->a, (n + 1) * sizeof(struct secure *));
	crew_run(lan, n, ask_device, all);
	asked_tell(all, n);
	for (size_t i = 0; i < n; i++)
		for (struct secure *s = found[i]; s; s = s->next)
			write_row(run, &all[i], s);
}

const struct probe lan_probe_tls = {"tls", "lan_tls", tls_run};
