// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// As much of SSH (RFC 4253, 5656) as shows the key by which a computer is known: our greeting and half of an exchange that is never finished.
#ifndef BOLWERK_COLLECT_SSH_H
#define BOLWERK_COLLECT_SSH_H

#include "wire.h"

// Writes our greeting, our choices, and the beginning of an exchange by Curve25519.
void ssh_write(struct buf *b);

// Finds the key of the computer in what came after its greeting. False when it is not there (yet).
bool ssh_read(struct text t, struct text *ret_key);

#endif
