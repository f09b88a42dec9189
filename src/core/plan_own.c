// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The plan of this firm; see plan_own.h.
#include "plan_own.h"
#include "risk_model.h"

#include <string.h>

struct plan_budget plan_own_budget(struct db *d)
{
	struct plan_budget b = {.minutes = db_int(d, "SELECT plan_minutes FROM firm", 0, ""), .euro = db_int(d, "SELECT coalesce(plan_euro,-1) FROM firm", -1, "")};
	if (b.minutes < 1)
		b.minutes = (int64_t)risk_constant(d, "plan_minutes", "");
	b.minutes = b.minutes < PLAN_MINUTES ? b.minutes : PLAN_MINUTES;
	b.years = risk_constant(d, "plan_years", "");
	b.minute = risk_constant(d, "minute_eur", "");
	b.caution = risk_constant(d, "caution", "");
	return b;
}

// Bundles: what the table `together` joins, directly or by another, has one number. Only what is open.
static void bundles(struct db *d, struct plan_item *item, const char *const *id, int n)
{
	int next = 1;
	struct rows r = db_rows(d, "SELECT control, \"with\" FROM cat.ref_together", "");
	while (rows_next(&r, NULL)) {
		int x = -1, y = -1;
		for (int i = 0; i < n; i++) {
			x = strcmp(id[i], rows_text(&r, 0)) == 0 ? i : x;
			y = strcmp(id[i], rows_text(&r, 1)) == 0 ? i : y;
		}
		if (x < 0 || y < 0)
			continue;
		int was = item[x].bundle, is = item[y].bundle ? item[y].bundle : was ? was : next++;
		for (int i = 0; i < n; i++)
			if (i == x || i == y || (was && item[i].bundle == was))
				item[i].bundle = is;
	}
	rows_end(&r);
}

int plan_own_items(struct db *d, struct arena *a, const struct risk_model *m, const struct risk_result *res, struct plan_item *item, const char **id)
{
	bool alone = db_int(d, "SELECT has_suppliers=0 FROM firm", 0, "") != 0;
	int64_t order = (int64_t)risk_constant(d, "order_minutes", "");
	double price = risk_constant(d, "supplier_minute_eur", "");
	int n = 0;
	struct rows r = db_rows(d,
		"SELECT c.id, c.minutes, c.once_eur, c.yearly_eur, c.who='supplier', coalesce(h.position,0) FROM finding f JOIN cat.control c ON c.id=f.control"
		" LEFT JOIN cat.ref_hard_stop h ON h.control=c.id WHERE f.verdict IN ('gap','partly') AND f.gap>0 ORDER BY c.position, c.id", "");
	while (rows_next(&r, NULL) && n < RISK_MEASURES) {
		bool by_supplier = rows_int(&r, 4) != 0;
		struct plan_item *t = &item[n];
		id[n] = arena_strdup(a, rows_text(&r, 0));
		*t = (struct plan_item){.measure = risk_model_measure(m, id[n]), .minutes = rows_int(&r, 1), .once = rows_int(&r, 2), .yearly = rows_int(&r, 3)};
		t->hard = (int)rows_int(&r, 5);
		t->nobody = by_supplier && alone;
		if (by_supplier) { // the minutes are the supplier's: at least their price; the firm's own are those of ordering
			int64_t least = (int64_t)((double)t->minutes * price + 0.5);
			t->once = t->once + t->yearly < least ? least - t->yearly : t->once;
			t->minutes = order;
		}
		double would = t->measure >= 0 ? res->measure[t->measure].would : 0;
		t->would = would > 0 ? would < PLAN_MOST ? would : PLAN_MOST : 0;
		n++;
	}
	rows_end(&r);
	bundles(d, item, id, n);
	return n;
}

// ---- what is kept

static bool keep_lines(struct db *d, const struct plan *p, const struct plan_item *item, const char *const *id, struct err *e)
{
	for (int k = 0; k < p->lines; k++) {
		const struct plan_line *l = &p->line[k];
		const struct plan_item *t = &item[l->item];
		if (!db_do(d, e, "INSERT INTO plan VALUES(?1,?2,nullif(?3,0),?4,?5,?6,?7,?8,?9,?10,?11)", "siiisiiiiii", id[l->item], (int64_t)k + 1, (int64_t)l->month,
			    (int64_t)l->months, plan_why_name(l->why), risk_euro(l->why ? l->would : l->saves), t->minutes, t->once, t->yearly, (int64_t)(t->hard > 0), (int64_t)t->bundle))
			return false;
	}
	for (int i = 0; i < PLAN_MONTHS; i++) {
		const struct plan_month *m = &p->month[i];
		bool used = m->minutes || m->lines;
		if (used && !db_do(d, e, "INSERT INTO plan_month VALUES(?1,?2,?3,?4,?5,?6)", "iiiiii", (int64_t)i + 1, m->minutes, m->once, m->yearly, risk_euro(m->saves), risk_euro(m->mean)))
			return false;
	}
	return true;
}

bool plan_own_keep(struct db *d, const struct risk_model *m, const struct risk_result *r, int64_t now, struct err *e)
{
	struct arena *a = arena_new();
	struct plan *p = arena_alloc(a, sizeof *p);
	struct plan_item *item = arena_alloc(a, RISK_MEASURES * sizeof *item);
	const char **id = arena_alloc(a, RISK_MEASURES * sizeof *id);
	int n = plan_own_items(d, a, m, r, item, id);
	struct plan_budget b = plan_own_budget(d);
	bool good = plan_draw_up(a, m, item, n, &b, p, e) &&
		db_do(d, e,
			"INSERT OR IGNORE INTO risk_closed SELECT p.control, ?1, p.saves FROM plan p JOIN finding f ON f.control=p.control"
			" WHERE p.month IS NOT NULL AND f.verdict='ok' AND f.source IN ('measured','proven')",
			"i", now) &&
		db_do(d, e, "DELETE FROM plan", "") && db_do(d, e, "DELETE FROM plan_month", "") && keep_lines(d, p, item, id, e);
	arena_free(a);
	return good;
}
