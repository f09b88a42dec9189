// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Drawings of pages; see part.h.
#include "part.h"

#include <qrencode.h>
#include <string.h>

static const struct server *server;

void part_init(const struct server *s)
{
	server = s;
}

// ---- QR

static void draw_qr(const struct draw *w, const char *arg, struct buf *b)
{
	(void)w;
	QRcode *qr = QRcode_encodeString(arg, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!qr)
		return;
	int n = qr->width;
	buf_printf(b, "<svg class=\"qr\" viewBox=\"-4 -4 %d %d\" role=\"img\" aria-label=\"QR\"><rect class=\"qr-paper\" x=\"-4\" y=\"-4\" width=\"%d\" height=\"%d\"/><path d=\"",
		n + 8, n + 8, n + 8, n + 8);
	for (int y = 0; y < n; y++)
		for (int x = 0; x < n; x++) {
			int from = x;
			while (x < n && qr->data[y * n + x] & 1)
				x++;
			if (x > from)
				buf_printf(b, "M%d %dh%dv1h-%dz", from, y, x - from, x - from);
		}
	buf_str(b, "\"/></svg>");
	QRcode_free(qr);
}

static bool dark(const QRcode *qr, int x, int y)
{
	return x >= 0 && y >= 0 && x < qr->width && y < qr->width && qr->data[y * qr->width + x] & 1;
}

char *part_qr_terminal(struct arena *a, const char *text)
{
	struct buf *b = buf_new(a, 65536);
	QRcode *qr = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	if (!qr)
		return b->p;
	// Light modules are drawn, so that it can be read on a dark terminal.
	for (int y = -2; y < qr->width + 2; y += 2) {
		for (int x = -2; x < qr->width + 2; x++)
			buf_str(b, dark(qr, x, y) ? dark(qr, x, y + 1) ? " " : "\xe2\x96\x84" : dark(qr, x, y + 1) ? "\xe2\x96\x80" : "\xe2\x96\x88");
		buf_char(b, '\n');
	}
	QRcode_free(qr);
	return b->p;
}

// ---- text with headings, lists and bold; nothing else of Markdown, and never HTML

static void inline_text(struct buf *b, struct arena *a, struct text t)
{
	bool bold = false;
	while (t.n) {
		const char *star = text_find(t, "**");
		size_t n = star ? (size_t)(star - t.p) : t.n;
		buf_html(b, arena_strndup(a, t.p, n));
		t = text_after(t, n);
		if (star) {
			buf_str(b, bold ? "</strong>" : "<strong>");
			bold = !bold;
			t = text_after(t, 2);
		}
	}
	buf_str(b, bold ? "</strong>" : "");
}

enum block { BLOCK_NONE, BLOCK_TEXT, BLOCK_LIST, BLOCK_NUMBERS };

static void to_block(struct buf *b, enum block *now, enum block next)
{
	static const char *const close[] = {"", "</p>\n", "</ul>\n", "</ol>\n"}, *const open[] = {"", "<p>", "<ul>\n", "<ol>\n"};
	if (*now != next)
		buf_printf(b, "%s%s", close[*now], open[next]);
	*now = next;
}

static struct text numbered(struct text line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
		n++;
	return n && n < 4 && text_starts(text_after(line, n), ". ") ? text_after(line, n + 2) : (struct text){NULL, 0};
}

static void markdown_line(struct buf *b, struct arena *a, struct text line, enum block *now)
{
	struct text number = numbered(line);
	bool heading = text_starts(line, "#"), item = text_starts(line, "- ") || text_starts(line, "* ");
	if (!line.n || heading)
		to_block(b, now, BLOCK_NONE);
	if (heading) {
		while (text_starts(line, "#"))
			line = text_after(line, 1);
		buf_str(b, "<h3>");
		inline_text(b, a, text_trim(line));
		buf_str(b, "</h3>\n");
	} else if (item || number.p) {
		to_block(b, now, item ? BLOCK_LIST : BLOCK_NUMBERS);
		buf_str(b, "<li>");
		inline_text(b, a, item ? text_after(line, 2) : number);
		buf_str(b, "</li>\n");
	} else if (line.n) {
		buf_str(b, *now == BLOCK_TEXT ? " " : "");
		to_block(b, now, BLOCK_TEXT);
		inline_text(b, a, line);
	}
}

static void draw_markdown(const struct draw *w, const char *arg, struct buf *b)
{
	enum block now = BLOCK_NONE;
	struct text rest = text_of(arg), line;
	while (text_line(&rest, &line))
		markdown_line(b, w->a, text_trim(line), &now);
	to_block(b, &now, BLOCK_NONE);
}

// ---- addresses of files

static void draw_style(const struct draw *w, const char *arg, struct buf *b)
{
	(void)w;
	(void)arg;
	buf_html(b, static_address(server, "style.css"));
}

static void draw_script(const struct draw *w, const char *arg, struct buf *b)
{
	(void)w;
	(void)arg;
	buf_html(b, static_address(server, "app.js"));
}

static void draw_icon(const struct draw *w, const char *arg, struct buf *b)
{
	(void)w;
	(void)arg;
	buf_html(b, static_address(server, "icon.svg"));
}

const struct page_part part_all[] = {{"qr", draw_qr, false}, {"markdown", draw_markdown, false}, {"style", draw_style, true}, {"script", draw_script, true},
	{"icon", draw_icon, true}, {0}};
