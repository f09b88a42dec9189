// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// How mail to a domain is kept safe on the way: one row of MTA-STS and TLS reports.
#include "look.h"
#include "probes.h"

static void run_transport(struct probe_run *run)
{
	struct domain_look *l = run->with;
	if (!l->mail)
		return; // nothing travels there
	row_begin(run, "domain_transport");
	sts_columns(run);
	tlsrpt_columns(run);
	row_end(run);
}

const struct probe domain_transport = {"transport", "domain_transport", run_transport};
