// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /supplier/{id}/unlink: the personal link of a supplier ends at once, with what it opened.
#include "../door/act.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	if (act_half(j))
		return false;
	j->thing = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", id);
	j->say_done = say_keep(j->a, "The link is closed.", "");
	return door_links_end(j->secret, ROLE_SUPPLIER, id, id, j->now, &e) || job_failed(j, &e);
}

const struct action action_supplier_unlink = {.path = "/supplier/{id}/unlink", .may = ROLE_OWNER, .page = "/suppliers", .fields = fields, .run = run};
