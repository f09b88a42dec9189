// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What writing a backup and putting it back share; for those two alone. See backup.h.
#ifndef BOLWERK_BACKUP_FILE_H
#define BOLWERK_BACKUP_FILE_H

#include "backup.h"

#define BACKUP_FORMAT 1
#define BACKUP_PIECE ((size_t)1 << 20)
#define BACKUP_SUM 1469598103934665603u // FNV-1a, 64 bits: finds damage, keeps nobody out

// A file that is in a backup; schema: part of the schema that a database follows, NULL for one that is no database.
struct backup_part {
	const char *name, *schema;
};
extern const struct backup_part backup_parts[]; // ended by a name NULL; databases first

// Where a part is, for this firm's file.
const char *backup_place(struct arena *a, const char *firm_path, const struct backup_part *p);

// The sum over bytes; begins as BACKUP_SUM.
uint64_t backup_sum(uint64_t h, struct text t);

// Whether a file carries the mark of a whole backup.
bool backup_is(const char *path);

// Makes an empty file that its owner alone may read, in the place of any other.
bool backup_make_empty(const char *path, struct err *e);

// Has a file or folder written to the disk.
bool backup_sync(const char *path);

#endif
