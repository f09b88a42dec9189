// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes through the readers of lines, words, numbers, dates, settings and versions.
#include "../../src/base/clock.h"
#include "../../src/probe/share/share.h"
#include "target.h"

static void line(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)number;
	*(size_t *)arg += section.n + key.n + value.n;
}

static void target(struct arena *a, struct text t)
{
	struct text rest = t, one, word, left, right;
	int64_t v;
	size_t sum = 0;
	(void)a;
	while (text_line(&rest, &one)) {
		clock_read_iso(one, &v);
		clock_read_mail(one, &v);
		conf_span(one, &v);
		text_clean(one);
		for (struct text words = one; text_word(&words, &word); sum += word.n)
			;
		if (text_cut(one, ' ', &left, &right) && (share_version_order(left, right) < 0) != (share_version_order(right, left) > 0))
			abort(); // an order has two directions
	}
	conf_each(t, '=', line, &sum);
	conf_each(t, ' ', line, &sum);
}
