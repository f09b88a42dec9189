// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/device/{id}: what a person knows of a device: its name, what it is, whose it is.
#include "../network.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {.name = "version", .type = FIELD_INT, .min = 1, .max = INT32_MAX},
	{.name = "name", .type = FIELD_TEXT, .optional = true, .max = 60}, {.name = "kind", .type = FIELD_TEXT, .optional = true, .max = 20},
	{.name = "whose", .type = FIELD_WORD, .optional = true, .words = "firm|private|guest|supplier|other"}, {.name = "note", .type = FIELD_TEXT, .optional = true, .max = 300}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = network_device(j);
	const char *kind = job_text(j, "kind");
	if (!id)
		return false;
	if (*kind && !db_int(j->d, "SELECT count(*) FROM ref_device_kind WHERE kind=?1", 0, "s", kind))
		return job_refuse(j, "kind", "Choose one from the list.");
	if (db_int(j->d, "SELECT version FROM network_device WHERE id=?1", 0, "i", id) != job_int(j, "version"))
		return job_refuse(j, NULL, "Somebody else changed this meanwhile. Look at it, and save again to keep yours.");
	if (!db_do(j->d, &e,
		    "UPDATE network_device SET name=nullif(?2,''), kind=nullif(?3,''), whose=nullif(?4,''), note=nullif(?5,''), told_at=?6, told_by=?7, version=version+1 WHERE id=?1",
		    "issssis", id, job_text(j, "name"), kind, job_text(j, "whose"), job_text(j, "note"), j->now, j->who.name))
		return job_failed(j, &e);
	j->judge = true;
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_network_device_save = {.path = "/network/device/{id}", .may = ROLE_WRITER, .fields = fields, .run = run};
