// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads sshd_config; see sshd_conf.h.
#include "sshd_conf.h"

#include <fnmatch.h>
#include <string.h>

#define SETTINGS_MAX 4000
#define BLOCKS_MAX 200
#define DEPTH_MAX 16 // SERVCONF_MAX_DEPTH of OpenSSH
#define FILES_MAX 200

struct reader {
	struct probe_run *run;
	struct sshd_conf *conf;
	int block, files;
	struct sys_stat chain[DEPTH_MAX + 1]; // the files that are being read, each included by the one before
};

static void read_file(struct reader *r, const char *path, int depth);

// The files that a pattern of Include means: a wildcard stands in the last part only.
static void include(struct reader *r, struct text pattern, int depth)
{
	struct arena *a = r->run->a;
	char *path = pattern.p[0] == '/' ? text_dup(a, pattern) : arena_printf(a, "/etc/ssh/%s", text_dup(a, pattern));
	if (!strpbrk(path, "*?[")) {
		if (sys_exists(r->run->sys, path))
			read_file(r, path, depth + 1);
		return;
	}
	char *slash = strrchr(path, '/');
	char *dir = arena_strndup(a, path, (size_t)(slash - path));
	struct sys_names names;
	if (!probe_saw(r->run, sys_list(r->run->sys, a, dir, &names), dir))
		return;
	for (size_t i = 0; i < names.n; i++)
		if (fnmatch(slash + 1, names.name[i], FNM_PERIOD) == 0)
			read_file(r, arena_printf(a, "%s/%s", dir, names.name[i]), depth + 1);
}

// "Match all" holds for everybody, so it goes on with the global part.
static void open_block(struct reader *r, struct text criteria, const char *path)
{
	if (text_is_nocase(criteria, "all"))
		r->block = 0;
	else if (r->conf->blocks < BLOCKS_MAX) {
		r->block = r->conf->blocks;
		r->conf->criteria[r->conf->blocks++] = criteria;
	} else
		probe_partly(r->run, "too_large", path);
}

static void take_line(struct reader *r, struct text line, const char *path, int depth)
{
	size_t n = 0;
	while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t' && line.p[n] != '=')
		n++;
	struct text key = {line.p, n}, value = text_trim(text_after(line, n)), word;
	if (text_starts(value, "="))
		value = text_trim(text_after(value, 1));
	if (!text_clean(line) || !key.n || !value.n) {
		probe_partly(r->run, "odd_line", path);
		return;
	}
	if (text_is_nocase(key, "Include"))
		while (text_word(&value, &word)) {
			if (word.n)
				include(r, word, depth);
		}
	else if (text_is_nocase(key, "Match"))
		open_block(r, value, path);
	else if (r->conf->n < SETTINGS_MAX)
		r->conf->all[r->conf->n++] = (struct sshd_setting){r->block, key, value};
	else
		probe_partly(r->run, "too_large", path);
}

static void read_file(struct reader *r, const char *path, int depth)
{
	struct text t, line;
	if (depth > DEPTH_MAX || r->files >= FILES_MAX || conf_includes_itself(r->run, r->chain, depth, path)) {
		probe_partly(r->run, "odd_line", path);
		return;
	}
	r->files++;
	int block = r->block;
	if (!probe_read(r->run, path, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (line.n)
			take_line(r, line, path, depth);
	}
	r->block = depth ? block : 0; // a Match in an included file ends with it
}

static int server_enabled(struct probe_run *run)
{
	static const char *const units[] = {"ssh.service", "sshd.service", "ssh.socket", "sshd.socket"};
	int known = -1;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (share_unit_active(run, units[i]))
			return 1;
		if (share_unit_enabled(run, units[i]) == 0)
			known = 0;
	}
	int runs = share_runs(run, "sshd");
	return runs == 1 ? 1 : known;
}

void sshd_conf_read(struct probe_run *run, struct sshd_conf *ret)
{
	*ret = (struct sshd_conf){.blocks = 1, .enabled = -1};
	ret->installed = sys_exists(run->sys, "/usr/sbin/sshd");
	if (!ret->installed)
		return;
	ret->enabled = server_enabled(run);
	ret->all = arena_alloc(run->a, SETTINGS_MAX * sizeof *ret->all);
	ret->criteria = arena_alloc(run->a, BLOCKS_MAX * sizeof *ret->criteria);
	ret->criteria[0] = text_of("");
	struct reader r = {.run = run, .conf = ret};
	read_file(&r, "/etc/ssh/sshd_config", 0);
}

// Names that OpenSSH takes for the same thing.
static bool same_key(struct text key, const char *name)
{
	if (text_is_nocase(key, name))
		return true;
	return strcmp(name, "KbdInteractiveAuthentication") == 0 &&
		(text_is_nocase(key, "ChallengeResponseAuthentication") || text_is_nocase(key, "SkeyAuthentication"));
}

bool sshd_get(const struct sshd_conf *c, int block, const char *key, struct text *ret)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->all[i].block == block && same_key(c->all[i].key, key)) {
			*ret = c->all[i].value;
			if (ret->n >= 2 && ret->p[0] == '"' && ret->p[ret->n - 1] == '"')
				*ret = (struct text){ret->p + 1, ret->n - 2};
			return true;
		}
	return false;
}

bool sshd_yes(const struct sshd_conf *c, int block, const char *key, bool otherwise)
{
	struct text t;
	if (!sshd_get(c, block, key, &t) && !sshd_get(c, 0, key, &t))
		return otherwise;
	return text_is_nocase(t, "yes") || text_is_nocase(t, "true") || text_is_nocase(t, "1");
}
