// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs that wait for connections, from the tables of TCP and UDP endpoints.
#include "../probe.h"
#include "../share/wide.h"

#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>
#include <string.h>
#include <windows.h>

static const char *program_of(struct arena *a, DWORD pid)
{
	HANDLE h = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
	wchar_t path[1024];
	DWORD n = 1024;
	const char *program = h && QueryFullProcessImageNameW(h, 0, path, &n) ? wide_utf8(a, path) : NULL;
	if (h)
		CloseHandle(h);
	return program;
}

static const char *reach_of(const char *address)
{
	if (strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0)
		return "self";
	return strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0 ? "any" : "lan";
}

static void one(struct probe_run *run, const char *proto, int family, const void *address, DWORD port, DWORD pid)
{
	char text[64] = ""; // what inet_ntop writes of a number; no text from outside
	inet_ntop(family, address, text, sizeof text);
	const char *program = program_of(run->a, pid), *slash = program ? strrchr(program, '\\') : NULL;
	row_begin(run, "listener");
	row_str(run, "proto", proto);
	row_str(run, "address", text);
	row_int(run, "port", ntohs((u_short)port));
	row_str(run, "reach", reach_of(text));
	row_str(run, "process", slash ? slash + 1 : program);
	row_str(run, "program", program);
	row_end(run);
}

// Asks for a table, with room that grows as the call says; NULL when it refuses.
static void *table(struct probe_run *run, bool tcp, int family)
{
	DWORD n = 1 << 16;
	for (int tries = 0; tries < 5; tries++) {
		void *p = arena_alloc(run->a, n);
		DWORD rc = tcp ? GetExtendedTcpTable(p, &n, FALSE, (ULONG)family, TCP_TABLE_OWNER_PID_LISTENER, 0)
			       : GetExtendedUdpTable(p, &n, FALSE, (ULONG)family, UDP_TABLE_OWNER_PID, 0);
		if (rc == NO_ERROR)
			return p;
		if (rc != ERROR_INSUFFICIENT_BUFFER || n > 1 << 24)
			break;
	}
	probe_partly(run, "unreadable", tcp ? "GetExtendedTcpTable" : "GetExtendedUdpTable");
	return NULL;
}

static void probe_listener_run(struct probe_run *run)
{
	if (!sys_live(run->sys)) {
		probe_failed(run, "image", NULL);
		return;
	}
	const MIB_TCPTABLE_OWNER_PID *t4 = table(run, true, AF_INET);
	for (DWORD i = 0; t4 && i < t4->dwNumEntries; i++)
		one(run, "tcp", AF_INET, &t4->table[i].dwLocalAddr, t4->table[i].dwLocalPort, t4->table[i].dwOwningPid);
	const MIB_TCP6TABLE_OWNER_PID *t6 = table(run, true, AF_INET6);
	for (DWORD i = 0; t6 && i < t6->dwNumEntries; i++)
		one(run, "tcp", AF_INET6, t6->table[i].ucLocalAddr, t6->table[i].dwLocalPort, t6->table[i].dwOwningPid);
	const MIB_UDPTABLE_OWNER_PID *u4 = table(run, false, AF_INET);
	for (DWORD i = 0; u4 && i < u4->dwNumEntries; i++)
		one(run, "udp", AF_INET, &u4->table[i].dwLocalAddr, u4->table[i].dwLocalPort, u4->table[i].dwOwningPid);
}

const struct probe probe_listener = {"listener", "listener", probe_listener_run};
