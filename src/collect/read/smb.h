// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// File sharing of Windows kind, version 2 and 3 (MS-SMB2), as far as a stranger without a password gets: versions, signing, names (MS-NLMP), the list of
// shares (MS-SRVS over a pipe), and whether a share opens. Version 1 is in smb1.h.
#ifndef BOLWERK_COLLECT_SMB_H
#define BOLWERK_COLLECT_SMB_H

#include "wire.h"

#define SMB_SHARES_MAX 100
#define SMB_MORE 0xc0000016u // status: it goes on

enum smb_command { SMB_NEGOTIATE = 0, SMB_SESSION = 1, SMB_TREE = 3, SMB_CREATE = 5, SMB_IOCTL = 11 };

// Where a conversation stands: what the next packet must carry.
struct smb_state {
	uint64_t message, session;
	uint32_t tree;
	unsigned char file[16]; // the pipe that was opened
};

struct smb_reply {
	uint32_t status;
	int command;
	struct text packet; // from the header on: offsets count from here
	struct wire body;
};

// The answer to the first question.
struct smb_hello {
	bool version1;      // it answered in version 1, and took it
	unsigned dialect;   // 0x0202, 0x0210, 0x0300, 0x0302, 0x0311; 0: version 1
	bool signs, must_sign;
	struct text guid;   // 16 bytes; empty in version 1
	unsigned char challenge[8];
};

// Names that it tells before any password (type 2 of NTLM), UTF-16.
struct smb_names {
	struct text computer, domain, dns;
	int major, minor, build; // of Windows; 0: not said
	unsigned char challenge[8];
	struct text info; // as it must come back in an answer
};

struct smb_share {
	struct text name; // UTF-16 (version 2), ASCII (version 1)
	unsigned type;    // 0 folder, 1 printer, 3 pipe; hidden ones have the highest bit
};

// How many bytes follow the four of the frame; -1 when it is no frame.
int smb_frame(struct text head);

// Questions. newest: offers 3.1.1 too; otherwise at most 3.0.2, whose sessions need no more than is here.
void smb_write_hello(struct buf *b, bool newest);
void smb_write_session(struct buf *b, struct smb_state *s, struct text blob);
void smb_write_tree(struct buf *b, struct smb_state *s, const char *path);
void smb_write_pipe(struct buf *b, struct smb_state *s);
void smb_write_bind(struct buf *b, struct smb_state *s);
void smb_write_list(struct buf *b, struct smb_state *s);

// Blobs of NTLM: the first, and the last of somebody without a name.
void smb_ntlm_first(struct buf *b);
void smb_ntlm_nobody(struct buf *b);

// The last one with a user name and an answer that the caller made.
void smb_ntlm_user(struct buf *b, const char *user, struct text answer);

// Readers. smb_read takes a packet without its frame, and notes in the state what the next one needs.
bool smb_read(struct text t, struct smb_state *s, struct smb_reply *ret);
bool smb_read_hello(struct text t, struct smb_hello *ret);
bool smb_read_names(const struct smb_reply *r, struct smb_names *ret);
int smb_read_list(const struct smb_reply *r, struct smb_share *ret); // how many; -1: no list

// UTF-16 as ASCII, other letters as ?; at most 200 letters.
char *smb_ascii(struct arena *a, struct text utf16);

#endif
