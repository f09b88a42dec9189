// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// security.txt and the policy of MTA-STS; see lines.h.
#include "lines.h"
#include "../../base/buf.h"
#include "../../base/clock.h"

#include <string.h>
#include <strings.h>

#define EACH_MAX 1500

// A value without spaces in it, added to a list.
static void add(struct buf *b, struct text value)
{
	if (!value.n || value.n > 300 || memchr(value.p, ' ', value.n) || memchr(value.p, 0, value.n))
		return;
	if (b->n)
		buf_char(b, ' ');
	buf_add(b, value.p, value.n);
}

static const char *list(struct buf *b)
{
	return b->n ? b->p : NULL;
}

void security_txt_read(struct arena *a, struct text t, int64_t now, struct security_txt *r)
{
	struct buf *contact = buf_new(a, EACH_MAX), *canonical = buf_new(a, EACH_MAX), *policy = buf_new(a, EACH_MAX);
	struct text line, name, value;
	bool syntax = false, in_head = false;
	int ends = 0;
	*r = (struct security_txt){0};
	if (t.n > LINES_BYTES_MAX)
		t.n = LINES_BYTES_MAX;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (text_is(line, "-----BEGIN PGP SIGNED MESSAGE-----"))
			r->is_signed = in_head = true; // the lines until the empty one are of the signature
		else if (text_is(line, "-----BEGIN PGP SIGNATURE-----"))
			break;
		if (!line.n)
			in_head = false;
		if (!line.n || line.p[0] == '#' || in_head || text_starts(line, "-----"))
			continue;
		if (!text_cut(line, ':', &name, &value)) {
			syntax = true;
			continue;
		}
		value = text_trim(value);
		if (text_is_nocase(name, "contact"))
			add(contact, value);
		else if (text_is_nocase(name, "canonical"))
			add(canonical, value);
		else if (text_is_nocase(name, "policy"))
			add(policy, value);
		else if (text_is_nocase(name, "expires") && ++ends && !clock_read_iso(value, &r->expires_at))
			syntax = true;
	}
	r->contact = list(contact);
	r->canonical = list(canonical);
	r->policy = list(policy);
	r->error = !r->contact ? "no-contact" : !ends ? "no-expires" : ends > 1 ? "many-expires" : syntax ? "syntax" : r->expires_at < now ? "expired" : NULL;
}

void sts_policy_read(struct arena *a, struct text t, struct sts_policy *r)
{
	struct buf *mx = buf_new(a, EACH_MAX);
	struct text line, name, value;
	bool version = false;
	*r = (struct sts_policy){.max_age = -1};
	if (t.n > LINES_BYTES_MAX)
		t.n = LINES_BYTES_MAX;
	while (text_line(&t, &line)) {
		if (!text_cut(line, ':', &name, &value))
			continue;
		name = text_trim(name);
		value = text_trim(value);
		int64_t n;
		if (text_is(name, "version"))
			version = text_is(value, "STSv1");
		else if (text_is(name, "mode") && !r->mode)
			r->mode = text_is(value, "enforce") ? "enforce" : text_is(value, "testing") ? "testing" : text_is(value, "none") ? "none" : NULL;
		else if (text_is(name, "max_age") && value.n < 11 && text_int(value, 10, &n) && n >= 0 && n <= 31557600)
			r->max_age = n;
		else if (text_is(name, "mx"))
			add(mx, value);
	}
	r->mx = list(mx);
	r->error = !version || r->max_age < 0 ? "policy" : !r->mode ? "no-mode" : !r->mx && strcmp(r->mode, "none") != 0 ? "no-mx" : NULL;
}

bool sts_allows(struct text pattern, const char *host)
{
	if (text_starts(pattern, "*.")) {
		const char *dot = strchr(host, '.');
		return dot && dot > host && text_is_nocase(text_after(pattern, 1), dot);
	}
	return text_is_nocase(pattern, host);
}
