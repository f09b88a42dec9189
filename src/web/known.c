// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What only the server knows and a page may show, as JSON for json_each: accounts and links of the secret file (nothing in it opens a door), the
// actions, and how the server itself stands; see server.h.
#include "../base/json.h"
#include "door/door.h"
#include "action_table.h"
#include "server.h"
#include "writer.h"

#include <string.h>
#include <sys/stat.h>

// The second step that was begun: {"typed","uri"}. For who sits at a browser: a key for a program that may only read must not learn it.
static const char *begun_step(struct reader *r, const struct who *who)
{
	struct person p;
	const char *base, *uri, *firm = db_text(r->d, r->job, "SELECT name FROM firm", "");
	if (who->link || who->token || who->needs_step || !door_person(r->secret, r->job, who->member, 0, &p) ||
		!totp_begun(r->secret, r->job, who->member, firm ? firm : "Bolwerk", p.mail, &base, &uri))
		return NULL;
	struct buf *b = buf_new(r->job, 4096);
	buf_str(b, "{\"typed\":");
	json_write(b, text_of(base));
	buf_str(b, ",\"uri\":");
	json_write(b, text_of(uri));
	buf_char(b, '}');
	return b->p;
}


// Every action: [{"path","may","fields"}]. may: words; fields: their names.
static const char *actions(struct arena *a)
{
	static const char *const words[] = {"nobody", "owner", "staff", "supplier", "auditor", "signer", "checker"};
	struct buf *b = buf_new(a, (size_t)256 << 10);
	for (const struct action *const *x = action_table; *x; x++) {
		buf_str(b, b->n ? ",{\"path\":" : "[{\"path\":");
		json_write(b, text_of((*x)->path));
		buf_str(b, ",\"may\":\"");
		for (int i = 0, n = 0; i < 7; i++)
			if ((*x)->may & 1U << i)
				buf_printf(b, "%s%s", n++ ? ", " : "", words[i]);
		buf_str(b, "\",\"fields\":\"");
		for (const struct field *f = (*x)->fields; f && f->name; f++)
			buf_printf(b, "%s%s%s%s%s", f == (*x)->fields ? "" : ", ", f->name, f->words ? "=" : "", f->words ? f->words : "", f->optional ? "?" : "");
		buf_str(b, "\"}");
	}
	buf_str(b, "]");
	return b->p;
}

// How the server stands: {"owners","owners_step","idle":accounts unused for 90 days,"never":accounts without a password,"broken":first row of the log
// that does not follow, "open":[accounts],"closed":1 when the secret file is for its owner alone,"sandboxed","tls","trusted"}.
static const char *self(const struct request *q, struct reader *r, int64_t now)
{
	struct stat st = {0};
	bool closed = stat(q->s->secret_path, &st) == 0 && (st.st_mode & 077) == 0;
	const char *people = db_text(r->secret, r->job,
		"SELECT json_object('owners', sum(role=?2), 'owners_step', sum(role=?2 AND (totp IS NOT NULL OR EXISTS (SELECT 1 FROM passkey k WHERE k.member=p.id))),"
		" 'idle', sum(password IS NOT NULL AND coalesce((SELECT max(used_at) FROM session s WHERE s.member=p.id), made_at) < ?1-90*86400),"
		" 'never', sum(password IS NULL)) FROM person p WHERE until_at IS NULL OR until_at>?1",
		"ii", now, (int64_t)ROLE_OWNER);
	const char *open = db_text(r->secret, r->job, "SELECT json_group_array(id) FROM person WHERE until_at IS NULL OR until_at>?1", "i", now);
	return arena_printf(r->job, "{\"people\":%s,\"open\":%s,\"broken\":%lld,\"closed\":%d,\"sandboxed\":%d,\"tls\":%d,\"trusted\":%d}", people ? people : "{}", open ? open : "[]",
		(long long)audit_broken(r->d), closed, q->s->sandboxed, q->port->tls, q->s->trusted);
}

// Whether the browser came by a name: a passkey belongs to one, never to an address.
static bool named(const struct request *q)
{
	const char *host = MHD_lookup_connection_value(q->c, MHD_HEADER_KIND, "Host");
	return host && *host && *host != '[' && host[strspn(host, "0123456789.:")];
}

// How devices come to trust us: {"address","print"}; without our own authority nothing is to be trusted.
static const char *trust(struct reader *r, const struct server *s)
{
	return s->print ? arena_printf(r->job, "{\"address\":\"%s\",\"print\":\"%s\"}", s->address ? s->address : "", s->print) : NULL;
}

const char *known_value(const struct request *q, struct reader *r, const struct who *who, const char *name, int64_t now)
{
	bool owner = who->role == ROLE_OWNER && !who->needs_step;
	if (strcmp(name, "account") == 0)
		return who->link || who->token ? "{}" : door_account(r->secret, r->job, who, now);
	if (strcmp(name, "people") == 0)
		return owner ? door_people(r->secret, r->job, now) : "[]";
	if (strcmp(name, "supplier_links") == 0)
		return owner ? door_links(r->secret, r->job, ROLE_SUPPLIER, now) : "[]";
	if (strcmp(name, "checker_links") == 0)
		return who->role & ROLE_WRITER ? door_links(r->secret, r->job, ROLE_CHECKER, now) : "[]";
	if (strcmp(name, "totp") == 0)
		return begun_step(r, who);
	if (strcmp(name, "trust") == 0)
		return trust(r, q->s);
	if (strcmp(name, "site") == 0)
		return q->port->tls && q->s->trusted && named(q) ? "{\"passkeys\":1}" : "{\"passkeys\":0}";
	if (strcmp(name, "actions") == 0)
		return actions(r->job);
	if (strcmp(name, "self") == 0)
		return self(q, r, now);
	return NULL;
}
