// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One connection to out, with an end to its time: nothing here waits longer than the moment (clock_ms) that it is given.
#ifndef BOLWERK_DIAL_H
#define BOLWERK_DIAL_H

#include "../base/buf.h"
#include "../base/text.h"

#include <stdint.h>

// Connects to a numeric address; -1 when it did not work until then (errno tells: ECONNREFUSED, ETIMEDOUT…). The caller closes it.
int dial_tcp(const char *address, int port, int64_t until_ms);

// Waits until something can be written (to_write) or read; false when it cannot until then.
bool dial_ready(int fd, bool to_write, int64_t until_ms);

// Sends all; false when it did not work.
bool dial_send(int fd, const void *p, size_t n, int64_t until_ms);

// Adds what comes to a buffer, at least one byte; gives how many, 0 at the end, -1 when nothing came in time or it broke.
int dial_more(int fd, struct buf *b, int64_t until_ms);

// Takes a line off what comes, without its end; lines of more than 1000 bytes are cut off. False at the end.
bool dial_line(int fd, struct buf *b, struct text *ret, int64_t until_ms);

#endif
