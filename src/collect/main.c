// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk collect: looks at a network or a domain for which the owner signed, and tells or keeps what it saw. The part that looks is a process of its
// own, without files; the part that works with what it saw has no network.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../cmd/cmd.h"
#include "../db/db.h"
#include "../probe/report.h"
#include "collect.h"
#include "known.h"
#include "show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct cmd cmd_collect = {"collect",
	"--lan CIDR --consent NAME [--depth devices|services|logins] [--interface CARD] [--vantage guest] [--reach ADDRESS:PORT,…] [--never ADDRESS,…] [--community WORD] [--known FILE]\n"
	"       bolwerk collect --domain NAME --consent NAME [--resolver ADDRESS:PORT] [--anchor FILE] [--ca FILE] [--no-mail] [--no-web] [--lookalikes]\n"
	"       bolwerk collect --outside ADDRESS,… --of DOMAIN --consent NAME\n"
	"       each with [--db FILE] [--format text|json|report] [--lang en|nl|fr|de] [--progress] [--now TIME]",
	"Looks at your network, or at your domain from outside.", NULL};

struct collect {
	const char *lan, *domain, *outside, *of, *consent, *depth, *interface, *vantage, *reach, *never, *community, *resolver, *anchor, *ca, *known, *db, *format, *lang, *now,
		*offset;
	bool no_mail, no_web, lookalikes, progress;
	int64_t at;
	struct lan_ask lan_ask;
	struct domain_ask domain_ask;
	struct outside_ask outside_ask;
};

// ---- options

static const char *const *split(struct arena *a, const char *list)
{
	if (!list)
		return NULL;
	const char **all = arena_alloc(a, 1025 * sizeof *all);
	struct text rest = text_of(list), one;
	for (int n = 0; n < 1024 && text_field(&rest, ',', &one);)
		if ((one = text_trim(one)).n)
			all[n++] = text_dup(a, one);
	return all;
}

static bool one_of(const char *value, const char *const *words, int *ret)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(value, words[i]) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

static bool options(struct collect *c, int argc, char **argv)
{
	const struct cmd_option list[] = {{"lan", &c->lan, NULL}, {"domain", &c->domain, NULL}, {"outside", &c->outside, NULL}, {"of", &c->of, NULL},
		{"consent", &c->consent, NULL}, {"depth", &c->depth, NULL}, {"interface", &c->interface, NULL}, {"vantage", &c->vantage, NULL},
		{"reach", &c->reach, NULL}, {"never", &c->never, NULL}, {"community", &c->community, NULL}, {"resolver", &c->resolver, NULL},
		{"anchor", &c->anchor, NULL}, {"ca", &c->ca, NULL}, {"db", &c->db, NULL}, {"format", &c->format, NULL}, {"lang", &c->lang, NULL},
		{"now", &c->now, NULL}, {"port-offset", &c->offset, NULL}, {"known", &c->known, NULL}, {"no-mail", NULL, &c->no_mail}, {"no-web", NULL, &c->no_web},
		{"lookalikes", NULL, &c->lookalikes}, {"progress", NULL, &c->progress}, {0}};
	static const char *const depths[] = {"devices", "services", "logins", NULL}, *const formats[] = {"text", "json", "report", NULL},
				 *const vantages[] = {"office", "guest", NULL}, *const langs[] = {"en", "nl", "fr", "de", NULL};
	int depth = 0, any;
	int64_t offset = 0;
	if (!cmd_options(&cmd_collect, argc, argv, list, NULL, 0, NULL))
		return false;
	if ((c->lan != NULL) + (c->domain != NULL) + (c->outside != NULL) != 1)
		return cmd_wrong(&cmd_collect, "say what to look at: --lan, --domain or --outside", "");
	if (!one_of(c->depth, depths, &depth) || !one_of(c->format, formats, &any) || !one_of(c->vantage, vantages, &any) || !one_of(c->lang, langs, &any) ||
		(c->now && !clock_read_iso(text_of(c->now), &c->at)) || (c->offset && !text_int(text_of(c->offset), 10, &offset)))
		return cmd_wrong(&cmd_collect, "an option has a value that makes no sense", "");
	c->lan_ask.depth = (enum collect_depth)depth;
	c->domain_ask.connect_port_offset = (int)offset;
	return true;
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
	struct collect *c = arg;
	struct db *catalogue = c->lan ? NULL : db_open(a, ":memory:", NULL, e); // a look at a network opens it when it needs it: the first device is shown before
	struct buf *report = NULL;
	if (!c->lan && !catalogue)
		return false;
	c->domain_ask.catalogue = c->outside_ask.catalogue = catalogue;
	if (c->lan_ask.seen)
		setvbuf(stderr, NULL, _IOFBF, 65536);
	bool good = c->lan ? lan_report(a, &c->lan_ask, &report, e) : c->domain ? domain_report(a, &c->domain_ask, &report, e) :
										  outside_report(a, &c->outside_ask, &report, e);
	fflush(stderr);
	if (good)
		*ret = (struct text){report->p, report->n};
	return good;
}

static bool read_file(struct arena *a, const char *path, const char **ret, struct err *e)
{
	if (!path)
		return true;
	FILE *f = fopen(path, "rb");
	struct buf *b = buf_new(a, (size_t)1 << 20);
	char part[65536];
	if (!f)
		return err_set(e, "\"%s\" cannot be read", path);
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(b, part, n);
	bool bad = ferror(f) || b->over;
	fclose(f);
	*ret = b->p;
	return !bad || err_set(e, "\"%s\" cannot be read, or is too large", path);
}

static bool prepare(struct collect *c, struct arena *a, struct err *e)
{
	c->lan_ask.cidr = c->lan;
	c->lan_ask.interface = c->interface;
	c->lan_ask.vantage = c->vantage;
	c->lan_ask.never = split(a, c->never);
	c->lan_ask.try_reach = split(a, c->reach);
	c->lan_ask.community = c->community;
	c->domain_ask.domain = c->domain;
	c->domain_ask.resolver = c->resolver;
	c->domain_ask.mail = !c->no_mail;
	c->domain_ask.web = !c->no_web;
	c->domain_ask.lookalikes = c->lookalikes;
	c->outside_ask.of = c->of;
	c->outside_ask.addresses = split(a, c->outside);
	c->lan_ask.now = c->domain_ask.now = c->outside_ask.now = c->at;
	if (c->progress)
		c->lan_ask.progress = c->domain_ask.progress = c->outside_ask.progress = progress;
	if (c->progress || (strcmp(c->format, "text") == 0 && isatty(STDERR_FILENO)))
		c->lan_ask.seen = seen;
	const char *known = NULL;
	if (!read_file(a, c->known, &known, e) || (known && !known_read(a, text_of(known), &c->lan_ask, e)))
		return false;
	return read_file(a, c->anchor, &c->domain_ask.anchor, e) && read_file(a, c->ca, &c->domain_ask.ca, e);
}

static bool tell(struct collect *c, struct arena *a, struct text report, struct err *e)
{
	struct buf *out = buf_new(a, (size_t)64 << 20);
	struct show_row *rows = NULL;
	if (strcmp(c->format, "report") == 0)
		buf_add(out, report.p, report.n);
	else if (!show_read(a, report, &rows, e))
		return false;
	else if (strcmp(c->format, "json") == 0 && c->lan)
		show_lan_json(rows, NULL, out);
	else if (strcmp(c->format, "json") == 0)
		show_domain_json(c->domain ? c->domain : c->of, rows, NULL, out);
	else if (c->lan)
		show_lan_text(rows, NULL, out);
	else
		show_domain_text(c->domain ? c->domain : c->of, rows, NULL, out);
	return fwrite(out->p, 1, out->n, stdout) == out->n || err_set(e, "the result could not be written");
}

int main(int argc, char **argv)
{
	struct collect c = {.depth = "services", .format = "text", .vantage = "office", .lang = "en", .at = clock_now()};
	struct err e = {0};
	if (!options(&c, argc, argv))
		return CMD_USAGE;
	struct arena *a = arena_new();
	static const char *const reading[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs", "/usr/share/ca-certificates", "/proc/net", "/dev/urandom", "/usr/lib",
		"/lib", NULL};
	struct text report = {"", 0};
	bool good = (c.consent || err_set(&e, "nothing was looked at: who owns the network must agree first; say who with --consent NAME")) &&
		prepare(&c, a, &e) && sandbox_run_net(a, reading, look, &c, REPORT_BYTES_MAX + ((size_t)8 << 20), &report, &e) && tell(&c, a, report, &e);
	fflush(stdout);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_collect, &e);
}
