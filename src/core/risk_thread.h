// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The threads of risk_share (risk.h): what differs from one system to another is how a thread is started and waited for, in risk_thread_linux.c and
// risk_thread_windows.c.
#ifndef BOLWERK_RISK_THREAD_H
#define BOLWERK_RISK_THREAD_H

#include <stdbool.h>
#include <stdint.h>

struct risk_thread {
	struct risk_shared *shared; // what the threads work on together
	int number;
	uintptr_t id; // what the system knows it by
};

// Works until no part is left.
void risk_thread_work(struct risk_thread *t);

// Starts a thread that does risk_thread_work; false when the system gives none. t stays where it is until risk_thread_join.
bool risk_thread_start(struct risk_thread *t);

// Waits for its end, and gives back what the system keeps of it.
void risk_thread_join(struct risk_thread *t);

#endif
