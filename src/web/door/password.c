// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Passwords: what is good enough, and how they are kept; see door.h.
#include "door.h"

#include <gnutls/gnutls.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <zxcvbn.h>

#define WORDS 64
#define MEMORY ((size_t)19 << 20) // OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, t=2, p=1
#define BITS 33.2192809488736     // log2 of 10^10

// What people here choose first and what zxcvbn, whose lists are English, does not know: words and rows of an AZERTY keyboard. No text of the screens.
static const char *const local[] = {"wachtwoord", "welkom", "geheim", "motdepasse", "bonjour", "bienvenue", "secret", "soleil", "passwort", "willkommen",
	"hallo", "sommer", "winter", "zomer", "lente", "herfst", "januari", "februari", "maart", "april", "juni", "juli", "augustus", "september", "oktober",
	"november", "december", "azertyuiop", "qsdfghjklm", "wxcvbn", "bolwerk", "belgie", "belgique", "vlaanderen", "brussel", "bruxelles", "antwerpen", "gent"};
#define LOCAL (sizeof local / sizeof *local)

// Characters, not bytes: é counts once however it is written down.
static size_t characters(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

// One form for letters that a telephone and a computer may write down in two ways (RFC 8265, OpaqueString).
static char *one_form(struct arena *a, const char *password)
{
	gnutls_datum_t out = {0};
	if (gnutls_utf8_password_normalize((const unsigned char *)password, (unsigned)strlen(password), &out, 0) != 0)
		return arena_strdup(a, password);
	char *same = arena_strndup(a, (const char *)out.data, out.size);
	sodium_memzero(out.data, out.size);
	gnutls_free(out.data);
	return same;
}

// The words and their parts: "jan.peeters@example.be" also as jan, peeters, example.
static size_t take_words(struct arena *a, const char *const *words, const char **ret)
{
	size_t n = 0;
	for (; words && *words && n < WORDS; words++) {
		if (strlen(*words) > 254)
			continue;
		if (**words)
			ret[n++] = *words;
		for (const char *p = *words; *p && n < WORDS;) {
			size_t k = strcspn(p, " .@-_+,'\t");
			if (k > 2 && p[k])
				ret[n++] = arena_strndup(a, p, k);
			else if (k > 2 && p != *words)
				ret[n++] = p;
			p += k + (p[k] != 0);
		}
	}
	return n;
}

const char *password_weak(const char *password, bool has_step, const char *const *words)
{
	size_t n = characters(password);
	if (n > 200 || strlen(password) > 800)
		return "This password is too long. Use 200 characters at most.";
	if (has_step && n < 12)
		return "This password is too short. Use at least 12 characters. Four words that do not belong together work well.";
	if (!has_step && n < 15)
		return "This password is too short. Use at least 15 characters. Four words that do not belong together work well.";
	struct arena *a = arena_new();
	const char **dict = arena_alloc(a, (WORDS + LOCAL + 1) * sizeof *dict);
	size_t used = take_words(a, words, dict);
	memcpy(dict + used, local, sizeof local);
	double bits = ZxcvbnMatch(password, dict, NULL);
	arena_free(a);
	return bits > BITS ? NULL : "This password is easy to guess. Use four words that do not belong together.";
}

char *password_hash(struct arena *a, const char *password)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
	char *same = one_form(a, password);
	int rc = crypto_pwhash_str_alg(out, same, strlen(same), 2, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
	sodium_memzero(same, strlen(same));
	return rc == 0 ? out : NULL;
}

bool password_is(const char *hash, const char *password)
{
	if (!hash || strlen(hash) >= crypto_pwhash_STRBYTES || strlen(password) > 800)
		return false;
	struct arena *a = arena_new();
	char *same = one_form(a, password);
	bool good = crypto_pwhash_str_verify(hash, same, strlen(same)) == 0;
	sodium_memzero(same, strlen(same));
	arena_free(a);
	return good;
}

static char nobody[crypto_pwhash_STRBYTES];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

static void nobody_make(void)
{
	struct arena *a = arena_new();
	char *hash = password_hash(a, door_token(a)); // of a random text that nobody ever saw
	if (hash)
		memcpy(nobody, hash, sizeof nobody);
	arena_free(a);
}

const char *password_nobody(void)
{
	pthread_once(&nobody_once, nobody_make);
	return nobody;
}
