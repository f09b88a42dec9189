// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Several devices at the same time, each by one thread: the threads mostly wait, and a talk with one device reads as it goes.
#ifndef BOLWERK_LAN_CREW_H
#define BOLWERK_LAN_CREW_H

#include "lan.h"

// Calls work(arg, a, i) for i from 0 to n - 1, up to 40 at a time, and gives back when all are done. The arena of a call is shared with other calls of its
// thread alone and lives as long as run->a. The work touches nothing that another call touches.
void crew_run(struct lan_run *run, size_t n, void (*work)(void *arg, struct arena *a, size_t i), void *arg);

#endif
