// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/device/{id}/split: this is two devices. What was ticked belongs to the other one; every later look keeps them apart.
#include "../../core/device.h"
#include "../network.h"

#include <string.h>

static const struct field fields[] = {{.name = "id", .type = FIELD_INT, .min = 1, .max = INT32_MAX}, {0}};

// The ticked traits, each JSON [kind, value], as one list; NULL when one is no such list.
static const char *ticked(struct job *j)
{
	struct buf *list = buf_new(j->a, 65536);
	const char *name, *value;
	buf_char(list, '[');
	for (size_t at = 0; job_each(j, &at, &name, &value);)
		if (strcmp(name, "trait") == 0) {
			if (db_int(j->d, "SELECT json_valid(?1) AND json_type(?1)='array' AND json_array_length(?1)=2", 0, "s", value) != 1)
				return NULL;
			if (list->n > 1)
				buf_char(list, ',');
			buf_str(list, value);
		}
	buf_char(list, ']');
	return list->over ? NULL : list->p;
}

static bool run(struct job *j)
{
	struct err e = {0};
	int64_t id = network_device(j), made = 0;
	if (!id)
		return false;
	const char *traits = ticked(j);
	if (!traits || !device_split(j->d, id, text_of(traits), j->who.name, j->now, &made, &e))
		return job_refuse(j, NULL, "Tick what belongs to the other device. Something must stay with this one.");
	j->judge = true;
	j->say_done = say_keep(j->a, "They are two devices from now on. The next look shows both.", "");
	return true;
}

const struct action action_network_device_split = {.path = "/network/device/{id}/split", .may = ROLE_WRITER, .page = "/network/device/{id}", .fields = fields, .run = run};
