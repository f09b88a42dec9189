// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Words of settings that are written in blocks: nginx, Caddy, nftables, apt, swanctl, dovecot. Also takes secrets out of commands
// and addresses before they go into a row.
#ifndef BOLWERK_PROBE_LEX_H
#define BOLWERK_PROBE_LEX_H

#include "../probe.h"

enum lex_kind { LEX_END, LEX_WORD, LEX_OPEN, LEX_CLOSE, LEX_SEMI, LEX_LINE };

struct lex {
	struct text rest;
	bool slashes; // comments are written with // and /* */ too, besides #
	bool lines;   // the end of a line is told (LEX_LINE)
};

// The next word, brace, semicolon (or line end). Quotes around a word are taken off; a brace inside ${…} belongs to its word.
enum lex_kind lex_next(struct lex *x, struct text *ret_word);

// Skips to behind the brace that closes the block whose opening was just read.
void lex_skip(struct lex *x);

// The text with passwords taken out: user:pass@ of addresses, what follows -p, --password and the like, NAME_PASSWORD=….
struct text lex_hide(struct arena *a, struct text t);

#endif
