// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Another language, for who is logged in, who came by a link, and who is nobody yet.
#include "../door/act.h"

static const struct field fields[] = {{.name = "lang", .type = FIELD_WORD, .words = "nl|fr|de|en"}, {.name = "page", .type = FIELD_TEXT, .optional = true, .max = 200}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *lang = job_text(j, "lang"), *page = job_text(j, "page");
	j->set_lang = lang;
	// Back to where it was chosen: a path of ours, never another site ("//evil", "/\evil").
	j->to = page[0] == '/' && page[1] != '/' && page[1] != '\\' ? page : "/";
	if (j->who.role == ROLE_NOBODY || j->who.token)
		return true;
	if (!door_lang(j->secret, &j->who, lang, &e))
		return job_failed(j, &e);
	return db_do(j->d, &e, "UPDATE member SET lang=?2, version=version+1 WHERE id=?1 AND lang<>?2", "is", j->who.member, lang) || job_failed(j, &e);
}

const struct action action_language = {.path = "/language",
	.may = ROLE_NOBODY | ROLE_MEMBER | ROLE_SUPPLIER | ROLE_SIGNER | ROLE_CHECKER,
	.page = "/",
	.fields = fields,
	.run = run,
	.no_audit = true};
