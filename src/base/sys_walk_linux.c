// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A walk of the disk; see sys.h. Each folder is opened from the one above it without following links, so nothing that is moved
// or exchanged meanwhile leads out of the tree. Names come in bulk (getdents64); links are passed by without being looked at.
#include "sys.h"
#include "sys_stat_linux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEPTH_MAX 100
#define PATH_MAX_HERE 4000
#define ENTRIES_MAX 50000000
#define BULK ((size_t)64 * 1024)

struct linux_dirent64 { // linux/dirent.h does not offer it
	uint64_t ino;
	int64_t off;
	unsigned short reclen;
	unsigned char type;
	char name[];
};

struct walk {
	struct arena *a;
	const char *const *skip;
	size_t skip_n;
	bool (*visit)(void *, const struct sys_walk_entry *);
	void *arg;
	struct sys_walk_count *count;
	dev_t device;
	char *path; // PATH_MAX_HERE + 256 + 2 bytes
	char *bulk;
};

struct folder_name {
	struct folder_name *next;
	char name[];
};

static bool left_out(const struct walk *w)
{
	size_t low = 0, high = w->skip_n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(w->path, w->skip[middle]);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static bool show(struct walk *w, size_t n, size_t name, const struct stat *st, bool open)
{
	struct sys_walk_entry e = {.path = w->path, .n = n, .name = name, .open = open};
	sys_stat_from(st, &e.stat);
	w->count->entries++;
	return w->visit(w->arg, &e);
}

// Goes through the names of a folder: files are shown at once, folders are kept for later.
static struct folder_name *names_of(struct walk *w, int fd, size_t n, bool open)
{
	struct folder_name *folders = NULL;
	long got;
	while ((got = syscall(SYS_getdents64, fd, w->bulk, BULK)) > 0)
		for (long at = 0; at < got && w->count->entries < ENTRIES_MAX;) {
			const struct linux_dirent64 *d = (const void *)(w->bulk + at);
			size_t length = strlen(d->name);
			struct stat st;
			at += d->reclen;
			if (d->type == DT_LNK || strcmp(d->name, ".") == 0 || strcmp(d->name, "..") == 0)
				continue;
			if (d->type == DT_DIR) {
				struct folder_name *f = arena_raw(w->a, sizeof *f + length + 1);
				memcpy(f->name, d->name, length + 1);
				f->next = folders;
				folders = f;
				continue;
			}
			if (fstatat(fd, d->name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) || S_ISLNK(st.st_mode))
				continue;
			if (S_ISDIR(st.st_mode)) { // a file system that does not tell kinds
				struct folder_name *f = arena_raw(w->a, sizeof *f + length + 1);
				memcpy(f->name, d->name, length + 1);
				f->next = folders;
				folders = f;
				continue;
			}
			memcpy(w->path + n, d->name, length + 1);
			show(w, n + length, n, &st, open);
		}
	if (got < 0)
		w->count->cut = true;
	w->path[n] = 0;
	return folders;
}

static void refused(struct walk *w)
{
	if (!w->count->denied++)
		w->count->refused = arena_strdup(w->a, w->path);
}

// n: length of the path, which ends in a slash for what comes below.
static void walk_folder(struct walk *w, int fd, size_t n, bool open, int depth)
{
	struct arena_mark mark = arena_mark(w->a);
	bool first = !w->count->denied;
	struct folder_name *folders = names_of(w, fd, n, open);
	for (; folders; folders = folders->next) {
		size_t length = strlen(folders->name);
		struct stat st;
		memcpy(w->path + n, folders->name, length + 1);
		if (n + length >= PATH_MAX_HERE || depth >= DEPTH_MAX || w->count->entries >= ENTRIES_MAX) {
			w->count->cut = true;
			continue;
		}
		if (left_out(w))
			continue;
		int sub = openat(fd, folders->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (sub < 0) {
			if (errno == EACCES || errno == EPERM) {
				refused(w);
				if (fstatat(fd, folders->name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0 && st.st_dev == w->device)
					show(w, n + length, n, &st, open);
			}
			continue;
		}
		if (fstat(sub, &st) == 0 && st.st_dev == w->device && show(w, n + length, n, &st, open)) {
			w->path[n + length] = '/';
			w->path[n + length + 1] = 0;
			walk_folder(w, sub, n + length + 1, open && (st.st_mode & 1), depth + 1);
		}
		close(sub);
	}
	if (!(first && w->count->denied)) // the path of the first refused one lives in what would be given back
		arena_rewind(w->a, mark);
}

enum sys_status sys_walk(struct sys *s, struct arena *a, const char *path, const char *const *skip, size_t skip_n,
	bool (*visit)(void *, const struct sys_walk_entry *), void *arg, struct sys_walk_count *ret)
{
	struct stat st;
	size_t n = strlen(path);
	struct walk w = {.a = a, .skip = skip, .skip_n = skip_n, .visit = visit, .arg = arg, .count = ret};
	*ret = (struct sys_walk_count){0};
	if (n >= PATH_MAX_HERE)
		return SYS_ODD;
	int fd = sys_open_folder(s, path);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? SYS_MISSING : errno == EACCES || errno == EPERM ? SYS_DENIED : SYS_FAILED;
	if (fstat(fd, &st)) {
		close(fd);
		return SYS_FAILED;
	}
	w.device = st.st_dev;
	w.path = arena_alloc(a, PATH_MAX_HERE + 512);
	w.bulk = arena_raw(a, BULK);
	memcpy(w.path, path, n);
	if (!n || w.path[n - 1] != '/')
		w.path[n++] = '/';
	walk_folder(&w, fd, n, true, 0);
	close(fd);
	return SYS_OK;
}
