// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Heads of SSDP; see ssdp.h.
#include "ssdp.h"

#define FIELDS_MAX 64

bool ssdp_read(struct text t, struct ssdp_head *ret)
{
	struct text line, name, value, leaving = {"", 0};
	*ret = (struct ssdp_head){.server = {"", 0}, .location = {"", 0}, .usn = {"", 0}, .target = {"", 0}};
	if (!text_line(&t, &line))
		return false;
	ret->answer = text_starts(line, "HTTP/1.") && text_has(line, " 200");
	ret->notify = text_starts(line, "NOTIFY ");
	if (!ret->answer && !ret->notify)
		return false;
	for (int i = 0; i < FIELDS_MAX && text_line(&t, &line) && line.n; i++) {
		if (!text_cut(line, ':', &name, &value))
			continue;
		name = text_trim(name);
		value = text_trim(value);
		if (text_is_nocase(name, "server"))
			ret->server = value;
		else if (text_is_nocase(name, "location"))
			ret->location = value;
		else if (text_is_nocase(name, "usn"))
			ret->usn = value;
		else if (text_is_nocase(name, "st") || text_is_nocase(name, "nt"))
			ret->target = value;
		else if (text_is_nocase(name, "nts"))
			leaving = value;
	}
	ret->leaving = text_is_nocase(leaving, "ssdp:byebye");
	return true;
}

bool ssdp_location(struct text url, struct text *ret_host, int *ret_port, struct text *ret_path)
{
	struct text rest = text_after(url, 7), port = {"", 0};
	size_t n = 0;
	int64_t number = 80;
	if (url.n > 512 || !text_is_nocase((struct text){url.p, url.n < 7 ? url.n : 7}, "http://"))
		return false;
	while (n < rest.n && rest.p[n] != '/')
		n++;
	struct text host = {rest.p, n};
	*ret_path = text_after(rest, n);
	if (text_starts(host, "[")) {
		struct text inside;
		if (!text_cut(text_after(host, 1), ']', &inside, &port) || (port.n && port.p[0] != ':'))
			return false;
		host = inside;
		port = text_after(port, 1);
	} else
		text_cut(host, ':', &host, &port);
	for (size_t i = 0; i < ret_path->n; i++)
		if ((unsigned char)ret_path->p[i] <= ' ' || (unsigned char)ret_path->p[i] == 0x7f)
			return false;
	if (!host.n || (port.n && (!text_int(port, 10, &number) || number < 1 || number > 65535)))
		return false;
	*ret_host = host;
	*ret_port = (int)number;
	return true;
}

struct text ssdp_uuid(struct text usn)
{
	size_t n = 5;
	if (!text_is_nocase((struct text){usn.p, usn.n < 5 ? usn.n : 5}, "uuid:"))
		return (struct text){"", 0};
	while (n < usn.n && usn.p[n] != ':')
		n++;
	return (struct text){usn.p + 5, n - 5};
}
