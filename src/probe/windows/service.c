// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Services and whether they start by themselves, from the service control manager.
#include "../probe.h"
#include "../share/wide.h"

#include <windows.h>

static void one(struct probe_run *run, SC_HANDLE manager, const ENUM_SERVICE_STATUS_PROCESSW *s)
{
	SC_HANDLE h = OpenServiceW(manager, s->lpServiceName, SERVICE_QUERY_CONFIG);
	QUERY_SERVICE_CONFIGW *c = arena_alloc(run->a, 8192);
	DWORD need = 0;
	bool known = h && QueryServiceConfigW(h, c, 8192, &need);
	row_begin(run, "service");
	row_str(run, "name", wide_utf8(run->a, s->lpServiceName));
	row_flag(run, "enabled", known && c->dwStartType <= SERVICE_AUTO_START); // boot 0, system 1, automatic 2
	row_flag(run, "running", s->ServiceStatusProcess.dwCurrentState == SERVICE_RUNNING);
	row_str(run, "program", known ? wide_utf8(run->a, c->lpBinaryPathName) : NULL);
	row_end(run);
	if (h)
		CloseServiceHandle(h);
}

static void probe_service_run(struct probe_run *run)
{
	if (!sys_live(run->sys)) {
		probe_failed(run, "image", NULL);
		return;
	}
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ENUMERATE_SERVICE);
	if (!manager) {
		probe_failed(run, "unreadable", "OpenSCManager");
		return;
	}
	DWORD need = 0, n = 0, resume = 0, room = 1 << 20;
	void *all = arena_alloc(run->a, room);
	if (!EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, all, room, &need, &n, &resume, NULL))
		probe_partly(run, "too_large", "EnumServicesStatusEx");
	for (DWORD i = 0; i < n; i++)
		one(run, manager, (const ENUM_SERVICE_STATUS_PROCESSW *)all + i);
	CloseServiceHandle(manager);
}

const struct probe probe_service = {"service", "service", probe_service_run};
