// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who may send mail in the name of a domain: one row of SPF and DMARC.
#include "look.h"
#include "probes.h"

static void run_mail(struct probe_run *run)
{
	row_begin(run, "domain_mail");
	spf_columns(run);
	dmarc_columns(run);
	row_end(run);
}

const struct probe domain_mail = {"mail", "domain_mail", run_mail};
