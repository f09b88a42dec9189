// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who may make certificates for a domain (RFC 8659): the records of the name itself, or else of the nearest name above it that has some.
#include "look.h"

#include <string.h>

void caa_columns(struct probe_run *run)
{
	struct domain_look *l = run->with;
	for (const char *name = l->domain; name && strchr(name, '.'); name = strchr(name, '.') + 1) {
		const struct name_answer *r = look_ask(run, name, RR_CAA);
		if (!r)
			return;
		struct buf *b = buf_new(run->a, 1000);
		for (size_t i = 0; r->state == NAME_FOUND && i < r->n; i++) {
			struct record_caa c;
			if (record_caa(r->data[i], &c) && c.value.n < 300)
				buf_printf(b, "%s%.*s %.*s", b->n ? ", " : "", (int)c.tag.n, c.tag.p, (int)c.value.n, c.value.n ? c.value.p : "");
		}
		if (!b->n)
			continue;
		row_str(run, "caa", b->p);
		row_str(run, "caa_at", name);
		return;
	}
}
