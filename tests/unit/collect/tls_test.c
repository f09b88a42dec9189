// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What TLS is seen of one server. With arguments (ADDRESS PORT NAME START CA-FILE NOW GENTLE) it looks at that and prints one line of JSON:
// tests/collect/tls.t compares it with other tools. Without, it looks at what can be told without a server.
#include "../../../src/base/clock.h"
#include "../../../src/base/json.h"
#include "../../../src/collect/read/hello.h"
#include "../../../src/collect/tls.h"
#include "../tap.h"

#include <stdlib.h>

static void string(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);
	if (value)
		json_write(b, text_of(value));
	else
		buf_str(b, "null");
}

static char *file(struct arena *a, const char *path)
{
	struct buf *b = buf_new(a, 1 << 20);
	char part[4096];
	FILE *f = fopen(path, "rb");
	for (size_t n; f && (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(b, part, n);
	if (f)
		fclose(f);
	return b->p;
}

static int look(struct arena *a, char **argv)
{
	static const char *const starts[] = {"now", "smtp", "imap", "pop3", "ftp", "rdp"};
	struct tls_where w = {.address = argv[1], .port = (int)strtol(argv[2], NULL, 10), .name = *argv[3] ? argv[3] : NULL, .budget_ms = 20000,
		.ca = *argv[5] ? file(a, argv[5]) : NULL, .now = strtoll(argv[6], NULL, 10), .gentle = argv[7][0] == '1'};
	struct tls_seen s;
	for (unsigned i = 0; i < 6; i++)
		if (strcmp(argv[4], starts[i]) == 0)
			w.start = (enum tls_start)i;
	if (!w.now)
		w.now = clock_now();
	int64_t from = clock_ms();
	tls_look(a, &w, &s);
	struct buf *b = buf_new(a, 1 << 16);
	buf_char(b, '{');
	string(b, "versions", tls_versions(a, s.versions));
	string(b, "weak", s.weak);
	string(b, "subject", s.subject);
	string(b, "issuer", s.issuer);
	string(b, "names", s.names);
	string(b, "signature", s.signature);
	string(b, "fingerprint", s.fingerprint);
	string(b, "fault", s.fault);
	buf_printf(b, ",\"answered\":%d,\"started\":%d,\"tls\":%d,\"cut\":%d,\"not_after\":%lld,\"bits\":%d,\"self\":%d,\"fits\":%d,\"trusted\":%d,\"chain\":%d,\"ms\":%lld}",
		s.answered, s.started, s.tls, s.cut, (long long)s.not_after_at, s.key_bits, s.self_signed, s.name_fits, s.trusted, s.chain_n, (long long)(clock_ms() - from));
	puts(b->p);
	return 0;
}

static void hellos(struct arena *a)
{
	static const unsigned versions[] = {HELLO_SSL2, HELLO_SSL3, HELLO_TLS10, HELLO_TLS11, HELLO_TLS12, HELLO_TLS13};
	uint8_t out[HELLO_BYTES_MAX];
	struct hello_answer r;
	for (size_t i = 0; i < 6; i++) {
		struct hello_ask ask = {.newest = versions[i], .name = "firma.example", .this_alone = true};
		size_t n = hello_write(&ask, out);
		ok(n > 20 && n < HELLO_BYTES_MAX, "a hello of version %04x has %zu bytes", versions[i], n);
		hello_read(a, (struct text){(char *)out, n}, versions[i] == HELLO_SSL2, false, &r);
		ok(r.what == HELLO_NOT, "it is not taken for an answer");
	}
	uint32_t all[200];
	size_t n = 0;
	for (const struct hello_cipher *c = hello_ciphers; c->name; c++)
		if (c->weak)
			all[n++] = c->id;
	struct hello_ask none = {.newest = HELLO_TLS12, .weak_alone = true, .except = all, .except_n = n};
	ok(hello_write(&none, out) == 0, "no hello without a cipher");
	for (const struct hello_cipher *c = hello_ciphers; c->name; c++)
		for (const struct hello_cipher *d = hello_ciphers; d < c; d++)
			if (c->id == d->id || strcmp(c->name, d->name) == 0)
				ok(false, "%s stands twice", c->name);
}

static void answers(struct arena *a)
{
	// An answer of SSL 2.0 with a certificate of three bytes and one cipher; an alert; a TLS 1.2 hello cut in two records.
	static const char ssl2[] = "\x80\x11\x04\x00\x01\x00\x02\x00\x03\x00\x03\x00\x00" "abc" "\x07\x00\xc0", alert[] = "\x15\x03\x01\x00\x02\x02\x46";
	static const char cut[] = "\x16\x03\x03\x00\x11\x02\x00\x00\x26\x03\x03" "01234567890" "\x16\x03\x03\x00\x19" "123456789012345678901" "\x00\x00\x2f\x00";
	struct hello_answer r;
	hello_read(a, (struct text){ssl2, sizeof ssl2 - 1}, true, true, &r);
	ok(r.what == HELLO_TAKEN && r.version == HELLO_SSL2 && r.cipher == 0x0700c0 && r.cert_n == 1 && r.cert[0].n == 3, "SSL 2.0 is read");
	hello_read(a, (struct text){alert, sizeof alert - 1}, false, true, &r);
	ok(r.what == HELLO_ALERT && r.alert == 70, "an alert is read");
	hello_read(a, (struct text){cut, sizeof cut - 1}, false, false, &r);
	ok(r.what == HELLO_TAKEN && r.version == HELLO_TLS12 && r.cipher == 0x2f, "a hello in two records is read (%d %x %x)", r.what, r.version, r.cipher);
	hello_read(a, text_of("220 mail.example ESMTP\r\n"), false, true, &r);
	ok(r.what == HELLO_NOT, "a mail server's greeting is no TLS");
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	if (argc == 8) {
		look(a, argv);
		arena_free(a);
		return 0;
	}
	hellos(a);
	answers(a);
	struct tls_seen s;
	tls_look(a, &(struct tls_where){.address = "127.0.0.1", .port = 1, .budget_ms = 500, .now = clock_now()}, &s);
	ok(!s.answered && !s.tls && !s.versions, "nothing is seen of a port that is closed");
	arena_free(a);
	return tap_done();
}
