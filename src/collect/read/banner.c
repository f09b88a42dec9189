// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// First words; see banner.h.
#include "banner.h"

#include <string.h>

// Words begin with `start`, and `has` (when given) stands in them: then `name` speaks. The first line that fits is taken.
static const struct {
	const char *start, *has, *name;
} words[] = {
	{"SSH-", NULL, "ssh"},
	{"RFB 0", NULL, "vnc"},
	{"@RSYNCD:", NULL, "rsync"},
	{"220", "FTP", "ftp"},
	{"220", "ftp", "ftp"},
	{"220", "SMTP", "smtp"},
	{"220", "Postfix", "smtp"},
	{"220", "mail", "smtp"},
	{"+OK", NULL, "pop3"},
	{"* OK", NULL, "imap"},
	{"* PREAUTH", NULL, "imap"},
	{"HTTP/", NULL, "http"},
	{"RTSP/", NULL, "rtsp"},
	{"AMQP", NULL, "amqp"},
	{"\xff\xfb", NULL, "telnet"},
	{"\xff\xfc", NULL, "telnet"},
	{"\xff\xfd", NULL, "telnet"},
	{"\xff\xfe", NULL, "telnet"},
	{"ASTERISK", NULL, "telnet"},
	{NULL, NULL, NULL},
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool of_version(char c)
{
	return digit(c) || c == '.' || c == '-' || c == '_' || c == '+' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct text strip(struct text t)
{
	while (t.n && strchr("([\"'<", t.p[0]))
		t = text_after(t, 1);
	while (t.n && strchr(")]\"'>,;:", t.p[t.n - 1]))
		t.n--;
	return t;
}

// "9.2p1" at the front of t, without a point at its end.
static struct text version(struct text t)
{
	size_t n = 0;
	while (n < t.n && of_version(t.p[n]))
		n++;
	while (n && !digit(t.p[n - 1]) && !(t.p[n - 1] >= 'a' && t.p[n - 1] <= 'z'))
		n--;
	return (struct text){t.p, n};
}

void banner_product(struct text t, struct text *ret_product, struct text *ret_version)
{
	struct text rest = t, word, before = {"", 0};
	*ret_product = *ret_version = (struct text){"", 0};
	for (int i = 0; i < 20 && text_word(&rest, &word); i++) {
		word = strip(word);
		for (size_t k = 1; k + 1 < word.n; k++)
			if (strchr("/_-", word.p[k]) && digit(word.p[k + 1])) {
				*ret_product = (struct text){word.p, k};
				*ret_version = version(text_after(word, k + 1));
				return;
			}
		if (before.n && word.n >= 3 && digit(word.p[0]) && memchr(word.p, '.', word.n) && !memchr(before.p, '.', before.n)) {
			*ret_product = before;
			*ret_version = version(word);
			return;
		}
		if (!ret_product->n && word.n && (word.p[0] | 32) >= 'a' && (word.p[0] | 32) <= 'z')
			*ret_product = word;
		before = word;
	}
	if (text_has(*ret_product, ".")) // the name of a computer, not of a program
		*ret_product = (struct text){"", 0};
}

// A greeting of MySQL: length of three bytes, number 0, version 10, then its own version up to NUL; or a refusal.
static bool mysql(struct text t, struct banner *ret)
{
	if (t.n < 7 || t.p[3] != 0 || (size_t)((unsigned char)t.p[0] | (unsigned char)t.p[1] << 8 | (unsigned char)t.p[2] << 16) + 4 > t.n + 64)
		return false;
	if ((unsigned char)t.p[4] != 10 && (unsigned char)t.p[4] != 0xff)
		return false;
	const char *end = memchr(t.p + 5, 0, t.n - 5);
	ret->name = "mysql";
	if (t.p[4] == 10 && end) {
		ret->version = (struct text){t.p + 5, (size_t)(end - t.p - 5)};
		ret->product = text_of(text_has(ret->version, "MariaDB") ? "MariaDB" : "MySQL");
	}
	return true;
}

void banner_read(struct text first, const char *usual, struct banner *ret)
{
	static const struct text none = {"", 0};
	struct text line = first, rest = first;
	*ret = (struct banner){NULL, none, none};
	if (mysql(first, ret))
		return;
	text_line(&rest, &line);
	for (int i = 0; words[i].start && !ret->name; i++)
		if (text_starts(first, words[i].start) && (!words[i].has || text_has(line, words[i].has)))
			ret->name = words[i].name;
	if (!ret->name && text_starts(first, "220"))
		ret->name = usual && strcmp(usual, "ftp") == 0 ? "ftp" : "smtp";
	if (!ret->name && first.n && usual && strcmp(usual, "telnet") == 0)
		ret->name = "telnet";
	if (!ret->name)
		return;
	if (strcmp(ret->name, "ssh") == 0) {
		struct text after = text_after(line, 4);
		if (text_cut(after, '-', NULL, &after))
			banner_product(after, &ret->product, &ret->version);
	} else if (strcmp(ret->name, "ftp") == 0 || strcmp(ret->name, "smtp") == 0 || strcmp(ret->name, "pop3") == 0)
		banner_product(text_after(line, 4), &ret->product, &ret->version);
}

const char *banner_clean(struct arena *a, struct text t, size_t max)
{
	struct buf *b = buf_new(a, max);
	for (size_t i = 0; i < t.n && b->n < max; i++) {
		unsigned char c = (unsigned char)t.p[i];
		if (c >= ' ' && c < 0x7f)
			buf_char(b, (char)c);
		else if ((c == '\n' || c == '\t') && b->n && b->p[b->n - 1] != ' ')
			buf_char(b, ' ');
		else if (c >= 0x80 && b->n && b->p[b->n - 1] != '?')
			buf_char(b, '?');
	}
	while (b->n && b->p[b->n - 1] == ' ')
		b->p[--b->n] = 0;
	return b->n ? b->p : NULL;
}
