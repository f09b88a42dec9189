// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What several probes need to know, read once in a run: installed packages, running programs, systemd units; and readers of
// the forms that settings are written in. Nothing here writes rows.
#ifndef BOLWERK_SHARE_H
#define BOLWERK_SHARE_H

#include "../probe.h"

// Makes the (empty) shared part of a run.
struct probe_share *share_new(struct probe_run *run);

// ---- packages (package.c)

struct package {
	struct text manager, name, version, arch, source, title; // manager: dpkg, rpm, flatpak, snap…
	int64_t installed_at;                                    // 0: not known
};

// All installed packages, sorted by name; read at the first call. A damaged list is reported against the probe that asks first.
const struct package *share_packages(struct probe_run *run, size_t *ret_n);

// Says of the probe that runs what was wrong with the lists: for probes whose own rows are the packages, whoever asked first.
void share_packages_say(struct probe_run *run);

// The installed package of that name, NULL when there is none.
const struct package *share_package(struct probe_run *run, const char *name);

// Order of two Debian versions (deb-version(7)): below zero, zero, above.
int share_version_order(struct text x, struct text y);

// ---- running programs (process.c)

struct process {
	int64_t pid;
	struct text name;    // comm: the first 15 bytes of the program's name
	struct text program; // path of the executable; empty when not seen
	struct text command; // command line, spaces between the words
	struct text cgroup;  // the last part: ssh.service, docker-….scope; empty when none
	int64_t uid;         // -1 when not seen
};

// All running programs; none (and *ret_known false) where /proc is not there (an image).
const struct process *share_processes(struct probe_run *run, size_t *ret_n, bool *ret_known);

// Whether a program of that name runs: 1, 0, or -1 where that cannot be seen.
int share_runs(struct probe_run *run, const char *name);

// ---- systemd units and start links (unit.c)

// Whether a unit starts by itself: 1 yes, 0 no, -1 when there is no such unit. "ssh.service", "apt-daily-upgrade.timer". Looks at the
// links in /etc/systemd/system/*.wants (and .requires), at units that are wanted by shipped links in /lib, at masks; and for services at /etc/rc?.d.
int share_unit_enabled(struct probe_run *run, const char *unit);

// Whether it runs now: 1, 0, -1 where that cannot be seen.
int share_unit_running(struct probe_run *run, const char *unit);

// Runs or will run at the next start: what "active" means for a running system (runs now, or is enabled when it cannot be seen) and for an image (enabled).
bool share_unit_active(struct probe_run *run, const char *unit);

// The same for what protects (an antivirus, a watch): where it can be seen whether a service runs, being set up to start is not enough.
bool share_unit_guards(struct probe_run *run, const char *unit);

// The text of a unit file with its drop-ins behind it (…/UNIT.d/*.conf); empty when there is none.
struct text share_unit_text(struct probe_run *run, const char *unit);

// When a systemd timer last fired, from its stamp; 0 when not known.
int64_t share_timer_last(struct probe_run *run, const char *timer);

// ---- forms of settings (conf.c)

// Calls line(arg, key, value, section, number) for each `key = value` (or key: value, or `key value` when separator is ' ') of an
// ini-like text. Comments start with # or ;. Section is empty before the first [section]. Quotes around a value are taken off.
void conf_each(
	struct text t, char separator, void (*line)(void *arg, struct text section, struct text key, struct text value, int number), void *arg);

// The last value of a key in a section ("" for none, NULL for any); false when it does not stand there. Keys match without regard to case.
bool conf_get(struct text t, char separator, const char *section, const char *key, struct text *ret);

// The files of a folder that end in `suffix`, sorted by name, as full paths (at most 1,000): for NAME.d folders.
struct sys_names conf_files(struct probe_run *run, const char *dir, const char *suffix);

// A file and the files of a folder behind it, joined: for `x.conf` with `x.conf.d/*.conf`. Missing ones are left out; unreadable ones are said.
struct text conf_join(struct probe_run *run, const char *file, const char *dir, const char *suffix);

// Whether a file that is included at this depth is one of those that include it. chain: what each depth is; this one is added.
bool conf_includes_itself(struct probe_run *run, struct sys_stat *chain, int depth, const char *path);

// Seconds of "10m", "1h 30min", "90", "2d" (systemd and sshd spans); false when it is none.
bool conf_span(struct text t, int64_t *ret_seconds);

#endif
