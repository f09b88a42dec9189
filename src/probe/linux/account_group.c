// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who is in which group: /etc/group, and the main group of each account from /etc/passwd. Groups of a directory are not seen here.
#include "../share/people.h"

#include <string.h>

static void write_row(struct probe_run *run, struct text group, struct text member, bool main)
{
	row_begin(run, "account_group");
	row_text(run, "group_name", group);
	row_text(run, "member", member);
	row_flag(run, "main", main);
	row_end(run);
}

static void probe_account_group_run(struct probe_run *run)
{
	struct people people;
	struct groups groups = {0};
	if (!people_read(run, &people)) {
		probe_failed(run, "missing", "/etc/passwd");
		return;
	}
	groups_read(run, &groups);
	for (size_t i = 0; i < people.n; i++) { // first, so that of two rows for one member the main one stays
		const struct person *p = &people.all[i];
		const struct group *g = groups_numbered(&groups, p->gid);
		write_row(run, g ? g->name : text_of(arena_printf(run->a, "%lld", (long long)p->gid)), p->name, true);
	}
	for (size_t i = 0; i < groups.n; i++) {
		struct text rest = groups.all[i].members, member;
		while (text_field(&rest, ',', &member))
			if ((member = text_trim(member)).n)
				write_row(run, groups.all[i].name, member, false);
	}
}

const struct probe probe_account_group = {"account_group", "account_group", probe_account_group_run};
