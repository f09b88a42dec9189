// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The shared part of a run on Windows: nothing is shared yet, and wide texts become UTF-8; see share.h and wide.h.
#include "wide.h"
#include "share.h"

#include <windows.h>

struct probe_share *share_new(struct probe_run *run)
{
	(void)run;
	return NULL;
}

char *wide_utf8(struct arena *a, const wchar_t *w)
{
	if (!w)
		return arena_strdup(a, "");
	int n = WideCharToMultiByte(CP_UTF8, 0, w, -1, NULL, 0, NULL, NULL);
	char *s = arena_alloc(a, (size_t)(n > 0 ? n : 0) + 1);
	if (n > 0)
		WideCharToMultiByte(CP_UTF8, 0, w, -1, s, n, NULL, NULL);
	return s;
}

char *wide_registry(struct arena *a, void *root, const wchar_t *key, const wchar_t *value)
{
	DWORD bytes = 0;
	if (RegGetValueW(root, key, value, RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ, NULL, NULL, &bytes) != ERROR_SUCCESS || bytes > 65536)
		return NULL;
	wchar_t *w = arena_alloc(a, bytes + sizeof *w);
	if (RegGetValueW(root, key, value, RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ, NULL, w, &bytes) != ERROR_SUCCESS)
		return NULL;
	return wide_utf8(a, w);
}

bool wide_registry_number(void *root, const wchar_t *key, const wchar_t *value, uint32_t *ret)
{
	DWORD v = 0, bytes = sizeof v;
	if (RegGetValueW(root, key, value, RRF_RT_REG_DWORD, NULL, &v, &bytes) != ERROR_SUCCESS)
		return false;
	*ret = v;
	return true;
}
