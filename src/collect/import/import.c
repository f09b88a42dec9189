// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Lists of devices that other programs made; see import.h. What they tell becomes devices of a look as if it had been seen, by way `import`.
#include "import.h"
#include "../../base/clock.h"
#include "../../probe/report.h"
#include "../lan/find.h"
#include "../lan/identity.h"

#include <string.h>

struct door {
	struct lan_device *device;
	struct address address;
	struct import_door d;
	struct door *next;
};

struct import {
	struct lan_run run;
	struct lan_device *device; // of the host that was told last; NULL: it was left out
	struct address address;
	struct door *doors, **last;
	int hosts, door_n, down, left_out;
	const char *odd; // the first address that was left out
};

static const struct import_format *const formats[] = {&import_nmap, &import_leases, &import_table, &import_csv, NULL};

struct arena *import_arena(struct import *i)
{
	return i->run.a;
}

static struct lan_device *device_of(struct import *i, const struct address *a, const unsigned char *mac)
{
	struct lan_device *d = mac ? lan_by_mac(&i->run, mac) : NULL;
	if (!d)
		d = lan_by_address(&i->run, a);
	if (!d)
		d = lan_device_new(&i->run);
	if (!d)
		return NULL;
	lan_address_add(&i->run, d, a);
	if (mac && !d->has_mac)
		lan_mac_set(&i->run, d, mac);
	lan_way(&i->run, d, "import");
	return d;
}

void import_host(struct import *i, const struct import_host *h)
{
	unsigned char mac[6];
	struct lan_run *run = &i->run;
	i->device = NULL;
	if (h->down) {
		i->down++;
		return;
	}
	if (!address_read(h->address, &i->address) || !address_single(&i->address) || i->hosts == IMPORT_HOSTS) {
		if (!i->left_out++)
			i->odd = text_dup(run->a, h->address);
		return;
	}
	i->device = device_of(i, &i->address, h->mac.n && mac_read(h->mac, mac) ? mac : NULL);
	if (!i->device)
		return;
	i->hosts++;
	if (h->name.n) {
		lan_fact(run, i->device, LAN_NAME, h->name, 60);
		lan_hint(run, i->device, "hostname", h->name);
		lan_trait(run, i->device, "name", h->name);
	}
	if (h->maker.n)
		lan_fact(run, i->device, LAN_MAKER, h->maker, 20);
	if (h->os.n) {
		lan_fact(run, i->device, LAN_OS, h->os, 40);
		lan_hint(run, i->device, "banner", h->os);
	}
	if (h->client.n)
		lan_trait(run, i->device, "dhcp-client", h->client);
}

void import_door(struct import *i, const struct import_door *d)
{
	if (!i->device || d->port < 1 || d->port > 65535 || i->door_n == IMPORT_DOORS)
		return;
	struct arena *a = i->run.a;
	struct door *one = arena_alloc(a, sizeof *one);
	*one = (struct door){i->device, i->address, *d, NULL};
	const struct text all[] = {d->name, d->product, d->version, d->banner};
	struct text *const kept[] = {&one->d.name, &one->d.product, &one->d.version, &one->d.banner};
	for (int k = 0; k < 4; k++) // what the format handed over may be gone soon
		*kept[k] = (struct text){text_dup(a, all[k]), all[k].n};
	*i->last = one;
	i->last = &one->next;
	i->door_n++;
	lan_hint(&i->run, i->device, "port", text_of(arena_printf(a, "%s/%lld", d->proto, (long long)d->port)));
	if (d->product.n)
		lan_hint(&i->run, i->device, "banner", d->product);
}

// What other programs call a service, in our words (data/fact/lan_service.sql).
static const char *service_name(struct arena *a, struct text name, bool *tls)
{
	static const struct {
		const char *theirs, *ours;
	} same[] = {{"microsoft-ds", "smb"}, {"netbios-ssn", "smb"}, {"ms-wbt-server", "rdp"}, {"ssl/http", "http"}, {"https", "http"}, {"http-proxy", "http"},
		{"http-alt", "http"}, {"https-alt", "http"}, {"vnc-http", "http"}, {"ms-sql-s", "mssql"}, {"postgresql", "postgresql"}, {"jetdirect", "print"}, {"", "unknown"}};
	if (text_starts(name, "https"))
		*tls = true;
	for (size_t k = 0; k < sizeof same / sizeof *same; k++)
		if (text_is_nocase(name, same[k].theirs))
			return same[k].ours;
	return text_dup(a, name);
}

static void rows(struct probe_run *p)
{
	struct import *i = p->with;
	char address[ADDRESS_TEXT];
	for (const struct door *d = i->doors; d; d = d->next) {
		bool tls = d->d.tls;
		const char *name = service_name(p->a, d->d.name, &tls);
		row_begin(p, "lan_service");
		row_str(p, "uid", lan_device_of(d->device)->uid);
		row_str(p, "address", address_write(&d->address, address));
		row_str(p, "proto", d->d.proto);
		row_int(p, "port", d->d.port);
		row_str(p, "name", name);
		if (d->d.product.n)
			row_text(p, "product", d->d.product);
		if (d->d.version.n)
			row_text(p, "version", d->d.version);
		if (d->d.banner.n)
			row_text(p, "banner", d->d.banner);
		row_flag(p, "tls", tls);
		row_end(p);
	}
}

// What a list does not tell must not count as looked at: only the doors that it names are there.
static void import_run(struct probe_run *p)
{
	struct import *i = p->with;
	rows(p);
	probe_partly(p, "imported", NULL);
	if (i->left_out)
		probe_partly(p, "odd_line", arena_printf(p->a, "%d", i->left_out));
}

static const struct probe import_probe = {"import", "lan_service", import_run};

// The smallest network that holds all addresses, /24 (IPv6: /64) or larger.
static void span(struct import *i)
{
	struct range r = {.bits = -1};
	for (size_t k = 0; k < i->run.device_n; k++)
		for (size_t n = 0; n < i->run.device[k]->address_n; n++) {
			const struct address *a = &i->run.device[k]->address[n];
			if (r.bits < 0)
				r = (struct range){*a, a->family == AF_INET ? 24 : 64};
			while (r.bits > 0 && a->family == r.address.family && !range_has(&r, a))
				r.bits--;
		}
	for (int bit = r.bits; bit >= 0 && bit < (r.address.family == AF_INET ? 32 : 128); bit++)
		r.address.b[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
	i->run.range = r;
}

static bool read_file(struct import *i, struct text file, struct err *e)
{
	for (const struct import_format *const *f = formats; *f; f++)
		if ((*f)->knows(file)) {
			if (!(*f)->read(i, file, e))
				return false;
			return i->run.device_n > 0 || err_set(e, "there is no device of a network in it (%d did not answer, %d have no address of a device%s%s)", i->down, i->left_out,
									 i->odd ? ", such as " : "", i->odd ? i->odd : "");
		}
	return err_set(e, "it is of no kind that is known: nmap's XML, DHCP leases, a table of addresses, or CSV with the columns address, mac and name");
}

bool import_report(struct arena *a, struct text file, const struct lan_ask *ask, struct buf **ret, struct err *e)
{
	static const struct probe *const probes[] = {&import_probe, &lan_probe_device, NULL};
	struct import *i = arena_alloc(a, sizeof *i);
	struct lan_find find = {0};
	char text[ADDRESS_TEXT];
	i->run = (struct lan_run){.ask = ask, .a = a, .began_ms = clock_ms(), .find = &find};
	i->last = &i->doors;
	if (file.n > IMPORT_BYTES)
		return err_set(e, "it is larger than %zu MiB", IMPORT_BYTES >> 20);
	if (!read_file(i, file, e))
		return false;
	if (ask->cidr && !range_read(text_of(ask->cidr), &i->run.range))
		return err_set(e, "\"%s\" is no network; write it as 192.168.1.0/24", ask->cidr);
	if (!ask->cidr)
		span(i);
	i->run.network = arena_printf(a, "%s/%d", address_write(&i->run.range.address, text), i->run.range.bits);
	i->run.asked = i->hosts + i->down;
	i->run.silent = i->down;
	i->run.left_out = i->left_out;
	identity_settle(&i->run);
	struct report_of of = {.about = "network", .source = "import", .privilege = "user", .at = ask->now, .with = i};
	report_make_of(a, probes, &of, ret);
	return true;
}
