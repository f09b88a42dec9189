// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Instruments: what stands behind a part of proof that a person brings. data/KIND/NAME.yml is the part KIND:NAME; all kinds have one
// form (told in HACKING.md), and each kind says which of its keys must be there; see image.h.
#include "image.h"

#include <string.h>

static const struct {
	const char *name;
	bool steps, body; // must be there
} kinds[] = {
	{"document", true, false},
	{"signoff", false, true},
	{"task", true, false},
	{"appointment", true, true},
	{"drill", true, true},
	{"quiz", false, false},
	{"photo", true, false},
	{"contract", true, false},
	{"attestation", true, true},
	{"selfcheck", false, false},
	{"checklist", false, false},
};

struct instrument {
	struct source *s;
	const char *part;
};

static void put(const struct instrument *t, const char *lang, const char *field, size_t step, const char *text)
{
	image_put(t->s->im, "INSERT INTO instrument_text VALUES(?1,?2,?3,?4,?5)", t->part, lang, field, arena_printf(t->s->im->a, "%zu", step), text,
		IMAGE_END);
}

static void put_four(const struct instrument *t, yaml_node_t *map, const char *key, size_t step)
{
	for (int l = 0; image_langs[l]; l++)
		put(t, image_langs[l], key, step, source_lang(t->s, map, key, image_langs[l]));
}

// A list of texts in each language, as many in each; gives how many.
static size_t put_lists(const struct instrument *t, yaml_node_t *map, const char *key, const char *field, size_t first, size_t most)
{
	struct source *s = t->s;
	yaml_node_t *lists = source_get(s, map, key), *one;
	size_t count = 0;
	for (int l = 0; image_langs[l]; l++) {
		yaml_node_t *list = source_get(s, lists, image_langs[l]);
		size_t n = 0;
		for (; (one = source_item(s, list, n)) != NULL; n++)
			put(t, image_langs[l], field, first + n, source_text(s, one, key));
		if (!n || n > most || (count && n != count))
			image_error(s->im, s->path, source_line(list ? list : map), "key \"%s.%s\" must be a list of 1 to %zu texts, as many in each language",
				key, image_langs[l], most);
		count = n;
	}
	return count;
}

static void questions(const struct instrument *t)
{
	struct source *s = t->s;
	yaml_node_t *list = source_get(s, s->root, "questions"), *q;
	size_t i = 0;
	for (; (q = source_item(s, list, i)) != NULL; i++) {
		source_keys(s, q, "ask right answers because");
		put_four(t, q, "ask", i + 1);
		put_four(t, q, "because", i + 1);
		size_t n = put_lists(t, q, "answers", "answer", (i + 1) * 10 + 1, 5);
		const char *right = source_number(s, q, "right", 1, (int64_t)n);
		image_put(s->im, "INSERT INTO instrument_question VALUES(?1,?2,?3)", t->part, arena_printf(s->im->a, "%zu", i + 1),
			right ? right : "1", IMAGE_END);
		if (!right || n < 2)
			image_error(s->im, s->path, source_line(q), "each question needs two answers or more, and which one is right");
	}
	if (i < 3 || i > 5)
		image_error(s->im, s->path, source_line(list ? list : s->root), "key \"questions\" must be a list of 3 to 5 questions");
}

static void items(const struct instrument *t)
{
	struct source *s = t->s;
	yaml_node_t *list = source_get(s, s->root, "items"), *one;
	size_t i = 0;
	for (; (one = source_item(s, list, i)) != NULL; i++) {
		source_keys(s, one, "name en nl fr de");
		for (int l = 0; image_langs[l]; l++)
			image_put(s->im, "INSERT INTO instrument_item VALUES(?1,?2,?3,?4,?5)", t->part, arena_printf(s->im->a, "%zu", i + 1),
				source_need(s, one, "name"), image_langs[l], source_need(s, one, image_langs[l]), IMAGE_END);
	}
	if (!i)
		image_error(s->im, s->path, source_line(list ? list : s->root), "key \"items\" must be a list");
}

static void selfcheck(const struct instrument *t)
{
	static const char *const systems[] = {"android", "ios", "mac"};
	for (int i = 0; i < 3; i++)
		put_four(t, t->s->root, systems[i], 0);
	source_need(t->s, t->s->root, "picture");
}

static void row(const struct instrument *t, const char *kind, const char *name)
{
	struct source *s = t->s;
	yaml_node_t *who = source_get(s, s->root, "who"), *upload = source_get(s, s->root, "upload"), *picture = source_get(s, s->root, "picture");
	const char *minutes = source_number(s, s->root, "minutes", 0, 1000), *person = who ? source_text(s, who, "who") : "owner";
	bool file = strcmp(kind, "photo") == 0 || strcmp(kind, "contract") == 0 || (upload && strcmp(source_text(s, upload, "upload"), "yes") == 0);
	if (strcmp(person, "owner") != 0 && strcmp(person, "all") != 0)
		image_error(s->im, s->path, source_line(who), "key \"who\" must be all or owner");
	if (!minutes)
		image_error(s->im, s->path, 1, "key \"minutes\" is missing");
	image_put(s->im, "INSERT INTO instrument VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)", t->part, kind, name,
		source_number(s, s->root, "months", 1, 24), source_number(s, s->root, "days", 1, 400), minutes ? minutes : "0", person, file ? "1" : "0",
		picture ? source_text(s, picture, "picture") : NULL, s->path, IMAGE_END);
}

static void instrument_file(struct image *im, const char *path, int k)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	const char *kind = kinds[k].name, *name = arena_strdup(im->a, source_need(s, s->root, "id")), *base = strrchr(path, '/') + 1;
	struct instrument t = {s, arena_printf(im->a, "%s:%s", kind, name)};
	source_keys(s, s->root, "id title why steps body minutes months days who upload picture questions items android ios mac");
	if (strlen(base) != strlen(name) + 4 || strncmp(base, name, strlen(name)) != 0)
		image_error(im, path, 1, "key \"id\": \"%s\" must be the file's name", name);
	row(&t, kind, name);
	put_four(&t, s->root, "title", 0);
	put_four(&t, s->root, "why", 0);
	if (kinds[k].steps || source_get(s, s->root, "steps"))
		put_lists(&t, s->root, "steps", "step", 1, 9);
	if (kinds[k].body || source_get(s, s->root, "body"))
		put_four(&t, s->root, "body", 0);
	if (strcmp(kind, "quiz") == 0)
		questions(&t);
	if (strcmp(kind, "checklist") == 0)
		items(&t);
	if (strcmp(kind, "selfcheck") == 0)
		selfcheck(&t);
	source_end(s);
}

void image_instruments(struct image *im, const char *data)
{
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (char **files = image_list(im, arena_printf(im->a, "%s/%s", data, kinds[k].name), ".yml"); *files; files++)
			instrument_file(im, *files, (int)k);
}

void image_proven(struct image *im)
{
	sqlite3_stmt *st;
	image_put(im,
		"UPDATE instrument SET months = coalesce((SELECT min(months) FROM control_proof p WHERE p.part = instrument.part), months) WHERE 1",
		IMAGE_END);
	sqlite3_prepare_v2(im->db,
		"SELECT c.file, p.part FROM control_proof p JOIN control c ON c.id = p.control"
		" WHERE p.part NOT IN ('measured', 'answer') AND p.part NOT IN (SELECT part FROM instrument) ORDER BY 1, 2",
		-1, &st, NULL);
	while (sqlite3_step(st) == SQLITE_ROW)
		image_error(im, (const char *)sqlite3_column_text(st, 0), 0, "key \"proof\": \"%s\" has no file in data/",
			(const char *)sqlite3_column_text(st, 1));
	sqlite3_finalize(st);
}
