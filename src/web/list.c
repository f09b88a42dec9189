// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Lists of people (registers) to take along as CSV, made at once from the firm's file; see server.h. For who may see the firm, auditors too.
#include "../core/register.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char before[] = "/register/", behind[] = ".csv";

enum MHD_Result answer_list(struct request *q, struct reader *r, const struct who *who, const char *url)
{
	struct err e = {0};
	struct text name = text_of(url);
	const struct say say = {r->d, r->job, who->lang, 0};
	const struct register_form *f = NULL;
	if (text_starts(name, before) && name.n > sizeof before + sizeof behind - 2) {
		name = text_after(name, sizeof before - 1);
		name.n -= sizeof behind - 1;
		f = register_form(&say, text_dup(r->job, name));
	}
	if (!f)
		return answer_sorry(q, r, who, MHD_HTTP_NOT_FOUND, "There is no such page.");
	struct buf *b = register_export(&say, f, &e);
	char *p = b && !b->over ? malloc(b->n + 1) : NULL;
	if (!p) {
		fprintf(stderr, "bolwerk serve: %s: %s\n", url, e.text);
		return answer_sorry(q, r, who, MHD_HTTP_INTERNAL_SERVER_ERROR, "That did not work: nothing was saved. Try again in a moment.");
	}
	memcpy(p, b->p, b->n);
	const char *how = arena_printf(r->job, "attachment; filename=\"%s.csv\"", f->id);
	return answer_raw(q, MHD_HTTP_OK, "text/csv; charset=utf-8", p, b->n, how);
}
