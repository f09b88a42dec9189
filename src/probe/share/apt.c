// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The lists of apt; see apt.h. Who made a list is said by its own head (Origin), as mirrors carry the lists of a maker under any
// address. Preferences (pins) are not followed: a version that is pinned away is reported as waiting, which it is.
#include "apt.h"
#include "../../base/buf.h"
#include "../../base/clock.h"
#include "../../base/lz4.h"
#include "share_inside.h"

#include <string.h>

#define LISTS "/var/lib/apt/lists"
#define LIST_MAX ((size_t)128 << 20) // a list; Debian's main is 50 MB plain, Ubuntu's universe 70 MB
#define SMALL_MAX ((size_t)16 << 20) // of another maker, when no walk was asked for
#define SUITES_MAX 200
#define LINE_MAX_KEPT 8192 // longer lines are descriptions and dependencies, which are not looked at

// Makers: how their lists name themselves, their hosts, and the systems (os-release ID) that they make.
static const struct {
	const char *origin, *host, *systems;
} makers[] = {
	{"Debian", "debian.org", "debian raspbian linuxmint kali devuan"},
	{"Ubuntu", "ubuntu.com", "ubuntu linuxmint pop zorin elementary neon"},
	{"linuxmint", "linuxmint.com", "linuxmint"},
	{"Raspbian", "raspbian.org", "raspbian"},
	{"Raspberry Pi Foundation", "raspberrypi.org", "debian raspbian"},
	{"Raspberry Pi Foundation", "raspberrypi.com", "debian raspbian"},
	{"Kali", "kali.org", "kali"},
	{"Devuan", "devuan.org", "devuan"},
	{"pop-os", "pop-os.org", "pop"},
	{"Zorin", "zorinos.com", "zorin"},
	{"elementary", "elementary.io", "elementary"},
	{"neon", "neon.kde.org", "neon"},
	{"TUXEDO", "tuxedocomputers.com", "tuxedo"},
	{"Armbian", "armbian.com", "armbian"},
};

static struct text system_id(struct probe_run *run)
{
	struct text t, id = text_of("debian");
	if (sys_read(run->sys, run->a, "/etc/os-release", 65536, &t) == SYS_OK ||
		sys_read(run->sys, run->a, "/usr/lib/os-release", 65536, &t) == SYS_OK)
		conf_get(t, '=', "", "ID", &id);
	return id;
}

static bool has_word(const char *words, struct text word)
{
	struct text rest = text_of(words), w;
	while (text_word(&rest, &w))
		if (w.n == word.n && memcmp(w.p, word.p, w.n) == 0)
			return true;
	return false;
}

static bool own_origin(struct text id, struct text origin)
{
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (text_starts(origin, makers[i].origin) && has_word(makers[i].systems, id))
			return true;
	return false;
}

static bool own_host(struct text id, struct text host)
{
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		size_t n = strlen(makers[i].host);
		if (text_ends(host, makers[i].host) && (host.n == n || host.p[host.n - n - 1] == '.') && has_word(makers[i].systems, id))
			return true;
	}
	return false;
}

static void say_later(struct probe_run *run, struct apt *apt, const char *code, const char *what)
{
	struct apt_problem *p = arena_alloc(run->a, sizeof *p);
	*p = (struct apt_problem){code, what, apt->problems};
	apt->problems = p;
}

void apt_say(struct probe_run *run, const struct apt *apt)
{
	for (const struct apt_problem *p = apt->problems; p; p = p->next)
		probe_partly(run, p->code, p->what);
}

// The head of a Release file ends where the sums of its files start.
static void read_head(struct probe_run *run, const char *path, struct text id, struct apt_suite *s)
{
	struct text t, line, key, value;
	if (sys_read_part(run->sys, run->a, path, 0, 8192, &t) != SYS_OK)
		return;
	while (text_line(&t, &line)) {
		if (!text_cut(line, ':', &key, &value))
			continue;
		value = text_trim(value);
		if (text_is(key, "Origin"))
			s->origin = value;
		else if (text_is(key, "Label"))
			s->label = value;
		else if (text_is(key, "Suite"))
			s->suite = value;
		else if (text_is(key, "Codename"))
			s->codename = value;
		else if (text_is(key, "Date"))
			clock_read_mail(value, &s->date);
		else if (text_is(key, "NotAutomatic"))
			s->by_hand = text_yes(value) == 1;
		else if (text_is(key, "MD5Sum") || text_is(key, "SHA256") || text_is(key, "SHA1"))
			break;
	}
	s->own = own_origin(id, s->origin);
	s->security = text_ends(s->suite, "-security") || text_ends(s->codename, "-security") || text_is(s->label, "Debian-Security");
	s->updates = text_ends(s->suite, "-updates") || text_ends(s->codename, "-updates");
}

static struct apt *heads(struct probe_run *run)
{
	struct probe_share *share = run->share;
	if (share->apt)
		return share->apt;
	struct apt *apt = share->apt = arena_alloc(run->a, sizeof *apt);
	struct sys_names names;
	enum sys_status st = sys_list(run->sys, run->a, LISTS, &names);
	if (st != SYS_OK) {
		if (st != SYS_MISSING)
			say_later(run, apt, sys_word(run->sys, st), LISTS);
		return apt;
	}
	struct text id = system_id(run);
	apt->suite = arena_alloc(run->a, SUITES_MAX * sizeof *apt->suite);
	for (size_t i = 0; i < names.n && apt->suite_n < SUITES_MAX; i++) {
		struct text n = text_of(names.name[i]);
		size_t tail = text_ends(n, "_InRelease") ? 9 : text_ends(n, "_Release") ? 7 : 0;
		if (!tail)
			continue;
		struct apt_suite *s = &apt->suite[apt->suite_n++];
		s->prefix = (struct text){n.p, n.n - tail};
		s->origin = s->label = s->suite = s->codename = (struct text){"", 0};
		read_head(run, arena_printf(run->a, "%s/%s", LISTS, names.name[i]), id, s);
	}
	return apt;
}

const struct apt *apt_suites(struct probe_run *run)
{
	return heads(run);
}

static const struct apt_suite *suite_of(const struct apt *apt, struct text file)
{
	const struct apt_suite *best = NULL;
	for (size_t i = 0; i < apt->suite_n; i++) {
		const struct apt_suite *s = &apt->suite[i];
		if (s->prefix.n <= file.n && memcmp(s->prefix.p, file.p, s->prefix.n) == 0 && (!best || s->prefix.n > best->prefix.n))
			best = s;
	}
	return best;
}

// ---- one list

struct reader {
	struct apt *apt;
	struct probe_run *run;
	const struct package *package;
	size_t package_n;
	const struct apt_suite *suite;
	struct buf *carry, *name, *version, *arch; // the line that a piece ended in; fields of this stanza
	bool skip;                                 // the line is too long to be one of ours
};

static size_t first_of(const struct reader *r, struct text name)
{
	size_t low = 0, high = r->package_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		struct text have = r->package[mid].name;
		size_t n = have.n < name.n ? have.n : name.n;
		int order = memcmp(have.p, name.p, n);
		if (order < 0 || (order == 0 && have.n < name.n))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void offer_version(struct reader *r, const struct package *p, struct apt_offer *o, struct text version)
{
	bool own = r->suite->own;
	int order = share_version_order(version, p->version);
	*(own ? &o->own_name : &o->other_name) = true;
	if (order == 0)
		*(own ? &o->own_version : &o->other_version) = true;
	// A suite that is used by hand alone (backports) matters for what was taken from it: those versions say so.
	if (order <= 0 || (r->suite->by_hand && !text_has(p->version, "~bpo")))
		return;
	if (r->suite->security)
		o->security = true;
	int against = o->candidate.n ? share_version_order(version, o->candidate) : 1;
	if (against > 0) {
		o->candidate = text_of(text_dup(r->run->a, version));
		o->third_party = !own;
		o->date = r->suite->date;
	} else if (against == 0 && r->suite->date && (!o->date || r->suite->date < o->date))
		o->date = r->suite->date;
}

static void end_stanza(struct reader *r)
{
	struct text name = {r->name->p, r->name->n}, version = {r->version->p, r->version->n}, arch = {r->arch->p, r->arch->n};
	if (name.n && version.n && text_clean(version))
		for (size_t i = first_of(r, name); i < r->package_n; i++) {
			const struct package *p = &r->package[i];
			if (p->name.n != name.n || memcmp(p->name.p, name.p, name.n) != 0)
				break;
			bool fits = text_is(arch, "all") || text_is(p->arch, "all") ||
				(arch.n && p->arch.n == arch.n && memcmp(p->arch.p, arch.p, arch.n) == 0);
			if (text_is(p->manager, "dpkg") && fits)
				offer_version(r, p, &r->apt->offer[i], version);
		}
	buf_clear(r->name);
	buf_clear(r->version);
	buf_clear(r->arch);
}

static void set(struct buf *b, struct text value)
{
	value = text_trim(value);
	buf_clear(b);
	buf_add(b, value.p, value.n);
}

static void take_line(struct reader *r, struct text line)
{
	if (!line.n || line.p[0] == '\r')
		end_stanza(r);
	else if (line.p[0] == 'P' && text_starts(line, "Package:"))
		set(r->name, text_after(line, 8));
	else if (line.p[0] == 'V' && text_starts(line, "Version:"))
		set(r->version, text_after(line, 8));
	else if (line.p[0] == 'A' && text_starts(line, "Architecture:"))
		set(r->arch, text_after(line, 13));
}

static bool take_piece(void *arg, struct text piece)
{
	struct reader *r = arg;
	while (piece.n) {
		const char *end = memchr(piece.p, '\n', piece.n);
		struct text part = {piece.p, end ? (size_t)(end - piece.p) : piece.n};
		if (!end || r->carry->n || r->skip) {
			if (r->carry->n + part.n > LINE_MAX_KEPT)
				r->skip = true;
			else
				buf_add(r->carry, part.p, part.n);
		}
		if (!end)
			break;
		if (!r->skip)
			take_line(r, r->carry->n ? (struct text){r->carry->p, r->carry->n} : part);
		buf_clear(r->carry);
		r->skip = false;
		piece = text_after(piece, part.n + 1);
	}
	return true;
}

static void read_list(struct probe_run *run, struct apt *apt, struct reader *r, const char *path, bool packed)
{
	struct text t;
	struct err e = {0};
	struct arena *a = arena_new();
	enum sys_status st = sys_read(run->sys, a, path, LIST_MAX, &t);
	if (st != SYS_OK)
		say_later(run, apt, sys_word(run->sys, st), path);
	else if (!packed)
		take_piece(r, t);
	else if (!lz4_read_frame(a, t, LIST_MAX, take_piece, r, &e))
		say_later(run, apt, "odd_file", path);
	take_line(r, (struct text){r->carry->p, r->skip ? 0 : r->carry->n});
	buf_clear(r->carry);
	r->skip = false;
	end_stanza(r);
	arena_free(a);
}

// The form of a list's file: 'p' plain, 'l' lz4, 'x' one that is not understood, 0 no list.
static char form_of(struct text name, struct text *ret_stem)
{
	static const char *const other[] = {".gz", ".xz", ".bz2", ".zst", ".lzma"};
	*ret_stem = name;
	if (text_ends(name, "_Packages"))
		return 'p';
	ret_stem->n = text_ends(name, "_Packages.lz4") ? name.n - 4 : 0;
	if (ret_stem->n)
		return 'l';
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (text_ends(name, other[i]) && text_ends((struct text){name.p, name.n - strlen(other[i])}, "_Packages")) {
			ret_stem->n = name.n - strlen(other[i]);
			return 'x';
		}
	return 0;
}

static bool wanted(struct probe_run *run, struct apt *apt, const struct apt_suite *s, const char *path)
{
	struct sys_stat st;
	if (s->own && (s->security || s->updates))
		return true;
	if (s->own || run->deep)
		return run->deep;
	if (sys_stat(run->sys, path, &st) == SYS_OK && st.size > (int64_t)SMALL_MAX) {
		say_later(run, apt, "not_asked", path);
		return false;
	}
	return true;
}

// A list without a head: only its name tells where it came from.
static const struct apt_suite *by_name(struct probe_run *run, struct text name, struct apt_suite *ret)
{
	struct text host = name, none = {"", 0};
	text_cut(name, '_', &host, NULL);
	*ret = (struct apt_suite){
		none, none, none, none, none, 0, own_host(system_id(run), host), text_has(name, "-security_"), text_has(name, "-updates_"), false};
	return ret;
}

static void read_one(struct probe_run *run, struct apt *apt, struct reader *r, const char *file, struct text *last)
{
	struct text name = text_of(file), stem;
	char form = form_of(name, &stem);
	if (!form || (last->n == stem.n && memcmp(last->p, stem.p, stem.n) == 0))
		return;
	*last = stem;
	apt->lists = true;
	const struct apt_suite *s = suite_of(apt, name);
	r->suite = s ? s : by_name(run, name, arena_alloc(run->a, sizeof(struct apt_suite)));
	char *path = arena_printf(run->a, "%s/%s", LISTS, file);
	if (!wanted(run, apt, r->suite, path))
		return;
	if (form == 'x') {
		say_later(run, apt, "no_tool", path);
		return;
	}
	apt->security_list |= r->suite->own && r->suite->security;
	read_list(run, apt, r, path, form == 'l');
}

const struct apt *apt_read(struct probe_run *run)
{
	struct apt *apt = heads(run);
	struct sys_names names;
	if (apt->offer)
		return apt;
	struct reader r = {.apt = apt, .run = run};
	r.package = share_packages(run, &r.package_n);
	apt->offer = arena_alloc(run->a, (r.package_n + 1) * sizeof *apt->offer);
	apt->all_own = run->deep;
	r.carry = buf_new(run->a, LINE_MAX_KEPT + 1);
	r.name = buf_new(run->a, LINE_MAX_KEPT + 1);
	r.version = buf_new(run->a, LINE_MAX_KEPT + 1);
	r.arch = buf_new(run->a, LINE_MAX_KEPT + 1);
	struct text last = {"", 0};
	if (sys_list(run->sys, run->a, LISTS, &names) == SYS_OK)
		for (size_t i = 0; i < names.n; i++)
			read_one(run, apt, &r, names.name[i], &last);
	return apt;
}

// ---- addresses

// How apt names the files of an address: without scheme and account, some characters as %xx, / as _ (URItoFileName of apt).
static char *file_name(struct arena *a, struct text uri, struct text suite)
{
	struct buf *b = buf_new(a, 8192);
	while (uri.n && uri.p[uri.n - 1] == '/')
		uri.n--;
	bool flat = text_ends(suite, "/");
	char *all = arena_printf(a, flat ? "%.*s/%.*s" : "%.*s/dists/%.*s/", (int)uri.n, uri.p, (int)suite.n, suite.p);
	for (const char *p = all; *p; p++) {
		if (*p == '/')
			buf_char(b, '_');
		else if (strchr("\\|{}[]<>\"^~_=!@#$%&*", *p))
			buf_printf(b, "%%%02x", (unsigned char)*p);
		else
			buf_char(b, *p);
	}
	return b->p;
}

bool apt_own_address(struct probe_run *run, struct text uri, struct text suite)
{
	const struct apt *apt = heads(run);
	struct text rest = uri, host, account;
	while (text_cut(rest, ':', &account, &host) && text_starts(host, "//"))
		rest = text_after(host, 2);
	host = rest;
	text_cut(host, '/', &host, NULL);
	if (text_cut(host, '@', NULL, &host))
		rest = text_after(rest, (size_t)(host.p - rest.p));
	text_cut(host, ':', &host, NULL);
	if (own_host(system_id(run), host))
		return true;
	struct text name = text_of(file_name(run->a, rest, suite));
	for (size_t i = 0; i < apt->suite_n; i++)
		if (apt->suite[i].own && apt->suite[i].prefix.n == name.n && memcmp(apt->suite[i].prefix.p, name.p, name.n) == 0)
			return true;
	return false;
}
