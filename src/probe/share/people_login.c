// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Records of logins: lastlog and the files in the form of utmp(5); see people.h. lastlog knows logins at the console and over SSH,
// graphical logins stand in wtmp alone, so both are looked at. The newer SQLite forms (lastlog2, wtmpdb) are not read: then
// nothing is known of last logins.
#include "people.h"
#include "../../base/clock.h"

#include <stdlib.h>
#include <string.h>

// struct utmp of glibc on x86-64: type 0, line 8 (32), user 44 (32), host 76 (256), seconds 340 (32 bits).
#define UTMP_SIZE 384
#define WTMP_MAX ((size_t)4 << 20)
// One entry of /var/log/lastlog: 32-bit time, 32 bytes terminal, 256 bytes host (struct lastlog of glibc on 64-bit Linux).
#define LASTLOG_SIZE 292
#define UID_MAX_READ 10000000 // the file has holes for unused numbers; accounts of a directory may have huge ones

static struct text field(const char *p, size_t n)
{
	return (struct text){p, strnlen(p, n)};
}

static bool read_record(const char *p, struct login *ret)
{
	int16_t kind;
	uint32_t at;
	memcpy(&kind, p, sizeof kind);
	memcpy(&at, p + 340, sizeof at);
	if (kind < 1 || kind > 9 || !at)
		return false;
	*ret = (struct login){at, kind, field(p + 44, 32), field(p + 76, 256), field(p + 8, 32)};
	return text_clean(ret->user) && text_clean(ret->host) && text_clean(ret->line);
}

enum sys_status logins_read(struct probe_run *run, const char *path, size_t max, struct logins *ret)
{
	struct sys_stat st;
	struct text t;
	enum sys_status got = sys_stat(run->sys, path, &st);
	if (got != SYS_OK)
		return got;
	if (st.kind != 'f')
		return SYS_ODD;
	int64_t skip = st.size > (int64_t)max ? (st.size - (int64_t)max + UTMP_SIZE - 1) / UTMP_SIZE * UTMP_SIZE : 0;
	got = sys_read_part(run->sys, run->a, path, skip, (size_t)(st.size - skip), &t);
	if (got != SYS_OK)
		return got;
	*ret = (struct logins){arena_alloc(run->a, (t.n / UTMP_SIZE + 1) * sizeof *ret->all), 0, skip == 0};
	for (size_t i = 0; i + UTMP_SIZE <= t.n; i += UTMP_SIZE)
		if (read_record(t.p + i, &ret->all[ret->n]))
			ret->n++;
	return SYS_OK;
}

static int name_order(struct text x, struct text y)
{
	size_t n = x.n < y.n ? x.n : y.n;
	int order = n ? memcmp(x.p, y.p, n) : 0;
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

// By user, newest first.
static int by_user(const void *x, const void *y)
{
	const struct login *a = x, *b = y;
	int order = name_order(a->user, b->user);
	return order ? order : (a->at < b->at) - (a->at > b->at);
}

static void keep_newest(struct login_book *b)
{
	size_t kept = 0;
	qsort(b->last, b->n, sizeof *b->last, by_user);
	for (size_t i = 0; i < b->n; i++)
		if (!kept || name_order(b->last[kept - 1].user, b->last[i].user) != 0)
			b->last[kept++] = b->last[i];
	b->n = kept;
}

static void add_users(struct login_book *b, const struct logins *l, int64_t *ret_oldest)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->all[i].at < *ret_oldest)
			*ret_oldest = l->all[i].at;
		if (l->all[i].kind == LOGIN_USER && l->all[i].user.n)
			b->last[b->n++] = l->all[i];
	}
}

void login_book_read(struct probe_run *run, struct login_book *ret)
{
	struct logins now = {0}, before = {0};
	struct sys_stat st;
	int64_t oldest = INT64_MAX;
	*ret = (struct login_book){0};
	ret->lastlog = sys_stat(run->sys, "/var/log/lastlog", &st) == SYS_OK && st.kind == 'f' && st.size > 0;
	bool kept = logins_read(run, "/var/log/wtmp", WTMP_MAX, &now) == SYS_OK;
	if (!kept || now.whole)
		logins_read(run, "/var/log/wtmp.1", WTMP_MAX - now.n * UTMP_SIZE, &before);
	ret->last = arena_alloc(run->a, (now.n + before.n + 1) * sizeof *ret->last);
	add_users(ret, &before, &oldest);
	add_users(ret, &now, &oldest);
	if (ret->n)
		keep_newest(ret);
	// lastlog has everybody, but not who logs in by a graphical screen
	bool screen = sys_lstat(run->sys, "/etc/systemd/system/display-manager.service", &st) == SYS_OK ||
		sys_exists(run->sys, "/etc/X11/default-display-manager");
	ret->covers = (kept && oldest <= sys_now(run->sys) - 30 * DAY) || (ret->lastlog && !screen);
}

static struct last_login from_lastlog(struct probe_run *run, int64_t uid)
{
	struct text t;
	struct last_login ret = {0, {"", 0}, -1};
	if (uid < 0 || uid > UID_MAX_READ || sys_read_part(run->sys, run->a, "/var/log/lastlog", uid * LASTLOG_SIZE, LASTLOG_SIZE, &t) != SYS_OK)
		return ret;
	uint32_t at = 0;
	if (t.n == LASTLOG_SIZE)
		memcpy(&at, t.p, sizeof at);
	ret.never = at == 0;
	ret.at = at;
	if (at)
		ret.from = t.p[36] ? field(t.p + 36, 256) : field(t.p + 4, 32);
	return ret;
}

struct last_login login_book_last(struct probe_run *run, const struct login_book *b, struct text name, int64_t uid)
{
	struct last_login ret = {0, {"", 0}, -1};
	if (b->lastlog)
		ret = from_lastlog(run, uid);
	struct login key = {.user = name, .at = 0};
	size_t low = 0, high = b->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (name_order(b->last[middle].user, key.user) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < b->n && name_order(b->last[low].user, name) == 0 && b->last[low].at > ret.at)
		ret = (struct last_login){b->last[low].at, b->last[low].host.n ? b->last[low].host : b->last[low].line, 0};
	return ret;
}

int login_book_daily(struct probe_run *run, const struct login_book *b, struct text name, int64_t uid)
{
	struct last_login last = login_book_last(run, b, name, uid);
	if (last.at && last.at >= sys_now(run->sys) - 30 * DAY)
		return 1;
	return b->covers ? 0 : -1;
}
