// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a device's web server answers to GET / (RFC 9110, 9112): who it says it is, and whether it asks for a password.
#ifndef BOLWERK_COLLECT_PAGE_H
#define BOLWERK_COLLECT_PAGE_H

#include "../../base/text.h"

struct page_answer {
	int status;
	struct text server, location, title, realm; // empty: none. They lie in the answer
	struct text body;
	bool basic, digest; // ways in which it asks for a password
	struct text challenge; // the rest of the line of Digest
	bool password;      // its page has a field for one
};

// Reads an answer, which may be cut. False when it is no HTTP.
bool page_read(struct text t, struct page_answer *ret);

// The value of a part of a challenge: realm, nonce… Empty when there is none.
struct text page_part(struct text challenge, const char *name);

#endif
