// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The ports and the life of a request; see server.h. Limits keep slow, half and huge requests from holding up others: a head of 32 KB,
// bodies as server.h says, 20 s without a byte, 100 connections of one address and 1,000 in all.
#include "server.h"
#include "../base/clock.h"
#include "../base/json.h"
#include "door/door.h"
#include "job.h"
#include "progress.h"
#include "writer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIR_MEMORY 4096

static const char *header(const struct request *q, const char *name)
{
	return MHD_lookup_connection_value(q->c, MHD_HEADER_KIND, name);
}

// ---- who asks

static void address_of(struct request *q)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(q->c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = info ? info->client_addr : NULL;
	if (sa && sa->sa_family == AF_INET6) {
		const struct in6_addr *in = &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;
		if (IN6_IS_ADDR_V4MAPPED(in))
			inet_ntop(AF_INET, &in->s6_addr[12], q->address, sizeof q->address);
		else
			inet_ntop(AF_INET6, in, q->address, sizeof q->address);
	} else if (sa && sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, q->address, sizeof q->address);
}

static bool from_here(const struct request *q)
{
	return strncmp(q->address, "127.", 4) == 0 || strcmp(q->address, "::1") == 0;
}

static const char *cookie(const struct request *q, const char *plain, const char *secure)
{
	const char *t = MHD_lookup_connection_value(q->c, MHD_COOKIE_KIND, q->port->tls ? secure : plain);
	return t ? t : "";
}

// Finds who asks: an API token, a session, or nobody.
static void who_asks(struct request *q, struct reader *r, struct arena *a, struct who *who)
{
	const char *bearer = header(q, "Authorization"), *session = cookie(q, "bolwerk", "__Host-bolwerk");
	bool touch = false, found = false;
	*who = (struct who){.role = ROLE_NOBODY, .name = ""};
	if (bearer && strncmp(bearer, "Bearer ", 7) == 0)
		found = door_token_who(r->secret, a, text_of(bearer + 7), clock_now(), who, &touch);
	else if (*session)
		found = door_who(r->secret, a, text_of(session), clock_now(), who, &touch);
	// A personal link ends with who has it: that they left, the secret file does not know.
	if (found && who->link && who->member && door_gone(r->d, who->member, clock_now()))
		found = false;
	if (!found)
		*who = (struct who){.role = ROLE_NOBODY};
	else if (touch)
		writer_touch(q->s->writer, who->session, who->token);
	const char *name = found ? db_text(r->d, a, "SELECT name FROM member WHERE id=?1", "i", who->member) : NULL;
	who->name = name ? name : "";
	if (!who->lang || !say_knows(who->lang)) {
		const char *lang = MHD_lookup_connection_value(q->c, MHD_COOKIE_KIND, "bolwerk-lang");
		who->lang = lang && say_knows(lang) ? arena_strdup(a, lang) : say_accepted(header(q, "Accept-Language"));
	}
}

// ---- names by which we are found: an address, localhost, our own names; anything else is somebody's trick

static bool host_known(const struct request *q)
{
	const char *host = header(q, "Host");
	if (!host || strlen(host) > 255)
		return false;
	char name[256];
	unsigned char bytes[16];
	size_t n = host[0] == '[' ? strcspn(host, "]") : strcspn(host, ":");
	const char *from = host[0] == '[' ? host + 1 : host;
	n -= host[0] == '[';
	const char *port = from + n + (host[0] == '[' && from[n] == ']');
	if (*port && (*port != ':' || port[1 + strspn(port + 1, "0123456789")])) // what stands behind a name goes into links and mails
		return false;
	memcpy(name, from, n);
	name[n] = 0;
	if (inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1 || strcasecmp(name, "localhost") == 0)
		return true;
	for (const char *const *own = q->s->names; own && *own; own++)
		if (strcasecmp(name, *own) == 0)
			return true;
	return false;
}

// ---- GET

static bool role_may(const struct who *who, const struct route *route)
{
	return (who->role & route->may) && !who->needs_step;
}

static enum MHD_Result no_entry(struct request *q, struct reader *r, const struct who *who)
{
	static const struct {
		unsigned role;
		const char *path;
	} first[] = {{ROLE_SUPPLIER, "/requests"}, {ROLE_SIGNER, "/sign"}, {ROLE_CHECKER, "/selfcheck"}};
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		if (who->role == first[i].role && !who->needs_step && !q->json && strcmp(q->url, "/") == 0)
			return answer_to(q, first[i].path, NULL);
	if (who->role != ROLE_NOBODY && !who->needs_step)
		return answer_sorry(q, r, who, MHD_HTTP_FORBIDDEN, "This page is not for you. The owner can give you access.");
	if (q->json)
		return answer_sorry(q, r, who, MHD_HTTP_UNAUTHORIZED, "Log in first, or send a key.");
	if (who->needs_step)
		return answer_to(q, "/step", NULL);
	if (door_people_n(r->secret) == 0)
		return answer_to(q, "/start", NULL);
	const char *to = strcmp(q->url, "/") == 0 ? "" : arena_printf(r->job, "?to=%s", q->url);
	return answer_to(q, arena_printf(r->job, "/login%s", text_clean(text_of(to)) && !strpbrk(to, " \"<>&#%") ? to : ""), NULL);
}

// The certificate of our own authority, for a device to install.
static enum MHD_Result authority(struct request *q)
{
	char *p = malloc(q->s->ca.n);
	if (!p)
		return MHD_NO;
	memcpy(p, q->s->ca.p, q->s->ca.n);
	return answer_raw(q, MHD_HTTP_OK, "application/x-x509-ca-cert", p, q->s->ca.n, "attachment; filename=\"bolwerk.crt\"");
}

#ifdef BOLWERK_PLANTED // holes that scanners must find: tests/web/planted.c, in one test build alone
enum MHD_Result planted_answer(struct request *q);
#endif

static enum MHD_Result get(struct request *q)
{
	struct who who;
#ifdef BOLWERK_PLANTED
	if (strncmp(q->url, "/planted/", 9) == 0)
		return planted_answer(q);
#endif
	if (strncmp(q->url, "/static/", 8) == 0)
		return static_answer(q, q->url + 8);
	struct reader *r = reader_mine(q->s);
	if (!r)
		return MHD_NO;
	who_asks(q, r, r->job, &who);
	if (!host_known(q))
		return answer_sorry(q, r, &who, MHD_HTTP_MISDIRECTED_REQUEST, "We are not known by this name. Use the address that Bolwerk printed.");
	if (strcmp(q->url, "/bolwerk.crt") == 0 && q->s->ca.n)
		return authority(q);
	if (strcmp(q->url, "/progress") == 0)
		return !who.needs_step && who.role & (ROLE_OWNER | ROLE_STAFF) ? progress_answer(q) : no_entry(q, r, &who);
	if (strncmp(q->url, "/file/", 6) == 0 && !who.needs_step && who.role & ROLE_MEMBER)
		return answer_file(q, r, &who, q->url + 6);
	if (text_ends(text_of(q->url), ".csv") && !who.needs_step && who.role & ROLE_MEMBER)
		return answer_list(q, r, &who, q->url);
	const struct route *route = route_find(q->s, q->url, false, q->part);
	if (!route)
		return answer_sorry(q, r, &who, MHD_HTTP_NOT_FOUND, "There is no such page.");
	if (!role_may(&who, route) && !(who.needs_step && strcmp(q->url, "/step") == 0))
		return no_entry(q, r, &who);
	return answer_page(q, r, &who, route->page, route, MHD_HTTP_OK, NULL);
}

// ---- POST: the body

static bool more(struct pair *p, const char *data, size_t n)
{
	if (!p->p || p->n + n + 1 > p->room) {
		size_t room = (p->n + n + 1) * 2;
		char *grown = realloc(p->p, room);
		if (!grown)
			return false;
		p->p = grown;
		p->room = room;
	}
	memcpy(p->p + p->n, data, n);
	p->n += n;
	p->p[p->n] = 0;
	return true;
}

static enum MHD_Result on_pair(void *cls, enum MHD_ValueKind kind, const char *key, const char *file_name, const char *type, const char *encoding,
	const char *data, uint64_t off, size_t n)
{
	struct request *q = cls;
	(void)kind;
	(void)type;
	(void)encoding;
	if (off && !q->pair_n)
		return MHD_NO;
	if (!off) {
		if (q->pair_n >= PAIRS_MAX || strlen(key) > 100) {
			q->refused = MHD_HTTP_BAD_REQUEST;
			return MHD_NO;
		}
		struct pair *p = &q->pair[q->pair_n++];
		*p = (struct pair){.name = strdup(key), .file_name = file_name ? strndup(file_name, 200) : NULL};
	}
	return more(&q->pair[q->pair_n - 1], data, n) ? MHD_YES : MHD_NO;
}

// ---- POST: the head, before a byte of the body is taken

static bool same_site(const struct request *q)
{
	const char *site = header(q, "Sec-Fetch-Site"), *origin = header(q, "Origin"), *host = header(q, "Host");
	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return false;
	if (!origin)
		return true;
	const char *rest = strstr(origin, "://");
	return rest && host && strcasecmp(rest + 3, host) == 0;
}

// Whether who asks may do this at all (0), else the status of the refusal: large bodies are kept in memory, and not for strangers.
static unsigned stranger(struct request *q)
{
	struct reader *r = reader_mine(q->s);
	struct who who;
	if (!r)
		return MHD_HTTP_SERVICE_UNAVAILABLE;
	who_asks(q, r, r->job, &who);
	if (role_may(&who, q->route) && !who.reads_only)
		return 0;
	return who.role == ROLE_NOBODY ? MHD_HTTP_UNAUTHORIZED : MHD_HTTP_FORBIDDEN;
}

static void post_head(struct request *q)
{
	const char *length = header(q, "Content-Length"), *type = header(q, "Content-Type");
	int64_t n = 0;
	bool form = type && (strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0 || strncasecmp(type, "multipart/form-data", 19) == 0);
	bool json = type && strncasecmp(type, "application/json", 16) == 0;
	q->limit = BODY_MAX;
	if (!q->route) {
		q->refused = MHD_HTTP_NOT_FOUND;
		return;
	}
	for (const struct field *f = q->route->action->fields; f && f->name; f++)
		if (f->type == FIELD_FILE || (f->type == FIELD_LONG && f->max > (int64_t)BODY_MAX / 2))
			q->limit = UPLOAD_MAX;
	if (!host_known(q))
		q->refused = MHD_HTTP_MISDIRECTED_REQUEST;
	else if (!same_site(q))
		q->refused = MHD_HTTP_FORBIDDEN;
	else if (length && (!text_int(text_of(length), 10, &n) || n < 0 || (uint64_t)n > q->limit))
		q->refused = MHD_HTTP_CONTENT_TOO_LARGE;
	else if (q->limit > BODY_MAX)
		q->refused = stranger(q);
	if (q->refused)
		return;
	if (form)
		q->post = MHD_create_post_processor(q->c, PAIR_MEMORY, on_pair, q);
	else if (json)
		q->raw = buf_new(q->a, BODY_MAX);
	else if (n > 0 || !length)
		q->refused = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
}

static void post_body(struct request *q, const char *data, size_t n)
{
	q->bytes += n;
	if (q->bytes > q->limit)
		q->refused = MHD_HTTP_CONTENT_TOO_LARGE;
	if (q->refused)
		return;
	if (q->post && MHD_post_process(q->post, data, n) != MHD_YES && !q->refused)
		q->refused = MHD_HTTP_BAD_REQUEST;
	if (q->raw)
		buf_add(q->raw, data, n);
}

// ---- POST: the job

// {"name": "text" or number or true} of an API as pairs.
static bool json_pairs(struct request *q, struct job *j, struct job_pair *pair, struct err *e)
{
	struct json *o;
	if (!json_read(q->a, (struct text){q->raw->p, q->raw->n}, 4, &o, e) || o->type != JSON_OBJECT)
		return false;
	for (const struct json *m = o->child; m && j->pair_n < PAIRS_MAX; m = m->next) {
		const char *t = m->type == JSON_INT ? arena_printf(q->a, "%lld", (long long)m->integer) : m->type == JSON_TRUE ? "1" : text_dup(q->a, m->text);
		if (m->type == JSON_NULL || m->type == JSON_FALSE)
			continue;
		pair[j->pair_n++] = (struct job_pair){text_dup(q->a, m->key), t, NULL, strlen(t)};
	}
	return true;
}

static bool all_pairs(struct request *q, struct job *j)
{
	struct job_pair *pair = arena_alloc(q->a, (PAIRS_MAX + 8) * sizeof *pair);
	struct err e = {0};
	j->pair = pair;
	for (int i = 0; i < q->pair_n; i++)
		pair[j->pair_n++] = (struct job_pair){q->pair[i].name, q->pair[i].p ? q->pair[i].p : "", q->pair[i].file_name, q->pair[i].n};
	if (q->raw && !json_pairs(q, j, pair, &e))
		return false;
	struct text rest = text_of(q->route->path), inside;
	for (int i = 0; text_cut(rest, '{', NULL, &rest) && text_cut(rest, '}', &inside, &rest); i++)
		pair[j->pair_n++] = (struct job_pair){text_dup(q->a, inside), text_dup(q->a, q->part[i]), NULL, q->part[i].n};
	return true;
}

static bool token_right(const struct request *q, const struct job *j)
{
	if (j->who.token || j->who.role == ROLE_NOBODY)
		return true;
	for (size_t i = 0; i < j->pair_n; i++)
		if (strcmp(j->pair[i].name, "csrf") == 0)
			return door_csrf_is(&j->who, (struct text){j->pair[i].value, j->pair[i].n});
	return q->raw && header(q, "X-Csrf") && door_csrf_is(&j->who, text_of(header(q, "X-Csrf")));
}

static void make_job(struct request *q, struct reader *r)
{
	struct job *j = q->job = arena_alloc(q->a, sizeof *j);
	const char *browser = header(q, "User-Agent");
	*j = (struct job){.a = q->a, .action = q->route->action, .address = q->address, .tls = q->port->tls, .now = clock_now(), .here = from_here(q)};
	j->browser = arena_strndup(q->a, browser ? browser : "", browser ? strnlen(browser, 200) : 0);
	j->device = text_of(arena_strdup(q->a, cookie(q, "bolwerk-device", "__Host-bolwerk-device")));
	j->start_code = q->s->start_code;
	j->trusted = q->s->trusted;
	j->reach = q->s->address;
	j->db_path = q->s->db_path;
	j->ask_fd = q->s->ask_fd;
	j->errors = buf_new(q->a, 65536);
	j->host = arena_strdup(q->a, header(q, "Host") ? header(q, "Host") : "localhost");
	who_asks(q, r, q->a, &j->who);
	j->say = (struct say){r->d, q->a, j->who.lang, j->now};
}

// Checks all that needs no writing. 0 when the job may go on, else the status of the refusal.
static unsigned check_job(struct request *q, struct reader *r)
{
	make_job(q, r);
	struct job *j = q->job;
	bool step = j->who.needs_step && (strcmp(q->url, "/step") == 0 || strcmp(q->url, "/logout") == 0);
	if (!(j->who.role & q->route->may) || (j->who.needs_step && !step))
		return j->who.role == ROLE_NOBODY ? MHD_HTTP_UNAUTHORIZED : MHD_HTTP_FORBIDDEN;
	if (j->who.reads_only)
		return MHD_HTTP_FORBIDDEN;
	if (!all_pairs(q, j))
		return MHD_HTTP_BAD_REQUEST;
	if (!token_right(q, j))
		return MHD_HTTP_FORBIDDEN;
	job_read(j);
	if (j->errors->n)
		return MHD_HTTP_UNPROCESSABLE_CONTENT;
	return 0;
}

static enum MHD_Result refuse(struct request *q, struct reader *r, unsigned status)
{
	struct who nobody = {.role = ROLE_NOBODY, .name = "", .lang = say_accepted(header(q, "Accept-Language"))};
	const struct who *who = q->job ? &q->job->who : &nobody;
	switch (status) {
	case MHD_HTTP_NOT_FOUND: return answer_sorry(q, r, who, status, "There is no such page.");
	case MHD_HTTP_CONTENT_TOO_LARGE: return answer_sorry(q, r, who, status, "That is too large for us.");
	case MHD_HTTP_UNAUTHORIZED:
		if (!q->json)
			return answer_to(q, "/login", NULL);
		return answer_sorry(q, r, who, status, "Log in first, or send a key.");
	case MHD_HTTP_FORBIDDEN: return answer_sorry(q, r, who, status, "You may not do this, or this page was open for too long. Go back and try again.");
	case MHD_HTTP_MISDIRECTED_REQUEST:
		return answer_sorry(q, r, who, status, "We are not known by this name. Use the address that Bolwerk printed.");
	case MHD_HTTP_SERVICE_UNAVAILABLE: return answer_sorry(q, r, who, status, "Too many people ask at once. Try again in a moment.");
	default: return answer_sorry(q, r, who, status, "We could not read what was sent.");
	}
}

// The page that is drawn again for a refused form: the action's page with its {parameters} filled in.
static enum MHD_Result refused_page(struct request *q, struct reader *r)
{
	struct job *j = q->job;
	if (q->json)
		return answer_job_json(q, j, false);
	const char *path = j->action->page ? j->action->page : j->action->path;
	struct buf *url = buf_new(q->a, 2048);
	struct text rest = text_of(path), left, inside;
	while (text_cut(rest, '{', &left, &rest) && text_cut(rest, '}', &inside, &rest)) {
		buf_add(url, left.p, left.n);
		buf_str(url, job_text(j, text_dup(q->a, inside)));
	}
	buf_add(url, rest.p, rest.n);
	const struct route *route = route_find(q->s, url->p, false, q->part);
	if (!route || (!role_may(&j->who, route) && !(j->who.needs_step && strcmp(route->path, "/step") == 0)))
		return answer_sorry(q, r, &j->who, MHD_HTTP_UNPROCESSABLE_CONTENT, "We could not read what was sent.");
	return answer_page(q, r, &j->who, route->page, route, j->failed ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_UNPROCESSABLE_CONTENT, j);
}

static enum MHD_Result finish(struct request *q, struct reader *r)
{
	if (!q->good)
		return refused_page(q, r);
	if (q->json)
		return answer_job_json(q, q->job, true);
	if (q->job->say_done)
		told_put(q->job->who.session, q->job->say_done);
	const char *to = q->job->to ? q->job->to : q->job->action->page ? q->job->action->page : q->job->action->path;
	return answer_to(q, strchr(to, '{') ? "/" : to, q->job);
}

void request_done(struct request *q, bool good)
{
	q->good = good;
	q->done = true;
	MHD_resume_connection(q->c);
}

static enum MHD_Result post_end(struct request *q)
{
	struct reader *r = reader_mine(q->s);
	if (!r)
		return MHD_NO;
	if (q->refused)
		return refuse(q, r, q->refused);
	unsigned status = check_job(q, r);
	if (status == MHD_HTTP_UNPROCESSABLE_CONTENT)
		return refused_page(q, r);
	if (status)
		return refuse(q, r, status);
	q->waiting = true;
	MHD_suspend_connection(q->c);
	if (!writer_put(q->s->writer, q)) {
		q->waiting = false;
		q->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
		q->done = true;
		MHD_resume_connection(q->c);
	}
	return MHD_YES;
}

static enum MHD_Result post(struct request *q, const char *data, size_t *n)
{
	if (*n) {
		post_body(q, data, *n);
		*n = 0;
		return MHD_YES;
	}
	if (!q->done)
		return post_end(q);
	struct reader *r = reader_mine(q->s);
	if (!r)
		return MHD_NO;
	q->job->say.d = r->d; // the writer's connection is the writer's again
	return q->refused ? refuse(q, r, q->refused) : finish(q, r);
}

// ---- the library calls

static int get_seen; // only its address counts: a GET was announced

static struct request *post_new(struct port *port, struct MHD_Connection *c, const char *url)
{
	struct arena *a = arena_new();
	struct request *q = arena_alloc(a, sizeof *q);
	*q = (struct request){.port = port, .s = port->server, .c = c, .a = a, .method = "POST", .url = arena_strdup(a, url)};
	q->pair = arena_alloc(a, PAIRS_MAX * sizeof *q->pair);
	q->route = route_find(q->s, q->url, true, q->part);
	address_of(q);
	post_head(q);
	return q;
}

static bool wants_json(const struct request *q)
{
	const char *accept = header(q, "Accept");
	return accept && strncmp(accept, "application/json", 16) == 0;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version, const char *data,
	size_t *n, void **mine)
{
	struct port *port = cls;
	(void)version;
	bool is_get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	if (is_get && !*mine) { // the body of a GET, if there is one, is not wanted
		*mine = &get_seen;
		return MHD_YES;
	}
	if (is_get) {
		*n = 0;
		struct request q = {.port = port, .s = port->server, .c = c, .url = url, .method = method};
		q.json = wants_json(&q);
		address_of(&q);
		return get(&q);
	}
	if (strcmp(method, "POST") != 0)
		return answer_raw(&(struct request){.port = port, .s = port->server, .c = c, .url = url, .method = method}, MHD_HTTP_METHOD_NOT_ALLOWED,
			"text/plain", strdup("GET, HEAD or POST\n"), 18, NULL);
	if (!*mine) {
		struct request *q = post_new(port, c, url);
		q->json = wants_json(q);
		*mine = q;
		// A body that is too large, or a large one of a stranger, is not waited for.
		return q->refused == MHD_HTTP_CONTENT_TOO_LARGE || (q->refused && q->limit > BODY_MAX) ? post_end(q) : MHD_YES;
	}
	return post(*mine, data, n);
}

static void on_end(void *cls, struct MHD_Connection *c, void **mine, enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)c;
	(void)why;
	struct request *q = *mine;
	if (!q || *mine == &get_seen)
		return;
	for (int i = 0; i < q->pair_n; i++) {
		free(q->pair[i].name);
		free(q->pair[i].file_name);
		if (q->pair[i].p)
			sodium_memzero(q->pair[i].p, q->pair[i].n); // it may be a password
		free(q->pair[i].p);
	}
	if (q->post)
		MHD_destroy_post_processor(q->post);
	arena_free(q->a);
	*mine = NULL;
}

// A NUL in an address would end it early for us and not for others: it becomes a character that no path has.
static size_t unescape(void *cls, struct MHD_Connection *c, char *s)
{
	(void)cls;
	(void)c;
	for (char *p = s; (p = strstr(p, "%00")) != NULL;)
		p[2] = '1';
	return MHD_http_unescape(s);
}

static struct MHD_Daemon *daemon_on(struct port *p, int fd, const char *cert, const char *key)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (p->tls ? MHD_USE_TLS : 0);
	union {
		const char *in;
		void *out;
	} c = {cert}, k = {key}, prio = {"SECURE128:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3:%SERVER_PRECEDENCE"};
	struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, c.out}, {MHD_OPTION_HTTPS_MEM_KEY, 0, k.out}, {MHD_OPTION_HTTPS_PRIORITIES, 0, prio.out},
		{MHD_OPTION_END, 0, NULL}};
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, p, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)p->threads, MHD_OPTION_CONNECTION_TIMEOUT, 20U, MHD_OPTION_CONNECTION_LIMIT, 1000U,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, 100U, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32 * 1024, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
		p->tls ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
}

struct port *server_listen(struct server *s, int fd, bool tls, const char *cert, const char *key, int threads, struct err *e)
{
	struct port *p = arena_alloc(s->a, sizeof *p);
	*p = (struct port){.server = s, .tls = tls, .threads = threads};
	p->daemon = daemon_on(p, fd, cert, key);
	if (!p->daemon) {
		err_set(e, "the port could not be served");
		return NULL;
	}
	return p;
}

bool server_renew(struct port *p, const char *cert, const char *key, struct err *e)
{
	int fd = (int)MHD_quiesce_daemon(p->daemon);
	struct MHD_Daemon *fresh = fd < 0 ? NULL : daemon_on(p, fd, cert, key);
	if (!fresh)
		return err_set(e, "the port could not be served with the new certificate");
	// The old one takes no more connections; its threads sleep until the end (a certificate is renewed a few times a year).
	p->daemon = fresh;
	return true;
}
