// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The central list of accounts that this computer belongs to: sssd (LDAP, Active Directory, FreeIPA), winbind, nslcd. That
// accounts come from there is said by /etc/nsswitch.conf; without it a left-over file counts for nothing.
#include "../../base/buf.h"
#include "../share/people.h"

#include <string.h>

struct membership {
	const char *kind;
	struct buf *domains;
	int encrypted, checks_server; // the worst of several domains; -1 not known
	int64_t cached_days;          // the longest; -1 not known
};

static int worse(int x, int y, bool first)
{
	if (first)
		return y;
	return x == 0 || y == 0 ? 0 : x < 0 || y < 0 ? -1 : 1;
}

static void add_domain(struct membership *m, struct text name, int encrypted, int checks, int64_t days)
{
	bool first = m->domains->n == 0;
	buf_printf(m->domains, "%s%.*s", first ? "" : " ", (int)name.n, name.p);
	m->encrypted = worse(m->encrypted, encrypted, first);
	m->checks_server = worse(m->checks_server, checks, first);
	m->cached_days = first || (days >= 0 && m->cached_days >= 0 && days > m->cached_days) ? days : days < 0 ? -1 : m->cached_days;
}

static void write_row(struct probe_run *run, const struct membership *m)
{
	if (!m->domains->n)
		return;
	row_begin(run, "directory_membership");
	row_str(run, "kind", m->kind);
	row_text(run, "domain", (struct text){m->domains->p, m->domains->n});
	row_flag(run, "encrypted", m->encrypted);
	row_flag(run, "checks_server", m->checks_server);
	if (m->cached_days >= 0)
		row_int(run, "cached_days", m->cached_days);
	row_end(run);
}

static bool uses(struct probe_run *run, const char *source)
{
	struct text t, rest, word;
	if (sys_read(run->sys, run->a, "/etc/nsswitch.conf", 65536, &t) != SYS_OK || !conf_get(t, ':', NULL, "passwd", &rest))
		return false;
	for (rest = text_uncomment(rest, "#"); text_word(&rest, &word);)
		if (text_is(word, source))
			return true;
	return false;
}

// Addresses of LDAP servers: ldaps is encrypted, ldap is not unless it is switched over (STARTTLS), ldapi stays here. Behind an
// address of this computer itself there may be a tunnel, so it says nothing.
static int encrypted_by(struct text uris, int starttls)
{
	struct text one;
	bool any = false, unsure = false;
	for (char c; uris.n;) {
		size_t n = 0;
		while (n < uris.n && (c = uris.p[n], c != ',' && c != ' ' && c != '\t'))
			n++;
		one = (struct text){uris.p, n};
		uris = text_after(uris, n + 1);
		if (!one.n)
			continue;
		any = true;
		if (text_has(one, "://127.") || text_has(one, "://localhost") || text_has(one, "://[::1]"))
			unsure = true;
		else if (!text_starts(one, "ldaps:") && !text_starts(one, "ldapi:") && starttls != 1)
			return 0;
	}
	return any && !unsure ? 1 : -1;
}

// What to do with a false certificate; the default is to refuse it (sssd-ldap(5), nslcd.conf(5)).
static int checks_by(struct text word)
{
	return text_is_nocase(word, "never") || text_is_nocase(word, "allow") || text_is_nocase(word, "try") || text_is_nocase(word, "no") ? 0 : 1;
}

// ---- sssd

static void take_sssd_domain(struct membership *sssd, struct membership *ipa, struct text conf, struct text name, struct arena *a)
{
	const char *section = arena_printf(a, "domain/%s", text_dup(a, name));
	struct text provider, t, uris = text_of("");
	int encrypted = 1, checks = 1;
	int64_t days = -1, v;
	if (!conf_get(conf, '=', section, "id_provider", &provider) || text_is(provider, "files") || text_is(provider, "proxy") ||
		text_is(provider, "local"))
		return;
	if (text_is(provider, "ldap")) {
		int starttls = conf_get(conf, '=', section, "ldap_id_use_start_tls", &t) ? text_yes(t) : 0;
		conf_get(conf, '=', section, "ldap_uri", &uris);
		encrypted = encrypted_by(uris, starttls);
		checks = encrypted != 1 ? -1 : checks_by(conf_get(conf, '=', section, "ldap_tls_reqcert", &t) ? t : text_of("hard"));
	} // ad and ipa talk through Kerberos, which scrambles and knows the server
	if (!conf_get(conf, '=', section, "cache_credentials", &t) || text_yes(t) != 1)
		days = 0;
	else if (conf_get(conf, '=', "pam", "offline_credentials_expiration", &t) && text_int(t, 10, &v) && v > 0)
		days = v; // 0 has no end
	add_domain(text_is(provider, "ipa") ? ipa : sssd, name, encrypted, checks, days);
}

static void look_at_sssd(struct probe_run *run)
{
	struct membership sssd = {"sssd", buf_new(run->a, 2000), -1, -1, -1}, ipa = {"freeipa", buf_new(run->a, 2000), -1, -1, -1};
	struct text conf, list, name, t;
	if (!uses(run, "sss") || !sys_exists(run->sys, "/usr/sbin/sssd"))
		return;
	conf = conf_join(run, "/etc/sssd/sssd.conf", "/etc/sssd/conf.d", ".conf");
	if (conf_get(conf, '=', "sssd", "domains", &list))
		while (text_field(&list, ',', &name))
			if ((name = text_trim(name)).n && text_clean(name))
				take_sssd_domain(&sssd, &ipa, conf, name, run->a);
	// the file is the administrator's; that there is a domain, and its name, is seen by everybody
	if (!conf.n && sys_exists(run->sys, "/etc/krb5.keytab") && sys_read(run->sys, run->a, "/etc/krb5.conf", 1 << 18, &t) == SYS_OK &&
		conf_get(t, '=', "libdefaults", "default_realm", &name) && text_clean(name))
		add_domain(&sssd, name, -1, -1, -1);
	write_row(run, &sssd);
	write_row(run, &ipa);
}

// ---- winbind

static void look_at_winbind(struct probe_run *run)
{
	struct membership m = {"winbind", buf_new(run->a, 2000), -1, -1, -1};
	struct text t, v, name;
	if (!uses(run, "winbind") || !sys_exists(run->sys, "/usr/sbin/winbindd") || !probe_read(run, "/etc/samba/smb.conf", &t))
		return;
	if (!conf_get(t, '=', "global", "security", &v) || !(text_is_nocase(v, "ads") || text_is_nocase(v, "domain")))
		return;
	if (!conf_get(t, '=', "global", "realm", &name) && !conf_get(t, '=', "global", "workgroup", &name))
		return;
	int encrypted = -1; // by default messages are signed and, with newer servers, sealed
	if (conf_get(t, '=', "global", "client ldap sasl wrapping", &v))
		encrypted = text_is_nocase(v, "plain") || text_is_nocase(v, "sign") ? 0 : 1;
	bool offline = conf_get(t, '=', "global", "winbind offline logon", &v) && text_yes(v) == 1;
	add_domain(&m, name, encrypted, -1, offline ? -1 : 0);
	write_row(run, &m);
}

// ---- nslcd

// dc=bakery,dc=lan is bakery.lan.
static struct text domain_of(struct probe_run *run, struct text base)
{
	struct buf *b = buf_new(run->a, 1000);
	struct text part;
	while (text_field(&base, ',', &part)) {
		part = text_trim(part);
		if (part.n > 3 && text_is_nocase((struct text){part.p, 3}, "dc="))
			buf_printf(b, "%s%.*s", b->n ? "." : "", (int)part.n - 3, part.p + 3);
	}
	return (struct text){b->p, b->n};
}

static void look_at_nslcd(struct probe_run *run)
{
	struct membership m = {"nslcd", buf_new(run->a, 2000), -1, -1, -1};
	struct text t, v, base, uris = text_of("");
	if (!uses(run, "ldap") || !sys_exists(run->sys, "/usr/sbin/nslcd") || !probe_read(run, "/etc/nslcd.conf", &t))
		return;
	if (!conf_get(t, ' ', NULL, "base", &base) || !domain_of(run, base).n)
		return;
	conf_get(t, ' ', NULL, "uri", &uris);
	bool ssl = conf_get(t, ' ', NULL, "ssl", &v);
	int encrypted = ssl && (text_is_nocase(v, "start_tls") || text_yes(v) == 1) ? 1 : encrypted_by(uris, 0);
	int checks = encrypted != 1 ? -1 : checks_by(conf_get(t, ' ', NULL, "tls_reqcert", &v) ? v : text_of("demand"));
	add_domain(&m, domain_of(run, base), encrypted, checks, 0);
	write_row(run, &m);
}

static void probe_directory_run(struct probe_run *run)
{
	look_at_sssd(run);
	look_at_winbind(run);
	look_at_nslcd(run);
}

const struct probe probe_directory = {"directory", "directory_membership", probe_directory_run};
