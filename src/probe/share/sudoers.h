// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The rules of sudo (sudoers(5)), with what they include and with aliases put in place, for admin.c.
#ifndef BOLWERK_SUDOERS_H
#define BOLWERK_SUDOERS_H

#include "share.h"

struct sudo_rule {
	const char *file;
	int line;
	struct text *subject; // names as they stand there: an, %sudo, #1000, %#27, +netgroup, ALL; those with ! are left out
	size_t n;
	bool everything;  // any command as root
	bool no_password; // for those commands that matter most: everything, else any
};

struct sudoers {
	struct sudo_rule *rule;
	size_t n;
	bool asks_root; // Defaults targetpw or rootpw: the password of root is asked, so a rule for ALL gives nothing
};

// Reads /etc/sudoers. What cannot be read or makes no sense is said against the probe. False when the file is missing or unreadable.
bool sudoers_read(struct probe_run *run, struct sudoers *ret);

#endif
