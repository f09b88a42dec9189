// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Questions to the name system; see name.h. libunbound works in a thread of its own; whoever waits for an answer takes in what came for all.
#include "name.h"
#include "../../base/clock.h"
#include "../../db/db.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unbound.h>

#define BUCKETS 256

struct names {
	struct arena *a;
	struct ub_ctx *ub;
	pthread_mutex_t lock;
	struct name_answer *bucket[BUCKETS];
	int asked;
	int64_t until;
	bool validates, cut;
};

bool names_validate(const struct names *n)
{
	return n->validates;
}

bool names_cut(const struct names *n)
{
	return n->cut;
}

bool names_good(struct text name)
{
	bool dot = false;
	size_t label = 0;
	if (!name.n || name.n > 253)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		if (c == '.') {
			if (!label)
				return false;
			dot = true;
			label = 0;
		} else if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
		else if (++label > 63)
			return false;
	}
	return dot && label;
}

// ---- opening

static void close_names(void *arg)
{
	struct names *n = arg;
	if (n->ub)
		ub_ctx_delete(n->ub);
	pthread_mutex_destroy(&n->lock);
	arena_free(n->a);
}

// Trust anchors: the owner's, or those of the root in the catalogue.
static void anchors(struct names *n, const struct domain_ask *ask)
{
	struct text rest = ask->anchor ? text_of(ask->anchor) : (struct text){"", 0}, line;
	while (text_line(&rest, &line))
		if ((line = text_trim(text_uncomment(line, ";#"))).n)
			ub_ctx_add_ta(n->ub, text_dup(n->a, line));
	if (ask->anchor)
		return;
	struct rows r = db_rows(ask->catalogue, "SELECT '. IN DS ' || tag || ' ' || algorithm || ' ' || digest_type || ' ' || digest FROM cat.ref_root_anchor", "");
	while (rows_next(&r, NULL))
		ub_ctx_add_ta(n->ub, rows_text(&r, 0));
}

static bool make_context(struct names *n, const struct domain_ask *ask, bool validate, struct err *e)
{
	static const char *const options[][2] = {{"do-not-query-localhost:", "no"},
		{"do-ip6:", "yes"}, {"edns-buffer-size:", "1232"}, {"msg-cache-size:", "8m"}, {"rrset-cache-size:", "16m"}, {"module-config:", "validator iterator"},
		{"num-queries-per-thread:", "512"}, {"outgoing-range:", "400"}, {"qname-minimisation:", "no"}, {NULL, NULL}};
	n->ub = ub_ctx_create();
	if (!n->ub)
		return err_set(e, "the name library could not be started");
	for (int i = 0; options[i][0]; i++)
		ub_ctx_set_option(n->ub, options[i][0], strcmp(options[i][0], "module-config:") != 0 || validate ? options[i][1] : "iterator");
	if (validate)
		anchors(n, ask);
	int bad = 0;
	if (ask->resolver) {
		const char *port = strrchr(ask->resolver, ':'), *first = strchr(ask->resolver, ':');
		struct text address = {ask->resolver, port ? (size_t)(port - ask->resolver) : strlen(ask->resolver)};
		if (address.n > 2 && address.p[0] == '[' && address.p[address.n - 1] == ']')
			address = (struct text){address.p + 1, address.n - 2};
		else if (first != port) // an IPv6 address without a port
			address = text_of(ask->resolver), port = NULL;
		bad = ub_ctx_set_fwd(n->ub, arena_printf(n->a, "%.*s@%s", (int)address.n, address.p, port ? port + 1 : "53"));
		ub_ctx_zone_remove(n->ub, "test."); // names for trials, which a resolver of one's own may know
	} else
		bad = ub_ctx_resolvconf(n->ub, NULL);
	ub_ctx_async(n->ub, 1);
	return !bad || err_set(e, "the name server \"%s\" cannot be asked: %s", ask->resolver ? ask->resolver : "/etc/resolv.conf", ub_strerror(bad));
}

bool names_open(struct arena *a, const struct domain_ask *ask, int budget_ms, struct names **ret, struct err *e)
{
	struct names *n = *ret = arena_alloc(a, sizeof *n);
	*n = (struct names){.a = arena_new(), .until = clock_ms() + budget_ms, .validates = true};
	pthread_mutex_init(&n->lock, NULL);
	arena_defer(a, close_names, n);
	if (!make_context(n, ask, true, e))
		return false;
	// A resolver that takes signatures away makes every signed name look forged: the root itself tells.
	const struct name_answer *root = names_ask(n, ".", RR_DNSKEY);
	if (root->trust == NAME_BOGUS || root->state == NAME_FAILED) {
		ub_ctx_delete(n->ub);
		memset(n->bucket, 0, sizeof n->bucket);
		n->validates = false;
		if (!make_context(n, ask, false, e))
			return false;
	}
	return true;
}

// ---- asking

static void keep(struct names *n, struct name_answer *q, const struct ub_result *r)
{
	q->trust = r->bogus ? NAME_BOGUS : !n->validates ? NAME_UNKNOWN : r->secure ? NAME_SECURE : NAME_INSECURE;
	q->state = r->bogus || (r->rcode != 0 && r->rcode != 3) ? NAME_FAILED : r->nxdomain ? NAME_NONE : r->havedata ? NAME_FOUND : NAME_EMPTY;
	if (q->state == NAME_FAILED && !r->bogus)
		q->trust = NAME_UNKNOWN;
	if (r->why_bogus)
		q->why = arena_strdup(n->a, r->why_bogus);
	if (r->canonname)
		q->canonical = text_dup(n->a, (struct text){r->canonname, strnlen(r->canonname, RECORD_NAME_MAX)});
	size_t count = 0, bytes = 0;
	while (r->havedata && r->data && r->data[count] && count < NAME_RECORDS_MAX)
		count++;
	q->data = arena_alloc(n->a, (count + 1) * sizeof *q->data);
	for (; q->n < count && (bytes += (size_t)r->len[q->n]) <= NAME_BYTES_MAX; q->n++) {
		char *copy = arena_raw(n->a, (size_t)r->len[q->n] + 1);
		memcpy(copy, r->data[q->n], (size_t)r->len[q->n]);
		q->data[q->n] = (struct text){copy, (size_t)r->len[q->n]};
	}
	if (r->answer_packet && r->answer_len > 12 && (q->type == RR_SOA || q->type == RR_DNSKEY)) {
		char *copy = arena_raw(n->a, (size_t)r->answer_len);
		memcpy(copy, r->answer_packet, (size_t)r->answer_len);
		q->packet = (struct text){copy, (size_t)r->answer_len};
	}
}

struct question {
	struct names *names;
	struct name_answer *answer;
};

static void answered(void *arg, int bad, struct ub_result *r)
{
	struct question *q = arg;
	if (!bad && r)
		keep(q->names, q->answer, r);
	q->answer->done = true;
	ub_resolve_free(r);
}

// Finds or asks; the lock is held.
static struct name_answer *find(struct names *n, const char *name, int type)
{
	unsigned h = (unsigned)type;
	char lower[RECORD_NAME_MAX];
	size_t length = 0;
	for (; length < sizeof lower - 1 && name[length]; length++) {
		lower[length] = name[length] >= 'A' && name[length] <= 'Z' ? (char)(name[length] + 32) : name[length];
		h = h * 31 + (unsigned char)lower[length];
	}
	lower[length] = 0;
	struct name_answer **slot = &n->bucket[h % BUCKETS];
	for (; *slot; slot = &(*slot)->next)
		if ((*slot)->type == type && strcmp((*slot)->name, lower) == 0)
			return *slot;
	struct name_answer *q = *slot = arena_alloc(n->a, sizeof *q);
	*q = (struct name_answer){.name = arena_strdup(n->a, lower), .type = type, .state = NAME_FAILED};
	struct question *asking = arena_alloc(n->a, sizeof *asking);
	*asking = (struct question){n, q};
	if (n->asked++ >= NAME_ASKED_MAX || clock_ms() >= n->until) {
		n->cut = q->done = true;
		return q;
	}
	if (ub_resolve_async(n->ub, lower, type, 1, asking, answered, NULL))
		q->done = true;
	return q;
}

void names_start(struct names *n, const char *name, int type)
{
	pthread_mutex_lock(&n->lock);
	find(n, name, type);
	pthread_mutex_unlock(&n->lock);
}

const struct name_answer *names_ask(struct names *n, const char *name, int type)
{
	static const struct name_answer none = {.name = "", .state = NAME_FAILED, .done = true};
	pthread_mutex_lock(&n->lock);
	struct name_answer *q = find(n, name, type);
	while (!q->done) {
		if (clock_ms() >= n->until) {
			n->cut = true;
			pthread_mutex_unlock(&n->lock);
			return &none; // it may still come: nobody reads what changes
		}
		if (ub_poll(n->ub))
			ub_process(n->ub);
		if (q->done)
			break;
		int fd = ub_fd(n->ub);
		pthread_mutex_unlock(&n->lock);
		struct pollfd p = {fd, POLLIN, 0};
		poll(&p, 1, 20);
		pthread_mutex_lock(&n->lock);
	}
	pthread_mutex_unlock(&n->lock);
	return q;
}

const char *names_addresses(struct names *n, struct arena *a, const char *name)
{
	enum { EACH_MAX = 8 };
	char address[46];
	struct buf *b = buf_new(a, 1000);
	names_start(n, name, RR_A);
	names_start(n, name, RR_AAAA);
	for (int type = RR_A;; type = RR_AAAA) {
		const struct name_answer *r = names_ask(n, name, type);
		for (size_t i = 0; r->state == NAME_FOUND && r->trust != NAME_BOGUS && i < r->n && i < EACH_MAX; i++)
			if (record_address(r->data[i], address))
				buf_printf(b, "%s%s", b->n ? " " : "", address);
		if (type == RR_AAAA)
			return b->n ? b->p : NULL;
	}
}
