// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who may come in: accounts, passwords, second steps, passkeys, recovery codes, sessions, links, tokens. All of it is kept in
// the secret file, which pages and controls can never open. Nothing here answers HTTP. Randomness, hashes and passwords come
// from libsodium; times are seconds since 1970.
#ifndef BOLWERK_DOOR_H
#define BOLWERK_DOOR_H

#include "../web.h"

#define DOOR_IDLE (45 * 60)        // seconds without a request after which a session ends
#define DOOR_LIFE ((int64_t)14 * 3600) // seconds after which it ends anyway
#define DOOR_LINK_LIFE (60 * 60)   // session of somebody who came by a link

// The secret file: beside the folder of the firm's file (".../firm/own.db" → ".../secret.db"), or for another path PATH.secret. Made when
// missing, mode 0600, brought up to this version. One connection for each thread.
const char *door_path(struct arena *a, const char *firm_path);
struct db *door_open(struct arena *a, const char *path, struct err *e);

// ---- passwords (password.c)

// Why a new password is not good enough, as a text of the screens; NULL when it is. At least 15 characters without a second step, 12 with one
// (NIST SP 800-63B-4: 15 alone, 8 with), at most 200; not a common one, not made of the words (name, mail, firm; ended by NULL) alone: zxcvbn's
// estimate must be over 10^10 guesses.
const char *password_weak(const char *password, bool has_step, const char *const *words);

// Hashes (argon2id, 19 MiB, t=2, as OWASP advises): takes some 20 ms and the memory for as long. Only in the `slow` part of an action.
char *password_hash(struct arena *a, const char *password);
bool password_is(const char *hash, const char *password);

// A hash that no password fits, so that an unknown name takes as long as a known one.
const char *password_nobody(void);

#endif
