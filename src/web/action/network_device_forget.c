// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/device/{id}/forget: a device is no longer used. When it is seen again it comes back.
#include "../network.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = network_device(j);
	if (!id)
		return false;
	if (!db_do(j->d, &e, "UPDATE network_device SET forgotten_at=?2, told_at=?2, told_by=?3, version=version+1 WHERE id=?1", "iis", id, j->now, j->who.name))
		return job_failed(j, &e);
	j->to = "/network";
	j->judge = true;
	j->say_done = say_keep(j->a, "It is off the list. When it is seen again, it comes back.", "");
	return true;
}

const struct action action_network_device_forget = {.path = "/network/device/{id}/forget", .may = ROLE_WRITER, .page = "/network/device/{id}", .fields = fields, .run = run};
