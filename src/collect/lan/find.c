// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who speaks on the network, and waiting for it; see find.h.
#include "find.h"

#include "../../base/clock.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#define TOLD_AT_ONCE 2 // devices (with ourselves) for which no millisecond is waited
#define DATAGRAMS_AT_ONCE 256 // of one socket, before the others have their turn

void find_listen(struct lan_run *run, int fd, void (*take)(struct lan_run *, const struct address *, struct text), void (*ready)(struct lan_run *, int))
{
	struct lan_find *f = run->find;
	if (fd < 0)
		return;
	if (f->socket_n == FIND_SOCKETS)
		close(fd);
	else
		f->socket[f->socket_n++] = (struct find_socket){fd, take, ready};
}

static void take_all(struct lan_run *run, const struct find_socket *s)
{
	static char in[65536];
	for (int i = 0; i < DATAGRAMS_AT_ONCE; i++) {
		struct sockaddr_storage from = {0};
		struct address a;
		socklen_t n = sizeof from;
		ssize_t got = recvfrom(s->fd, in, sizeof in, MSG_DONTWAIT, (struct sockaddr *)&from, &n);
		if (got <= 0)
			return;
		if (address_of_socket(&from, &a))
			s->take(run, &a, (struct text){in, (size_t)got});
	}
}

void find_wait(struct lan_run *run, int64_t until_ms)
{
	struct lan_find *f = run->find;
	struct pollfd p[FIND_SOCKETS];
	for (;;) {
		int64_t left = until_ms - clock_ms();
		for (size_t i = 0; i < f->socket_n; i++)
			p[i] = (struct pollfd){f->socket[i].fd, POLLIN, 0};
		int n = poll(p, f->socket_n, left < 0 ? 0 : (int)left);
		for (size_t i = 0; n > 0 && i < f->socket_n; i++)
			if (p[i].revents && f->socket[i].ready)
				f->socket[i].ready(run, f->socket[i].fd);
			else if (p[i].revents)
				take_all(run, &f->socket[i]);
		if (left <= 0)
			return;
		if (n > 0 && run->device_n > TOLD_AT_ONCE) // answers come in bursts: what comes within a millisecond is taken together
			usleep(1000);
	}
}

bool find_ours(const struct lan_run *run, const struct address *a)
{
	if (!address_single(a) || lan_never(run, a))
		return false;
	return a->family == AF_INET6 || range_has(&run->range, a);
}

static void tell_seen(struct lan_run *run, struct lan_device *d, const struct address *a)
{
	char address[ADDRESS_TEXT], mac[MAC_TEXT];
	if (run->ask->seen)
		run->ask->seen(run->ask->arg, address_write(a, address), d->has_mac ? mac_write(d->mac, mac) : NULL, lan_maker_of(run, d));
}

static void mark(struct lan_run *run, const struct address *a)
{
	struct lan_find *f = run->find;
	uint32_t n = a->family == AF_INET ? address_number(a) - f->first : f->count;
	if (f->state && n < f->count)
		f->state[n] |= FIND_SEEN;
}

struct lan_device *find_seen(struct lan_run *run, const unsigned char *mac, const struct address *a, const char *way)
{
	if (!find_ours(run, a) || mac[0] & 1)
		return NULL;
	struct lan_device *d = lan_by_mac(run, mac), *other = lan_by_address(run, a);
	mark(run, a);
	if (d && d == other) {
		lan_way(run, d, way);
		return d;
	}
	bool fresh = !d && !other;
	if (!d)
		d = other && !other->has_mac ? other : lan_device_new(run);
	if (!d)
		return NULL;
	lan_mac_set(run, d, mac);
	if (other && other != d && !other->has_mac && lan_same(run, d, other))
		d = lan_device_of(d);
	else if (other && other != d && other->answers_for > PROXY_MIN) // another one answered first, but it answers for everybody
		lan_address_move(run, other, d, a);
	else if (other && other != d) {
		if (run->find->late_n < FIND_LATE)
			run->find->late[run->find->late_n++] = (struct find_late){d, *a};
	}
	else {
		struct address highest = *a;
		for (size_t i = 0; i < d->address_n && d->address_n == LAN_ADDRESSES_MAX && a->family == AF_INET; i++)
			if (d->address[i].family == AF_INET && address_number(&d->address[i]) > address_number(&highest))
				highest = d->address[i];
		if (!address_same(&highest, a))
			lan_address_move(run, d, NULL, &highest); // of who answers for many the lowest are kept
		lan_address_add(run, d, a);
	}
	d->answers_for += a->family == AF_INET;
	lan_way(run, d, way);
	if (fresh)
		tell_seen(run, d, a);
	return d;
}

struct lan_device *find_speaker(struct lan_run *run, const struct address *from, const char *way)
{
	struct lan_device *d = find_ours(run, from) ? lan_by_address(run, from) : NULL;
	if (!d && find_ours(run, from) && (d = lan_device_new(run)) != NULL) {
		lan_address_add(run, d, from);
		mark(run, from);
		tell_seen(run, d, from);
	}
	for (size_t i = 0; d && i < d->address_n; i++)
		if (i && from->family == AF_INET && address_same(&d->address[i], from)) { // it speaks for itself from this one
			d->address[i] = d->address[0];
			d->address[0] = *from;
		}
	if (d)
		d->speaks |= from->family == AF_INET;
	if (d)
		lan_way(run, d, way);
	return d;
}

const char *find_proxies(struct lan_run *run)
{
	char *ret = NULL;
	for (size_t i = 0; i < run->device_n; i++) {
		struct lan_device *d = run->device[i];
		if (d->same || d->answers_for <= PROXY_MIN)
			continue;
		struct address kept = d->address[0];
		for (size_t j = 1; j < d->address_n && !d->speaks; j++) // the lowest, when it never spoke for itself
			if (d->address[j].family == AF_INET && address_number(&d->address[j]) < address_number(&kept))
				kept = d->address[j];
		if (run->gateway.family && lan_by_address(run, &run->gateway) == d)
			kept = run->gateway;
		for (size_t j = d->address_n; j-- > 0;)
			if (d->address[j].family == AF_INET && !address_same(&d->address[j], &kept)) {
				struct address gone = d->address[j];
				lan_address_move(run, d, NULL, &gone);
			}
		ret = arena_alloc(run->a, ADDRESS_TEXT);
		address_write(&kept, ret);
	}
	for (size_t i = 0; i < run->find->late_n; i++) {
		struct lan_device *d = lan_device_of(run->find->late[i].device), *other = lan_by_address(run, &run->find->late[i].address);
		if (other && other != d && other->answers_for > PROXY_MIN)
			lan_address_move(run, other, d, &run->find->late[i].address);
		else if (!other)
			lan_address_add(run, d, &run->find->late[i].address);
	}
	return ret;
}
