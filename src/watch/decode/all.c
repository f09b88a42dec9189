// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// All formats of logs, and which one a file has. Suricata's eve.json needs no format of its own: its lines are JSON, the decoder of JSON gives event_type, src_ip,
// alert.signature and the others by the names that rules use, and so do journalctl -o json and nginx's JSON.
#include "decode.h"

#include <string.h>

extern const struct decoder decode_syslog, decode_journal, decode_auditd, decode_web, decode_apache, decode_nginx, decode_cef, decode_leef, decode_keyvalue, decode_csv,
	decode_json, decode_evtx, decode_w3c, decode_plain;

const struct decoder *const decode_all[] = {
	&decode_syslog, &decode_journal, &decode_auditd, &decode_web, &decode_apache, &decode_nginx, &decode_cef, &decode_leef, &decode_keyvalue, &decode_csv,
	&decode_json, &decode_evtx, &decode_w3c, &decode_plain, NULL, // plain comes last: of two that are as sure the first is taken
};

enum { SURE_ENOUGH = 20 };

const struct decoder *decode_choose(struct text beginning, struct text name)
{
	const struct decoder *best = NULL;
	int most = SURE_ENOUGH - 1;
	if (beginning.n > DECODE_BEGINNING)
		beginning.n = DECODE_BEGINNING;
	for (const struct decoder *const *d = decode_all; *d; d++) {
		int sure = (*d)->knows(beginning, name);
		if (sure > most) {
			most = sure;
			best = *d;
		}
	}
	return best;
}

const struct decoder *decode_named(const char *name)
{
	for (const struct decoder *const *d = decode_all; *d; d++)
		if (strcmp((*d)->name, name) == 0)
			return *d;
	return NULL;
}
