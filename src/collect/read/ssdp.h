// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Heads of SSDP (UPnP Device Architecture): a first line and fields, as HTTP has them. Nothing is allocated; the texts lie in the bytes read.
#ifndef BOLWERK_READ_SSDP_H
#define BOLWERK_READ_SSDP_H

#include "../../base/text.h"

struct ssdp_head {
	bool answer, notify;                       // to our question; told to everybody
	bool leaving;                              // ssdp:byebye
	struct text server, location, usn, target; // empty when not there. target: ST or NT
};

// Reads a datagram; false when it is neither an answer nor an announcement.
bool ssdp_read(struct text t, struct ssdp_head *ret);

// Parts http://ADDRESS[:PORT]/PATH; ret_host is what stands there, an IPv6 address without its brackets. False for anything else than http.
bool ssdp_location(struct text url, struct text *ret_host, int *ret_port, struct text *ret_path);

// The "uuid:…" of a USN without what stands behind it; empty when there is none.
struct text ssdp_uuid(struct text usn);

#endif
