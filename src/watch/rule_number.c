// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Numbers and parts of times, as rules compare them; see rule.h.
#include "rule.h"
#include "../base/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t digits(struct text t, size_t from)
{
	size_t n = 0;
	while (from + n < t.n && t.p[from + n] >= '0' && t.p[from + n] <= '9')
		n++;
	return n;
}

bool rule_number_read(struct text t, struct rule_number *ret)
{
	char copy[64];
	size_t i = t.n && (t.p[0] == '-' || t.p[0] == '+'), whole = digits(t, i), part = 0;
	i += whole;
	bool real = i < t.n;
	if (i < t.n && t.p[i] == '.') {
		part = digits(t, i + 1);
		i += part + 1;
	}
	if (whole + part == 0 || t.n >= sizeof copy)
		return false;
	if (i < t.n && (t.p[i] == 'e' || t.p[i] == 'E')) {
		size_t sign = i + 1 < t.n && (t.p[i + 1] == '-' || t.p[i + 1] == '+'), n = digits(t, i + 1 + sign);
		i += n ? 1 + sign + n : 0;
	}
	if (i != t.n)
		return false;
	memcpy(copy, t.p, t.n);
	copy[t.n] = 0;
	struct text plus = t.p[0] == '+' ? text_after(t, 1) : t;
	*ret = (struct rule_number){.real = strtod(copy, NULL)};
	ret->whole = !real && text_int(plus, 10, &ret->integer);
	return isfinite(ret->real);
}

bool rule_number_holds(struct rule_number x, enum rule_compare c, struct rule_number y)
{
	int order = x.whole && y.whole ? (x.integer > y.integer) - (x.integer < y.integer) : (x.real > y.real) - (x.real < y.real);
	switch (c) {
	case RULE_LT: return order < 0;
	case RULE_LTE: return order <= 0;
	case RULE_GT: return order > 0;
	case RULE_GTE: return order >= 0;
	case RULE_EQ: return order == 0;
	default: return order != 0;
	}
}

// Two digits at a place, between least and most; -1: none.
static int two(struct text t, size_t at, int least, int most)
{
	if (digits(t, at) < 2)
		return -1;
	int n = (t.p[at] - '0') * 10 + t.p[at + 1] - '0';
	return n >= least && n <= most ? n : -1;
}

// ISO 8601: the week of a day is that of its Thursday.
static int64_t week(int year, int month, int day)
{
	int64_t days = clock_at(year, month, day, 0, 0, 0) / DAY; // 0 was a Thursday
	if (clock_at(year, month, day, 0, 0, 0) < 0)
		days = -((-clock_at(year, month, day, 0, 0, 0)) / DAY);
	int64_t weekday = ((days + 3) % 7 + 7) % 7, thursday = days - weekday + 3; // Monday is 0
	int y, m, d;
	clock_date(thursday * DAY, &y, &m, &d);
	return (thursday - clock_at(y, 1, 1, 0, 0, 0) / DAY) / 7 + 1;
}

bool rule_time_read(struct text t, enum rule_time part, int64_t *ret)
{
	if (digits(t, 0) != 4 || t.n < 10 || t.p[4] != '-' || t.p[7] != '-')
		return false;
	int year = two(t, 0, 0, 99) * 100 + two(t, 2, 0, 99), month = two(t, 5, 1, 12), day = two(t, 8, 1, 31), hour = -1, minute = -1;
	if (t.n >= 16 && (t.p[10] == 'T' || t.p[10] == ' ' || t.p[10] == 't') && t.p[13] == ':') {
		hour = two(t, 11, 0, 23);
		minute = two(t, 14, 0, 59);
	}
	if (month < 0 || day < 0)
		return false;
	int64_t parts[] = {-1, minute, hour, day, 0, month, year};
	*ret = part == RULE_WEEK ? week(year, month, day) : parts[part];
	return *ret >= 0;
}
