// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Whether senders know that mail to a domain must travel encrypted (MTA-STS, RFC 8461): the record that announces a policy, and the policy.
#include "../read/lines.h"
#include "../read/tags.h"
#include "look.h"

#include <string.h>

static int find(struct probe_run *run, const struct name_answer *r, struct text *ret)
{
	int count = 0;
	for (size_t i = 0; r && r->state == NAME_FOUND && i < r->n; i++) {
		struct text txt = record_txt(run->a, r->data[i]);
		if (tags_version(txt, "STSv1") && !count++)
			*ret = txt;
	}
	return count;
}

// Mail servers that no pattern of the policy allows.
static const char *missing(struct probe_run *run, const char *patterns)
{
	struct domain_look *l = run->with;
	struct buf *b = buf_new(run->a, 2000);
	for (size_t i = 0; i < l->mx_n; i++) {
		struct text rest = text_of(patterns), one;
		bool allowed = false;
		while (text_word(&rest, &one))
			allowed |= sts_allows(one, l->mx[i].host);
		if (!allowed)
			buf_printf(b, "%s%s", b->n ? " " : "", l->mx[i].host);
	}
	return b->n ? b->p : NULL;
}

static const char *policy(struct probe_run *run, const struct http_got *got)
{
	struct sts_policy p;
	if (!got->connected && !got->tls.leaf.n)
		return "no-policy";
	if (got->tls.fault && strcmp(got->tls.fault, "weak-signature") != 0 && strcmp(got->tls.fault, "short-key") != 0)
		return "certificate";
	if (got->answered && got->head.status >= 300 && got->head.status < 400)
		return "redirect";
	if (!got->answered || got->head.status != 200)
		return "no-policy";
	sts_policy_read(run->a, got->body, &p);
	if (!p.error || strcmp(p.error, "no-mx") == 0)
		row_str(run, "sts", p.mode);
	if (p.max_age >= 0)
		row_int(run, "sts_max_age", p.max_age);
	row_str(run, "sts_mx", p.mx);
	if (p.mx)
		row_str(run, "sts_missing", missing(run, p.mx));
	return p.error;
}

void sts_columns(struct probe_run *run)
{
	struct domain_look *l = run->with;
	struct text record = {"", 0}, id;
	int count = find(run, look_ask(run, arena_printf(run->a, "_mta-sts.%s", l->domain), RR_TXT), &record);
	if (count == 0)
		return;
	row_text(run, "sts_record", record);
	if (count > 1) {
		row_str(run, "sts_error", "many");
		return;
	}
	if (l->sts.asked)
		look_wait(&l->sts.job);
	const char *error = policy(run, &l->sts.got);
	bool good = tags_good(record) && tags_get(record, "id", &id) && id.n && id.n <= 32;
	row_str(run, "sts_error", error ? error : good ? NULL : "syntax");
}
