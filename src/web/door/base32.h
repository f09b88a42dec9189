// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Base32 (RFC 4648, without padding): what people type over from a screen or from paper.
#ifndef BOLWERK_BASE32_H
#define BOLWERK_BASE32_H

#include "../../base/text.h"

// The text of bytes, capitals and digits 2 to 7; bits that are left over make a last character.
const char *base32_make(struct arena *a, struct text bytes);

#endif
