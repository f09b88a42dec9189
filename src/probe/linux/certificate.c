// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Certificates that programs here show to others: those that the settings of running servers name, and those that certbot keeps. The
// certificate is read (share/x509.c), never its key.
#include "../../base/buf.h"
#include "../share/net.h"
#include "../share/x509.h"

#include <string.h>

#define FOUND_MAX 500

struct found {
	const char *file, *used_by;
};

struct list {
	struct probe_run *run;
	struct found *all;
	size_t n;
};

static void add(struct list *l, const char *file, const char *used_by)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->all[i].file, file) == 0) {
			if (!text_has(text_of(l->all[i].used_by), used_by))
				l->all[i].used_by = arena_printf(l->run->a, "%s, %s", l->all[i].used_by, used_by);
			return;
		}
	if (l->n < FOUND_MAX)
		l->all[l->n++] = (struct found){file, used_by};
}

// Where servers name their certificates: folders are read with all that ends so, relative paths count from `base`.
static const struct place {
	const char *used_by, *units, *program, *path, *suffix, *directive, *base;
} places[] = {
	{"nginx", "nginx.service", "nginx", "/etc/nginx/nginx.conf", NULL, "ssl_certificate", "/etc/nginx"},
	{"nginx", "nginx.service", "nginx", "/etc/nginx/sites-enabled", "", "ssl_certificate", "/etc/nginx"},
	{"nginx", "nginx.service", "nginx", "/etc/nginx/conf.d", ".conf", "ssl_certificate", "/etc/nginx"},
	{"apache2", "apache2.service", "apache2", "/etc/apache2/sites-enabled", ".conf", "SSLCertificateFile", "/etc/apache2"},
	{"apache2", "httpd.service", "httpd", "/etc/httpd/conf.d", ".conf", "SSLCertificateFile", "/etc/httpd"},
	{"lighttpd", "lighttpd.service", "lighttpd", "/etc/lighttpd/lighttpd.conf", NULL, "ssl.pemfile", "/etc/lighttpd"},
	{"lighttpd", "lighttpd.service", "lighttpd", "/etc/lighttpd/conf-enabled", ".conf", "ssl.pemfile", "/etc/lighttpd"},
	{"postfix", "postfix.service postfix@-.service", NULL, "/etc/postfix/main.cf", NULL, "smtpd_tls_cert_file", "/etc/postfix"},
	{"postfix", "postfix.service postfix@-.service", NULL, "/etc/postfix/main.cf", NULL, "smtpd_tls_chain_files", "/etc/postfix"},
	{"dovecot", "dovecot.service", "dovecot", "/etc/dovecot/conf.d", ".conf", "ssl_cert", "/etc/dovecot"},
	{"dovecot", "dovecot.service", "dovecot", "/etc/dovecot/conf.d", ".conf", "ssl_server_cert_file", "/etc/dovecot"},
	{"dovecot", "dovecot.service", "dovecot", "/etc/dovecot/dovecot.conf", NULL, "ssl_cert", "/etc/dovecot"},
	{"exim", "exim4.service", "exim4", "/etc/exim4/exim4.conf.localmacros", NULL, "MAIN_TLS_CERTIFICATE", "/etc/exim4"},
	{"xrdp", "xrdp.service", "xrdp", "/etc/xrdp/xrdp.ini", NULL, "certificate", "/etc/xrdp"},
	{"vsftpd", "vsftpd.service", "vsftpd", "/etc/vsftpd.conf", NULL, "rsa_cert_file", "/etc"},
	{"proftpd", "proftpd.service", "proftpd", "/etc/proftpd/tls.conf", NULL, "TLSRSACertificateFile", "/etc/proftpd"},
	{"mariadb", "mariadb.service mysql.service", "mariadbd", "/etc/mysql/mariadb.conf.d", ".cnf", "ssl-cert", "/etc/mysql"},
	{"mosquitto", "mosquitto.service", "mosquitto", "/etc/mosquitto/conf.d", ".conf", "certfile", "/etc/mosquitto"},
	{"webmin", "webmin.service", "miniserv.pl", "/etc/webmin/miniserv.conf", NULL, "keyfile", "/etc/webmin"},
};

// The value of a line `directive value;`, `directive = <value`, `directive "value"`.
static bool value_of(struct text line, const char *directive, struct text *ret)
{
	line = text_uncomment(line, "#");
	size_t n = strlen(directive);
	if (line.n <= n || !text_is_nocase((struct text){line.p, n}, directive) || !strchr(" \t=", line.p[n] ? line.p[n] : 'x'))
		return false;
	struct text rest = text_after(line, n);
	while (rest.n && strchr(" \t=<\"'", rest.p[0] ? rest.p[0] : 'x'))
		rest = text_after(rest, 1);
	n = 0;
	while (n < rest.n && rest.p[n] && !strchr(" \t;,\"'", rest.p[n]))
		n++;
	*ret = (struct text){rest.p, n};
	return n > 0 && n < 1000;
}

static void read_settings(struct list *l, const struct place *p, const char *file)
{
	struct text t, line, value;
	if (!probe_read(l->run, file, &t))
		return;
	while (text_line(&t, &line)) {
		// text that names other text ($ssl_server_name) stands for many files
		if (!value_of(text_trim(line), p->directive, &value) || text_has(value, "$") || !text_clean(value))
			continue;
		bool whole = value.p[0] == '/';
		add(l, arena_printf(l->run->a, "%s%s%.*s", whole ? "" : p->base, whole ? "" : "/", (int)value.n, value.p), p->used_by);
	}
}

static void look(struct list *l, const struct place *p)
{
	if (!sys_exists(l->run->sys, p->path) || !net_active(l->run, p->units, p->program))
		return;
	if (!p->suffix) {
		read_settings(l, p, p->path);
		return;
	}
	struct sys_names all = conf_files(l->run, p->path, p->suffix);
	for (size_t i = 0; i < all.n; i++)
		read_settings(l, p, all.name[i]);
}

// Folders whose certificates are shown as they lie there.
static void folders(struct list *l)
{
	static const struct {
		const char *used_by, *units, *dir, *suffix;
	} all[] = {{"cups", "cups.service cups.socket", "/etc/cups/ssl", ".crt"}, {"cockpit", "cockpit.socket", "/etc/cockpit/ws-certs.d", ".cert"},
		{"cockpit", "cockpit.socket", "/etc/cockpit/ws-certs.d", ".crt"}};
	struct probe_run *run = l->run;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct sys_stat st;
		if (sys_stat(run->sys, all[i].dir, &st) != SYS_OK || !net_active(run, all[i].units, NULL))
			continue;
		struct sys_names files = conf_files(run, all[i].dir, all[i].suffix);
		for (size_t k = 0; k < files.n && k < 20; k++)
			add(l, files.name[k], all[i].used_by);
	}
	// xrdp's own when none is named
	if (sys_exists(run->sys, "/etc/xrdp/cert.pem") && net_active(run, "xrdp.service", "xrdp")) {
		struct text t, v;
		if (!probe_read(run, "/etc/xrdp/xrdp.ini", &t) || !conf_get(t, '=', "Globals", "certificate", &v) || !v.n)
			add(l, "/etc/xrdp/cert.pem", "xrdp");
	}
}

// What certbot keeps and no settings above name: some other program shows it.
static void certbot(struct list *l)
{
	static const char dir[] = "/etc/letsencrypt/live";
	struct probe_run *run = l->run;
	struct sys_names all;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n; i++) {
		char *folder = arena_printf(run->a, "%s/%s/", dir, all.name[i]);
		bool known = false;
		for (size_t k = 0; k < l->n; k++)
			known |= text_starts(text_of(l->all[k].file), folder);
		if (!known && sys_exists(run->sys, arena_printf(run->a, "%scert.pem", folder)))
			add(l, arena_printf(run->a, "%scert.pem", folder), "certbot");
	}
}

static void write_row(struct probe_run *run, const struct found *f)
{
	struct text t;
	struct x509 c;
	if (!probe_read(run, f->file, &t))
		return;
	if (!x509_read(run->a, t, &c)) {
		probe_partly(run, "odd_file", f->file);
		return;
	}
	row_begin(run, "certificate");
	row_str(run, "file", f->file);
	row_str(run, "subject", c.subject);
	row_str(run, "issuer", c.issuer);
	row_int(run, "not_before_at", c.not_before);
	row_int(run, "not_after_at", c.not_after);
	row_flag(run, "self_signed", c.self_signed);
	if (c.key_bits)
		row_int(run, "key_bits", c.key_bits);
	row_str(run, "signature", c.signature);
	row_str(run, "used_by", f->used_by);
	row_str(run, "names", c.names);
	row_end(run);
}

static void probe_certificate_run(struct probe_run *run)
{
	struct list l = {run, arena_alloc(run->a, FOUND_MAX * sizeof *l.all), 0};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		look(&l, &places[i]);
	folders(&l);
	certbot(&l);
	for (size_t i = 0; i < l.n; i++)
		write_row(run, &l.all[i]);
}

const struct probe probe_certificate = {"certificate", "certificate", probe_certificate_run};
