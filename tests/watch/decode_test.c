// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The decoders of JSON and of Windows event logs on hostile bytes. With arguments (FORMAT FILE…) it writes the records of files as JSON lines, each file's after a line
// `= FILE`, and a line `# records dropped skipped fields timed cut held`; with `time FORMAT FILE…` only how fast it reads them.
#include "../../src/base/clock.h"
#include "../../src/watch/decode/json_flat.h"
#include "../unit/tap.h"
#include "decode.h"

#include <time.h>

extern const struct decoder decode_json, decode_evtx;

static struct text load(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *p = NULL;
	size_t n = 0, cap = 0, got = 1;
	while (f && got) {
		if (n == cap) {
			char *more = realloc(p, cap = cap ? 2 * cap : 1 << 16);
			if (!more)
				abort();
			p = more;
		}
		got = fread(p + n, 1, cap - n, f);
		n += got;
	}
	if (f)
		fclose(f);
	return (struct text){p, n};
}

static void print(void *arg, const struct event *e)
{
	(void)arg;
	for (size_t i = 0; i < e->raw.n; i++)
		putchar(e->raw.p[i] == '\n' ? ' ' : e->raw.p[i]);
	putchar('\n');
}

static void dump(const struct decoder *d, const char *path)
{
	struct text t = load(path);
	struct fed f = {.see = print};
	printf("= %s\n", path);
	feed(d, t, 1 << 20, &f);
	printf("# %ld %ld %ld %ld %ld %ld %zu\n", f.good, f.bad, f.skipped, f.fields, f.times, f.cut, f.held);
	free((void *)(uintptr_t)t.p);
}

static void measure(const struct decoder *d, int files, char **path)
{
	size_t bytes = 0;
	clock_t ticks = 0;
	struct fed f = {0};
	for (int i = 0; i < files; i++) {
		struct text t = load(path[i]);
		clock_t from = clock();
		int rounds = t.n < 10000000 ? 20 : 1;
		for (int round = 0; round < rounds; round++)
			feed(d, t, 1 << 20, &f);
		ticks += clock() - from;
		bytes += t.n * (size_t)rounds;
		free((void *)(uintptr_t)t.p);
	}
	int64_t ms = (int64_t)ticks * 1000 / CLOCKS_PER_SEC;
	printf("%zu MB, %ld records, %ld dropped, %ld skipped, %ld fields, %lld ms of CPU: %.0f MB/s\n", bytes / 1000000, f.good, f.bad, f.skipped, f.fields, (long long)ms,
	       (double)bytes / 1000.0 / (double)(ms ? ms : 1));
}

// Fields of what was fed, one a line: NAME=VALUE.
struct seen {
	char text[4096];
	size_t n;
	int64_t at;
};

static void note(void *arg, const struct event *e)
{
	struct seen *s = arg;
	s->at = e->at;
	for (int i = 0; i < e->fields && s->n + e->field[i].name.n + e->field[i].value.n + 3 < sizeof s->text; i++)
		s->n += (size_t)sprintf(s->text + s->n, "%.*s=%.*s\n", (int)e->field[i].name.n, e->field[i].name.p, (int)e->field[i].value.n, e->field[i].value.p);
}

// Whatever the pieces, the same comes of it.
static struct fed json_in(const char *text, size_t n, struct seen *s)
{
	struct fed first = {0};
	for (size_t piece = 1; piece < 4000; piece = piece * 3 + 1) {
		struct fed f = {.see = note, .arg = s};
		*s = (struct seen){.at = -1};
		feed(&decode_json, (struct text){text, n}, piece, &f);
		if (piece > 1 && (f.good != first.good || f.bad != first.bad || f.skipped != first.skipped || f.fields != first.fields))
			ok(false, "pieces of %zu bytes: %ld %ld %ld, not %ld %ld %ld", piece, f.good, f.bad, f.skipped, first.good, first.bad, first.skipped);
		first = f;
	}
	return first;
}

static void shapes(void)
{
	static const struct {
		const char *text, *fields;
		long good, bad, skipped;
	} cases[] = {
		{"{\"a\":1}\n{\"b\":\"x\"}\n", "a=1\nb=x\n", 2, 0, 0},
		{"{\"a\":1}{\"b\":-2.50e3} {\"c\":true}\r\n\r\n{\"d\":null}", "a=1\nb=-2.50e3\nc=true\nd=\n", 4, 0, 0},
		{"{\n  \"E\": {\n    \"S\": {\"#attributes\": {\"Name\": \"n\"}, \"x\": [1, \"two\", {\"y\": [[3]]}]}\n  }\n}\n{\n  \"b\": {}\n}\n",
		 "E.S.#attributes.Name=n\nE.S.x=1\nE.S.x=two\nE.S.x.y=3\n", 2, 0, 0},
		{" [ {\"a\":1} , \n{\"b\":[2,3]}\n] \n", "a=1\nb=2\nb=3\n", 2, 0, 0},
		{"\xef\xbb\xbf{\"a\":\"}{\",\"b\":\"\\\"}\\n{\"}\n{\"c\":\"[\"}", "a=}{\nb=\"}\n{\nc=[\n", 2, 0, 0},
		{"{\"a\":\"C:\\\\Windows\\\\\\u0041\\ud83d\\ude00\\/\\t.\"}", "a=C:\\Windows\\A\xf0\x9f\x98\x80/\t.\n", 1, 0, 0},
		{"{\"a\":\"\\ud800\",\"b\":\"\\udc00x\",\"c\":\"\\ud800\\u0041\",\"d\":\"\\uzz\",\"e\":\"\\q\"}",
		 "a=\xef\xbf\xbd\nb=\xef\xbf\xbdx\nc=\xef\xbf\xbd" "A\nd=\xef\xbf\xbdzz\ne=\\q\n", 1, 0, 0},
		{"{\"a\":\"\xff\xc0\xaf caf\xc3\xa9 \xed\xa0\x80\"}", "a=\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd caf\xc3\xa9 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n", 1, 0, 0},
		{"{\"a\":1,\"a\":2}", "a=1\na=2\n", 1, 0, 0},
		{"{\"a\":\"unended\n{\"b\":1}\n", "b=1\n", 1, 1, 0},
		{"{\"a\":\"x\"\n{\"b\":1}\n{\"c\":2", "b=1\n", 1, 2, 0},
		{"{\"a\":1 \"b\"}\n{\"a\":tru}\n{\"a\":1,}\n{a:1}\n{\"a\":--x}\n{\"b\":1}\n", "a=1\na=1\nb=1\n", 1, 0, 5},
		{"junk\n{\"b\":1}\nmore junk\nand more\n[]\n{\"c\":NaN}\n", "b=1\nc=NaN\n", 2, 3, 0},
		{"", "", 0, 0, 0},
		{" \n\n", "", 0, 0, 0},
		{"\"", "", 0, 1, 0},
		{"{", "", 0, 1, 0},
		{"{\"a\":\"\\", "", 0, 1, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct seen s;
		struct fed f = json_in(cases[i].text, strlen(cases[i].text), &s);
		ok(f.good == cases[i].good && f.bad == cases[i].bad && f.skipped == cases[i].skipped, "case %zu: %ld records, %ld dropped, %ld skipped", i, f.good, f.bad, f.skipped);
		if (!cases[i].skipped)
			same(s.text, cases[i].fields, "its fields");
	}
}

static void times(void)
{
	struct seen s;
	static const char one[] = "{\"EventTime\":\"2020-01-01 00:00:00\",\"@timestamp\":\"2021-01-01T00:00:00Z\",\"time\":\"x\"}", nested[] =
		"{\"Event\":{\"System\":{\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2022-01-01T00:00:00.123456Z\"}}}},\"@timestamp\":\"2021-01-01T00:00:00Z\"}";
	json_in(one, strlen(one), &s);
	ok(s.at == 1609459200000, "@timestamp goes before EventTime");
	json_in(nested, strlen(nested), &s);
	ok(s.at / 1000 == 1640995200, "the time of Windows goes before all");
}

static char *repeat(const char *what, size_t times_n, const char *before, const char *behind, size_t *ret)
{
	size_t n = strlen(what), from = strlen(before), end = strlen(behind), at = from;
	char *p = malloc(from + n * times_n + end + 1);
	for (size_t i = 0; i < from; i++)
		p[i] = before[i];
	for (size_t i = 0; i < n * times_n; i++)
		p[at++] = what[i % n];
	for (size_t i = 0; i < end; i++)
		p[at++] = behind[i];
	*ret = at;
	return p;
}

static void bounds(void)
{
	static const struct {
		const char *name, *before, *what;
		size_t times_n;
		const char *behind;
		long good, bad, skipped;
	} cases[] = {
		{"100,000 lists in each other", "", "{\"a\":[", 100000, "\n{\"b\":1}\n", 0, 1, 0},
		{"100,000 lists and their ends", "{\"a\":", "[", 100000, "]}\n{\"b\":1}\n", 1, 0, 1},
		{"a line of 100 MB", "{\"a\":\"", "0123456789", 10000000, "\"}\n{\"b\":1}\n", 1, 1, 0},
		{"100 MB that never end", "{\"a\":\"", "0123456789", 10000000, "", 0, 1, 0},
		{"100 MB of no JSON", "", "no JSON at all ", 7000000, "\n{\"b\":1}\n", 1, 1, 0},
		{"a list with an object of 10 MB", "[{\"a\":\"", "0123456789", 1000000, "\"},{\"b\":1}]", 1, 1, 0},
		{"10,000 fields", "{\"a\":1", ",\"b\":\"\\u0041\"", 10000, "}\n{\"b\":1}\n", 2, 0, 0},
		{"an object of 900,000 line ends", "{", "\n", 900000, "\"a\":1}\n{\"b\":1}\n", 2, 0, 0},
		{"450,000 lines of spaces in a text", "{\"a\":\"", " \n", 450000, "\"}\n", 0, 2, 0},
		{"10 MB of quotes", "", "\"", 10000000, "", 0, 1, 0},
		{"100,000 half pairs", "{\"a\":\"", "\\ud800", 100000, "\"}\n", 1, 0, 0},
		{"800,000 bad bytes", "{\"a\":\"", "\xff", 800000, "\"}\n", 1, 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n;
		char *p = repeat(cases[i].what, cases[i].times_n, cases[i].before, cases[i].behind, &n);
		struct fed f = {0};
		int64_t from = clock_ms();
		feed(&decode_json, (struct text){p, n}, 65536, &f);
		long ms = (long)(clock_ms() - from);
		ok(f.good == cases[i].good && f.bad == cases[i].bad && f.skipped == cases[i].skipped && f.held <= DECODE_RECORD + 65536 && ms < 20000,
		   "%s: %ld records, %ld dropped, %ld skipped, %zu kept, %ld cut", cases[i].name, f.good, f.bad, f.skipped, f.held, f.cut);
		free(p);
	}
}

static void deep(void)
{
	size_t n;
	struct fed f = {0};
	char *p = repeat("[", FLAT_DEPTH - 1, "{\"a\":", "1", &n), *all = malloc(2 * n + 2);
	memcpy(all, p, n);
	for (int i = 1; i < FLAT_DEPTH; i++)
		all[n++] = ']';
	all[n++] = '}';
	feed(&decode_json, (struct text){all, n}, 100, &f);
	ok(f.good == 1 && f.fields == 1, "%d deep is read", FLAT_DEPTH);
	free(p);
	free(all);
}

static void knows(void)
{
	struct text none = {"", 0};
	ok(decode_json.knows(text_of(" {\n \"a\":1}"), none) > 20 && decode_json.knows(text_of("[{\"a\":1}]"), none) > 20, "JSON is known");
	ok(decode_json.knows(text_of("{a=1}"), none) == 0 && decode_json.knows(text_of("[Mon Oct 1] {\"a\":1}"), none) == 0 && decode_json.knows(none, none) == 0, "others are not");
	ok(decode_evtx.knows((struct text){"ElfFile\0", 8}, none) == 100 && decode_evtx.knows(text_of("ElfFileX"), none) == 0, "event logs are known");
}

int main(int argc, char **argv)
{
	if (argc > 2) {
		bool timed = strcmp(argv[1], "time") == 0;
		const struct decoder *d = strcmp(argv[1 + timed], "evtx") == 0 ? &decode_evtx : &decode_json;
		if (timed)
			measure(d, argc - 3, argv + 3);
		else
			for (int i = 2; i < argc; i++)
				dump(d, argv[i]);
		return 0;
	}
	shapes();
	times();
	bounds();
	deep();
	knows();
	return tap_done();
}

