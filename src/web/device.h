// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What actions on the devices of the network share: finding the one that is meant, and noting what was done.
#ifndef BOLWERK_WEB_DEVICE_H
#define BOLWERK_WEB_DEVICE_H

#include "web.h"

// The device of field `id` that is on the list, 0 when there is none: then it was refused. Sets what the log says and the page to go to.
int64_t web_device(struct job *j);

// Asks the process that looks for the looks that wait. Nothing when nobody looks: they are taken when somebody does.
void web_ask_looks(struct job *j);

#endif
