// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Readers of small things that strangers send: tags, heads of answers, cookies, addresses of pages, security.txt, policies, names; and names that look alike.
#include "../../../src/base/clock.h"
#include "../../../src/collect/domain/look.h"
#include "../../../src/collect/domain/permute.h"
#include "../../../src/collect/read/lines.h"
#include "../../../src/collect/read/tags.h"
#include "../../../src/db/db.h"
#include "../tap.h"

static void tags(struct arena *a)
{
	struct text v, record = text_of("v=DMARC1; p = reject ;rua=mailto:a@b.example; p=none");
	ok(tags_version(record, "DMARC1") && tags_get(record, "p", &v) && text_is(v, "reject"), "the first of two tags counts");
	ok(!tags_good(record) && tags_good(text_of("v=DMARC1;p=none;")) && !tags_good(text_of("v=DMARC1; quarantine")), "double tags and loose words are mistakes");
	ok(!tags_version(text_of("p=none; v=DMARC1"), "DMARC1") && !tags_version(text_of("v=DMARC10"), "DMARC1"), "the version stands first and is whole");
	v = tags_base64(a, text_of("aGVs bG8="));
	ok(v.n == 5 && memcmp(v.p, "hello", 5) == 0, "Base64 with a space in it");
	ok(tags_base64(a, text_of("a*b")).n == 0, "what is no Base64 is nothing");
}

static void heads(struct arena *a)
{
	struct http_head h;
	struct text v;
	struct http_cookie c;
	struct http_url base, u;
	ok(http_head_read(text_of("HTTP/1.1 301 Moved\r\nLocation: /x\r\n"), &h) && !h.length, "a head that is not whole asks for more");
	ok(http_head_read(text_of("HTTP/1.1 301 Moved\r\nLOCATION:  /x \r\n\r\nbody"), &h) && h.status == 301 && h.length == 38 && http_head_get(&h, "location", &v) && text_is(v, "/x"), "a head");
	ok(!http_head_read(text_of("SSH-2.0-x\r\n"), &h) && !http_head_read(text_of("HTTP/1.1 abc\r\n\r\n"), &h), "something else is no head");
	v = http_unchunk(a, text_of("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"));
	ok(text_is(v, "abcde"), "chunks are put together");
	ok(http_cookie_read(text_of("id=1; Path=/; secure; SameSite = Strict"), &c) && text_is(c.name, "id") && c.secure && !c.http_only && text_is(c.same_site, "Strict"), "a cookie");
	ok(http_url_read(a, text_of("http://FIRMA.be:8080?x#y"), NULL, &base) && strcmp(base.host, "firma.be") == 0 && base.port == 8080 && text_is(base.path, "/?x"), "an address");
	ok(http_url_read(a, text_of("//www.firma.be/a/b"), &base, &u) && strcmp(u.host, "www.firma.be") == 0 && !u.https, "an address without its kind");
	ok(http_url_read(a, text_of("c"), &u, &u) && text_is(u.path, "/a/c"), "an address beside another");
	ok(!http_url_read(a, text_of("javascript:x"), &base, &u) && !http_url_read(a, text_of("ftp://x.be/"), NULL, &u) && !http_url_read(a, text_of("http://a b/"), NULL, &u), "other kinds are none");
}

static void lines(struct arena *a)
{
	struct security_txt s;
	struct sts_policy p;
	const int64_t now = clock_at(2026, 11, 22, 0, 0, 0);
	security_txt_read(a, text_of("Contact: mailto:a@b.be\r\nExpires: 2027-01-01T00:00:00Z\r\n"), now, &s);
	ok(!s.error && strcmp(s.contact, "mailto:a@b.be") == 0, "a good security.txt");
	security_txt_read(a, text_of("Contact: mailto:a@b.be\nExpires: 2026-01-01T00:00:00Z\n"), now, &s);
	same(s.error, "expired", "one that has ended");
	security_txt_read(a, text_of("Contact: mailto:a@b.be\n"), now, &s);
	same(s.error, "no-expires", "one without an end");
	security_txt_read(a, text_of("<html>Expires: never</html>"), now, &s);
	same(s.error, "no-contact", "a page is none");
	security_txt_read(a, text_of("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nContact: https://b.be/\nExpires: 2027-01-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\nno: colon\nx\n"), now, &s);
	ok(!s.error && s.is_signed, "a signed one");
	sts_policy_read(a, text_of("version: STSv1\nmode: testing\nmx: *.b.be\nmx: mx.c.be\nmax_age: 86400\n"), &p);
	ok(!p.error && strcmp(p.mode, "testing") == 0 && strcmp(p.mx, "*.b.be mx.c.be") == 0 && p.max_age == 86400, "a policy");
	sts_policy_read(a, text_of("version: STSv1\nmode: enforce\nmax_age: 86400\n"), &p);
	same(p.error, "no-mx", "a policy without mail servers");
	ok(sts_allows(text_of("*.b.be"), "MX.b.be") && !sts_allows(text_of("*.b.be"), "b.be") && !sts_allows(text_of("*.b.be"), "x.mx.b.be") && sts_allows(text_of("mx.c.be"), "mx.c.be"), "a star is one label");
}

static bool among(const struct permuted *all, size_t n, const char *name, const char *how)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].name, name) == 0)
			return strcmp(all[i].how, how) == 0;
	return false;
}

static void names(struct arena *a)
{
	static const char *const want[][2] = {{"firm.be", "omit"}, {"firmma.be", "double"}, {"frima.be", "swap"}, {"f1rma.be", "look"}, {"firrna.be", "look"}, {"fir-ma.be", "hyphen"}, {"firma.com", "tld"},
		{"firmas.be", "plural"}, {"facturen-firma.be", "add"}, {"firma-be.be", "add"}, {"firmz.be", "key"}, {"forma.be", "key"}, {"wwwfirma.be", "hyphen"}};
	struct permuted all[PERMUTE_MAX];
	size_t n = permute(a, "firma", "be", all);
	ok(n > 60 && n <= PERMUTE_MAX, "%zu names look like firma.be", n);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		ok(among(all, n, want[i][0], want[i][1]), "%s (%s)", want[i][0], want[i][1]);
	ok(!among(all, n, "firma.be", "tld"), "not itself");
	n = permute(a, "een-heel-lange-naam-van-een-bouwbedrijf-in-de-kempen", "be", all);
	ok(n == PERMUTE_MAX, "a long name has at most %d", PERMUTE_MAX);
	struct err e;
	struct db *d = db_open(a, ":memory:", NULL, &e);
	static const char *const above[][2] = {{"mail.firma.be", "firma.be"}, {"firma.be", "firma.be"}, {"a.b.firma.co.uk", "firma.co.uk"}, {"x.y.ck", "x.y.ck"}, {"www.ck", "www.ck"}, {"a.firma.test", "firma.test"}};
	for (size_t i = 0; d && i < sizeof above / sizeof *above; i++)
		same(look_above(a, d, above[i][0]), above[i][1], above[i][0]);
	ok(names_good(text_of("_dmarc.firma.be")) && !names_good(text_of("firma")) && !names_good(text_of("a..be")) && !names_good(text_of("a b.be")), "what can be a name");
}

static void records(void)
{
	char name[RECORD_NAME_MAX];
	size_t at = 0;
	int preference;
	ok(record_name((struct text){"\x05" "Fi\x00ma\x02" "be\x00", 10}, &at, name) && strcmp(name, "fi\\000ma.be") == 0 && at == 10, "a byte that is no letter is shown as a number");
	at = 0;
	ok(!record_name((struct text){"\x3f" "abc", 4}, &at, name) && !record_name((struct text){"\xc0\x00", 2}, &at, name), "a name that is cut or points elsewhere is none");
	ok(record_mx((struct text){"\x00\x0a\x02mx\x00", 6}, &preference, name) && preference == 10 && strcmp(name, "mx") == 0, "a mail server");
}

int main(void)
{
	struct arena *a = arena_new();
	tags(a);
	heads(a);
	lines(a);
	names(a);
	records();
	arena_free(a);
	return tap_done();
}
