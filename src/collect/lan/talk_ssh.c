// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The key by which an SSH server is known again.
#include "talk.h"
#include "../read/ssh.h"

#include <gnutls/crypto.h>
#include <string.h>

void talk_ssh_key(struct talk *t)
{
	struct buf *b = buf_new(t->a, 4096), *all = buf_new(t->a, 16384), *hex = buf_new(t->a, 65);
	unsigned char digest[32];
	struct text key;
	if (!t->door->banner || (strncmp(t->door->banner, "SSH-2", 5) != 0 && strncmp(t->door->banner, "SSH-1.99", 8) != 0))
		return;
	ssh_write(b);
	if (!gentle_send(&t->line, b->p, b->n))
		return;
	for (int i = 0; i < 6 && !t->line.ended; i++) {
		struct text part = gentle_hear(&t->line, 8192, 2500, 60);
		buf_add(all, part.p, part.n);
		if (!part.n || ssh_read((struct text){all->p, all->n}, &key))
			break;
	}
	if (!ssh_read((struct text){all->p, all->n}, &key) || gnutls_hash_fast(GNUTLS_DIG_SHA256, key.p, key.n, digest) < 0)
		return;
	for (size_t i = 0; i < sizeof digest; i++)
		buf_printf(hex, "%02x", digest[i]);
	asked_trait(t->of, "ssh-key", text_of(hex->p));
}
