// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /plan/means: what the firm can spend on safety, and the two figures of its size that the risk in euro asks for. What is left empty is not told.
#include "../web.h"

static const struct field fields[] = {{.name = "minutes", .type = FIELD_INT, .optional = true, .min = 1, .max = 10000},
	{.name = "euro", .type = FIELD_INT, .optional = true, .min = 0, .max = 100000000}, {.name = "turnover", .type = FIELD_INT, .optional = true, .min = 1, .max = 1000000000000},
	{.name = "cash", .type = FIELD_INT, .optional = true, .min = 1, .max = 1000000000000}, {0}};

// Not told is -1, for 0 euro is a budget of nothing.
static int64_t told(struct job *j, const char *name)
{
	return job_has(j, name) ? job_int(j, name) : -1;
}

static bool run(struct job *j)
{
	struct err e = {0};
	if (!db_do(j->d, &e, "INSERT OR IGNORE INTO firm(one, version) VALUES(1, 0)", "") ||
		!db_do(j->d, &e,
			"UPDATE firm SET plan_minutes=nullif(?1,-1), plan_euro=nullif(?2,-1), turnover=nullif(?3,-1), cash=nullif(?4,-1)", "iiii", told(j, "minutes"),
			told(j, "euro"), told(j, "turnover"), told(j, "cash")))
		return job_failed(j, &e);
	j->judge = true;
	j->to = "/plan";
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_plan_save = {.path = "/plan/means", .may = ROLE_OWNER, .page = "/plan", .fields = fields, .run = run};
