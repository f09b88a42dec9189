// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What nmap writes with -oX; see import.h. Read by Expat; a document type may be named, as nmap does, but may define nothing.
#include "import.h"

#include <expat.h>
#include <string.h>

#define DEPTH 32

struct nmap {
	struct import *i;
	XML_Parser parser;
	struct import_host host;
	struct import_door door;
	struct door_list {
		struct import_door d;
		struct door_list *next;
	} *doors, **last;
	int depth, hosts;
	bool open, root, refused;
	const char *why;
};

static struct text attribute(struct nmap *n, const XML_Char **at, const char *name)
{
	for (; at[0]; at += 2)
		if (strcmp(at[0], name) == 0)
			return text_of(arena_strdup(import_arena(n->i), at[1]));
	return (struct text){"", 0};
}

static void refuse(struct nmap *n, const char *why)
{
	n->refused = true;
	n->why = why;
	XML_StopParser(n->parser, XML_FALSE);
}

static void address(struct nmap *n, const XML_Char **at)
{
	struct text type = attribute(n, at, "addrtype"), value = attribute(n, at, "addr");
	if (text_is(type, "mac")) {
		n->host.mac = value;
		n->host.maker = attribute(n, at, "vendor");
	} else if (!n->host.address.n)
		n->host.address = value;
}

static void service(struct nmap *n, const XML_Char **at)
{
	n->door.name = attribute(n, at, "name");
	n->door.product = attribute(n, at, "product");
	n->door.version = attribute(n, at, "version");
	n->door.tls = text_is(attribute(n, at, "tunnel"), "ssl");
}

static void XMLCALL begins(void *arg, const XML_Char *name, const XML_Char **at)
{
	struct nmap *n = arg;
	if (++n->depth > DEPTH)
		refuse(n, "it is nested too deeply");
	else if (n->depth == 1 && strcmp(name, "nmaprun") != 0)
		refuse(n, "it is XML, but not of nmap");
	else if (strcmp(name, "nmaprun") == 0)
		n->root = true;
	else if (strcmp(name, "host") == 0) {
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
}

static void XMLCALL ends(void *arg, const XML_Char *name)
{
	struct nmap *n = arg;
	n->depth--;
	if (strcmp(name, "port") == 0 && n->open && n->last) {
		*n->last = arena_alloc(import_arena(n->i), sizeof **n->last);
		(*n->last)->d = n->door;
		n->last = &(*n->last)->next;
	} else if (strcmp(name, "host") == 0 && n->hosts++ < 70000) {
		import_host(n->i, &n->host);
		for (const struct door_list *d = n->doors; d; d = d->next)
			import_door(n->i, &d->d);
	}
}

static void XMLCALL doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name;
	(void)public;
	if (internal || system)
		refuse(arg, "its document type defines things of its own; such files can be traps");
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
	struct nmap n = {.i = i, .parser = XML_ParserCreate(NULL)};
	if (!n.parser)
		return err_set(e, "it cannot be read now");
	XML_SetUserData(n.parser, &n);
	XML_SetElementHandler(n.parser, begins, ends);
	XML_SetStartDoctypeDeclHandler(n.parser, doctype);
	XML_SetParamEntityParsing(n.parser, XML_PARAM_ENTITY_PARSING_NEVER);
	bool good = XML_Parse(n.parser, file.p, (int)file.n, 1) == XML_STATUS_OK && !n.refused;
	if (!good && n.refused)
		err_set(e, "%s", n.why);
	else if (!good)
		err_set(e, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(n.parser), XML_ErrorString(XML_GetErrorCode(n.parser)));
	XML_ParserFree(n.parser);
	return good;
}

const struct import_format import_nmap = {"nmap", knows, read_xml};
