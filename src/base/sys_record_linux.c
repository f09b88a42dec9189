// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The maker of fixtures; see sys_record.h. Times, owners (as root) and permissions are kept: controls judge by them.
#include "sys_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sys_recorder {
	int dir;
};

struct sys_recorder *sys_recorder_open(const char *dir, struct err *e)
{
	mkdir(dir, 0700);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err_set(e, "the folder \"%s\" for the recording cannot be made: %s", dir, strerror(errno));
		return NULL;
	}
	struct sys_recorder *r = calloc(1, sizeof *r);
	if (!r)
		abort();
	r->dir = fd;
	return r;
}

// The path below the folder, its parents made.
static const char *place(struct sys_recorder *r, struct arena *a, const char *path)
{
	while (*path == '/')
		path++;
	char *copy = arena_strdup(a, *path ? path : ".");
	for (char *p = strchr(copy, '/'); p; p = strchr(p + 1, '/')) {
		*p = 0;
		mkdirat(r->dir, copy, 0755);
		*p = '/';
	}
	return copy;
}

static void keep_how(struct sys_recorder *r, const char *p, const struct sys_stat *st)
{
	struct timespec t[2] = {{.tv_sec = st->mtime}, {.tv_sec = st->mtime}};
	// An ordinary user cannot give files away: the owner then stays the user, and the copy is as good as it can be.
	int failed = fchownat(r->dir, p, st->uid, st->gid, AT_SYMLINK_NOFOLLOW);
	failed |= fchmodat(r->dir, p, st->mode, 0);
	failed |= utimensat(r->dir, p, t, 0);
	(void)failed;
}

void sys_recorder_file(struct sys_recorder *r, const char *path, const struct sys_stat *st, struct text t)
{
	sys_recorder_part(r, path, st, 0, t);
}

void sys_recorder_part(struct sys_recorder *r, const char *path, const struct sys_stat *st, int64_t offset, struct text t)
{
	struct arena *a = arena_new();
	const char *p = place(r, a, path);
	int fd = openat(r->dir, p, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0) {
		bool good = pwrite(fd, t.p, t.n, offset) == (ssize_t)t.n && (!st->size || ftruncate(fd, st->size) == 0);
		close(fd);
		if (good)
			keep_how(r, p, st);
	}
	arena_free(a);
}

void sys_recorder_stat(struct sys_recorder *r, const char *path, const struct sys_stat *st)
{
	struct arena *a = arena_new();
	const char *p = place(r, a, path);
	if (st->kind == 'd')
		mkdirat(r->dir, p, 0755);
	else if (st->kind == 'f') {
		int fd = openat(r->dir, p, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0) {
			if (ftruncate(fd, st->size)) {
				// The size is kept where the disk allows it.
			}
			close(fd);
		}
	}
	if (st->kind == 'd' || st->kind == 'f')
		keep_how(r, p, st);
	arena_free(a);
}

void sys_recorder_link(struct sys_recorder *r, const char *path, const char *target)
{
	struct arena *a = arena_new();
	const char *p = place(r, a, path);
	if (symlinkat(target, r->dir, p)) {
		// It is there already: recorded before.
	}
	arena_free(a);
}

void sys_recorder_list(struct sys *s, const char *path, const struct sys_names *names)
{
	struct arena *a = arena_new();
	bool proc = strcmp(path, "/proc") == 0; // its links (self, net) lead into the process that looks, which no recording has
	for (size_t i = 0; i < names->n; i++) {
		char *p = arena_printf(a, "%s/%s", path, names->name[i]);
		struct text target;
		struct sys_stat st;
		if (proc || sys_link(s, a, p, &target) != SYS_OK)
			(void)sys_lstat(s, p, &st);
	}
	struct sys_stat folder;
	sys_stat(s, path, &folder);
	arena_free(a);
}
