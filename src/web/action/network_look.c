// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/{id}/look: asks for a look at a network or domain now, as far as was agreed.
#include "../network.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = job_int(j, "id");
	int64_t consent = db_int(j->d, "SELECT id FROM consent WHERE asset=?1 AND ended_at IS NULL AND until_on >= date(?2, 'unixepoch') ORDER BY id DESC LIMIT 1", 0, "ii", id, j->now);
	if (!consent)
		return job_refuse(j, NULL, "Nobody agreed to that, or it is over. The owner must agree first.");
	if (db_int(j->d, "SELECT count(*) FROM look WHERE consent=?1 AND started_at IS NULL AND ended_at IS NULL", 0, "i", consent) == 0 &&
		!db_do(j->d, &e, "INSERT INTO look(consent, asset, asked_at, person) VALUES(?1, ?2, ?3, ?4)", "iiis", consent, id, j->now, j->who.name))
		return job_failed(j, &e);
	network_ask_looks(j);
	j->thing = db_text(j->d, j->a, "SELECT name FROM asset WHERE id=?1", "i", id);
	j->to = db_int(j->d, "SELECT kind='domain' FROM asset WHERE id=?1", 0, "i", id) ? "/outside" : "/network";
	j->say_done = say_keep(j->a, "We look. That takes a few minutes.", "");
	return true;
}

const struct action action_network_look = {.path = "/network/{id}/look", .may = ROLE_WRITER, .page = "/network", .fields = fields, .run = run};
