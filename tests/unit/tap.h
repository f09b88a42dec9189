// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The least that a test needs to speak TAP (read by prove): ok() counts and prints, tap_done() prints the plan.
#ifndef BOLWERK_TAP_H
#define BOLWERK_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

// One assertion. What is printed behind it names the case.
__attribute__((format(printf, 2, 3))) static inline bool ok(bool good, const char *fmt, ...)
{
	va_list ap;
	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	tap_failed += !good;
	return good;
}

// Two texts that should be the same; both are shown when they are not.
static inline bool same(const char *got, const char *want, const char *what)
{
	bool good = got && want && strcmp(got, want) == 0;
	ok(good, "%s", what);
	if (!good)
		printf("#   got: %s\n#  want: %s\n", got ? got : "(null)", want ? want : "(null)");
	return good;
}

static inline int tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif
