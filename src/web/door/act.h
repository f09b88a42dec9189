// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the actions of the door share: waiting after failures, coming in, a new password. Between door.h, which knows nothing of forms,
// and src/web/action, where each form is a few lines.
#ifndef BOLWERK_ACT_H
#define BOLWERK_ACT_H

#include "door.h"

// Roles with an account of their own.
#define ACT_ACCOUNT (ROLE_MEMBER | ROLE_SUPPLIER)

// Who knocks, in this job, at an account.
struct knock act_knock(const struct job *j, const char *account);

// True when it must wait: then the job is refused with how long.
bool act_waits(struct job *j, const struct knock *k);

// A wrong password or code: counts it, refuses with a text of the screens; gives false.
bool act_wrong(struct job *j, const struct knock *k, const char *field, const char *en);

// True when this is no person who is logged in as a whole (a program with a token; the second step is still to come): then the job is refused.
bool act_half(struct job *j);

// Makes a session and its cookie. step: the second step is still to come; else the browser becomes known for this account.
bool act_enter(struct job *j, const struct person *p, bool step);

// For `slow`: looks at the new password in `field` and hashes it. What is wrong, or the hash, is for act_hash in `run`.
struct act_password {
	const char *weak, *hash;
	bool old_right; // act_slow_own: the password as it was is right
};
struct act_password *act_slow_new(struct job *j, const char *field, bool has_step, const char *name, const char *mail);

// For `slow` of who is logged in: compares the field with the password as it is; *ret gets the account.
bool act_slow_own(struct job *j, const char *field, struct person *ret);

// For `run`: refuses a weak password at its field.
bool act_hash(struct job *j, const struct act_password *p, const char *field, const char **ret);

// The kept text that shows recovery codes, once.
const char *act_codes(struct job *j, const char *const code[RECOVERY_CODES]);

// This site for passkeys: false (and refused) over plain HTTP and where the browser came by a bare address.
bool act_site(struct job *j, struct site *ret);

// The role of a word of a form: owner, staff, supplier, auditor.
unsigned act_role(const char *word);

// The whole address of one of our paths, as others can open it: by the setting public_name; else by an address of this computer when the browser
// runs on it; else as the browser found us.
const char *act_url(struct job *j, const char *path);

// Queues the message of data/mail/KIND.yml with {1} the firm, {2} who asks, {3} the address. False when no mail server is set or nobody can be written to.
bool act_mail(struct job *j, const char *kind, const char *to, const char *lang, const char *url);

#endif
