// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How often something starts, and what: the time expressions of crontab(5) and systemd.time(7), and the words of a command;
// see plan.h. Averages over a year are good enough: a job on working days is a job of every 33 hours.
#include "plan.h"

#define HOURS_OF_YEAR 8760

// How many of the values lo…hi a field names: *, 5, 1-5, 1..5, 2,4, */10, 0/15, mon-fri. 0 when it is none.
static int64_t count_part(struct text part, int64_t lo, int64_t hi, int64_t (*named)(struct text))
{
	struct text left = part, step = {"", 0}, from, to;
	int64_t a, b, s = 1;
	bool stepped = text_cut(part, '/', &left, &step);
	if (stepped && (!text_int(step, 10, &s) || s < 1))
		return 0;
	if (text_is(left, "*")) {
		a = lo;
		b = hi;
	} else if (text_cut(left, '-', &from, &to) || text_cut(left, '.', &from, &to)) {
		if (to.n && to.p[0] == '.')
			to = text_after(to, 1);
		if ((!text_int(from, 10, &a) && (a = named ? named(from) : -1) < 0) || (!text_int(to, 10, &b) && (b = named ? named(to) : -1) < 0))
			return 0;
		if (b < a)
			b += hi - lo + 1; // fri..mon
	} else {
		if (!text_int(left, 10, &a) && (a = named ? named(left) : -1) < 0)
			return 0;
		b = stepped ? hi : a;
	}
	if (a < lo || b - a > hi - lo + 1)
		return 0;
	return b < a ? 1 : (b - a) / s + 1;
}

static int64_t count_field(struct text field, int64_t lo, int64_t hi, int64_t (*named)(struct text))
{
	struct text one;
	int64_t n = 0;
	while (text_field(&field, ',', &one)) {
		int64_t part = count_part(one, lo, hi, named);
		if (!part)
			return 0;
		n += part;
	}
	return n > hi - lo + 1 ? hi - lo + 1 : n;
}

static int64_t named_in(struct text t, const char *names, int64_t first)
{
	for (int64_t i = 0; t.n >= 3 && names[i * 3]; i++) {
		const char name[4] = {names[i * 3], names[i * 3 + 1], names[i * 3 + 2], 0};
		if (text_is_nocase((struct text){t.p, 3}, name))
			return first + i;
	}
	return -1;
}

static int64_t weekday(struct text t)
{
	return named_in(t, "sunmontuewedthufrisat", 0);
}

static int64_t month(struct text t)
{
	return named_in(t, "janfebmaraprmayjunjulaugsepoctnovdec", 1);
}

static int64_t shorthand(struct text t)
{
	static const struct {
		const char *word;
		int64_t hours;
	} all[] = {{"minutely", 1}, {"hourly", 1}, {"daily", 24}, {"midnight", 24}, {"weekly", 168}, {"monthly", 730}, {"quarterly", 2190},
		{"semiannually", 4380}, {"yearly", 8760}, {"annually", 8760}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (text_is_nocase(t, all[i].word))
			return all[i].hours;
	return 0;
}

static int64_t between(int64_t days, int64_t months, int64_t in_a_day)
{
	int64_t runs = days * in_a_day * months / 12;
	if (runs < 1)
		return runs == 0 && days && in_a_day ? HOURS_OF_YEAR : 0;
	return runs >= HOURS_OF_YEAR ? 1 : (HOURS_OF_YEAR + runs / 2) / runs;
}

int64_t plan_cron_hours(struct text when)
{
	struct text f[5];
	if (when.n && when.p[0] == '@')
		return shorthand(text_after(when, 1));
	for (int i = 0; i < 5; i++)
		if (!text_word(&when, &f[i]))
			return 0;
	int64_t minutes = count_field(f[0], 0, 59, NULL), hours = count_field(f[1], 0, 23, NULL), days = count_field(f[2], 1, 31, NULL);
	int64_t months = count_field(f[3], 1, 12, month), weekdays = count_field(f[4], 0, 6, weekday);
	if (text_is(f[4], "7"))
		weekdays = 1;
	if (!minutes || !hours || !days || !months || !weekdays)
		return 0;
	// Where both are given, cron starts on either (crontab(5)).
	int64_t in_year = f[2].p[0] == '*' && f[4].p[0] == '*' ? 365 : (f[2].p[0] == '*' ? 0 : 12 * days) + (f[4].p[0] == '*' ? 0 : 52 * weekdays);
	if (text_starts(f[2], "*/"))
		in_year = 12 * days;
	return between(in_year, months, minutes * hours);
}

// Runs in a day of HH:MM or HH:MM:SS.
static int64_t times_of_day(struct text t)
{
	struct text hour, minute = {"0", 1};
	if (!text_field(&t, ':', &hour) || !text_field(&t, ':', &minute))
		return 0;
	return count_field(hour, 0, 23, NULL) * count_field(minute, 0, 59, NULL);
}

// YYYY-MM-DD or MM-DD, each part with lists and stars.
static bool date_part(struct text t, int64_t *ret_days, int64_t *ret_months)
{
	struct text part[3];
	size_t n = 0;
	while (n < 3 && text_field(&t, '-', &part[n]))
		n++;
	if (n < 2)
		return false;
	struct text day = part[n - 1];
	*ret_months = count_field(part[n - 2], 1, 12, NULL);
	*ret_days = text_is(day, "*") ? 365 : 12 * count_field(day, 1, 31, NULL);
	return *ret_days && *ret_months;
}

int64_t plan_calendar_hours(struct text when)
{
	struct text word;
	int64_t days = 365, months = 12, in_a_day = 1, hours = shorthand(text_trim(when));
	if (hours)
		return hours;
	while (text_word(&when, &word)) {
		char c = word.p && word.n ? word.p[0] : 0;
		int64_t n;
		if (text_has(word, ":")) {
			if (!(in_a_day = times_of_day(word)))
				return 0;
		} else if ((c >= '0' && c <= '9') || c == '*') {
			if (!date_part(word, &days, &months))
				return 0;
		} else if ((n = count_field(word, 0, 6, weekday)) > 0)
			days = days == 365 ? 52 * n : days;
		else if (weekday(word) < 0 && !text_is(word, "UTC") && !text_has(word, "/"))
			return 0; // an odd word; a time zone is allowed
	}
	return between(days, months, in_a_day);
}

// ---- words of a command

static bool separates(char c)
{
	return c == ' ' || c == '\t' || c == ';' || c == '&' || c == '|' || c == '(' || c == ')' || c == '"' || c == '\'' || c == '=' || c == '`' ||
		c == '@' || c == '!';
}

bool plan_has_word(struct text command, const char *program, struct text *ret_line)
{
	size_t n = text_of(program).n;
	struct text line;
	while (text_line(&command, &line)) {
		struct text t = text_trim(line);
		if (!t.n || t.p[0] == '#' || t.n < n)
			continue;
		for (size_t i = 0; i + n <= t.n; i++) {
			bool starts = i == 0 || t.p[i - 1] == '/' || separates(t.p[i - 1]), ends = i + n == t.n || separates(t.p[i + n]);
			if (starts && ends && t.p[i] == program[0] && text_starts(text_after(t, i), program)) {
				if (ret_line)
					*ret_line = t;
				return true;
			}
		}
	}
	return false;
}

bool plan_line(struct text command, const char *program, const char *verb, struct text *ret_line)
{
	struct text line, first = {NULL, 0};
	while (plan_has_word(command, program, &line)) {
		if (plan_has_word(line, verb, NULL)) {
			*ret_line = line;
			return true;
		}
		if (!first.p)
			first = line;
		command = text_after(command, (size_t)(line.p + line.n - command.p));
	}
	if (first.p)
		*ret_line = first;
	return first.p;
}

bool plan_runs(const struct plan *p, const char *program)
{
	return plan_has_word(p->command, program, NULL);
}
