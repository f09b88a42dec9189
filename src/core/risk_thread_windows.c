// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Threads of Windows; see risk_thread.h.
#include "risk_thread.h"

#include <windows.h>

static DWORD WINAPI run(void *arg)
{
	risk_thread_work(arg);
	return 0;
}

bool risk_thread_start(struct risk_thread *t)
{
	HANDLE id = CreateThread(NULL, 0, run, t, 0, NULL);
	t->id = (uintptr_t)id;
	return id != NULL;
}

void risk_thread_join(struct risk_thread *t)
{
	WaitForSingleObject((HANDLE)t->id, INFINITE);
	CloseHandle((HANDLE)t->id);
}
