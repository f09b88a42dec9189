// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The stacks of PAM (pam.conf(5)): which modules a service goes through, for the probes about passwords and second steps.
#ifndef BOLWERK_PAM_H
#define BOLWERK_PAM_H

#include "share.h"

struct pam_line {
	struct text control; // required, sufficient, [success=1 default=ignore]…
	struct text module;  // without path and .so: pam_unix
	struct text args;
	const char *file; // where the line stands
	int level;        // substacks have a number of their own: a jump or "sufficient" ends only its own level
};

struct pam_stack {
	struct pam_line *line;
	size_t n;
	bool found; // the service has a file of its own
};

// The lines of one type (auth, password) of a service, with what they include, in order. A service without a file has the stack of
// "other". Files that cannot be read and odd lines are said against the probe.
void pam_read(struct probe_run *run, const char *service, const char *type, struct pam_stack *ret);

// An argument NAME=VALUE or a plain NAME (value empty); false when it is not there. The last one counts.
bool pam_arg(const struct pam_line *l, const char *name, struct text *ret);
bool pam_arg_int(const struct pam_line *l, const char *name, int64_t *ret);

// The first line with that module; NULL when there is none.
const struct pam_line *pam_find(const struct pam_stack *s, const char *module);

// Whether a failure of the line makes the login fail (required, requisite, or a control whose default is bad or die).
bool pam_must(const struct pam_line *l);

// How many lines are jumped over when the line says yes; 0 none. "sufficient" (and success=done) gives -1: the rest of its level.
int pam_jump(const struct pam_line *l);

#endif
