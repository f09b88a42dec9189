// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on the lists of people share; see list.h.
#include "list.h"
#include "proof.h"

const struct register_form *list_form(struct job *j)
{
	const struct register_form *f = register_form(&j->say, job_text(j, "register"));
	if (f && f->own)
		return f;
	job_refuse(j, NULL, "There is no such list.");
	return NULL;
}

bool list_check(struct job *j, const struct register_form *f, const char **ret_body)
{
	struct register_value *v = arena_alloc(j->a, (j->pair_n + 1) * sizeof *v);
	struct register_error *wrong = NULL;
	const char *name, *value;
	size_t n = 0;
	for (size_t at = 0; job_each(j, &at, &name, &value);)
		v[n++] = (struct register_value){name, text_of(value)};
	if (register_check(&j->say, f, v, n, ret_body, &wrong))
		return true;
	for (; wrong; wrong = wrong->next)
		job_refuse_kept(j, wrong->field, wrong->why);
	return false;
}

bool list_stale(struct job *j, enum register_state state)
{
	if (state == REGISTER_GONE)
		return job_refuse(j, NULL, "Somebody took this line off the list meanwhile.");
	const char *by = db_text(j->d, j->a, "SELECT changed_by FROM entry WHERE id=?1", "i", job_int(j, "entry"));
	job_refuse(j, "version", "Somebody else was first.");
	return job_refuse_kept(j, NULL,
		say_keep(j->a, "{1} changed this line {2:ago}. What you typed is still here: save again to keep yours.", "si", by ? by : "?",
			db_int(j->d, "SELECT changed_at FROM entry WHERE id=?1", j->now, "i", job_int(j, "entry"))));
}

void list_done(struct job *j, const struct register_form *f, int64_t id)
{
	proof_judge(j, arena_printf(j->a, "register:%s", f->id));
	j->thing = id ? arena_printf(j->a, "%s %lld", f->id, (long long)id) : f->id;
	j->to = arena_printf(j->a, "/register/%s", f->id);
}
