// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs that copy files to a cloud, or encrypt them before they leave, from their settings in home folders. Keys and tokens stand in
// the same files: only places and folders are taken. To add a program: a line in the list, or a reader when it names a server.
#include "../../base/json.h"
#include "../share/backup.h"

#include <string.h>

#define FOLDERS_MAX 80 // folders of a home that are looked at for an encrypted one

struct looking {
	struct probe_run *run;
	struct backup rclone; // for the readers of share/backup.c: run and homes are set
	const struct plan_home *home;
	const char *dir;
};

struct sync {
	const char *tool, *kind;
	struct text folder, target;
	int encrypted; // -1: not known
	const char *file;
};

static void sync_row(struct looking *l, const struct sync *s)
{
	row_begin(l->run, "cloud_sync");
	row_str(l->run, "tool", s->tool);
	row_text(l->run, "account", l->home->name);
	row_str(l->run, "kind", s->kind);
	if (s->folder.n)
		row_text(l->run, "folder", s->folder);
	if (s->target.n)
		row_text(l->run, "target", place_clean(l->run->a, s->target));
	row_flag(l->run, "encrypted", s->encrypted);
	row_str(l->run, "file", s->file);
	row_end(l->run);
}

static char *in_home(struct looking *l, const char *path)
{
	return arena_printf(l->run->a, "%s/%s", l->dir, path);
}

static bool read_home(struct looking *l, const char *path, struct text *ret)
{
	return sys_read(l->run->sys, l->run->a, path, 1 << 20, ret) == SYS_OK;
}

// ---- Nextcloud and ownCloud: 0\url=https://…, 0\Folders\1\localPath=/home/…

static void nextcloud(struct looking *l)
{
	static const struct {
		const char *tool, *path;
		int encrypted; // Nextcloud can encrypt single folders, which does not show here; ownCloud cannot
	} both[] = {{"nextcloud", ".config/Nextcloud/nextcloud.cfg", -1}, {"owncloud", ".config/ownCloud/owncloud.cfg", 0}};
	for (size_t i = 0; i < 2; i++) {
		struct sync s = {.tool = both[i].tool,
			.kind = "sync",
			.folder = {"", 0},
			.target = {"", 0},
			.encrypted = both[i].encrypted,
			.file = in_home(l, both[i].path)};
		struct text t, line, key, value;
		if (!read_home(l, s.file, &t))
			continue;
		while (text_line(&t, &line)) {
			if (!text_cut(text_trim(line), '=', &key, &value))
				continue;
			if (!s.target.n && text_ends(key, "\\url"))
				s.target = value;
			else if (!s.folder.n && text_ends(key, "\\localPath"))
				s.folder = value;
		}
		if (s.target.n)
			sync_row(l, &s);
	}
}

// ---- Dropbox: info.json {"personal": {"path": "/home/…"}}

static void dropbox(struct looking *l)
{
	struct sync s = {.tool = "dropbox",
		.kind = "sync",
		.folder = {"", 0},
		.target = text_of("Dropbox"),
		.encrypted = 0,
		.file = in_home(l, ".dropbox/info.json")};
	struct text t;
	struct json *j;
	if (!read_home(l, s.file, &t))
		return;
	if (!json_read(l->run->a, t, 8, &j, NULL))
		probe_partly(l->run, "odd_line", s.file);
	else if (j->type == JSON_OBJECT && j->child)
		s.folder = json_get_text(j->child, "path", "");
	sync_row(l, &s);
}

// ---- OneDrive (abraunegg): config has sync_dir = "~/OneDrive"

static void onedrive(struct looking *l)
{
	struct sync s = {.tool = "onedrive",
		.kind = "sync",
		.folder = text_of("~/OneDrive"),
		.target = text_of("OneDrive"),
		.encrypted = 0,
		.file = in_home(l, ".config/onedrive")};
	struct text t, value;
	if (!sys_exists(l->run->sys, in_home(l, ".config/onedrive/refresh_token")) &&
		!sys_exists(l->run->sys, in_home(l, ".config/onedrive/items.sqlite3")))
		return;
	if (read_home(l, in_home(l, ".config/onedrive/config"), &t) && conf_get(t, '=', NULL, "sync_dir", &value))
		s.folder = value;
	if (text_starts(s.folder, "~/"))
		s.folder = text_of(in_home(l, text_dup(l->run->a, text_after(s.folder, 2))));
	sync_row(l, &s);
}

// ---- programs that show only that they are used

static void others(struct looking *l)
{
	static const struct {
		const char *tool, *path, *target;
		int encrypted;
	} all[] = {{"megasync", ".local/share/data/Mega Limited/MEGAsync", "MEGA", 1}, {"insync", ".config/Insync", "Google Drive or OneDrive", 0},
		{"tresorit", ".tresorit", "Tresorit", 1}, {"pcloud", ".pcloud", "pCloud", -1},
		{"google-drive-ocamlfuse", ".gdfuse", "Google Drive", 0}, {"seafile", ".ccnet/seafile.ini", "Seafile", -1},
		{"spideroak", ".config/SpiderOakONE", "SpiderOak", 1}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct sync s = {.tool = all[i].tool,
			.kind = "sync",
			.folder = {"", 0},
			.target = text_of(all[i].target),
			.encrypted = all[i].encrypted,
			.file = in_home(l, all[i].path)};
		if (sys_exists(l->run->sys, s.file))
			sync_row(l, &s);
	}
}

// ---- rclone: only where something starts it; a copy at set times is told by backup.c as well

struct uses {
	struct text remote;
	bool found, crypt;
	int encrypted;
	const char *file;
};

// Each word NAME:path whose NAME is a remote that leads to a cloud. An open one counts before an encrypted one.
static void rclone_words(struct looking *l, struct text t, const char *file, struct uses *u)
{
	struct text line, word, name, type;
	bool crypt;
	while (plan_has_word(t, "rclone", &line)) {
		t = (struct text){line.p + line.n, t.n - (size_t)(line.p + line.n - t.p)};
		while (text_word(&line, &word)) {
			if (!text_cut(word, ':', &name, NULL) || !backup_rclone(&l->rclone, name, &type, &crypt) || text_is(type, "local") ||
				text_is(type, "sftp") || text_is(type, "smb"))
				continue;
			if (!u->found || (u->encrypted && !crypt))
				*u = (struct uses){.remote = name, .found = true, .encrypted = crypt, .file = file};
		}
	}
}

static void rclone(struct looking *l)
{
	struct text t;
	struct uses u = {.found = false};
	char *conf = in_home(l, ".config/rclone/rclone.conf"), *units = in_home(l, ".config/systemd/user");
	struct backup all = l->rclone;
	struct sys_names names = {NULL, 0};
	if (!sys_exists(l->run->sys, conf))
		return;
	l->rclone.homes = l->home; // this account's remotes alone
	l->rclone.home_n = 1;
	if (!l->rclone.plans)
		all.plans = l->rclone.plans = plan_read(l->run);
	for (size_t i = 0; i < l->rclone.plans->n; i++) {
		const struct plan *p = &l->rclone.plans->plan[i];
		bool ours = p->user.n ? p->user.n == l->home->name.n && memcmp(p->user.p, l->home->name.p, p->user.n) == 0 : l->home->uid == 0;
		if (ours)
			rclone_words(l, p->command, p->file, &u);
	}
	sys_list(l->run->sys, l->run->a, units, &names);
	for (size_t i = 0; i < names.n && i < 50; i++) {
		char *file = arena_printf(l->run->a, "%s/%s", units, names.name[i]);
		if (text_ends(text_of(names.name[i]), ".service") && read_home(l, file, &t))
			rclone_words(l, t, file, &u);
	}
	if (u.found) {
		struct sync s = {.tool = "rclone", .kind = "sync", .folder = {"", 0}, .target = u.remote, .encrypted = u.encrypted, .file = u.file};
		sync_row(l, &s);
	}
	l->rclone = all;
}

// ---- what encrypts files before a sync tool sees them

static void cryptomator(struct looking *l)
{
	struct sync s = {.tool = "cryptomator",
		.kind = "encryption",
		.folder = {"", 0},
		.target = {"", 0},
		.encrypted = 1,
		.file = in_home(l, ".config/Cryptomator/settings.json")};
	struct text t;
	struct json *j;
	if (!read_home(l, s.file, &t))
		return;
	if (!json_read(l->run->a, t, 16, &j, NULL)) {
		probe_partly(l->run, "odd_line", s.file);
		return;
	}
	const struct json *vaults = json_get(j, "directories");
	if (!vaults || vaults->type != JSON_ARRAY || !vaults->child)
		return; // installed, no vault made yet
	s.folder = json_get_text(vaults->child, "path", "");
	sync_row(l, &s);
}

static void folders(struct looking *l)
{
	static const struct {
		const char *tool, *file;
	} all[] = {{"gocryptfs", "gocryptfs.conf"}, {"cryfs", "cryfs.config"}, {"encfs", ".encfs6.xml"}};
	struct sys_names names = {NULL, 0};
	bool told[3] = {false, false, false};
	if (sys_list(l->run->sys, l->run->a, l->dir, &names) != SYS_OK)
		return;
	for (size_t i = 0, looked = 0; i < names.n && looked < FOLDERS_MAX; i++) {
		struct sys_stat st;
		char *dir = in_home(l, names.name[i]);
		if (sys_lstat(l->run->sys, dir, &st) != SYS_OK || st.kind != 'd')
			continue;
		looked++;
		for (size_t k = 0; k < 3; k++) {
			char *file = arena_printf(l->run->a, "%s/%s", dir, all[k].file);
			if (told[k] || !sys_exists(l->run->sys, file))
				continue;
			struct sync s = {
				.tool = all[k].tool, .kind = "encryption", .folder = text_of(dir), .target = {"", 0}, .encrypted = 1, .file = file};
			told[k] = true;
			sync_row(l, &s);
		}
	}
}

static void probe_cloud_run(struct probe_run *run)
{
	static void (*const all[])(struct looking *) = {nextcloud, dropbox, onedrive, others, rclone, cryptomator, folders};
	struct looking l = {.run = run, .rclone = {.run = run}};
	size_t n;
	const struct plan_home *homes = plan_homes(run, &n);
	l.rclone.homes = homes;
	l.rclone.home_n = n;
	for (size_t i = 0; i < n; i++) {
		l.home = &homes[i];
		l.dir = text_dup(run->a, homes[i].home);
		struct sys_names names;
		enum sys_status st = sys_list(run->sys, run->a, l.dir, &names);
		if (st == SYS_DENIED && homes[i].uid != 0) // root syncs nothing to a cloud by hand; what it starts at set times is for backup.c
			probe_saw(run, st, l.dir);
		for (size_t k = 0; st == SYS_OK && k < sizeof all / sizeof *all; k++)
			all[k](&l);
	}
}

const struct probe probe_cloud = {"cloud", "cloud_sync", probe_cloud_run};
