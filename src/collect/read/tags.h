// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Records of the form "v=X; name=value; name=value": DMARC (RFC 7489), DKIM (RFC 6376), MTA-STS (RFC 8461), reports of TLS (RFC 8460).
#ifndef BOLWERK_TAGS_H
#define BOLWERK_TAGS_H

#include "../../base/text.h"

#include <stdint.h>

// Takes the next tag off *rest; false at the end. A piece that is no tag has an empty name and is its own value.
bool tags_next(struct text *rest, struct text *ret_name, struct text *ret_value);

// The value of the first tag of that name; false when there is none.
bool tags_get(struct text record, const char *name, struct text *ret);

// Whether every piece is a tag and none stands twice.
bool tags_good(struct text record);

// Whether the first tag is v and has that value, as it is written.
bool tags_version(struct text record, const char *version);

// Takes Base64 apart, white space left out; empty when it is none.
struct text tags_base64(struct arena *a, struct text t);

#endif
