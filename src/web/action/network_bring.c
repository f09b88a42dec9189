// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /network/bring: a list of devices that another program made: nmap's XML, a router's DHCP leases or table, CSV. bolwerk-collect reads it.
#include "../network.h"

#define FILE_MAX ((int64_t)8 << 20)

static const struct field fields[] = {{.name = "file", .type = FIELD_FILE, .max = FILE_MAX}, {.name = "network", .type = FIELD_INT, .optional = true, .min = 0, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const struct value *file = job_value(j, "file");
	int64_t network = job_int(j, "network");
	if (network && !db_int(j->d, "SELECT count(*) FROM asset WHERE id=?1 AND kind='network'", 0, "i", network))
		return job_refuse(j, "network", "Choose one from the list.");
	if (!db_do(j->d, &e, "INSERT INTO look(asset, name, body, asked_at, person) VALUES(nullif(?1, 0), ?2, ?3, ?4, ?5)", "isbis", network,
		    file->file_name ? file->file_name : "file", file->text, j->now, j->who.name))
		return job_failed(j, &e);
	network_ask_looks(j);
	j->thing = file->file_name ? file->file_name : "";
	j->to = "/consents";
	j->say_done = say_keep(j->a, "The list is read now. In a minute you see here what came of it.", "");
	return true;
}

const struct action action_network_bring = {.path = "/network/bring", .may = ROLE_OWNER, .fields = fields, .run = run};
