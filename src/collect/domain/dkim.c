// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Keys with which mail of a domain is signed (RFC 6376). The names of keys (selectors) cannot be listed: the usual ones of well-known services are tried
// (ref/dkim_selector.csv). None found does not mean that there is none.
#include "../../db/db.h"
#include "../read/tags.h"
#include "look.h"
#include "probes.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <string.h>

// Length of an RSA key in bits; 0 when it is none.
static int rsa_bits(struct text der)
{
	gnutls_pubkey_t key;
	unsigned bits = 0;
	gnutls_datum_t d = {(unsigned char *)(uintptr_t)der.p, (unsigned)der.n};
	if (gnutls_pubkey_init(&key) < 0)
		return 0;
	bool good = gnutls_pubkey_import(key, &d, GNUTLS_X509_FMT_DER) == 0 && gnutls_pubkey_get_pk_algorithm(key, &bits) == GNUTLS_PK_RSA;
	gnutls_pubkey_deinit(key);
	return good ? (int)bits : 0;
}

static void key_columns(struct probe_run *run, struct text record, bool many)
{
	struct text key, type, flags, flag;
	const char *error = many ? "many" : NULL;
	bool testing = false, ed = tags_get(record, "k", &type) && text_is_nocase(type, "ed25519");
	tags_get(record, "p", &key);
	if (tags_get(record, "t", &flags))
		while (text_field(&flags, ':', &flag))
			testing |= text_is_nocase(text_trim(flag), "y");
	struct text der = tags_base64(run->a, key);
	int bits = ed ? (der.n == 32 ? 256 : 0) : rsa_bits(der);
	if (!tags_good(record))
		error = "syntax";
	else if (key.n && !bits)
		error = "key";
	row_str(run, "key_type", ed ? "ed25519" : "rsa");
	if (bits)
		row_int(run, "bits", bits);
	row_flag(run, "testing", testing);
	row_flag(run, "revoked", !key.n);
	row_str(run, "error", error);
}

// The record of a selector: TXT data that has a key in it.
static int find(struct probe_run *run, const struct name_answer *r, struct text *ret)
{
	int count = 0;
	struct text key, version;
	for (size_t i = 0; r && r->state == NAME_FOUND && i < r->n; i++) {
		struct text txt = record_txt(run->a, r->data[i]);
		if (tags_get(txt, "p", &key) && (!tags_get(txt, "v", &version) || text_is(version, "DKIM1")) && !count++)
			*ret = txt;
	}
	return count;
}

static void run_dkim(struct probe_run *run)
{
	struct domain_look *l = run->with;
	struct text record, any = {"", 0};
	// A name that nobody uses: what answers to it answers to every name.
	bool wildcard = find(run, look_ask(run, arena_printf(run->a, "bolwerk-none._domainkey.%s", l->domain), RR_TXT), &any) > 0;
	struct rows r = db_rows(l->ask->catalogue, "SELECT selector, service FROM cat.ref_dkim_selector", "");
	while (rows_next(&r, NULL)) {
		const char *name = arena_printf(run->a, "%s._domainkey.%s", rows_text(&r, 0), l->domain);
		const struct name_answer *answer = look_ask(run, name, RR_TXT);
		int count = find(run, answer, &record);
		if (!count || (wildcard && record.n == any.n && memcmp(record.p, any.p, any.n) == 0))
			continue;
		row_begin(run, "domain_dkim");
		row_str(run, "selector", rows_text(&r, 0));
		row_str(run, "service", *rows_text(&r, 1) ? arena_strdup(run->a, rows_text(&r, 1)) : NULL);
		if (answer->canonical && strcmp(answer->canonical, name) != 0)
			row_str(run, "target", answer->canonical);
		key_columns(run, record, count > 1);
		row_end(run);
	}
}

const struct probe domain_dkim = {"dkim", "domain_dkim", run_dkim};
