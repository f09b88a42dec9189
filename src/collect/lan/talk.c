// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The list of talks, and what they share; see talk.h.
#include "talk.h"
#include "../read/banner.h"
#include "../read/box.h"

#include <string.h>

static void silent(struct talk *t)
{
	(void)t; // that it opens is all there is to know
}

static void tls(struct talk *t)
{
	t->door->tls = gentle_tls(&t->line);
}

static const struct {
	const char *name;
	void (*talk)(struct talk *t);
} talks[] = {{"silent", silent}, {"tls", tls}, {"listen", talk_listen}, {"telnet", talk_telnet}, {"ftp", talk_ftp}, {"smtp", talk_smtp},
	{"pop3", talk_pop3}, {"imap", talk_imap}, {"vnc", talk_vnc}, {"rsync", talk_rsync}, {"http", talk_http}, {"https", talk_https},
	{"docker", talk_docker}, {"ipp", talk_ipp}, {"redis", talk_redis}, {"memcached", talk_memcached}, {"mongodb", talk_mongodb},
	{"postgres", talk_postgres}, {"mssql", talk_mssql}, {"ldap", talk_ldap}, {"mqtt", talk_mqtt}, {"rdp", talk_rdp}, {"rtsp", talk_rtsp},
	{"sip", talk_sip}, {"nut", talk_nut}, {"nfs", talk_nfs}, {NULL, NULL}};

void talk_run(struct talk *t)
{
	for (int i = 0; talks[i].name; i++)
		if (strcmp(talks[i].name, t->door->port->talk) == 0)
			talks[i].talk(t);
}

bool talk_udp(struct talk *t)
{
	struct buf *b = buf_new(t->a, 1024);
	struct box_answer answer = {0};
	if (strcmp(t->door->port->talk, "ipmi") != 0)
		return false;
	box_write_ipmi(b);
	box_read_ipmi(gentle_udp(t->dial, t->door->port->port, b->p, b->n, 400), &answer);
	return answer.known;
}

bool talk_again(struct talk *t)
{
	if (t->open)
		gentle_close(&t->line);
	t->open = gentle_open(t->dial, t->door->port->port, &t->line) == GENTLE_OPEN;
	return t->open;
}

void talk_product(struct talk *t, struct text product, struct text version)
{
	if (product.n)
		t->door->product = banner_clean(t->a, product, 80);
	if (version.n)
		t->door->version = banner_clean(t->a, version, 60);
}
