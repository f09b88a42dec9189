// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// WS-Discovery; see wsd.h.
#include "wsd.h"
#include "xml.h"

#include <string.h>

struct text wsd_ask(struct arena *a, const char *id)
{
	return text_of(arena_printf(a,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\""
		" xmlns:w=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><e:Header>"
		"<w:MessageID>urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s</w:MessageID><w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>"
		"<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header><e:Body><d:Probe/></e:Body></e:Envelope>",
		id, id + 8, id + 12, id + 16, id + 20));
}

struct reading {
	struct arena *a;
	struct wsd_answer *answer;
	struct wsd_match now;
	bool inside;
};

static bool is_match(const char *name)
{
	return strcmp(name, "ProbeMatch") == 0 || strcmp(name, "Hello") == 0;
}

static bool begins(void *arg, const char *const *path, int depth, const char *const *attributes)
{
	struct reading *r = arg;
	(void)attributes;
	if (is_match(path[depth - 1])) {
		r->now = (struct wsd_match){"", "", "", ""};
		r->inside = true;
	}
	return true;
}

// "tds:Device dn:NetworkVideoTransmitter" → "device networkvideotransmitter"
static const char *types(struct arena *a, struct text t)
{
	char *out = arena_alloc(a, t.n + 1);
	size_t n = 0;
	struct text word, prefix, name;
	while (text_word(&t, &word)) {
		if (!text_cut(word, ':', &prefix, &name))
			name = word;
		if (n)
			out[n++] = ' ';
		for (size_t i = 0; i < name.n; i++)
			out[n++] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
	}
	return out;
}

static bool ends(void *arg, const char *const *path, int depth, struct text t)
{
	struct reading *r = arg;
	const char *name = path[depth - 1];
	if (!r->inside)
		return true;
	if (is_match(name)) {
		r->inside = false;
		r->answer->match[r->answer->n++] = r->now;
		return r->answer->n < WSD_MATCHES_MAX;
	}
	if (strcmp(name, "Address") == 0)
		r->now.address = text_dup(r->a, t);
	else if (strcmp(name, "Types") == 0)
		r->now.types = types(r->a, t);
	else if (strcmp(name, "Scopes") == 0)
		r->now.scopes = text_dup(r->a, t);
	else if (strcmp(name, "XAddrs") == 0)
		r->now.places = text_dup(r->a, t);
	return true;
}

bool wsd_read(struct arena *a, struct text t, struct wsd_answer *ret)
{
	struct reading r = {.a = a, .answer = ret};
	ret->n = 0;
	bool good = t.n <= 65536 && xml_read(t, &(struct xml_walk){begins, ends, &r, 0, false}, NULL);
	return ret->n > 0 && (good || ret->n == WSD_MATCHES_MAX);
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *wsd_scope(struct arena *a, const char *scopes, const char *what)
{
	const char *from = strstr(scopes, what);
	if (!from)
		return NULL;
	from += strlen(what);
	size_t n = strcspn(from, " \t\r\n"), out = 0;
	char *ret = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++) {
		int high = from[i] == '%' && i + 2 < n ? hex(from[i + 1]) : -1, low = high >= 0 ? hex(from[i + 2]) : -1;
		if (low >= 0 && (high * 16 + low) >= 0x20) {
			ret[out++] = (char)(high * 16 + low);
			i += 2;
		} else
			ret[out++] = from[i];
	}
	ret[out] = 0;
	return *ret ? ret : NULL;
}
