// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How the passwords of accounts are kept: from /etc/shadow, and from the second field of /etc/passwd where the password (or the lack of
// one) still stands there. Only the way of scrambling is told, never the hash. For the administrator only.
#include "../../base/clock.h"
#include "../share/people.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS 9 // shadow(5)

struct shadow {
	struct text f[FIELDS];
};

static const struct {
	const char *start, *name;
} hashes[] = {{"$y$", "yescrypt"}, {"$gy$", "gost-yescrypt"}, {"$7$", "scrypt"}, {"$2", "bcrypt"}, {"$6$", "sha512"}, {"$5$", "sha256"},
	{"$sha1", "sha1"}, {"$md5", "sunmd5"}, {"$1$", "md5"}, {"$3$", "nthash"}, {"_", "bsdi-des"}}; // crypt(5)

static const char *hash_name(struct text t)
{
	for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
		if (text_starts(t, hashes[i].start))
			return hashes[i].name;
	return t.n == 13 && !memchr(t.p, '$', t.n) && !memchr(t.p, '*', t.n) ? "des" : NULL;
}

// *ret_state: set, empty, locked or none. Gives the way of scrambling, NULL when there is none.
static const char *password_state(struct text t, const char **ret_state)
{
	if (!t.n) {
		*ret_state = "empty";
		return NULL;
	}
	bool locked = t.p[0] == '!';
	while (t.n && t.p[0] == '!')
		t = text_after(t, 1);
	const char *hash = hash_name(t);
	*ret_state = !hash ? "none" : locked ? "locked" : "set";
	return hash;
}

static int by_name(const void *x, const void *y)
{
	const struct shadow *a = x, *b = y;
	size_t n = a->f[0].n < b->f[0].n ? a->f[0].n : b->f[0].n;
	int order = n ? memcmp(a->f[0].p, b->f[0].p, n) : 0;
	return order ? order : (a->f[0].n > b->f[0].n) - (a->f[0].n < b->f[0].n);
}

static bool read_shadow(struct probe_run *run, struct shadow **ret, size_t *ret_n)
{
	struct text t, line;
	if (!probe_read(run, "/etc/shadow", &t))
		return false;
	size_t lines = 1;
	for (size_t i = 0; i < t.n; i++)
		lines += t.p[i] == '\n';
	struct shadow *all = arena_alloc(run->a, lines * sizeof *all);
	size_t n = 0;
	while (text_line(&t, &line)) {
		struct text rest = line;
		size_t k = 0;
		if (!line.n || line.p[0] == '#' || line.p[0] == '+' || line.p[0] == '-')
			continue;
		while (k < FIELDS && text_field(&rest, ':', &all[n].f[k]))
			k++;
		if (k < 2 || !all[n].f[0].n || !text_clean(line))
			probe_partly(run, "odd_line", "/etc/shadow");
		else
			n++;
		if (n < lines)
			memset(&all[n], 0, sizeof all[n]);
	}
	qsort(all, n, sizeof *all, by_name);
	*ret = all;
	*ret_n = n;
	return true;
}

// A day of shadow(5), counted from 1970; 0 asks for a new password at the next login and is no date.
static void write_day(struct probe_run *run, const char *column, struct text t)
{
	int64_t day;
	if (text_int(t, 10, &day) && day > 0 && day < 200000)
		row_str(run, column, clock_day(run->a, day * DAY));
}

static void write_row(struct probe_run *run, const struct person *p, const struct shadow *s)
{
	const char *state, *hash = password_state(s ? s->f[1] : p->password, &state);
	int64_t days;
	row_begin(run, "account_password");
	row_text(run, "name", p->name);
	row_str(run, "state", state);
	row_str(run, "hash", hash);
	if (s) {
		write_day(run, "changed_on", s->f[2]);
		if (text_int(s->f[4], 10, &days) && days >= 0 && days < 99999) // 99999 is how "never" is written
			row_int(run, "max_days", days);
		write_day(run, "expires_on", s->f[7]);
	}
	row_end(run);
}

static void probe_account_password_run(struct probe_run *run)
{
	struct people people;
	struct shadow *shadow = NULL;
	size_t n = 0;
	if (!people_read(run, &people)) {
		probe_failed(run, "missing", "/etc/passwd");
		return;
	}
	bool seen = read_shadow(run, &shadow, &n) || !sys_exists(run->sys, "/etc/shadow");
	for (size_t i = 0; i < people.n; i++) {
		const struct person *p = &people.all[i];
		struct shadow key = {.f[0] = p->name};
		if (!text_is(p->password, "x"))
			write_row(run, p, NULL);
		else if (seen)
			write_row(run, p, n ? bsearch(&key, shadow, n, sizeof *shadow, by_name) : NULL);
	}
}

const struct probe probe_account_password = {"account_password", "account_password", probe_account_password_run};
