// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Large letters to small ones, the same everywhere and never another length: ASCII, and in UTF-8 Latin, Greek, Cyrillic, Armenian and fullwidth letters whose small form has as many
// bytes. Other bytes, bad UTF-8 among them, stay.
#ifndef BOLWERK_FOLD_H
#define BOLWERK_FOLD_H

#include "../base/text.h"

// Writes t folded to ret, which has room for t.n bytes and may be t.p itself.
void fold_to(struct text t, char *ret);

// The folded text, in the arena.
struct text fold_text(struct arena *a, struct text t);

#endif
