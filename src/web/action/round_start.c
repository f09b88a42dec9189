// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /signoff/{name}/start: everybody whom it concerns is asked to sign. A round of the same that still runs ends.
#include "../proof.h"

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

static bool make(struct job *j, const char *part, int64_t document)
{
	struct err e = {0};
	const char *lang = db_text(j->d, j->a, "SELECT lang FROM firm WHERE lang IS NOT NULL", "");
	lang = lang ? lang : j->who.lang;
	if (!db_do(j->d, &e, "UPDATE round SET closed_at=?2 WHERE part=?1 AND closed_at IS NULL", "si", part, j->now) ||
		!db_do(j->d, &e,
			"INSERT INTO round(part, title, lang, body, document, made_at, made_by) SELECT ?1, t.text, ?2, b.text, nullif(?3, 0), ?4, ?5"
			" FROM cat.instrument_text t JOIN cat.instrument_text b ON b.part=t.part AND b.lang=t.lang AND b.field='body'"
			" WHERE t.part=?1 AND t.lang=?2 AND t.field='title'",
			"ssiis", part, lang, document, j->now, j->who.name) ||
		!db_do(j->d, &e,
			"INSERT INTO round_text SELECT (SELECT max(id) FROM round), t.lang, t.text, b.text FROM cat.instrument_text t"
			" JOIN cat.instrument_text b ON b.part=t.part AND b.lang=t.lang AND b.field='body' WHERE t.part=?1 AND t.field='title'", "s", part))
		return job_failed(j, &e);
	return true;
}

static bool run(struct job *j)
{
	const char *name = job_text(j, "name"), *part = proof_part(j, "signoff", name);
	if (!part)
		return false;
	int64_t document = db_int(j->d, "SELECT id FROM document WHERE part='document:' || ?1 AND approved_at IS NOT NULL ORDER BY version DESC LIMIT 1", 0, "s", name);
	if (!document && db_int(j->d, "SELECT count(*) FROM cat.instrument WHERE part='document:' || ?1", 0, "s", name))
		return job_refuse(j, NULL, "Approve the text first. Then people can read and sign it.");
	if (!make(j, part, document) || !proof_ask(j, db_int(j->d, "SELECT max(id) FROM round", 0, "")))
		return false;
	proof_judge(j, part);
	j->thing = part;
	j->to = arena_printf(j->a, "/signoff/%s", name);
	j->say_done = say_keep(j->a, "Asked. Whoever has a mail address gets a message.", "");
	return true;
}

const struct action action_round_start = {.path = "/signoff/{name}/start", .may = ROLE_OWNER, .page = "/signoff/{name}", .fields = fields, .run = run};
