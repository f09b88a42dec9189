// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The report as one HTML file; see draw.h.
#include "draw.h"

bool draw_html(const struct draw *w, struct buf *b, struct err *e)
{
	(void)w;
	(void)b;
	return err_set(e, "no HTML yet");
}
