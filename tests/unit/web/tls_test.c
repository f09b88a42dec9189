// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Certificates: our own authority and what it signs, as another program sees them; renewal; certificates from outside; a TLS handshake.
#include "../../../src/web/door/door.h"
#include "../../../src/web/door/tls.h"
#include "../tap.h"

#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err e;
static char dir[] = "/tmp/bolwerk-tls-XXXXXX";
static int64_t now;

static const char *put(struct arena *a, const char *name, const char *text)
{
	const char *path = arena_printf(a, "%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		printf("# %s could not be written\n", path);
	close(fd);
	return path;
}

static gnutls_x509_crt_t read_cert(const char *pem)
{
	gnutls_x509_crt_t c;
	gnutls_datum_t t = {(unsigned char *)(uintptr_t)pem, (unsigned)strlen(pem)};
	gnutls_x509_crt_init(&c);
	gnutls_x509_crt_import(c, &t, GNUTLS_X509_FMT_PEM);
	return c;
}

static const char *const names[] = {"192.0.2.7", "127.0.0.1", "2001:db8::1", "bolwerk.local", "localhost", NULL};

static void own(struct db *d, struct arena *a)
{
	struct tls t, again, u;
	ok(tls_own(d, a, names, now, &t, &e) && t.fresh, "made: %s", e.text);
	gnutls_x509_crt_t ca = read_cert(t.ca), cert = read_cert(t.cert);
	unsigned status = 1;
	ok(gnutls_x509_crt_list_verify(&cert, 1, &ca, 1, NULL, 0, 0, &status) == 0 && status == 0, "our authority signed it");
	unsigned critical, is_ca = 0;
	int path = -1;
	ok(gnutls_x509_crt_get_basic_constraints(ca, &critical, &is_ca, &path) >= 0 && critical && is_ca == 1 && path == 0, "an authority for certificates of servers alone");
	ok(gnutls_x509_crt_get_basic_constraints(cert, &critical, &is_ca, NULL) >= 0 && is_ca == 0, "the server is no authority");
	for (int i = 0; names[i]; i++)
		ok(gnutls_x509_crt_check_hostname(cert, names[i]), "for %s", names[i]);
	ok(!gnutls_x509_crt_check_hostname(cert, "192.0.2.8") && !gnutls_x509_crt_check_hostname(cert, "example.be"), "and for no other");
	ok(t.until_at == now + 397 * DAY && gnutls_x509_crt_get_expiration_time(ca) == now + 3650 * DAY, "397 days, and ten years");
	ok(gnutls_x509_crt_get_expiration_time(cert) - gnutls_x509_crt_get_activation_time(cert) <= 398 * DAY, "no longer than browsers take");
	ok(strlen(t.print) == 79 && t.print[4] == ' ' && t.print[9] == ' ', "its fingerprint can be read aloud: %s", t.print);
	ok(t.ca_der.n > 200 && (unsigned char)t.ca_der.p[0] == 0x30, "DER for telephones");
	static const char *const turned[] = {"localhost", "localhost", "2001:db8::1", "192.0.2.7", "bolwerk.local", "127.0.0.1", NULL};
	ok(tls_own(d, a, turned, now + 100 * DAY, &again, &e) && !again.fresh && strcmp(again.cert, t.cert) == 0, "the same names in another order: the same certificate");
	ok(tls_own(d, a, names, now + 366 * DAY, &again, &e) && !again.fresh, "31 days before its end too");
	ok(tls_own(d, a, names, now + 367 * DAY, &again, &e) && again.fresh && strcmp(again.ca, t.ca) == 0 && again.until_at == now + (367 + 397) * DAY, "30 days before its end it is renewed");
	static const char *const moved[] = {"192.0.2.99", NULL};
	ok(tls_own(d, a, moved, now, &u, &e) && u.fresh && strcmp(u.ca, t.ca) == 0 && strcmp(u.print, t.print) == 0, "another address: another certificate, the same authority");
	ok(tls_own(d, a, moved, now + 3645 * DAY, &u, &e) && strcmp(u.ca, t.ca) != 0 && strcmp(u.print, t.print) != 0, "at its end the authority is renewed");
	static const char *const odd[] = {"a b", NULL}, *const none[] = {NULL};
	ok(!tls_own(d, a, odd, now, &u, &e), "no name: %s", e.text);
	ok(!tls_own(d, a, none, now, &u, &e), "no names: %s", e.text);
	ok(db_int(d, "SELECT names='192.0.2.99'||char(10) FROM key WHERE name='server'", 0, "") == 1, "what was refused changed nothing");
	gnutls_x509_crt_deinit(ca);
	gnutls_x509_crt_deinit(cert);
}

static void outside(struct db *d, struct arena *a)
{
	struct tls t, o, other;
	static const char *const host[] = {"veilig.example.be", NULL};
	ok(tls_own(d, a, host, now, &t, &e), "a certificate to play the outside one: %s", e.text);
	const char *cert = put(a, "cert.pem", arena_printf(a, "%s%s", t.cert, t.ca)), *key = put(a, "key.pem", t.key);
	ok(tls_outside(a, cert, key, "veilig.example.be", now, &o, &e) && o.until_at == t.until_at && !o.ca, "it is taken, with its chain: %s", e.text);
	ok(strlen(o.print) == 79 && strstr(o.cert, t.ca) && strcmp(o.key, t.key) == 0, "as it is in the files");
	ok(!tls_outside(a, cert, key, "other.example.be", now, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, cert, key, NULL, now + 398 * DAY, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, cert, key, NULL, now - 2 * DAY, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, put(a, "turned.pem", arena_printf(a, "%s%s", t.ca, t.cert)), key, NULL, now, &other, &e), "refused, the authority first: %s", e.text);
	ok(!tls_outside(a, cert, cert, NULL, now, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, key, key, NULL, now, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, put(a, "junk", "junk"), key, NULL, now, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, arena_printf(a, "%s/missing", dir), key, NULL, now, &other, &e), "refused: %s", e.text);
	ok(!tls_outside(a, dir, key, NULL, now, &other, &e), "refused: %s", e.text);
	const char *fifo = arena_printf(a, "%s/fifo", dir);
	mkfifo(fifo, 0600);
	ok(!tls_outside(a, fifo, key, NULL, now, &other, &e), "refused, and nobody waits: %s", e.text);
	ok(!tls_outside_changed(&o, cert, key), "the files are as they were");
	ok(tls_own(d, a, names, now, &t, &e), "a new one: %s", e.text);
	put(a, "new", t.cert);
	rename(arena_printf(a, "%s/new", dir), cert);
	ok(tls_outside_changed(&o, cert, key), "another file is seen");
	ok(!tls_outside(a, cert, key, NULL, now, &other, &e), "half renewed is refused: %s", e.text);
	put(a, "new", t.key);
	rename(arena_printf(a, "%s/new", dir), key);
	ok(tls_outside(a, cert, key, NULL, now, &o, &e) && !tls_outside_changed(&o, cert, key), "renewed as a whole is taken");
	unlink(cert);
	ok(!tls_outside_changed(&o, cert, key), "gone for a moment is no change");
}

// A server with our certificate, and a browser that trusts our authority.
struct talk {
	int fd;
	const struct tls *tls;
	int rc;
};

static void *serve(void *arg)
{
	struct talk *k = arg;
	gnutls_session_t s;
	gnutls_certificate_credentials_t c;
	gnutls_datum_t cert = {(unsigned char *)(uintptr_t)k->tls->cert, (unsigned)strlen(k->tls->cert)};
	gnutls_datum_t key = {(unsigned char *)(uintptr_t)k->tls->key, (unsigned)strlen(k->tls->key)};
	gnutls_certificate_allocate_credentials(&c);
	gnutls_certificate_set_x509_key_mem(c, &cert, &key, GNUTLS_X509_FMT_PEM);
	gnutls_init(&s, GNUTLS_SERVER);
	gnutls_set_default_priority(s);
	gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, c);
	gnutls_transport_set_int(s, k->fd);
	k->rc = gnutls_handshake(s);
	gnutls_deinit(s);
	gnutls_certificate_free_credentials(c);
	shutdown(k->fd, SHUT_WR);
	return NULL;
}

static int visit(const struct tls *t, const char *ca_pem, const char *host)
{
	int fd[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
		return -1;
	struct talk k = {fd[0], t, 0};
	pthread_t thread;
	pthread_create(&thread, NULL, serve, &k);
	gnutls_session_t s;
	gnutls_certificate_credentials_t c;
	gnutls_datum_t ca = {(unsigned char *)(uintptr_t)ca_pem, (unsigned)strlen(ca_pem)};
	gnutls_certificate_allocate_credentials(&c);
	gnutls_certificate_set_x509_trust_mem(c, &ca, GNUTLS_X509_FMT_PEM);
	gnutls_init(&s, GNUTLS_CLIENT);
	gnutls_set_default_priority(s);
	gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, c);
	gnutls_session_set_verify_cert(s, host, 0);
	gnutls_transport_set_int(s, fd[1]);
	int rc = gnutls_handshake(s);
	shutdown(fd[1], SHUT_RDWR);
	pthread_join(thread, NULL);
	gnutls_deinit(s);
	gnutls_certificate_free_credentials(c);
	close(fd[0]);
	close(fd[1]);
	return rc;
}

static void handshake(struct db *d, struct arena *a)
{
	struct tls t;
	struct db *second = door_open(a, ":memory:", &e);
	struct tls foreign;
	ok(tls_own(d, a, names, now, &t, &e) && tls_own(second, a, names, now, &foreign, &e) && strcmp(t.ca, foreign.ca) != 0, "two firms have two authorities");
	ok(visit(&t, t.ca, "192.0.2.7") == 0, "a browser that has our authority comes in by address");
	ok(visit(&t, t.ca, "2001:db8::1") == 0 && visit(&t, t.ca, "localhost") == 0, "and by IPv6 and by name");
	ok(visit(&t, t.ca, "192.0.2.8") != 0, "not by another address");
	ok(visit(&t, foreign.ca, "192.0.2.7") != 0, "another firm's authority is not trusted");
}

int main(void)
{
	struct arena *a = arena_new();
	if (!mkdtemp(dir))
		return 1;
	now = clock_now();
	struct db *d = door_open(a, ":memory:", &e);
	own(door_open(a, ":memory:", &e), a);
	outside(d, a);
	handshake(d, a);
	for (const char *const *n = (const char *const[]){"key.pem", "turned.pem", "junk", "fifo", NULL}; *n; n++)
		unlink(arena_printf(a, "%s/%s", dir, *n));
	ok(rmdir(dir) == 0, "nothing was left behind");
	arena_free(a);
	return tap_done();
}
