// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What pages and actions share: who asks, in which role, and what an action is. ONE FILE in src/web/action = ONE POST: the file
// x.c defines `const struct action action_x`, and nothing else needs to be told about it.
//
// A POST goes: path → action; session and role; CSRF; fields read and checked by their table; `slow` (in the one thread that
// hashes passwords); `run` (in the one thread that writes, inside a transaction of the firm's file; the secret file has a
// transaction of its own around it). When run gives true, both are committed, an audit row is written with them, and only then
// the browser is told where to go (303). When it gives false, both are rolled back and the page is drawn again with what was
// typed and what is wrong with it.
#ifndef BOLWERK_WEB_H
#define BOLWERK_WEB_H

#include "../core/say.h"

// Who may. A link (personal, by mail or QR) logs in as LINK alone: it opens the pages of its own kind and no others.
enum role {
	ROLE_NOBODY = 1, // not logged in
	ROLE_OWNER = 2,
	ROLE_STAFF = 4,
	ROLE_SUPPLIER = 8,
	ROLE_AUDITOR = 16,
	ROLE_SIGNER = 32,  // a member of staff who came by a personal link to sign
	ROLE_CHECKER = 64, // the user of a phone, tablet or Mac who came by a link
	ROLE_MEMBER = ROLE_OWNER | ROLE_STAFF | ROLE_AUDITOR, // may see the firm
	ROLE_WRITER = ROLE_OWNER | ROLE_STAFF,               // may change what the firm says of itself
};

// Who asks. All text lives as long as the request.
struct who {
	int64_t member; // id in table member of the firm's file; 0: nobody
	const char *name;
	unsigned role; // one of enum role
	const char *lang;
	int64_t subject;         // what a link is about (a round of signing, a device); 0 when nothing
	unsigned char csrf[32];  // secret of this session for its forms
	bool needs_step;         // the password was right, the second step is still to come
	bool link;               // came by a personal link: may do what the link is for, and nothing with an account
	bool token;              // asked with an API token: no cookie, so no CSRF
	bool reads_only;         // an API token that may only read
	unsigned char session[32]; // hash of the session's token; the key in the secret file
};

enum field_type {
	FIELD_TEXT, // one line, trimmed, clean UTF-8
	FIELD_LONG, // several lines
	FIELD_INT,  // whole number between min and max
	FIELD_DATE, // YYYY-MM-DD
	FIELD_BOOL, // a check box: 1 when there, 0 when not
	FIELD_WORD, // one of `words`
	FIELD_SECRET, // never trimmed, never shown again
	FIELD_FILE, // an upload; at most `max` bytes
};

// One field of a form. A path parameter ({id}) is a field like another.
struct field {
	const char *name;
	enum field_type type;
	bool optional;
	int64_t min, max;  // FIELD_INT: its range; texts: length in characters; FIELD_FILE: bytes. 0, 0: 1 to 200 (texts), any (numbers)
	const char *words; // FIELD_WORD: "yes|no|dont-know"
};

struct value {
	const struct field *field;
	struct text text; // as typed (trimmed), NUL-ended; empty when not given. FIELD_FILE: the bytes
	int64_t number;   // FIELD_INT, FIELD_BOOL
	const char *file_name; // FIELD_FILE
};

// An action at work.
struct job {
	struct arena *a;
	struct db *d;      // the firm's file, for writing, inside a transaction
	struct db *secret; // the secret file, inside a transaction
	struct say say;    // in the language of who asks
	struct who who;
	const struct action *action;
	struct value *value; // in the order of the action's fields
	const struct job_pair *pair; // all name=value pairs as sent, for actions whose fields are data (registers); see job_each
	size_t pair_n;
	const char *address; // where the request came from
	const char *browser; // what the browser calls itself
	struct text device;  // cookie of a known browser; empty: none
	bool here;           // from the computer that serves
	const char *start_code; // asked of who makes the first account from another computer
	const char *host;    // the name or address by which the browser found us; checked
	bool tls;            // over TLS
	bool trusted;        // our certificate comes from outside, so browsers trust it
	const char *reach;   // where others find us, "https://192.168.1.5:8443"; see act_url
	const char *db_path; // of the firm's file
	int ask_fd;          // a byte written here asks for a new look at this computer; -1: nobody looks
	int64_t now;
	// what an action leaves behind
	const char *to;      // where the browser goes next; NULL: back to the action's page
	const char *thing;   // for the audit row: what it was done to; "" when NULL
	const char *say_done;   // kept text shown once on the next page; NULL: none
	const char *set_session; // new session token: the server sets it as a cookie; "" ends the session
	const char *set_device;  // cookie of a browser that is known from now on; NULL: none
	const char *set_lang;    // language of somebody who is not logged in, as a cookie; NULL: none
	struct buf *errors;  // JSON object of what is wrong, field → kept text; see job_refuse
	bool keep_secret;    // what was written to the secret file stays although the job is refused (a failed login is counted)
	bool judge;          // judge again before the answer is given
	const char *only;    // judge this control alone; NULL: all
	void *slow;          // what `slow` found, for `run`
	bool failed;         // it was our fault, not the person's
	struct json *data;   // answer for an API; NULL: {"ok":true}
};

struct action {
	const char *path;  // "/register/{name}/add"
	unsigned may;      // roles
	const char *page;  // path of the page that is drawn again when refused, {parameters} filled in; NULL: the same path as the action
	const struct field *fields; // ended by a name NULL
	bool (*run)(struct job *j); // false: refused, see job_refuse; or failed (then job_refuse said nothing)
	void (*slow)(struct job *j); // optional; may take long (argon2id); has no databases to write to; j->d and j->secret are for reading
	bool no_audit;     // not worth a row (language, progress)
};

// The value of a field: text ("" when not given), number.
const char *job_text(const struct job *j, const char *field);
int64_t job_int(const struct job *j, const char *field);
const struct value *job_value(const struct job *j, const char *field);

// Whether an optional field was filled in.
bool job_has(const struct job *j, const char *field);

// Goes through all pairs of the form as sent, in order: false behind the last. *at begins as 0. Names and values are decoded, clean UTF-8.
bool job_each(const struct job *j, size_t *at, const char **ret_name, const char **ret_value);

// The measure of field `control`, NULL when there is none of that name: then it was refused. Sets what the log says and the page to go to.
const char *job_control(struct job *j);

// Refuses: what is wrong with a field (NULL: with the whole), a text of the screens. Gives false.
bool job_refuse(struct job *j, const char *field, const char *en);
bool job_refuse_kept(struct job *j, const char *field, const char *kept);

// The database said no: a sentence is kept for the person, and the reason is written to the server's own log. Gives false.
bool job_failed(struct job *j, const struct err *e);

#endif
