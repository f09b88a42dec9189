// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The files that come within the program: data/logsource and data/rule as they were when it was built, so that it works without them. Each stands behind a line "SIZE PATH".
#ifndef BOLWERK_PACK_H
#define BOLWERK_PACK_H

#include "../base/text.h"

// All of them; pack_next takes the next one off *rest, false at the end.
struct text pack_all(void);
bool pack_next(struct text *rest, struct text *ret_path, struct text *ret_file);

#endif
