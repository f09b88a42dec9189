// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A message as bytes; see mime.h.
#include "mime.h"
#include "../base/clock.h"

#include <string.h>

#define LINE_MAX_QP 75    // RFC 2045: 76 with the = of a soft break
#define WORD_BYTES_MAX 36 // 48 letters of base64, 60 with =?UTF-8?B?…?=: fits behind "Subject: " (RFC 2047: 75 a word)

static bool word_char(char c, const char *more)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(more, c));
}

// Names between dots: none empty.
static bool dotted(struct text t, const char *more)
{
	char before = '.';
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '.' ? before == '.' : !word_char(t.p[i], more))
			return false;
		before = t.p[i];
	}
	return t.n && before != '.';
}

bool mime_address(const char *s)
{
	struct text all = text_of(s), name, host;
	if (!text_cut(all, '@', &name, &host) || all.n > 254 || name.n > 64)
		return false;
	return dotted(name, "!#$%&'*+-/=?^_`{|}~") && name.p[0] != '-' && dotted(host, "-") && host.p[0] != '-';
}

static void base64(struct buf *b, const char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s[i] << 16;
		v |= i + 1 < n ? (unsigned)(unsigned char)s[i + 1] << 8 : 0;
		v |= i + 2 < n ? (unsigned)(unsigned char)s[i + 2] : 0;
		buf_char(b, digits[v >> 18]);
		buf_char(b, digits[v >> 12 & 63]);
		buf_char(b, i + 1 < n ? digits[v >> 6 & 63] : '=');
		buf_char(b, i + 2 < n ? digits[v & 63] : '=');
	}
}

static bool plain(const char *s)
{
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p > 126)
			return false;
	return strlen(s) <= 60 && !strstr(s, "=?");
}

// RFC 2047: words of whole characters, each on a line of its own.
static void subject(struct buf *b, const char *s)
{
	if (plain(s)) {
		buf_str(b, s);
		return;
	}
	for (bool first = true; *s; first = false) {
		size_t n = strlen(s);
		if (n > WORD_BYTES_MAX)
			for (n = WORD_BYTES_MAX; n > WORD_BYTES_MAX - 4 && ((unsigned char)s[n] & 0xc0) == 0x80;)
				n--;
		buf_str(b, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64(b, s, n);
		buf_str(b, "?=");
		s += n;
	}
}

// One line of the text. A dot or a space at an edge is written as a code too: some servers change them.
static void quoted_line(struct buf *b, struct text line)
{
	size_t used = 0;
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		bool edge = i + 1 == line.n ? c == ' ' || c == '\t' : i == 0 && c == '.';
		bool code = edge || c > 126 || (c < 32 && c != '\t') || c == '=';
		if (used + (code ? 3 : 1) > LINE_MAX_QP) {
			buf_str(b, "=\r\n");
			used = 0;
		}
		if (code)
			buf_printf(b, "=%02X", c);
		else
			buf_char(b, (char)c);
		used += code ? 3 : 1;
	}
	buf_str(b, "\r\n");
}

static void date(struct buf *b, int64_t at)
{
	static const char days[] = "ThuFriSatSunMonTueWed"; // 1 January 1970 was a Thursday
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int y, m, d;
	int64_t s = at % DAY;
	clock_date(at, &y, &m, &d);
	buf_printf(b, "%.3s, %d %.3s %d %02d:%02d:%02d +0000", days + at / DAY % 7 * 3, d, months + (m - 1) * 3, y, (int)(s / 3600),
		(int)(s / 60 % 60), (int)(s % 60));
}

void mime_write(struct buf *b, const struct mime *m)
{
	struct arena *a = arena_new();
	char *clean = arena_strdup(a, m->subject);
	for (char *p = clean; *p; p++)
		if ((unsigned char)*p < 32 || *p == 127)
			*p = ' ';
	const char *host = strchr(m->from, '@');
	buf_printf(b, "From: Bolwerk <%s>\r\nTo: <%s>\r\nSubject: ", m->from, m->to);
	subject(b, clean);
	buf_str(b, "\r\nDate: ");
	date(b, m->at);
	buf_printf(b, "\r\nMessage-ID: <%s%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n", m->message_id, host ? host : "");
	buf_printf(b, "Content-Language: %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", m->lang);
	struct text rest = text_of(m->body), line;
	while (text_line(&rest, &line))
		quoted_line(b, line);
	arena_free(a);
}
