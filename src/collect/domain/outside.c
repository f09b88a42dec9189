// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Ports of the firm that answer to where this runs; see collect.h. Full connections, a few at a time and one at a time for each port; what a service says
// first is kept, nothing is said to it, but for the hello of TLS where TLS is usual.
#include "../../base/clock.h"
#include "../../db/db.h"
#include "../../probe/report.h"
#include "../collect.h"
#include "../dial.h"
#include "../tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <netinet/in.h>
#include <pthread.h>
#include <unistd.h>

#define PORTS_MAX 80
#define CONNECT_MS 1500
#define BANNER_MS 700
#define ADDRESSES_MAX 64
#define AT_ONCE 8 // connections

struct port {
	int number;
	const char *name, *risk, *banner;
	enum { PORT_SILENT, PORT_OPEN, PORT_CLOSED } state;
	int tls; // 1, 0; -1: not tried
};

struct outside {
	const struct outside_ask *ask;
	struct port port[PORTS_MAX];
	size_t n;
};

// One address: workers take its ports one by one.
struct sweep {
	struct outside *o;
	const char *address;
	size_t next;
	pthread_mutex_t lock;
};

struct worker {
	struct sweep *sweep;
	struct arena *a;
	pthread_t thread;
	bool running;
};

static void read_ports(struct outside *o, struct arena *a)
{
	struct rows r = db_rows(o->ask->catalogue, "SELECT port, name, risk FROM cat.ref_outside_port ORDER BY port", "");
	while (o->n < PORTS_MAX && rows_next(&r, NULL)) {
		struct port *p = &o->port[o->n++];
		*p = (struct port){.number = (int)rows_int(&r, 0), .name = arena_strdup(a, rows_text(&r, 1)), .tls = -1};
		p->risk = arena_strdup(a, rows_text(&r, 2));
	}
	if (o->n == PORTS_MAX)
		rows_end(&r);
}

static bool tls_usual(int port)
{
	static const int ports[] = {443, 465, 636, 853, 989, 990, 993, 995, 4443, 5986, 8443, 9443, 10443};
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		if (ports[i] == port)
			return true;
	return false;
}

static void one_port(struct arena *a, struct port *p, const char *address, int64_t now)
{
	int fd = dial_tcp(address, p->number, clock_ms() + CONNECT_MS);
	p->state = fd >= 0 ? PORT_OPEN : errno == ECONNREFUSED ? PORT_CLOSED : PORT_SILENT;
	p->banner = NULL;
	p->tls = -1;
	if (fd < 0)
		return;
	struct buf *b = buf_new(a, 65536);
	struct text rest, line;
	if (!tls_usual(p->number) && dial_more(fd, b, clock_ms() + BANNER_MS) > 0) {
		rest = (struct text){b->p, b->n};
		if (text_line(&rest, &line) && line.n)
			p->banner = text_dup(a, (struct text){line.p, line.n < 200 ? line.n : 200});
	}
	close(fd);
	if (tls_usual(p->number)) {
		struct tls_seen seen;
		tls_look(a, &(struct tls_where){.address = address, .port = p->number, .now = now, .budget_ms = 3000, .gentle = true}, &seen);
		p->tls = seen.tls;
	}
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct sweep *s = w->sweep;
	for (;;) {
		pthread_mutex_lock(&s->lock);
		size_t i = s->next++;
		pthread_mutex_unlock(&s->lock);
		if (i >= s->o->n)
			return NULL;
		one_port(w->a, &s->o->port[i], s->address, s->o->ask->now);
	}
}

static void end_memory(void *arg)
{
	arena_free(arg);
}

static void look_at(struct probe_run *run, struct outside *o, const char *address)
{
	struct sweep s = {.o = o, .address = address};
	struct worker w[AT_ONCE];
	pthread_mutex_init(&s.lock, NULL);
	for (int i = 0; i < AT_ONCE; i++) {
		w[i] = (struct worker){.sweep = &s, .a = arena_new()};
		arena_defer(run->a, end_memory, w[i].a);
		w[i].running = pthread_create(&w[i].thread, NULL, work, &w[i]) == 0;
	}
	if (!w[0].running)
		work(&w[0]);
	for (int i = 0; i < AT_ONCE; i++)
		if (w[i].running)
			pthread_join(w[i].thread, NULL);
	pthread_mutex_destroy(&s.lock);
}

// The address of this computer towards another one.
static const char *vantage(struct probe_run *run, const char *address)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)}, from;
	socklen_t n = sizeof from;
	char shown[INET_ADDRSTRLEN];
	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return NULL;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 && getsockname(fd, (struct sockaddr *)&from, &n) == 0 &&
		    inet_ntop(AF_INET, &from.sin_addr, shown, sizeof shown);
	if (fd >= 0)
		close(fd);
	return good ? arena_strdup(run->a, shown) : NULL;
}

static void rows_of(struct probe_run *run, const struct outside *o, const char *address)
{
	int count[3] = {0};
	for (size_t i = 0; i < o->n; i++) {
		const struct port *p = &o->port[i];
		count[p->state]++;
		if (p->state != PORT_OPEN)
			continue;
		row_begin(run, "outside_port");
		row_str(run, "address", address);
		row_int(run, "port", p->number);
		row_str(run, "name", p->name);
		row_str(run, "risk", p->risk);
		row_str(run, "banner", p->banner);
		row_flag(run, "tls", p->tls);
		row_end(run);
	}
	row_begin(run, "outside");
	row_str(run, "address", address);
	row_str(run, "vantage", vantage(run, address));
	row_int(run, "asked", (int64_t)o->n);
	row_int(run, "open", count[PORT_OPEN]);
	row_int(run, "closed", count[PORT_CLOSED]);
	row_int(run, "silent", count[PORT_SILENT]);
	row_end(run);
}

static void run_outside(struct probe_run *run)
{
	struct outside *o = run->with;
	char *of = arena_strdup(run->a, o->ask->of);
	for (char *p = of; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	probe_trait(run, "domain", of);
	probe_trait(run, "name", of);
	for (size_t i = 0; o->ask->addresses[i] && i < ADDRESSES_MAX; i++) {
		look_at(run, o, o->ask->addresses[i]);
		rows_of(run, o, o->ask->addresses[i]);
	}
}

static const struct probe outside_ports = {"outside", "outside outside_port", run_outside};

bool outside_report(struct arena *a, const struct outside_ask *ask, struct buf **ret, struct err *e)
{
	static const struct probe *const probes[] = {&outside_ports, NULL};
	struct outside *o = arena_alloc(a, sizeof *o);
	unsigned char any[16];
	size_t n = 0;
	if (!ask->addresses || !ask->addresses[0] || !ask->of)
		return err_set(e, "say which addresses to look at, and whose they are (--outside ADDRESS,… --of DOMAIN)");
	for (; ask->addresses[n]; n++)
		if (inet_pton(AF_INET, ask->addresses[n], any) != 1 && inet_pton(AF_INET6, ask->addresses[n], any) != 1)
			return err_set(e, "\"%s\" is no address, as 192.0.2.1 is one", ask->addresses[n]);
	if (n > ADDRESSES_MAX)
		return err_set(e, "at most %d addresses at a time", ADDRESSES_MAX);
	o->ask = ask;
	read_ports(o, a);
	const struct report_of of = {.about = "domain", .source = "outside-ports", .privilege = "user", .at = ask->now, .with = o, .progress = ask->progress, .progress_arg = ask->arg};
	report_make_of(a, probes, &of, ret);
	return true;
}
