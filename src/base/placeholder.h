// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What makers write where a number or name should stand: many machines have the same, so it tells nothing of one.
#ifndef BOLWERK_PLACEHOLDER_H
#define BOLWERK_PLACEHOLDER_H

#include "text.h"

// Whether a serial, identifier, hardware address or name is such a placeholder, in large or small letters: "To Be Filled By O.E.M.", "123456789"…
// Says nothing of one letter repeated, nor of names that a kind of device has by itself ("android"): what those are worth depends on who asks.
bool placeholder_is(struct text value);

#endif
