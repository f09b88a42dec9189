// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The version of this program, as `bolwerk version` prints it and reports carry it.
#ifndef BOLWERK_VERSION_H
#define BOLWERK_VERSION_H

#define BOLWERK_VERSION "0.1.0"

#endif
