// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A text in another, sixteen places at a time.
#ifndef BOLWERK_FIND_H
#define BOLWERK_FIND_H

#include "../base/text.h"

// Where `what` stands first in t, NULL when nowhere; the empty text stands at the beginning of any.
const char *find_text(struct text t, struct text what);

#endif
