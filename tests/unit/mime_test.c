// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages as bytes: addresses, subjects, text, and that nothing stored can make a line of the header.
#include "../../src/core/mime.h"
#include "../../src/core/place.h"
#include "tap.h"

#include <stdlib.h>

static struct arena *a;

static const char *made(const char *subject, const char *body)
{
	struct buf *b = buf_new(a, 1 << 20);
	const struct mime m = {"from@firm.example", "to@firm.example", subject, body, "nl", "id.1", 1795305600};
	mime_write(b, &m);
	return b->p;
}

static const char *header(const char *message, const char *name)
{
	const char *at = strstr(message, name), *end = at ? strstr(at, "\r\n") : NULL;
	while (end && end[2] == ' ') // folded
		end = strstr(end + 2, "\r\n");
	return end ? arena_strndup(a, at + strlen(name), (size_t)(end - at) - strlen(name)) : "";
}

static const char *body_of(const char *message)
{
	const char *at = strstr(message, "\r\n\r\n");
	return at ? at + 4 : "";
}

static void addresses(void)
{
	static const char *const good[] = {"a@b", "jan.peeters+bank@bakkerij-de-wit.be", "o'neill@x.example", "x_1@10.example", NULL};
	static const char *const bad[] = {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "a@b>", "<a@b>", "a@b\r\nRCPT TO:<x@y>", "a,b@c", "a@b,c@d", "\"a\"@b",
		"a..b@c", ".a@b", "a.@b", "a@.b", "a@b.", "a@b..c", "-a@b", "a@-b", "\xc3\xa9@b", "a@b\x7f", "a(x)@b", "a@[127.0.0.1]", NULL};
	for (int i = 0; good[i]; i++)
		ok(mime_address(good[i]), "an address: %s", good[i]);
	for (int i = 0; bad[i]; i++)
		ok(!mime_address(bad[i]), "no address: case %d", i);
	char *far = arena_raw(a, 400);
	memset(far, 'x', 399);
	far[399] = 0;
	far[10] = '@';
	ok(!mime_address(far), "an address of 399 letters is none");
}

int main(void)
{
	a = arena_new();
	addresses();
	const char *m = made("Hello", "one\n.two\nthree ");
	same(header(m, "Subject: "), "Hello", "a plain subject stays as it is");
	same(header(m, "Date: "), "Sun, 22 Nov 2026 00:00:00 +0000", "the date of RFC 5322");
	same(header(m, "Message-ID: "), "<id.1@firm.example>", "the number with the host of who sends");
	same(body_of(m), "one\r\n=2Etwo\r\nthree=20\r\n", "dots and spaces at edges are kept from servers that change them");
	m = made("x\r\nBcc: evil@evil.example\r\n\r\nbody", "text");
	same(header(m, "Subject: "), "x  Bcc: evil@evil.example    body", "a subject makes no line of the header");
	ok(!strstr(m, "\nBcc:"), "nor another reader");
	same(header(made("=?UTF-8?B?ZXZpbA==?=", ""), "Subject: "), "=?UTF-8?B?PT9VVEYtOD9CP1pYWnBiQT09Pz0=?=", "what looks encoded is not taken for it");
	same(header(made("\xc3\x89\xc3\xa9n", ""), "Subject: "), "=?UTF-8?B?w4nDqW4=?=", "letters that are no ASCII");
	const char *s = header(made("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xe2\x82\xac\xe2\x82\xac", ""), "Subject: ");
	same(s, "=?UTF-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=?=\r\n =?UTF-8?B?4oKs4oKs?=", "a letter of several bytes is never parted");
	same(body_of(made("x", "caf\xc3\xa9 = 5")), "caf=C3=A9 =3D 5\r\n", "the text as quoted-printable");
	char *longer = arena_raw(a, 1001);
	memset(longer, 'e', 1000);
	longer[1000] = 0;
	size_t line = 0, widest = 0;
	for (const char *p = body_of(made("x", longer)); *p; p++) {
		line = *p == '\n' ? 0 : line + (*p != '\r');
		widest = line > widest ? line : widest;
	}
	ok(widest == 76, "a line is at most 76 wide (%zu)", widest);
	same(place_beside(a, "/var/lib/bolwerk/firm/own.db", "secret.db"), "/var/lib/bolwerk/secret.db", "what belongs to a firm: beside its folder");
	same(place_beside(a, "firm/own.db", "mail.key"), "mail.key", "also in the working folder");
	same(place_beside(a, "/tmp/x.db", "secret.db"), "/tmp/x.db.secret", "or with the name of another file");
	same(place_beside(a, "/tmp/myfirm/x.db", "mail.key"), "/tmp/myfirm/x.db.mail.key", "a folder that only ends so is another");
	arena_free(a);
	return tap_done();
}
