// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The secret file, and the small things that every part of the door uses: tokens, hashes, base64url, mail addresses.
#include "door.h"
#include "../../core/firm.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *door_path(struct arena *a, const char *firm_path)
{
	const char *name = strrchr(firm_path, '/');
	size_t dir = name ? (size_t)(name - firm_path) : 0;
	if (name && strcmp(name, "/own.db") == 0 && ((dir == 4 && memcmp(firm_path, "firm", 4) == 0) || (dir > 5 && memcmp(name - 5, "/firm", 5) == 0)))
		return arena_printf(a, "%.*ssecret.db", (int)(dir - 4), firm_path);
	return arena_printf(a, "%s.secret", firm_path);
}

// Made before SQLite sees it, so that it is never readable by others; its journals take the same mode. A file that is there and right is never
// opened here: closing it again would take away the locks that the other connections of this process hold (POSIX), and whoever opened the
// file next would believe to be alone with it.
static bool make_file(const char *path, struct err *e)
{
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) == 0)
		return true;
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "the file \"%s\" with the accounts cannot be opened: %s", path, strerror(errno));
	bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && ((st.st_mode & 077) == 0 || fchmod(fd, 0600) == 0);
	close(fd);
	return good || err_set(e, "the file \"%s\" with the accounts can be read by others, and that cannot be changed", path);
}

struct db *door_open(struct arena *a, const char *path, struct err *e)
{
	if (sodium_init() < 0) {
		err_set(e, "this computer gives no random numbers");
		return NULL;
	}
	if (strcmp(path, ":memory:") != 0 && !make_file(path, e))
		return NULL;
	struct db *d = db_open(a, path, NULL, e);
	// FULL: who was told that an account was closed or a code used must be able to rely on it, even when the power fails.
	if (!d || !firm_migrate(d, "secret", e) || !db_do(d, e, "PRAGMA synchronous=FULL", "") || !db_do(d, e, "PRAGMA secure_delete=ON", ""))
		return NULL;
	return d;
}

void door_hash_of(const void *p, size_t n, unsigned char ret[32])
{
	crypto_generichash(ret, 32, p, n, NULL, 0);
}

const char *door_base(struct arena *a, const void *p, size_t n)
{
	size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return sodium_bin2base64(arena_alloc(a, room), room, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool door_unbase(struct arena *a, struct text t, size_t max, struct text *ret)
{
	if (t.n > max / 3 * 4 + 4)
		return false;
	unsigned char *out = arena_alloc(a, t.n + 1);
	size_t n = 0;
	if (t.n && sodium_base642bin(out, t.n, t.p, t.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	if (n > max)
		return false;
	*ret = (struct text){(char *)out, n};
	return true;
}

const char *door_token(struct arena *a)
{
	unsigned char random[32];
	randombytes_buf(random, sizeof random);
	const char *token = door_base(a, random, sizeof random);
	sodium_memzero(random, sizeof random);
	return token;
}

const char *door_mail(struct arena *a, const char *mail)
{
	const char *at = strchr(mail, '@');
	size_t n = strlen(mail);
	if (!at || at == mail || !at[1] || strchr(at + 1, '@') || n > 254 || !text_clean(text_of(mail)))
		return NULL;
	char *low = arena_strdup(a, mail);
	for (char *p = low; *p; p++) {
		if (*p == ' ' || *p == '\t')
			return NULL;
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	}
	return low;
}
