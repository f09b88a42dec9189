// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Installed programs, as the package managers list them (share/package.c). Whether one comes from another maker than the system's
// is said only where the fetched lists of apt prove it: the large list of the maker itself is read in a walk (--deep) alone.
#include "../share/apt.h"

#include <string.h>

// 1, 0, or -1 when the lists do not prove it.
static int third_party(const struct apt *apt, const struct apt_offer *o)
{
	if (o->own_version && !o->other_version)
		return 0;
	if (o->other_name && !o->own_version && (o->other_version || !o->own_name))
		return 1;
	return apt->all_own && o->own_name && !o->other_name ? 0 : -1;
}

// Snaps of the system itself; all others are made by whoever put them in the store.
static bool base_snap(struct text name)
{
	return text_is(name, "snapd") || text_is(name, "bare") || text_is(name, "core") || (text_starts(name, "core") && name.n == 6);
}

static struct text title(struct probe_run *run, const struct package *p)
{
	struct text t, value = {"", 0};
	char *path;
	if (text_is(p->manager, "flatpak")) {
		path = arena_printf(run->a, "/var/lib/flatpak/app/%.*s/current/active/export/share/applications/%.*s.desktop", (int)p->name.n,
			p->name.p, (int)p->name.n, p->name.p);
		if (sys_read(run->sys, run->a, path, 1 << 20, &t) == SYS_OK)
			conf_get(t, '=', "Desktop Entry", "Name", &value);
	} else if (text_is(p->manager, "snap")) {
		path = arena_printf(run->a, "/snap/%.*s/current/meta/snap.yaml", (int)p->name.n, p->name.p);
		if (sys_read(run->sys, run->a, path, 1 << 20, &t) == SYS_OK)
			conf_get(t, ':', "", "title", &value);
	}
	return value;
}

static void write_row(struct probe_run *run, const struct package *p, int foreign)
{
	struct text shown = title(run, p);
	row_begin(run, "package");
	row_text(run, "manager", p->manager);
	row_text(run, "name", p->name);
	row_text(run, "arch", p->arch.p ? p->arch : text_of(""));
	row_text(run, "version", p->version);
	if (p->source.n && (p->source.n != p->name.n || memcmp(p->source.p, p->name.p, p->name.n) != 0))
		row_text(run, "source_name", p->source);
	row_flag(run, "third_party", foreign);
	if (p->installed_at)
		row_int(run, "installed_at", p->installed_at);
	if (shown.n)
		row_text(run, "title", shown);
	row_end(run);
}

// Lists of packages that we cannot read; one of them without dpkg's means that we saw nothing.
static const char *unread_list(struct probe_run *run)
{
	static const char *const lists[] = {"/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages",
		"/var/lib/rpm/Packages.db", "/lib/apk/db/installed", "/var/lib/pacman/local"};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (sys_exists(run->sys, lists[i]))
			return lists[i];
	return NULL;
}

static void probe_package_run(struct probe_run *run)
{
	size_t n;
	bool dpkg = sys_exists(run->sys, "/var/lib/dpkg/status") || sys_exists(run->sys, "/var/lib/dpkg/status.d");
	const char *unread = dpkg ? NULL : unread_list(run);
	const struct package *all = share_packages(run, &n);
	if (!dpkg)
		probe_failed(run, unread ? "no_tool" : "missing", unread ? unread : "/var/lib/dpkg/status");
	share_packages_say(run);
	const struct apt *apt = apt_read(run);
	for (size_t i = 0; i < n; i++) {
		const struct package *p = &all[i];
		int foreign = text_is(p->manager, "flatpak") ? 1
			: text_is(p->manager, "snap")        ? !base_snap(p->name)
							     : third_party(apt, &apt->offer[i]);
		write_row(run, p, foreign);
	}
}

const struct probe probe_package = {"package", "package", probe_package_run};
