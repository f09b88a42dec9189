// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// bolwerk serve: the web application. Two processes: this one keeps the rights with which it was started, has no network, and looks at the
// computer once a day (it starts `bolwerk check`) and sends what is due (`bolwerk mail`); its child serves, having given up all but its port and its files.
#include "../base/clock.h"
#include "../base/sandbox.h"
#include "../base/version.h"
#include "../cmd/cmd.h"
#include "../core/firm.h"
#include "door/door.h"
#include "door/tls.h"
#include "listen.h"
#include "look.h"
#include "part.h"
#include "progress.h"
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct cmd cmd_serve = {"serve",
	"[--listen ADDR:PORT] [--db FILE] [--name HOST] [--certificate FILE --key FILE] [--invite MAIL] [--no-look] [--data IMAGE]",
	"Serves the web application.", NULL};

struct options {
	const char *listen, *db, *name, *certificate, *key, *invite, *data;
	bool no_look;
};

static bool read_options(struct options *o, int argc, char **argv)
{
	const struct cmd_option all[] = {{"listen", &o->listen, NULL}, {"db", &o->db, NULL}, {"name", &o->name, NULL}, {"certificate", &o->certificate, NULL},
		{"key", &o->key, NULL}, {"invite", &o->invite, NULL}, {"data", &o->data, NULL}, {"no-look", NULL, &o->no_look}, {0}};
	if (!cmd_options(&cmd_serve, argc, argv, all, NULL, 0, NULL))
		return false;
	if (!o->certificate != !o->key)
		return cmd_wrong(&cmd_serve, "--certificate and --key belong together; there is only", o->key ? "--key" : "--certificate");
	if (o->certificate && !o->name)
		return cmd_wrong(&cmd_serve, "a certificate is for a name: say it with", "--name");
	return true;
}

// ---- the process that serves

struct serving {
	struct options *o;
	struct listen_set *sockets;
	struct server s;
	struct arena *a;
	struct db *secret;
	struct tls tls;
	struct port *port[LISTEN_MAX];
};

static bool certificate(struct serving *v, struct err *e)
{
	if (v->o->certificate)
		return tls_outside(v->a, v->o->certificate, v->o->key, v->o->name, clock_now(), &v->tls, e);
	return tls_own(v->secret, v->a, v->sockets->names, clock_now(), &v->tls, e);
}

static bool ports(struct serving *v, struct err *e)
{
	if (v->sockets->any_tls && !certificate(v, e))
		return false;
	v->s.ca = v->tls.ca ? v->tls.ca_der : (struct text){"", 0};
	v->s.print = v->tls.ca ? v->tls.print : NULL;
	for (int i = 0; i < v->sockets->n; i++) {
		struct listen_socket *l = &v->sockets->socket[i];
		v->port[i] = server_listen(&v->s, l->fd, l->tls, v->tls.cert, v->tls.key, 2, e);
		if (!v->port[i])
			return false;
	}
	return true;
}

// Takes a new certificate when ours ends soon, or when the files of an outside one are others than those that are served.
static void renew(struct serving *v)
{
	struct err e = {0};
	struct tls fresh = {0};
	bool outside = v->o->certificate != NULL;
	if (!v->sockets->any_tls || (outside && !tls_outside_changed(&v->tls, v->o->certificate, v->o->key)))
		return;
	struct arena *a = arena_new(); // this is asked each hour, for years: only what is served stays
	bool good = outside ? tls_outside(a, v->o->certificate, v->o->key, v->o->name, clock_now(), &fresh, &e)
			    : tls_own(v->secret, a, v->sockets->names, clock_now(), &fresh, &e);
	if (good && fresh.fresh) {
		for (int i = 0; good && i < v->sockets->n; i++)
			good = !v->sockets->socket[i].tls || server_renew(v->port[i], fresh.cert, fresh.key, &e);
		v->tls = fresh;
	} else
		arena_free(a);
	if (!good)
		fprintf(stderr, "bolwerk serve: the certificate: %s\n", e.text);
}

// A code of eight letters and digits that are not mistaken for each other.
static const char *new_code(struct arena *a)
{
	static const char letters[] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
	char code[9] = {0};
	for (int i = 0; i < 8; i++)
		code[i] = letters[randombytes_uniform(sizeof letters - 1)];
	return arena_strdup(a, code);
}

// The names and one more, of which a port behind ":" does not count.
static const char *const *names_and(struct arena *a, const char *const *names, const char *name)
{
	size_t n = 0;
	while (names && names[n])
		n++;
	const char **all = arena_alloc(a, (n + 2) * sizeof *all);
	for (size_t i = 0; i < n; i++)
		all[i] = names[i];
	all[n] = arena_strndup(a, name, strcspn(name, ":"));
	all[n + 1] = NULL;
	return all;
}

static bool start(struct serving *v, struct err *e)
{
	struct server *s = &v->s;
	struct db *d = firm_open(v->a, s->db_path, s->image, e);
	if (!d || !firm_lists(d, e) || !(v->secret = door_open(v->a, s->secret_path, e)))
		return false;
	const char *name = db_text(d, v->a, "SELECT value FROM setting WHERE name='public_name' AND value<>''", "");
	if (name)
		s->names = names_and(v->a, s->names, name);
	s->trusted = v->o->certificate != NULL;
	s->pages = page_set_new(arena_new(), part_all); // its own: threads that read make pages while the first one renews the certificate
	s->start_code = new_code(v->a);
	for (int i = 0; i < v->sockets->address_n; i++) // our name for the outside comes last, and is the best
		if (strncmp(v->sockets->address[i], "https:", 6) == 0 && (!s->address || v->o->name))
			s->address = v->sockets->address[i];
	return server_routes(s, d, e) && static_load(s, d, e) && (part_init(s), true) && (s->writer = writer_start(s, e)) != NULL && ports(v, e);
}

static void tell_addresses(struct serving *v)
{
	bool first = door_people_n(v->secret) == 0;
	const char *best = NULL;
	puts("Bolwerk:");
	for (int i = 0; i < v->sockets->address_n; i++) {
		const char *url = v->sockets->address[i];
		bool local = strstr(url, "//127.") || strstr(url, "//[::1]");
		if (first && !local)
			url = arena_printf(v->a, "%s/start?code=%s", url, v->s.start_code);
		printf("  %s\n", url);
		if (!local && !best)
			best = url;
	}
	if (v->tls.print && v->tls.ca)
		printf("  SHA-256 %s\n", v->tls.print);
	if (best && isatty(STDOUT_FILENO))
		fputs(part_qr_terminal(v->a, best), stdout);
	fflush(stdout);
}

static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_strndup(a, path, slash > path ? (size_t)(slash - path) : 1) : ".";
}

static int serve(struct serving *v, int ask_fd, int progress_fd)
{
	struct err e = {0};
	const char *folders[5] = {folder_of(v->a, v->s.secret_path), folder_of(v->a, v->s.db_path)};
	int n = 2;
	if (v->o->certificate)
		folders[n++] = folder_of(v->a, v->o->certificate);
	if (v->o->data)
		folders[n++] = folder_of(v->a, v->o->data);
	umask(077); // what is made here is for nobody else
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	v->s.ask_fd = ask_fd;
	if (sodium_init() < 0 || !sandbox_enter(SANDBOX_SERVE, folders, &e))
		return cmd_fail(&cmd_serve, &e);
	v->s.sandboxed = true;
	v->s.progress = progress_start(v->a, progress_fd);
	if (!start(v, &e))
		return cmd_fail(&cmd_serve, &e);
	tell_addresses(v);
	const struct timespec hour = {.tv_sec = 3600};
	while (sigtimedwait(&ends, NULL, &hour) < 0)
		if (errno == EAGAIN)
			renew(v);
	// What was put in the queue is written to the end; connections end with the process.
	writer_stop(v->s.writer);
	_exit(CMD_DONE);
}

// An owner who lost everything: who may start programs here may let somebody choose a new password. The second step goes away with it.
static int invite(struct options *o, struct arena *a, const char *path)
{
	struct err e = {0};
	struct person p;
	int64_t now = clock_now();
	struct db *secret = sodium_init() < 0 ? NULL : door_open(a, door_path(a, path), &e);
	if (!secret || !db_begin(secret, &e))
		return cmd_fail(&cmd_serve, &e);
	if (!door_person_find(secret, a, o->invite, now, &p)) {
		err_set(&e, "nobody logs in with the mail address \"%s\"", o->invite);
		return cmd_fail(&cmd_serve, &e);
	}
	const char *token = totp_remove(secret, p.id, &e) ? door_invite_make(secret, a, p.id, now, &e) : NULL;
	if (!token || !db_commit(secret, &e))
		return cmd_fail(&cmd_serve, &e);
	printf("/invitation/%s\n", token);
	return CMD_DONE;
}

int main(int argc, char **argv)
{
	struct options o = {0};
	struct err e = {0};
	if (!read_options(&o, argc, argv))
		return CMD_USAGE;
	struct arena *a = arena_new();
	const char *path = o.db ? o.db : firm_path(a, &e);
	if (path && o.invite)
		return invite(&o, a, path);
	struct listen_set *sockets = path ? listen_all(a, o.listen, o.name, o.certificate != NULL, &e) : NULL;
	if (!sockets)
		return cmd_fail(&cmd_serve, &e);
	struct serving v = {.o = &o, .sockets = sockets, .a = a};
	v.s = (struct server){.a = a, .db_path = path, .secret_path = door_path(a, path), .image = o.data, .names = sockets->names, .ask_fd = -1,
		.version = BOLWERK_VERSION};
	int ask[2], progress[2];
	if (pipe2(ask, O_CLOEXEC | O_NONBLOCK) || pipe2(progress, O_CLOEXEC))
		return 3;
	pid_t pid = fork();
	if (pid == 0) {
		close(ask[0]);
		close(progress[1]);
		return serve(&v, ask[1], progress[0]);
	}
	close(ask[1]);
	close(progress[0]);
	listen_close(sockets);
	return look_keep(pid, &(struct look){.db = o.db, .ask_fd = ask[0], .progress_fd = progress[1], .off = o.no_look});
}
