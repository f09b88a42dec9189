// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The short words of the screens: data/lang/{nl,fr,de}.po and data/lang/ROOM.{nl,fr,de}.po (gettext form), English being the key; see
// image.h. And the spaces of French, which writers of data/ need not think of.
#include "image.h"

#include <assert.h>
#include <string.h>

struct entry {
	struct buf *id, *text;
	struct buf *filling; // the one that a line of quotes goes on with
	size_t line;
};

static void put(struct image *im, const char *path, const char *lang, struct entry *e)
{
	assert(e->id && e->text);
	if (e->id->n && !e->text->n)
		image_error(im, path, e->line, "msgid \"%s\" is not translated", e->id->p);
	else if (e->id->n)
		image_put(im, "INSERT INTO phrase VALUES(?1,?2,?3,?4) ON CONFLICT DO UPDATE SET text=excluded.text", e->id->p, "", lang, e->text->p,
			IMAGE_END);
	buf_clear(e->id);
	buf_clear(e->text);
}

// Adds the inside of "…" with \n, \" and \\ taken out.
static bool quoted(struct buf *b, struct text t)
{
	t = text_trim(t);
	if (t.n < 2 || t.p[0] != '"' || t.p[t.n - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < t.n; i++) {
		char c = t.p[i];
		if (c == '\\' && i + 2 < t.n)
			c = t.p[++i] == 'n' ? '\n' : t.p[i];
		buf_char(b, c);
	}
	return true;
}

static void po(struct image *im, const char *path, const char *lang)
{
	char *all = image_file(im, path, NULL);
	if (!all)
		return;
	struct entry e = {buf_new(im->a, 65536), buf_new(im->a, 65536), NULL, 0};
	struct text rest = text_of(all), line;
	for (size_t number = 1; text_line(&rest, &line); number++) {
		bool good = true;
		line = text_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		if (text_starts(line, "msgid ")) {
			put(im, path, lang, &e);
			e.line = number;
			good = quoted(e.filling = e.id, text_after(line, 6));
		} else if (text_starts(line, "msgstr "))
			good = quoted(e.filling = e.text, text_after(line, 7));
		else
			good = e.filling && quoted(e.filling, line);
		if (!good)
			image_error(im, path, number, "this is no line of a .po file: %.*s", (int)line.n, line.p);
	}
	put(im, path, lang, &e);
}

void image_phrases(struct image *im, const char *data)
{
	for (int i = 1; image_langs[i]; i++) {
		po(im, arena_printf(im->a, "%s/lang/%s.po", data, image_langs[i]), image_langs[i]);
		char **rooms = image_list(im, arena_printf(im->a, "%s/lang", data), arena_printf(im->a, ".%s.po", image_langs[i]));
		for (; *rooms; rooms++)
			po(im, *rooms, image_langs[i]);
	}
}

void image_french(struct image *im)
{
	static const char *const tables[] = {"phrase", "control_text", "topic_text", "mail_text", "card_text", "firm_text", "register_text", "register_choice",
		"instrument_text", "instrument_item", "threat_text", "sector_text"};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		image_put(im,
			arena_printf(im->a,
				"UPDATE %s SET text=replace(replace(replace(replace(replace(replace(text,' :',char(160)||':'),' ?',char(160)||'?'),' !',char(160)||'!'),"
				"' ;',char(160)||';'),' »',char(160)||'»'),'« ','«'||char(160)) WHERE lang='fr'",
				tables[i]),
			IMAGE_END);
}
