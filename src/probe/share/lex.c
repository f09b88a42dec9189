// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Words of block settings, and the removal of secrets; see lex.h.
#include "lex.h"
#include "../../base/buf.h"

#include <string.h>

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool starts(struct text t, const char *s)
{
	return text_starts(t, s);
}

static void skip_line(struct lex *x)
{
	const char *end = memchr(x->rest.p, '\n', x->rest.n);
	x->rest = end ? text_after(x->rest, (size_t)(end - x->rest.p)) : text_after(x->rest, x->rest.n);
}

// Skips blanks and comments; stops at a line end when those are told.
static void skip_blank(struct lex *x)
{
	while (x->rest.n) {
		char c = x->rest.p[0];
		if (blank(c) || (c == '\n' && !x->lines))
			x->rest = text_after(x->rest, 1);
		else if (c == '#' || (x->slashes && starts(x->rest, "//")))
			skip_line(x);
		else if (x->slashes && starts(x->rest, "/*")) {
			while (x->rest.n && !starts(x->rest, "*/"))
				x->rest = text_after(x->rest, 1);
			x->rest = text_after(x->rest, 2);
		} else
			break;
	}
}

static struct text quoted(struct lex *x)
{
	char quote = x->rest.p[0];
	size_t n = 1;
	while (n < x->rest.n && x->rest.p[n] != quote)
		n += x->rest.p[n] == '\\' ? 2 : 1;
	n = n < x->rest.n ? n : x->rest.n;
	struct text word = {x->rest.p + 1, n - 1};
	x->rest = text_after(x->rest, n + 1);
	return word;
}

static struct text plain(struct lex *x)
{
	size_t n = 0;
	bool inside = false; // of ${…}
	for (; n < x->rest.n; n++) {
		char c = x->rest.p[n];
		if (c == '{' && n && x->rest.p[n - 1] == '$')
			inside = true;
		else if (inside && c == '}')
			inside = false;
		else if (blank(c) || c == '\n' || (!inside && (c == '{' || c == '}' || c == ';')))
			break;
	}
	struct text word = {x->rest.p, n};
	x->rest = text_after(x->rest, n);
	return word;
}

enum lex_kind lex_next(struct lex *x, struct text *ret_word)
{
	skip_blank(x);
	if (!x->rest.n)
		return LEX_END;
	char c = x->rest.p[0];
	if (c == '"' || c == '\'') {
		*ret_word = quoted(x);
		return LEX_WORD;
	}
	if (c == '{' || c == '}' || c == ';' || c == '\n') {
		x->rest = text_after(x->rest, 1);
		return c == '{' ? LEX_OPEN : c == '}' ? LEX_CLOSE : c == ';' ? LEX_SEMI : LEX_LINE;
	}
	*ret_word = plain(x);
	return LEX_WORD;
}

void lex_skip(struct lex *x)
{
	struct text word;
	for (int depth = 1; depth > 0;) {
		enum lex_kind k = lex_next(x, &word);
		if (k == LEX_END)
			return;
		depth += k == LEX_OPEN ? 1 : k == LEX_CLOSE ? -1 : 0;
	}
}

// ---- secrets

static bool word_end(char c)
{
	return blank(c) || c == '\n' || c == '"' || c == '\'' || c == ';' || c == '&' || c == '|';
}

// Programs that take a password right behind -p; others mean something else by -print or -pthread.
static bool takes_joined(struct text all)
{
	return text_has(all, "mysql") || text_has(all, "mariadb") || text_has(all, "sshpass") || text_has(all, "7z") || text_has(all, "rar ");
}

// Length of what stands before the secret: "--password=", "-p " of a program that takes a password so, "PASSWORD=" … 0 when none starts here.
static size_t marks_secret(struct text t, bool first, bool joined)
{
	static const char *const marks[] = {"--password=", "--password ", "--passwd=", "--passwd ", "--pass=", "--pass ",
		"--pwd=", "--token=", "--token ", "--secret=", "--secret ", "--api-key=", "--api-key ", "--apikey=", "--passphrase=", "--passphrase ",
		"--http-password=", "--ftp-password=", "--proxy-password=", "-p"};
	static const char *const names[] = {"PASSWORD=", "PASSWD=", "PASSPHRASE=", "PASS=", "PWD=", "TOKEN=", "SECRET=", "API_KEY=", "APIKEY=",
		"ACCESS_KEY=", "password=", "passwd=", "pass=", "pwd=", "token=", "secret=", "apikey=", "api_key=", "key="};
	for (size_t i = 0; first && i < sizeof marks / sizeof *marks; i++)
		if (starts(t, marks[i])) {
			size_t n = strlen(marks[i]);
			if (n == 2 && n < t.n && !blank(t.p[n]) && !joined)
				return 0;
			for (bool short_form = n == 2; short_form && n < t.n && blank(t.p[n]);)
				n++;
			return n;
		}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (starts(t, names[i]))
			return strlen(names[i]);
	return 0;
}

// Length of the secret that starts at t, quotes included.
static size_t secret_length(struct text t)
{
	size_t n = 0;
	if (t.n && (t.p[0] == '"' || t.p[0] == '\'')) {
		for (n = 1; n < t.n && t.p[n] != t.p[0]; n++)
			;
		return n < t.n ? n + 1 : n;
	}
	while (n < t.n && !word_end(t.p[n]))
		n++;
	return n;
}

// "-p 22" of ssh and "mkdir -p /x" are no passwords: after -p only what is no number, path or option is taken out.
static bool harmless(struct text mark, struct text value)
{
	int64_t number;
	if (!starts(mark, "-p") || starts(mark, "--p"))
		return false;
	return !value.n || value.p[0] == '/' || value.p[0] == '-' || value.p[0] == '$' || text_int(value, 10, &number) || text_has(value, ":");
}

// Length of the account and password of an address whose "://" was just passed; 0 when it has none.
static size_t url_account(struct text t)
{
	size_t n = 0; // up to the last @, as a password may hold one too
	bool colon = false;
	for (size_t i = 0; i < t.n && !word_end(t.p[i]) && t.p[i] != '/' && t.p[i] != '?'; i++) {
		colon |= t.p[i] == ':';
		if (t.p[i] == '@' && colon)
			n = i + 1;
	}
	return n;
}

struct text lex_hide(struct arena *a, struct text t)
{
	struct buf *b = buf_new(a, t.n * 2 + 64);
	bool first = true, joined = takes_joined(t); // first: at the start of a word
	while (t.n) {
		if (starts(t, "://")) {
			buf_add(b, t.p, 3);
			t = text_after(t, 3);
			t = text_after(t, url_account(t));
			continue;
		}
		size_t mark = marks_secret(t, first, joined);
		if (mark) {
			struct text value = text_after(t, mark);
			size_t n = secret_length(value);
			bool keep = harmless(t, (struct text){value.p, n});
			buf_add(b, t.p, mark);
			if (keep)
				buf_add(b, value.p, n);
			else if (n)
				buf_str(b, "…");
			t = text_after(value, n);
			first = false;
			continue;
		}
		first = word_end(t.p[0]);
		buf_char(b, t.p[0]);
		t = text_after(t, 1);
	}
	return (struct text){b->p, b->n};
}
