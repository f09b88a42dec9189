// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a device is, guessed from all signs together (data/ref/device_hint.csv says how). The same signs always give the same answer.
#ifndef BOLWERK_LAN_KIND_H
#define BOLWERK_LAN_KIND_H

#include "lan.h"

#define KINDS_MAX 40

struct kind_rules;

// Opens the rules of the catalogue; those of a hint are read when it is first met. NULL when it has none.
struct kind_rules *kind_load(struct arena *a, struct db *catalogue, struct err *e);

// Whether a text fits a pattern in which * stands for anything.
bool kind_fits(const char *pattern, const char *text);

// Guesses the kind ("unknown" under 20), how sure it is, and the maker that the heaviest sign names (NULL: none).
void kind_guess(struct kind_rules *rules, const struct lan_said *hints, const char **ret_kind, int *ret_sure, const char **ret_maker);

#endif
