// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which files belong to a firm; see place.h.
#include "place.h"

#include <string.h>

const char *place_beside(struct arena *a, const char *firm_path, const char *name)
{
	const char *slash = strrchr(firm_path, '/');
	size_t n = slash ? (size_t)(slash - firm_path) : 0, end = strlen(name);
	if (n >= 4 && strncmp(slash - 4, "firm", 4) == 0 && (n == 4 || slash[-5] == '/'))
		return arena_printf(a, "%.*s%s", (int)n - 4, firm_path, name);
	if (end > 3 && strcmp(name + end - 3, ".db") == 0)
		end -= 3;
	return arena_printf(a, "%s.%.*s", firm_path, (int)end, name);
}

const char *place_folder(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_strndup(a, path, slash > path ? (size_t)(slash - path) : 1) : ".";
}
