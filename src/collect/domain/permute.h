// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names that look like a domain: the ones that a person mistypes or does not see the difference of.
#ifndef BOLWERK_PERMUTE_H
#define BOLWERK_PERMUTE_H

#include "../../base/text.h"

#define PERMUTE_MAX 300

struct permuted {
	const char *name, *how; // how: omit, swap, double, key, look, hyphen, tld, plural, add
};

// Fills at most PERMUTE_MAX names, each once, without the domain itself; gives how many. label: what stands before the public suffix; suffix: that.
size_t permute(struct arena *a, const char *label, const char *suffix, struct permuted *ret);

#endif
