// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Whether a maker's password still opens a device: only where the owner agreed, only the account that its maker gave, one trial for each door and two for
// each device, with a pause, and none more once it says "too many". Never Windows, remote desktop or file sharing: there accounts lock. SSH is left out.
// The password itself never leaves this file.
#include "crew.h"
#include "talk.h"
#include "../read/page.h"
#include "../../base/clock.h"
#include "../../db/db.h"

#include <fnmatch.h>
#include <gnutls/crypto.h>
#include <string.h>
#include <time.h>

#define TRIALS_MAX 2
#define PAUSE_MS 1500
#define DEVICE_MS 40000

enum outcome { OPENED, REFUSED, UNCLEAR, TOO_MANY };

struct account {
	const char *pattern, *proto, *account, *password, *name;
};

struct trial {
	const struct door *door;
	const struct account *account;
	bool accepted;
};

struct trials {
	struct trial one[TRIALS_MAX];
	int n;
	bool stopped; // it said "too many"
};

struct logins {
	const struct account *account;
	size_t account_n;
	struct asked *asked;
	struct trials *trials;
};

// ---- pages

static char *hex(struct arena *a, gnutls_digest_algorithm_t how, const char *text)
{
	unsigned char out[32];
	struct buf *b = buf_new(a, 65);
	size_t n = gnutls_hash_get_len(how);
	if (n > sizeof out || gnutls_hash_fast(how, text, strlen(text), out) < 0)
		return b->p;
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%02x", out[i]);
	return b->p;
}

static const char *basic(struct arena *a, const struct account *c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *both = arena_printf(a, "%s:%s", c->account, c->password);
	struct buf *b = buf_new(a, 300);
	size_t n = strlen(both);
	for (size_t i = 0; i < n; i += 3) {
		unsigned long v = (unsigned long)(unsigned char)both[i] << 16;
		v |= i + 1 < n ? (unsigned long)(unsigned char)both[i + 1] << 8 : 0;
		v |= i + 2 < n ? (unsigned char)both[i + 2] : 0;
		buf_char(b, letters[v >> 18]);
		buf_char(b, letters[v >> 12 & 63]);
		buf_char(b, i + 1 < n ? letters[v >> 6 & 63] : '=');
		buf_char(b, i + 2 < n ? letters[v & 63] : '=');
	}
	return arena_printf(a, "Basic %s", b->p);
}

// RFC 7616, with a check of the name and password alone (qop auth). NULL when the challenge asks for something else.
static const char *digest(struct arena *a, const struct account *c, struct text challenge, const char *path)
{
	struct text realm = page_part(challenge, "realm"), nonce = page_part(challenge, "nonce"), qop = page_part(challenge, "qop"),
		    opaque = page_part(challenge, "opaque"), algorithm = page_part(challenge, "algorithm");
	bool sha = text_is_nocase(algorithm, "SHA-256");
	gnutls_digest_algorithm_t how = sha ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_MD5;
	if (!nonce.n || nonce.n > 500 || realm.n > 500 || (algorithm.n && !sha && !text_is_nocase(algorithm, "MD5")) || (qop.n && !text_has(qop, "auth")))
		return NULL;
	const char *r = text_dup(a, realm), *n = text_dup(a, nonce);
	const char *who = hex(a, how, arena_printf(a, "%s:%s:%s", c->account, r, c->password)), *what = hex(a, how, arena_printf(a, "GET:%s", path));
	const char *proof = hex(a, how, qop.n ? arena_printf(a, "%s:%s:00000001:bolwerk:auth:%s", who, n, what) : arena_printf(a, "%s:%s:%s", who, n, what));
	return arena_printf(a, "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\"%s%s%s%s", c->account, r, n, path, proof,
		sha ? ", algorithm=SHA-256" : "", qop.n ? ", qop=auth, nc=00000001, cnonce=\"bolwerk\"" : "", opaque.n ? ", opaque=" : "",
		opaque.n ? arena_printf(a, "\"%s\"", text_dup(a, opaque)) : "");
}

static bool get(struct gentle *g, const struct door *door, const char *authorization, struct page_answer *ret)
{
	struct line line;
	char text[ADDRESS_TEXT];
	if (gentle_open(g, door->port->port, &line) != GENTLE_OPEN)
		return false;
	bool six = door->address.family == AF_INET6, good = false;
	if (!door->tls || gentle_tls(&line)) {
		gentle_say(&line, arena_printf(g->a, "GET %s HTTP/1.0\r\nHost: %s%s%s\r\nUser-Agent: Bolwerk\r\nConnection: close\r\n%s%s%s\r\n", door->path, six ? "[" : "",
			address_write(&door->address, text), six ? "]" : "", authorization ? "Authorization: " : "", authorization ? authorization : "",
			authorization ? "\r\n" : ""));
		good = page_read(gentle_hear(&line, 32768, 5000, 500), ret);
	}
	gentle_close(&line);
	return good;
}

static enum outcome try_page(struct gentle *g, const struct door *door, const struct account *c)
{
	struct page_answer p;
	const char *authorization = door->basic ? basic(g->a, c) : NULL;
	if (!authorization && get(g, door, NULL, &p) && p.status == 401 && p.digest)
		authorization = digest(g->a, c, p.challenge, door->path);
	if (!authorization || !get(g, door, authorization, &p))
		return UNCLEAR;
	if (p.status == 403 || p.status == 429 || p.status == 503)
		return TOO_MANY;
	return p.status == 401 ? REFUSED : p.status < 400 ? OPENED : UNCLEAR;
}

// ---- FTP and Telnet

static enum outcome try_ftp(struct gentle *g, const struct door *door, const struct account *c)
{
	struct line line;
	enum outcome o = UNCLEAR;
	if (gentle_open(g, door->port->port, &line) != GENTLE_OPEN)
		return UNCLEAR;
	gentle_hear(&line, 2048, 4000, 200);
	gentle_say(&line, arena_printf(g->a, "USER %s\r\n", c->account));
	struct text answer = gentle_hear(&line, 1024, 4000, 150);
	if (text_starts(answer, "331")) {
		gentle_say(&line, arena_printf(g->a, "PASS %s\r\n", c->password));
		answer = gentle_hear(&line, 1024, 6000, 150);
		o = text_starts(answer, "230") ? OPENED : text_starts(answer, "530") ? REFUSED : text_starts(answer, "421") ? TOO_MANY : UNCLEAR;
	}
	gentle_say(&line, "QUIT\r\n");
	gentle_close(&line);
	return o;
}

static bool any(const char *t, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcasestr(t, words[i]))
			return true;
	return false;
}

// Hears until one of the words comes; NULL when it does not.
static const char *until(struct line *l, struct arena *a, const char *const *words)
{
	struct buf *all = buf_new(a, 8192);
	for (int i = 0; i < 8; i++) {
		struct text part = gentle_hear(l, 2048, 3000, 200);
		if (!part.n)
			break;
		part = talk_options(l, a, part);
		buf_add(all, part.p, part.n);
		if (any(all->p, words))
			return all->p;
	}
	return NULL;
}

static enum outcome try_telnet(struct gentle *g, const struct door *door, const struct account *c)
{
	static const char *const names[] = {"login", "user", "account", NULL}, *const words[] = {"password", NULL}, *const many[] = {"too many", "locked", NULL},
				 *const no[] = {"incorrect", "fail", "denied", "invalid", "bad ", "wrong", "login:", "username:", NULL};
	struct line line;
	enum outcome o = UNCLEAR;
	if (gentle_open(g, door->port->port, &line) != GENTLE_OPEN)
		return UNCLEAR;
	if (until(&line, g->a, names) && gentle_say(&line, arena_printf(g->a, "%s\r\n", c->account)) && until(&line, g->a, words) &&
		gentle_say(&line, arena_printf(g->a, "%s\r\n", c->password))) {
		struct text answer = talk_options(&line, g->a, gentle_hear(&line, 4096, 4000, 600));
		struct text said = text_trim(answer);
		const char *t = text_dup(g->a, said);
		while (said.n && (said.p[said.n - 1] == '\n' || said.p[said.n - 1] == ' '))
			said.n--;
		o = any(t, many) ? TOO_MANY : any(t, no) ? REFUSED : said.n && strchr("#>$%", said.p[said.n - 1]) ? OPENED : UNCLEAR;
		if (o == OPENED)
			gentle_say(&line, "exit\r\n");
	}
	gentle_close(&line);
	return o;
}

// ---- one device

static const char *says(const struct asked *d, struct arena *a)
{
	struct buf *b = buf_new(a, 4096);
	const struct lan_device *dev = lan_device_of(d->device);
	const char *of[] = {dev->fact[LAN_MAKER], dev->fact[LAN_MODEL], dev->fact[LAN_NAME]};
	for (size_t i = 0; i < 3; i++)
		buf_printf(b, "%s ", of[i] ? of[i] : "");
	for (const struct door *door = d->door; door; door = door->next)
		buf_printf(b, "%s %s %s %s ", door->product ? door->product : "", door->title ? door->title : "", door->realm ? door->realm : "",
			door->banner ? door->banner : "");
	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] >= 'A' && b->p[i] <= 'Z')
			b->p[i] = (char)(b->p[i] + 32);
	return b->p;
}

static const char *way(const struct door *door)
{
	if ((strcmp(door->name, "http") == 0 || strcmp(door->name, "https") == 0) && (door->basic || door->digest) && door->path)
		return "http";
	return strcmp(door->name, "telnet") == 0 && door->anybody == 0 ? "telnet" : strcmp(door->name, "ftp") == 0 && door->clear_login == 1 ? "ftp" : NULL;
}

static const struct account *account_for(const struct logins *all, const char *proto, const char *says)
{
	for (size_t i = 0; i < all->account_n; i++)
		if (strcmp(all->account[i].proto, proto) == 0 && fnmatch(all->account[i].pattern, says, 0) == 0)
			return &all->account[i];
	return NULL;
}

static void ask_device(void *arg, struct arena *a, size_t i)
{
	struct logins *all = arg;
	struct asked *d = &all->asked[i];
	struct trials *t = &all->trials[i];
	const char *text = says(d, a);
	struct gentle g;
	if (d->gave_up || d->device->fragile)
		return;
	for (const struct door *door = d->door; door && t->n < TRIALS_MAX && !t->stopped; door = door->next) {
		const char *proto = way(door);
		const struct account *c = proto ? account_for(all, proto, text) : NULL;
		if (!c)
			continue;
		gentle_begin(&g, a, &door->address, d->run->card, DEVICE_MS);
		g.free_at = clock_ms() + (t->n ? PAUSE_MS : 0);
		g.pause_ms = PAUSE_MS / 3;
		enum outcome o = proto[0] == 'h' ? try_page(&g, door, c) : proto[0] == 'f' ? try_ftp(&g, door, c) : try_telnet(&g, door, c);
		t->stopped = o == TOO_MANY || o == UNCLEAR;
		t->one[t->n] = (struct trial){door, c, o == OPENED};
		t->n += o == OPENED || o == REFUSED;
		if (o == OPENED)
			return; // one is enough to know
	}
}

static const struct account *read_accounts(struct lan_run *lan, size_t *ret_n)
{
	struct db *cat = lan_catalogue(lan);
	size_t max = (size_t)db_int(cat, "SELECT count(*) FROM cat.ref_default_login", 0, "");
	struct account *all = arena_alloc(lan->a, (max + 1) * sizeof *all);
	struct rows r = db_rows(cat, "SELECT pattern, proto, account, coalesce(password, ''), name FROM cat.ref_default_login ORDER BY rowid", "");
	*ret_n = 0;
	while (rows_next(&r, NULL) && *ret_n < max) {
		const char *v[5];
		for (int i = 0; i < 5; i++)
			v[i] = arena_strdup(lan->a, rows_text(&r, i));
		all[(*ret_n)++] = (struct account){v[0], v[1], v[2], v[3], v[4]};
	}
	rows_end(&r);
	return all;
}

static void login_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	struct logins all = {0};
	size_t n;
	char text[ADDRESS_TEXT];
	if (lan->ask->depth != COLLECT_LOGINS || asked_guest(lan))
		return;
	all.asked = asked_all(lan, &n);
	all.account = read_accounts(lan, &all.account_n);
	all.trials = arena_alloc(lan->a, (n + 1) * sizeof *all.trials);
	crew_run(lan, n, ask_device, &all);
	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < all.trials[i].n; k++) {
			const struct trial *t = &all.trials[i].one[k];
			row_begin(run, "lan_login");
			row_str(run, "uid", asked_uid(&all.asked[i]));
			row_str(run, "address", address_write(&t->door->address, text));
			row_str(run, "proto", t->account->proto);
			row_int(run, "port", t->door->port->port);
			row_str(run, "account", t->account->account);
			row_flag(run, "accepted", t->accepted);
			row_str(run, "source_of", t->account->name);
			row_end(run);
		}
		if (all.trials[i].stopped)
			probe_partly(run, "odd_talk", address_write(&all.asked[i].device->address[0], text));
	}
}

const struct probe lan_probe_login = {"login", "lan_login", login_run};
