// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Devices of earlier looks from a file, for who looks without a database: JSON lines, {"uid":"d0…","name":"…","kind":"…","traits":[["mac","…"],…]}. Rows
// lan_device of a report are of that form too, where traits is such a list as a text.
#ifndef BOLWERK_COLLECT_KNOWN_H
#define BOLWERK_COLLECT_KNOWN_H

#include "collect.h"

// Reads the lines into ask->known. A uid that stands in several lines is one device with the traits of all; name and kind are those of its last line that has them.
bool known_read(struct arena *a, struct text lines, struct lan_ask *ask, struct err *e);

#endif
