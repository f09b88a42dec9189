// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The system that is being looked at: the running one, or a tree of files (--root). Every look goes through here, so that
// every look is safe: below the root (openat2), regular files only, sizes capped, links followed inside the root alone;
// and so that a run can be recorded (sys_record) and replayed later as a tree. Not for our own files: see file.h.
#ifndef BOLWERK_SYS_H
#define BOLWERK_SYS_H

#include "err.h"
#include "text.h"

struct sys;

// What came of a look. SYS_ODD: not what was asked for (a FIFO, a device, a folder instead of a file).
enum sys_status { SYS_OK, SYS_MISSING, SYS_DENIED, SYS_ODD, SYS_LARGE, SYS_FAILED };

struct sys_stat {
	char kind; // f file, d folder, l link, o other
	uint32_t mode, uid, gid;
	int64_t size, mtime, inode, device;
};

struct sys_names {
	char **name; // sorted, without . and ..
	size_t n;
};

// Opens a system. root NULL or "/" is the running one. The handle ends with the arena.
struct sys *sys_open(struct arena *a, const char *root, struct err *e);

// From now on copies whatever is looked at into a folder, which then serves as a root (a fixture). False when it cannot be made.
bool sys_record(struct sys *s, const char *dir, struct err *e);

// Whether this is the running system; whether the reader is its administrator.
bool sys_live(const struct sys *s);
bool sys_privileged(const struct sys *s);

// Seconds since 1970 at which the system stands: the clock, or for a tree the newest time of the files that a running system
// keeps writing. sys_set_now sets it by hand (tests; "what will it say in a month").
int64_t sys_now(struct sys *s);
void sys_set_now(struct sys *s, int64_t at);

// Reads a whole regular file of at most max bytes, followed by NUL. Paths are absolute, as the system itself names them.
enum sys_status sys_read(struct sys *s, struct arena *a, const char *path, size_t max, struct text *ret);

// Reads n bytes (or what there is) from an offset of a regular file of any size.
enum sys_status sys_read_part(struct sys *s, struct arena *a, const char *path, int64_t offset, size_t n, struct text *ret);

// Looks at what a path is; sys_lstat does not follow a link at its end.
enum sys_status sys_stat(struct sys *s, const char *path, struct sys_stat *ret);
enum sys_status sys_lstat(struct sys *s, const char *path, struct sys_stat *ret);

// Whether something stands there, of any kind, link followed.
bool sys_exists(struct sys *s, const char *path);

// Lists a folder (at most 100,000 names).
enum sys_status sys_list(struct sys *s, struct arena *a, const char *path, struct sys_names *ret);

// Reads where a link points to.
enum sys_status sys_link(struct sys *s, struct arena *a, const char *path, struct text *ret);

// Asks the kernel over netlink (family of AF_NETLINK, one dump request) and gives all answers one behind the other.
// name is how the answer is kept by a recording. A tree answers from its recording, else SYS_MISSING.
enum sys_status sys_netlink(struct sys *s, struct arena *a, const char *name, int family, struct text request, struct text *ret);

// Opens a folder for a walk of the disk; -1 with errno when it cannot. The caller closes it.
int sys_open_folder(struct sys *s, const char *path);

// What a walk comes by: a file, a folder or another thing, never a link.
struct sys_walk_entry {
	const char *path; // as the system names it; NUL behind it
	size_t n;         // its length
	size_t name;      // where its last part begins
	struct sys_stat stat;
	bool open; // everybody may enter each folder above it
};

struct sys_walk_count {
	int64_t entries;
	int64_t denied;      // folders that could not be read
	const char *refused; // the first of them
	bool cut;            // too deep, too long or too much: not all was seen
};

// Walks a folder and all below it on the same file system. `skip`: sorted paths that are left out, with all below them. visit gives
// false for a folder that is not to be entered. At most 100 folders deep, paths of 4,000 bytes, 50 million entries. The arena is for the walk
// alone and given back as it goes: visit keeps its own in another one.
enum sys_status sys_walk(struct sys *s, struct arena *a, const char *path, const char *const *skip, size_t skip_n,
	bool (*visit)(void *arg, const struct sys_walk_entry *e), void *arg, struct sys_walk_count *ret);

// A word for a status, as probes report it: missing, needs_root (denied to an ordinary user), denied, odd_file, too_large, unreadable.
const char *sys_word(const struct sys *s, enum sys_status st);

#endif
