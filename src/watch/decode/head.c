// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Heads of syslog; see share.h. RFC 3164 only describes what was found in 2001; what is found in /var/log today is read here: with and without a host, a tag with blanks, a year.
#include "share.h"

#include <string.h>

enum { HOST_BYTES = 255, TAG_BYTES = 64 };

static const struct text facilities[24] = {
	LIT("kern"), LIT("user"), LIT("mail"), LIT("daemon"), LIT("auth"), LIT("syslog"), LIT("lpr"), LIT("news"), LIT("uucp"), LIT("cron"), LIT("authpriv"), LIT("ftp"),
	LIT("ntp"), LIT("audit"), LIT("alert"), LIT("clock"), LIT("local0"), LIT("local1"), LIT("local2"), LIT("local3"), LIT("local4"), LIT("local5"), LIT("local6"), LIT("local7"),
};
static const struct text severities[8] = {LIT("emerg"), LIT("alert"), LIT("crit"), LIT("err"), LIT("warning"), LIT("notice"), LIT("info"), LIT("debug")};

static void put_priority(struct share_head *h, int64_t facility, int64_t severity)
{
	if (facility >= 0 && facility < 24 && severity >= 0 && severity < 8) {
		h->facility = facilities[facility];
		h->severity = severities[severity];
	}
}

// "<34>", or as BSD writes it behind the time: "<4.6> ", "<auth.info> ".
static bool priority(struct text *t, struct share_head *h)
{
	struct text in, left, right;
	int64_t value, level;
	struct text from = text_after(*t, 1);
	if (!t->n || t->p[0] != '<' || !share_until(&from, '>', &in) || !in.n || in.n > 20)
		return false;
	if (text_int(in, 10, &value) && value >= 0 && value < 192) {
		put_priority(h, value / 8, value % 8);
	} else if (text_cut(in, '.', &left, &right)) {
		if (text_int(left, 10, &value) && text_int(right, 10, &level)) {
			put_priority(h, value, level);
		} else {
			h->facility = left;
			h->severity = right;
		}
	} else {
		return false;
	}
	*t = from;
	return true;
}

static struct text blanks_off(struct text t)
{
	while (t.n && t.p[0] == ' ')
		t = text_after(t, 1);
	return t;
}

// The word that t begins with; it stays there.
static struct text word_of(struct text t)
{
	const char *end = t.n ? memchr(t.p, ' ', t.n) : NULL;
	return (struct text){t.p, end ? (size_t)(end - t.p) : t.n};
}

static bool hostlike(struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];
		if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '.' || c == '-' || c == '_' || c == ':' || c == '/' || c == '@' || c == '%'))
			return false;
	}
	return t.n > 0 && t.n <= HOST_BYTES;
}

// "program[pid]: ", "program: ", "program(part)[pid]: ", "program [pid]: ", "program[pid] ": where the message begins; 0 when there is no tag.
static size_t tag_of(struct text t, struct share_head *h)
{
	size_t i = 0, most = t.n < TAG_BYTES ? t.n : TAG_BYTES;
	while (i < most && t.p[i] != ':' && t.p[i] != '[' && t.p[i] != ' ')
		i++;
	if (i == 0 || i == most)
		return 0;
	size_t name = i;
	i += t.p[i] == ' ' && i + 1 < most && t.p[i + 1] == '[';
	struct text pid = {0}, in = text_after(t, i + 1);
	if (t.p[i] == '[') {
		if (!share_until(&in, ']', &pid) || pid.n > 20 || !pid.n)
			return 0;
		i += pid.n + 2;
		if (!share_digits(pid) && !(i < t.n && t.p[i] == ':'))
			return 0;
	}
	bool colon = i < t.n && t.p[i] == ':' && (i + 1 == t.n || t.p[i + 1] == ' ' || pid.n);
	if (!colon && !pid.n)
		return 0;
	h->program = (struct text){t.p, name};
	h->pid = pid;
	return i + colon;
}

// "Adobe Crash Daemon[4017]: ": a name with blanks, its number in brackets near the beginning.
static size_t tag_with_blanks(struct text t, struct share_head *h)
{
	struct text near = {t.p, t.n < TAG_BYTES ? t.n : TAG_BYTES}, left, pid, right;
	if (!text_cut(near, '[', &left, &right) || !left.n || !text_cut(right, ']', &pid, &right) || !share_digits(pid) || !right.n || right.p[0] != ':')
		return 0;
	if (text_has(left, ": "))
		return 0;
	h->program = left;
	h->pid = pid;
	return left.n + pid.n + 3;
}

// What stands behind the time: a host, which a few leave out, a tag, the message.
static void host_and_tag(struct text t, struct share_head *h)
{
	struct text word = word_of(t);
	size_t used = word.n && memchr(word.p, '[', word.n) ? tag_of(t, h) : 0;
	if (!used && word.n > 1 && word.p[word.n - 1] == ':')
		used = tag_of(t, h);
	if (!used && word.n < t.n && t.p[word.n + (word.n + 1 < t.n)] == '[') {
		used = tag_of(t, h); // "sogod [26818]: "
		if (!share_digits(h->pid))
			used = 0;
	}
	h->sure = used > 0;
	if (!used) {
		h->program = h->pid = (struct text){0};
		h->host = word;
		t = blanks_off(text_after(t, word.n));
		used = tag_of(t, h);
		if (!used)
			used = tag_with_blanks(t, h);
		h->sure = used > 0 && hostlike(word);
	}
	h->message = blanks_off(text_after(t, used));
}

// A word of RFC 5424, "-" for nothing.
static bool part(struct text *t, struct text *ret)
{
	if (!t->n)
		return false;
	*ret = word_of(*t);
	*t = text_after(*t, ret->n + 1);
	bool there = ret->n > 0;
	if (text_is(*ret, "-"))
		*ret = (struct text){0};
	return there;
}

// "[id name="value" …][…] ", or "-": all of it; false when it is not closed.
static bool structure(struct text *t, struct text *ret)
{
	size_t i = 0;
	bool quoted = false;
	if (t->n && t->p[0] == '-') {
		*t = text_after(*t, 2);
		return true;
	}
	while (i < t->n && t->p[i] == '[') {
		for (; i < t->n && (quoted || t->p[i] != ']'); i++) {
			if (quoted && t->p[i] == '\\')
				i++;
			else if (t->p[i] == '"')
				quoted = !quoted;
		}
		if (i >= t->n)
			return false;
		i++;
	}
	if (!i)
		return false;
	*ret = (struct text){t->p, i};
	*t = text_after(*t, i + 1);
	return true;
}

// RFC 5424 behind <PRI>: "1 TIMESTAMP HOST APP PROCID MSGID STRUCTURE MESSAGE".
static bool rfc5424(struct text t, struct share_head *h)
{
	size_t used = 0;
	if (t.n < 4 || t.p[0] < '1' || t.p[0] > '9' || t.p[1] != ' ')
		return false;
	h->version = (struct text){t.p, 1};
	t = text_after(t, 2);
	if (!part(&t, &h->timestamp))
		return false;
	h->at = h->timestamp.n ? share_iso(h->timestamp, '-', &used) : -1;
	if (h->timestamp.n && (h->at < 0 || used != h->timestamp.n))
		return false;
	if (!part(&t, &h->host) || !part(&t, &h->program) || !part(&t, &h->pid) || !part(&t, &h->msgid) || !structure(&t, &h->structure))
		return false;
	if (text_starts(t, "\xef\xbb\xbf"))
		t = text_after(t, 3);
	h->message = t;
	h->sure = true;
	return true;
}

bool share_syslog(struct text line, int64_t now, struct share_head *ret)
{
	size_t used = 0;
	struct text t = line;
	*ret = (struct share_head){.at = -1};
	if (line.n < 16)
		return false;
	bool first = priority(&t, ret);
	if (first && rfc5424(t, ret))
		return true;
	unsigned char c = t.n ? (unsigned char)t.p[0] : 0;
	if (c >= '0' && c <= '9' && t.n > 20 && t.p[10] == 'T')
		ret->at = share_iso(t, '-', &used);
	else if (c >= 'A')
		ret->at = share_bsd(t, now, &used);
	if (!used || used + 1 >= t.n || t.p[used] != ' ')
		return false;
	ret->timestamp = (struct text){t.p, used};
	t = text_after(t, used + 1);
	if (!first && priority(&t, ret))
		t = blanks_off(t);
	if (!t.n || t.p[0] == ' ')
		t = blanks_off(t);
	if (!t.n)
		return false;
	host_and_tag(t, ret);
	return true;
}

// The digits, colons and blanks of "Nov  2 10:20:30 x" and of "2026-11-02T10:20:30": 9 for a digit, anything else for itself.
static bool shaped(const char *p, const char *shape)
{
	for (; *shape; shape++, p++)
		if (*shape == '9' ? !share_digit(*p) : *p != *shape)
			return false;
	return true;
}

// Where the time of RFC 3339 at the beginning of t ends that all write today; 0 when it is another, which may be one still.
static size_t today(struct text t)
{
	size_t at = 19;
	if (t.n < 40 || !shaped(t.p, "9999-99-99T99:99:99"))
		return 0;
	if (t.p[at] == '.' && share_digit(t.p[at + 1]))
		for (at++; at < 30 && share_digit(t.p[at]); at++)
			;
	if (t.p[at] == 'Z')
		return at + 1;
	return (t.p[at] == '+' || t.p[at] == '-') && shaped(t.p + at + 1, "99:99") ? at + 6 : 0;
}

// The three letters of a month and a blank behind it.
static bool months(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	switch ((u[0] | 32) << 16 | (u[1] | 32) << 8 | (u[2] | 32)) {
	case 'j' << 16 | 'a' << 8 | 'n': case 'f' << 16 | 'e' << 8 | 'b': case 'm' << 16 | 'a' << 8 | 'r': case 'a' << 16 | 'p' << 8 | 'r':
	case 'm' << 16 | 'a' << 8 | 'y': case 'j' << 16 | 'u' << 8 | 'n': case 'j' << 16 | 'u' << 8 | 'l': case 'a' << 16 | 'u' << 8 | 'g':
	case 's' << 16 | 'e' << 8 | 'p': case 'o' << 16 | 'c' << 8 | 't': case 'n' << 16 | 'o' << 8 | 'v': case 'd' << 16 | 'e' << 8 | 'c':
		return p[3] == ' ';
	}
	return false;
}

bool share_syslog_is(void *state, struct text line)
{
	struct share_head h;
	const char *p = line.p;
	(void)state;
	size_t at = 0;
	if (line.n >= 40 && p[0] >= 'A')
		at = months(p) && (p[4] == ' ' ? p[5] != '0' : p[4] > '0' && share_digit(p[4])) && share_digit(p[5]) && shaped(p + 6, " 99:99:99") ? 15 : 0;
	else if (line.n >= 40 && share_digit(p[0]))
		at = today(line);
	// What has this shape is one; all else is looked at in full.
	if (at && p[at] == ' ' && p[at + 1] != ' ' && p[at + 1] != '<')
		return true;
	return share_syslog(line, 0, &h);
}

void share_head_fields(struct arena *a, struct event *e, const struct share_head *h)
{
	e->at = h->at;
	share_some(a, e, LIT("timestamp"), h->timestamp);
	share_some(a, e, LIT("host"), h->host);
	share_some(a, e, LIT("program"), h->program);
	share_number(a, e, LIT("pid"), h->pid);
	share_some(a, e, LIT("facility"), h->facility);
	share_some(a, e, LIT("severity"), h->severity);
}
