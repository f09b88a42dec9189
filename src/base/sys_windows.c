// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The system being looked at, on Windows; see sys.h. Paths are given with forward slashes; a root is a folder put before them.
// Recording and netlink are not there. Windows is asked through its own calls in src/probe/windows, not through files.
#include "sys.h"
#include "clock.h"

#include <shlobj.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

struct sys {
	const char *root; // "" for the running system
	struct arena *a;
	int64_t now;
};

struct sys *sys_open(struct arena *a, const char *root, struct err *e)
{
	struct sys *s = arena_alloc(a, sizeof *s);
	bool live = !root || strcmp(root, "/") == 0;
	s->a = a;
	s->root = live ? "" : root;
	DWORD how = live ? FILE_ATTRIBUTE_DIRECTORY : GetFileAttributesA(root);
	if (how == INVALID_FILE_ATTRIBUTES || !(how & FILE_ATTRIBUTE_DIRECTORY)) {
		err_set(e, "the folder \"%s\" cannot be opened", root);
		return NULL;
	}
	return s;
}

bool sys_record(struct sys *s, const char *dir, struct err *e)
{
	(void)s;
	return err_set(e, "on Windows nothing can be recorded to \"%s\" yet", dir);
}

bool sys_live(const struct sys *s)
{
	return !*s->root;
}

bool sys_privileged(const struct sys *s)
{
	(void)s;
	return IsUserAnAdmin();
}

const char *sys_word(const struct sys *s, enum sys_status st)
{
	static const char *const words[] = {"ok", "missing", "denied", "odd_file", "too_large", "unreadable"};
	return st == SYS_DENIED && !sys_privileged(s) ? "needs_root" : words[st];
}

static enum sys_status last_status(void)
{
	switch (GetLastError()) {
	case ERROR_FILE_NOT_FOUND:
	case ERROR_PATH_NOT_FOUND: return SYS_MISSING;
	case ERROR_ACCESS_DENIED: return SYS_DENIED;
	default: return SYS_FAILED;
	}
}

static const char *place(struct sys *s, struct arena *a, const char *path)
{
	return arena_printf(a, "%s%s", s->root, path);
}

// FILETIME counts 100 ns from 1601.
static int64_t seconds(FILETIME t)
{
	return ((int64_t)t.dwHighDateTime << 32 | t.dwLowDateTime) / 10000000 - INT64_C(11644473600);
}

enum sys_status sys_stat(struct sys *s, const char *path, struct sys_stat *ret)
{
	WIN32_FILE_ATTRIBUTE_DATA d;
	if (!GetFileAttributesExA(place(s, s->a, path), GetFileExInfoStandard, &d))
		return last_status();
	*ret = (struct sys_stat){.kind = d.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? 'd' : 'f',
		.size = (int64_t)d.nFileSizeHigh << 32 | d.nFileSizeLow,
		.mtime = seconds(d.ftLastWriteTime)};
	return SYS_OK;
}

enum sys_status sys_lstat(struct sys *s, const char *path, struct sys_stat *ret)
{
	return sys_stat(s, path, ret);
}

bool sys_exists(struct sys *s, const char *path)
{
	struct sys_stat st;
	return sys_stat(s, path, &st) == SYS_OK;
}

enum sys_status sys_read_part(struct sys *s, struct arena *a, const char *path, int64_t offset, size_t n, struct text *ret)
{
	HANDLE h = CreateFileA(place(s, a, path), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
	if (h == INVALID_HANDLE_VALUE)
		return last_status();
	if (GetFileType(h) != FILE_TYPE_DISK) {
		CloseHandle(h);
		return SYS_ODD;
	}
	char *p = arena_raw(a, n + 1);
	LARGE_INTEGER at = {.QuadPart = offset};
	DWORD got = 0;
	bool good = SetFilePointerEx(h, at, NULL, FILE_BEGIN) && ReadFile(h, p, (DWORD)n, &got, NULL);
	CloseHandle(h);
	if (!good)
		return SYS_FAILED;
	p[got] = 0;
	*ret = (struct text){p, got};
	return SYS_OK;
}

enum sys_status sys_read(struct sys *s, struct arena *a, const char *path, size_t max, struct text *ret)
{
	struct sys_stat st;
	enum sys_status r = sys_stat(s, path, &st);
	if (r != SYS_OK)
		return r;
	if (st.kind != 'f')
		return SYS_ODD;
	if ((uint64_t)st.size > max)
		return SYS_LARGE;
	return sys_read_part(s, a, path, 0, (size_t)st.size, ret);
}

enum sys_status sys_list(struct sys *s, struct arena *a, const char *path, struct sys_names *ret)
{
	WIN32_FIND_DATAA d;
	HANDLE h = FindFirstFileA(arena_printf(a, "%s/*", place(s, a, path)), &d);
	if (h == INVALID_HANDLE_VALUE)
		return last_status();
	struct sys_names names = {arena_alloc(a, 4096 * sizeof *names.name), 0};
	do
		if (strcmp(d.cFileName, ".") != 0 && strcmp(d.cFileName, "..") != 0 && names.n < 4096)
			names.name[names.n++] = arena_strdup(a, d.cFileName);
	while (FindNextFileA(h, &d));
	FindClose(h);
	*ret = names;
	return SYS_OK;
}

enum sys_status sys_link(struct sys *s, struct arena *a, const char *path, struct text *ret)
{
	(void)a;
	(void)ret;
	return sys_exists(s, path) ? SYS_ODD : SYS_MISSING;
}

enum sys_status sys_netlink(struct sys *s, struct arena *a, const char *name, int family, struct text request, struct text *ret)
{
	(void)s;
	(void)a;
	(void)name;
	(void)family;
	(void)request;
	(void)ret;
	return SYS_MISSING;
}

int sys_open_folder(struct sys *s, const char *path)
{
	(void)s;
	(void)path;
	return -1;
}

int64_t sys_now(struct sys *s)
{
	return s->now ? s->now : (s->now = clock_now());
}

void sys_set_now(struct sys *s, int64_t at)
{
	s->now = at;
}
