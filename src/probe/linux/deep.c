// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What only a walk of the disk finds (check --deep): files and folders that everybody may write, programs with the rights of root that no
// package brought, files without an owner, secrets and homes that everybody may read; and how much work an account keeps on this disk.
// The walk covers / and the other local disks. Containers, snapshots and what the kernel makes up are left out: they are not this system's.
#include "../share/deep_rule.h"
#include "../share/place.h"
#include "../share/plan.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 500 // for each problem
#define SKIP_MAX 1000

struct deep {
	struct probe_run *run;
	struct deep_hit *hit[DEEP_PROBLEMS];
	size_t n[DEEP_PROBLEMS];
	struct deep_owners owners;
	struct deep_home *home;
	size_t home_n;
};

// Sorted for the walk: mounts are walked (or not) by themselves.
static const char *const always[] = {"/.snapshots", "/dev", "/home/.snapshots", "/proc", "/run", "/snap", "/sys", "/timeshift", "/var/lib/containerd",
	"/var/lib/containers", "/var/lib/docker", "/var/lib/lxc", "/var/lib/lxd", "/var/lib/machines", "/var/lib/snapd/snap", "/var/snap"};

static void keep(struct deep *d, enum deep_problem problem, const struct sys_walk_entry *e)
{
	if (d->n[problem] >= ROWS_MAX)
		return;
	struct deep_hit *h = &d->hit[problem][d->n[problem]++];
	*h = (struct deep_hit){.path = arena_strndup(d->run->a, e->path, e->n), .mode = e->stat.mode, .uid = e->stat.uid};
}

static bool visit(void *arg, const struct sys_walk_entry *e)
{
	struct deep *d = arg;
	const struct sys_stat *st = &e->stat;
	bool file = st->kind == 'f', folder = st->kind == 'd';
	if ((st->mode & 0002) && (file || (folder && !(st->mode & 01000))) && e->open)
		keep(d, DEEP_WRITABLE, e);
	if (file && (st->mode & 04000) && (st->mode & 0111) && !deep_suid_known(e->path))
		keep(d, DEEP_SUID, e);
	if ((file || folder) && !deep_owner_known(&d->owners, st->uid))
		keep(d, DEEP_NO_OWNER, e);
	if (file && (st->mode & 0004) && e->open && st->size > 0 && deep_secret_name(e))
		keep(d, DEEP_SECRET, e);
	if (file && st->size > 0)
		deep_document(d->home, d->home_n, e);
	return true;
}

static int by_path(const void *x, const void *y)
{
	return strcmp(((const struct deep_hit *)x)->path, ((const struct deep_hit *)y)->path);
}

static void rows(struct deep *d, enum deep_problem problem, const char *word)
{
	struct probe_run *run = d->run;
	if (d->n[problem])
		qsort(d->hit[problem], d->n[problem], sizeof **d->hit, by_path);
	for (size_t i = 0; i < d->n[problem]; i++) {
		const struct deep_hit *h = &d->hit[problem][i];
		if (h->gone)
			continue;
		row_begin(run, "deep_file");
		row_str(run, "path", h->path);
		row_str(run, "problem", word);
		row_str(run, "mode", arena_printf(run->a, "%o", h->mode));
		row_str(run, "owner", deep_owner_name(&d->owners, run->a, h->uid));
		row_end(run);
	}
}

// ---- where to walk

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static size_t skipped(struct probe_run *run, const struct place *p, const char **ret)
{
	size_t n = 0;
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		ret[n++] = always[i];
	for (size_t i = 0; i < p->n && n < SKIP_MAX && !p->configured; i++)
		if (p->mount[i].target.n > 1)
			ret[n++] = text_dup(run->a, p->mount[i].target);
	qsort(ret, n, sizeof *ret, by_text);
	return n;
}

static void walk_one(struct deep *d, const char *path, const char *const *skip, size_t n)
{
	struct probe_run *run = d->run;
	struct sys_walk_count count;
	struct arena *own = arena_new();
	enum sys_status st = sys_walk(run->sys, own, path, skip, n, visit, d, &count);
	probe_saw(run, st, path);
	if (st == SYS_OK && count.denied)
		probe_saw(run, SYS_DENIED, arena_strdup(run->a, count.refused));
	if (st == SYS_OK && count.cut)
		probe_partly(run, "too_large", path);
	arena_free(own);
}

// Other local disks, each once: a bind mount shows the same disk a second time.
static void walk_disks(struct deep *d, const struct place *p, const char *const *skip, size_t n)
{
	struct probe_run *run = d->run;
	struct sys_stat root, st;
	int64_t seen[32];
	size_t seen_n = 0;
	if (sys_stat(run->sys, "/", &root) != SYS_OK)
		return;
	seen[seen_n++] = root.device;
	for (size_t i = 0; i < p->n && seen_n < 32 && !p->configured && sys_live(run->sys); i++) {
		const struct place_mount *m = &p->mount[i];
		bool known = false;
		const char *target = text_dup(run->a, m->target);
		if (m->target.n < 2 || !place_keeps(m->type) || place_network(m->type) || text_starts(m->target, "/boot") ||
			text_starts(m->target, "/snap") || text_starts(m->target, "/var/lib/docker") || text_starts(m->target, "/run/") ||
			place_removable(run, m) == 1 || sys_stat(run->sys, target, &st) != SYS_OK || st.kind != 'd')
			continue;
		for (size_t k = 0; k < seen_n; k++)
			known |= seen[k] == st.device;
		if (known)
			continue;
		seen[seen_n++] = st.device;
		walk_one(d, target, skip, n);
	}
}

// ---- homes

static void open_homes(struct deep *d)
{
	struct sys_stat st;
	for (size_t i = 0; i < d->home_n; i++) {
		struct sys_walk_entry e = {.path = d->home[i].path, .n = strlen(d->home[i].path)};
		if (sys_stat(d->run->sys, e.path, &st) != SYS_OK || st.kind != 'd' || !(st.mode & 0006))
			continue;
		e.stat = st;
		keep(d, DEEP_HOME, &e);
	}
}

static void user_rows(struct deep *d)
{
	struct sys_stat st;
	for (size_t i = 0; i < d->home_n; i++) {
		const struct deep_home *h = &d->home[i];
		if (h->uid == 0 || sys_stat(d->run->sys, h->path, &st) != SYS_OK)
			continue;
		row_begin(d->run, "user_data");
		row_text(d->run, "account", h->name);
		row_int(d->run, "local_mb", h->local >> 20);
		row_int(d->run, "synced_mb", h->synced >> 20);
		if (h->newest_at > 0)
			row_int(d->run, "newest_at", h->newest_at);
		row_end(d->run);
	}
}

static void probe_deep_run(struct probe_run *run)
{
	static const char *const words[DEEP_PROBLEMS] = {"world-writable", "suid-unknown", "no-owner", "open-secret", "open-home"};
	if (!run->deep) {
		probe_failed(run, "not_asked", NULL);
		return;
	}
	struct deep *d = arena_alloc(run->a, sizeof *d);
	const char **skip = arena_alloc(run->a, SKIP_MAX * sizeof *skip);
	d->run = run;
	for (size_t i = 0; i < DEEP_PROBLEMS; i++)
		d->hit[i] = arena_alloc(run->a, ROWS_MAX * sizeof **d->hit);
	deep_owners_read(run, &d->owners);
	d->home = deep_homes(run, &d->home_n);
	struct place *p = place_read(run);
	size_t n = skipped(run, p, skip);
	walk_one(d, "/", skip, n);
	walk_disks(d, p, skip, n);
	open_homes(d);
	deep_suid_owned(run, d->hit[DEEP_SUID], d->n[DEEP_SUID]);
	deep_secret_real(run, d->hit[DEEP_SECRET], d->n[DEEP_SECRET]);
	for (size_t i = 0; i < DEEP_PROBLEMS; i++)
		rows(d, i, words[i]);
	user_rows(d);
}

const struct probe probe_deep = {"deep", "deep_file user_data", probe_deep_run};
