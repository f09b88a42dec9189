// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The picture of Bolwerk: a star fort with twelve bastions, one a topic, filled by its share of what applies (look.md). Colours and hatches
// are classes of data/static/report.css. Each bastion is a link to #topic-N with a title; a table of the same figures stands beside it.
#ifndef BOLWERK_FORT_H
#define BOLWERK_FORT_H

#include "draw.h"

// The fort, for wide screens and paper.
void fort_draw(const struct draw *w, struct buf *b);

// The fort unrolled into twelve upright bars, for narrow screens.
void fort_bars(const struct draw *w, struct buf *b);

#endif
