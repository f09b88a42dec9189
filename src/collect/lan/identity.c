// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which addresses are one device, and which device of an earlier look it is; see identity.h.
#include "identity.h"
#include "../../base/placeholder.h"

#include <stdlib.h>
#include <string.h>

#define MANY 3 // more devices with one "number of one device" have a default

enum identity_worth identity_worth(const char *kind)
{
	static const struct {
		const char *kind;
		enum identity_worth worth;
	} all[] = {{"mac", IDENTITY_OWN}, {"serial", IDENTITY_STRONG}, {"upnp", IDENTITY_STRONG}, {"smb", IDENTITY_STRONG}, {"snmp", IDENTITY_STRONG},
		{"mdns", IDENTITY_FAIR}, {"netbios", IDENTITY_FAIR}, {"dhcp-client", IDENTITY_FAIR}, {"ssh-key", IDENTITY_FAIR}, {"certificate", IDENTITY_FAIR},
		{"name", IDENTITY_FAIR}, {"address", IDENTITY_WEAK}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(kind, all[i].kind) == 0)
			return all[i].worth;
	return IDENTITY_NOTHING;
}

bool identity_placeholder(const char *kind, const char *value)
{
	static const char *const none[] = {"localhost", "localhost.local", "android", "android.local", "iphone", "iphone.local", "ipad", "ipad.local", "espressif",
		"printer", "router", NULL}; // names that a kind of device has by itself
	size_t n = strlen(value), same = 0;
	for (int i = 0; none[i]; i++)
		if (strcmp(value, none[i]) == 0)
			return true;
	for (size_t i = 0; i < n; i++)
		same += value[i] == value[0] || value[i] == '-';
	return !n || placeholder_is(text_of(value)) || (strcmp(kind, "address") != 0 && (same == n || n < 2)) || (identity_worth(kind) == IDENTITY_STRONG && n < 4);
}

static bool has(const struct lan_device *d, const char *kind, const char *value)
{
	for (const struct lan_said *s = d->trait; s; s = s->next)
		if (strcmp(s->kind, kind) == 0 && strcmp(s->value, value) == 0)
			return true;
	return false;
}

// Both have a number of this kind, and none in common.
static bool contradict(const struct lan_device *x, const struct lan_device *y, const char *kind)
{
	if (!lan_trait_of(x, kind) || !lan_trait_of(y, kind))
		return false;
	for (const struct lan_said *s = x->trait; s; s = s->next)
		if (strcmp(s->kind, kind) == 0 && has(y, kind, s->value))
			return false;
	return true;
}

bool identity_may_join(const struct lan_device *x, const struct lan_device *y)
{
	return !(x->known && y->known && x->known != y->known) && x->itself == y->itself &&
		((x->known && x->known == y->known) || (!contradict(x, y, "serial") && !contradict(x, y, "smb")));
}

// ---- who has which trait

struct holder {
	const char *kind, *value;
	struct lan_device *device;          // of this look
	const struct collect_known *known; // or of an earlier one
};

struct holders {
	struct holder *all;
	size_t n;
};

static int by_trait(const void *x, const void *y)
{
	const struct holder *p = x, *q = y;
	int order = strcmp(p->value, q->value);
	if (!order)
		order = strcmp(p->kind, q->kind);
	if (!order && p->device && q->device)
		order = p->device->number < q->device->number ? -1 : 1;
	return order ? order : p < q ? -1 : p > q;
}

static struct holders of_look(const struct lan_run *run)
{
	struct holders h = {NULL, 0};
	for (size_t i = 0; i < run->device_n; i++)
		h.n += run->device[i]->same ? 0 : run->device[i]->trait_n;
	h.all = arena_alloc(run->a, (h.n + 1) * sizeof *h.all);
	h.n = 0;
	for (size_t i = 0; i < run->device_n; i++)
		for (const struct lan_said *s = run->device[i]->same ? NULL : run->device[i]->trait; s; s = s->next)
			h.all[h.n++] = (struct holder){s->kind, s->value, run->device[i], NULL};
	qsort(h.all, h.n, sizeof *h.all, by_trait);
	return h;
}

static struct holders of_known(const struct lan_run *run)
{
	struct holders h = {NULL, 0};
	for (size_t i = 0; i < run->ask->known_n; i++)
		h.n += run->ask->known[i].trait_n;
	h.all = arena_alloc(run->a, (h.n + 1) * sizeof *h.all);
	h.n = 0;
	for (size_t i = 0; i < run->ask->known_n; i++)
		for (size_t t = 0; t < run->ask->known[i].trait_n; t++)
			h.all[h.n++] = (struct holder){run->ask->known[i].trait[t].kind, run->ask->known[i].trait[t].value, NULL, &run->ask->known[i]};
	qsort(h.all, h.n, sizeof *h.all, by_trait);
	return h;
}

// The first who has a trait, and how many have it.
static struct holder *who(const struct holders *h, const char *kind, const char *value, size_t *ret_n)
{
	const struct holder key = {kind, value, NULL, NULL};
	size_t low = 0, high = h->n, n = 0;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(h->all[middle].value, key.value);
		if (!order)
			order = strcmp(h->all[middle].kind, key.kind);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < h->n && strcmp(h->all[low + n].value, value) == 0 && strcmp(h->all[low + n].kind, kind) == 0)
		n++;
	*ret_n = n;
	return n ? &h->all[low] : NULL;
}

// ---- known again

struct settling {
	struct lan_run *run;
	struct holders look, known;
	struct lan_device **taken; // by number in ask->known: the device that it is in this look
};

static struct lan_device *taker(struct settling *s, const struct collect_known *k)
{
	struct lan_device *d = s->taken[k - s->run->ask->known];
	return d ? lan_device_of(d) : NULL;
}

static void recognise(struct settling *s, struct lan_device *d, const struct collect_known *k)
{
	struct lan_device *other = taker(s, k);
	if (other == d || d->known)
		return;
	if (other && !lan_same(s->run, other, d))
		return;
	d = lan_device_of(d);
	d->known = k;
	s->taken[k - s->run->ask->known] = d;
	if (d->uid && strcmp(d->uid, k->uid) != 0)
		lan_give_up(s->run, d->uid, k->uid);
	d->uid = k->uid;
}

// By what one device alone can have: its network card, its numbers.
static void recognise_by(struct settling *s, enum identity_worth worth)
{
	for (size_t i = 0; i < s->run->device_n; i++)
		for (const struct lan_said *t = s->run->device[i]->same ? NULL : s->run->device[i]->trait; t; t = t->next) {
			size_t n, here;
			struct holder *h = identity_worth(t->kind) == worth ? who(&s->known, t->kind, t->value, &n) : NULL;
			if (h && n == 1 && who(&s->look, t->kind, t->value, &here) && here <= MANY)
				recognise(s, lan_device_of(s->run->device[i]), h->known);
		}
}

static void join(struct settling *s)
{
	for (size_t i = 0; i < s->look.n;) {
		struct holder *h = &s->look.all[i];
		size_t n = 1;
		while (i + n < s->look.n && strcmp(h[n].value, h->value) == 0 && strcmp(h[n].kind, h->kind) == 0)
			n++;
		if (identity_worth(h->kind) >= IDENTITY_STRONG && n > 1 && n <= MANY)
			for (size_t j = 1; j < n; j++)
				lan_same(s->run, h[0].device, h[j].device);
		i += n;
	}
}

static bool has_own_card(const struct collect_known *k)
{
	unsigned char mac[6];
	for (size_t i = 0; i < k->trait_n; i++)
		if (strcmp(k->trait[i].kind, "mac") == 0 && mac_read(text_of(k->trait[i].value), mac) && !mac_random(mac))
			return true;
	return false;
}

static bool has_card(const struct collect_known *k)
{
	for (size_t i = 0; i < k->trait_n; i++)
		if (strcmp(k->trait[i].kind, "mac") == 0)
			return true;
	return false;
}

struct guess {
	struct lan_device *device;
	const struct collect_known *known;
	int score;
};

static int by_score(const void *x, const void *y)
{
	const struct guess *p = x, *q = y;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	if (p->device->number != q->device->number)
		return p->device->number < q->device->number ? -1 : 1;
	return p->known < q->known ? -1 : p->known > q->known;
}

static bool guess(struct settling *s, struct lan_device *d, const struct lan_said *t, struct guess *list, size_t *n)
{
	size_t had, here, i;
	enum identity_worth worth = identity_worth(t->kind);
	struct holder *h = who(&s->known, t->kind, t->value, &had);
	if (!h || had != 1 || taker(s, h->known) || !who(&s->look, t->kind, t->value, &here) || here != 1)
		return false;
	// A card of its own, other than the one it had: another device, whatever it calls itself.
	if (worth == IDENTITY_FAIR && d->has_mac && !d->random_mac && has_own_card(h->known))
		return false;
	if (worth == IDENTITY_WEAK && d->has_mac && has_card(h->known)) {
		for (i = 0; i < *n; i++) // where a name speaks for it, the address may too
			if (list[i].device == d && list[i].known == h->known)
				list[i].score++;
		return false;
	}
	for (i = 0; i < *n && (list[i].device != d || list[i].known != h->known); i++)
		;
	list[i] = (struct guess){d, h->known, (i < *n ? list[i].score : 0) + (worth == IDENTITY_FAIR ? 10 : 1)};
	*n += i == *n;
	return true;
}

// By names and addresses: the best guess first, each device once.
static void recognise_by_guess(struct settling *s)
{
	struct guess *all = arena_alloc(s->run->a, (s->look.n + 1) * sizeof *all);
	size_t n = 0;
	for (size_t i = 0; i < s->run->device_n; i++) {
		struct lan_device *d = s->run->device[i];
		struct guess of_one[LAN_TRAITS_MAX];
		size_t k = 0;
		if (d->same || d->known || d->itself)
			continue;
		for (int worth = IDENTITY_FAIR; worth >= IDENTITY_WEAK; worth--)
			for (const struct lan_said *t = d->trait; t; t = t->next)
				if (identity_worth(t->kind) == (enum identity_worth)worth)
					guess(s, d, t, of_one, &k);
		memcpy(all + n, of_one, k * sizeof *all);
		n += k;
	}
	qsort(all, n, sizeof *all, by_score);
	for (size_t i = 0; i < n; i++)
		if (!taker(s, all[i].known))
			recognise(s, all[i].device, all[i].known);
}

// ---- names of devices

static uint64_t mix(const char *kind, const char *value, uint64_t salt)
{
	uint64_t h = 14695981039346656037u ^ salt;
	for (const char *p = kind; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	h = (h ^ '=') * 1099511628211u;
	for (const char *p = value; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static const struct lan_said *strongest(const struct lan_device *d)
{
	const struct lan_said *best = NULL;
	int most = -1;
	for (const struct lan_said *t = d->trait; t; t = t->next) {
		enum identity_worth worth = identity_worth(t->kind);
		int weight = worth == IDENTITY_OWN ? (d->random_mac ? 1 : 9) : worth == IDENTITY_WEAK ? 0 : (int)worth;
		if (weight > most) {
			most = weight;
			best = t;
		}
	}
	return best;
}

static bool used(uint64_t *set, size_t room, uint64_t uid)
{
	size_t i = (size_t)uid & (room - 1);
	for (; set[i]; i = (i + 1) & (room - 1))
		if (set[i] == uid)
			return true;
	set[i] = uid;
	return false;
}

static void name_all(struct lan_run *run)
{
	size_t room = 256;
	while (room < 2 * (run->device_n + run->ask->known_n))
		room *= 2;
	uint64_t *set = arena_alloc(run->a, room * sizeof *set);
	for (size_t i = 0; i < run->ask->known_n; i++)
		if (run->ask->known[i].uid[0] == 'd')
			used(set, room, strtoull(run->ask->known[i].uid + 1, NULL, 16));
	for (size_t i = 0; i < run->device_n; i++)
		if (run->device[i]->uid)
			used(set, room, strtoull(run->device[i]->uid + 1, NULL, 16));
	for (size_t i = 0; i < run->device_n; i++) {
		struct lan_device *d = run->device[i];
		const struct lan_said *t = strongest(d);
		uint64_t uid = 0;
		if (d->same || d->uid)
			continue;
		for (uint64_t salt = 0; !uid || used(set, room, uid); salt++)
			uid = mix(t ? t->kind : "device", t ? t->value : "", salt);
		d->uid = arena_printf(run->a, "d%016llx", (unsigned long long)uid);
	}
}

static void own_traits(struct lan_run *run, struct lan_device *d)
{
	char text[ADDRESS_TEXT];
	if (d->has_mac && !mac_shared(d->mac))
		lan_trait(run, d, "mac", text_of(mac_write(d->mac, text)));
	for (size_t i = 0; i < d->address_n; i++)
		if (d->address[i].family == AF_INET)
			lan_trait(run, d, "address", text_of(address_write(&d->address[i], text)));
}

void identity_settle(struct lan_run *run)
{
	struct settling s = {.run = run};
	if (run->settled && !run->learned)
		return;
	for (size_t i = 0; i < run->device_n; i++)
		if (!run->device[i]->same)
			own_traits(run, run->device[i]);
	s.look = of_look(run);
	s.known = of_known(run);
	s.taken = arena_alloc(run->a, (run->ask->known_n + 1) * sizeof *s.taken);
	for (size_t i = 0; i < run->device_n; i++)
		if (!run->device[i]->same && run->device[i]->known)
			s.taken[run->device[i]->known - run->ask->known] = run->device[i];
	if (s.known.n) {
		recognise_by(&s, IDENTITY_OWN);
		recognise_by(&s, IDENTITY_STRONG);
	}
	join(&s);
	if (s.known.n)
		recognise_by_guess(&s);
	name_all(run);
	run->settled = true;
	run->learned = false;
}
