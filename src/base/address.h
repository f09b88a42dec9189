// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Addresses of a network, hardware addresses, and ranges of them. Pure: nothing is asked of the system.
#ifndef BOLWERK_ADDRESS_H
#define BOLWERK_ADDRESS_H

#include "text.h"

#include <stdint.h>
#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#define ADDRESS_TEXT 46 // longest address as text, with NUL
#define MAC_TEXT 18

// An address, 4 or 16 bytes.
struct address {
	int family; // AF_INET or AF_INET6; 0: none
	unsigned char b[16];
};

// An address and how many of its first bits count.
struct range {
	struct address address;
	int bits;
};

// Reads ADDRESS, or ADDRESS/BITS (without bits: one address). False when it is none.
bool address_read(struct text t, struct address *ret);
bool range_read(struct text t, struct range *ret);

// The address as text; ret has ADDRESS_TEXT bytes.
const char *address_write(const struct address *a, char *ret);

// Whether both are the same address; whether it lies in the range; whether two ranges have an address in common.
bool address_same(const struct address *a, const struct address *b);
bool range_has(const struct range *r, const struct address *a);
bool range_meets(const struct range *r, const struct range *s);

// IPv4 as a number, and back.
uint32_t address_number(const struct address *a);
struct address address_of_number(uint32_t n);

// Whether it is an address of one device: not 0, not a group of devices, not "all".
bool address_single(const struct address *a);

// Fills a socket address with a port; scope: number of the network card, for link-local IPv6. Gives its length.
socklen_t address_socket(const struct address *a, int port, unsigned scope, struct sockaddr_storage *ret);
bool address_of_socket(const struct sockaddr_storage *s, struct address *ret);

// "aa:bb:cc:dd:ee:ff"; ret has MAC_TEXT bytes. mac_read takes colons or hyphens.
const char *mac_write(const unsigned char *mac, char *ret);
bool mac_read(struct text t, unsigned char *ret);

// Whether it was made up by its device (phones do): locally administered and of one device.
bool mac_random(const unsigned char *mac);

// Whether it belongs to several devices by protocol (VRRP, HSRP, CARP, GLBP): it says nothing about which device it is.
bool mac_shared(const unsigned char *mac);

#endif
