// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A message as the bytes that a mail server takes: RFC 5322 header, RFC 2047 subject, UTF-8 text as quoted-printable (RFC 2045). Whatever
// stands in the texts, no line of the header can be made by them.
#ifndef BOLWERK_MIME_H
#define BOLWERK_MIME_H

#include "../base/buf.h"
#include "../base/text.h"

struct mime {
	const char *from;       // address; must be mime_address
	const char *to;         // address; must be mime_address
	const char *subject;    // UTF-8; control characters become spaces
	const char *body;       // UTF-8, lines ended by \n
	const char *lang;       // en, nl, fr, de
	const char *message_id; // the part before the @: letters, digits, dots
	int64_t at;             // for Date
};

// Whether this is a plain address, name@host in ASCII, that can stand in a header and behind RCPT TO without quotes (RFC 5321: at most 254 long).
bool mime_address(const char *s);

// Writes the message, lines ended by CRLF and none longer than 76 (RFC 2045) but for addresses.
void mime_write(struct buf *b, const struct mime *m);

#endif
