// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs that send or take mail: Postfix (main.cf), Exim as Debian sets it up (update-exim4.conf.conf), Dovecot (dovecot.conf and
// conf.d). What master.cf changes for single ports is not followed.
#include "../../base/buf.h"
#include "../share/net.h"

#include <string.h>

struct row {
	const char *program, *reach, *takes, *sends, *file;
	bool running;
	int clear_login; // -1: not known
};

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "mail_service");
	row_str(run, "program", r->program);
	row_flag(run, "running", r->running);
	row_str(run, "reach", r->reach);
	row_str(run, "takes_tls", r->takes);
	row_str(run, "sends_tls", r->sends);
	row_flag(run, "clear_login", r->clear_login);
	row_str(run, "file", r->file);
	row_end(run);
}

// The widest of addresses in a list with any of the separators.
static const char *widest(struct text list, const char *separators)
{
	const char *reach = NULL;
	while (list.n) {
		size_t n = 0;
		while (n < list.n && list.p[n] && !strchr(separators, list.p[n]))
			n++;
		if (n)
			reach = net_wider(reach,
				text_is((struct text){list.p, n}, "all") || text_is((struct text){list.p, n}, "*")
					? "any"
					: net_reach((struct text){list.p, n}));
		list = text_after(list, n + 1);
	}
	return reach;
}

// ---- Postfix: a line that starts with a blank goes on with the one before (postconf(5))

static struct text unfold(struct probe_run *run, struct text t)
{
	struct buf *b = buf_new(run->a, (size_t)1 << 20);
	struct text line;
	while (text_line(&t, &line)) {
		bool goes_on = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
		line = text_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		buf_char(b, goes_on ? ' ' : '\n');
		buf_add(b, line.p, line.n);
	}
	return (struct text){b->p, b->n};
}

static struct text postfix_get(struct text t, const char *key, const char *otherwise)
{
	struct text v;
	return conf_get(t, '=', "", key, &v) && v.n ? v : text_of(otherwise);
}

static const char *postfix_level(struct text level, struct text enforce, struct text use)
{
	if (level.n && level.p[0] != '$')
		return text_is(level, "none") ? "off" : text_is(level, "may") || text_is(level, "dane") ? "offered" : "required";
	return text_yes(enforce) == 1 ? "required" : text_yes(use) == 1 ? "offered" : "off";
}

static void postfix(struct probe_run *run)
{
	static const char file[] = "/etc/postfix/main.cf";
	struct row r = {.program = "postfix", .file = file, .clear_login = -1};
	struct text t;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	t = unfold(run, t);
	struct text interfaces = postfix_get(t, "inet_interfaces", "all");
	r.reach = text_is(interfaces, "loopback-only") ? "self" : text_has(interfaces, "$myhostname") ? "any" : widest(interfaces, ", \t");
	r.takes = postfix_level(
		postfix_get(t, "smtpd_tls_security_level", ""), postfix_get(t, "smtpd_enforce_tls", "no"), postfix_get(t, "smtpd_use_tls", "no"));
	r.sends = postfix_level(
		postfix_get(t, "smtp_tls_security_level", ""), postfix_get(t, "smtp_enforce_tls", "no"), postfix_get(t, "smtp_use_tls", "no"));
	r.clear_login = text_yes(postfix_get(t, "smtpd_sasl_auth_enable", "no")) == 1 && text_yes(postfix_get(t, "smtpd_tls_auth_only", "no")) != 1 &&
		strcmp(r.takes, "required") != 0;
	r.running = net_active(run, "postfix.service postfix@-.service", NULL);
	write_row(run, &r);
}

// ---- Exim: offers and uses TLS when the macro is set; for sending it does so by itself

static void exim(struct probe_run *run)
{
	static const char file[] = "/etc/exim4/update-exim4.conf.conf";
	struct row r = {.program = "exim", .file = file, .clear_login = -1, .sends = "offered"};
	struct text t, v, macros;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	if (conf_get(t, '=', "", "dc_local_interfaces", &v))
		r.reach = text_trim(v).n ? widest(v, "; \t") : "any";
	macros = conf_join(run, sys_exists(run->sys, "/etc/exim4/exim4.conf.localmacros") ? "/etc/exim4/exim4.conf.localmacros" : NULL,
		sys_exists(run->sys, "/etc/exim4/conf.d/main") ? "/etc/exim4/conf.d/main" : NULL, "");
	r.takes = conf_get(macros, '=', "", "MAIN_TLS_ENABLE", &v) && text_yes(v) != 0 ? "offered" : "off";
	r.running = net_active(run, "exim4.service", "exim4");
	if (conf_get(t, '=', "", "dc_eximconfig_configtype", &v) && text_is(v, "none"))
		r.reach = r.takes = r.sends = NULL; // the settings of Debian are not used
	write_row(run, &r);
}

// ---- Dovecot: `key = value`, blocks in braces; listeners in a block have their own addresses

static struct text dovecot_get(struct text t, const char *key, const char *otherwise)
{
	struct text line, k, v, found = text_of(otherwise);
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (!line.n || line.p[0] == '#' || !text_cut(line, '=', &k, &v) || !text_is(text_trim(k), key))
			continue;
		found = text_uncomment(text_trim(v), "#");
	}
	return found;
}

static void dovecot(struct probe_run *run)
{
	static const char file[] = "/etc/dovecot/dovecot.conf";
	struct row r = {.program = "dovecot", .file = file};
	if (!sys_exists(run->sys, file))
		return;
	struct text t = conf_join(run, file, sys_exists(run->sys, "/etc/dovecot/conf.d") ? "/etc/dovecot/conf.d" : NULL, ".conf");
	struct text local = conf_join(run, sys_exists(run->sys, "/etc/dovecot/local.conf") ? "/etc/dovecot/local.conf" : NULL, NULL, NULL);
	struct buf *all = buf_new(run->a, (size_t)8 << 20);
	buf_add(all, t.p, t.n);
	buf_add(all, local.p, local.n);
	t = (struct text){all->p, all->n};
	struct text ssl = dovecot_get(t, "ssl", "yes"), listen = dovecot_get(t, "listen", "*, ::");
	r.takes = text_is(ssl, "required") ? "required" : text_yes(ssl) == 0 ? "off" : "offered";
	r.reach = widest(listen, ", \t");
	// 2.4 turned the name and the sense around
	bool allowed = text_yes(dovecot_get(t, "disable_plaintext_auth", "yes")) == 0 || text_yes(dovecot_get(t, "auth_allow_cleartext", "no")) == 1;
	r.clear_login = allowed && strcmp(r.takes, "required") != 0;
	r.running = net_active(run, "dovecot.service dovecot.socket", "dovecot");
	write_row(run, &r);
}

static void probe_mail_run(struct probe_run *run)
{
	postfix(run);
	exim(run);
	dovecot(run);
}

const struct probe probe_mail = {"mail", "mail_service", probe_mail_run};
