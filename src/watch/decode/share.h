// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What formats of logs share: small readers of lines. None allocates but from the arena that it is given, and none reads outside the text that it is given.
#ifndef BOLWERK_DECODE_SHARE_H
#define BOLWERK_DECODE_SHARE_H

#include "decode.h"

// A text of a literal, its length known when compiling.
#define LIT(s) ((struct text){"" s, sizeof(s) - 1})

// Whether t is exactly the literal; quicker than text_is, which counts its length anew.
#define SHARE_IS(t, s) ((t).n == sizeof(s) - 1 && __builtin_memcmp((t).p, "" s, sizeof(s) - 1) == 0)

// Milliseconds since 1970 now: for times without a year.
int64_t share_now(void);

// The time that t begins with, in milliseconds UTC; *ret_used: how many bytes it takes. -1: none. share_bsd: "Jan _2 15:04:05" with or without a fraction; share_iso: ISO 8601, its
// date parted by `mark`; share_clf: "02/Jan/2006:15:04:05 -0700"; share_ctime: "Mon Jan _2 15:04:05.999 2006" (the weekday may be missing, the year may stand before the time).
int64_t share_bsd(struct text t, int64_t now, size_t *ret_used);
int64_t share_iso(struct text t, char mark, size_t *ret_used);
int64_t share_clf(struct text t, size_t *ret_used);
int64_t share_ctime(struct text t, size_t *ret_used);

// The month whose name begins with the three letters at p, 1 to 12; 0 when it is none.
int share_month(const char *p);

// How many percent of the first lines of a file fit. Empty lines and those that begin with # do not count, nor a last one that is cut.
int share_lines(struct text beginning, bool (*fits)(struct text line));

// Adds a field of text; share_number: a number when all of it is digits, else text; share_some: nothing when it is empty.
void share_text(struct arena *a, struct event *e, struct text name, struct text value);
void share_number(struct arena *a, struct event *e, struct text name, struct text value);
void share_some(struct arena *a, struct event *e, struct text name, struct text value);

// Takes off *t what stands before the first c (which goes too); false, and nothing taken, when there is none.
bool share_until(struct text *t, char c, struct text *ret);

// Takes off *t a piece in double quotes, a backslash hiding the character behind it; *ret is what stood between. False: t begins with no quote, or it is not closed.
bool share_quoted(struct text *t, struct text *ret);

// Backslash escapes undone: n r t b f v, xHH, else the character itself; a lone one at the end stays. Without any, t itself.
struct text share_unescape(struct arena *a, struct text t);

// The same for the characters of `set` alone (n and r in it: a line feed, a carriage return); any other backslash stays.
struct text share_unslash(struct arena *a, struct text t, const char *set);

// The bytes of pairs of hex digits, in the arena; false when there is anything else in it.
bool share_hex(struct arena *a, struct text t, struct text *ret);

// The next name=value of a line, or a word without one (name is empty then). quote: what stood around the value, 0 for nothing. escapes: \ hides a quote in quotes.
struct share_pair {
	struct text name, value;
	char quote;
};
bool share_pair(struct text *rest, bool escapes, struct share_pair *ret);

static inline bool share_digit(char c)
{
	return c >= '0' && c <= '9';
}
bool share_digits(struct text t);    // digits alone, and at least one
bool share_is_ip(struct text t);     // looks like an address of IPv4 or IPv6

// The fields of a request line as Sigma's rules of web servers and proxies name them: cs-method, cs-uri, c-uri, cs-uri-stem, cs-uri-query (rules use it for the whole and for
// what stands behind the question mark: it is there twice), c-uri-query, c-uri-extension, cs-version, cs-host. False when it is no request (a talk of TLS, garbage).
bool share_request(struct arena *a, struct event *e, struct text request);

// The head of a line of syslog. What a line does not say is empty; numbers -1.
struct share_head {
	struct text timestamp, host, program, pid, message;
	struct text facility, severity;        // words: auth, info
	struct text version, msgid, structure; // RFC 5424; structure: [id name="value"]… as it stands there
	int64_t at;
	bool sure; // not only a time: a tag stands where it must
};

// Reads the head of RFC 3164 (with or without <PRI>, a host, a year), of RFC 5424 or of rsyslog with an ISO time. False: the line does not begin so.
bool share_syslog(struct text line, int64_t now, struct share_head *ret);

// Whether share_syslog would read a head, without reading it: the answer is the same for all bytes. The state of a decoder is not looked at.
bool share_syslog_is(void *state, struct text line);

// Adds the fields of a head, but the message; sets at.
void share_head_fields(struct arena *a, struct event *e, const struct share_head *h);

// Adds src_ip, the address of the other side that a message of a daemon names, and username beside it; nothing when there is no address in it.
void share_whom(struct arena *a, struct event *e, struct text message);

// What devices of Cisco call a message, "%PARSER-5-CFGLOG_LOGGEDCMD": field `mnemonic`, when it stands near the beginning of the line and a colon behind it.
void share_mnemonic(struct arena *a, struct event *e, struct text line);

// The name of a system call on an architecture as auditd writes both ("c000003e", "59" is "execve"); NULL when it is not known.
const char *share_syscall(struct text arch, struct text number);

#endif
