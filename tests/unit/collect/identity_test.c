// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which addresses are one device, and which device of an earlier look it is.
#include "../../../src/collect/lan/identity.h"
#include "../tap.h"

#include <stdlib.h>

static struct arena *a;
static struct lan_ask ask;
static struct lan_run run;

static void begin(const struct collect_known *known, size_t n)
{
	ask = (struct lan_ask){.known = known, .known_n = n};
	run = (struct lan_run){.ask = &ask, .a = a};
}

static struct lan_device *device(const char *mac, const char *address)
{
	struct lan_device *d = lan_device_new(&run);
	struct address at;
	unsigned char m[6];
	if (mac && mac_read(text_of(mac), m))
		lan_mac_set(&run, d, m);
	if (address && address_read(text_of(address), &at))
		lan_address_add(&run, d, &at);
	return d;
}

static void trait(struct lan_device *d, const char *kind, const char *value)
{
	lan_trait(&run, d, kind, text_of(value));
}

static size_t count(void)
{
	size_t n = 0;
	for (size_t i = 0; i < run.device_n; i++)
		n += !run.device[i]->same;
	return n;
}

static bool one(struct lan_device *x, struct lan_device *y)
{
	return lan_device_of(x) == lan_device_of(y);
}

#define KNOWN(u, ...) {.uid = (u), .trait = (const struct collect_trait[]){__VA_ARGS__}, .trait_n = sizeof((const struct collect_trait[]){__VA_ARGS__}) / sizeof(struct collect_trait)}

static void within_a_look(void)
{
	begin(NULL, 0);
	struct lan_device *cable = device("00:11:32:00:00:01", "10.0.0.1"), *wifi = device("00:11:32:00:00:02", "10.0.0.2");
	trait(cable, "upnp", "ABCD-0001");
	trait(wifi, "upnp", " abcd-0001 ");
	struct lan_device *x = device("00:11:32:00:00:03", "10.0.0.3"), *y = device("00:11:32:00:00:04", "10.0.0.4");
	trait(x, "ssh-key", "the key of every box");
	trait(y, "ssh-key", "the key of every box");
	trait(x, "certificate", "the certificate of every box");
	trait(y, "certificate", "the certificate of every box");
	trait(x, "serial", "To Be Filled By O.E.M.");
	trait(y, "serial", "To Be Filled By O.E.M.");
	struct lan_device *many[5];
	for (int i = 0; i < 5; i++) {
		many[i] = device(arena_printf(a, "00:11:32:00:01:%02x", i), arena_printf(a, "10.0.1.%d", i + 1));
		trait(many[i], "serial", "default-serial-1");
	}
	struct lan_device *p = device("00:11:32:00:02:01", "10.0.2.1"), *q = device("00:11:32:00:02:02", "10.0.2.2");
	trait(p, "upnp", "same-uuid");
	trait(q, "upnp", "same-uuid");
	trait(p, "serial", "serial-1");
	trait(q, "serial", "serial-2");
	identity_settle(&run);
	ok(one(cable, wifi) && lan_device_of(wifi)->address_n == 2, "one number of a device: cable and Wi-Fi are one");
	ok(!one(x, y), "a key or certificate that a maker puts in each box joins nothing, nor does a placeholder");
	ok(!one(many[0], many[1]) && !one(many[3], many[4]), "a number that five have is a default");
	ok(!one(p, q), "two serials are two devices");
	ok(count() == run.device_n - 1, "nothing else was joined");
	for (size_t i = 0; i < run.device_n; i++)
		if (!run.device[i]->uid && !run.device[i]->same)
			ok(false, "device %zu has a uid", i);
	ok(strlen(cable->uid) == 17 && cable->uid[0] == 'd', "a uid is d and 16 digits");
	const char *uid = arena_strdup(a, cable->uid);
	begin(NULL, 0);
	struct lan_device *again = device("00:11:32:00:00:01", "10.0.0.77");
	identity_settle(&run);
	same(again->uid, uid, "the same device alone gets the same uid");
}

static void across_looks(void)
{
	const struct collect_known known[] = {
		KNOWN("d0000000000000001", {"mac", "00:11:32:00:00:01"}, {"address", "10.0.0.1"}),
		KNOWN("d0000000000000002", {"mac", "da:00:00:00:00:01"}, {"mdns", "iphone-an.local"}, {"address", "10.0.0.2"}),
		KNOWN("d0000000000000003", {"mac", "00:11:32:00:00:03"}, {"netbios", "kassa"}, {"address", "10.0.0.3"}),
		KNOWN("d0000000000000004", {"address", "10.0.0.4"}),
		KNOWN("d0000000000000005", {"mac", "00:11:32:00:00:05"}, {"mac", "00:11:32:00:00:06"}),
		KNOWN("d0000000000000007", {"mac", "00:11:32:00:00:07"}, {"upnp", "uuid-7"}),
		KNOWN("d0000000000000008", {"mac", "00:11:32:00:00:08"}),
		KNOWN("d0000000000000009", {"mac", "da:00:00:00:00:09"}, {"name", "galaxy"}),
		KNOWN("d000000000000000a", {"mac", "da:00:00:00:00:0a"}, {"name", "galaxy"}),
		KNOWN("d000000000000000b", {"mac", "00:11:32:00:00:0b"}, {"serial", "serial-b"}),
	};
	begin(known, sizeof known / sizeof *known);
	struct lan_device *moved = device("00:11:32:00:00:01", "10.0.0.100"), *phone = device("da:77:77:77:77:77", "10.0.0.55");
	struct lan_device *at_its_place = device("da:00:aa:00:00:01", "10.0.0.2"), *other_card = device("00:11:32:00:00:33", "10.0.0.3");
	struct lan_device *imported = device("00:11:32:00:00:44", "10.0.0.4"), *five = device("00:11:32:00:00:05", "10.0.0.5"), *six = device("00:11:32:00:00:06", "10.0.0.6");
	struct lan_device *seven = device("00:11:32:00:00:07", "10.0.0.7"), *eight = device("00:11:32:00:00:08", "10.0.0.8");
	struct lan_device *galaxy = device("da:55:55:55:55:55", "10.0.0.9"), *new_card = device("00:11:32:00:00:bb", "10.0.0.11");
	trait(phone, "mdns", "iPhone-An.local");
	trait(other_card, "netbios", "KASSA");
	trait(seven, "upnp", "uuid-7");
	trait(eight, "upnp", "uuid-7");
	trait(galaxy, "name", "galaxy");
	trait(new_card, "serial", "serial-b");
	identity_settle(&run);
	same(moved->uid, "d0000000000000001", "it moved to another address");
	same(phone->uid, "d0000000000000002", "a made-up hardware address changed: known by its name");
	ok(!at_its_place->known, "another made-up address at its old place is another device");
	ok(!other_card->known, "the same name on another card of its own is another device");
	same(imported->uid, "d0000000000000004", "known by its address alone, where no card was known");
	ok(one(five, six) && strcmp(lan_device_of(six)->uid, "d0000000000000005") == 0, "merged by hand: one");
	ok(!one(seven, eight) && strcmp(seven->uid, "d0000000000000007") == 0 && strcmp(eight->uid, "d0000000000000008") == 0, "split by hand: two, though a number joins them");
	ok(!galaxy->known, "a name that two known devices have recognises neither");
	same(new_card->uid, "d000000000000000b", "a new card, the same serial");
}

static void later(void)
{
	const struct collect_known known[] = {KNOWN("d00000000000000aa", {"mac", "da:00:00:00:00:01"}, {"smb", "guid-of-laptop"})};
	begin(known, 1);
	struct lan_device *d = device("da:99:00:00:00:01", "10.0.0.1");
	identity_settle(&run);
	const char *before = d->uid;
	ok(!d->known && before, "nothing told yet: new");
	trait(d, "smb", "guid-of-laptop");
	identity_settle(&run);
	same(d->uid, "d00000000000000aa", "what is learned later still recognises");
	ok(run.given_up && strcmp(run.given_up->kind, before) == 0 && strcmp(run.given_up->value, d->uid) == 0, "and the uid given up is noted");
	struct lan_device *x = device("00:11:32:00:00:01", "10.0.0.2"), *y = device("00:11:32:00:00:02", "10.0.0.3");
	x->itself = true;
	trait(x, "upnp", "uuid-1");
	trait(y, "upnp", "uuid-1");
	identity_settle(&run);
	ok(!one(x, y), "this computer is never another device");
}

static void collisions(void)
{
	begin(NULL, 0);
	struct lan_device *d = device("00:11:32:00:00:01", NULL);
	identity_settle(&run);
	const struct collect_known split = {.uid = arena_strdup(a, d->uid)};
	begin(&split, 1);
	struct lan_device *again = device("00:11:32:00:00:01", NULL);
	identity_settle(&run);
	ok(strcmp(again->uid, split.uid) != 0, "a uid that another device has is not given again");
}

static void addresses(void)
{
	struct range r, s;
	struct address x;
	unsigned char m[6];
	ok(range_read(text_of("192.168.1.77/24"), &r) && r.address.b[3] == 0, "bits behind the prefix do not count");
	ok(range_read(text_of("192.168.1.128/25"), &s) && range_meets(&r, &s), "ranges meet");
	ok(address_read(text_of("192.168.1.200"), &x) && range_has(&r, &x) && range_has(&s, &x), "an address in both");
	ok(!range_read(text_of("192.168.1.0/33"), &r) && !range_read(text_of("192.168.1/24"), &r) && !range_read(text_of(""), &r) && !range_read(text_of("::1/129"), &r),
		"no ranges");
	ok(range_read(text_of("fe80::/64"), &r) && address_read(text_of("fe80::1"), &x) && range_has(&r, &x), "IPv6");
	ok(mac_read(text_of("DA-00-00-00-00-01"), m) && mac_random(m) && !mac_read(text_of("da:0:0:0:0:1:"), m) && !mac_read(text_of("da:00:00:00:00"), m), "hardware addresses");
	ok(mac_read(text_of("00:00:5e:00:01:07"), m) && mac_shared(m) && !mac_random(m), "a shared one (VRRP)");
}

int main(void)
{
	a = arena_new();
	within_a_look();
	across_looks();
	later();
	collisions();
	addresses();
	arena_free(a);
	return tap_done();
}
