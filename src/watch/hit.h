// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How hits are told: as one line of JSON each, or as a short block of text for people. Whatever bytes a log or a rule holds, JSON is good JSON in good UTF-8 on one line, and text has
// no control characters, nothing that turns the direction of writing, and no end.
//
//	{"rule":ID,"title":…,"level":…,"source":PATH,"record":NUMBER,"at":TIME,"event":{…}}
//
// rule: the id, else the name, null when the rule has neither; level: null when it says none. record: the line of the file (from 1, empty ones counted) where records are lines, else the
// how-manieth record it is, dropped ones counted. at: RFC 3339 in UTC, null when the event does not say. event: the record itself where it is a good JSON object, else an object of the
// fields that its decoder made (one that stands several times as a list).
// What a correlation found has as event {"group":{…},"count" or "value":…,"from","to","rules":[…],"last":EVENT}; source and record are those of the last event.
#ifndef BOLWERK_HIT_H
#define BOLWERK_HIT_H

#include "../base/buf.h"
#include "match.h"

enum hit_format { HIT_TEXT, HIT_JSON };

// A hit up to the number of its record, which is known only when all before it is, and the rest behind that number.
void hit_begin(struct buf *b, enum hit_format f, const struct rule *r, const char *path);
void hit_time(struct buf *b, enum hit_format f, int64_t at);
void hit_event(struct buf *b, enum hit_format f, const struct match_hit *h, const struct event *e);

// What a correlation says of its window. value: of sums over values.
struct hit_window {
	const struct rule *rule;
	const struct text *group; // as many as the rule groups by
	double value;
	int64_t count; // -1: there is a value instead
	struct text of;  // of a share: whose it is
	int64_t from, to;
	const struct rule *const *part; // the rules whose events are in it
	int parts;
	struct text last; // the event as JSON; empty: not kept
};
void hit_window(struct buf *b, enum hit_format f, const struct hit_window *w);

// The event of a hit as JSON; a time as RFC 3339, null when it is none.
void hit_json(struct buf *b, const struct event *e);
void hit_at(struct buf *b, int64_t at);

// A text for people: at most max bytes of it, control characters and bad UTF-8 written out.
void hit_safe(struct buf *b, struct text t, size_t max);

// What a rule is called: its id, else its name, else its title.
struct text hit_name(const struct rule *r);

// Whether t is one good JSON value (RFC 8259, in good UTF-8, at most 128 deep) and nothing else but white space.
bool hit_json_good(struct text t);

#endif
