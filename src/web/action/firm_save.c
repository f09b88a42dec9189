// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /firm: the name of the firm and the eight questions about it. Which fields there are is data (data/question); each is a column of table firm.
#include "../web.h"
#include "../../base/json.h"

#include <string.h>

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 100}, {.name = "version", .type = FIELD_INT, .min = 0, .max = INT32_MAX},
	{.name = "people", .type = FIELD_INT, .optional = true, .min = 1, .max = 1000}, {.name = "nace", .type = FIELD_TEXT, .optional = true, .max = 10},
	{.name = "next", .type = FIELD_WORD, .optional = true, .words = "/start/look|/settings"}, {0}};

// What was chosen of a question: a column and its number, as a member of a JSON object. Only what the catalogue knows.
static bool option(struct job *j, struct buf *b, const char *name, const char *value)
{
	int64_t n;
	if (!text_int(text_of(value), 10, &n) ||
		!db_int(j->d, "SELECT count(*) FROM cat.firm_option WHERE field=?1 AND coalesce(value,1)=?2", 0, "si", name, n))
		return true; // another field of the form
	buf_str(b, b->n > 1 ? "," : "");
	json_write(b, text_of(name));
	buf_printf(b, ":%lld", (long long)n);
	return true;
}

// A box that was not ticked means no; a choice that was not made means: not told.
static const char *options(struct job *j)
{
	struct buf *b = buf_new(j->a, 8192);
	const char *name, *value;
	buf_char(b, '{');
	struct rows r = db_rows(j->d, "SELECT field FROM cat.firm_option WHERE value IS NULL ORDER BY question, position", "");
	while (rows_next(&r, NULL)) {
		bool ticked = false;
		const char *field = arena_strdup(j->a, rows_text(&r, 0));
		for (size_t at = 0; job_each(j, &at, &name, &value);)
			ticked = ticked || (strcmp(name, field) == 0 && strcmp(value, "1") == 0);
		option(j, b, field, ticked ? "1" : "-");
		if (!ticked)
			buf_printf(b, "%s\"%s\":0", b->n > 1 ? "," : "", field);
	}
	struct rows one = db_rows(j->d, "SELECT DISTINCT field FROM cat.firm_option WHERE value IS NOT NULL", "");
	while (rows_next(&one, NULL)) {
		const char *field = arena_strdup(j->a, rows_text(&one, 0)), *last = "-";
		for (size_t at = 0; job_each(j, &at, &name, &value);)
			if (strcmp(name, field) == 0)
				last = value;
		option(j, b, field, last);
	}
	buf_char(b, '}');
	return b->p;
}

static bool run(struct job *j)
{
	struct err e = {0};
	const char *nace = job_has(j, "nace") ? job_text(j, "nace") : NULL;
	if (nace && !db_int(j->d, "SELECT count(*) FROM cat.ref_nace WHERE code=?1", 0, "s", nace))
		return job_refuse(j, "nace", "Choose one.");
	if (db_int(j->d, "SELECT version FROM firm", 0, "") != job_int(j, "version"))
		return job_refuse(j, NULL, "Somebody else changed this meanwhile. What you typed is still here: look at it and save again.");
	if (!db_do(j->d, &e, "INSERT OR IGNORE INTO firm(one, version) VALUES(1, 0)", "") ||
		!db_do(j->d, &e,
			"UPDATE firm SET name=?1, nace=?2, people=nullif(?3,0), version=version+1, lang=coalesce(lang,?5), mail=coalesce(mail,(SELECT mail FROM member WHERE id=?6)),"
			" has_premises=?4->>'has_premises', has_server=?4->>'has_server', has_wifi=?4->>'has_wifi', has_guest_wifi=?4->>'has_guest_wifi',"
			" has_remote=?4->>'has_remote', has_cloud=?4->>'has_cloud', has_website=?4->>'has_website', has_laptops=?4->>'has_laptops', has_mobiles=?4->>'has_mobiles',"
			" has_paper=?4->>'has_paper', has_suppliers=?4->>'has_suppliers', personal_data=?4->>'personal_data', pays_online=?4->>'pays_online',"
			" rents_hosting=?4->>'rents_hosting', hours_without=?4->>'hours_without'",
			"ssissi", job_text(j, "name"), nace, job_int(j, "people"), options(j), j->who.lang, j->who.member))
		return job_failed(j, &e);
	j->thing = job_text(j, "name");
	j->judge = true;
	j->to = job_has(j, "next") ? job_text(j, "next") : "/settings";
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_firm_save = {.path = "/firm", .may = ROLE_OWNER, .page = "/start/firm", .fields = fields, .run = run};
