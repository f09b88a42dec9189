// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where we listen; see listen.h.
#include "listen.h"
#include "../base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NAMES_MAX 60

union any {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static int try_port(union any *at, socklen_t n)
{
	int fd = socket(at->sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1, zero = 0;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (at->sa.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
	if (bind(fd, &at->sa, n) == 0 && listen(fd, 256) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

// Tries a port and the next ones; gives the socket and the port, -1 when all are taken.
static int some_port(const char *ip, int port, int tries, int *ret_port)
{
	for (int i = 0; i < tries; i++) {
		union any at = {0};
		socklen_t n = sizeof at.in;
		if (inet_pton(AF_INET, ip, &at.in.sin_addr) == 1) {
			at.in.sin_family = AF_INET;
			at.in.sin_port = htons((uint16_t)(port + i));
		} else if (inet_pton(AF_INET6, ip, &at.in6.sin6_addr) == 1) {
			at.in6.sin6_family = AF_INET6;
			at.in6.sin6_port = htons((uint16_t)(port + i));
			n = sizeof at.in6;
		}
		int fd = try_port(&at, n);
		if (fd >= 0) {
			*ret_port = port + i;
			return fd;
		}
		if (errno != EADDRINUSE)
			return -1;
	}
	return -1;
}

// ---- names

struct names {
	struct arena *a;
	const char **name;
	int n;
};

static void add_name(struct names *l, const char *name)
{
	for (int i = 0; i < l->n; i++)
		if (strcmp(l->name[i], name) == 0)
			return;
	if (l->n < NAMES_MAX)
		l->name[l->n++] = arena_strdup(l->a, name);
}

static bool wanted(const struct ifaddrs *i, char *ret, size_t n)
{
	if (!i->ifa_addr || !(i->ifa_flags & IFF_UP) || i->ifa_flags & IFF_LOOPBACK)
		return false;
	const union any *at = (const union any *)(const void *)i->ifa_addr;
	if (at->sa.sa_family == AF_INET)
		return inet_ntop(AF_INET, &at->in.sin_addr, ret, (socklen_t)n) != NULL;
	return at->sa.sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&at->in6.sin6_addr) && inet_ntop(AF_INET6, &at->in6.sin6_addr, ret, (socklen_t)n) != NULL;
}

static void interface_addresses(struct listen_set *l, struct names *names, int port)
{
	struct ifaddrs *all = NULL;
	char ip[INET6_ADDRSTRLEN];
	if (getifaddrs(&all))
		return;
	for (const struct ifaddrs *i = all; i; i = i->ifa_next)
		if (wanted(i, ip, sizeof ip)) {
			add_name(names, ip);
			if (l->address_n < 40)
				l->address[l->address_n++] = arena_printf(names->a, strchr(ip, ':') ? "https://[%s]:%d" : "https://%s:%d", ip, port);
		}
	freeifaddrs(all);
}

// ---- all

static bool one_place(struct listen_set *l, struct names *names, const char *where, bool always, struct err *e)
{
	const char *colon = strrchr(where, ':');
	int64_t port = 0;
	if (!colon || !text_int(text_of(colon + 1), 10, &port) || port < 1 || port > 65535)
		return err_set(e, "--listen takes an address and a port (192.168.1.5:8443), not \"%s\"", where);
	bool v6 = where[0] == '[' && colon > where && colon[-1] == ']';
	const char *ip = v6 ? arena_strndup(names->a, where + 1, (size_t)(colon - where - 2)) : arena_strndup(names->a, where, (size_t)(colon - where));
	union any at = {0};
	if (inet_pton(AF_INET, ip, &at.in.sin_addr) != 1 && inet_pton(AF_INET6, ip, &at.in6.sin6_addr) != 1)
		return err_set(e, "\"%s\" is no address: write numbers, such as 192.168.1.5 or 0.0.0.0", ip);
	bool tls = always || (strncmp(ip, "127.", 4) != 0 && strcmp(ip, "::1") != 0);
	int got, fd = some_port(ip, (int)port, 1, &got);
	if (fd < 0)
		return err_set(e, "we cannot listen at %s: %s", where, strerror(errno));
	l->socket[l->n++] = (struct listen_socket){fd, tls};
	l->any_tls = tls;
	add_name(names, ip);
	if (tls && (strcmp(ip, "0.0.0.0") == 0 || strcmp(ip, "::") == 0))
		interface_addresses(l, names, got);
	else
		l->address[l->address_n++] = arena_printf(names->a, v6 ? "%s://[%s]:%d" : "%s://%s:%d", tls ? "https" : "http", ip, got);
	return true;
}

static bool usual_places(struct listen_set *l, struct names *names, struct err *e)
{
	int plain, tls;
	int fd = some_port("127.0.0.1", LISTEN_PLAIN, 20, &plain), out = some_port("::", LISTEN_TLS, 20, &tls);
	if (out < 0) // no IPv6 here
		out = some_port("0.0.0.0", LISTEN_TLS, 20, &tls);
	if (fd < 0 || out < 0)
		return err_set(e, "no port could be opened: %s", strerror(errno));
	l->socket[l->n++] = (struct listen_socket){fd, false};
	l->socket[l->n++] = (struct listen_socket){out, true};
	l->any_tls = true;
	l->address[l->address_n++] = arena_printf(names->a, "http://127.0.0.1:%d", plain);
	interface_addresses(l, names, tls);
	return true;
}

struct listen_set *listen_all(struct arena *a, const char *where, const char *name, bool tls, struct err *e)
{
	struct listen_set *l = arena_alloc(a, sizeof *l);
	struct names names = {a, arena_alloc(a, (NAMES_MAX + 1) * sizeof *names.name), 0};
	char host[256] = "";
	if (where ? !one_place(l, &names, where, tls, e) : !usual_places(l, &names, e))
		return NULL;
	add_name(&names, "localhost");
	add_name(&names, "127.0.0.1");
	if (name) {
		add_name(&names, name);
		if (l->any_tls && l->address_n < 40) {
			const char *port = strrchr(l->address[l->address_n - 1], ':');
			l->address[l->address_n++] = arena_printf(a, "https://%s%s", name, port ? port : "");
		}
	}
	if (gethostname(host, sizeof host - 1) == 0 && host[0]) {
		add_name(&names, host);
		if (!strchr(host, '.'))
			add_name(&names, arena_printf(a, "%s.local", host));
	}
	l->names = names.name;
	return l;
}

void listen_close(struct listen_set *l)
{
	for (int i = 0; i < l->n; i++)
		close(l->socket[i].fd);
}
