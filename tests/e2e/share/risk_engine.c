// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The risk engine alone, for risk.t and the bench: models as numbers on standard input, results as exact (hexadecimal) numbers, one model a line.
#include "../../../src/core/risk.h"

#include <stdio.h>
#include <string.h>

static bool reads(struct risk_model *m)
{
	long long trials, seed;
	if (scanf("%lld %lld %d %lf %lf %lf %lf %d %d %d", &trials, &seed, &m->threads, &m->floor, &m->wave, &m->cap, &m->cash, &m->scenarios, &m->measures, &m->hits) != 10)
		return false;
	m->trials = trials;
	m->seed = (uint64_t)seed;
	for (int i = 0; i < m->scenarios; i++) {
		struct risk_scenario *s = &m->scenario[i];
		s->id = s->title = "scenario";
		if (scanf("%lf %lf %lf %lf %lf %lf %lf %lf %lf %lf", &s->rate, &s->weight, &s->events, &s->years, &s->wave, &s->p50, &s->p95, &s->blur, &s->days_p50, &s->days_p95) != 10)
			return false;
	}
	for (int i = 0; i < m->measures; i++) {
		m->measure[i].id = "measure";
		if (scanf("%lf %lf", &m->measure[i].cover, &m->measure[i].usual) != 2)
			return false;
	}
	for (int i = 0; i < m->hits; i++) {
		int loss;
		if (scanf("%d %d %d %lf", &m->hit[i].measure, &m->hit[i].scenario, &loss, &m->hit[i].risk) != 4)
			return false;
		m->hit[i].loss = loss;
	}
	return true;
}

int main(void)
{
	static struct risk_model m;
	static struct risk_result r;
	for (; reads(&m); memset(&m, 0, sizeof m)) {
		struct err e = {0};
		struct arena *a = arena_new();
		if (risk_run(a, &m, &r, &e)) {
			printf("%a %a %a %a %a %a %a %a %a %a", r.mean, r.p10, r.p50, r.p90, r.p99, r.chance, r.over_cash, r.days_mean, r.days_p50, r.days_p90);
			for (int i = 0; i < m.scenarios; i++)
				printf(" %a %a", r.scenario[i].mean, r.scenario[i].events);
			for (int i = 0; i < m.measures; i++)
				printf(" %a %a", r.measure[i].saves, r.measure[i].would);
			for (int i = 0; i < RISK_CURVE; i++)
				printf(" %a %a", r.curve[i].loss, r.curve[i].chance);
			putchar('\n');
		} else {
			printf("refused: %s\n", e.text);
		}
		arena_free(a);
	}
	return 0;
}
