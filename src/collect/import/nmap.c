// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What nmap writes with -oX; see import.h. A document type may be named, as nmap does, but may define nothing.
#include "../read/xml.h"
#include "import.h"

#include <string.h>

struct nmap {
	struct import *i;
	struct import_host host;
	struct import_door door;
	struct door_list {
		struct import_door d;
		struct door_list *next;
	} *doors, **last;
	int hosts;
	bool open;
	struct err *e;
};

static struct text attribute(struct nmap *n, const char *const *at, const char *name)
{
	const char *value = xml_attribute(at, name);
	return text_of(value ? arena_strdup(import_arena(n->i), value) : "");
}

static void address(struct nmap *n, const char *const *at)
{
	struct text type = attribute(n, at, "addrtype"), value = attribute(n, at, "addr");
	if (text_is(type, "mac")) {
		n->host.mac = value;
		n->host.maker = attribute(n, at, "vendor");
	} else if (!n->host.address.n)
		n->host.address = value;
}

static void service(struct nmap *n, const char *const *at)
{
	n->door.name = attribute(n, at, "name");
	n->door.product = attribute(n, at, "product");
	n->door.version = attribute(n, at, "version");
	n->door.tls = text_is(attribute(n, at, "tunnel"), "ssl");
}

static bool begins(void *arg, const char *const *path, int depth, const char *const *at)
{
	struct nmap *n = arg;
	const char *name = path[depth - 1];
	if (depth == 1 && strcmp(name, "nmaprun") != 0)
		return err_set(n->e, "it is XML, but not of nmap");
	if (strcmp(name, "host") == 0) {
		n->host = (struct import_host){0};
		n->doors = NULL;
		n->last = &n->doors;
	} else if (strcmp(name, "status") == 0)
		n->host.down = text_is(attribute(n, at, "state"), "down");
	else if (strcmp(name, "address") == 0)
		address(n, at);
	else if (strcmp(name, "hostname") == 0 && !n->host.name.n)
		n->host.name = attribute(n, at, "name");
	else if (strcmp(name, "osmatch") == 0 && !n->host.os.n)
		n->host.os = attribute(n, at, "name");
	else if (strcmp(name, "port") == 0) {
		struct text port = attribute(n, at, "portid");
		n->door = (struct import_door){.proto = text_is(attribute(n, at, "protocol"), "udp") ? "udp" : "tcp"};
		n->open = false;
		text_int(port, 10, &n->door.port);
	} else if (strcmp(name, "state") == 0)
		n->open = text_is(attribute(n, at, "state"), "open");
	else if (strcmp(name, "service") == 0)
		service(n, at);
	else if (strcmp(name, "script") == 0 && text_is(attribute(n, at, "id"), "banner"))
		n->door.banner = attribute(n, at, "output");
	return true;
}

static bool ends(void *arg, const char *const *path, int depth, struct text text)
{
	struct nmap *n = arg;
	const char *name = path[depth - 1];
	(void)text;
	if (strcmp(name, "port") == 0 && n->open && n->last) {
		*n->last = arena_alloc(import_arena(n->i), sizeof **n->last);
		(*n->last)->d = n->door;
		n->last = &(*n->last)->next;
	} else if (strcmp(name, "host") == 0 && n->hosts++ < 70000) {
		import_host(n->i, &n->host);
		for (const struct door_list *d = n->doors; d; d = d->next)
			import_door(n->i, &d->d);
	}
	return true;
}

static bool knows(struct text file)
{
	struct text head = {file.p, file.n < 4096 ? file.n : 4096};
	head = text_trim(head);
	if (text_starts(head, "\xef\xbb\xbf"))
		head = text_after(head, 3);
	return text_starts(head, "<");
}

static bool read_xml(struct import *i, struct text file, struct err *e)
{
	struct nmap n = {.i = i, .e = e};
	return xml_read(file, &(struct xml_walk){begins, ends, &n, IMPORT_BYTES, true}, e);
}

const struct import_format import_nmap = {"nmap", knows, read_xml};
