// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Formats of logs. ONE FILE = ONE FORMAT: each ends with `const struct decoder decode_NAME`, and src/watch/decode/all.c names it.
// A stream is read in pieces; memory never grows with it. All bytes are hostile: sizes, depths and counts are bounded, nothing is guessed past them, and every line is
// counted once: parsed, skipped (not of the format) or dropped (too long, damaged, cut).
#ifndef BOLWERK_DECODE_H
#define BOLWERK_DECODE_H

#include "../event.h"
#include "../names.h"

enum {
	DECODE_BEGINNING = 65536,  // bytes that decoders see before one is chosen
	DECODE_RECORD = 1048576,   // the longest record; a longer one is dropped up to the next border
};

enum decode_said {
	DECODE_MORE,    // the piece holds no whole record: bring more bytes (never said when `last`)
	DECODE_ONE,     // *ret_record is one record; *rest stands behind it
	DECODE_BAD,     // what was taken off *rest is no record: counted as dropped
	DECODE_END,     // nothing is left
};

struct decoder {
	const char *name; // json, evtx, syslog, journal, auditd, web, apache, nginx, cef, leef, keyvalue, csv, w3c, plain
	// What the format alone says of its source ("product=windows", "category=webserver"; several parted by spaces); NULL: nothing.
	const char *source;
	// How sure, 0 to 100, that a file with this beginning is of the format. name: of the file, without its folder and .gz or .zst; may be empty.
	int (*knows)(struct text beginning, struct text name);
	// Bytes of state that next and fields share for one stream, zeroed at its start; 0: none. fields reads of it only what is settled before the first record comes, and changes nothing:
	// many threads may take records of one stream apart while one goes on with next.
	size_t state;
	// Takes the next record off *rest. last: no bytes come behind. A record lies in *rest, or in the state until the next call.
	enum decode_said (*next)(void *state, struct text *rest, bool last, struct text *ret_record);
	// Takes a record apart: adds its fields, sets raw and at. False: it is not of the format (counted as skipped). What it makes lives in the arena.
	bool (*fields)(void *state, struct arena *a, struct text record, struct event *ret);
	// The same for less, enough for the matcher: values may be left rough (event.h), `at` is not set; names are looked up in a table and may point there. True exactly when `fields`
	// is. NULL: there is no such way.
	bool (*sketch)(void *state, struct names *names, struct arena *a, struct text record, struct event *ret);
	// Records lie in the state, not in the stream: they must be copied before the next one is taken off.
	bool lends;
	// The very answer of fields, for less: whether the record is of the format. NULL: only fields tells.
	bool (*is)(void *state, struct text record);
	// Whether every value that fields would give stands in the record as it is. NULL: of no record is that known.
	bool (*bare)(struct text record);
};

// All formats, ended by NULL.
extern const struct decoder *const decode_all[];

// The format that is surest of a beginning; NULL when none is at least 20 sure. By name; NULL when there is none.
const struct decoder *decode_choose(struct text beginning, struct text name);
const struct decoder *decode_named(const char *name);

// For formats of lines: `next` of them all. A line of over DECODE_RECORD bytes is DECODE_BAD, one whose end is not there yet DECODE_MORE, however long
// (input_left drops what is too long); empty lines are passed over. Without state: NULL may be given.
enum decode_said decode_line(void *state, struct text *rest, bool last, struct text *ret_record);

// A time as logs write it, in milliseconds UTC; -1 when it is none: ISO 8601 / RFC 3339 (with T or a space, a fraction, an offset), "Jan _2 15:04:05" (the year that brings it
// nearest before `now`, milliseconds; a day behind it is allowed, for such a log has the time of its own zone), "02/Jan/2006:15:04:05 -0700", epoch seconds with a fraction,
// epoch milliseconds or microseconds by their length.
int64_t decode_time(struct text t, int64_t now);

#endif
