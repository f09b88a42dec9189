// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk mail: fills the queue with what is due and sends it. Without --once it stays and looks every minute; each look is a process of its own,
// which reads the password, then gives up all but the firm's folder and calling out, and ends. So a new password or setting counts at once, and what
// goes wrong in one look is gone with it. It never opens the secret file.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../cmd/cmd.h"
#include "../core/firm.h"
#include "../core/mime.h"
#include "../core/place.h"
#include "../core/say.h"
#include "send.h"

#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVERY_S 60
#define SEND_MAX 200 // messages in one look

static const struct cmd cmd_mail = {"mail", "[--db FILE] [--once] [--send-only] [--ca FILE] [--test ADDRESS] [--now TIME]",
	"Sends the messages that wait, and reminders that are due.",
	NULL};

struct options {
	const char *db, *ca, *test, *now;
	bool once, send_only; // send_only: another program fills the queue (serve, which adds personal links)
	int64_t at; // --now; 0: the clock
};

struct tally {
	int queued, sent, failed;
	int64_t test; // number of the message of --test
};

static volatile sig_atomic_t ended; // somebody asks to stop: the message at hand is finished, no other is begun

static int64_t now(const struct options *o)
{
	return o->at ? o->at : clock_now();
}

// ---- one look

static const char *setting(struct db *d, struct arena *a, const char *name, const char *otherwise)
{
	const char *v = db_text(d, a, "SELECT value FROM setting WHERE name=?1", "s", name);
	return v && *v ? v : otherwise;
}

// False, without an error, when no server is set.
static bool read_server(struct db *d, struct arena *a, const struct options *o, const char *password, struct send_server *ret, struct err *e)
{
	const char *server = setting(d, a, "mail_server", NULL);
	*ret = (struct send_server){.user = setting(d, a, "mail_user", ""), .password = password, .from = setting(d, a, "mail_from", ""), .ca = o->ca};
	if (!server)
		return false;
	if (!mime_address(ret->from))
		return err_set(e, "messages come from \"%s\", which is no mail address", ret->from);
	return send_server_read(a, server, setting(d, a, "mail_security", "starttls"), ret, e);
}

static bool send_all(struct db *d, struct send *s, const struct options *o, struct tally *t, struct err *e)
{
	for (int i = 0; i < SEND_MAX && !ended; i++) {
		struct arena *a = arena_new();
		struct mail_waiting m;
		struct err why = {0};
		bool good = mail_take(d, a, t->test, now(o), &m, e), more = good && m.id;
		if (more) {
			enum send_result result = send_one(s, &m, now(o), &why);
			t->sent += result == SEND_DONE;
			t->failed += result != SEND_DONE;
			good = result == SEND_DONE ? mail_sent(d, &m, now(o), e) : mail_failed(d, &m, now(o), result == SEND_REFUSED, why.text, e);
			more = result != SEND_NO_SERVER && !t->test;
			if (t->test && result != SEND_DONE) // who tries settings tries again by hand
				good = good && db_do(d, e, "UPDATE mail SET next_at=NULL WHERE id=?1", "i", m.id);
			if (result != SEND_DONE)
				fprintf(stderr, "bolwerk mail: to %s, try %lld: %s\n", m.to, (long long)m.tries, why.text);
		}
		arena_free(a);
		if (!good || !more)
			return good;
	}
	return true;
}

static bool queue_test(struct db *d, struct arena *a, const struct options *o, struct tally *t, struct err *e)
{
	const char *lang = db_text(d, a, "SELECT lang FROM firm", ""), *name = db_text(d, a, "SELECT name FROM firm", "");
	const char *key = arena_printf(a, "test:%lld:%d", (long long)now(o), (int)getpid());
	return mail_queue_kind(d, "test", o->test, lang ? lang : say_environment(), key, now(o), &t->test, e, "s", name ? name : "Bolwerk");
}

static bool look(struct arena *a, const struct options *o, const char *path, struct tally *t, struct err *e)
{
	const char *password = "";
	if (!mail_key_read(a, mail_key_path(a, path), &password, e))
		return false;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(e, "libcurl cannot start");
	const char *const folders[] = {place_folder(a, path), NULL};
	const char *const reading[] = {"/etc", "/usr/share/ca-certificates", "/usr/lib", "/lib", "/run/systemd/resolve", "/run/resolvconf", "/dev/urandom",
		o->ca ? o->ca : "/etc", NULL};
	if (!sandbox_enter_reading(SANDBOX_SEND, folders, reading, e))
		return false;
	struct db *d = firm_open(a, path, NULL, e);
	struct send_server server;
	if (!d || (!o->send_only && !o->test && !mail_remind(d, now(o), NULL, &t->queued, e)))
		return false;
	if (!read_server(d, a, o, password, &server, e))
		return !e->text[0] && (!o->test || err_set(e, "no mail server is set; set it on the page of settings"));
	if (o->test && !queue_test(d, a, o, t, e))
		return false;
	struct send *s = send_new(a, &server, e);
	return s && send_all(d, s, o, t, e);
}

static int look_once(const struct options *o, const char *path)
{
	struct arena *a = arena_new();
	struct tally t = {0};
	struct err e = {0};
	bool good = look(a, o, path, &t, &e);
	if (good && (o->once || o->test || t.sent))
		printf("%d queued, %d sent, %d not sent\n", t.queued, t.sent, t.failed);
	fflush(stdout);
	arena_free(a);
	return !good ? cmd_fail(&cmd_mail, &e) : o->test && t.failed ? CMD_FAILED : CMD_DONE;
}

// ---- staying

static void end(int signal_number)
{
	(void)signal_number;
	ended = 1;
}

static void stay(const struct options *o, const char *path)
{
	struct sigaction act = {.sa_handler = end};
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	while (!ended) {
		pid_t parent = getpid(), pid = fork();
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			_exit(getppid() == parent ? look_once(o, path) : CMD_FAILED);
		}
		int status = 0;
		while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) // it ends what it began, within minutes
			;
		if (!ended)
			sleep(EVERY_S);
	}
}

int main(int argc, char **argv)
{
	struct options o = {0};
	const struct cmd_option options[] = {{"db", &o.db, NULL}, {"ca", &o.ca, NULL}, {"test", &o.test, NULL}, {"now", &o.now, NULL},
		{"once", NULL, &o.once}, {"send-only", NULL, &o.send_only}, {0}};
	struct err e = {0};
	if (!cmd_options(&cmd_mail, argc, argv, options, NULL, 0, NULL))
		return CMD_USAGE;
	if ((o.now && !clock_read_iso(text_of(o.now), &o.at)) || (o.test && !mime_address(o.test))) {
		cmd_wrong(&cmd_mail, "this value makes no sense:", o.test && !mime_address(o.test) ? o.test : o.now);
		return CMD_USAGE;
	}
	struct arena *a = arena_new();
	const char *path = o.db ? o.db : firm_path(a, &e);
	int status = CMD_DONE;
	if (!path)
		status = cmd_fail(&cmd_mail, &e);
	else if (o.once || o.test)
		status = look_once(&o, path);
	else
		stay(&o, path);
	arena_free(a);
	return status;
}
