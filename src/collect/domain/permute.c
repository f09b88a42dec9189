// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names that look like a domain; see permute.h.
#include "permute.h"

#include <string.h>

struct list {
	struct arena *a;
	const char *label, *suffix;
	struct permuted *out;
	size_t n;
};

static void add(struct list *l, const char *label, const char *suffix, const char *how)
{
	size_t n = strlen(label);
	if (!n || n > 63 || label[0] == '-' || label[n - 1] == '-' || l->n == PERMUTE_MAX)
		return;
	const char *name = arena_printf(l->a, "%s.%s", label, suffix);
	if (strcmp(label, l->label) == 0 && strcmp(suffix, l->suffix) == 0)
		return;
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->out[i].name, name) == 0)
			return;
	l->out[l->n++] = (struct permuted){name, how};
}

// The label with `cut` bytes at i replaced by a text.
static void change(struct list *l, size_t i, size_t cut, const char *with, const char *how)
{
	add(l, arena_printf(l->a, "%.*s%s%s", (int)i, l->label, with, l->label + i + cut), l->suffix, how);
}

static void letters(struct list *l)
{
	size_t n = strlen(l->label);
	for (size_t i = 0; i < n; i++) {
		const char c = l->label[i];
		change(l, i, 1, "", "omit");
		if (c != '-')
			change(l, i, 0, (char[]){c, 0}, "double");
		if (i + 1 < n)
			change(l, i, 2, (char[]){l->label[i + 1], c, 0}, "swap");
	}
}

// What looks the same in small letters on a screen.
static void looks(struct list *l)
{
	static const char *const same[][2] = {{"o", "0"}, {"0", "o"}, {"l", "1"}, {"l", "i"}, {"i", "1"}, {"i", "l"}, {"1", "l"}, {"m", "rn"}, {"rn", "m"}, {"w", "vv"}, {"vv", "w"},
		{"d", "cl"}, {"cl", "d"}, {"e", "3"}, {"s", "5"}, {"g", "q"}, {"q", "g"}, {"u", "v"}, {"v", "u"}, {"n", "m"}, {"h", "b"}, {"k", "c"}, {"c", "k"}, {"ij", "y"}, {"y", "ij"}};
	for (size_t k = 0; k < sizeof same / sizeof *same; k++)
		for (const char *at = l->label; (at = strstr(at, same[k][0])); at++)
			change(l, (size_t)(at - l->label), strlen(same[k][0]), same[k][1], "look");
}

static void endings(struct list *l)
{
	static const char *const tlds[] = {"be", "com", "eu", "nl", "fr", "de", "net", "org", "co", "info", "shop"}, *const words[] = {"facturen", "factuur", "facture", "invoice", "billing",
		"betaling", "paiement", "mail", "secure", "login", "support", "boekhouding", "compta"};
	size_t n = strlen(l->label);
	for (size_t i = 0; i < sizeof tlds / sizeof *tlds; i++)
		add(l, l->label, tlds[i], "tld");
	for (size_t i = 0; i < 2; i++) {
		add(l, arena_printf(l->a, "%s%s", l->label, i ? "s" : "-be"), l->suffix, i ? "plural" : "add");
		if (n > 3 && l->label[n - 1] == 's')
			add(l, arena_printf(l->a, "%.*s", (int)n - 1, l->label), l->suffix, "plural");
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		add(l, arena_printf(l->a, "%s-%s", words[i], l->label), l->suffix, "add");
		add(l, arena_printf(l->a, "%s-%s", l->label, words[i]), l->suffix, "add");
	}
}

static void hyphens(struct list *l)
{
	size_t n = strlen(l->label);
	for (size_t i = 0; i < n; i++)
		if (l->label[i] == '-')
			change(l, i, 1, "", "hyphen");
		else if (i > 1 && i + 1 < n && l->label[i - 1] != '-')
			change(l, i, 0, "-", "hyphen");
	if (strncmp(l->label, "www", 3) != 0)
		add(l, arena_printf(l->a, "www%s", l->label), l->suffix, "hyphen");
}

// Keys that lie beside each other, on AZERTY and on QWERTY.
static void keys(struct list *l)
{
	static const char *const rows[] = {"azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"};
	for (size_t i = 0; l->label[i]; i++)
		for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
			const char *at = strchr(rows[r], l->label[i]);
			if (at && at > rows[r])
				change(l, i, 1, (char[]){at[-1], 0}, "key");
			if (at && at[1])
				change(l, i, 1, (char[]){at[1], 0}, "key");
		}
}

size_t permute(struct arena *a, const char *label, const char *suffix, struct permuted *ret)
{
	struct list l = {a, label, suffix, ret, 0};
	endings(&l);
	looks(&l);
	letters(&l);
	hyphens(&l);
	keys(&l); // the most and the least likely: they fill what is left
	return l.n;
}
