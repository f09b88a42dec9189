// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on the lists of people (registers) share. Path parameters are called register and entry: a list has fields of its own called name.
#ifndef BOLWERK_LIST_H
#define BOLWERK_LIST_H

#include "../core/register.h"
#include "web.h"

// The list that the path names; NULL, and refused, when there is none or its lines are not kept here.
const struct register_form *list_form(struct job *j);

// Reads the fields of a line as they were sent. False, with what is wrong at each field; else the line as it is kept.
bool list_check(struct job *j, const struct register_form *f, const char **ret_body);

// Refuses a line that somebody else changed or took off meanwhile, saying who and when. Gives false.
bool list_stale(struct job *j, enum register_state state);

// What follows a change: judging, the log, back to the list. id: the line, 0 for the whole.
void list_done(struct job *j, const struct register_form *f, int64_t id);

#endif
