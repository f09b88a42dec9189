// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What linux/deep.c thinks of a file that the walk comes by: known set-uid programs, owners, names of secrets, documents.
#ifndef BOLWERK_DEEP_RULE_H
#define BOLWERK_DEEP_RULE_H

#include "share.h"

enum deep_problem { DEEP_WRITABLE, DEEP_SUID, DEEP_NO_OWNER, DEEP_SECRET, DEEP_HOME, DEEP_PROBLEMS };

struct deep_hit {
	const char *path;
	uint32_t mode, uid;
	bool gone; // looked at closely, and nothing is wrong
};

// ---- owners

#define DEEP_UIDS 65536

struct deep_owners {
	unsigned char known[DEEP_UIDS / 8];
	struct text passwd;
	bool directory; // accounts may come from elsewhere: unknown numbers prove nothing
};

// Reads who is known here; whether a number belongs to somebody.
void deep_owners_read(struct probe_run *run, struct deep_owners *o);
bool deep_owner_known(const struct deep_owners *o, uint32_t uid);

// The name of an account, or its number.
const char *deep_owner_name(const struct deep_owners *o, struct arena *a, uint32_t uid);

// ---- set-uid programs

// Whether Debian or Ubuntu brings a set-uid program of that path.
bool deep_suid_known(const char *path);

// Marks as gone what some package owns (dpkg's lists of files). Without dpkg, what stands in the system's own folders may be owned.
void deep_suid_owned(struct probe_run *run, struct deep_hit *hit, size_t n);

// ---- secrets

// Whether the name is one of a file that holds keys or passwords, at a place where that is no example.
bool deep_secret_name(const struct sys_walk_entry *e);

// Marks as gone the key files that hold no private key.
void deep_secret_real(struct probe_run *run, struct deep_hit *hit, size_t n);

// ---- documents

struct deep_home {
	struct text name;
	const char *path;
	size_t path_n;
	int64_t uid;
	const char *synced_folder[8]; // folders that a sync tool copies
	size_t synced_n;
	int64_t local, synced, newest_at; // bytes, bytes, time
};

// The home folders of people, with the folders in them that something copies elsewhere; adds one file of the walk to the home that it lies in.
struct deep_home *deep_homes(struct probe_run *run, size_t *ret_n);
void deep_document(struct deep_home *home, size_t n, const struct sys_walk_entry *e);

#endif
