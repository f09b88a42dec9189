// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who a message of a daemon speaks of: the address of the other side and the name of the user, as nearly all write them ("from ADDRESS", "rhost=", "rip=", "[ADDRESS]", "for NAME
// from", "user="). Rules count by them (many failures from one address). Names come from the other side, who may put anything in them: an address behind the last "from" counts.
#include "share.h"

#include <string.h>

enum { ADDRESS_BYTES = 45, USER_BYTES = 128 };

static bool hex(char c)
{
	return share_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static bool word(char c)
{
	return share_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '-';
}

// Bytes of "1.2.3.4" at the beginning of t; 0 when it is none.
static size_t four(struct text t)
{
	size_t at = 0;
	for (int part = 0; part < 4; part++) {
		int value = 0, digits = 0;
		if (part && (at >= t.n || t.p[at++] != '.'))
			return 0;
		for (; digits < 3 && at < t.n && share_digit(t.p[at]); digits++)
			value = value * 10 + (t.p[at++] - '0');
		if (!digits || value > 255)
			return 0;
	}
	return at < t.n && word(t.p[at]) ? 0 : at;
}

// Bytes of an address of IPv6 at the beginning of t, 0 when it is none (a time has two colons, a MAC address five).
static size_t six(struct text t)
{
	size_t n = 0;
	int colons = 0;
	bool gap = false;
	while (n < t.n && n < ADDRESS_BYTES && (hex(t.p[n]) || t.p[n] == ':')) {
		colons += t.p[n] == ':';
		gap = gap || (n && t.p[n] == ':' && t.p[n - 1] == ':');
		n++;
	}
	while (n && t.p[n - 1] == ':' && !(n > 1 && t.p[n - 2] == ':')) {
		colons--;
		n--; // "2001:db8::1: the message"
	}
	if (n < t.n && word(t.p[n]))
		return 0;
	return n > 2 && (colons == 7 || (gap && colons > 1 && colons < 8)) ? n : 0;
}

// The address that t begins with, without ::ffff: before it.
static bool address(struct text t, struct text *ret)
{
	size_t skip = text_starts(t, "::ffff:") || text_starts(t, "::FFFF:") ? 7 : 0, n = four(text_after(t, skip));
	if (!n) {
		skip = 0;
		n = six(t);
	}
	*ret = (struct text){t.p + skip, n};
	return n > 0 && !SHARE_IS(*ret, "0.0.0.0");
}

// The first address in t.
static bool first(struct text t, struct text *ret)
{
	for (size_t i = 0; i + 2 < t.n; i++) {
		char before = i ? t.p[i - 1] : ' ';
		if ((hex(t.p[i]) || t.p[i] == ':') && !word(before) && before != '.' && before != ':' && before != '@' && address(text_after(t, i), ret))
			return true;
	}
	return false;
}

// What stands behind the last `mark` of t; false when there is none.
static bool behind_last(struct text t, const char *mark, struct text *ret)
{
	size_t n = strlen(mark);
	bool found = false;
	for (const char *at; (at = text_find(t, mark)) != NULL; found = true)
		*ret = t = text_after(t, (size_t)(at - t.p) + n);
	return found;
}

static bool source(struct text t, struct text *ret)
{
	static const char *const marks[] = {"rhost=", "rip=", "RemoteAddress=", " from ", " failed for '"};
	struct text part;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (behind_last(t, marks[i], &part) && first((struct text){part.p, part.n < 120 ? part.n : 120}, ret))
			return true;
	return first(t, ret);
}

// What stands behind `mark`, which does not stand within a word; false when there is none.
static bool behind(struct text t, const char *mark, struct text *ret)
{
	for (const char *at; (at = text_find(t, mark)) != NULL;) {
		bool whole = at == t.p || !word(at[-1]);
		t = text_after(t, (size_t)(at - t.p) + strlen(mark));
		*ret = t;
		if (whole)
			return true;
	}
	return false;
}

// A name: within its quotes, or up to a blank or what parts it.
static struct text name(struct text t)
{
	size_t n = 0;
	char end = t.n && (t.p[0] == '\'' || t.p[0] == '"') ? t.p[0] : t.n && t.p[0] == '<' ? '>' : 0;
	if (end)
		t = text_after(t, 1);
	while (n < t.n && (end ? t.p[n] != end : !strchr(" ,;:)", t.p[n])))
		n++;
	while (!end && n && t.p[n - 1] == '.')
		n--;
	return (struct text){t.p, n};
}

// "Failed password for [invalid user ]NAME from ADDRESS …": all up to the last from.
static struct text up_to_from(struct text t)
{
	struct text end;
	if (!behind_last(t, " from ", &end))
		return name(t);
	t.n = (size_t)(end.p - t.p) - 6;
	return t.n && strchr("'\"<", t.p[0]) ? name(t) : t;
}

static bool user(struct text t, struct text *ret)
{
	static const char *const marks[] = {"user=", "sasl_username=", "username=", "Username: "}, *const from[] = {"nvalid user ", "for user ", " for ", "Failed login attempt for "};
	struct text part;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (behind(t, marks[i], &part) && (*ret = name(part)).n)
			return true;
	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		const char *at = text_find(t, from[i]);
		if (at && (*ret = up_to_from(text_after(t, (size_t)(at - t.p) + strlen(from[i])))).n && !address(*ret, &part))
			return true;
	}
	return false;
}

void share_whom(struct arena *a, struct event *e, struct text message)
{
	struct text found;
	if (message.n > 2048)
		message.n = 2048;
	if (!source(message, &found))
		return;
	share_text(a, e, LIT("src_ip"), found);
	if (user(message, &found) && found.n <= USER_BYTES)
		share_text(a, e, LIT("username"), found);
}
