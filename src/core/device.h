// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The devices on the firm's networks as the firm knows them (table network_device): what looks saw of them stands in fact tables under the same uid, what people
// told of them stands here. Which sighting is which device is decided by the look (src/collect/lan/identity), which is given what network_device_trait knows.
#ifndef BOLWERK_DEVICE_H
#define BOLWERK_DEVICE_H

#include "../db/db.h"

// After a report of a network: makes the devices that are new, remembers by what all are known again and when they were seen, and ties those to their
// computers that report themselves. Inside the transaction of the report.
bool device_take(struct db *d, int64_t network, struct err *e);

// Says that two devices are one: `from` becomes part of `into`. What `from` was told moves where `into` was told nothing.
bool device_merge(struct db *d, int64_t from, int64_t into, const char *person, int64_t at, struct err *e);

// Says that a device is two: takes the traits named (JSON, [[kind, value], …]) off it and makes a device of its own of them, which every later look
// keeps apart. The new one has no facts until the next look. Refuses when a trait is not of this device, or none or all of them are taken.
bool device_split(struct db *d, int64_t device, struct text traits, const char *person, int64_t at, int64_t *ret, struct err *e);

#endif
