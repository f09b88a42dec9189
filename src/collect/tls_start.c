// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What is said before TLS begins: SMTP (RFC 3207), IMAP (RFC 9051), POP3 (RFC 2595), FTP (RFC 4217), remote desktop (MS-RDPBCGR 2.2.1.1); see tls.h.
#include "dial.h"
#include "tls.h"

#include <string.h>

#define LINES_MAX 100

// Reads lines until one that ends an answer ("250 …", not "250-…") and gives its number, 0 when none came. word: whether a line has it behind its number.
static int answer(int fd, struct buf *b, const char *word, bool *ret_word, int64_t until)
{
	struct text line;
	int64_t code;
	for (int i = 0; i < LINES_MAX && dial_line(fd, b, &line, until); i++) {
		if (word && line.n > 4 && text_is_nocase(text_after(line, 4), word))
			*ret_word = true;
		if (line.n >= 3 && (line.n == 3 || line.p[3] == ' '))
			return text_int((struct text){line.p, 3}, 10, &code) ? (int)code : 0;
	}
	return 0;
}

static bool say(int fd, const char *words, int64_t until)
{
	return dial_send(fd, words, strlen(words), until);
}

static enum tls_begun smtp(int fd, struct buf *b, int64_t until)
{
	bool offered = false;
	if (answer(fd, b, NULL, NULL, until) != 220 || !say(fd, "EHLO bolwerk.invalid\r\n", until) || answer(fd, b, "STARTTLS", &offered, until) != 250)
		return TLS_UNCLEAR;
	if (!offered)
		return TLS_REFUSED;
	int code = say(fd, "STARTTLS\r\n", until) ? answer(fd, b, NULL, NULL, until) : 0;
	return code == 220 ? TLS_BEGUN : code >= 500 ? TLS_REFUSED : TLS_UNCLEAR;
}

static enum tls_begun ftp(int fd, struct buf *b, int64_t until)
{
	if (answer(fd, b, NULL, NULL, until) != 220 || !say(fd, "AUTH TLS\r\n", until))
		return TLS_UNCLEAR;
	int code = answer(fd, b, NULL, NULL, until);
	return code == 234 ? TLS_BEGUN : code >= 500 ? TLS_REFUSED : TLS_UNCLEAR;
}

// Lines until one that begins with what is wanted; what begins with `no` is a refusal.
static enum tls_begun line_of(int fd, struct buf *b, const char *yes, const char *no, int64_t until)
{
	struct text line;
	for (int i = 0; i < LINES_MAX && dial_line(fd, b, &line, until); i++)
		if (text_starts(line, yes))
			return TLS_BEGUN;
		else if (text_starts(line, no))
			return TLS_REFUSED;
	return TLS_UNCLEAR;
}

static enum tls_begun greeted(int fd, struct buf *b, const char *hello, const char *words, const char *yes, const char *no, int64_t until)
{
	return line_of(fd, b, hello, no, until) == TLS_BEGUN && say(fd, words, until) ? line_of(fd, b, yes, no, until) : TLS_UNCLEAR;
}

static enum tls_begun rdp(int fd, struct buf *b, int64_t until)
{
	// A connection request of X.224 that asks for TLS or for TLS with a login before it.
	static const unsigned char ask[] = {3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0};
	if (!dial_send(fd, ask, sizeof ask, until))
		return TLS_UNCLEAR;
	while (b->n < 11 || (b->p[0] == 3 && b->n < (unsigned char)b->p[3] && b->n < sizeof ask))
		if (dial_more(fd, b, until) <= 0)
			return TLS_UNCLEAR;
	const unsigned char *p = (const unsigned char *)b->p;
	if (p[0] != 3 || p[5] != 0xd0)
		return TLS_UNCLEAR;
	return b->n >= sizeof ask && p[11] == 2 && (p[15] & 3) ? TLS_BEGUN : TLS_REFUSED;
}

enum tls_begun tls_prelude(struct arena *a, int fd, enum tls_start start, int64_t until)
{
	struct buf *b = start == TLS_AT_ONCE ? NULL : buf_new(a, 65536);
	switch (start) {
	case TLS_AT_ONCE: return TLS_BEGUN;
	case TLS_SMTP: return smtp(fd, b, until);
	case TLS_IMAP: return greeted(fd, b, "* OK", "a STARTTLS\r\n", "a OK", "a ", until);
	case TLS_POP3: return greeted(fd, b, "+OK", "STLS\r\n", "+OK", "-ERR", until);
	case TLS_FTP: return ftp(fd, b, until);
	case TLS_RDP: return rdp(fd, b, until);
	}
	return TLS_UNCLEAR;
}
