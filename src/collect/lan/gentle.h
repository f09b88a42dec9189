// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Gentle connections to one device: opened in full and closed in full, one at a time, with a pause in between, and never for longer than the device's
// share of time. What is sent and heard is bounded here, so that the talks (talk.h) need not think of it. One thread works with one dial.
#ifndef BOLWERK_LAN_GENTLE_H
#define BOLWERK_LAN_GENTLE_H

#include "../../base/address.h"
#include "../../base/buf.h"

#define GENTLE_HEAR_MAX 65536 // bytes that are heard on one connection

// What a device may cost, and how it behaves.
struct gentle {
	struct arena *a;
	struct address address;
	unsigned scope;     // network card, for link-local IPv6
	int64_t until;      // clock_ms at which it has had its time
	int64_t free_at;    // clock_ms before which no new connection begins
	int pause_ms;       // between two connections
	int silent;         // connections in a row that nothing answered
	int64_t fastest_ms; // quickest answer; -1: none yet
	bool tired;         // an open connection broke off, or it stopped answering
};

enum gentle_result { GENTLE_OPEN, GENTLE_REFUSED, GENTLE_SILENT, GENTLE_OVER };

struct line {
	struct gentle *dial;
	int fd;
	struct gnutls_session_int *tls; // NULL: none
	bool ended;                     // the other side ended it
	bool spoke_tls;                 // what came was TLS, though it did not begin
	size_t heard;
};

// Starts work with a device: at most ms milliseconds in all.
void gentle_begin(struct gentle *d, struct arena *a, const struct address *address, unsigned scope, int ms);

// Opens a connection. GENTLE_OVER: the device has had its time. Only GENTLE_OPEN needs gentle_close.
enum gentle_result gentle_open(struct gentle *d, int port, struct line *ret);

// Begins TLS on it, trusting anybody: what it is worth is looked at elsewhere (../tls.h). Old versions are spoken too.
bool gentle_tls(struct line *l);

// Sends all of it; false when the other side does not take it within two seconds.
bool gentle_send(struct line *l, const void *p, size_t n);
bool gentle_say(struct line *l, const char *s);

// Hears what comes: waits first_ms for the first byte, and then until nothing comes for quiet_ms, max bytes are there, or it ended. The text lives in
// the dial's arena and is followed by NUL.
struct text gentle_hear(struct line *l, size_t max, int first_ms, int quiet_ms);

// Hears exactly n bytes, or fewer when it ended or ms passed.
struct text gentle_exact(struct line *l, size_t n, int ms);

// Hears until a line has come (its end included), or until text ends with what is given.
struct text gentle_line(struct line *l, int ms);

// Ends it in full: says that nothing more comes, hears the rest out, closes.
void gentle_close(struct line *l);

// One packet to a UDP port and the first answer from there; empty when none came within ms.
struct text gentle_udp(struct gentle *d, int port, const void *p, size_t n, int ms);

#endif
