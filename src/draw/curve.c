// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The loss exceedance curve; see curve.h.
#include "curve.h"

#include <math.h>

#define LEFT 112.0
#define RIGHT 590.0
#define TOP 12.0
#define BOTTOM 216.0
#define RARE 0.001 // the lowest chance that is drawn

struct curve {
	double low, high; // euro, powers of ten
};

static double x_of(const struct curve *c, double loss)
{
	double part = log10(loss / c->low) / log10(c->high / c->low);
	return LEFT + (RIGHT - LEFT) * (part < 0 ? 0 : part > 1 ? 1 : part);
}

static double y_of(double chance)
{
	double part = log10(chance < RARE ? RARE : chance) / log10(RARE);
	return TOP + (BOTTOM - TOP) * part;
}

static void axes(const struct draw *w, const struct curve *c, struct buf *b)
{
	int powers = (int)(log10(c->high / c->low) + 0.5);
	for (int i = 0; i <= powers; i++) {
		double loss = c->low * pow(10, i), x = x_of(c, loss);
		buf_printf(b, "<path class=\"grid\" d=\"M%.1f %.1fV%.1f\"/><text x=\"%.1f\" y=\"%.1f\">", x, TOP, BOTTOM, x, BOTTOM + 18);
		buf_html(b, say_format(&w->say, "{1:eur}", "i", (int64_t)(loss + 0.5)));
		buf_str(b, "</text>");
	}
	static const struct {
		double chance;
		int years;
	} rows[] = {{1, 1}, {0.1, 10}, {0.01, 100}, {0.001, 1000}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double y = y_of(rows[i].chance);
		buf_printf(b, "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/><text class=\"end\" x=\"%.1f\" y=\"%.1f\">", LEFT, y, RIGHT, LEFT - 8, y + 4);
		buf_html(b, rows[i].years == 1 ? say_word(&w->say, "every year") : say_format(&w->say, "1 year in {1}", "i", (int64_t)rows[i].years));
		buf_str(b, "</text>");
	}
}

static void line(const struct draw *w, const struct curve *c, struct buf *b)
{
	struct rows r = db_rows(w->d, "SELECT loss, chance FROM risk_curve WHERE chance >= ?1 AND loss > 0 ORDER BY loss", "r", RARE);
	bool first = true;
	buf_str(b, "<path class=\"line\" d=\"");
	while (rows_next(&r, NULL)) {
		buf_printf(b, "%c%.1f %.1f", first ? 'M' : 'L', x_of(c, rows_real(&r, 0)), y_of(rows_real(&r, 1)));
		first = false;
	}
	buf_str(b, "\"/>");
}

static void cash(const struct draw *w, const struct curve *c, struct buf *b)
{
	double euro = (double)db_int(w->d, "SELECT cash FROM risk", 0, "");
	if (euro < c->low || euro > c->high)
		return;
	double x = x_of(c, euro);
	bool left = x > (LEFT + RIGHT) / 2;
	buf_printf(b, "<path class=\"cash\" d=\"M%.1f %.1fV%.1f\"/><text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", x, TOP, BOTTOM, left ? "end" : "start",
		left ? x - 6 : x + 6, TOP + 14);
	buf_html(b, say_word(&w->say, "what you can miss"));
	buf_str(b, "</text>");
}

void curve_draw(const struct draw *w, struct buf *b)
{
	double most = (double)db_int(w->d, "SELECT max(loss) FROM risk_curve WHERE chance >= 0.0005", 0, "");
	if (most < 1)
		return;
	struct curve c = {100, pow(10, ceil(log10(most < 10000 ? 10000 : most)))};
	buf_str(b, "<svg class=\"curve\" viewBox=\"0 0 630 246\" role=\"img\" aria-label=\"");
	buf_html(b, say_word(&w->say, "How often a year costs more than an amount"));
	buf_str(b, "\">");
	axes(w, &c, b);
	line(w, &c, b);
	cash(w, &c, b);
	buf_str(b, "</svg>");
}
