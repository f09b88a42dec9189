// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The whole of a firm in one file, and back. The file is an SQLite database with a mark of its own: table file (name, bytes, sum) and table
// piece (file, number, bytes, body: 1 MiB packed as an LZ4 block). It holds the hashes of passwords and the key of the mail server: mode 0600, always.
#ifndef BOLWERK_BACKUP_H
#define BOLWERK_BACKUP_H

#include "../db/db.h"

// Writes a backup of the firm's file at firm_path, the secret file and the password of the mail server, as they were at one instant, while others go on
// writing. First beside `path`, then renamed over it; a file there that is no backup of ours is left alone (refused). *ret_bytes: how large it became.
bool backup_write(const char *firm_path, const char *path, int64_t now, int64_t *ret_bytes, struct err *e);

// Puts a backup back. All of it is read, unpacked beside the present files and checked before anything is touched; a backup of a newer version is
// refused. The present files stay as NAME.before-restore-DATE. Refused while another program has the firm's file open. Killed at any instant: nothing was
// done, or backup_pending says so until it is called again, which ends what was begun. *ret_made_at: when the backup was made.
bool backup_restore(const char *path, const char *firm_path, int64_t now, int64_t *ret_made_at, struct err *e);

// Whether a restore was cut off in the short while that files take each other's place: then nothing may be opened. Says so in e.
bool backup_pending(struct arena *a, const char *firm_path, struct err *e);

#endif
