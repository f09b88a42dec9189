// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Asks which folders a computer offers by NFS: the portmapper for the port of its mount service, and that one for its list (RFC 1833, RFC 1813
// appendix I), over TCP.
#ifndef BOLWERK_COLLECT_RPC_H
#define BOLWERK_COLLECT_RPC_H

#include "wire.h"

#define RPC_EXPORTS_MAX 100

struct rpc_export {
	struct text folder;
	int to; // how many computers or groups it is for; 0: for everybody
};

// Writes the question for the port of the mount service, and the question for its list.
void rpc_write_port(struct buf *b);
void rpc_write_exports(struct buf *b);

// Reads the answers, which may be cut. rpc_read_exports gives how many there are, -1 when it is no answer.
bool rpc_read_port(struct text t, int *ret);
int rpc_read_exports(struct text t, struct rpc_export *ret);

#endif
