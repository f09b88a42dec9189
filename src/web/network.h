// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on the network and its devices share: the device that is meant, and asking for a look.
#ifndef BOLWERK_WEB_NETWORK_H
#define BOLWERK_WEB_NETWORK_H

#include "web.h"

// The device of field `id` that is on the list, 0 when there is none: then it was refused. Sets what the log says and the page to go to.
int64_t network_device(struct job *j);

// Asks the process that looks for the looks that wait. Nothing when nobody looks: they are taken when somebody does.
void network_ask_looks(struct job *j);

#endif
