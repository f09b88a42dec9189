// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Passkeys: an authenticator is played here with real keys and real signatures, and then with each part of its answer wrong; and CBOR.
#include "../../../src/web/door/cbor.h"
#include "../../../src/web/door/door.h"
#include "../../../src/base/json.h"
#include "../tap.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdlib.h>

#define NOW INT64_C(1795300000)

static struct err e;
static const struct site site = {"veilig.example.be", "De Gouden Aar", "https://veilig.example.be"};

// ---- CBOR

static const char *shown(struct arena *a, const struct cbor *v)
{
	if (!v)
		return "?";
	const char *all = "";
	for (const struct cbor *c = v->child; c; c = c->next)
		all = arena_printf(a, "%s %s", all, shown(a, c));
	switch (v->type) {
	case CBOR_INT: return arena_printf(a, "%lld", (long long)v->number);
	case CBOR_BYTES: return arena_printf(a, "h%zu", v->text.n);
	case CBOR_TEXT: return arena_printf(a, "'%.*s'", (int)v->text.n, v->text.p);
	case CBOR_ARRAY: return arena_printf(a, "[%s ]", all);
	case CBOR_MAP: return arena_printf(a, "{%s }", all);
	case CBOR_FALSE: return "false";
	case CBOR_TRUE: return "true";
	default: return "null";
	}
}

static struct text unhex(struct arena *a, const char *hex)
{
	size_t n = 0;
	unsigned char *p = arena_alloc(a, strlen(hex) / 2 + 1);
	sodium_hex2bin(p, strlen(hex) / 2, hex, strlen(hex), NULL, &n, NULL);
	return (struct text){(char *)p, n};
}

static void cbor(struct arena *a)
{
	// RFC 8949, appendix A, and what is refused
	static const char *const good[][2] = {{"00", "0"}, {"17", "23"}, {"1818", "24"}, {"1903e8", "1000"}, {"1a000f4240", "1000000"},
		{"1b000000e8d4a51000", "1000000000000"}, {"20", "-1"}, {"3903e7", "-1000"}, {"f4", "false"}, {"f5", "true"}, {"f6", "null"}, {"40", "h0"},
		{"4401020304", "h4"}, {"60", "''"}, {"6449455446", "'IETF'"}, {"62c3bc", "'\xc3\xbc'"}, {"80", "[ ]"}, {"83010203", "[ 1 2 3 ]"},
		{"8301820203820405", "[ 1 [ 2 3 ] [ 4 5 ] ]"}, {"a0", "{ }"}, {"a201020304", "{ 1 2 3 4 }"}, {"a26161016162820203", "{ 'a' 1 'b' [ 2 3 ] }"},
		{"3b7fffffffffffffff", "-9223372036854775808"}};
	static const char *const bad[] = {"", "18", "1817", "190017", "1a0000ffff", "1b00000000ffffffff", "1bffffffffffffffff", "3bffffffffffffffff", "1c", "1f", "ff",
		"41", "5803aabb", "5b7fffffffffffffff", "61ff", "6100", "5f4101ff", "7f6161ff", "9f01ff", "bf0102ff", "81", "a101", "a2010101", "a201020103", "a261610161610",
		"a1400102", "a18001", "c001", "f7", "f90000", "fb3ff199999999999a", "e0", "f820", "9a7fffffff", "ba7fffffff", "8181818181818100", "990101", "b90101"};
	struct cbor *v;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct text t = unhex(a, good[i][0]);
		v = NULL;
		ok(cbor_read(a, &t, 4, &v, &e) && t.n == 0 && strcmp(shown(a, v), good[i][1]) == 0, "%s is %s", good[i][0], good[i][1]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct text t = unhex(a, bad[i]), before = t;
		ok(!cbor_read(a, &t, 4, &v, &e) && t.p == before.p && t.n == before.n && e.text[0], "%s is refused: %s", bad[i], e.text);
	}
	struct text two = unhex(a, "0102");
	ok(cbor_read(a, &two, 1, &v, &e) && v->number == 1 && two.n == 1, "what stands behind is left");
	char *flat = arena_alloc(a, 300);
	memcpy(flat, "\x98\xff", 2);
	struct text t = {flat, 257};
	ok(cbor_read(a, &t, 1, &v, &e), "255 values");
	char *deep = arena_alloc(a, 70000);
	memset(deep, 0x81, 70000);
	t = (struct text){deep, 70000};
	ok(!cbor_read(a, &t, 1 << 30, &v, &e), "70,000 deep is refused: %s", e.text);
}

// ---- an authenticator

struct token {
	gnutls_privkey_t key;
	bool rsa;
	struct text cose, credential;
	uint32_t count;
};

static void put_bytes(struct buf *b, const void *p, size_t n)
{
	if (n < 24)
		buf_char(b, (char)(0x40 | n));
	else if (n < 256)
		buf_add(b, (char[]){0x58, (char)n}, 2);
	else
		buf_add(b, (char[]){0x59, (char)(n >> 8), (char)n}, 3);
	buf_add(b, p, n);
}

// Without the zero that DER puts before a number whose first bit is 1; EC numbers filled up to 32 bytes.
static void put_number(struct buf *b, gnutls_datum_t n, size_t size)
{
	unsigned char full[600] = {0};
	while (n.size && !*n.data) {
		n.data++;
		n.size--;
	}
	size_t pad = size > n.size ? size - n.size : 0;
	memcpy(full + pad, n.data, n.size);
	put_bytes(b, full, pad + n.size);
}

static struct token *token_new(struct arena *a, bool rsa, unsigned bits)
{
	struct token *t = arena_alloc(a, sizeof *t);
	gnutls_pubkey_t pub;
	gnutls_datum_t x, y;
	struct buf *b = buf_new(a, 2000);
	t->rsa = rsa;
	gnutls_privkey_init(&t->key);
	gnutls_privkey_generate(t->key, rsa ? GNUTLS_PK_RSA : GNUTLS_PK_ECDSA, bits, 0);
	gnutls_pubkey_init(&pub);
	gnutls_pubkey_import_privkey(pub, t->key, 0, 0);
	if (rsa) {
		gnutls_pubkey_export_rsa_raw(pub, &x, &y);
		buf_add(b, "\xa4\x01\x03\x03\x39\x01\x00\x20", 8); // {1: 3, 3: -257, -1: n, -2: e}
		put_number(b, x, 0);
		buf_add(b, "\x21", 1);
		put_number(b, y, 0);
	} else {
		gnutls_pubkey_export_ecc_raw(pub, NULL, &x, &y);
		buf_add(b, "\xa5\x01\x02\x03\x26\x20\x01\x21", 8); // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
		put_number(b, x, 32);
		buf_add(b, "\x22", 1);
		put_number(b, y, 32);
	}
	gnutls_free(x.data);
	gnutls_free(y.data);
	gnutls_pubkey_deinit(pub);
	t->cose = (struct text){b->p, b->n};
	char *id = arena_alloc(a, 32);
	randombytes_buf(id, 32);
	t->credential = (struct text){id, 32};
	return t;
}

// What may be wrong with an answer.
struct lie {
	const char *what, *origin, *rp, *type, *fmt, *add_client, *challenge, *cose;
	int flags;     // 0: as it should be
	bool other_id, extra, statement, wrong_signature, other_key, handle;
	int64_t later; // seconds
	int64_t count;
};

static struct text asked(struct arena *a, const char *options)
{
	struct json *j = NULL;
	if (!options || !json_read(a, text_of(options), 8, &j, &e))
		return text_of("unreadable");
	return json_get_text(json_get(j, "publicKey"), "challenge", "missing");
}

static const char *client(struct arena *a, struct text challenge, const struct lie *l, const char *type)
{
	return arena_printf(a, "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%s\"%s}", l->type ? l->type : type, (int)challenge.n, challenge.p,
		l->origin ? l->origin : site.origin, l->add_client ? l->add_client : ",\"crossOrigin\":false");
}

static struct buf *authdata(struct arena *a, const struct token *t, const struct lie *l, int flags)
{
	struct buf *b = buf_new(a, 4000);
	unsigned char rp[32];
	const char *id = l->rp ? l->rp : site.id;
	crypto_hash_sha256(rp, (const unsigned char *)id, strlen(id));
	buf_add(b, rp, 32);
	buf_char(b, (char)(l->flags ? l->flags : flags));
	uint32_t n = l->count ? (uint32_t)l->count - 1 : t->count;
	buf_add(b, (char[]){(char)(n >> 24), (char)(n >> 16), (char)(n >> 8), (char)n}, 4);
	if ((l->flags ? l->flags : flags) & AUTH_CREDENTIAL) {
		buf_add(b, (char[16]){0}, 16);
		buf_add(b, (char[]){0, (char)t->credential.n}, 2);
		buf_add(b, t->credential.p, t->credential.n);
		struct text cose = l->cose ? unhex(a, l->cose) : t->cose;
		buf_add(b, cose.p, cose.n);
	}
	if (l->extra)
		buf_char(b, 0);
	return b;
}

static struct text add_answer(struct arena *a, const struct token *t, struct text challenge, const struct lie *l)
{
	struct buf *data = authdata(a, t, l, AUTH_PRESENT | AUTH_VERIFIED | AUTH_CREDENTIAL), *b = buf_new(a, 8000);
	const char *fmt = l->fmt ? l->fmt : "none", *said = client(a, challenge, l, "webauthn.create");
	buf_add(b, "\xa3\x63"
		   "fmt",
		5);
	buf_char(b, (char)(0x60 | strlen(fmt)));
	buf_str(b, fmt);
	buf_add(b, "\x67"
		   "attStmt",
		8);
	buf_add(b, l->statement ? "\xa1\x01\x01" : "\xa0", l->statement ? 3 : 1);
	buf_add(b, "\x68"
		   "authData",
		9);
	put_bytes(b, data->p, data->n);
	const char *id = door_base(a, l->other_id ? "another" : t->credential.p, l->other_id ? 7 : t->credential.n);
	return text_of(arena_printf(a, "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\"}}", id, id,
		door_base(a, said, strlen(said)), door_base(a, b->p, b->n)));
}

static struct text login_answer(struct arena *a, struct token *t, struct token *signer, struct text challenge, const struct lie *l)
{
	t->count++;
	struct buf *data = authdata(a, t, l, AUTH_PRESENT | AUTH_VERIFIED), *over = buf_new(a, 8000);
	const char *said = client(a, challenge, l, "webauthn.get");
	unsigned char hash[32];
	crypto_hash_sha256(hash, (const unsigned char *)said, strlen(said));
	buf_add(over, data->p, data->n);
	buf_add(over, hash, 32);
	gnutls_datum_t d = {(unsigned char *)over->p, (unsigned)over->n}, s = {0};
	gnutls_privkey_sign_data2(signer->key, signer->rsa ? GNUTLS_SIGN_RSA_SHA256 : GNUTLS_SIGN_ECDSA_SHA256, 0, &d, &s);
	if (l->wrong_signature)
		s.data[s.size - 3] ^= 1;
	const char *id = door_base(a, l->other_id ? "another" : t->credential.p, l->other_id ? 7 : t->credential.n);
	const char *text = arena_printf(a,
		"{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\"%s}}", id, id,
		door_base(a, said, strlen(said)), door_base(a, data->p, data->n), door_base(a, s.data, s.size), l->handle ? ",\"userHandle\":\"AAAA\"" : "");
	gnutls_free(s.data);
	return text_of(text);
}

static void adding(struct db *d, struct arena *a, struct token *t)
{
	static const struct lie lies[] = {{.what = "from another site", .origin = "https://veilig.example.be.evil.example"}, {.what = "over plain HTTP", .origin = "http://veilig.example.be"},
		{.what = "of another site", .rp = "evil.example"}, {.what = "a login instead", .type = "webauthn.get"}, {.what = "without asking who", .flags = AUTH_PRESENT | AUTH_CREDENTIAL},
		{.what = "without anybody", .flags = AUTH_VERIFIED | AUTH_CREDENTIAL}, {.what = "without a key", .flags = AUTH_PRESENT | AUTH_VERIFIED},
		{.what = "with another attestation", .fmt = "packed"}, {.what = "with a statement", .statement = true}, {.what = "inside another site", .add_client = ",\"crossOrigin\":true"},
		{.what = "with another id", .other_id = true}, {.what = "with a byte too much", .extra = true}, {.what = "with extensions that are not there", .flags = 0xc5},
		{.what = "too late", .later = PASSKEY_LIFE}, {.what = "to a question that was not asked", .challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
		{.what = "with a key of another kind", .cose = "a3010103272006"}, {.what = "with an empty key", .cose = "a0"},
		{.what = "with a broken key", .cose = "bf"}};
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct text ch = asked(a, passkey_ask_new(d, a, &site, 1, "els@example.be", "Els", NOW, &e));
		if (lies[i].challenge)
			ch = text_of(lies[i].challenge);
		e.text[0] = 0;
		ok(!passkey_add(d, a, &site, 1, "phone", add_answer(a, t, ch, &lies[i]), NOW + lies[i].later, &e) && e.text[0], "refused %s: %s", lies[i].what, e.text);
	}
	struct lie none = {0};
	const char *options = passkey_ask_new(d, a, &site, 1, "els@example.be", "Els \"P\"", NOW, &e);
	struct text ch = asked(a, options), answer = add_answer(a, t, ch, &none);
	ok(strstr(options, "\"userVerification\":\"required\"") && strstr(options, "\"displayName\":\"Els \\\"P\\\"\"") && strstr(options, "\"attestation\":\"none\""), "asked as it should: %s", options);
	ok(!passkey_add(d, a, &site, 2, "phone", answer, NOW, &e), "not for another account: %s", e.text);
	ok(passkey_add(d, a, &site, 1, "phone", answer, NOW + PASSKEY_LIFE - 1, &e), "a passkey (%s) is kept: %s", t->rsa ? "RSA" : "EC", e.text);
	ok(!passkey_add(d, a, &site, 1, "phone", answer, NOW, &e), "the same answer again is not: %s", e.text);
	ch = asked(a, passkey_ask_new(d, a, &site, 1, "x", "x", NOW, &e));
	ok(!passkey_add(d, a, &site, 1, "phone", add_answer(a, t, ch, &none), NOW, &e), "nor the same passkey twice: %s", e.text);
	ok(strstr(passkey_ask_new(d, a, &site, 1, "x", "x", NOW, &e), door_base(a, t->credential.p, t->credential.n)), "the browser is told which are there");
}

static void login(struct db *d, struct arena *a, struct token *t, struct token *stranger)
{
	static const struct lie lies[] = {{.what = "from another site", .origin = "https://evil.example"}, {.what = "of another site", .rp = "evil.example"},
		{.what = "an addition instead", .type = "webauthn.create"}, {.what = "without asking who", .flags = AUTH_PRESENT}, {.what = "without anybody", .flags = AUTH_VERIFIED},
		{.what = "inside another site", .add_client = ",\"crossOrigin\":true"}, {.what = "with another id", .other_id = true}, {.what = "with a wrong signature", .wrong_signature = true},
		{.what = "signed by another key", .other_key = true}, {.what = "too late", .later = PASSKEY_LIFE}, {.what = "with a counter that went back", .count = 1},
		{.what = "of another account", .handle = true}, {.what = "with two origins", .add_client = ",\"origin\":\"https://veilig.example.be\""},
		{.what = "to a question that was not asked", .challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
	int64_t member = 0;
	struct lie none = {0};
	struct text ch = asked(a, passkey_ask(d, a, &site, NOW, &e)), answer = login_answer(a, t, t, ch, &none);
	ok(passkey_is(d, a, &site, answer, NOW, &member, &e) && member == 1, "it logs in: %s", e.text);
	ok(!passkey_is(d, a, &site, answer, NOW, &member, &e), "the same answer again does not: %s", e.text);
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		ch = asked(a, passkey_ask(d, a, &site, NOW, &e));
		if (lies[i].challenge)
			ch = text_of(lies[i].challenge);
		answer = login_answer(a, t, lies[i].other_key ? stranger : t, ch, &lies[i]);
		e.text[0] = 0;
		ok(!passkey_is(d, a, &site, answer, NOW + lies[i].later, &member, &e) && e.text[0], "refused %s: %s", lies[i].what, e.text);
	}
	ch = asked(a, passkey_ask_new(d, a, &site, 1, "x", "x", NOW, &e));
	ok(!passkey_is(d, a, &site, login_answer(a, t, t, ch, &none), NOW, &member, &e), "a question for an addition is none for a login: %s", e.text);
	ch = asked(a, passkey_ask(d, a, &site, NOW, &e));
	ok(passkey_is(d, a, &site, login_answer(a, t, t, ch, &none), NOW, &member, &e), "after all that it still logs in: %s", e.text);
}

// A key that is no point of the curve is kept, since nothing looks at it then, but no signature fits it.
static void off_curve(struct db *d, struct arena *a, struct token *signer)
{
	static const char point[] = "a5010203262001215820"
					"0101010101010101010101010101010101010101010101010101010101010101"
					"225820"
					"0202020202020202020202020202020202020202020202020202020202020202";
	struct token t = {.key = signer->key, .cose = unhex(a, point), .credential = text_of("off the curve")};
	struct lie none = {0};
	int64_t member;
	bool kept = passkey_add(d, a, &site, 1, "x", add_answer(a, &t, asked(a, passkey_ask_new(d, a, &site, 1, "x", "x", NOW, &e)), &none), NOW, &e);
	e.text[0] = 0;
	bool in = passkey_is(d, a, &site, login_answer(a, &t, signer, asked(a, passkey_ask(d, a, &site, NOW, &e)), &none), NOW, &member, &e);
	ok(kept && !in && strstr(e.text, "signature"), "a key off the curve opens nothing: %s", e.text);
	db_do(d, NULL, "DELETE FROM passkey WHERE name='x'", "");
}

static void odd(struct db *d, struct arena *a)
{
	int64_t member;
	static const char *const texts[] = {"", "{}", "[]", "null", "{\"type\":\"public-key\"}", "{\"type\":\"public-key\",\"rawId\":\"AA\",\"response\":7}",
		"{\"type\":\"public-key\",\"rawId\":\"A\",\"response\":{\"clientDataJSON\":\"e30\"}}", "{\"type\":\"public-key\",\"rawId\":\"AA\",\"response\":{\"clientDataJSON\":\"e30\"}}",
		"{\"type\":\"public-key\",\"rawId\":\"AA==\",\"response\":{\"clientDataJSON\":\"e30\"}}"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ok(!passkey_is(d, a, &site, text_of(texts[i]), NOW, &member, &e) && !passkey_add(d, a, &site, 1, "x", text_of(texts[i]), NOW, &e), "refused: %s", texts[i]);
	char *large = arena_alloc(a, 70000);
	memset(large, ' ', 70000);
	ok(!passkey_is(d, a, &site, (struct text){large, 70000}, NOW, &member, &e), "too long an answer is not even read: %s", e.text);
	for (int i = 0; i < 100; i++)
		passkey_ask(d, a, &site, NOW, &e);
	passkey_ask(d, a, &site, NOW + PASSKEY_LIFE, &e);
	ok(db_int(d, "SELECT count(*) FROM challenge", 0, "") == 1, "questions that nobody answered go");
}

int main(void)
{
	struct arena *a = arena_new();
	struct db *d = door_open(a, ":memory:", &e);
	cbor(a);
	door_person_make(d, a, 1, "els@example.be", ROLE_OWNER, "nl", "$h", NOW, 0, &e);
	door_person_make(d, a, 2, "tom@example.be", ROLE_OWNER, "nl", "$h", NOW, 0, &e);
	struct token *t[] = {token_new(a, false, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)), token_new(a, true, 2048),
		token_new(a, true, 1024), token_new(a, false, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1))};
	for (int i = 0; i < 2; i++) {
		adding(d, a, t[i]);
		login(d, a, t[i], t[!i]);
	}
	struct lie none = {0};
	for (int i = 2; i < 4; i++)
		ok(!passkey_add(d, a, &site, 1, "x", add_answer(a, t[i], asked(a, passkey_ask_new(d, a, &site, 1, "x", "x", NOW, &e)), &none), NOW, &e), "refused: a key that is %s: %s",
			i == 2 ? "too short" : "of another curve", e.text);
	off_curve(d, a, t[0]);
	odd(d, a);
	int64_t member;
	struct text ch = asked(a, passkey_ask(d, a, &site, NOW, &e));
	ok(passkey_end(d, 2, 1, &e) && passkey_end(d, 1, 2, &e) && db_int(d, "SELECT count(*) FROM passkey", 0, "") == 1, "ended by its owner alone");
	door_person_close(d, 1, NOW, &e);
	ok(!passkey_is(d, a, &site, login_answer(a, t[0], t[0], ch, &none), NOW, &member, &e), "a closed account stays closed: %s", e.text);
	for (int i = 0; i < 4; i++)
		gnutls_privkey_deinit(t[i]->key);
	arena_free(a);
	return tap_done();
}
