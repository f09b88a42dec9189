// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who is known here and who logged in when: /etc/passwd, /etc/group, lastlog and the records of logins, for the probes about
// accounts. Texts point into memory of the run.
#ifndef BOLWERK_PEOPLE_H
#define BOLWERK_PEOPLE_H

#include "share.h"

struct person {
	struct text name, password, display, home, shell;
	int64_t uid, gid;
	bool can_login; // the shell lets a person in
	bool system;    // made by the system or a program
};

struct people {
	struct person *all; // in the order of /etc/passwd
	size_t n;
	const struct person **by_name; // sorted
};

// Reads /etc/passwd. Odd lines are said against the probe that asks. False when there is no such file or it cannot be read (said).
bool people_read(struct probe_run *run, struct people *ret);

// The account of that name or number; NULL when there is none. The number may be shared: the first one.
const struct person *people_named(const struct people *p, struct text name);
const struct person *people_numbered(const struct people *p, int64_t uid);

// The central list that names of accounts also come from, by /etc/nsswitch.conf: sss, winbind, ldap, nis; NULL when none.
const char *people_directory(struct probe_run *run);

struct group {
	struct text name, members; // members: separated by a comma
	int64_t gid;
};

struct groups {
	struct group *all; // in the order of /etc/group
	size_t n;
	const struct group **by_name, **by_gid; // sorted
};

// Reads /etc/group, as people_read; and the group of that name or number, NULL when there is none.
bool groups_read(struct probe_run *run, struct groups *ret);
const struct group *groups_named(const struct groups *g, struct text name);
const struct group *groups_numbered(const struct groups *g, int64_t gid);

// ---- records of logins

enum login_kind { LOGIN_BOOT = 2, LOGIN_TRY = 6, LOGIN_USER = 7 }; // ut_type of utmp(5)

struct login {
	int64_t at;
	int kind;
	struct text user, host, line;
};

struct logins {
	struct login *all; // oldest first
	size_t n;
	bool whole; // the file was read from its beginning
};

// Reads the newest records (at most max bytes) of a file in the form of wtmp. Damaged records are left out.
enum sys_status logins_read(struct probe_run *run, const char *path, size_t max, struct logins *ret);

// What the records say of the last login of everybody.
struct login_book {
	bool lastlog;       // /var/log/lastlog is kept here
	bool covers;        // what was used in the last 30 days would be seen
	struct login *last; // newest login of each user that wtmp names, sorted by user
	size_t n;
};

struct last_login {
	int64_t at;       // 0: none known
	struct text from; // host or terminal
	int never;        // 1 the records show that there was none, 0 there was one, -1 not known
};

// Reads the records of logins (lastlog, wtmp); what one account's last login was, by its name and number.
void login_book_read(struct probe_run *run, struct login_book *ret);
struct last_login login_book_last(struct probe_run *run, const struct login_book *b, struct text name, int64_t uid);

// Whether it logged in during the last 30 days: 1, 0, -1 not known.
int login_book_daily(struct probe_run *run, const struct login_book *b, struct text name, int64_t uid);

#endif
