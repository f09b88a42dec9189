// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Accounts and groups of the local files; see people.h. The records of logins are in people_login.c.
#include "people.h"

#include <stdlib.h>
#include <string.h>

static int text_order(struct text x, struct text y)
{
	size_t n = x.n < y.n ? x.n : y.n;
	int order = n ? memcmp(x.p, y.p, n) : 0;
	return order ? order : (x.n > y.n) - (x.n < y.n);
}

static size_t lines_in(struct text t)
{
	size_t n = 1;
	for (const char *p = t.p; t.n && (p = memchr(p, '\n', t.n - (size_t)(p - t.p))) != NULL && (size_t)(++p - t.p) < t.n;)
		n++;
	return n;
}

static bool shell_lets_in(struct text shell)
{
	static const char *const closed[] = {"/nologin", "/false", "/true", "/sync", "/halt", "/shutdown"};
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
		if (text_ends(shell, closed[i]))
			return false;
	return true;
}

// 1 to 999 and 60000 to 65534 are given out by Debian itself (Debian policy 9.2.2); other systems keep to the same.
static bool made_by_system(int64_t uid)
{
	return (uid > 0 && uid < 1000) || (uid >= 60000 && uid <= 65534);
}

static bool read_person(struct text line, struct person *ret)
{
	struct text f[7], rest = line;
	size_t n = 0;
	while (n < 7 && text_field(&rest, ':', &f[n]))
		n++;
	if (n != 7 || rest.p || !f[0].n || !text_clean(line) || !text_int(f[2], 10, &ret->uid) || !text_int(f[3], 10, &ret->gid) || ret->uid < 0)
		return false;
	ret->name = f[0];
	ret->password = f[1];
	ret->display = f[4];
	text_cut(f[4], ',', &ret->display, NULL);
	ret->home = f[5];
	ret->shell = f[6];
	ret->can_login = shell_lets_in(f[6]);
	ret->system = made_by_system(ret->uid);
	return true;
}

static int person_order(const void *x, const void *y)
{
	const struct person *const *a = x, *const *b = y;
	int order = text_order((*a)->name, (*b)->name);
	return order ? order : (*a > *b) - (*a < *b);
}

// Lines that ask NIS (+name) name nobody.
static bool skipped(struct text line)
{
	return !line.n || line.p[0] == '#' || line.p[0] == '+' || line.p[0] == '-';
}

bool people_read(struct probe_run *run, struct people *ret)
{
	struct text t, line;
	if (!probe_read(run, "/etc/passwd", &t))
		return false;
	*ret = (struct people){arena_alloc(run->a, lines_in(t) * sizeof *ret->all), 0, NULL};
	while (text_line(&t, &line)) {
		if (skipped(line))
			continue;
		if (read_person(line, &ret->all[ret->n]))
			ret->n++;
		else
			probe_partly(run, "odd_line", "/etc/passwd");
	}
	ret->by_name = arena_alloc(run->a, (ret->n + 1) * sizeof *ret->by_name);
	for (size_t i = 0; i < ret->n; i++)
		ret->by_name[i] = &ret->all[i];
	qsort(ret->by_name, ret->n, sizeof *ret->by_name, person_order);
	return true;
}

const struct person *people_named(const struct people *p, struct text name)
{
	size_t low = 0, high = p->n; // the first one of equal names, as the system takes it
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (text_order(p->by_name[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->n && text_order(p->by_name[low]->name, name) == 0 ? p->by_name[low] : NULL;
}

const struct person *people_numbered(const struct people *p, int64_t uid)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->all[i].uid == uid)
			return &p->all[i];
	return NULL;
}

const char *people_directory(struct probe_run *run)
{
	static const char *const known[] = {"sss", "winbind", "ldap", "nis", "nisplus"};
	struct text t, rest, word;
	if (sys_read(run->sys, run->a, "/etc/nsswitch.conf", 65536, &t) != SYS_OK || !conf_get(t, ':', NULL, "passwd", &rest))
		return NULL;
	for (rest = text_uncomment(rest, "#"); text_word(&rest, &word);)
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (text_is(word, known[i]))
				return known[i];
	return NULL;
}

// ---- groups

static bool read_group(struct text line, struct group *ret)
{
	struct text f[4], rest = line;
	size_t n = 0;
	while (n < 4 && text_field(&rest, ':', &f[n]))
		n++;
	if (n != 4 || rest.p || !f[0].n || !text_clean(line) || !text_int(f[2], 10, &ret->gid))
		return false;
	ret->name = f[0];
	ret->members = f[3];
	return true;
}

static int group_by_name(const void *x, const void *y)
{
	const struct group *const *a = x, *const *b = y;
	int order = text_order((*a)->name, (*b)->name);
	return order ? order : (*a > *b) - (*a < *b);
}

static int group_by_gid(const void *x, const void *y)
{
	const struct group *const *a = x, *const *b = y;
	return (*a)->gid != (*b)->gid ? ((*a)->gid > (*b)->gid) - ((*a)->gid < (*b)->gid) : (*a > *b) - (*a < *b);
}

bool groups_read(struct probe_run *run, struct groups *ret)
{
	struct text t, line;
	if (!probe_read(run, "/etc/group", &t))
		return false;
	*ret = (struct groups){arena_alloc(run->a, lines_in(t) * sizeof *ret->all), 0, NULL, NULL};
	while (text_line(&t, &line)) {
		if (skipped(line))
			continue;
		if (read_group(line, &ret->all[ret->n]))
			ret->n++;
		else
			probe_partly(run, "odd_line", "/etc/group");
	}
	ret->by_name = arena_alloc(run->a, (ret->n + 1) * sizeof *ret->by_name);
	ret->by_gid = arena_alloc(run->a, (ret->n + 1) * sizeof *ret->by_gid);
	for (size_t i = 0; i < ret->n; i++)
		ret->by_name[i] = ret->by_gid[i] = &ret->all[i];
	qsort(ret->by_name, ret->n, sizeof *ret->by_name, group_by_name);
	qsort(ret->by_gid, ret->n, sizeof *ret->by_gid, group_by_gid);
	return true;
}

const struct group *groups_named(const struct groups *g, struct text name)
{
	size_t low = 0, high = g->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (text_order(g->by_name[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < g->n && text_order(g->by_name[low]->name, name) == 0 ? g->by_name[low] : NULL;
}

const struct group *groups_numbered(const struct groups *g, int64_t gid)
{
	size_t low = 0, high = g->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (g->by_gid[middle]->gid < gid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < g->n && g->by_gid[low]->gid == gid ? g->by_gid[low] : NULL;
}
