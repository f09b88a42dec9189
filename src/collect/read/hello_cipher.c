// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Cipher suites: numbers from IANA's registry, names as OpenSSL spells them. Weak are those that RFC 9325 (BCP 195), section 4.1, forbids or advises
// against: without encryption (NULL), without a certificate (ADH, AECDH), made weak for export (EXP), RC4 (RFC 7465 too), and keys of fewer than 128
// bits (DES, and triple DES with its 112); beside those RC2, IDEA in SSL 3.0's time and a check sum by MD5. All of SSL 2.0 is weak (RFC 6176).
#include "hello.h"

const struct hello_cipher hello_ciphers_ssl2[] = {{0x010080, "RC4-MD5", true}, {0x020080, "EXP-RC4-MD5", true}, {0x030080, "RC2-CBC-MD5", true},
	{0x040080, "EXP-RC2-CBC-MD5", true}, {0x050080, "IDEA-CBC-MD5", true}, {0x060040, "DES-CBC-MD5", true}, {0x0700c0, "DES-CBC3-MD5", true}, {0, NULL, false}};

const struct hello_cipher hello_ciphers[] = {
	{0x0001, "NULL-MD5", true}, {0x0002, "NULL-SHA", true}, {0x0003, "EXP-RC4-MD5", true}, {0x0004, "RC4-MD5", true}, {0x0005, "RC4-SHA", true},
	{0x0006, "EXP-RC2-CBC-MD5", true}, {0x0007, "IDEA-CBC-SHA", true}, {0x0008, "EXP-DES-CBC-SHA", true}, {0x0009, "DES-CBC-SHA", true},
	{0x000a, "DES-CBC3-SHA", true}, {0x000b, "EXP-DH-DSS-DES-CBC-SHA", true}, {0x000c, "DH-DSS-DES-CBC-SHA", true}, {0x000d, "DH-DSS-DES-CBC3-SHA", true},
	{0x000e, "EXP-DH-RSA-DES-CBC-SHA", true}, {0x000f, "DH-RSA-DES-CBC-SHA", true}, {0x0010, "DH-RSA-DES-CBC3-SHA", true}, {0x0011, "EXP-EDH-DSS-DES-CBC-SHA", true},
	{0x0012, "DHE-DSS-DES-CBC-SHA", true}, {0x0013, "DHE-DSS-DES-CBC3-SHA", true}, {0x0014, "EXP-DHE-RSA-DES-CBC-SHA", true}, {0x0015, "DHE-RSA-DES-CBC-SHA", true},
	{0x0016, "DHE-RSA-DES-CBC3-SHA", true}, {0x0017, "EXP-ADH-RC4-MD5", true}, {0x0018, "ADH-RC4-MD5", true}, {0x0019, "EXP-ADH-DES-CBC-SHA", true},
	{0x001a, "ADH-DES-CBC-SHA", true}, {0x001b, "ADH-DES-CBC3-SHA", true}, {0x0034, "ADH-AES128-SHA", true}, {0x003a, "ADH-AES256-SHA", true},
	{0x003b, "NULL-SHA256", true}, {0x0046, "ADH-CAMELLIA128-SHA", true}, {0x0060, "EXP1024-RC4-MD5", true}, {0x0061, "EXP1024-RC2-CBC-MD5", true},
	{0x0062, "EXP1024-DES-CBC-SHA", true}, {0x0063, "EXP1024-DHE-DSS-DES-CBC-SHA", true}, {0x0064, "EXP1024-RC4-SHA", true}, {0x0065, "EXP1024-DHE-DSS-RC4-SHA", true},
	{0x0066, "DHE-DSS-RC4-SHA", true}, {0x006c, "ADH-AES128-SHA256", true}, {0x006d, "ADH-AES256-SHA256", true}, {0x0089, "ADH-CAMELLIA256-SHA", true},
	{0x009b, "ADH-SEED-SHA", true}, {0x00a6, "ADH-AES128-GCM-SHA256", true}, {0x00a7, "ADH-AES256-GCM-SHA384", true}, {0x00bf, "ADH-CAMELLIA128-SHA256", true},
	{0x00c5, "ADH-CAMELLIA256-SHA256", true}, {0xc001, "ECDH-ECDSA-NULL-SHA", true}, {0xc002, "ECDH-ECDSA-RC4-SHA", true}, {0xc003, "ECDH-ECDSA-DES-CBC3-SHA", true},
	{0xc006, "ECDHE-ECDSA-NULL-SHA", true}, {0xc007, "ECDHE-ECDSA-RC4-SHA", true}, {0xc008, "ECDHE-ECDSA-DES-CBC3-SHA", true}, {0xc00b, "ECDH-RSA-NULL-SHA", true},
	{0xc00c, "ECDH-RSA-RC4-SHA", true}, {0xc00d, "ECDH-RSA-DES-CBC3-SHA", true}, {0xc010, "ECDHE-RSA-NULL-SHA", true}, {0xc011, "ECDHE-RSA-RC4-SHA", true},
	{0xc012, "ECDHE-RSA-DES-CBC3-SHA", true}, {0xc015, "AECDH-NULL-SHA", true}, {0xc016, "AECDH-RC4-SHA", true}, {0xc017, "AECDH-DES-CBC3-SHA", true},
	{0xc018, "AECDH-AES128-SHA", true}, {0xc019, "AECDH-AES256-SHA", true},
	{0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384", false}, {0xc030, "ECDHE-RSA-AES256-GCM-SHA384", false}, {0x00a3, "DHE-DSS-AES256-GCM-SHA384", false},
	{0x009f, "DHE-RSA-AES256-GCM-SHA384", false}, {0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305", false}, {0xcca8, "ECDHE-RSA-CHACHA20-POLY1305", false},
	{0xccaa, "DHE-RSA-CHACHA20-POLY1305", false}, {0xc0af, "ECDHE-ECDSA-AES256-CCM8", false}, {0xc0ad, "ECDHE-ECDSA-AES256-CCM", false},
	{0xc0a3, "DHE-RSA-AES256-CCM8", false}, {0xc09f, "DHE-RSA-AES256-CCM", false}, {0xc05d, "ECDHE-ECDSA-ARIA256-GCM-SHA384", false},
	{0xc061, "ECDHE-ARIA256-GCM-SHA384", false}, {0xc057, "DHE-DSS-ARIA256-GCM-SHA384", false}, {0xc053, "DHE-RSA-ARIA256-GCM-SHA384", false},
	{0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256", false}, {0xc02f, "ECDHE-RSA-AES128-GCM-SHA256", false}, {0x00a2, "DHE-DSS-AES128-GCM-SHA256", false},
	{0x009e, "DHE-RSA-AES128-GCM-SHA256", false}, {0xc0ae, "ECDHE-ECDSA-AES128-CCM8", false}, {0xc0ac, "ECDHE-ECDSA-AES128-CCM", false},
	{0xc0a2, "DHE-RSA-AES128-CCM8", false}, {0xc09e, "DHE-RSA-AES128-CCM", false}, {0xc05c, "ECDHE-ECDSA-ARIA128-GCM-SHA256", false},
	{0xc060, "ECDHE-ARIA128-GCM-SHA256", false}, {0xc056, "DHE-DSS-ARIA128-GCM-SHA256", false}, {0xc052, "DHE-RSA-ARIA128-GCM-SHA256", false},
	{0xc024, "ECDHE-ECDSA-AES256-SHA384", false}, {0xc028, "ECDHE-RSA-AES256-SHA384", false}, {0x006b, "DHE-RSA-AES256-SHA256", false},
	{0x006a, "DHE-DSS-AES256-SHA256", false}, {0xc073, "ECDHE-ECDSA-CAMELLIA256-SHA384", false}, {0xc077, "ECDHE-RSA-CAMELLIA256-SHA384", false},
	{0x00c4, "DHE-RSA-CAMELLIA256-SHA256", false}, {0x00c3, "DHE-DSS-CAMELLIA256-SHA256", false}, {0xc023, "ECDHE-ECDSA-AES128-SHA256", false},
	{0xc027, "ECDHE-RSA-AES128-SHA256", false}, {0x0067, "DHE-RSA-AES128-SHA256", false}, {0x0040, "DHE-DSS-AES128-SHA256", false},
	{0xc072, "ECDHE-ECDSA-CAMELLIA128-SHA256", false}, {0xc076, "ECDHE-RSA-CAMELLIA128-SHA256", false}, {0x00be, "DHE-RSA-CAMELLIA128-SHA256", false},
	{0x00bd, "DHE-DSS-CAMELLIA128-SHA256", false}, {0xc00a, "ECDHE-ECDSA-AES256-SHA", false}, {0xc014, "ECDHE-RSA-AES256-SHA", false},
	{0x0039, "DHE-RSA-AES256-SHA", false}, {0x0038, "DHE-DSS-AES256-SHA", false}, {0x0088, "DHE-RSA-CAMELLIA256-SHA", false},
	{0x0087, "DHE-DSS-CAMELLIA256-SHA", false}, {0xc009, "ECDHE-ECDSA-AES128-SHA", false}, {0xc013, "ECDHE-RSA-AES128-SHA", false},
	{0x0033, "DHE-RSA-AES128-SHA", false}, {0x0032, "DHE-DSS-AES128-SHA", false}, {0x0045, "DHE-RSA-CAMELLIA128-SHA", false},
	{0x0044, "DHE-DSS-CAMELLIA128-SHA", false}, {0x009d, "AES256-GCM-SHA384", false}, {0xc0a1, "AES256-CCM8", false}, {0xc09d, "AES256-CCM", false},
	{0xc051, "ARIA256-GCM-SHA384", false}, {0x009c, "AES128-GCM-SHA256", false}, {0xc0a0, "AES128-CCM8", false}, {0xc09c, "AES128-CCM", false},
	{0xc050, "ARIA128-GCM-SHA256", false}, {0x003d, "AES256-SHA256", false}, {0x00c0, "CAMELLIA256-SHA256", false}, {0x003c, "AES128-SHA256", false},
	{0x00ba, "CAMELLIA128-SHA256", false}, {0x0035, "AES256-SHA", false}, {0x0084, "CAMELLIA256-SHA", false}, {0x002f, "AES128-SHA", false},
	{0x0041, "CAMELLIA128-SHA", false}, {0x0096, "SEED-SHA", false}, {0x0099, "DHE-DSS-SEED-SHA", false}, {0x009a, "DHE-RSA-SEED-SHA", false},
	{0x0030, "DH-DSS-AES128-SHA", false}, {0x0031, "DH-RSA-AES128-SHA", false}, {0x0036, "DH-DSS-AES256-SHA", false}, {0x0037, "DH-RSA-AES256-SHA", false},
	{0xc004, "ECDH-ECDSA-AES128-SHA", false}, {0xc005, "ECDH-ECDSA-AES256-SHA", false}, {0xc00e, "ECDH-RSA-AES128-SHA", false}, {0xc00f, "ECDH-RSA-AES256-SHA", false},
	{0xc02d, "ECDH-ECDSA-AES128-GCM-SHA256", false}, {0xc02e, "ECDH-ECDSA-AES256-GCM-SHA384", false}, {0xc031, "ECDH-RSA-AES128-GCM-SHA256", false},
	{0xc032, "ECDH-RSA-AES256-GCM-SHA384", false},
	{0, NULL, false}};

const struct hello_cipher *hello_cipher_of(const struct hello_cipher *list, uint32_t id)
{
	for (; list->name; list++)
		if (list->id == id)
			return list;
	return NULL;
}
