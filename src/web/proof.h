// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on parts of proof share (lists, documents, signatures, duties, drills, files).
#ifndef BOLWERK_PROOF_H
#define BOLWERK_PROOF_H

#include "web.h"

// Asks that what a part proves is judged again: the one control that asks it, or all when there are more. Nothing when none does.
void proof_judge(struct job *j, const char *part);

// KIND:NAME when the catalogue has such a part, else NULL and the job is refused.
const char *proof_part(struct job *j, const char *kind, const char *name);

// A date of something that was done: not after today, not more than ten years ago. False, and refused at the field, when it is not.
bool proof_date(struct job *j, const char *field);

// The round of signing "signoff:NAME" that is open, and its part; 0 when there is none, and the job is refused.
int64_t proof_round(struct job *j, const char *name, const char **ret_part);

// Where a person comes back to with the files of a part: "/evidence/photo/shredder", "/document/network-map". NULL when the part takes none.
const char *proof_place(struct job *j, const char *part);

// Keeps a file that was sent in `field` as evidence of a part (any name), dated dated_on (YYYY-MM-DD). False and refused when it is none of the
// four kinds by its first bytes: JPEG, PNG, PDF, plain text in UTF-8. *ret_id: its id.
bool proof_file(struct job *j, const char *field, const char *part, const char *dated_on, const char *note, int64_t *ret_id);

// Keeps what somebody signed. how: link, code, screen. The hash is BLAKE2b-256 of title, statement and document in the language that was read.
// False when the round is over, the person is not asked, or signed before (refused).
bool proof_sign(struct job *j, int64_t round, int64_t member, const char *lang, const char *how);

// Asks everybody who works here now and was not asked yet to sign a round. False on an error of the database (refused).
bool proof_ask(struct job *j, int64_t round);

#endif
