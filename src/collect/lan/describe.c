// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fetches the descriptions that UPnP devices give of themselves: from the address that told of it and no other, one connection for each device, without
// following where an answer points to; see find.h.
#include "find.h"
#include "../read/upnp_device.h"

#include "../../base/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define AT_ONCE 32
#define BYTES_MAX 65536

struct fetch {
	const struct find_location *where;
	int fd;
	bool asked;
	struct buf *in;
};

static bool start(struct lan_run *run, const struct find_location *l, struct fetch *ret)
{
	struct sockaddr_storage to;
	socklen_t n = address_socket(&l->address, l->port, run->card, &to);
	*ret = (struct fetch){.where = l, .fd = -1};
	if (lan_never(run, &l->address) || (ret->fd = socket(l->address.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
		return false;
	ret->in = buf_new(run->a, BYTES_MAX);
	if (connect(ret->fd, (struct sockaddr *)&to, n) == 0 || errno == EINPROGRESS)
		return true;
	close(ret->fd);
	return false;
}

static void tell(struct lan_run *run, const struct fetch *f)
{
	struct upnp_device u;
	struct text all = {f->in->p, f->in->n};
	const char *head = text_find(all, "\r\n\r\n");
	struct lan_device *d = f->where->device;
	if (!head || !text_starts(all, "HTTP/1.") || !upnp_device_read(run->a, text_after(all, (size_t)(head - all.p) + 4), &u))
		return;
	const char *model = u.model && u.model_number && !strstr(u.model, u.model_number) ? arena_printf(run->a, "%s %s", u.model, u.model_number) : u.model;
	const struct {
		const char *value;
		enum lan_fact fact;
		int weight;
	} all_facts[] = {{u.name, LAN_NAME, 64}, {u.maker, LAN_MAKER, 80}, {model, LAN_MODEL, 80}, {u.serial, LAN_SERIAL, 78}};
	for (size_t i = 0; i < 4; i++)
		if (all_facts[i].value)
			lan_fact(run, d, all_facts[i].fact, text_of(all_facts[i].value), all_facts[i].weight);
	if (u.type)
		lan_hint(run, d, "upnp-device-type", text_of(u.type));
	if (u.serial)
		lan_trait(run, d, "serial", text_of(u.serial));
	if (u.uuid)
		lan_trait(run, d, "upnp", text_of(u.uuid));
	if (u.maker || model)
		lan_hint(run, d, "upnp-model", text_of(arena_printf(run->a, "%s %s", u.maker ? u.maker : "", model ? model : "")));
}

// False when the connection is done with.
static bool go_on(struct lan_run *run, struct fetch *f)
{
	char part[8192], address[ADDRESS_TEXT];
	if (!f->asked) {
		const char *ask = arena_printf(run->a, "GET %s HTTP/1.0\r\nHost: %s:%d\r\nConnection: close\r\n\r\n", f->where->path, address_write(&f->where->address, address),
			f->where->port);
		f->asked = true;
		return send(f->fd, ask, strlen(ask), MSG_NOSIGNAL) == (ssize_t)strlen(ask);
	}
	ssize_t n = recv(f->fd, part, sizeof part, MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n > 0)
		buf_add(f->in, part, (size_t)n);
	return n > 0 && !f->in->over && !text_has((struct text){f->in->p, f->in->n}, "</root>");
}

void describe_all(struct lan_run *run, int64_t until_ms)
{
	struct fetch all[AT_ONCE];
	size_t next = 0, n = 0;
	for (int64_t left; (n || next < run->find->location_n) && (left = until_ms - clock_ms()) > 0;) {
		struct pollfd p[AT_ONCE];
		while (n < AT_ONCE && next < run->find->location_n)
			n += start(run, &run->find->location[next++], &all[n]);
		for (size_t i = 0; i < n; i++)
			p[i] = (struct pollfd){all[i].fd, all[i].asked ? POLLIN : POLLOUT, 0};
		if (!n || poll(p, n, (int)left) <= 0)
			continue;
		for (size_t i = n; i-- > 0;)
			if (p[i].revents && !go_on(run, &all[i])) {
				tell(run, &all[i]);
				close(all[i].fd);
				all[i] = all[--n];
				p[i] = p[n];
			}
	}
	for (size_t i = 0; i < n; i++) {
		tell(run, &all[i]);
		close(all[i].fd);
	}
}
