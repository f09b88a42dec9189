// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where logs come from; see input.h. The folder is walked here, what is packed is unpacked in unpack.c.
#include "input.h"
#include "unpack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
	char **path; // of what lies in it, sorted
	size_t n, at;
};

struct input {
	struct arena *arena;
	struct folder folder[INPUT_DEEP];
	int deep; // folders that are open
	const char *path;
	int fd; // -1: no file is open
	struct unpack *unpack;
	char *own, *buf;  // own: where pieces go when nothing was lent
	struct text rest; // what the decoder left
	bool begun, ended, dropping, waits;
	int stop;
	struct err wrong; // what went wrong behind the bytes that were given
	struct text piece;
	bool holds, last; // input_record is within piece
	struct input_counts counts;
};

static void close_all(void *arg)
{
	struct input *in = arg;
	if (in->fd > 0)
		close(in->fd);
	unpack_free(in->unpack);
	free(in->own);
}

struct input *input_open(struct arena *a, const char *path)
{
	struct input *in = arena_alloc(a, sizeof *in);
	in->arena = a;
	in->fd = in->stop = -1;
	in->unpack = unpack_new();
	if (!in->unpack)
		abort();
	arena_defer(a, close_all, in);
	in->folder[0] = (struct folder){arena_alloc(a, sizeof(char *)), 1, 0};
	in->folder[0].path[0] = arena_strdup(a, path);
	in->deep = 1;
	return in;
}

void input_lend(struct input *in, char *buf)
{
	in->buf = buf;
}

void input_stop(struct input *in, int fd)
{
	in->stop = fd;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool list(struct input *in, const char *path, struct folder *f, struct err *e)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	size_t room = 64;
	if (!d)
		return err_set(e, "The folder %s cannot be read: %s.", path, strerror(errno));
	*f = (struct folder){arena_alloc(in->arena, room * sizeof(char *)), 0, 0};
	size_t slash = *path && path[strlen(path) - 1] == '/' ? 0 : 1;
	while ((entry = readdir(d)) && f->n < INPUT_ENTRIES) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (f->n == room) {
			char **more = arena_raw(in->arena, 2 * room * sizeof(char *));
			memcpy(more, f->path, room * sizeof(char *));
			f->path = more;
			room *= 2;
		}
		f->path[f->n++] = arena_printf(in->arena, "%s%s%s", path, slash ? "/" : "", entry->d_name);
	}
	closedir(d);
	qsort(f->path, f->n, sizeof(char *), by_name);
	return !entry || err_set(e, "The folder %s has more than %d entries; the others are left out.", path, INPUT_ENTRIES);
}

// A folder opens in place of a file.
static bool enter(struct input *in, const char *path, struct err *e)
{
	if (in->deep == INPUT_DEEP)
		return err_set(e, "The folder %s lies deeper than %d and is left out.", path, INPUT_DEEP);
	struct folder *f = &in->folder[in->deep];
	*f = (struct folder){0};
	bool good = list(in, path, f, e);
	in->deep += f->n > 0;
	return good;
}

static void start(struct input *in, const char *path, int fd)
{
	struct stat st;
	in->path = path;
	in->fd = fd;
	in->rest = (struct text){NULL, 0};
	in->waits = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode);
	in->begun = in->ended = in->dropping = in->holds = false;
	unpack_start(in->unpack);
	in->counts.files++;
}

static int wrong(struct err *e, const char *path, const char *why)
{
	err_set(e, "%s cannot be read: %s.", path, why);
	return -1;
}

// Opens what a path names. 1: a file; 0: a folder, or nothing; -1: wrong.
static int open_path(struct input *in, const char *path, struct err *e)
{
	struct stat st;
	bool inside = in->deep > 1;
	if (!inside && strcmp(path, "-") == 0) {
		start(in, path, STDIN_FILENO);
		return 1;
	}
	if ((inside ? lstat(path, &st) : stat(path, &st)) != 0)
		return wrong(e, path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return enter(in, path, e) ? 0 : -1;
	if (inside && !S_ISREG(st.st_mode))
		return wrong(e, path, "it is neither a file nor a folder");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (inside ? O_NOFOLLOW | O_NONBLOCK : 0));
	if (fd < 0)
		return wrong(e, path, strerror(errno));
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	start(in, path, fd);
	return 1;
}

enum input_said input_next(struct input *in, struct err *e)
{
	if (in->fd > 0)
		close(in->fd);
	in->fd = -1;
	if (in->wrong.text[0]) {
		*e = in->wrong;
		in->wrong.text[0] = 0;
		return INPUT_WRONG;
	}
	while (in->deep > 0) {
		struct folder *f = &in->folder[in->deep - 1];
		if (f->at == f->n) {
			in->deep--;
			continue;
		}
		int opened = open_path(in, f->path[f->at++], e);
		if (opened != 0)
			return opened > 0 ? INPUT_FILE : INPUT_WRONG;
	}
	return INPUT_END;
}

const char *input_path(const struct input *in)
{
	return in->path;
}

struct text input_name(const struct input *in)
{
	const char *slash = strrchr(in->path, '/');
	struct text name = text_of(slash ? slash + 1 : in->path);
	if (text_ends(name, ".gz"))
		name.n -= 3;
	else if (text_ends(name, ".zst"))
		name.n -= 4;
	return name;
}

// Waits until there is something to read; false when reading is to stop.
static bool ready(const struct input *in)
{
	struct pollfd f[] = {{in->fd, POLLIN, 0}, {in->stop, POLLIN, 0}};
	if (in->stop < 0)
		return true;
	while (poll(in->waits ? f : f + 1, in->waits ? 2 : 1, in->waits ? -1 : 0) < 0 && errno == EINTR)
		;
	return !f[1].revents;
}

// Bytes as they lie on the disk, up to n; at the end, or when reading fails or is to stop, 0.
static size_t fetch(void *arg, void *p, size_t n)
{
	struct input *in = arg;
	ssize_t got;
	if (!ready(in))
		return 0;
	do
		got = read(in->fd, p, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		err_set(&in->wrong, "%s cannot be read to its end: %s.", in->path, strerror(errno));
	in->counts.read += got > 0 ? got : 0;
	return got > 0 ? (size_t)got : 0;
}

// Takes off the new bytes what still belongs to a line that was dropped.
static size_t pass(struct input *in, char *p, size_t n)
{
	const char *end = memchr(p, '\n', n);
	if (!end)
		return 0;
	size_t skip = (size_t)(end - p) + 1;
	memmove(p, p + skip, n - skip);
	in->dropping = false;
	return n - skip;
}

bool input_piece(struct input *in, struct text *ret_piece, bool *ret_last)
{
	if (in->holds) { // input_decoder looked at it
		*ret_piece = in->piece;
		*ret_last = in->last;
		return !(in->holds = false);
	}
	if (in->fd < 0 || in->ended)
		return false;
	if (!in->buf && !(in->buf = in->own = malloc(INPUT_ROOM)))
		abort();
	char *p = in->buf + in->rest.n;
	size_t n;
	if (in->rest.n)
		memmove(in->buf, in->rest.p, in->rest.n);
	do {
		n = unpack_read(in->unpack, fetch, in, p, INPUT_PIECE);
		in->ended = n == 0;
		in->counts.bytes += (int64_t)n;
		if (!in->begun && n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
			memmove(p, p + 3, n -= 3);
		in->begun = true;
		if (n && in->dropping)
			n = pass(in, p, n);
	} while (n == 0 && !in->ended);
	if (in->ended && unpack_wrong(in->unpack) && !in->wrong.text[0])
		err_set(&in->wrong, "%s: %s, after %lld bytes had come of it.", in->path, unpack_wrong(in->unpack), (long long)unpack_given(in->unpack));
	*ret_piece = (struct text){in->buf, in->rest.n + n};
	*ret_last = in->ended;
	in->rest.n = 0;
	return true;
}

void input_left(struct input *in, struct text rest)
{
	bool drop = rest.n > DECODE_RECORD || (rest.n && in->ended);
	in->rest = (struct text){rest.p, drop ? 0 : rest.n};
	if (drop) {
		in->counts.dropped++;
		in->dropping = true;
	}
}

static bool piece_there(struct input *in)
{
	if (!in->holds)
		in->holds = input_piece(in, &in->piece, &in->last);
	return in->holds;
}

const struct decoder *input_decoder(struct input *in)
{
	return piece_there(in) ? decode_choose(in->piece, input_name(in)) : NULL;
}

enum decode_said input_record(struct input *in, const struct decoder *d, void *state, struct text *ret_record)
{
	while (piece_there(in)) {
		enum decode_said said = d->next(state, &in->piece, in->last, ret_record);
		in->counts.records += said == DECODE_ONE;
		in->counts.dropped += said == DECODE_BAD;
		if (said == DECODE_ONE || said == DECODE_BAD)
			return said;
		input_left(in, in->piece);
		in->holds = false;
	}
	return DECODE_END;
}

struct input_counts input_counted(const struct input *in)
{
	return in->counts;
}
