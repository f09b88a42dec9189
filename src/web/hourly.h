// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the server does by itself now and then: reminders into the queue of messages, lines that are kept long enough, doors that are over.
#ifndef BOLWERK_HOURLY_H
#define BOLWERK_HOURLY_H

#include "server.h"

#define HOURLY 3600

// Does it when an hour is over since the last time (*last, seconds); called by the thread that writes, outside a transaction.
void hourly(struct server *s, struct db *d, struct db *secret, int64_t now, int64_t *last);

#endif
