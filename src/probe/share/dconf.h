// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Settings of GNOME, Cinnamon and MATE as they are in force: the user's own, those of the system with their locks, what the
// distribution changed in the schemas. Key files in /etc/dconf/db/*.d count only once they are compiled (dconf update), so only
// the compiled tables are read.
#ifndef BOLWERK_DCONF_H
#define BOLWERK_DCONF_H

#include "people.h"

#define DCONF_SOURCES 16

struct dconf {
	struct text db[DCONF_SOURCES]; // tables of the system, the strongest first
	const char *file[DCONF_SOURCES];
	size_t n;
	struct text *override; // texts of *.gschema.override, in order
	const char **override_file;
	size_t overrides;
};

struct dconf_key {
	const char *schema, *path, *name; // org.gnome.desktop.session, /org/gnome/desktop/session/, idle-delay
	int64_t otherwise;                // the schema's own default
};

struct dconf_value {
	int64_t value;
	const char *file; // "default" when nobody set it
	bool locked;
};

// Reads the tables of the system and the overrides of the schemas.
void dconf_open(struct probe_run *run, struct dconf *ret);

// The table of a user; false when there is none. One that cannot be read or understood is said against the probe.
bool dconf_user(struct probe_run *run, const struct person *p, struct text *ret, const char **ret_file);

// What holds for a user's table (empty: for those who set nothing). desktop: the name of the desktop in overrides (GNOME), or NULL.
struct dconf_value dconf_get(
	struct probe_run *run, const struct dconf *d, struct text user, const char *user_file, const char *desktop, const struct dconf_key *key);

#endif
