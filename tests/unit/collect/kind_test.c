// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What a device is, guessed from signs.
#include "../../../src/collect/lan/kind.h"
#include "../../../src/db/db.h"
#include "../tap.h"

#include <stdlib.h>

static struct arena *a;
static struct kind_rules *rules;

static int guess(const char *signs, const char **ret_kind, const char **ret_maker)
{
	struct lan_said *first = NULL, **last = &first;
	struct text rest = text_of(signs), one, kind, value;
	int sure;
	while (text_field(&rest, ';', &one))
		if (text_cut(one, '=', &kind, &value)) {
			*last = arena_alloc(a, sizeof **last);
			**last = (struct lan_said){text_dup(a, kind), text_dup(a, value), NULL};
			last = &(*last)->next;
		}
	kind_guess(rules, first, ret_kind, &sure, ret_maker);
	return sure;
}

static void is(const char *signs, const char *want, int least)
{
	const char *kind, *maker;
	int sure = guess(signs, &kind, &maker);
	ok(strcmp(kind, want) == 0 && sure >= least && sure <= 99, "%s: %s, %d (got %s, %d)", signs, want, least, kind, sure);
}

int main(void)
{
	struct err e = {0};
	const char *kind, *maker;
	a = arena_new();
	struct db *d = db_open(a, ":memory:", NULL, &e);
	rules = d ? kind_load(a, d, &e) : NULL;
	if (!ok(rules && db_int(d, "SELECT count(*) FROM cat.ref_device_hint", 0, "") >= 150, "rules are there %s", e.text))
		return tap_done();
	ok(db_int(d, "SELECT count(*) FROM cat.ref_device_hint h WHERE weight NOT BETWEEN 1 AND 99 OR pattern = '' OR pattern <> lower(pattern)"
		     " OR NOT EXISTS (SELECT 1 FROM cat.ref_device_kind k WHERE k.kind = h.kind)", -1, "") == 0, "each rule has a weight from 1 to 99, small letters and a kind that is there");
	is("mdns-service=_ipp._tcp;oui=brother", "printer", 80);
	is("oui=hangzhou hikvision digital;wsd-type=onvif;wsd-type=networkvideotransmitter", "camera", 80);
	is("hostname=iphone-van-an;mdns-service=_apple-mobdev2._tcp", "phone", 80);
	is("dhcp-vendor=msft 5.0;netbios-suffix=20;hostname=desktop-4711", "computer", 70);
	is("dhcp-vendor=msft 5.0;hostname=laptop-an", "laptop", 70);
	is("port=tcp/445;port=tcp/389;port=tcp/88;netbios-suffix=1c", "server", 70);
	is("upnp-device-type=urn:schemas-upnp-org:device:internetgatewaydevice:1;gateway=1", "router", 80);
	is("oui=fortinet;gateway=1", "firewall", 70);
	is("oui=verifone", "terminal", 60);
	is("", "unknown", 0);
	is("oui=nobody ever heard of", "unknown", 0);
	is("banner=<script>*</script>", "unknown", 0);
	int alone = guess("mdns-service=_ipp._tcp", &kind, &maker), more = guess("mdns-service=_ipp._tcp;port=tcp/9100", &kind, &maker);
	int doubt = guess("mdns-service=_ipp._tcp;hostname=iphone", &kind, &maker);
	ok(more > alone && doubt < alone, "more signs make surer, others less (%d < %d < %d)", doubt, alone, more);
	guess("ssdp-server=linux upnp/1.0 sonos/70.3", &kind, &maker);
	same(maker, "Sonos", "a sign may name the maker");
	ok(kind_fits("*a*b*", "xxaxxbxx") && kind_fits("", "") && kind_fits("*", "") && !kind_fits("a*b", "ab c") && kind_fits("a*b", "a*b") && !kind_fits("a", ""), "patterns");
	char *stars = arena_strdup(a, "*a*a*a*a*a*a*a*a*a*b"), *as = arena_alloc(a, 257);
	memset(as, 'a', 256);
	ok(!kind_fits(stars, as), "a hostile text costs no more than its length");
	arena_free(a);
	return tap_done();
}
