// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Logins that everybody can look up: accounts without a password, accounts that makers of images put in, and the passwords that stand in
// settings as they came from the maker. Only settings are read: no password is ever tried, none is written. Passwords that
// live in a program's own database (Grafana after its first start) are not seen.
#include "../share/people.h"

#include <string.h>

static void write_row(struct probe_run *run, const char *program, struct text account, const char *why, const char *file)
{
	row_begin(run, "default_login");
	row_str(run, "program", program);
	row_text(run, "account", account);
	row_str(run, "why", why);
	row_str(run, "file", file);
	row_end(run);
}

// ---- accounts of the system

// Accounts that images of makers come with, each with a password in its manual.
static bool is_makers(struct text name)
{
	static const char *const makers[] = {"pi", "ubnt", "vagrant", "osmc", "dietpi", "odroid", "orangepi", "rock", "radxa", "linaro", "debian",
		"volumio", "openhabian", "kali", "retropie", "alarm", "khadas", "pine64", "libreelec", "bananapi", "turnkey"};
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (text_is(name, makers[i]))
			return true;
	return false;
}

static void look_at_account(struct probe_run *run, const struct person *p, struct text password, const char *file)
{
	if (!p->can_login)
		return;
	if (!password.n)
		write_row(run, "system", p->name, "empty password", file);
	else if (is_makers(p->name) && password.n > 1 && password.p[0] != '!' && password.p[0] != '*')
		write_row(run, "system", p->name, "maker's account", file);
}

static void look_at_system(struct probe_run *run)
{
	struct people people;
	struct text t, line, name, password;
	if (!people_read(run, &people))
		return;
	for (size_t i = 0; i < people.n; i++)
		if (!text_is(people.all[i].password, "x"))
			look_at_account(run, &people.all[i], people.all[i].password, "/etc/passwd");
	if (!probe_read(run, "/etc/shadow", &t))
		return;
	while (text_line(&t, &line)) {
		const struct person *p;
		if (text_field(&line, ':', &name) && text_field(&line, ':', &password) && (p = people_named(&people, name)) != NULL &&
			text_is(p->password, "x"))
			look_at_account(run, p, password, "/etc/shadow");
	}
}

// ---- Tomcat

static const char *const pairs[][2] = {{"tomcat", "tomcat"}, {"tomcat", "s3cret"}, {"tomcat", "admin"}, {"tomcat", "password"}, {"tomcat", ""},
	{"both", "tomcat"}, {"role1", "tomcat"}, {"admin", "admin"}, {"admin", "tomcat"}, {"admin", "password"}, {"admin", "s3cret"}, {"admin", ""},
	{"manager", "manager"}, {"root", "root"}, {"robot", "robot"}};

static bool attribute(struct text tag, const char *name, struct text *ret)
{
	size_t n = strlen(name);
	for (size_t i = 1; i + n + 2 <= tag.n; i++) {
		if (!strchr(" \t\r\n", tag.p[i - 1]) || memcmp(tag.p + i, name, n) != 0)
			continue;
		struct text rest = text_after(tag, i + n);
		while (rest.n && strchr(" \t\r\n=", rest.p[0]))
			rest = text_after(rest, 1);
		if (rest.n && (rest.p[0] == '"' || rest.p[0] == '\''))
			return text_cut(text_after(rest, 1), rest.p[0], ret, NULL);
	}
	return false;
}

static void look_at_tomcat_file(struct probe_run *run, const char *path, struct text t)
{
	struct text name, password, tag;
	const char *end;
	while (t.n && (end = memchr(t.p, '<', t.n)) != NULL) {
		t = text_after(t, (size_t)(end - t.p));
		bool comment = text_starts(t, "<!--");
		end = comment ? memmem(t.p, t.n, "-->", 3) : memchr(t.p, '>', t.n);
		if (!end)
			break;
		tag = (struct text){t.p, (size_t)(end - t.p)};
		t = text_after(t, tag.n + 1);
		if (comment || tag.n > 4000 || !text_starts(tag, "<user") || !(attribute(tag, "username", &name) || attribute(tag, "name", &name)) ||
			!attribute(tag, "password", &password))
			continue;
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
			if (text_is(name, pairs[i][0]) && text_is(password, pairs[i][1]))
				write_row(run, "tomcat", name, "default password in the settings", path);
	}
}

static void look_at_tomcat(struct probe_run *run)
{
	static const char *const files[] = {"/etc/tomcat/tomcat-users.xml", "/etc/tomcat8/tomcat-users.xml", "/etc/tomcat9/tomcat-users.xml",
		"/etc/tomcat10/tomcat-users.xml", "/opt/tomcat/conf/tomcat-users.xml"};
	struct text t;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (probe_read(run, files[i], &t))
			look_at_tomcat_file(run, files[i], t);
}

// ---- the rest

static void look_at_grafana(struct probe_run *run)
{
	static const char path[] = "/etc/grafana/grafana.ini";
	struct text t, user = text_of("admin"), password;
	if (!probe_read(run, path, &t) || !conf_get(t, '=', "security", "admin_password", &password) || !text_is(password, "admin"))
		return;
	conf_get(t, '=', "security", "admin_user", &user);
	write_row(run, "grafana", user, "default password in the settings", path);
}

// An SNMP server that answers to "public" or "private". One that only this computer can reach is how Debian ships it.
static void look_at_snmp(struct probe_run *run)
{
	static const char path[] = "/etc/snmp/snmpd.conf";
	struct text t, rest, line, word, name;
	bool others = true;
	if (!sys_exists(run->sys, "/usr/sbin/snmpd") || !probe_read(run, path, &t))
		return;
	for (rest = t; text_line(&rest, &line);) {
		line = text_uncomment(line, "#");
		if (!text_word(&line, &word) || !text_is_nocase(word, "agentaddress"))
			continue;
		for (others = false; text_field(&line, ',', &word);)
			others |= !text_has(word, "127.0.0.1") && !text_has(word, "[::1]") && !text_has(word, "localhost") && text_trim(word).n > 0;
	}
	while (others && text_line(&t, &line)) {
		struct text last = text_of("");
		line = text_uncomment(line, "#");
		if (!text_word(&line, &word) || !text_word(&line, &name))
			continue;
		if (text_starts(word, "com2sec")) { // com2sec [-Cn CONTEXT] NAME SOURCE COMMUNITY
			while (text_word(&line, &last))
				;
			name = last;
		} else if (!text_starts(word, "rocommunity") && !text_starts(word, "rwcommunity"))
			continue;
		if (text_is(name, "public") || text_is(name, "private"))
			write_row(run, "snmp", name, "default password in the settings", path);
	}
}

static void probe_default_login_run(struct probe_run *run)
{
	look_at_system(run);
	look_at_tomcat(run);
	look_at_grafana(run);
	look_at_snmp(run);
}

const struct probe probe_default_login = {"default_login", "default_login", probe_default_login_run};
