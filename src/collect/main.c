// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk collect: looks at a network or a domain for which the owner agreed, and tells or keeps what it saw. This process touches neither the network nor
// the database: it starts one that reads what is to be looked at (plan.h), one that looks and has no files, and one that keeps what was seen and has no network.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../cmd/cmd.h"
#include "../core/consent.h"
#include "../core/firm.h"
#include "../core/place.h"
#include "../core/say.h"
#include "../probe/report.h"
#include "alive.h"
#include "collect.h"
#include "import/import.h"
#include "known.h"
#include "plan.h"
#include "show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// This file is linked twice. bolwerk-collect has what finds devices and reads lists, and starts in a millisecond; bolwerk-collect-all has the rest too (doors,
// domains), with GnuTLS and libunbound, and takes over when more is asked.
#pragma weak domain_report
#pragma weak outside_report

static const struct cmd cmd_collect = {"collect",
	"--lan CIDR --consent NAME [--depth devices|services|logins] [--interface CARD] [--vantage guest] [--reach ADDRESS:PORT,…] [--never ADDRESS,…] [--community WORD] [--known FILE]\n"
	"       bolwerk collect --domain NAME --consent NAME [--resolver ADDRESS:PORT] [--anchor FILE] [--ca FILE] [--no-mail] [--no-web] [--lookalikes]\n"
	"       bolwerk collect --outside ADDRESS,… --of DOMAIN --consent NAME\n"
	"       bolwerk collect --import FILE [--lan CIDR] | --due\n"
	"       each with [--db FILE | --no-keep] [--format text|json|report] [--lang en|nl|fr|de] [--progress] [--now TIME]",
	"Looks at your network, or at your domain from outside.", NULL};

struct collect {
	const char *lan, *domain, *outside, *of, *import, *consent, *depth, *interface, *vantage, *reach, *never, *community, *resolver, *anchor, *ca, *known, *db, *format, *lang,
		*now;
	bool no_mail, no_web, lookalikes, progress, due, no_keep;
	int64_t at;
};

// One thing to look at, as the plan says it.
struct task {
	const struct collect *c;
	int64_t look, asset; // 0 without a database
	const char *kind;    // network, domain, outside or import
	struct lan_ask lan;
	struct domain_ask domain;
	struct outside_ask outside;
	const char *path; // of the database; NULL: none
	struct text file; // of an import
	struct text report;
	const char *why; // it could not be looked at
};

// ---- options

// The parts of a list; a comma or a space parts them.
static const char *const *split(struct arena *a, const char *list)
{
	if (!list || !*list)
		return NULL;
	const char **all = arena_alloc(a, 1025 * sizeof *all);
	char *spaces = arena_strdup(a, list);
	for (char *p = spaces; *p; p++)
		if (*p == ',')
			*p = ' ';
	struct text rest = text_of(spaces), one;
	for (int n = 0; n < 1024 && text_field(&rest, ' ', &one);)
		if ((one = text_trim(one)).n)
			all[n++] = text_dup(a, one);
	return all;
}

static bool one_of(const char *value, const char *words)
{
	struct text rest = text_of(words), word;
	while (text_word(&rest, &word))
		if (text_is(word, value))
			return true;
	return false;
}

static bool options(struct collect *c, int argc, char **argv)
{
	const struct cmd_option list[] = {{"lan", &c->lan, NULL}, {"domain", &c->domain, NULL}, {"outside", &c->outside, NULL}, {"of", &c->of, NULL},
		{"import", &c->import, NULL}, {"consent", &c->consent, NULL}, {"depth", &c->depth, NULL}, {"interface", &c->interface, NULL},
		{"vantage", &c->vantage, NULL}, {"reach", &c->reach, NULL}, {"never", &c->never, NULL}, {"community", &c->community, NULL},
		{"resolver", &c->resolver, NULL}, {"anchor", &c->anchor, NULL}, {"ca", &c->ca, NULL}, {"known", &c->known, NULL}, {"db", &c->db, NULL}, {"format", &c->format, NULL},
		{"lang", &c->lang, NULL}, {"now", &c->now, NULL}, {"no-mail", NULL, &c->no_mail}, {"no-web", NULL, &c->no_web}, {"lookalikes", NULL, &c->lookalikes},
		{"progress", NULL, &c->progress}, {"due", NULL, &c->due}, {"no-keep", NULL, &c->no_keep}, {0}};
	if (!cmd_options(&cmd_collect, argc, argv, list, NULL, 0, NULL))
		return false;
	if ((c->lan && !c->import) + (c->domain != NULL) + (c->outside != NULL) + (c->import != NULL) + c->due != 1)
		return cmd_wrong(&cmd_collect, "say what to look at: --lan, --domain, --outside, --import or --due", "");
	const struct {
		const char *name, *value, *words;
	} must[] = {{"--depth", c->depth, "devices services logins"}, {"--format", c->format, "text json report"}, {"--vantage", c->vantage, "office guest"},
		{"--lang", c->lang, "en nl fr de"}};
	for (size_t i = 0; i < sizeof must / sizeof *must; i++)
		if (!one_of(must[i].value, must[i].words))
			return cmd_wrong(&cmd_collect, "this value makes no sense:", must[i].value);
	if (c->now && !clock_read_iso(text_of(c->now), &c->at))
		return cmd_wrong(&cmd_collect, "this value makes no sense:", c->now);
	if (c->outside && !c->of)
		return cmd_wrong(&cmd_collect, "--outside asks for the domain of the firm:", "--of");
	return true;
}

static bool read_file(struct arena *a, const char *path, size_t max, struct text *ret, struct err *e)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_set(e, "\"%s\" cannot be read", path);
	struct buf *b = buf_new(a, max);
	char part[65536];
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(b, part, n);
	bool bad = ferror(f) || b->over;
	fclose(f);
	*ret = (struct text){b->p, b->n};
	return !bad || err_set(e, "\"%s\" cannot be read, or is larger than %zu MiB", path, max >> 20);
}

// ---- the part that looks

static void progress(void *arg, const char *probe, int done, int all)
{
	(void)arg;
	fprintf(stderr, "%d/%d %s\n", done, all, probe);
	fflush(stderr);
}

// The first one is shown at once; of a burst the rest together, so that it costs no more than it is worth.
static void seen(void *arg, const char *address, const char *mac, const char *maker)
{
	static int64_t last;
	int64_t now = clock_ms();
	(void)arg;
	fprintf(stderr, "%s %s %s\n", address, mac ? mac : "-", maker ? maker : "");
	if (now - last >= 5)
		fflush(stderr);
	last = now;
}

static bool look(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	struct task *t = arg;
	struct buf *report = NULL;
	const bool lan = strcmp(t->kind, "network") == 0;
	struct db *catalogue = lan ? NULL : db_open(a, ":memory:", NULL, e); // a look at a network opens it when it needs it: the first device is shown before
	if (!lan && !catalogue)
		return false;
	t->domain.catalogue = t->outside.catalogue = catalogue;
	if (t->lan.seen)
		setvbuf(stderr, NULL, _IOFBF, 65536);
	bool good = lan ? lan_report(a, &t->lan, &report, e) : strcmp(t->kind, "domain") == 0 ? domain_report(a, &t->domain, &report, e) :
											       outside_report(a, &t->outside, &report, e);
	fflush(stderr);
	if (good)
		*ret = (struct text){report->p, report->n};
	return good;
}

// What was brought is read where there is neither network nor database.
static bool read_import(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	struct task *t = arg;
	struct buf *report = NULL;
	if (!import_report(a, t->file, &t->lan, &report, e))
		return false;
	*ret = (struct text){report->p, report->n};
	return true;
}

static bool take_look(struct task *t, struct arena *a, struct err *e)
{
	if (strcmp(t->kind, "import") == 0)
		return sandbox_run(a, read_import, t, REPORT_BYTES_MAX + ((size_t)8 << 20), &t->report, e);
	static const char *const reading[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs", "/usr/share/ca-certificates", "/proc/net", "/dev/urandom", NULL};
	return sandbox_run_as(SANDBOX_NET, NULL, reading, a, look, t, REPORT_BYTES_MAX + ((size_t)8 << 20), &t->report, e);
}

// ---- the plan

struct planning {
	const char *path;
	struct plan_ask ask;
};

static bool planned(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	struct planning *p = arg;
	struct db *d = firm_open(a, p->path, NULL, e);
	struct buf *out = buf_new(a, (size_t)64 << 20);
	if (!d || !plan_make(d, &p->ask, out, e))
		return false;
	*ret = (struct text){out->p, out->n};
	return !out->over || err_set(e, "there are too many devices");
}

// What is asked with options, the same for all that is looked at.
static bool common(struct task *t, struct arena *a, struct err *e)
{
	const struct collect *c = t->c;
	struct text anchor = {NULL, 0}, ca = {NULL, 0}, known = {NULL, 0};
	if ((c->anchor && !read_file(a, c->anchor, (size_t)1 << 20, &anchor, e)) || (c->ca && !read_file(a, c->ca, (size_t)4 << 20, &ca, e)) ||
		(c->known && !read_file(a, c->known, (size_t)16 << 20, &known, e)))
		return false;
	t->lan = (struct lan_ask){.interface = c->interface, .vantage = c->vantage, .try_reach = split(a, c->reach), .community = c->community, .now = c->at};
	t->domain = (struct domain_ask){.resolver = c->resolver, .anchor = anchor.p, .ca = ca.p, .mail = !c->no_mail, .web = !c->no_web, .now = c->at};
	t->outside = (struct outside_ask){.of = c->of, .addresses = split(a, c->outside), .now = c->at};
	if (c->progress) {
		t->lan.seen = seen;
		t->lan.progress = t->domain.progress = t->outside.progress = progress;
	}
	return !known.n || known_read(a, known, &t->lan, e);
}

static enum collect_depth depth_of(const char *word)
{
	return strcmp(word, "devices") == 0 ? COLLECT_DEVICES : strcmp(word, "logins") == 0 ? COLLECT_LOGINS : COLLECT_SERVICES;
}

static struct text unhex(struct arena *a, struct text hex)
{
	char *p = arena_alloc(a, hex.n / 2 + 1);
	for (size_t i = 0; i + 1 < hex.n; i += 2) {
		int high = hex.p[i] > '9' ? hex.p[i] - 'A' + 10 : hex.p[i] - '0', low = hex.p[i + 1] > '9' ? hex.p[i + 1] - 'A' + 10 : hex.p[i + 1] - '0';
		p[i / 2] = (char)(high << 4 | low);
	}
	return (struct text){p, hex.n / 2};
}

// The firm's domains, which do not count as look-alikes of one another.
static const char *const *own(struct arena *a, const struct json *list)
{
	enum { OWN_MAX = 200 };
	const char **all = arena_alloc(a, (OWN_MAX + 1) * sizeof *all);
	size_t n = 0;
	for (const struct json *j = list ? list->child : NULL; j && n < OWN_MAX; j = j->next)
		all[n++] = text_dup(a, j->text);
	return all;
}

// A line of the plan as a task.
static bool task_of(struct task *t, struct arena *a, const struct json *line, struct err *e)
{
	t->look = json_get_int(line, "look", 0);
	t->asset = json_get_int(line, "asset", 0);
	t->kind = text_dup(a, json_get_text(line, "kind", ""));
	const char *target = text_dup(a, json_get_text(line, "target", "")), *never = text_dup(a, json_get_text(line, "never", "")),
		   *depth = text_dup(a, json_get_text(line, "depth", ""));
	if (!common(t, a, e))
		return false;
	t->lan.cidr = *target ? target : NULL;
	t->domain.domain = target;
	t->file = unhex(a, json_get_text(line, "body", ""));
	t->lan.depth = depth_of(depth);
	// What must never be touched is what was agreed, and what is asked for now beside it.
	const char *also = t->c->never ? t->c->never : "";
	t->lan.never = split(a, arena_printf(a, "%s %s", never, also));
	t->domain.lookalikes = t->c->lookalikes || strcmp(depth, "lookalikes") == 0;
	t->domain.own = own(a, json_get(line, "own"));
	return known_read(a, json_get_text(line, "known", ""), &t->lan, e);
}

// ---- keeping and telling

struct keeping {
	struct task *t;
	const char *path; // ":memory:" when nothing is kept
};

static bool tell(const struct task *t, struct arena *a, const struct show_check *checks, struct buf *out, struct err *e)
{
	const bool lan = strcmp(t->kind, "network") == 0 || strcmp(t->kind, "import") == 0, json = strcmp(t->c->format, "json") == 0;
	const char *name = strcmp(t->kind, "outside") == 0 ? t->c->of : t->domain.domain;
	struct show_row *rows = NULL;
	if (strcmp(t->c->format, "report") == 0) {
		buf_add(out, t->report.p, t->report.n);
		return true;
	}
	if (!show_read(a, t->report, &rows, e))
		return false;
	if (lan)
		(json ? show_lan_json : show_lan_text)(rows, checks, out);
	else
		(json ? show_domain_json : show_domain_text)(name, rows, checks, out);
	return true;
}

static bool kept(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	struct keeping *k = arg;
	struct task *t = k->t;
	struct buf *out = buf_new(a, (size_t)64 << 20);
	struct show_check *checks = NULL;
	struct db *d = firm_open(a, k->path, NULL, e);
	if (!d)
		return false;
	if (t->why)
		return plan_fail(d, t->look, t->why, t->c->at, e);
	if (!plan_keep(d, a, t->report, t->look, t->asset, t->c->lang, t->c->at, &checks, e) || !tell(t, a, checks, out, e))
		return false;
	*ret = (struct text){out->p, out->n};
	return true;
}

// Keeps what was seen, and tells it. Who only asks which devices are there needs no database for it.
static bool keep(struct task *t, struct arena *a, struct err *e)
{
	const char *const folders[] = {t->path ? place_folder(a, t->path) : NULL, NULL};
	struct keeping k = {t, t->path ? t->path : ":memory:"};
	struct text said = {"", 0};
	bool bare = !t->path && (strcmp(t->c->format, "report") == 0 || (strcmp(t->kind, "network") == 0 && t->lan.cidr && t->lan.depth == COLLECT_DEVICES));
	if (bare) {
		struct buf *out = buf_new(a, (size_t)64 << 20);
		if (!tell(t, a, NULL, out, e))
			return false;
		said = (struct text){out->p, out->n};
	} else if (!sandbox_run_as(SANDBOX_WORK, folders, NULL, a, kept, &k, (size_t)64 << 20, &said, e))
		return false;
	return t->c->due || fwrite(said.p, 1, said.n, stdout) == said.n || err_set(e, "the result could not be written");
}

static bool one(struct task *t, struct arena *a, struct err *e)
{
	struct err why = {0};
	if (take_look(t, a, &why))
		return keep(t, a, e);
	if (t->path && t->look) { // the look is noted as failed, and the others go on
		t->why = why.text;
		keep(t, a, e);
	}
	return err_set(e, "%s", why.text);
}

// Without a database: what the options say, because somebody agreed just now.
static bool without_database(const struct collect *c, struct arena *a, struct err *e)
{
	struct task t = {.c = c, .kind = c->import ? "import" : c->lan ? "network" : c->domain ? "domain" : "outside"};
	if (c->import) {
		if (!read_file(a, c->import, IMPORT_BYTES, &t.file, e))
			return false;
	} else if (!c->consent)
		return err_set(e, "nothing was looked at: who owns it must agree first; say who with --consent NAME");
	const char *target = "", *why = NULL, *typed = c->lan ? c->lan : c->domain;
	if (typed && !consent_target(a, c->lan ? "network" : "domain", text_of(typed), &target, &why)) {
		struct say say = {.a = a, .lang = "en"};
		return err_set(e, "\"%s\": %s", typed, say_text(&say, "", why));
	}
	if (!common(&t, a, e))
		return false;
	t.lan.cidr = c->lan ? target : NULL;
	t.domain.domain = target;
	t.lan.depth = depth_of(c->depth);
	t.lan.never = split(a, c->never);
	t.domain.lookalikes = c->lookalikes;
	return one(&t, a, e);
}

static bool with_database(const struct collect *c, struct arena *a, const char *path, struct err *e)
{
	struct planning p = {path,
		{.kind = c->import ? "import" : c->lan ? "network" : c->domain ? "domain" : NULL,
			.target = c->import ? c->import : c->lan ? c->lan : c->domain,
			.depth = c->lan ? c->depth : c->lookalikes ? "lookalikes" : "public",
			.never = c->never,
			.consent = c->consent,
			.alive = alive_open(a, path),
			.now = c->at}};
	if (c->import && !read_file(a, c->import, IMPORT_BYTES, &p.ask.file, e))
		return false;
	const char *const folders[] = {place_folder(a, path), NULL};
	struct text plan = {"", 0}, line;
	if (!sandbox_run_as(SANDBOX_WORK, folders, NULL, a, planned, &p, (size_t)64 << 20, &plan, e))
		return false;
	bool good = true;
	while (text_line(&plan, &line)) {
		struct json *j;
		struct task t = {.c = c, .path = path};
		struct err why = {0};
		if (!json_read(a, line, 8, &j, e) || !task_of(&t, a, j, e))
			return false;
		if (!one(&t, a, &why)) {
			good = false;
			err_set(e, "%s", why.text);
		}
	}
	return good;
}

// Gives over to the program that has all of it; comes back only when it is not there.
static bool all_of_it(char **argv, struct err *e)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 5);
	if (n > 0) {
		memcpy(path + n, "-all", 5);
		execv(path, argv);
	}
	return err_set(e, "the program bolwerk-collect-all is not beside this one");
}

int main(int argc, char **argv)
{
	struct collect c = {.depth = "services", .format = "text", .vantage = "office", .lang = say_environment(), .at = clock_now()};
	struct err e = {0};
	if (!options(&c, argc, argv))
		return CMD_USAGE;
	if (!domain_report && !c.import && !(c.lan && strcmp(c.depth, "devices") == 0)) {
		all_of_it(argv, &e);
		return cmd_fail(&cmd_collect, &e);
	}
	struct arena *a = arena_new();
	const char *path = c.db ? c.db : c.no_keep ? NULL : firm_path(a, &e); // without a database nothing is kept
	bool keeps = path && (c.db || access(path, F_OK) == 0) && !c.outside;
	bool good = keeps ? with_database(&c, a, path, &e) : without_database(&c, a, &e);
	fflush(stdout);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_collect, &e);
}
