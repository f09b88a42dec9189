// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What stops unknown sticks: USBGuard, a rule of udev that lets no new device in, or the kernel's drivers for sticks shut out. The
// settings of USBGuard are the administrator's.
#include "../share/share.h"

#include <string.h>

static void write_row(struct probe_run *run, const char *tool, bool active, const char *action, int64_t rules, const char *file)
{
	row_begin(run, "usb_control");
	row_str(run, "tool", tool);
	row_flag(run, "active", active);
	row_str(run, "default_action", action);
	if (rules >= 0)
		row_int(run, "rules", rules);
	row_str(run, "file", file);
	row_end(run);
}

// ---- USBGuard

// A rule that is the word allow alone lets every device in.
static int64_t count_allowed(struct probe_run *run, const char *path, bool *all)
{
	struct text t, line, word;
	int64_t n = 0;
	enum sys_status st = sys_read(run->sys, run->a, path, 1 << 20, &t);
	if (st != SYS_OK) // that it is the administrator's is said of the settings already
		return st == SYS_MISSING ? 0 : -1;
	while (text_line(&t, &line))
		if (text_word(&line, &word) && text_is(word, "allow")) {
			n++;
			*all |= text_trim(line).n == 0;
		}
	return n;
}

static void look_at_usbguard(struct probe_run *run)
{
	static const char path[] = "/etc/usbguard/usbguard-daemon.conf";
	struct text t, v;
	const char *action = NULL, *rules = "/etc/usbguard/rules.conf";
	if (!sys_exists(run->sys, "/usr/sbin/usbguard-daemon"))
		return;
	bool active = share_unit_guards(run, "usbguard.service");
	if (probe_read(run, path, &t)) {
		action = "block"; // the default (usbguard-daemon.conf(5))
		if (conf_get(t, '=', NULL, "ImplicitPolicyTarget", &v))
			action = text_is(v, "allow") ? "allow" : text_is(v, "reject") ? "reject" : "block";
		if (conf_get(t, '=', NULL, "RuleFile", &v) && text_starts(v, "/"))
			rules = text_dup(run->a, v);
	}
	bool all = false;
	int64_t n = count_allowed(run, rules, &all);
	struct sys_names more = {NULL, 0};
	sys_list(run->sys, run->a, "/etc/usbguard/rules.d", &more);
	for (size_t i = 0; i < more.n && i < 200 && n >= 0; i++) {
		int64_t own = count_allowed(run, arena_printf(run->a, "/etc/usbguard/rules.d/%s", more.name[i]), &all);
		n = own < 0 ? -1 : n + own;
	}
	write_row(run, "usbguard", active, all && action ? "allow" : action, n, path);
}

// ---- the kernel's drivers for sticks

// usb-storage and usb_storage are one name.
static bool is_module(struct text t, const char *name)
{
	if (t.n != strlen(name))
		return false;
	for (size_t i = 0; i < t.n; i++)
		if ((t.p[i] == '-' ? '_' : t.p[i]) != name[i])
			return false;
	return true;
}

// "install usb-storage /bin/false" stops every way of loading; "blacklist usb-storage" stops loading by itself.
static bool blocks(struct text t)
{
	struct text line, word, name, program;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_word(&line, &word) || !text_word(&line, &name) || !is_module(name, "usb_storage"))
			continue;
		if (text_is(word, "blacklist"))
			return true;
		if (text_is(word, "install") && text_word(&line, &program) &&
			(text_ends(program, "/false") || text_ends(program, "/true") || text_is(program, "false") || text_is(program, "true") ||
				text_is(program, ":")))
			return true;
	}
	return false;
}

static const char *blocking_file(struct probe_run *run)
{
	static const char *const dirs[] = {"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/lib/modprobe.d"};
	struct text t, word, rest;
	for (size_t d = 0; d < sizeof dirs / sizeof *dirs; d++) {
		struct sys_names files = conf_files(run, dirs[d], ".conf");
		for (size_t i = 0; i < files.n && i < 200; i++)
			if (probe_read(run, files.name[i], &t) && blocks(t))
				return files.name[i];
	}
	if (sys_read(run->sys, run->a, "/proc/cmdline", 65536, &t) == SYS_OK && text_line(&t, &rest))
		while (text_word(&rest, &word)) {
			bool list = text_starts(word, "module_blacklist=") || text_starts(word, "modprobe.blacklist=");
			struct text one;
			for (bool more = list && text_cut(word, '=', NULL, &word); more && text_field(&word, ',', &one);)
				if (is_module(one, "usb_storage"))
					return "/proc/cmdline";
		}
	return NULL;
}

static void look_at_modules(struct probe_run *run)
{
	const char *file = blocking_file(run);
	if (file) // a driver that is loaded all the same works
		write_row(run, "module-block", !sys_exists(run->sys, "/sys/module/usb_storage"), "block", -1, file);
}

// ---- udev

static void look_at_udev(struct probe_run *run)
{
	struct sys_names files = conf_files(run, "/etc/udev/rules.d", ".rules");
	struct text t, line, v;
	for (size_t i = 0; i < files.n && i < 500; i++) {
		if (!probe_read(run, files.name[i], &t))
			continue;
		while (text_line(&t, &line)) {
			line = text_uncomment(line, "#");
			if (text_has(line, "ATTR{authorized_default}=\"0\"") || text_has(line, "ATTR{authorized_default}=\"2\"")) {
				write_row(run, "udev", true, "block", -1, files.name[i]);
				return;
			}
		}
	}
	if (sys_read(run->sys, run->a, "/proc/cmdline", 65536, &t) == SYS_OK && text_line(&t, &line))
		while (text_word(&line, &v))
			if (text_is(v, "usbcore.authorized_default=0") || text_is(v, "usbcore.authorized_default=2")) {
				write_row(run, "udev", true, "block", -1, "/proc/cmdline");
				return;
			}
}

static void probe_usb_run(struct probe_run *run)
{
	look_at_usbguard(run);
	look_at_modules(run);
	look_at_udev(run);
}

const struct probe probe_usb = {"usb", "usb_control", probe_usb_run};
