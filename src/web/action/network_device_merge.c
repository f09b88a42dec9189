// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/device/{id}/merge: this device is the same as another one. Every later look remembers that.
#include "../../core/device.h"
#include "../network.h"

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "into", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = network_device(j), into = job_int(j, "into");
	if (!id)
		return false;
	if (into == id || !db_int(j->d, "SELECT count(*) FROM device_now WHERE id=?1", 0, "i", into))
		return job_refuse(j, NULL, "Choose one from the list.");
	if (!device_merge(j->d, id, into, j->who.name, j->now, &e))
		return job_failed(j, &e);
	j->to = arena_printf(j->a, "/network/device/%lld", (long long)into);
	j->judge = true;
	j->say_done = say_keep(j->a, "They are one device from now on.", "");
	return true;
}

const struct action action_network_device_merge = {.path = "/network/device/{id}/merge", .may = ROLE_WRITER, .page = "/network/device/{id}", .fields = fields, .run = run};
