// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /quiz/{name}: somebody did a quiz: an answer for each question, q1 to qN.
#include "../proof.h"

#include <string.h>

static const struct field fields[] = {{.name = "name", .type = FIELD_TEXT, .min = 1, .max = 60}, {0}};

#define QUESTIONS_MAX 40

// The answers in order as JSON, and how many are right. False when one is missing: then its field is marked.
static bool answers(struct job *j, const char *part, int64_t n, struct buf *b, int64_t *ret_good)
{
	bool all = true;
	*ret_good = 0;
	for (int64_t i = 1; i <= n; i++) {
		const char *field = arena_printf(j->a, "q%lld", (long long)i), *name, *value;
		int64_t answer = 0;
		for (size_t at = 0; job_each(j, &at, &name, &value);)
			if (strcmp(name, field) == 0 && !text_int(text_of(value), 10, &answer))
				answer = 0;
		if (!db_int(j->d, "SELECT count(*) FROM cat.instrument_text WHERE part=?1 AND field='answer' AND step=?2 * 10 + ?3 AND ?3 > 0 AND ?3 < 10", 0, "sii", part, i, answer))
			all = job_refuse(j, field, "Choose one.");
		*ret_good += db_int(j->d, "SELECT correct=?3 FROM cat.instrument_question WHERE part=?1 AND number=?2", 0, "sii", part, i, answer);
		buf_printf(b, "%s%lld", i > 1 ? "," : "", (long long)answer);
	}
	return all;
}

static bool run(struct job *j)
{
	struct err e = {0};
	struct buf *b = buf_new(j->a, 1024);
	const char *part = proof_part(j, "quiz", job_text(j, "name"));
	int64_t good, n = part ? db_int(j->d, "SELECT count(*) FROM cat.instrument_question WHERE part=?1", 0, "s", part) : 0;
	if (!n || n > QUESTIONS_MAX || !answers(j, part, n, b, &good))
		return false;
	if (!db_do(j->d, &e, "INSERT INTO quiz_result(part, member, at, asked, good, answers, passed) VALUES(?1,?2,?3,?4,?5,'[' || ?6 || ']',?7)", "siiiisi", part,
		    j->who.member, j->now, n, good, b->p, (int64_t)(good >= n - 1)))
		return job_failed(j, &e);
	proof_judge(j, part);
	j->thing = part; // the result is nobody's but its maker's
	j->to = arena_printf(j->a, "/quiz/%s?seen=1", job_text(j, "name"));
	return true;
}

const struct action action_quiz_done = {.path = "/quiz/{name}", .may = ROLE_WRITER, .page = "/quiz/{name}", .fields = fields, .run = run};
