// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages: the queue in the firm's file, which bolwerk-mail sends, and the reminders that fill it. ONE FILE in data/mail = ONE MESSAGE; one
// without `when` is queued by name alone (a personal link, a test). Nothing here talks to a server.
//
// Settings (table setting): mail_server host:port, mail_security starttls|tls|none, mail_user, mail_from. The password is in mail.key, never in the
// firm's file.
#ifndef BOLWERK_MAIL_H
#define BOLWERK_MAIL_H

#include "../db/db.h"

#define MAIL_GIVE_UP (3 * (int64_t)86400) // seconds after which a message is given up
#define MAIL_REFUSED_MAX 3                // tries for a message that the server itself refuses (5xx, RFC 5321)
#define MAIL_LEASE (10 * 60)              // seconds that a message is held while somebody tries to send it; longer than any try

struct mail {
	const char *to;       // address
	const char *lang;     // en, nl, fr, de
	const char *subject;  // plain text
	const char *body;     // plain text
	const char *kind;     // file in data/mail, or remind
	const char *once_key; // a second message with this key is not queued
};

// Where the link of a message comes from: the address of a page for that member about that thing, or NULL when there is none. It is put under
// the text. member: 0 for the owner.
struct mail_link {
	const char *(*make)(void *arg, struct arena *a, const char *kind, int64_t member, const char *once_key);
	void *arg;
};

// Adds a message to the queue; refuses an address that is none. *ret_id: its number, 0 when the key was there already. ret_id may be NULL.
bool mail_queue(struct db *d, const struct mail *m, int64_t now, int64_t *ret_id, struct err *e);

// Adds the message of a file in data/mail; values fill {1} {2} … (fmt as in db.h: s, i).
bool mail_queue_kind(struct db *d, const char *kind, const char *to, const char *lang, const char *once_key, int64_t now, int64_t *ret_id, struct err *e,
	const char *fmt, ...);

// Queues what is due: the rows of every `when`, put together so that an address gets at most one message a day; what was told is not told again.
// Does nothing while no server is set. In one transaction of its own. link may be NULL. *ret_n: messages that were queued.
bool mail_remind(struct db *d, int64_t now, const struct mail_link *link, int *ret_n, struct err *e);

// ---- the queue, for who sends

struct mail_waiting {
	int64_t id, made_at, tries;
	const char *to, *lang, *subject, *body, *message_id;
};

// Takes the next message that is due (only: that one alone; 0: any) and holds it for MAIL_LEASE, counted as a try. *ret->id is 0 when there is none.
bool mail_take(struct db *d, struct arena *a, int64_t only, int64_t now, struct mail_waiting *ret, struct err *e);

// What came of it: taken by the server; or not, with the reason (refused: the server said never). Tries come after 1, 5, 20 minutes, 1, 3 and every 6
// hours, until MAIL_GIVE_UP after it was made.
bool mail_sent(struct db *d, const struct mail_waiting *m, int64_t now, struct err *e);
bool mail_failed(struct db *d, const struct mail_waiting *m, int64_t now, bool refused, const char *why, struct err *e);

// ---- the password

// Where it is: mail.key in the folder of the secret file (".../firm/own.db" → ".../mail.key"; for another path PATH.mail.key).
const char *mail_key_path(struct arena *a, const char *firm_path);

// Writes it (mode 0600, first beside it and then renamed); an empty one takes the file away. Reads it: *ret is "" when there is none.
bool mail_key_write(const char *path, const char *password, struct err *e);
bool mail_key_read(struct arena *a, const char *path, const char **ret, struct err *e);

#endif
