// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Live progress of looking at this computer, as server-sent events at /progress: {"probe","done","all"} while it goes on, then an event "end".
#ifndef BOLWERK_PROGRESS_H
#define BOLWERK_PROGRESS_H

#include "server.h"

struct progress;

// Reads lines "done/all probe" from a descriptor (a pipe from the process that looks) in a thread of its own; "end" ends a look. fd -1: nothing comes.
struct progress *progress_start(struct arena *a, int fd);

// Answers with a stream of events.
enum MHD_Result progress_answer(struct request *q);

#endif
