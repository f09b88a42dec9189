// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What ClamAV wrote in its logs: viruses found and scans done. For the probes antivirus and virus_found, which ask different rights.
#ifndef BOLWERK_CLAMAV_H
#define BOLWERK_CLAMAV_H

#include "share.h"

struct clamav_find {
	int64_t at;
	struct text file, name;
	bool test; // the harmless EICAR file
};

struct clamav_log {
	struct clamav_find *find;
	size_t n;
	int64_t scan_at;    // end of the last scan; 0 when none was seen
	const char *hidden; // a log that could not be read; NULL when none
	enum sys_status why;
	bool more; // there were more finds than are kept
};

// Whether ClamAV is on this computer.
bool clamav_there(struct probe_run *run);

// Reads the newest part of the logs in /var/log/clamav.
struct clamav_log *clamav_read_log(struct probe_run *run);

#endif
