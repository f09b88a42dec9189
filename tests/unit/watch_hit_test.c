// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How hits are told (src/watch/hit.c): what is good JSON and what only looks like it, events of any bytes as JSON on one line, text without anything that harms a terminal.
#include "tap.h"
#include "watch.h"

#include "../../src/watch/hit.h"

static const char *const good[] = {"{}", "[]", "0", "-0", "1.5e-7", "\"\"", "null", " { \"a\" : [ 1 , { } , [ ] ] } ", "\"\\u00e9\\ud83d\\ude00\\n\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", "{\"a\":1,\"a\":2}",
	"[true,false,null]", "\t[\r\n]\n", "\"\\u0000\"", "\"\x7f\""};
static const char *const bad[] = {"", "{", "}", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1 2]", "01", "1.", ".5", "+1", "-", "1e", "tru", "nul", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\t\"",
	"\"\n\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "{} {}", "{}x", "[1}", "{\"a\":1]", "'a'", "NaN", "[,1]", "\"\\", "\"a", "[\"a\",", "{\"a\":\"b\"", ",", ":", "{,}", "\xef\xbb\xbf{}"};

static void forms(struct arena *a)
{
	size_t n = 0;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		n += hit_json_good(text_of(good[i])) || !printf("# good: %s\n", good[i]);
	ok(n == sizeof good / sizeof *good, "%zu of %zu good forms", n, sizeof good / sizeof *good);
	n = 0;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		size_t size = strlen(bad[i]);
		char *exact = malloc(size ? size : 1); // nothing is read behind it
		memcpy(exact, bad[i], size);
		n += !hit_json_good((struct text){exact, size}) || !printf("# bad: %s\n", bad[i]);
		free(exact);
	}
	ok(n == sizeof bad / sizeof *bad, "%zu of %zu bad forms are refused", n, sizeof bad / sizeof *bad);
	ok(!hit_json_good((struct text){"\"a\0\"", 4}) && !hit_json_good((struct text){"{}\0", 3}) && !hit_json_good((struct text){"\"\\\0\"", 4}), "so is NUL");
	struct buf *b = buf_new(a, 1 << 20);
	for (int i = 0; i < 128; i++)
		buf_char(b, '[');
	buf_char(b, '1');
	for (int i = 0; i < 128; i++)
		buf_char(b, ']');
	ok(hit_json_good((struct text){b->p, b->n}), "128 deep");
	ok(!hit_json_good(text_of(arena_printf(a, "[%s]", b->p))), "and no deeper");
}

static void json_is(struct arena *a, const struct event *e, const char *want, const char *what)
{
	struct buf *b = buf_new(a, 1 << 20);
	hit_json(b, e);
	same(b->p, want, what);
	ok(hit_json_good((struct text){b->p, b->n}) && !memchr(b->p, '\n', b->n), "it is good JSON on one line");
}

static void events(struct arena *a)
{
	struct event e = {.raw = text_of(" {\n  \"a\": 1,\r\n\t\"b\": [ ]\n}\n"), .at = -1};
	json_is(a, &e, "{\"a\": 1,\"b\": [ ]}", "a good record as it is, without line ends");
	event_add(a, &e, text_of("a.b"), text_of("x\x01\xff\"\n"), EVENT_TEXT);
	event_add(a, &e, text_of("n"), text_of("007"), EVENT_NUMBER);
	event_add(a, &e, text_of("n"), text_of("7"), EVENT_NUMBER);
	event_add(a, &e, text_of("m"), text_of("-"), EVENT_NUMBER);
	event_add(a, &e, text_of("n"), text_of(""), EVENT_NULL);
	event_add(a, &e, text_of("t"), text_of("yes"), EVENT_TRUE);
	e.raw = text_of("{bad}");
	json_is(a, &e, "{\"a.b\":\"x\\u0001\xef\xbf\xbd\\\"\\u000a\",\"n\":[\"007\",7,null],\"m\":\"-\",\"t\":true}", "of any other its fields, those of one name together");
	e.fields = 0;
	json_is(a, &e, "{}", "an event without fields");
}

static void times(struct arena *a)
{
	const struct {
		int64_t at;
		const char *want;
	} t[] = {{0, "\"1970-01-01T00:00:00Z\""}, {1, "\"1970-01-01T00:00:00.001Z\""}, {-1, "null"}, {INT64_C(253402300799999), "\"9999-12-31T23:59:59.999Z\""}, {INT64_C(253402300800000), "null"},
		{INT64_MAX, "null"}, {INT64_C(1795252830123), "\"2026-11-21T09:20:30.123Z\""}};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct buf *b = buf_new(a, 100);
		hit_at(b, t[i].at);
		same(b->p, t[i].want, t[i].want);
	}
}

static void safe(struct arena *a)
{
	const struct {
		const char *text, *want;
	} t[] = {{"plain \xc3\xa9 \xf0\x9f\x98\x80", "plain \xc3\xa9 \xf0\x9f\x98\x80"}, {"\x1b[2J\n\t\x7f", "\\x1b[2J\\x0a\\x09\\x7f"}, {"\xc2\x9b\xe2\x80\xae\xef\xbb\xbf", "\\xc2\\x9b\\xe2\\x80\\xae\\xef\\xbb\\xbf"},
		{"\xff\xc3", "\\xff\\xc3"}, {"0123456789012345678901234567890123456789x", "0123456789012345678901234567890123456789…"}};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct buf *b = buf_new(a, 1000);
		hit_safe(b, text_of(t[i].text), 40);
		same(b->p, t[i].want, "harmless");
	}
}

int main(void)
{
	struct arena *a = arena_new();
	forms(a);
	events(a);
	times(a);
	safe(a);
	arena_free(a);
	return tap_done();
}
