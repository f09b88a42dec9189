// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which computer a report is of; see asset.h.
#include "asset.h"
#include "../base/placeholder.h"

#include <string.h>

// From the strongest sign to the weakest. A name alone never makes two computers one when a stronger sign differs.
static const char *const order[] = {"enrolment", "serial", "machine-id", "mac", "name", NULL};
static const char *const order_image[] = {"image", NULL};
static const char *const order_network[] = {"network", NULL};
static const char *const order_domain[] = {"domain", NULL};
static const char *const *const orders[] = {order, order_image, order_network, order_domain};
static const char *const names[] = {"computer", "computer", "network", "domain"};

// A placeholder or one letter repeated makes nobody the same.
static bool usable(struct text value)
{
	if (value.n < 2 || placeholder_is(value))
		return false;
	for (size_t i = 1; i < value.n; i++)
		if (value.p[i] != value.p[0])
			return true;
	return false;
}

static bool next_trait(const struct json **item, struct text *ret_kind, struct text *ret_value)
{
	for (; *item; *item = (*item)->next) {
		const struct json *kind = (*item)->child, *value = kind ? kind->next : NULL;
		if ((*item)->type != JSON_ARRAY || !value || kind->type != JSON_TEXT || value->type != JSON_TEXT || !usable(value->text))
			continue;
		*ret_kind = kind->text;
		*ret_value = value->text;
		*item = (*item)->next;
		return true;
	}
	return false;
}

// Finds an asset by a trait, among those of its kind: one never is the other.
static int64_t find(struct db *d, const struct json *traits, const char *wanted, enum asset_kind of)
{
	struct text kind, value;
	for (const struct json *item = traits->child; next_trait(&item, &kind, &value);)
		if (text_is(kind, wanted)) {
			int64_t id = db_int(d,
				"SELECT t.asset FROM trait t JOIN asset a ON a.id=t.asset WHERE t.kind=?1 AND t.value=?2 AND a.image=?3 AND a.kind=?4"
				" ORDER BY t.last_seen_at DESC LIMIT 1",
				0, "ttis", kind, value, (int64_t)(of == ASSET_IMAGE), names[of]);
			if (id)
				return id;
		}
	return 0;
}

// Whether an asset is known by another value of a stronger trait than `kind`: then it is another computer.
static bool contradicted(struct db *d, const struct json *traits, int64_t asset, const char *const *kinds, int rank)
{
	for (int i = 0; i < rank; i++) {
		struct text kind, value;
		for (const struct json *item = traits->child; next_trait(&item, &kind, &value);)
			if (text_is(kind, kinds[i]) && db_int(d, "SELECT count(*) FROM trait WHERE asset=?1 AND kind=?2", 0, "it", asset, kind) > 0)
				return true; // it was not found by this trait, yet has one
	}
	return false;
}

static const char *name_of(struct db *d, const struct json *traits)
{
	struct text kind, value;
	for (const struct json *item = traits->child; next_trait(&item, &kind, &value);)
		if (text_is(kind, "name"))
			return text_dup(d->a, value);
	return "computer";
}

bool asset_kind_named(struct text name, bool image, enum asset_kind *ret)
{
	for (int i = 0; i < 4; i++)
		if (text_is(name, names[i])) {
			*ret = i == 0 && image ? ASSET_IMAGE : (enum asset_kind)i;
			return true;
		}
	return false;
}

static bool ask(struct db *d, int64_t asset, int64_t other, const char *kind, int64_t at, struct err *e)
{
	return db_do(d, e,
		"INSERT OR IGNORE INTO asset_question(asset, other, kind, value, at) SELECT ?1, ?2, ?3, value, ?4 FROM trait WHERE asset=?2 AND kind=?3 LIMIT 1",
		"iisi", asset, other, kind, at);
}

// A network or domain without its sign would become another one at each report.
static bool signed_for(const struct json *traits, enum asset_kind of, struct err *e)
{
	struct text kind, value;
	if (of < ASSET_NETWORK)
		return true;
	for (const struct json *item = traits->child; next_trait(&item, &kind, &value);)
		if (text_is(kind, orders[of][0]))
			return true;
	return err_set(e, "it does not say which %s it is of", names[of]);
}

bool asset_resolve(struct db *d, const struct json *traits, enum asset_kind of, int64_t at, int64_t *ret, struct err *e)
{
	const char *const *kinds = orders[of];
	int64_t id = 0, rival = 0;
	const char *by = NULL;
	if (!signed_for(traits, of, e))
		return false;
	for (int i = 0; kinds[i] && !id; i++) {
		int64_t found = find(d, traits, kinds[i], of);
		if (found && contradicted(d, traits, found, kinds, i)) {
			if (i < 3) { // a serial or machine id that two computers share; a MAC or name may well be used again
				rival = found;
				by = kinds[i];
			}
		} else
			id = found;
	}
	if (!id) {
		if (!db_do(d, e, "INSERT INTO asset(name, image, first_seen_at, last_seen_at, kind) VALUES(?1, ?2, ?3, ?3, ?4)", "siis", name_of(d, traits),
			    (int64_t)(of == ASSET_IMAGE), at, names[of]))
			return false;
		id = sqlite3_last_insert_rowid(d->handle);
	}
	if (rival && !ask(d, id, rival, by, at, e))
		return false;
	*ret = id;
	return asset_remember(d, id, traits, at, e);
}

bool asset_remember(struct db *d, int64_t asset, const struct json *traits, int64_t at, struct err *e)
{
	struct text kind, value;
	if (!db_do(d, e, "UPDATE asset SET last_seen_at=max(last_seen_at, ?2), name=?3 WHERE id=?1", "iis", asset, at, name_of(d, traits)))
		return false;
	for (const struct json *item = traits->child; next_trait(&item, &kind, &value);)
		if (!db_do(d, e,
			    "INSERT INTO trait(asset, kind, value, first_seen_at, last_seen_at) VALUES(?1,?2,?3,?4,?4)"
			    " ON CONFLICT DO UPDATE SET last_seen_at=max(last_seen_at, excluded.last_seen_at)",
			    "itti", asset, kind, value, at))
			return false;
	return true;
}
