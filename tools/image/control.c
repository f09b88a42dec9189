// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Controls: data/control/NN-topic/*.yml (the form is told in HACKING.md), and the titles of the topics; see image.h.
#include "image.h"

#include <stdio.h>
#include <string.h>

static const char *const keys[] = {"id", "level", "title", "ask", "why", "how", "ask_supplier", "applies", "scope", "check", "sees", "proof", "valid",
	"refs", "effort", "reduces", "today", "words", "tests", NULL};

static bool one_of(const char *s, const char *list)
{
	struct text rest = text_of(list), word;
	while (text_word(&rest, &word))
		if (text_is(word, s))
			return true;
	return false;
}

// Puts one text in all languages, or says which one is missing.
static void put_texts(struct source *s, const char *id, yaml_node_t *map, const char *field)
{
	for (int l = 0; image_langs[l]; l++) {
		yaml_node_t *n = source_get(s, map, image_langs[l]), *step;
		char *key = arena_printf(s->im->a, "%s.%s", field, image_langs[l]);
		if (n && n->type == YAML_SEQUENCE_NODE)
			for (size_t i = 0; (step = source_item(s, n, i)) != NULL; i++)
				image_put(s->im, "INSERT INTO control_text VALUES(?1,?2,?3,?4,?5)", id, image_langs[l], field,
					arena_printf(s->im->a, "%zu", i + 1), source_text(s, step, key), IMAGE_END);
		else
			image_put(s->im, "INSERT INTO control_text VALUES(?1,?2,?3,'0',?4)", id, image_langs[l], field,
				source_text(s, n ? n : map, key), IMAGE_END);
	}
}

static void need_texts(struct source *s, const char *id, const char *field, bool steps)
{
	yaml_node_t *map = source_get(s, s->root, field);
	if (!map || map->type != YAML_MAPPING_NODE) {
		image_error(s->im, s->path, source_line(map ? map : s->root), "key \"%s\" must hold en, nl, fr and de", field);
		return;
	}
	for (int l = 0; steps && image_langs[l]; l++) {
		yaml_node_t *n = source_get(s, map, image_langs[l]);
		if (!source_item(s, n, 0) || source_item(s, n, 5))
			image_error(
				s->im, s->path, source_line(n ? n : map), "key \"%s.%s\" must be a list of one to five steps", field, image_langs[l]);
	}
	put_texts(s, id, map, field);
}

static const char *number(struct source *s, yaml_node_t *map, const char *key)
{
	const char *t = source_need(s, map, key);
	int64_t v;
	if (*t && (!text_int(text_of(t), 10, &v) || v < 0))
		image_error(s->im, s->path, source_line(source_get(s, map, key)), "key \"%s\" must be a whole number", key);
	return t;
}

static void refs(struct source *s, const char *id)
{
	yaml_node_t *list = source_get(s, s->root, "refs"), *n;
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++) {
		struct text t = text_of(source_text(s, n, "refs")), framework, code;
		if (!text_cut(t, ':', &framework, &code) || !one_of(text_dup(s->im->a, framework), "csf2 cyfun2025 cis8 nis2 gdpr"))
			image_error(s->im, s->path, source_line(n), "key \"refs\": %s is not FRAMEWORK:CODE", t.p);
		else
			image_put(s->im, "INSERT INTO control_ref VALUES(?1,?2,?3)", id, text_dup(s->im->a, framework), text_dup(s->im->a, code),
				IMAGE_END);
	}
	if (!source_item(s, list, 0))
		image_error(s->im, s->path, source_line(list), "key \"refs\" must name at least one mapping");
}

static void proof(struct source *s, const char *id)
{
	yaml_node_t *list = source_get(s, s->root, "proof"), *n;
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++) {
		struct text part = text_of(source_text(s, n, "proof")), kind = part, months = {"", 0};
		text_cut(part, '@', &part, &months);
		kind = part;
		text_cut(part, ':', &kind, NULL);
		int64_t m;
		bool plain = text_is(kind, "measured") || text_is(kind, "answer");
		if (!one_of(text_dup(s->im->a, kind),
			    "measured answer register document signoff task drill quiz photo contract attestation appointment") ||
			(!plain && (!text_int(months, 10, &m) || m < 1 || part.n == kind.n)))
			image_error(s->im, s->path, source_line(n), "key \"proof\": \"%.*s\" is not measured, answer or KIND:NAME@MONTHS",
				(int)part.n, part.p);
		image_put(s->im, "INSERT INTO control_proof VALUES(?1,?2,?3,?4)", id, arena_printf(s->im->a, "%zu", i), text_dup(s->im->a, part),
			months.n ? text_dup(s->im->a, months) : NULL, IMAGE_END);
	}
	if (!source_item(s, list, 0))
		image_error(s->im, s->path, source_line(list), "key \"proof\" must name at least one part");
}

static void reduces(struct source *s, const char *id)
{
	const char *key;
	yaml_node_t *v, *map = source_get(s, s->root, "reduces");
	for (size_t i = 0; source_pair(s, map, i, &key, &v); i++) {
		const char *strength = source_text(s, v, "reduces");
		if (!one_of(strength, "1 2 3") || !image_has(s->im, "SELECT 1 FROM threat_alias WHERE name=?1", key))
			image_error(
				s->im, s->path, source_line(v), "key \"reduces\": %s: %s is no threat with a strength from 1 to 3", key, strength);
		image_put(s->im, "INSERT INTO control_reduces VALUES(?1,?2,?3)", id, key, strength, IMAGE_END);
	}
}

// Every template of say('…') in a check must be translated, under words or in data/lang.
static void templates(struct source *s, const char *id, const char *check, yaml_node_t *at)
{
	for (const char *p = check; (p = strstr(p, "say('")) != NULL;) {
		struct buf *b = buf_new(s->im->a, 4096);
		for (p += 5; *p && !(*p == '\'' && p[1] != '\''); p++) {
			buf_char(b, *p);
			p += *p == '\'';
		}
		sqlite3_stmt *st;
		sqlite3_prepare_v2(s->im->db, "SELECT count(DISTINCT lang) FROM phrase WHERE en=?1 AND control IN ('',?2)", -1, &st, NULL);
		sqlite3_bind_text(st, 1, b->p, -1, SQLITE_TRANSIENT);
		sqlite3_bind_text(st, 2, id, -1, SQLITE_TRANSIENT);
		int n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int(st, 0) : 0;
		sqlite3_finalize(st);
		if (n != 3)
			image_error(s->im, s->path, source_line(at),
				"key \"check\": the text \"%s\" is not translated into nl, fr and de (key words)", b->p);
	}
}

static void words(struct source *s, const char *id)
{
	const char *en;
	yaml_node_t *v, *map = source_get(s, s->root, "words");
	for (size_t i = 0; source_pair(s, map, i, &en, &v); i++)
		for (int l = 1; image_langs[l]; l++) {
			yaml_node_t *t = source_get(s, v, image_langs[l]);
			if (!t)
				image_error(s->im, s->path, source_line(v), "key \"words\": \"%s\" has no %s", en, image_langs[l]);
			else
				image_put(s->im, "INSERT INTO phrase VALUES(?1,?2,?3,?4)", en, id, image_langs[l], source_text(s, t, "words"),
					IMAGE_END);
		}
}

static const char *check(struct source *s, const char *id, const char *sees)
{
	yaml_node_t *n = source_get(s, s->root, "check");
	if (!n)
		return NULL;
	const char *sql = source_text(s, n, "check");
	static const char *const columns[] = {"asset", "subject", "ok", "seen", "wanted"};
	sqlite3_stmt *st;
	if (one_of(sees, "no own-records"))
		image_error(s->im, s->path, source_line(n), "key \"check\": sees is %s, so a machine cannot see it", sees);
	if (strstr(sql, "'now'") || strstr(sql, "CURRENT_") || strstr(sql, "random"))
		image_error(s->im, s->path, source_line(n), "key \"check\": the time is now(), and nothing is left to chance");
	if (sqlite3_prepare_v2(s->im->trial, sql, -1, &st, NULL) != SQLITE_OK || !st) {
		image_error(s->im, s->path, source_line(n), "key \"check\": %s", sqlite3_errmsg(s->im->trial));
		return sql;
	}
	for (int i = 0; i < 5; i++)
		if (sqlite3_column_count(st) != 5 || strcmp(sqlite3_column_name(st, i), columns[i]) != 0) {
			image_error(s->im, s->path, source_line(n), "key \"check\": the columns must be asset, subject, ok, seen, wanted");
			break;
		}
	sqlite3_finalize(st);
	templates(s, id, sql, n);
	return sql;
}

static const char *applies(struct source *s, const char *id)
{
	yaml_node_t *map = source_get(s, s->root, "applies");
	if (!map)
		return NULL;
	const char *when = source_need(s, map, "when");
	sqlite3_stmt *st;
	char *sql = arena_printf(s->im->a, "SELECT (%s) FROM firm", when);
	if (sqlite3_prepare_v2(s->im->trial, sql, -1, &st, NULL) != SQLITE_OK)
		image_error(s->im, s->path, source_line(map), "key \"applies.when\": %s", sqlite3_errmsg(s->im->trial));
	sqlite3_finalize(st);
	put_texts(s, id, source_get(s, map, "else"), "applies_else");
	return when;
}

static void tests(struct source *s, const char *id, bool needed)
{
	yaml_node_t *list = source_get(s, s->root, "tests"), *n;
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++)
		image_put(s->im, "INSERT INTO control_test VALUES(?1,?2,?3,?4)", id, arena_printf(s->im->a, "%zu", i + 1),
			arena_printf(s->im->a, "%zu", source_line(n)), source_json(s, n), IMAGE_END);
	if (needed && !source_item(s, list, 1))
		image_error(s->im, s->path, source_line(s->root), "key \"tests\": a check needs at least two tests, one of them a gap");
}

static const char *days(struct source *s)
{
	struct text t = text_of(source_need(s, s->root, "valid"));
	int64_t v;
	if (t.n < 2 || t.p[t.n - 1] != 'd' || !text_int((struct text){t.p, t.n - 1}, 10, &v) || v < 1)
		image_error(s->im, s->path, source_line(source_get(s, s->root, "valid")), "key \"valid\" must be a number of days such as 7d");
	return t.n ? arena_strndup(s->im->a, t.p, t.n - 1) : "0";
}

static void enumerated(struct source *s, const char *key, const char *list)
{
	const char *v = source_need(s, s->root, key);
	if (*v && !one_of(v, list))
		image_error(s->im, s->path, source_line(source_get(s, s->root, key)), "key \"%s\": \"%s\" is none of: %s", key, v, list);
}

static void known_keys(struct source *s)
{
	const char *key;
	yaml_node_t *v;
	for (size_t i = 0; source_pair(s, s->root, i, &key, &v); i++) {
		int k = 0;
		while (keys[k] && strcmp(keys[k], key) != 0)
			k++;
		if (!keys[k])
			image_error(s->im, s->path, source_line(v), "key \"%s\" is not known", key);
	}
}

// The place in the guide: topic, then basic before advanced, then number. Controls of our own come behind.
static bool position(const char *id, int *ret_topic, int *ret_position)
{
	int topic, n, used = 0;
	char level;
	if (sscanf(id, "%d.%c%d%n", &topic, &level, &n, &used) != 3 || id[used] || topic < 1 || topic > 12 || (level != 'a' && level != 'b') ||
		n < 1 || n > 99)
		return false;
	*ret_topic = topic;
	*ret_position = topic * 1000 + (level == 'a' ? 500 : 0) + n;
	return true;
}

static void control_file(struct image *im, const char *path, int topic)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	known_keys(s);
	const char *id = arena_strdup(im->a, source_need(s, s->root, "id"));
	const char *base = strrchr(path, '/') + 1;
	int id_topic = topic, place = topic * 1000 + 999;
	bool guide = position(id, &id_topic, &place);
	if (strlen(base) != strlen(id) + 4 || strncmp(base, id, strlen(id)) != 0 || id_topic != topic)
		image_error(im, path, 1, "key \"id\": \"%s\" does not fit the file's name and folder", id);
	enumerated(s, "level", "basic advanced");
	enumerated(s, "sees", "both gap signal rarely own-records no");
	enumerated(s, "scope", "computers servers laptops workstations wireless networks domains firm");
	const char *sees = source_need(s, s->root, "sees");
	yaml_node_t *effort = source_get(s, s->root, "effort");
	words(s, id);
	const char *sql = check(s, id, sees);
	image_put(im, "INSERT INTO control VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)", id, arena_printf(im->a, "%d", place),
		arena_printf(im->a, "%d", topic), source_need(s, s->root, "level"), sees, source_need(s, s->root, "scope"), applies(s, id), sql,
		days(s), number(s, effort, "minutes"), number(s, effort, "once_eur"), number(s, effort, "yearly_eur"), source_need(s, effort, "who"),
		guide ? "1" : "0", path, IMAGE_END);
	need_texts(s, id, "title", false);
	need_texts(s, id, "ask", false);
	need_texts(s, id, "why", false);
	need_texts(s, id, "how", true);
	need_texts(s, id, "ask_supplier", false);
	if (source_get(s, s->root, "today"))
		need_texts(s, id, "today", false);
	refs(s, id);
	proof(s, id);
	reduces(s, id);
	tests(s, id, sql != NULL);
	source_end(s);
}

static void topic_file(struct image *im, const char *path, int topic)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	image_put(im, "INSERT INTO topic VALUES(?1)", arena_printf(im->a, "%d", topic), IMAGE_END);
	static const char *const fields[] = {"title", "short"};
	for (int f = 0; f < 2; f++)
		for (int l = 0; image_langs[l]; l++)
			image_put(im, "INSERT INTO topic_text VALUES(?1,?2,?3,?4)", arena_printf(im->a, "%d", topic), image_langs[l], fields[f],
				source_need(s, source_get(s, s->root, fields[f]), image_langs[l]), IMAGE_END);
	source_end(s);
}

void image_controls(struct image *im, const char *data)
{
	for (char **dirs = image_list(im, arena_printf(im->a, "%s/control", data), ""); *dirs; dirs++) {
		int topic = 0;
		if (sscanf(strrchr(*dirs, '/') + 1, "%2d-", &topic) != 1 || topic < 1 || topic > 12) {
			image_error(im, *dirs, 0, "a folder of controls is named NN-topic, 01 to 12");
			continue;
		}
		for (char **files = image_list(im, *dirs, ".yml"); *files; files++)
			if (strcmp(strrchr(*files, '/') + 1, "_topic.yml") == 0)
				topic_file(im, *files, topic);
			else
				control_file(im, *files, topic);
	}
}
