// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The devices of a look, and what is said of them; see lan.h.
#include "identity.h"
#include "lan.h"

#include "../../base/clock.h"
#include "../../db/db.h"

#include <string.h>

// ---- found by address: open addressing, twice as large as what is in it

struct lan_index {
	struct slot {
		unsigned char key[17]; // family or 1 for a hardware address, then its bytes; family 0: free
		struct lan_device *device;
	} *slot;
	size_t room, n;
};

static size_t hash(const unsigned char *key)
{
	uint64_t h = 14695981039346656037u;
	for (int i = 0; i < 17; i++)
		h = (h ^ key[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 29);
}

static struct slot *find(const struct lan_index *x, const unsigned char *key)
{
	size_t i = hash(key) & (x->room - 1);
	while (x->slot[i].key[0] && memcmp(x->slot[i].key, key, 17) != 0)
		i = (i + 1) & (x->room - 1);
	return &x->slot[i];
}

static void put(struct lan_run *run, const unsigned char *key, struct lan_device *d)
{
	struct lan_index *x = run->index;
	if (!x || x->n * 2 >= x->room) {
		struct lan_index *more = arena_alloc(run->a, sizeof *more);
		more->room = x ? x->room * 4 : 256;
		more->slot = arena_alloc(run->a, more->room * sizeof *more->slot);
		for (size_t i = 0; x && i < x->room; i++)
			if (x->slot[i].key[0])
				*find(more, x->slot[i].key) = x->slot[i];
		more->n = x ? x->n : 0;
		run->index = x = more;
	}
	struct slot *s = find(x, key);
	x->n += !s->key[0];
	memcpy(s->key, key, 17);
	s->device = d;
}

static struct lan_device *get(struct lan_run *run, const unsigned char *key)
{
	struct lan_device *d = run->index ? find(run->index, key)->device : NULL;
	return d ? lan_device_of(d) : NULL;
}

static void address_key(const struct address *a, unsigned char *ret)
{
	ret[0] = a->family == AF_INET ? 4 : 6;
	memcpy(ret + 1, a->b, 16);
}

static void mac_key(const unsigned char *mac, unsigned char *ret)
{
	memset(ret, 0, 17);
	ret[0] = 1;
	memcpy(ret + 1, mac, 6);
}

struct lan_device *lan_device_of(struct lan_device *d)
{
	while (d->same)
		d = d->same;
	return d;
}

struct lan_device *lan_by_address(struct lan_run *run, const struct address *a)
{
	unsigned char key[17];
	address_key(a, key);
	return get(run, key);
}

struct lan_device *lan_by_mac(struct lan_run *run, const unsigned char *mac)
{
	unsigned char key[17];
	mac_key(mac, key);
	return get(run, key);
}

struct lan_device *lan_device_new(struct lan_run *run)
{
	if (run->device_n >= LAN_DEVICES_MAX)
		return NULL;
	if ((run->device_n & (run->device_n - 1)) == 0) { // room at each power of two
		struct lan_device **more = arena_alloc(run->a, (run->device_n ? run->device_n * 2 : 1) * sizeof *more);
		if (run->device_n)
			memcpy(more, run->device, run->device_n * sizeof *more);
		run->device = more;
	}
	struct lan_device *d = arena_alloc(run->a, sizeof *d);
	d->number = run->device_n;
	d->ways = "";
	run->device[run->device_n++] = d;
	return d;
}

bool lan_address_add(struct lan_run *run, struct lan_device *d, const struct address *a)
{
	unsigned char key[17];
	struct lan_device *other = lan_by_address(run, a);
	if (other == d)
		return true;
	if (other || d->address_n == LAN_ADDRESSES_MAX)
		return false;
	size_t at = d->address_n++;
	while (a->family == AF_INET && at && d->address[at - 1].family == AF_INET6) { // IPv4 first
		d->address[at] = d->address[at - 1];
		at--;
	}
	d->address[at] = *a;
	address_key(a, key);
	put(run, key, d);
	return true;
}

void lan_address_move(struct lan_run *run, struct lan_device *from, struct lan_device *to, const struct address *a)
{
	unsigned char key[17];
	for (size_t i = 0; i < from->address_n; i++)
		if (address_same(&from->address[i], a)) {
			memmove(&from->address[i], &from->address[i + 1], (--from->address_n - i) * sizeof *a);
			break;
		}
	address_key(a, key);
	put(run, key, NULL);
	if (to)
		lan_address_add(run, to, a);
}

void lan_mac_set(struct lan_run *run, struct lan_device *d, const unsigned char *mac)
{
	unsigned char key[17];
	mac_key(mac, key);
	put(run, key, d);
	if (d->has_mac)
		return;
	memcpy(d->mac, mac, 6);
	d->card_maker = NULL;
	d->has_mac = true;
	d->random_mac = mac_random(mac);
}

// ---- what is said

static const char *clean(struct arena *a, struct text t, bool small)
{
	t = text_trim(t);
	if (t.n > LAN_VALUE_MAX - 1)
		t.n = LAN_VALUE_MAX - 1;
	char *s = text_dup(a, t);
	for (char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
		else if (small && *p >= 'A' && *p <= 'Z')
			*p += 32;
	return s;
}

static bool said(const struct lan_said *s, const char *kind, const char *value)
{
	for (; s; s = s->next)
		if (strcmp(s->kind, kind) == 0 && strcmp(s->value, value) == 0)
			return true;
	return false;
}

static bool say(struct arena *a, struct lan_said **list, size_t *n, size_t max, const char *kind, const char *value)
{
	if (!*value || *n >= max || said(*list, kind, value))
		return false;
	while (*list)
		list = &(*list)->next;
	*list = arena_alloc(a, sizeof **list);
	**list = (struct lan_said){arena_strdup(a, kind), value, NULL};
	(*n)++;
	return true;
}

void lan_trait(struct lan_run *run, struct lan_device *d, const char *kind, struct text value)
{
	const char *v = clean(run->a, value, true);
	d = lan_device_of(d);
	if (!identity_placeholder(kind, v))
		run->learned |= say(run->a, &d->trait, &d->trait_n, LAN_TRAITS_MAX, kind, v);
}

const char *lan_trait_of(const struct lan_device *d, const char *kind)
{
	for (const struct lan_said *s = d->trait; s; s = s->next)
		if (strcmp(s->kind, kind) == 0)
			return s->value;
	return NULL;
}

void lan_hint(struct lan_run *run, struct lan_device *d, const char *kind, struct text value)
{
	d = lan_device_of(d);
	say(run->a, &d->hint, &d->hint_n, LAN_HINTS_MAX, kind, clean(run->a, value, true));
}

void lan_fact(struct lan_run *run, struct lan_device *d, enum lan_fact which, struct text value, int weight)
{
	d = lan_device_of(d);
	if (weight <= d->fact_weight[which])
		return;
	const char *v = clean(run->a, value, false);
	if (!*v || !text_clean(text_of(v)))
		return;
	d->fact[which] = v;
	d->fact_weight[which] = weight;
}

void lan_way(struct lan_run *run, struct lan_device *d, const char *way)
{
	d = lan_device_of(d);
	struct text rest = text_of(d->ways), one;
	while (text_field(&rest, ' ', &one))
		if (text_is(one, way))
			return;
	d->ways = *d->ways ? arena_printf(run->a, "%s %s", d->ways, way) : arena_strdup(run->a, way);
}

// Everything of y becomes of x.
static void take_over(struct lan_run *run, struct lan_device *x, struct lan_device *y)
{
	struct text ways = text_of(y->ways), way;
	y->same = x;
	for (size_t i = 0; i < y->address_n && x->address_n < LAN_ADDRESSES_MAX; i++) {
		unsigned char key[17];
		address_key(&y->address[i], key);
		put(run, key, NULL); // so that it is nobody's, and x can have it
		lan_address_add(run, x, &y->address[i]);
	}
	x->card_maker = NULL;
	if (!x->has_mac && y->has_mac)
		lan_mac_set(run, x, y->mac);
	else if (x->has_mac && y->has_mac && x->random_mac && !y->random_mac) {
		memcpy(x->mac, y->mac, 6);
		x->random_mac = false;
	}
	for (const struct lan_said *s = y->trait; s; s = s->next)
		say(run->a, &x->trait, &x->trait_n, LAN_TRAITS_MAX, s->kind, s->value);
	for (const struct lan_said *s = y->hint; s; s = s->next)
		say(run->a, &x->hint, &x->hint_n, LAN_HINTS_MAX, s->kind, s->value);
	for (int i = 0; i < LAN_FACTS; i++)
		if (y->fact[i])
			lan_fact(run, x, (enum lan_fact)i, text_of(y->fact[i]), y->fact_weight[i]);
	while (text_field(&ways, ' ', &way))
		lan_way(run, x, text_dup(run->a, way));
	x->itself |= y->itself;
	x->gateway |= y->gateway;
	x->fragile |= y->fragile;
	x->answers_for += y->answers_for;
}

bool lan_same(struct lan_run *run, struct lan_device *x, struct lan_device *y)
{
	x = lan_device_of(x);
	y = lan_device_of(y);
	if (x == y)
		return true;
	if (!identity_may_join(x, y))
		return false;
	if ((y->known && !x->known) || (!x->known == !y->known && y->number < x->number)) {
		struct lan_device *other = x;
		x = y;
		y = other;
	}
	if (run->settled)
		lan_give_up(run, y->uid, x->uid);
	take_over(run, x, y);
	return true;
}

void lan_give_up(struct lan_run *run, const char *old, const char *new)
{
	struct lan_said *s = arena_alloc(run->a, sizeof *s);
	*s = (struct lan_said){old, new, run->given_up};
	run->given_up = s;
}

// ---- the catalogue

static bool has_ipv4(const struct lan_run *run, const struct address *a)
{
	unsigned char key[17];
	address_key(a, key);
	const struct lan_device *d = run->index ? find(run->index, key)->device : NULL;
	while (d && d->same)
		d = d->same;
	return d && d->address_n && d->address[0].family == AF_INET;
}

bool lan_never(const struct lan_run *run, const struct address *a)
{
	for (size_t i = 0; i < run->never_n; i++)
		if (range_has(&run->never[i], a))
			return true;
	// One that shows IPv6 alone may be one of those: nobody asked it for its other address.
	return run->settled && run->never_n && a->family == AF_INET6 && !has_ipv4(run, a);
}

int64_t lan_ms(const struct lan_run *run)
{
	return clock_ms() - run->began_ms;
}

struct db *lan_catalogue(struct lan_run *run)
{
	if (!run->catalogue)
		run->catalogue = run->ask->catalogue ? run->ask->catalogue : db_open(run->a, ":memory:", NULL, NULL);
	return run->catalogue;
}

// prefix of a block: its bits from the left of 48, then how many there are in the lowest byte.
static const char *block(struct lan_run *run, struct db *d, int64_t mac, int bits)
{
	return db_text(d, run->a, "SELECT name FROM cat.maker WHERE id = (SELECT maker FROM cat.oui WHERE prefix = ?1)", "i", (mac >> (48 - bits)) << (56 - bits) | bits);
}

const char *lan_maker(struct lan_run *run, const unsigned char *m)
{
	struct db *d = mac_random(m) || mac_shared(m) ? NULL : lan_catalogue(run);
	int64_t all = (int64_t)m[0] << 40 | (int64_t)m[1] << 32 | (int64_t)m[2] << 24 | (int64_t)m[3] << 16 | (int64_t)m[4] << 8 | m[5];
	if (!d)
		return NULL;
	struct lan_block *k = &run->block[(m[1] * 7 + m[2]) % LAN_BLOCKS]; // a block of 24 bits was not parted further: the same answer for all of it
	if (k->maker && k->prefix == all >> 24)
		return k->maker;
	const char *maker = block(run, d, all, 24);
	if (maker)
		*k = (struct lan_block){all >> 24, maker};
	else if (!(maker = block(run, d, all, 28)))
		maker = block(run, d, all, 36);
	return maker;
}

const char *lan_maker_of(struct lan_run *run, struct lan_device *d)
{
	if (!d->card_maker) {
		const char *maker = d->has_mac ? lan_maker(run, d->mac) : NULL;
		d->card_maker = maker ? maker : "";
	}
	return *d->card_maker ? d->card_maker : NULL;
}
