// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The key of an SSH server; see ssh.h.
#include "ssh.h"

#include <string.h>

static void packet(struct buf *b, const struct buf *payload)
{
	size_t pad = 8 - (payload->n + 5) % 8;
	pad += pad < 4 ? 8 : 0;
	wire_put_be(b, 4, payload->n + pad + 1);
	wire_put_be(b, 1, pad);
	buf_add(b, payload->p, payload->n);
	for (size_t i = 0; i < pad; i++)
		buf_char(b, 0);
}

static void list(struct buf *b, const char *names)
{
	wire_put_be(b, 4, strlen(names));
	buf_str(b, names);
}

void ssh_write(struct buf *b)
{
	static const char *const choices[] = {"curve25519-sha256,curve25519-sha256@libssh.org",
		"ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256,ssh-rsa",
		"chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr", "chacha20-poly1305@openssh.com,aes128-ctr,aes256-ctr",
		"hmac-sha2-256,hmac-sha1", "hmac-sha2-256,hmac-sha1", "none", "none", "", ""};
	struct arena *a = arena_new();
	struct buf *payload = buf_new(a, 2048);
	buf_str(b, "SSH-2.0-Bolwerk\r\n");
	buf_char(payload, 20); // KEXINIT
	wire_put_be(payload, 8, 0x426f6c7765726b21);
	wire_put_be(payload, 8, 0x426f6c7765726b21);
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		list(payload, choices[i]);
	wire_put_be(payload, 5, 0); // nothing guessed, nothing reserved
	packet(b, payload);
	buf_clear(payload);
	buf_char(payload, 30); // KEX_ECDH_INIT, with the point 9: nothing is kept secret by it
	wire_put_be(payload, 4, 32);
	buf_char(payload, 9);
	for (int i = 0; i < 31; i++)
		buf_char(payload, 0);
	packet(b, payload);
	arena_free(a);
}

bool ssh_read(struct text t, struct text *ret_key)
{
	struct wire w = wire_of(t);
	for (int i = 0; i < 20 && w.n && !w.bad; i++) {
		size_t n = (size_t)wire_be(&w, 4);
		struct wire one = wire_of(wire_take(&w, n));
		wire_be(&one, 1);
		if (w.bad || wire_be(&one, 1) != 31)
			continue;
		*ret_key = wire_take(&one, (size_t)wire_be(&one, 4));
		return !one.bad && ret_key->n >= 16;
	}
	return false;
}
