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
enum { SMALL = 0x20, BLOCK = 32 + SIEVE_GRAM - 1, STEP = 4, PLACES = 16384, BITS_MIN = 13, BITS_MAX = 20, LENGTHS = 64 };

// A literal, as it is and as JSON writes it.
struct literal {
	struct text text[2];
	enum sieve_sure sure;
	int id;
};

// Four bytes of a literal, which stand `at` bytes behind its beginning.
struct entry {
	uint32_t gram;
	int literal, next; // next: number + 1
	uint16_t at[2];
};

// A text that must be all of it.
struct whole {
	struct text text;
	uint32_t hash;
	int id, next;
};

// Literals that are looked up together.
struct part {
	const struct literal *literal; // those of the sieve
	struct entry *entry;
	int entries;
	uint32_t *bits;   // of hashes
	int *first;       // by hash: number in `entry` + 1
	unsigned shift;   // of hashes to numbers of bits
	unsigned buckets; // of hashes to numbers in `first`
	bool few;         // by halves of bytes, see low and high
	uint8_t low[SIEVE_GRAM][16], high[SIEVE_GRAM][16]; // for the four bytes: the groups whose literals have such a half
};

struct sieve {
	struct part far, near; // far: long literals, at every fourth place; near: at every place
	struct literal *literal;
	struct whole *whole;
	int literals, wholes;
	int *whole_first; // by hash: number in `whole` + 1
	size_t whole_mask;
	uint64_t lengths; // of whole texts; bit 63: longer ones
	bool wide;        // the processor knows AVX2
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
	size_t i = 0;
	for (; i + 8 <= literal.n; i += 8) {
		uint64_t a, b;
		memcpy(&a, literal.p + i, 8);
		memcpy(&b, p + i, 8);
		if ((a ^ b) & ~0x2020202020202020u)
			return false;
	}
	for (; i < literal.n; i++)
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

// Bytes of the character at t.p + i when it stands in a text just so however that is written and folded; 0: it may not. Of UTF-8 those of three and four bytes have no small letters,
// but for the fullwidth ones, which stand behind 0xef as does what bad UTF-8 becomes.
static size_t steady(struct text t, size_t i)
{
	unsigned char c = (unsigned char)t.p[i];
	size_t n = c < 128 ? 1 : c >= 0xe0 && c < 0xef ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
	return c < ' ' || i + n > t.n ? 0 : n;
}

static bool backed(char c)
{
	return c == '"' || c == '\\';
}

// Whether the four bytes at t.p + i stand so in JSON too.
static bool gram_at(struct text t, size_t i)
{
	return !backed(t.p[i]) && !backed(t.p[i + 1]) && !backed(t.p[i + 2]) && !backed(t.p[i + 3]);
}

static unsigned often(const struct sieve_seen *s, const char *p)
{
	return s ? s->gram[counted(load(p))] : 0;
}

// The place of the rarest four bytes, or of the first of STEP groups of four of which the commonest is the rarest; t.n: there are none.
static size_t rarest(const struct sieve_seen *s, struct text t, size_t groups)
{
	size_t best = t.n, in_row = 0;
	unsigned least = UINT32_MAX;
	unsigned last[STEP] = {0};
	for (size_t i = 0; i + SIEVE_GRAM <= t.n && i < PLACES && (s || best == t.n); i++) {
		unsigned most = 0;
		in_row = gram_at(t, i) ? in_row + 1 : 0;
		last[i % STEP] = in_row ? often(s, t.p + i) : 0;
		if (in_row < groups)
			continue;
		for (size_t k = 0; k < groups; k++)
			most = last[(i - k) % STEP] > most ? last[(i - k) % STEP] : most;
		if (most < least) {
			least = most;
			best = i - (groups - 1);
		}
	}
	return best;
}

bool sieve_long(struct text literal)
{
	size_t in_row = 0;
	for (size_t i = 0; i < literal.n && i < PLACES && in_row < SIEVE_GRAM + STEP - 1; i++)
		in_row = backed(literal.p[i]) ? 0 : in_row + 1;
	return in_row == SIEVE_GRAM + STEP - 1;
}

unsigned sieve_often(const struct sieve_seen *s, struct text literal, bool whole)
{
	if (!s)
		return 0;
	return whole ? s->whole[whole_hash(literal) & (SIEVE_WHOLES - 1)] : s->gram[counted(load(literal.p + rarest(s, literal, 1)))];
}

struct text sieve_text(struct text t)
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
	return rarest(NULL, best, 1) < best.n ? best : (struct text){"", 0};
}

// As JSON writes it.
static struct text escaped(struct arena *a, struct text t)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++)
		n += backed(t.p[i]);
	if (!n)
		return t;
	char *p = arena_raw(a, t.n + n);
	n = 0;
	for (size_t i = 0; i < t.n; i++) {
		if (backed(t.p[i]))
			p[n++] = '\\';
		p[n++] = t.p[i];
	}
	return (struct text){p, n};
}

static void add_gram(struct part *p, const struct literal *l, int number, size_t at)
{
	size_t before = at;
	uint32_t gram = load(l->text[0].p + at), hash = mixed(gram);
	for (size_t i = 0; i < at; i++)
		before += backed(l->text[0].p[i]);
	p->entry[p->entries] = (struct entry){gram, number, p->first[hash >> p->buckets], {(uint16_t)at, (uint16_t)before}};
	p->first[hash >> p->buckets] = ++p->entries;
	p->bits[hash >> p->shift >> 5] |= 1u << (hash >> p->shift & 31);
}

// Puts a literal in one of 8 groups. A letter and its capital have other high halves.
static void add_few(struct part *s, uint32_t gram, int group)
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
	s->whole[s->wholes] = (struct whole){t, hash, id, s->whole_first[hash & s->whole_mask]};
	s->whole_first[hash & s->whole_mask] = ++s->wholes;
	s->lengths |= (uint64_t)1 << (t.n < LENGTHS ? t.n : LENGTHS - 1);
}

static void add_wholes(struct arena *a, struct sieve *s, const struct sieve_literal *l)
{
	struct text json = escaped(a, l->text);
	add_whole(s, l->text, l->id);
	if (json.n > l->text.n)
		add_whole(s, json, l->id);
}

static void part_room(struct arena *a, struct part *p, size_t grams)
{
	unsigned bits = BITS_MIN, buckets = 4;
	while (bits < BITS_MAX && (size_t)1 << bits < 64 * grams)
		bits++;
	while ((size_t)1 << buckets < grams)
		buckets++;
	p->shift = 32 - bits;
	p->buckets = 32 - buckets;
	p->entry = arena_alloc(a, sizeof *p->entry * (grams + 1));
	p->bits = arena_alloc(a, ((size_t)1 << bits) / 8);
	p->first = arena_alloc(a, sizeof *p->first << buckets);
}

static void whole_room(struct arena *a, struct sieve *s, size_t wholes)
{
	for (s->whole_mask = 7; s->whole_mask < wholes; s->whole_mask = 2 * s->whole_mask + 1)
		;
	s->whole = arena_alloc(a, sizeof *s->whole * (2 * wholes + 1));
	s->whole_first = arena_alloc(a, sizeof *s->whole_first * (s->whole_mask + 1));
}

struct sieve *sieve_new(struct arena *a, const struct sieve_literal *l, int n, const struct sieve_seen *seen)
{
	struct sieve *s = arena_alloc(a, sizeof *s);
	size_t wholes = 0, longs = 0, shorts = 0;
	for (int i = 0; i < n; i++)
		*(l[i].whole ? &wholes : sieve_long(l[i].text) ? &longs : &shorts) += 1;
	if (shorts && longs + shorts <= FEW) { // one look is better than two
		shorts += longs;
		longs = 0;
	}
	whole_room(a, s, wholes);
	s->literal = arena_alloc(a, sizeof *s->literal * (longs + shorts + 1));
	s->far.literal = s->near.literal = s->literal;
	if (longs)
		part_room(a, &s->far, STEP * longs);
	if (shorts)
		part_room(a, &s->near, shorts);
	for (int i = 0; i < n; i++) {
		if (l[i].whole) {
			add_wholes(a, s, &l[i]);
			continue;
		}
		struct literal *to = &s->literal[s->literals++];
		*to = (struct literal){{l[i].text, escaped(a, l[i].text)}, l[i].sure, l[i].id};
		size_t at = longs ? rarest(seen, l[i].text, STEP) : l[i].text.n;
		if (at == l[i].text.n)
			add_gram(&s->near, to, s->literals - 1, rarest(seen, l[i].text, 1));
		for (size_t k = 0; at < l[i].text.n && k < STEP; k++)
			add_gram(&s->far, to, s->literals - 1, at + k);
	}
#ifdef __x86_64__
	s->wide = __builtin_cpu_supports("avx2");
	s->near.few = s->wide && s->near.entries > 0 && s->near.entries <= FEW;
#endif
	for (int i = 0; s->near.few && i < s->near.entries; i++)
		add_few(&s->near, s->near.entry[i].gram, i % 8);
	return s;
}

// Whether a literal that stands at t.p + i but for one bit of each byte makes its predicate hold.
static bool sure(enum sieve_sure how, struct text literal, struct text t, size_t i)
{
	if (how == SIEVE_NEVER || (how == SIEVE_STARTS && i) || (how == SIEVE_ENDS && i + literal.n != t.n))
		return false;
	for (size_t k = 0; k < literal.n; k++) {
		char c = t.p[i + k];
		if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != literal.p[k])
			return false;
	}
	return true;
}

// Whether the byte at t.p + i is written with a backslash.
static bool behind_backslash(struct text t, size_t i)
{
	bool odd = false;
	while (i-- > 0 && t.p[i] == '\\')
		odd = !odd;
	return odd;
}

// One way to write a literal whose four bytes stand at t.p + i.
static void compare(const struct literal *l, size_t before, int way, struct text t, size_t i, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
{
	struct text literal = l->text[way];
	if (i < before || i - before + literal.n > t.n || !same(literal, t.p + i - before))
		return;
	if (form == SIEVE_JSON && behind_backslash(t, i - before))
		return;
	found(arg, l->id, form != SIEVE_EITHER && sure(l->sure, literal, t, i - before));
}

// Compares the literals whose four bytes stand at t.p + i.
static void look(const struct part *s, struct text t, size_t i, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
{
	uint32_t gram = load(t.p + i);
	for (int k = s->first[mixed(gram) >> s->buckets]; k; k = s->entry[k - 1].next) {
		const struct entry *e = &s->entry[k - 1];
		if (e->gram != gram)
			continue;
		const struct literal *l = &s->literal[e->literal];
		if (form != SIEVE_JSON)
			compare(l, e->at[0], 0, t, i, form, found, arg);
		if (form == SIEVE_JSON || (form == SIEVE_EITHER && l->text[1].p != l->text[0].p))
			compare(l, e->at[1], 1, t, i, form, found, arg);
	}
}

static inline bool maybe(const struct part *s, const char *p)
{
	uint32_t h = mixed(load(p)) >> s->shift;
	return s->bits[h >> 5] >> (h & 31) & 1;
}

static void whole(const struct sieve *s, struct text t, void (*found)(void *, int, bool), void *arg)
{
	uint32_t hash = whole_hash(t);
	for (int k = s->whole_first[hash & s->whole_mask]; k; k = s->whole[k - 1].next) {
		const struct whole *w = &s->whole[k - 1];
		if (w->hash == hash && w->text.n == t.n && same(w->text, t.p))
			found(arg, w->id, false);
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
WIDE static void few(const struct part *s, struct text t, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
{
	__m256i low[SIEVE_GRAM], high[SIEVE_GRAM];
	size_t i = 0;
	for (int k = 0; k < SIEVE_GRAM; k++) {
		low[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)s->low[k]));
		high[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)s->high[k]));
	}
	for (size_t last = t.n - 32 - SIEVE_GRAM + 1;; i = i + 32 < last ? i + 32 : last) { // the last block begins within the one before it
		for (unsigned any = block(low, high, t.p + i); any; any &= any - 1)
			look(s, t, i + (size_t)__builtin_ctz(any), form, found, arg);
		if (i == last)
			return;
	}
}

// Which of 8 groups of four bytes have their bit.
WIDE static inline unsigned bits_of(const struct part *s, __m256i gram, __m128i shift)
{
	__m256i hash = _mm256_srl_epi32(_mm256_mullo_epi32(gram, _mm256_set1_epi32((int)0x9e3779b1u)), shift);
	__m256i word = _mm256_i32gather_epi32((const int *)(const void *)s->bits, _mm256_srli_epi32(hash, 5), 4);
	__m256i bit = _mm256_sllv_epi32(word, _mm256_sub_epi32(_mm256_set1_epi32(31), _mm256_and_si256(hash, _mm256_set1_epi32(31))));
	return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(bit));
}

// The same for 8 places behind one another.
WIDE static inline unsigned eight(const struct part *s, const char *p, __m256i spread, __m128i shift)
{
	__m256i v = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)p));
	return bits_of(s, _mm256_or_si256(_mm256_shuffle_epi8(v, spread), _mm256_set1_epi8(SMALL)), shift);
}

// Looks through 8 places at a time.
WIDE static void many(const struct part *s, struct text t, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
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
			look(s, t, (size_t)__builtin_ctz(any), form, found, arg);
		return;
	}
	for (; i + 16 < t.n; i += 8)
		for (unsigned any = eight(s, t.p + i, spread, shift); any; any &= any - 1)
			look(s, t, i + (size_t)__builtin_ctz(any), form, found, arg);
	i = t.n - 16; // the last sixteen bytes; some places of them may have been looked at
	for (unsigned any = eight(s, t.p + i, spread, shift) | eight(s, t.p + i, spread_last, shift) << 5; any; any &= any - 1)
		look(s, t, i + (size_t)__builtin_ctz(any), form, found, arg);
}

// Looks at every fourth place, 8 of them at a time; gives the first that is left.
WIDE static size_t far(const struct part *s, struct text t, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
{
	const __m128i shift = _mm_cvtsi32_si128((int)s->shift);
	size_t i = 0;
	for (; i + 32 <= t.n; i += 32) {
		__m256i gram = _mm256_or_si256(_mm256_loadu_si256((const __m256i *)(const void *)(t.p + i)), _mm256_set1_epi8(SMALL));
		for (unsigned any = bits_of(s, gram, shift); any; any &= any - 1)
			look(s, t, i + STEP * (size_t)__builtin_ctz(any), form, found, arg);
	}
	return i;
}
#endif

// Looks at every fourth place from i on.
static void fourth(const struct part *s, struct text t, size_t i, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
{
	for (; i + SIEVE_GRAM <= t.n; i += STEP)
		if (maybe(s, t.p + i))
			look(s, t, i, form, found, arg);
}

static void plain(const struct part *s, struct text t, enum sieve_form form, void (*found)(void *, int, bool), void *arg)
{
	for (size_t i = 0; i + SIEVE_GRAM <= t.n; i++)
		if (maybe(s, t.p + i))
			look(s, t, i, form, found, arg);
}

void sieve_scan(const struct sieve *s, struct text t, enum sieve_form form, void (*found)(void *arg, int id, bool sure), void *arg)
{
	size_t done = 0;
	if (s->lengths >> (t.n < LENGTHS ? t.n : LENGTHS - 1) & 1)
		whole(s, t, found, arg);
	if (t.n < SIEVE_GRAM)
		return;
#ifdef __x86_64__
	if (s->far.entries && s->wide)
		done = far(&s->far, t, form, found, arg);
#endif
	if (s->far.entries)
		fourth(&s->far, t, done, form, found, arg);
	if (!s->near.entries)
		return;
#ifdef __x86_64__
	if (s->wide) {
		(s->near.few && t.n >= BLOCK ? few : many)(&s->near, t, form, found, arg);
		return;
	}
#endif
	plain(&s->near, t, form, found, arg);
}
