// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What opens a stick or disc by itself when it is put in: the file managers of the desktops, autofs, usbmount and rules of udev.
// Desktops of Linux ask before they start a program from a stick, so "runs" is 1 only where nobody is asked.
#include "../share/dconf.h"
#include "../share/xfconf.h"

#include <string.h>

#define PEOPLE_MAX 500

static void write_row(struct probe_run *run, const char *mechanism, bool mounts, bool runs, bool locked, const char *file)
{
	row_begin(run, "automount");
	row_str(run, "mechanism", mechanism);
	row_flag(run, "mounts", mounts);
	row_flag(run, "runs", runs);
	row_flag(run, "locked", locked);
	row_str(run, "file", file);
	row_end(run);
}

static bool works_here(const struct person *p)
{
	return p->can_login && !p->system && p->uid != 0 && p->home.n > 1 && p->home.p[0] == '/';
}

// ---- desktops

static const struct {
	const char *name, *program, *desktop;
	struct dconf_key key;
} kinds[] = {{"gnome", "/usr/bin/gnome-shell", "GNOME", {"org.gnome.desktop.media-handling", "/org/gnome/desktop/media-handling/", "automount", 1}},
	{"cinnamon", "/usr/bin/cinnamon-session", "X-Cinnamon",
		{"org.cinnamon.desktop.media-handling", "/org/cinnamon/desktop/media-handling/", "automount", 1}},
	{"mate", "/usr/bin/mate-session", "MATE", {"org.mate.media-handling", "/org/mate/desktop/media-handling/", "automount", 1}}};

// Off for all but on for somebody is on; a user who turned it off does not turn it off for the others.
static void look_at_dconf(struct probe_run *run, size_t k, const struct dconf *d, const struct people *people)
{
	struct dconf_value all = dconf_get(run, d, text_of(""), NULL, kinds[k].desktop, &kinds[k].key), own;
	size_t looked = 0;
	for (size_t i = 0; i < people->n && !all.value && !all.locked && looked < PEOPLE_MAX; i++) {
		struct text user;
		const char *file;
		if (!works_here(&people->all[i]))
			continue;
		looked++;
		if (!dconf_user(run, &people->all[i], &user, &file))
			continue;
		own = dconf_get(run, d, user, file, kinds[k].desktop, &kinds[k].key);
		if (own.value)
			all = own;
	}
	write_row(run, kinds[k].name, all.value != 0, false, all.locked, all.file);
}

// Calls set(text, ret) for the settings file of the system and of each person; a row for the first that is on, else for the last seen.
static void look_at_files(
	struct probe_run *run, const struct people *people, const char *mechanism, const char *name, bool (*on)(struct text t, bool *ret_locked))
{
	const char *path = arena_printf(run->a, "/etc/xdg/%s", name), *file = "default";
	struct text t;
	bool mounts = false, locked = false;
	size_t looked = 0;
	if (sys_exists(run->sys, path) && probe_read(run, path, &t)) {
		mounts = on(t, &locked);
		file = path;
	}
	for (size_t i = 0; i < people->n && !mounts && !locked && looked < PEOPLE_MAX; i++) {
		const struct person *p = &people->all[i];
		bool own_locked = false;
		if (!works_here(p))
			continue;
		looked++;
		path = arena_printf(run->a, "%.*s/.config/%s", (int)p->home.n, p->home.p, name);
		if (probe_read(run, path, &t) && on(t, &own_locked)) {
			mounts = true;
			file = path;
		}
	}
	write_row(run, mechanism, mounts, false, locked, file);
}

static bool kde_on(struct text t, bool *ret_locked)
{
	struct text v;
	*ret_locked = text_starts(t, "[$i]") || conf_get(t, '=', "General][$i", "AutomountEnabled", &v) ||
		conf_get(t, '=', "General", "AutomountEnabled[$i]", &v);
	return (conf_get(t, '=', "General", "AutomountEnabled", &v) || conf_get(t, '=', "General][$i", "AutomountEnabled", &v) ||
		       conf_get(t, '=', "General", "AutomountEnabled[$i]", &v)) &&
		text_yes(v) == 1;
}

static bool thunar_on(struct text t, bool *ret_locked)
{
	static const char *const paths[] = {"automount-drives/enabled", "automount-media/enabled"};
	bool on = false, locked[2] = {false, false};
	struct text v;
	for (int i = 0; i < 2; i++)
		on |= xfconf_get(t, paths[i], &v, &locked[i]) && text_yes(v) == 1;
	*ret_locked = locked[0] && locked[1];
	return on;
}

// ---- the system

// autofs mostly opens folders of servers; a map that names a device of this computer opens sticks and discs.
static const char *map_of_devices(struct probe_run *run)
{
	struct text t, line, mount, map, entry;
	if (!probe_read(run, "/etc/auto.master", &t))
		return NULL;
	for (int n = 0; text_line(&t, &line) && n < 100; n++) {
		line = text_uncomment(line, "#");
		if (!text_starts(line, "/") || !text_word(&line, &mount) || !text_word(&line, &map))
			continue;
		if (text_starts(map, "file:"))
			map = text_after(map, 5);
		if (!text_starts(map, "/"))
			continue;
		const char *path = text_dup(run->a, map);
		if (!probe_read(run, path, &map))
			continue;
		while (text_line(&map, &entry))
			if (text_has(text_uncomment(entry, "#"), ":/dev/"))
				return path;
	}
	return NULL;
}

static void look_at_autofs(struct probe_run *run)
{
	if (!sys_exists(run->sys, "/usr/sbin/automount") || !share_unit_active(run, "autofs.service"))
		return;
	const char *path = map_of_devices(run);
	if (path)
		write_row(run, "autofs", true, false, true, path);
}

static void look_at_usbmount(struct probe_run *run)
{
	static const char path[] = "/etc/usbmount/usbmount.conf";
	struct text t, v = text_of("1");
	if (!sys_exists(run->sys, "/usr/share/usbmount/usbmount") || !probe_read(run, path, &t))
		return;
	conf_get(t, '=', NULL, "ENABLED", &v);
	write_row(run, "usbmount", text_yes(v) != 0, false, true, path);
}

// A rule that runs something which mounts when a disk appears: RUN+="/usr/bin/systemd-mount … $devnode".
static void look_at_udev(struct probe_run *run)
{
	static const char dir[] = "/etc/udev/rules.d";
	struct sys_names names;
	struct text t, line;
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n && i < 500; i++) {
		const char *path = arena_printf(run->a, "%s/%s", dir, names.name[i]);
		if (!text_ends(text_of(names.name[i]), ".rules") || !probe_read(run, path, &t))
			continue;
		while (text_line(&t, &line)) {
			line = text_uncomment(line, "#");
			bool removes = text_has(line, "ACTION==\"remove\"") || text_has(line, "umount");
			if (text_has(line, "RUN") && text_has(line, "mount") && !removes) {
				write_row(run, "udev", true, false, true, path);
				return;
			}
		}
	}
}

static void probe_automount_run(struct probe_run *run)
{
	struct people people = {0};
	struct dconf dconf;
	bool opened = false, kde = sys_exists(run->sys, "/usr/bin/plasmashell"), thunar = sys_exists(run->sys, "/usr/bin/thunar-volman");
	if (kde || thunar)
		people_read(run, &people);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		if (!sys_exists(run->sys, kinds[k].program))
			continue;
		if (!opened) {
			if (!people.n)
				people_read(run, &people);
			dconf_open(run, &dconf);
			opened = true;
		}
		look_at_dconf(run, k, &dconf, &people);
	}
	if (kde)
		look_at_files(run, &people, "kde", "kded_device_automounterrc", kde_on);
	if (thunar)
		look_at_files(run, &people, "xfce", "xfce4/xfconf/xfce-perchannel-xml/thunar-volman.xml", thunar_on);
	look_at_autofs(run);
	look_at_usbmount(run);
	look_at_udev(run);
}

const struct probe probe_automount = {"automount", "automount", probe_automount_run};
