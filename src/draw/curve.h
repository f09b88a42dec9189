// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The years of the firm as a drawing: how many years in a hundred cost more than so much (the table risk_curve). Both axes are logarithmic: small and ruinous years fit on one.
#ifndef BOLWERK_CURVE_H
#define BOLWERK_CURVE_H

#include "draw.h"

// SVG, with the cash of the firm as a line where it was told. Nothing when no year was played yet.
void curve_draw(const struct draw *w, struct buf *b);

#endif
