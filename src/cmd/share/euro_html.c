// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Risk and plan on paper; see euro_html.h.
#include "euro_html.h"
#include "../../base/clock.h"
#include "../../core/risk_own.h"
#include "../../draw/draw.h"

// A trade is kept as a code: of one that is named, the first of its codes.
static bool put(struct db *d, const struct euro_other *o, struct err *e)
{
	return db_do(d, e, "INSERT OR IGNORE INTO firm(one) VALUES(1)", "") &&
		db_do(d, e,
			"UPDATE firm SET people=coalesce(nullif(?1,0),people), turnover=coalesce(nullif(?2,0),turnover), cash=coalesce(nullif(?3,0),cash),"
			" nace=coalesce((SELECT min(prefix) FROM cat.sector_nace WHERE sector=?4), ?4, nace), plan_minutes=coalesce(nullif(?5,0),plan_minutes),"
			" plan_euro=CASE WHEN ?6>=0 THEN ?6 ELSE plan_euro END",
			"iiisii", o->firm.people, o->firm.turnover, o->cash, o->firm.sector, o->minutes, o->euro);
}

bool euro_html(struct db *d, struct arena *a, const struct euro_other *other, const char *lang, struct buf *b, struct err *e)
{
	int64_t now = clock_now();
	struct draw w = {.d = d, .a = a, .say = {d, a, lang, now}, .at = now};
	if (!db_begin(d, e))
		return false;
	bool good = put(d, other, e) && risk_own_keep(d, now, e) && draw_html(&w, "euro_paper", b, e);
	db_rollback(d);
	return good;
}
