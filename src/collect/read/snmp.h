// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// SNMP version 1 and 2c (RFC 1157, 3416): asks, and reads answers. Nothing here can write a setting: there is no set.
#ifndef BOLWERK_COLLECT_SNMP_H
#define BOLWERK_COLLECT_SNMP_H

#include "wire.h"

#define SNMP_ID_MAX 40   // numbers in a name
#define SNMP_VARS_MAX 32 // values in one answer

struct snmp_oid {
	uint32_t id[SNMP_ID_MAX];
	int n;
};

enum snmp_ask { SNMP_GET = 0xa0, SNMP_NEXT = 0xa1, SNMP_BULK = 0xa5 }; // bulk: version 2c alone

enum snmp_type { SNMP_NOTHING, SNMP_NUMBER, SNMP_TEXT, SNMP_NAME, SNMP_ADDRESS, SNMP_TICKS };

struct snmp_var {
	struct snmp_oid name;
	enum snmp_type type;
	int64_t number;       // number, ticks (hundredths of a second)
	struct text text;     // text, address (4 bytes)
	struct snmp_oid value; // name
};

struct snmp_answer {
	int version; // 0: version 1; 1: version 2c
	int64_t request, error;
	struct snmp_var var[SNMP_VARS_MAX];
	int n;
};

// "1.3.6.1.2.1.1.1.0" as a name. False when it is none.
bool snmp_oid(const char *dotted, struct snmp_oid *ret);

// Whether the name lies below another.
bool snmp_below(const struct snmp_oid *name, const struct snmp_oid *top);

// Writes a question: up to 16 names.
void snmp_write(struct buf *b, int version, const char *community, enum snmp_ask ask, int64_t request, const struct snmp_oid *names, int n);

// Reads an answer. Texts lie in the packet.
bool snmp_read(struct text packet, struct snmp_answer *ret);

#endif
