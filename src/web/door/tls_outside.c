// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A certificate from outside, in two files that a client of ACME keeps fresh; see tls.h.
#include "tls.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST ((size_t)256 << 10)

static struct tls_stamp stamp_of(const struct stat *st)
{
	return (struct tls_stamp){(int64_t)st->st_ino, st->st_size, st->st_mtim.tv_sec, st->st_mtim.tv_nsec};
}

// A small regular file, whole; links are followed, since ACME clients use them.
static bool read_file(struct arena *a, const char *path, gnutls_datum_t *ret, struct tls_stamp *ret_stamp, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	if (fd < 0)
		return err_set(e, "\"%s\" cannot be read: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 || (size_t)st.st_size > FILE_MOST) {
		close(fd);
		return err_set(e, "\"%s\" is no file with a certificate or a key", path);
	}
	size_t n = 0, size = (size_t)st.st_size;
	char *p = arena_alloc(a, size + 1);
	for (ssize_t got; n < size && (got = read(fd, p + n, size - n)) > 0;)
		n += (size_t)got;
	close(fd);
	*ret = (gnutls_datum_t){(unsigned char *)p, (unsigned)n};
	*ret_stamp = stamp_of(&st);
	return n == size || err_set(e, "\"%s\" changed while it was read", path);
}

static bool belongs(gnutls_x509_crt_t cert, gnutls_x509_privkey_t key)
{
	unsigned char x[32], y[32];
	size_t n = sizeof x, m = sizeof y;
	return gnutls_x509_crt_get_key_id(cert, GNUTLS_KEYID_USE_SHA256, x, &n) == 0 && gnutls_x509_privkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, y, &m) == 0 &&
		n == m && memcmp(x, y, n) == 0;
}

static bool check(struct arena *a, gnutls_x509_crt_t cert, const gnutls_datum_t *key_pem, const char *const paths[2], const char *host, int64_t now,
	struct tls *ret, struct err *e)
{
	gnutls_x509_privkey_t key;
	if (gnutls_x509_privkey_init(&key) != 0)
		return err_set(e, "a key could not be read");
	int rc = gnutls_x509_privkey_import2(key, key_pem, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
	bool same = rc >= 0 && belongs(cert, key);
	gnutls_x509_privkey_deinit(key);
	if (rc < 0)
		return err_set(e, "\"%s\" holds no key in PEM form without a password: %s", paths[1], gnutls_strerror(rc));
	if (!same)
		return err_set(e, "the key \"%s\" does not belong to the certificate \"%s\"", paths[1], paths[0]);
	int64_t from = gnutls_x509_crt_get_activation_time(cert);
	ret->until_at = gnutls_x509_crt_get_expiration_time(cert);
	if (from > now || ret->until_at <= now)
		return err_set(e, "the certificate \"%s\" is not valid today: it runs from %s to %s", paths[0], clock_day(a, from), clock_day(a, ret->until_at));
	if (host && !gnutls_x509_crt_check_hostname(cert, host))
		return err_set(e, "the certificate \"%s\" is not for the name \"%s\"", paths[0], host);
	ret->print = tls_print(a, cert);
	return true;
}

bool tls_outside(struct arena *a, const char *cert_path, const char *key_path, const char *host, int64_t now, struct tls *ret, struct err *e)
{
	struct tls t = {0};
	gnutls_datum_t cert = {0}, key = {0};
	gnutls_x509_crt_t *list;
	unsigned n = 0;
	if (!read_file(a, cert_path, &cert, &t.stamp[0], e) || !read_file(a, key_path, &key, &t.stamp[1], e))
		return false;
	int rc = gnutls_x509_crt_list_import2(&list, &n, &cert, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
	if (rc < 0)
		return err_set(e, "\"%s\" holds no certificates in PEM form, the server's own first: %s", cert_path, gnutls_strerror(rc));
	const char *const paths[2] = {cert_path, key_path};
	bool good = n > 0 && check(a, list[0], &key, paths, host, now, &t, e);
	for (unsigned i = 0; i < n; i++)
		gnutls_x509_crt_deinit(list[i]);
	gnutls_free(list);
	if (!good)
		return false;
	t.cert = (const char *)cert.data;
	t.key = (const char *)key.data;
	t.fresh = true;
	*ret = t;
	return true;
}

bool tls_outside_changed(const struct tls *t, const char *cert_path, const char *key_path)
{
	const char *const paths[2] = {cert_path, key_path};
	for (int i = 0; i < 2; i++) {
		struct stat st;
		if (stat(paths[i], &st) != 0)
			continue; // gone for a moment
		struct tls_stamp now = stamp_of(&st);
		if (memcmp(&now, &t->stamp[i], sizeof now) != 0)
			return true;
	}
	return false;
}
