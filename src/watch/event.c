// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Events; see event.h.
#include "event.h"

#include <string.h>

static bool same(struct text a, struct text b, bool nocase)
{
	return nocase ? text_same_nocase(a, b) : text_same(a, b);
}

static const struct event_field *from(const struct event *e, int i, struct text name, bool nocase)
{
	for (; i < e->fields; i++)
		if (same(e->field[i].name, name, nocase))
			return &e->field[i];
	return NULL;
}

const struct event_field *event_get(const struct event *e, struct text name, bool nocase)
{
	return from(e, 0, name, nocase);
}

const struct event_field *event_next(const struct event *e, const struct event_field *f, bool nocase)
{
	return from(e, (int)(f - e->field) + 1, f->name, nocase);
}

// Room doubles from 64: an event has some dozens of fields.
bool event_more(struct arena *a, struct event *e)
{
	if (e->fields >= EVENT_FIELDS) {
		e->cut++;
		return false;
	}
	e->room = e->room ? 2 * e->room : 64;
	struct event_field *more = arena_raw(a, sizeof *more * (size_t)e->room);
	if (e->fields)
		memcpy(more, e->field, sizeof *more * (size_t)e->fields);
	e->field = more;
	return true;
}
