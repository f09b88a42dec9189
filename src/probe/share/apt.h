// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What apt has fetched: its lists of packages and who made them. Read once in a run, for the probes package, update and repository.
#ifndef BOLWERK_PROBE_APT_H
#define BOLWERK_PROBE_APT_H

#include "share.h"

// One suite that apt knows: the head of its InRelease (or Release) file.
struct apt_suite {
	struct text prefix; // how the names of its files start in /var/lib/apt/lists
	struct text origin, label, suite, codename;
	int64_t date;  // when its maker made it; 0 when not said
	bool own;      // of the maker of the system
	bool security; // made for security updates alone
	bool updates;  // made for other updates alone
	bool by_hand;  // nothing is taken from it without being asked (backports)
};

// What the lists offer for one installed package.
struct apt_offer {
	struct text candidate;                                 // newest version that is newer than the installed one; empty when none
	bool security;                                         // a newer version stands in a list of security updates
	bool third_party;                                      // the candidate comes from another maker
	int64_t date;                                          // of the oldest list that holds the candidate
	bool own_name, own_version, other_name, other_version; // who offers the name, or this very version
};

struct apt {
	struct apt_suite *suite;
	size_t suite_n;
	struct apt_offer *offer; // one for each of share_packages(), in that order
	bool lists;              // there are lists at all
	bool all_own;            // the large lists of the maker were read too (a walk was asked for)
	bool security_list;      // a list of security updates of the maker was read
	struct apt_problem {
		const char *code, *what;
		struct apt_problem *next;
	} * problems;
};

// Reads the lists at the first call: the small ones (security, updates, other makers), and with run->deep the large ones too.
// Problems are kept, not said: apt_say says them of the probe that runs.
const struct apt *apt_read(struct probe_run *run);
void apt_say(struct probe_run *run, const struct apt *apt);

// Only the heads of the suites: cheap.
const struct apt *apt_suites(struct probe_run *run);

// Whether an address of packages belongs to the maker of the system: by its name, or by what its fetched list says of itself.
bool apt_own_address(struct probe_run *run, struct text uri, struct text suite);

#endif
