// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// SPF. With a file (JSON: names and their records, and questions) it answers each question on a line: tests/collect/spf.t gives it the official suite.
// Without, a few of our own.
#include "../../../src/base/json.h"
#include "../../../src/collect/domain/spf_check.h"
#include "../tap.h"

#include <arpa/inet.h>
#include <stdlib.h>

struct zone {
	struct arena *a;
	const struct json *names; // {"name": [["TYPE", value], …]}, names in small letters
};

static struct text wire_name(struct arena *a, struct text t)
{
	char *p = arena_alloc(a, t.n + 2);
	size_t n = 0;
	struct text label;
	while (text_field(&t, '.', &label))
		if (label.n) {
			p[n++] = (char)label.n;
			memcpy(p + n, label.p, label.n);
			n += label.n;
		}
	return (struct text){p, n + 1};
}

static struct text wire_txt(struct arena *a, const struct json *v)
{
	struct buf *b = buf_new(a, 65536);
	for (const struct json *part = v->type == JSON_ARRAY ? v->child : v; part; part = v->type == JSON_ARRAY ? part->next : NULL)
		for (size_t i = 0; i < part->text.n || i == 0; i += 255) {
			struct text piece = text_after(part->text, i);
			piece.n = piece.n > 255 ? 255 : piece.n;
			buf_char(b, (char)piece.n);
			buf_add(b, piece.p, piece.n);
		}
	return (struct text){b->p, b->n};
}

static struct text wire(struct arena *a, struct text type, const struct json *v)
{
	char *p = arena_alloc(a, 300);
	if (text_is(type, "A") || text_is(type, "AAAA")) {
		inet_pton(text_is(type, "A") ? AF_INET : AF_INET6, text_dup(a, v->text), p);
		return (struct text){p, text_is(type, "A") ? 4 : 16};
	}
	if (text_is(type, "MX")) {
		struct text host = wire_name(a, v->child->next->text);
		p[1] = (char)v->child->integer;
		memcpy(p + 2, host.p, host.n);
		return (struct text){p, host.n + 2};
	}
	return text_is(type, "TXT") ? wire_txt(a, v) : wire_name(a, v->text);
}

static const struct name_answer *ask(void *arg, const char *name, int type)
{
	struct zone *z = arg;
	struct name_answer *r = arena_alloc(z->a, sizeof *r);
	const char *wanted = type == RR_A ? "A" : type == RR_AAAA ? "AAAA" : type == RR_MX ? "MX" : type == RR_TXT ? "TXT" : "PTR";
	char *lower = arena_strdup(z->a, name);
	for (char *p = lower; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p == '.' && !p[1] ? 0 : *p;
	const struct json *records = json_get(z->names, lower);
	*r = (struct name_answer){.name = lower, .type = type, .state = records ? NAME_EMPTY : NAME_NONE, .done = true, .data = arena_alloc(z->a, 200 * sizeof(struct text))};
	for (const struct json *one = records ? records->child : NULL; one; one = one->next) {
		if (text_is(one->child->text, "TIMEOUT") && r->state != NAME_FOUND)
			r->state = NAME_FAILED;
		if (text_is(one->child->text, "CNAME"))
			return ask(arg, text_dup(z->a, one->child->next->text), type);
		if (!text_is(one->child->text, wanted))
			continue;
		r->state = NAME_FOUND;
		r->data[r->n++] = wire(z->a, one->child->text, one->child->next);
	}
	return r;
}

static void answer(struct zone *z, const struct json *q, struct spf_checked *ret)
{
	struct spf_ask s = {.ask = ask, .arg = z, .address = text_dup(z->a, json_get_text(q, "host", "")), .helo = text_dup(z->a, json_get_text(q, "helo", "")),
		.sender = text_dup(z->a, json_get_text(q, "mailfrom", "")), .now = 1};
	spf_check(z->a, &s, ret);
}

static int suite(struct arena *a, const char *path)
{
	struct buf *b = buf_new(a, 16 << 20);
	char part[65536];
	struct json *all;
	struct err e;
	FILE *f = fopen(path, "rb");
	for (size_t n; f && (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(b, part, n);
	if (!f || !json_read(a, (struct text){b->p, b->n}, 20, &all, &e)) {
		fprintf(stderr, "%s\n", f ? e.text : path);
		return 1;
	}
	fclose(f);
	for (const struct json *zone = all->child; zone; zone = zone->next) {
		struct zone z = {a, json_get(zone, "zone")};
		for (const struct json *q = json_get(zone, "questions")->child; q; q = q->next) {
			struct spf_checked r;
			answer(&z, q, &r);
			printf("%s\t%s\t%s\n", spf_result_name(r.result), r.explanation ? r.explanation : "DEFAULT", r.error ? r.error : "");
		}
	}
	return 0;
}

static void own(struct arena *a)
{
	static const char zone[] = "{\"firma.example\":[[\"TXT\",\"v=spf1 ip4:192.0.2.0/24 include:a.example -all\"]],\"a.example\":[[\"TXT\",\"v=spf1 include:a.example ?all\"]],"
				   "\"plus.example\":[[\"TXT\",\"v=spf1 exists:%{l1r+}.%{d2}.x.example mx a/24//64 ~all\"]],\"me.plus.example.x.example\":[[\"A\",\"127.0.0.2\"]]}";
	static const char *const questions[][4] = {{"192.0.2.7", "a@firma.example", "pass", ""}, {"192.0.3.7", "a@firma.example", "permerror", "lookups"},
		{"192.0.2.7", "tag+me@plus.example", "permerror", "void"}, {"192.0.2.7", "me+tag@plus.example", "pass", ""}, {"192.0.2.7", "a@none.example", "none", ""},
		{"::ffff:192.0.2.7", "a@firma.example", "pass", ""}};
	struct json *names;
	struct err e;
	if (!ok(json_read(a, text_of(zone), 6, &names, &e), "the zone is read"))
		return;
	struct zone z = {a, names};
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		struct spf_checked r;
		struct spf_ask s = {.ask = ask, .arg = &z, .address = questions[i][0], .helo = "h.example", .sender = questions[i][1], .now = 1};
		spf_check(a, &s, &r);
		same(spf_result_name(r.result), questions[i][2], questions[i][1]);
		if (*questions[i][3])
			same(r.error, questions[i][3], "and why");
		ok(r.lookups <= SPF_LOOKUPS_MAX + 1, "with %d look-ups", r.lookups);
	}
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int status = argc > 1 ? suite(a, argv[1]) : 0;
	if (argc == 1) {
		own(a);
		status = tap_done();
	}
	arena_free(a);
	return status;
}
