// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// WS-Discovery (and ONVIF, which speaks it): the question to everybody, and what answers.
#ifndef BOLWERK_READ_WSD_H
#define BOLWERK_READ_WSD_H

#include "../../base/text.h"

#define WSD_MATCHES_MAX 8

struct wsd_match {
	const char *address; // urn:uuid:… of the device; "" when not told
	const char *types;   // names without prefix, small letters, separated by a space
	const char *scopes;  // onvif://www.onvif.org/name/… separated by a space
	const char *places;  // XAddrs
};

struct wsd_answer {
	struct wsd_match match[WSD_MATCHES_MAX];
	size_t n;
};

// The question (a Probe for everything); id: 32 hexadecimal digits. The text lives in the arena.
struct text wsd_ask(struct arena *a, const char *id);

// Reads ProbeMatches or Hello; false when it is neither or is damaged. What was read lives in the arena.
bool wsd_read(struct arena *a, struct text t, struct wsd_answer *ret);

// The value behind "/name/", "/hardware/"… in scopes, %XX undone; NULL when it is not there.
const char *wsd_scope(struct arena *a, const char *scopes, const char *what);

#endif
