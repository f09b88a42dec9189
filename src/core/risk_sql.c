// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Years of the firm, played for a page; see risk_sql.h.
#include "insurance.h"
#include "risk_own.h"
#include "risk_sql.h"

#include <string.h>

static void set(struct risk_model *m, struct text list, double cover)
{
	struct text id;
	while (list.n) {
		if (!text_cut(list, '_', &id, &list)) {
			id = list;
			list.n = 0;
		}
		for (int i = 0; i < m->measures; i++)
			if (text_is(id, m->measure[i].id))
				m->measure[i].cover = cover;
	}
}

static struct text argument(sqlite3_value *v)
{
	const char *s = (const char *)sqlite3_value_text(v);
	return s ? text_of(s) : (struct text){"", 0};
}

static long long euro(double v) // as %lld takes it
{
	return (long long)risk_euro(v);
}

static const char *if_measures(struct arena *a, struct risk_model *m, sqlite3_value **v, struct err *e)
{
	struct risk_result *r = arena_alloc(a, sizeof *r);
	set(m, argument(v[0]), 1);
	set(m, argument(v[1]), 0);
	if (!risk_run(a, m, r, e))
		return NULL;
	return arena_printf(a, "{\"mean\":%lld,\"p50\":%lld,\"p90\":%lld,\"p99\":%lld,\"over_cash\":%.9f,\"days_mean\":%.6f}", euro(r->mean), euro(r->p50), euro(r->p90),
		euro(r->p99), r->over_cash, r->days_mean);
}

static const char *if_insured(struct arena *a, struct risk_model *m, sqlite3_value **v, struct err *e)
{
	struct insurance_offer o = {sqlite3_value_double(v[0]), sqlite3_value_double(v[1]), sqlite3_value_double(v[2])};
	struct insurance_year y;
	if (!insurance_play(a, m, &o, &y, e))
		return NULL;
	return arena_printf(a,
		"{\"before\":%lld,\"paid\":%lld,\"pays\":%.9f,\"beyond\":%.9f,\"stays\":%lld,\"p90\":%lld,\"p99\":%lld,\"cost\":%lld,\"over\":%.9f,\"over_before\":%.9f}",
		euro(y.before), euro(y.paid), y.pays, y.beyond, euro(y.stays), euro(y.p90), euro(y.p99), euro(y.cost), y.over_cash, y.over_cash_before);
}

static void play(sqlite3_context *c, sqlite3_value **v, const char *(*with)(struct arena *, struct risk_model *, sqlite3_value **, struct err *))
{
	struct db *d = sqlite3_user_data(c);
	struct arena *a = arena_new();
	struct risk_model *m = arena_alloc(a, sizeof *m);
	struct risk_taken t = {0};
	struct err e = {0};
	const char *json = risk_own_model(d, a, "en", m, &t, &e) ? with(a, m, v, &e) : NULL;
	if (json)
		sqlite3_result_text(c, json, -1, SQLITE_TRANSIENT);
	arena_free(a);
}

static void sql_risk_if(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	play(c, v, if_measures);
}

static void sql_insurance_if(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	play(c, v, if_insured);
}

bool risk_sql_install(struct db *d, struct err *e)
{
	const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
	return (sqlite3_create_function(d->handle, "risk_if", 2, flags, d, sql_risk_if, NULL, NULL) == SQLITE_OK &&
		       sqlite3_create_function(d->handle, "insurance_if", 3, flags, d, sql_insurance_if, NULL, NULL) == SQLITE_OK) ||
		db_err(d, e);
}
