// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// An event: what a decoder makes of one record of a log, and what rules look at.
#ifndef BOLWERK_EVENT_H
#define BOLWERK_EVENT_H

#include "../base/text.h"

enum event_kind { EVENT_TEXT, EVENT_NUMBER, EVENT_TRUE, EVENT_FALSE, EVENT_NULL };

// A field by the name that its source gives it. Of nested forms the name is the path, parted by dots ("Event.EventData.Image"); items of a list have the name of the list, one
// field each. The value is unescaped, a number as it was written; both may point into the record or into the arena of the event.
struct event_field {
	struct text name, value;
	enum event_kind kind;
	bool rough; // of a sketch (decode.h): the value stands as in the record, with escapes or bad UTF-8; json_text makes the value of it
	bool odd;   // of a rough one: with escapes that stand for letters (\u, \/), so that a word of the value need not stand in it as it is
	int id;     // of a sketch: the number of the name (names.h); -1: not known
};

enum { EVENT_FIELDS = 1024 }; // at most; what comes behind is left out and counted in `cut`

struct event {
	struct text raw; // the bytes of the record; of binary formats a text that says the same
	struct event_field *field;
	int fields, cut, room; // room: of field
	int64_t at; // milliseconds since 1970, UTC; -1: the record does not say
};

// The first field of that name (exact; nocase: but for ASCII case), NULL when there is none. event_next: the next one of the same name behind f.
const struct event_field *event_get(const struct event *e, struct text name, bool nocase);
const struct event_field *event_next(const struct event *e, const struct event_field *f, bool nocase);

// Makes room for more fields; false, and counted in `cut`, when there are EVENT_FIELDS.
bool event_more(struct arena *a, struct event *e);

// Adds a field; counts in `cut` when there is no room.
static inline void event_add(struct arena *a, struct event *e, struct text name, struct text value, enum event_kind kind)
{
	if (e->fields < e->room || event_more(a, e))
		e->field[e->fields++] = (struct event_field){name, value, kind, false, false, -1};
}

#endif
