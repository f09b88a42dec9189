// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/devices/ours: the owner knows all devices that nobody told about yet: they are the firm's.
#include "../web.h"

static const struct field fields[] = {{0}};

static bool run(struct job *j)
{
	struct err e = {0};
	if (!db_do(j->d, &e, "UPDATE network_device SET whose='firm', told_at=?1, told_by=?2, version=version+1 WHERE id IN (SELECT id FROM device_question)", "is", j->now, j->who.name))
		return job_failed(j, &e);
	j->judge = true;
	j->to = "/network";
	j->say_done = say_keep(j->a, "Noted. What comes later is asked again.", "");
	return true;
}

const struct action action_network_devices_ours = {.path = "/network/devices/ours", .may = ROLE_OWNER, .page = "/network", .fields = fields, .run = run};
