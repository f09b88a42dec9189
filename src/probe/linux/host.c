// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What this computer is: its name, system, maker and use, and the traits by which it is known again. From os-release, /sys/class/dmi,
// /proc and the links of systemd. Serial numbers are the administrator's; without them it is known by its machine-id.
#include "../../base/buf.h"
#include "../../base/placeholder.h"
#include "../share/share.h"

#include <string.h>

// The first line of a small file, trimmed; empty when there is none. Nothing is said: each of these may be missing.
static struct text first_line(struct probe_run *run, const char *path)
{
	struct text t, line;
	if (sys_read(run->sys, run->a, path, 65536, &t) != SYS_OK || !text_line(&t, &line))
		return text_of("");
	line = text_trim(line);
	return text_clean(line) && line.n <= 500 ? line : text_of("");
}

static const char *dmi(struct probe_run *run, const char *name)
{
	struct text t = first_line(run, arena_printf(run->a, "/sys/class/dmi/id/%s", name));
	return t.n && !placeholder_is(t) ? text_dup(run->a, t) : NULL;
}

static void put(struct probe_run *run, const char *column, struct text t)
{
	if (t.n)
		row_text(run, column, t);
}

// ---- names

static struct text host_name(struct probe_run *run)
{
	struct text t = first_line(run, "/proc/sys/kernel/hostname");
	if (!t.n || text_is(t, "(none)"))
		t = first_line(run, "/etc/hostname");
	text_cut(t, '.', &t, NULL);
	return t;
}

// The domain stands behind the name in /etc/hostname, or in the line of /etc/hosts that names this computer in full first.
static struct text host_domain(struct probe_run *run, struct text name)
{
	struct text t = first_line(run, "/etc/hostname"), line, word, domain;
	if (text_cut(t, '.', NULL, &domain) && domain.n)
		return domain;
	if (!name.n || sys_read(run->sys, run->a, "/etc/hosts", 1 << 20, &t) != SYS_OK)
		return text_of("");
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_word(&line, &word) || !text_word(&line, &word) || word.n <= name.n + 1)
			continue;
		if (memcmp(word.p, name.p, name.n) == 0 && word.p[name.n] == '.' && text_clean(word))
			return text_after(word, name.n + 1);
	}
	return text_of("");
}

static void write_names(struct probe_run *run)
{
	struct text name = host_name(run), id = first_line(run, "/etc/machine-id");
	put(run, "name", name);
	put(run, "domain", host_domain(run, name));
	if (name.n)
		probe_trait(run, "name", text_dup(run->a, name));
	bool known = id.n == 32; // "uninitialized" stands there before the first start
	if (known)
		probe_trait(run, "machine-id", text_dup(run->a, id));
	if (!sys_live(run->sys) && (known || name.n))
		probe_trait(run, "image", arena_printf(run->a, "%.*s %.*s", (int)id.n, id.p, (int)name.n, name.p));
}

// ---- system

static void write_system(struct probe_run *run)
{
	static const struct {
		const char *key, *column;
	} fields[] = {{"VERSION_ID", "os_version"}, {"VERSION_CODENAME", "os_codename"}, {"PRETTY_NAME", "os_name"}};
	struct text t = text_of(""), v;
	if (sys_read(run->sys, run->a, "/etc/os-release", 65536, &t) != SYS_OK &&
		sys_read(run->sys, run->a, "/usr/lib/os-release", 65536, &t) != SYS_OK)
		t = text_of("");
	bool known = conf_get(t, '=', NULL, "ID", &v) && v.n && v.n < 100 && text_clean(v);
	row_text(run, "os_id", known ? v : text_of(sys_exists(run->sys, "/etc/debian_version") ? "debian" : "linux"));
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (conf_get(t, '=', NULL, fields[i].key, &v))
			put(run, fields[i].column, v);
	put(run, "kernel", first_line(run, "/proc/sys/kernel/osrelease"));
}

// The family of processors, in Debian's words.
static void write_arch(struct probe_run *run)
{
	static const struct {
		const char *loader, *arch;
	} known[] = {{"/lib64/ld-linux-x86-64.so.2", "amd64"}, {"/lib/ld-linux-aarch64.so.1", "arm64"}, {"/lib/ld-linux-armhf.so.3", "armhf"},
		{"/lib/ld-linux.so.2", "i386"}, {"/lib/ld-linux-riscv64-lp64d.so.1", "riscv64"}, {"/lib64/ld64.so.2", "ppc64el"},
		{"/lib/ld64.so.1", "s390x"}};
	const struct package *p = share_package(run, "dpkg");
	if (p && p->arch.n && !text_is(p->arch, "all")) {
		row_text(run, "arch", p->arch);
		return;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (sys_exists(run->sys, known[i].loader)) {
			row_str(run, "arch", known[i].arch);
			return;
		}
}

// ---- machine

static const char *chassis_word(int64_t type)
{
	static const char *const words[] = {NULL, "other", NULL, "desktop", "low-profile desktop", "pizza box", "mini tower", "tower", "portable",
		"laptop", "notebook", "hand held", "docking station", "all in one", "sub notebook", "space-saving", "lunch box", "main server",
		"expansion", "sub chassis", "bus expansion", "peripheral", "raid", "rack mount", "sealed-case", "multi-system", "compact pci",
		"advanced tca", "blade", "blade enclosure", "tablet", "convertible", "detachable", "iot gateway", "embedded", "mini pc",
		"stick pc"}; // SMBIOS 3.7, table 17
	return type > 0 && type < (int64_t)(sizeof words / sizeof *words) ? words[type] : NULL;
}

static bool carried(int64_t type)
{
	return type == 8 || type == 9 || type == 10 || type == 14 || type == 30 || type == 31 || type == 32;
}

// A battery of the computer itself; that of a mouse says scope "Device".
static bool has_battery(struct probe_run *run)
{
	static const char dir[] = "/sys/class/power_supply";
	struct sys_names names;
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return false;
	for (size_t i = 0; i < names.n && i < 50; i++)
		if (text_is(first_line(run, arena_printf(run->a, "%s/%s/type", dir, names.name[i])), "Battery") &&
			!text_is(first_line(run, arena_printf(run->a, "%s/%s/scope", dir, names.name[i])), "Device"))
			return true;
	return false;
}

static const char *container_kind(struct probe_run *run)
{
	struct text t = first_line(run, "/run/systemd/container");
	if (t.n)
		return text_dup(run->a, t);
	// the kernel's own process is seen outside containers alone; a machine made from an image of docker may still have its mark
	bool inside = !text_is(first_line(run, "/proc/2/comm"), "kthreadd");
	if (inside && sys_exists(run->sys, "/.dockerenv"))
		return "docker";
	if (inside && sys_exists(run->sys, "/run/.containerenv"))
		return "podman";
	t = first_line(run, "/proc/sys/kernel/osrelease");
	return text_has(t, "microsoft") || text_has(t, "Microsoft") ? "wsl" : NULL;
}

// Words as systemd-detect-virt(1) has them.
static const char *virtual_kind(struct probe_run *run)
{
	static const struct {
		const char *start, *kind;
	} makers[] = {{"KVM", "kvm"}, {"OpenStack", "kvm"}, {"KubeVirt", "kvm"}, {"Amazon EC2", "amazon"}, {"QEMU", "qemu"}, {"VMware", "vmware"},
		{"VMW", "vmware"}, {"innotek GmbH", "oracle"}, {"VirtualBox", "oracle"}, {"Oracle Corporation", "oracle"}, {"Xen", "xen"},
		{"Bochs", "bochs"}, {"Parallels", "parallels"}, {"BHYVE", "bhyve"}, {"Google Compute Engine", "google"}, {"Hetzner", "kvm"},
		{"DigitalOcean", "kvm"}, {"Apple Virtualization", "apple"}};
	const char *const names[] = {"product_name", "sys_vendor", "board_vendor", "bios_vendor"};
	const char *kind = container_kind(run), *model = dmi(run, "product_name");
	struct text t;
	if (kind)
		return kind;
	bool metal = model && text_ends(text_of(model), ".metal"); // a whole machine of a cloud
	for (size_t n = 0; n < 4 && !metal; n++) {
		const char *value = dmi(run, names[n]);
		for (size_t i = 0; value && i < sizeof makers / sizeof *makers; i++)
			if (text_starts(text_of(value), makers[i].start) && !text_starts(text_of(value), "Oracle Corporation"))
				return makers[i].kind;
	}
	if (model && strcmp(model, "Virtual Machine") == 0)
		return "microsoft";
	if (sys_exists(run->sys, "/sys/hypervisor/type") && text_is(first_line(run, "/sys/hypervisor/type"), "xen"))
		return "xen";
	if (sys_read_part(run->sys, run->a, "/proc/cpuinfo", 0, 4096, &t) == SYS_OK && text_has(t, " hypervisor "))
		return "vm-other";
	return NULL;
}

// ---- desktop

// Whether a graphical login starts by itself.
static bool starts_screen(struct probe_run *run)
{
	static const char *const scripts[] = {"gdm3", "lightdm", "sddm", "lxdm", "xdm"};
	struct text target, program;
	struct sys_stat st;
	if (sys_link(run->sys, run->a, "/etc/systemd/system/default.target", &target) == SYS_OK && !text_ends(target, "/graphical.target") &&
		!text_is(target, "graphical.target"))
		return false;
	if (sys_link(run->sys, run->a, "/etc/systemd/system/display-manager.service", &target) == SYS_OK)
		return !text_is(target, "/dev/null");
	program = first_line(run, "/etc/X11/default-display-manager");
	if (text_starts(program, "/") && sys_lstat(run->sys, text_dup(run->a, program), &st) == SYS_OK)
		return true;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (share_unit_enabled(run, arena_printf(run->a, "%s.service", scripts[i])) == 1)
			return true;
	return false;
}

// The desktop that a session starts: what the system's own choice points to, else the first that is installed.
static const char *desktop_name(struct probe_run *run)
{
	static const struct {
		const char *word, *program, *name;
	} known[] = {{"gnome-session", "/usr/bin/gnome-shell", "gnome"}, {"startplasma", "/usr/bin/plasmashell", "kde"},
		{"cinnamon", "/usr/bin/cinnamon-session", "cinnamon"}, {"mate-session", "/usr/bin/mate-session", "mate"},
		{"startxfce4", "/usr/bin/xfce4-session", "xfce"}, {"xfce4-session", "/usr/bin/xfce4-session", "xfce"},
		{"lxqt", "/usr/bin/lxqt-session", "lxqt"}, {"startlxde", "/usr/bin/lxsession", "lxde"}, {"budgie", "/usr/bin/budgie-panel", "budgie"},
		{"sway", "/usr/bin/sway", "sway"}, {"i3", "/usr/bin/i3", "i3"}};
	struct text target;
	if (sys_link(run->sys, run->a, "/etc/alternatives/x-session-manager", &target) == SYS_OK)
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (text_has(target, known[i].word) && sys_exists(run->sys, known[i].program))
				return known[i].name;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (sys_exists(run->sys, known[i].program))
			return known[i].name;
	return "other";
}

// Tools that only a computer with a battery gets: they decide where the chassis says nothing (Debian's task-laptop, laptop-detect).
static bool has_laptop_tools(struct probe_run *run)
{
	return share_package(run, "tlp") || share_package(run, "laptop-mode-tools") || share_package(run, "task-laptop");
}

static void write_role(struct probe_run *run, const char *virtual)
{
	struct text t = first_line(run, "/sys/class/dmi/id/chassis_type");
	int64_t type = 0;
	bool screen = starts_screen(run);
	text_int(t, 10, &type);
	// a container sees the chassis of the computer that it runs on
	bool laptop = !virtual && (carried(type) || has_battery(run));
	if (!laptop && !virtual && screen && !t.n && !sys_exists(run->sys, "/sys/class/dmi"))
		laptop = has_laptop_tools(run);
	row_str(run, "role", laptop ? "laptop" : screen ? "desktop" : "server");
	row_str(run, "chassis", chassis_word(type));
	if (screen)
		row_str(run, "desktop", desktop_name(run));
}

static void write_machine(struct probe_run *run, const char *virtual)
{
	struct text t, line, key, value;
	int64_t boot;
	row_str(run, "vendor", dmi(run, "sys_vendor"));
	row_str(run, "model", dmi(run, "product_name"));
	row_str(run, "virtual", virtual);
	if (sys_read(run->sys, run->a, "/proc/stat", 4 << 20, &t) == SYS_OK)
		while (text_line(&t, &line))
			if (text_cut(line, ' ', &key, &value) && text_is(key, "btime") && text_int(value, 10, &boot))
				row_int(run, "boot_at", boot);
}

static void write_timezone(struct probe_run *run)
{
	struct text target, t = text_of("");
	if (sys_link(run->sys, run->a, "/etc/localtime", &target) == SYS_OK && text_has(target, "zoneinfo/")) {
		const char *at = memmem(target.p, target.n, "zoneinfo/", 9);
		t = text_after(target, (size_t)(at - target.p) + 9);
	}
	put(run, "timezone", t.n ? t : first_line(run, "/etc/timezone"));
}

// ---- traits

// Addresses of real cards that the maker gave: not random, not of bridges and tunnels.
static void add_macs(struct probe_run *run)
{
	struct sys_names names;
	if (sys_list(run->sys, run->a, "/sys/class/net", &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n && i < 100; i++) {
		const char *dir = arena_printf(run->a, "/sys/class/net/%s", names.name[i]);
		struct text mac = first_line(run, arena_printf(run->a, "%s/address", dir));
		if (sys_exists(run->sys, arena_printf(run->a, "%s/device", dir)) && mac.n == 17 && !text_is(mac, "00:00:00:00:00:00") &&
			text_is(first_line(run, arena_printf(run->a, "%s/addr_assign_type", dir)), "0"))
			probe_trait(run, "mac", text_dup(run->a, mac));
	}
}

static void add_traits(struct probe_run *run, bool container)
{
	const char *serial = dmi(run, "product_serial"), *board = dmi(run, "board_serial");
	if (serial && !container) // a container sees the serial of the computer that it runs on
		probe_trait(run, "serial", serial);
	if (board && !container)
		probe_trait(run, "board", board);
	add_macs(run);
}

static void probe_host_run(struct probe_run *run)
{
	const char *virtual = virtual_kind(run);
	row_begin(run, "host");
	write_names(run);
	write_system(run);
	write_arch(run);
	write_role(run, virtual);
	write_machine(run, virtual);
	write_timezone(run);
	row_end(run);
	add_traits(run, container_kind(run) != NULL);
}

const struct probe probe_host = {"host", "host", probe_host_run};
