// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which doors each device has, and what speaks behind them. Gently: see gentle.h. A device that does not answer at all is left alone after a few
// doors; one that stops answering on the way is left alone at once, and that is said.
#include "crew.h"
#include "talk.h"
#include "../../base/clock.h"
#include "../../db/db.h"

#include <string.h>

#define DEVICE_MS 90000    // for all doors of one device
#define LOOK_MS 1200000    // after so long since the look began no new device is asked
#define MUTE_MAX 8         // doors of a device that never answered
#define SILENT_MAX 14      // doors in a row that do not answer, before we look whether it still lives
#define DOORS_MAX 200      // of one device

// ---- the list of ports

static void read_ports(struct lan_run *run, struct doors *d)
{
	struct db *cat = lan_catalogue(run);
	size_t max = (size_t)db_int(cat, "SELECT count(*) FROM cat.ref_lan_port", 0, "");
	d->port = arena_alloc(run->a, (max + 1) * sizeof *d->port);
	int *never = arena_alloc(run->a, (max + 1) * sizeof *never);
	struct rows r = db_rows(cat, "SELECT port, proto, name, talk, touch FROM cat.ref_lan_port ORDER BY rowid", "");
	while (rows_next(&r, NULL) && d->port_n + d->never_n < max) {
		if (strcmp(rows_text(&r, 4), "never") == 0)
			never[d->never_n++] = (int)rows_int(&r, 0);
		else
			d->port[d->port_n++] = (struct port){(int)rows_int(&r, 0), strcmp(rows_text(&r, 1), "udp") == 0, arena_strdup(run->a, rows_text(&r, 2)),
				arena_strdup(run->a, rows_text(&r, 3))};
	}
	rows_end(&r);
	d->never = never;
}

bool port_never(const struct lan_run *run, int port)
{
	for (size_t i = 0; run->doors && i < run->doors->never_n; i++)
		if (run->doors->never[i] == port)
			return true;
	return false;
}

// ---- devices

bool asked_guest(const struct lan_run *run)
{
	return run->ask->vantage && strcmp(run->ask->vantage, "guest") == 0;
}

size_t asked_addresses(const struct asked *d, struct address ret[4])
{
	size_t n = 0;
	for (int pass = 0; pass < 3; pass++) // IPv4, then IPv6, then what is of this link alone
		for (size_t i = 0; i < d->device->address_n && n < 4; i++) {
			const struct address *a = &d->device->address[i];
			bool six = a->family == AF_INET6, link = six && a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80;
			if (pass == (link ? 2 : six ? 1 : 0) && (pass == 0 || n == 0) && !lan_never(d->run, a))
				ret[n++] = *a;
		}
	return n;
}

struct asked *asked_all(struct lan_run *run, size_t *ret_n)
{
	struct address address[4];
	bool guest = asked_guest(run);
	if (!run->doors) {
		struct doors *d = run->doors = arena_alloc(run->a, sizeof *d);
		read_ports(run, d);
		d->asked = arena_alloc(run->a, (run->device_n + 1) * sizeof *d->asked);
		for (size_t i = 0; i < run->device_n; i++) {
			struct asked *one = &d->asked[d->asked_n];
			*one = (struct asked){.device = run->device[i], .run = run};
			one->door_end = &one->door;
			one->told_end = &one->told;
			if (!one->device->same && !one->device->itself && (!guest || one->device->gateway) && asked_addresses(one, address) > 0)
				d->asked_n++;
		}
		for (size_t i = 0; i < d->asked_n; i++) { // they moved while the list was made
			d->asked[i].door_end = &d->asked[i].door;
			d->asked[i].told_end = &d->asked[i].told;
		}
	}
	*ret_n = run->doors->asked_n;
	return run->doors->asked;
}

const char *asked_uid(const struct asked *d)
{
	return lan_device_of(d->device)->uid;
}

static void told(struct asked *d, int what, const char *kind, struct text value, enum lan_fact fact, int weight)
{
	if (!value.n)
		return;
	struct door_told *t = arena_alloc(d->a, sizeof *t);
	t->what = what;
	t->kind = kind;
	t->value = text_dup(d->a, (struct text){value.p, value.n < LAN_VALUE_MAX ? value.n : LAN_VALUE_MAX});
	t->fact = fact;
	t->weight = weight;
	*d->told_end = t;
	d->told_end = &t->next;
}

void asked_trait(struct asked *d, const char *kind, struct text value)
{
	told(d, TOLD_TRAIT, kind, value, LAN_FACTS, 0);
}

void asked_hint(struct asked *d, const char *kind, struct text value)
{
	told(d, TOLD_HINT, kind, value, LAN_FACTS, 0);
}

void asked_fact(struct asked *d, enum lan_fact fact, struct text value, int weight)
{
	told(d, TOLD_FACT, "", value, fact, weight);
}

// Doors of a device that turned out to be another one become that one's: it is asked by one thread from here on.
static void join(struct asked *all, size_t n, struct asked *gone)
{
	for (size_t k = 0; k < n; k++) {
		struct asked *stays = &all[k];
		if (stays->device != lan_device_of(gone->device))
			continue;
		if (gone->door) {
			*stays->door_end = gone->door;
			stays->door_end = gone->door_end;
		}
		stays->printer = stays->printer ? stays->printer : gone->printer;
		stays->gave_up = stays->gave_up || gone->gave_up;
		gone->door = NULL;
		gone->door_end = &gone->door;
		gone->printer = NULL;
		return;
	}
}

void asked_tell(struct asked *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (struct door_told *t = all[i].told; t; t = t->next) {
			struct lan_device *d = lan_device_of(all[i].device);
			if (t->what == TOLD_TRAIT)
				lan_trait(all[i].run, d, t->kind, text_of(t->value));
			else if (t->what == TOLD_HINT)
				lan_hint(all[i].run, d, t->kind, text_of(t->value));
			else
				lan_fact(all[i].run, d, t->fact, text_of(t->value), t->weight);
		}
		all[i].told = NULL;
		all[i].told_end = &all[i].told;
	}
	for (size_t i = 0; i < n; i++)
		if (all[i].device->same)
			join(all, n, &all[i]);
}

// ---- one device

static struct door *new_door(struct asked *d, const struct port *port, const struct address *address)
{
	struct door *door = arena_alloc(d->a, sizeof *door);
	*door = (struct door){.port = port, .address = *address, .name = port->name, .starttls = -1, .login_page = -1, .clear_login = -1, .anybody = -1,
		.early_login = -1};
	return door;
}

static void keep_door(struct asked *d, struct door *door)
{
	*d->door_end = door;
	d->door_end = &door->next;
	asked_hint(d, "port", text_of(arena_printf(d->a, "%s/%d", door->port->udp ? "udp" : "tcp", door->port->port)));
}

static void knock(struct asked *d, struct gentle *dial, const struct port *port, enum gentle_result *ret)
{
	struct talk t = {.of = d, .dial = dial, .a = d->a};
	*ret = GENTLE_REFUSED;
	if (port->udp) {
		t.door = new_door(d, port, &dial->address);
		if (talk_udp(&t))
			keep_door(d, t.door);
		return;
	}
	*ret = gentle_open(dial, port->port, &t.line);
	if (*ret != GENTLE_OPEN)
		return;
	t.open = true;
	t.door = new_door(d, port, &dial->address);
	talk_run(&t);
	if (t.open)
		gentle_close(&t.line);
	keep_door(d, t.door);
}

// Whether a device that stays silent now still answers where it did before.
static bool lives(struct asked *d, struct gentle *dial)
{
	struct line line;
	if (!d->door || d->door->port->udp || gentle_open(dial, d->door->port->port, &line) != GENTLE_OPEN)
		return false;
	gentle_close(&line);
	return true;
}

static void ask_address(struct asked *d, const struct address *address)
{
	struct doors *all = d->run->doors;
	struct gentle dial;
	gentle_begin(&dial, d->a, address, d->run->card, DEVICE_MS);
	if (d->device->fragile)
		dial.pause_ms = 250;
	for (size_t i = 0, n = 0; i < all->port_n && n < DOORS_MAX; i++) {
		enum gentle_result r;
		knock(d, &dial, &all->port[i], &r);
		n += r == GENTLE_OPEN;
		if (r == GENTLE_OVER) {
			d->over = true;
			return;
		}
		if (dial.fastest_ms < 0 && dial.silent >= MUTE_MAX)
			return; // it does not talk to strangers
		if (dial.silent >= SILENT_MAX && d->door) {
			if (!lives(d, &dial)) {
				d->gave_up = true;
				return;
			}
			dial.silent = 0;
		}
	}
}

static void ask_device(void *arg, struct arena *a, size_t i)
{
	struct asked *d = (struct asked *)arg + i;
	struct address address[4];
	d->a = a;
	size_t n = asked_addresses(d, address);
	for (size_t k = 0; k < n && !d->gave_up; k++)
		if (lan_ms(d->run) < LOOK_MS)
			ask_address(d, &address[k]);
		else
			d->over = true;
}

// ---- rows

static void write_door(struct probe_run *run, const struct asked *d, const struct door *door)
{
	char text[ADDRESS_TEXT];
	row_begin(run, "lan_service");
	row_str(run, "uid", asked_uid(d));
	row_str(run, "address", address_write(&door->address, text));
	row_str(run, "proto", door->port->udp ? "udp" : "tcp");
	row_int(run, "port", door->port->port);
	row_str(run, "name", door->name);
	row_str(run, "product", door->product);
	row_str(run, "version", door->version);
	row_str(run, "banner", door->banner);
	row_flag(run, "tls", door->tls);
	row_flag(run, "starttls", door->starttls);
	row_str(run, "title", door->title);
	row_flag(run, "login_page", door->login_page);
	row_flag(run, "clear_login", door->clear_login);
	row_flag(run, "early_login", door->early_login);
	row_flag(run, "anybody", door->anybody);
	row_str(run, "detail", door->detail);
	row_end(run);
}

static void write_printer(struct probe_run *run, const struct asked *d)
{
	row_begin(run, "lan_printer");
	row_str(run, "uid", asked_uid(d));
	row_str(run, "model", d->printer->model);
	row_str(run, "firmware", d->printer->firmware);
	row_flag(run, "pin", d->printer->pin);
	row_end(run);
}

static void doors_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	size_t n;
	char text[ADDRESS_TEXT];
	struct asked *all = asked_all(lan, &n);
	crew_run(lan, n, ask_device, all);
	asked_tell(all, n);
	for (size_t i = 0; i < n; i++) {
		for (struct door *door = all[i].door; door; door = door->next)
			write_door(run, &all[i], door);
		if (all[i].printer)
			write_printer(run, &all[i]);
		if (all[i].gave_up)
			probe_partly(run, "stopped", address_write(&all[i].device->address[0], text));
		if (all[i].over)
			probe_partly(run, "no_time", address_write(&all[i].device->address[0], text));
	}
}

const struct probe lan_probe_doors = {"doors", "lan_service lan_printer", doors_run};
