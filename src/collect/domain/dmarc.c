// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What receivers should do with false mail in the name of a domain (RFC 7489): its own record, else that of the domain above it; and whether those to
// whom reports go agreed to that (7.1).
#include "../read/tags.h"
#include "look.h"

#include <string.h>

static int find(struct probe_run *run, const struct name_answer *r, struct text *ret)
{
	int count = 0;
	for (size_t i = 0; r && r->state == NAME_FOUND && i < r->n; i++) {
		struct text txt = record_txt(run->a, r->data[i]);
		if (tags_version(txt, "DMARC1") && !count++)
			*ret = txt;
	}
	return count;
}

// Whether the other domain says that it receives reports about this one.
static bool agreed(struct probe_run *run, const char *other)
{
	struct domain_look *l = run->with;
	struct text txt;
	const struct name_answer *r = names_ask(l->names, arena_printf(run->a, "%s._report._dmarc.%s", l->domain, other), RR_TXT);
	return r->state == NAME_FAILED || find(run, r, &txt) > 0;
}

// Addresses of reports: those of other domains must have agreed. False when none makes sense.
static bool reports(struct probe_run *run, struct text rua)
{
	struct domain_look *l = run->with;
	struct buf *list = buf_new(run->a, 1000), *refused = buf_new(run->a, 1000);
	struct text one, left, host, size;
	for (int n = 0; n < 10 && text_field(&rua, ',', &one); n++) {
		one = text_trim(one);
		if (!text_is_nocase((struct text){one.p, one.n < 7 ? one.n : 7}, "mailto:") || !text_cut(one, '@', &left, &host))
			continue;
		if (text_cut(host, '!', &left, &size))
			host = left;
		const char *name = text_dup(run->a, host);
		if (!names_good(host))
			continue;
		buf_printf(list, "%s%.*s", list->n ? "," : "", (int)(one.n < 200 ? one.n : 200), one.p);
		if (strcmp(look_above(run->a, l->ask->catalogue, name), l->above) != 0 && !agreed(run, name))
			buf_printf(refused, "%s%s", refused->n ? "," : "", name);
	}
	row_str(run, "dmarc_rua", list->n ? list->p : NULL);
	row_str(run, "dmarc_rua_refused", refused->n ? refused->p : NULL);
	return list->n > 0;
}

static const char *policy(struct text record, const char *tag)
{
	static const char *const words[] = {"none", "quarantine", "reject"};
	struct text value;
	for (int i = 0; tags_get(record, tag, &value) && i < 3; i++)
		if (text_is_nocase(value, words[i]))
			return words[i];
	return NULL;
}

static void alignment(struct probe_run *run, struct text record, const char *tag, const char *column)
{
	struct text value;
	row_str(run, column, tags_get(record, tag, &value) && text_is_nocase(value, "s") ? "s" : "r");
}

static void record_columns(struct probe_run *run, struct text record, const char *at, bool own)
{
	struct text value;
	int64_t pct = 100;
	const char *p = policy(record, "p"), *sub = policy(record, "sp"), *error = NULL;
	row_text(run, "dmarc", record);
	row_str(run, "dmarc_at", at);
	if (tags_get(record, "pct", &value) && (!text_int(value, 10, &pct) || pct < 0 || pct > 100)) {
		pct = 100;
		error = "syntax";
	}
	bool rua = tags_get(record, "rua", &value);
	bool usable = rua && reports(run, value);
	if (rua && !usable)
		error = "rua";
	if (!p) {
		error = "policy";
		p = usable ? "none" : NULL; // 6.6.3, point 6
	}
	if (!tags_good(record))
		error = "syntax";
	row_str(run, "dmarc_policy", own || !sub ? p : sub);
	row_str(run, "dmarc_sub", sub ? sub : p);
	row_int(run, "dmarc_pct", pct);
	alignment(run, record, "adkim", "dmarc_adkim");
	alignment(run, record, "aspf", "dmarc_aspf");
	row_str(run, "dmarc_error", error);
}

void dmarc_columns(struct probe_run *run)
{
	struct domain_look *l = run->with;
	struct text record = {"", 0};
	bool own = true;
	const char *at = arena_printf(run->a, "_dmarc.%s", l->domain);
	const struct name_answer *answer = look_ask(run, at, RR_TXT);
	int count = find(run, answer, &record);
	if (answer && count == 0 && strcmp(l->above, l->domain) != 0) {
		own = false;
		at = arena_printf(run->a, "_dmarc.%s", l->above);
		answer = look_ask(run, at, RR_TXT);
		count = find(run, answer, &record);
	}
	if (!answer)
		return;
	row_int(run, "dmarc_records", count);
	if (count == 1)
		record_columns(run, record, at, own);
	else if (count > 1) {
		row_str(run, "dmarc_at", at);
		row_str(run, "dmarc_error", "many"); // then there is none (6.6.3)
	}
}
