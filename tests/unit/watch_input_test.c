// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where logs come from (src/watch/input.c): plain, gz and zst give the same; folders are walked; what is damaged, cut, too long or a bomb is said and counted, and every record
// is counted once, whatever happens to the bytes.
#include "tap.h"
#include "watch.h"

#include "../../src/watch/input.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static char dir[] = "/tmp/watch-input-XXXXXX";

static const char *path_of(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", dir, name);
}

static void put(struct arena *a, const char *name, const void *p, size_t n)
{
	int fd = open(path_of(a, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
		abort();
	close(fd);
}

static void add_gz(struct buf *b, const void *p, size_t n)
{
	z_stream z = {0};
	size_t room = n + n / 100 + 1000;
	unsigned char *out = malloc(room);
	deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (unsigned char *)(uintptr_t)p;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)room;
	deflate(&z, Z_FINISH);
	buf_add(b, out, z.total_out);
	deflateEnd(&z);
	free(out);
}

static void add_zst(struct buf *b, const void *p, size_t n)
{
	size_t room = ZSTD_compressBound(n);
	void *out = malloc(room);
	buf_add(b, out, ZSTD_compress(out, room, p, n, 3));
	free(out);
}

struct seen {
	int64_t parsed, skipped;
	uint64_t hash; // of all records in their order
	int files, wrong;
	char said[sizeof((struct err *)0)->text];
};

// Reads a path with one format, or that of each file.
static struct seen read_all(const char *path, const struct decoder *fixed, struct input_counts *ret_counts)
{
	struct seen s = {.hash = 5381};
	struct arena *a = arena_new();
	struct input *in = input_open(a, path);
	struct err e = {0};
	struct text record;
	enum input_said said;
	enum decode_said what;
	while ((said = input_next(in, &e)) != INPUT_END) {
		if (said == INPUT_WRONG) {
			s.wrong++;
			snprintf(s.said, sizeof s.said, "%s", e.text);
			continue;
		}
		s.files++;
		const struct decoder *d = fixed ? fixed : input_decoder(in);
		void *state = calloc(1, d && d->state ? d->state : 1);
		while (d && (what = input_record(in, d, state, &record)) != DECODE_END) {
			struct arena_mark m = arena_mark(a);
			struct event ev = {.at = -1};
			if (what != DECODE_ONE)
				continue;
			bool good = d->fields(state, a, record, &ev);
			s.parsed += good;
			s.skipped += !good;
			for (size_t i = 0; i < record.n; i++)
				s.hash = s.hash * 33 + (unsigned char)record.p[i];
			arena_rewind(a, m);
		}
		free(state);
	}
	*ret_counts = input_counted(in);
	arena_free(a);
	return s;
}

static struct buf *some_lines(struct arena *a, int n)
{
	struct buf *b = buf_new(a, 64 << 20);
	for (int i = 0; i < n; i++)
		buf_printf(b, "Mar %2d %02d:%02d:%02d host%d sshd[%d]: Failed password for root from 192.0.2.%d port %d ssh2\n", i % 28 + 1, i / 3600 % 24, i / 60 % 60, i % 60, i % 7, i, i % 250,
			i % 60000);
	return b;
}

static void packed(struct arena *a)
{
	struct buf *b = some_lines(a, 60000), *gz = buf_new(a, 64 << 20), *zst = buf_new(a, 64 << 20);
	size_t third = b->n / 3;
	for (int i = 0; i < 3; i++) { // members that end within a line
		size_t n = i < 2 ? third : b->n - 2 * third;
		add_gz(gz, b->p + (size_t)i * third, n);
		add_zst(zst, b->p + (size_t)i * third, n);
	}
	put(a, "plain.log", b->p, b->n);
	put(a, "packed.log.gz", gz->p, gz->n);
	put(a, "packed.log.zst", zst->p, zst->n);
	put(a, "odd-name", zst->p, zst->n);
	buf_add(gz, "\0\0\0\0", 4);
	put(a, "padded.gz", gz->p, gz->n);
	struct input_counts c, first;
	struct seen plain = read_all(path_of(a, "plain.log"), NULL, &first);
	ok(plain.parsed == 60000 && first.records == 60000 && first.bytes == (int64_t)b->n && first.read == first.bytes && first.dropped == 0, "input: a plain file, every line");
	static const char *const names[] = {"packed.log.gz", "packed.log.zst", "odd-name", "padded.gz"};
	for (size_t i = 0; i < 4; i++) {
		struct seen s = read_all(path_of(a, names[i]), NULL, &c);
		ok(s.hash == plain.hash && s.parsed == plain.parsed && s.wrong == 0 && c.bytes == first.bytes && c.read < first.read / 3, "input: %s gives the same as plain", names[i]);
	}
}

static void damaged(struct arena *a)
{
	struct buf *b = some_lines(a, 40000), *gz = buf_new(a, 16 << 20), *zst = buf_new(a, 16 << 20);
	struct input_counts c;
	add_gz(gz, b->p, b->n);
	add_zst(zst, b->p, b->n);
	put(a, "cut.gz", gz->p, gz->n / 2);
	struct seen s = read_all(path_of(a, "cut.gz"), NULL, &c);
	ok(s.parsed > 10000 && s.wrong == 1 && strstr(s.said, "ends too early"), "input: a cut gz gives what is there: %s", s.said);
	put(a, "cut.zst", zst->p, zst->n / 2);
	s = read_all(path_of(a, "cut.zst"), NULL, &c);
	ok(s.parsed > 1000 && s.wrong == 1 && strstr(s.said, "ends too early"), "input: a cut zst gives what is there: %s", s.said);
	gz->p[gz->n / 2] ^= 0x55;
	put(a, "bad.gz", gz->p, gz->n);
	s = read_all(path_of(a, "bad.gz"), NULL, &c);
	ok(s.parsed > 1000 && s.wrong == 1 && strstr(s.said, "damaged"), "input: a damaged gz: %s", s.said);
	zst->p[zst->n / 2] ^= 0x55;
	put(a, "bad.zst", zst->p, zst->n);
	s = read_all(path_of(a, "bad.zst"), decode_named("syslog"), &c);
	ok(s.wrong <= 1 && c.records == s.parsed + s.skipped, "input: a damaged zst: %s", s.said);
	s = read_all(path_of(a, "none"), NULL, &c);
	ok(s.wrong == 1 && s.files == 0 && strstr(s.said, "No such file"), "input: a file that is not there: %s", s.said);
	put(a, "empty", "", 0);
	s = read_all(path_of(a, "empty"), NULL, &c);
	ok(s.files == 1 && s.wrong == 0 && c.records == 0, "input: an empty file is no error");
}

static void too_long(struct arena *a)
{
	struct buf *b = buf_new(a, 64 << 20);
	struct input_counts c;
	buf_str(b, "\xef\xbb\xbfMar  1 00:00:00 h sshd[1]: first\n");
	for (int k = 0; k < 3; k++) {
		for (int i = 0; i < (k + 1) * 90000; i++)
			buf_str(b, "Mar  1 00:00:00 h sshd[1]: ");
		buf_str(b, "\nMar  1 00:00:00 h sshd[1]: next\n");
	}
	put(a, "long", b->p, b->n);
	struct seen s = read_all(path_of(a, "long"), NULL, &c);
	ok(s.parsed == 4 && c.dropped == 3 && c.records == 4, "input: lines of 2, 5 and 7 MB are dropped, those between are read: %lld, %lld", (long long)s.parsed, (long long)c.dropped);
	b->n -= 34;
	put(a, "long", b->p, b->n);
	s = read_all(path_of(a, "long"), NULL, &c);
	ok(s.parsed == 3 && c.dropped == 3, "input: a long line that the file ends in: %lld, %lld", (long long)s.parsed, (long long)c.dropped);
}

static long resident(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

// Two gigabytes that come of some kilobytes: memory stays, and it ends.
static void bomb(struct arena *a)
{
	struct buf *zst = buf_new(a, 4 << 20);
	struct input_counts c;
	char *zeros = calloc(1, 64 << 20);
	for (int i = 0; i < 32; i++)
		add_zst(zst, zeros, 64 << 20);
	free(zeros);
	put(a, "bomb.zst", zst->p, zst->n);
	long before = resident();
	struct seen s = read_all(path_of(a, "bomb.zst"), decode_named("syslog"), &c);
	ok(s.parsed == 0 && c.dropped == 1 && s.wrong == 1 && c.bytes <= INPUT_FREE + 2 * INPUT_PIECE, "input: a bomb of %zu bytes stops after %lld: %s", zst->n, (long long)c.bytes, s.said);
	ok(resident() - before < 24000, "input: %ld kB more memory for it", resident() - before);
}

static void folders(struct arena *a)
{
	struct input_counts c;
	char *deep = arena_printf(a, "%s/tree", dir);
	mkdir(deep, 0700);
	mkdir(path_of(a, "tree/b"), 0700);
	mkdir(path_of(a, "tree/empty"), 0700);
	put(a, "tree/c.log", "Mar  1 00:00:00 h sshd[1]: c\n", 29);
	put(a, "tree/a.log", "Mar  1 00:00:00 h sshd[1]: a\n", 29);
	put(a, "tree/b/x.log", "Mar  1 00:00:00 h sshd[1]: x", 28);
	ok(symlink("..", path_of(a, "tree/loop")) == 0, "a link is made");
	struct arena *b = arena_new();
	struct input *in = input_open(b, deep);
	struct err e = {0};
	struct buf *order = buf_new(b, 4096);
	enum input_said said;
	while ((said = input_next(in, &e)) != INPUT_END)
		buf_printf(order, "%s ", said == INPUT_FILE ? strrchr(input_path(in), '/') + 1 : "wrong");
	same(order->p, "a.log x.log c.log wrong ", "input: a folder in the order of names; a link is said, not followed");
	arena_free(b);
	for (int i = 0; i < 20; i++) {
		deep = arena_printf(a, "%s/d", deep);
		mkdir(deep, 0700);
	}
	struct seen s = read_all(path_of(a, "tree"), NULL, &c);
	ok(s.files == 3 && s.parsed == 3 && s.wrong == 2 && c.files == 3, "input: folders of 20 levels end at %d: %d files, %d said", INPUT_DEEP, s.files, s.wrong);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static const char *const originals[][2] = {
	{"syslog", "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed\n<165>1 2003-10-11T22:14:15.003Z h app 88 ID47 [ex@1 iut=\"3\" b=\"\\\"\"] text\n"},
	{"auditd", "type=EXECVE msg=audit(1604994496.155:92733): argc=3 a0=\"sh\" a1[0]=6C73 a1[1]=6C73\ntype=USER_CMD msg=audit(1604994496.5:7): pid=1 msg='cmd=6C73 res=success'\n"},
	{"web", "h 192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET http://x/a?x=\\x22 HTTP/1.1\" 200 3 \"http://e/\" \"Mozilla\"\n"},
	{"apache", "[Thu Jun 27 11:55:44.569531 2013] [core:info] [pid 4101:tid 2992634688] [client 192.0.2.12:46652] AH00128: x, referer: http://x/\n"},
	{"nginx", "2012/04/09 11:53:29 [error] 2865#0: *66647 user \"xyz\", client: 192.0.2.10, server: w, request: \"GET /a?b HTTP/1.1\", host: \"w\"\n"},
	{"cef", "Sep 19 08:26:10 host CEF:0|Sec|thr\\|m|1.0|100|worm|10|src=10.0.0.1 msg=a \\= b cs1Label=N cs1=v\n"},
	{"leef", "LEEF:2.0|L|S|1.0|41|x5E|src=10.0.1.8^sev=5^devTime=1604994496\n"},
	{"keyvalue", "<189>date=2019-05-10 time=11:37:47 devname=\"F \\\" 0\" msg=a b c port=443\nJun  1 10:11:12 gw kernel: [1.6] [U] IN=e OUT= SRC=1.2.3.4 DF SYN\n"},
	{"csv", "Time,b,c\n1604994496,\"x \"\"y\"\",\n,,\"\n\"\n"},
	{"plain", "<W>2026-11-29 16:38:01.818 1 => from 192.0.2.1:29530\n@400000004c91b044077a9e94 rip=::ffff:192.0.2.3 user=<x>\napr 15, 2026 8:34:08 PM x for y from 2001:db8::1\n"},
	{"w3c", "#Fields: date time cs-uri-stem cs-uri-query cs(User-Agent)\n2026-11-21 08:01:02 /a b=1 x+y\n2026-11-21 08:01:02 /a - -\n"},
	{"journal", "__CURSOR=a\n__REALTIME_TIMESTAMP=1604994496155321\nMESSAGE\n\x03" "0000000abc\n_PID=1\n\n"},
};

// Flips and cuts: nothing crashes, and each record is counted once.
static void hurt(int n)
{
	const struct decoder *d = decode_named(originals[n][0]);
	size_t one = strlen(originals[n][1]), all = 0;
	char text[8192];
	do {
		memcpy(text + all, originals[n][1], one);
		all += one;
	} while (all + one < 4096);
	if (!all)
		return;
	uint32_t seed = (uint32_t)(n + 1) * 2654435761u;
	int different = 0, wrong = 0;
	for (int round = 0; round < 400; round++) {
		char *copy = malloc(all + 1);
		memcpy(copy, text, all);
		for (uint32_t flips = next_random(&seed) % 20; flips > 0; flips--)
			copy[next_random(&seed) % all] = (char)(next_random(&seed) >> 8);
		size_t cut = round % 3 ? all : next_random(&seed) % all;
		struct watch_stream whole = watch_read(d, (struct text){copy, cut}, 0, NULL, NULL);
		struct watch_stream pieces = watch_read(d, (struct text){copy, cut}, 1 + next_random(&seed) % 500, NULL, NULL);
		different += whole.parsed != pieces.parsed || whole.skipped != pieces.skipped || whole.dropped != pieces.dropped || whole.bytes != pieces.bytes;
		int lines = 0;
		for (size_t i = 0, at = 0; i <= cut; i++) // lines that are not empty
			if (i == cut || copy[i] == '\n') {
				lines += i > at && !(i == at + 1 && copy[at] == '\r');
				at = i + 1;
			}
		bool by_lines = strcmp(d->name, "csv") != 0 && strcmp(d->name, "journal") != 0 && strcmp(d->name, "w3c") != 0;
		wrong += by_lines && whole.parsed + whole.skipped + whole.dropped != lines;
		free(copy);
	}
	ok(different == 0, "damage: %s: the same in pieces as at once (%d differ)", d->name, different);
	ok(wrong == 0, "damage: %s: parsed, skipped and dropped add up to the lines (%d do not)", d->name, wrong);
}

static int erase(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)flag;
	(void)at;
	return remove(path);
}

int main(void)
{
	struct arena *a = arena_new();
	if (!mkdtemp(dir))
		return 1;
	packed(a);
	damaged(a);
	too_long(a);
	bomb(a);
	folders(a);
	for (size_t i = 0; i < sizeof originals / sizeof *originals; i++)
		hurt((int)i);
	arena_free(a);
	nftw(dir, erase, 16, FTW_DEPTH | FTW_PHYS);
	return tap_done();
}
