// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Files within the program; see pack.h.
#include "pack.h"

extern const char bolwerk_watch_pack[];
extern const uint64_t bolwerk_watch_pack_size;

struct text pack_all(void)
{
	return (struct text){bolwerk_watch_pack, (size_t)bolwerk_watch_pack_size};
}

bool pack_next(struct text *rest, struct text *ret_path, struct text *ret_file)
{
	struct text line, size;
	int64_t n;
	if (!text_line(rest, &line) || !text_cut(line, ' ', &size, ret_path) || !text_int(size, 10, &n) || n < 0 || (uint64_t)n > rest->n)
		return false;
	*ret_file = (struct text){rest->p, (size_t)n};
	*rest = text_after(*rest, (size_t)n);
	return true;
}
