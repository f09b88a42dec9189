// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Dates and times; see clock.h.
#include "clock.h"

#include <string.h>
#include <time.h>
#ifdef _WIN32
#include <windows.h>
#endif

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}

int64_t clock_ms(void)
{
#ifdef _WIN32
	return (int64_t)GetTickCount64();
#else
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
#endif
}

// Days from the civil date, after Howard Hinnant's published algorithm: a year begins in March, an era has 146097 days.
static int64_t days_of(int y, int m, int d)
{
	int64_t year = m <= 2 ? (int64_t)y - 1 : y;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t in_era = year - era * 400;
	int64_t in_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

int64_t clock_at(int year, int month, int day, int hour, int minute, int second)
{
	return days_of(year, month, day) * DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
}

void clock_date(int64_t at, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = (at >= 0 ? at : at - (DAY - 1)) / DAY + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	*ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*ret_year = (int)(yoe + era * 400 + (*ret_month <= 2));
}

char *clock_day(struct arena *a, int64_t at)
{
	int y, m, d;
	clock_date(at, &y, &m, &d);
	return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

char *clock_iso(struct arena *a, int64_t at)
{
	int64_t s = ((at % DAY) + DAY) % DAY;
	return arena_printf(a, "%sT%02d:%02d:%02dZ", clock_day(a, at), (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

// Takes n digits off *t.
static bool digits(struct text *t, size_t n, int *ret)
{
	int64_t v;
	if (t->n < n || t->p[0] == '-' || !text_int((struct text){t->p, n}, 10, &v))
		return false;
	*t = text_after(*t, n);
	*ret = (int)v;
	return true;
}

static bool sign(struct text *t, char c)
{
	if (!t->n || t->p[0] != c)
		return false;
	*t = text_after(*t, 1);
	return true;
}

// Reads what stands behind a time: nothing or Z (UTC), or how far the clock is from UTC.
static bool zone(struct text t, int *ret_seconds)
{
	*ret_seconds = 0;
	if (!t.n || text_is(t, "Z") || text_is(t, "UTC") || text_is(t, "GMT"))
		return true;
	int way = t.p[0] == '+' ? 1 : t.p[0] == '-' ? -1 : 0, h = 0, m = 0;
	t = text_after(t, 1);
	if (!way || !digits(&t, 2, &h) || (sign(&t, ':'), !digits(&t, 2, &m)) || t.n)
		return false;
	*ret_seconds = way * (h * 3600 + m * 60);
	return true;
}

static bool hms(struct text *t, int *h, int *m, int *s)
{
	return digits(t, 2, h) && sign(t, ':') && digits(t, 2, m) && sign(t, ':') && digits(t, 2, s) && *h < 24 && *m < 60 && *s <= 60;
}

bool clock_read_iso(struct text t, int64_t *ret)
{
	int y, mo, d, h = 0, mi = 0, s = 0, away = 0;
	if (!digits(&t, 4, &y) || !sign(&t, '-') || !digits(&t, 2, &mo) || !sign(&t, '-') || !digits(&t, 2, &d) || mo < 1 || mo > 12 || d < 1 ||
		d > 31)
		return false;
	if (t.n) {
		if ((t.p[0] != 'T' && t.p[0] != ' ') || (t = text_after(t, 1), !hms(&t, &h, &mi, &s)))
			return false;
		if (t.n && (t.p[0] == '.' || t.p[0] == ','))
			do
				t = text_after(t, 1);
			while (t.n && t.p[0] >= '0' && t.p[0] <= '9');
		if (!zone(text_trim(t), &away))
			return false;
	}
	*ret = clock_at(y, mo, d, h, mi, s) - away;
	return true;
}

static int month_of(struct text t)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (int i = 0; i < 12 && t.n >= 3; i++) {
		char name[4] = {names[i * 3], names[i * 3 + 1], names[i * 3 + 2], 0};
		if (text_is_nocase((struct text){t.p, 3}, name))
			return i + 1;
	}
	return 0;
}

bool clock_read_mail(struct text t, int64_t *ret)
{
	struct text w[7];
	size_t n = 0;
	while (n < 7 && text_word(&t, &w[n]))
		n++;
	struct text *p = w;
	if (n && (text_ends(w[0], ",") || month_of(w[0]) == 0) && w[0].n && (w[0].p[0] > '9'))
		p++, n--;
	if (n < 4)
		return false;
	bool day_first = month_of(p[0]) == 0;
	int mo = month_of(p[day_first ? 1 : 0]), h, mi, s, away = 0;
	int64_t d, y;
	struct text clock = day_first ? p[3] : p[2];
	struct text behind = day_first && n > 4 ? p[4] : (struct text){"", 0};
	if (!mo || !text_int(p[day_first ? 0 : 1], 10, &d) || !text_int(day_first ? p[2] : p[n > 4 ? 4 : 3], 10, &y))
		return false;
	if (!hms(&clock, &h, &mi, &s) || clock.n || !zone(behind, &away) || d < 1 || d > 31 || y < 1970 || y > 9999)
		return false;
	*ret = clock_at((int)y, mo, (int)d, h, mi, s) - away;
	return true;
}
