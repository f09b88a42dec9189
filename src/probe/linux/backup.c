// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What makes copies of this computer's data, where they go, and how old the newest one is. The tools are known by share/backup_*.c; here
// the plans that may start them are gathered, with the scripts and settings that they name. No password is ever written to a row.
// To add a tool: a reader in the fitting backup_*.c that ends in backup_row.
#include "../share/backup.h"
#include "../../base/buf.h"

#include <string.h>

#define SCRIPT_MAX ((size_t)128 * 1024)
#define SCRIPTS_MAX 4 // files that one plan may name

// A file that somebody here wrote, not a program of the system.
static bool own_file(struct text word)
{
	static const char *const not_own[] = {
		"/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/", "/usr/lib/", "/lib/", "/dev/", "/proc/", "/sys/", "/run/", "/tmp/", "/var/log/"};
	if (word.n < 3 || word.n > 1000 || word.p[0] != '/' || memchr(word.p, '*', word.n) || memchr(word.p, '$', word.n))
		return false;
	for (size_t i = 0; i < sizeof not_own / sizeof *not_own; i++)
		if (text_starts(word, not_own[i]))
			return false;
	return true;
}

// A script, or a file of settings (EnvironmentFile=, ". FILE", "source FILE"); data and folders are not read.
static bool add_file(struct probe_run *run, struct buf *b, struct text word, bool settings)
{
	struct text t;
	struct sys_stat st;
	const char *path = text_dup(run->a, word);
	if (sys_stat(run->sys, path, &st) != SYS_OK || st.kind != 'f' || st.size > (int64_t)SCRIPT_MAX || (!settings && !(st.mode & 0111)))
		return false;
	if (sys_read(run->sys, run->a, path, SCRIPT_MAX, &t) != SYS_OK || (!settings && !text_starts(t, "#!")))
		return false;
	buf_char(b, '\n');
	buf_add(b, t.p, t.n);
	return true;
}

// The files that a text names, one step deep for scripts and one more for the settings that they take in.
static void add_named(struct probe_run *run, struct buf *b, struct text t, int *left)
{
	struct text line, word;
	while (text_line(&t, &line) && *left > 0) {
		bool settings = false;
		line = text_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		while (text_word(&line, &word) && *left > 0) {
			bool here = settings;
			settings = text_is(word, ".") || text_is(word, "source");
			if (text_starts(word, "EnvironmentFile=")) {
				word = text_after(word, 16);
				here = true;
			} else if (text_starts(word, "Exec"))
				text_cut(word, '=', NULL, &word);
			while (word.n && (word.p[0] == '-' || word.p[0] == '@' || word.p[0] == '+' || word.p[0] == '!'))
				word = text_after(word, 1);
			if (own_file(word) && add_file(run, b, word, here))
				--*left;
		}
	}
}

// A timer's unit may be a template (borgmatic@.service) or start others: what its own text says is what is known.
static struct text whole_text(struct probe_run *run, struct text command)
{
	int left = SCRIPTS_MAX;
	struct buf *b = buf_new(run->a, (size_t)1 << 20);
	buf_add(b, command.p, command.n);
	size_t own = b->n;
	add_named(run, b, command, &left);
	if (b->n > own && left > 0) {
		char *scripts = arena_strndup(run->a, b->p + own, b->n - own);
		add_named(run, b, (struct text){scripts, b->n - own}, &left);
	}
	buf_char(b, '\n');
	for (size_t i = 0; i + 1 < b->n; i++) // a line that goes on below is one line
		if (b->p[i] == '\\' && b->p[i + 1] == '\n')
			b->p[i] = b->p[i + 1] = ' ';
	return (struct text){b->p, b->n};
}

// In an image, and where a disk is away, fstab knows more than the mounts.
static struct place *read_fstab(struct probe_run *run, struct place *mounted)
{
	struct text t, line;
	if (mounted->configured || sys_read(run->sys, run->a, "/etc/fstab", 1 << 20, &t) != SYS_OK)
		return mounted;
	struct place *p = arena_alloc(run->a, sizeof *p);
	p->mount = arena_alloc(run->a, 500 * sizeof *p->mount);
	while (text_line(&t, &line) && p->n < 500) {
		struct place_mount m = {.options = {"", 0}};
		line = text_trim(line);
		if (line.n && line.p[0] != '#' && text_word(&line, &m.device) && text_word(&line, &m.target) && text_word(&line, &m.type)) {
			text_word(&line, &m.options);
			p->mount[p->n++] = m;
		}
	}
	return p;
}

static void probe_backup_run(struct probe_run *run)
{
	struct backup b = {.run = run, .plans = plan_read(run), .mounted = place_read(run)};
	b.configured = read_fstab(run, b.mounted);
	b.homes = plan_homes(run, &b.home_n);
	b.text = arena_alloc(run->a, (b.plans->n + 1) * sizeof *b.text);
	b.taken = arena_alloc(run->a, (b.plans->n + 1) * sizeof *b.taken);
	for (size_t i = 0; i < b.plans->n; i++)
		b.text[i] = whole_text(run, b.plans->plan[i].command);
	if (b.plans->hidden)
		probe_saw(run, b.plans->why, b.plans->hidden);
	backup_repos(&b);
	backup_trees(&b);
	backup_agents(&b);
	backup_commands(&b);
}

const struct probe probe_backup = {"backup", "backup_job", probe_backup_run};
