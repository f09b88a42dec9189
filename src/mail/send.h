// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Gives messages to one mail server, through libcurl. Knows no database and no queue.
#ifndef BOLWERK_SEND_H
#define BOLWERK_SEND_H

#include "../base/err.h"
#include "../core/mail.h"

enum send_security { SEND_STARTTLS, SEND_TLS, SEND_NONE };

struct send_server {
	const char *host;
	int64_t port;
	enum send_security security;
	const char *user, *password; // user "" for none
	const char *from;            // address
	const char *ca;              // file with certificates to trust; NULL: those of the system
};

enum send_result {
	SEND_DONE,    // the server took it
	SEND_LATER,   // this message not now
	SEND_REFUSED, // the server never wants this message
	SEND_NO_SERVER, // the server cannot be talked to: other messages will not go either
};

// Reads "host:port" or "[v6]:port" (names of letters, digits, dots, dashes) into host and port. security none is refused but for this computer itself
// (localhost, 127.…, ::1): what is written would be read on the way.
bool send_server_read(struct arena *a, const char *server, const char *security, struct send_server *ret, struct err *e);

// A connection that is kept between messages; ends with the arena.
struct send;
struct send *send_new(struct arena *a, const struct send_server *s, struct err *e);

// Gives one message to the server; at most 2 minutes. at: for its Date. What went wrong is in e.
enum send_result send_one(struct send *s, const struct mail_waiting *m, int64_t at, struct err *e);

#endif
