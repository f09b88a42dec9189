// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Backup tools whose copies are plain folders: rsnapshot, rdiff-backup, timeshift; and backupninja, which calls others.
#include "backup.h"
#include "../../base/clock.h"
#include "../../base/json.h"

#include <string.h>

// ---- rsnapshot

struct rsnapshot {
	struct text root;
	struct text level[16];
	size_t n;
};

static void rsnapshot_conf(struct text t, struct rsnapshot *r)
{
	struct text line, key, value;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (!line.n || line.p[0] == '#' || !text_word(&line, &key) || !text_word(&line, &value))
			continue;
		if (text_is(key, "snapshot_root"))
			r->root = value;
		else if ((text_is(key, "retain") || text_is(key, "interval")) && r->n < 16 && value.n < 64)
			r->level[r->n++] = value;
	}
}

// Copies are folders LEVEL.0, LEVEL.1…: .0 is the newest of its level.
static void rsnapshot_copies(struct backup *b, const struct rsnapshot *r, struct backup_job *job)
{
	struct sys_names names = {NULL, 0};
	struct sys_stat st;
	const char *root = text_dup(b->run->a, r->root);
	if (sys_list(b->run->sys, b->run->a, root, &names) != SYS_OK)
		return;
	job->count = 0;
	for (size_t i = 0; i < names.n && i < 2000; i++)
		for (size_t k = 0; k < r->n; k++) {
			struct text name = text_of(names.name[i]);
			if (name.n <= r->level[k].n + 1 || memcmp(name.p, r->level[k].p, r->level[k].n) != 0 || name.p[r->level[k].n] != '.')
				continue;
			job->count++;
			if (text_is(text_after(name, r->level[k].n), ".0") &&
				sys_stat(b->run->sys, arena_printf(b->run->a, "%s/%s", root, names.name[i]), &st) == SYS_OK &&
				st.mtime > job->newest_at)
				job->newest_at = st.mtime;
		}
}

// The log ends with "…/rsnapshot daily: completed successfully" or "… ERROR: …".
static const char *rsnapshot_result(struct backup *b)
{
	struct sys_stat st;
	struct text t, line;
	const char *result = NULL;
	if (sys_stat(b->run->sys, "/var/log/rsnapshot.log", &st) != SYS_OK ||
		sys_read_part(b->run->sys, b->run->a, "/var/log/rsnapshot.log", st.size > 32768 ? st.size - 32768 : 0, 32768, &t) != SYS_OK)
		return NULL;
	while (text_line(&t, &line)) {
		if (text_has(line, "completed successfully"))
			result = "ok";
		else if (text_has(line, "ERROR") || text_has(line, "completed, but with some errors"))
			result = "failed";
	}
	return result;
}

static void rsnapshot(struct backup *b)
{
	struct text t;
	struct rsnapshot r = {.root = {"", 0}};
	if (!sys_exists(b->run->sys, "/usr/bin/rsnapshot") && !sys_exists(b->run->sys, "/usr/local/bin/rsnapshot"))
		return;
	if (!probe_read(b->run, "/etc/rsnapshot.conf", &t))
		return;
	rsnapshot_conf(t, &r);
	const struct plan *best = NULL;
	for (size_t i = 0; i < b->plans->n; i++)
		if (plan_has_word(b->text[i], "rsnapshot", NULL)) {
			const struct plan *p = &b->plans->plan[i];
			b->taken[i] = true;
			if (!best || (p->every_hours && (!best->every_hours || p->every_hours < best->every_hours)))
				best = p;
		}
	struct backup_job job = backup_job_new("rsnapshot", r.root.n ? r.root : text_of("rsnapshot"), "/etc/rsnapshot.conf");
	job.target = r.root;
	job.plan = best;
	if (r.root.n && r.root.p[0] == '/')
		rsnapshot_copies(b, &r, &job);
	// Packaged, but never set to start and never used: no job.
	if (!best && job.count <= 0)
		return;
	job.result = rsnapshot_result(b);
	backup_row(b, &job);
}

// ---- rdiff-backup

// The newest copy is told by a name: current_mirror.2026-11-20T03:00:01+01:00.data; each one before by increments.….
static void rdiff_copies(struct backup *b, const char *target, struct backup_job *job)
{
	struct sys_names names = {NULL, 0};
	if (sys_list(b->run->sys, b->run->a, arena_printf(b->run->a, "%s/rdiff-backup-data", target), &names) != SYS_OK)
		return;
	job->count = 0;
	for (size_t i = 0; i < names.n; i++) {
		struct text name = text_of(names.name[i]);
		int64_t at;
		job->count += text_starts(name, "session_statistics.");
		if (text_starts(name, "current_mirror.") && name.n >= 15 + 25 && clock_read_iso((struct text){name.p + 15, 25}, &at) &&
			at > job->newest_at)
			job->newest_at = at;
	}
}

static void rdiff(struct backup *b)
{
	for (size_t i = 0; i < b->plans->n; i++) {
		const struct plan *p = &b->plans->plan[i];
		struct text line, word, target = {"", 0};
		if (!plan_has_word(b->text[i], "rdiff-backup", &line) || text_has(line, "--remove-older-than"))
			continue;
		b->taken[i] = true;
		while (text_word(&line, &word) && !text_is(word, ";") && !text_is(word, "&&") && !text_starts(word, ">"))
			if (word.n && word.p[0] != '-')
				target = word;
		if (!backup_known(b->run->a, b->text[i], target, &target))
			target = text_of("");
		struct backup_job job = backup_job_new("rdiff-backup", target.n ? target : text_of(p->file), p->file);
		job.plan = p;
		job.target = target;
		if (target.n && target.p[0] == '/')
			rdiff_copies(b, text_dup(b->run->a, target), &job);
		backup_row(b, &job);
	}
}

// ---- timeshift

// Folders are named by time: 2026-11-20_03-00-01. They stand on the disk of backup_device_uuid, below /timeshift/snapshots.
static void timeshift_copies(struct backup *b, const char *dir, struct backup_job *job)
{
	struct sys_names names = {NULL, 0};
	if (sys_list(b->run->sys, b->run->a, dir, &names) != SYS_OK)
		return;
	job->count = 0;
	for (size_t i = 0; i < names.n && i < 2000; i++) {
		char *p = arena_strdup(b->run->a, names.name[i]);
		int64_t at;
		if (strlen(p) != 19 || p[10] != '_')
			continue;
		p[10] = 'T';
		p[13] = p[16] = ':';
		if (!clock_read_iso(text_of(p), &at))
			continue;
		job->count++;
		job->newest_at = at > job->newest_at ? at : job->newest_at;
	}
}

static bool is_set(const struct json *j, const char *key)
{
	return text_is(json_get_text(j, key, "false"), "true");
}

static void timeshift(struct backup *b)
{
	struct probe_run *run = b->run;
	struct text t;
	struct json *j;
	if (!probe_read(run, "/etc/timeshift/timeshift.json", &t))
		return;
	if (!json_read(run->a, t, 8, &j, NULL)) {
		probe_partly(run, "odd_line", "/etc/timeshift/timeshift.json");
		return;
	}
	static const struct {
		const char *key;
		int64_t hours;
	} often[] = {{"schedule_monthly", 730}, {"schedule_weekly", 168}, {"schedule_daily", 24}, {"schedule_hourly", 1}, {"schedule_boot", 0}};
	struct backup_job job = backup_job_new("timeshift", text_of("timeshift"), "/etc/timeshift/timeshift.json");
	for (size_t i = 0; i < sizeof often / sizeof *often; i++)
		if (is_set(j, often[i].key)) {
			job.scheduled = true;
			job.every_hours = often[i].hours ? often[i].hours : job.every_hours;
			if (often[i].hours || !job.schedule.n)
				job.schedule = text_after(text_of(often[i].key), 9);
		}
	backup_plan(b, "timeshift");
	struct text uuid = json_get_text(j, "backup_device_uuid", "");
	const char *disk = uuid.n ? place_block(run, text_of(arena_printf(run->a, "UUID=%.*s", (int)uuid.n, uuid.p))) : NULL;
	const struct place_mount *at = NULL;
	for (size_t i = 0; i < b->mounted->n && disk; i++) {
		const char *block = place_block(run, b->mounted->mount[i].device);
		if (block && strcmp(block, disk) == 0 && (!at || b->mounted->mount[i].target.n < at->target.n))
			at = &b->mounted->mount[i];
	}
	struct text root = at ? at->target : sys_exists(run->sys, "/timeshift/snapshots") ? text_of("/") : text_of("");
	if (root.n) {
		job.target = text_of(arena_printf(run->a, "%.*s%s", (int)root.n, root.p, root.n > 1 ? "/timeshift" : "timeshift"));
		timeshift_copies(b,
			arena_printf(run->a, "%.*s/%s", (int)job.target.n, job.target.p,
				is_set(j, "btrfs_mode") ? "../timeshift-btrfs/snapshots" : "snapshots"),
			&job);
	}
	if (job.scheduled || job.count > 0)
		backup_row(b, &job);
}

// ---- backupninja

struct ninja {
	struct text section, host, folder, kind, when;
	bool encrypts;
};

static void ninja_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)number;
	struct ninja *n = arg;
	if (text_is(key, "when"))
		n->when = value;
	if (text_is(key, "repository"))
		n->folder = value;
	if (text_is(section, "dest") && text_is(key, "host"))
		n->host = value;
	if (text_is(section, "dest") && text_is(key, "type"))
		n->kind = value;
	if ((text_is(section, "dest") && (text_is(key, "directory") || text_is(key, "destdir") || text_is(key, "desturl"))) ||
		text_is(key, "backupdir"))
		n->folder = value;
	if (text_is(section, "gpg") && text_is(key, "encryptkey"))
		n->encrypts = value.n > 0;
}

static void ninja_action(struct backup *b, const struct plan *p, const char *name, const char *path, struct text usual)
{
	struct text t;
	struct ninja n = {.when = usual};
	if (!probe_read(b->run, path, &t))
		return;
	conf_each(t, '=', ninja_line, &n);
	struct backup_job job = backup_job_new("backupninja", text_of(name), path);
	bool remote = n.host.n && !text_is(n.host, "localhost") && !text_is(n.kind, "local");
	if (remote)
		job.target = text_of(arena_printf(b->run->a, "%.*s:%.*s", (int)n.host.n, n.host.p, (int)n.folder.n, n.folder.n ? n.folder.p : ""));
	else
		job.target = n.folder;
	job.kind = remote ? "network" : NULL;
	job.encrypted = n.encrypts || text_ends(text_of(name), ".restic") ? 1 : -1;
	job.scheduled = p && !text_is(n.when, "manual");
	job.schedule = n.when;
	job.every_hours = text_starts(n.when, "everyday") ? 24 : text_starts(n.when, "hourly") ? 1 : text_has(n.when, "day") ? 168 : 0;
	if (!remote && n.folder.n && n.folder.p[0] == '/' && !text_ends(text_of(name), ".rsync"))
		job.newest_at = backup_newest(b->run, text_dup(b->run->a, n.folder), NULL, &job.count);
	backup_row(b, &job);
}

static void backupninja(struct backup *b)
{
	struct sys_names names = {NULL, 0};
	struct text t, usual = text_of("everyday at 01:00");
	if (!sys_exists(b->run->sys, "/usr/sbin/backupninja") ||
		!probe_saw(b->run, sys_list(b->run->sys, b->run->a, "/etc/backup.d", &names), "/etc/backup.d"))
		return;
	if (probe_read(b->run, "/etc/backupninja.conf", &t))
		conf_get(t, '=', "", "when", &usual);
	const struct plan *p = backup_plan(b, "backupninja");
	for (size_t i = 0; i < names.n && i < 100; i++) {
		struct text name = text_of(names.name[i]);
		if (name.p[0] >= '1' && name.p[0] <= '9' && !text_ends(name, ".disabled") && !text_ends(name, "~"))
			ninja_action(b, p, names.name[i], arena_printf(b->run->a, "/etc/backup.d/%s", names.name[i]), usual);
	}
}

void backup_trees(struct backup *b)
{
	rsnapshot(b);
	rdiff(b);
	timeshift(b);
	backupninja(b);
}
