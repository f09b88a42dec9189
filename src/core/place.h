// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which files belong to a firm, beside its own.
#ifndef BOLWERK_PLACE_H
#define BOLWERK_PLACE_H

#include "../base/arena.h"

// A file that belongs to the firm's file: ".../firm/own.db" → ".../NAME"; for another path PATH.NAME without ".db" at its end ("x.db", "secret.db" →
// "x.db.secret"). "secret.db" is the file of people who log in, "mail.key" the password of the mail server,
// "look.lock" an empty one for locks (src/collect/alive.h).
const char *place_beside(struct arena *a, const char *firm_path, const char *name);

// The folder of a file: "." when the path names none.
const char *place_folder(struct arena *a, const char *path);

#endif
