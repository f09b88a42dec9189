// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Running programs, from /proc; see share.h.
#include "share_inside.h"

#include <string.h>

#define PROCESSES_MAX 20000

static void read_one(struct probe_run *run, const char *pid, struct process *p)
{
	struct arena *a = run->a;
	struct sys *s = run->sys;
	struct text t;
	struct sys_stat st;
	char *dir = arena_printf(a, "/proc/%s", pid);
	text_int(text_of(pid), 10, &p->pid);
	p->uid = sys_stat(s, dir, &st) == SYS_OK ? (int64_t)st.uid : -1;
	if (sys_read(s, a, arena_printf(a, "%s/comm", dir), 4096, &t) == SYS_OK && text_line(&t, &p->name) && p->name.n > 64)
		p->name.n = 64;
	if (sys_link(s, a, arena_printf(a, "%s/exe", dir), &t) == SYS_OK)
		p->program = text_ends(t, " (deleted)") ? (struct text){t.p, t.n - 10} : t;
	if (sys_read(s, a, arena_printf(a, "%s/cmdline", dir), 65536, &t) == SYS_OK) {
		char *c = arena_strndup(a, t.p, t.n < 1000 ? t.n : 1000);
		size_t n = t.n < 1000 ? t.n : 1000;
		for (size_t i = 0; i < n; i++)
			if (!c[i])
				c[i] = ' ';
		p->command = text_trim((struct text){c, n});
	}
	struct text line, path;
	if (sys_read(s, a, arena_printf(a, "%s/cgroup", dir), 65536, &t) == SYS_OK)
		while (text_line(&t, &line)) {
			if (!text_has(line, ":name=systemd:") && !text_starts(line, "0::"))
				continue;
			for (path = line; text_cut(path, '/', NULL, &path);)
				;
			if (path.n && path.p != line.p)
				p->cgroup = path;
		}
}

const struct process *share_processes(struct probe_run *run, size_t *ret_n, bool *ret_known)
{
	struct probe_share *share = run->share;
	if (!share->processes_read) {
		struct sys_names names = {NULL, 0};
		share->processes_read = true;
		struct sys_stat st;
		share->processes_known = sys_list(run->sys, run->a, "/proc", &names) == SYS_OK && sys_stat(run->sys, "/proc/1", &st) == SYS_OK;
		share->processes = arena_alloc(run->a, (names.n + 1) * sizeof *share->processes);
		for (size_t i = 0; i < names.n && share->process_n < PROCESSES_MAX; i++)
			if (names.name[i][0] >= '1' && names.name[i][0] <= '9')
				read_one(run, names.name[i], &share->processes[share->process_n++]);
	}
	*ret_n = share->process_n;
	*ret_known = share->processes_known;
	return share->processes;
}

int share_runs(struct probe_run *run, const char *name)
{
	size_t n;
	bool known;
	const struct process *p = share_processes(run, &n, &known);
	char comm[16] = {0}; // the kernel keeps 15 bytes of a program's name
	strncpy(comm, name, 15);
	for (size_t i = 0; i < n; i++)
		if (text_is(p[i].name, comm) ||
			(p[i].program.n > strlen(name) && text_ends(p[i].program, name) && p[i].program.p[p[i].program.n - strlen(name) - 1] == '/'))
			return 1;
	return known ? 0 : -1;
}
