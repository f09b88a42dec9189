// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Records by their bytes; see raw.h.
#include "raw.h"

#include <stdatomic.h>
#include <stdlib.h>

struct raw {
	struct form *form;
	struct form_class *all;
	struct sieve_seen *seen;
	int records;
};

struct raw *raw_new(struct form *f)
{
	struct raw *r = calloc(1, sizeof *r);
	if (!r)
		abort();
	r->form = f;
	r->all = form_all(f);
	return r;
}

void raw_free(struct raw *r)
{
	if (r)
		free(r->seen);
	free(r);
}

static void learn(struct raw *r, const struct plan *p, struct text record)
{
	int until = p->step == 0 ? RAW_FIRST : RAW_SECOND;
	if (!r->seen && !(r->seen = calloc(1, sizeof *r->seen)))
		abort();
	if (p->step == 0 || r->records % RAW_SAMPLE == 0)
		sieve_count(r->seen, record);
	if (++r->records < until)
		return;
	form_learn(r->form, r->all, r->seen, PLAN_RAW, p->step + 1);
}

static void found(void *arg, int id, bool sure)
{
	(void)id, (void)sure;
	*(bool *)arg = true;
}

bool raw_wants(struct raw *r, struct text record)
{
	const struct decoder *d = r->form->decoder;
	bool any = false;
	if (!r->all->class)
		return false;
	const struct plan *p = atomic_load_explicit(&r->all->plan, memory_order_acquire);
	if (p->always || !d->bare || !d->bare(record))
		return true;
	if (p->step < 2)
		learn(r, p, record);
	if (p->raw)
		sieve_scan(p->raw, record, found, &any);
	return any;
}
