// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Answers of databases and small devices to one harmless question, and the questions. Each says only: who is there, and does it let in whoever has
// no password.
#ifndef BOLWERK_COLLECT_BOX_H
#define BOLWERK_COLLECT_BOX_H

#include "wire.h"

struct box_answer {
	bool known;           // it speaks what was asked
	int anybody;          // 1: no password is needed; 0: it is; -1: the answer does not tell
	int tls;              // 1: it can begin TLS here, 0: it cannot, -1: not said
	struct text product, version; // empty: not said
};

// Questions that need more than a line of text.
void box_write_mongodb(struct buf *b);  // listDatabases: refused where a password is needed
void box_write_postgres_tls(struct buf *b);
void box_write_postgres(struct buf *b); // a start as postgres: tells which password it wants; none is given
void box_write_mssql(struct buf *b);
void box_write_ldap_root(struct buf *b); // the root, which everybody may read
void box_write_ldap_below(struct buf *b, struct text base); // one entry below a base
void box_write_mqtt(struct buf *b);
void box_write_ipmi(struct buf *b);

// Readers of the answers.
void box_read_redis(struct text t, struct box_answer *ret);
void box_read_memcached(struct text t, struct box_answer *ret);
void box_read_mongodb(struct text t, struct box_answer *ret);
void box_read_postgres(struct text t, struct box_answer *ret);
void box_read_mssql(struct text t, struct box_answer *ret);
void box_read_mqtt(struct text t, struct box_answer *ret);
void box_read_ipmi(struct text t, struct box_answer *ret);
void box_read_vnc(struct text t, bool old, struct box_answer *ret); // the list of ways; old: version 3.3, which gives one number

// LDAP: anybody is 1 when the answer holds an entry. base: the first naming context, empty when none was said.
void box_read_ldap(struct text t, struct box_answer *ret, struct text *ret_base);

#endif
