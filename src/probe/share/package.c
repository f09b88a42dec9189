// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Installed packages: dpkg's status file (and status.d of images without dpkg), apk, pacman, flatpak, snap; see share.h.
// An rpm database is Berkeley DB, ndb or SQLite inside and is not read: it is said so.
#include "share_inside.h"

#include <stdlib.h>
#include <string.h>

#define STATUS_MAX ((size_t)32 << 20)
#define PACKAGES_MAX 60000

static struct package *next_package(struct probe_run *run)
{
	struct probe_share *share = run->share;
	if (share->package_n >= PACKAGES_MAX)
		return NULL;
	if ((share->package_n & (share->package_n - 1)) == 0) { // full at each power of two
		size_t room = share->package_n ? share->package_n * 2 : 1;
		struct package *more = arena_alloc(run->a, room * sizeof *more);
		if (share->package_n)
			memcpy(more, share->packages, share->package_n * sizeof *more);
		share->packages = more;
	}
	struct package *p = &share->packages[share->package_n++];
	memset(p, 0, sizeof *p);
	return p;
}

// Said of the probe that asks first, and kept for those whose rows are the packages (share_packages_say).
static void say(struct probe_run *run, const char *code, const char *what)
{
	run->share->packages_code = code;
	run->share->packages_what = what;
	probe_partly(run, code, what);
}

void share_packages_say(struct probe_run *run)
{
	if (run->share->packages_code)
		probe_partly(run, run->share->packages_code, run->share->packages_what);
}

struct stanza {
	struct text package, status, version, arch, source;
	bool odd;
};

// Keeps the fields that we want of one line; the first letter decides quickly, as most lines are descriptions.
static void stanza_line(struct stanza *z, struct text line)
{
	struct text key, value;
	if (line.p[0] == ' ' || line.p[0] == '\t')
		return;
	if (!text_cut(line, ':', &key, &value)) {
		z->odd = true;
		return;
	}
	value = text_trim(value);
	switch (line.p[0]) {
	case 'P':
		if (text_is(key, "Package"))
			z->package = value;
		break;
	case 'S':
		if (text_is(key, "Status"))
			z->status = value;
		else if (text_is(key, "Source"))
			z->source = value;
		break;
	case 'V':
		if (text_is(key, "Version"))
			z->version = value;
		break;
	case 'A':
		if (text_is(key, "Architecture"))
			z->arch = value;
		break;
	default: break;
	}
}

static void take_stanza(struct probe_run *run, const struct stanza *z, const char *path, bool is_status)
{
	if (z->odd)
		say(run, "odd_line", path);
	if (!z->package.n || (is_status && !text_ends(z->status, " installed")))
		return;
	if (!text_clean(z->package) || !z->version.n) {
		say(run, "odd_line", path);
		return;
	}
	struct package *p = next_package(run);
	if (!p)
		return;
	p->manager = text_of("dpkg");
	p->name = z->package;
	p->version = z->version;
	p->arch = z->arch;
	struct text rest = z->source, name;
	if (text_word(&rest, &name))
		p->source = name;
}

static void read_status(struct probe_run *run, const char *path, bool is_status)
{
	struct text t, line;
	enum sys_status st = sys_read(run->sys, run->a, path, STATUS_MAX, &t);
	if (st != SYS_OK) {
		if (st != SYS_MISSING)
			say(run, sys_word(run->sys, st), path);
		return;
	}
	struct stanza z = {0};
	while (text_line(&t, &line)) {
		if (line.n)
			stanza_line(&z, line);
		else {
			take_stanza(run, &z, path, is_status);
			z = (struct stanza){0};
		}
	}
	take_stanza(run, &z, path, is_status);
}

// The time of a package's list of files is the time at which this version was unpacked.
static void dpkg_times(struct probe_run *run)
{
	struct sys_stat st;
	for (size_t i = 0; i < run->share->package_n; i++) {
		struct package *p = &run->share->packages[i];
		struct arena_mark m = arena_mark(run->a);
		char *path = arena_printf(run->a, "/var/lib/dpkg/info/%.*s.list", (int)p->name.n, p->name.p);
		enum sys_status got = sys_stat(run->sys, path, &st);
		if (got != SYS_OK) {
			path = arena_printf(run->a, "/var/lib/dpkg/info/%.*s:%.*s.list", (int)p->name.n, p->name.p, (int)p->arch.n, p->arch.p);
			got = sys_stat(run->sys, path, &st);
		}
		if (got == SYS_OK)
			p->installed_at = st.mtime;
		arena_rewind(run->a, m);
	}
}

static void read_dpkg(struct probe_run *run)
{
	read_status(run, "/var/lib/dpkg/status", true);
	if (sys_exists(run->sys, "/var/lib/dpkg/status.d")) {
		struct sys_names more = conf_files(run, "/var/lib/dpkg/status.d", "");
		for (size_t i = 0; i < more.n; i++)
			if (!text_ends(text_of(more.name[i]), ".md5sums"))
				read_status(run, more.name[i], false);
	}
	dpkg_times(run);
}

// Flatpak keeps a folder for each application: app/NAME/ARCH/BRANCH/active.
static void read_flatpak(struct probe_run *run)
{
	static const char dir[] = "/var/lib/flatpak/app";
	struct sys_names names;
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n; i++) {
		struct package *p = next_package(run);
		struct sys_stat st;
		struct text target;
		if (!p)
			return;
		char *current = arena_printf(run->a, "%s/%s/current", dir, names.name[i]);
		p->manager = text_of("flatpak");
		p->name = text_of(names.name[i]);
		p->version = text_of("");
		if (sys_link(run->sys, run->a, current, &target) == SYS_OK)
			text_cut(target, '/', &p->arch, &p->version);
		if (sys_stat(run->sys, arena_printf(run->a, "%s/active", current), &st) == SYS_OK)
			p->installed_at = st.mtime;
	}
}

// Snap keeps NAME_REVISION.snap for each revision; `current` in /snap/NAME tells which one is in use.
static void read_snap(struct probe_run *run)
{
	struct sys_names names;
	if (sys_list(run->sys, run->a, "/var/lib/snapd/snaps", &names) != SYS_OK)
		return;
	for (size_t i = 0; i < names.n; i++) {
		struct text file = text_of(names.name[i]), name, revision, current;
		if (!text_ends(file, ".snap") || !text_cut((struct text){file.p, file.n - 5}, '_', &name, &revision))
			continue;
		char *link = arena_printf(run->a, "/snap/%.*s/current", (int)name.n, name.p);
		if (sys_link(run->sys, run->a, link, &current) == SYS_OK &&
			(current.n != revision.n || memcmp(current.p, revision.p, revision.n) != 0))
			continue;
		struct package *p = next_package(run);
		struct sys_stat st;
		if (!p)
			return;
		p->manager = text_of("snap");
		p->name = name;
		p->version = revision;
		if (sys_stat(run->sys, arena_printf(run->a, "/var/lib/snapd/snaps/%s", names.name[i]), &st) == SYS_OK)
			p->installed_at = st.mtime;
	}
}

static int by_name(const void *x, const void *y)
{
	const struct package *a = x, *b = y;
	size_t n = a->name.n < b->name.n ? a->name.n : b->name.n;
	int order = n ? memcmp(a->name.p, b->name.p, n) : 0;
	return order ? order : (a->name.n > b->name.n) - (a->name.n < b->name.n);
}

const struct package *share_packages(struct probe_run *run, size_t *ret_n)
{
	struct probe_share *share = run->share;
	if (!share->packages_read) {
		share->packages_read = true;
		read_dpkg(run);
		read_flatpak(run);
		read_snap(run);
		if (share->package_n)
			qsort(share->packages, share->package_n, sizeof *share->packages, by_name);
	}
	*ret_n = share->package_n;
	return share->packages;
}

const struct package *share_package(struct probe_run *run, const char *name)
{
	size_t n;
	const struct package *all = share_packages(run, &n);
	struct package key = {.name = text_of(name)};
	return n ? bsearch(&key, all, n, sizeof *all, by_name) : NULL;
}

// ---- order of Debian versions: deb-version(7)

static int rank(struct text t)
{
	char c = t.n ? t.p[0] : 0;
	if (c == '~')
		return -1;
	if (c >= '0' && c <= '9')
		return 0;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return c;
	return c ? (unsigned char)c + 256 : 0;
}

static bool digit(struct text t)
{
	return t.n && t.p[0] >= '0' && t.p[0] <= '9';
}

static int part_order(struct text x, struct text y)
{
	while (x.n || y.n) {
		while ((x.n && !digit(x)) || (y.n && !digit(y))) {
			int a = rank(x), b = rank(y);
			if (a != b)
				return a - b;
			x = text_after(x, 1);
			y = text_after(y, 1);
		}
		while (x.n && x.p[0] == '0')
			x = text_after(x, 1);
		while (y.n && y.p[0] == '0')
			y = text_after(y, 1);
		int first = 0;
		while (digit(x) && digit(y)) {
			if (!first)
				first = x.p[0] - y.p[0];
			x = text_after(x, 1);
			y = text_after(y, 1);
		}
		if (digit(x))
			return 1;
		if (digit(y))
			return -1;
		if (first)
			return first;
	}
	return 0;
}

static void split(struct text v, int64_t *ret_epoch, struct text *ret_upstream, struct text *ret_revision)
{
	struct text left, right;
	*ret_epoch = 0;
	if (text_cut(v, ':', &left, &right) && text_int(left, 10, ret_epoch))
		v = right;
	size_t dash = v.n;
	while (dash > 0 && v.p[dash - 1] != '-')
		dash--;
	*ret_upstream = dash ? (struct text){v.p, dash - 1} : v;
	*ret_revision = dash ? text_after(v, dash) : text_of("");
}

int share_version_order(struct text x, struct text y)
{
	int64_t ex, ey;
	struct text ux, uy, rx, ry;
	split(x, &ex, &ux, &rx);
	split(y, &ey, &uy, &ry);
	if (ex != ey)
		return ex < ey ? -1 : 1;
	int order = part_order(ux, uy);
	return order ? order : part_order(rx, ry);
}
