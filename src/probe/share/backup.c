// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where copies go, settings in shell-like text, and the row of a job; see backup.h.
#include "backup.h"
#include "../../base/buf.h"

#include <string.h>

struct backup_job backup_job_new(const char *tool, struct text name, const char *file)
{
	return (struct backup_job){.tool = tool, .name = name, .target = {"", 0}, .schedule = {"", 0}, .encrypted = -1, .count = -1, .file = file};
}

// ---- where the copies go

static bool starts_any(struct text t, const char *const *words)
{
	for (; *words; words++)
		if (text_starts(t, *words))
			return true;
	return false;
}

static const char *kind_of_remote(struct backup *b, struct text target)
{
	static const char *const places[] = {"sftp", "smb", "ftp", "webdav", "nfs", "hdfs", "http", NULL};
	struct text remote, type;
	bool crypt;
	if (!text_cut(text_starts(target, "rclone:") ? text_after(target, 7) : target, ':', &remote, NULL) ||
		!backup_rclone(b, remote, &type, &crypt))
		return NULL;
	if (text_is(type, "local") || text_is(type, "alias") || text_is(type, "union") || text_is(type, "combine"))
		return NULL;
	return starts_any(type, places) ? "network" : "cloud";
}

// Addresses: by their first word, and by hosts that are known to rent out room.
static const char *kind_of_address(struct backup *b, struct text t)
{
	static const char *const cloud[] = {"s3:", "s3+http", "b2:", "gs:", "azure:", "swift:", "swift+",
		"dropbox:", "dpbx:", "gdocs:", "gdrive:", "onedrive:", "mega:", "boto3+", "pca:", "hubic:", "gs://", "s3://", "azure://", NULL};
	static const char *const network[] = {"sftp:", "ssh://", "rest:", "scp:", "scp://", "ftp:", "ftps:", "ftp://", "rsync://", "webdav",
		"pexpect+", "paramiko+", "par2+sftp", "smb://", "nfs://", "dav://", "davs://", NULL};
	static const char *const rented[] = {".rsync.net", ".borgbase.com", "your-storagebox.de", "your-backup.de", ".storj.io", "hetzner", NULL};
	for (size_t i = 0; rented[i]; i++)
		if (text_has(t, rented[i]) && t.p[0] != '/')
			return "cloud";
	if (starts_any(t, cloud))
		return "cloud";
	if (starts_any(t, network))
		return "network";
	if (text_starts(t, "rclone:"))
		return kind_of_remote(b, t);
	struct text host;
	if (text_cut(t, ':', &host, NULL) && !memchr(host.p, '/', host.n)) { // host:path, user@host:path, or remote:path of rclone
		if (memchr(host.p, '@', host.n))
			return "network";
		return kind_of_remote(b, t);
	}
	return NULL;
}

// A local path: which disk holds it, and whether that hangs on the computer now.
static const char *kind_of_path(struct backup *b, struct text path, int *ret_attached)
{
	struct probe_run *run = b->run;
	const struct place_mount *m = place_of(b->mounted, path), *c = place_of(b->configured, path), *root = place_of(b->mounted, text_of("/"));
	bool there = sys_exists(run->sys, text_dup(run->a, path));
	*ret_attached = -1;
	if (!b->mounted->configured && c && c->target.n > 1 && (!m || c->target.n > m->target.n)) {
		*ret_attached = 0; // it has a place of its own in fstab, and is not mounted
		return place_network(c->type) ? "network" : place_removable(run, c) == 1 ? "removable" : "disk";
	}
	if (!there && (text_starts(path, "/media/") || text_starts(path, "/run/media/"))) {
		*ret_attached = 0;
		return "removable";
	}
	if (!m)
		return NULL;
	if (!b->mounted->configured)
		*ret_attached = there && !place_option(m->options, "ro");
	if (place_network(m->type))
		return "network";
	if (place_removable(run, m) == 1)
		return "removable";
	if (m == root)
		return !there && text_starts(path, "/mnt/") ? NULL : "local"; // an empty place for a disk that somebody mounts by hand
	const char *x = place_disk(run, m), *y = root ? place_disk(run, root) : NULL;
	return x && y ? strcmp(x, y) == 0 ? "local" : "disk" : NULL;
}

static struct text path_of(struct text target)
{
	static const char *const before[] = {"file://", "local:", "par2+file://", NULL};
	for (size_t i = 0; before[i]; i++)
		if (text_starts(target, before[i]))
			return text_after(target, strlen(before[i]));
	return target;
}

static void restored_row(struct probe_run *run, struct text name)
{
	char *file = arena_printf(run->a, "/var/lib/bolwerk/restore/%s", text_dup(run->a, name));
	struct sys_stat st;
	for (char *p = file + 25; *p; p++)
		if (*p == '/')
			*p = '_';
	if (name.n && name.n < 200 && sys_stat(run->sys, file, &st) == SYS_OK && st.kind == 'f')
		row_int(run, "restored_at", st.mtime);
}

void backup_row(struct backup *b, const struct backup_job *job)
{
	struct probe_run *run = b->run;
	struct text path = path_of(job->target);
	int attached = -1, encrypted = job->encrypted;
	const char *kind = job->kind;
	bool local = path.n && path.p[0] == '/';
	if (path.n && !kind)
		kind = local ? kind_of_path(b, path, &attached) : kind_of_address(b, path);
	// Plain copies on a disk that is itself encrypted are encrypted for whoever takes the disk away.
	if (encrypted < 0 && local && attached == 1 && kind && strcmp(kind, "network") != 0)
		encrypted = place_encrypted(run, b->mounted, place_of(b->mounted, path));
	row_begin(run, "backup_job");
	row_str(run, "tool", job->tool);
	row_text(run, "name", place_clean(run->a, job->name));
	if (path.n)
		row_text(run, "target", place_clean(run->a, path));
	row_str(run, "target_kind", kind);
	row_flag(run, "encrypted", encrypted);
	if (job->newest_at > 0)
		row_int(run, "newest_at", job->newest_at);
	if (job->count >= 0)
		row_int(run, "count", job->count);
	row_int(run, "scheduled", job->scheduled || job->plan);
	struct text when = job->plan ? job->plan->when : job->schedule;
	if (when.n)
		row_text(run, "schedule", when);
	int64_t hours = job->plan ? job->plan->every_hours : job->every_hours;
	if (hours > 0)
		row_int(run, "every_hours", hours);
	row_str(run, "last_result", job->result);
	restored_row(run, job->name);
	row_flag(run, "attached", attached);
	row_str(run, "file", job->file);
	row_end(run);
}

// ---- plans

const struct plan *backup_plan(struct backup *b, const char *program)
{
	for (size_t i = 0; i < b->plans->n; i++)
		if (plan_has_word(b->text[i], program, NULL)) {
			b->taken[i] = true;
			return &b->plans->plan[i];
		}
	return NULL;
}

// ---- settings in shell-like text

static bool name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The value at the start of t: quoted, or up to a space.
static struct text value_at(struct text t)
{
	char q = t.n && (t.p[0] == '"' || t.p[0] == '\'') ? t.p[0] : 0;
	if (q)
		t = text_after(t, 1);
	size_t n = 0;
	while (n < t.n && (q ? t.p[n] != q : t.p[n] != ' ' && t.p[n] != '\t' && t.p[n] != ';' && t.p[n] != '"' && t.p[n] != '\'' && t.p[n] != ')'))
		n++;
	return (struct text){t.p, n};
}

static bool find_setting(struct text t, const char *name, struct text *ret)
{
	size_t n = strlen(name);
	bool found = false;
	struct text line;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		for (size_t i = 0; i + n < line.n; i++)
			if (line.p[i] == name[0] && line.p[i + n] == '=' && memcmp(line.p + i, name, n) == 0 &&
				(i == 0 || !(name_char(line.p[i - 1]) || line.p[i - 1] == '-'))) {
				*ret = value_at(text_after(line, i + n + 1));
				found = true;
				break;
			}
	}
	return found;
}

bool backup_known(struct arena *a, struct text whole, struct text value, struct text *ret)
{
	struct buf *b = buf_new(a, 4096);
	for (size_t i = 0; i < value.n;) {
		if (value.p[i] == '`')
			return false;
		if (value.p[i] != '$') {
			buf_char(b, value.p[i++]);
			continue;
		}
		bool braces = ++i < value.n && value.p[i] == '{';
		size_t from = i + braces, to;
		for (to = from; to < value.n && name_char(value.p[to]); to++)
			;
		struct text known;
		if (to == from || to - from > 100 || (braces && (to >= value.n || value.p[to] != '}')) ||
			!find_setting(whole, arena_strndup(a, value.p + from, to - from), &known) || memchr(known.p, '$', known.n) ||
			memchr(known.p, '`', known.n))
			return false;
		buf_add(b, known.p, known.n);
		i = to + braces;
	}
	*ret = (struct text){b->p, b->n};
	return b->n > 0 && !b->over;
}

bool backup_setting(struct text t, const char *name, struct text *ret)
{
	return find_setting(t, name, ret) && ret->n > 0;
}

bool backup_option(struct text line, const char *option, struct text *ret)
{
	size_t n = strlen(option);
	struct text word;
	while (text_word(&line, &word)) {
		if (text_is(word, option) && text_word(&line, ret))
			return ret->n > 0;
		if (word.n > n + 1 && text_starts(word, option) && word.p[n] == '=') {
			*ret = value_at(text_after(word, n + 1));
			return ret->n > 0;
		}
	}
	return false;
}

int64_t backup_newest(struct probe_run *run, const char *folder, const char *word, int64_t *ret_count)
{
	struct sys_names names = {NULL, 0};
	struct sys_stat st;
	int64_t newest = 0, count = 0;
	if (sys_list(run->sys, run->a, folder, &names) != SYS_OK)
		return 0;
	for (size_t i = 0; i < names.n && i < 5000; i++)
		if ((!word || strstr(names.name[i], word)) &&
			sys_stat(run->sys, arena_printf(run->a, "%s/%s", folder, names.name[i]), &st) == SYS_OK && st.kind == 'f') {
			count++;
			newest = st.mtime > newest ? st.mtime : newest;
		}
	if (ret_count)
		*ret_count = count;
	return newest;
}

// rclone.conf of root and of everybody: sections are remotes. An encrypted config file starts with a comment and holds no sections.
bool backup_rclone(struct backup *b, struct text remote, struct text *ret_type, bool *ret_crypt)
{
	struct probe_run *run = b->run;
	*ret_crypt = false;
	if (!remote.n || remote.n > 200)
		return false;
	for (size_t h = 0; h < b->home_n; h++) {
		struct text t, inner;
		if (sys_read(run->sys, run->a, arena_printf(run->a, "%.*s/.config/rclone/rclone.conf", (int)b->homes[h].home.n, b->homes[h].home.p),
			    1 << 20, &t) != SYS_OK)
			continue;
		for (int depth = 0; depth < 4; depth++) {
			if (!conf_get(t, '=', text_dup(run->a, remote), "type", ret_type))
				break;
			if (!text_is(*ret_type, "crypt") && !text_is(*ret_type, "chunker") && !text_is(*ret_type, "compress") &&
				!text_is(*ret_type, "alias"))
				return true;
			*ret_crypt |= text_is(*ret_type, "crypt");
			if (!conf_get(t, '=', text_dup(run->a, remote), "remote", &inner) || !text_cut(inner, ':', &remote, NULL))
				break;
		}
	}
	return false;
}
