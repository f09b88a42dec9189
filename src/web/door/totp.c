// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The second step: codes of an app on the telephone (RFC 6238); see door.h.
#include "door.h"
#include "base32.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <string.h>

#define STEP 30
#define SECRET 20 // bytes; RFC 4226 section 4 advises 160 bits

uint32_t totp_code(struct text secret, uint64_t step, int digits)
{
	unsigned char counter[8], mac[20];
	for (int i = 7; i >= 0; i--, step >>= 8)
		counter[i] = (unsigned char)step;
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret.p, secret.n, counter, sizeof counter, mac) != 0)
		return UINT32_MAX; // no code is that long
	int at = mac[19] & 15;
	uint32_t n = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	uint32_t power = 1;
	for (int i = 0; i < digits; i++)
		power *= 10;
	return n % power;
}

// Text for the path of an otpauth URI (RFC 3986): apps read the firm and the account from it.
static const char *percent(struct arena *a, const char *s)
{
	struct buf *b = buf_new(a, 2000);
	for (; *s; s++)
		if ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || (*s && strchr("-._~@", *s)))
			buf_char(b, *s);
		else
			buf_printf(b, "%%%02X", (unsigned char)*s);
	return b->p ? b->p : "";
}

static void show(struct arena *a, struct text secret, const char *issuer, const char *account, const char **ret_base32, const char **ret_uri)
{
	*ret_base32 = base32_make(a, secret);
	const char *firm = percent(a, issuer);
	*ret_uri = arena_printf(a, "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30", firm, percent(a, account), *ret_base32, firm);
}

bool totp_begin(struct db *secret, struct arena *a, int64_t member, const char *issuer, const char *account, const char **ret_base32, const char **ret_uri,
	struct err *e)
{
	unsigned char fresh[SECRET];
	randombytes_buf(fresh, sizeof fresh);
	struct text t = {(const char *)fresh, sizeof fresh};
	if (!db_do(secret, e, "UPDATE person SET totp_next=?2 WHERE id=?1", "ib", member, t))
		return false;
	if (sqlite3_changes(secret->handle) != 1)
		return err_set(e, "there is no such account");
	show(a, t, issuer, account, ret_base32, ret_uri);
	sodium_memzero(fresh, sizeof fresh);
	return true;
}

bool totp_begun(struct db *secret, struct arena *a, int64_t member, const char *issuer, const char *account, const char **ret_base32, const char **ret_uri)
{
	struct rows r = db_rows(secret, "SELECT totp_next FROM person WHERE id=?1 AND totp_next IS NOT NULL", "i", member);
	if (!rows_next(&r, NULL))
		return false;
	show(a, rows_blob(&r, 0), issuer, account, ret_base32, ret_uri);
	rows_end(&r);
	return true;
}

// Six digits, blanks allowed ("123 456").
static bool read_code(const char *code, uint32_t *ret)
{
	int digits = 0;
	uint32_t n = 0;
	for (; *code; code++) {
		if (*code == ' ')
			continue;
		if (*code < '0' || *code > '9' || ++digits > 6)
			return false;
		n = n * 10 + (uint32_t)(*code - '0');
	}
	*ret = n;
	return digits == 6;
}

// The step whose code this is, later than `used`; 0 when none. All three are worked out always: how long it takes tells nothing.
static int64_t step_of(struct text secret, uint32_t code, int64_t used, int64_t now)
{
	int64_t found = 0;
	for (int64_t step = now / STEP - 1; step <= now / STEP + 1; step++)
		if (totp_code(secret, (uint64_t)step, 6) == code && step > used && !found)
			found = step;
	return found;
}

bool totp_confirm(struct db *secret, int64_t member, const char *code, int64_t now, struct err *e)
{
	uint32_t n;
	if (!read_code(code, &n))
		return false;
	struct rows r = db_rows(secret, "SELECT totp_next FROM person WHERE id=?1 AND totp_next IS NOT NULL", "i", member);
	if (!rows_next(&r, e))
		return false;
	int64_t step = step_of(rows_blob(&r, 0), n, 0, now);
	rows_end(&r);
	return step && db_do(secret, e, "UPDATE person SET totp=totp_next, totp_next=NULL, totp_used=?2 WHERE id=?1", "ii", member, step);
}

bool totp_is(struct db *secret, int64_t member, const char *code, int64_t now, struct err *e)
{
	uint32_t n;
	if (!read_code(code, &n))
		return false;
	struct rows r = db_rows(secret, "SELECT totp, totp_used FROM person WHERE id=?1 AND totp IS NOT NULL", "i", member);
	if (!rows_next(&r, e))
		return false;
	int64_t step = step_of(rows_blob(&r, 0), n, rows_int(&r, 1), now);
	rows_end(&r);
	return step && db_do(secret, e, "UPDATE person SET totp_used=?2 WHERE id=?1 AND totp_used<?2", "ii", member, step);
}

bool totp_remove(struct db *secret, int64_t member, struct err *e)
{
	return db_do(secret, e, "UPDATE person SET totp=NULL, totp_next=NULL WHERE id=?1", "i", member) &&
		db_do(secret, e, "DELETE FROM recovery WHERE member=?1", "i", member);
}
