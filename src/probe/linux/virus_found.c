// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Viruses that the antivirus reported, from the logs of ClamAV. A probe of its own, because those logs ask more rights than what
// antivirus.c reads. Other products keep their finds in a form of their own or in the cloud of their maker: said as not understood.
#include "../share/clamav.h"

static void probe_virus_found_run(struct probe_run *run)
{
	static const char *const closed[] = {"/opt/sophos-spl", "/opt/eset", "/opt/microsoft/mdatp", "/opt/bitdefender-security-tools",
		"/opt/CrowdStrike", "/opt/kaspersky", "/opt/sentinelone"};
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
		if (sys_exists(run->sys, closed[i]))
			probe_partly(run, "no_tool", closed[i]);
	if (!clamav_there(run))
		return;
	struct clamav_log *log = clamav_read_log(run);
	if (log->hidden)
		probe_saw(run, log->why, log->hidden);
	if (log->more)
		probe_partly(run, "too_large", "/var/log/clamav");
	for (size_t i = 0; i < log->n; i++) {
		row_begin(run, "virus_found");
		row_str(run, "product", "clamav");
		row_int(run, "at", log->find[i].at);
		row_text(run, "file", log->find[i].file);
		row_text(run, "name", log->find[i].name);
		row_int(run, "test", log->find[i].test);
		row_end(run);
	}
}

const struct probe probe_virus_found = {"virus_found", "virus_found", probe_virus_found_run};
