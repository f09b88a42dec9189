// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What `journalctl -o export` writes, and systemd-journal-remote stores as text: entries parted by an empty line; a field is NAME=VALUE, or NAME, a line feed, the length of the
// value in 8 bytes (little endian), the value and a line feed. Fields have the names of the journal (MESSAGE, _COMM, _PID, PRIORITY…). journalctl -o json is JSON: its decoder reads it.
#include "share.h"

#include <string.h>

enum walk { WALK_FIELD, WALK_ENTRY, WALK_CUT, WALK_WRONG };

// After an entry that is too long: the bytes of a binary value still to pass over, then everything up to an empty line.
struct journal {
	uint64_t skip;
	bool dropping;
};

static uint64_t length(const char *p)
{
	uint64_t v = 0;
	for (int i = 7; i >= 0; i--)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

// The field at t + *at; *at moves behind it. WALK_ENTRY: an empty line, the end of the entry. WALK_CUT: it goes on behind t; *ret_need: bytes of a binary value that are missing.
static enum walk field_at(struct text t, size_t *at, struct text *ret_name, struct text *ret_value, uint64_t *ret_need)
{
	const char *from = t.p + *at, *end = *at < t.n ? memchr(from, '\n', t.n - *at) : NULL;
	*ret_need = 0;
	if (!end)
		return WALK_CUT;
	size_t n = (size_t)(end - from), left = t.n - *at - n - 1;
	if (n == 0) {
		++*at;
		return WALK_ENTRY;
	}
	const char *equals = memchr(from, '=', n);
	*ret_name = (struct text){from, equals ? (size_t)(equals - from) : n};
	if (equals) {
		*ret_value = (struct text){equals + 1, (size_t)(end - equals - 1)};
		*at += n + 1;
		return WALK_FIELD;
	}
	if (left < 8)
		return WALK_CUT;
	uint64_t size = length(end + 1);
	if (size > (uint64_t)1 << 40)
		return WALK_WRONG;
	if (size + 9 > left) {
		*ret_need = size + 9 - left;
		return WALK_CUT;
	}
	*ret_value = (struct text){end + 9, (size_t)size};
	*at += n + 1 + 8 + (size_t)size;
	if (t.p[*at] != '\n')
		return WALK_WRONG;
	++*at;
	return WALK_FIELD;
}

// Passes over what is left of an entry that was dropped. True: it has ended.
static bool pass(struct journal *s, struct text *rest, bool last)
{
	size_t n = s->skip < rest->n ? (size_t)s->skip : rest->n;
	s->skip -= n;
	*rest = text_after(*rest, n);
	const char *end = rest->n ? text_find(*rest, "\n\n") : NULL;
	if (end)
		*rest = text_after(*rest, (size_t)(end - rest->p) + 2);
	else if (last)
		*rest = (struct text){rest->p + rest->n, 0};
	else if (rest->n > 1)
		*rest = text_after(*rest, rest->n - 1); // a line feed that may be the first of two
	s->dropping = !end && !last;
	return !s->dropping;
}

// The entry can no longer be told from what comes: passes over it.
static enum decode_said drop(struct journal *s, struct text *rest, size_t at, uint64_t need, bool last)
{
	s->skip = need ? need - 1 : 0; // the line feed behind the value may be the first of two
	s->dropping = true;
	*rest = text_after(*rest, need ? rest->n : at - (at > 0)); // with the line feed that may be the first of two
	pass(s, rest, last);
	return DECODE_BAD;
}

static enum decode_said next(void *state, struct text *rest, bool last, struct text *ret_record)
{
	struct journal *s = state;
	struct text name, value;
	uint64_t need = 0;
	if (s->dropping && !pass(s, rest, last))
		return DECODE_MORE;
	while (rest->n && rest->p[0] == '\n')
		*rest = text_after(*rest, 1);
	if (!rest->n)
		return last ? DECODE_END : DECODE_MORE;
	size_t at = 0;
	enum walk said;
	while ((said = field_at(*rest, &at, &name, &value, &need)) == WALK_FIELD && at <= DECODE_RECORD)
		;
	if (said == WALK_CUT && !last && rest->n <= DECODE_RECORD && need <= DECODE_RECORD)
		return DECODE_MORE;
	bool whole = said == WALK_ENTRY || (said == WALK_CUT && last && !need && at > 0);
	if (!whole || at > DECODE_RECORD)
		return drop(s, rest, at, said == WALK_CUT ? need : 0, last);
	*ret_record = (struct text){rest->p, at};
	*rest = text_after(*rest, said == WALK_ENTRY ? at : rest->n);
	return DECODE_ONE;
}

static bool named(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!((t.p[i] >= 'A' && t.p[i] <= 'Z') || t.p[i] == '_' || (t.p[i] >= '0' && t.p[i] <= '9')))
			return false;
	return t.n > 0 && t.n <= 64;
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	struct text name, value, message = {0};
	uint64_t need;
	size_t at = 0;
	(void)state;
	ret->raw = record;
	ret->at = -1;
	while (field_at(record, &at, &name, &value, &need) == WALK_FIELD) {
		if (!named(name))
			return false;
		if (text_is(name, "__REALTIME_TIMESTAMP"))
			ret->at = decode_time(value, 0);
		if (text_is(name, "MESSAGE"))
			message = value;
		share_text(a, ret, name, value);
	}
	share_whom(a, ret, message);
	return ret->fields > 0;
}

static int knows(struct text beginning, struct text name)
{
	struct text left, right;
	(void)name;
	if (text_starts(beginning, "__CURSOR="))
		return 98;
	return text_cut(beginning, '=', &left, &right) && named(left) && text_has(beginning, "\n__REALTIME_TIMESTAMP=") ? 95 : 0;
}

const struct decoder decode_journal = {"journal", "product=linux", knows, sizeof(struct journal), next, .fields = fields};
