// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Settings that make a break-in harder: each item of data/ref/hardening.csv and the value found. What is asked of sshd stands in
// fact table sshd. A new item of a known kind is one more word in the list below; an item that does not apply here has no row.
// Kernel settings come from /proc/sys, in an image from sysctl.d(5) where they are set there: what the kernel would choose is not known.
#include "../share/place.h"
#include "../share/share.h"
#include "../../base/buf.h"

#include <string.h>

static const char *const items[] = {"sysctl:kernel.dmesg_restrict", "sysctl:kernel.kptr_restrict", "sysctl:kernel.yama.ptrace_scope",
	"sysctl:kernel.unprivileged_bpf_disabled", "sysctl:net.core.bpf_jit_harden", "sysctl:kernel.perf_event_paranoid",
	"sysctl:kernel.randomize_va_space", "sysctl:kernel.kexec_load_disabled", "sysctl:vm.unprivileged_userfaultfd",
	"sysctl:dev.tty.ldisc_autoload", "sysctl:fs.protected_hardlinks", "sysctl:fs.protected_symlinks", "sysctl:fs.protected_fifos",
	"sysctl:fs.protected_regular", "sysctl:fs.suid_dumpable", "sysctl:net.ipv4.conf.all.accept_redirects",
	"sysctl:net.ipv4.conf.default.accept_redirects", "sysctl:net.ipv4.conf.all.secure_redirects", "sysctl:net.ipv4.conf.all.send_redirects",
	"sysctl:net.ipv4.conf.all.accept_source_route", "sysctl:net.ipv4.conf.default.accept_source_route", "sysctl:net.ipv4.conf.all.rp_filter",
	"sysctl:net.ipv4.conf.all.log_martians", "sysctl:net.ipv4.tcp_syncookies", "sysctl:net.ipv4.icmp_echo_ignore_broadcasts",
	"sysctl:net.ipv4.icmp_ignore_bogus_error_responses", "sysctl:net.ipv6.conf.all.accept_redirects",
	"sysctl:net.ipv6.conf.all.accept_source_route", "mount:/tmp:nosuid", "mount:/tmp:nodev", "mount:/var/tmp:nosuid", "mount:/dev/shm:nosuid",
	"mount:/dev/shm:nodev", "mount:/home:nosuid", "mount:/home:nodev", "login.defs:UMASK", "login.defs:ENCRYPT_METHOD", "mode:/etc/shadow",
	"mode:/etc/gshadow", "mode:/etc/passwd", "mode:/etc/group", "mode:/etc/sudoers", "mode:/etc/crontab", "mode:/etc/ssh/sshd_config",
	"mode:/boot/grub/grub.cfg", "owner:/etc/passwd", "owner:/etc/shadow", "module:dccp", "module:sctp", "module:rds", "module:tipc",
	"module:cramfs", "module:usb-storage", "service:telnet.socket", "service:rsh.socket", "service:avahi-daemon", "grub:password"};
#define ITEMS (sizeof items / sizeof *items)

struct looking {
	struct probe_run *run;
	struct place *place; // mounts, read at the first item that asks
	bool sysctl_read, login_read, modprobe_read, kernels_read, login_there;
	struct text set[ITEMS];           // value of a kernel setting in the files; p NULL when none
	bool by_star[ITEMS], left[ITEMS]; // set by a name with *, or kept out of those (systemd)
	struct text login, modprobe, modules, loaded;
};

static void found(struct looking *l, const char *item, const char *value)
{
	row_begin(l->run, "hardening");
	row_str(l->run, "item", item);
	row_str(l->run, "value", value && *value ? value : NULL);
	row_end(l->run);
}

// ---- files that several folders may hold: the first folder wins for a name, names are read in order

struct merged {
	char **name, **path;
	size_t n;
};

static void merge_folder(struct probe_run *run, const char *dir, struct merged *m, size_t room)
{
	struct sys_names names = {NULL, 0};
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n && m->n < room; i++) {
		size_t at = 0;
		if (!text_ends(text_of(names.name[i]), ".conf"))
			continue;
		while (at < m->n && strcmp(m->name[at], names.name[i]) < 0)
			at++;
		if (at < m->n && strcmp(m->name[at], names.name[i]) == 0)
			continue;
		memmove(m->name + at + 1, m->name + at, (m->n - at) * sizeof *m->name);
		memmove(m->path + at + 1, m->path + at, (m->n - at) * sizeof *m->path);
		m->name[at] = names.name[i];
		m->path[at] = arena_printf(run->a, "%s/%s", dir, names.name[i]);
		m->n++;
	}
}

static struct merged merge(struct probe_run *run, const char *word)
{
	static const char *const roots[] = {"/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"};
	struct merged m = {arena_alloc(run->a, 501 * sizeof(char *)), arena_alloc(run->a, 501 * sizeof(char *)), 0};
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		merge_folder(run, arena_printf(run->a, "%s/%s", roots[i], word), &m, 500);
	return m;
}

// ---- sysctl

static bool same_part(struct text x, struct text y)
{
	return text_is(x, "*") || (x.n == y.n && memcmp(x.p, y.p, x.n) == 0);
}

// Compares the name of a line (parts by . or by /, whichever comes first) with an item; * stands for one part.
static bool names_item(struct text name, const char *item, bool *ret_star)
{
	const char *mark = name.n ? memchr(name.p, '/', name.n) : NULL, *dot = name.n ? memchr(name.p, '.', name.n) : NULL;
	char separator = mark && (!dot || mark < dot) ? '/' : '.';
	struct text rest = text_of(item + 7), x, y; // behind sysctl:
	*ret_star = memchr(name.p, '*', name.n) != NULL;
	while (text_field(&name, separator, &x)) {
		if (!text_field(&rest, '.', &y) || !same_part(x, y))
			return false;
	}
	return !rest.p;
}

static void sysctl_line(struct looking *l, struct text line)
{
	struct text key = line, value = {NULL, 0};
	bool set = text_cut(line, '=', &key, &value), minus = text_starts(key, "-"), star;
	key = text_trim(minus ? text_after(key, 1) : key);
	if (!key.n || (!set && !minus))
		return;
	for (size_t i = 0; i < ITEMS; i++) {
		if (strncmp(items[i], "sysctl:", 7) != 0 || !names_item(key, items[i], &star))
			continue;
		if (!set)
			l->left[i] = true;
		else if (!star || !l->set[i].p || l->by_star[i]) {
			l->set[i] = text_trim(value);
			l->by_star[i] = star;
		}
	}
}

static void sysctl_file(struct looking *l, const char *path)
{
	struct text t, line;
	if (!probe_read(l->run, path, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (line.n && line.p[0] != '#' && line.p[0] != ';')
			sysctl_line(l, line);
	}
}

static void sysctl_files(struct looking *l)
{
	struct merged m = merge(l->run, "sysctl.d");
	for (size_t i = 0; i < m.n; i++)
		sysctl_file(l, m.path[i]);
	sysctl_file(l, "/etc/sysctl.conf");
}

static void look_sysctl(struct looking *l, size_t i)
{
	struct arena *a = l->run->a;
	struct text t;
	char *path = arena_printf(a, "/proc/sys/%s", items[i] + 7);
	for (char *p = path + 10; *p; p++)
		if (*p == '.')
			*p = '/';
	enum sys_status st = sys_read(l->run->sys, a, path, 4096, &t);
	if (st == SYS_OK) {
		found(l, items[i], text_dup(a, text_trim(text_line(&t, &t) ? t : text_of(""))));
		return;
	}
	// Some can be read by root alone: what the files ask for is then the best that is known.
	if (st == SYS_MISSING && sys_exists(l->run->sys, "/proc/sys/kernel"))
		return;
	if (!l->sysctl_read) {
		l->sysctl_read = true;
		sysctl_files(l);
	}
	if (l->set[i].p && !(l->left[i] && l->by_star[i]))
		found(l, items[i], text_dup(a, l->set[i]));
}

// ---- mounts, login.defs, modes, owners

static void look_mount(struct looking *l, size_t i)
{
	struct text target, option;
	if (!text_cut(text_of(items[i] + 6), ':', &target, &option))
		return;
	if (!l->place)
		l->place = place_read(l->run);
	const struct place_mount *m = place_of(l->place, target);
	if (m && m->target.n == target.n)
		found(l, items[i], place_option(m->options, option.p) ? "yes" : "no");
}

static void look_login(struct looking *l, size_t i)
{
	struct text value;
	if (!l->login_read) {
		l->login_read = true;
		l->login_there = probe_read(l->run, "/etc/login.defs", &l->login);
	}
	if (!l->login_there)
		return;
	bool set = conf_get(l->login, ' ', NULL, items[i] + 11, &value);
	found(l, items[i], set ? text_dup(l->run->a, text_uncomment(value, "#")) : NULL);
}

static void look_mode(struct looking *l, size_t i)
{
	struct sys_stat st;
	const char *path = items[i] + 5;
	if (sys_stat(l->run->sys, path, &st) == SYS_OK)
		found(l, items[i], arena_printf(l->run->a, "%o", st.mode));
}

static const char *owner_name(struct probe_run *run, uint32_t uid)
{
	struct text t, line, name, rest;
	char *number = arena_printf(run->a, "%u", uid);
	if (uid == 0)
		return "root";
	if (sys_read(run->sys, run->a, "/etc/passwd", (size_t)8 << 20, &t) == SYS_OK)
		while (text_line(&t, &line))
			if (text_cut(line, ':', &name, &rest) && text_cut(rest, ':', NULL, &rest) && text_cut(rest, ':', &rest, NULL) &&
				text_is(rest, number))
				return text_dup(run->a, name);
	return number;
}

static void look_owner(struct looking *l, size_t i)
{
	struct sys_stat st;
	const char *path = items[i] + 6;
	if (sys_stat(l->run->sys, path, &st) == SYS_OK)
		found(l, items[i], owner_name(l->run, st.uid));
}

// ---- modules

// The names of modules may be written with - or _.
static bool same_module(struct text t, const char *name)
{
	if (t.n != strlen(name))
		return false;
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] != name[i] && !((t.p[i] == '-' || t.p[i] == '_') && (name[i] == '-' || name[i] == '_')))
			return false;
	return true;
}

// A module is blocked when it is not taken by its aliases (blacklist), or when something that does nothing is started instead.
static bool module_blocked(struct text conf, const char *name)
{
	struct text line, word, module, rest;
	while (text_line(&conf, &line)) {
		rest = text_trim(line);
		if (!text_word(&rest, &word) || !text_word(&rest, &module) || !same_module(module, name))
			continue;
		if (text_is(word, "blacklist"))
			return true;
		if (text_is(word, "install") && text_word(&rest, &word) &&
			(text_ends(word, "/true") || text_ends(word, "/false") || text_ends(word, "/nologin") || text_is(word, ":")))
			return true;
	}
	return false;
}

// modules.dep of the running kernel, or of all kernels of an image: lists each module that could be loaded.
static void read_kernels(struct looking *l)
{
	struct probe_run *run = l->run;
	struct text t;
	struct sys_names kernels = {NULL, 0};
	l->kernels_read = true;
	if (sys_read(run->sys, run->a, "/proc/modules", (size_t)4 << 20, &t) == SYS_OK)
		l->loaded = t;
	if (sys_read(run->sys, run->a, "/proc/sys/kernel/osrelease", 4096, &t) == SYS_OK && text_line(&t, &t) && t.n && !memchr(t.p, '/', t.n)) {
		kernels.name = arena_alloc(run->a, sizeof *kernels.name);
		kernels.name[kernels.n++] = text_dup(run->a, t);
	} else
		sys_list(run->sys, run->a, "/lib/modules", &kernels);
	for (size_t i = kernels.n; i-- > 0 && !l->modules.n;)
		if (sys_read(run->sys, run->a, arena_printf(run->a, "/lib/modules/%s/modules.dep", kernels.name[i]), (size_t)16 << 20, &t) == SYS_OK)
			l->modules = t;
}

static bool module_loaded(struct text loaded, const char *name)
{
	struct text line, word;
	while (text_line(&loaded, &line))
		if (text_word(&line, &word) && same_module(word, name))
			return true;
	return false;
}

static void read_modprobe(struct looking *l)
{
	struct merged m = merge(l->run, "modprobe.d");
	struct buf *b = buf_new(l->run->a, (size_t)4 << 20);
	struct text t;
	for (size_t i = 0; i < m.n; i++)
		if (probe_read(l->run, m.path[i], &t)) {
			buf_add(b, t.p, t.n);
			buf_char(b, '\n');
		}
	l->modprobe = (struct text){b->p, b->n};
}

static void look_module(struct looking *l, size_t i)
{
	const char *name = items[i] + 7;
	if (!l->modprobe_read) {
		l->modprobe_read = true;
		read_modprobe(l);
	}
	if (!l->kernels_read)
		read_kernels(l);
	char *file = arena_printf(l->run->a, "/%s.ko", name);
	if (module_loaded(l->loaded, name))
		found(l, items[i], "allowed");
	else if (module_blocked(l->modprobe, name))
		found(l, items[i], "blocked");
	else if (l->modules.n && memmem(l->modules.p, l->modules.n, file, strlen(file)))
		found(l, items[i], "allowed"); // a kernel without the module has no row
}

// ---- services and the menu at the start

static void look_service(struct looking *l, size_t i)
{
	const char *unit = items[i] + 8;
	if (!strchr(unit, '.'))
		unit = arena_printf(l->run->a, "%s.service", unit);
	int enabled = share_unit_enabled(l->run, unit);
	found(l, items[i], share_unit_running(l->run, unit) == 1 || enabled == 1 ? "on" : enabled == 0 ? "off" : "absent");
}

static bool grub_says(struct text t, bool *ret_users)
{
	struct text line, word;
	bool password = false;
	while (text_line(&t, &line)) {
		struct text rest = text_trim(line);
		if (!text_word(&rest, &word))
			continue;
		password |= text_is(word, "password_pbkdf2") || text_is(word, "password") || text_starts(word, "GRUB2_PASSWORD=");
		*ret_users |= text_is(word, "set") && text_starts(text_trim(rest), "superusers=");
	}
	return password;
}

static void look_grub(struct looking *l, size_t i)
{
	static const char *const files[] = {"/boot/grub/grub.cfg", "/boot/grub/custom.cfg", "/boot/grub2/grub.cfg", "/boot/grub2/user.cfg"};
	bool password = false, users = false, read = false;
	struct text t;
	for (size_t f = 0; f < sizeof files / sizeof *files; f++)
		if (sys_read(l->run->sys, l->run->a, files[f], (size_t)1 << 20, &t) == SYS_OK) {
			password |= grub_says(t, &users);
			read |= f % 2 == 0;
		}
	if (read)
		found(l, items[i], password && users ? "set" : "unset");
}

static void probe_hardening_run(struct probe_run *run)
{
	static const struct {
		const char *kind;
		void (*look)(struct looking *, size_t);
	} kinds[] = {{"sysctl:", look_sysctl}, {"mount:", look_mount}, {"login.defs:", look_login}, {"mode:", look_mode}, {"owner:", look_owner},
		{"module:", look_module}, {"service:", look_service}, {"grub:", look_grub}};
	struct looking *l = arena_alloc(run->a, sizeof *l);
	l->run = run;
	for (size_t i = 0; i < ITEMS; i++)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
			if (strncmp(items[i], kinds[k].kind, strlen(kinds[k].kind)) == 0)
				kinds[k].look(l, i);
}

const struct probe probe_hardening = {"hardening", "hardening", probe_hardening_run};
