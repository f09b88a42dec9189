// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What this computer is: from the registry (version, build), the SMBIOS table (serial, maker) and the network cards. No text of
// Windows that differs by its language is read.
#include "../probe.h"
#include "../share/wide.h"

#include <winsock2.h>
#include <iphlpapi.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

static const wchar_t version_key[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
static const wchar_t bios_key[] = L"HARDWARE\\DESCRIPTION\\System\\BIOS";

// ProductName still says Windows 10 on Windows 11; the build number tells them apart (22000 is the first of 11).
static const char *name_of(struct arena *a, uint32_t build)
{
	char *product = wide_registry(a, HKEY_LOCAL_MACHINE, version_key, L"ProductName");
	if (product && build >= 22000 && strncmp(product, "Windows 10", 10) == 0)
		return arena_printf(a, "Windows 11%s", product + 10);
	return product ? product : "Windows";
}

// PlatformRole: 1 desktop, 2 mobile, 3 workstation, 4 to 7 servers, 8 slate (winnt.h, POWER_PLATFORM_ROLE).
static const char *role_of(struct arena *a)
{
	char *kind = wide_registry(a, HKEY_LOCAL_MACHINE, version_key, L"InstallationType");
	if (kind && strncmp(kind, "Server", 6) == 0)
		return "server";
	SYSTEM_POWER_STATUS power;
	bool battery = GetSystemPowerStatus(&power) && power.BatteryFlag != 128 && power.BatteryFlag != 255;
	return battery ? "laptop" : "desktop";
}

static void cards(struct probe_run *run)
{
	ULONG n = 64 * 1024;
	IP_ADAPTER_ADDRESSES *all = arena_alloc(run->a, n);
	if (GetAdaptersAddresses(AF_UNSPEC, GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST, NULL, all, &n) != NO_ERROR) {
		probe_partly(run, "unreadable", "GetAdaptersAddresses");
		return;
	}
	for (IP_ADAPTER_ADDRESSES *c = all; c; c = c->Next) {
		const char *mac = NULL;
		if (c->PhysicalAddressLength == 6) {
			const BYTE *p = c->PhysicalAddress;
			mac = arena_printf(run->a, "%02x:%02x:%02x:%02x:%02x:%02x", p[0], p[1], p[2], p[3], p[4], p[5]);
			if (c->IfType == IF_TYPE_ETHERNET_CSMACD || c->IfType == IF_TYPE_IEEE80211)
				probe_trait(run, "mac", mac);
		}
		row_begin(run, "network_interface");
		row_str(run, "name", wide_utf8(run->a, c->FriendlyName));
		row_str(run, "mac", mac);
		row_str(run, "kind",
			c->IfType == IF_TYPE_IEEE80211                   ? "wifi"
				: c->IfType == IF_TYPE_SOFTWARE_LOOPBACK ? "loopback"
				: c->IfType == IF_TYPE_TUNNEL            ? "tunnel"
									 : "ethernet");
		row_flag(run, "up", c->OperStatus == IfOperStatusUp);
		row_end(run);
	}
}

static void traits(struct probe_run *run, const char *name)
{
	char *guid = wide_registry(run->a, HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Cryptography", L"MachineGuid");
	char *serial = wide_registry(run->a, HKEY_LOCAL_MACHINE, bios_key, L"SystemSerialNumber");
	if (serial)
		probe_trait(run, "serial", serial);
	if (guid)
		probe_trait(run, "machine-id", guid);
	probe_trait(run, "name", name);
}

static void probe_host_run(struct probe_run *run)
{
	struct arena *a = run->a;
	if (!sys_live(run->sys)) {
		probe_failed(run, "image", NULL);
		return;
	}
	uint32_t build = 0, major = 10, minor = 0;
	char *text = wide_registry(a, HKEY_LOCAL_MACHINE, version_key, L"CurrentBuildNumber");
	int64_t number;
	if (text && text_int(text_of(text), 10, &number))
		build = (uint32_t)number;
	wide_registry_number(HKEY_LOCAL_MACHINE, version_key, L"CurrentMajorVersionNumber", &major);
	wide_registry_number(HKEY_LOCAL_MACHINE, version_key, L"CurrentMinorVersionNumber", &minor);
	wchar_t wide[256];
	DWORD n = 256;
	const char *name = GetComputerNameExW(ComputerNameDnsHostname, wide, &n) ? wide_utf8(a, wide) : "windows";
	row_begin(run, "host");
	row_str(run, "name", name);
	row_str(run, "os_id", "windows");
	row_str(run, "os_version", arena_printf(a, "%u.%u.%u", major, minor, build));
	row_str(run, "os_codename", wide_registry(a, HKEY_LOCAL_MACHINE, version_key, L"DisplayVersion"));
	row_str(run, "os_name", name_of(a, build));
	row_str(run, "kernel", arena_printf(a, "%u.%u.%u", major, minor, build));
	row_str(run, "arch", sizeof(void *) == 8 ? "amd64" : "i386");
	row_str(run, "role", role_of(a));
	row_str(run, "vendor", wide_registry(a, HKEY_LOCAL_MACHINE, bios_key, L"SystemManufacturer"));
	row_str(run, "model", wide_registry(a, HKEY_LOCAL_MACHINE, bios_key, L"SystemProductName"));
	row_int(run, "boot_at", sys_now(run->sys) - (int64_t)(GetTickCount64() / 1000));
	row_str(run, "desktop", "windows");
	row_end(run);
	traits(run, name);
	cards(run);
}

const struct probe probe_host = {"host", "host network_interface", probe_host_run};
