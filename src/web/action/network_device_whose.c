// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/device/{id}/whose: the answer on a question card: whose is this device?
#include "../network.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "whose", .type = FIELD_WORD, .words = "firm|private|guest|supplier|other"}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = network_device(j);
	if (!id)
		return false;
	if (!db_do(j->d, &e, "UPDATE network_device SET whose=?2, told_at=?3, told_by=?4, version=version+1 WHERE id=?1", "isis", id, job_text(j, "whose"), j->now, j->who.name))
		return job_failed(j, &e);
	j->to = "/network";
	j->judge = true;
	j->say_done = say_keep(j->a, "Noted.", "");
	return true;
}

const struct action action_network_device_whose = {.path = "/network/device/{id}/whose", .may = ROLE_WRITER, .page = "/network", .fields = fields, .run = run};
