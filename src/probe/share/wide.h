// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Windows texts and registry values, as probes need them: UTF-16 in, UTF-8 out.
#ifndef BOLWERK_WIDE_H
#define BOLWERK_WIDE_H

#include "../../base/arena.h"

#include <stdbool.h>
#include <wchar.h>

// A wide text as UTF-8; "" for NULL.
char *wide_utf8(struct arena *a, const wchar_t *w);

// A text value of the registry; NULL when there is none. root: HKEY_LOCAL_MACHINE or an open key.
char *wide_registry(struct arena *a, void *root, const wchar_t *key, const wchar_t *value);

// A number of the registry; false when there is none.
bool wide_registry_number(void *root, const wchar_t *key, const wchar_t *value, uint32_t *ret);

#endif
