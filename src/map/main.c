// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk map: works out where everything stands on the map of the networks (layout by Graphviz) and keeps that in table map_place. What somebody put by
// hand stays where it is. The drawing itself is the page /map. Reads and writes the firm's file alone; no network, no root.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../cmd/cmd.h"
#include "../core/firm.h"
#include "../core/place.h"

#include <graphviz/gvc.h>
#include <stdio.h>
#include <string.h>

#define NODES_MAX 1000   // more make no map that anybody reads; the rest stands in the list
#define WIDE 4           // things in one row under the same box
#define BOX_W "1.95"      // inches, as the page draws a box: 1 inch is 72 of its units
#define BOX_H "0.9"

extern gvplugin_library_t gvplugin_dot_layout_LTX_library;

static const struct cmd cmd_map = {"map", "[--db FILE]", "Works out the map of your networks; the page /map shows it.", NULL};

struct point {
	const char *uid;
	Agnode_t *node;
	int *near; // numbers of those at the other end of a line
	int near_n;
	int parent;          // -1: none, or not yet known
	bool reached, leaf;  // leaf: nothing hangs on it
	int children;        // leaves that hang on it so far
	Agnode_t *row[WIDE]; // the last one in each column
};

struct map {
	struct db *d;
	struct arena *a;
	Agraph_t *graph;
	struct point *point;
	int n;
};

// Graphviz takes text that may be changed; none of it is.
static char *loose(struct map *m, const char *s)
{
	return arena_strdup(m->a, s);
}

static int number_of(struct map *m, const char *uid)
{
	for (int i = 0; i < m->n; i++)
		if (strcmp(m->point[i].uid, uid) == 0)
			return i;
	return -1;
}

static bool nodes(struct map *m, struct err *e)
{
	m->point = arena_alloc(m->a, NODES_MAX * sizeof *m->point);
	struct rows r = db_rows(m->d, "SELECT uid FROM map_node ORDER BY kind='internet' DESC, coalesce(present, 0) DESC, uid LIMIT 1000", "");
	while (rows_next(&r, e)) {
		struct point *p = &m->point[m->n++];
		p->uid = arena_strdup(m->a, rows_text(&r, 0));
		p->node = agnode(m->graph, loose(m, p->uid), 1);
		p->parent = -1;
		p->leaf = true;
	}
	return !e->text[0];
}

static void near(struct map *m, int from, int to)
{
	struct point *p = &m->point[from];
	if ((p->near_n & (p->near_n - 1)) == 0) { // room for twice as many at each power of two
		int *more = arena_alloc(m->a, (size_t)(p->near_n ? p->near_n * 2 : 1) * sizeof *more);
		if (p->near_n)
			memcpy(more, p->near, (size_t)p->near_n * sizeof *more);
		p->near = more;
	}
	p->near[p->near_n++] = to;
}

static bool lines(struct map *m, struct err *e)
{
	struct rows r = db_rows(m->d, "SELECT a, b FROM map_edge ORDER BY a, b LIMIT 4000", "");
	while (rows_next(&r, e)) {
		int from = number_of(m, rows_text(&r, 0)), to = number_of(m, rows_text(&r, 1));
		if (from >= 0 && to >= 0) {
			near(m, from, to);
			near(m, to, from);
		}
	}
	return !e->text[0];
}

// From the internet outwards: which line leads to each thing. What is not reached begins a part of its own.
static void grow(struct map *m, int root, int *queue)
{
	int first = 0, last = 0;
	queue[last++] = root;
	m->point[root].reached = true;
	while (first < last) {
		int at = queue[first++];
		for (int i = 0; i < m->point[at].near_n; i++) {
			struct point *p = &m->point[m->point[at].near[i]];
			if (p->reached)
				continue;
			p->reached = true;
			p->parent = at;
			m->point[at].leaf = false;
			queue[last++] = m->point[at].near[i];
		}
	}
}

// Things on which nothing hangs go in rows of WIDE under their box: each one below the one before in its column, by a line that is not drawn.
static void hang(struct map *m, struct point *from, struct point *to)
{
	if (!to->leaf) {
		agedge(m->graph, from->node, to->node, NULL, 1);
		return;
	}
	int column = from->children++ % WIDE;
	agedge(m->graph, from->row[column] ? from->row[column] : from->node, to->node, NULL, 1);
	from->row[column] = to->node;
}

static bool edges(struct map *m, struct err *e)
{
	if (!lines(m, e))
		return false;
	int *queue = arena_alloc(m->a, NODES_MAX * sizeof *queue);
	for (int i = 0; i < m->n; i++)
		if (!m->point[i].reached)
			grow(m, i, queue);
	for (int i = 0; i < m->n; i++)
		if (m->point[i].parent >= 0)
			hang(m, &m->point[m->point[i].parent], &m->point[i]);
	return true;
}

static bool keep(struct map *m, struct err *e)
{
	double top = 0;
	for (int i = 0; i < m->n; i++)
		if (ND_coord(m->point[i].node).y > top)
			top = ND_coord(m->point[i].node).y;
	if (!db_begin(m->d, e))
		return false;
	bool good = db_do(m->d, e, "DELETE FROM map_place WHERE by_hand=0 OR uid NOT IN (SELECT uid FROM map_node)", "");
	for (int i = 0; i < m->n && good; i++) // Graphviz counts upwards, a drawing downwards
		good = db_do(m->d, e, "INSERT OR IGNORE INTO map_place VALUES(?1,?2,?3,0)", "sii", m->point[i].uid, (int64_t)ND_coord(m->point[i].node).x,
			(int64_t)(top - ND_coord(m->point[i].node).y));
	if (good)
		return db_commit(m->d, e);
	db_rollback(m->d);
	return false;
}

static bool lay_out(struct map *m, struct err *e)
{
	lt_symlist_t plugins[] = {{"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library}, {NULL, NULL}};
	GVC_t *gvc = gvContextPlugins(plugins, 0);
	m->graph = agopen(loose(m, "map"), Agdirected, NULL);
	static const struct {
		int of;
		const char *name, *value;
	} looks[] = {{AGNODE, "shape", "box"}, {AGNODE, "fixedsize", "true"}, {AGNODE, "width", BOX_W}, {AGNODE, "height", BOX_H}, {AGNODE, "label", ""},
		{AGRAPH, "ranksep", "0.55"}, {AGRAPH, "nodesep", "0.25"}};
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
		agattr(m->graph, looks[i].of, loose(m, looks[i].name), loose(m, looks[i].value));
	bool good = nodes(m, e) && edges(m, e);
	if (good && m->n) {
		good = gvLayout(gvc, m->graph, "dot") == 0 || err_set(e, "the map could not be laid out");
		good = good && keep(m, e);
		gvFreeLayout(gvc, m->graph);
	}
	agclose(m->graph);
	gvFreeContext(gvc);
	return good;
}

int main(int argc, char **argv)
{
	const char *db = NULL;
	const struct cmd_option options[] = {{"db", &db, NULL}, {0}};
	struct err e = {0};
	if (!cmd_options(&cmd_map, argc, argv, options, NULL, 0, NULL))
		return CMD_USAGE;
	struct arena *a = arena_new();
	const char *path = db ? db : firm_path(a, &e);
	struct map m = {.a = a};
	bool good = path != NULL;
	if (good) {
		const char *const folders[] = {place_folder(a, path), NULL};
		good = sandbox_enter(SANDBOX_WORK, folders, &e) && (m.d = firm_open(a, path, NULL, &e)) != NULL && lay_out(&m, &e);
	}
	if (good)
		printf("%d on the map\n", m.n);
	arena_free(a);
	return good ? CMD_DONE : cmd_fail(&cmd_map, &e);
}
