// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What speaks behind a port, from the first words that it says by itself.
#ifndef BOLWERK_COLLECT_BANNER_H
#define BOLWERK_COLLECT_BANNER_H

#include "../../base/buf.h"
#include "../../base/text.h"

struct banner {
	const char *name;            // ssh, ftp, smtp, pop3, imap, telnet, vnc, mysql, rsync, http…; NULL: it cannot be told
	struct text product, version; // as it says; empty: not said. They lie in the text
};

// Reads first words. usual: what mostly speaks there, which decides where words fit several ("220 ready"); NULL: not known.
void banner_read(struct text first, const char *usual, struct banner *ret);

// "OpenSSH_9.2p1 Debian" or "nginx/1.22" as product and version; the first word that has a version.
void banner_product(struct text t, struct text *ret_product, struct text *ret_version);

// Without control characters and bytes that are no text: what may stand in a report. At most max bytes.
const char *banner_clean(struct arena *a, struct text t, size_t max);

#endif
