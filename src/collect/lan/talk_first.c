// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Talks with what speaks first: SSH, Telnet, FTP, mail, VNC, rsync, and whatever says a word by itself. FTP is asked as "anonymous", the name that
// exists for whoever has no password; nothing else is tried.
#include "talk.h"
#include "../read/banner.h"
#include "../read/box.h"

#include <string.h>
#include <strings.h>

// Hears the first words and takes from them what they tell.
static struct text greeting(struct talk *t, int ms)
{
	struct text first = gentle_hear(&t->line, 2048, ms, 80);
	struct banner b;
	banner_read(first, t->door->port->name, &b);
	if (first.n)
		t->door->banner = banner_clean(t->a, first, 200);
	if (t->door->banner)
		asked_hint(t->of, "banner", text_of(t->door->banner));
	t->door->name = b.name ? b.name : first.n ? "unknown" : t->door->port->name;
	talk_product(t, b.product, b.version);
	return first;
}

void talk_listen(struct talk *t)
{
	struct text first = greeting(t, 1500);
	if (strcmp(t->door->name, "ssh") == 0) {
		asked_hint(t->of, "ssh", first);
		t->door->clear_login = 0;
		talk_ssh_key(t);
	} else if (!first.n)
		t->door->name = t->door->port->name;
}

// ---- Telnet

struct text talk_options(struct line *l, struct arena *a, struct text heard)
{
	struct buf *no = buf_new(a, 600), *said = buf_new(a, 4096);
	const unsigned char *p = (const unsigned char *)heard.p;
	for (size_t i = 0; i < heard.n; i++) {
		if (p[i] != 255) {
			buf_char(said, heard.p[i]);
		} else if (i + 2 < heard.n && p[i + 1] >= 251 && p[i + 1] <= 254) {
			const char answer[] = {(char)255, (char)(p[i + 1] >= 253 ? 252 : 254), heard.p[i + 2]};
			if (p[i + 1] == 251 || p[i + 1] == 253)
				buf_add(no, answer, sizeof answer);
			i += 2;
		} else if (i + 1 < heard.n && p[i + 1] == 250) {
			while (i + 1 < heard.n && !(p[i] == 255 && p[i + 1] == 240))
				i++;
			i++;
		} else
			i++;
	}
	if (no->n)
		gentle_send(l, no->p, no->n);
	return (struct text){said->p, said->n};
}

void talk_telnet(struct talk *t)
{
	struct buf *all = buf_new(t->a, 4096);
	struct text heard = greeting(t, 2500);
	if (!heard.n) {
		t->door->name = t->door->port->port == 23 ? "telnet" : "unknown";
		return;
	}
	if (strcmp(t->door->name, "telnet") != 0 && (unsigned char)heard.p[0] != 255)
		return;
	for (int i = 0; i < 4 && heard.n; i++) {
		struct text said = talk_options(&t->line, t->a, heard);
		buf_add(all, said.p, said.n);
		heard = gentle_hear(&t->line, 2048, 700, 150);
	}
	struct text said = text_trim((struct text){all->p, all->n});
	t->door->banner = banner_clean(t->a, said, 200);
	if (t->door->banner)
		asked_hint(t->of, "banner", text_of(t->door->banner));
	t->door->clear_login = 1;
	char last = said.n ? said.p[said.n - 1] : 0;
	bool asks = strcasestr(all->p, "login") || strcasestr(all->p, "user") || strcasestr(all->p, "pass") || strcasestr(all->p, "account");
	t->door->anybody = asks ? 0 : last == '#' || last == '>' || last == '$' || last == '%' ? 1 : -1;
}

// ---- FTP

// One line of an answer with a number; those with a hyphen behind the number go on.
static int reply(struct talk *t, struct text *ret_last)
{
	for (int i = 0; i < 60; i++) {
		struct text line = gentle_line(&t->line, 4000);
		int64_t code;
		*ret_last = line;
		if (!line.n)
			return 0;
		if (line.n >= 4 && line.p[3] == ' ' && text_int((struct text){line.p, 3}, 10, &code))
			return (int)code;
	}
	return 0;
}

static int command(struct talk *t, const char *words, struct text *ret_last)
{
	gentle_say(&t->line, words);
	return reply(t, ret_last);
}

static bool ftp_tls(struct talk *t)
{
	gentle_say(&t->line, "FEAT\r\n");
	struct text line, all = gentle_hear(&t->line, 4096, 3000, 150), rest = all;
	bool has = text_find(all, "AUTH TLS") || text_find(all, "AUTH SSL");
	for (int i = 0; i < 100 && text_line(&rest, &line); i++)
		has = has || text_has(line, "AUTH  TLS");
	return has;
}

void talk_ftp(struct talk *t)
{
	struct text last, first = greeting(t, 3000);
	if (strcmp(t->door->name, "ftp") != 0)
		return;
	for (int i = 0; i < 40 && first.n > 3 && memmem(first.p, first.n, "220 ", 4) == NULL && !t->line.ended; i++)
		first = gentle_line(&t->line, 1000);
	t->door->starttls = ftp_tls(t);
	t->door->start = TLS_FTP;
	int code = command(t, "USER anonymous\r\n", &last);
	bool wants_tls = (code == 421 || code >= 500) && (strcasestr(last.p, "TLS") || strcasestr(last.p, "SSL") || strcasestr(last.p, "encrypt"));
	t->door->clear_login = code ? !wants_tls : -1;
	if (code == 331)
		code = command(t, "PASS guest@\r\n", &last);
	t->door->anybody = code == 230 ? 1 : code >= 400 ? 0 : -1;
	if (t->door->anybody == 1) {
		struct door_share *s = arena_alloc(t->a, sizeof *s);
		*s = (struct door_share){"ftp", "/", 1, NULL};
		t->door->share = s;
	}
	command(t, "QUIT\r\n", &last);
}

// ---- mail

void talk_smtp(struct talk *t)
{
	struct text last;
	greeting(t, 4000);
	if (strcmp(t->door->name, "smtp") != 0)
		return;
	gentle_say(&t->line, "EHLO bolwerk.invalid\r\n");
	struct text all = gentle_hear(&t->line, 4096, 4000, 150);
	t->door->starttls = text_has(all, "STARTTLS");
	t->door->start = TLS_SMTP;
	t->door->clear_login = text_has(all, "AUTH ") || text_has(all, "AUTH=");
	command(t, "QUIT\r\n", &last);
}

void talk_pop3(struct talk *t)
{
	greeting(t, 3000);
	if (strcmp(t->door->name, "pop3") != 0)
		return;
	gentle_say(&t->line, "CAPA\r\n");
	struct text all = gentle_hear(&t->line, 4096, 3000, 150);
	t->door->starttls = text_has(all, "STLS");
	t->door->start = TLS_POP3;
	t->door->clear_login = text_starts(all, "+OK") ? text_has(all, "USER") || text_has(all, "PLAIN") : -1;
	gentle_say(&t->line, "QUIT\r\n");
}

void talk_imap(struct talk *t)
{
	greeting(t, 3000);
	if (strcmp(t->door->name, "imap") != 0)
		return;
	gentle_say(&t->line, "a1 CAPABILITY\r\n");
	struct text all = gentle_hear(&t->line, 4096, 3000, 150);
	t->door->starttls = text_has(all, "STARTTLS");
	t->door->start = TLS_IMAP;
	t->door->clear_login = text_has(all, "CAPABILITY") ? !text_has(all, "LOGINDISABLED") : -1;
	gentle_say(&t->line, "a2 LOGOUT\r\n");
}

// ---- VNC, rsync

void talk_vnc(struct talk *t)
{
	struct text first = greeting(t, 2000);
	struct box_answer answer;
	if (strcmp(t->door->name, "vnc") != 0 || first.n < 12)
		return;
	bool old = memcmp(first.p, "RFB 003.00", 10) == 0 && first.p[10] < '7';
	t->door->version = banner_clean(t->a, (struct text){first.p + 4, 7}, 10);
	gentle_say(&t->line, old ? "RFB 003.003\n" : "RFB 003.008\n");
	box_read_vnc(gentle_hear(&t->line, 300, 2000, 80), old, &answer);
	t->door->anybody = answer.anybody;
	t->door->clear_login = answer.known ? answer.tls != 1 : -1;
}

void talk_rsync(struct talk *t)
{
	struct text rest = greeting(t, 2000), line, all;
	if (strcmp(t->door->name, "rsync") != 0)
		return;
	gentle_say(&t->line, "@RSYNCD: 29.0\n#list\n");
	all = gentle_hear(&t->line, 8192, 2000, 150);
	struct door_share **end = &t->door->share;
	rest = all;
	for (int i = 0; i < 50 && text_line(&rest, &line); i++) {
		struct text name, note;
		if (text_starts(line, "@") || !text_cut(line, '\t', &name, &note) || !text_trim(name).n)
			continue;
		struct door_share *s = arena_alloc(t->a, sizeof *s);
		*s = (struct door_share){"rsync", banner_clean(t->a, text_trim(name), 100), -1, NULL};
		if (!s->name)
			continue;
		*end = s;
		end = &s->next;
	}
	if (!t->door->share || !talk_again(t))
		return;
	gentle_line(&t->line, 2000);
	gentle_say(&t->line, arena_printf(t->a, "@RSYNCD: 29.0\n%s\n", t->door->share->name));
	struct text answer = gentle_hear(&t->line, 2048, 2000, 80);
	int open = text_has(answer, "@RSYNCD: OK") ? 1 : text_has(answer, "AUTHREQD") || text_has(answer, "@ERROR") ? 0 : -1;
	t->door->share->anybody = t->door->anybody = open;
}
