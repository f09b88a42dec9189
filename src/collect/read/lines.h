// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Two small files of lines "Name: value" that a firm puts on its web server: security.txt (RFC 9116) and the policy of MTA-STS (RFC 8461).
#ifndef BOLWERK_LINES_H
#define BOLWERK_LINES_H

#include "../../base/text.h"

#include <stdint.h>

#define LINES_BYTES_MAX 65536

struct security_txt {
	const char *contact, *canonical, *policy; // values separated by a space; NULL: none
	int64_t expires_at;                       // 0: none
	bool is_signed;
	const char *error; // no-contact, no-expires, many-expires, expired, syntax; NULL: nothing
};

// Reads a security.txt; now: the time at which it must still hold.
void security_txt_read(struct arena *a, struct text t, int64_t now, struct security_txt *ret);

struct sts_policy {
	const char *mode, *mx; // mx: patterns separated by a space; NULL: none
	int64_t max_age;       // -1: none
	const char *error;     // policy, no-mode, no-mx; NULL: nothing
};

// Reads a policy.
void sts_policy_read(struct arena *a, struct text t, struct sts_policy *ret);

// Whether a pattern of a policy allows a host: the same, or "*." and one label before it.
bool sts_allows(struct text pattern, const char *host);

#endif
