// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Copies made by plain commands in cron lines, timers and the scripts that they start: rsync, rclone, tar and dumps of databases.
// A command counts when its name says backup or when it writes to another disk or machine; else it may be anything.
#include "backup.h"

#include <string.h>

static bool has_nocase(struct text t, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= t.n; i++)
		if (text_is_nocase((struct text){t.p + i, n}, word))
			return true;
	return false;
}

// Words for a copy in the languages of our users.
static bool says_backup(struct text t)
{
	static const char *const words[] = {"backup", "back-up", "bkp", "sauvegarde", "sicherung", "reservekopie", "snapshot"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has_nocase(t, words[i]))
			return true;
	return false;
}

// The last word of a command that is no option, before a redirection or the next command.
static struct text last_argument(struct text line)
{
	struct text word, last = {"", 0};
	while (text_word(&line, &word)) {
		if (text_is(word, ";") || text_is(word, "&&") || text_is(word, "||") || text_is(word, "|") || text_is(word, "&") ||
			text_starts(word, ">") || text_starts(word, "2>") || text_starts(word, "&>"))
			break;
		if (word.n && word.p[0] != '-')
			last = word;
		if (word.n && word.p[word.n - 1] == ';') {
			last.n -= last.p == word.p;
			break;
		}
	}
	return last;
}

// The line from the program on: what stands before it (nice, test -x …) is no argument.
static struct text from_program(struct text line, const char *program)
{
	const char *at = memmem(line.p, line.n, program, strlen(program));
	return at ? text_after(line, (size_t)(at - line.p) + strlen(program)) : line;
}

// A file name with a date in it stands for its folder.
static struct text folder_of(struct text t)
{
	size_t n = t.n;
	while (n && t.p[n - 1] != '/')
		n--;
	return (struct text){t.p, n > 1 ? n - 1 : n};
}

// The folder that a dump or archive is written to: behind > or -f.
static struct text written_to(struct backup *b, struct text line, struct text whole, const char *option)
{
	struct text word, target = {"", 0};
	struct text rest = line;
	while (text_word(&rest, &word)) {
		if (text_is(word, ">") || text_is(word, ">>"))
			text_word(&rest, &target);
		else if (word.n > 1 && word.p[0] == '>' && word.p[1] != '&')
			target = text_after(word, word.p[1] == '>' ? 2 : 1);
		else if (option && word.n > 1 && word.p[0] == '-' && word.p[1] != '-' && word.p[word.n - 1] == option[0])
			text_word(&rest, &target);
		else if (option && text_starts(word, "--file="))
			target = text_after(word, 7);
	}
	if (target.n && (target.p[0] == '"' || target.p[0] == '\''))
		target = text_after(target, 1);
	target = folder_of(target);
	return target.n && backup_known(b->run->a, whole, target, &target) ? target : text_of("");
}

static struct text plan_name(const struct plan *p, struct text target)
{
	struct text name = p->name;
	if (!name.n)
		return target.n ? target : text_of(p->file);
	if (text_ends(name, ".timer"))
		name.n -= 6;
	if (text_starts(name, "cron."))
		text_cut(name, '/', NULL, &name);
	return name;
}

static bool elsewhere(struct backup *b, struct text target)
{
	struct text host;
	if (!target.n)
		return false;
	if (target.p[0] != '/')
		return text_has(target, "://") || (text_cut(target, ':', &host, NULL) && host.n && !memchr(host.p, '/', host.n));
	const struct place_mount *m = place_of(b->mounted, target), *c = place_of(b->configured, target);
	if (text_starts(target, "/media/") || text_starts(target, "/mnt/") || text_starts(target, "/run/media/"))
		return true;
	return (m && m->target.n > 1 && place_network(m->type)) || (c && c->target.n > 1 && place_network(c->type));
}

static void command_row(struct backup *b, size_t i, const char *tool, struct text target, bool files)
{
	const struct plan *p = &b->plans->plan[i];
	if (!says_backup(p->name) && !says_backup(p->command) && !elsewhere(b, target))
		return;
	b->taken[i] = true;
	struct backup_job job = backup_job_new(tool, plan_name(p, target), p->file);
	job.plan = p;
	job.target = target;
	// The time of a folder that rsync wrote is that of its source: only archives and dumps are files with a time of their own.
	if (files && target.n && target.p[0] == '/')
		job.newest_at = backup_newest(b->run, text_dup(b->run->a, target), NULL, &job.count);
	backup_row(b, &job);
}

static void rsync(struct backup *b, size_t i)
{
	struct text line, target;
	if (!plan_has_word(b->text[i], "rsync", &line))
		return;
	target = last_argument(from_program(line, "rsync"));
	command_row(b, i, "rsync", target.n && backup_known(b->run->a, b->text[i], target, &target) ? target : text_of(""), false);
}

static void rclone(struct backup *b, size_t i)
{
	struct text line, word, target = {"", 0}, remote, type;
	bool crypt;
	if (!plan_line(b->text[i], "rclone", "sync", &line) ||
		!(text_has(line, " sync") || (plan_line(b->text[i], "rclone", "copy", &line) && text_has(line, " copy"))))
		return;
	for (struct text rest = from_program(line, "rclone"); text_word(&rest, &word);)
		if (word.n && word.p[0] != '-' && memchr(word.p, ':', word.n))
			target = word;
	if (!target.n || !backup_known(b->run->a, b->text[i], target, &target))
		target = text_of("");
	const struct plan *p = &b->plans->plan[i];
	struct backup_job job = backup_job_new("rclone", plan_name(p, target), p->file);
	b->taken[i] = true;
	job.plan = p;
	job.target = target.n ? text_of(arena_printf(b->run->a, "rclone:%.*s", (int)target.n, target.p)) : target;
	if (target.n && text_cut(target, ':', &remote, NULL)) {
		if (backup_rclone(b, remote, &type, &crypt))
			job.encrypted = crypt;
		else if (crypt)
			job.encrypted = 1;
	}
	backup_row(b, &job);
}

static void dumps(struct backup *b, size_t i)
{
	static const char *const tools[] = {"pg_dumpall", "pg_dump", "mysqldump", "mariadb-dump", "mongodump", "pg_basebackup", "mariabackup"};
	struct text line;
	for (size_t t = 0; t < sizeof tools / sizeof *tools; t++)
		if (plan_has_word(b->text[i], tools[t], &line)) {
			b->taken[i] = true;
			struct text target = written_to(b, line, b->text[i], text_starts(text_of(tools[t]), "pg_") ? "f" : NULL);
			struct backup_job job = backup_job_new(tools[t], plan_name(&b->plans->plan[i], target), b->plans->plan[i].file);
			job.plan = &b->plans->plan[i];
			job.target = target;
			if (target.n && target.p[0] == '/')
				job.newest_at = backup_newest(b->run, text_dup(b->run->a, target), NULL, &job.count);
			backup_row(b, &job);
			return;
		}
}

static void tar(struct backup *b, size_t i)
{
	struct text line;
	if (!plan_has_word(b->text[i], "tar", &line))
		return;
	struct text options = from_program(line, "tar"), word;
	if (!text_word(&options, &word) || !(memchr(word.p, 'c', word.n) || text_has(line, "--create")))
		return;
	// "tar czf FILE" without a dash is as good as "tar -czf FILE".
	if (word.n && word.p[0] != '-')
		line = text_of(arena_printf(b->run->a, "-%.*s%.*s", (int)word.n, word.p, (int)options.n, options.p));
	command_row(b, i, "tar", written_to(b, line, b->text[i], "f"), true);
}

static void proxmox_client(struct backup *b, size_t i)
{
	struct text line, target = {"", 0};
	if (!plan_has_word(b->text[i], "proxmox-backup-client", &line))
		return;
	b->taken[i] = true;
	if (!backup_option(line, "--repository", &target))
		backup_setting(b->text[i], "PBS_REPOSITORY", &target);
	struct backup_job job = backup_job_new("proxmox", plan_name(&b->plans->plan[i], target), b->plans->plan[i].file);
	job.plan = &b->plans->plan[i];
	job.target = target;
	job.kind = "network";
	job.encrypted = text_has(b->text[i], "--keyfile") || text_has(b->text[i], "PBS_ENCRYPTION_PASSWORD") ? 1 : -1;
	backup_row(b, &job);
}

void backup_commands(struct backup *b)
{
	static void (*const all[])(struct backup *, size_t) = {proxmox_client, rclone, dumps, rsync, tar};
	for (size_t i = 0; i < b->plans->n; i++)
		for (size_t k = 0; k < sizeof all / sizeof *all && !b->taken[i]; k++)
			all[k](b, i);
}
