// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where in HTML a place is; see context.h.
#include "context.h"

#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void tag_ends(struct context *c)
{
	bool code = strcmp(c->tag, "script") == 0 || strcmp(c->tag, "style") == 0;
	c->state = code ? AT_CODE : AT_TEXT;
}

static void attribute(struct context *c, char ch)
{
	if (c->named || c->attr_n + 1 >= sizeof c->attr) {
		c->attr_n = 0;
		c->named = false;
	}
	c->attr[c->attr_n++] = lower(ch);
	c->attr[c->attr_n] = 0;
}

static void in_tag(struct context *c, char ch, char before)
{
	if (ch == '>')
		tag_ends(c);
	else if (c->naming && !space(ch)) {
		if (c->tag_n + 1 < sizeof c->tag) {
			c->tag[c->tag_n++] = lower(ch);
			c->tag[c->tag_n] = 0;
		}
	} else if ((ch == '"' || ch == '\'') && before == '=') {
		c->state = AT_VALUE;
		c->quote = ch;
		c->value_n = 0;
	} else if (before == '=' && !space(ch)) {
		c->state = AT_UNQUOTED;
	} else if (space(ch)) {
		c->naming = false;
		c->named = c->attr_n > 0;
	} else if (ch != '=')
		attribute(c, ch);
}

static void open_tag(struct context *c)
{
	*c = (struct context){.state = AT_TAG, .naming = true};
}

void context_add(struct context *c, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char ch = t.p[i], before = i ? t.p[i - 1] : 0;
		struct text here = text_after(t, i);
		switch (c->state) {
		case AT_TEXT:
			if (text_starts(here, "<!--"))
				c->state = AT_COMMENT;
			else if (ch == '<')
				open_tag(c);
			break;
		case AT_TAG: in_tag(c, ch, before); break;
		case AT_VALUE:
			c->value_n++;
			if (ch == c->quote) {
				c->state = AT_TAG;
				c->attr_n = 0;
			}
			break;
		case AT_UNQUOTED:
			if (ch == '>')
				tag_ends(c);
			else if (space(ch)) {
				c->state = AT_TAG;
				c->attr_n = 0;
			}
			break;
		case AT_COMMENT:
			if (text_starts(here, "-->"))
				c->state = AT_TEXT;
			break;
		case AT_CODE:
			if (text_starts(here, "</script") || text_starts(here, "</style"))
				open_tag(c);
		}
	}
}

void context_value(struct context *c)
{
	c->value_n++;
}

static bool address(const char *attr)
{
	return strcmp(attr, "href") == 0 || strcmp(attr, "src") == 0 || strcmp(attr, "action") == 0 || strcmp(attr, "formaction") == 0;
}

enum place context_place(const struct context *c)
{
	switch (c->state) {
	case AT_TEXT: return PLACE_TEXT;
	case AT_COMMENT: return PLACE_COMMENT;
	case AT_CODE: return PLACE_CODE;
	case AT_UNQUOTED: return PLACE_UNQUOTED;
	case AT_TAG: return PLACE_TAG;
	case AT_VALUE: break;
	}
	if (strcmp(c->attr, "style") == 0 || strncmp(c->attr, "on", 2) == 0 || strcmp(c->attr, "srcdoc") == 0)
		return PLACE_CODE;
	if (address(c->attr))
		return c->value_n ? PLACE_IN_LINK : PLACE_LINK;
	return PLACE_VALUE;
}
