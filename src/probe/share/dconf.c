// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Settings in dconf; see dconf.h.
#include "dconf.h"
#include "gvdb.h"

#include <string.h>

#define TABLE_MAX ((size_t)4 << 20)
#define OVERRIDES_MAX 100

static void add_table(struct probe_run *run, struct dconf *d, const char *path)
{
	struct text t;
	if (d->n >= DCONF_SOURCES || !probe_read_large(run, path, TABLE_MAX, &t))
		return;
	if (!gvdb_is(t)) {
		probe_partly(run, "no_tool", path);
		return;
	}
	d->db[d->n] = t;
	d->file[d->n++] = path;
}

// The profile names the tables, one a line; without a profile there is the user's own only (dconf(7)).
static void read_profile(struct probe_run *run, struct dconf *d)
{
	struct text t, line;
	if (!sys_exists(run->sys, "/etc/dconf/profile/user") || !probe_read(run, "/etc/dconf/profile/user", &t))
		if (!probe_read(run, "/usr/share/dconf/profile/user", &t))
			return;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (text_starts(line, "system-db:") && text_clean(line) && !memchr(line.p, '/', line.n))
			add_table(run, d, arena_printf(run->a, "/etc/dconf/db/%.*s", (int)line.n - 10, line.p + 10));
		else if (text_starts(line, "file-db:/"))
			add_table(run, d, text_dup(run->a, text_after(line, 8)));
	}
}

void dconf_open(struct probe_run *run, struct dconf *ret)
{
	static const char dir[] = "/usr/share/glib-2.0/schemas";
	struct sys_names names;
	*ret = (struct dconf){0};
	read_profile(run, ret);
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return;
	ret->override = arena_alloc(run->a, OVERRIDES_MAX * sizeof *ret->override);
	ret->override_file = arena_alloc(run->a, OVERRIDES_MAX * sizeof *ret->override_file);
	for (size_t i = 0; i < names.n && ret->overrides < OVERRIDES_MAX; i++) {
		const char *path = arena_printf(run->a, "%s/%s", dir, names.name[i]);
		if (!text_ends(text_of(names.name[i]), ".gschema.override") || !probe_read(run, path, &ret->override[ret->overrides]))
			continue;
		ret->override_file[ret->overrides++] = path;
	}
}

bool dconf_user(struct probe_run *run, const struct person *p, struct text *ret, const char **ret_file)
{
	const char *path = arena_printf(run->a, "%.*s/.config/dconf/user", (int)p->home.n, p->home.p);
	struct text t;
	if (!probe_read_large(run, path, TABLE_MAX, &t) || !t.n)
		return false;
	if (!gvdb_is(t)) {
		probe_partly(run, "no_tool", path);
		return false;
	}
	*ret = t;
	*ret_file = path;
	return true;
}

// true, false, 600, uint32 600.
static bool number_of(struct text t, int64_t *ret)
{
	struct text word, last = text_of("");
	while (text_word(&t, &word))
		last = word;
	if (text_is(last, "true") || text_is(last, "false")) {
		*ret = text_is(last, "true");
		return true;
	}
	return text_int(last, 10, ret);
}

static bool from_overrides(struct probe_run *run, const struct dconf *d, const char *desktop, const struct dconf_key *key, struct dconf_value *ret)
{
	const char *own = desktop ? arena_printf(run->a, "%s:%s", key->schema, desktop) : NULL;
	bool found = false, special = false;
	for (size_t i = 0; i < d->overrides; i++) {
		struct text t;
		if (own && conf_get(d->override[i], '=', own, key->name, &t) && number_of(t, &ret->value))
			special = true;
		else if (special || !conf_get(d->override[i], '=', key->schema, key->name, &t) || !number_of(t, &ret->value))
			continue;
		ret->file = d->override_file[i];
		found = true;
	}
	return found;
}

struct dconf_value dconf_get(
	struct probe_run *run, const struct dconf *d, struct text user, const char *user_file, const char *desktop, const struct dconf_key *key)
{
	const char *full = arena_printf(run->a, "%s%s", key->path, key->name);
	struct dconf_value ret = {key->otherwise, "default", false};
	size_t from = 0;
	for (size_t i = d->n; i-- > 0 && !ret.locked;) // the weakest table that locks the key decides where looking begins
		if (gvdb_locked(d->db[i], full)) {
			ret.locked = true;
			from = i;
		}
	if (!ret.locked && user.n && gvdb_get(user, full, &ret.value)) {
		ret.file = user_file;
		return ret;
	}
	for (size_t i = from; i < d->n; i++)
		if (gvdb_get(d->db[i], full, &ret.value)) {
			ret.file = d->file[i];
			return ret;
		}
	from_overrides(run, d, desktop, key, &ret);
	return ret;
}
