// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// A talk with a door: the few words that tell what speaks there, who made it, and whether it lets anybody in. No password is tried here.
#ifndef BOLWERK_LAN_TALK_H
#define BOLWERK_LAN_TALK_H

#include "door.h"

struct talk {
	struct asked *of;
	struct gentle *dial;
	struct line line; // open; a talk may end it and open the next one (talk_again)
	bool open;
	struct door *door;
	struct arena *a;
};

// Has the talk that the list names; on a connection that is open and is closed by the caller when t->open is still set.
void talk_run(struct talk *t);

// The same for UDP: false when nothing answered as expected.
bool talk_udp(struct talk *t);

// Closes the connection and opens a new one to the same door; false when that does not work.
bool talk_again(struct talk *t);

// What the files of talks offer to the list in talk.c: those that speak first, pages, databases, and other devices.
void talk_listen(struct talk *t);
void talk_telnet(struct talk *t);
void talk_ftp(struct talk *t);
void talk_smtp(struct talk *t);
void talk_pop3(struct talk *t);
void talk_imap(struct talk *t);
void talk_vnc(struct talk *t);
void talk_rsync(struct talk *t);
void talk_ssh_key(struct talk *t);
void talk_http(struct talk *t);
void talk_https(struct talk *t);
void talk_docker(struct talk *t);
void talk_ipp(struct talk *t);
void talk_redis(struct talk *t);
void talk_memcached(struct talk *t);
void talk_mongodb(struct talk *t);
void talk_postgres(struct talk *t);
void talk_mssql(struct talk *t);
void talk_ldap(struct talk *t);
void talk_mqtt(struct talk *t);
void talk_rdp(struct talk *t);
void talk_rtsp(struct talk *t);
void talk_sip(struct talk *t);
void talk_nut(struct talk *t);
void talk_nfs(struct talk *t);

// Takes what a banner says of product and version into the door.
void talk_product(struct talk *t, struct text product, struct text version);

// Telnet: refuses every option that the other side asks for or offers, and gives the text that stands between.
struct text talk_options(struct line *l, struct arena *a, struct text heard);

#endif
