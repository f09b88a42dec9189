// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Rules of the walk; see deep_rule.h. They are asked for each file of the disk: the cheap question comes first.
#include "deep_rule.h"
#include "../../base/json.h"
#include "plan.h"

#include <string.h>

// ---- owners

void deep_owners_read(struct probe_run *run, struct deep_owners *o)
{
	struct text t, line, rest, switches;
	int64_t uid;
	if (sys_read(run->sys, run->a, "/etc/passwd", (size_t)8 << 20, &t) != SYS_OK) {
		o->directory = true;
		return;
	}
	o->passwd = t;
	while (text_line(&t, &line))
		if (text_cut(line, ':', NULL, &rest) && text_cut(rest, ':', NULL, &rest) && text_cut(rest, ':', &rest, NULL) &&
			text_int(rest, 10, &uid) && uid >= 0 && uid < DEEP_UIDS)
			o->known[uid / 8] |= (unsigned char)(1u << (uid % 8));
	if (sys_read(run->sys, run->a, "/etc/nsswitch.conf", 65536, &switches) == SYS_OK)
		while (text_line(&switches, &line))
			if (text_starts(text_trim(line), "passwd:"))
				o->directory |= text_has(line, "sss") || text_has(line, "winbind") || text_has(line, "ldap") || text_has(line, "nis");
}

bool deep_owner_known(const struct deep_owners *o, uint32_t uid)
{
	// From 61184 on: numbers that systemd gives to services for a while; from 65536 on those of containers and of directories.
	if (uid >= 61184)
		return true;
	return (o->known[uid / 8] & 1u << (uid % 8)) || (o->directory && uid >= 1000);
}

const char *deep_owner_name(const struct deep_owners *o, struct arena *a, uint32_t uid)
{
	struct text t = o->passwd, line, name, rest;
	char *number = arena_printf(a, "%u", uid);
	while (text_line(&t, &line))
		if (text_cut(line, ':', &name, &rest) && text_cut(rest, ':', NULL, &rest) && text_cut(rest, ':', &rest, NULL) &&
			text_is(rest, number))
			return text_dup(a, name);
	return number;
}

// ---- set-uid programs

bool deep_suid_known(const char *path)
{
	static const char *const all[] = {"chfn", "chsh", "fusermount", "fusermount3", "gpasswd", "mount", "mount.cifs", "mount.nfs", "newgidmap",
		"newgrp", "newuidmap", "ntfs-3g", "passwd", "ping", "pkexec", "su", "sudo", "umount"};
	static const char *const more[] = {"/usr/lib/dbus-1.0/dbus-daemon-launch-helper", "/usr/lib/openssh/ssh-keysign",
		"/usr/lib/polkit-1/polkit-agent-helper-1", "/usr/lib/snapd/snap-confine", "/usr/lib/xorg/Xorg.wrap", "/usr/sbin/exim4",
		"/usr/sbin/pppd", "/usr/sbin/mount.nfs", "/usr/sbin/mount.cifs"};
	const char *name = NULL;
	if (strncmp(path, "/usr/bin/", 9) == 0)
		name = path + 9;
	else if (strncmp(path, "/bin/", 5) == 0)
		name = path + 5;
	for (size_t i = 0; name && i < sizeof all / sizeof *all; i++)
		if (strcmp(name, all[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (strcmp(path, more[i]) == 0)
			return true;
	return false;
}

// Lists name a file by its old path (/bin/x) or its new one (/usr/bin/x).
static bool same_file(struct text line, const char *path)
{
	return text_is(line, path) || (strncmp(path, "/usr/", 5) == 0 && text_is(line, path + 4));
}

#define LENGTHS 4096 // longer paths are not looked for

// Marks which lengths a line must have to be one of the paths: most lines are passed over by that alone.
static void mark_lengths(const struct deep_hit *hit, size_t n, bool *wanted)
{
	for (size_t i = 0; i < n; i++) {
		size_t length = strlen(hit[i].path);
		if (length < LENGTHS)
			wanted[length] = true;
		if (length > 4 && length < LENGTHS) // the same without /usr
			wanted[length - 4] = true;
	}
}

static void own_lines(struct text list, struct deep_hit *hit, size_t n, const bool *wanted)
{
	for (struct text line; text_line(&list, &line);) {
		if (line.n >= LENGTHS || !wanted[line.n])
			continue;
		for (size_t i = 0; i < n; i++)
			hit[i].gone = hit[i].gone || same_file(line, hit[i].path);
	}
}

void deep_suid_owned(struct probe_run *run, struct deep_hit *hit, size_t n)
{
	struct sys_names names = {NULL, 0};
	if (!n)
		return;
	bool *wanted = arena_alloc(run->a, LENGTHS * sizeof *wanted);
	mark_lengths(hit, n, wanted);
	if (sys_list(run->sys, run->a, "/var/lib/dpkg/info", &names) != SYS_OK) {
		for (size_t i = 0; i < n; i++) // the database of rpm is not read: only what stands outside is surely not its own
			hit[i].gone = (strncmp(hit[i].path, "/usr/", 5) == 0 && strncmp(hit[i].path, "/usr/local/", 11) != 0) ||
				strncmp(hit[i].path, "/bin/", 5) == 0 || strncmp(hit[i].path, "/sbin/", 6) == 0 ||
				strncmp(hit[i].path, "/opt/", 5) == 0;
		return;
	}
	for (size_t i = 0; i < names.n; i++) {
		struct arena_mark mark = arena_mark(run->a);
		struct text t;
		if (text_ends(text_of(names.name[i]), ".list") &&
			sys_read(run->sys, run->a, arena_printf(run->a, "/var/lib/dpkg/info/%s", names.name[i]), (size_t)16 << 20, &t) == SYS_OK)
			own_lines(t, hit, n, wanted);
		arena_rewind(run->a, mark);
	}
}

// ---- secrets

static bool has_word(struct text name, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= name.n; i++)
		if (text_is_nocase((struct text){name.p + i, n}, word))
			return true;
	return false;
}

static bool is_key_name(struct text name)
{
	return (text_starts(name, "id_") && !text_ends(name, ".pub")) || text_ends(name, ".key") || text_ends(name, ".pem") ||
		text_ends(name, ".ppk") || text_ends(name, ".p12") || text_ends(name, ".pfx");
}

bool deep_secret_name(const struct sys_walk_entry *e)
{
	static const char *const places[] = {"/home/", "/root/", "/etc/", "/opt/", "/srv/", "/var/", "/usr/local/", "/mnt/", "/data/", "/backup"};
	static const char *const names[] = {".pgpass", ".my.cnf", ".netrc", ".git-credentials", ".env", "shadow", "shadow-", "shadow.bak", "gshadow",
		".htpasswd", "wp-config.php", ".s3cfg", ".smbcredentials"};
	static const char *const words[] = {
		"password", "wachtwoord", "mot de passe", "mots de passe", "mot_de_passe", "passwort", "passwört", "kennwort"};
	static const char *const kinds[] = {".txt", ".xlsx", ".xls", ".ods", ".docx", ".doc", ".odt", ".csv", ".md"};
	struct text name = {e->path + e->name, e->n - e->name};
	bool here = false, document = false;
	for (size_t i = 0; i < sizeof places / sizeof *places && !here; i++)
		here = strncmp(e->path, places[i], strlen(places[i])) == 0;
	if (!here)
		return false;
	if (is_key_name(name) || text_ends(name, ".kdbx") || text_ends(name, ".kdb"))
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(name, names[i]))
			return true;
	if (strncmp(e->path, "/home/", 6) != 0 && strncmp(e->path, "/srv/", 5) != 0 && strncmp(e->path, "/root/", 6) != 0)
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !document; i++)
		document = text_ends(name, kinds[i]);
	for (size_t i = 0; document && i < sizeof words / sizeof *words; i++)
		if (has_word(name, words[i]))
			return true;
	return false;
}

void deep_secret_real(struct probe_run *run, struct deep_hit *hit, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct text t, name = text_of(strrchr(hit[i].path, '/') + 1);
		if (!is_key_name(name) || text_ends(name, ".p12") || text_ends(name, ".pfx"))
			continue;
		// A certificate alone is no secret; a key file says so in its first lines. Keys with a passphrase are left out of nobody's way:
		// who can read them may guess at leisure.
		hit[i].gone = sys_read_part(run->sys, run->a, hit[i].path, 0, 65536, &t) != SYS_OK ||
			!(text_has(t, "PRIVATE KEY") || text_starts(t, "PuTTY-User-Key-File"));
	}
}

// ---- documents

static void synced(struct probe_run *run, struct deep_home *h, const char *folder)
{
	if (h->synced_n < 8 && *folder && sys_exists(run->sys, folder))
		h->synced_folder[h->synced_n++] = folder;
}

// Folders that a program copies: its usual name where its settings are there, and what Nextcloud and Dropbox say themselves.
static void synced_folders(struct probe_run *run, struct deep_home *h)
{
	static const struct {
		const char *settings, *folder;
	} usual[] = {{".config/onedrive", "OneDrive"}, {".config/Nextcloud", "Nextcloud"}, {".dropbox", "Dropbox"}, {".config/ownCloud", "ownCloud"},
		{".ccnet", "Seafile"}, {".local/share/data/Mega Limited", "MEGA"}, {".config/Insync", "Insync"}, {".config/syncthing", "Sync"},
		{".local/state/syncthing", "Sync"}};
	struct text t, line, key, value;
	struct json *j;
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (sys_exists(run->sys, arena_printf(run->a, "%s/%s", h->path, usual[i].settings)))
			synced(run, h, arena_printf(run->a, "%s/%s", h->path, usual[i].folder));
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/.config/Nextcloud/nextcloud.cfg", h->path), 1 << 20, &t) == SYS_OK)
		while (text_line(&t, &line))
			if (text_cut(text_trim(line), '=', &key, &value) && text_ends(key, "\\localPath")) {
				while (value.n > 1 && value.p[value.n - 1] == '/')
					value.n--;
				synced(run, h, text_dup(run->a, value));
			}
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/.dropbox/info.json", h->path), 65536, &t) == SYS_OK &&
		json_read(run->a, t, 8, &j, NULL) && j->type == JSON_OBJECT && j->child)
		synced(run, h, text_dup(run->a, json_get_text(j->child, "path", "")));
}

struct deep_home *deep_homes(struct probe_run *run, size_t *ret_n)
{
	size_t n;
	const struct plan_home *all = plan_homes(run, &n);
	struct deep_home *homes = arena_alloc(run->a, (n + 1) * sizeof *homes);
	for (size_t i = 0; i < n; i++) {
		homes[i] = (struct deep_home){.name = all[i].name, .path = text_dup(run->a, all[i].home), .uid = all[i].uid};
		homes[i].path_n = strlen(homes[i].path);
		synced_folders(run, &homes[i]);
	}
	*ret_n = n;
	return homes;
}

static bool is_document(struct text name)
{
	static const char *const kinds[] = {"odt", "ods", "odp", "odg", "doc", "docx", "xls", "xlsx", "xlsm", "ppt", "pptx", "pdf", "rtf", "txt",
		"csv", "jpg", "jpeg", "png", "heic", "tif", "tiff", "mp4", "mov", "pst", "ost", "mbox", "zip", "7z", "dwg", "dxf", "psd", "ai",
		"indd", "svg", "accdb", "mdb", "eml", "msg", "md"};
	size_t dot = name.n;
	while (dot && name.p[dot - 1] != '.')
		dot--;
	if (!dot || name.n - dot > 5)
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is_nocase(text_after(name, dot), kinds[i]))
			return true;
	return false;
}

static bool below(const char *path, const char *folder, size_t n)
{
	return strncmp(path, folder, n) == 0 && path[n] == '/';
}

void deep_document(struct deep_home *home, size_t n, const struct sys_walk_entry *e)
{
	for (size_t i = 0; i < n; i++) {
		struct deep_home *h = &home[i];
		if (!below(e->path, h->path, h->path_n))
			continue;
		// Hidden folders hold what programs keep, not work; node_modules and the like come from elsewhere.
		if (strstr(e->path + h->path_n, "/.") || strstr(e->path + h->path_n, "/node_modules/") ||
			!is_document((struct text){e->path + e->name, e->n - e->name}))
			return;
		bool copied = false;
		for (size_t k = 0; k < h->synced_n; k++)
			copied |= below(e->path, h->synced_folder[k], strlen(h->synced_folder[k]));
		*(copied ? &h->synced : &h->local) += e->stat.size;
		h->newest_at = e->stat.mtime > h->newest_at ? e->stat.mtime : h->newest_at;
		return;
	}
}
