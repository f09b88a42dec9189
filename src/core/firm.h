// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The file of one firm: where it is, opening it, bringing its tables up to this version of the program.
#ifndef BOLWERK_FIRM_H
#define BOLWERK_FIRM_H

#include "../db/db.h"

// Where the database is when nobody says: /var/lib/bolwerk/firm/own.db as root (and made when missing, for root alone), else
// bolwerk/firm/own.db in the user's data folder. The file of people who log in is secret.db beside the folder firm.
const char *firm_path(struct arena *a, struct err *e);

// Opens the file of a firm, makes or migrates its tables, and fills fact tables again whose form changed. Refuses a file of a newer version.
struct db *firm_open(struct arena *a, const char *path, const char *image, struct err *e);

// Brings a file up to this version by the steps of data/schema/PART (firm, secret), each in a transaction of its own. What was there before stays
// beside it as FILE.before-version-N (N: the first step that was taken): the way back to the version before.
bool firm_migrate(struct db *d, const char *part, struct err *e);

// Makes the views register_NAME of the lists that people keep, once for each connection; called again it does nothing. firm_open leaves
// them out because two dozen views cost 3 ms, which every command would pay. A connection that draws pages calls it when it begins; the
// judge calls it when a check reads a list.
bool firm_lists(struct db *d, struct err *e);

#endif
