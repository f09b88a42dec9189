// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Mounts and the disks below them; see place.h.
#include "place.h"

#include <string.h>

#define MOUNTS_MAX 4000 // a machine with very many containers has about a thousand
#define DEPTH_MAX 8     // crypt on LVM on md on crypt is four
#define DEVICES_MAX 512

// ---- reading

// The kernel and fstab write a space as \040 (octal).
struct text place_unescape(struct arena *a, struct text t)
{
	if (!t.n || !memchr(t.p, '\\', t.n))
		return t;
	char *p = arena_raw(a, t.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		int64_t c;
		if (t.p[i] == '\\' && t.n - i > 3 && t.p[i + 1] != '-' && text_int((struct text){t.p + i + 1, 3}, 8, &c) && c > 0 && c < 256) {
			p[n++] = (char)c;
			i += 3;
		} else
			p[n++] = t.p[i];
	}
	p[n] = 0;
	return (struct text){p, n};
}

static void read_line(struct probe_run *run, struct place *p, struct text line)
{
	struct place_mount m;
	line = text_trim(line);
	if (!line.n || line.p[0] == '#')
		return;
	struct text rest = line;
	if (!text_word(&rest, &m.device) || !text_word(&rest, &m.target) || !text_word(&rest, &m.type)) {
		probe_partly(run, "odd_line", p->file);
		return;
	}
	if (!text_word(&rest, &m.options))
		m.options = text_of("defaults");
	if (p->n >= MOUNTS_MAX) {
		probe_partly(run, "too_large", p->file);
		return;
	}
	m.device = place_unescape(run->a, m.device);
	m.target = place_unescape(run->a, m.target);
	p->mount[p->n++] = m;
}

struct place *place_read(struct probe_run *run)
{
	static const char *const files[] = {"/proc/self/mounts", "/proc/mounts", "/etc/fstab"};
	struct place *p = arena_alloc(run->a, sizeof *p);
	struct text t = {"", 0}, line;
	p->mount = arena_alloc(run->a, MOUNTS_MAX * sizeof *p->mount);
	for (size_t i = 0; i < sizeof files / sizeof *files && !p->file; i++)
		if (probe_read(run, files[i], &t)) {
			p->file = files[i];
			p->configured = i == 2;
		}
	while (text_line(&t, &line))
		read_line(run, p, line);
	if (p->configured)
		probe_read(run, "/etc/crypttab", &p->crypttab);
	return p;
}

// ---- paths

static bool below(struct text path, struct text target)
{
	if (target.n == 1 && target.p[0] == '/')
		return path.n && path.p[0] == '/';
	return target.n && path.n >= target.n && memcmp(path.p, target.p, target.n) == 0 && (path.n == target.n || path.p[target.n] == '/');
}

const struct place_mount *place_of(const struct place *p, struct text path)
{
	const struct place_mount *best = NULL;
	for (size_t i = 0; i < p->n; i++)
		if (below(path, p->mount[i].target) && (!best || p->mount[i].target.n >= best->target.n))
			best = &p->mount[i];
	return best;
}

bool place_option(struct text options, const char *name)
{
	struct text rest = options, one;
	while (text_field(&rest, ',', &one))
		if (text_is(one, name))
			return true;
	return false;
}

bool place_network(struct text type)
{
	static const char *const all[] = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "fuse.sshfs", "fuse.glusterfs", "glusterfs", "fuse.rclone",
		"davfs", "fuse.davfs2", "afs", "fuse.s3fs", "fuse.curlftpfs", "ocfs2", "gfs2", "lustre", "moosefs", "fuse.mfs", "fuse.ceph"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (text_is(type, all[i]))
			return true;
	return false;
}

bool place_keeps(struct text type)
{
	static const char *const all[] = {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat", "msdos", "exfat", "ntfs", "ntfs3", "ntfs-3g",
		"fuseblk", "zfs", "bcachefs", "jfs", "reiserfs", "nilfs2", "hfsplus", "udf"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (text_is(type, all[i]))
			return true;
	return place_network(type);
}

// Without //: scheme:user:pw@host and user:pw@host; and rclone's :sftp,user=…,pass=…:path.
static struct text clean_short(struct arena *a, struct text t)
{
	static const char *const schemes[] = {"sftp", "scp", "ssh", "rest", "rclone", "ftp"};
	struct text before, scheme, user;
	if (text_starts(t, ":") || text_starts(t, "rclone::"))
		return text_cut(t, ',', &before, NULL) ? before : t;
	if (!text_cut(t, '@', &before, NULL) || memchr(before.p, '/', before.n) || !text_cut(before, ':', &scheme, &user))
		return t;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (text_is(scheme, schemes[i])) {
			if (!text_cut(user, ':', &user, NULL))
				return t;
			scheme.n += 1 + user.n;
			break;
		}
	return text_of(arena_printf(a, "%.*s%.*s", (int)scheme.n, scheme.p, (int)(t.n - before.n), t.p + before.n));
}

struct text place_clean(struct arena *a, struct text t)
{
	const char *slashes = t.n > 3 ? memmem(t.p, t.n, "//", 2) : NULL;
	if (!slashes)
		return t.n ? clean_short(a, t) : t;
	size_t from = (size_t)(slashes - t.p) + 2, end = from, at = 0, colon = 0;
	for (; end < t.n && t.p[end] != '/' && t.p[end] != '?' && t.p[end] != ' '; end++)
		if (t.p[end] == '@')
			at = end;
	// A password may hold a slash that nobody escaped: then the last @ before the first space counts.
	if (!at)
		for (size_t i = end; i < t.n && t.p[i] != ' '; i++)
			if (t.p[i] == '@' && memchr(t.p + from, ':', end - from))
				at = i;
	for (size_t i = from; i < at && !colon; i++)
		if (t.p[i] == ':')
			colon = i;
	const char *query = memchr(t.p + from, '?', t.n - from); // ?password=… and the like
	size_t n = query && (size_t)(query - t.p) > at ? (size_t)(query - t.p) : t.n;
	if (!at || !colon)
		return (struct text){t.p, n};
	char *p = arena_raw(a, t.n + 1);
	memcpy(p, t.p, colon);
	memcpy(p + colon, t.p + at, n - at);
	p[colon + n - at] = 0;
	return (struct text){p, colon + n - at};
}

// ---- disks

static struct text last_part(struct text path)
{
	while (text_cut(path, '/', NULL, &path))
		;
	return path;
}

// A device name of the kernel: one part of a path, no dots alone.
static const char *block_named(struct probe_run *run, struct text name)
{
	if (!name.n || name.n > 64 || memchr(name.p, '/', name.n) || name.p[0] == '.')
		return NULL;
	const char *block = text_dup(run->a, name);
	return sys_exists(run->sys, arena_printf(run->a, "/sys/class/block/%s", block)) ? block : NULL;
}

static const char *block_of_mapper(struct probe_run *run, struct text name)
{
	struct sys_names all;
	struct text t;
	if (sys_list(run->sys, run->a, "/sys/class/block", &all) != SYS_OK)
		return NULL;
	for (size_t i = 0; i < all.n && i < DEVICES_MAX; i++)
		if (strncmp(all.name[i], "dm-", 3) == 0 &&
			sys_read(run->sys, run->a, arena_printf(run->a, "/sys/class/block/%s/dm/name", all.name[i]), 4096, &t) == SYS_OK &&
			text_line(&t, &t) && t.n == name.n && memcmp(t.p, name.p, t.n) == 0)
			return all.name[i];
	return NULL;
}

static const char *block_by_link(struct probe_run *run, const char *folder, struct text name)
{
	struct text target;
	if (!name.n || name.n > 256 || memchr(name.p, '/', name.n))
		return NULL;
	char *path = arena_printf(run->a, "/dev/disk/%s/%s", folder, text_dup(run->a, name));
	return sys_link(run->sys, run->a, path, &target) == SYS_OK ? block_named(run, last_part(target)) : NULL;
}

const char *place_block(struct probe_run *run, struct text device)
{
	static const struct {
		const char *word, *folder;
	} by[] = {{"UUID=", "by-uuid"}, {"LABEL=", "by-label"}, {"PARTUUID=", "by-partuuid"}, {"PARTLABEL=", "by-partlabel"}, {"ID=", "by-id"}};
	for (size_t i = 0; i < sizeof by / sizeof *by; i++)
		if (text_starts(device, by[i].word)) {
			struct text name = text_after(device, strlen(by[i].word));
			if (name.n > 1 && name.p[0] == '"')
				name = (struct text){name.p + 1, name.n - 2};
			return block_by_link(run, by[i].folder, name);
		}
	struct text target;
	if (!text_starts(device, "/dev/"))
		return NULL;
	if (text_starts(device, "/dev/mapper/")) {
		const char *block = block_of_mapper(run, text_after(device, 12));
		if (block)
			return block;
	}
	if (sys_link(run->sys, run->a, text_dup(run->a, device), &target) == SYS_OK)
		return block_named(run, last_part(target));
	return block_named(run, text_after(device, 5));
}

// LUKS and plain dm-crypt have a uuid CRYPT-LUKS2-…, CRYPT-PLAIN-…; dm-verity and dm-integrity, which hide nothing, are CRYPT- too.
static bool is_crypt(struct probe_run *run, const char *block)
{
	struct text t;
	return sys_read(run->sys, run->a, arena_printf(run->a, "/sys/class/block/%s/dm/uuid", block), 4096, &t) == SYS_OK &&
		text_starts(t, "CRYPT-") && !text_starts(t, "CRYPT-VERITY") && !text_starts(t, "CRYPT-INTEGRITY");
}

static int encrypted_down(struct probe_run *run, const char *block, int depth)
{
	struct sys_names slaves = {NULL, 0};
	if (depth > DEPTH_MAX || strncmp(block, "loop", 4) == 0 || strncmp(block, "nbd", 3) == 0)
		return -1; // what stands below is a file or another machine
	if (is_crypt(run, block))
		return 1;
	if (sys_list(run->sys, run->a, arena_printf(run->a, "/sys/class/block/%s/slaves", block), &slaves) != SYS_OK || !slaves.n)
		return strncmp(block, "dm-", 3) == 0 || strncmp(block, "md", 2) == 0 ? -1 : 0;
	int all = 1;
	for (size_t i = 0; i < slaves.n && i < 64; i++) {
		int one = encrypted_down(run, slaves.name[i], depth + 1);
		if (one == 0)
			return 0;
		if (one < 0)
			all = -1;
	}
	return all;
}

int place_block_encrypted(struct probe_run *run, const char *block)
{
	return block ? encrypted_down(run, block, 0) : -1;
}

// A btrfs may lie on several disks: all of them count.
static int btrfs_encrypted(struct probe_run *run, const char *block)
{
	struct sys_names all, devices;
	int found = place_block_encrypted(run, block);
	if (sys_list(run->sys, run->a, "/sys/fs/btrfs", &all) != SYS_OK)
		return found;
	for (size_t i = 0; i < all.n && i < 64; i++) {
		bool ours = false;
		int worst = 1;
		if (sys_list(run->sys, run->a, arena_printf(run->a, "/sys/fs/btrfs/%s/devices", all.name[i]), &devices) != SYS_OK)
			continue;
		for (size_t k = 0; k < devices.n && k < 64; k++) {
			int one = encrypted_down(run, devices.name[k], 0);
			ours |= strcmp(devices.name[k], block) == 0;
			if (one == 0 || (one < 0 && worst))
				worst = one;
		}
		if (ours)
			return worst;
	}
	return found;
}

// In an image only names can be compared: the left column of crypttab is the name below /dev/mapper.
static int configured_encrypted(const struct place *p, struct text device)
{
	struct text rest = p->crypttab, line, name;
	bool any = false;
	while (text_line(&rest, &line)) {
		line = text_uncomment(line, "#");
		if (!text_word(&line, &name))
			continue;
		any = true;
		if (text_starts(device, "/dev/mapper/") && device.n - 12 == name.n && memcmp(device.p + 12, name.p, name.n) == 0)
			return 1;
	}
	if (!any)
		return 0;
	// With encrypted disks about, a UUID or a volume may well lie on one of them; a plain partition does not.
	return text_starts(device, "/dev/sd") || text_starts(device, "/dev/nvme") || text_starts(device, "/dev/vd") ||
			text_starts(device, "PARTUUID=")
		? 0
		: -1;
}

int place_encrypted(struct probe_run *run, const struct place *p, const struct place_mount *m)
{
	if (place_network(m->type) || text_is(m->type, "zfs"))
		return -1; // ZFS keeps that in the pool, which only its own tool reads
	const char *block = place_block(run, m->device);
	if (block && text_is(m->type, "btrfs"))
		return btrfs_encrypted(run, block);
	if (block)
		return place_block_encrypted(run, block);
	return p->configured ? configured_encrypted(p, m->device) : -1;
}

static int removable_down(struct probe_run *run, const char *block, int depth)
{
	struct text t, path;
	struct sys_names slaves = {NULL, 0};
	char *dir = arena_printf(run->a, "/sys/class/block/%s", block);
	if (depth > DEPTH_MAX)
		return -1;
	if (sys_list(run->sys, run->a, arena_printf(run->a, "%s/slaves", dir), &slaves) == SYS_OK && slaves.n)
		return removable_down(run, slaves.name[0], depth + 1);
	if (sys_link(run->sys, run->a, dir, &path) == SYS_OK &&
		(text_has(path, "/usb") || text_has(path, "/firewire") || text_has(path, "/thunderbolt")))
		return 1;
	if (sys_read(run->sys, run->a, arena_printf(run->a, "%s/removable", dir), 4096, &t) == SYS_OK ||
		sys_read(run->sys, run->a, arena_printf(run->a, "%s/../removable", dir), 4096, &t) == SYS_OK)
		return text_starts(t, "1");
	return -1;
}

int place_removable(struct probe_run *run, const struct place_mount *m)
{
	const char *block = place_network(m->type) ? NULL : place_block(run, m->device);
	int found = block ? removable_down(run, block, 0) : -1;
	if (found >= 0)
		return found;
	return text_starts(m->target, "/media/") || text_starts(m->target, "/run/media/") ? 1 : -1;
}

const char *place_disk(struct probe_run *run, const struct place_mount *m)
{
	const char *block = place_network(m->type) ? NULL : place_block(run, m->device);
	for (int depth = 0; block && depth < DEPTH_MAX; depth++) {
		struct sys_names slaves = {NULL, 0};
		struct text path, before;
		char *dir = arena_printf(run->a, "/sys/class/block/%s", block);
		if (sys_list(run->sys, run->a, arena_printf(run->a, "%s/slaves", dir), &slaves) == SYS_OK && slaves.n) {
			block = slaves.name[0];
			continue;
		}
		if (!sys_exists(run->sys, arena_printf(run->a, "%s/partition", dir)))
			return block;
		if (sys_link(run->sys, run->a, dir, &path) != SYS_OK) // …/block/sda/sda3
			return NULL;
		struct text last = last_part(path);
		if (path.n <= last.n + 1)
			return NULL;
		before = (struct text){path.p, path.n - last.n - 1};
		block = block_named(run, last_part(before));
	}
	return NULL;
}
