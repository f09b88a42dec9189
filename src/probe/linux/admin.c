// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who may do everything here: accounts with number 0, those whom sudo, doas or polkit let become root, and members of groups whose
// socket gives the same (docker, lxd). And the rules themselves. sudoers is for the administrator only: an ordinary user sees number 0 and
// the groups that Debian's and Ubuntu's sudoers name as shipped.
#include "../../base/buf.h"
#include "../share/people.h"
#include "../share/sudoers.h"

#include <string.h>

#define GRANTS_MAX 4000

// A right to everything, for an account, a %group or (ALL) everybody.
struct grant {
	struct text subject;
	const char *via, *file;
	bool no_password;
};

struct admins {
	struct probe_run *run;
	struct people people;
	struct groups groups;
	struct login_book book;
	const char *directory;
	struct grant *grant;
	size_t n;
};

static void grant(struct admins *a, struct text subject, const char *via, const char *file, bool no_password)
{
	if (a->n < GRANTS_MAX)
		a->grant[a->n++] = (struct grant){subject, via, file, no_password};
	else
		probe_partly(a->run, "too_large", file);
}

// ---- accounts

// Root is a person where somebody logs in as root.
static bool is_person(const struct admins *a, const struct person *p)
{
	if (p->uid == 0)
		return p->can_login && login_book_daily(a->run, &a->book, p->name, 0) == 1;
	return p->can_login && !p->system;
}

static void write_account(struct admins *a, struct text name, const char *via, const struct grant *g)
{
	const struct person *p = people_named(&a->people, name);
	if (!p && !a->directory)
		return; // the name of an account that is gone
	row_begin(a->run, "admin");
	row_text(a->run, "account", name);
	row_str(a->run, "via", via);
	if (g)
		row_flag(a->run, "no_password", g->no_password);
	row_str(a->run, "file", g ? g->file : "/etc/passwd");
	row_flag(a->run, "person", p ? is_person(a, p) : 1);
	row_flag(a->run, "daily", login_book_daily(a->run, &a->book, name, p ? p->uid : -1));
	row_end(a->run);
}

static bool same(struct text x, struct text y)
{
	return x.n == y.n && memcmp(x.p, y.p, x.n) == 0;
}

static bool in_list(struct text list, struct text name)
{
	struct text one;
	while (text_field(&list, ',', &one))
		if (same(text_trim(one), name))
			return true;
	return false;
}

static void write_group(struct admins *a, const struct group *g, const struct grant *right)
{
	const char *via = arena_printf(a->run->a, "group:%.*s", (int)g->name.n, g->name.p);
	struct text rest = g->members, one;
	while (text_field(&rest, ',', &one))
		if ((one = text_trim(one)).n)
			write_account(a, one, via, right);
	for (size_t i = 0; i < a->people.n; i++)
		if (a->people.all[i].gid == g->gid && !in_list(g->members, a->people.all[i].name))
			write_account(a, a->people.all[i].name, via, right);
}

// A right that is given twice (two files, or ALL beside a name): one row, with no_password when one of them asks none.
static bool given_before(struct admins *a, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (same(a->grant[i].subject, a->grant[k].subject) &&
			(a->grant[k].subject.p[0] == '%' || strcmp(a->grant[i].via, a->grant[k].via) == 0)) {
			a->grant[i].no_password |= a->grant[k].no_password;
			return true;
		}
	return false;
}

static void write_grant(struct admins *a, const struct grant *g)
{
	struct text s = g->subject;
	int64_t number;
	const struct group *group = NULL;
	if (text_is(s, "ALL")) {
		for (size_t i = 0; i < a->people.n; i++)
			if (a->people.all[i].can_login && a->people.all[i].uid != 0)
				write_account(a, a->people.all[i].name, g->via, g);
	} else if (s.p[0] == '%') {
		s = text_after(s, s.n > 1 && s.p[1] == ':' ? 2 : 1);
		if (text_starts(s, "#") && text_int(text_after(s, 1), 10, &number))
			group = groups_numbered(&a->groups, number);
		else
			group = groups_named(&a->groups, s);
		if (group)
			write_group(a, group, g);
		else if (a->directory) // a group of the directory: its members are not known here
			probe_partly(a->run, "no_tool", text_dup(a->run->a, g->subject));
	} else if (s.p[0] == '+')
		probe_partly(a->run, "no_tool", text_dup(a->run->a, s)); // a netgroup
	else {
		const struct person *p = text_starts(s, "#") && text_int(text_after(s, 1), 10, &number) ? people_numbered(&a->people, number) : NULL;
		if (p)
			s = p->name;
		if (!(p = people_named(&a->people, s)) || p->uid != 0)
			write_account(a, s, g->via, g);
	}
}

// ---- sudo

// One row for a line of the file, though it may name several: a rule for one person among them counts as such.
static void write_rule(struct probe_run *run, const struct sudo_rule *r)
{
	struct buf *b = buf_new(run->a, 4000);
	bool group = true;
	for (size_t i = 0; i < r->n; i++) {
		struct text s = r->subject[i];
		buf_printf(b, "%s%.*s", i ? ", " : "", (int)s.n, s.p);
		bool person = s.p[0] != '%' && s.p[0] != '+' && !text_is(s, "ALL");
		if (person && (r->n == 1 || !text_is(s, "root")))
			group = false;
	}
	row_begin(run, "admin_rule");
	row_str(run, "file", r->file);
	row_int(run, "line", r->line);
	row_text(run, "subject", (struct text){b->p, b->n});
	row_str(run, "kind", group ? "group" : "user");
	row_flag(run, "everything", r->everything);
	row_flag(run, "no_password", r->no_password);
	row_end(run);
}

static void look_at_sudo(struct admins *a)
{
	struct sudoers s;
	struct probe_run *run = a->run;
	if (!sys_exists(run->sys, "/usr/bin/sudo") && !sys_exists(run->sys, "/usr/local/bin/sudo"))
		return;
	if (!sudoers_read(run, &s)) {
		if (!sys_exists(run->sys, "/etc/sudoers"))
			return;
		grant(a, text_of("%sudo"), "sudoers", "/etc/sudoers", false);
		if (!sys_exists(run->sys, "/etc/debian_version"))
			grant(a, text_of("%wheel"), "sudoers", "/etc/sudoers", false);
		return;
	}
	for (size_t i = 0; i < s.n; i++) {
		write_rule(run, &s.rule[i]);
		for (size_t k = 0; k < s.rule[i].n && s.rule[i].everything; k++)
			if (!text_is(s.rule[i].subject[k], "root") && !(s.asks_root && text_is(s.rule[i].subject[k], "ALL")))
				grant(a, s.rule[i].subject[k], "sudoers", s.rule[i].file, s.rule[i].no_password);
	}
}

// ---- doas

// permit|deny [options] identity [as target] [cmd …]; the last rule that fits counts (doas.conf(5)).
static bool read_doas_line(struct text line, struct text *ret_who, bool *ret_permit, bool *ret_all, bool *ret_free)
{
	struct text word;
	bool in_env = false;
	if (!text_word(&line, &word) || (!text_is(word, "permit") && !text_is(word, "deny")))
		return false;
	*ret_permit = text_is(word, "permit");
	*ret_free = false;
	*ret_all = true;
	word = text_of("");
	while (text_word(&line, &word)) {
		if (in_env || text_is(word, "{") || text_starts(word, "{"))
			in_env = !text_ends(word, "}");
		else if (text_is(word, "nopass"))
			*ret_free = true;
		else if (!text_is(word, "persist") && !text_is(word, "keepenv") && !text_is(word, "nolog") && !text_is(word, "setenv"))
			break;
		word = text_of("");
	}
	if (!word.n)
		return false;
	*ret_who = word;
	while (text_word(&line, &word)) {
		if (text_is(word, "cmd"))
			*ret_all = false;
		else if (text_is(word, "as") && text_word(&line, &word) && !text_is(word, "root"))
			*ret_all = false;
	}
	return true;
}

static void look_at_doas(struct admins *a)
{
	struct text t, line, who;
	struct probe_run *run = a->run;
	bool permit, all, free;
	if (!sys_exists(run->sys, "/usr/bin/doas") || !probe_read(run, "/etc/doas.conf", &t))
		return;
	for (int number = 1; text_line(&t, &line); number++) {
		line = text_uncomment(line, "#");
		if (!line.n)
			continue;
		if (!text_clean(line) || !read_doas_line(line, &who, &permit, &all, &free)) {
			probe_partly(run, "odd_line", "/etc/doas.conf");
			continue;
		}
		if (who.p[0] == ':')
			who = text_of(arena_printf(run->a, "%%%s", text_dup(run->a, text_after(who, 1))));
		if (permit) {
			struct sudo_rule rule = {"/etc/doas.conf", number, &who, 1, all, free};
			write_rule(run, &rule);
		}
		for (size_t i = 0; i < a->n && all; i++) // a later rule for the same one takes the place of the earlier one
			if (strcmp(a->grant[i].via, "doas") == 0 && same(a->grant[i].subject, who))
				a->grant[i--] = a->grant[--a->n];
		if (permit && all && !text_is(who, "root"))
			grant(a, who, "doas", "/etc/doas.conf", free);
	}
}

// ---- polkit

// What the JavaScript of a rule file gives cannot be run; the names in addAdminRule("unix-group:sudo") can be read.
static void look_at_polkit_file(struct admins *a, const char *path, struct text t)
{
	struct text rest = t, line;
	while (text_line(&rest, &line)) {
		line = text_trim(line);
		if (text_starts(line, "//") || text_starts(line, "*") || line.n > 4000)
			continue;
		for (size_t i = 0; i < line.n; i++) {
			struct text here = text_after(line, i);
			bool group = text_starts(here, "unix-group:"), user = text_starts(here, "unix-user:");
			if (!group && !user)
				continue;
			here = text_after(here, group ? 11 : 10);
			size_t n = 0;
			while (n < here.n && !strchr("\"'; ,\\]", here.p[n]))
				n++;
			here.n = n;
			if (n && text_clean(here) && !text_is(here, "0") && !text_is(here, "root"))
				grant(a, group ? text_of(arena_printf(a->run->a, "%%%s", text_dup(a->run->a, here))) : here, "polkit", path, false);
		}
	}
}

// Only the first addAdminRule that answers counts: files of /etc stand before those of /usr/share with the same name (polkit(8)).
static void look_at_polkit(struct admins *a)
{
	static const char *const dirs[] = {"/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d"};
	static const char *const old[] = {"/etc/polkit-1/localauthority.conf.d", "/usr/share/polkit-1/localauthority.conf.d"};
	struct probe_run *run = a->run;
	const char *first = NULL;
	struct text t, first_text = {"", 0};
	if (!sys_exists(run->sys, "/usr/bin/pkexec")) // without it a member of these groups changes settings, but runs no program
		return;
	for (size_t d = 0; d < 2; d++) {
		struct sys_names files = conf_files(run, dirs[d], ".rules");
		for (size_t i = 0; i < files.n; i++) {
			const char *name = strrchr(files.name[i], '/') + 1;
			if (!probe_read(run, files.name[i], &t) || !text_has(t, "addAdminRule") ||
				(first && strcmp(name, strrchr(first, '/') + 1) >= 0))
				continue;
			first = files.name[i];
			first_text = t;
		}
	}
	if (first) {
		look_at_polkit_file(a, first, first_text);
		return;
	}
	for (size_t d = 0; d < 2; d++) { // polkit 0.105 of older systems: the last AdminIdentities counts
		struct sys_names files = conf_files(run, old[1 - d], ".conf");
		for (size_t i = 0; i < files.n; i++)
			if (probe_read(run, files.name[i], &t) && conf_get(t, '=', NULL, "AdminIdentities", &first_text))
				first = files.name[i];
	}
	if (first)
		look_at_polkit_file(a, first, first_text);
}

// ---- groups that may do everything through a program of root

static void look_at_sockets(struct admins *a)
{
	static const struct {
		const char *group, *program;
	} known[] = {{"docker", "/usr/bin/dockerd"}, {"lxd", "/usr/sbin/lxd"}, {"lxd", "/snap/bin/lxd"}, {"incus-admin", "/usr/bin/incusd"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (sys_exists(a->run->sys, known[i].program))
			grant(a, text_of(arena_printf(a->run->a, "%%%s", known[i].group)), "group", "/etc/group", true);
}

static void probe_admin_run(struct probe_run *run)
{
	struct admins a = {.run = run};
	if (!people_read(run, &a.people)) {
		probe_failed(run, "missing", "/etc/passwd");
		return;
	}
	groups_read(run, &a.groups);
	login_book_read(run, &a.book);
	a.directory = people_directory(run);
	a.grant = arena_alloc(run->a, GRANTS_MAX * sizeof *a.grant);
	for (size_t i = 0; i < a.people.n; i++)
		if (a.people.all[i].uid == 0)
			write_account(&a, a.people.all[i].name, "uid0", NULL);
	look_at_sudo(&a);
	look_at_doas(&a);
	look_at_polkit(&a);
	look_at_sockets(&a);
	size_t kept = 0;
	for (size_t i = 0; i < a.n; i++) {
		a.grant[kept] = a.grant[i];
		kept += !given_before(&a, kept);
	}
	for (size_t i = 0; i < kept; i++)
		write_grant(&a, &a.grant[i]);
}

const struct probe probe_admin = {"admin", "admin admin_rule", probe_admin_run};
