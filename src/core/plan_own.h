// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The plan of the firm of the database: which measures are open, what they take, who can do them, what the firm has to spend.
#ifndef BOLWERK_PLAN_OWN_H
#define BOLWERK_PLAN_OWN_H

#include "../db/db.h"
#include "plan.h"

// What the firm told it can spend, else what data/ref/risk_constant.csv takes.
struct plan_budget plan_own_budget(struct db *d);

// The measures that are known to be open (a gap, whole or in part; not what is unknown, accepted or out of place) as items, in the order of the catalogue; ret_id[i] is
// the control of item i. Both hold RISK_MEASURES. would: from result, played with this model. Gives their number.
int plan_own_items(struct db *d, struct arena *a, const struct risk_model *m, const struct risk_result *r, struct plan_item *ret_item, const char **ret_id);

// Makes the plan and keeps it in the tables plan and plan_month; what the plan before asked and is in order now goes to risk_closed. Inside a transaction.
bool plan_own_keep(struct db *d, const struct risk_model *m, const struct risk_result *r, int64_t now, struct err *e);

#endif
