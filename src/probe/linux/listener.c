// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs that wait for connections: the sockets of /proc/net, and their owners by the links in /proc/PID/fd. An ordinary user cannot
// look into the programs of others: then the owner stays unknown, and that is said.
#include "../share/net.h"

#include <stdlib.h>
#include <string.h>

#define FILES_MAX 20000 // open files of one program that are looked at

struct owner {
	int64_t inode;
	const struct process *process; // NULL: not found
};

static int by_inode(const void *x, const void *y)
{
	const struct owner *a = x, *b = y;
	return (a->inode > b->inode) - (a->inode < b->inode);
}

// Looks at what one program has open; gives how many owners were found.
static size_t look(struct probe_run *run, const struct process *p, struct owner *o, size_t n)
{
	struct sys_names files;
	size_t found = 0;
	struct arena_mark all = arena_mark(run->a);
	char *dir = arena_printf(run->a, "/proc/%lld/fd", (long long)p->pid);
	if (sys_list(run->sys, run->a, dir, &files) != SYS_OK)
		return 0;
	for (size_t i = 0; i < files.n && i < FILES_MAX; i++) {
		struct text target, number;
		struct owner key = {0};
		struct arena_mark m = arena_mark(run->a);
		if (sys_link(run->sys, run->a, arena_printf(run->a, "%s/%s", dir, files.name[i]), &target) == SYS_OK &&
			text_starts(target, "socket:[") && text_cut(text_after(target, 8), ']', &number, NULL) && text_int(number, 10, &key.inode)) {
			struct owner *hit = bsearch(&key, o, n, sizeof *o, by_inode);
			if (hit && !hit->process) {
				hit->process = p;
				found++;
			}
		}
		arena_rewind(run->a, m);
	}
	arena_rewind(run->a, all);
	return found;
}

// Services are looked at first, as they are what mostly listens: the search ends when each socket has its owner.
static void find_owners(struct probe_run *run, struct owner *o, size_t n)
{
	size_t processes, left = 0;
	bool known;
	const struct process *p = share_processes(run, &processes, &known);
	for (size_t i = 0; i < n; i++)
		left += i == 0 || o[i].inode != o[i - 1].inode;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < processes && left; i++)
			// a kernel thread has no command
			if (p[i].command.n && (pass == 0) == text_ends(p[i].cgroup, ".service"))
				left -= look(run, &p[i], o, n);
}

// A path of cgroups that a container engine makes: docker-ID.scope, libpod-ID.scope, a bare ID of 64 digits, lxc.payload.NAME.
static bool in_container(const struct process *p)
{
	static const char *const marks[] = {"docker-", "libpod-", "crio-", "cri-containerd-", "lxc.payload", "machine-"};
	static const char *const relays[] = {"docker-proxy", "rootlessport", "rootlesskit", "conmon", "pasta", "slirp4netns"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (text_starts(p->cgroup, marks[i]))
			return true;
	for (size_t i = 0; i < sizeof relays / sizeof *relays; i++)
		if (text_is(p->name, relays[i]))
			return true;
	for (size_t i = 0; i < p->cgroup.n; i++)
		if (!strchr("0123456789abcdef", p->cgroup.p[i]))
			return false;
	return p->cgroup.n == 64;
}

static struct text account_of(struct probe_run *run, struct text passwd, int64_t uid)
{
	struct text line, name, number;
	int64_t have;
	while (text_line(&passwd, &line))
		if (text_cut(line, ':', &name, &line) && text_cut(line, ':', NULL, &line) && text_cut(line, ':', &number, NULL) &&
			text_int(number, 10, &have) && have == uid)
			return name;
	return text_of(arena_printf(run->a, "%lld", (long long)uid));
}

static void write_row(struct probe_run *run, const struct net_socket *s, const struct process *p, struct text passwd)
{
	row_begin(run, "listener");
	row_str(run, "proto", s->proto);
	row_str(run, "address", s->address);
	row_int(run, "port", s->port);
	row_str(run, "reach", s->reach);
	if (p) {
		row_text(run, "process", p->name);
		if (p->program.n)
			row_text(run, "program", p->program);
		if (p->cgroup.n)
			row_text(run, "unit", p->cgroup);
		if (p->uid >= 0)
			row_text(run, "account", account_of(run, passwd, p->uid));
		row_flag(run, "container", in_container(p));
	}
	row_end(run);
}

static void probe_listener_run(struct probe_run *run)
{
	size_t n;
	bool known, all_found = true;
	const struct net_socket *s = net_sockets(run, &n, &known);
	struct text passwd = {"", 0};
	if (!known) {
		probe_failed(run, sys_live(run->sys) ? "missing" : "image", sys_live(run->sys) ? "/proc/net/tcp" : NULL);
		return;
	}
	struct owner *o = arena_alloc(run->a, (n + 1) * sizeof *o);
	for (size_t i = 0; i < n; i++)
		o[i].inode = s[i].inode;
	if (n)
		qsort(o, n, sizeof *o, by_inode);
	find_owners(run, o, n);
	sys_read(run->sys, run->a, "/etc/passwd", 1 << 20, &passwd);
	for (size_t i = 0; i < n; i++) {
		struct owner key = {s[i].inode, NULL}, *hit = n ? bsearch(&key, o, n, sizeof *o, by_inode) : NULL;
		write_row(run, &s[i], hit ? hit->process : NULL, passwd);
		all_found &= hit && hit->process;
	}
	// The kernel's own sockets (NFS, WireGuard) have no owner: the administrator misses nothing.
	if (!all_found && sys_live(run->sys) && !sys_privileged(run->sys))
		probe_partly(run, "needs_root", "/proc/*/fd");
}

const struct probe probe_listener = {"listener", "listener", probe_listener_run};
