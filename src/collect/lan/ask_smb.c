// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// File sharing of Windows kind: which versions, whether it signs, what it is called, which folders it shows and opens to somebody without a name. One
// trial as "guest" without a password, because that is how Windows lets in whoever has none; no password is ever given. Writes the shares of NFS, FTP
// and rsync too, which the talks found.
#include "crew.h"
#include "door.h"
#include "../read/banner.h"
#include "../read/smb1.h"
#include "../../base/clock.h"

#include <gnutls/crypto.h>
#include <string.h>

#define DEVICE_MS 45000
#define TRY_MAX 12 // shares of one device that are tried

struct files {
	bool answered, smb1, two;
	bool strict;              // it speaks 3.1.1 alone
	unsigned dialect;
	int signing;              // 2 required, 1 offered, 0 off
	int guest;                // 1, 0, -1
	bool listed;              // the list of shares was given
	const char *computer, *workgroup, *os;
	struct address address;
	struct door_share *share; // kind smb
};

struct smb_talk {
	struct asked *of;
	struct gentle *dial;
	struct line line;
	struct smb_state state;
	struct smb1_state state1;
	struct arena *a;
	struct files *files;
	const char *address;
};

// ---- packets

static struct text packet(struct smb_talk *t)
{
	for (int i = 0; i < 4; i++) {
		struct text head = gentle_exact(&t->line, 4, 4000);
		int n = smb_frame(head);
		if (n < 0 || n > 60000)
			break;
		if (n > 0)
			return gentle_exact(&t->line, (size_t)n, 4000);
	}
	return (struct text){"", 0};
}

static bool ask(struct smb_talk *t, const struct buf *b, struct smb_reply *ret)
{
	*ret = (struct smb_reply){.status = 1};
	if (!gentle_send(&t->line, b->p, b->n))
		return false;
	for (int i = 0; i < 4; i++) { // 0x103: it is thinking
		if (!smb_read(packet(t), &t->state, ret))
			return false;
		if (ret->status != 0x103)
			return true;
	}
	return false;
}

static bool ask1(struct smb_talk *t, const struct buf *b, struct smb1_reply *ret)
{
	*ret = (struct smb1_reply){.status = 1};
	return gentle_send(&t->line, b->p, b->n) && smb1_read(packet(t), &t->state1, ret);
}

static struct buf *fresh(struct smb_talk *t)
{
	return buf_new(t->a, 8192);
}

static bool opened(struct smb_talk *t)
{
	t->state = (struct smb_state){0};
	t->state1 = (struct smb1_state){0};
	return gentle_open(t->dial, 445, &t->line) == GENTLE_OPEN;
}

// ---- shares

static bool folder(unsigned type)
{
	return (type & 0xffff) == 0;
}

static struct door_share *keep(struct smb_talk *t, const char *name)
{
	for (struct door_share *s = t->files->share; s; s = s->next)
		if (strcmp(s->name, name) == 0)
			return s;
	struct door_share *s = arena_alloc(t->a, sizeof *s);
	*s = (struct door_share){"smb", name, -1, t->files->share};
	return t->files->share = s;
}

// Opens each folder that was listed: what opens here opens for everybody.
static void try_shares(struct smb_talk *t)
{
	int n = 0;
	for (struct door_share *s = t->files->share; s && n < TRY_MAX; s = s->next, n++) {
		struct buf *b = fresh(t);
		struct smb_reply r;
		smb_write_tree(b, &t->state, arena_printf(t->a, "\\\\%s\\%s", t->address, s->name));
		if (!ask(t, b, &r))
			return;
		if (r.status == 0)
			s->anybody = t->files->guest = 1;
		else if (s->anybody < 0)
			s->anybody = 0;
	}
}

static void list_shares(struct smb_talk *t)
{
	struct buf *b = fresh(t);
	struct smb_reply r;
	struct smb_share *share = arena_alloc(t->a, SMB_SHARES_MAX * sizeof *share);
	smb_write_tree(b, &t->state, arena_printf(t->a, "\\\\%s\\IPC$", t->address));
	if (!ask(t, b, &r) || r.status != 0)
		return;
	buf_clear(b);
	smb_write_pipe(b, &t->state);
	if (!ask(t, b, &r) || r.status != 0)
		return;
	buf_clear(b);
	smb_write_bind(b, &t->state);
	if (!ask(t, b, &r) || r.status != 0)
		return;
	buf_clear(b);
	smb_write_list(b, &t->state);
	int n = ask(t, b, &r) ? smb_read_list(&r, share) : -1;
	t->files->listed = t->files->listed || n >= 0;
	for (int i = 0; i < n; i++) {
		const char *name = smb_ascii(t->a, share[i].name);
		if (folder(share[i].type) && !(share[i].type & 0x80000000) && *name && name[strlen(name) - 1] != '$')
			keep(t, name);
	}
}

// ---- a session of somebody without a name, and one of guest

// "guest" with no password, as NTLM version 2 wants it said.
static struct text guest_answer(struct smb_talk *t, const struct smb_names *names)
{
	static const unsigned char empty[16] = {0x31, 0xd6, 0xcf, 0xe0, 0xd1, 0x6a, 0xe9, 0x31, 0xb7, 0x3c, 0x59, 0xd7, 0xe0, 0xc0, 0x89, 0xc0},
				   user[] = {'G', 0, 'U', 0, 'E', 0, 'S', 0, 'T', 0};
	unsigned char key[16], proof[16];
	struct buf *all = fresh(t), *b = fresh(t);
	buf_add(all, names->challenge, 8);
	wire_put_le(b, 8, 0x0101);
	wire_put_le(b, 8, ((uint64_t)t->of->run->ask->now + 11644473600u) * 10000000u);
	buf_add(b, "Bolwerk!", 8);
	wire_put_le(b, 4, 0);
	buf_add(b, names->info.p, names->info.n < 2048 ? names->info.n : 2048);
	wire_put_le(b, 4, 0);
	buf_add(all, b->p, b->n);
	if (gnutls_hmac_fast(GNUTLS_MAC_MD5, empty, 16, user, sizeof user, key) < 0 || gnutls_hmac_fast(GNUTLS_MAC_MD5, key, 16, all->p, all->n, proof) < 0)
		return (struct text){"", 0};
	buf_clear(all);
	buf_add(all, proof, 16);
	buf_add(all, b->p, b->n);
	return (struct text){all->p, all->n};
}

static void told_names(struct smb_talk *t, const struct smb_names *n)
{
	struct files *f = t->files;
	f->computer = smb_ascii(t->a, n->computer);
	f->workgroup = smb_ascii(t->a, n->domain);
	if (n->build > 0) {
		const char *version = arena_printf(t->a, "%d.%d.%d", n->major, n->minor, n->build);
		f->os = arena_printf(t->a, "Windows %s", version);
		asked_fact(t->of, LAN_OS, text_of("windows"), 60);
		asked_fact(t->of, LAN_OS_VERSION, text_of(version), 60);
	}
	if (*f->computer)
		asked_fact(t->of, LAN_NAME, text_of(f->computer), 60);
}

// Gives true when the session stands. guest: as guest, else as nobody.
static bool session(struct smb_talk *t, bool guest)
{
	struct buf *b = fresh(t), *blob = fresh(t);
	struct smb_hello hello;
	struct smb_reply r;
	struct smb_names names;
	smb_write_hello(b, t->files->strict);
	if (!gentle_send(&t->line, b->p, b->n))
		return false;
	if (!smb_read_hello(packet(t), &hello)) {
		t->files->strict = t->files->dialect == 0x0311;
		return false;
	}
	t->state.message = 1;
	smb_ntlm_first(blob);
	buf_clear(b);
	smb_write_session(b, &t->state, (struct text){blob->p, blob->n});
	if (!ask(t, b, &r) || r.status != SMB_MORE || !smb_read_names(&r, &names))
		return false;
	told_names(t, &names);
	buf_clear(blob);
	buf_clear(b);
	if (guest)
		smb_ntlm_user(blob, "guest", guest_answer(t, &names));
	else
		smb_ntlm_nobody(blob);
	smb_write_session(b, &t->state, (struct text){blob->p, blob->n});
	return ask(t, b, &r) && r.status == 0;
}

static void sessions(struct smb_talk *t)
{
	for (int guest = 0; guest < 2 && t->files->guest != 1; guest++) {
		if (!opened(t))
			return;
		bool strict = t->files->strict, in = session(t, guest);
		if (t->files->strict != strict) { // once more, with what it insists on
			gentle_close(&t->line);
			if (!opened(t))
				return;
			in = session(t, guest);
		}
		if (in) {
			list_shares(t);
			try_shares(t);
		}
		if (guest && t->files->guest < 0)
			t->files->guest = in;
		gentle_close(&t->line);
	}
}

// ---- versions

static void newest(struct smb_talk *t)
{
	struct files *f = t->files;
	struct smb_hello hello;
	struct buf *b = fresh(t), *hex = buf_new(t->a, 33);
	smb_write_hello(b, true);
	if (!opened(t))
		return;
	if (gentle_send(&t->line, b->p, b->n) && smb_read_hello(packet(t), &hello)) {
		f->answered = f->two = true;
		f->dialect = hello.dialect;
		f->signing = hello.must_sign ? 2 : hello.signs;
		for (size_t i = 0; i < hello.guid.n; i++)
			buf_printf(hex, "%02x", (unsigned char)hello.guid.p[i]);
		// Samba's is its name, which devices of one make may share
		if (hello.guid.n == 16 && memcmp(hello.guid.p + 13, "\0\0\0", 3) != 0)
			asked_trait(t->of, "smb", text_of(hex->p));
	}
	gentle_close(&t->line);
}

static void list1(struct smb_talk *t)
{
	struct smb1_reply r;
	struct buf *b = fresh(t);
	struct smb_share *share = arena_alloc(t->a, SMB_SHARES_MAX * sizeof *share);
	smb1_write_tree(b, &t->state1, arena_printf(t->a, "\\\\%s\\IPC$", t->address));
	if (!ask1(t, b, &r) || r.status != 0)
		return;
	buf_clear(b);
	smb1_write_list(b, &t->state1);
	int n = ask1(t, b, &r) ? smb1_read_list(&r, share) : -1;
	t->files->listed = t->files->listed || n >= 0;
	for (int i = 0, tried = 0; i < n && tried < TRY_MAX; i++) {
		const char *name = banner_clean(t->a, share[i].name, 13);
		if (!folder(share[i].type) || !name || name[strlen(name) - 1] == '$')
			continue;
		struct door_share *s = keep(t, name);
		buf_clear(b);
		smb1_write_tree(b, &t->state1, arena_printf(t->a, "\\\\%s\\%s", t->address, name));
		if (!ask1(t, b, &r))
			return;
		tried++;
		s->anybody = r.status == 0;
		if (r.status == 0)
			t->files->guest = 1;
	}
}

static void version1(struct smb_talk *t)
{
	struct files *f = t->files;
	struct smb_hello hello;
	struct smb1_reply r;
	struct buf *b = fresh(t);
	struct text os, program, domain;
	smb1_write_hello(b);
	if (!opened(t))
		return;
	if (gentle_send(&t->line, b->p, b->n) && smb1_read_hello(packet(t), &hello)) {
		f->answered = f->smb1 = true;
		if (!f->two)
			f->signing = hello.must_sign ? 2 : hello.signs;
		buf_clear(b);
		smb1_write_session(b, &t->state1);
		if (ask1(t, b, &r) && smb1_read_session(&r, &os, &program, &domain)) {
			f->os = banner_clean(t->a, text_of(arena_printf(t->a, "%s %s", text_dup(t->a, os), text_has(program, "Samba") ? text_dup(t->a, program) : "")), 80);
			f->workgroup = banner_clean(t->a, domain, 60);
			if (!f->two)
				list1(t);
		}
	}
	gentle_close(&t->line);
}

// ---- all devices

static struct files **found;

static const struct door *smb_door(const struct asked *d)
{
	for (const struct door *door = d->door; door; door = door->next)
		if (door->port->port == 445 && !door->port->udp)
			return door;
	return NULL;
}

static void ask_device(void *arg, struct arena *a, size_t i)
{
	struct asked *d = (struct asked *)arg + i;
	const struct door *door = smb_door(d);
	struct gentle dial;
	d->a = a;
	if (!door || d->gave_up)
		return;
	struct files *f = found[i] = arena_alloc(a, sizeof *f);
	*f = (struct files){.guest = -1, .address = door->address};
	gentle_begin(&dial, a, &door->address, d->run->card, DEVICE_MS);
	struct smb_talk t = {.of = d, .dial = &dial, .a = a, .files = f, .address = address_write(&door->address, arena_alloc(a, ADDRESS_TEXT))};
	newest(&t);
	version1(&t);
	if (f->two)
		sessions(&t);
	if (f->answered)
		asked_hint(d, "smb", text_of(f->os ? f->os : "smb"));
}

static const char *dialect(unsigned d)
{
	return d == 0x0202 ? "2.0.2" : d == 0x0210 ? "2.1" : d == 0x0300 ? "3.0" : d == 0x0302 ? "3.0.2" : d == 0x0311 ? "3.1.1" : NULL;
}

static void write_share(struct probe_run *run, const struct asked *d, const struct door_share *s)
{
	row_begin(run, "lan_share");
	row_str(run, "uid", asked_uid(d));
	row_str(run, "kind", s->kind);
	row_str(run, "name", s->name);
	row_flag(run, "anybody", s->anybody);
	row_end(run);
}

static void write_files(struct probe_run *run, const struct asked *d, const struct files *f)
{
	char text[ADDRESS_TEXT];
	row_begin(run, "lan_smb");
	row_str(run, "uid", asked_uid(d));
	row_str(run, "address", address_write(&f->address, text));
	row_flag(run, "smb1", f->smb1);
	row_str(run, "newest", f->two ? dialect(f->dialect) : "1");
	row_str(run, "signing", f->signing == 2 ? "required" : f->signing ? "offered" : "off");
	row_flag(run, "guest", f->guest);
	row_str(run, "computer", f->computer);
	row_str(run, "workgroup", f->workgroup);
	row_str(run, "os", f->os);
	row_end(run);
	for (const struct door_share *s = f->share; s; s = s->next)
		write_share(run, d, s);
}

static void smb_run(struct probe_run *run)
{
	struct lan_run *lan = run->with;
	size_t n;
	char text[ADDRESS_TEXT];
	struct asked *all = asked_all(lan, &n);
	found = arena_alloc(lan->a, (n + 1) * sizeof *found);
	crew_run(lan, n, ask_device, all);
	asked_tell(all, n);
	for (size_t i = 0; i < n; i++) {
		if (found[i] && found[i]->answered)
			write_files(run, &all[i], found[i]);
		else if (found[i])
			probe_partly(run, "odd_talk", address_write(&found[i]->address, text));
		for (const struct door *door = all[i].door; door; door = door->next)
			for (const struct door_share *s = door->share; s; s = s->next)
				write_share(run, &all[i], s);
	}
}

const struct probe lan_probe_smb = {"smb", "lan_smb lan_share", smb_run};
