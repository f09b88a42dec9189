// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// systemd units and start links, read from files; see share.h. What runs now is told by the links that systemd keeps in
// /run/systemd/units for each active unit, so that no bus has to be asked.
#include "share.h"
#include "../../base/buf.h"

#include <string.h>

static const char *const places[] = {
	"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};
#define PLACES (sizeof places / sizeof *places)

// Where the unit file stands; NULL when nowhere. *ret_masked when it is a link to /dev/null.
static char *unit_file(struct probe_run *run, const char *unit, bool *ret_masked)
{
	*ret_masked = false;
	for (size_t i = 0; i < PLACES; i++) {
		char *path = arena_printf(run->a, "%s/%s", places[i], unit);
		struct text target;
		struct sys_stat st;
		if (sys_link(run->sys, run->a, path, &target) == SYS_OK && text_is(target, "/dev/null")) {
			*ret_masked = true;
			return path;
		}
		if (sys_lstat(run->sys, path, &st) == SYS_OK)
			return path;
	}
	return NULL;
}

// The unit that a template's instance is made of: getty@tty1.service → getty@.service.
static const char *template_of(struct arena *a, const char *unit)
{
	const char *at = strchr(unit, '@'), *dot = strrchr(unit, '.');
	return at && dot && dot > at ? arena_printf(a, "%.*s%s", (int)(at - unit + 1), unit, dot) : unit;
}

static bool wanted_in(struct probe_run *run, const char *place, const char *unit)
{
	struct sys_names names;
	if (sys_list(run->sys, run->a, place, &names) != SYS_OK)
		return false;
	for (size_t i = 0; i < names.n; i++) {
		struct text n = text_of(names.name[i]);
		struct sys_stat st;
		if ((text_ends(n, ".wants") || text_ends(n, ".requires")) &&
			sys_lstat(run->sys, arena_printf(run->a, "%s/%s/%s", place, names.name[i], unit), &st) == SYS_OK)
			return true;
	}
	return false;
}

// An old start script that runs in the usual levels: /etc/rc2.d/S01ssh.
static bool started_by_script(struct probe_run *run, const char *unit)
{
	static const char *const levels[] = {"/etc/rc2.d", "/etc/rc3.d", "/etc/rc5.d", "/etc/rcS.d"};
	struct text name = text_of(unit);
	if (text_ends(name, ".service"))
		name.n -= 8;
	for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
		struct sys_names names;
		if (sys_list(run->sys, run->a, levels[l], &names) != SYS_OK)
			continue;
		for (size_t i = 0; i < names.n; i++) {
			struct text n = text_of(names.name[i]);
			if (n.n == name.n + 3 && n.p[0] == 'S' && memcmp(n.p + 3, name.p, name.n) == 0)
				return true;
		}
	}
	return false;
}

int share_unit_enabled(struct probe_run *run, const char *unit)
{
	bool masked;
	const char *file = unit_file(run, unit, &masked);
	if (!file)
		file = unit_file(run, template_of(run->a, unit), &masked);
	if (masked)
		return 0;
	for (size_t i = 0; i < PLACES; i++)
		if (wanted_in(run, places[i], unit))
			return file ? 1 : -1;
	if (text_ends(text_of(unit), ".service") && !file) {
		char *script = arena_printf(run->a, "/etc/init.d/%.*s", (int)strlen(unit) - 8, unit);
		if (sys_exists(run->sys, script))
			return started_by_script(run, unit) ? 1 : 0;
	}
	return file ? 0 : -1;
}

int share_unit_running(struct probe_run *run, const char *unit)
{
	struct text target;
	struct sys_stat st;
	if (sys_lstat(run->sys, "/run/systemd/units", &st) != SYS_OK)
		return -1;
	return sys_link(run->sys, run->a, arena_printf(run->a, "/run/systemd/units/invocation:%s", unit), &target) == SYS_OK;
}

bool share_unit_active(struct probe_run *run, const char *unit)
{
	int runs = share_unit_running(run, unit);
	return runs == 1 || share_unit_enabled(run, unit) == 1;
}

bool share_unit_guards(struct probe_run *run, const char *unit)
{
	int runs = text_ends(text_of(unit), ".service") ? share_unit_running(run, unit) : -1;
	return runs >= 0 ? runs == 1 : share_unit_active(run, unit);
}

struct text share_unit_text(struct probe_run *run, const char *unit)
{
	bool masked;
	struct buf *b = buf_new(run->a, (size_t)1 << 20);
	struct text t;
	const char *file = unit_file(run, unit, &masked);
	if (!file)
		file = unit_file(run, template_of(run->a, unit), &masked);
	if (file && !masked && sys_read(run->sys, run->a, file, 1 << 20, &t) == SYS_OK)
		buf_add(b, t.p, t.n);
	for (size_t i = PLACES; i-- > 0;) {
		char *dir = arena_printf(run->a, "%s/%s.d", places[i], unit);
		if (!sys_exists(run->sys, dir))
			continue;
		struct sys_names more = conf_files(run, dir, ".conf");
		for (size_t k = 0; k < more.n; k++)
			if (sys_read(run->sys, run->a, more.name[k], 1 << 20, &t) == SYS_OK) {
				buf_char(b, '\n');
				buf_add(b, t.p, t.n);
			}
	}
	return (struct text){b->p, b->n};
}

int64_t share_timer_last(struct probe_run *run, const char *timer)
{
	struct sys_stat st;
	char *stamp = arena_printf(run->a, "/var/lib/systemd/timers/stamp-%s", timer);
	return sys_stat(run->sys, stamp, &st) == SYS_OK ? st.mtime : 0;
}
