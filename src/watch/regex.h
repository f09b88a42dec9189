// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Regular expressions of rules (PCRE2), with a limit on their steps: one that would blow up gives up and says so.
#ifndef BOLWERK_REGEX_H
#define BOLWERK_REGEX_H

#include "../base/err.h"
#include "../base/text.h"

struct regex;

// The longest text of letters, digits and signs of ASCII that must stand in whatever the expression is found in (but for large and small letters); empty: none is known.
// It lives in the arena.
struct text regex_literal(struct arena *a, struct text expression, unsigned flags);

enum { REGEX_STEPS = 200000 }; // of one search; a search in a kilobyte takes some thousand
enum regex_found { REGEX_NO, REGEX_YES, REGEX_LIMIT };

// Compiles an expression; flags: RULE_I, RULE_M, RULE_S of rule.h. It ends with the arena. NULL and a sentence when it is none.
struct regex *regex_new(struct arena *a, struct text expression, unsigned flags, struct err *e);

// Whether it is found anywhere in t (any bytes; bad UTF-8 hits nothing); REGEX_LIMIT: it gave up.
enum regex_found regex_find(const struct regex *r, struct text t);

#endif
