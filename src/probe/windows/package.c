// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Installed programs: the Uninstall keys of the registry, for the machine (64 and 32 bit) and for the user that runs this.
#include "../probe.h"
#include "../share/wide.h"

#include <string.h>
#include <windows.h>

#define PROGRAMS_MAX 5000

static const wchar_t uninstall[] = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";

static void one(struct probe_run *run, HKEY list, const wchar_t *key, const char *arch)
{
	uint32_t part_of_system = 0;
	char *title = wide_registry(run->a, list, key, L"DisplayName");
	char *version = wide_registry(run->a, list, key, L"DisplayVersion");
	wide_registry_number(list, key, L"SystemComponent", &part_of_system);
	if (!title || !*title || part_of_system)
		return;
	row_begin(run, "package");
	row_str(run, "manager", "windows");
	row_str(run, "name", wide_utf8(run->a, key));
	row_str(run, "arch", arch);
	row_str(run, "version", version ? version : "");
	row_str(run, "title", title);
	char *maker = wide_registry(run->a, list, key, L"Publisher");
	row_flag(run, "third_party", maker ? strncmp(maker, "Microsoft", 9) != 0 : -1);
	row_end(run);
}

static void list_of(struct probe_run *run, HKEY root, REGSAM view, const char *arch)
{
	HKEY list;
	if (RegOpenKeyExW(root, uninstall, 0, KEY_READ | view, &list) != ERROR_SUCCESS)
		return;
	wchar_t name[256];
	for (DWORD i = 0; i < PROGRAMS_MAX; i++) {
		DWORD n = 256;
		if (RegEnumKeyExW(list, i, name, &n, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
			break;
		one(run, list, name, arch);
	}
	RegCloseKey(list);
}

static void probe_package_run(struct probe_run *run)
{
	if (!sys_live(run->sys)) {
		probe_failed(run, "image", NULL);
		return;
	}
	list_of(run, HKEY_LOCAL_MACHINE, KEY_WOW64_64KEY, "amd64");
	list_of(run, HKEY_LOCAL_MACHINE, KEY_WOW64_32KEY, "i386");
	list_of(run, HKEY_CURRENT_USER, 0, "user");
}

const struct probe probe_package = {"package", "package", probe_package_run};
