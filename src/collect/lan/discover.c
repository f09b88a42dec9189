// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The first probe of a look: finds who is on the network. ARP in two rounds (those who stay silent are asked again: sleeping phones), and within the same quiet
// time whatever answers the questions to everybody; with more depth it waits for names and descriptions too. At its end each device has its uid.
#include "find.h"
#include "identity.h"
#include "link.h"

#include "../../base/clock.h"

#include <string.h>
#include <unistd.h>

#define QUIET_MS 150  // that a round waits after its last question
#define WHO_IS_MS 60  // that a neighbour may take to tell its hardware address
#define TALK_MS 1600  // that names and services may take, from the start
#define DESCRIBE_MS 1200 // that descriptions may take, after that

// Which addresses are asked: all of the network but its two ends, ourselves, and what must not be touched.
static void plan(struct lan_run *run)
{
	struct lan_find *f = run->find;
	if (run->range.address.family != AF_INET)
		return;
	f->count = (uint32_t)1 << (32 - run->range.bits);
	f->first = address_number(&run->range.address);
	f->state = arena_alloc(run->a, f->count);
	for (uint32_t i = 0; i < f->count; i++) {
		struct address a = address_of_number(f->first + i);
		bool end = f->count > 2 && (i == 0 || i == f->count - 1);
		if (!end && lan_never(run, &a))
			run->left_out++;
		else if (!end && address_single(&a) && !address_same(&a, &run->own)) {
			f->state[i] = FIND_ASK;
			run->asked++;
		}
	}
}

static void ourselves(struct lan_run *run)
{
	static const unsigned char none[6];
	char name[256];
	struct lan_device *d = lan_device_new(run);
	if (!d)
		return;
	d->itself = true;
	lan_way(run, d, "arp");
	lan_address_add(run, d, &run->own);
	if (run->own6.family)
		lan_address_add(run, d, &run->own6);
	if (memcmp(run->own_mac, none, 6) != 0)
		lan_mac_set(run, d, run->own_mac);
	if (gethostname(name, sizeof name) == 0)
		lan_fact(run, d, LAN_NAME, text_of(name), 70);
}

static bool all_seen(const struct lan_run *run)
{
	for (uint32_t i = 0; i < run->find->count; i++)
		if (run->find->state[i] == FIND_ASK)
			return false;
	return true;
}

static void sweep(struct lan_run *run)
{
	if (run->raw && run->find->count)
		sweep_round(run);
	ask_all(run);
	if (run->raw)
		sweep_ask6(run);
	else
		sweep_by_system(run);
	find_wait(run, clock_ms() + QUIET_MS);
	if (run->raw && run->find->count && !all_seen(run)) {
		sweep_round(run);
		find_wait(run, clock_ms() + QUIET_MS);
	} else if (!run->find->count)
		find_wait(run, clock_ms() + QUIET_MS);
}

// Names, services and descriptions: until nothing new can be expected.
static void talk(struct lan_run *run)
{
	int64_t end = run->began_ms + TALK_MS;
	ask_names(run);
	ask_more(run);
	find_wait(run, clock_ms() + 300);
	ask_again(run);
	for (int64_t now; (now = clock_ms()) < end;) {
		ask_more(run);
		find_wait(run, now + 400 < end ? now + 400 : end);
	}
	describe_all(run, clock_ms() + DESCRIBE_MS);
}

// What the system knows beside: addresses of devices that were seen, hardware addresses of those that spoke.
static void complete(struct lan_run *run, const unsigned char *mac, const struct address *a, bool router)
{
	struct lan_device *d = lan_by_mac(run, mac), *other = lan_by_address(run, a);
	if (!find_ours(run, a) || (!d && !other) || mac[0] & 1)
		return;
	if (!d && !other->has_mac)
		lan_mac_set(run, d = other, mac);
	else if (d && !other && a->family == AF_INET6)
		lan_address_add(run, d, a);
	else if (d && other && d != other && !other->has_mac)
		lan_same(run, d, other);
	if (d && router)
		lan_hint(run, lan_device_of(d), "nd", text_of("router"));
}

static void close_all(struct lan_run *run)
{
	for (size_t i = 0; i < run->find->socket_n; i++)
		close(run->find->socket[i].fd);
	run->find->socket_n = 0;
}

static void discover_run(struct probe_run *p)
{
	struct lan_run *run = p->with;
	struct lan_find *f = run->find = arena_alloc(run->a, sizeof *f);
	f->ask4 = f->ask6 = f->packet = f->ssdp = f->wsd = -1;
	f->id = (unsigned)(run->began_ms * 40503u >> 4 & 0xffff) | 1;
	plan(run);
	if (run->raw && !sweep_open(run))
		run->raw = false;
	ourselves(run);
	sweep(run);
	if (run->ask->depth >= COLLECT_SERVICES)
		talk(run);
	if (sweep_who_is(run))
		find_wait(run, clock_ms() + WHO_IS_MS);
	link_neighbours(run, complete);
	close_all(run);
	const char *proxy = find_proxies(run);
	struct lan_device *gateway = run->gateway.family ? lan_by_address(run, &run->gateway) : NULL;
	if (gateway)
		gateway->gateway = true;
	for (uint32_t i = 0; i < f->count; i++)
		run->silent += f->state[i] == FIND_ASK;
	identity_settle(run);
	if (!run->raw)
		probe_partly(p, "no_raw", run->interface);
	if (proxy)
		probe_partly(p, "answers_for_all", proxy);
	if (run->device_n == LAN_DEVICES_MAX)
		probe_partly(p, "too_large", run->ask->cidr);
}

const struct probe lan_probe_discover = {"discover", "lan lan_device", discover_run};
