// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Messages of DNS, mDNS and LLMNR (RFC 1035, 2782, 6762, 6763, 4795): taken apart record by record, and questions made. Nothing is allocated.
#ifndef BOLWERK_READ_DNS_H
#define BOLWERK_READ_DNS_H

#include "../../base/text.h"

#define DNS_NAME_MAX 512 // longest name as text, with NUL: 255 bytes, dots and backslashes inside a label behind a backslash
#define DNS_RECORDS_MAX 512 // records of one message that are looked at

enum { DNS_A = 1, DNS_CNAME = 5, DNS_PTR = 12, DNS_HINFO = 13, DNS_TXT = 16, DNS_AAAA = 28, DNS_SRV = 33, DNS_ANY = 255 };

struct dns_message {
	struct text all;
	unsigned id, flags;
	bool answer;    // it is one, and not a question
	int code;       // RCODE
	int section;    // of the record that comes next: 0 question, 1 answer, 2 authority, 3 additional
	int left[4];    // records of each section that are still to come
	size_t at;
	int seen;
};

struct dns_record {
	int section, type, class; // class without the top bit
	bool top;                 // top bit of the class: "answer me alone" in a question, "forget the others" in an answer
	uint32_t ttl;
	char name[DNS_NAME_MAX];
	char target[DNS_NAME_MAX]; // PTR, CNAME, SRV; else ""
	int port;                  // SRV
	struct text data;          // as it stands in the message
};

// Reads the head; false when there is none.
bool dns_begin(struct text t, struct dns_message *ret);

// The next record; false at the end, at the first damaged one and after DNS_RECORDS_MAX.
bool dns_next(struct dns_message *m, struct dns_record *ret);

// Takes the next KEY=VALUE of a TXT record's data off *rest. A string without "=" has an empty value. False at the end.
bool dns_txt(struct text *rest, struct text *ret_key, struct text *ret_value);

// A question that is being made.
struct dns_ask {
	unsigned char p[1400];
	size_t n;
	bool over; // a question did not fit and was left out
};

// Begins a message; flags: 0x0100 asks a resolver to look further. dns_ask_add adds a question; alone: the answer is for the asker only (mDNS).
void dns_ask_begin(struct dns_ask *q, unsigned id, unsigned flags);
void dns_ask_add(struct dns_ask *q, const char *name, int type, bool alone);

// The name under which an address (4 or 16 bytes) is looked up backwards; ret has DNS_NAME_MAX bytes.
const char *dns_reverse(const unsigned char *address, size_t n, char *ret);

// The first label of a name without its backslashes, of at most cap - 1 bytes: "HP Laser [1.2]" of "HP Laser [1\.2]._ipp._tcp.local".
const char *dns_label(const char *name, char *ret, size_t cap);

// The name behind its first label; "" when there is none.
const char *dns_parent(const char *name);

#endif
