// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A sieve: which of many literals may stand in a text. Four bytes of each literal, the rarest ones, are looked for at every place of the text at once in a bit table; what is
// found there is compared. Large and small letters are one, so it may say too much, never too little. Ten times the literals cost a larger table, not ten times the work.
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

// The longest piece of t that stands in a text just so when the text is written as JSON: without quotes, backslashes and control characters; and without letters
// beyond ASCII that folding may change. Large letters stay.
struct text sieve_run(struct text t);

// What it takes for a literal to be sure: that a predicate holds because it stands there, however letters are written.
enum sieve_sure { SIEVE_NEVER, SIEVE_HAS, SIEVE_STARTS, SIEVE_ENDS };

struct sieve_literal {
	struct text text; // as sieve_run gives it, of at least SIEVE_GRAM bytes; when whole any text of ASCII without control characters
	bool whole;       // the text must be all of it, as it is or as JSON writes it
	enum sieve_sure sure; // but for NEVER text is folded (fold.h)
	int id;
};

struct sieve;

// Compiles literals, which must outlive it; it lives in the arena.
struct sieve *sieve_new(struct arena *a, const struct sieve_literal *l, int n, const struct sieve_seen *seen);

// Calls found(arg, id, sure) for each literal that may stand in t; perhaps several times for one. t may be written as JSON, but for the escapes that struct event_field calls odd.
void sieve_scan(const struct sieve *s, struct text t, void (*found)(void *arg, int id, bool sure), void *arg);

#endif
