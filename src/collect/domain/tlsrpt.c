// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where senders report that mail to a domain could not travel encrypted (RFC 8460).
#include "../read/tags.h"
#include "look.h"

void tlsrpt_columns(struct probe_run *run)
{
	struct domain_look *l = run->with;
	struct text record = {"", 0}, rua = {"", 0};
	int count = 0;
	const struct name_answer *r = look_ask(run, arena_printf(run->a, "_smtp._tls.%s", l->domain), RR_TXT);
	for (size_t i = 0; r && r->state == NAME_FOUND && i < r->n; i++) {
		struct text txt = record_txt(run->a, r->data[i]);
		if (tags_version(txt, "TLSRPTv1") && !count++)
			record = txt;
	}
	if (!count)
		return;
	bool good = tags_good(record) && tags_get(record, "rua", &rua) && (text_starts(rua, "mailto:") || text_starts(rua, "https://"));
	if (rua.n)
		row_text(run, "tls_rpt", rua);
	row_str(run, "tls_rpt_error", count > 1 ? "many" : good ? NULL : "syntax");
}
