// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// From the guest network: what of the office answers there, which should not. Only connections are opened and closed; nothing is said.
#include "crew.h"
#include "door.h"

#include <string.h>

#define TRIES_MAX 400
#define KNOWN_MAX 40 // devices of the office, as an earlier look knew them, that are tried

struct try {
	struct address address;
	int port;
	int reached; // 1, 0, -1: not tried
	const char *what;
};

struct tries {
	struct lan_run *run;
	struct try *one;
	size_t n;
};

static void add(struct tries *t, const struct address *a, int port)
{
	bool here = range_has(&t->run->range, a);
	for (size_t i = 0; i < t->n; i++)
		if (t->one[i].port == port && address_same(&t->one[i].address, a))
			return;
	if (t->n < TRIES_MAX && !here && port > 0 && port < 65536 && !lan_never(t->run, a) && !port_never(t->run, port))
		t->one[t->n++] = (struct try){*a, port, -1, NULL};
}

// ADDRESS:PORT or [ADDRESS]:PORT.
static void add_text(struct tries *t, struct text both)
{
	struct address a;
	int64_t port;
	size_t colon = both.n;
	while (colon > 0 && both.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || !text_int(text_after(both, colon), 10, &port))
		return;
	struct text left = {both.p, colon - 1};
	if (left.p[0] == '[' && left.n > 2)
		left = (struct text){left.p + 1, left.n - 2};
	if (address_read(left, &a) && port > 0 && port < 65536)
		add(t, &a, (int)port);
}

// The doors that an office mostly has, on the devices of the office that are known.
static void add_known(struct tries *t)
{
	static const int usual[] = {445, 3389, 443, 80, 22};
	const struct lan_ask *ask = t->run->ask;
	for (size_t i = 0; i < ask->known_n && i < KNOWN_MAX; i++)
		for (size_t k = 0; k < ask->known[i].trait_n; k++) {
			struct address a;
			const struct collect_trait *trait = &ask->known[i].trait[k];
			if (strcmp(trait->kind, "address") == 0 && address_read(text_of(trait->value), &a) && a.family == AF_INET)
				for (size_t p = 0; p < sizeof usual / sizeof *usual; p++)
					add(t, &a, usual[p]);
		}
}

static void work(void *arg, struct arena *a, size_t i)
{
	struct tries *t = arg;
	struct gentle dial;
	struct line line;
	if (i > 0 && address_same(&t->one[i].address, &t->one[i - 1].address))
		return; // whoever has the first door of a device has the others: one connection at a time
	for (size_t k = i; k < t->n && address_same(&t->one[k].address, &t->one[i].address); k++) {
		gentle_begin(&dial, a, &t->one[k].address, t->run->card, 4000);
		enum gentle_result r = gentle_open(&dial, t->one[k].port, &line);
		t->one[k].reached = r == GENTLE_OPEN || r == GENTLE_REFUSED; // a refusal came from there too
		t->one[k].what = r == GENTLE_OPEN ? "open" : r == GENTLE_REFUSED ? "refused" : NULL;
		if (r == GENTLE_OPEN)
			gentle_close(&line);
	}
}

static void reach_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	struct tries t = {.run = lan, .one = arena_alloc(lan->a, TRIES_MAX * sizeof(struct try))};
	size_t n;
	char text[ADDRESS_TEXT];
	if (!asked_guest(lan))
		return;
	asked_all(lan, &n); // reads which ports are never touched
	for (size_t i = 0; lan->ask->try_reach && lan->ask->try_reach[i]; i++)
		add_text(&t, text_of(lan->ask->try_reach[i]));
	add_known(&t);
	if (!t.n)
		probe_failed(run, "nothing_to_try", NULL);
	crew_run(lan, t.n, work, &t);
	for (size_t i = 0; i < t.n; i++) {
		if (t.one[i].reached < 0)
			continue;
		row_begin(run, "lan_reach");
		row_str(run, "network", lan->ask->cidr);
		row_str(run, "vantage", "guest");
		row_str(run, "address", address_write(&t.one[i].address, text));
		row_int(run, "port", t.one[i].port);
		row_flag(run, "reached", t.one[i].reached);
		row_str(run, "what", t.one[i].what);
		row_end(run);
	}
}

const struct probe lan_probe_reach = {"reach", "lan_reach", reach_run};
