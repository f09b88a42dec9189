// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The extended log format of the W3C, as IIS and the firewall of Windows write it: a line "#Fields: NAME NAME …", then words parted by blanks, "-" for nothing. Fields have the names
// of that line; of web servers also cs-uri and c-uri, the stem with what was asked, and in cs(User-Agent) the + that stands for a blank is undone. A line "#Fields:" further on that
// names others is not gone by: what stands behind it is dropped, until the first names come again.
#include "share.h"

#include <string.h>

enum { COLUMNS = 64, NAMES = 4096, LOOK = 20 };

struct w3c {
	bool begun, other; // names were read; the last line of names was another one
	int columns;
	int end[COLUMNS]; // where each name ends
	size_t n;
	char names[NAMES]; // the line of names, without its beginning
};

static bool names_in(struct text line, struct text *ret)
{
	if (!text_starts(line, "#Fields:"))
		return false;
	*ret = text_trim(text_after(line, 8));
	return ret->n > 0 && ret->n < NAMES && !memchr(ret->p, ',', ret->n);
}

// The next word of t; false at its end.
static bool word(struct text *t, struct text *ret)
{
	while (t->n && (t->p[0] == ' ' || t->p[0] == '\t'))
		*t = text_after(*t, 1);
	size_t n = 0;
	while (n < t->n && t->p[n] != ' ' && t->p[n] != '\t')
		n++;
	*ret = (struct text){t->p, n};
	*t = text_after(*t, n);
	return n > 0;
}

static void begin(struct w3c *s, struct text names)
{
	struct text rest = names, one;
	if (s->begun) {
		s->other = names.n != s->n || memcmp(names.p, s->names, names.n) != 0;
		return;
	}
	s->begun = true;
	s->n = names.n;
	memcpy(s->names, names.p, names.n);
	while (s->columns < COLUMNS && word(&rest, &one))
		s->end[s->columns++] = (int)(one.p - names.p + (ptrdiff_t)one.n);
}

static enum decode_said next(void *state, struct text *rest, bool last, struct text *ret_record)
{
	struct w3c *s = state;
	struct text names;
	for (;;) {
		enum decode_said said = decode_line(NULL, rest, last, ret_record);
		if (said != DECODE_ONE)
			return said;
		if (ret_record->p[0] != '#')
			return s->begun && !s->other ? DECODE_ONE : DECODE_BAD;
		if (names_in(*ret_record, &names))
			begin(s, names);
	}
}

static struct text name_of(const struct w3c *s, int i)
{
	int from = i ? s->end[i - 1] : 0;
	while (from < s->end[i] && (s->names[from] == ' ' || s->names[from] == '\t'))
		from++;
	return (struct text){s->names + from, (size_t)(s->end[i] - from)};
}

static struct text blanks(struct arena *a, struct text t)
{
	char *p = arena_raw(a, t.n + 1);
	for (size_t i = 0; i < t.n; i++)
		p[i] = (char)(t.p[i] == '+' ? ' ' : t.p[i]);
	return (struct text){p, t.n};
}

static struct text joined(struct arena *a, struct text left, char mark, struct text right)
{
	char *p = arena_raw(a, left.n + right.n + 1);
	memcpy(p, left.p, left.n);
	p[left.n] = mark;
	memcpy(p + left.n + 1, right.p, right.n);
	return (struct text){p, left.n + 1 + right.n};
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	const struct w3c *s = state;
	struct text rest = record, one, date = {0}, time = {0}, stem = {0}, query = {0};
	int i = 0;
	ret->raw = record;
	ret->at = -1;
	for (; i < s->columns && word(&rest, &one); i++) {
		struct text name = name_of(s, i);
		if (SHARE_IS(one, "-"))
			continue;
		if (SHARE_IS(name, "cs(User-Agent)"))
			one = blanks(a, one);
		share_number(a, ret, name, one);
		date = SHARE_IS(name, "date") ? one : date;
		time = SHARE_IS(name, "time") ? one : time;
		stem = SHARE_IS(name, "cs-uri-stem") ? one : stem;
		query = SHARE_IS(name, "cs-uri-query") ? one : query;
	}
	if (date.n == 10 && time.n && time.n < 20)
		ret->at = decode_time(joined(a, date, 'T', time), 0);
	if (stem.n) {
		struct text uri = query.n ? joined(a, stem, '?', query) : stem;
		share_text(a, ret, LIT("cs-uri"), uri);
		share_text(a, ret, LIT("c-uri"), uri);
	}
	return i == s->columns && i > 1;
}

static int knows(struct text beginning, struct text name)
{
	struct text line, names;
	(void)name;
	for (int i = 0; i < LOOK && text_line(&beginning, &line) && text_starts(line, "#"); i++)
		if (names_in(line, &names))
			return memchr(names.p, ' ', names.n) ? 96 : 0;
	return 0;
}

const struct decoder decode_w3c = {"w3c", NULL, knows, sizeof(struct w3c), next, .fields = fields};
