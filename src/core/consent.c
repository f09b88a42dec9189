// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What may be looked at; see consent.h.
#include "consent.h"
#include "say.h"
#include "../base/address.h"
#include "../base/buf.h"

#include <string.h>

#define DAYS 365 // an agreement holds for a year when nobody says otherwise

// ---- addresses

// Addresses that only exist inside: RFC 1918, RFC 6598 (carriers' own), RFC 3927, RFC 4193, RFC 4291 (link).
static bool inside(const struct address *a)
{
	const unsigned char *b = a->b;
	if (a->family == AF_INET6)
		return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80);
	return b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) || (b[0] == 169 && b[1] == 254) ||
		(b[0] == 100 && (b[1] & 0xc0) == 64);
}

static bool network(struct arena *a, struct text typed, const char **ret, const char **ret_why)
{
	struct range r;
	char text[ADDRESS_TEXT];
	if (!range_read(typed, &r) || !memchr(typed.p, '/', typed.n)) {
		*ret_why = say_keep(a, "Write a network as its first address and its size, for example 192.168.1.0/24.", "");
		return false;
	}
	if (!inside(&r.address) || r.bits < 8) {
		*ret_why = say_keep(a, "These are no addresses of a network inside a company.", "");
		return false;
	}
	if (r.address.family == AF_INET && r.bits < 16) {
		*ret_why = say_keep(a, "That network is too large: at most 65,536 addresses, which is /16.", "");
		return false;
	}
	*ret = arena_printf(a, "%s/%d", address_write(&r.address, text), r.bits);
	return true;
}

const char *consent_addresses(struct arena *a, struct text typed)
{
	struct buf *out = buf_new(a, 16384);
	size_t at = 0;
	while (at < typed.n) {
		size_t n = 0;
		while (at + n < typed.n && !strchr(", ;\t\r\n", typed.p[at + n]))
			n++;
		struct range r;
		if (n && !range_read((struct text){typed.p + at, n}, &r))
			return NULL;
		if (n && out->n)
			buf_char(out, ' ');
		buf_add(out, typed.p + at, n);
		at += n + 1;
	}
	return out->over ? NULL : out->p;
}

// ---- domains

// Letters, digits and hyphens, labels of at most 63 (RFC 1035, with the digits of RFC 1123), at least two of them, the last no number.
static bool good_domain(struct text t)
{
	struct text label, last = {"", 0};
	int n = 0;
	if (t.n > 253)
		return false;
	for (struct text rest = t; text_field(&rest, '.', &label); n++) {
		if (!label.n || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!((label.p[i] >= 'a' && label.p[i] <= 'z') || (label.p[i] >= '0' && label.p[i] <= '9') || label.p[i] == '-'))
				return false;
		last = label;
	}
	int64_t number;
	return n >= 2 && !text_int(last, 10, &number);
}

static bool domain(struct arena *a, struct text typed, const char **ret, const char **ret_why)
{
	char *copy = text_dup(a, typed);
	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	struct text t = text_of(copy), left;
	static const char *const before[] = {"https://", "http://", "www.", NULL};
	for (int i = 0; before[i]; i++)
		if (text_starts(t, before[i]))
			t = text_after(t, strlen(before[i]));
	if (text_cut(t, '/', &left, NULL))
		t = left;
	const char *at = memchr(t.p, '@', t.n); // a mail address is of a domain too
	if (at)
		t = text_after(t, (size_t)(at - t.p) + 1);
	if (t.n && t.p[t.n - 1] == '.')
		t.n--;
	if (!good_domain(t)) {
		*ret_why = say_keep(a, "That is no name on the internet. Write it as in firma.example.", "");
		return false;
	}
	*ret = text_dup(a, t);
	return true;
}

bool consent_target(struct arena *a, const char *kind, struct text typed, const char **ret, const char **ret_why)
{
	typed = text_trim(typed);
	return strcmp(kind, "domain") == 0 ? domain(a, typed, ret, ret_why) : network(a, typed, ret, ret_why);
}

// ---- agreements

// The sentences that are agreed to, as a kept text.
static const char *statement(struct arena *a, const char *kind, const char *target, const char *depth)
{
	if (strcmp(kind, "domain") == 0)
		return say_keep(a, "I may decide about the name {1}. Bolwerk may ask about it what everybody on the internet can ask.", "s", target);
	if (strcmp(depth, "devices") == 0)
		return say_keep(a, "I may decide about the network {1}. Bolwerk may look which devices are there.", "s", target);
	if (strcmp(depth, "logins") == 0)
		return say_keep(a,
			"I may decide about the network {1}. Bolwerk may look which devices are there and open their doors one by one. It may try each maker's own password once.",
			"s", target);
	return say_keep(a, "I may decide about the network {1}. Bolwerk may look which devices are there and open their doors one by one.", "s", target);
}

// The asset of a target; made when it is not there yet. 0 on an error.
static int64_t asset_of(struct db *d, const struct consent *c, int64_t now, struct err *e)
{
	int64_t id = db_int(d, "SELECT t.asset FROM trait t JOIN asset a ON a.id=t.asset WHERE t.kind=?1 AND t.value=?2 AND a.kind=?1", 0, "ss", c->kind, c->target);
	if (id)
		return id;
	if (!db_do(d, e, "INSERT INTO asset(name, image, first_seen_at, last_seen_at, kind) VALUES(?1, 0, ?2, ?2, ?3)", "sis", c->target, now, c->kind))
		return 0;
	id = sqlite3_last_insert_rowid(d->handle);
	return db_do(d, e, "INSERT INTO trait VALUES(?1,?2,?3,?4,?4)", "issi", id, c->kind, c->target, now) ? id : 0;
}

int64_t consent_standing(struct db *d, const char *kind, const char *target, const char *depth, const char *person, int64_t now)
{
	return db_int(d,
		"SELECT id FROM consent WHERE kind=?1 AND target=?2 AND ended_at IS NULL AND until_on >= date(?3, 'unixepoch') AND (?5 IS NULL OR person=?5) AND CASE kind"
		" WHEN 'domain' THEN depth='lookalikes' OR ?4='public' ELSE instr('devices services logins', depth) >= instr('devices services logins', ?4) END"
		" ORDER BY id DESC LIMIT 1",
		0, "ssiss", kind, target, now, depth, person);
}

bool consent_give(struct db *d, const struct consent *c, int64_t now, int64_t *ret, struct err *e)
{
	int64_t asset = asset_of(d, c, now, e);
	if (!asset || !db_do(d, e, "UPDATE consent SET ended_at=?2, ended_by=?3 WHERE asset=?1 AND ended_at IS NULL", "iis", asset, now, c->person) ||
		!db_do(d, e,
			"INSERT INTO consent(asset, kind, target, depth, never, from_hour, to_hour, person, statement, at, until_on)"
			" VALUES(?1,?2,?3,?4,nullif(?5,''),nullif(?6,-1),nullif(?7,-1),?8,?9,?10,coalesce(?11,date(?10 + ?12 * 86400, 'unixepoch')))",
			"issssiissisi", asset, c->kind, c->target, c->depth, c->never, (int64_t)c->from_hour, (int64_t)c->to_hour, c->person,
			statement(d->a, c->kind, c->target, c->depth), now, c->until_on, (int64_t)DAYS))
		return false;
	*ret = sqlite3_last_insert_rowid(d->handle);
	return true;
}
