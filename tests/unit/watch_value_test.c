// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Values of rules: every modifier, wildcards and escapes, null, numbers, keywords, placeholders; judged by the plain evaluator.
#include "../../src/watch/fold.h"
#include "../watch/plain.h"
#include "tap.h"

static struct arena *a;

static const struct text servers[] = {{"srv*", 4}, {"db?", 3}}, one[] = {{"a*b", 3}};
static struct rule_placeholder known[2];

// A rule whose selection is the text (a map without its braces, or a list).
static struct rule_set *rule_of(const char *selection)
{
	struct rule_set *s = rule_set_new(a, known, 2);
	const char *yaml = arena_printf(a, "title: t\nlogsource: {product: x}\ndetection:\n  s:\n    %s\n  condition: s\n", selection);
	rule_set_text(s, "r.yml", text_of(yaml));
	return s;
}

// An event of "name=value" parted by |; "name=" is empty, "name" null.
static struct event event_of(const char *words)
{
	struct event e = {.raw = text_of(words), .at = -1};
	struct text rest = text_of(words), word, name, value;
	while (text_field(&rest, '|', &word))
		if (text_cut(word, '=', &name, &value))
			event_add(a, &e, name, value.p ? value : text_of(""), EVENT_TEXT);
		else
			event_add(a, &e, word, text_of(""), EVENT_NULL);
	return e;
}

static void value(const char *selection, const char *yes, const char *no)
{
	struct rule_set *s = rule_of(selection);
	struct plain p = {.a = a};
	struct event y = event_of(yes), n = event_of(no);
	char *name = arena_printf(a, "%s: %s, not %s", selection, yes, no);
	for (char *c = name; *c; c++)
		*c = *c == '\n' ? ' ' : *c == '#' ? '=' : *c; // a name of TAP is one line
	bool good = ok(s->n == 1 && plain_hits(&p, s->rule[0], &y) && !plain_hits(&p, s->rule[0], &n), "%s", name);
	if (!good)
		printf("# %s\n", s->refusals ? s->refused[0].text : !plain_hits(&p, s->rule[0], &y) ? "no hit" : "a hit too many");
}

static void texts(void)
{
	value("f: Abc", "f=aBC", "f=abcd");
	value("F: abc", "f=abc", "g=abc");
	value("f: [a, b]", "f=b", "f=c");
	value("f: a*c", "f=aXXXc", "f=ac ");
	value("f: a*c", "f=ac", "f=acb");
	value("f: a?c", "f=abc", "f=ac");
	value("f: a?c", "f=aéc", "f=a?bc");
	value("f: '*'", "f=", "g=1");
	value("f: '*'", "f=x", "f");
	value("f: '*a*b*'", "f=xxaxxbxx", "f=xxbxxaxx");
	value("f: '?'", "f=x", "f=");
	value("f: ÉCOLE", "f=école", "f=ecole");
	value("f: 'ПРИВЕТ'", "f=привет", "f=привед");
	value("f|contains: bc", "f=aBCd", "f=b c");
	value("f|startswith: ab", "f=abc", "f=cab");
	value("f|endswith: bc", "f=abc", "f=bca");
	value("f|contains: [x, y]", "f=ay", "f=a");
	value("f|contains|all: [x, y]", "f=yax", "f=ay");
	value("f|startswith: 'a*b'", "f=aXbY", "f=Xab");
	value("f|all: ['*a*', '*b*']", "f=ba", "f=b");
	value("f|cased: Abc", "f=Abc", "f=abc");
	value("f|contains|cased: B", "f=aBc", "f=abc");
	value("f|neq: a", "f=b", "f=A");
	value("f|neq: [a, b]", "f=c", "f=b");
	value("f|contains|neq: a", "f=xyz", "f=xaz");
	value("{f: 1, g: 2}", "f=1|g=2", "f=1|g=3");
	value("[{f: 1}, {g: 2}]", "g=2", "f=2|g=1");
	value("[[{f: 1}], [{g: 2}, {h: 3}]]", "h=3", "f=3");
	value("f: x", "f=a|f=x", "f=a|f=b");
}

static void escapes(void)
{
	value("f: 'C:\\Windows\\x.exe'", "f=c:\\windows\\X.exe", "f=c:windowsx.exe");
	value("f: 'a\\\\b'", "f=a\\b", "f=a\\\\b");
	value("f: 'a\\*b'", "f=a*b", "f=aXb");
	value("f: 'a\\?b'", "f=a?b", "f=aXb");
	value("f: 'a\\\\*'", "f=a\\bc", "f=a*");
	value("f: 'a\\\\\\*'", "f=a\\*", "f=a\\b");
	value("f: 'a\\\\\\\\b'", "f=a\\\\b", "f=a\\b");
	value("f: 'a\\\\\\b'", "f=a\\\\b", "f=a\\b");
	value("f|endswith: '\\cmd.exe'", "f=x\\cmd.exe", "f=cmd.exe");
	value("f|contains: '\\\\'", "f=a\\b", "f=ab");
	value("f: '\\%x%'", "f=\\%x%", "f=%x%");
}

static void kinds(void)
{
	value("f: null", "g=1", "f=1");
	value("f: null", "f", "f=");
	value("f:", "g=1", "f=x");
	value("f|neq: null", "f=1", "g=1");
	value("f: ''", "f=", "f=x");
	value("f: ''", "f=", "f");
	value("f: ''", "f=", "g=");
	value("f: 4688", "f=4688", "f=46880");
	value("f: 0x1F", "f=31", "f=0x1F");
	value("f: '0x1F'", "f=0x1f", "f=31");
	value("f: -7", "f=-7", "f=7");
	value("f: true", "f=true", "f=false");
	value("f|contains: 88", "f=4688", "f=4689");
	value("f|exists: true", "f", "g=1");
	value("f|exists: false", "g=1", "f=");
	value("f|lt: 5", "f=4.9", "f=5");
	value("f|lte: 5", "f=5", "f=6");
	value("f|gt: -1", "f=0", "f=-1");
	value("f|gte: 5.5", "f=5.5", "f=5.4");
	value("f|gt: 5", "f=1e3", "f=many");
	value("f|gt: 9007199254740992", "f=9007199254740993", "f=9007199254740992");
	value("f|lt: 5", "f=4", "g=4");
	value("f|minute: 20", "f=2026-11-21T10:20:30Z", "f=2026-11-21T10:21:30Z");
	value("f|hour: 10", "f=2026-11-21 10:20:30.123", "f=2026-11-21");
	value("f|hour|gte: 22", "f=2026-11-21T23:00:00", "f=2026-11-21T21:59:59");
	value("f|lt|hour: 6", "f=2026-11-21T05:00:00", "f=2026-11-21T06:00:00");
	value("f|day: 21", "f=2026-11-21", "f=2026-11-22");
	value("f|week: 53", "f=2027-01-01", "f=2027-01-04");
	value("f|week: 1", "f=2024-12-30", "f=2024-12-29");
	value("f|month: [11, 12]", "f=2026-12-21", "f=2026-10-21");
	value("f|year|gt: 2025", "f=2026-01-01", "f=2025-12-31");
}

static void others(void)
{
	value("f|re: '^a+b?$'", "f=aab", "f=AAB");
	value("f|re: 'b.d'", "f=abcde", "f=abd");
	value("f|re|i: '^ab$'", "f=AB", "f=ABC");
	value("f|re|m: '^b$'", "f=a\nb\nc", "f=abc");
	value("f|re: '^b$'", "f=b", "f=a\nb\nc");
	value("f|re|s: 'a.b'", "f=a\nb", "f=ab");
	value("f|re: 'a.b'", "f=a-b", "f=a\nb");
	value("f|re|s|i: 'A.B'", "f=a\nb", "f=ab");
	value("f|re: '\\d{3}'", "f=a123", "f=a12");
	value("f|re|startswith: 'b|c'", "f=cx", "f=xb");
	value("f|cidr: 10.0.0.0/8", "f=10.200.3.4", "f=11.0.0.1");
	value("f|cidr: [192.168.0.0/16, 'fe80::/10']", "f=fe80::1", "f=fec0::1");
	value("f|cidr: '::1/128'", "f=0:0:0:0:0:0:0:1", "f=::2");
	value("f|cidr: 10.0.0.0/8", "f=10.0.0.1", "f=10.0.0.x");
	value("f|windash|contains: ' -enc '", "f=p /enc x", "f=p +enc x");
	value("f|contains|windash: ' /c'", "f=cmd –c", "f=cmd c");
	value("f|contains|windash: '-a /b'", "f=x ―a —b", "f=x a -b");
	value("f|contains|windash: 'a-b'", "f=xa-bx", "f=xa/bx");
	value("f|fieldref: g", "f=Same|g=sAME", "f=same|g=other");
	value("f|fieldref|endswith: g", "f=abc|g=BC", "f=abc|g=ab");
	value("f|startswith|fieldref: g", "f=abc|g=ab", "f=abc|g=bc");
	value("f|fieldref|contains: g", "f=abc|g=b", "f=abc|g=x");
	value("f|fieldref|neq: g", "f=a|g=b", "f=a|g=a");
	value("f|fieldref|cased: g", "f=a|g=a", "f=a|g=A");
	value("f|fieldref: g", "f=|g=", "f=");
	value("f|base64: 'foobar'", "f=Zm9vYmFy", "f=foobar");
	value("f|base64|contains: 'ab'", "f=xYWI=x", "f=ab");
	value("f|base64offset|contains: 'http://'", "f=aHR0cDovL3g=", "f=http://");
	value("f|base64offset|contains: 'http://'", "f=eGh0dHA6Ly94", "f=eGh0dHA6");
	value("f|base64offset|contains: 'http://'", "f=eHhodHRwOi8veA==", "f=x");
	value("f|wide|base64offset|contains: 'cmd'", "f=YwBtAGQA", "f=Y21k");
	value("f|utf16le|base64: 'hi'", "f=aABpAA==", "f=aGk=");
	value("f|utf16be|base64: 'hi'", "f=AGgAaQ==", "f=aGk=");
	value("f|utf16|base64: 'hi'", "f=//5oAGkA", "f=aABpAA==");
	value("f|expand: '%Servers%'", "f=SRV12", "f=xsrv");
	value("f|expand: '%Servers%'", "f=db1", "f=db12");
	value("f|contains|expand: 'x%Servers%y'", "f=..xdb1y..", "f=db1");
	value("f|expand: '\\%plain%one%'", "f=%plainaXXb", "f=%plain%one%");
	value("f: '%Servers%'", "f=%servers%", "f=srv1");
}

static void keywords(void)
{
	value("[evil, 'b*d']", "x=it is EVIL", "x=good");
	value("[evil, 'b*d']", "x=a bcd e", "x=dcb");
	value("keyword", "x=a Keyword b", "x=key word");
	value("'|all': [a1, b2]", "x=a1|y=b2", "x=a1");
	value("'|contains|all': [a1, b2]", "x=a1|y=b2", "x=a1");
	value("'|re': 'a[0-9]'", "x=a1", "x=ab");
	value("[123]", "x=a1234", "x=a12");
	value("['x=a|y=b']", "x=a|y=b", "x=a|z=b");
}

// Folding keeps lengths, and what it does to good UTF-8 stays good.
static void folding(void)
{
	static const struct {
		const char *from, *to;
	} want[] = {{"ABZ[az", "abz[az"}, {"ÀÞ×ß", "àþ×ß"}, {"ĀŁŹŸ", "āłźÿ"}, {"ΆΈΉΊΌΎΏΑΩ", "άέήίόύώαω"}, {"ЀЏАЯ", "ѐџая"}, {"ԱՖ", "աֆ"},
		{"ＡＺ", "ａｚ"}, {"\xc3", "\xc3"}, {"\xff\xc3 A", "\xff\xc3 a"}, {"İı", "İı"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		same(text_dup(a, fold_text(a, text_of(want[i].from))), want[i].to, want[i].from);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	a = arena_new();
	known[0] = (struct rule_placeholder){text_of("Servers"), servers, 2};
	known[1] = (struct rule_placeholder){text_of("one"), one, 1};
	texts();
	escapes();
	kinds();
	others();
	keywords();
	folding();
	arena_free(a);
	return tap_done();
}
