// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Administrators: the members of the group with SID S-1-5-32-544, whatever its name is in the language of this Windows.
#include "../probe.h"
#include "../share/wide.h"

#include <windows.h>
#include <lm.h>
#include <sddl.h>

// The group's own name, found by its SID.
static bool group_name(wchar_t *name, DWORD n)
{
	BYTE sid[SECURITY_MAX_SID_SIZE];
	DWORD sid_n = sizeof sid, domain_n = 256;
	wchar_t domain[256];
	SID_NAME_USE use;
	return CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, sid, &sid_n) && LookupAccountSidW(NULL, sid, name, &n, domain, &domain_n, &use);
}

static void one(struct probe_run *run, const LOCALGROUP_MEMBERS_INFO_2 *m)
{
	// The built-in administrator has RID 500; it is an account of the machine, not of a person.
	DWORD rid = *GetSidSubAuthority(m->lgrmi2_sid, (DWORD)(*GetSidSubAuthorityCount(m->lgrmi2_sid) - 1));
	row_begin(run, "admin");
	row_str(run, "account", wide_utf8(run->a, m->lgrmi2_domainandname));
	row_str(run, "via", "windows-administrators");
	row_flag(run, "no_password", 0);
	row_flag(run, "person", m->lgrmi2_sidusage == SidTypeUser && rid != 500);
	row_end(run);
}

static void probe_admin_run(struct probe_run *run)
{
	wchar_t name[256];
	LOCALGROUP_MEMBERS_INFO_2 *members = NULL;
	DWORD n = 0, all = 0;
	if (!sys_live(run->sys)) {
		probe_failed(run, "image", NULL);
		return;
	}
	if (!group_name(name, 256) ||
		NetLocalGroupGetMembers(NULL, name, 2, (BYTE **)&members, MAX_PREFERRED_LENGTH, &n, &all, NULL) != NERR_Success) {
		probe_failed(run, "unreadable", "S-1-5-32-544");
		return;
	}
	for (DWORD i = 0; i < n; i++)
		one(run, &members[i]);
	NetApiBufferFree(members);
}

const struct probe probe_admin = {"admin", "admin", probe_admin_run};
