// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Own exp, log, normal quantile and gamma draws; see real.h for why.
#include "real.h"

#include <string.h>

static inline uint64_t bits_of(double x)
{
	uint64_t b;
	memcpy(&b, &x, sizeof b);
	return b;
}

static inline double of_bits(uint64_t b)
{
	double x;
	memcpy(&x, &b, sizeof x);
	return x;
}

#define MAGIC 0x1.8p52 // added to a small number it leaves the nearest whole number in the lowest bits
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33

// 2^(j/64)
static const double power_of_two[64] = {
	0x1.0000000000000p+0, 0x1.02c9a3e778061p+0, 0x1.059b0d3158574p+0, 0x1.0874518759bc8p+0, 0x1.0b5586cf9890fp+0, 0x1.0e3ec32d3d1a2p+0,
	0x1.11301d0125b51p+0, 0x1.1429aaea92de0p+0, 0x1.172b83c7d517bp+0, 0x1.1a35beb6fcb75p+0, 0x1.1d4873168b9aap+0, 0x1.2063b88628cd6p+0,
	0x1.2387a6e756238p+0, 0x1.26b4565e27cddp+0, 0x1.29e9df51fdee1p+0, 0x1.2d285a6e4030bp+0, 0x1.306fe0a31b715p+0, 0x1.33c08b26416ffp+0,
	0x1.371a7373aa9cbp+0, 0x1.3a7db34e59ff7p+0, 0x1.3dea64c123422p+0, 0x1.4160a21f72e2ap+0, 0x1.44e086061892dp+0, 0x1.486a2b5c13cd0p+0,
	0x1.4bfdad5362a27p+0, 0x1.4f9b2769d2ca7p+0, 0x1.5342b569d4f82p+0, 0x1.56f4736b527dap+0, 0x1.5ab07dd485429p+0, 0x1.5e76f15ad2148p+0,
	0x1.6247eb03a5585p+0, 0x1.6623882552225p+0, 0x1.6a09e667f3bcdp+0, 0x1.6dfb23c651a2fp+0, 0x1.71f75e8ec5f74p+0, 0x1.75feb564267c9p+0,
	0x1.7a11473eb0187p+0, 0x1.7e2f336cf4e62p+0, 0x1.82589994cce13p+0, 0x1.868d99b4492edp+0, 0x1.8ace5422aa0dbp+0, 0x1.8f1ae99157736p+0,
	0x1.93737b0cdc5e5p+0, 0x1.97d829fde4e50p+0, 0x1.9c49182a3f090p+0, 0x1.a0c667b5de565p+0, 0x1.a5503b23e255dp+0, 0x1.a9e6b5579fdbfp+0,
	0x1.ae89f995ad3adp+0, 0x1.b33a2b84f15fbp+0, 0x1.b7f76f2fb5e47p+0, 0x1.bcc1e904bc1d2p+0, 0x1.c199bdd85529cp+0, 0x1.c67f12e57d14bp+0,
	0x1.cb720dcef9069p+0, 0x1.d072d4a07897cp+0, 0x1.d5818dcfba487p+0, 0x1.da9e603db3285p+0, 0x1.dfc97337b9b5fp+0, 0x1.e502ee78b3ff6p+0,
	0x1.ea4afa2a490dap+0, 0x1.efa1bee615a27p+0, 0x1.f50765b6e4540p+0, 0x1.fa7c1819e90d8p+0};

// x = (k + j/64) ln 2 + r with |r| <= 0.0055; the power series of e^r to r^5 is right to 2^-54 of e^r - 1.
static inline double exp_of(double x)
{
	x = x > -708 ? x : -708;
	x = x < 709 ? x : 709;
	double k = x * 0x1.71547652b82fep+6 + MAGIC;
	uint64_t at = bits_of(k);
	k -= MAGIC;
	double r = (x - k * 0x1.62e42fee00000p-7) - k * 0x1.a39ef35793c76p-39, s = r * r;
	double p = r + s * ((0x1p-1 + r * 0x1.5555555555555p-3) + s * (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7));
	double t = power_of_two[at & 63];
	return (t + t * p) * of_bits(((uint64_t)((int64_t)(at << 12) >> 18) + 1023) << 52);
}

// x = 2^k m with m from sqrt(1/2) to sqrt(2); ln m = 2 artanh(s), s = (m-1)/(m+1), by its power series to s^23.
static inline double log_of(double x)
{
	x = x > 0x1p-1022 ? x : 0x1p-1022;
	x = x < 0x1.fffffffffffffp1023 ? x : 0x1.fffffffffffffp1023;
	uint64_t half = 0x3fe6a09e667f3bcdULL, up = bits_of(x) - half + (1023ULL << 52), e = up >> 52;
	double m = of_bits(bits_of(x) - ((e - 1023) << 52)), k = of_bits(bits_of(0x1p52) + e) - (0x1p52 + 1023);
	double f = m - 1, s = f / (2 + f), z = s * s, w = z * z, w2 = w * w;
	double a = 0x1.5555555555555p-1 + z * 0x1.999999999999ap-2, b = 0x1.2492492492492p-2 + z * 0x1.c71c71c71c71cp-3;
	double c = 0x1.745d1745d1746p-3 + z * 0x1.3b13b13b13b14p-3, d = 0x1.1111111111111p-3 + z * 0x1.e1e1e1e1e1e1ep-4;
	double g = 0x1.af286bca1af28p-4 + z * 0x1.8618618618618p-4, h = 0x1.642c8590b2164p-4;
	double p = (a + w * b) + w2 * ((c + w * d) + w2 * (g + w * h));
	return k * LN2_HIGH + ((f - s * (f - z * p)) + k * LN2_LOW); // 2s = f - sf
}

double real_exp(double x)
{
	return x > -708 ? exp_of(x) : 0;
}

double real_log(double x)
{
	return log_of(x);
}

double real_sqrt(double x)
{
	return x > 0 ? __builtin_sqrt(x) : 0;
}

double real_power(double x, double y)
{
	return real_exp(y * log_of(x));
}

// ---- the normal quantile: three ratios of polynomials of the seventh degree, highest power first (AS 241, PPND16)

static const double middle_above[8] = {
	2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
	1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0};
static const double middle_below[8] = {
	5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
	5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0};
static const double side_above[8] = {
	7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
	3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0};
static const double side_below[8] = {
	1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
	6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0};
static const double far_above[8] = {
	2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
	2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0};
static const double far_below[8] = {
	2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
	1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0};

static inline double ratio(const double *above, const double *below, double r)
{
	double a = above[0], b = below[0];
	for (int i = 1; i < 8; i++) {
		a = a * r + above[i];
		b = b * r + below[i];
	}
	return a / b;
}

static inline double middle(double q)
{
	return q * ratio(middle_above, middle_below, 0.180625 - q * q);
}

static double tail(double p)
{
	double small = p < 0.5 ? p : 1 - p, r = real_sqrt(-log_of(small > 0x1p-54 ? small : 0x1p-54));
	double z = r <= 5 ? ratio(side_above, side_below, r - 1.6) : ratio(far_above, far_below, r - 5);
	return p < 0.5 ? -z : z;
}

static inline int in_middle(double q)
{
	return q >= -0.425 && q <= 0.425;
}

double real_normal(double p)
{
	return in_middle(p - 0.5) ? middle(p - 0.5) : tail(p);
}

// ---- chance

static uint64_t mixed(uint64_t x) // the finaliser of SplitMix64 (Steele, Lea, Flood 2014)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

uint64_t real_lane(uint64_t seed, uint64_t stream)
{
	return mixed(mixed(seed) ^ (stream * 0xd1342543de82ef95ULL)) | 1;
}

double real_gamma(double shape, uint64_t lane, uint64_t i)
{
	if (shape > 1e12)
		return 1;
	shape = shape > 1e-3 ? shape : 1e-3;
	double more = shape < 1 ? shape + 1 : shape, d = more - 1.0 / 3, c = 1 / real_sqrt(9 * d), v = 1;
	uint64_t at = i << 8; // at most 256 numbers belong to draw i
	for (int tries = 0; tries < 80; tries++) {
		double z = real_normal(real_unit(real_bits(lane, at++))), u = real_unit(real_bits(lane, at++));
		v = (1 + c * z) * (1 + c * z) * (1 + c * z);
		if (v > 0 && (u < 1 - 0.0331 * z * z * z * z || log_of(u) < 0.5 * z * z + d - d * v + d * log_of(v)))
			break;
		v = 1;
	}
	double g = d * v;
	if (shape < 1) // a gamma of shape + 1 times u^(1/shape)
		g *= real_exp(log_of(real_unit(real_bits(lane, at))) / shape);
	return g / shape;
}
