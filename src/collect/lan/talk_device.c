// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Talks with remote desktop, cameras, telephones, batteries and folders of NFS.
#include "talk.h"
#include "../read/banner.h"
#include "../read/page.h"
#include "../read/rdp.h"
#include "../read/rpc.h"

#include <string.h>

// ---- remote desktop: asked for the oldest way first; what it refuses tells what it insists on

static bool rdp(struct talk *t, unsigned ways, struct rdp_answer *ret)
{
	struct buf *b = buf_new(t->a, 64);
	rdp_write(b, ways);
	return gentle_send(&t->line, b->p, b->n) && rdp_read(gentle_hear(&t->line, 64, 3000, 60), ret);
}

void talk_rdp(struct talk *t)
{
	struct rdp_answer answer = {0};
	t->door->name = rdp(t, RDP_CLASSIC, &answer) ? "rdp" : "unknown";
	if (t->door->name[0] == 'u')
		return;
	t->door->clear_login = answer.accepted;
	t->door->early_login = answer.accepted ? 0 : answer.fault == 5 ? 1 : -1;
	t->door->starttls = answer.accepted ? -1 : answer.fault != 2;
	t->door->start = TLS_RDP;
	if (talk_again(t) && rdp(t, RDP_TLS, &answer)) {
		t->door->starttls = answer.accepted ? answer.way == RDP_TLS : answer.fault == 5;
		if (answer.accepted && answer.way == RDP_TLS)
			t->door->early_login = 0;
		else if (answer.fault == 5 && t->door->early_login < 0)
			t->door->early_login = 1;
	}
}

// ---- cameras (RTSP, RFC 7826): a description of the picture, asked without a password

static bool rtsp(struct talk *t, const char *method, const char *path, int number, struct page_answer *ret)
{
	char text[ADDRESS_TEXT];
	const char *six = t->door->address.family == AF_INET6 ? "[" : "";
	gentle_say(&t->line, arena_printf(t->a, "%s rtsp://%s%s%s:%d%s RTSP/1.0\r\nCSeq: %d\r\nUser-Agent: Bolwerk\r\nAccept: application/sdp\r\n\r\n", method, six,
		address_write(&t->door->address, text), *six ? "]" : "", t->door->port->port, path, number));
	struct text heard = gentle_hear(&t->line, 8192, 3000, 150);
	if (!text_starts(heard, "RTSP/"))
		return false;
	return page_read(text_of(arena_printf(t->a, "HTTP/%s", text_dup(t->a, text_after(heard, 5)))), ret);
}

void talk_rtsp(struct talk *t)
{
	static const char *const paths[] = {"/", "/Streaming/Channels/101", "/cam/realmonitor?channel=1&subtype=0", "/live", "/stream1", NULL};
	struct page_answer h;
	struct text product, version;
	if (!rtsp(t, "OPTIONS", "/", 1, &h)) {
		t->door->name = "unknown";
		return;
	}
	banner_product(h.server, &product, &version);
	talk_product(t, product, version);
	t->door->banner = banner_clean(t->a, h.server, 200);
	asked_hint(t->of, "banner", h.server);
	for (int i = 0; paths[i] && t->door->anybody < 0; i++) {
		if (!rtsp(t, "DESCRIBE", paths[i], i + 2, &h) && (!talk_again(t) || !rtsp(t, "DESCRIBE", paths[i], i + 2, &h)))
			return;
		if (h.status == 200)
			t->door->anybody = 1;
		else if (h.status == 401 || h.status == 403)
			t->door->anybody = 0;
		if (h.realm.n)
			t->door->realm = banner_clean(t->a, h.realm, 120);
		t->door->basic = t->door->basic || h.basic;
	}
	t->door->clear_login = t->door->anybody == 0 ? t->door->basic : -1;
}

// ---- telephones

void talk_sip(struct talk *t)
{
	char text[ADDRESS_TEXT];
	struct text product, version;
	struct page_answer h;
	address_write(&t->door->address, text);
	gentle_say(&t->line, arena_printf(t->a, "OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/TCP bolwerk.invalid;branch=z9hG4bKbolwerk\r\nFrom: <sip:bolwerk@bolwerk.invalid>;tag=1\r\n"
		"To: <sip:%s>\r\nCall-ID: bolwerk\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n", text, text));
	struct text heard = gentle_hear(&t->line, 4096, 2500, 120);
	if (!text_starts(heard, "SIP/2.0 ")) {
		t->door->name = "unknown";
		return;
	}
	if (!page_read(text_of(arena_printf(t->a, "HTTP/%s", text_dup(t->a, text_after(heard, 4)))), &h) || !h.server.n)
		return;
	banner_product(h.server, &product, &version);
	talk_product(t, product, version);
	t->door->banner = banner_clean(t->a, h.server, 200);
	asked_hint(t->of, "banner", h.server);
}

// ---- batteries (Network UPS Tools, RFC 9271)

void talk_nut(struct talk *t)
{
	gentle_say(&t->line, "LIST UPS\n");
	struct text heard = gentle_hear(&t->line, 4096, 2000, 100), rest = heard, line;
	t->door->name = text_starts(heard, "BEGIN LIST UPS") || text_starts(heard, "ERR ") ? "nut" : "unknown";
	for (int i = 0; i < 20 && text_line(&rest, &line); i++)
		if (text_starts(line, "UPS ") && !t->door->detail)
			t->door->detail = banner_clean(t->a, text_after(line, 4), 120);
	if (t->door->detail)
		asked_hint(t->of, "port", text_of("tcp/3493"));
	gentle_say(&t->line, "LOGOUT\n");
}

// ---- folders of NFS: where its list is, then the list

static void exports(struct talk *t, int port)
{
	struct buf *b = buf_new(t->a, 256);
	struct rpc_export list[RPC_EXPORTS_MAX];
	struct line line;
	if (port_never(t->of->run, port) || gentle_open(t->dial, port, &line) != GENTLE_OPEN)
		return;
	rpc_write_exports(b);
	gentle_send(&line, b->p, b->n);
	int n = rpc_read_exports(gentle_hear(&line, 16384, 2500, 150), list);
	gentle_close(&line);
	struct door_share **end = &t->door->share;
	for (int i = 0; i < n; i++) {
		struct door_share *s = arena_alloc(t->a, sizeof *s);
		*s = (struct door_share){"nfs", banner_clean(t->a, list[i].folder, 200), list[i].to == 0, NULL};
		if (!s->name)
			continue;
		*end = s;
		end = &s->next;
	}
}

void talk_nfs(struct talk *t)
{
	struct buf *b = buf_new(t->a, 256);
	int port = 0;
	rpc_write_port(b);
	gentle_send(&t->line, b->p, b->n);
	bool has = rpc_read_port(gentle_hear(&t->line, 256, 2500, 80), &port);
	gentle_close(&t->line);
	t->open = false;
	if (has)
		exports(t, port);
}
