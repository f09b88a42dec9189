// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Gives messages to one mail server; see send.h. The certificate and its name are checked always, TLS 1.2 at least; a proxy of the environment
// and a file .netrc are never used.
#include "send.h"
#include "../core/mime.h"

#include <curl/curl.h>
#include <string.h>

#define CONNECT_S 20 // seconds to reach the server
#define SEND_S 120   // seconds for one message, well below MAIL_LEASE

struct send {
	CURL *curl;
	struct send_server server;
	struct text rest; // of the message that is being sent
	char said[CURL_ERROR_SIZE];
	char answer[128]; // the last line of the server, what can be shown of it
};

// ---- settings

static bool loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

bool send_server_read(struct arena *a, const char *server, const char *security, struct send_server *ret, struct err *e)
{
	struct text t = text_of(server), host = t, port = {"", 0};
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", v6[] = "0123456789abcdefABCDEF:.";
	const char *colon = strrchr(server, ':');
	if (colon) {
		host = (struct text){server, (size_t)(colon - server)};
		port = text_of(colon + 1);
	}
	bool six = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	if (six)
		host = (struct text){host.p + 1, host.n - 2};
	const char *h = text_dup(a, host);
	if (!host.n || host.n > 253 || h[0] == '-' || strspn(h, six ? v6 : name) != host.n || !text_int(port, 10, &ret->port) || ret->port < 1 ||
		ret->port > 65535)
		return err_set(e, "the mail server is written as mail.example.be:587, not \"%s\"", server);
	ret->host = six ? arena_printf(a, "[%s]", h) : h;
	ret->security = strcmp(security, "tls") == 0 ? SEND_TLS : strcmp(security, "none") == 0 ? SEND_NONE : SEND_STARTTLS;
	if (ret->security == SEND_STARTTLS && strcmp(security, "starttls") != 0)
		return err_set(e, "the security of the mail server is starttls, tls or none, not \"%s\"", security);
	return ret->security != SEND_NONE || loopback(h) ||
		err_set(e, "without encryption, messages may only go to a mail server on this computer, not to \"%s\"", h);
}

// ---- sending

static size_t give(char *to, size_t size, size_t n, void *arg)
{
	struct send *s = arg;
	size_t take = size * n < s->rest.n ? size * n : s->rest.n;
	memcpy(to, s->rest.p, take);
	s->rest = text_after(s->rest, take);
	return take;
}

static size_t hear(char *from, size_t size, size_t n, void *arg)
{
	struct send *s = arg;
	size_t end = 0;
	for (size_t i = 0; i < size * n && end + 1 < sizeof s->answer; i++)
		if (from[i] >= ' ' && from[i] < 127)
			s->answer[end++] = from[i];
	s->answer[end] = 0;
	return size * n;
}

static void send_end(void *arg)
{
	struct send *s = arg;
	curl_easy_cleanup(s->curl);
}

static bool set(struct send *s, struct arena *a)
{
	const struct send_server *v = &s->server;
	const char *url = arena_printf(a, "%s://%s:%d", v->security == SEND_TLS ? "smtps" : "smtp", v->host, (int)v->port);
	CURL *c = s->curl;
	bool good = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_USE_SSL, v->security == SEND_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK && curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)SEND_S) == CURLE_OK && curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->said) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_READFUNCTION, give) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_READDATA, s) == CURLE_OK && curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_HEADERDATA, s) == CURLE_OK;
	if (good && *v->user)
		good = curl_easy_setopt(c, CURLOPT_USERNAME, v->user) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PASSWORD, v->password) == CURLE_OK;
	if (good && v->ca)
		good = curl_easy_setopt(c, CURLOPT_CAINFO, v->ca) == CURLE_OK && curl_easy_setopt(c, CURLOPT_CAPATH, NULL) == CURLE_OK;
	return good && curl_easy_setopt(c, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", v->from)) == CURLE_OK;
}

struct send *send_new(struct arena *a, const struct send_server *server, struct err *e)
{
	struct send *s = arena_alloc(a, sizeof *s);
	s->server = *server;
	s->curl = curl_easy_init();
	if (!s->curl) {
		err_set(e, "libcurl cannot start");
		return NULL;
	}
	arena_defer(a, send_end, s);
	if (set(s, a))
		return s;
	err_set(e, "libcurl lacks something that sending needs");
	return NULL;
}

// A server that answered with a number refuses this message; one that did not get as far cannot be talked to.
static enum send_result judge(CURLcode rc, long code)
{
	if (rc == CURLE_OK)
		return SEND_DONE;
	if (rc != CURLE_SEND_ERROR && rc != CURLE_RECV_ERROR && rc != CURLE_WEIRD_SERVER_REPLY && rc != CURLE_UPLOAD_FAILED)
		return SEND_NO_SERVER;
	return code >= 550 && code <= 555 ? SEND_REFUSED : SEND_LATER;
}

enum send_result send_one(struct send *s, const struct mail_waiting *m, int64_t at, struct err *e)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a, (size_t)4 << 20);
	const struct mime mime = {s->server.from, m->to, m->subject, m->body, m->lang, m->message_id, at};
	mime_write(b, &mime);
	s->rest = (struct text){b->p, b->n};
	s->said[0] = s->answer[0] = 0;
	struct curl_slist *to = curl_slist_append(NULL, arena_printf(a, "<%s>", m->to));
	enum send_result result = SEND_LATER;
	long code = 0;
	if (b->over || !to || curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to) != CURLE_OK)
		err_set(e, "the message is too large");
	else {
		CURLcode rc = curl_easy_perform(s->curl);
		curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
		result = judge(rc, code);
		if (rc != CURLE_OK)
			err_set(e, "the mail server %s: %s%s%s%s", s->server.host, s->said[0] ? s->said : curl_easy_strerror(rc), *s->answer ? " (" : "",
				s->answer, *s->answer ? ")" : "");
	}
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(to);
	arena_free(a);
	return result;
}
