// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Gentle connections; see gentle.h.
#include "gentle.h"
#include "../../base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MS 900    // how long a device has to answer the first time
#define KNOWN_MS 350    // and when it answered within a few milliseconds before
#define SEND_MS 2000    // for taking what is sent
#define GOODBYE_MS 1000 // for ending a connection on its side
#define TLS_MS 3000     // for the whole beginning of TLS

void gentle_begin(struct gentle *d, struct arena *a, const struct address *address, unsigned scope, int ms)
{
	*d = (struct gentle){.a = a, .address = *address, .scope = scope, .until = clock_ms() + ms, .pause_ms = 40, .fastest_ms = -1};
}

static bool ready(int fd, short what, int64_t ms)
{
	int64_t end = clock_ms() + ms;
	for (;;) {
		struct pollfd p = {fd, what, 0};
		int left = (int)(end - clock_ms()), n = poll(&p, 1, left > 0 ? left : 0);
		if (n >= 0 || errno != EINTR)
			return n > 0;
	}
}

static void rest(int64_t until)
{
	int64_t ms = until - clock_ms();
	if (ms > 0)
		nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static enum gentle_result answered(struct gentle *d, int64_t began, enum gentle_result r)
{
	int64_t took = clock_ms() - began;
	d->silent = 0;
	if (d->fastest_ms < 0 || took < d->fastest_ms)
		d->fastest_ms = took;
	d->free_at = clock_ms() + (r == GENTLE_OPEN ? d->pause_ms : d->pause_ms / 10);
	return r;
}

enum gentle_result gentle_open(struct gentle *d, int port, struct line *ret)
{
	struct sockaddr_storage to;
	*ret = (struct line){.dial = d, .fd = -1};
	rest(d->free_at);
	int64_t began = clock_ms();
	if (began >= d->until)
		return GENTLE_OVER;
	socklen_t n = address_socket(&d->address, port, d->scope, &to);
	int fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), fault = 0;
	if (fd < 0)
		return GENTLE_OVER;
	int rc = connect(fd, (struct sockaddr *)&to, n);
	if (rc < 0 && errno == EINPROGRESS) {
		bool came = ready(fd, POLLOUT, d->fastest_ms >= 0 && d->fastest_ms < 100 ? KNOWN_MS : FIRST_MS);
		socklen_t size = sizeof fault;
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size);
		rc = came && !fault ? 0 : -1;
		errno = came ? fault : ETIMEDOUT;
	}
	if (rc == 0) {
		ret->fd = fd;
		return answered(d, began, GENTLE_OPEN);
	}
	bool refused = errno == ECONNREFUSED || errno == ECONNRESET;
	close(fd);
	if (refused)
		return answered(d, began, GENTLE_REFUSED);
	d->silent++;
	d->free_at = clock_ms() + d->pause_ms / 10;
	return GENTLE_SILENT;
}

static int64_t within(const struct line *l, int64_t ms)
{
	int64_t left = l->dial->until - clock_ms();
	return left < ms ? (left > 0 ? left : 0) : ms;
}

bool gentle_tls(struct line *l)
{
	gnutls_certificate_credentials_t trust;
	int64_t end = clock_ms() + within(l, TLS_MS);
	if (gnutls_certificate_allocate_credentials(&trust) < 0)
		return false;
	arena_defer(l->dial->a, (void (*)(void *))gnutls_certificate_free_credentials, trust);
	if (gnutls_init(&l->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0)
		return false;
	gnutls_priority_set_direct(l->tls, "LEGACY:+VERS-ALL:%COMPAT:%VERIFY_ALLOW_SIGN_WITH_SHA1:%VERIFY_ALLOW_BROKEN", NULL);
	gnutls_credentials_set(l->tls, GNUTLS_CRD_CERTIFICATE, trust);
	gnutls_transport_set_int(l->tls, l->fd);
	for (;;) {
		int rc = gnutls_handshake(l->tls);
		if (rc == 0)
			return true;
		int64_t left = end - clock_ms();
		l->spoke_tls = rc == GNUTLS_E_FATAL_ALERT_RECEIVED || rc == GNUTLS_E_UNSUPPORTED_VERSION_PACKET || rc == GNUTLS_E_DH_PRIME_UNACCEPTABLE ||
			       rc == GNUTLS_E_INSUFFICIENT_SECURITY;
		if (gnutls_error_is_fatal(rc) || left <= 0 || (rc == GNUTLS_E_AGAIN && !ready(l->fd, gnutls_record_get_direction(l->tls) ? POLLOUT : POLLIN, left)))
			break;
	}
	gnutls_deinit(l->tls);
	l->tls = NULL;
	l->ended = true;
	return false;
}

bool gentle_send(struct line *l, const void *p, size_t n)
{
	int64_t end = clock_ms() + within(l, SEND_MS);
	const char *from = p;
	while (n && !l->ended) {
		ssize_t did = l->tls ? gnutls_record_send(l->tls, from, n) : send(l->fd, from, n, MSG_NOSIGNAL);
		bool wait = l->tls ? did == GNUTLS_E_AGAIN || did == GNUTLS_E_INTERRUPTED : did < 0 && (errno == EAGAIN || errno == EINTR);
		if (did > 0) {
			from += did;
			n -= (size_t)did;
		} else if (!wait || !ready(l->fd, POLLOUT, end - clock_ms()))
			return false;
	}
	return n == 0;
}

bool gentle_say(struct line *l, const char *s)
{
	return gentle_send(l, s, strlen(s));
}

// Some bytes within ms; 0: none. What is waited for in TLS may be records that hold none.
static size_t some(struct line *l, char *p, size_t n, int64_t ms)
{
	int64_t end = clock_ms() + within(l, ms);
	while (!l->ended && l->heard < GENTLE_HEAR_MAX) {
		ssize_t got = l->tls ? gnutls_record_recv(l->tls, p, n) : recv(l->fd, p, n, 0);
		bool wait = l->tls ? got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED : got < 0 && (errno == EAGAIN || errno == EINTR);
		if (got > 0) {
			l->heard += (size_t)got;
			return (size_t)got;
		}
		if (!wait)
			l->ended = true;
		else if (!ready(l->fd, POLLIN, end - clock_ms()))
			return 0;
	}
	return 0;
}

static struct text hear(struct line *l, size_t max, int first_ms, int quiet_ms, bool a_line)
{
	struct buf *b = buf_new(l->dial->a, max);
	char part[4096];
	int64_t end = clock_ms() + within(l, first_ms + 4 * (int64_t)quiet_ms); // drops that never end are cut here
	int ms = first_ms;
	while (b->n < max && clock_ms() <= end) {
		size_t room = max - b->n, n = some(l, part, a_line ? 1 : room < sizeof part ? room : sizeof part, ms);
		if (!n)
			break;
		buf_add(b, part, n);
		if (a_line && part[0] == '\n')
			break;
		ms = quiet_ms;
	}
	return (struct text){b->p, b->n};
}

struct text gentle_hear(struct line *l, size_t max, int first_ms, int quiet_ms)
{
	return hear(l, max, first_ms, quiet_ms, false);
}

struct text gentle_exact(struct line *l, size_t n, int ms)
{
	return hear(l, n < GENTLE_HEAR_MAX ? n : GENTLE_HEAR_MAX, ms, ms, false);
}

struct text gentle_line(struct line *l, int ms)
{
	return hear(l, 2048, ms, ms, true);
}

void gentle_close(struct line *l)
{
	char part[4096];
	if (l->tls) {
		if (!l->ended)
			gnutls_bye(l->tls, GNUTLS_SHUT_WR);
		gnutls_deinit(l->tls);
		l->tls = NULL;
	}
	shutdown(l->fd, SHUT_WR);
	int64_t end = clock_ms() + GOODBYE_MS;
	for (size_t all = 0; all < 4 * GENTLE_HEAR_MAX && ready(l->fd, POLLIN, end - clock_ms());) {
		ssize_t n = recv(l->fd, part, sizeof part, 0);
		if (n <= 0 && errno != EINTR)
			break;
		all += n > 0 ? (size_t)n : 0;
	}
	close(l->fd);
	l->fd = -1;
	l->dial->free_at = clock_ms() + l->dial->pause_ms;
}

struct text gentle_udp(struct gentle *d, int port, const void *p, size_t n, int ms)
{
	struct sockaddr_storage to;
	char *answer = arena_raw(d->a, 4097);
	ssize_t got = -1;
	int64_t left = d->until - clock_ms();
	socklen_t size = address_socket(&d->address, port, d->scope, &to);
	int fd = left > 0 ? socket(to.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : -1;
	if (fd < 0)
		return (struct text){"", 0};
	if (connect(fd, (struct sockaddr *)&to, size) == 0 && send(fd, p, n, MSG_NOSIGNAL) == (ssize_t)n && ready(fd, POLLIN, left < ms ? left : ms))
		got = recv(fd, answer, 4096, 0);
	close(fd);
	answer[got > 0 ? got : 0] = 0;
	return (struct text){answer, got > 0 ? (size_t)got : 0};
}
