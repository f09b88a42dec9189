// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// JSON: one object a line, objects one after another over as many lines as they like, and one list of objects.
// Borders are found without a parse: in good JSON no text holds a raw line end, and behind "}" in a record there is "," or "}" or "]". So a line end between "}" and anything
// else is a border, and only a record in which the two meet within a line, the last one, and those of a list are followed bracket by bracket.
#include "../../base/clock.h"
#include "decode.h"
#include "json_flat.h"

#include <string.h>

struct walk {
	size_t at; // bytes of the record that were looked at
	int depth;
	bool text; // within quotes
};

struct state {
	bool begun, list, drop; // drop: a record that was too long goes on
	size_t looked;          // bytes of the record without a line end that is a border
	struct walk walk;
	int64_t now;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int knows(struct text t, struct text name)
{
	bool named = text_ends(name, ".json") || text_ends(name, ".jsonl") || text_ends(name, ".ndjson");
	if (text_starts(t, "\xef\xbb\xbf"))
		t = text_after(t, 3);
	for (int list = 0; list < 2; list++) {
		while (t.n && blank(*t.p))
			t = text_after(t, 1);
		if (list || !t.n || *t.p != '[')
			break;
		t = text_after(t, 1);
	}
	if (!t.n || *t.p != '{')
		return 0;
	do
		t = text_after(t, 1);
	while (t.n && blank(*t.p));
	return !t.n || (*t.p != '"' && *t.p != '}') ? 0 : named ? 90 : 60;
}

// Follows brackets to the end of the record at t.p: its length, 0 when it is not in t. A line end in a text cannot be: *ret_cut then, and the length of what stands before it.
static size_t walked(struct walk *w, struct text t, bool *ret_cut)
{
	const char *p = t.p + w->at, *end = t.p + t.n;
	bool high = false;
	while (p < end) {
		if (w->text) {
			const char *stop = json_quote(p, end, &high), *line = memchr(p, '\n', (size_t)(stop - p));
			if (line)
				return *ret_cut = true, (size_t)(line - t.p);
			if (stop < end && *stop == '\\' && end - stop < 2) {
				p = stop;
				break;
			}
			w->text = stop == end || *stop == '\\';
			p = stop == end ? end : stop + (*stop == '\\' ? 2 : 1);
			continue;
		}
		char c = *p++;
		if (c == '"')
			w->text = true;
		else if (c == '{' || c == '[')
			w->depth += w->depth < 1 << 30;
		else if ((c == '}' || c == ']') && --w->depth <= 0)
			return (size_t)(p - t.p);
	}
	w->at = (size_t)(p - t.p);
	return 0;
}

enum border { BORDER_NONE, BORDER_GOOD, BORDER_CUT };

// What the line end at p is: the border of two records, of a cut one and the next (that starts the line), or none. *ret_behind is where the next sign stands.
static enum border border(struct text t, const char *p, const char **ret_behind)
{
	const char *before = p, *end = t.p + t.n;
	while (before > t.p && blank(before[-1]))
		before--;
	char c = before > t.p ? before[-1] : 0;
	const char *behind = p + 1;
	while (behind < end && blank(*behind))
		behind++;
	*ret_behind = behind;
	if (behind == end)
		return BORDER_NONE;
	if (c == '}')
		return strchr(",]}", *behind) ? BORDER_NONE : BORDER_GOOD;
	return *behind == '{' && behind[-1] == '\n' && !strchr(",:[{", c) ? BORDER_CUT : BORDER_NONE;
}

// The first line end in t that is a border, NULL when none is. Sets s->looked to where to go on.
static const char *line_border(struct state *s, struct text t, enum border *ret)
{
	const char *end = t.p + t.n, *behind;
	for (const char *p = t.p + s->looked; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p = behind) {
		s->looked = (size_t)(p - t.p);
		*ret = border(t, p, &behind);
		if (*ret != BORDER_NONE)
			return p;
		if (behind == end)
			return NULL;
	}
	s->looked = t.n;
	return NULL;
}

// Whether two records might meet within t.
static bool meets(struct text t)
{
	const char *end = t.p + t.n;
	for (const char *p = t.p + 1; p < end && (p = memchr(p, '{', (size_t)(end - p))); p++) {
		const char *before = p;
		while (blank(before[-1]))
			before--;
		if (before[-1] == '}')
			return true;
	}
	return false;
}

// Takes n bytes off: a record, or none.
static enum decode_said take(struct state *s, struct text *rest, size_t n, bool good, struct text *ret)
{
	*ret = (struct text){rest->p, n};
	*rest = text_after(*rest, n);
	s->looked = 0;
	s->walk = (struct walk){0};
	return good && n <= DECODE_RECORD ? DECODE_ONE : DECODE_BAD;
}

// All that is there is the beginning of a record without end: wait, or give it up.
static enum decode_said unended(struct state *s, struct text *rest, bool last, struct text *ret)
{
	if (!last && rest->n <= DECODE_RECORD)
		return DECODE_MORE;
	struct walk w = s->walk;
	enum decode_said said = take(s, rest, rest->n, false, ret);
	s->drop = !last;
	s->walk = w;
	s->walk.at = 0;
	return said;
}

// A record that starts at rest->p.
static enum decode_said object(struct state *s, struct text *rest, bool last, struct text *ret)
{
	enum border b = BORDER_NONE;
	bool cut = false;
	if (!s->list) {
		const char *line = line_border(s, *rest, &b);
		struct text t = {rest->p, line ? (size_t)(line - rest->p) : 0};
		if (line && b == BORDER_GOOD && !meets(t))
			return take(s, rest, t.n, true, ret);
		if (line && b == BORDER_CUT) {
			struct walk w = {0};
			size_t n = walked(&w, t, &cut);
			return take(s, rest, n ? n : t.n, n && !cut, ret);
		}
	}
	size_t n = walked(&s->walk, *rest, &cut);
	return n ? take(s, rest, n, !cut, ret) : unended(s, rest, last, ret);
}

// What is neither an object nor a list: up to the end of its line.
static enum decode_said junk(struct state *s, struct text *rest, bool last, struct text *ret)
{
	const char *line = memchr(rest->p, '\n', rest->n);
	if (line)
		return take(s, rest, (size_t)(line - rest->p), false, ret);
	s->walk = (struct walk){0};
	return unended(s, rest, last, ret);
}

// Goes over what is left of a record that was given up; true when its end was found.
static bool dropped(struct state *s, struct text *rest)
{
	bool cut;
	size_t n = 0;
	if (s->list && s->walk.depth > 0)
		n = walked(&s->walk, *rest, &cut);
	else {
		const char *line = memchr(rest->p, '\n', rest->n);
		while (line && line + 1 < rest->p + rest->n && !strchr("{[", line[1]))
			line = memchr(line + 1, '\n', rest->n - (size_t)(line + 1 - rest->p));
		if (line && line + 1 == rest->p + rest->n)
			return *rest = text_after(*rest, rest->n - 1), false;
		n = line ? (size_t)(line - rest->p) + 1 : 0;
	}
	*rest = text_after(*rest, n ? n : rest->n);
	s->walk.at = 0;
	if (n)
		s->walk = (struct walk){0};
	return n;
}

static enum decode_said next(void *state, struct text *rest, bool last, struct text *ret)
{
	struct state *s = state;
	if (!s->begun) {
		if (!last && rest->n < 3)
			return DECODE_MORE;
		s->begun = true;
		s->now = clock_now() * 1000;
		if (text_starts(*rest, "\xef\xbb\xbf"))
			*rest = text_after(*rest, 3);
	}
	if (s->drop && rest->n) {
		s->drop = !dropped(s, rest);
		if (s->drop)
			return last ? *rest = text_after(*rest, rest->n), DECODE_END : DECODE_MORE;
	}
	for (; rest->n; *rest = text_after(*rest, 1)) {
		char c = *rest->p;
		if (c == '{')
			return object(s, rest, last, ret);
		if (c == '[' && !s->list)
			s->list = true;
		else if (c == ']' && s->list)
			s->list = false;
		else if (!blank(c) && !(c == ',' && s->list))
			return junk(s, rest, last, ret);
	}
	return last ? DECODE_END : DECODE_MORE;
}

static bool fields(void *state, struct arena *a, struct text record, struct event *ret)
{
	const struct state *s = state;
	return json_flatten(a, record, s ? s->now : 0, ret);
}

static bool sketch(void *state, struct names *names, struct arena *a, struct text record, struct event *ret)
{
	(void)state;
	return json_sketch(names, a, record, ret);
}

const struct decoder decode_json = {"json", NULL, knows, sizeof(struct state), next, .fields = fields, .sketch = sketch};
