// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any log of lines that begin with a time, for programs that have a form of their own: Asterisk, exim, ejabberd, Vaultwarden, Tomcat… It is taken for a log of this kind only where no
// other format is sure. Fields: timestamp, message (what stands behind the time, or all of a line that has none or has words before it), and program and pid where "NAME[PID]: "
// stands at the beginning, src_ip and username where the message names an address, mnemonic of devices of Cisco.
// What a program writes over several lines are several events; those behind the first have no time.
#include "share.h"

#include <stdio.h>
#include <string.h>

enum { NEAR = 24, ISO_BYTES = 19, TAIL_BYTES = 13, SURE = 20, TIMED_PERCENT = 25 };

struct when {
	struct text text;
	int64_t at;
};

// Forms of dates that start with a digit or a name of a month: Y M D h m s numbers (D and h of one or two digits), N the name of a month, x a day or a month, P AM or PM.
static const char *const forms[] = {
	"Y.M.D h:m:s", "Y:M:D-h:m:s", "D-M-Y h:m:s", "D.M.Y h:m:s", "x/x/Y h:m:s", "x/x/Y - h:m:s", "D-N-Y h:m:s", "D/N/Y:h:m:s", "N D, Y h:m:s P", "M.D h:m:s", "h:m:s",
};

struct parts {
	int year, month, day, hour, minute, second, x[2], xs;
};

static bool letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

// A number of at most `most` digits at t + *at; -1 when there are fewer than `least`.
static int number(struct text t, size_t *at, int least, int most)
{
	int v = 0, n = 0;
	for (; n < most && *at < t.n && share_digit(t.p[*at]); n++)
		v = v * 10 + (t.p[(*at)++] - '0');
	return n < least ? -1 : v;
}

// Reads what one letter of a form stands for; false when something else is there.
static bool part(struct text t, size_t *at, char kind, struct parts *p)
{
	int v = 0;
	if (kind == 'N') {
		p->month = t.n >= *at + 3 ? share_month(t.p + *at) : 0;
		for (*at += 3; *at < t.n && (letter(t.p[*at]) || t.p[*at] == '.');)
			++*at;
		return p->month > 0;
	}
	if (kind == 'P') {
		bool afternoon = t.n > *at && (t.p[*at] | 32) == 'p';
		if (t.n < *at + 2 || (t.p[*at + 1] | 32) != 'm' || !(afternoon || (t.p[*at] | 32) == 'a'))
			return false;
		p->hour = p->hour % 12 + 12 * afternoon;
		*at += 2;
		return true;
	}
	v = kind == 'Y' ? number(t, at, 4, 4) : kind == 'D' || kind == 'h' ? number(t, at, 1, 2) : number(t, at, 2, 2);
	switch (kind) {
	case 'Y': p->year = v; break;
	case 'M': p->month = v; break;
	case 'D': p->day = v; break;
	case 'h': p->hour = v; break;
	case 'm': p->minute = v; break;
	case 's': p->second = v; break;
	default: p->x[p->xs++] = v;
	}
	return v >= 0;
}

// Of two numbers the one over 12 is the day; where both may be either, the date is not known.
static void day_or_month(struct parts *p)
{
	if (p->xs == 2 && (p->x[0] > 12) != (p->x[1] > 12)) {
		p->day = p->x[p->x[1] > 12];
		p->month = p->x[p->x[0] > 12];
	}
}

// The moment, and how much of the tail (fraction, zone) belongs to it.
static int64_t moment(const struct parts *p, struct text tail, size_t *ret_used)
{
	char iso[ISO_BYTES + TAIL_BYTES + 1];
	size_t n = tail.n < TAIL_BYTES ? tail.n : TAIL_BYTES, used = 0;
	int real = p->year && p->month && p->day; // else any day, to see how long it is
	snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d", real ? p->year % 10000 : 2000, real ? p->month % 100 : 1, real ? p->day % 100 : 1, p->hour % 100, p->minute % 100,
		p->second % 100);
	memcpy(iso + ISO_BYTES, tail.p, n);
	int64_t at = share_iso((struct text){iso, ISO_BYTES + n}, '-', &used);
	*ret_used = used > ISO_BYTES ? used - ISO_BYTES : 0;
	return real ? at : -1;
}

static bool formed(struct text t, const char *form, struct when *ret)
{
	struct parts p = {0};
	size_t at = 0, tail;
	for (; *form; form++) {
		if (letter(*form) ? !part(t, &at, *form, &p) : at >= t.n || t.p[at++] != *form)
			return false;
	}
	if (at < t.n && (share_digit(t.p[at]) || letter(t.p[at])))
		return false;
	if (p.month > 12 || p.day > 31 || p.hour > 24 || p.minute > 59 || p.second > 60)
		return false;
	day_or_month(&p);
	ret->at = moment(&p, text_after(t, at), &tail);
	ret->text = (struct text){t.p, at + tail};
	return true;
}

// "@" and 24 hex digits, as multilog writes it: seconds and nanoseconds from 2^62, ten seconds ahead of UTC.
static bool tai64n(struct text t, struct when *ret)
{
	int64_t seconds, ns;
	if (t.n < 25 || !text_int((struct text){t.p + 2, 15}, 16, &seconds) || !text_int((struct text){t.p + 17, 8}, 16, &ns) || t.p[1] != '4')
		return false;
	ret->at = seconds > 10 && seconds < INT64_C(100000000000) ? (seconds - 10) * 1000 + ns / 1000000 : -1;
	ret->text = (struct text){t.p, 25};
	return true;
}

// Seconds since 1970 of ten digits, with or without a fraction, as a word.
static bool epoch(struct text t, struct when *ret)
{
	size_t n = 0;
	while (n < t.n && n < 20 && (share_digit(t.p[n]) || (n == 10 && t.p[n] == '.')))
		n++;
	if (n < 10 || (n < t.n && !strchr(" \t,;]|", t.p[n])))
		return false;
	ret->text = (struct text){t.p, n};
	ret->at = decode_time(ret->text, 0);
	return ret->at >= 0;
}

// The time that t begins with.
static bool time_of(struct text t, int64_t now, struct when *ret)
{
	size_t used = 0;
	int64_t at = -1;
	if (t.n < 8)
		return false;
	if (t.p[0] == '@')
		return tai64n(t, ret);
	if (t.n > 10 && share_digit(t.p[0]) && (t.p[4] == '-' || t.p[4] == '/') && t.n > 15)
		at = share_iso(t, t.p[4], &used);
	else if (letter(t.p[0]) && (at = share_ctime(t, &used)) < 0)
		at = share_bsd(t, now, &used);
	if (at >= 0 && used > 10) {
		*ret = (struct when){{t.p, used}, at};
		return true;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (formed(t, forms[i], ret))
			return true;
	return share_digit(t.p[0]) && epoch(t, ret);
}

// The first time that stands near the beginning of the line, where a word begins.
static bool time_in(struct text line, int64_t now, struct when *ret, size_t *ret_place)
{
	for (size_t i = 0; i < line.n && i < NEAR; i++) {
		char c = line.p[i], before = i ? line.p[i - 1] : ' ';
		if (!(share_digit(c) || letter(c) || c == '@') || share_digit(before) || letter(before) || strchr(".:-/", before))
			continue;
		if (time_of(text_after(line, i), now, ret)) {
			*ret_place = i;
			return true;
		}
	}
	return false;
}

// "NAME[PID]: " or "HOST NAME[PID]: " at the beginning of t.
static bool program_of(struct text t, struct text *ret_program, struct text *ret_pid)
{
	struct text left, right, near = {t.p, t.n < 80 ? t.n : 80};
	if (!text_cut(near, '[', &left, &right) || !text_cut(right, ']', ret_pid, &right) || !share_digits(*ret_pid) || !text_starts(right, ": "))
		return false;
	const char *blank = left.n ? memrchr(left.p, ' ', left.n) : NULL;
	*ret_program = text_after(left, blank ? (size_t)(blank - left.p) + 1 : 0);
	return ret_program->n && !(blank && memchr(left.p, ' ', (size_t)(blank - left.p)));
}

static bool dated(struct text line)
{
	struct when w;
	struct text program, pid;
	size_t place;
	return time_in(line, share_now(), &w, &place) || program_of(line, &program, &pid);
}

static bool readable(struct text line)
{
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < 32 && !strchr("\t\r\x1b\f", line.p[i]))
			return false;
	return true;
}

static int knows(struct text beginning, struct text name)
{
	(void)name;
	return share_lines(beginning, dated) >= TIMED_PERCENT && share_lines(beginning, readable) >= 90 ? SURE : 0;
}

// What closes or parts a time from what stands behind it.
static struct text behind(struct text t)
{
	while (t.n && strchr(" \t]>):,;|-", t.p[0]) && t.p[0])
		t = text_after(t, 1);
	return t;
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct when w;
	struct text program, pid, message = record;
	size_t place = 0;
	(void)state;
	if (record.p[0] == '#')
		return false;
	ret->raw = record;
	if (time_in(record, share_now(), &w, &place)) {
		ret->at = w.at;
		share_text(a, ret, LIT("timestamp"), w.text);
		if (place < 3 || (record.p[0] == '<' && record.p[place - 1] == '>'))
			message = behind(text_after(record, place + w.text.n));
	}
	if (program_of(place < 3 ? message : record, &program, &pid)) {
		share_text(a, ret, LIT("program"), program);
		share_number(a, ret, LIT("pid"), pid);
	}
	share_text(a, ret, LIT("message"), message);
	share_whom(a, ret, message);
	share_mnemonic(a, ret, record);
	return true;
}

const struct decoder decode_plain = {"plain", NULL, knows, 0, decode_line, .fields = fields};
