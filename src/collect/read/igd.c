// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Holes in a router; see igd.h.
#include "igd.h"
#include "xml.h"

#include <string.h>

struct service_walk {
	struct arena *a;
	const char *type, *control; // of the service that is being read
	struct igd_service *ret;
};

static bool service_begins(void *arg, const char *const *path, int depth, const char *const *attributes)
{
	struct service_walk *w = arg;
	(void)attributes;
	if (strcmp(path[depth - 1], "service") == 0)
		w->type = w->control = NULL;
	return true;
}

static bool service_ends(void *arg, const char *const *path, int depth, struct text text)
{
	struct service_walk *w = arg;
	const char *name = path[depth - 1];
	if (strcmp(name, "serviceType") == 0)
		w->type = text_dup(w->a, text);
	else if (strcmp(name, "controlURL") == 0)
		w->control = text_dup(w->a, text);
	else if (strcmp(name, "service") == 0 && w->type && w->control && !w->ret->type && strpbrk(w->type, "\"<>& \r\n") == NULL &&
		 (strstr(w->type, ":WANIPConnection:") || strstr(w->type, ":WANPPPConnection:")))
		*w->ret = (struct igd_service){w->type, w->control};
	return true;
}

bool igd_read_service(struct arena *a, struct text xml, struct igd_service *ret)
{
	struct service_walk w = {a, NULL, NULL, ret};
	const struct xml_walk walk = {service_begins, service_ends, &w, 0, false};
	*ret = (struct igd_service){NULL, NULL};
	xml_read(xml, &walk, NULL);
	return ret->type != NULL;
}

void igd_write(struct buf *b, const char *type, int n)
{
	buf_printf(b,
		"<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
		"s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:GetGenericPortMappingEntry xmlns:u=\"%s\">"
		"<NewPortMappingIndex>%d</NewPortMappingIndex></u:GetGenericPortMappingEntry></s:Body></s:Envelope>",
		type, n);
}

struct map_walk {
	struct arena *a;
	struct igd_map *ret;
	bool proto;
};

static bool map_ends(void *arg, const char *const *path, int depth, struct text text)
{
	struct map_walk *w = arg;
	const char *name = path[depth - 1];
	int64_t number = 0;
	bool is = text_int(text, 10, &number);
	if (strcmp(name, "NewProtocol") == 0) {
		w->proto = text_is_nocase(text, "tcp") || text_is_nocase(text, "udp");
		w->ret->tcp = text_is_nocase(text, "tcp");
	} else if (strcmp(name, "NewExternalPort") == 0 && is && number >= 0 && number < 65536)
		w->ret->outside_port = (int)number;
	else if (strcmp(name, "NewInternalPort") == 0 && is && number >= 0 && number < 65536)
		w->ret->inside_port = (int)number;
	else if (strcmp(name, "NewInternalClient") == 0)
		w->ret->inside = text_dup(w->a, text);
	else if (strcmp(name, "NewPortMappingDescription") == 0)
		w->ret->what = text_dup(w->a, text);
	else if (strcmp(name, "NewLeaseDuration") == 0 && is)
		w->ret->lasts_s = number;
	else if (strcmp(name, "NewEnabled") == 0)
		w->ret->enabled = text_yes(text) != 0;
	return true;
}

bool igd_read_map(struct arena *a, struct text xml, struct igd_map *ret)
{
	struct map_walk w = {a, ret, false};
	const struct xml_walk walk = {NULL, map_ends, &w, 0, false};
	*ret = (struct igd_map){.outside_port = -1, .enabled = true};
	return xml_read(xml, &walk, NULL) && w.proto && ret->outside_port >= 0 && ret->inside;
}
