// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The SSH server: settings of sshd_config with what it includes, else the defaults of OpenSSH 9.2 as in Debian 12 (sshd_config(5)).
// One row for all, one for each Match block with what only that block says.
#include "../../base/buf.h"
#include "../share/sshd_conf.h"

#include <string.h>

// Whether one of the lists of AuthenticationMethods is a password alone; nothing set means that any single method does.
static bool password_alone(struct text methods)
{
	struct text word;
	if (!methods.n || text_is_nocase(methods, "any"))
		return true;
	while (text_word(&methods, &word))
		if (text_is(word, "password") || text_is(word, "keyboard-interactive") || text_is(word, "keyboard-interactive:pam") ||
			text_is(word, "any"))
			return true;
	return false;
}

static struct text methods_of(const struct sshd_conf *c, int block)
{
	struct text t;
	return sshd_get(c, block, "AuthenticationMethods", &t) || sshd_get(c, 0, "AuthenticationMethods", &t) ? t : text_of("");
}

// PAM asks for the password too when it is asked as a question (keyboard-interactive).
static bool password_enough(const struct sshd_conf *c, int block)
{
	bool asked = sshd_yes(c, block, "PasswordAuthentication", true) ||
		(sshd_yes(c, block, "KbdInteractiveAuthentication", true) && sshd_yes(c, 0, "UsePAM", false));
	return asked && password_alone(methods_of(c, block));
}

static bool is_set(const struct sshd_conf *c, int block, const char *key)
{
	struct text t;
	return sshd_get(c, block, key, &t);
}

static void write_yes(struct probe_run *run, const struct sshd_conf *c, int block, const char *column, const char *key, bool otherwise)
{
	if (block == 0 || is_set(c, block, key))
		row_flag(run, column, sshd_yes(c, block, key, otherwise));
}

// All values of a key in a block, behind one another.
static void join_values(struct buf *b, const struct sshd_conf *c, int block, const char *key, const char *prefix)
{
	for (size_t i = 0; i < c->n; i++) {
		struct text rest = c->all[i].value, word;
		if (c->all[i].block != block || !text_is_nocase(c->all[i].key, key))
			continue;
		while (text_word(&rest, &word))
			buf_printf(b, "%s%s%.*s", b->n ? " " : "", prefix, (int)word.n, word.p);
	}
}

static void write_joined(struct probe_run *run, const char *column, const struct buf *b)
{
	if (b->n)
		row_text(run, column, (struct text){b->p, b->n});
}

// Debian's server also asks hosts.allow and hosts.deny (hosts_access(5)): limited only when the rest is refused.
static void join_hosts(struct probe_run *run, struct buf *b)
{
	struct text t, line, list, rest;
	bool refused = false;
	if (sys_read(run->sys, run->a, "/etc/hosts.deny", 65536, &t) == SYS_OK)
		while (text_line(&t, &line))
			if (text_cut(text_uncomment(line, "#"), ':', &list, &rest) && (text_has(list, "sshd") || text_has(list, "ALL")) &&
				text_is(text_trim(rest), "ALL"))
				refused = true;
	if (!refused || sys_read(run->sys, run->a, "/etc/hosts.allow", 65536, &t) != SYS_OK)
		return;
	while (text_line(&t, &line))
		if (text_cut(text_uncomment(line, "#"), ':', &list, &rest) && (text_has(list, "sshd") || text_has(list, "ALL"))) {
			rest = text_trim(rest);
			buf_printf(b, "%s%.*s", b->n ? " " : "", (int)rest.n, rest.p);
		}
}

static void write_allow(struct probe_run *run, const struct sshd_conf *c, int block)
{
	struct buf *b = buf_new(run->a, 8192);
	join_values(b, c, block, "AllowUsers", "");
	join_values(b, c, block, "AllowGroups", "%");
	if (block == 0)
		join_hosts(run, b);
	write_joined(run, "allow", b);
}

// ---- old ways of scrambling

static bool weak_name(struct text t)
{
	static const char *const weak[] = {"cbc", "arcfour", "3des", "blowfish", "cast128", "hmac-md5", "hmac-ripemd160", "-96",
		"diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "ssh-dss"};
	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
		if (text_has(t, weak[i]))
			return true;
	return text_is(t, "ssh-rsa"); // signatures with SHA-1
}

static void write_weak(struct probe_run *run, const struct sshd_conf *c)
{
	static const char *const keys[] = {
		"Ciphers", "MACs", "KexAlgorithms", "HostKeyAlgorithms", "PubkeyAcceptedAlgorithms", "PubkeyAcceptedKeyTypes"};
	struct buf *b = buf_new(run->a, 2000);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct text list, one;
		if (!sshd_get(c, 0, keys[i], &list) || text_starts(list, "-")) // a list with - takes away
			continue;
		if (text_starts(list, "+") || text_starts(list, "^"))
			list = text_after(list, 1);
		while (text_field(&list, ',', &one))
			if (weak_name(one))
				buf_printf(b, "%s%.*s", b->n ? " " : "", (int)one.n, one.p);
	}
	write_joined(run, "weak", b);
}

// ---- silent connections

static int64_t span_of(const struct sshd_conf *c, const char *key, int64_t otherwise)
{
	struct text t;
	int64_t seconds;
	return sshd_get(c, 0, key, &t) && conf_span(t, &seconds) ? seconds : otherwise;
}

// ChannelTimeout session=10m (or session:shell, session:*, *): since OpenSSH 9.2.
static int64_t channel_timeout(const struct sshd_conf *c)
{
	struct text rest, word, kind, value;
	int64_t seconds, least = 0;
	if (!sshd_get(c, 0, "ChannelTimeout", &rest))
		return 0;
	while (text_word(&rest, &word))
		if (text_cut(word, '=', &kind, &value) && (text_starts(kind, "session") || text_is(kind, "*")) && conf_span(value, &seconds) &&
			seconds > 0 && (!least || seconds < least))
			least = seconds;
	return least;
}

// The shell's own limit counts when users cannot take it back: TMOUT made read-only.
static int64_t tmout_of(struct text t)
{
	struct text line, word, value;
	int64_t seconds = 0;
	bool fixed = false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		bool declared =
			text_starts(line, "readonly") || ((text_starts(line, "declare") || text_starts(line, "typeset")) && text_has(line, "r "));
		if (line.n > 1000 || !text_has(line, "TMOUT"))
			continue;
		for (size_t i = 0; i < line.n; i++) {
			word = text_after(line, i);
			if (!text_starts(word, "TMOUT") || (i && !strchr(" \t;", line.p[i - 1])))
				continue;
			fixed |= declared || text_has((struct text){line.p, i}, "readonly ");
			word = text_after(word, 5);
			if (!text_starts(word, "="))
				continue;
			value = text_after(word, 1);
			size_t n = 0;
			while (n < value.n && value.p[n] >= '0' && value.p[n] <= '9')
				n++;
			if (!text_int((struct text){value.p, n}, 10, &seconds))
				seconds = 0;
		}
	}
	return fixed ? seconds : 0;
}

static int64_t shell_timeout(struct probe_run *run)
{
	static const char *const files[] = {"/etc/profile", "/etc/bash.bashrc"};
	struct sys_names more;
	struct text t;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (sys_read(run->sys, run->a, files[i], 1 << 18, &t) == SYS_OK && tmout_of(t))
			return tmout_of(t);
	if (sys_list(run->sys, run->a, "/etc/profile.d", &more) == SYS_OK)
		for (size_t i = 0; i < more.n && i < 200; i++)
			if (text_ends(text_of(more.name[i]), ".sh") &&
				sys_read(run->sys, run->a, arena_printf(run->a, "/etc/profile.d/%s", more.name[i]), 1 << 18, &t) == SYS_OK &&
				tmout_of(t))
				return tmout_of(t);
	return 0;
}

// Until OpenSSH 8.2 a count of 0 cut a connection that was silent; since then it turns the check off (release notes of 8.2).
static bool old_version(const struct package *p)
{
	struct text version = p ? p->version : text_of("");
	text_cut(version, ':', NULL, &version);
	return version.n && share_version_order(version, text_of("8.2")) < 0;
}

static void write_idle(struct probe_run *run, const struct sshd_conf *c, const struct package *p)
{
	int64_t interval = span_of(c, "ClientAliveInterval", 0), count = span_of(c, "ClientAliveCountMax", 3), session = channel_timeout(c);
	int64_t shell = shell_timeout(run);
	if (shell && (!session || shell < session))
		session = shell;
	if (count == 0 && old_version(p)) {
		row_int(run, "idle_seconds", interval);
		if (interval && (!session || interval < session))
			session = interval;
	} else
		row_int(run, "idle_seconds", interval < 1000000 && count < 1000000 ? interval * count : 0);
	row_int(run, "session_idle_seconds", session);
}

// ---- rows

static void write_listen(struct probe_run *run, const struct sshd_conf *c)
{
	struct buf *ports = buf_new(run->a, 2000), *addresses = buf_new(run->a, 4000);
	int64_t port;
	for (size_t i = 0; i < c->n; i++)
		if (c->all[i].block == 0 && text_is_nocase(c->all[i].key, "Port") && text_int(c->all[i].value, 10, &port) && port > 0 && port < 65536)
			buf_printf(ports, "%s%d", ports->n ? " " : "", (int)port);
	join_values(addresses, c, 0, "ListenAddress", "");
	if (!ports->n)
		buf_str(ports, "22");
	write_joined(run, "port", ports);
	write_joined(run, "listen", addresses);
}

static const char *root_login(const struct sshd_conf *c, int block)
{
	static const char *const words[] = {"yes", "no", "forced-commands-only"};
	struct text t;
	if (sshd_get(c, block, "PermitRootLogin", &t))
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (text_is_nocase(t, words[i]))
				return words[i];
	return "prohibit-password"; // the default; its old name is without-password
}

static void write_logins(struct probe_run *run, const struct sshd_conf *c, int block)
{
	struct text t;
	if (block == 0 || is_set(c, block, "PermitRootLogin"))
		row_str(run, "root_login", root_login(c, block));
	if (block == 0 || is_set(c, block, "PasswordAuthentication") || is_set(c, block, "KbdInteractiveAuthentication") ||
		is_set(c, block, "AuthenticationMethods"))
		row_flag(run, "password", password_enough(c, block));
	write_yes(run, c, block, "keyboard_interactive", "KbdInteractiveAuthentication", true);
	write_yes(run, c, block, "public_key", "PubkeyAuthentication", true);
	write_yes(run, c, block, "empty_passwords", "PermitEmptyPasswords", false);
	if (sshd_get(c, block, "AuthenticationMethods", &t))
		row_text(run, "methods", t);
	int64_t tries = 6;
	bool tries_set = sshd_get(c, block, "MaxAuthTries", &t) && text_int(t, 10, &tries);
	if (block == 0 || tries_set)
		row_int(run, "max_tries", tries);
}

static void write_forwarding(struct probe_run *run, const struct sshd_conf *c, int block)
{
	struct text t;
	if (block && !is_set(c, block, "AllowTcpForwarding") && !is_set(c, block, "DisableForwarding"))
		return;
	bool off = (sshd_get(c, block, "AllowTcpForwarding", &t) || sshd_get(c, 0, "AllowTcpForwarding", &t)) && text_is_nocase(t, "no");
	row_flag(run, "forwarding", !off && !sshd_yes(c, block, "DisableForwarding", false));
}

static void probe_sshd_run(struct probe_run *run)
{
	struct sshd_conf c;
	sshd_conf_read(run, &c);
	if (!c.installed)
		return;
	const struct package *p = share_package(run, "openssh-server");
	for (int block = 0; block < c.blocks; block++) {
		row_begin(run, "sshd");
		row_int(run, "block", block);
		if (block)
			row_text(run, "criteria", c.criteria[block]);
		else {
			row_flag(run, "enabled", c.enabled);
			write_listen(run, &c);
		}
		write_logins(run, &c, block);
		if (!block)
			write_idle(run, &c, p);
		write_allow(run, &c, block);
		write_forwarding(run, &c, block);
		if (!block) {
			write_weak(run, &c);
			if (p)
				row_text(run, "version", p->version);
		}
		row_end(run);
	}
}

const struct probe probe_sshd = {"sshd", "sshd", probe_sshd_run};
