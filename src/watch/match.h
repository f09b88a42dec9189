// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The matcher: all rules compiled into one, so that many cost hardly more than one. Events are parted into classes (the log sources that they are of); a class knows the rules that
// look at it, the fields that these need, and for each rule the literals one of which must stand in an event that it hits (anchor.h). Those are sought together (sieve.h); only rules
// whose literal was found are judged (judge.h). Classes are compiled when the first event of them comes.
#ifndef BOLWERK_MATCH_H
#define BOLWERK_MATCH_H

#include "decode/decode.h"
#include "logsource.h"

enum {
	MATCH_CLASSES = 4096, // combinations of log sources that are kept compiled; the events of any more are judged rule by rule
	MATCH_SOURCES = 64,   // log sources that one rule may mean
};

// What all threads share. Rules and sources must outlive it. Rules whose log source nobody knows are refused: they are added to rules->refused. It ends with the arena.
struct match;
struct match *match_new(struct arena *a, struct rule_set *rules, const struct logsource_set *sources);

// A rule that hit, and the log source by whose names of fields it did.
struct match_hit {
	const struct rule *rule;
	const struct logsource *source;
};

// What one thread needs. It ends with the arena.
struct matcher;
struct matcher *matcher_new(struct match *m, struct arena *a);

// Whether a record might hit a rule at all, told from its bytes alone (never false of one that does). For decoders whose `fields` is dear.
bool matcher_wants(struct matcher *x, const struct decoder *d, struct text record);

// Takes a record apart for matcher_event: by the decoder's `sketch` when it has one (then what comes of it is for matcher_event alone), else by its `fields`. False: it is not of the
// format. What it makes lives in the arena until the next call.
bool matcher_fields(struct matcher *x, const struct decoder *d, void *state, struct arena *a, struct text record, struct event *ret);

// The detection rules that hit an event, each once, in the order of the set; quiet ones too. How many; *ret lives until the next call.
int matcher_event(struct matcher *x, const struct decoder *d, const struct event *e, const struct match_hit **ret);

// Regular expressions that gave up so far (regex.h), each search once.
int64_t matcher_limits(const struct matcher *x);

// The first field of an event that is what a rule of that source calls so; NULL when there is none.
const struct event_field *match_field(const struct logsource *l, const struct event *e, struct text sigma);

#endif
