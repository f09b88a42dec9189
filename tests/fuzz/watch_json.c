// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as JSON: in one piece and in small ones, records lie within what was given and their fields are bounded.
#include "../watch/decode.h"
#include "target.h"

extern const struct decoder decode_json;

static void target(struct arena *a, struct text t)
{
	struct fed whole = {0}, pieces = {0};
	(void)a;
	decode_json.knows(t, (struct text){"", 0});
	feed(&decode_json, t, t.n + 1, &whole);
	feed(&decode_json, t, 7, &pieces);
}

#include "../watch/decode_time.h"
