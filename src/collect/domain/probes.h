// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The checks of a domain, as probes (src/probe/probe.h): each writes the rows of its tables.
#ifndef BOLWERK_PROBES_H
#define BOLWERK_PROBES_H

#include "../../probe/probe.h"

extern const struct probe domain_self, domain_mail, domain_dkim, domain_transport, domain_mx, domain_web, domain_contact, domain_dangling, domain_lookalike;

#endif
