// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the checks of a domain share; see look.h.
#include "look.h"
#include "../../base/clock.h"
#include "../../db/db.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <string.h>
#include <strings.h>

static void *run_job(void *arg)
{
	struct look_job *job = arg;
	job->work(job);
	return NULL;
}

static void end_memory(void *arg)
{
	arena_free(arg);
}

void look_start(struct domain_look *l, struct look_job *job, const char *host, void (*work)(struct look_job *job), void *out)
{
	*job = (struct look_job){.look = l, .a = arena_new(), .work = work, .host = host, .out = out};
	arena_defer(l->a, end_memory, job->a);
	job->running = pthread_create(&job->thread, NULL, run_job, job) == 0;
	if (!job->running)
		work(job);
}

void look_wait(struct look_job *job)
{
	if (job->running)
		pthread_join(job->thread, NULL);
	job->running = false;
}

const struct name_answer *look_ask(struct probe_run *run, const char *name, int type)
{
	struct domain_look *l = run->with;
	const struct name_answer *r = names_ask(l->names, name, type);
	if (r->state != NAME_FAILED)
		return r;
	probe_partly(run, r->trust == NAME_BOGUS ? "dns_bogus" : names_cut(l->names) ? "no_time" : "dns_failed", name);
	return NULL;
}

// ---- pages

// Whether an address lies in the world outside. A name can point into the network where this runs: nobody agreed to a look at that.
static bool outside(const char *address)
{
	static const struct {
		uint8_t first, mask, second, second_mask;
	} within[] = {{0, 255, 0, 0}, {10, 255, 0, 0}, {127, 255, 0, 0}, {169, 255, 254, 255}, {172, 255, 16, 240}, {192, 255, 168, 255}, {100, 255, 64, 192}, {224, 224, 0, 0}};
	uint8_t b[16];
	if (inet_pton(AF_INET, address, b) != 1)
		return inet_pton(AF_INET6, address, b) == 1 && (b[0] & 0xe0) == 0x20; // 2000::/3, all that is given out
	for (size_t i = 0; i < sizeof within / sizeof *within; i++)
		if ((b[0] & within[i].mask) == within[i].first && (b[1] & within[i].second_mask) == within[i].second)
			return false;
	return true;
}

// The first address that may be asked; NULL when there is none.
static const char *first_address(struct arena *a, const char *list)
{
	struct text rest = text_of(list ? list : ""), word;
	while (text_word(&rest, &word)) {
		const char *one = text_dup(a, word);
		if (outside(one))
			return one;
	}
	return NULL;
}

static const char *url_text(struct arena *a, const struct http_url *u)
{
	return arena_printf(a, "%s://%s%s%.*s", u->https ? "https" : "http", u->host, u->port ? arena_printf(a, ":%d", u->port) : "", (int)u->path.n, u->path.p);
}

static void one_page(struct look_job *job, const struct http_url *u, size_t body_max, struct http_got *ret)
{
	struct domain_look *l = job->look;
	const char *address = first_address(job->a, names_addresses(l->names, job->a, u->host));
	*ret = (struct http_got){.body = {"", 0}};
	if (!address)
		return;
	struct http_ask ask = {.address = address, .port = u->port ? u->port : u->https ? 443 : 80, .https = u->https, .host = u->host,
		.path = text_dup(job->a, u->path), .ca = l->ask->ca, .now = l->ask->now, .body_max = body_max, .until_ms = l->until};
	http_get(job->a, &ask, ret);
}

void look_page(struct look_job *job, const char *url, size_t body_max, struct look_page *r)
{
	const char *been[LOOK_STEPS_MAX + 1];
	struct http_url u, next;
	bool secure = false;
	*r = (struct look_page){0};
	if (!http_url_read(job->a, text_of(url), NULL, &u))
		return;
	for (int step = 0; step <= LOOK_STEPS_MAX; step++) {
		struct text to;
		been[step] = r->final = url_text(job->a, &u);
		for (int i = 0; i < step; i++)
			r->loop |= strcmp(been[i], been[step]) == 0;
		if (r->loop)
			return;
		r->unsafe_step |= secure && !u.https;
		secure |= u.https;
		r->steps = step;
		r->host = arena_strdup(job->a, u.host);
		one_page(job, &u, body_max, &r->got);
		r->answered = r->got.answered;
		r->first_answered |= step == 0 && r->got.answered;
		if (!r->answered || r->got.head.status < 300 || r->got.head.status > 399 || !http_head_get(&r->got.head, "location", &to) ||
			!http_url_read(job->a, to, &u, &next))
			break;
		u = next;
		if (step == 0)
			r->first = url_text(job->a, &u);
	}
	r->to_https = secure;
	r->loop |= r->answered && r->steps == LOOK_STEPS_MAX && r->got.head.status >= 300 && r->got.head.status < 400;
}

// ---- jobs

void look_mx_job(struct look_job *job)
{
	struct domain_look *l = job->look;
	struct look_mx *m = job->out;
	m->addresses = names_addresses(l->names, job->a, m->host);
	const char *address = first_address(job->a, m->addresses);
	m->inside = m->addresses && !address;
	if (!address)
		return;
	struct tls_where where = {.address = address, .port = 25, .name = m->host, .start = TLS_SMTP,
		.ca = l->ask->ca, .now = l->ask->now, .budget_ms = (int)(l->until - clock_ms())};
	tls_look(job->a, &where, &m->tls);
}

void look_web_job(struct look_job *job)
{
	struct domain_look *l = job->look;
	struct look_web *w = job->out;
	const char *addresses = names_addresses(l->names, job->a, w->host);
	w->address = first_address(job->a, addresses);
	w->inside = addresses && !w->address;
	if (!w->address)
		return;
	struct http_url u = {.https = true, .path = {"/", 1}};
	memcpy(u.host, w->host, strlen(w->host) + 1);
	one_page(job, &u, 4096, &w->https);
	look_page(job, arena_printf(job->a, "http://%s/", w->host), 1024, &w->http);
	if (w->https.connected)
		look_page(job, arena_printf(job->a, "https://%s/.well-known/security.txt", w->host), 65536, &w->contact);
	struct tls_where where = {.address = w->address, .port = 443, .name = w->host, .ca = l->ask->ca, .now = l->ask->now,
		.budget_ms = (int)(l->until - clock_ms())};
	tls_look(job->a, &where, &w->tls);
}

void look_sts_job(struct look_job *job)
{
	struct look_sts *s = job->out;
	struct http_url u = {.https = true, .path = text_of("/.well-known/mta-sts.txt")};
	if (strlen(job->host) >= sizeof u.host)
		return;
	memcpy(u.host, job->host, strlen(job->host) + 1);
	one_page(job, &u, 65536, &s->got);
}

// ---- parties

static bool ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);
	return n >= s && strcasecmp(name + n - s, suffix) == 0 && (n == s || suffix[0] == '.' || name[n - s - 1] == '.');
}

const char *look_provider(struct probe_run *run, const char *on, const char *name)
{
	struct domain_look *l = run->with;
	const char *found = NULL;
	struct rows r = db_rows(l->ask->catalogue, "SELECT name, pattern FROM cat.ref_provider WHERE record = ? ORDER BY length(pattern) DESC", "s", on);
	while (rows_next(&r, NULL))
		if (ends_in(name, rows_text(&r, 1))) {
			found = arena_strdup(run->a, rows_text(&r, 0));
			rows_end(&r);
			break;
		}
	return found;
}

static bool suffix_rule(struct db *catalogue, const char *rule)
{
	return db_int(catalogue, "SELECT count(*) FROM cat.ref_public_suffix WHERE rule = ?", 0, "s", rule) > 0;
}

const char *look_above(struct arena *a, struct db *catalogue, const char *domain)
{
	// From the shortest end on: the longest end that is a public suffix; the domain has one label more.
	const char *ends[128] = {domain};
	size_t n = 0, suffix;
	for (const char *p = domain; p && n < 128; p = strchr(p, '.'), p = p ? p + 1 : NULL)
		ends[n++] = p;
	suffix = n - 1; // where no rule fits, the last label is the suffix
	for (size_t i = n; i-- > 0;)
		if (suffix_rule(catalogue, arena_printf(a, "!%s", ends[i]))) {
			suffix = i + 1;
			break;
		} else if (suffix_rule(catalogue, ends[i]) || (i + 1 < n && suffix_rule(catalogue, arena_printf(a, "*.%s", ends[i + 1]))))
			suffix = i;
	return suffix ? ends[suffix - 1] : domain;
}

// ---- DANE

static bool tlsa_fits(const struct record_tlsa *t, struct text certificate, struct text spki)
{
	unsigned char digest[64];
	struct text what = t->selector == 1 ? spki : certificate;
	if (t->selector > 1 || !what.n)
		return false;
	if (t->matching == 0)
		return what.n == t->data.n && memcmp(what.p, t->data.p, what.n) == 0;
	size_t n = t->matching == 1 ? 32 : 64;
	return t->matching <= 2 && t->data.n == n && gnutls_hash_fast(n == 32 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512, what.p, what.n, digest) == 0 &&
	       memcmp(digest, t->data.p, n) == 0;
}

int look_dane(struct probe_run *run, const char *host, int port, const struct tls_seen *seen, int *ret_fits)
{
	struct domain_look *l = run->with;
	const struct name_answer *r = names_ask(l->names, arena_printf(run->a, "_%d._tcp.%s", port, host), RR_TLSA);
	int count = 0;
	bool fits = false;
	*ret_fits = -1;
	for (size_t i = 0; r->state == NAME_FOUND && r->trust == NAME_SECURE && i < r->n; i++) {
		struct record_tlsa t;
		if (!record_tlsa(r->data[i], &t) || (t.usage != 2 && t.usage != 3))
			continue;
		count++;
		for (int k = 0; k < (t.usage == 3 ? seen->chain_n > 0 : seen->chain_n); k++)
			fits |= tlsa_fits(&t, seen->chain[k], k ? tls_spki(run->a, seen->chain[k]) : seen->spki);
	}
	if (count && seen->chain_n)
		*ret_fits = fits;
	return count;
}

// ---- columns

void look_tls_columns(struct probe_run *run, const struct tls_seen *t)
{
	if (!t->tls)
		return;
	row_str(run, "versions", tls_versions(run->a, t->versions));
	row_flag(run, "old", (t->versions & (TLS_SSL2 | TLS_SSL3 | TLS_1_0 | TLS_1_1)) != 0);
	row_str(run, "weak", t->weak);
	if (!t->leaf.n)
		return;
	row_str(run, "subject", t->subject);
	row_str(run, "issuer", t->issuer);
	row_str(run, "names", t->names);
	row_int(run, "not_before_at", t->not_before_at);
	row_int(run, "not_after_at", t->not_after_at);
	row_flag(run, "self_signed", t->self_signed);
	row_int(run, "key_bits", t->key_bits);
	row_str(run, "signature", t->signature);
	row_str(run, "fingerprint", t->fingerprint);
	row_str(run, "fault", t->fault);
	row_int(run, "chain", t->chain_n);
}
