// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The last probe of a look: says what each device is from all that was told, and writes the rows of the network and its devices; see lan.h.
#include "identity.h"
#include "kind.h"

#include "../../base/json.h"

#include <stdlib.h>
#include <string.h>

static const char *const depths[] = {"devices", "services", "logins"};

#define ALIKE 32 // makers for which the guess is kept, of devices that say nothing else

struct alike {
	const char *hint, *value, *kind, *maker;
	int sure;
};

// The same as kind_guess. Most devices of a look that went no further than ARP have one hint, their maker, and it is often the same.
static void guess(struct kind_rules *rules, struct alike *kept, struct lan_device *d, const char **ret_maker)
{
	struct alike *k = kept;
	while (d->hint_n == 1 && k < kept + ALIKE && k->hint && (strcmp(k->value, d->hint->value) != 0 || strcmp(k->hint, d->hint->kind) != 0))
		k++;
	bool keep = d->hint_n == 1 && k < kept + ALIKE;
	if (!keep || !k->hint)
		kind_guess(rules, d->hint, &d->kind, &d->sure, ret_maker);
	if (keep && !k->hint)
		*k = (struct alike){d->hint->kind, d->hint->value, d->kind, *ret_maker, d->sure};
	else if (keep) {
		d->kind = k->kind;
		d->sure = k->sure;
		*ret_maker = k->maker;
	}
}

static void decide(struct lan_run *run, struct kind_rules *rules, struct alike *kept, struct lan_device *d)
{
	const char *maker = lan_maker_of(run, d), *told = NULL;
	if (maker) {
		lan_fact(run, d, LAN_MAKER, text_of(maker), 20);
		lan_hint(run, d, "oui", text_of(maker));
	}
	if (d->gateway)
		lan_hint(run, d, "gateway", text_of("1"));
	if (d->itself)
		lan_hint(run, d, "itself", text_of("1"));
	if (d->fact[LAN_MODEL])
		lan_hint(run, d, "upnp-model", text_of(d->fact[LAN_MODEL]));
	guess(rules, kept, d, &told);
	if (told)
		lan_fact(run, d, LAN_MAKER, text_of(told), 30);
	if (d->known && d->known->name && *d->known->name)
		lan_fact(run, d, LAN_NAME, text_of(d->known->name), 100);
	if (d->known && d->known->kind && *d->known->kind && strcmp(d->known->kind, "unknown") != 0) {
		d->kind = d->known->kind;
		d->sure = 100;
	}
}

static void addresses(const struct lan_device *d, struct buf *b)
{
	char text[ADDRESS_TEXT];
	for (size_t i = 0; i < d->address_n; i++) {
		buf_str(b, i ? " " : "");
		buf_str(b, address_write(&d->address[i], text));
	}
}

static void traits(const struct lan_device *d, struct buf *b)
{
	buf_char(b, '[');
	for (const struct lan_said *s = d->trait; s; s = s->next) {
		size_t before = b->n;
		buf_str(b, s == d->trait ? "[" : ",[");
		json_write(b, text_of(s->kind));
		buf_char(b, ',');
		json_write(b, text_of(s->value));
		buf_char(b, ']');
		if (b->n > 3990) { // a text of a row is cut at 4,000 bytes, and half a list is none
			b->p[b->n = before] = 0;
			break;
		}
	}
	buf_char(b, ']');
}

static void row(struct probe_run *p, struct lan_device *d)
{
	char mac[MAC_TEXT];
	struct buf *b = buf_new(p->a, 8192);
	row_begin(p, "lan_device");
	row_str(p, "uid", d->uid);
	row_str(p, "name", d->fact[LAN_NAME]);
	row_str(p, "kind", d->kind);
	row_int(p, "sure", d->sure);
	row_str(p, "maker", d->fact[LAN_MAKER]);
	row_str(p, "model", d->fact[LAN_MODEL]);
	row_str(p, "mac", d->has_mac ? mac_write(d->mac, mac) : NULL);
	row_flag(p, "random_mac", d->random_mac);
	addresses(d, b);
	row_str(p, "addresses", b->p);
	row_str(p, "os", d->fact[LAN_OS]);
	row_str(p, "os_version", d->fact[LAN_OS_VERSION]);
	row_str(p, "firmware", d->fact[LAN_FIRMWARE]);
	row_str(p, "serial", d->fact[LAN_SERIAL]);
	row_flag(p, "itself", d->itself);
	row_flag(p, "gateway", d->gateway);
	row_str(p, "ways", d->ways);
	buf_clear(b);
	traits(d, b);
	row_str(p, "traits", b->p);
	row_end(p);
}

static void row_lan(struct probe_run *p, struct lan_run *run)
{
	char text[ADDRESS_TEXT];
	probe_trait(p, "network", run->network);
	probe_trait(p, "name", run->network);
	row_begin(p, "lan");
	row_str(p, "network", run->network);
	row_str(p, "vantage", run->ask->vantage ? run->ask->vantage : "office");
	row_str(p, "interface", run->interface);
	row_str(p, "address", run->own.family ? address_write(&run->own, text) : NULL);
	row_str(p, "gateway", run->gateway.family ? address_write(&run->gateway, text) : NULL);
	row_str(p, "depth", depths[run->ask->depth]);
	row_int(p, "asked", run->asked);
	row_int(p, "silent", run->silent);
	row_int(p, "left_out", run->left_out);
	row_str(p, "dhcp", run->dhcp);
	row_int(p, "milliseconds", lan_ms(run));
	row_end(p);
}

static int by_address(const void *x, const void *y)
{
	const struct lan_device *p = *(struct lan_device *const *)x, *q = *(struct lan_device *const *)y;
	int order = (p->address[0].family == AF_INET6) - (q->address[0].family == AF_INET6);
	if (!order)
		order = memcmp(p->address[0].b, q->address[0].b, 16);
	return order ? order : p->number < q->number ? -1 : p->number > q->number;
}

static void device_run(struct probe_run *p)
{
	struct lan_run *run = p->with;
	struct err e = {0};
	struct alike kept[ALIKE] = {0};
	struct db *catalogue = lan_catalogue(run);
	struct kind_rules *rules = catalogue ? kind_load(run->a, catalogue, &e) : NULL;
	identity_settle(run); // the probes since discover may have told more
	if (!rules) {
		probe_failed(p, "unreadable", "device_hint");
		return;
	}
	row_lan(p, run);
	struct lan_device **sorted = arena_alloc(run->a, (run->device_n + 1) * sizeof *sorted);
	memcpy(sorted, run->device, run->device_n * sizeof *sorted);
	qsort(sorted, run->device_n, sizeof *sorted, by_address);
	for (size_t i = 0; i < run->device_n; i++)
		if (!sorted[i]->same && sorted[i]->address_n) {
			decide(run, rules, kept, sorted[i]);
			row(p, sorted[i]);
		}
}

const struct probe lan_probe_device = {"device", "lan lan_device", device_run};
