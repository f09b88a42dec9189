// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Files that people brought, given back: as a picture or a download, of one of four types, never as HTML; see server.h.
#include "server.h"

#include <stdlib.h>
#include <string.h>

enum MHD_Result answer_file(struct request *q, struct reader *r, const struct who *who, const char *name)
{
	int64_t id;
	struct rows row = {0};
	if (!text_int(text_of(name), 10, &id))
		return answer_sorry(q, r, who, MHD_HTTP_NOT_FOUND, "There is no such page.");
	row = db_rows(r->d, "SELECT type, body FROM upload WHERE id=?1", "i", id);
	if (!rows_next(&row, NULL))
		return answer_sorry(q, r, who, MHD_HTTP_NOT_FOUND, "There is no such page.");
	static const char *const types[] = {"image/jpeg", "image/png", "application/pdf", "text/plain"};
	static const char *const ends[] = {"jpg", "png", "pdf", "txt"};
	int kind = 3;
	for (int i = 0; i < 4; i++)
		if (strcmp(rows_text(&row, 0), types[i]) == 0)
			kind = i;
	struct text body = rows_blob(&row, 1);
	char *p = malloc(body.n + 1);
	if (p)
		memcpy(p, body.p, body.n);
	rows_end(&row);
	if (!p)
		return MHD_NO;
	const char *how = arena_printf(r->job, "%s; filename=\"bolwerk-%lld.%s\"", kind < 2 ? "inline" : "attachment", (long long)id, ends[kind]);
	return answer_raw(q, MHD_HTTP_OK, types[kind], p, body.n, how);
}
