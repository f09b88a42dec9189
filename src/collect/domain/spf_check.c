// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// check_host; see spf_check.h.
#include "spf_check.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#define DEPTH_MAX 20 // records in one another; the look-ups end it before
#define NAMES_MAX 10 // MX and PTR records of one name (RFC 7208, 4.6.4)

struct check {
	struct arena *a;
	const struct spf_ask *ask;
	struct spf_checked *out;
	struct spf_values v;
	bool six;
	uint8_t address[16];
	const char *validated; // value of p; NULL: not looked up yet
};

static enum spf_result host(struct check *c, const char *domain, int depth, bool first);

static enum spf_result wrong(struct check *c, enum spf_result r, const char *error, struct text at)
{
	if (!c->out->error) {
		c->out->error = error;
		c->out->error_at = text_dup(c->a, at);
	}
	return r;
}

// ---- names

// What is left of an expanded name: at most 253 bytes, labels dropped from the left. NULL when it cannot be a name.
static const char *name_from(struct check *c, struct text t)
{
	if (t.n && t.p[t.n - 1] == '.')
		t.n--;
	while (t.n > 253) {
		const char *dot = memchr(t.p, '.', t.n);
		if (!dot)
			return NULL;
		t = text_after(t, (size_t)(dot - t.p) + 1);
	}
	size_t label = 0;
	for (size_t i = 0; i <= t.n; i++)
		if (i == t.n || t.p[i] == '.') {
			if (!label || label > 63)
				return NULL;
			label = 0;
		} else
			label++;
	return text_dup(c->a, t);
}

static const struct name_answer *ask(struct check *c, const char *name, int type)
{
	return c->ask->ask(c->ask->arg, name, type);
}

static bool nothing(const struct name_answer *r)
{
	return r->state == NAME_NONE || r->state == NAME_EMPTY;
}

// Counts a look-up that found nothing; false when there were too many.
static bool found_nothing(struct check *c, const struct name_answer *r)
{
	return !nothing(r) || ++c->out->nothing <= SPF_VOID_MAX;
}

// Whether an address lies in a network.
static bool inside(const struct check *c, const uint8_t *network, size_t n, int prefix)
{
	if (n != (c->six ? 16u : 4u))
		return false;
	for (size_t i = 0; i < n && prefix > 0; i++, prefix -= 8) {
		uint8_t mask = prefix >= 8 ? 0xff : (uint8_t)(0xff00 >> prefix);
		if ((network[i] ^ c->address[i]) & mask)
			return false;
	}
	return true;
}

// ---- p, the name that the sender's address has and that has this address

static bool below(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);
	return n >= d && strcasecmp(name + n - d, domain) == 0 && (n == d || name[n - d - 1] == '.');
}

static const struct name_answer *pointers(struct check *c)
{
	char *p = arena_alloc(c->a, 80), *at = p;
	if (c->six)
		for (int i = 15; i >= 0; i--, at += 4)
			memcpy(at, (char[]){"0123456789abcdef"[c->address[i] & 15], '.', "0123456789abcdef"[c->address[i] >> 4], '.'}, 4);
	const char *name = c->six ? arena_printf(c->a, "%sip6.arpa", p) :
				    arena_printf(c->a, "%u.%u.%u.%u.in-addr.arpa", c->address[3], c->address[2], c->address[1], c->address[0]);
	return ask(c, name, RR_PTR);
}

// Finds a validated name, best one that is `domain` or below it; only_below: no other. NULL: none.
static const char *validated(struct check *c, const char *domain, bool only_below)
{
	const struct name_answer *r = pointers(c);
	const char *best = NULL;
	for (size_t i = 0; r->state == NAME_FOUND && i < r->n && i < NAMES_MAX; i++) {
		char name[RECORD_NAME_MAX];
		size_t at = 0;
		if (!record_name(r->data[i], &at, name) || !*name)
			continue;
		bool fits = below(name, domain);
		if ((only_below || best) && !fits)
			continue;
		const struct name_answer *back = ask(c, name, c->six ? RR_AAAA : RR_A);
		for (size_t k = 0; back->state == NAME_FOUND && k < back->n; k++)
			if (inside(c, (const uint8_t *)back->data[k].p, back->data[k].n, c->six ? 128 : 32)) {
				if (strcasecmp(name, domain) == 0)
					return arena_strdup(c->a, name);
				if (!best || fits)
					best = arena_strdup(c->a, name);
				break;
			}
	}
	return best;
}

static bool expand(struct check *c, struct text spec, bool in_exp, struct text *ret)
{
	if (spf_uses(spec, 'p')) {
		if (!c->validated)
			c->validated = validated(c, c->v.domain.p, false);
		if (!c->validated)
			c->validated = "unknown";
		c->v.validated = text_of(c->validated);
	}
	return spf_expand(c->a, &c->v, spec, in_exp, ret);
}

// ---- mechanisms. They give 1 (match), 0, or -1 with the result in *ret.

static int fail(enum spf_result r, enum spf_result *ret)
{
	*ret = r;
	return -1;
}

static int match_addresses(struct check *c, const struct spf_term *t, const char *name, bool count, enum spf_result *ret)
{
	const struct name_answer *r = ask(c, name, c->six ? RR_AAAA : RR_A);
	if (r->state == NAME_FAILED)
		return fail(wrong(c, SPF_TEMPERROR, "temp", text_of(name)), ret);
	if (count && !found_nothing(c, r))
		return fail(wrong(c, SPF_PERMERROR, "void", t->whole), ret);
	for (size_t i = 0; r->state == NAME_FOUND && i < r->n; i++)
		if (inside(c, (const uint8_t *)r->data[i].p, r->data[i].n, c->six ? t->prefix6 : t->prefix4))
			return 1;
	return 0;
}

static int match_mx(struct check *c, const struct spf_term *t, const char *name, enum spf_result *ret)
{
	const struct name_answer *r = ask(c, name, RR_MX);
	if (r->state == NAME_FAILED)
		return fail(wrong(c, SPF_TEMPERROR, "temp", text_of(name)), ret);
	if (!found_nothing(c, r))
		return fail(wrong(c, SPF_PERMERROR, "void", t->whole), ret);
	if (r->state == NAME_FOUND && r->n > NAMES_MAX)
		return fail(wrong(c, SPF_PERMERROR, "lookups", t->whole), ret);
	for (size_t i = 0; r->state == NAME_FOUND && i < r->n; i++) {
		char mx[RECORD_NAME_MAX];
		int preference;
		if (!record_mx(r->data[i], &preference, mx) || !*mx)
			continue;
		int m = match_addresses(c, t, mx, true, ret);
		if (m)
			return m;
	}
	return 0;
}

static int match_exists(struct check *c, const struct spf_term *t, const char *name, enum spf_result *ret)
{
	const struct name_answer *r = ask(c, name, RR_A);
	if (r->state == NAME_FAILED)
		return fail(wrong(c, SPF_TEMPERROR, "temp", text_of(name)), ret);
	if (!found_nothing(c, r))
		return fail(wrong(c, SPF_PERMERROR, "void", t->whole), ret);
	return r->state == NAME_FOUND;
}

static int match_include(struct check *c, const struct spf_term *t, const char *name, int depth, enum spf_result *ret)
{
	struct text domain = c->v.domain;
	enum spf_result r = host(c, name, depth + 1, false);
	c->v.domain = domain;
	if (r == SPF_TEMPERROR || r == SPF_PERMERROR)
		return fail(r, ret);
	if (r == SPF_NONE)
		return fail(wrong(c, SPF_PERMERROR, "include", t->whole), ret);
	return r == SPF_PASS;
}

static int match(struct check *c, const struct spf_term *t, int depth, enum spf_result *ret)
{
	if (t->kind == SPF_ALL)
		return 1;
	if (t->kind == SPF_IP4 || t->kind == SPF_IP6)
		return inside(c, t->address, t->kind == SPF_IP4 ? 4 : 16, t->kind == SPF_IP4 ? t->prefix4 : t->prefix6);
	if (++c->out->lookups > SPF_LOOKUPS_MAX)
		return fail(wrong(c, SPF_PERMERROR, "lookups", t->whole), ret);
	struct text expanded = c->v.domain;
	if (t->domain.n && !expand(c, t->domain, false, &expanded))
		return fail(wrong(c, SPF_PERMERROR, "syntax", t->whole), ret);
	const char *name = name_from(c, expanded);
	if (!name)
		return t->kind == SPF_INCLUDE ? fail(wrong(c, SPF_PERMERROR, "include", t->whole), ret) : 0;
	switch (t->kind) {
	case SPF_A: return match_addresses(c, t, name, true, ret);
	case SPF_MX: return match_mx(c, t, name, ret);
	case SPF_PTR: return validated(c, name, true) != NULL;
	case SPF_EXISTS: return match_exists(c, t, name, ret);
	default: return match_include(c, t, name, depth, ret);
	}
}

// ---- a record

int spf_find(struct arena *a, const struct name_answer *r, struct text *ret)
{
	int count = 0;
	if (r->state == NAME_FAILED)
		return -1;
	for (size_t i = 0; r->state == NAME_FOUND && i < r->n; i++) {
		struct text txt = record_txt(a, r->data[i]);
		if (spf_is(txt) && !count++)
			*ret = txt;
	}
	return count;
}

// What the domain says to who was refused; errors mean that it says nothing.
static void explain(struct check *c, struct text exp)
{
	struct text expanded, txt;
	if (!exp.n || !expand(c, exp, false, &expanded))
		return;
	const char *name = name_from(c, expanded);
	const struct name_answer *r = name ? ask(c, name, RR_TXT) : NULL;
	if (!r || r->state != NAME_FOUND || r->n != 1)
		return;
	txt = record_txt(c->a, r->data[0]);
	if (expand(c, txt, true, &expanded))
		c->out->explanation = text_dup(c->a, expanded);
}

static enum spf_result result_of(char qualifier)
{
	return qualifier == '+' ? SPF_PASS : qualifier == '-' ? SPF_FAIL : qualifier == '~' ? SPF_SOFTFAIL : SPF_NEUTRAL;
}

static enum spf_result redirect(struct check *c, const struct spf_record *record, int depth, bool first)
{
	struct text expanded;
	if (++c->out->lookups > SPF_LOOKUPS_MAX)
		return wrong(c, SPF_PERMERROR, "lookups", record->redirect);
	const char *name = expand(c, record->redirect, false, &expanded) ? name_from(c, expanded) : NULL;
	enum spf_result r = name ? host(c, name, depth + 1, first) : SPF_NONE;
	return r == SPF_NONE ? wrong(c, SPF_PERMERROR, "include", record->redirect) : r;
}

static enum spf_result host(struct check *c, const char *domain, int depth, bool first)
{
	struct spf_record record;
	struct text txt = {"", 0}, at = {"", 0};
	if (depth > DEPTH_MAX)
		return wrong(c, SPF_PERMERROR, "lookups", text_of(domain));
	c->v.domain = text_of(domain);
	const struct name_answer *answer = ask(c, domain, RR_TXT);
	int count = spf_find(c->a, answer, &txt);
	if (count < 0)
		return wrong(c, SPF_TEMPERROR, "temp", text_of(domain));
	if (!first && !found_nothing(c, answer))
		return wrong(c, SPF_PERMERROR, "void", text_of(domain));
	if (count == 0)
		return SPF_NONE;
	if (count > 1)
		return wrong(c, SPF_PERMERROR, "many", text_of(domain));
	if (!spf_read(c->a, txt, &record, &at))
		return wrong(c, SPF_PERMERROR, "syntax", at);
	for (size_t i = 0; i < record.n; i++) {
		enum spf_result r = SPF_NONE;
		int m = match(c, &record.term[i], depth, &r);
		if (m < 0)
			return r;
		if (m && record.term[i].qualifier == '-' && first)
			explain(c, record.exp);
		if (m)
			return result_of(record.term[i].qualifier);
	}
	return record.redirect.n ? redirect(c, &record, depth, first) : SPF_NEUTRAL;
}

// ---- start

static bool set_address(struct check *c)
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	static const char hex[] = "0123456789abcdef";
	if (inet_pton(AF_INET, c->ask->address, c->address) == 1)
		c->six = false;
	else if (inet_pton(AF_INET6, c->ask->address, c->address) == 1)
		c->six = true;
	else
		return false;
	if (c->six && memcmp(c->address, mapped, 12) == 0) {
		memmove(c->address, c->address + 12, 4);
		c->six = false;
	}
	char shown[INET6_ADDRSTRLEN], *dotted = arena_alloc(c->a, 64);
	inet_ntop(c->six ? AF_INET6 : AF_INET, c->address, shown, sizeof shown);
	c->v.address = text_of(arena_strdup(c->a, shown));
	c->v.address_dotted = c->v.address;
	c->v.version = text_of(c->six ? "ip6" : "in-addr");
	for (int i = 0; c->six && i < 32; i++) {
		dotted[2 * i] = hex[i % 2 ? c->address[i / 2] & 15 : c->address[i / 2] >> 4];
		dotted[2 * i + 1] = i < 31 ? '.' : 0;
	}
	if (c->six)
		c->v.address_dotted = text_of(dotted);
	return true;
}

void spf_check(struct arena *a, const struct spf_ask *q, struct spf_checked *ret)
{
	*ret = (struct spf_checked){.result = SPF_NONE};
	struct check c = {.a = a, .ask = q, .out = ret};
	const char *at = strrchr(q->sender, '@');
	const char *domain = *q->sender ? at ? at + 1 : q->sender : q->helo;
	bool local = at && at > q->sender;
	c.v.local = local ? (struct text){q->sender, (size_t)(at - q->sender)} : text_of("postmaster");
	c.v.sender_domain = text_of(domain);
	c.v.sender = local ? text_of(q->sender) : text_of(arena_printf(a, "postmaster@%s", domain));
	c.v.helo = text_of(q->helo);
	c.v.receiver = text_of(q->receiver ? q->receiver : "unknown");
	c.v.now = q->now;
	struct text t = text_of(domain);
	if (t.n && t.p[t.n - 1] == '.')
		t.n--;
	if (!set_address(&c) || t.n > 253 || !memchr(t.p, '.', t.n) || !name_from(&c, t))
		return;
	ret->result = host(&c, domain, 0, true);
}

const char *spf_result_name(enum spf_result r)
{
	static const char *const names[] = {"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"};
	return names[r];
}
