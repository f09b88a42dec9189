// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Jobs as the server makes them; actions see them through web.h.
#ifndef BOLWERK_JOB_H
#define BOLWERK_JOB_H

#include "web.h"

#define BODY_JSON_MAX ((size_t)2 << 20)

// A pair of a form, decoded; value ended by NUL, n bytes long.
struct job_pair {
	const char *name, *value, *file_name;
	size_t n;
};

// Reads the fields of the action from the pairs; what is wrong is in errors.
void job_read(struct job *j);

// What was typed, but for secrets and files, as an object name → text; NULL when it is too large.
const struct json *job_typed(const struct job *j);

// What is wrong, as an object field → sentence in the language of who asked; the whole is "".
const struct json *job_wrong(const struct job *j);

#endif
