// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Ways to log in and whether they ask a second step: the stacks of PAM of each service that is installed, AuthenticationMethods of
// the SSH server, and what OpenVPN servers ask. A module that is tried instead of the password is no second step.
#include "../share/pam.h"
#include "../share/sshd_conf.h"

#include <string.h>

static const struct {
	const char *module, *method;
	const char *pass; // argument that lets those in who have set up nothing
} steps[] = {{"pam_google_authenticator", "google-authenticator", "nullok"}, {"pam_u2f", "u2f", "nouserok"}, {"pam_oath", "oath", NULL},
	{"pam_yubico", "yubico", "nullok"}, {"pam_duo", "duo", NULL}, {"pam_privacyidea", "privacyidea", NULL}, {"pam_otpw", "otpw", NULL},
	{"pam_securid", "securid", NULL}, {"pam_ussh", "ussh", NULL}};

static const char *const passwords[] = {"pam_unix", "pam_sss", "pam_winbind", "pam_ldap", "pam_krb5", "pam_systemd_home"};

enum asked { ASKED_NONE, ASKED_OPTIONAL, ASKED_REQUIRED };
static const char *const words[] = {"none", "optional", "required"};

struct step {
	enum asked asked;
	const char *method, *file;
	bool password; // the stack asks the password too
};

static bool is_password(const struct pam_line *l)
{
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++)
		if (text_is(l->module, passwords[i]))
			return true;
	return false;
}

// Whether something before line k can go past it: a jump that is long enough, or a "sufficient" of the same level.
static bool passed_by(const struct pam_stack *s, size_t k)
{
	for (size_t i = 0; i < k; i++) {
		int jump = pam_jump(&s->line[i]);
		if ((jump < 0 && s->line[i].level == s->line[k].level) || (jump > 0 && i + (size_t)jump >= k))
			return true;
	}
	return false;
}

static enum asked asked_by(const struct pam_stack *s, size_t k, const char *pass)
{
	struct text t;
	if (!pam_must(&s->line[k]) || passed_by(s, k))
		return ASKED_OPTIONAL;
	return pass && pam_arg(&s->line[k], pass, &t) ? ASKED_OPTIONAL : ASKED_REQUIRED;
}

static struct step look(struct probe_run *run, const char *service)
{
	struct pam_stack s;
	pam_read(run, service, "auth", &s);
	struct step ret = {ASKED_NONE, NULL, arena_printf(run->a, "/etc/pam.d/%s", s.found ? service : "other"), false};
	for (size_t i = 0; i < s.n; i++) {
		ret.password |= is_password(&s.line[i]);
		for (size_t m = 0; m < sizeof steps / sizeof *steps; m++) {
			if (!text_is(s.line[i].module, steps[m].module))
				continue;
			enum asked asked = asked_by(&s, i, steps[m].pass);
			if (asked >= ret.asked)
				ret = (struct step){asked, steps[m].method, s.line[i].file, ret.password};
		}
	}
	return ret;
}

static void write_row(struct probe_run *run, const char *service, bool remote, const struct step *step)
{
	row_begin(run, "second_step");
	row_str(run, "service", service);
	row_flag(run, "remote", remote);
	row_str(run, "second_step", words[step->asked]);
	if (step->asked != ASKED_NONE)
		row_str(run, "method", step->method);
	row_str(run, "file", step->file);
	row_end(run);
}

// A service whose stack alone decides. Without a password there is one step only, however good.
static void write_stack(struct probe_run *run, const char *service, const char *stack, bool remote)
{
	struct step step = look(run, stack);
	if (!step.password)
		step.asked = ASKED_NONE;
	write_row(run, service, remote, &step);
}

// ---- SSH

// What a list of AuthenticationMethods ("publickey,password publickey,keyboard-interactive") asks at least.
static enum asked asked_by_methods(struct text methods, enum asked pam, bool pam_password)
{
	struct text list, one;
	enum asked least = ASKED_REQUIRED;
	bool any = false;
	while (text_word(&methods, &list)) {
		int keys = 0;
		bool password = false, question = false;
		while (text_field(&list, ',', &one)) {
			keys += text_starts(one, "publickey");
			password |= text_is(one, "password");
			question |= text_starts(one, "keyboard-interactive");
		}
		enum asked now = keys > 1 || (keys && (password || question)) || (password && question && pam == ASKED_REQUIRED) ? ASKED_REQUIRED
			: question && pam_password                                                                               ? pam
																 : ASKED_NONE;
		if (now < least)
			least = now;
		any = true;
	}
	return any ? least : ASKED_NONE;
}

static struct step look_at_block(const struct sshd_conf *c, int block, const struct step *pam)
{
	struct step ret = {ASKED_NONE, pam->method, pam->file, true};
	struct text t;
	bool question = sshd_yes(c, block, "KbdInteractiveAuthentication", true) || sshd_yes(c, block, "PasswordAuthentication", true);
	bool uses = sshd_yes(c, 0, "UsePAM", false) && question;
	if ((sshd_get(c, block, "ForceCommand", &t) || sshd_get(c, 0, "ForceCommand", &t)) && text_has(t, "login_duo"))
		return (struct step){ASKED_REQUIRED, "duo", "/etc/ssh/sshd_config", true};
	if ((sshd_get(c, block, "AuthenticationMethods", &t) || sshd_get(c, 0, "AuthenticationMethods", &t)) && !text_is_nocase(t, "any")) {
		ret.asked = asked_by_methods(t, uses ? pam->asked : ASKED_NONE, pam->password);
		if (!uses || pam->asked == ASKED_NONE)
			ret = (struct step){ret.asked, NULL, "/etc/ssh/sshd_config", true};
		return ret;
	}
	if (uses && pam->password)
		ret.asked = pam->asked;
	if (ret.asked == ASKED_REQUIRED && sshd_yes(c, block, "PubkeyAuthentication", true))
		ret.asked = ASKED_OPTIONAL; // a key alone goes around PAM's questions
	return ret;
}

static void write_sshd(struct probe_run *run)
{
	struct sshd_conf c;
	struct text t;
	sshd_conf_read(run, &c);
	if (!c.installed || c.enabled == 0)
		return;
	struct step pam = look(run, "sshd"), all = look_at_block(&c, 0, &pam);
	for (int b = 1; b < c.blocks; b++) {
		struct step one = look_at_block(&c, b, &pam);
		if (one.asked < all.asked)
			all.asked = ASKED_OPTIONAL; // those of the Match block need none
	}
	if (!all.method && sshd_get(&c, 0, "AuthenticationMethods", &t)) {
		char *how = text_dup(run->a, t);
		for (char *p = how; *p; p++)
			if (*p == ',')
				*p = '+';
		all.method = how;
	}
	write_row(run, "sshd", true, &all);
}

// ---- OpenVPN

// Settings of one server: a certificate is asked unless told otherwise, a password when a plugin or script checks one.
static bool look_at_vpn(struct probe_run *run, const char *path, struct step *ret)
{
	struct text t, line, word, service;
	bool server = false, certificate = true, password = false;
	struct step pam = {ASKED_NONE, NULL, path, false};
	if (!probe_read(run, path, &t))
		return false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#;");
		if (!text_word(&line, &word))
			continue;
		server |= text_is(word, "server") || text_is(word, "server-bridge") || text_is(word, "mode");
		if (text_is(word, "client-cert-not-required") || (text_is(word, "verify-client-cert") && !text_has(line, "require")))
			certificate = false;
		password |= text_is(word, "auth-user-pass-verify");
		if (!text_is(word, "plugin") || !text_word(&line, &word))
			continue;
		if (text_has(word, "duo_openvpn"))
			pam = (struct step){ASKED_REQUIRED, "duo", path, true};
		else if (!text_has(word, "auth") && !text_has(word, "radius"))
			continue; // plugins do other things too
		password = true;
		if (text_has(word, "auth-pam") && text_word(&line, &service) && text_clean(service) && !memchr(service.p, '/', service.n))
			pam = look(run, text_dup(run->a, service));
	}
	if (!server)
		return false;
	*ret = pam;
	if (certificate && password && pam.asked != ASKED_REQUIRED)
		*ret = (struct step){ASKED_REQUIRED, "certificate+password", path, true};
	else if (!password || (!certificate && !pam.password))
		*ret = (struct step){ASKED_NONE, NULL, path, true};
	return true;
}

static void write_vpn(struct probe_run *run)
{
	static const char *const dirs[] = {"/etc/openvpn", "/etc/openvpn/server"};
	struct step least = {ASKED_REQUIRED, NULL, NULL, true}, one;
	if (!sys_exists(run->sys, "/usr/sbin/openvpn"))
		return;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		struct sys_names files = conf_files(run, dirs[i], ".conf");
		for (size_t k = 0; k < files.n && k < 50; k++)
			if (look_at_vpn(run, files.name[k], &one) && (!least.file || one.asked < least.asked))
				least = one;
	}
	if (least.file)
		write_row(run, "vpn", true, &least);
}

// ---- the rest

static const char *desktop_stack(struct probe_run *run)
{
	static const char *const known[] = {"gdm-password", "sddm", "lightdm", "lxdm", "xdm"};
	struct text t = text_of(""), target;
	if (sys_link(run->sys, run->a, "/etc/systemd/system/display-manager.service", &target) == SYS_OK)
		t = target;
	else if (sys_read(run->sys, run->a, "/etc/X11/default-display-manager", 4096, &target) == SYS_OK)
		t = target;
	const char *first = NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!sys_exists(run->sys, arena_printf(run->a, "/etc/pam.d/%s", known[i])))
			continue;
		if (text_has(t, i == 0 ? "gdm" : known[i]))
			return known[i];
		if (!first)
			first = known[i];
	}
	return first;
}

// The settings by which a login screen lets somebody in without asking anything: gdm, lightdm, sddm.
static const char *automatic_login(struct probe_run *run)
{
	static const struct {
		const char *file, *section, *key;
		bool is_flag; // yes or no; otherwise the name of the account
	} places[] = {{"/etc/gdm3/daemon.conf", "daemon", "AutomaticLoginEnable", true},
		{"/etc/gdm/custom.conf", "daemon", "AutomaticLoginEnable", true}, {"/etc/lightdm/lightdm.conf", NULL, "autologin-user", false},
		{"/etc/sddm.conf", "Autologin", "User", false}};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct text t, v;
		if (probe_read(run, places[i].file, &t) && conf_get(t, '=', places[i].section, places[i].key, &v) && v.n &&
			(!places[i].is_flag || text_yes(v) == 1))
			return places[i].file;
	}
	return NULL;
}

static void write_automatic(struct probe_run *run, const char *file)
{
	row_begin(run, "second_step");
	row_str(run, "service", "desktop");
	row_flag(run, "remote", 0);
	row_str(run, "second_step", "none");
	row_str(run, "method", "automatic login");
	row_str(run, "file", file);
	row_end(run);
}

static void probe_second_step_run(struct probe_run *run)
{
	static const struct {
		const char *service, *program, *unit; // unit: reached over the network only when it starts by itself
	} rest[] = {{"login", "/bin/login", NULL}, {"sudo", "/usr/bin/sudo", NULL}, {"cockpit", "/usr/lib/cockpit/cockpit-ws", "cockpit.socket"},
		{"xrdp", "/usr/sbin/xrdp", "xrdp.service"}};
	if (!sys_exists(run->sys, "/etc/pam.d"))
		return;
	write_sshd(run);
	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
		const char *stack = strcmp(rest[i].service, "xrdp") == 0 ? "xrdp-sesman" : rest[i].service;
		if (!sys_exists(run->sys, rest[i].program) || !sys_exists(run->sys, arena_printf(run->a, "/etc/pam.d/%s", stack)))
			continue;
		if (!rest[i].unit || share_unit_active(run, rest[i].unit))
			write_stack(run, strcmp(rest[i].service, "xrdp") == 0 ? "rdp" : rest[i].service, stack, rest[i].unit != NULL);
	}
	const char *desktop = desktop_stack(run);
	const char *automatic = desktop ? automatic_login(run) : NULL;
	if (automatic)
		write_automatic(run, automatic);
	else if (desktop)
		write_stack(run, "desktop", desktop, false);
	write_vpn(run);
}

const struct probe probe_second_step = {"second_step", "second_step", probe_second_step_run};
