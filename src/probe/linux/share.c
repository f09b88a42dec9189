// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Folders that this computer offers to others, and the programs that do so: Samba (with shares that users made), NFS, vsftpd, ProFTPD,
// Pure-FTPd, rsync and TFTP, all from their settings.
#include "../../base/buf.h"
#include "../share/net.h"

#include <string.h>

#define INCLUDES_MAX 20
#define SHARES_MAX 2000

struct row {
	const char *kind, *file;
	struct text name, path, who;
	bool offered; // its program runs or starts by itself: else it is no share
	bool anybody, everybody, writable;
	int encrypted; // -1: not known
};

static void write_row(struct probe_run *run, const struct row *r)
{
	if (!r->offered)
		return;
	row_begin(run, "share");
	row_str(run, "kind", r->kind);
	row_text(run, "name", r->name);
	row_text(run, "path", r->path);
	row_flag(run, "anybody", r->anybody);
	row_flag(run, "everybody", r->everybody);
	if (r->who.n)
		row_text(run, "who", r->who);
	row_flag(run, "writable", r->writable);
	row_flag(run, "encrypted", r->encrypted);
	row_str(run, "file", r->file);
	row_end(run);
}

struct service {
	const char *kind, *file, *min_protocol, *signing, *encryption;
	bool running;
	int anonymous; // -1: not known
};

static void write_service(struct probe_run *run, const struct service *s)
{
	row_begin(run, "file_service");
	row_str(run, "kind", s->kind);
	row_flag(run, "running", s->running);
	row_str(run, "min_protocol", s->min_protocol);
	row_str(run, "signing", s->signing);
	row_str(run, "encryption", s->encryption);
	row_flag(run, "anonymous", s->anonymous);
	row_str(run, "file", s->file);
	row_end(run);
}

// ---- Samba

struct samba {
	struct probe_run *run;
	struct service service;
	struct row row; // the section that is being read
	struct text section;
	const char *encryption; // for all
	int shares, guests;
	bool off;
};

// The text of smb.conf with what it includes put in its place; names with %-marks depend on the visitor and are passed over.
static void smb_text(struct probe_run *run, const char *path, struct buf *b, struct buf *seen)
{
	struct text t, line, key, value;
	char *mark = arena_printf(run->a, "%s\n", path);
	if (seen->n > INCLUDES_MAX * 100 || strstr(seen->p, mark)) // once each: includes may run in a circle
		return;
	buf_str(seen, mark);
	if (!probe_read(run, path, &t))
		return;
	while (text_line(&t, &line)) {
		struct text one = text_trim(line);
		bool setting = one.n && one.p[0] != '#' && one.p[0] != ';' && text_cut(one, '=', &key, &value);
		if (setting && text_is_nocase(text_trim(key), "include")) {
			value = text_trim(value);
			if (!text_has(value, "%") && text_starts(value, "/"))
				smb_text(run, text_dup(run->a, value), b, seen);
			continue;
		}
		buf_add(b, line.p, line.n);
		buf_char(b, '\n');
	}
}

static const char *smb_level(struct text v)
{
	if (text_is_nocase(v, "required") || text_is_nocase(v, "mandatory") || text_is_nocase(v, "force") || text_is_nocase(v, "forced"))
		return "required";
	return text_is_nocase(v, "off") || text_is_nocase(v, "disabled") || text_yes(v) == 0 ? "off" : "offered";
}

static const char *smb_protocol(struct text v)
{
	if (v.n >= 4 && text_is_nocase((struct text){v.p, 4}, "SMB3"))
		return "SMB3";
	return v.n >= 4 && text_is_nocase((struct text){v.p, 4}, "SMB2") ? "SMB2" : "NT1"; // CORE, LANMAN1 and NT1 are all of the first kind
}

static void smb_close(struct samba *s)
{
	struct row *r = &s->row;
	bool home = text_is_nocase(s->section, "homes"), printers = text_is_nocase(s->section, "printers");
	if (!s->section.n || text_is_nocase(s->section, "global") || printers || s->off || s->shares++ > SHARES_MAX)
		return;
	r->everybody = !r->who.n && !home && !r->anybody;
	if (home) {
		r->path = r->path.n ? r->path : text_of("~");
		r->who = r->who.n ? r->who : text_of("%S");
	}
	if (r->encrypted < 0)
		r->encrypted = strcmp(s->encryption, "required") == 0;
	s->guests |= r->anybody;
	if (r->path.n)
		write_row(s->run, r);
}

static void smb_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	struct samba *s = arg;
	(void)number;
	if (section.p != s->section.p || section.n != s->section.n) {
		smb_close(s);
		s->section = section;
		s->off = false;
		s->row = (struct row){.kind = "smb",
			.offered = s->service.running,
			.file = "/etc/samba/smb.conf",
			.name = section,
			.path = {"", 0},
			.encrypted = -1};
	}
	int yes = text_yes(value);
	if (!value.n)
		return;
	if (text_is_nocase(key, "server min protocol") || text_is_nocase(key, "min protocol"))
		s->service.min_protocol = smb_protocol(value);
	else if (text_is_nocase(key, "server signing"))
		s->service.signing = smb_level(value);
	else if (text_is_nocase(key, "smb encrypt") || text_is_nocase(key, "server smb encrypt")) {
		if (text_is_nocase(section, "global"))
			s->encryption = smb_level(value);
		s->row.encrypted = strcmp(smb_level(value), "required") == 0;
	} else if (text_is_nocase(key, "path") || text_is_nocase(key, "directory"))
		s->row.path = value;
	else if (text_is_nocase(key, "guest ok") || text_is_nocase(key, "public") || text_is_nocase(key, "guest only") ||
		text_is_nocase(key, "only guest"))
		s->row.anybody = yes == 1;
	else if (text_is_nocase(key, "valid users"))
		s->row.who = value;
	else if ((text_is_nocase(key, "hosts allow") || text_is_nocase(key, "allow hosts")) && !s->row.who.n && s->row.anybody)
		s->row.who = value;
	else if (text_is_nocase(key, "read only"))
		s->row.writable = yes == 0;
	else if (text_is_nocase(key, "writable") || text_is_nocase(key, "writeable") || text_is_nocase(key, "write ok"))
		s->row.writable = yes == 1;
	else if (text_is_nocase(key, "available"))
		s->off = yes == 0;
}

// Shares that users made themselves (net usershare): a file each, path=, usershare_acl=S-1-1-0:F, guest_ok=y
static void smb_user_shares(struct samba *s)
{
	static const char dir[] = "/var/lib/samba/usershares";
	struct probe_run *run = s->run;
	struct sys_names all;
	struct text t, v;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n && i < SHARES_MAX; i++) {
		struct row r = {.kind = "smb",
			.offered = s->service.running,
			.name = text_of(all.name[i]),
			.encrypted = -1,
			.file = arena_printf(run->a, "%s/%s", dir, all.name[i])};
		if (!probe_read(run, r.file, &t) || !conf_get(t, '=', "", "path", &r.path))
			continue;
		r.anybody = conf_get(t, '=', "", "guest_ok", &v) && v.n && (v.p[0] == 'y' || v.p[0] == 'Y');
		if (conf_get(t, '=', "", "usershare_acl", &v)) {
			r.everybody = !r.anybody && (text_has(v, "S-1-1-0:") || text_has(v, "Everyone:"));
			r.writable = text_has(v, ":F") || text_has(v, ":f");
		}
		s->guests |= r.anybody;
		write_row(run, &r);
	}
}

static void samba(struct probe_run *run)
{
	static const char file[] = "/etc/samba/smb.conf";
	struct buf *b = buf_new(run->a, (size_t)4 << 20);
	struct buf *seen = buf_new(run->a, 65536);
	// The settings come with a package that other programs need too; only the server's own makes shares.
	if (!sys_exists(run->sys, file) || (!net_package(run, "samba samba-ad-dc") && !sys_exists(run->sys, "/usr/sbin/smbd")))
		return;
	struct samba s = {
		.run = run, .service = {.kind = "smb", .file = file, .min_protocol = "SMB2", .signing = "offered"}, .encryption = "offered"};
	s.service.running = net_active(run, "smbd.service smb.service samba-ad-dc.service", "smbd");
	smb_text(run, file, b, seen);
	conf_each((struct text){b->p, b->n}, '=', smb_line, &s);
	smb_close(&s);
	smb_user_shares(&s);
	s.service.encryption = s.encryption;
	s.service.anonymous = s.guests > 0;
	write_service(run, &s.service);
}

// ---- NFS

// host(options): the options tell whether it may write and how people are told apart.
static void nfs_client(struct row *r, struct text word, struct buf *who, bool *ret_kerberos)
{
	struct text host = word, options = {"", 0}, one;
	bool kerberos = false, only_private = false;
	if (text_cut(word, '(', &host, &options))
		text_cut(options, ')', &options, NULL);
	while (text_field(&options, ',', &one)) {
		if (text_is(one, "rw"))
			r->writable = true;
		if (text_starts(one, "sec=")) {
			kerberos = text_has(one, "krb5") && !text_has(one, "sys");
			only_private = text_is(one, "sec=krb5p");
		}
	}
	bool all = !host.n || text_is(host, "*") || text_is(host, "0.0.0.0/0") || text_is(host, "::/0");
	r->anybody |= all && !kerberos;
	r->everybody |= all && kerberos;
	r->encrypted = r->encrypted != 0 && only_private;
	*ret_kerberos &= kerberos;
	if (!all && who->n < 900) {
		if (who->n)
			buf_char(who, ' ');
		buf_add(who, host.p, host.n < 200 ? host.n : 200);
	}
}

static void nfs_line(struct probe_run *run, struct text line, const char *file, struct service *s, int *ret_shares)
{
	struct row r = {.kind = "nfs", .offered = s->running, .file = file, .encrypted = -1};
	struct buf *who = buf_new(run->a, 2000);
	struct text word;
	bool kerberos = true;
	int clients = 0;
	if (!text_word(&line, &r.path) || !r.path.n)
		return;
	if (r.path.p[0] != '/') {
		probe_partly(run, "odd_line", file);
		return;
	}
	while (clients < 200 && text_word(&line, &word)) {
		if (text_starts(word, "-")) // options for all that follow
			continue;
		nfs_client(&r, word, who, &kerberos);
		clients++;
	}
	if (!clients)
		r.anybody = true;
	r.name = r.path;
	r.who = (struct text){who->p, who->n};
	s->anonymous |= r.anybody;
	if (r.encrypted != 1)
		s->encryption = "off";
	write_row(run, &r);
	++*ret_shares;
}

static void nfs_file(struct probe_run *run, const char *path, struct service *s, int *ret_shares)
{
	struct text t, line;
	if (!probe_read(run, path, &t))
		return;
	struct buf *whole = buf_new(run->a, 65536);
	while (*ret_shares < SHARES_MAX && text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		bool more = text_ends(line, "\\");
		buf_add(whole, line.p, more ? line.n - 1 : line.n);
		if (more) {
			buf_char(whole, ' ');
			continue;
		}
		struct text all = {text_dup(run->a, (struct text){whole->p, whole->n}), whole->n};
		if (whole->over)
			probe_partly(run, "odd_line", path);
		else
			nfs_line(run, all, path, s, ret_shares);
		buf_clear(whole);
	}
}

static void nfs(struct probe_run *run)
{
	struct text t, v;
	int shares = 0;
	struct service s = {.kind = "nfs", .file = "/etc/exports", .encryption = "required", .min_protocol = "nfs3"};
	bool server = net_package(run, "nfs-kernel-server nfs-ganesha") || sys_exists(run->sys, "/usr/sbin/exportfs");
	if (!server)
		return;
	s.running = net_active(run, "nfs-server.service nfs-kernel-server.service nfs-ganesha.service", "nfsd");
	nfs_file(run, "/etc/exports", &s, &shares);
	if (sys_exists(run->sys, "/etc/exports.d")) {
		struct sys_names more = conf_files(run, "/etc/exports.d", ".exports");
		for (size_t i = 0; i < more.n; i++)
			nfs_file(run, more.name[i], &s, &shares);
	}
	t = conf_join(run, "/etc/nfs.conf", sys_exists(run->sys, "/etc/nfs.conf.d") ? "/etc/nfs.conf.d" : NULL, ".conf");
	if (conf_get(t, '=', "nfsd", "vers3", &v) && (text_yes(v) == 0 || text_is(v, "n")))
		s.min_protocol = "nfs4";
	if (!shares)
		s.encryption = NULL;
	write_service(run, &s);
}

// ---- FTP

static int setting(struct text t, const char *key, int otherwise)
{
	struct text v;
	int yes = conf_get(t, '=', "", key, &v) ? text_yes(v) : otherwise;
	return yes < 0 ? otherwise : yes;
}

static void ftp_rows(
	struct probe_run *run, const struct service *s, bool anonymous, bool anonymous_writes, const char *anonymous_path, bool local, bool writes)
{
	struct row r = {.kind = "ftp", .offered = s->running, .file = s->file, .encrypted = strcmp(s->encryption, "required") == 0};
	if (anonymous) {
		r.name = text_of("anonymous");
		r.path = text_of(anonymous_path);
		r.anybody = true;
		r.writable = anonymous_writes;
		r.encrypted = 0;
		write_row(run, &r);
		r.encrypted = strcmp(s->encryption, "required") == 0;
	}
	if (local) {
		r.name = text_of("local");
		r.path = text_of("~");
		r.anybody = false;
		r.writable = writes;
		r.who = text_of("%S");
		write_row(run, &r);
	}
}

// Defaults as compiled (vsftpd.conf(5)): anonymous YES, local NO, no TLS.
static void vsftpd(struct probe_run *run)
{
	static const char *const files[] = {"/etc/vsftpd.conf", "/etc/vsftpd/vsftpd.conf"};
	struct text t, v;
	for (size_t i = 0; i < 2; i++) {
		if (!sys_exists(run->sys, files[i]) || !probe_read(run, files[i], &t))
			continue;
		bool tls = setting(t, "ssl_enable", 0), write = setting(t, "write_enable", 0), anonymous = setting(t, "anonymous_enable", 1);
		bool forced = tls && setting(t, "force_local_logins_ssl", 1) && setting(t, "force_local_data_ssl", 1);
		const char *path = conf_get(t, '=', "", "anon_root", &v) ? text_dup(run->a, v) : "/srv/ftp";
		struct service s = {.kind = "ftp",
			.file = files[i],
			.encryption = forced ? "required"
				: tls        ? "offered"
					     : "off",
			.anonymous = anonymous};
		s.running = net_active(run, "vsftpd.service", "vsftpd");
		ftp_rows(run, &s, anonymous, write && setting(t, "anon_upload_enable", 0), path, setting(t, "local_enable", 0), write);
		write_service(run, &s);
		return;
	}
}

static void proftpd(struct probe_run *run)
{
	static const char file[] = "/etc/proftpd/proftpd.conf";
	struct text t, line, key, value = {"", 0}, path = {"", 0};
	bool anonymous = false, tls = false, required = false;
	if (!sys_exists(run->sys, file))
		return;
	t = conf_join(run, file, sys_exists(run->sys, "/etc/proftpd/conf.d") ? "/etc/proftpd/conf.d" : NULL, ".conf");
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_word(&line, &key))
			continue;
		value = (struct text){"", 0};
		text_word(&line, &value);
		if (text_is_nocase(key, "<Anonymous")) {
			anonymous = true;
			path = value.n && text_ends(value, ">") ? (struct text){value.p, value.n - 1} : value;
		} else if (text_is_nocase(key, "TLSEngine"))
			tls = text_yes(value) == 1;
		else if (text_is_nocase(key, "TLSRequired"))
			required = text_yes(value) == 1;
	}
	struct service s = {.kind = "ftp",
		.file = file,
		.encryption = tls && required ? "required"
			: tls                 ? "offered"
					      : "off",
		.anonymous = anonymous};
	s.running = net_active(run, "proftpd.service proftpd.socket", "proftpd");
	ftp_rows(run, &s, anonymous, false, path.n ? text_dup(run->a, path) : "~ftp", true, true);
	write_service(run, &s);
}

static int pure_setting(struct probe_run *run, const char *name, int otherwise)
{
	struct text t, line;
	char *path = arena_printf(run->a, "/etc/pure-ftpd/conf/%s", name);
	int64_t v;
	if (!sys_exists(run->sys, path) || !probe_read(run, path, &t) || !text_line(&t, &line))
		return otherwise;
	line = text_trim(line);
	return text_yes(line) >= 0 ? text_yes(line) : text_int(line, 10, &v) && v >= 0 && v < 10 ? (int)v : otherwise;
}

static void pure_ftpd(struct probe_run *run)
{
	static const char dir[] = "/etc/pure-ftpd/conf";
	if (!sys_exists(run->sys, dir))
		return;
	bool anonymous = pure_setting(run, "NoAnonymous", 0) == 0;
	int tls = pure_setting(run, "TLS", 0); // 0 none, 1 offered, 2 for logins, 3 for data too
	struct service s = {.kind = "ftp", .file = dir, .encryption = tls >= 2 ? "required" : tls == 1 ? "offered" : "off", .anonymous = anonymous};
	s.running = net_active(run, "pure-ftpd.service", "pure-ftpd");
	ftp_rows(run, &s, anonymous, pure_setting(run, "AnonymousCantUpload", 0) == 0, "~ftp", true, true);
	write_service(run, &s);
}

// ---- rsync, TFTP

struct rsync {
	struct probe_run *run;
	struct row row;
	struct text section;
	bool login, read_only; // of this module
	bool all_read_only;    // what the global part says
	bool running;
	int modules;
};

static void rsync_close(struct rsync *s)
{
	if (!s->section.n || !s->row.path.n || s->modules++ > SHARES_MAX)
		return;
	s->row.anybody = !s->login;
	s->row.writable = !s->read_only;
	write_row(s->run, &s->row);
}

static void rsync_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	struct rsync *s = arg;
	(void)number;
	if (section.p != s->section.p || section.n != s->section.n) {
		rsync_close(s);
		s->section = section;
		s->row = (struct row){
			.kind = "rsync", .offered = s->running, .file = "/etc/rsyncd.conf", .name = section, .path = {"", 0}, .encrypted = 0};
		s->login = false;
		s->read_only = s->all_read_only;
	}
	if (text_is_nocase(key, "path"))
		s->row.path = value;
	else if (text_is_nocase(key, "read only")) {
		s->read_only = text_yes(value) != 0;
		if (!section.n)
			s->all_read_only = s->read_only;
	} else if (text_is_nocase(key, "auth users") && value.n) {
		s->login = true;
		s->row.who = value;
	} else if (text_is_nocase(key, "hosts allow") && !s->row.who.n)
		s->row.who = value;
}

static void rsync(struct probe_run *run)
{
	static const char file[] = "/etc/rsyncd.conf";
	struct text t;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	struct rsync s = {.run = run,
		.section = {"", 0},
		.read_only = true,
		.all_read_only = true,
		.running = net_active(run, "rsync.service rsyncd.service", NULL)};
	conf_each(t, '=', rsync_line, &s);
	rsync_close(&s);
	struct service v = {.kind = "rsync", .file = file, .encryption = "off", .anonymous = -1, .running = s.running};
	write_service(run, &v);
}

static void tftp(struct probe_run *run)
{
	static const char file[] = "/etc/default/tftpd-hpa";
	struct text t, v;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	struct service s = {
		.kind = "tftp", .file = file, .encryption = "off", .anonymous = 1, .running = net_active(run, "tftpd-hpa.service", "in.tftpd")};
	struct row r = {.kind = "tftp",
		.offered = s.running,
		.file = file,
		.name = text_of("tftp"),
		.path = text_of("/srv/tftp"),
		.anybody = true,
		.encrypted = 0};
	conf_get(t, '=', "", "TFTP_DIRECTORY", &r.path);
	r.writable = conf_get(t, '=', "", "TFTP_OPTIONS", &v) && (text_has(v, "--create") || text_has(v, "-c"));
	write_row(run, &r);
	write_service(run, &s);
}

static void probe_share_run(struct probe_run *run)
{
	samba(run);
	nfs(run);
	vsftpd(run);
	proftpd(run);
	pure_ftpd(run);
	rsync(run);
	tftp(run);
}

const struct probe probe_share = {"share", "share file_service", probe_share_run};
