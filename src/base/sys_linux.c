// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The system being looked at, on Linux; see sys.h. openat2 keeps every path, links included, below the root. A file is
// first opened as a mere name (O_PATH) and only then for reading, so that a device or FIFO is never touched.
#include "sys.h"
#include "buf.h"
#include "clock.h"
#include "sys_record.h"
#include "sys_stat_linux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMES_MAX 100000
#define NETLINK_MAX ((size_t)8 * 1024 * 1024)

struct sys {
	int root; // folder that everything is below
	bool live;
	int64_t now; // 0: not yet asked
	struct sys_recorder *recorder;
};

static void sys_end(void *arg)
{
	struct sys *s = arg;
	close(s->root);
}

struct sys *sys_open(struct arena *a, const char *root, struct err *e)
{
	struct sys *s = arena_alloc(a, sizeof *s);
	s->live = !root || strcmp(root, "/") == 0;
	s->root = open(root ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->root < 0) {
		err_set(e, "the folder \"%s\" cannot be opened: %s", root ? root : "/", strerror(errno));
		return NULL;
	}
	arena_defer(a, sys_end, s);
	return s;
}

bool sys_record(struct sys *s, const char *dir, struct err *e)
{
	s->recorder = sys_recorder_open(dir, e);
	return s->recorder != NULL;
}

bool sys_live(const struct sys *s)
{
	return s->live;
}

bool sys_privileged(const struct sys *s)
{
	(void)s;
	return geteuid() == 0;
}

const char *sys_word(const struct sys *s, enum sys_status st)
{
	switch (st) {
	case SYS_OK: return "ok";
	case SYS_MISSING: return "missing";
	case SYS_DENIED: return sys_privileged(s) ? "denied" : "needs_root";
	case SYS_ODD: return "odd_file";
	case SYS_LARGE: return "too_large";
	default: return "unreadable";
	}
}

static enum sys_status from_errno(int n)
{
	switch (n) {
	case ENOENT:
	case ENOTDIR:
	case ESRCH: return SYS_MISSING;
	case EACCES:
	case EPERM: return SYS_DENIED;
	case ELOOP:
	case EXDEV:
	case ENXIO: return SYS_ODD;
	default: return SYS_FAILED;
	}
}

// Opens below the root. Kernels without openat2 (before 5.6) still serve the running system.
static int open_below(struct sys *s, const char *path, int flags)
{
	while (*path == '/')
		path++;
	if (!*path)
		path = ".";
	struct open_how how = {.flags = (uint64_t)(flags | O_CLOEXEC), .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
	int fd = (int)syscall(SYS_openat2, s->root, path, &how, sizeof how);
	if (fd < 0 && errno == ENOSYS && s->live)
		fd = openat(s->root, path, flags | O_CLOEXEC);
	return fd;
}

static enum sys_status stat_below(struct sys *s, const char *path, int flags, struct sys_stat *ret)
{
	struct stat st;
	int fd = open_below(s, path, O_PATH | flags);
	if (fd < 0)
		return from_errno(errno);
	int bad = fstat(fd, &st);
	close(fd);
	if (bad)
		return from_errno(errno);
	sys_stat_from(&st, ret);
	return SYS_OK;
}

enum sys_status sys_stat(struct sys *s, const char *path, struct sys_stat *ret)
{
	enum sys_status st = stat_below(s, path, 0, ret);
	if (s->recorder && st == SYS_OK)
		sys_recorder_stat(s->recorder, path, ret);
	return st;
}

enum sys_status sys_lstat(struct sys *s, const char *path, struct sys_stat *ret)
{
	enum sys_status st = stat_below(s, path, O_NOFOLLOW, ret);
	if (s->recorder && st == SYS_OK && ret->kind != 'l')
		sys_recorder_stat(s->recorder, path, ret);
	return st;
}

bool sys_exists(struct sys *s, const char *path)
{
	struct sys_stat st;
	return sys_stat(s, path, &st) == SYS_OK;
}

static enum sys_status open_regular(struct sys *s, const char *path, int *ret_fd, struct stat *ret_st)
{
	int name = open_below(s, path, O_PATH);
	if (name < 0)
		return from_errno(errno);
	int bad = fstat(name, ret_st);
	close(name);
	if (bad)
		return from_errno(errno);
	if (!S_ISREG(ret_st->st_mode))
		return SYS_ODD;
	int fd = open_below(s, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return from_errno(errno);
	if (fstat(fd, ret_st) || !S_ISREG(ret_st->st_mode)) {
		close(fd);
		return SYS_ODD;
	}
	*ret_fd = fd;
	return SYS_OK;
}

// Reads until the end or until n bytes are there.
static enum sys_status fill(int fd, int64_t offset, char *p, size_t n, size_t *ret_n)
{
	size_t have = 0;
	while (have < n) {
		ssize_t got = offset ? pread(fd, p + have, n - have, offset + (int64_t)have) : read(fd, p + have, n - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return from_errno(errno);
		if (!got)
			break;
		have += (size_t)got;
	}
	*ret_n = have;
	return SYS_OK;
}

// Files of /proc say that they are empty: those are read with a guess that doubles.
static enum sys_status read_growing(int fd, struct arena *a, size_t max, struct text *ret)
{
	size_t have = 0, room = 4096;
	char *p = arena_raw(a, room + 1);
	for (;;) {
		size_t got;
		enum sys_status st = fill(fd, 0, p + have, room - have, &got);
		if (st != SYS_OK)
			return st;
		have += got;
		if (have < room)
			break;
		if (room >= max)
			return SYS_LARGE;
		char *more = arena_raw(a, room * 2 + 1);
		memcpy(more, p, have);
		p = more;
		room *= 2;
	}
	p[have] = 0;
	*ret = (struct text){p, have};
	return SYS_OK;
}

enum sys_status sys_read(struct sys *s, struct arena *a, const char *path, size_t max, struct text *ret)
{
	int fd;
	struct stat st;
	struct text t = {"", 0};
	enum sys_status r = open_regular(s, path, &fd, &st);
	if (r != SYS_OK)
		return r;
	if (st.st_size > (off_t)max)
		r = SYS_LARGE;
	else if (st.st_size == 0)
		r = read_growing(fd, a, max, &t);
	else {
		char *p = arena_raw(a, (size_t)st.st_size + 1);
		size_t n = 0;
		r = fill(fd, 0, p, (size_t)st.st_size, &n);
		p[r == SYS_OK ? n : 0] = 0;
		t = (struct text){p, n};
	}
	close(fd);
	if (r != SYS_OK)
		return r;
	if (s->recorder) {
		struct sys_stat how;
		sys_stat_from(&st, &how);
		sys_recorder_file(s->recorder, path, &how, t);
	}
	*ret = t;
	return SYS_OK;
}

enum sys_status sys_read_part(struct sys *s, struct arena *a, const char *path, int64_t offset, size_t n, struct text *ret)
{
	int fd;
	struct stat st;
	enum sys_status r = open_regular(s, path, &fd, &st);
	if (r != SYS_OK)
		return r;
	char *p = arena_raw(a, n + 1);
	size_t got = 0;
	r = lseek(fd, offset, SEEK_SET) < 0 ? SYS_FAILED : fill(fd, offset, p, n, &got);
	close(fd);
	if (r != SYS_OK)
		return r;
	p[got] = 0;
	*ret = (struct text){p, got};
	if (s->recorder) {
		struct sys_stat how;
		sys_stat_from(&st, &how);
		sys_recorder_part(s->recorder, path, &how, offset, *ret);
	}
	return SYS_OK;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

enum sys_status sys_list(struct sys *s, struct arena *a, const char *path, struct sys_names *ret)
{
	int fd = sys_open_folder(s, path);
	if (fd < 0)
		return from_errno(errno);
	DIR *d = fdopendir(fd);
	if (!d) {
		close(fd);
		return SYS_FAILED;
	}
	struct sys_names names = {NULL, 0};
	size_t room = 0;
	enum sys_status st = SYS_OK;
	for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (names.n == NAMES_MAX) {
			st = SYS_LARGE;
			break;
		}
		if (names.n == room) {
			char **more = arena_raw(a, (room = room ? room * 2 : 32) * sizeof *more);
			if (names.n)
				memcpy(more, names.name, names.n * sizeof *more);
			names.name = more;
		}
		names.name[names.n++] = arena_strdup(a, entry->d_name);
	}
	closedir(d);
	if (names.n)
		qsort(names.name, names.n, sizeof *names.name, by_name);
	if (s->recorder)
		sys_recorder_list(s, path, &names);
	if (st == SYS_OK)
		*ret = names;
	return st;
}

int sys_open_folder(struct sys *s, const char *path)
{
	return open_below(s, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
}

enum sys_status sys_link(struct sys *s, struct arena *a, const char *path, struct text *ret)
{
	int fd = open_below(s, path, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return from_errno(errno);
	char *p = arena_raw(a, 4097);
	ssize_t n = readlinkat(fd, "", p, 4096);
	int why = errno;
	close(fd);
	if (n < 0)
		return why == EINVAL ? SYS_ODD : from_errno(why);
	p[n] = 0;
	*ret = (struct text){p, (size_t)n};
	if (s->recorder)
		sys_recorder_link(s->recorder, path, p);
	return SYS_OK;
}

// Whether this part of an answer ends it; errors of the kernel end it too.
static bool netlink_ends(const char *p, size_t n, int *ret_error)
{
	for (size_t i = 0; i + sizeof(struct nlmsghdr) <= n;) {
		struct nlmsghdr h;
		memcpy(&h, p + i, sizeof h);
		if (h.nlmsg_type == NLMSG_DONE)
			return true;
		if (h.nlmsg_type == NLMSG_ERROR && h.nlmsg_len >= sizeof h + sizeof(int)) {
			memcpy(ret_error, p + i + sizeof h, sizeof *ret_error);
			return true;
		}
		if (h.nlmsg_len < sizeof h)
			return true;
		i += (h.nlmsg_len + 3u) & ~3u;
	}
	return false;
}

static enum sys_status netlink_talk(int fd, struct arena *a, struct text request, struct text *ret)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	struct timeval patience = {.tv_sec = 2};
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (sendto(fd, request.p, request.n, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
		return from_errno(errno);
	struct buf *all = buf_new(a, NETLINK_MAX);
	char *part = arena_raw(a, 65536);
	int error = 0;
	for (bool end = false; !end;) {
		ssize_t n = recv(fd, part, 65536, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return SYS_FAILED;
		buf_add(all, part, (size_t)n);
		end = netlink_ends(part, (size_t)n, &error) || all->over;
	}
	if (error)
		return from_errno(-error);
	*ret = (struct text){all->p, all->n};
	return all->over ? SYS_LARGE : SYS_OK;
}

enum sys_status sys_netlink(struct sys *s, struct arena *a, const char *name, int family, struct text request, struct text *ret)
{
	char *kept = arena_printf(a, "/.bolwerk/netlink-%s", name);
	if (!s->live)
		return sys_read(s, a, kept, NETLINK_MAX, ret);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);
	if (fd < 0)
		return from_errno(errno);
	enum sys_status st = netlink_talk(fd, a, request, ret);
	close(fd);
	if (st == SYS_OK && s->recorder)
		sys_recorder_file(s->recorder, kept, &(struct sys_stat){.mode = 0600, .mtime = clock_now()}, *ret);
	return st;
}

// What a running system keeps writing: the newest of them tells when an image was last alive.
static int64_t image_time(struct sys *s)
{
	static const char *const kept[] = {"/var/lib/systemd/timesync/clock", "/var/lib/systemd/random-seed", "/var/log/wtmp", "/var/log/lastlog",
		"/var/log/syslog", "/var/log/messages", "/var/log/auth.log", "/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite", "/var/log/journal",
		"/etc/passwd", "/etc/shadow", "/proc/uptime"};
	int64_t newest = 0;
	struct sys_stat st;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (sys_stat(s, kept[i], &st) == SYS_OK && st.mtime > newest)
			newest = st.mtime;
	return newest ? newest : clock_now();
}

int64_t sys_now(struct sys *s)
{
	if (!s->now)
		s->now = s->live ? clock_now() : image_time(s);
	return s->now;
}

void sys_set_now(struct sys *s, int64_t at)
{
	s->now = at;
}
