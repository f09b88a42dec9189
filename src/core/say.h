// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Text with its values kept apart until somebody reads it: then it is put into the reader's language, with numbers, dates, sizes,
// euro and plurals as that language writes them. Kept as "\x01" and a JSON array [template, values…]; a text from outside can never begin so.
//
// In a template: {1} the first value; {1:date} seconds or YYYY-MM-DD as a date; {1:ago} seconds as "3 days ago"; {1:days} a number of days;
// {1:eur} euro; {1:mb} MiB as MB or GB; {1:n} a number with its thousands apart; {1?one|many} a word by number; {{ a brace.
#ifndef BOLWERK_SAY_H
#define BOLWERK_SAY_H

#include "../base/buf.h"
#include "../db/db.h"

// A language and what it needs. Words come from the catalogue of the database.
struct say {
	struct db *d;
	struct arena *a;
	const char *lang; // en, nl, fr, de
	int64_t now;      // for {1:ago}
};

// Makes the SQL functions say(template, values…) and now() known; now() is what say_now sets (the time of day when that never was called).
bool say_install(struct db *d, struct err *e);
void say_now(struct db *d, int64_t now);

// Whether this is one of the languages.
bool say_knows(const char *lang);

// The language that the environment asks for (LC_ALL, LC_MESSAGES, LANG), en when none of ours.
const char *say_environment(void);

// The first of our languages in an Accept-Language header, by its order (weights are not read: browsers sort them); nl when there is none.
const char *say_accepted(const char *header);

// Puts a kept text into words. control: whose words come first; "" for none. A text that was not made by say() stays as it is; NULL gives "".
const char *say_text(const struct say *s, const char *control, const char *kept);

// A word or sentence of the screens, translated.
const char *say_word(const struct say *s, const char *en);

// A template with values, translated at once. fmt as in db.h: s string, i number.
const char *say_format(const struct say *s, const char *en, const char *fmt, ...);

// Makes a kept text, for C that fills a column with one.
const char *say_keep(struct arena *a, const char *en, const char *fmt, ...);

// A date as the language writes it.
const char *say_date(const struct say *s, int64_t at);

#endif
