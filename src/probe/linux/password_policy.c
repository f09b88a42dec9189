// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The rule for new passwords and for wrong guesses: the password and auth stacks of PAM with the settings of their modules,
// /etc/login.defs, and the SSH jail of fail2ban where PAM itself stops nobody. PASS_MIN_LEN of login.defs is left out: PAM ignores it.
#include "../../base/buf.h"
#include "../share/pam.h"

#include <string.h>

#define NONE (-1) // not known or not set

struct rule {
	int64_t length, classes, history, lockout, lockout_seconds;
	int dictionary, for_root;
	bool enforced;
	const char *file, *lockout_file;
	struct text hash;
};

// A setting of a module: its argument in the stack beats its file.
static int64_t setting(const struct pam_line *l, struct text conf, const char *name, int64_t otherwise)
{
	int64_t v = otherwise;
	struct text t;
	if (conf_get(conf, '=', NULL, name, &t))
		text_int(text_uncomment(t, "#"), 10, &v);
	pam_arg_int(l, name, &v);
	return v;
}

// A setting that stands there without a value.
static bool flag(const struct pam_line *l, struct text conf, const char *name)
{
	struct text t, line;
	if (pam_arg(l, name, &t))
		return true;
	while (text_line(&conf, &line))
		if (text_is(text_uncomment(line, "#"), name))
			return true;
	return false;
}

static void longer(struct rule *r, int64_t length, const char *file)
{
	if (length > r->length) {
		r->length = length;
		r->file = file;
	}
	r->enforced = true;
}

// The folder is read first, so that the file beats it (pwquality.conf(5)).
static struct text quality_conf(struct probe_run *run)
{
	struct text folder = conf_join(run, NULL, "/etc/security/pwquality.conf.d", ".conf");
	struct text file = conf_join(run, "/etc/security/pwquality.conf", NULL, NULL);
	return folder.n ? text_of(arena_printf(run->a, "%s\n%s", text_dup(run->a, folder), text_dup(run->a, file))) : file;
}

// pam_pwquality and pam_cracklib. A credit above 0 lets a password be that much shorter for one sign of a kind; one below 0 asks for
// that many signs. Six is the least that the libraries take (pwquality.conf(5), pam_cracklib(8)).
static void take_quality(struct probe_run *run, struct rule *r, const struct pam_line *l, bool cracklib)
{
	static const char *const credits[] = {"dcredit", "ucredit", "lcredit", "ocredit"};
	struct text conf = cracklib ? text_of("") : quality_conf(run), t;
	bool in_file = !pam_arg(l, "minlen", &t) && conf_get(conf, '=', NULL, "minlen", &t);
	int64_t length = setting(l, conf, "minlen", cracklib ? 9 : 8), kinds = 0;
	if (setting(l, conf, "enforcing", 1) == 0)
		return;
	for (size_t i = 0; i < sizeof credits / sizeof *credits; i++) {
		int64_t credit = setting(l, conf, credits[i], cracklib ? 1 : 0);
		if (credit > 0 && credit < 100)
			length -= credit;
		kinds += credit < 0;
	}
	int64_t classes = setting(l, conf, "minclass", 0);
	classes = classes > kinds ? classes : kinds;
	if (classes > 0)
		r->classes = classes;
	r->dictionary = setting(l, conf, "dictcheck", 1) != 0;
	r->for_root = flag(l, conf, "enforce_for_root");
	longer(r, length < 6 ? 6 : length, in_file ? "/etc/security/pwquality.conf" : l->file);
}

// min=N0,N1,N2,N3,N4 for one to four kinds of characters and passphrases; "disabled" takes none of that kind (passwdqc.conf(5)).
static void take_passwdqc(struct probe_run *run, struct rule *r, const struct pam_line *l)
{
	struct text min = text_of("disabled,24,11,8,7"), enforce = text_of("everyone"), config, one, t = text_of("");
	if (pam_arg(l, "config", &config) && probe_read(run, text_dup(run->a, config), &t)) {
		conf_get(t, '=', NULL, "min", &min);
		conf_get(t, '=', NULL, "enforce", &enforce);
	}
	pam_arg(l, "min", &min);
	pam_arg(l, "enforce", &enforce);
	if (text_is(enforce, "none"))
		return;
	int64_t least = NONE, v;
	while (text_field(&min, ',', &one))
		if (text_int(text_trim(one), 10, &v) && v > 0 && (least == NONE || v < least))
			least = v;
	r->dictionary = 1;
	r->for_root = text_is(enforce, "everyone");
	if (least != NONE)
		longer(r, least, l->file);
}

// pam_unix of Debian asks for 6 when nothing else is said (pam_unix(8) there); elsewhere it asks for nothing.
static void take_unix(struct probe_run *run, struct rule *r, const struct pam_line *l)
{
	static const char *const hashes[] = {"yescrypt", "gost_yescrypt", "sha512", "sha256", "blowfish", "md5", "bigcrypt"};
	struct text t;
	int64_t length = 0, history;
	for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
		if (pam_arg(l, hashes[i], &t))
			r->hash = text_of(hashes[i]);
	if (pam_arg_int(l, "remember", &history) && history > 0)
		r->history = history;
	if (!pam_arg_int(l, "minlen", &length) && (pam_arg(l, "obscure", &t) || sys_exists(run->sys, "/etc/debian_version")))
		length = 6;
	if (length <= 0)
		return;
	if (!r->enforced)
		r->for_root = 0;
	longer(r, length, l->file);
}

static void take_history(struct probe_run *run, struct rule *r, const struct pam_line *l)
{
	struct text conf = text_of("");
	if (sys_exists(run->sys, "/etc/security/pwhistory.conf"))
		conf = conf_join(run, "/etc/security/pwhistory.conf", NULL, NULL);
	int64_t n = setting(l, conf, "remember", 10); // pam_pwhistory(8)
	if (n > 0)
		r->history = n;
}

static void take_passwords(struct probe_run *run, struct rule *r, const struct pam_stack *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct pam_line *l = &s->line[i];
		if (text_is_nocase(l->control, "optional"))
			continue; // its refusal stops nobody
		if (text_is(l->module, "pam_pwquality") || text_is(l->module, "pam_cracklib"))
			take_quality(run, r, l, text_is(l->module, "pam_cracklib"));
		else if (text_is(l->module, "pam_passwdqc"))
			take_passwdqc(run, r, l);
		else if (text_is(l->module, "pam_unix"))
			take_unix(run, r, l);
		else if (text_is(l->module, "pam_pwhistory"))
			take_history(run, r, l);
	}
}

// ---- wrong guesses

static void take_lockout(struct probe_run *run, struct rule *r, const struct pam_stack *s)
{
	const struct pam_line *l = pam_find(s, "pam_faillock");
	struct text conf = text_of(""), t;
	if (l) { // defaults of faillock.conf(5)
		conf = conf_join(run, "/etc/security/faillock.conf", NULL, NULL);
		r->lockout = setting(l, conf, "deny", 3);
		r->lockout_seconds = setting(l, conf, "unlock_time", 600);
		if ((conf_get(conf, '=', NULL, "unlock_time", &t) && text_is(text_uncomment(t, "#"), "never")) ||
			(pam_arg(l, "unlock_time", &t) && text_is(t, "never")))
			r->lockout_seconds = 0;
		r->lockout_file = conf_get(conf, '=', NULL, "deny", &t) ? "/etc/security/faillock.conf" : l->file;
	} else if ((l = pam_find(s, "pam_tally2")) != NULL || (l = pam_find(s, "pam_tally")) != NULL) {
		r->lockout = setting(l, conf, "deny", 0); // without deny= it only counts
		r->lockout_seconds = setting(l, conf, "unlock_time", 0);
		r->lockout_file = l->file;
	}
	if (r->lockout <= 0)
		r->lockout = r->lockout_seconds = NONE;
}

// The last value of a key of the SSH jail, else of [DEFAULT]. A value that names another one (%(…)s) is not followed.
static bool jail_get(struct text conf, const char *key, struct text *ret)
{
	return (conf_get(conf, '=', "sshd", key, ret) || conf_get(conf, '=', "DEFAULT", key, ret)) && !text_has(*ret, "%(");
}

// fail2ban stops the address, not the account: as good against guessing. Order of files: jail.conf(5).
static void take_jail(struct probe_run *run, struct rule *r)
{
	struct buf *all = buf_new(run->a, (size_t)2 << 20);
	struct text t, conf, parts[4];
	int64_t n;
	if (!sys_exists(run->sys, "/etc/fail2ban") || !share_unit_guards(run, "fail2ban.service"))
		return;
	parts[0] = conf_join(run, "/etc/fail2ban/jail.conf", "/etc/fail2ban/jail.d", ".conf");
	parts[1] = conf_join(run, "/etc/fail2ban/jail.local", "/etc/fail2ban/jail.d", ".local");
	for (int i = 0; i < 2; i++) {
		buf_add(all, parts[i].p, parts[i].n);
		buf_char(all, '\n');
	}
	conf = (struct text){all->p, all->n};
	if (!jail_get(conf, "enabled", &t) || text_yes(text_uncomment(t, "#;")) != 1)
		return;
	r->lockout = jail_get(conf, "maxretry", &t) && text_int(text_uncomment(t, "#;"), 10, &n) && n > 0 ? n : 5;
	r->lockout_seconds = 600;
	if (jail_get(conf, "bantime", &t)) {
		t = text_uncomment(t, "#;");
		if (text_starts(t, "-"))
			r->lockout_seconds = 0;
		else if (!conf_span(t, &r->lockout_seconds))
			r->lockout_seconds = NONE;
	}
	r->lockout_file = parts[1].n &&
			(conf_get(parts[1], '=', "sshd", "enabled", &t) || conf_get(parts[1], '=', "sshd", "maxretry", &t) ||
				conf_get(parts[1], '=', "DEFAULT", "maxretry", &t))
		? "/etc/fail2ban/jail.local"
		: "/etc/fail2ban/jail.conf";
}

static void write_known(struct probe_run *run, const char *column, int64_t v)
{
	if (v != NONE)
		row_int(run, column, v);
}

static void write_rule(struct probe_run *run, const struct rule *r, struct text defs)
{
	struct text t;
	int64_t days;
	row_begin(run, "password_policy");
	if (r->enforced)
		write_known(run, "min_length", r->length);
	write_known(run, "min_classes", r->classes);
	row_flag(run, "dictionary", r->dictionary);
	write_known(run, "history", r->history);
	if (conf_get(defs, ' ', NULL, "PASS_MAX_DAYS", &t) && text_int(text_uncomment(t, "#"), 10, &days) && days >= 0 && days < 99999)
		row_int(run, "max_days", days);
	row_flag(run, "for_root", r->for_root);
	write_known(run, "lockout_after", r->lockout);
	write_known(run, "lockout_seconds", r->lockout_seconds);
	if (r->hash.n)
		row_text(run, "hash", r->hash);
	row_flag(run, "enforced", r->enforced);
	if (r->file && r->lockout_file && strcmp(r->file, r->lockout_file) != 0)
		row_str(run, "file", arena_printf(run->a, "%s, %s", r->file, r->lockout_file));
	else
		row_str(run, "file", r->file ? r->file : r->lockout_file);
	row_end(run);
}

// The first of these stacks that is there.
static const char *stack_of(struct probe_run *run, const char *const *names)
{
	for (; *names; names++)
		if (sys_exists(run->sys, arena_printf(run->a, "/etc/pam.d/%s", *names)))
			return *names;
	return NULL;
}

static void probe_password_policy_run(struct probe_run *run)
{
	static const char *const passwords[] = {"passwd", "common-password", "system-auth", NULL};
	static const char *const logins[] = {"sshd", "login", "common-auth", "system-auth", NULL};
	struct rule r = {NONE, NONE, NONE, NONE, NONE, -1, -1, false, NULL, NULL, {"", 0}};
	struct pam_stack s;
	struct text defs = text_of(""), t;
	const char *stack = stack_of(run, passwords), *login = stack_of(run, logins);
	if (!stack)
		return;
	probe_read(run, "/etc/login.defs", &defs);
	if (conf_get(defs, ' ', NULL, "ENCRYPT_METHOD", &t)) {
		char *word = text_dup(run->a, text_uncomment(t, "#"));
		for (char *p = word; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p + 32);
		r.hash = text_of(word);
	}
	pam_read(run, stack, "password", &s);
	take_passwords(run, &r, &s);
	if (!r.file && s.n)
		r.file = s.line[0].file;
	if (login) {
		pam_read(run, login, "auth", &s);
		take_lockout(run, &r, &s);
	}
	if (r.lockout == NONE)
		take_jail(run, &r);
	write_rule(run, &r, defs);
}

const struct probe probe_password_policy = {"password_policy", "password_policy", probe_password_policy_run};
