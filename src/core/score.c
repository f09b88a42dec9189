// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The score; see score.h. Every control counts the same.
#include "score.h"

// Gives what rounding down left over to the largest shares, so that the parts add up.
static void round_up(int *share, const int64_t *sum, int64_t n)
{
	int left = 1000;
	for (int i = 0; i < 6; i++)
		left -= share[i] = (int)(sum[i] / n);
	while (left-- > 0) {
		int best = 0;
		int64_t most = -1;
		for (int i = 0; i < 6; i++) {
			int64_t rest = sum[i] - (int64_t)share[i] * n;
			if (rest > most) {
				most = rest;
				best = i;
			}
		}
		share[best]++;
	}
}

int score_read(struct db *d, int topic, struct shares *ret)
{
	struct rows r = db_rows(d,
		"SELECT sum(measured), sum(proven), sum(told), sum(gap), sum(accepted), sum(unknown), count(*) FROM finding JOIN cat.control ON id=control"
		" WHERE verdict<>'not_applicable' AND guide AND (?1=0 OR topic=?1)",
		"i", (int64_t)topic);
	int64_t sum[6] = {0}, n = 0;
	int share[6] = {0};
	if (rows_next(&r, NULL)) {
		for (int i = 0; i < 6; i++)
			sum[i] = rows_int(&r, i);
		n = rows_int(&r, 6);
	}
	rows_end(&r);
	if (n)
		round_up(share, sum, n);
	*ret = (struct shares){share[0], share[1], share[2], share[3], share[4], share[5]};
	return (int)n;
}

bool score_store(struct db *d, int64_t now, struct err *e)
{
	for (int topic = 0; topic <= 12; topic++) {
		struct shares s;
		int64_t n = score_read(d, topic, &s);
		if (!db_do(d, e, "INSERT OR REPLACE INTO score_history VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)", "iiiiiiiii", now, (int64_t)topic,
			    (int64_t)s.measured, (int64_t)s.proven, (int64_t)s.told, (int64_t)s.gap, (int64_t)s.accepted, (int64_t)s.unknown, n))
			return false;
	}
	return true;
}

bool score_forget_day(struct db *d, int64_t now, struct err *e)
{
	int64_t day = now - now % 86400;
	return db_do(d, e, "DELETE FROM score_history WHERE at > (SELECT min(at) FROM score_history WHERE at >= ?1) AND at <= ?2", "ii", day, now);
}
