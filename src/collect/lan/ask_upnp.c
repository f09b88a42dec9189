// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The holes that the router opened for devices that asked (UPnP). Only what is there is read; none is opened or closed.
#include "crew.h"
#include "door.h"
#include "../read/banner.h"
#include "../read/igd.h"
#include "../read/page.h"
#include "../read/ssdp.h"

#include <string.h>

#define DEVICE_MS 30000
#define MAPS_MAX 100

struct holes {
	struct asked *of;
	struct gentle dial;
	struct arena *a;
	struct igd_map map[MAPS_MAX];
	int n;
	bool more; // not all were read
};

static bool http(struct holes *h, int port, const char *request, struct page_answer *ret)
{
	struct line line;
	if (port_never(h->of->run, port) || gentle_open(&h->dial, port, &line) != GENTLE_OPEN)
		return false;
	gentle_say(&line, request);
	bool good = page_read(gentle_hear(&line, 49152, 4000, 500), ret);
	gentle_close(&line);
	return good;
}

static const char *where(struct holes *h)
{
	char text[ADDRESS_TEXT];
	return arena_strdup(h->a, address_write(&h->dial.address, text));
}

static bool bad_path(const char *path)
{
	for (const char *p = path; *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p > '~')
			return true;
	return strlen(path) > 500;
}

// Where the router describes itself, as it answers: only on the address that was asked.
static bool description(struct holes *h, int *ret_port, const char **ret_path)
{
	struct ssdp_head head;
	struct text host, path;
	struct text answer = gentle_udp(&h->dial, 1900, IGD_SEARCH, sizeof IGD_SEARCH - 1, 2500);
	if (!answer.n || !ssdp_read(answer, &head) || !ssdp_location(head.location, &host, ret_port, &path) || !text_is(host, where(h)))
		return false;
	*ret_path = text_dup(h->a, path);
	return !bad_path(*ret_path);
}

static const char *control_path(struct holes *h, const char *control)
{
	struct text host, path;
	int port;
	if (strncmp(control, "http://", 7) == 0)
		return ssdp_location(text_of(control), &host, &port, &path) ? text_dup(h->a, path) : NULL;
	return arena_printf(h->a, "%s%s", control[0] == '/' ? "" : "/", control);
}

static void maps(struct holes *h, int port, const char *path, const char *type)
{
	for (; h->n < MAPS_MAX; h->n++) {
		struct buf *body = buf_new(h->a, 2048);
		struct page_answer p = {0};
		igd_write(body, type, h->n);
		const char *request = arena_printf(h->a, "POST %s HTTP/1.0\r\nHost: %s:%d\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n"
			"SOAPAction: \"%s#GetGenericPortMappingEntry\"\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", path, where(h), port, type, body->n, body->p);
		if (!http(h, port, request, &p) || p.status != 200 || !igd_read_map(h->a, p.body, &h->map[h->n])) {
			h->more = p.status == 200;
			return;
		}
	}
	h->more = true;
}

static struct holes **found;

static void ask_device(void *arg, struct arena *a, size_t i)
{
	struct asked *d = (struct asked *)arg + i;
	struct address address[4];
	struct igd_service service;
	struct page_answer p;
	const char *path;
	int port;
	bool router = d->device->gateway;
	for (const struct lan_said *s = d->device->hint; s; s = s->next)
		router = router || (strcmp(s->kind, "upnp-device-type") == 0 && strcasestr(s->value, "internetgateway"));
	d->a = a;
	if (!router || d->device->same || d->gave_up || !asked_addresses(d, address))
		return;
	struct holes *h = found[i] = arena_alloc(a, sizeof *h);
	h->of = d;
	h->a = a;
	gentle_begin(&h->dial, a, &address[0], d->run->card, DEVICE_MS);
	if (!description(h, &port, &path))
		return;
	asked_hint(d, "upnp-device-type", text_of("urn:schemas-upnp-org:device:InternetGatewayDevice:1"));
	const char *request = arena_printf(a, "GET %s HTTP/1.0\r\nHost: %s:%d\r\nConnection: close\r\n\r\n", path, where(h), port);
	if (!http(h, port, request, &p) || p.status != 200 || !igd_read_service(a, p.body, &service))
		return;
	path = control_path(h, service.control);
	if (path && !bad_path(path))
		maps(h, port, path, service.type);
}

static void write_map(struct probe_run *run, const struct asked *d, const struct igd_map *m)
{
	row_begin(run, "lan_upnp_map");
	row_str(run, "uid", asked_uid(d));
	row_str(run, "proto", m->tcp ? "tcp" : "udp");
	row_int(run, "outside_port", m->outside_port);
	row_str(run, "inside", banner_clean(run->a, text_of(m->inside), 60));
	row_int(run, "inside_port", m->inside_port);
	row_str(run, "what", m->what ? banner_clean(run->a, text_of(m->what), 100) : NULL);
	row_int(run, "lasts_s", m->lasts_s);
	row_end(run);
}

static void upnp_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	size_t n;
	char text[ADDRESS_TEXT];
	struct asked *all = asked_all(lan, &n);
	found = arena_alloc(lan->a, (n + 1) * sizeof *found);
	crew_run(lan, n, ask_device, all);
	asked_tell(all, n);
	for (size_t i = 0; i < n; i++) {
		for (int k = 0; found[i] && k < found[i]->n; k++)
			if (found[i]->map[k].enabled && found[i]->map[k].inside[0])
				write_map(run, &all[i], &found[i]->map[k]);
		if (found[i] && found[i]->more)
			probe_partly(run, "odd_talk", address_write(&found[i]->dial.address, text));
	}
}

const struct probe lan_probe_upnp = {"upnp", "lan_upnp_map", upnp_run};
