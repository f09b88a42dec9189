// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The lists that people keep (registers): what may stand in a line is told by data/register, the lines stand in table entry. Nothing here
// begins or ends a transaction: the caller's is rolled back when a function gives false, so that nothing is half kept.
#ifndef BOLWERK_REGISTER_H
#define BOLWERK_REGISTER_H

#include "say.h"

#define REGISTER_FIELDS_MAX 24
#define REGISTER_PASTE_MAX ((size_t)4 << 20) // bytes that may be pasted at once
#define REGISTER_ROWS_MAX 10000              // lines that may be pasted at once
#define REGISTER_STAFF_MAX 1000              // the same for the staff list
#define REGISTER_ERRORS_MAX 50               // errors that are listed

struct register_form {
	const char *id;
	bool own;    // its lines are entries; false: they come from elsewhere (staff-list: table member)
	size_t n;
	struct register_field {
		const char *name, *type, *label; // label in the language that was asked
		bool required, list;
	} field[REGISTER_FIELDS_MAX];
};

// A value as typed; name is that of a field. Names that no field has are left out.
struct register_value {
	const char *name;
	struct text text;
};

// What is wrong. field: its name, "" for the whole; why: kept text; line: of what was pasted, from 1, else 0.
struct register_error {
	const char *field, *why;
	int64_t line;
	struct register_error *next;
};

// What came of pasted lines. Either all are in (errors NULL) or none.
struct register_pasted {
	int64_t lines;       // lines under the header
	int64_t added;       // the rest stood there already
	int64_t changed;     // staff list: people of whom something was new
	const char *ignored; // names of columns that no field has, with commas; "" when none
	struct register_error *errors;
};

enum register_state {
	REGISTER_DONE,
	REGISTER_STALE, // somebody changed the line since it was read: show theirs, keep what was typed
	REGISTER_GONE,  // the line is not on the list (any more)
};

// The fields of a list, labels in the language of s; NULL when there is no such list.
struct register_form *register_form(const struct say *s, const char *id);

// Checks the values of one line and writes them as they are kept: trimmed, dates YYYY-MM-DD, times HH:MM, words by name, numbers and yes/no
// as numbers, what was left empty left out. False when something is wrong: then *ret_errors lists it. Else *ret_body is a JSON object.
// Dates are taken as 2026-12-31, 31/12/2026, 31-12-2026 and 31.12.2026; words and yes/no in any of the four languages.
bool register_check(const struct say *s, const struct register_form *f, const struct register_value *v, size_t n, const char **ret_body,
	struct register_error **ret_errors);

// Adds a line that was checked. False on an error of the database.
bool register_add(struct db *d, const struct register_form *f, const char *body, const char *person, int64_t now, int64_t *ret_id, struct err *e);

// Changes or takes off a line that was read at that version. *ret_state tells whether it was done. False on an error of the database.
bool register_change(struct db *d, const struct register_form *f, int64_t id, int64_t version, const char *body, const char *person, int64_t now,
	enum register_state *ret_state, struct err *e);
bool register_remove(struct db *d, const struct register_form *f, int64_t id, int64_t version, const char *person, int64_t now,
	enum register_state *ret_state, struct err *e);

// Somebody looked through the list and it is right.
bool register_look(struct db *d, const struct register_form *f, const char *person, int64_t now, struct err *e);

// Puts ended lines out of their misery: erases for good those that are over, or were taken off, for longer than keep_months of their list.
bool register_forget(struct db *d, int64_t now, struct err *e);

// Adds pasted lines (csv.h); the first line names the columns, by label in any of the four languages or by name. Lines that stand in the
// list already are not added again. For staff-list it adds and changes members, known again by mail address, else by name; nobody is taken
// off. False on an error of the database; what is wrong with the lines is in ret->errors, and then nothing was added.
bool register_paste(const struct say *s, const struct register_form *f, struct text csv, const char *person, int64_t now, struct register_pasted *ret,
	struct err *e);

// The whole list as CSV: byte order mark, labels and words in the language of s, a line each. NULL on an error.
struct buf *register_export(const struct say *s, const struct register_form *f, struct err *e);

#endif
