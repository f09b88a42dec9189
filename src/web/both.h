// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A transaction over two files, the firm's and the secret one. SQLite commits each file whole, but not both as one: cut off in between, one
// would have what the other has not. So the secret file is committed first and with it, as a changeset, what is to be done in the firm's file; that
// is the moment of decision. Whoever opens the files afterwards does what is still to be done.
#ifndef BOLWERK_BOTH_H
#define BOLWERK_BOTH_H

#include "../db/db.h"

struct both {
	struct db *firm, *secret;
	void *session;   // what is changed in the firm's file
	int64_t changes; // of the secret file when it began
	bool behind;     // the firm's file is behind the secret one: nothing may be written before that is mended
};

// Does what was decided and not done, if anything. Call it once when the files are opened for writing, outside a transaction.
bool both_recover(struct db *firm, struct db *secret, struct err *e);

// Begins in both files: locks the firm's file, then the secret one (backup does the same). False: nothing was begun.
bool both_begin(struct both *b, struct err *e);

// Commits both, or neither (false). A disk that fills up is found before the decision.
bool both_commit(struct both *b, struct err *e);

#endif
