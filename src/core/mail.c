// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The queue of messages and the password of the mail server; see mail.h. What fills the queue with reminders is remind.c.
#include "mail.h"
#include "../base/json.h"
#include "mime.h"
#include "place.h"
#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef _WIN32
#define fsync(fd) (0)
#define O_CLOEXEC 0
#define O_NOFOLLOW 0
#endif

bool mail_queue(struct db *d, const struct mail *m, int64_t now, int64_t *ret_id, struct err *e)
{
	if (!mime_address(m->to))
		return err_set(e, "\"%s\" is no mail address", m->to);
	struct rows r = db_rows(d,
		"INSERT INTO mail(to_address, lang, subject, body, kind, once_key, message_id, made_at, next_at) "
		"VALUES(?1,?2,?3,?4,?5,?6,lower(hex(randomblob(12))) || '.' || ?7,?7,?7) ON CONFLICT(once_key) DO NOTHING RETURNING id",
		"ssssssi", m->to, m->lang, m->subject, m->body, m->kind, m->once_key, now);
	struct err why = {0};
	int64_t id = rows_next(&r, &why) ? rows_int(&r, 0) : 0;
	if (id)
		rows_next(&r, &why); // an INSERT is done when it was run to its end
	if (why.text[0])
		return err_set(e, "%s", why.text);
	if (ret_id)
		*ret_id = id;
	return true;
}

static const char *filled(struct db *d, struct arena *a, const char *kind, const char *lang, const char *field, const char *values, int64_t now)
{
	struct say s = {d, a, lang, now};
	struct buf *b = buf_new(a, 65536);
	const char *template =
		db_text(d, a, "SELECT text FROM cat.mail_text WHERE kind=?1 AND lang=?2 AND field=?3", "sss", kind, lang, field);
	if (!template)
		return NULL;
	buf_str(b, "\x01[");
	json_write(b, text_of(template));
	buf_str(b, values);
	buf_char(b, ']');
	return say_text(&s, "", b->p);
}

bool mail_queue_kind(struct db *d, const char *kind, const char *to, const char *lang, const char *once_key, int64_t now, int64_t *ret_id, struct err *e,
	const char *fmt, ...)
{
	struct arena *a = arena_new();
	struct buf *values = buf_new(a, 32768);
	va_list ap;
	va_start(ap, fmt);
	for (; *fmt; fmt++) {
		buf_char(values, ',');
		if (*fmt == 'i')
			buf_printf(values, "%lld", (long long)va_arg(ap, int64_t));
		else
			json_write(values, text_of(va_arg(ap, const char *)));
	}
	va_end(ap);
	struct mail m = {to, lang, filled(d, a, kind, lang, "subject", values->p, now), filled(d, a, kind, lang, "body", values->p, now), kind, once_key};
	bool good = m.subject && m.body ? mail_queue(d, &m, now, ret_id, e) : err_set(e, "there is no message \"%s\" in the language \"%s\"", kind, lang);
	arena_free(a);
	return good;
}

// ---- sending

bool mail_take(struct db *d, struct arena *a, int64_t only, int64_t now, struct mail_waiting *ret, struct err *e)
{
	struct mail_waiting m = {0};
	struct err why = {0};
	struct rows r = db_rows(d,
		"UPDATE mail SET next_at=?1+?2, tries=tries+1 WHERE id=(SELECT id FROM mail WHERE next_at<=?1 AND ?3 IN (0, id) ORDER BY next_at, id LIMIT 1) "
		"RETURNING id, made_at, tries, to_address, lang, subject, body, message_id",
		"iii", now, (int64_t)MAIL_LEASE, only);
	while (rows_next(&r, &why)) {
		m = (struct mail_waiting){.id = rows_int(&r, 0), .made_at = rows_int(&r, 1), .tries = rows_int(&r, 2), .to = arena_strdup(a, rows_text(&r, 3)),
			.lang = arena_strdup(a, rows_text(&r, 4)), .subject = arena_strdup(a, rows_text(&r, 5)), .body = arena_strdup(a, rows_text(&r, 6)),
			.message_id = arena_strdup(a, rows_text(&r, 7))};
	}
	if (why.text[0])
		return err_set(e, "%s", why.text);
	*ret = m;
	return true;
}

bool mail_sent(struct db *d, const struct mail_waiting *m, int64_t now, struct err *e)
{
	return db_do(d, e, "UPDATE mail SET sent_at=?2, next_at=NULL, error=NULL, body='' WHERE id=?1", "ii", m->id, now);
}

bool mail_failed(struct db *d, const struct mail_waiting *m, int64_t now, bool refused, const char *why, struct err *e)
{
	static const int64_t minutes[] = {1, 5, 20, 60, 180, 360};
	int64_t last = sizeof minutes / sizeof *minutes - 1, try = m->tries - 1 < last ? m->tries - 1 : last;
	int64_t next = now + minutes[try < 0 ? 0 : try] * 60;
	if ((refused && m->tries >= MAIL_REFUSED_MAX) || next > m->made_at + MAIL_GIVE_UP)
		return db_do(d, e, "UPDATE mail SET next_at=NULL, error=?2, body='' WHERE id=?1", "is", m->id, why);
	return db_do(d, e, "UPDATE mail SET next_at=?2, error=?3 WHERE id=?1", "iis", m->id, next, why);
}

// ---- the password

const char *mail_key_path(struct arena *a, const char *firm_path)
{
	return place_beside(a, firm_path, "mail.key");
}

static bool write_key(const char *path, const char *password)
{
	size_t n = strlen(password);
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool good = write(fd, password, n) == (ssize_t)n && fsync(fd) == 0;
	return close(fd) == 0 && good;
}

bool mail_key_write(const char *path, const char *password, struct err *e)
{
	if (!*password)
		return unlink(path) == 0 || errno == ENOENT || err_set(e, "\"%s\" cannot be taken away: %s", path, strerror(errno));
	struct arena *a = arena_new();
	const char *fresh = arena_printf(a, "%s.new", path);
	bool good = (write_key(fresh, password) && rename(fresh, path) == 0) || err_set(e, "\"%s\" cannot be written: %s", path, strerror(errno));
	if (!good)
		unlink(fresh);
	arena_free(a);
	return good;
}

bool mail_key_read(struct arena *a, const char *path, const char **ret, struct err *e)
{
	char text[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT) {
		*ret = "";
		return true;
	}
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_set(e, "\"%s\" cannot be read: %s", path, strerror(errno));
	if (n == (ssize_t)sizeof text || memchr(text, 0, (size_t)n))
		return err_set(e, "\"%s\" holds no password", path);
	while (n && (text[n - 1] == '\n' || text[n - 1] == '\r')) // somebody may have written it with an editor
		n--;
	*ret = arena_strndup(a, text, (size_t)n);
	return true;
}
