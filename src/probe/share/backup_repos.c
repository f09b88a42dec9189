// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Backup tools that keep their copies in a repository of their own form: restic, borg (with borgmatic), duplicity (with deja-dup).
// What is in a repository is told by the times and names of its files, or by what the tool remembers of it in a home folder.
#include "backup.h"
#include "../../base/clock.h"

#include <string.h>

#define REPOS_MAX 200

// The name of a job that a plan starts: the timer or script without its ending; for a line of a crontab where it goes.
static struct text plan_name(const struct plan *p, struct text target)
{
	struct text name = p->name, rest = name;
	if (!name.n)
		return target.n ? target : text_of(p->file);
	if (text_ends(name, ".timer"))
		name.n -= 6;
	if (text_starts(name, "cron.") && text_cut(rest, '/', NULL, &rest))
		name = (struct text){rest.p, name.n - (size_t)(rest.p - name.p)};
	return name;
}

static const struct plan_home *home_of(struct backup *b, struct text user)
{
	for (size_t i = 0; i < b->home_n; i++)
		if (user.n ? b->homes[i].name.n == user.n && memcmp(b->homes[i].name.p, user.p, user.n) == 0 : b->homes[i].uid == 0)
			return &b->homes[i];
	return NULL;
}

// ---- restic

// A cache of restic holds the snapshots of each repository: snapshots/XX/ID. Newest time; *ret_repos: how many repositories.
static int64_t restic_cache(struct backup *b, const struct plan_home *home, size_t *ret_repos)
{
	struct probe_run *run = b->run;
	struct sys_names repos = {NULL, 0}, parts;
	int64_t newest = 0;
	char *cache = home ? arena_printf(run->a, "%.*s/.cache/restic", (int)home->home.n, home->home.p) : NULL;
	*ret_repos = 0;
	if (!cache || sys_list(run->sys, run->a, cache, &repos) != SYS_OK)
		return 0;
	for (size_t i = 0; i < repos.n && i < 20; i++) {
		char *dir = arena_printf(run->a, "%s/%s/snapshots", cache, repos.name[i]);
		if (sys_list(run->sys, run->a, dir, &parts) != SYS_OK)
			continue;
		++*ret_repos;
		for (size_t k = 0; k < parts.n && k < 256; k++) {
			int64_t at = backup_newest(run, arena_printf(run->a, "%s/%s", dir, parts.name[k]), NULL, NULL);
			newest = at > newest ? at : newest;
		}
	}
	return newest;
}

static void restic_job(struct backup *b, const struct plan *p, struct text whole, bool only)
{
	struct probe_run *run = b->run;
	struct text line, target = {"", 0};
	if (!plan_line(whole, "restic", "backup", &line))
		return;
	if (!backup_option(line, "-r", &target) && !backup_option(line, "--repo", &target))
		backup_setting(whole, "RESTIC_REPOSITORY", &target);
	if (target.n && !backup_known(run->a, whole, target, &target))
		target = text_of("");
	struct backup_job job = backup_job_new("restic", plan_name(p, target), p->file);
	job.target = target;
	job.plan = p;
	job.encrypted = 1; // restic knows no other way
	if (target.n && target.p[0] == '/')
		job.newest_at = backup_newest(run, arena_printf(run->a, "%.*s/snapshots", (int)target.n, target.p), NULL, &job.count);
	if (!job.newest_at && (only || (target.n && target.p[0] != '/'))) {
		size_t repos;
		int64_t at = restic_cache(b, home_of(b, p->user), &repos);
		job.newest_at = repos == 1 ? at : 0; // with several it is not known which one is this
	}
	backup_row(b, &job);
}

static void restic(struct backup *b)
{
	size_t jobs = 0;
	for (size_t i = 0; i < b->plans->n; i++)
		if (plan_has_word(b->text[i], "restic", NULL) && plan_has_word(b->text[i], "backup", NULL)) {
			b->taken[i] = true;
			jobs++;
		}
	for (size_t i = 0; i < b->plans->n; i++)
		if (b->taken[i])
			restic_job(b, &b->plans->plan[i], b->text[i], jobs == 1);
	for (size_t i = 0; i < b->home_n && !jobs; i++) { // started by hand: only the cache tells
		size_t repos;
		int64_t at = restic_cache(b, &b->homes[i], &repos);
		if (!at)
			continue;
		struct backup_job job = backup_job_new(
			"restic", b->homes[i].name, arena_printf(b->run->a, "%.*s/.cache/restic", (int)b->homes[i].home.n, b->homes[i].home.p));
		job.encrypted = 1;
		job.newest_at = at;
		backup_row(b, &job);
	}
}

// ---- borg

struct borg_repo {
	struct text location;
	int64_t at;
	int encrypted;
	bool used;
	const char *file;
};

struct borg {
	struct borg_repo repo[REPOS_MAX];
	size_t n;
};

// borg remembers of each repository where it is, the time of its last change and how it is encrypted (borg.crypto.key: TYPE).
static void borg_memory(struct backup *b, struct borg *all, const char *dir)
{
	struct probe_run *run = b->run;
	struct text t;
	int64_t type;
	if (all->n >= REPOS_MAX || sys_read(run->sys, run->a, arena_printf(run->a, "%s/location", dir), 65536, &t) != SYS_OK)
		return;
	struct borg_repo *r = &all->repo[all->n++];
	*r = (struct borg_repo){
		.location = text_trim(text_line(&t, &t) ? t : text_of("")), .encrypted = -1, .file = arena_printf(run->a, "%s/location", dir)};
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/manifest-timestamp", dir), 4096, &t) == SYS_OK && text_line(&t, &t))
		clock_read_iso(text_trim(t), &r->at);
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/key-type", dir), 4096, &t) == SYS_OK && text_line(&t, &t) &&
		text_int(text_trim(t), 10, &type))
		r->encrypted = type != 2 && type != 6 && type != 7; // none, and the two that only sign
}

static void borg_memories(struct backup *b, struct borg *all)
{
	struct sys_names names;
	for (size_t h = 0; h < b->home_n; h++) {
		char *dir = arena_printf(b->run->a, "%.*s/.config/borg/security", (int)b->homes[h].home.n, b->homes[h].home.p);
		if (sys_list(b->run->sys, b->run->a, dir, &names) != SYS_OK)
			continue;
		for (size_t i = 0; i < names.n && i < 50; i++)
			borg_memory(b, all, arena_printf(b->run->a, "%s/%s", dir, names.name[i]));
	}
}

// user@host:path and ssh://user@host/path are the same place: compared by what is left without scheme, and : as /.
static struct text bare(struct arena *a, struct text t)
{
	if (text_starts(t, "ssh://"))
		t = text_after(t, 6);
	char *p = text_dup(a, t);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		char c = p[i] == ':' ? '/' : p[i];
		if (!(c == '/' && n && p[n - 1] == '/') && !(c == '.' && n && p[n - 1] == '/' && i + 1 < t.n && p[i + 1] == '/'))
			p[n++] = c;
	}
	while (n && p[n - 1] == '/')
		n--;
	p[n] = 0;
	return (struct text){p, n};
}

static void borg_fill(struct backup *b, struct borg *all, struct backup_job *job)
{
	struct probe_run *run = b->run;
	struct text t, wanted = bare(run->a, job->target);
	for (size_t i = 0; i < all->n && wanted.n; i++) {
		struct text one = bare(run->a, all->repo[i].location);
		if (one.n == wanted.n && memcmp(one.p, wanted.p, one.n) == 0) {
			job->newest_at = all->repo[i].at > job->newest_at ? all->repo[i].at : job->newest_at;
			job->encrypted = all->repo[i].encrypted;
			all->repo[i].used = true;
		}
	}
	if (!job->target.n || job->target.p[0] != '/')
		return;
	char *dir = text_dup(run->a, job->target);
	if (!job->newest_at)
		job->newest_at = backup_newest(run, dir, "index.", NULL);
	struct text key;
	if (job->encrypted < 0 && sys_read(run->sys, run->a, arena_printf(run->a, "%s/config", dir), 65536, &t) == SYS_OK &&
		conf_get(t, '=', "repository", "key", &key) && key.n)
		job->encrypted = 1;
}

static void borg_job(
	struct backup *b, struct borg *all, const char *tool, const struct plan *p, struct text name, struct text target, const char *file)
{
	struct backup_job job = backup_job_new(tool, name, file);
	job.target = target;
	job.plan = p;
	borg_fill(b, all, &job);
	backup_row(b, &job);
}

// Repositories of a borgmatic file: "- path" or "- path: X" below "repositories:". Other keys (passphrases) are passed by.
static void borgmatic_file(struct backup *b, struct borg *all, const struct plan *p, const char *path)
{
	struct text t, line;
	size_t inside = 0;
	enum sys_status st = sys_read(b->run->sys, b->run->a, path, 1 << 20, &t);
	if (st != SYS_OK) {
		if (text_starts(text_of(path), "/etc/")) // whether there is one in a home folder that is closed to us, nobody knows
			probe_saw(b->run, st, path);
		return;
	}
	while (text_line(&t, &line)) {
		struct text s = text_uncomment(line, "#");
		size_t indent = s.n ? (size_t)(s.p - line.p) : 0;
		if (!s.n)
			continue;
		if (text_is(s, "repositories:")) {
			inside = indent + 1;
			continue;
		}
		if (!inside)
			continue;
		if (s.p[0] != '-') {
			if (indent + 1 <= inside)
				inside = 0;
			continue;
		}
		s = text_trim(text_after(s, 1));
		if (text_starts(s, "path:"))
			s = text_trim(text_after(s, 5));
		if (s.n > 1 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
			s = (struct text){s.p + 1, s.n - 2};
		if (s.n)
			borg_job(b, all, "borgmatic", p, s, s, path);
	}
}

static void borgmatic(struct backup *b, struct borg *all)
{
	struct probe_run *run = b->run;
	const struct plan *p = backup_plan(b, "borgmatic");
	static const char *const files[] = {"/etc/borgmatic/config.yaml", "/etc/borgmatic.yaml"};
	for (size_t i = 0; i < 2; i++)
		borgmatic_file(b, all, p, files[i]);
	struct sys_names more = conf_files(run, "/etc/borgmatic.d", ".yaml");
	for (size_t i = 0; i < more.n && i < 50; i++)
		borgmatic_file(b, all, p, more.name[i]);
	for (size_t h = 0; h < b->home_n; h++)
		borgmatic_file(b, all, p, arena_printf(run->a, "%.*s/.config/borgmatic/config.yaml", (int)b->homes[h].home.n, b->homes[h].home.p));
}

// The repository of "borg create [options] REPO::ARCHIVE paths".
static struct text borg_target(struct arena *a, struct text line, struct text whole)
{
	struct text word, target = {"", 0};
	while (text_word(&line, &word)) {
		const char *colons = memmem(word.p, word.n, "::", 2);
		if (colons) {
			target = (struct text){word.p, (size_t)(colons - word.p)};
			break;
		}
	}
	if (!target.n)
		backup_setting(whole, "BORG_REPO", &target);
	return target.n && backup_known(a, whole, target, &target) ? target : text_of("");
}

static void borg(struct backup *b)
{
	struct borg *all = arena_alloc(b->run->a, sizeof *all);
	struct text line;
	borg_memories(b, all);
	borgmatic(b, all);
	for (size_t i = 0; i < b->plans->n; i++) {
		struct text whole = b->text[i], target;
		if (b->taken[i] || !plan_line(whole, "borg", "create", &line) || !plan_has_word(whole, "create", NULL))
			continue;
		b->taken[i] = true;
		target = borg_target(b->run->a, text_has(line, "create") ? line : whole, whole);
		borg_job(b, all, "borg", &b->plans->plan[i], plan_name(&b->plans->plan[i], target), target, b->plans->plan[i].file);
	}
	for (size_t i = 0; i < all->n; i++) // started by hand
		if (!all->repo[i].used && all->repo[i].location.n)
			borg_job(b, all, "borg", NULL, all->repo[i].location, all->repo[i].location, all->repo[i].file);
}

// ---- duplicity

// Files duplicity-full.20261120T010203Z.manifest.gpg, duplicity-inc.FROM.to.UNTIL.manifest: the time of the copy is the last one.
static int64_t duplicity_name(const char *name)
{
	struct text t = text_of(name), last = {NULL, 0};
	int64_t y, mo, d, h, mi, s;
	if (!text_starts(t, "duplicity-full.") && !text_starts(t, "duplicity-inc."))
		return 0;
	for (struct text part; text_field(&t, '.', &part);)
		if (part.n == 16 && part.p[8] == 'T' && part.p[15] == 'Z')
			last = part;
	if (!last.p || !text_int((struct text){last.p, 4}, 10, &y) || !text_int((struct text){last.p + 4, 2}, 10, &mo) ||
		!text_int((struct text){last.p + 6, 2}, 10, &d) || !text_int((struct text){last.p + 9, 2}, 10, &h) ||
		!text_int((struct text){last.p + 11, 2}, 10, &mi) || !text_int((struct text){last.p + 13, 2}, 10, &s) || mo < 1 || mo > 12)
		return 0;
	return clock_at((int)y, (int)mo, (int)d, (int)h, (int)mi, (int)s);
}

static void duplicity_folder(struct backup *b, const char *dir, struct backup_job *job)
{
	struct sys_names names = {NULL, 0};
	int64_t count = 0;
	if (sys_list(b->run->sys, b->run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n; i++) {
		int64_t at = strstr(names.name[i], ".manifest") ? duplicity_name(names.name[i]) : 0;
		count += at > 0;
		job->newest_at = at > job->newest_at ? at : job->newest_at;
		if (job->encrypted < 0 && strstr(names.name[i], ".difftar"))
			job->encrypted = text_ends(text_of(names.name[i]), ".gpg");
	}
	if (count > job->count)
		job->count = count;
}

// The caches of a home folder, one for each target; deja-dup keeps its own.
static void duplicity_caches(struct backup *b, const struct plan_home *home, const char *tool, struct backup_job *job)
{
	struct sys_names names = {NULL, 0};
	char *dir = home ? arena_printf(b->run->a, "%.*s/.cache/%s", (int)home->home.n, home->home.p, tool) : NULL;
	if (!dir || sys_list(b->run->sys, b->run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n && i < 20; i++)
		duplicity_folder(b, arena_printf(b->run->a, "%s/%s", dir, names.name[i]), job);
}

static void duplicity(struct backup *b)
{
	for (size_t i = 0; i < b->plans->n; i++) {
		const struct plan *p = &b->plans->plan[i];
		struct text line, word, target = {"", 0};
		if (!plan_has_word(b->text[i], "duplicity", &line))
			continue;
		b->taken[i] = true;
		for (struct text rest = line; text_word(&rest, &word);)
			if (text_has(word, "://"))
				target = word;
		if (target.n && !backup_known(b->run->a, b->text[i], target, &target))
			target = text_of("");
		struct backup_job job = backup_job_new("duplicity", plan_name(p, target), p->file);
		job.plan = p;
		job.target = target;
		job.encrypted = text_has(b->text[i], "--no-encryption") ? 0 : 1; // GnuPG unless told otherwise (duplicity(1))
		if (text_starts(target, "file://"))
			duplicity_folder(b, text_dup(b->run->a, text_after(target, 7)), &job);
		else
			duplicity_caches(b, home_of(b, p->user), "duplicity", &job);
		backup_row(b, &job);
	}
}

// Its settings stand in a binary file of dconf. Three copies or more mean that something makes them regularly; how fresh they are is told by newest_at.
static void deja_dup(struct backup *b)
{
	for (size_t h = 0; h < b->home_n; h++) {
		struct backup_job job = backup_job_new("deja-dup", b->homes[h].name, NULL);
		duplicity_caches(b, &b->homes[h], "deja-dup", &job);
		if (job.count <= 0)
			continue;
		job.file = arena_printf(b->run->a, "%.*s/.cache/deja-dup", (int)b->homes[h].home.n, b->homes[h].home.p);
		job.encrypted = -1; // the cache is never encrypted, whatever the copies are
		job.scheduled = job.count >= 3;
		backup_row(b, &job);
	}
}

void backup_repos(struct backup *b)
{
	restic(b);
	borg(b);
	duplicity(b);
	deja_dup(b);
}
