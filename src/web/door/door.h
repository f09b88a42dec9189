// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Who may come in: accounts, passwords, second steps, passkeys, recovery codes, sessions, links, tokens. All of it is kept in
// the secret file, which pages and controls can never open. Nothing here answers HTTP. Randomness, hashes and passwords come
// from libsodium; times are seconds since 1970.
#ifndef BOLWERK_DOOR_H
#define BOLWERK_DOOR_H

#include "../../base/clock.h"
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

// Whether a mail address can be one, and how accounts are found by it: ASCII letters lower case. NULL when it cannot (no single @, blanks, over 254 bytes).
const char *door_mail(struct arena *a, const char *mail);

// A new secret token as text (32 random bytes, base64url: 43 characters), and what is kept of one (BLAKE2b-256). door_hash_of is of any bytes.
const char *door_token(struct arena *a);
void door_hash_of(const void *p, size_t n, unsigned char ret[32]);

// base64url without padding, as WebAuthn and our tokens write bytes. door_unbase gives false on anything else or on more than max bytes.
const char *door_base(struct arena *a, const void *p, size_t n);
bool door_unbase(struct arena *a, struct text t, size_t max, struct text *ret);

// ---- people (people.c). Each writes, so each wants a transaction of the secret file around it.

// How many accounts there are: 0 is the first visit.
int64_t door_people_n(struct db *secret);

struct person {
	int64_t id;
	unsigned role;
	const char *mail, *lang;
	const char *password; // hash; NULL: none chosen yet
	bool step;            // has a second step
	bool open;            // not closed
};

// Finds by mail address (in any case) or by id. False when there is none.
bool door_person_find(struct db *secret, struct arena *a, const char *mail, int64_t now, struct person *ret);
bool door_person(struct db *secret, struct arena *a, int64_t id, int64_t now, struct person *ret);

// Makes an account for a member. hash NULL: the person chooses a password by an invitation. until_at 0: no end. Refuses a mail address in use.
bool door_person_make(struct db *secret, struct arena *a, int64_t id, const char *mail, unsigned role, const char *lang, const char *hash, int64_t now,
	int64_t until_at, struct err *e);

// Another password: all sessions but `except` (32 bytes; NULL: none stays) and all API tokens and invitations end.
bool door_person_password(struct db *secret, int64_t id, const char *hash, const unsigned char *except, struct err *e);

// Another role (all sessions end), another language, another mail address, another end. Closing ends all that the account opens;
// the last open owner who has a password (door_last_owner) cannot be closed or lose the role: *e says so.
bool door_last_owner(struct db *secret, int64_t id, int64_t now);
bool door_person_role(struct db *secret, int64_t id, unsigned role, int64_t now, struct err *e);
bool door_person_mail(struct db *secret, struct arena *a, int64_t id, const char *mail, struct err *e);
bool door_person_close(struct db *secret, int64_t id, int64_t now, struct err *e);

// An open account ends at a time to come; 0: no end. The last owner is refused.
bool door_person_until(struct db *secret, int64_t id, int64_t until_at, int64_t now, struct err *e);

// Opens a closed account again, as new: without password, second step, recovery codes and passkeys, for an invitation to follow.
bool door_person_open(struct db *secret, int64_t id, unsigned role, struct err *e);

// Another language: of the account, or of the session of somebody who came by a link.
bool door_lang(struct db *secret, const struct who *who, const char *lang, struct err *e);

// What the page of one's own account may show, as a JSON object for json_each: {"mail","step":0/1,"recovery":codes left,
// "sessions":[{"id","address","browser","made_at","used_at","me":0/1}],"tokens":[{"id","name","reads_only","made_at","until_at","used_at"}],
// "passkeys":[{"id","name","made_at","used_at"}]}. Nothing in it opens a door.
const char *door_account(struct db *secret, struct arena *a, const struct who *who, int64_t now);

// Who may log in, for the owner's page, as a JSON array: [{"id","mail","role":number,"lang","step":0/1,"passkeys":n,"password":0/1,"until_at","open":0/1,"used_at"}].
const char *door_people(struct db *secret, struct arena *a, int64_t now);

// ---- sessions (session.c)

#define DOOR_STEP_LIFE (10 * 60) // seconds to give the second step in
#define DOOR_TOUCH 60 // used_at is written at most once in so many seconds
#define DOOR_SESSIONS 20 // of one account; the oldest makes way

// Who holds a token: false when nobody (unknown, idle too long, too old, account closed). One select by key. Fills all of *ret but `name`; lang is NULL
// when not known here. *ret_touch: door_touch should be called (by the thread that writes).
bool door_who(struct db *secret, struct arena *a, struct text token, int64_t now, struct who *ret, bool *ret_touch);
bool door_touch(struct db *secret, const unsigned char session[32], int64_t now, struct err *e);

// What a new session is.
struct session {
	int64_t member;
	unsigned role;
	int64_t subject;
	const char *lang;       // NULL: the person's
	bool needs_step;
	const unsigned char *link; // hash of the link; NULL: none
	int64_t until_at;       // ends then at the latest; 0: DOOR_LIFE (DOOR_LINK_LIFE by a link, DOOR_STEP_LIFE before the second step)
	const char *address, *browser; // shown in the list of sessions; cut at 200 bytes
};

// Makes a session and gives its token, for the cookie; NULL on an error. Only its hash is kept.
const char *door_session_make(struct db *secret, struct arena *a, const struct session *s, int64_t now, struct err *e);

// The second step was right: ends this session and gives the token of a new one without needs_step (a stolen first half is worth nothing).
const char *door_session_step(struct db *secret, struct arena *a, const struct who *who, int64_t now, struct err *e);

// Ends one session; one of a member by the id of door_account (ends nothing of another member); all of a member but `except` (NULL: none stays).
bool door_session_end(struct db *secret, const unsigned char session[32], struct err *e);
bool door_session_end_id(struct db *secret, int64_t member, const char *id, struct err *e);
bool door_sessions_end_of(struct db *secret, int64_t member, const unsigned char *except, struct err *e);

// The text for a form: the session's secret under a mask that is new each time, so that compression of pages tells nothing about it (BREACH).
const char *door_csrf_make(const struct who *who, struct arena *a);
bool door_csrf_is(const struct who *who, struct text csrf);

// ---- links (link.c): personal addresses that log in as one role about one subject, and invitations to choose a password

#define DOOR_INVITE_LIFE (7 * DAY)

// What a link stands for.
struct link {
	int64_t member;
	unsigned role; // 0: an invitation
	int64_t subject;
	const char *lang; // NULL: the person's
	int64_t until_at;
	unsigned char hash[32];
};

// Makes a link (member, role, subject, lang, until_at of *l) and gives its token; NULL on an error. It may be opened until then, as often as wanted.
const char *door_link_make(struct db *secret, struct arena *a, const struct link *l, int64_t now, struct err *e);

// What a token stands for: false when unknown, over, taken back, or the person's account is closed. Reads only: for the page that asks "continue?" (mail
// programs look at links by themselves, so looking opens nothing).
bool door_link_find(struct db *secret, struct arena *a, struct text token, int64_t now, struct link *ret);

// Whether somebody left, by the list of people in the firm's file: then their links open nothing more, nor do sessions that links opened.
bool door_gone(struct db *firm, int64_t member, int64_t now);

// Opens a session for a link and gives its token; NULL with *e set when the link is no good or is an invitation.
const char *door_link_open(struct db *secret, struct arena *a, struct text token, const char *address, const char *browser, int64_t now, struct err *e);

// Takes back all links of a role about a subject (member 0: of everybody), with the sessions that they opened.
bool door_links_end(struct db *secret, unsigned role, int64_t subject, int64_t member, int64_t now, struct err *e);

// Links of a role that are open, newest first, as a JSON array: [{"member","subject","made_at","until_at","used_at"}].
const char *door_links(struct db *secret, struct arena *a, unsigned role, int64_t now);

// An invitation: whoever holds it may choose the password of this account, once. Another one ends the one before.
const char *door_invite_make(struct db *secret, struct arena *a, int64_t member, int64_t now, struct err *e);
bool door_invite_use(struct db *secret, struct arena *a, struct text token, const char *hash, int64_t now, int64_t *ret_member, struct err *e);

// ---- API tokens (token.c)

#define DOOR_TOKENS 20 // of one account

// Makes a token ("bolwerk_" and 43 characters); NULL on an error. until_at: at most 366 days from now.
const char *door_token_make(struct db *secret, struct arena *a, int64_t member, const char *name, bool reads_only, int64_t until_at, int64_t now, struct err *e);

// Who asks with a token: as door_who does; `token` and `reads_only` are set, session is the token's hash.
bool door_token_who(struct db *secret, struct arena *a, struct text token, int64_t now, struct who *ret, bool *ret_touch);
bool door_token_touch(struct db *secret, const unsigned char hash[32], int64_t now, struct err *e);
bool door_token_end(struct db *secret, int64_t member, int64_t id, struct err *e);

// ---- lockout (lockout.c): what fails often must wait. Names that do not exist wait like those that do.
//
// A known browser (a cookie that a right password left) has a counter of its own, and so has a known address. What strangers fail is counted for the
// account, for their address, and for both; so strangers can keep out strangers, never the owner at the owner's own browser or office.

#define DOOR_FREE 5 // failures of one account at one place before it must wait
#define DOOR_FREE_MANY 20 // failures of strangers: at one account from anywhere, or from one address at any account
#define DOOR_WAIT 30 // seconds of the first wait; doubles with each failure
#define DOOR_WAIT_MOST (15 * 60)

// Who knocks.
struct knock {
	const char *account; // mail address as typed, or what else is tried ("step 12"); any text
	const char *address; // IPv4 or IPv6; of IPv6 its first 64 bits count
	struct text device;  // cookie of a known browser; empty: none
};

// Seconds to wait before the next try is looked at; 0: now. Reads only.
int64_t door_wait(struct db *secret, const struct knock *k, int64_t now);

// Counts a failure. A right password: forgets the failures of this place and makes address and browser known. door_came_in gives the cookie of
// the browser: the same when it was known, else a new one; NULL on an error.
bool door_failed(struct db *secret, const struct knock *k, int64_t now, struct err *e);
const char *door_came_in(struct db *secret, struct arena *a, const struct knock *k, int64_t now, struct err *e);

// ---- the second step (totp.c, recovery.c)

// The code of RFC 6238 at a step of 30 seconds since 1970 (HMAC-SHA-1, `digits` digits).
uint32_t totp_code(struct text secret, uint64_t step, int digits);

// Begins: a new secret, kept aside until a code confirms it. *ret_base32 to type over, *ret_uri for a QR. issuer: the firm; account: the mail address.
bool totp_begin(struct db *secret, struct arena *a, int64_t member, const char *issuer, const char *account, const char **ret_base32, const char **ret_uri,
	struct err *e);

// What totp_begin gave, to show it again; false when nothing was begun.
bool totp_begun(struct db *secret, struct arena *a, int64_t member, const char *issuer, const char *account, const char **ret_base32, const char **ret_uri);

// Confirms with a code (true: from now on it is asked at login); whether a code at login is right. A code is good for its 30 seconds and one step
// before and behind, and works once. False without *e: wrong code.
bool totp_confirm(struct db *secret, int64_t member, const char *code, int64_t now, struct err *e);
bool totp_is(struct db *secret, int64_t member, const char *code, int64_t now, struct err *e);

// Takes the second step away, with its recovery codes.
bool totp_remove(struct db *secret, int64_t member, struct err *e);

#define RECOVERY_CODES 10

// Ten new codes of 80 bits ("ABCD-EFGH-IJKL-MNOP"), to be shown once; those before are gone. ret: RECOVERY_CODES texts.
bool recovery_make(struct db *secret, struct arena *a, int64_t member, const char *ret[RECOVERY_CODES], struct err *e);

// Uses a code: true once. Case, blanks and dashes do not matter.
bool recovery_use(struct db *secret, int64_t member, const char *code, int64_t now, struct err *e);

// ---- passkeys (passkey.c): WebAuthn level 2, user verification required, attestation "none"; ES256 and RS256

#define PASSKEYS 20 // of one account
#define PASSKEY_LIFE (5 * 60) // seconds to answer in

// This site, as browsers see it. Only where it has a name and a certificate that they trust.
struct site {
	const char *id;     // "veilig.example.be": the host without its port
	const char *name;   // shown by the browser: the firm
	const char *origin; // "https://veilig.example.be" with ":port" when not 443
};

// The argument of navigator.credentials.create and get as JSON ({"publicKey":{…}}; bytes as base64url, for parseCreationOptionsFromJSON or 10 lines of
// JavaScript). Each holds a challenge that is good once, for five minutes.
const char *passkey_ask_new(struct db *secret, struct arena *a, const struct site *s, int64_t member, const char *account, const char *name, int64_t now,
	struct err *e);
const char *passkey_ask(struct db *secret, struct arena *a, const struct site *s, int64_t now, struct err *e);

// What the browser answered (JSON as PublicKeyCredential.toJSON makes it: id, rawId, type, response{clientDataJSON, attestationObject}): keeps the passkey.
bool passkey_add(struct db *secret, struct arena *a, const struct site *s, int64_t member, const char *name, struct text answer, int64_t now, struct err *e);

// Who answered (response{clientDataJSON, authenticatorData, signature}): counts as password and second step together. A counter that went
// back is refused: that passkey was copied.
bool passkey_is(struct db *secret, struct arena *a, const struct site *s, struct text answer, int64_t now, int64_t *ret_member, struct err *e);
bool passkey_end(struct db *secret, int64_t member, int64_t id, struct err *e);

// Authenticator data, taken apart (WebAuthn 6.1). Texts point into the input.
struct authdata {
	struct text rp;  // SHA-256 of the site's id
	unsigned flags;  // AUTH_…
	uint32_t count;
	struct text credential; // empty when there is none
	struct text key; // COSE_Key
};
enum { AUTH_PRESENT = 1, AUTH_VERIFIED = 4, AUTH_CREDENTIAL = 64, AUTH_EXTENSION = 128 };
bool authdata_read(struct arena *a, struct text in, struct authdata *ret, struct err *e);

#endif
