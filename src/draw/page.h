// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pages: HTML with queries, from data/page/NAME.html. A page has a head (its queries) and HTML with five forms:
//   {{col}}                  a column of a row around, made harmless; what say() kept is put into words
//   {{#query}}…{{/query}}    once for each row; on a column: when it is neither NULL nor zero
//   {{^query}}…{{/query}}    when there is no row; on a column: when it is NULL or zero
//   {{_ text {col}}}         translated, with columns in it
//   {{> part}}               another page as a part, a file of data/static, or a drawing (fort, bars)
// A query may use :col of the rows around it, and :lang, :now, :only. The build checks queries, names and nesting.
#ifndef BOLWERK_PAGE_H
#define BOLWERK_PAGE_H

#include "draw.h"

// Writes a page. False when a query fails or the page is not there.
bool page_draw(const struct draw *w, const char *name, struct buf *b, struct err *e);

#endif
