// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// File systems that keep data, the places where memory is written to disk, and whether what stands there is encrypted. From the
// kernel's list of mounts and of swap and the disks in /sys; in an image from fstab and crypttab, which tell less.
#include "../share/place.h"
#include "../share/share.h"
#include "../../base/buf.h"

#include <string.h>

// Options of a network file system may hold a password or the name of a file with one.
static const char *options_clean(struct probe_run *run, struct text options)
{
	static const char *const secret[] = {
		"password=", "password2=", "pass=", "passwd=", "pw=", "key=", "keyid=", "secret=", "cred", "passphrase="};
	struct buf *b = buf_new(run->a, 8192);
	struct text one;
	while (text_field(&options, ',', &one)) {
		bool hide = false;
		for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
			hide |= one.n >= strlen(secret[i]) && text_is_nocase((struct text){one.p, strlen(secret[i])}, secret[i]);
		if (hide)
			continue;
		if (b->n)
			buf_char(b, ',');
		buf_add(b, one.p, one.n);
	}
	return b->n ? b->p : NULL;
}

static void size_row(struct probe_run *run, const char *block)
{
	struct text t;
	int64_t sectors; // of 512 bytes, whatever the disk has (Documentation/ABI/stable/sysfs-block)
	if (block && sys_read(run->sys, run->a, arena_printf(run->a, "/sys/class/block/%s/size", block), 4096, &t) == SYS_OK && text_line(&t, &t) &&
		text_int(text_trim(t), 10, &sectors) && sectors >= 0)
		row_int(run, "size_mb", sectors / 2048);
}

static void mount_row(struct probe_run *run, const struct place *p, const struct place_mount *m)
{
	bool network = place_network(m->type);
	row_begin(run, "filesystem");
	row_text(run, "target", m->target);
	row_text(run, "device", place_clean(run->a, m->device));
	row_text(run, "type", m->type);
	row_flag(run, "encrypted", place_encrypted(run, p, m));
	row_int(run, "removable", place_removable(run, m) == 1);
	row_int(run, "network", network);
	row_int(run, "read_only", place_option(m->options, "ro"));
	row_str(run, "options", options_clean(run, m->options));
	if (!network)
		size_row(run, place_block(run, m->device));
	row_end(run);
}

// What is mounted over a place hides what was there before; a container or program may mount single files.
static bool counts(struct probe_run *run, const struct place *p, size_t i)
{
	const struct place_mount *m = &p->mount[i];
	struct sys_stat st;
	if (!place_keeps(m->type) || !m->target.n || m->target.p[0] != '/')
		return false;
	for (size_t k = i + 1; k < p->n; k++)
		if (p->mount[k].target.n == m->target.n && memcmp(p->mount[k].target.p, m->target.p, m->target.n) == 0)
			return false;
	return place_network(m->type) || sys_lstat(run->sys, text_dup(run->a, m->target), &st) != SYS_OK || st.kind == 'd';
}

// ---- swap

static void swap_row(struct probe_run *run, const struct place *p, struct text device, bool file)
{
	struct place_mount as = {.device = device, .target = text_of("none"), .type = text_of("swap"), .options = text_of("")};
	const struct place_mount *below = file ? place_of(p, device) : NULL;
	bool zram = text_starts(device, "/dev/zram");
	row_begin(run, "swap");
	row_text(run, "device", device);
	if (!zram)
		row_flag(run, "encrypted", below ? place_encrypted(run, p, below) : file ? -1 : place_encrypted(run, p, &as));
	row_str(run, "kind", zram ? "zram" : file ? "file" : "partition");
	row_end(run);
}

static void swap_live(struct probe_run *run, const struct place *p, struct text t)
{
	struct text line, device, kind;
	for (int number = 0; text_line(&t, &line); number++) {
		if (number == 0 || !text_trim(line).n) // the head: Filename Type Size Used Priority
			continue;
		if (!text_word(&line, &device) || !text_word(&line, &kind) || device.p[0] != '/') {
			probe_partly(run, "odd_line", "/proc/swaps");
			continue;
		}
		swap_row(run, p, place_unescape(run->a, device), text_is(kind, "file"));
	}
}

// A swap line of fstab with a new random key at each start is named in crypttab like any other encrypted device.
static void swap_configured(struct probe_run *run, const struct place *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct place_mount *m = &p->mount[i];
		if (text_is(m->type, "swap"))
			swap_row(run, p, m->device, m->device.p[0] == '/' && !text_starts(m->device, "/dev/"));
	}
}

static void probe_filesystem_run(struct probe_run *run)
{
	struct text t;
	struct place *p = place_read(run);
	if (!p->file) {
		probe_failed(run, "missing", sys_live(run->sys) ? "/proc/mounts" : "/etc/fstab");
		return;
	}
	for (size_t i = 0; i < p->n; i++)
		if (counts(run, p, i))
			mount_row(run, p, &p->mount[i]);
	if (p->configured)
		swap_configured(run, p);
	else if (probe_read(run, "/proc/swaps", &t))
		swap_live(run, p, t);
}

const struct probe probe_filesystem = {"filesystem", "filesystem swap", probe_filesystem_run};
