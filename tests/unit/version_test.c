// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The order of Debian versions: the cases of deb-version(7), and real version histories (shared/data/debian-versions, where it is there).
#include "../../src/probe/share/share.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

static int order(const char *x, const char *y)
{
	int n = share_version_order(text_of(x), text_of(y));
	return (n > 0) - (n < 0);
}

// version_sequences.tsv: name, then versions from the newest to the oldest, parted by tabs or spaces.
static void histories(const char *path)
{
	FILE *f = fopen(path, "r");
	if (!f) {
		ok(true, "real version histories # skip shared/data is not here");
		return;
	}
	static char line[1 << 20];
	int pairs = 0, wrong = 0;
	while (fgets(line, sizeof line, f)) {
		struct text rest = text_of(line), name, newer = {NULL, 0}, v;
		rest.n -= rest.n && rest.p[rest.n - 1] == '\n';
		if (line[0] == '#' || !text_word(&rest, &name))
			continue;
		for (; text_word(&rest, &v); newer = v) {
			if (v.n == 0 || v.p[0] < '0' || v.p[0] > '9')
				continue;
			if (newer.p) {
				pairs++;
				wrong += share_version_order(newer, v) <= 0;
			}
		}
	}
	fclose(f);
	ok(pairs > 1000 && wrong * 100 < pairs, "%d neighbours of real histories, %d not in order (a few are known to go back)", pairs, wrong);
}

int main(int argc, char **argv)
{
	static const char *const rising[] = {"~~", "~~a", "~", "", "0.9~rc1", "0.9", "0.9-1", "0.9-1+b1", "0.9-1+deb12u1", "0.9-1.1", "0.9-2", "0.10",
		"1.0~beta", "1.0", "1.0a", "1.0+dfsg", "1.0.1", "1:0.1", "2:0"};
	(void)argc;
	(void)argv;
	for (size_t i = 0; i < sizeof rising / sizeof *rising; i++)
		for (size_t k = 0; k < sizeof rising / sizeof *rising; k++)
			if (i != k && order(rising[i], rising[k]) != (i < k ? -1 : 1))
				ok(false, "%s against %s", rising[i], rising[k]);
	ok(order("1.0-1", "1.0-1") == 0 && order("01.0", "1.0") == 0 && order("0:1", "1") == 0, "the same");
	ok(order("1.18.4-2ubuntu1", "1.18.4-2ubuntu1.5") < 0 && order("6.1.0-9", "6.1.0-30") < 0, "as seen in the wild");
	histories("../shared/data/debian-versions/version_sequences.tsv");
	return tap_done();
}
