// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Sieves; see sieve.h. A letter and its capital differ in one bit, which is set in all bytes before they are compared.
#include "sieve.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#define WIDE __attribute__((target("avx2")))
#endif

enum { FEW = 64 }; // literals up to which all bytes of a block are looked up at once, half a byte each, in tables of 8 groups of literals
enum { SMALL = 0x20, BLOCK = 32 + SIEVE_GRAM - 1, BITS_MIN = 13, BITS_MAX = 20, LENGTHS = 64 };

// A literal under the hash of its rarest four bytes, which stand `at` bytes behind its beginning.
struct entry {
	uint32_t gram;
	int at, id, next; // next: number + 1
	enum sieve_sure sure;
	struct text text;
};

struct sieve {
	struct entry *gram, *whole;
	int grams, wholes;
	uint32_t *bits;   // of hashes
	int *first;       // by hash: number in `gram` + 1
	unsigned shift;   // of hashes to numbers of bits
	unsigned buckets; // bits of the number in `first`
	int *whole_first; // by hash: number in `whole` + 1
	size_t whole_mask;
	uint64_t lengths; // of whole texts; bit 63: longer ones
	bool few, wide; // wide: the processor knows AVX2
	uint8_t low[SIEVE_GRAM][16], high[SIEVE_GRAM][16]; // for the four bytes: the groups whose literals have such a half
};

static inline uint32_t load(const char *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return v | 0x20202020u;
}

static inline uint32_t mixed(uint32_t gram)
{
	return gram * 0x9e3779b1u;
}

static inline size_t counted(uint32_t gram)
{
	return mixed(gram) >> 15;
}

static uint32_t whole_hash(struct text t)
{
	uint32_t h = (uint32_t)t.n;
	for (size_t i = 0; i < t.n; i++)
		h = (h ^ (unsigned char)(t.p[i] | SMALL)) * 0x01000193u;
	return h ^ h >> 15;
}

static bool same(struct text literal, const char *p)
{
	for (size_t i = 0; i < literal.n; i++)
		if ((literal.p[i] | SMALL) != (p[i] | SMALL))
			return false;
	return true;
}

void sieve_count(struct sieve_seen *s, struct text t)
{
	uint8_t *w = &s->whole[whole_hash(t) & (SIEVE_WHOLES - 1)];
	*w = (uint8_t)(*w + (*w < UINT8_MAX));
	for (size_t i = 0; i + SIEVE_GRAM <= t.n; i++) {
		w = &s->gram[counted(load(t.p + i))];
		*w = (uint8_t)(*w + (*w < UINT8_MAX));
	}
}

// The place of the rarest four bytes.
static size_t rarest(const struct sieve_seen *s, struct text t)
{
	size_t best = 0;
	for (size_t i = 1; s && i + SIEVE_GRAM <= t.n; i++)
		if (s->gram[counted(load(t.p + i))] < s->gram[counted(load(t.p + best))])
			best = i;
	return best;
}

unsigned sieve_often(const struct sieve_seen *s, struct text literal, bool whole)
{
	if (!s)
		return 0;
	return whole ? s->whole[whole_hash(literal) & (SIEVE_WHOLES - 1)] : s->gram[counted(load(literal.p + rarest(s, literal)))];
}

// Bytes of the character at t.p + i when it stands in a text just so however that is written and folded; 0: it may not. Of UTF-8 those of three and four bytes have no small letters,
// but for the fullwidth ones, which stand behind 0xef as does what bad UTF-8 becomes.
static size_t steady(struct text t, size_t i)
{
	unsigned char c = (unsigned char)t.p[i];
	size_t n = c < 128 ? 1 : c >= 0xe0 && c < 0xef ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
	return c < ' ' || c == '"' || c == '\\' || i + n > t.n ? 0 : n;
}

struct text sieve_run(struct text t)
{
	struct text best = {t.p, 0};
	for (size_t i = 0, from = 0, n; i <= t.n; i += n ? n : 1) {
		n = i < t.n ? steady(t, i) : 0;
		if (n)
			continue;
		if (i - from > best.n)
			best = (struct text){t.p + from, i - from};
		from = i + 1;
	}
	return best;
}

static void add_gram(struct sieve *s, const struct sieve_literal *l, const struct sieve_seen *seen)
{
	size_t at = rarest(seen, l->text);
	uint32_t gram = load(l->text.p + at), hash = mixed(gram);
	s->gram[s->grams] = (struct entry){gram, (int)at, l->id, s->first[hash >> s->buckets], l->sure, l->text};
	s->first[hash >> s->buckets] = ++s->grams;
	s->bits[hash >> s->shift >> 5] |= 1u << (hash >> s->shift & 31);
}

// Puts a literal in one of 8 groups. A letter and its capital have other high halves.
static void add_few(struct sieve *s, uint32_t gram, int group)
{
	for (int k = 0; k < SIEVE_GRAM; k++) {
		unsigned c = gram >> (8 * k) & 0xff;
		s->low[k][c & 15] |= (uint8_t)(1u << group);
		s->high[k][c >> 4] |= (uint8_t)(1u << group);
		s->high[k][c >> 4 & ~2u] |= (uint8_t)(1u << group);
	}
}

static void add_whole(struct sieve *s, struct text t, int id)
{
	uint32_t hash = whole_hash(t);
	s->whole[s->wholes] = (struct entry){hash, 0, id, s->whole_first[hash & s->whole_mask], SIEVE_NEVER, t};
	s->whole_first[hash & s->whole_mask] = ++s->wholes;
	s->lengths |= (uint64_t)1 << (t.n < LENGTHS ? t.n : LENGTHS - 1);
}

// As JSON writes it.
static struct text escaped(struct arena *a, struct text t)
{
	char *p = arena_raw(a, 2 * t.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '"' || t.p[i] == '\\')
			p[n++] = '\\';
		p[n++] = t.p[i];
	}
	return (struct text){p, n};
}

static void add_wholes(struct arena *a, struct sieve *s, const struct sieve_literal *l)
{
	struct text json = escaped(a, l->text);
	add_whole(s, l->text, l->id);
	if (json.n > l->text.n)
		add_whole(s, json, l->id);
}

struct sieve *sieve_new(struct arena *a, const struct sieve_literal *l, int n, const struct sieve_seen *seen)
{
	struct sieve *s = arena_alloc(a, sizeof *s);
	size_t wholes = 0, grams;
	unsigned bits = BITS_MIN, buckets = 4;
	for (int i = 0; i < n; i++)
		wholes += l[i].whole;
	grams = (size_t)n - wholes;
	while (bits < BITS_MAX && (size_t)1 << bits < 64 * grams)
		bits++;
	while ((size_t)1 << buckets < grams)
		buckets++;
	for (s->whole_mask = 7; s->whole_mask < wholes; s->whole_mask = 2 * s->whole_mask + 1)
		;
	s->shift = 32 - bits;
	s->buckets = 32 - buckets;
	s->gram = arena_alloc(a, sizeof *s->gram * (grams + 1));
	s->whole = arena_alloc(a, sizeof *s->whole * (2 * wholes + 1));
	s->bits = arena_alloc(a, ((size_t)1 << bits) / 8);
	s->first = arena_alloc(a, sizeof *s->first << buckets);
	s->whole_first = arena_alloc(a, sizeof *s->whole_first * (s->whole_mask + 1));
	for (int i = 0; i < n; i++)
		if (l[i].whole)
			add_wholes(a, s, &l[i]);
		else
			add_gram(s, &l[i], seen);
#ifdef __x86_64__
	s->wide = __builtin_cpu_supports("avx2");
	s->few = s->wide && s->grams > 0 && s->grams <= FEW;
#endif
	for (int i = 0; s->few && i < s->grams; i++)
		add_few(s, s->gram[i].gram, i % 8);
	return s;
}

// Whether a literal that stands at t.p + i but for one bit of each byte makes its predicate hold. Behind a backslash its first letter may be part of an escape.
static bool sure(const struct entry *e, struct text t, size_t i)
{
	if (e->sure == SIEVE_NEVER || (i && t.p[i - 1] == '\\') || (e->sure == SIEVE_STARTS && i) || (e->sure == SIEVE_ENDS && i + e->text.n != t.n))
		return false;
	for (size_t k = 0; k < e->text.n; k++) {
		char c = t.p[i + k];
		if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != e->text.p[k])
			return false;
	}
	return true;
}

// Compares the literals whose four bytes stand at t.p + i.
static void look(const struct sieve *s, struct text t, size_t i, void (*found)(void *, int, bool), void *arg)
{
	uint32_t gram = load(t.p + i);
	for (int k = s->first[mixed(gram) >> s->buckets]; k; k = s->gram[k - 1].next) {
		const struct entry *e = &s->gram[k - 1];
		size_t before = (size_t)e->at;
		if (e->gram == gram && i >= before && i - before + e->text.n <= t.n && same(e->text, t.p + i - before))
			found(arg, e->id, sure(e, t, i - before));
	}
}

static inline bool maybe(const struct sieve *s, const char *p)
{
	uint32_t h = mixed(load(p)) >> s->shift;
	return s->bits[h >> 5] >> (h & 31) & 1;
}

static void whole(const struct sieve *s, struct text t, void (*found)(void *, int, bool), void *arg)
{
	uint32_t hash = whole_hash(t);
	for (int k = s->whole_first[hash & s->whole_mask]; k; k = s->whole[k - 1].next) {
		const struct entry *e = &s->whole[k - 1];
		if (e->gram == hash && e->text.n == t.n && same(e->text, t.p))
			found(arg, e->id, false);
	}
}

#ifdef __x86_64__
// The groups that may stand at each of 32 places: which of them are not empty.
WIDE static inline unsigned block(const __m256i low[SIEVE_GRAM], const __m256i high[SIEVE_GRAM], const char *p)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i all = _mm256_set1_epi8(-1);
	for (int k = 0; k < SIEVE_GRAM; k++) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + k));
		__m256i a = _mm256_shuffle_epi8(low[k], _mm256_and_si256(v, half));
		__m256i b = _mm256_shuffle_epi8(high[k], _mm256_and_si256(_mm256_srli_epi16(v, 4), half));
		all = _mm256_and_si256(all, _mm256_and_si256(a, b));
	}
	return ~(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(all, _mm256_setzero_si256()));
}

// Looks through blocks of 32 places. t has BLOCK bytes or more.
WIDE static void few(const struct sieve *s, struct text t, void (*found)(void *, int, bool), void *arg)
{
	__m256i low[SIEVE_GRAM], high[SIEVE_GRAM];
	size_t i = 0;
	for (int k = 0; k < SIEVE_GRAM; k++) {
		low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)s->low[k]));
		high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)s->high[k]));
	}
	for (size_t last = t.n - 32 - SIEVE_GRAM + 1;; i = i + 32 < last ? i + 32 : last) { // the last block begins within the one before it
		for (unsigned any = block(low, high, t.p + i); any; any &= any - 1)
			look(s, t, i + (size_t)__builtin_ctz(any), found, arg);
		if (i == last)
			return;
	}
}

// Which of 8 places behind one another have their bit.
WIDE static inline unsigned eight(const struct sieve *s, const char *p, __m256i spread, __m128i shift)
{
	__m256i v = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)p));
	__m256i gram = _mm256_or_si256(_mm256_shuffle_epi8(v, spread), _mm256_set1_epi8(SMALL));
	__m256i hash = _mm256_srl_epi32(_mm256_mullo_epi32(gram, _mm256_set1_epi32((int)0x9e3779b1u)), shift);
	__m256i word = _mm256_i32gather_epi32((const int *)(const void *)s->bits, _mm256_srli_epi32(hash, 5), 4);
	__m256i bit = _mm256_sllv_epi32(word, _mm256_sub_epi32(_mm256_set1_epi32(31), _mm256_and_si256(hash, _mm256_set1_epi32(31))));
	return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(bit));
}

// Looks through 8 places at a time.
WIDE static void many(const struct sieve *s, struct text t, void (*found)(void *, int, bool), void *arg)
{
	const __m256i spread = _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6, 7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10);
	const __m256i spread_last = _mm256_add_epi8(spread, _mm256_set1_epi8(5));
	const __m128i shift = _mm_cvtsi32_si128((int)s->shift);
	char copy[16] = {0};
	size_t i = 0;
	if (t.n < sizeof copy) {
		memcpy(copy, t.p, t.n);
		unsigned any = eight(s, copy, spread, shift) | eight(s, copy, spread_last, shift) << 5;
		for (any &= (1u << (t.n - SIEVE_GRAM + 1)) - 1; any; any &= any - 1)
			look(s, t, (size_t)__builtin_ctz(any), found, arg);
		return;
	}
	for (; i + 16 < t.n; i += 8)
		for (unsigned any = eight(s, t.p + i, spread, shift); any; any &= any - 1)
			look(s, t, i + (size_t)__builtin_ctz(any), found, arg);
	i = t.n - 16; // the last sixteen bytes; some places of them may have been looked at
	for (unsigned any = eight(s, t.p + i, spread, shift) | eight(s, t.p + i, spread_last, shift) << 5; any; any &= any - 1)
		look(s, t, i + (size_t)__builtin_ctz(any), found, arg);
}
#endif

static void plain(const struct sieve *s, struct text t, void (*found)(void *, int, bool), void *arg)
{
	for (size_t i = 0; i + SIEVE_GRAM <= t.n; i++)
		if (maybe(s, t.p + i))
			look(s, t, i, found, arg);
}

void sieve_scan(const struct sieve *s, struct text t, void (*found)(void *arg, int id, bool sure), void *arg)
{
	if (s->lengths >> (t.n < LENGTHS ? t.n : LENGTHS - 1) & 1)
		whole(s, t, found, arg);
	if (!s->grams || t.n < SIEVE_GRAM)
		return;
#ifdef __x86_64__
	if (s->wide)
		return s->few && t.n >= BLOCK ? few(s, t, found, arg) : many(s, t, found, arg);
#endif
	plain(s, t, found, arg);
}
