// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One connection to out; see dial.h.
#include "dial.h"
#include "../base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool dial_ready(int fd, bool to_write, int64_t until_ms)
{
	for (;;) {
		int64_t left = until_ms - clock_ms();
		struct pollfd p = {fd, to_write ? POLLOUT : POLLIN, 0};
		int n = left > 0 ? poll(&p, 1, (int)(left > 60000 ? 60000 : left)) : 0;
		if (n > 0)
			return true;
		if (n < 0 && errno == EINTR)
			continue;
		errno = ETIMEDOUT;
		return false;
	}
}

int dial_tcp(const char *address, int port, int64_t until_ms)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	bool is4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
	if (!is4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1) {
		errno = EINVAL;
		return -1;
	}
	int fd = socket(is4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), bad = 0;
	if (fd < 0)
		return -1;
	socklen_t n = sizeof bad;
	if ((connect(fd, is4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6, is4 ? sizeof v4 : sizeof v6) && errno != EINPROGRESS) ||
		!dial_ready(fd, true, until_ms))
		bad = errno;
	else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &bad, &n))
		bad = errno;
	if (!bad)
		return fd;
	close(fd);
	errno = bad;
	return -1;
}

bool dial_send(int fd, const void *p, size_t n, int64_t until_ms)
{
	for (const char *from = p; n;) {
		ssize_t did = send(fd, from, n, MSG_NOSIGNAL);
		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0 && errno == EAGAIN && dial_ready(fd, true, until_ms))
			continue;
		if (did <= 0)
			return false;
		from += did;
		n -= (size_t)did;
	}
	return true;
}

int dial_more(int fd, struct buf *b, int64_t until_ms)
{
	char part[16384];
	if (b->over || b->n >= b->max || !dial_ready(fd, false, until_ms))
		return -1;
	ssize_t n = recv(fd, part, sizeof part, 0);
	if (n < 0)
		return -1;
	buf_add(b, part, (size_t)n);
	return (int)n;
}

bool dial_line(int fd, struct buf *b, struct text *ret, int64_t until_ms)
{
	enum { LINE_MAX_BYTES = 1000 };
	char *end;
	while (!(end = memchr(b->p, '\n', b->n)) && b->n < LINE_MAX_BYTES)
		if (dial_more(fd, b, until_ms) <= 0)
			return false;
	size_t n = end ? (size_t)(end - b->p) : LINE_MAX_BYTES;
	static _Thread_local char line[LINE_MAX_BYTES + 1];
	size_t kept = n < LINE_MAX_BYTES ? n : LINE_MAX_BYTES, gone = end ? n + 1 : b->n;
	memcpy(line, b->p, kept);
	memmove(b->p, b->p + gone, b->n - gone);
	b->n -= gone;
	b->p[b->n] = 0;
	*ret = text_trim((struct text){line, kept});
	return true;
}
