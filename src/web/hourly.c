// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the server does by itself now and then; see hourly.h.
#include "hourly.h"
#include "../core/mail.h"
#include "../core/register.h"
#include "door/door.h"

#include <stdio.h>
#include <string.h>

#define LINK_LIFE (28 * DAY) // a personal link in a message

struct linking {
	struct server *s;
	struct db *secret;
	int64_t now;
};

// The personal link of a message about a thing: to sign, or to see what was handed over. The number stands in the key: "signoff:12:0".
static const char *personal(const struct linking *l, struct arena *a, unsigned role, int64_t member, const char *key)
{
	const char *colon = strchr(key, ':');
	int64_t subject = 0;
	struct text number = {colon ? colon + 1 : "", colon ? strcspn(colon + 1, ":") : 0};
	struct link link = {.member = member, .role = role, .until_at = l->now + LINK_LIFE};
	if (!text_int(number, 10, &subject))
		return NULL;
	link.subject = role == ROLE_SIGNER ? subject : member; // as supplier_link makes them, so that supplier_unlink ends these too
	const char *token = door_link_make(l->secret, a, &link, l->now, NULL);
	return token ? arena_printf(a, "%s/link/%s", l->s->address, token) : NULL;
}

static const char *link_of(void *arg, struct arena *a, const char *kind, int64_t member, const char *key)
{
	const struct linking *l = arg;
	if (strcmp(kind, "signoff") == 0 && member)
		return personal(l, a, ROLE_SIGNER, member, key);
	if (strncmp(kind, "handover", 8) == 0 && member && db_int(l->secret, "SELECT count(*) FROM person WHERE id=?1", 0, "i", member) == 0)
		return personal(l, a, ROLE_SUPPLIER, member, key);
	return l->s->address;
}

void hourly(struct server *s, struct db *d, struct db *secret, int64_t now, int64_t *last)
{
	struct err e = {0};
	struct linking l = {s, secret, now};
	struct mail_link link = {link_of, &l};
	int n;
	if (now - *last < HOURLY && now >= *last)
		return;
	*last = now;
	if (!mail_remind(d, now, s->address ? &link : NULL, &n, &e))
		fprintf(stderr, "bolwerk serve: reminders: %s\n", e.text);
	e.text[0] = 0;
	if (!db_begin(d, &e) || !register_forget(d, now, &e) || !db_commit(d, &e)) {
		db_rollback(d);
		fprintf(stderr, "bolwerk serve: lines that are over: %s\n", e.text);
	}
}
