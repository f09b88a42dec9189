// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// On Windows the work runs in the same process; see sandbox.h. The service that starts it holds the powers (dist/windows).
#include "sandbox.h"

bool sandbox_enter(enum sandbox_kind kind, const char *const *folders, struct err *e)
{
	(void)kind;
	(void)folders;
	(void)e;
	return true;
}

bool sandbox_enter_reading(enum sandbox_kind kind, const char *const *folders, const char *const *reading, struct err *e)
{
	(void)reading;
	return sandbox_enter(kind, folders, e);
}

bool sandbox_run(struct arena *a, bool (*work)(void *arg, struct arena *a, struct text *ret, struct err *e), void *arg, size_t max, struct text *ret,
	struct err *e)
{
	return work(arg, a, ret, e) && (ret->n <= max || err_set(e, "the report is too large"));
}

bool sandbox_run_as(enum sandbox_kind kind, const char *const *folders, const char *const *reading, struct arena *a,
	bool (*work)(void *arg, struct arena *a, struct text *ret, struct err *e), void *arg, size_t max, struct text *ret, struct err *e)
{
	(void)kind;
	(void)folders;
	(void)reading;
	return sandbox_run(a, work, arg, max, ret, e);
}
