// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What is said before TLS begins: SMTP (RFC 3207), IMAP (RFC 9051), POP3 (RFC 2595), FTP (RFC 4217), remote desktop (MS-RDPBCGR 2.2.1.1); see tls.h.
#include "dial.h"
#include "tls.h"

#include <string.h>

#define LINES_MAX 100

// Reads lines until one that ends an answer ("250 …", not "250-…") and tells whether it starts as wanted.
static bool answer(int fd, struct buf *b, const char *want, bool numbered, int64_t until)
{
	struct text line;
	for (int i = 0; i < LINES_MAX && dial_line(fd, b, &line, until); i++)
		if (!numbered)
			return text_starts(line, want);
		else if (line.n >= 3 && (line.n == 3 || line.p[3] == ' '))
			return text_starts(line, want);
	return false;
}

static bool say(int fd, const char *words, int64_t until)
{
	return dial_send(fd, words, strlen(words), until);
}

// An answer that ends with a line that begins with our tag.
static bool imap(int fd, struct buf *b, int64_t until)
{
	struct text line;
	if (!answer(fd, b, "* OK", false, until) || !say(fd, "a STARTTLS\r\n", until))
		return false;
	for (int i = 0; i < LINES_MAX && dial_line(fd, b, &line, until); i++)
		if (text_starts(line, "a "))
			return text_starts(line, "a OK");
	return false;
}

static bool rdp(int fd, struct buf *b, int64_t until)
{
	// A connection request of X.224 that asks for TLS or for TLS with a login before it.
	static const unsigned char ask[] = {3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0};
	if (!dial_send(fd, ask, sizeof ask, until))
		return false;
	while (b->n < sizeof ask)
		if (dial_more(fd, b, until) <= 0)
			return false;
	const unsigned char *p = (const unsigned char *)b->p;
	return p[0] == 3 && p[5] == 0xd0 && p[11] == 2 && (p[15] & 3);
}

bool tls_prelude(struct arena *a, int fd, enum tls_start start, int64_t until)
{
	struct buf *b = start == TLS_AT_ONCE ? NULL : buf_new(a, 65536);
	switch (start) {
	case TLS_AT_ONCE: return true;
	case TLS_SMTP:
		return answer(fd, b, "220", true, until) && say(fd, "EHLO bolwerk.invalid\r\n", until) && answer(fd, b, "250", true, until) &&
		       say(fd, "STARTTLS\r\n", until) && answer(fd, b, "220", true, until);
	case TLS_IMAP: return imap(fd, b, until);
	case TLS_POP3: return answer(fd, b, "+OK", false, until) && say(fd, "STLS\r\n", until) && answer(fd, b, "+OK", false, until);
	case TLS_FTP: return answer(fd, b, "220", true, until) && say(fd, "AUTH TLS\r\n", until) && answer(fd, b, "234", true, until);
	case TLS_RDP: return rdp(fd, b, until);
	}
	return false;
}
