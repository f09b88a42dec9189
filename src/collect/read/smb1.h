// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Version 1 of file sharing of Windows kind (MS-CIFS), which should be gone: whether it is still spoken, by which system, and what it shows to a stranger.
#ifndef BOLWERK_COLLECT_SMB1_H
#define BOLWERK_COLLECT_SMB1_H

#include "smb.h"

struct smb1_state {
	unsigned user, tree, message;
};

struct smb1_reply {
	uint32_t status;
	int command;
	struct text packet, words, bytes;
};

// Questions: the first; a session of nobody; a share; the list of shares (RAP).
void smb1_write_hello(struct buf *b);
void smb1_write_session(struct buf *b, struct smb1_state *s);
void smb1_write_tree(struct buf *b, struct smb1_state *s, const char *path);
void smb1_write_list(struct buf *b, struct smb1_state *s);

// Readers; a packet without its frame. smb1_read_list gives how many, -1 when it is no list.
bool smb1_read(struct text t, struct smb1_state *s, struct smb1_reply *ret);
bool smb1_read_hello(struct text t, struct smb_hello *ret);
bool smb1_read_session(const struct smb1_reply *r, struct text *ret_os, struct text *ret_program, struct text *ret_domain);
int smb1_read_list(const struct smb1_reply *r, struct smb_share *ret);

#endif
