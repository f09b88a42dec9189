// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Connections of NetworkManager; see nm.h and nm-settings-keyfile(5).
#include "nm.h"

#include <string.h>

#define CONNECTIONS_MAX 1000

struct text nm_get(const struct nm_connection *c, const char *section, const char *key)
{
	struct text v = {"", 0};
	conf_get(c->text, '=', section, key, &v);
	return v;
}

struct nm_connection *nm_connections(struct probe_run *run)
{
	static const char *const dirs[] = {"/etc/NetworkManager/system-connections", "/run/NetworkManager/system-connections"};
	struct nm_connection *first = NULL, **end = &first;
	int n = 0;
	for (size_t d = 0; d < 2; d++) {
		struct sys_names all;
		if (!probe_saw(run, sys_list(run->sys, run->a, dirs[d], &all), dirs[d]))
			continue;
		for (size_t i = 0; i < all.n && n < CONNECTIONS_MAX; i++) {
			struct text t;
			char *path = arena_printf(run->a, "%s/%s", dirs[d], all.name[i]);
			struct sys_stat st;
			if (all.name[i][0] == '.' || strchr(all.name[i], '~') || (sys_stat(run->sys, path, &st) == SYS_OK && st.kind == 'd') ||
				!probe_read(run, path, &t))
				continue;
			struct nm_connection *c = arena_alloc(run->a, sizeof *c);
			c->file = path;
			c->text = t;
			c->id = nm_get(c, "connection", "id");
			c->type = nm_get(c, "connection", "type");
			c->uuid = nm_get(c, "connection", "uuid");
			c->automatic = text_yes(nm_get(c, "connection", "autoconnect")) != 0;
			if (!c->type.n || !c->id.n) {
				probe_partly(run, "odd_file", path);
				continue;
			}
			*end = c;
			end = &c->next;
			n++;
		}
	}
	return first;
}
