// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A sieve: which of many literals may stand in a text. Four bytes of each literal, the rarest ones, are looked up in a bit table; what is found there is compared. Of long literals four
// such groups that begin one behind the other are in the table, so it is enough to look at every fourth place of the text. Large and small letters are one, so it may say too much,
// never too little. Ten times the literals cost a larger table, not ten times the work.
#ifndef BOLWERK_SIEVE_H
#define BOLWERK_SIEVE_H

#include "../base/text.h"

enum {
	SIEVE_GRAM = 4,         // bytes that are looked up together; shorter literals can only be sought as whole texts
	SIEVE_GRAMS = 1 << 17,  // counters of struct sieve_seen
	SIEVE_WHOLES = 1 << 13,
};

// How often groups of four bytes, and whole texts, stood in a sample of texts, by their hash: what is rare makes a good literal.
struct sieve_seen {
	uint8_t gram[SIEVE_GRAMS], whole[SIEVE_WHOLES];
};

// Counts a text of the sample.
void sieve_count(struct sieve_seen *s, struct text t);

// How often a literal was seen, at most. Large and small letters are one.
unsigned sieve_often(const struct sieve_seen *s, struct text literal, bool whole);

// What of t can be sought: all of it, or its longest piece that stands in a text just so however letters are written, for folding may change letters beyond ASCII, and JSON has several
// ways to write control characters. Large letters stay. Empty: nothing, for SIEVE_GRAM bytes must stand behind one another that JSON does not write with a backslash.
struct text sieve_text(struct text t);

// Whether a literal is long enough to be looked up at every fourth place only.
bool sieve_long(struct text literal);

// What it takes for a literal to be sure: that a predicate holds because it stands there, however letters are written.
enum sieve_sure { SIEVE_NEVER, SIEVE_HAS, SIEVE_STARTS, SIEVE_ENDS };

struct sieve_literal {
	struct text text; // as sieve_text gives it; when whole any text of ASCII without control characters
	bool whole;       // the text must be all of it, as it is or as JSON writes it
	enum sieve_sure sure; // but for NEVER text is folded (fold.h)
	int id;
};

struct sieve;

// Compiles literals, which must outlive it; it lives in the arena.
struct sieve *sieve_new(struct arena *a, const struct sieve_literal *l, int n, const struct sieve_seen *seen);

// How a text is written: as it is; as JSON writes it, without the escapes that struct event_field calls odd; or nobody knows.
enum sieve_form { SIEVE_PLAIN, SIEVE_JSON, SIEVE_EITHER };

// Calls found(arg, id, sure) for each literal that may stand in t; perhaps several times for one. Of SIEVE_EITHER none is sure.
void sieve_scan(const struct sieve *s, struct text t, enum sieve_form form, void (*found)(void *arg, int id, bool sure), void *arg);

#endif
