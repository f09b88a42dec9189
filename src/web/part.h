// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Drawings of pages that need a library of the server: {{> qr col}} a QR code as SVG; {{> markdown col}} a text with headings and lists;
// {{> style}} and {{> script}} the addresses of the style sheet and the JavaScript.
#ifndef BOLWERK_PART_H
#define BOLWERK_PART_H

#include "server.h"

// Tells the parts where the files are; call once behind static_load.
void part_init(const struct server *s);

extern const struct page_part part_all[];

// A QR code for a terminal: two rows of modules a line of text. Empty when the text is too long.
char *part_qr_terminal(struct arena *a, const char *text);

#endif
