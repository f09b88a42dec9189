// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The result of a check, for people and programs: a terminal, JSON, one HTML file. All read the findings from the database.
#ifndef BOLWERK_DRAW_H
#define BOLWERK_DRAW_H

#include "../core/say.h"

struct draw {
	struct db *d;
	struct say say;
	struct arena *a;
	const char *only; // a topic ("8") or control ("8.b4"); NULL for all
	int64_t at;       // when the computer was looked at
	bool colour;      // the terminal may have colour
	int columns;      // width of the terminal
	const char *topic_link; // where a topic's bastion leads, its number behind it; NULL for "#topic-"
};

// The terminal: bars of the topics, what to do first, what was not seen and why; with `only` also the evidence.
void draw_text(const struct draw *w, struct buf *b);

// JSON, as doc/report.md tells ("The result of a check").
void draw_json(const struct draw *w, struct buf *b);

// One HTML file that needs nothing beside it: the page data/page/NAME.html (report, euro_paper). False when the page has an error.
bool draw_html(const struct draw *w, const char *name, struct buf *b, struct err *e);

// All controls of the catalogue, in words: JSON or a list for a terminal.
void draw_controls_json(const struct draw *w, struct buf *b);
void draw_controls_text(const struct draw *w, struct buf *b);

// Whether a control falls under `only`.
bool draw_wants(const struct draw *w, int topic, const char *id);

// Why a verdict is what it is, in words. kept: the finding's own reason.
const char *draw_why(const struct draw *w, const char *control, const char *verdict, const char *kept);

#endif
