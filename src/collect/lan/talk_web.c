// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Talks with web servers, and with what speaks HTTP: printers (IPP), Docker, Elasticsearch, CouchDB. One page is asked, and the one that it leads to.
#include "talk.h"
#include "../read/banner.h"
#include "../read/page.h"
#include "../read/ipp.h"

#include <string.h>
#include <strings.h>

static const char *host(struct talk *t)
{
	char text[ADDRESS_TEXT];
	const char *format = t->door->address.family == AF_INET6 ? "[%s]" : "%s";
	address_write(&t->door->address, text);
	return format[0] == '[' ? arena_printf(t->a, "[%s]", text) : arena_strdup(t->a, text);
}

static bool get(struct talk *t, const char *path, struct page_answer *ret)
{
	gentle_say(&t->line, arena_printf(t->a, "GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: Bolwerk\r\nAccept: */*\r\nConnection: close\r\n\r\n", path, host(t)));
	return page_read(gentle_hear(&t->line, 49152, 4000, 700), ret);
}

// The path on this server that an answer leads to; NULL when none. A page may lead on by itself, by META or by script.
static const char *leads_to(struct talk *t, const struct page_answer *h)
{
	static const char *const marks[] = {"http-equiv=\"refresh\"", "location.href", "location.replace(", "location=", NULL};
	struct text to = h->status >= 300 && h->status < 400 ? h->location : (struct text){"", 0};
	for (int i = 0; !to.n && h->status == 200 && h->body.n < 4096 && !h->password && marks[i]; i++) {
		const char *p = strcasestr(text_dup(t->a, h->body), marks[i]);
		p = p ? strpbrk(p + strlen(marks[i]) - (i == 0), i ? "\"'" : "=") : NULL;
		if (p && i == 0 && (p = strcasestr(p, "url=")))
			p += 3;
		if (p)
			to = (struct text){p + 1, strcspn(p + 1, "\"'> ;")};
	}
	if (text_starts(to, "http://")) {
		const char *slash = memchr(to.p + 7, '/', to.n - 7);
		to = slash ? text_after(to, (size_t)(slash - to.p)) : text_of("/");
	}
	if (!to.n || to.n > 300 || text_starts(to, "https://") || text_starts(to, "//"))
		return NULL;
	for (size_t i = 0; i < to.n; i++)
		if ((unsigned char)to.p[i] <= ' ')
			return NULL;
	return arena_printf(t->a, "%s%.*s", to.p[0] == '/' ? "" : "/", (int)to.n, to.p);
}

static bool title_asks(const char *title)
{
	static const char *const words[] = {"login", "log in", "log on", "logon", "sign in", "anmeld", "aanmeld", "inloggen", "connexion", NULL};
	for (int i = 0; title && words[i]; i++)
		if (strcasestr(title, words[i]))
			return true;
	return false;
}

static void page(struct talk *t, const struct page_answer *h)
{
	struct door *d = t->door;
	struct text product, version;
	if (h->server.n) {
		banner_product(h->server, &product, &version);
		talk_product(t, product, version);
		d->banner = banner_clean(t->a, h->server, 200);
		asked_hint(t->of, "http-server", h->server);
	}
	if (h->title.n) {
		d->title = banner_clean(t->a, h->title, 120);
		asked_hint(t->of, "http-title", h->title);
	}
	if (h->realm.n) {
		d->realm = banner_clean(t->a, h->realm, 120);
		asked_hint(t->of, "http-title", h->realm);
	}
	d->basic = d->basic || h->basic;
	d->digest = d->digest || h->digest;
	if (h->status == 401 || h->password || title_asks(d->title))
		d->login_page = 1;
	else if (d->login_page < 0 && h->status == 200)
		d->login_page = 0;
}

// Databases whose page says what they are.
static void database(struct talk *t, const struct page_answer *h)
{
	bool elastic = text_find(h->body, "\"cluster_name\"") != NULL, couch = text_find(h->body, "\"couchdb\"") != NULL;
	if ((strcmp(t->door->port->name, "elasticsearch") == 0 && h->status == 401) || elastic) {
		t->door->name = "elasticsearch";
		t->door->anybody = elastic;
	} else if (couch)
		t->door->name = "couchdb";
}

static void pages(struct talk *t, const char *name)
{
	struct page_answer h;
	const char *path = "/";
	for (int i = 0; i < 3; i++) {
		bool good = get(t, path, &h);
		if (i == 0)
			t->door->name = good ? name : "unknown";
		if (!good)
			break;
		page(t, &h);
		if (h.status == 401)
			t->door->path = path;
		if (i == 0)
			database(t, &h);
		if (h.status >= 300 && h.status < 400 && text_starts(h.location, "https://"))
			t->door->detail = "https";
		path = leads_to(t, &h);
		if (!path || t->door->login_page == 1 || !talk_again(t) || (t->door->tls && !gentle_tls(&t->line)))
			break;
	}
	if (t->door->login_page >= 0 || t->door->detail)
		t->door->clear_login = t->door->login_page == 1 && !t->door->tls;
}

void talk_https(struct talk *t)
{
	bool good = gentle_tls(&t->line);
	t->door->tls = good || t->line.spoke_tls;
	t->door->name = t->door->tls ? "https" : "unknown";
	if (good)
		pages(t, "https");
	if (t->door->tls)
		t->door->name = "https";
}

void talk_http(struct talk *t)
{
	pages(t, "http");
	bool wants_tls = t->door->name[0] == 'u' && !t->line.heard;
	if (wants_tls && talk_again(t)) {
		talk_https(t);
		if (!t->door->tls)
			t->door->name = "unknown";
	}
}

void talk_docker(struct talk *t)
{
	struct page_answer h;
	t->door->name = "unknown";
	if (!get(t, "/version", &h))
		return;
	t->door->name = text_find(h.body, "\"ApiVersion\"") ? "docker" : "http";
	if (t->door->name[0] == 'd')
		t->door->anybody = 1;
}

// ---- printers

void talk_ipp(struct talk *t)
{
	struct buf *question = buf_new(t->a, 1024);
	struct page_answer h;
	struct ipp_answer p;
	ipp_write(question, arena_printf(t->a, "ipp://%s/ipp/print", host(t)));
	const char *head = arena_printf(t->a, "POST /ipp/print HTTP/1.1\r\nHost: %s\r\nUser-Agent: Bolwerk\r\nContent-Type: application/ipp\r\nContent-Length: %zu\r\n"
		"Connection: close\r\n\r\n", host(t), question->n);
	if (!gentle_say(&t->line, head) || !gentle_send(&t->line, question->p, question->n))
		return;
	if (!page_read(gentle_hear(&t->line, 32768, 4000, 500), &h)) {
		t->door->name = "unknown";
		return;
	}
	const bool pieces = h.body.n > 6 && h.body.p[0] != 1 && h.body.p[0] != 2; // then the first one is enough
	const char *end = pieces ? memchr(h.body.p, '\n', h.body.n < 20 ? h.body.n : 20) : NULL;
	if (end)
		h.body = text_after(h.body, (size_t)(end + 1 - h.body.p));
	if (!ipp_read(h.body, &p))
		return;
	struct door_printer *printer = arena_alloc(t->a, sizeof *printer);
	*printer = (struct door_printer){banner_clean(t->a, p.model, 120), banner_clean(t->a, p.firmware, 80), p.pin};
	t->of->printer = printer;
	t->door->product = printer->model;
	t->door->version = printer->firmware;
	asked_hint(t->of, "mdns-service", text_of("_ipp._tcp"));
	asked_fact(t->of, LAN_MODEL, p.model, 80);
	asked_fact(t->of, LAN_FIRMWARE, p.firmware, 80);
	if (p.uuid.n > 9)
		asked_trait(t->of, "upnp", text_starts(p.uuid, "urn:uuid:") ? text_after(p.uuid, 9) : p.uuid);
}
