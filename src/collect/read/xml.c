// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// XML of strangers; see xml.h.
#include "xml.h"

#include <expat.h>
#include <string.h>

#define XML_BYTES ((size_t)256 << 10)
#define NAME 64

struct state {
	const struct xml_walk *walk;
	XML_Parser parser;
	char name[XML_DEPTH][NAME];
	const char *path[XML_DEPTH];
	char text[XML_DEPTH][XML_TEXT];
	size_t text_n[XML_DEPTH];
	int depth;
	bool stopped;
	const char *why; // it was stopped here; NULL: by who reads
};

static void stop(struct state *s, const char *why)
{
	s->stopped = true;
	s->why = why;
	XML_StopParser(s->parser, XML_FALSE);
}

static void XMLCALL begins(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct state *s = arg;
	if (s->stopped)
		return;
	if (s->depth == XML_DEPTH) {
		stop(s, "it is nested too deeply");
		return;
	}
	const char *local = strrchr(name, '\n');
	local = local ? local + 1 : name;
	size_t n = strnlen(local, NAME - 1);
	memcpy(s->name[s->depth], local, n);
	s->name[s->depth][n] = 0;
	s->path[s->depth] = s->name[s->depth];
	s->text_n[s->depth++] = 0;
	if (s->walk->begins && !s->walk->begins(s->walk->arg, s->path, s->depth, (const char *const *)attributes))
		stop(s, NULL);
}

static void XMLCALL ends(void *arg, const XML_Char *name)
{
	struct state *s = arg;
	(void)name;
	if (s->stopped || !s->depth)
		return;
	int at = s->depth - 1;
	struct text t = {s->text[at], s->text_n[at]};
	while (t.n && strchr(" \t\r\n", t.p[0]))
		t = text_after(t, 1);
	while (t.n && strchr(" \t\r\n", t.p[t.n - 1]))
		t.n--;
	if (s->walk->ends && !s->walk->ends(s->walk->arg, s->path, s->depth, t))
		stop(s, NULL);
	s->depth--;
}

static void XMLCALL letters(void *arg, const XML_Char *p, int n)
{
	struct state *s = arg;
	if (s->stopped || !s->depth || n <= 0)
		return;
	size_t *have = &s->text_n[s->depth - 1], room = XML_TEXT - *have, more = (size_t)n < room ? (size_t)n : room;
	memcpy(s->text[s->depth - 1] + *have, p, more);
	*have += more;
}

static void XMLCALL doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	struct state *s = arg;
	(void)name;
	(void)public;
	if (!s->walk->named || internal || system)
		stop(s, "its document type defines things of its own; such files can be traps");
}

// Says why it could not be read.
static bool fail(const struct state *s, struct err *e)
{
	if (s->stopped)
		return s->why && err_set(e, "%s", s->why);
	return err_set(e, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(s->parser), XML_ErrorString(XML_GetErrorCode(s->parser)));
}

bool xml_read(struct text t, const struct xml_walk *walk, struct err *e)
{
	struct state s = {.walk = walk};
	if (!t.n || t.n > (walk->bytes ? walk->bytes : XML_BYTES) || !(s.parser = XML_ParserCreateNS(NULL, '\n')))
		return err_set(e, "it cannot be read now");
	XML_SetUserData(s.parser, &s);
	XML_SetElementHandler(s.parser, begins, ends);
	XML_SetCharacterDataHandler(s.parser, letters);
	XML_SetStartDoctypeDeclHandler(s.parser, doctype);
	XML_SetParamEntityParsing(s.parser, XML_PARAM_ENTITY_PARSING_NEVER);
	bool good = (XML_Parse(s.parser, t.p, (int)t.n, 1) == XML_STATUS_OK && !s.stopped) || fail(&s, e);
	XML_ParserFree(s.parser);
	return good;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
	for (; attributes[0]; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}
