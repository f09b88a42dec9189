// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Web servers and their sites: nginx, Apache, lighttpd, Caddy, by their settings; and the security.txt files in the folders that they
// serve. One row a site and port: whether it answers in the clear without sending visitors on, and which TLS it allows.
#include "../../base/buf.h"
#include "../../base/clock.h"
#include "../share/lex.h"
#include "../share/net.h"

#include <string.h>

#define INCLUDES_MAX 200
#define SITES_MAX 500
#define WORDS_MAX 40
#define NESTED_MAX 20

struct site {
	const char *file;
	struct text name, root, protocols;
	struct text listen; // address and port as written; empty: none
	bool any_listen, clear, tls, redirects;
};

struct web {
	struct probe_run *run;
	const char *program;
	bool running;
	int includes, sites;
	struct text protocols; // of all sites
	bool weak_level;       // the settings lower the level of the TLS library
	const char *roots[SITES_MAX];
	size_t roots_n;
	const char *open[NESTED_MAX]; // files that are being read
	size_t open_n;
};

// OpenSSL 3 speaks TLS 1.0 and 1.1 only at security level 0, whatever the protocols that a server names (openssl-ciphers(1)).
static bool library_refuses(struct web *w)
{
	return net_package(w->run, "libssl3 libssl3t64") && !w->weak_level;
}

// "TLSv1 TLSv1.1 TLSv1.2" of nginx; "all -SSLv3 -TLSv1" of Apache.
static int old_tls(struct web *w, struct text protocols)
{
	struct text word;
	bool first = false, second = false;
	if (library_refuses(w))
		return 0;
	if (!protocols.n)
		return -1;
	while (text_word(&protocols, &word)) {
		bool off = word.n && word.p[0] == '-';
		if (word.n && (word.p[0] == '-' || word.p[0] == '+'))
			word = text_after(word, 1);
		if (text_is_nocase(word, "all"))
			first = second = !off;
		else if (text_is_nocase(word, "TLSv1"))
			first = !off;
		else if (text_is_nocase(word, "TLSv1.1"))
			second = !off;
	}
	return first || second;
}

static void add_root(struct web *w, struct text root)
{
	if (!root.n || root.p[0] != '/' || text_has(root, "$") || w->roots_n == SITES_MAX)
		return;
	for (size_t i = 0; i < w->roots_n; i++)
		if (text_is(root, w->roots[i]))
			return;
	w->roots[w->roots_n++] = text_dup(w->run->a, root);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void write_site(struct web *w, const struct site *s, const char *port)
{
	char *name = s->name.n && !text_is(s->name, "_") ? text_dup(w->run->a, s->name) : arena_strdup(w->run->a, base_name(s->file));
	if (w->sites++ >= SITES_MAX)
		return;
	row_begin(w->run, "web_service");
	row_str(w->run, "program", w->program);
	row_str(w->run, "name", port ? arena_printf(w->run->a, "%s:%s", name, port) : name);
	row_flag(w->run, "running", w->running);
	row_flag(w->run, "clear", s->clear && !s->redirects);
	if (s->tls)
		row_flag(w->run, "old_tls", old_tls(w, s->protocols.n ? s->protocols : w->protocols));
	row_str(w->run, "file", s->file);
	row_end(w->run);
	if (w->running)
		add_root(w, s->root);
}

// The port of 80, *:443, 127.0.0.1:8080, [::]:80; 80 when it has none.
static struct text port_of(struct text listen, struct text *ret_address)
{
	int64_t number;
	*ret_address = (struct text){"", 0};
	if (text_int(listen, 10, &number))
		return listen;
	size_t at = listen.n;
	while (at > 0 && listen.p[at - 1] != ':' && listen.p[at - 1] != ']')
		at--;
	if (at && listen.p[at - 1] == ':' && text_int(text_after(listen, at), 10, &number)) {
		*ret_address = (struct text){listen.p, at - 1};
		return text_after(listen, at);
	}
	*ret_address = listen;
	return text_of("80");
}

// ---- nginx

static void nginx_file(struct web *w, const char *path, struct site *s, bool whole, int depth);

static void nginx_include(struct web *w, struct text what, struct site *s, bool whole, int depth)
{
	char *path = text_starts(what, "/") ? text_dup(w->run->a, what) : arena_printf(w->run->a, "/etc/nginx/%.*s", (int)what.n, what.p);
	char *star = strchr(path, '*'), *slash = strrchr(path, '/');
	if (!star) {
		nginx_file(w, path, s, whole, depth);
		return;
	}
	if (star < slash)
		return;
	*slash = 0;
	struct sys_names all;
	if (!probe_saw(w->run, sys_list(w->run->sys, w->run->a, path, &all), path))
		return;
	for (size_t i = 0; i < all.n; i++)
		if (text_ends(text_of(all.name[i]), star + 1) && all.name[i][0] != '.')
			nginx_file(w, arena_printf(w->run->a, "%s/%s", path, all.name[i]), s, whole, depth);
}

static void nginx_listen(struct site *s, const struct text *word, size_t n)
{
	struct text address;
	bool ssl = false;
	for (size_t i = 2; i < n; i++)
		ssl |= text_is(word[i], "ssl") || text_is(word[i], "quic");
	s->any_listen = true;
	if (text_starts(word[1], "unix:"))
		return;
	struct text port = port_of(word[1], &address);
	if (strcmp(net_reach(address), "self") == 0 && address.n)
		return;
	s->tls |= ssl;
	s->clear |= !ssl;
	if (!s->listen.n || !ssl)
		s->listen = port;
}

static void nginx_directive(struct web *w, struct site *s, const struct text *word, size_t n, bool whole)
{
	if (text_is(word[0], "ssl_protocols") && n > 1) {
		struct text all = {word[1].p, (size_t)(word[n - 1].p + word[n - 1].n - word[1].p)};
		*(s ? &s->protocols : &w->protocols) = all;
	} else if (text_is(word[0], "ssl_ciphers") && n > 1)
		w->weak_level |= text_has(word[1], "SECLEVEL=0");
	if (!s || n < 2)
		return;
	if (text_is(word[0], "listen"))
		nginx_listen(s, word, n);
	else if (text_is(word[0], "server_name") && !s->name.n)
		s->name = word[1];
	else if (text_is(word[0], "root") && !s->root.n)
		s->root = word[1];
	else if (text_is(word[0], "ssl") && text_is(word[1], "on")) {
		s->tls = true;
		s->clear = false;
	} else if (whole && text_is(word[0], "return") && text_has(word[n - 1], "https://"))
		s->redirects = true;
	else if (whole && text_is(word[0], "rewrite") && n > 2 && text_starts(word[2], "https://"))
		s->redirects = true;
}

// Reads one block. whole: what stands here holds for all visitors of the site (the block itself, `if`, `location /`).
static void nginx_block(struct web *w, struct lex *x, struct site *s, bool whole, const char *path, int depth)
{
	struct text word[WORDS_MAX], dummy;
	size_t n = 0;
	for (enum lex_kind k; (k = lex_next(x, n < WORDS_MAX ? &word[n] : &dummy)) != LEX_END;) {
		if (k == LEX_WORD) {
			n += n < WORDS_MAX;
			continue;
		}
		if (k == LEX_CLOSE)
			return;
		if (k == LEX_SEMI && n > 1 && text_is(word[0], "include"))
			nginx_include(w, word[1], s, whole, depth + 1);
		else if (k == LEX_SEMI && n)
			nginx_directive(w, s, word, n, whole);
		else if (k == LEX_OPEN && depth >= NESTED_MAX)
			lex_skip(x);
		else if (k == LEX_OPEN && n && text_is(word[0], "server") && !s) {
			struct site one = {.file = path};
			nginx_block(w, x, &one, true, path, depth + 1);
			if (!one.any_listen) {
				one.clear = true;
				one.listen = text_of("80");
			}
			write_site(w, &one, one.listen.n ? text_dup(w->run->a, one.listen) : NULL);
		} else if (k == LEX_OPEN) {
			bool all = n && whole && (text_is(word[0], "if") || (text_is(word[0], "location") && n > 1 && text_is(word[n - 1], "/")));
			nginx_block(w, x, s, all, path, depth + 1);
		}
		n = 0;
	}
}

static void nginx_file(struct web *w, const char *path, struct site *s, bool whole, int depth)
{
	struct text t;
	for (size_t i = 0; i < w->open_n; i++) // a file that includes itself
		if (strcmp(w->open[i], path) == 0)
			return;
	if (++w->includes > INCLUDES_MAX || depth > NESTED_MAX || w->open_n == NESTED_MAX || !probe_read(w->run, path, &t))
		return;
	w->open[w->open_n++] = path;
	struct lex x = {t, false, false};
	nginx_block(w, &x, s, whole, path, depth);
	w->open_n--;
}

// ---- Apache: sections in <…>, one directive a line

static void apache_line(struct web *w, struct site *s, bool inside, struct text line)
{
	struct text key, rest = line, all;
	if (!text_word(&rest, &key))
		return;
	all = text_trim(rest);
	if (text_is_nocase(key, "SSLProtocol"))
		*(inside ? &s->protocols : &w->protocols) = all;
	else if (text_is_nocase(key, "SSLCipherSuite"))
		w->weak_level |= text_has(all, "SECLEVEL=0");
	else if (text_is_nocase(key, "SSLEngine"))
		s->tls = text_yes(all) == 1;
	else if (text_is_nocase(key, "ServerName"))
		s->name = all;
	else if (text_is_nocase(key, "DocumentRoot"))
		text_word(&rest, &s->root);
	else if ((text_is_nocase(key, "Redirect") || text_is_nocase(key, "RedirectPermanent") || text_is_nocase(key, "RedirectMatch") ||
			 text_is_nocase(key, "RewriteRule")) &&
		text_has(all, "https://"))
		s->redirects = true;
}

static void apache_file(struct web *w, const char *path)
{
	struct text t, line, address;
	struct site s = {.file = path};
	bool inside = false;
	if (!probe_read(w->run, path, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		struct text rest = line, word;
		text_word(&rest, &word);
		if (text_is_nocase(word, "<VirtualHost")) {
			s = (struct site){.file = path};
			inside = true;
			if (text_word(&rest, &word))
				s.listen = text_ends(word, ">") ? (struct text){word.p, word.n - 1} : word;
		} else if (text_is_nocase(word, "</VirtualHost>") && inside) {
			struct text port = port_of(s.listen, &address);
			inside = false;
			s.clear = !s.tls && (!address.n || strcmp(net_reach(address), "self") != 0);
			write_site(w, &s, text_is(port, "*") ? NULL : text_dup(w->run->a, port));
		} else
			apache_line(w, &s, inside, line);
	}
}

static void apache(struct web *w, const char *base, const char *main_file)
{
	static const char *const dirs[] = {"mods-enabled", "conf-enabled", "conf.d", "sites-enabled"};
	char *first = arena_printf(w->run->a, "%s/%s", base, main_file);
	if (!sys_exists(w->run->sys, first))
		return;
	w->program = "apache2";
	w->running =
		net_active(w->run, "apache2.service httpd.service", NULL) || share_runs(w->run, "apache2") == 1 || share_runs(w->run, "httpd") == 1;
	w->protocols = text_of("all -SSLv3");
	int before = w->sites;
	apache_file(w, first);
	for (size_t d = 0; d < 4; d++) {
		char *dir = arena_printf(w->run->a, "%s/%s", base, dirs[d]);
		if (!sys_exists(w->run->sys, dir))
			continue;
		struct sys_names all = conf_files(w->run, dir, ".conf");
		for (size_t i = 0; i < all.n; i++)
			apache_file(w, all.name[i]);
	}
	struct site whole = {.file = first, .clear = true};
	if (w->sites == before) // without virtual hosts the server itself is the one site
		write_site(w, &whole, NULL);
}

// ---- lighttpd, Caddy

static void lighttpd(struct web *w)
{
	static const char file[] = "/etc/lighttpd/lighttpd.conf";
	struct text t, line, key, value;
	struct site s = {.file = file, .clear = true, .name = text_of("lighttpd")};
	if (!sys_exists(w->run->sys, file))
		return;
	t = conf_join(w->run, file, sys_exists(w->run->sys, "/etc/lighttpd/conf-enabled") ? "/etc/lighttpd/conf-enabled" : NULL, ".conf");
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_cut(line, '=', &key, &value))
			continue;
		key = text_trim(key);
		value = text_trim(value);
		if (text_is(key, "ssl.engine"))
			s.tls |= text_has(value, "enable");
		else if (text_is(key, "server.document-root") && value.n > 2)
			s.root = (struct text){value.p + 1, value.n - 2};
		else if (text_is(key, "server.bind") && value.n > 2 && strcmp(net_reach((struct text){value.p + 1, value.n - 2}), "self") == 0)
			s.clear = false;
		else if (text_starts(key, "url.redirect") || text_has(line, "https://"))
			s.redirects |= text_has(line, "https://");
	}
	w->program = "lighttpd";
	w->running = net_active(w->run, "lighttpd.service", "lighttpd");
	write_site(w, &s, NULL);
}

// Caddy asks for certificates and sends visitors on by itself; a site is in the clear only when its address says http:// or port 80.
static void caddy(struct web *w)
{
	static const char file[] = "/etc/caddy/Caddyfile";
	struct text t, word, sub;
	if (!sys_exists(w->run->sys, file) || !probe_read(w->run, file, &t))
		return;
	w->program = "caddy";
	w->running = net_active(w->run, "caddy.service", "caddy");
	struct lex x = {t, false, true};
	struct site s = {.file = file};
	int depth = 0;
	bool rooted = false;
	for (enum lex_kind k; (k = lex_next(&x, &word)) != LEX_END;) {
		if (k == LEX_OPEN)
			depth++;
		else if (k == LEX_CLOSE && depth > 0) {
			if (--depth == 0 && s.name.n)
				write_site(w, &s, NULL);
			s = depth ? s : (struct site){.file = file};
		} else if (k == LEX_LINE)
			rooted = false;
		else if (k == LEX_WORD && depth == 0 && !s.name.n) {
			s.name = text_ends(word, ",") ? (struct text){word.p, word.n - 1} : word;
			s.clear = text_starts(s.name, "http://") || text_is(s.name, ":80") || text_ends(s.name, ":80");
			s.tls = !s.clear;
			sub = text_starts(s.name, "http://") ? text_after(s.name, 7) : s.name;
			if (text_starts(sub, "localhost") || text_starts(sub, "127."))
				s.clear = false;
		} else if (k == LEX_WORD && depth == 1) {
			if (rooted && text_starts(word, "/"))
				s.root = word;
			rooted |= text_is(word, "root");
			s.redirects |= text_starts(word, "https://") && s.clear;
		}
	}
}

// ---- security.txt (RFC 9116)

static void security_contact(struct probe_run *run, const char *file)
{
	struct text t, line, key, value, contact = {"", 0}, policy = {"", 0};
	int64_t expires = 0, at;
	struct sys_stat st;
	if (sys_stat(run->sys, file, &st) != SYS_OK || !probe_read(run, file, &t))
		return;
	while (text_line(&t, &line)) {
		if (!line.n || line.p[0] == '#' || !text_cut(line, ':', &key, &value))
			continue;
		value = text_trim(value);
		if (text_is_nocase(key, "Contact") && !contact.n)
			contact = value;
		else if (text_is_nocase(key, "Policy") && !policy.n)
			policy = value;
		else if (text_is_nocase(key, "Expires")) {
			char *s = text_dup(run->a, value); // people write a small t or z too
			for (char *c = s; *c; c++)
				*c = *c == 't' || *c == 'z' ? (char)(*c - 32) : *c;
			expires = clock_read_iso(text_of(s), &at) ? at : expires;
		}
	}
	row_begin(run, "security_contact");
	row_str(run, "file", file);
	if (contact.n)
		row_text(run, "contact", contact);
	if (expires)
		row_int(run, "expires_at", expires);
	if (policy.n)
		row_text(run, "policy", policy);
	row_end(run);
}

static void contacts(struct web *w)
{
	for (size_t i = 0; i < w->roots_n; i++) {
		char *known = arena_printf(w->run->a, "%s/.well-known/security.txt", w->roots[i]);
		security_contact(w->run, sys_exists(w->run->sys, known) ? known : arena_printf(w->run->a, "%s/security.txt", w->roots[i]));
	}
}

static void probe_web_run(struct probe_run *run)
{
	struct web *w = arena_alloc(run->a, sizeof *w);
	w->run = run;
	if (sys_exists(run->sys, "/etc/nginx/nginx.conf")) {
		w->program = "nginx";
		w->running = net_active(run, "nginx.service", "nginx");
		nginx_file(w, "/etc/nginx/nginx.conf", NULL, false, 0);
	}
	w->weak_level = false;
	apache(w, "/etc/apache2", "apache2.conf");
	apache(w, "/etc/httpd", "conf/httpd.conf");
	w->protocols = (struct text){"", 0};
	lighttpd(w);
	caddy(w);
	contacts(w);
}

const struct probe probe_web = {"web", "web_service security_contact", probe_web_run};
