// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Places that packages are fetched from: apt's sources.list, sources.list.d/*.list and *.sources (deb822). Lines that are commented
// out are no places. Whether a place belongs to the maker of the system is said by its host or by its fetched list (share/apt.c).
#include "../../base/buf.h"
#include "../share/apt.h"
#include "../share/lex.h"

#include <string.h>

static void write_row(struct probe_run *run, const char *file, int line, struct text uri, struct text suites, bool is_signed, bool enabled)
{
	struct text first = suites, suite = {"", 0};
	text_word(&first, &suite);
	// A disc or a folder of this computer is no place that somebody else fills.
	if (text_starts(uri, "cdrom:") || text_starts(uri, "file:") || text_starts(uri, "copy:"))
		return;
	row_begin(run, "repository");
	row_str(run, "file", file);
	row_int(run, "line", line);
	row_text(run, "uri", lex_hide(run->a, uri));
	if (suites.n)
		row_text(run, "suite", suites);
	row_flag(run, "third_party", !apt_own_address(run, uri, suite));
	row_flag(run, "signed", is_signed);
	row_flag(run, "enabled", enabled);
	row_end(run);
}

// "trusted=yes" and "allow-insecure=yes" among the options switch the check of the signature off.
static bool options_signed(struct text options)
{
	struct text word, key, value;
	while (text_word(&options, &word))
		if (text_cut(word, '=', &key, &value) && (text_is_nocase(key, "trusted") || text_is_nocase(key, "allow-insecure")) &&
			text_yes(value) == 1)
			return false;
	return true;
}

// deb [options] uri suite component…
static void one_line(struct probe_run *run, const char *file, int number, struct text line)
{
	struct text rest = text_uncomment(line, "#"), word, uri, suite, options = {"", 0};
	if (!text_word(&rest, &word) || text_is(word, "deb-src"))
		return;
	rest = text_trim(rest);
	if (rest.n && rest.p[0] == '[' && !text_cut(text_after(rest, 1), ']', &options, &rest))
		rest.n = 0;
	if (!text_is(word, "deb") || !text_clean(rest) || !text_word(&rest, &uri) || !text_has(uri, ":") || !text_word(&rest, &suite)) {
		probe_partly(run, "odd_line", file);
		return;
	}
	write_row(run, file, number, uri, suite, options_signed(options), true);
}

static void read_lines(struct probe_run *run, const char *file)
{
	struct text t, line;
	if (probe_read(run, file, &t))
		for (int number = 1; text_line(&t, &line); number++)
			one_line(run, file, number, line);
}

struct stanza {
	struct text types, uris, suites;
	bool unsigned_, off, any;
	int line;
};

// One row an address; further addresses of a stanza take the numbers of its next lines.
static void take_stanza(struct probe_run *run, const char *file, const struct stanza *z)
{
	struct text rest = z->types, word, uris = z->uris;
	bool deb = false;
	if (!z->any)
		return;
	while (text_word(&rest, &word))
		deb |= text_is(word, "deb");
	if (!z->types.n || !z->uris.n || !text_clean(z->uris) || !text_clean(z->suites)) {
		probe_partly(run, "odd_line", file);
		return;
	}
	for (int k = 0; deb && k < 100 && text_word(&uris, &word); k++)
		write_row(run, file, z->line + k, word, z->suites, !z->unsigned_, !z->off);
}

static struct text join(struct probe_run *run, struct text x, struct text y)
{
	return x.n ? text_of(arena_printf(run->a, "%.*s %.*s", (int)x.n, x.p, (int)y.n, y.p)) : y;
}

static void take_field(struct stanza *z, struct text key, struct text value, struct text **ret_last)
{
	*ret_last = NULL;
	if (text_is_nocase(key, "Types"))
		z->types = value, *ret_last = &z->types;
	else if (text_is_nocase(key, "URIs"))
		z->uris = value, *ret_last = &z->uris;
	else if (text_is_nocase(key, "Suites"))
		z->suites = value, *ret_last = &z->suites;
	else if (text_is_nocase(key, "Enabled"))
		z->off = text_yes(value) == 0;
	else if (text_is_nocase(key, "Trusted") || text_is_nocase(key, "Allow-Insecure"))
		z->unsigned_ |= text_yes(value) == 1;
}

static void read_stanzas(struct probe_run *run, const char *file)
{
	struct text t, line, key, value, *last = NULL;
	struct stanza z = {0};
	if (!probe_read(run, file, &t))
		return;
	for (int number = 1; text_line(&t, &line); number++) {
		if (!text_trim(line).n) {
			take_stanza(run, file, &z);
			z = (struct stanza){0};
			last = NULL;
		} else if (line.p[0] == '#') {
			continue;
		} else if (line.p[0] == ' ' || line.p[0] == '\t') {
			if (last && last->n < 4000)
				*last = join(run, *last, text_trim(line));
		} else if (text_cut(line, ':', &key, &value)) {
			z.line = z.any ? z.line : number;
			z.any = true;
			take_field(&z, text_trim(key), text_trim(value), &last);
		} else
			probe_partly(run, "odd_line", file);
	}
	take_stanza(run, file, &z);
}

static void probe_repository_run(struct probe_run *run)
{
	static const char dir[] = "/etc/apt/sources.list.d";
	if (!sys_exists(run->sys, "/etc/apt")) {
		bool rpm = sys_exists(run->sys, "/etc/yum.repos.d");
		probe_failed(run, rpm ? "no_tool" : "missing", rpm ? "/etc/yum.repos.d" : "/etc/apt/sources.list");
		return;
	}
	read_lines(run, "/etc/apt/sources.list");
	if (!sys_exists(run->sys, dir))
		return;
	struct sys_names all = conf_files(run, dir, "");
	for (size_t i = 0; i < all.n; i++) {
		if (text_ends(text_of(all.name[i]), ".list"))
			read_lines(run, all.name[i]);
		else if (text_ends(text_of(all.name[i]), ".sources"))
			read_stanzas(run, all.name[i]);
	}
}

const struct probe probe_repository = {"repository", "repository", probe_repository_run};
