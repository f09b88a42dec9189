// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What fails often must wait; see door.h. Only hashes of names and addresses are kept: in the box for the name people also type passwords.
#include "door.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>

#define KEPT_MOST 100000 // rows of failures; more come only from an attack, and then the oldest go
#define KNOWN_LIFE (366 * DAY)

// What is counted. The letter parts keys of different kinds.
enum { PLACE_DEVICE = 'd', PLACE_PAIR = 'p', PLACE_ACCOUNT = 'a', PLACE_ADDRESS = 'n' };

struct key {
	unsigned char p[32];
};

// The first 64 bits of IPv6: whoever has one address of a network has them all (RFC 6177). IPv4 within IPv6 is the IPv4 address.
static void place_of(const char *address, unsigned char ret[16])
{
	unsigned char six[16];
	memset(ret, 0, 16);
	if (inet_pton(AF_INET, address, ret) == 1)
		return;
	memset(ret, 0, 16);
	if (inet_pton(AF_INET6, address, six) != 1)
		return;
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	if (memcmp(six, mapped, 12) == 0)
		memcpy(ret, six + 12, 4);
	else {
		memcpy(ret, six, 8);
		ret[15] = 6;
	}
}

static struct key key_of(const struct knock *k, int kind)
{
	crypto_generichash_state st;
	unsigned char letter = (unsigned char)kind, place[16];
	crypto_generichash_init(&st, NULL, 0, 32);
	crypto_generichash_update(&st, &letter, 1);
	if (kind != PLACE_ACCOUNT && kind != PLACE_DEVICE) {
		place_of(k->address, place);
		crypto_generichash_update(&st, place, sizeof place);
	}
	if (kind == PLACE_DEVICE) {
		unsigned char device[32];
		door_hash_of(k->device.p, k->device.n, device);
		crypto_generichash_update(&st, device, sizeof device);
	}
	if (kind != PLACE_ADDRESS) // a space too many or a capital makes no other account
		for (const char *p = k->account; *p; p++) {
			unsigned char c = (unsigned char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
			if (c != ' ')
				crypto_generichash_update(&st, &c, 1);
		}
	struct key ret;
	crypto_generichash_final(&st, ret.p, 32);
	return ret;
}

static struct text bytes(const struct key *k)
{
	return (struct text){(const char *)k->p, 32};
}

static bool known(struct db *secret, const struct knock *k, int kind, int64_t now)
{
	if (kind == PLACE_DEVICE && k->device.n != 43)
		return false;
	struct key key = key_of(k, kind);
	return db_int(secret, "SELECT 1 FROM known WHERE key=?1 AND used_at>?2", 0, "bi", bytes(&key), now - KNOWN_LIFE) == 1;
}

// The counters that count for this knock, ended by 0: one for who is known, three for a stranger.
static const char *counters(struct db *secret, const struct knock *k, int64_t now)
{
	static const char device[] = {PLACE_DEVICE, 0}, pair[] = {PLACE_PAIR, 0}, stranger[] = {PLACE_PAIR, PLACE_ACCOUNT, PLACE_ADDRESS, 0};
	return known(secret, k, PLACE_DEVICE, now) ? device : known(secret, k, PLACE_PAIR, now) ? pair : stranger;
}

// How long after the last of n failures the next try is looked at.
static int64_t wait_after(int kind, int64_t n)
{
	int64_t free = kind == PLACE_ACCOUNT || kind == PLACE_ADDRESS ? DOOR_FREE_MANY : DOOR_FREE;
	if (n < free)
		return 0;
	int64_t wait = DOOR_WAIT;
	for (int64_t i = free; i < n && wait < DOOR_WAIT_MOST; i++)
		wait *= 2;
	return wait < DOOR_WAIT_MOST ? wait : DOOR_WAIT_MOST;
}

int64_t door_wait(struct db *secret, const struct knock *k, int64_t now)
{
	int64_t longest = 0;
	for (const char *c = counters(secret, k, now); *c; c++) {
		struct key key = key_of(k, *c);
		struct rows r = db_rows(secret, "SELECT count, last_at FROM failure WHERE key=?1 AND until_at>?2", "bi", bytes(&key), now);
		if (!rows_next(&r, NULL))
			continue;
		int64_t left = rows_int(&r, 1) + wait_after(*c, rows_int(&r, 0)) - now;
		rows_end(&r);
		// A clock that was set back must not lock anybody out for longer than the longest wait.
		left = left > DOOR_WAIT_MOST ? DOOR_WAIT_MOST : left;
		longest = left > longest ? left : longest;
	}
	return longest;
}

bool door_failed(struct db *secret, const struct knock *k, int64_t now, struct err *e)
{
	if (!db_do(secret, e, "DELETE FROM failure WHERE until_at<=?1", "i", now))
		return false;
	for (const char *c = counters(secret, k, now); *c; c++) {
		struct key key = key_of(k, *c);
		int64_t n = 1 + db_int(secret, "SELECT count FROM failure WHERE key=?1", 0, "b", bytes(&key));
		// Forgotten when all was quiet for 15 minutes after the wait.
		if (!db_do(secret, e, "INSERT INTO failure VALUES(?1,?2,?3,?4) ON CONFLICT(key) DO UPDATE SET count=?2, last_at=?3, until_at=?4", "biii", bytes(&key), n,
			    now, now + wait_after(*c, n) + DOOR_WAIT_MOST))
			return false;
	}
	if (db_int(secret, "SELECT count(*) FROM failure", 0, "") <= KEPT_MOST)
		return true;
	return db_do(secret, e, "DELETE FROM failure WHERE key IN (SELECT key FROM failure ORDER BY until_at LIMIT 1000)", "");
}

static bool make_known(struct db *secret, const struct knock *k, int kind, int64_t now, struct err *e)
{
	struct key key = key_of(k, kind);
	return db_do(secret, e, "INSERT INTO known VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET used_at=?2", "bi", bytes(&key), now) &&
		db_do(secret, e, "DELETE FROM failure WHERE key=?1", "b", bytes(&key));
}

const char *door_came_in(struct db *secret, struct arena *a, const struct knock *k, int64_t now, struct err *e)
{
	// A cookie that another account of this browser left is as good as one of its own. One that we cannot have made is replaced.
	const char *device = k->device.n == 43 ? text_dup(a, k->device) : door_token(a);
	struct knock at = {k->account, k->address, text_of(device)};
	bool good = db_do(secret, e, "DELETE FROM known WHERE used_at<=?1", "i", now - KNOWN_LIFE) && make_known(secret, &at, PLACE_DEVICE, now, e) &&
		make_known(secret, &at, PLACE_PAIR, now, e);
	return good ? device : NULL;
}
