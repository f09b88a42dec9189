// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /settings/mail: the server that sends our messages. Its password goes to a file of its own; left empty, the one that is there stays.
#include "../../core/mail.h"
#include "../door/act.h"

#include <string.h>

static const struct field fields[] = {{.name = "server", .type = FIELD_TEXT, .optional = true, .max = 200}, {.name = "security", .type = FIELD_WORD, .words = "starttls|tls|none"},
	{.name = "user", .type = FIELD_TEXT, .optional = true, .max = 200}, {.name = "from", .type = FIELD_TEXT, .optional = true, .max = 254},
	{.name = "secret", .type = FIELD_SECRET, .optional = true, .min = 1, .max = 200}, {0}};

// host:port
static bool server_good(struct text t)
{
	struct text port, host = t;
	int64_t n;
	return text_cut(t, ':', &host, &port) && host.n && text_int(port, 10, &n) && n > 0 && n < 65536 && !memchr(host.p, ' ', host.n);
}

static bool keep(struct job *j, const char *name, const char *value)
{
	struct err e = {0};
	return db_do(j->d, &e, "INSERT OR REPLACE INTO setting VALUES(?1,?2)", "ss", name, value) || job_failed(j, &e);
}

static bool run(struct job *j)
{
	struct err e = {0};
	const char *server = job_text(j, "server"), *from = job_has(j, "from") ? door_mail(j->a, job_text(j, "from")) : "", *path = mail_key_path(j->a, j->db_path);
	if (act_half(j))
		return false;
	if (*server && !server_good(text_of(server)))
		return job_refuse(j, "server", "Write the server and its port, such as smtp.example.com:587.");
	if (!from || (*server && !*from))
		return job_refuse(j, "from", "This is not a mail address.");
	const char *before = db_text(j->d, j->a, "SELECT value FROM setting WHERE name='mail_server'", "");
	if (!keep(j, "mail_server", server) || !keep(j, "mail_security", job_text(j, "security")) || !keep(j, "mail_user", job_text(j, "user")) || !keep(j, "mail_from", from))
		return false;
	// Another server must never be sent the password of the one before.
	bool moved = strcmp(server, before ? before : "") != 0;
	if ((*job_text(j, "secret") || moved) && !mail_key_write(path, job_text(j, "secret"), &e))
		return job_failed(j, &e);
	j->thing = server;
	j->to = "/settings";
	j->say_done = say_keep(j->a, *server ? "Saved. Now send a test message." : "Saved. No messages are sent.", "");
	return true;
}

const struct action action_mail_save = {.path = "/settings/mail", .may = ROLE_OWNER, .page = "/settings", .fields = fields, .run = run};
