// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Asks a printer what it is and can (IPP, RFC 8010, 8011: Get-Printer-Attributes).
#ifndef BOLWERK_COLLECT_IPP_H
#define BOLWERK_COLLECT_IPP_H

#include "wire.h"

struct ipp_answer {
	struct text model, firmware, uuid, name, device_id; // empty: not said. They lie in the answer
	int pin; // 1: a job can wait until somebody types a PIN at the printer; 0: it cannot; -1: not said
};

// Writes the question for the printer at an address of its own ("ipp://192.0.2.1/ipp/print").
void ipp_write(struct buf *b, const char *uri);

// Reads the answer (the body of the HTTP answer). False when it is none, or a refusal.
bool ipp_read(struct text t, struct ipp_answer *ret);

#endif
