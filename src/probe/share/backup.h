// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the readers of the many backup tools share: the job that they fill in, and the answer to where its copies go. Each
// backup_*.c knows a family of tools; linux/backup.c calls them one after the other.
#ifndef BOLWERK_BACKUP_H
#define BOLWERK_BACKUP_H

#include "place.h"
#include "plan.h"

struct backup {
	struct probe_run *run;
	struct plans *plans;
	struct text *text;                  // for each plan: its command, with the scripts and settings that it names behind it
	bool *taken;                        // plans that a tool has recognised as its own
	struct place *mounted, *configured; // what is mounted; what fstab knows (the same in an image)
	const struct plan_home *homes;
	size_t home_n;
};

struct backup_job {
	const char *tool;
	struct text name, target;
	const char *kind;         // NULL: found out from the target
	int encrypted;            // 1, 0, -1
	int64_t newest_at, count; // 0: not known; count -1: not known
	bool scheduled;
	const struct plan *plan; // NULL when none starts it
	struct text schedule;    // where there is no plan
	int64_t every_hours;
	const char *result; // ok, failed, NULL
	const char *file;
};

// A job with nothing known.
struct backup_job backup_job_new(const char *tool, struct text name, const char *file);

// Writes the row: target without password, kind of the target, whether it hangs on the computer.
void backup_row(struct backup *b, const struct backup_job *job);

// The first plan whose text runs a program; it is then taken. NULL when none does.
const struct plan *backup_plan(struct backup *b, const char *program);

// Value of NAME=value (with export, Environment= or quotes before it) in shell-like text, and of an option (-r X, --repo X, --repo=X).
// A value that is itself $OTHER is looked up once more. False when it is not there or cannot be known.
bool backup_setting(struct text t, const char *name, struct text *ret);
bool backup_option(struct text line, const char *option, struct text *ret);

// Without ${…}: looks names up in the text; false when one stays unknown.
bool backup_known(struct arena *a, struct text whole, struct text value, struct text *ret);

// Newest time and number of the regular files of a folder whose names hold `word` (NULL: all); at most 5,000 are looked at.
int64_t backup_newest(struct probe_run *run, const char *folder, const char *word, int64_t *ret_count);

// The cloud behind a remote of rclone: type as in rclone.conf, and whether it is a crypt one. False when the remote is not known.
bool backup_rclone(struct backup *b, struct text remote, struct text *ret_type, bool *ret_crypt);

void backup_repos(struct backup *b);    // restic, borg, borgmatic, duplicity, deja-dup
void backup_trees(struct backup *b);    // rsnapshot, rdiff-backup, timeshift, backupninja
void backup_agents(struct backup *b);   // bacula, bareos, urbackup, veeam, proxmox
void backup_commands(struct backup *b); // rsync, rclone, tar, dumps of databases

#endif
