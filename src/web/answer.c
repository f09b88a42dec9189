// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Answers: pages, JSON, going elsewhere, refusals, each with the headers that keep browsers from being used against us; see server.h.
#include "../base/clock.h"
#include "../base/json.h"
#include "door/door.h"
#include "job.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define ZIP_MIN 1000 // bytes under which compressing gains nothing

// No script, style or picture but our own; nothing inline; no frame around us; forms go to us alone.
static const char policy[] = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	MHD_add_response_header(r, name, value);
}

void answer_headers(struct request *q, struct MHD_Response *r, bool kept)
{
	add(r, "Content-Security-Policy", policy);
	add(r, "X-Content-Type-Options", "nosniff");
	add(r, "X-Frame-Options", "DENY");
	add(r, "Referrer-Policy", "same-origin");
	add(r, "Cross-Origin-Opener-Policy", "same-origin");
	add(r, "Cross-Origin-Resource-Policy", "same-origin");
	add(r, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
	add(r, "Cache-Control", kept ? "public, max-age=31536000, immutable" : "no-store");
	if (q->port->tls)
		add(r, "Strict-Transport-Security", "max-age=31536000");
}

static enum MHD_Result queue(struct request *q, unsigned status, struct MHD_Response *r)
{
	enum MHD_Result did = MHD_queue_response(q->c, status, r);
	MHD_destroy_response(r);
	return did;
}

// ---- bodies

static bool takes_gzip(const struct request *q)
{
	const char *t = MHD_lookup_connection_value(q->c, MHD_HEADER_KIND, "Accept-Encoding");
	return t && strstr(t, "gzip");
}

// The body compressed, by malloc; NULL when that is not wanted or does not work.
static char *zipped(struct reader *r, struct text body, size_t *ret_n)
{
	z_stream *z = r->zip;
	size_t room = deflateBound(z, body.n);
	char *p = malloc(room);
	union {
		const char *in;
		Bytef *out;
	} from = {body.p};
	if (!p || deflateReset(z) != Z_OK) {
		free(p);
		return NULL;
	}
	z->next_in = from.out;
	z->avail_in = (uInt)body.n;
	z->next_out = (Bytef *)p;
	z->avail_out = (uInt)room;
	if (deflate(z, Z_FINISH) != Z_STREAM_END) {
		free(p);
		return NULL;
	}
	*ret_n = room - z->avail_out;
	return p;
}

static enum MHD_Result body(struct request *q, struct reader *r, unsigned status, const char *type, struct text t)
{
	size_t n = t.n;
	char *zip = t.n >= ZIP_MIN && takes_gzip(q) ? zipped(r, t, &n) : NULL;
	union {
		const char *in;
		void *out;
	} p = {t.p};
	struct MHD_Response *m = zip ? MHD_create_response_from_buffer(n, zip, MHD_RESPMEM_MUST_FREE)
				     : MHD_create_response_from_buffer(n, p.out, MHD_RESPMEM_MUST_COPY);
	add(m, "Content-Type", type);
	add(m, "Vary", "Accept-Encoding, Accept, Cookie");
	if (zip)
		add(m, "Content-Encoding", "gzip");
	answer_headers(q, m, false);
	return queue(q, status, m);
}

enum MHD_Result answer_raw(struct request *q, unsigned status, const char *type, char *p, size_t n, const char *disposition)
{
	struct MHD_Response *m = MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE);
	add(m, "Content-Type", type);
	if (disposition)
		add(m, "Content-Disposition", disposition);
	answer_headers(q, m, false);
	return queue(q, status, m);
}

// ---- the values of a page

static void set_int(struct page_ask *k, int i, int64_t n)
{
	k->value[i] = (struct page_value){.type = PAGE_INT, .number = n};
}

static void set_text(struct page_ask *k, int i, const char *t)
{
	k->value[i] = (struct page_value){.type = t ? PAGE_TEXT : PAGE_NULL, .text = t};
}

static void set_roles(struct page_ask *k, const struct who *who, bool people)
{
	bool in = !who->needs_step;
	set_int(k, PAGE_ME, who->member);
	set_text(k, PAGE_MY_NAME, who->name);
	set_int(k, PAGE_IS_OWNER, in && who->role == ROLE_OWNER);
	set_int(k, PAGE_IS_STAFF, in && who->role == ROLE_STAFF);
	set_int(k, PAGE_IS_SUPPLIER, in && who->role == ROLE_SUPPLIER);
	set_int(k, PAGE_IS_AUDITOR, in && who->role == ROLE_AUDITOR);
	set_int(k, PAGE_IS_SIGNER, in && who->role == ROLE_SIGNER);
	set_int(k, PAGE_IS_CHECKER, in && who->role == ROLE_CHECKER);
	set_int(k, PAGE_IS_MEMBER, in && (who->role & ROLE_MEMBER) != 0);
	set_int(k, PAGE_SUBJECT, who->subject);
	set_int(k, PAGE_READS_ONLY, who->role == ROLE_AUDITOR || who->reads_only);
	set_int(k, PAGE_IS_FIRST, !people);
}

static const char *origin_of(const struct request *q, struct arena *a)
{
	const char *host = MHD_lookup_connection_value(q->c, MHD_HEADER_KIND, "Host");
	return arena_printf(a, "%s://%s", q->port->tls ? "https" : "http", host ? host : "localhost");
}

static void set_request(struct page_ask *k, struct request *q, struct reader *r, const struct who *who, const char *page)
{
	set_text(k, PAGE_LANG, who->lang);
	set_int(k, PAGE_NOW, k->w.at);
	set_text(k, PAGE_TODAY, clock_day(r->job, k->w.at));
	set_text(k, PAGE_CSRF, who->role == ROLE_NOBODY || who->token ? "" : door_csrf_make(who, r->job));
	set_text(k, PAGE_PATH, q->url);
	set_text(k, PAGE_PAGE, page);
	set_text(k, PAGE_HOST, origin_of(q, r->job));
	set_int(k, PAGE_TLS, q->port->tls);
	set_text(k, PAGE_VERSION, q->s->version);
	set_int(k, PAGE_HERE, strncmp(q->address, "127.", 4) == 0 || strcmp(q->address, "::1") == 0);
}

// The page's own parameters. False when one of the path is not of its type: there is no such page.
static bool set_own(struct page_ask *k, struct request *q, struct reader *r, const struct who *who, const struct route *route)
{
	for (int i = 0; i < route->param_n; i++) {
		const struct route_param *p = &route->param[i];
		const char *t = NULL;
		if (p->type == PARAM_DOOR) {
			set_text(k, PAGE_PARAM_N + i, known_value(q, r, who, p->name, k->w.at));
			continue;
		}
		if (p->part >= 0)
			t = text_dup(r->job, q->part[p->part]);
		else
			t = MHD_lookup_connection_value(q->c, MHD_GET_ARGUMENT_KIND, p->name);
		bool good = t && *t && route_fits((int)p->type, text_of(t));
		if (p->part >= 0 && !good)
			return false;
		int64_t n = 0;
		if (good && p->type == PARAM_INT && text_int(text_of(t), 10, &n))
			set_int(k, PAGE_PARAM_N + i, n);
		else
			set_text(k, PAGE_PARAM_N + i, good ? t : NULL);
	}
	return true;
}

// ---- pages

static enum MHD_Result broken(struct request *q, const struct err *e)
{
	static const char text[] = "Something went wrong on our side. It was written down. / Er ging iets mis bij ons.\n";
	fprintf(stderr, "bolwerk serve: %s\n", e->text);
	return answer_raw(q, MHD_HTTP_INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", strdup(text), sizeof text - 1, NULL);
}

static enum MHD_Result draw(struct request *q, struct reader *r, unsigned status, const char *page, const struct who *who, struct page_ask *k)
{
	struct err e = {0};
	const struct page *p = page_get(r->drawer, page, who->lang, &e);
	if (!p)
		return broken(q, &e);
	// All queries of a page see the same state of the firm.
	if (!db_do(r->d, &e, "BEGIN", ""))
		return broken(q, &e);
	bool good = q->json ? page_json(r->drawer, p, k, r->out, &e) : page_html(r->drawer, p, k, r->out, &e);
	db_do(r->d, NULL, "COMMIT", "");
	if (!good)
		return broken(q, &e);
	return body(q, r, status, q->json ? "application/json" : "text/html; charset=utf-8", (struct text){r->out->p, r->out->n});
}

static void begin(struct page_ask *k, struct request *q, struct reader *r, const struct who *who, const char *page)
{
	int64_t now = clock_now();
	*k = (struct page_ask){.w = {.d = r->d, .a = r->job, .at = now, .topic_link = "/measures/"}};
	k->w.say = (struct say){r->d, r->job, who->lang, now};
	set_roles(k, who, who->role != ROLE_NOBODY || door_people_n(r->secret) > 0);
	set_request(k, q, r, who, page);
}

enum MHD_Result answer_page(struct request *q, struct reader *r, const struct who *who, const char *page, const struct route *route, unsigned status,
	const struct job *job)
{
	struct page_ask k;
	begin(&k, q, r, who, page);
	if (!set_own(&k, q, r, who, route))
		return answer_sorry(q, r, who, MHD_HTTP_NOT_FOUND, "There is no such page.");
	if (job) {
		k.typed = job_typed(job);
		k.wrong = job_wrong(job);
		struct text all = json_get_text(k.wrong, "", "");
		set_text(&k, PAGE_REFUSED, all.n ? text_dup(r->job, all) : say_word(&k.w.say, "Something is not right yet. Look at what is marked below."));
	} else if (who->role != ROLE_NOBODY) {
		const char *told = told_take(r->job, who->session);
		set_text(&k, PAGE_DONE, told ? say_text(&k.w.say, "", told) : NULL);
	}
	return draw(q, r, status, page, who, &k);
}

enum MHD_Result answer_sorry(struct request *q, struct reader *r, const struct who *who, unsigned status, const char *en)
{
	struct page_ask k;
	if (q->json) {
		struct buf *b = buf_new(r->job, 4096);
		buf_str(b, "{\"error\":");
		json_write(b, text_of(say_word(&(struct say){r->d, r->job, who->lang, 0}, en)));
		buf_str(b, "}\n");
		return body(q, r, status, "application/json", (struct text){b->p, b->n});
	}
	begin(&k, q, r, who, "sorry");
	set_text(&k, PAGE_REFUSED, say_word(&k.w.say, en));
	return draw(q, r, status, "sorry", who, &k);
}

// ---- elsewhere, and answers to actions

static void cookie(struct request *q, struct MHD_Response *m, const char *name, const char *value, int64_t seconds)
{
	char line[512];
	snprintf(line, sizeof line, "%s%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s%lld", q->port->tls ? "__Host-" : "", name, value, q->port->tls ? "; Secure" : "",
		"; Max-Age=", (long long)seconds);
	add(m, "Set-Cookie", line);
}

static void cookies(struct request *q, struct MHD_Response *m, const struct job *j)
{
	if (j->set_session)
		cookie(q, m, "bolwerk", j->set_session, *j->set_session ? DOOR_LIFE : 0);
	if (j->set_device)
		cookie(q, m, "bolwerk-device", j->set_device, (int64_t)400 * DAY);
	if (j->set_lang && say_knows(j->set_lang)) {
		char line[128];
		snprintf(line, sizeof line, "bolwerk-lang=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000", j->set_lang);
		add(m, "Set-Cookie", line);
	}
}

enum MHD_Result answer_to(struct request *q, const char *to, const struct job *job)
{
	struct MHD_Response *m = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	// Only ever to our own paths: a path of one slash, clean.
	bool own = to[0] == '/' && to[1] != '/' && to[1] != '\\' && text_clean(text_of(to));
	add(m, "Location", own ? to : "/");
	if (job)
		cookies(q, m, job);
	answer_headers(q, m, false);
	return queue(q, MHD_HTTP_SEE_OTHER, m);
}

static void json_out(struct buf *b, const struct json *v)
{
	switch (v->type) {
	case JSON_INT: buf_printf(b, "%lld", (long long)v->integer); break;
	case JSON_TRUE: buf_str(b, "true"); break;
	case JSON_FALSE: buf_str(b, "false"); break;
	case JSON_TEXT: json_write(b, v->text); break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		buf_char(b, v->type == JSON_ARRAY ? '[' : '{');
		for (const struct json *c = v->child; c; c = c->next) {
			if (v->type == JSON_OBJECT) {
				json_write(b, c->key);
				buf_char(b, ':');
			}
			json_out(b, c);
			buf_str(b, c->next ? "," : "");
		}
		buf_char(b, v->type == JSON_ARRAY ? ']' : '}');
		break;
	default: buf_str(b, "null");
	}
}

enum MHD_Result answer_job_json(struct request *q, const struct job *job, bool good)
{
	struct buf *b = buf_new(q->a, BODY_JSON_MAX);
	if (!good) {
		const struct json *wrong = job_wrong(job);
		buf_str(b, "{\"ok\":false,\"errors\":");
		if (wrong)
			json_out(b, wrong);
		else
			buf_str(b, "{}");
		buf_char(b, '}');
	} else if (job->data)
		json_out(b, job->data);
	else {
		buf_str(b, "{\"ok\":true,\"to\":");
		json_write(b, text_of(job->to ? job->to : ""));
		buf_char(b, '}');
	}
	struct MHD_Response *m = MHD_create_response_from_buffer(b->n, b->p, MHD_RESPMEM_MUST_COPY);
	add(m, "Content-Type", "application/json");
	cookies(q, m, job);
	answer_headers(q, m, false);
	return queue(q, good ? MHD_HTTP_OK : job->failed ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_UNPROCESSABLE_CONTENT, m);
}
