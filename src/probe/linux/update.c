// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Updates that wait, and whether a restart waits. From the lists that apt fetched last (share/apt.c), compared with what is installed;
// nothing is fetched. Flatpak and snap tell of their updates only when asked over the network: they have no rows here.
#include "../share/apt.h"
#include "../../base/buf.h"
#include "../../base/clock.h"

#include <string.h>

static void write_pending(struct probe_run *run, const struct package *p, const struct apt_offer *o)
{
	row_begin(run, "update_pending");
	row_str(run, "manager", "dpkg");
	row_text(run, "name", p->name);
	row_text(run, "installed", p->version);
	row_text(run, "candidate", o->candidate);
	row_flag(run, "security", o->security);
	row_flag(run, "third_party", o->third_party);
	if (o->date)
		row_str(run, "since_on", clock_day(run->a, o->date));
	row_int(run, "first_seen_at", sys_now(run->sys));
	row_end(run);
}

// The key has no architecture: of a package that is there for two, the one with an update is said once.
static void all_pending(struct probe_run *run, const struct apt *apt)
{
	size_t n;
	const struct package *all = share_packages(run, &n);
	struct text last = {"", 0};
	for (size_t i = 0; i < n; i++) {
		if (!apt->offer[i].candidate.n || (all[i].name.n == last.n && memcmp(all[i].name.p, last.p, last.n) == 0))
			continue;
		last = all[i].name;
		write_pending(run, &all[i], &apt->offer[i]);
	}
}

static int64_t newest_of(struct probe_run *run, const char *const *paths, size_t n)
{
	int64_t newest = 0;
	struct sys_stat st;
	for (size_t i = 0; i < n; i++)
		if (sys_stat(run->sys, paths[i], &st) == SYS_OK && st.mtime > newest)
			newest = st.mtime;
	return newest;
}

// apt gives a list the time at which the server changed it, so the list itself is no proof of a late fetch; the folder that
// every fetch works in is, and so are the stamps of the daily job.
static int64_t lists_at(struct probe_run *run, const struct apt *apt)
{
	static const char *const stamps[] = {
		"/var/lib/apt/lists/partial", "/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/periodic/update-stamp"};
	int64_t newest = newest_of(run, stamps, sizeof stamps / sizeof *stamps);
	for (size_t i = 0; i < apt->suite_n; i++) {
		const struct apt_suite *s = &apt->suite[i];
		const char *path = arena_printf(run->a, "/var/lib/apt/lists/%.*sInRelease", (int)s->prefix.n, s->prefix.p);
		int64_t at = newest_of(run, &path, 1);
		newest = at > newest ? at : newest;
	}
	return newest;
}

// ---- restart

struct reboot {
	int needed; // -1: not known
	char *why;
	int64_t since;
};

// The programs that asked for it, each once (at most 20).
static char *asked_by(struct probe_run *run, const char *path)
{
	struct text t, line;
	struct buf *b = buf_new(run->a, 2000);
	if (sys_read(run->sys, run->a, path, 65536, &t) != SYS_OK)
		return b->p;
	for (int n = 0; n < 20 && text_line(&t, &line);) {
		line = text_trim(line);
		char *name = arena_printf(run->a, ", %.*s,", (int)line.n, line.p), *have = arena_printf(run->a, ", %s,", b->p);
		if (!line.n || strstr(have, name))
			continue;
		if (b->n)
			buf_str(b, ", ");
		buf_add(b, line.p, line.n);
		n++;
	}
	return b->p;
}

static bool asked(struct probe_run *run, struct reboot *ret)
{
	static const char *const flags[] = {"/run/reboot-required", "/var/run/reboot-required"};
	struct sys_stat st;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (sys_stat(run->sys, flags[i], &st) == SYS_OK) {
			char *why = asked_by(run, arena_printf(run->a, "%s.pkgs", flags[i]));
			*ret = (struct reboot){1, *why ? why : NULL, st.mtime};
			return true;
		}
	return false;
}

// The flavour of a kernel release: amd64 of 6.1.0-18-amd64, cloud-amd64 of 6.1.0-18-cloud-amd64: what follows the last number.
static struct text flavour(struct text release)
{
	for (struct text rest = release; rest.n; rest = text_after(rest, 1))
		if (rest.p[0] == '-' && rest.n > 1 && (rest.p[1] < '0' || rest.p[1] > '9'))
			return rest;
	return text_of("");
}

static bool same(struct text x, struct text y)
{
	return x.n == y.n && memcmp(x.p, y.p, x.n) == 0;
}

// A kernel that is newer than the running one, of the same kind, installed as a package or lying in /boot.
static void newer_kernel(struct probe_run *run, struct text running, struct reboot *ret)
{
	size_t n;
	const struct package *all = share_packages(run, &n);
	struct text best = running;
	for (size_t i = 0; i < n; i++) {
		struct text name = all[i].name;
		if (!text_starts(name, "linux-image-"))
			continue;
		struct text release = text_after(name, text_starts(name, "linux-image-unsigned-") ? 21 : 12);
		bool is_release = release.n && release.p[0] >= '0' && release.p[0] <= '9';
		if (is_release && same(flavour(release), flavour(running)) && share_version_order(release, best) > 0) {
			best = release;
			*ret = (struct reboot){1, arena_printf(run->a, "kernel %.*s", (int)release.n, release.p), all[i].installed_at};
		}
	}
	struct sys_names boot;
	struct sys_stat st;
	if (sys_list(run->sys, run->a, "/boot", &boot) != SYS_OK)
		return;
	for (size_t i = 0; i < boot.n; i++) {
		struct text release = text_after(text_of(boot.name[i]), 8);
		if (!text_starts(text_of(boot.name[i]), "vmlinuz-") || !same(flavour(release), flavour(running)) ||
			share_version_order(release, best) <= 0)
			continue;
		best = release;
		int64_t since = sys_stat(run->sys, arena_printf(run->a, "/boot/%s", boot.name[i]), &st) == SYS_OK ? st.mtime : 0;
		*ret = (struct reboot){1, arena_printf(run->a, "kernel %.*s", (int)release.n, release.p), since};
	}
}

// Debian writes the version of the package in the running kernel ("… Debian 6.1.76-1 (2024-02-01)"): another one installed waits.
static void same_release(struct probe_run *run, struct text running, struct reboot *ret)
{
	struct text t;
	const struct package *p = share_package(run, arena_printf(run->a, "linux-image-%.*s", (int)running.n, running.p));
	if (!p || sys_read(run->sys, run->a, "/proc/version", 65536, &t) != SYS_OK || !text_has(t, " Debian "))
		return;
	if (!text_has(t, arena_printf(run->a, " Debian %.*s ", (int)p->version.n, p->version.p)))
		*ret = (struct reboot){1, arena_printf(run->a, "kernel %.*s", (int)p->version.n, p->version.p), p->installed_at};
}

static struct reboot read_reboot(struct probe_run *run)
{
	struct reboot r = {-1, NULL, 0};
	struct text t, running;
	if (asked(run, &r))
		return r;
	if (sys_read(run->sys, run->a, "/proc/sys/kernel/osrelease", 4096, &t) != SYS_OK || !text_line(&t, &running) || !text_clean(running))
		return r;
	r.needed = 0;
	newer_kernel(run, running, &r);
	if (r.needed == 0)
		same_release(run, running, &r);
	return r;
}

static void write_state(struct probe_run *run, const struct apt *apt)
{
	static const char status[] = "/var/lib/dpkg/status";
	struct sys_stat st;
	struct text t, end;
	int64_t fetched = lists_at(run, apt);
	struct reboot r = read_reboot(run);
	row_begin(run, "update_state");
	row_str(run, "manager", "dpkg");
	if (fetched && apt->lists)
		row_int(run, "lists_at", fetched);
	if (sys_stat(run->sys, status, &st) == SYS_OK)
		row_int(run, "upgraded_at", st.mtime);
	row_flag(run, "reboot_needed", r.needed);
	row_str(run, "reboot_why", r.why);
	if (r.since)
		row_int(run, "reboot_since_at", r.since);
	int64_t day;
	if ((sys_read(run->sys, run->a, "/etc/os-release", 65536, &t) == SYS_OK ||
		    sys_read(run->sys, run->a, "/usr/lib/os-release", 65536, &t) == SYS_OK) &&
		conf_get(t, '=', "", "SUPPORT_END", &end) && clock_read_iso(end, &day))
		row_str(run, "end_of_support_on", clock_day(run->a, day));
	row_end(run);
}

static void probe_update_run(struct probe_run *run)
{
	if (!sys_exists(run->sys, "/var/lib/dpkg/status")) {
		bool rpm = sys_exists(run->sys, "/var/lib/rpm") || sys_exists(run->sys, "/usr/lib/sysimage/rpm");
		probe_failed(run, rpm ? "no_tool" : "missing", rpm ? "/var/lib/rpm" : "/var/lib/dpkg/status");
		return;
	}
	const struct apt *apt = apt_read(run);
	if (!apt->lists)
		probe_failed(run, "missing", "/var/lib/apt/lists");
	// Without a list of security updates only the large list tells of them, and that one is read in a walk alone.
	else if (!apt->security_list && !apt->all_own)
		probe_partly(run, "not_asked", "/var/lib/apt/lists");
	share_packages_say(run);
	apt_say(run, apt);
	all_pending(run, apt);
	write_state(run, apt);
}

const struct probe probe_update = {"update", "update_pending update_state", probe_update_run};
