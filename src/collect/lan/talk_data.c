// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Talks with databases and directories: one harmless question each, which an open one answers and a shut one refuses.
#include "talk.h"
#include "../read/banner.h"
#include "../read/box.h"

#include <string.h>

static void take(struct talk *t, const struct box_answer *answer, const char *name)
{
	t->door->name = answer->known ? name : "unknown";
	t->door->anybody = answer->anybody;
	t->door->starttls = answer->tls;
	talk_product(t, answer->product, answer->version);
}

static struct text ask(struct talk *t, const struct buf *b)
{
	return gentle_send(&t->line, b->p, b->n) ? gentle_hear(&t->line, 8192, 2500, 120) : (struct text){"", 0};
}

void talk_redis(struct talk *t)
{
	struct box_answer answer;
	gentle_say(&t->line, "PING\r\n");
	box_read_redis(gentle_hear(&t->line, 1024, 2500, 80), &answer);
	if (answer.anybody == 1) {
		struct box_answer more;
		gentle_say(&t->line, "INFO server\r\n");
		box_read_redis(gentle_hear(&t->line, 8192, 2000, 100), &more);
		answer.version = more.version;
	}
	take(t, &answer, "redis");
	t->door->clear_login = answer.known ? 1 : -1;
}

void talk_memcached(struct talk *t)
{
	struct box_answer answer;
	gentle_say(&t->line, "version\r\n");
	box_read_memcached(gentle_hear(&t->line, 1024, 2500, 80), &answer);
	take(t, &answer, "memcached");
}

void talk_mongodb(struct talk *t)
{
	struct buf *b = buf_new(t->a, 512);
	struct box_answer answer;
	box_write_mongodb(b);
	box_read_mongodb(ask(t, b), &answer);
	take(t, &answer, "mongodb");
}

void talk_postgres(struct talk *t)
{
	struct buf *b = buf_new(t->a, 512);
	struct box_answer tls, answer;
	box_write_postgres_tls(b);
	gentle_send(&t->line, b->p, b->n);
	box_read_postgres(gentle_exact(&t->line, 1, 2500), &tls);
	take(t, &tls, "postgresql");
	if (!tls.known || !talk_again(t))
		return;
	buf_clear(b);
	box_write_postgres(b);
	box_read_postgres(ask(t, b), &answer);
	t->door->anybody = answer.anybody;
	talk_product(t, answer.product, answer.version);
}

void talk_mssql(struct talk *t)
{
	struct buf *b = buf_new(t->a, 512);
	struct box_answer answer;
	box_write_mssql(b);
	box_read_mssql(ask(t, b), &answer);
	take(t, &answer, "mssql");
	t->door->starttls = answer.tls;
}

void talk_ldap(struct talk *t)
{
	struct buf *b = buf_new(t->a, 512);
	struct box_answer root, below;
	struct text base, none;
	box_write_ldap_root(b);
	box_read_ldap(ask(t, b), &root, &base);
	take(t, &root, "ldap");
	t->door->anybody = -1;
	if (!root.known || !base.n)
		return;
	t->door->detail = banner_clean(t->a, base, 120);
	if (base.n > 60)
		return;
	buf_clear(b);
	box_write_ldap_below(b, base);
	box_read_ldap(ask(t, b), &below, &none);
	t->door->anybody = below.anybody;
}

void talk_mqtt(struct talk *t)
{
	struct buf *b = buf_new(t->a, 512);
	struct box_answer answer;
	box_write_mqtt(b);
	box_read_mqtt(ask(t, b), &answer);
	take(t, &answer, "mqtt");
	t->door->clear_login = answer.known ? 1 : -1;
	if (answer.anybody == 1)
		gentle_send(&t->line, "\xe0\0", 2); // goodbye
}
