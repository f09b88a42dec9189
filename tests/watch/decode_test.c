// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The decoders of JSON and of Windows event logs on hostile bytes. With arguments (FORMAT FILE…) it writes the records of files as JSON lines, each file's after a line
// `= FILE`, and a line `# records dropped skipped fields timed cut held`; with `time FORMAT FILE…` only how fast it reads them.
#include "../../src/base/clock.h"
#include "../unit/tap.h"
#include "decode.h"

extern const struct decoder decode_json, decode_evtx;

static struct text load(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *p = NULL;
	size_t n = 0, cap = 0, got = 1;
	while (f && got) {
		if (n == cap)
			p = realloc(p, cap = cap ? 2 * cap : 1 << 16);
		got = fread(p + n, 1, cap - n, f);
		n += got;
	}
	if (f)
		fclose(f);
	return (struct text){p, n};
}

static void print(void *arg, const struct event *e)
{
	(void)arg;
	for (size_t i = 0; i < e->raw.n; i++)
		putchar(e->raw.p[i] == '\n' ? ' ' : e->raw.p[i]);
	putchar('\n');
}

static void dump(const struct decoder *d, const char *path)
{
	struct text t = load(path);
	struct fed f = {.see = print};
	printf("= %s\n", path);
	feed(d, t, 1 << 20, &f);
	printf("# %ld %ld %ld %ld %ld %ld %zu\n", f.good, f.bad, f.skipped, f.fields, f.times, f.cut, f.held);
	free((void *)(uintptr_t)t.p);
}

static void measure(const struct decoder *d, int files, char **path)
{
	size_t bytes = 0;
	int64_t ms = 0;
	struct fed f = {0};
	for (int i = 0; i < files; i++) {
		struct text t = load(path[i]);
		int64_t from = clock_ms();
		int rounds = t.n < 10000000 ? 20 : 1;
		for (int round = 0; round < rounds; round++)
			feed(d, t, 1 << 20, &f);
		ms += clock_ms() - from;
		bytes += t.n * (size_t)rounds;
		free((void *)(uintptr_t)t.p);
	}
	printf("%zu MB, %ld records, %ld dropped, %ld skipped, %ld fields, %lld ms: %.0f MB/s\n", bytes / 1000000, f.good, f.bad, f.skipped, f.fields, (long long)ms,
	       (double)bytes / 1000.0 / (double)(ms ? ms : 1));
}

int main(int argc, char **argv)
{
	if (argc > 2) {
		bool timed = strcmp(argv[1], "time") == 0;
		const struct decoder *d = strcmp(argv[1 + timed], "evtx") == 0 ? &decode_evtx : &decode_json;
		if (timed)
			measure(d, argc - 3, argv + 3);
		else
			for (int i = 2; i < argc; i++)
				dump(d, argv[i]);
		return 0;
	}
	return tap_done();
}

#include "decode_time.h"
