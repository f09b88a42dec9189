// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Services that start by themselves or run now: the start links of systemd, old start scripts, and the links that systemd keeps in
// /run/systemd/units for what runs. Only the program that a service starts goes into a row, never its arguments.
#include "../share/share.h"

#include <stdlib.h>
#include <string.h>

#define SERVICES_MAX 2000

struct unit {
	const char *name;
	bool enabled, running;
};

struct list {
	struct probe_run *run;
	struct unit *unit;
	size_t n;
};

static void add(struct list *l, const char *name, bool enabled, bool running)
{
	struct text n = text_of(name);
	if ((!text_ends(n, ".service") && !text_ends(n, ".socket")) || n.n > 255 || !text_clean(n))
		return;
	if (l->n == SERVICES_MAX * 2)
		return;
	l->unit[l->n++] = (struct unit){name, enabled, running};
}

static int by_name(const void *x, const void *y)
{
	const struct unit *a = x, *b = y;
	return strcmp(a->name, b->name);
}

// The start links in /etc/systemd/system/NAME.wants and the like.
static void start_links(struct list *l, const char *place)
{
	struct probe_run *run = l->run;
	struct sys_names folders, units;
	if (sys_list(run->sys, run->a, place, &folders) != SYS_OK)
		return;
	for (size_t i = 0; i < folders.n; i++) {
		struct text n = text_of(folders.name[i]);
		char *dir = arena_printf(run->a, "%s/%s", place, folders.name[i]);
		if ((text_ends(n, ".wants") || text_ends(n, ".requires")) && sys_list(run->sys, run->a, dir, &units) == SYS_OK)
			for (size_t k = 0; k < units.n; k++)
				add(l, units.name[k], true, false);
	}
}

// Old scripts that have no unit: S01name in the level of a normal start.
static void start_scripts(struct list *l)
{
	struct probe_run *run = l->run;
	struct sys_names names;
	if (sys_list(run->sys, run->a, "/etc/rc2.d", &names) != SYS_OK && sys_list(run->sys, run->a, "/etc/rc3.d", &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n; i++) {
		const char *n = names.name[i];
		struct sys_stat st;
		if (strlen(n) < 4 || n[0] != 'S')
			continue;
		char *unit = arena_printf(run->a, "%s.service", n + 3);
		if (sys_lstat(run->sys, arena_printf(run->a, "/lib/systemd/system/%s", unit), &st) != SYS_OK &&
			sys_lstat(run->sys, arena_printf(run->a, "/usr/lib/systemd/system/%s", unit), &st) != SYS_OK)
			add(l, unit, true, false);
	}
}

static bool masked(struct probe_run *run, const char *unit)
{
	struct text target;
	return sys_link(run->sys, run->a, arena_printf(run->a, "/etc/systemd/system/%s", unit), &target) == SYS_OK && text_is(target, "/dev/null");
}

// The path that the last ExecStart begins with, without the marks of systemd before it; an empty one takes earlier ones back.
static struct text program_of(struct probe_run *run, const char *unit)
{
	struct text t = share_unit_text(run, unit), value = {"", 0}, word = {"", 0};
	conf_get(t, '=', "Service", "ExecStart", &value);
	while (value.n && strchr("-@+!:", value.p[0]))
		value = text_after(value, 1);
	text_word(&value, &word);
	return word;
}

static void write_row(struct probe_run *run, const struct unit *u, bool live)
{
	struct text program = program_of(run, u->name);
	row_begin(run, "service");
	row_str(run, "name", u->name);
	row_flag(run, "enabled", u->enabled);
	if (live)
		row_flag(run, "running", u->running);
	if (program.n && program.p[0] == '/')
		row_text(run, "program", program);
	row_end(run);
}

static void probe_service_run(struct probe_run *run)
{
	static const char *const places[] = {"/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};
	static const char mark[] = "invocation:";
	struct list l = {run, arena_alloc(run->a, SERVICES_MAX * 2 * sizeof *l.unit), 0};
	struct sys_names names;
	struct sys_stat st;
	bool live = sys_list(run->sys, run->a, "/run/systemd/units", &names) == SYS_OK;
	bool merged = sys_lstat(run->sys, "/lib", &st) == SYS_OK && st.kind == 'l';
	for (size_t i = 0; i < (merged ? 2u : 3u); i++)
		start_links(&l, places[i]);
	start_scripts(&l);
	for (size_t i = 0; live && i < names.n; i++)
		if (text_starts(text_of(names.name[i]), mark))
			add(&l, names.name[i] + sizeof mark - 1, false, true);
	if (!l.n && !sys_exists(run->sys, "/etc/systemd/system") && !sys_exists(run->sys, "/etc/init.d")) {
		probe_failed(run, "missing", "/etc/systemd/system");
		return;
	}
	if (l.n)
		qsort(l.unit, l.n, sizeof *l.unit, by_name);
	for (size_t i = 0, rows = 0; i < l.n; i++) {
		struct unit u = l.unit[i];
		for (; i + 1 < l.n && strcmp(l.unit[i + 1].name, u.name) == 0; i++) {
			u.enabled |= l.unit[i + 1].enabled;
			u.running |= l.unit[i + 1].running;
		}
		u.enabled = u.enabled && !masked(run, u.name);
		if (!u.enabled && !u.running)
			continue;
		if (++rows > SERVICES_MAX) {
			probe_partly(run, "too_large", "/etc/systemd/system");
			break;
		}
		write_row(run, &u, live);
	}
}

const struct probe probe_service = {"service", "service", probe_service_run};
