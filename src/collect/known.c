// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Devices of earlier looks from a file; see known.h.
#include "known.h"

#include "../base/json.h"

#include <string.h>

#define KNOWN_MAX 20000
#define TRAITS_MAX 200 // of one device

static struct collect_known *find(struct collect_known *all, size_t *n, const char *uid)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(all[i].uid, uid) == 0)
			return &all[i];
	if (*n == KNOWN_MAX)
		return NULL;
	all[*n] = (struct collect_known){.uid = uid};
	return &all[(*n)++];
}

static bool has(const struct collect_known *k, const char *kind, const char *value)
{
	for (size_t i = 0; i < k->trait_n; i++)
		if (strcmp(k->trait[i].kind, kind) == 0 && strcmp(k->trait[i].value, value) == 0)
			return true;
	return false;
}

static bool add_traits(struct arena *a, struct collect_known *k, const struct json *list)
{
	size_t n = 0;
	for (const struct json *t = list ? list->child : NULL; t; t = t->next)
		n++;
	struct collect_trait *all = arena_alloc(a, (k->trait_n + n + 1) * sizeof *all);
	if (k->trait_n)
		memcpy(all, k->trait, k->trait_n * sizeof *all);
	k->trait = all;
	for (const struct json *t = list ? list->child : NULL; t && k->trait_n < TRAITS_MAX; t = t->next) {
		const struct json *kind = t->child, *value = kind ? kind->next : NULL;
		if (!value || kind->type != JSON_TEXT || value->type != JSON_TEXT)
			return false;
		const struct collect_trait one = {text_dup(a, kind->text), text_dup(a, value->text)};
		if (!has(k, one.kind, one.value))
			all[k->trait_n++] = one;
	}
	return true;
}

static bool line_read(struct arena *a, struct text line, struct collect_known *all, size_t *n, struct err *e)
{
	struct json *j, *inside;
	if (!json_read(a, line, 6, &j, e))
		return false;
	struct text uid = json_get_text(j, "uid", ""), name = json_get_text(j, "name", ""), kind = json_get_text(j, "kind", "");
	const struct json *traits = json_get(j, "traits");
	if (traits && traits->type == JSON_TEXT) {
		if (!json_read(a, traits->text, 4, &inside, e))
			return false;
		traits = inside;
	}
	struct collect_known *k = uid.n && uid.n < 64 ? find(all, n, text_dup(a, uid)) : NULL;
	if (!k || !add_traits(a, k, traits))
		return err_set(e, "no uid, no list of traits, or too many devices");
	if (name.n)
		k->name = text_dup(a, name);
	if (kind.n)
		k->kind = text_dup(a, kind);
	return true;
}

bool known_read(struct arena *a, struct text lines, struct lan_ask *ask, struct err *e)
{
	struct collect_known *all = arena_alloc(a, KNOWN_MAX * sizeof *all);
	size_t n = 0;
	int number = 0;
	struct text line;
	while (text_line(&lines, &line)) {
		number++;
		if (text_trim(line).n && !line_read(a, line, all, &n, e))
			return err_at(e, "line %d of the known devices", number);
	}
	ask->known = all;
	ask->known_n = n;
	return true;
}
