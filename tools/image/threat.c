// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What can happen to a firm, how often and what it costs: data/threat/*.yml, ONE FILE = ONE SCENARIO; see image.h, the form is told in HACKING.md.
#include "image.h"

#include <string.h>

static const struct what {
	const char *name;
	double most;
} whats[] = {{"frequency", 100}, {"loss", 1e9}, {"days", 365}};
static const char *const sizes[] = {"1-9", "10-49", "50-249"};
static const char *const points[] = {"p5", "p50", "p95"};

#define KINDS (sizeof whats / sizeof *whats)
#define SIZES (sizeof sizes / sizeof *sizes)

// YYYY or YYYY-MM
static bool is_date(const char *t)
{
	size_t n = strlen(t);
	bool good = n == 4 || (n == 7 && t[4] == '-');
	for (size_t i = 0; i < n && good; i++)
		good = i == 4 || (t[i] >= '0' && t[i] <= '9');
	return good;
}

// One distribution: p5, p50 and p95 of a size.
static void number(struct source *s, const char *id, size_t k, size_t z, yaml_node_t *all, const char *dated)
{
	yaml_node_t *at = source_get(s, all, sizes[z]);
	const char *text[3], *source, *sure;
	double v[3];
	source_keys(s, at, "p5 p50 p95");
	for (int i = 0; i < 3; i++) {
		yaml_node_t *n = source_get(s, at, points[i]);
		char *key = arena_printf(s->im->a, "numbers.%s.%s.%s", whats[k].name, sizes[z], points[i]);
		if (!n) {
			image_error(s->im, s->path, source_line(at ? at : all ? all : s->root), "key \"%s\" is missing", key);
			return;
		}
		if (!source_real(s, n, key, whats[k].most, &v[i]))
			return;
		text[i] = source_text(s, n, key);
		if (i && v[i] < v[i - 1])
			image_error(s->im, s->path, source_line(n), "key \"%s\": %s is below %s", key, points[i], points[i - 1]);
	}
	source_sure(s, all, &source, &sure);
	image_put(s->im, "INSERT INTO threat_number VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)", id, sizes[z], whats[k].name, text[0], text[1], text[2], source,
		dated, sure, IMAGE_END);
}

static void numbers(struct source *s, const char *id)
{
	yaml_node_t *map = source_get(s, s->root, "numbers"), *n;
	source_keys(s, map, "frequency loss days");
	for (size_t k = 0; k < KINDS; k++) {
		yaml_node_t *all = source_get(s, map, whats[k].name);
		const char *key, *dated = source_need(s, all ? all : map, "dated");
		if (*dated && !is_date(dated))
			image_error(s->im, s->path, source_line(source_get(s, all, "dated")), "key \"dated\": \"%s\" is no YYYY or YYYY-MM", dated);
		for (size_t i = 0; source_pair(s, all, i, &key, &n); i++) {
			bool known = !strcmp(key, "source") || !strcmp(key, "dated") || !strcmp(key, "sure");
			for (size_t z = 0; z < SIZES; z++)
				known = known || strcmp(key, sizes[z]) == 0;
			if (!known)
				image_error(s->im, s->path, source_line(n), "key \"numbers.%s\": \"%s\" is no size: 1-9, 10-49 or 50-249", whats[k].name, key);
		}
		for (size_t z = 0; z < SIZES; z++)
			number(s, id, k, z, all, dated);
	}
}

static bool is_control(struct image *im, const char *data, const char *id)
{
	char *end = arena_printf(im->a, "/%s.yml", id);
	for (char **dirs = image_list(im, arena_printf(im->a, "%s/control", data), ""); *dirs; dirs++)
		for (char **files = image_list(im, *dirs, end + 1); *files; files++)
			if (text_ends(text_of(*files), end))
				return true;
	return false;
}

static void measures(struct source *s, const char *data, const char *id)
{
	yaml_node_t *list = source_get(s, s->root, "measures"), *n;
	for (size_t i = 0; (n = source_item(s, list, i)) != NULL; i++) {
		const char *control = source_need(s, n, "control"), *hits = source_need(s, n, "hits"), *source, *sure;
		double risk;
		source_keys(s, n, "control hits risk source sure");
		if (!is_control(s->im, data, control))
			image_error(s->im, s->path, source_line(n), "key \"measures\": there is no measure \"%s\"", control);
		if (strcmp(hits, "frequency") != 0 && strcmp(hits, "loss") != 0)
			image_error(s->im, s->path, source_line(n), "key \"hits\": \"%s\" is none of: frequency loss", hits);
		source_sure(s, n, &source, &sure);
		if (source_real(s, source_get(s, n, "risk"), "risk", 1, &risk))
			image_put(s->im, "INSERT INTO threat_measure VALUES(?1,?2,?3,?4,?5,?6)", id, control, hits, source_need(s, n, "risk"), source,
				sure, IMAGE_END);
	}
}

static void texts(struct source *s, const char *id)
{
	static const char *const fields[] = {"title", "story", "what", "do"};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		source_put_texts(s, "INSERT INTO threat_text VALUES(?1,?2,?3,?5)", id, source_get(s, s->root, fields[i]), fields[i], "0");
}

// SQL over table firm: where it is 0 this cannot happen to a firm.
static void when(struct source *s, const char *id)
{
	yaml_node_t *n = source_get(s, s->root, "when");
	if (!n)
		return;
	const char *condition = source_text(s, n, "when");
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(s->im->trial, arena_printf(s->im->a, "SELECT (%s) FROM firm", condition), -1, &st, NULL) != SQLITE_OK)
		image_error(s->im, s->path, source_line(n), "key \"when\": %s", sqlite3_errmsg(s->im->trial));
	sqlite3_finalize(st);
	image_put(s->im, "INSERT INTO threat_when VALUES(?1,?2)", id, condition, IMAGE_END);
}

static void threat_file(struct image *im, const char *data, const char *path)
{
	struct source file, *s = &file;
	if (!source_read(im, path, s))
		return;
	source_keys(s, s->root, "id position reduced_by per when title story what do numbers measures");
	const char *id = source_head(s, "threat");
	yaml_node_t *per = source_get(s, s->root, "per"), *names = source_get(s, s->root, "reduced_by"), *n;
	if (per && strcmp(source_text(s, per, "per"), "device") != 0)
		image_error(im, path, source_line(per), "key \"per\" can only be device");
	else if (per)
		image_put(im, "INSERT INTO threat_per VALUES(?1,'device')", id, IMAGE_END);
	when(s, id);
	for (size_t i = 0; (n = source_item(s, names, i)) != NULL; i++)
		image_put(im, "INSERT INTO threat_alias VALUES(?1,?2)", source_text(s, n, "reduced_by"), id, IMAGE_END);
	if (!source_item(s, names, 0))
		image_error(im, path, source_line(names ? names : s->root), "key \"reduced_by\" must name what it is called under reduces of a measure");
	texts(s, id);
	numbers(s, id);
	measures(s, data, id);
	source_end(s);
}

void image_threats(struct image *im, const char *data)
{
	for (char **files = image_list(im, arena_printf(im->a, "%s/threat", data), ".yml"); *files; files++)
		threat_file(im, data, *files);
}
