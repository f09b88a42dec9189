// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Lines; see decode.h.
#include "decode.h"

#include <string.h>

enum decode_said decode_line(void *state, struct text *rest, bool last, struct text *ret_record)
{
	(void)state;
	while (rest->n) {
		const char *end = memchr(rest->p, '\n', rest->n);
		if (!end && !last)
			return DECODE_MORE;
		struct text line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
		size_t taken = line.n + (end != NULL);
		rest->p += taken;
		rest->n -= taken;
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (!line.n)
			continue;
		*ret_record = line;
		return line.n > DECODE_RECORD ? DECODE_BAD : DECODE_ONE;
	}
	return last ? DECODE_END : DECODE_MORE;
}
