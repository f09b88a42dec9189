// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Passkeys: WebAuthn level 2, sections 7.1 and 7.2, for one kind of each thing: attestation "none", user verification always, keys ES256
// and RS256. What comes in is from a browser that may be anybody's; see door.h. A question that was answered in vain stays
// open when the transaction is rolled back: that is no harm, since only the right key can answer it, and then it is gone.
#include "door.h"
#include "cbor.h"
#include "../../base/json.h"

#include <gnutls/abstract.h>
#include <sodium.h>
#include <string.h>

#define KEY(h) ((struct text){(const char *)(h), 32})
#define ANSWER_MOST 65536
#define ASKED_MOST 10000 // questions open at a time

// ---- asking

static const char *challenge(struct db *secret, struct arena *a, int64_t member, int64_t now, struct err *e)
{
	const char *token = door_token(a);
	unsigned char hash[32];
	door_hash_of(token, strlen(token), hash);
	bool good = db_do(secret, e, "DELETE FROM challenge WHERE until_at<=?1", "i", now) &&
		db_do(secret, e, "DELETE FROM challenge WHERE hash IN (SELECT hash FROM challenge ORDER BY until_at DESC LIMIT -1 OFFSET ?1)", "i",
			(int64_t)ASKED_MOST - 1) &&
		db_do(secret, e, "INSERT INTO challenge VALUES(?1,nullif(?2,0),?3)", "bii", KEY(hash), member, now + PASSKEY_LIFE);
	return good ? token : NULL;
}

// What a passkey keeps to tell accounts of a site apart; it says nothing about the person.
static void handle_of(int64_t member, unsigned char ret[32])
{
	char text[64] = "bolwerk passkey of member";
	memcpy(text + 32, &member, sizeof member);
	door_hash_of(text, sizeof text, ret);
}

static void name(struct buf *b, const char *before, const char *value)
{
	buf_str(b, before);
	json_write(b, text_of(value));
}

const char *passkey_ask_new(struct db *secret, struct arena *a, const struct site *s, int64_t member, const char *account, const char *shown, int64_t now,
	struct err *e)
{
	const char *token = challenge(secret, a, member, now, e);
	if (!token)
		return NULL;
	unsigned char handle[32];
	handle_of(member, handle);
	struct buf *b = buf_new(a, ANSWER_MOST);
	name(b, "{\"publicKey\":{\"rp\":{\"id\":", s->id);
	name(b, ",\"name\":", s->name);
	name(b, "},\"user\":{\"id\":", door_base(a, handle, sizeof handle));
	name(b, ",\"name\":", account);
	name(b, ",\"displayName\":", shown);
	name(b, "},\"challenge\":", token);
	buf_printf(b, ",\"pubKeyCredParams\":[{\"type\":\"public-key\",\"alg\":-7},{\"type\":\"public-key\",\"alg\":-257}],\"timeout\":%d,", PASSKEY_LIFE * 1000);
	buf_str(b, "\"authenticatorSelection\":{\"residentKey\":\"required\",\"requireResidentKey\":true,\"userVerification\":\"required\"},"
		   "\"attestation\":\"none\",\"excludeCredentials\":[");
	struct rows r = db_rows(secret, "SELECT credential FROM passkey WHERE member=?1 LIMIT 20", "i", member);
	for (bool first = true; rows_next(&r, NULL); first = false)
		buf_printf(b, "%s{\"type\":\"public-key\",\"id\":\"%s\"}", first ? "" : ",", door_base(a, rows_blob(&r, 0).p, rows_blob(&r, 0).n));
	buf_str(b, "]}}");
	return b->p;
}

const char *passkey_ask(struct db *secret, struct arena *a, const struct site *s, int64_t now, struct err *e)
{
	const char *token = challenge(secret, a, 0, now, e);
	if (!token)
		return NULL;
	struct buf *b = buf_new(a, ANSWER_MOST);
	name(b, "{\"publicKey\":{\"challenge\":", token);
	name(b, ",\"rpId\":", s->id);
	buf_printf(b, ",\"timeout\":%d,\"userVerification\":\"required\",\"allowCredentials\":[]}}", PASSKEY_LIFE * 1000);
	return b->p;
}

// ---- reading

bool authdata_read(struct arena *a, struct text in, struct authdata *ret, struct err *e)
{
	if (in.n < 37)
		return err_set(e, "the data of the passkey is too short");
	const unsigned char *p = (const unsigned char *)in.p;
	struct authdata d = {.rp = {in.p, 32}, .flags = p[32]};
	d.count = (uint32_t)p[33] << 24 | (uint32_t)p[34] << 16 | (uint32_t)p[35] << 8 | p[36];
	struct text rest = text_after(in, 37);
	struct cbor *skip;
	if (d.flags & AUTH_CREDENTIAL) {
		if (rest.n < 18)
			return err_set(e, "the data of the passkey is too short");
		size_t n = (size_t)(unsigned char)rest.p[16] << 8 | (unsigned char)rest.p[17];
		rest = text_after(rest, 18);
		if (n < 1 || n > 1023 || rest.n < n) // section 6.5.1: at most 1023 bytes
			return err_set(e, "the name of the passkey is empty or too long");
		d.credential = (struct text){rest.p, n};
		struct text key = rest = text_after(rest, n);
		if (!cbor_read(a, &rest, 2, &skip, e))
			return false;
		d.key = (struct text){key.p, key.n - rest.n};
	}
	if (d.flags & AUTH_EXTENSION && !(cbor_read(a, &rest, 4, &skip, e) && (skip->type == CBOR_MAP || err_set(e, "extensions are no map"))))
		return false;
	if (rest.n)
		return err_set(e, "there is more behind the data of the passkey");
	*ret = d;
	return true;
}

static struct text key_bytes(const struct cbor *key, int64_t label)
{
	const struct cbor *v = cbor_get(key, label);
	return v && v->type == CBOR_BYTES ? v->text : (struct text){"", 0};
}

static int64_t key_int(const struct cbor *key, int64_t label)
{
	const struct cbor *v = cbor_get(key, label);
	return v && v->type == CBOR_INT ? v->number : 0;
}

static gnutls_datum_t datum(struct text t)
{
	union {
		const char *in;
		unsigned char *out;
	} p = {t.p}; // GnuTLS reads what it takes without const
	return (gnutls_datum_t){p.out, (unsigned)t.n};
}

// A COSE_Key (RFC 8152, 8230) as a key of GnuTLS: EC P-256 with ES256, or RSA of 2048 to 4096 bits with RS256. Whether a point lies
// on its curve GnuTLS looks at when it verifies: a key that is off it opens nothing.
static bool key_read(struct arena *a, struct text cose, gnutls_pubkey_t to, gnutls_sign_algorithm_t *ret, struct err *e)
{
	struct cbor *key;
	if (!cbor_read(a, &cose, 2, &key, e))
		return false;
	int64_t kind = key_int(key, 1), alg = key_int(key, 3);
	if (cose.n == 0 && kind == 2 && alg == -7 && key_int(key, -1) == 1) {
		gnutls_datum_t x = datum(key_bytes(key, -2)), y = datum(key_bytes(key, -3));
		*ret = GNUTLS_SIGN_ECDSA_SHA256;
		if (x.size == 32 && y.size == 32 && gnutls_pubkey_import_ecc_raw(to, GNUTLS_ECC_CURVE_SECP256R1, &x, &y) == 0)
			return true;
	} else if (cose.n == 0 && kind == 3 && alg == -257) {
		gnutls_datum_t n = datum(key_bytes(key, -1)), exponent = datum(key_bytes(key, -2));
		unsigned bits = 0;
		*ret = GNUTLS_SIGN_RSA_SHA256;
		if (n.size >= 256 && n.size <= 512 && exponent.size >= 1 && exponent.size <= 4 && gnutls_pubkey_import_rsa_raw(to, &n, &exponent) == 0 &&
			gnutls_pubkey_get_pk_algorithm(to, &bits) == GNUTLS_PK_RSA && bits >= 2048)
			return true;
	}
	return err_set(e, "this passkey has a key of a kind that is not used here");
}

static bool key_good(struct arena *a, struct text cose, struct text data, struct text signature, bool only_read, struct err *e)
{
	gnutls_pubkey_t key;
	gnutls_sign_algorithm_t how = GNUTLS_SIGN_UNKNOWN;
	if (gnutls_pubkey_init(&key) != 0)
		return err_set(e, "a key could not be read");
	bool good = key_read(a, cose, key, &how, e);
	if (good && !only_read) {
		gnutls_datum_t d = datum(data), s = datum(signature);
		good = gnutls_pubkey_verify_data2(key, how, 0, &d, &s) >= 0 || err_set(e, "the signature of the passkey is wrong");
	}
	gnutls_pubkey_deinit(key);
	return good;
}

// ---- answers

struct answer {
	const struct json *response;
	struct text credential, client, auth;
	struct authdata data;
};

static bool field(struct arena *a, const struct json *from, const char *key, size_t max, struct text *ret)
{
	struct text t = json_get_text(from, key, "");
	return t.n && door_unbase(a, t, max, ret) && ret->n;
}

// What browser and site say they did (section 5.8.1), and that we asked for it, not long ago, and only once.
static bool client_good(struct db *secret, struct arena *a, const struct site *s, struct text client, const char *type, int64_t member, int64_t now,
	struct err *e)
{
	struct json *j;
	if (!json_read(a, client, 4, &j, e))
		return false;
	const struct json *cross = json_get(j, "crossOrigin");
	if (!text_is(json_get_text(j, "type", ""), type))
		return err_set(e, "the passkey did something else than was asked");
	if (!text_is(json_get_text(j, "origin", ""), s->origin) || (cross && cross->type != JSON_FALSE))
		return err_set(e, "the passkey was used on another site");
	struct text asked = json_get_text(j, "challenge", "");
	unsigned char hash[32];
	door_hash_of(asked.p, asked.n, hash);
	if (!db_do(secret, e, "DELETE FROM challenge WHERE hash=?1 AND until_at>?2 AND coalesce(member,0)=?3", "bii", KEY(hash), now, member))
		return false;
	return sqlite3_changes(secret->handle) == 1 || err_set(e, "this took too long, or was answered before");
}

static bool answer_read(struct db *secret, struct arena *a, const struct site *s, struct text in, const char *type, int64_t member, int64_t now,
	struct answer *ret, struct err *e)
{
	struct json *j;
	if (in.n > ANSWER_MOST)
		return err_set(e, "the answer of the passkey is too long");
	if (!json_read(a, in, 8, &j, e))
		return false;
	ret->response = json_get(j, "response");
	if (!text_is(json_get_text(j, "type", ""), "public-key") || !field(a, j, "rawId", 1023, &ret->credential) ||
		!field(a, ret->response, "clientDataJSON", 8192, &ret->client))
		return err_set(e, "the answer of the passkey is not complete");
	return client_good(secret, a, s, ret->client, type, member, now, e);
}

static bool data_good(struct arena *a, const struct site *s, struct answer *w, struct err *e)
{
	if (!authdata_read(a, w->auth, &w->data, e))
		return false;
	unsigned char rp[32];
	crypto_hash_sha256(rp, (const unsigned char *)s->id, strlen(s->id));
	if (w->data.rp.n != sizeof rp || memcmp(rp, w->data.rp.p, sizeof rp) != 0)
		return err_set(e, "the passkey is of another site");
	if (!(w->data.flags & AUTH_PRESENT) || !(w->data.flags & AUTH_VERIFIED))
		return err_set(e, "the passkey did not ask who you are");
	return true;
}

// attestationObject: {fmt: "none", attStmt: {}, authData: bytes}.
static bool attestation_read(struct arena *a, struct answer *w, struct err *e)
{
	struct text t;
	struct cbor *m;
	if (!field(a, w->response, "attestationObject", ANSWER_MOST, &t))
		return err_set(e, "the answer of the passkey is not complete");
	if (!cbor_read(a, &t, 4, &m, e))
		return false;
	const struct cbor *fmt = cbor_get_named(m, "fmt"), *st = cbor_get_named(m, "attStmt"), *auth = cbor_get_named(m, "authData");
	if (t.n || !fmt || fmt->type != CBOR_TEXT || !text_is(fmt->text, "none") || !st || st->type != CBOR_MAP || st->child || !auth || auth->type != CBOR_BYTES)
		return err_set(e, "the passkey told more than was asked");
	w->auth = auth->text;
	return true;
}

bool passkey_add(struct db *secret, struct arena *a, const struct site *s, int64_t member, const char *shown, struct text in, int64_t now, struct err *e)
{
	struct answer w = {0};
	if (member <= 0 || !answer_read(secret, a, s, in, "webauthn.create", member, now, &w, e) || !attestation_read(a, &w, e) || !data_good(a, s, &w, e))
		return false;
	if (!(w.data.flags & AUTH_CREDENTIAL) || w.data.credential.n != w.credential.n || memcmp(w.data.credential.p, w.credential.p, w.credential.n) != 0)
		return err_set(e, "the answer of the passkey contradicts itself");
	if (!key_good(a, w.data.key, (struct text){0}, (struct text){0}, true, e))
		return false;
	if (db_int(secret, "SELECT 1 FROM passkey WHERE credential=?1", 0, "b", w.credential))
		return err_set(e, "this passkey is known already");
	if (db_int(secret, "SELECT count(*) FROM passkey WHERE member=?1", 0, "i", member) >= PASSKEYS)
		return err_set(e, "this account has %d passkeys already; end one first", PASSKEYS);
	return db_do(secret, e, "INSERT INTO passkey(credential,member,name,key,count,made_at) VALUES(?1,?2,?3,?4,?5,?6)", "bisbii", w.credential, member, shown,
		w.data.key, (int64_t)w.data.count, now);
}

struct kept {
	int64_t id, member, count;
	struct text key;
};

static bool kept_find(struct db *secret, struct arena *a, struct text credential, int64_t now, struct kept *ret, struct err *e)
{
	struct rows r = db_rows(secret,
		"SELECT k.id, k.member, k.count, k.key FROM passkey k JOIN person p ON p.id=k.member WHERE k.credential=?1 AND (p.until_at IS NULL OR p.until_at>?2)", "bi",
		credential, now);
	if (!rows_next(&r, e))
		return err_set(e, "this passkey is not known here");
	struct text key = rows_blob(&r, 3);
	*ret = (struct kept){rows_int(&r, 0), rows_int(&r, 1), rows_int(&r, 2), {arena_strndup(a, key.p, key.n), key.n}};
	rows_end(&r);
	return true;
}

static bool handle_good(struct arena *a, const struct json *response, int64_t member, struct err *e)
{
	struct text t;
	if (!json_get_text(response, "userHandle", "").n)
		return true;
	unsigned char handle[32];
	handle_of(member, handle);
	return (field(a, response, "userHandle", 64, &t) && t.n == 32 && memcmp(t.p, handle, 32) == 0) || err_set(e, "the passkey is of another account");
}

bool passkey_is(struct db *secret, struct arena *a, const struct site *s, struct text in, int64_t now, int64_t *ret_member, struct err *e)
{
	struct answer w = {0};
	struct kept k = {0};
	struct text signature;
	if (!answer_read(secret, a, s, in, "webauthn.get", 0, now, &w, e))
		return false;
	if (!field(a, w.response, "authenticatorData", 8192, &w.auth) || !field(a, w.response, "signature", 1024, &signature))
		return err_set(e, "the answer of the passkey is not complete");
	if (!data_good(a, s, &w, e) || !kept_find(secret, a, w.credential, now, &k, e) || !handle_good(a, w.response, k.member, e))
		return false;
	// Signed: the authenticator data, and the hash of the client data behind it.
	char *data = arena_alloc(a, w.auth.n + 32);
	memcpy(data, w.auth.p, w.auth.n);
	crypto_hash_sha256((unsigned char *)data + w.auth.n, (const unsigned char *)w.client.p, w.client.n);
	if (!key_good(a, k.key, (struct text){data, w.auth.n + 32}, signature, false, e))
		return false;
	if ((k.count || w.data.count) && (int64_t)w.data.count <= k.count)
		return err_set(e, "this passkey was copied: its counter went back");
	if (!db_do(secret, e, "UPDATE passkey SET count=?2, used_at=?3 WHERE id=?1", "iii", k.id, (int64_t)w.data.count, now))
		return false;
	*ret_member = k.member;
	return true;
}

bool passkey_end(struct db *secret, int64_t member, int64_t id, struct err *e)
{
	return db_do(secret, e, "DELETE FROM passkey WHERE id=?2 AND member=?1", "ii", member, id);
}
