// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Any bytes as JSON: in one piece and in small ones, records lie within what was given and their fields are bounded.
#include "../../src/watch/decode/json_flat.h"
#include "../watch/decode.h"
#include "target.h"

extern const struct decoder decode_json;

// A sketch is a sketch of just what the fields are.
static void sketched(struct arena *a, struct text t)
{
	struct event e = {0}, sketch = {0};
	bool good = json_flatten(a, t, 0, &e);
	if (good != json_sketch(names_new(a), a, t, &sketch) || (good && e.fields != sketch.fields))
		abort();
	for (int i = 0; good && i < e.fields; i++) {
		struct event_field *f = &sketch.field[i];
		struct text v = f->rough ? json_text(a, f->value) : f->value;
		if (f->kind != e.field[i].kind || v.n != e.field[i].value.n || (v.n && memcmp(v.p, e.field[i].value.p, v.n) != 0))
			abort();
	}
}

static void target(struct arena *a, struct text t)
{
	struct fed whole = {0}, pieces = {0};
	sketched(a, t);
	decode_json.knows(t, (struct text){"", 0});
	feed(&decode_json, t, t.n + 1, &whole);
	feed(&decode_json, t, 7, &pieces);
}
