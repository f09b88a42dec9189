// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The smallest parts: memory, strings, pieces of text, dates, JSON, LZ4.
#include "../../src/base/buf.h"
#include "../../src/base/clock.h"
#include "../../src/base/err.h"
#include "../../src/base/json.h"
#include "../../src/base/lz4.h"
#include "tap.h"

#include <stdlib.h>

static int ended;

static void end(void *arg)
{
	ended = ended * 10 + *(int *)arg;
}

static void memory(void)
{
	static int one = 1, two = 2;
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 100);
	ok(p[0] == 0 && p[99] == 0 && (uintptr_t)p % 16 == 0, "memory is zeroed and aligned");
	struct arena_mark m = arena_mark(a);
	for (int i = 0; i < 1000; i++)
		arena_raw(a, 5000);
	arena_rewind(a, m);
	ok(arena_raw(a, 16) == p + 112, "rewinding gives the same place again");
	same(arena_printf(a, "%s-%d", "x", 7), "x-7", "formatted text");
	arena_defer(a, end, &one);
	arena_defer(a, end, &two);
	arena_free(a);
	ok(ended == 21, "what was deferred last ends first");
	arena_free(NULL);
}

static void strings(struct arena *a)
{
	struct buf *b = buf_new(a, 10);
	buf_str(b, "hello");
	buf_printf(b, "%d", 12345);
	ok(b->n == 10 && !b->over, "a buffer takes as much as it may");
	buf_char(b, '!');
	ok(b->n == 10 && b->over, "and says when something did not fit");
	buf_clear(b);
	ok(b->n == 0 && !b->over && b->p[0] == 0, "cleared");
	b = buf_new(a, 1000);
	buf_html(b, "<a href=\"x\">'&'</a>");
	same(b->p, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;", "HTML is made harmless");
	struct err e = {0};
	err_set(&e, "no %s", "bread");
	err_at(&e, "the shop");
	same(e.text, "the shop: no bread", "a sentence with what it is about before it");
	char *large = arena_alloc(a, 3000);
	memset(large, 'x', 2999);
	err_at(&e, "%s", large);
	ok(strlen(e.text) < sizeof e.text, "a long sentence is cut");
	ok(!err_set(NULL, "nobody"), "nobody needs to listen");
}

static void pieces(struct arena *a)
{
	struct text rest = text_of("a\r\n\nb"), line, f, l, r;
	ok(text_line(&rest, &line) && text_is(line, "a") && text_line(&rest, &line) && line.n == 0 && text_line(&rest, &line) && text_is(line, "b") &&
			!text_line(&rest, &line),
		"lines, with \\r\\n, empty and without an end");
	rest = text_of("x::z");
	ok(text_field(&rest, ':', &f) && text_is(f, "x") && text_field(&rest, ':', &f) && f.n == 0 && text_field(&rest, ':', &f) && text_is(f, "z") &&
			!text_field(&rest, ':', &f),
		"fields");
	rest = text_of("  one 'two three' \"four\" ");
	ok(text_word(&rest, &f) && text_is(f, "one") && text_word(&rest, &f) && text_is(f, "two three") && text_word(&rest, &f) &&
			text_is(f, "four") && !text_word(&rest, &f),
		"words and quotes");
	ok(text_is(text_trim(text_of(" \tx \r")), "x") && text_trim(text_of("  ")).n == 0, "trimmed");
	ok(text_is(text_uncomment(text_of("a b # c"), "#"), "a b") && text_is(text_uncomment(text_of("a#b"), "#"), "a#b"), "comments");
	ok(text_is_nocase(text_of("YES"), "yes") && !text_is_nocase(text_of("YE"), "yes"), "without regard to case");
	ok(text_starts(text_of("abc"), "ab") && text_ends(text_of("abc"), "bc") && text_has(text_of("abcd"), "bc") &&
			!text_has(text_of("ab"), "abc") && text_has(text_of("x"), ""),
		"starts, ends, has");
	ok(text_cut(text_of("k=v=w"), '=', &l, &r) && text_is(l, "k") && text_is(r, "v=w") && !text_cut(text_of("k"), '=', &l, &r),
		"cut at the first");
	int64_t n;
	ok(text_int(text_of("-12"), 10, &n) && n == -12 && text_int(text_of("0755"), 8, &n) && n == 493 && text_int(text_of("fF"), 16, &n) &&
			n == 255,
		"numbers");
	ok(!text_int(text_of(""), 10, &n) && !text_int(text_of("-"), 10, &n) && !text_int(text_of("9223372036854775808"), 10, &n) &&
			!text_int(text_of("1x"), 10, &n),
		"no numbers");
	ok(text_yes(text_of("On")) == 1 && text_yes(text_of("disabled")) == 0 && text_yes(text_of("maybe")) == -1, "yes and no");
	same(text_dup(a, (struct text){"a\0b", 3}), "a?b", "a NUL is shown");
	ok(text_clean(text_of("h\xc3\xa9llo\t\xf0\x9f\x98\x80")), "good UTF-8");
	static const char *const bad[] = {
		"\x80", "\xc0\xaf", "\xc3", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x1b[0m", "\x7f", "\xe0\x80\x80", "\xc2\x80"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!text_clean(text_of(bad[i])), "bad UTF-8 or a control character %zu", i);
}

static void dates(struct arena *a)
{
	int64_t t;
	same(clock_iso(a, 0), "1970-01-01T00:00:00Z", "the beginning");
	same(clock_iso(a, INT64_C(1709164800)), "2024-02-29T00:00:00Z", "a leap day");
	same(clock_iso(a, INT64_C(4107542399)), "2100-02-28T23:59:59Z", "2100 is no leap year");
	same(clock_day(a, -1), "1969-12-31", "before the beginning");
	for (int64_t day = -200000; day < 400000; day += 97) {
		int y, m, d;
		clock_date(day * DAY, &y, &m, &d);
		if (clock_at(y, m, d, 0, 0, 0) != day * DAY) {
			ok(false, "day %lld there and back", (long long)day);
			break;
		}
	}
	ok(clock_read_iso(text_of("2026-11-21"), &t) && t == clock_at(2026, 11, 21, 0, 0, 0), "a date");
	ok(clock_read_iso(text_of("2026-11-21T10:20:30+01:00"), &t) && t == clock_at(2026, 11, 21, 9, 20, 30), "a time away from UTC");
	ok(clock_read_iso(text_of("2026-11-21 10:20:30.123Z"), &t) && t == clock_at(2026, 11, 21, 10, 20, 30), "a fraction of a second");
	ok(!clock_read_iso(text_of("2026-13-01"), &t) && !clock_read_iso(text_of("2026-1-1"), &t) &&
			!clock_read_iso(text_of("2026-11-21T25:00:00"), &t) && !clock_read_iso(text_of("soon"), &t),
		"no dates");
	ok(clock_read_mail(text_of("Sat, 21 Nov 2026 10:20:30 UTC"), &t) && t == clock_at(2026, 11, 21, 10, 20, 30), "a date of a mail");
	ok(clock_read_mail(text_of("Sat Nov 21 10:20:30 2026"), &t) && t == clock_at(2026, 11, 21, 10, 20, 30), "a date of asctime");
	ok(clock_read_mail(text_of("21 Nov 2026 10:20:30 -0500"), &t) && t == clock_at(2026, 11, 21, 15, 20, 30), "without a weekday, away from UTC");
	ok(!clock_read_mail(text_of("Sat Foo 21 10:20:30 2026"), &t) && !clock_read_mail(text_of(""), &t), "no date of a mail");
}

static bool reads(struct arena *a, const char *s)
{
	struct json *j;
	struct err e;
	return json_read(a, text_of(s), 5, &j, &e);
}

static void json(struct arena *a)
{
	static const char *const good[] = {
		"{}", "[]", " [1, -2.5e3, true, false, null, \"x\"] ", "{\"a\":{\"b\":[{}]}}", "\"\\u00e9\\ud83d\\ude00\\n\"", "0", "-0.1"};
	static const char *const bad[] = {"", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "1.", ".5", "+1", "1e", "\"", "\"\\x\"",
		"\"\\ud800\"", "\"\\u0000\"", "\"\x01\"", "\"\xff\"", "tru", "[[[[[[]]]]]]", "1 2", "{1:2}", "99999999999999999999", "1e999", "[1 2]",
		"{\"a\" 1}", "\"\\udc00\""};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ok(reads(a, good[i]), "reads %s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!reads(a, bad[i]), "refuses case %zu", i);
	struct json *j;
	json_read(a, text_of("{\"n\":5,\"t\":\"\\u00e9\"}"), 2, &j, NULL);
	ok(json_get_int(j, "n", 0) == 5 && json_get_int(j, "x", 7) == 7 && text_is(json_get_text(j, "t", ""), "\xc3\xa9") && !json_get(NULL, "x"),
		"members");
	struct buf *b = buf_new(a, 1000);
	json_write(b, (struct text){"q\"\\\n\x01\xc3\xa9\xff\0z", 10});
	same(b->p, "\"q\\\"\\\\\\u000a\\u0001\xc3\xa9\xef\xbf\xbd\\u0000z\"", "writes what it must");
}

static bool collect(void *arg, struct text piece)
{
	buf_add(arg, piece.p, piece.n);
	return true;
}

static void lz4(struct arena *a)
{
	struct err e;
	struct buf *out = buf_new(a, 1 << 20);
	for (size_t n = 0; n < 200000; n = n * 3 + 1) {
		char *p = arena_raw(a, n + 1), *back = arena_raw(a, n + 1);
		for (size_t i = 0; i < n; i++)
			p[i] = (char)((i * i / 97) % 7 == 0 ? 'a' : i % 251);
		struct text packed = lz4_pack_block(a, (struct text){p, n});
		ok(lz4_read_block(packed, back, n, &e) && memcmp(p, back, n) == 0, "%zu bytes there and back (%zu packed)", n, packed.n);
		if (n)
			ok(!lz4_read_block((struct text){packed.p, packed.n - 1}, back, n, &e), "%zu bytes cut", n);
	}
	// A frame made by lz4(1): one stored block "hello", end mark.
	static const char frame[] = "\x04\x22\x4d\x18\x60\x40\x82\x05\x00\x00\x80hello\x00\x00\x00\x00";
	ok(lz4_read_frame(a, (struct text){frame, sizeof frame - 1}, 100, collect, out, &e) && text_is((struct text){out->p, out->n}, "hello"),
		"a frame");
	ok(!lz4_read_frame(a, (struct text){frame, sizeof frame - 1}, 3, collect, out, &e), "a frame that is larger than allowed");
	ok(!lz4_read_frame(a, (struct text){frame, 12}, 100, collect, out, &e) && !lz4_read_frame(a, text_of("hello"), 100, collect, out, &e),
		"a frame that is cut, or none");
}

int main(void)
{
	struct arena *a = arena_new();
	memory();
	strings(a);
	pieces(a);
	dates(a);
	json(a);
	lz4(a);
	arena_free(a);
	return tap_done();
}
