// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Times as logs write them; see decode.h and share.h. Everything is UTC unless the text says how far it is from it.
#include "share.h"

#include "../../base/clock.h"

#include <string.h>
#include <time.h>

#define DAY_MS (DAY * 1000)

struct moment {
	int year, month, day, hour, minute, second, ms;
};

int64_t share_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME_COARSE, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// The number that n digits make; -1 when one is none.
static int number(const char *p, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		unsigned c = (unsigned char)p[i] - '0';
		if (c > 9)
			return -1;
		v = v * 10 + (int)c;
	}
	return v;
}

static bool leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

// Milliseconds of a moment; -1 when there is no such date or time, or it lies before 1970.
static int64_t ms_of(const struct moment *m)
{
	static const signed char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (m->month < 1 || m->month > 12 || m->day < 1 || m->day > days[m->month - 1] || (m->month == 2 && m->day == 29 && !leap(m->year)))
		return -1;
	if (m->hour < 0 || m->hour > 23 || m->minute < 0 || m->minute > 59 || m->second < 0 || m->second > 60 || m->year < 1970)
		return -1;
	return clock_at(m->year, m->month, m->day, m->hour, m->minute, m->second) * 1000 + m->ms;
}

// A local time in UTC; what lies before 1970 then is none either.
static int64_t shifted(int64_t ms, int east)
{
	return ms < 0 || ms < (int64_t)east * 60000 ? -1 : ms - (int64_t)east * 60000;
}

int share_month(const char *p)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	char low[3] = {(char)(p[0] | 32), (char)(p[1] | 32), (char)(p[2] | 32)};
	for (int i = 0; i < 12; i++)
		if (low[0] == names[3 * i] && low[1] == names[3 * i + 1] && low[2] == names[3 * i + 2])
			return i + 1;
	return 0;
}

// HH:MM:SS at t + at, and a fraction behind it; the place behind, 0 when there is none.
static size_t clock_part(struct text t, size_t at, struct moment *m)
{
	if (t.n < at + 8 || t.p[at + 2] != ':' || t.p[at + 5] != ':')
		return 0;
	m->hour = number(t.p + at, 2);
	m->minute = number(t.p + at + 3, 2);
	m->second = number(t.p + at + 6, 2);
	at += 8;
	if (at + 1 < t.n && (t.p[at] == '.' || t.p[at] == ',') && number(t.p + at + 1, 1) >= 0) {
		int scale = 100;
		for (at++; at < t.n && number(t.p + at, 1) >= 0; at++, scale /= 10)
			m->ms += number(t.p + at, 1) * scale;
	}
	return m->hour < 0 || m->minute < 0 || m->second < 0 ? 0 : at;
}

// Z, +HH:MM, +HHMM, +HH or " UTC" at t + at, a space before it allowed: minutes east of UTC, and the place behind. Nothing there: 0, and the same place.
static int zone_part(struct text t, size_t *at)
{
	size_t i = *at;
	if (i < t.n && (t.p[i] == 'Z' || t.p[i] == 'z')) {
		*at = i + 1;
		return 0;
	}
	i += i < t.n && t.p[i] == ' ';
	if (t.n >= i + 3 && i > *at && (memcmp(t.p + i, "UTC", 3) == 0 || memcmp(t.p + i, "GMT", 3) == 0)) {
		*at = i + 3;
		return 0;
	}
	int hours = t.n >= i + 3 && (t.p[i] == '+' || t.p[i] == '-') ? number(t.p + i + 1, 2) : -1;
	if (hours < 0)
		return 0;
	size_t colon = t.n > i + 3 && t.p[i + 3] == ':';
	int minutes = t.n >= i + 5 + colon ? number(t.p + i + 3 + colon, 2) : -1;
	*at = minutes < 0 ? i + 3 : i + 5 + colon;
	int east = hours * 60 + (minutes < 0 ? 0 : minutes);
	return t.p[i] == '-' ? -east : east;
}

int64_t share_iso(struct text t, char mark, size_t *ret_used)
{
	if (t.n < 10 || t.p[4] != mark || t.p[7] != mark)
		return -1;
	struct moment m = {.year = number(t.p, 4), .month = number(t.p + 5, 2), .day = number(t.p + 8, 2)};
	size_t at = 10;
	int east = 0;
	if (t.n > 10 && (t.p[10] == 'T' || t.p[10] == 't' || t.p[10] == ' ')) {
		at = clock_part(t, 11, &m);
		if (!at)
			return -1;
		east = zone_part(t, &at);
	}
	*ret_used = at;
	return shifted(ms_of(&m), east);
}

// "Jan _2 " or "Jan 2 ": the place behind, 0 when it is none.
static size_t month_day(struct text t, struct moment *m)
{
	if (t.n < 6 || t.p[3] != ' ')
		return 0;
	m->month = share_month(t.p);
	size_t at = 4 + (t.p[4] == ' ');
	int digits = at + 1 < t.n && number(t.p + at + 1, 1) >= 0 ? 2 : 1;
	if (t.n < at + 3)
		return 0;
	m->day = number(t.p + at, digits);
	at += (size_t)digits;
	return m->month && m->day > 0 && at < t.n && t.p[at] == ' ' ? at + 1 : 0;
}

// The year before `now` that has the day. A log in the zone of its computer may be some hours ahead of UTC: a day is allowed.
static int64_t nearest(struct moment *m, int64_t now)
{
	m->year = (int)(1970 + (now / DAY_MS + 2) * 400 / 146097); // that of now, or one more
	for (int tries = 0; tries < 10; tries++, m->year--) {
		int64_t ms = ms_of(m);
		if (ms >= 0 && ms <= now + DAY_MS)
			return ms;
	}
	return -1;
}

int64_t share_bsd(struct text t, int64_t now, size_t *ret_used)
{
	struct moment m = {0};
	size_t at = month_day(t, &m);
	int year = at && t.n > at + 5 && t.p[at + 4] == ' ' ? number(t.p + at, 4) : -1; // "Oct 27 2015 09:24:46"
	if (at)
		at = clock_part(t, year > 0 ? at + 5 : at, &m);
	if (!at)
		return -1;
	*ret_used = at;
	m.year = year;
	return year > 0 ? ms_of(&m) : nearest(&m, now);
}

int64_t share_clf(struct text t, size_t *ret_used)
{
	size_t day = t.n > 1 && t.p[1] == '/' ? 1 : 2;
	if (t.n < day + 18 || t.p[day] != '/' || t.p[day + 4] != '/' || t.p[day + 9] != ':')
		return -1;
	struct moment m = {.year = number(t.p + day + 5, 4), .month = share_month(t.p + day + 1), .day = number(t.p, (int)day)};
	size_t at = clock_part(t, day + 10, &m);
	if (!at)
		return -1;
	int east = zone_part(t, &at);
	*ret_used = at;
	return shifted(ms_of(&m), east);
}

int64_t share_ctime(struct text t, size_t *ret_used)
{
	struct moment m = {0};
	size_t skip = t.n > 8 && t.p[3] == ' ' && share_month(t.p + 4) ? 4 : 0;
	size_t at = month_day(text_after(t, skip), &m);
	if (at)
		at = clock_part(t, at + skip, &m);
	if (!at || t.n < at + 5 || t.p[at] != ' ')
		return -1;
	m.year = number(t.p + at + 1, 4);
	*ret_used = at + 5;
	return ms_of(&m);
}

// Seconds of 9 to 11 digits with or without a fraction, milliseconds of 12 to 14, microseconds of 15 to 17.
static int64_t epoch(struct text t)
{
	int64_t v = 0, ms = 0;
	size_t digits = 0, i = 0;
	for (; i < t.n && digits < 18 && number(t.p + i, 1) >= 0; i++, digits++)
		v = v * 10 + number(t.p + i, 1);
	if (digits < 9 || digits > 17)
		return -1;
	if (i < t.n && t.p[i] == '.' && digits <= 11) {
		int scale = 100;
		for (i++; i < t.n && number(t.p + i, 1) >= 0; i++, scale /= 10)
			ms += number(t.p + i, 1) * scale;
	}
	if (i != t.n)
		return -1;
	return digits <= 11 ? v * 1000 + ms : digits <= 14 ? v : v / 1000;
}

int64_t decode_time(struct text t, int64_t now)
{
	size_t used = 0;
	int64_t ms;
	t = text_trim(t);
	if (t.n < 9)
		return -1;
	if (!share_digit(t.p[0]))
		ms = share_bsd(t, now, &used);
	else if (t.p[4] == '-')
		ms = share_iso(t, '-', &used);
	else if (t.p[1] == '/' || t.p[2] == '/')
		ms = share_clf(t, &used);
	else
		return epoch(t);
	return used == t.n ? ms : -1;
}
