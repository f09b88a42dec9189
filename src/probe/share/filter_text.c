// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Packet filters that are written down: the language of nft (nft(8), the part that people write: tables, chains, hooks, policies,
// common conditions) and what iptables-save writes; see filter.h. Names that `define` gives are not followed further than one step.
#include "filter.h"
#include "../../base/buf.h"
#include "lex.h"

#include <string.h>

#define WORDS_MAX 64
#define INCLUDES_MAX 20
#define SETS_KEPT 50

struct reader {
	struct probe_run *run;
	struct filter *f;
	int includes;
	char family;
	struct text table, chain_name;
	struct filter_chain *chain;
	struct {
		struct text name, value;
	} define[SETS_KEPT];
	size_t defines;
};

static bool is_verdict(struct text w, enum filter_verdict *ret)
{
	static const struct {
		const char *word;
		enum filter_verdict v;
	} all[] = {{"accept", FILTER_ACCEPT}, {"drop", FILTER_DROP}, {"reject", FILTER_DROP}, {"return", FILTER_RETURN}, {"jump", FILTER_JUMP},
		{"goto", FILTER_GOTO}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (text_is(w, all[i].word)) {
			*ret = all[i].v;
			return true;
		}
	return false;
}

static struct text defined(const struct reader *d, struct text w)
{
	if (w.n && w.p[0] == '$')
		for (size_t i = 0; i < d->defines; i++)
			if (d->define[i].name.n == w.n - 1 && memcmp(d->define[i].name.p, w.p + 1, w.n - 1) == 0)
				return d->define[i].value;
	return w;
}

// Names of ports that people write (IANA); others stay as they are and so match no number.
static const char *port_number(struct text w)
{
	static const struct {
		const char *name, *number;
	} all[] = {{"ssh", "22"}, {"http", "80"}, {"https", "443"}, {"smtp", "25"}, {"domain", "53"}, {"ftp", "21"}, {"imap", "143"},
		{"imaps", "993"}, {"submission", "587"}, {"submissions", "465"}, {"ntp", "123"}, {"telnet", "23"}, {"mysql", "3306"},
		{"postgresql", "5432"}, {"microsoft-ds", "445"}, {"netbios-ssn", "139"}, {"ipp", "631"}, {"nfs", "2049"}, {"ms-wbt-server", "3389"}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (text_is(w, all[i].name))
			return all[i].number;
	return NULL;
}

static char *port_list(struct arena *a, struct text t)
{
	struct buf *b = buf_new(a, 2000);
	struct text one;
	while (text_field(&t, ',', &one)) {
		one = text_trim(one);
		const char *number = port_number(one);
		if (!one.n)
			continue;
		if (b->n)
			buf_char(b, ',');
		if (number)
			buf_str(b, number);
		else
			buf_add(b, one.p, one.n);
	}
	for (char *p = b->p; *p; p++) // iptables writes 1000:2000
		if (*p == ':')
			*p = '-';
	return b->p;
}

static bool new_too(struct text states)
{
	return text_has(states, "new") || text_has(states, "NEW");
}

// The words of one rule; `{ a, b }` is one word.
static void take_rule(struct reader *d, const struct text *w, size_t n)
{
	struct filter_rule *r = filter_add_rule(d->run->a, d->chain);
	for (size_t i = 0; i < n; i++) {
		enum filter_verdict v;
		bool not_equal = i + 2 < n && text_is(w[i + 1], "!=");
		struct text next = i + 1 < n ? defined(d, w[i + 1 + not_equal]) : (struct text){"", 0};
		if (is_verdict(w[i], &v)) {
			r->verdict = v;
			if (v == FILTER_JUMP || v == FILTER_GOTO)
				r->target = next;
			if (v == FILTER_DROP || v == FILTER_JUMP || v == FILTER_GOTO)
				break; // what follows tells how it is refused
		} else if (text_is(w[i], "tcp") || text_is(w[i], "udp") || text_is(w[i], "th"))
			r->proto = w[i].p[0] == 'u' ? "udp" : w[i].p[1] == 'h' ? r->proto : "tcp";
		else if (text_is(w[i], "icmp") || text_is(w[i], "icmpv6") || text_is(w[i], "esp") || text_is(w[i], "igmp"))
			r->proto = "other";
		else if (text_is(w[i], "l4proto") || text_is(w[i], "protocol") || text_is(w[i], "nexthdr")) {
			if (!text_has(next, "tcp") && !text_has(next, "udp"))
				r->proto = "other";
			i += 1 + not_equal;
		} else if (text_is(w[i], "dport")) {
			if (!not_equal)
				r->ports = port_list(d->run->a, next);
			i += 1 + not_equal;
		} else if (text_is(w[i], "saddr")) {
			if (!not_equal)
				r->from = text_dup(d->run->a, next);
			i += 1 + not_equal;
		} else if (text_is(w[i], "iif") || text_is(w[i], "iifname")) {
			if (not_equal || text_has(next, ","))
				r->other = true;
			else
				r->iface = next;
			i += 1 + not_equal;
		} else if (text_is(w[i], "state") && i + 1 < n) {
			if (text_is(next, "vmap")) // what it lets in is written behind each state
				r->old = r->other = true;
			else
				r->old |= not_equal ? new_too(next) : !new_too(next);
			i += 1 + not_equal;
		} else if (text_is(w[i], "vmap"))
			r->unclear |= !r->old;
		else if (text_is(w[i], "log"))
			r->log = true;
		else if (text_is(w[i], "limit"))
			r->limited = true;
		else if (text_is(w[i], "comment")) {
			r->comment = next;
			i++;
		} else if (text_is(w[i], "daddr") || text_is(w[i], "pkttype") || text_is(w[i], "flags") || text_is(w[i], "mark") ||
			text_is(w[i], "fib") || text_is(w[i], "sport"))
			r->other = true;
	}
}

static void take_statement(struct reader *d, const struct text *w, size_t n)
{
	if (!n || !d->chain)
		return;
	if (text_is(w[0], "type")) {
		for (size_t i = 1; i + 1 < n; i++)
			if (text_is(w[i], "hook") && text_is(w[1], "filter"))
				d->chain->hook = text_is(w[i + 1], "input") ? 'i' : text_is(w[i + 1], "output") ? 'o' : 0;
	} else if (text_is(w[0], "policy") && n > 1)
		d->chain->drop = text_is(w[1], "drop");
	else
		take_rule(d, w, n);
}

// What stands between braces, as one word without blanks.
static struct text braces(struct reader *d, struct lex *x)
{
	struct buf *b = buf_new(d->run->a, 4000);
	struct text w;
	enum lex_kind k;
	while ((k = lex_next(x, &w)) != LEX_CLOSE && k != LEX_END)
		if (k == LEX_WORD) {
			w = defined(d, w);
			buf_add(b, w.p, w.n);
		}
	return (struct text){b->p, b->n};
}

static void read_text(struct reader *d, const char *path);

static void read_chain(struct reader *d, struct lex *x)
{
	struct text w[WORDS_MAX], dummy;
	size_t n = 0;
	for (;;) {
		enum lex_kind k = lex_next(x, n < WORDS_MAX ? &w[n] : &dummy);
		if (k == LEX_WORD)
			n += n < WORDS_MAX;
		else if (k == LEX_OPEN) {
			struct text set = braces(d, x);
			if (n < WORDS_MAX)
				w[n++] = set;
		} else {
			take_statement(d, w, n);
			n = 0;
			if (k == LEX_CLOSE || k == LEX_END)
				return;
		}
	}
}

static void include(struct reader *d, struct text what)
{
	char *path = text_dup(d->run->a, what), *slash = strrchr(path, '/');
	if (!slash || path[0] != '/')
		return;
	if (!strchr(slash, '*')) {
		read_text(d, path);
		return;
	}
	struct text suffix = text_of(strchr(slash, '*') + 1);
	*slash = 0;
	if (!sys_exists(d->run->sys, path))
		return;
	char *end = text_dup(d->run->a, suffix);
	struct sys_names all = {NULL, 0};
	if (sys_list(d->run->sys, d->run->a, path, &all) != SYS_OK)
		return;
	for (size_t i = 0; i < all.n; i++)
		if (text_ends(text_of(all.name[i]), end))
			read_text(d, arena_printf(d->run->a, "%s/%s", path, all.name[i]));
}

static void read_table(struct reader *d, struct lex *x)
{
	struct text w;
	for (enum lex_kind k; (k = lex_next(x, &w)) != LEX_CLOSE && k != LEX_END;) {
		struct text name = {"", 0};
		if (k == LEX_OPEN)
			lex_skip(x);
		if (k != LEX_WORD)
			continue;
		if (text_is(w, "include") && lex_next(x, &name) == LEX_WORD)
			include(d, name);
		else if (text_is(w, "chain") && lex_next(x, &name) == LEX_WORD && lex_next(x, &w) == LEX_OPEN) {
			d->chain = filter_add_chain(d->run->a, d->f, d->family, d->table, name);
			read_chain(d, x);
			d->chain = NULL;
		}
	}
}

static void read_define(struct reader *d, struct lex *x)
{
	struct text name, equals, value = {"", 0};
	if (lex_next(x, &name) != LEX_WORD || lex_next(x, &equals) != LEX_WORD)
		return;
	enum lex_kind k = lex_next(x, &value);
	if (k == LEX_OPEN)
		value = braces(d, x);
	else if (k != LEX_WORD)
		return;
	if (d->defines < SETS_KEPT) {
		d->define[d->defines].name = name;
		d->define[d->defines++].value = value;
	}
}

static void read_text(struct reader *d, const char *path)
{
	struct text t, w;
	if (++d->includes > INCLUDES_MAX || !probe_read(d->run, path, &t))
		return;
	struct lex x = {t, false, true};
	for (enum lex_kind k; (k = lex_next(&x, &w)) != LEX_END;) {
		struct text name = {"", 0};
		if (k == LEX_OPEN)
			lex_skip(&x);
		if (k != LEX_WORD)
			continue;
		if (text_is(w, "define"))
			read_define(d, &x);
		else if (text_is(w, "include") && lex_next(&x, &name) == LEX_WORD)
			include(d, name);
		else if (text_is(w, "table")) {
			struct text family = text_of("ip");
			k = lex_next(&x, &name);
			if (k == LEX_WORD &&
				(text_is(name, "inet") || text_is(name, "ip") || text_is(name, "ip6") || text_is(name, "netdev") ||
					text_is(name, "bridge") || text_is(name, "arp"))) {
				family = name;
				k = lex_next(&x, &name);
			}
			if (k != LEX_WORD || lex_next(&x, &w) != LEX_OPEN)
				continue;
			d->family = text_is(family, "inet") ? 'x' : text_is(family, "ip") ? '4' : text_is(family, "ip6") ? '6' : 'n';
			d->table = name;
			read_table(d, &x);
		}
	}
}

void filter_nft_text(struct probe_run *run, const char *path, struct filter *f)
{
	struct reader *d = arena_alloc(run->a, sizeof *d);
	d->run = run;
	d->f = f;
	read_text(d, path);
	filter_sort(f);
}

// ---- iptables-save

static void save_rule(struct probe_run *run, struct filter *f, char family, struct text line)
{
	struct text w, v;
	text_word(&line, &w); // -A
	if (!text_word(&line, &w))
		return;
	struct filter_chain *c = NULL;
	for (size_t i = 0; i < f->n && !c; i++) // chains of a saved file are few; they are sorted afterwards
		if (f->chain[i].family == family && f->chain[i].name.n == w.n && memcmp(f->chain[i].name.p, w.p, w.n) == 0)
			c = &f->chain[i];
	if (!c)
		return;
	struct filter_rule *r = filter_add_rule(run->a, c);
	bool negated = false;
	while (text_word(&line, &w)) {
		if (text_is(w, "!")) {
			negated = true;
			continue;
		}
		bool has_value = w.n && w.p[0] == '-' && text_word(&line, &v);
		if (!has_value)
			continue;
		if (text_is(w, "-j") || text_is(w, "-g")) {
			bool refuse = text_is(v, "DROP") || text_is(v, "REJECT");
			r->log |= text_is(v, "LOG") || text_is(v, "NFLOG");
			r->verdict = text_is(v, "ACCEPT")                  ? FILTER_ACCEPT
				: refuse                                   ? FILTER_DROP
				: text_is(v, "RETURN")                     ? FILTER_RETURN
				: text_is(v, "LOG") || text_is(v, "NFLOG") ? FILTER_NONE
				: text_is(w, "-g")                         ? FILTER_GOTO
									   : FILTER_JUMP;
			r->target = v;
			if (refuse)
				break;
		} else if (text_is(w, "-p"))
			r->proto = text_is(v, "tcp") ? "tcp" : text_is(v, "udp") ? "udp" : text_is(v, "all") ? NULL : "other";
		else if (text_is(w, "--dport") || text_is(w, "--dports"))
			r->ports = negated ? NULL : port_list(run->a, v);
		else if (text_is(w, "-s")) {
			if (!negated && !text_is(v, "0.0.0.0/0") && !text_is(v, "::/0"))
				r->from = text_dup(run->a, v);
		} else if (text_is(w, "-i"))
			r->iface = negated ? r->iface : v;
		else if (text_is(w, "--state") || text_is(w, "--ctstate"))
			r->old |= negated ? new_too(v) : !new_too(v);
		else if (text_is(w, "--comment"))
			r->comment = v;
		else if (text_is(w, "--limit"))
			r->limited = true;
		else if (text_is(w, "--match-set"))
			r->from = arena_printf(run->a, "set %.*s", (int)v.n, v.p);
		else if (!text_is(w, "-m") && !text_starts(w, "--limit") && !text_starts(w, "--reject") && !text_starts(w, "--log") &&
			!text_starts(w, "--icmp"))
			r->other = true;
		negated = false;
	}
}

void filter_iptables_text(struct probe_run *run, const char *path, char family, struct filter *f)
{
	struct text t, line, word;
	bool filtering = false;
	int rules = 0;
	if (!probe_read(run, path, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (text_starts(line, "*"))
			filtering = text_is(line, "*filter");
		else if (filtering && text_starts(line, ":")) {
			struct text rest = text_after(line, 1), policy = {"", 0};
			if (!text_word(&rest, &word) || f->n >= 2000)
				continue;
			text_word(&rest, &policy);
			struct filter_chain *c = filter_add_chain(run->a, f, family, text_of("filter"), word);
			c->hook = text_is(word, "INPUT") ? 'i' : text_is(word, "OUTPUT") ? 'o' : 0;
			c->drop = text_is(policy, "DROP");
			c->old_style = true;
		} else if (filtering && (text_starts(line, "-A ") || text_starts(line, "-I "))) {
			if (++rules > 20000) {
				probe_partly(run, "too_large", path);
				break;
			}
			save_rule(run, f, family, line);
		}
	}
	filter_sort(f);
}
