// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The one thread that writes, and the one that hashes passwords before it. Jobs that wait together are written together: each in a
// savepoint of its own, all in one transaction; nobody is told of success before it is on the disk (synchronous=FULL).
#ifndef BOLWERK_WRITER_H
#define BOLWERK_WRITER_H

#include "server.h"

#define WRITER_QUEUE_MAX 256
#define WRITER_SLOW_MAX 16 // passwords that wait

struct writer;

// Starts both threads. NULL with a sentence when the databases cannot be opened.
struct writer *writer_start(struct server *s, struct err *e);
void writer_stop(struct writer *w);

// Puts a request with its job in the queue; false when that is full. The writer calls request_done(q, good) behind the commit.
bool writer_put(struct writer *w, struct request *q);

// Something small that nobody waits for: the time of a session's last request.
void writer_touch(struct writer *w, const unsigned char session[32], bool token);

// ---- called by the writer

// The job is on the disk (good) or was refused.
void request_done(struct request *q, bool good);

// Adds a row to the log: who did what to what, with the hash of the row before. Inside the transaction.
bool audit_add(struct db *d, const struct job *j, struct err *e);

// Whether the log is whole, as it was at most a minute ago: the number of the first row that is not as it was written, 0 when all are. To read
// it all takes half a second for 200,000 rows, and a page that is asked again and again must not. For the one log of this process; from any thread.
int64_t audit_broken_lately(struct db *d, int64_t now);

#endif
