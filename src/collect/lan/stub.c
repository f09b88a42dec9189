// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Probes of a look at a network that are not written yet.
#include "lan.h"

static void stub_run(struct probe_run *run)
{
	(void)run;
}

const struct probe lan_probe_login = {"login", "lan_login", stub_run};
