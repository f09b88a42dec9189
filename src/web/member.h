// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the actions about people share: one person's line, the end of an account on the last day, the lists of things to do.
#ifndef BOLWERK_MEMBER_H
#define BOLWERK_MEMBER_H

#include "door/act.h"

// Checks and writes the line of a person out of the fields name, mail, phone, lang, kind, job, started_on, left_on; id 0: a new one. A line that
// exists is written only at the version in field `version`, and the mail address of its account moves along. *ret_id: the person. Refuses with a text.
bool member_write(struct job *j, int64_t id, int64_t *ret_id);

// The name of a person, also for the log; NULL and refused when there is none.
const char *member_name(struct job *j, int64_t id);

// The account of somebody ends with the last day: at once when it is today or before, else at the end of that day; left_on "": no end. Nothing when
// there is no open account. The last owner is refused.
bool member_close(struct job *j, int64_t id, const char *left_on);

// Begins a list (joiner, leaver); one that is open already goes on. *ret_id: table checklist_run.
bool member_checklist(struct job *j, int64_t id, const char *kind, int64_t *ret_id);

#endif
