// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where something lies: what is mounted, which disk is below it, whether that disk is encrypted, can be pulled out or is
// another machine. From /proc/mounts and /sys on a running system, from /etc/fstab and /etc/crypttab in an image.
#ifndef BOLWERK_PLACE_H
#define BOLWERK_PLACE_H

#include "../probe.h"

struct place_mount {
	struct text device, target, type, options; // device and target without the \040 escapes
};

struct place {
	struct place_mount *mount;
	size_t n;
	bool configured;      // from fstab: what will be mounted, not what is
	const char *file;     // where it was read; NULL when nowhere
	struct text crypttab; // only when configured
};

// Reads the mounts. Odd lines are said against the probe that asks.
struct place *place_read(struct probe_run *run);

// The mount that a path lies on, NULL when none is known.
const struct place_mount *place_of(const struct place *p, struct text path);

// The kernel's name of a device: /dev/mapper/root → dm-0, UUID=… → sda2; NULL when it is not known.
const char *place_block(struct probe_run *run, struct text device);

// 1, 0, or -1 when not known: whether all that stands on the mount is encrypted; whether its disk can be pulled out.
int place_encrypted(struct probe_run *run, const struct place *p, const struct place_mount *m);
int place_block_encrypted(struct probe_run *run, const char *block);
int place_removable(struct probe_run *run, const struct place_mount *m);

// The whole disk that a mount lies on (sda for /dev/mapper/root on /dev/sda3), of several the first; NULL when not known.
const char *place_disk(struct probe_run *run, const struct place_mount *m);

// Whether a type of file system is a real one that keeps data; whether it lives on another machine.
bool place_keeps(struct text type);
bool place_network(struct text type);

// A path without the \040 for a space that the kernel and fstab write.
struct text place_unescape(struct arena *a, struct text t);

// Whether an option stands in a list such as rw,nosuid; the value of key=value.
bool place_option(struct text options, const char *name);

// An address or path without the password in it: scheme://user:pw@host → scheme://user@host.
struct text place_clean(struct arena *a, struct text address);

#endif
