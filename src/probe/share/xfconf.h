// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Settings of Xfce: properties inside properties, in XML (xfce-perchannel-xml).
#ifndef BOLWERK_XFCONF_H
#define BOLWERK_XFCONF_H

#include "../../base/text.h"

// The value of a property by its path, "saver/idle-activation/delay"; false when it is not there. *ret_locked when the file forbids
// everybody to change it.
bool xfconf_get(struct text xml, const char *path, struct text *ret, bool *ret_locked);

#endif
