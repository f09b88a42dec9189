// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Dates and times: seconds since 1970 in UTC, and the texts that stand for them in files. No time zones but UTC, except
// where a log writes local time: then the caller says how far that is from UTC.
#ifndef BOLWERK_CLOCK_H
#define BOLWERK_CLOCK_H

#include "text.h"

#define DAY ((int64_t)86400)

// Seconds since 1970 now.
int64_t clock_now(void);

// Milliseconds of a clock that never jumps, for measuring how long something took.
int64_t clock_ms(void);

// Seconds since 1970 of a date and time in UTC (proleptic Gregorian; month 1 to 12).
int64_t clock_at(int year, int month, int day, int hour, int minute, int second);

// The date of a moment.
void clock_date(int64_t at, int *ret_year, int *ret_month, int *ret_day);

// "2026-11-21T10:20:30Z" and "2026-11-21" of a moment.
char *clock_iso(struct arena *a, int64_t at);
char *clock_day(struct arena *a, int64_t at);

// Reads YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS (or with a space) with Z, +HH:MM, +HHMM or nothing (UTC) behind it.
bool clock_read_iso(struct text t, int64_t *ret);

// Reads "Sat, 22 Nov 2026 10:20:30 UTC" (RFC 5322; apt lists) and "Sat Nov 22 10:20:30 2026" (asctime; ClamAV).
bool clock_read_mail(struct text t, int64_t *ret);

#endif
