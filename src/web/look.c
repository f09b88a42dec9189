// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The process that looks; see look.h.
#include "look.h"
#include "../base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_EVERY ((int64_t)24 * 3600)
#define ASK_EVERY 60
#define COLLECT_EVERY 300 // whether a look at a network or domain is due

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
	ended = number;
}

// The program NAME beside this one.
static bool sibling(char *path, size_t n, const char *name)
{
	ssize_t got = readlink("/proc/self/exe", path, n - 1);
	if (got <= 0)
		return false;
	path[got] = 0;
	char *slash = strrchr(path, '/');
	if (!slash || (size_t)(slash - path) + strlen(name) + 2 > n)
		return false;
	memcpy(slash + 1, name, strlen(name) + 1);
	return true;
}

static pid_t run(const char *program, const char *const *argv, int err_fd)
{
	char path[PATH_MAX];
	if (!sibling(path, sizeof path, program) || access(path, X_OK))
		return -1;
	pid_t pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setpriority(PRIO_PROCESS, 0, 15); // the owner's own work goes first
	int null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(null, 1);
	if (err_fd >= 0)
		dup2(err_fd, 2);
	union {
		const char *const *in;
		char *const *out;
	} words = {argv}; // execv changes none of them
	execv(path, words.out);
	_exit(127);
}

static pid_t check(const struct look *l)
{
	const char *argv[] = {"bolwerk", "check", "--deep", "--progress", l->db ? "--db" : NULL, l->db, NULL};
	return run("bolwerk", argv, l->progress_fd);
}

static pid_t mail(const struct look *l)
{
	const char *argv[] = {"bolwerk-mail", "--send-only", l->db ? "--db" : NULL, l->db, NULL};
	return run("bolwerk-mail", argv, -1);
}

static pid_t collect(const struct look *l)
{
	const char *argv[] = {"bolwerk-collect", "--due", l->db ? "--db" : NULL, l->db, NULL};
	return run("bolwerk-collect", argv, -1);
}

static pid_t map(const struct look *l)
{
	const char *argv[] = {"bolwerk-map", l->db ? "--db" : NULL, l->db, NULL};
	return run("bolwerk-map", argv, -1);
}

static bool gone(pid_t *pid)
{
	if (*pid > 0 && waitpid(*pid, NULL, WNOHANG) == *pid) {
		*pid = 0;
		return true;
	}
	return false;
}

static void end(pid_t pid)
{
	if (pid > 0) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
}

// What was asked in the last half second: x a look at this computer, n looks that wait (networks, domains, files that were brought).
static void asked(const struct look *l, bool *computer, bool *networks)
{
	struct pollfd fd = {.fd = l->ask_fd, .events = POLLIN};
	char bytes[64];
	ssize_t n = poll(&fd, 1, 500) > 0 && fd.revents & POLLIN ? read(l->ask_fd, bytes, sizeof bytes) : 0;
	for (ssize_t i = 0; i < n; i++) {
		*computer = *computer || bytes[i] == 'x';
		*networks = *networks || bytes[i] == 'n';
	}
}

int look_keep(pid_t serving, const struct look *l)
{
	struct sigaction on = {.sa_handler = on_signal};
	sigaction(SIGTERM, &on, NULL);
	sigaction(SIGINT, &on, NULL);
	signal(SIGPIPE, SIG_IGN);
	pid_t looking = 0, mailing = 0, collecting = 0, drawing = 0;
	int64_t looked = 0, mailed = 0, collected = clock_now();
	int status = 0;
	bool want = !l->off, want_networks = false;
	while (!ended && waitpid(serving, &status, WNOHANG) == 0) {
		int64_t now = clock_now();
		if (gone(&looking) && write(l->progress_fd, "end\n", 4) != 4)
			break;
		gone(&mailing);
		gone(&drawing);
		if (gone(&collecting) && drawing <= 0) // what was found may stand elsewhere on the map
			drawing = map(l);
		asked(l, &want, &want_networks);
		if (!l->off && now - looked > LOOK_EVERY)
			want = true;
		if (want && looking <= 0 && now - looked >= ASK_EVERY) {
			looking = check(l);
			looked = now;
			want = false;
		}
		// Who asked has not yet written down what for: a moment later it stands in the table.
		if (collecting <= 0 && (want_networks ? now > collected + 1 : !l->off && now - collected >= COLLECT_EVERY)) {
			collecting = collect(l);
			collected = now;
			want_networks = false;
		}
		if (!l->off && mailing <= 0 && now - mailed >= ASK_EVERY) {
			mailing = mail(l);
			mailed = now;
		}
	}
	end(looking);
	end(mailing);
	end(collecting);
	end(drawing);
	if (!ended)
		return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
	kill(serving, SIGTERM);
	waitpid(serving, &status, 0);
	return 0;
}
