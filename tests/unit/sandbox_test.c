// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fewer powers: what each kind of process may no longer do. Each trial runs in a process of its own.
#include "../../src/base/sandbox.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/bolwerk-sandbox-XXXXXX";

static bool read_shadow(void)
{
	return open("/etc/shadow", O_RDONLY) >= 0;
}

static bool read_passwd(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool write_own(void)
{
	return chdir(dir) == 0 && open("own", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool write_elsewhere(void)
{
	return open("/tmp/bolwerk-elsewhere", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool start_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return errno != EPERM && errno != EACCES;
}

static bool internet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
}

static bool be_called(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	return fd >= 0 && listen(fd, 1) == 0;
}

static bool raw_packets(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0 || errno != EPERM;
}

static bool give_away(void)
{
	return chown("/etc/hostname", 12345, 12345) == 0;
}

static bool may(enum sandbox_kind kind, bool (*trial)(void))
{
	pid_t pid = fork();
	if (pid == 0) {
		const char *const folders[] = {dir, NULL};
		struct err e;
		if (!sandbox_enter(kind, kind == SANDBOX_NET || kind == SANDBOX_READ ? NULL : folders, &e))
			_exit(2);
		_exit(trial() ? 0 : 1);
	}
	int status;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool reads_only_named(void)
{
	pid_t pid = fork();
	if (pid == 0) {
		static const char *const named[] = {"/etc/passwd", NULL};
		struct err e;
		_exit(sandbox_enter_reading(SANDBOX_READ, NULL, named, &e) && read_passwd() && open("/etc/passwd", O_RDWR) < 0 && open("/etc/group", O_RDONLY) < 0 ? 0 : 1);
	}
	int status;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool work_good(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	(void)e;
	*ret = text_of(arena_printf(a, "seen: %s", (const char *)arg));
	return true;
}

static bool work_bad(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	(void)arg;
	(void)a;
	(void)ret;
	return err_set(e, "no luck");
}

static bool work_dies(void *arg, struct arena *a, struct text *ret, struct err *e)
{
	(void)arg;
	(void)a;
	(void)ret;
	(void)e;
	abort();
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	bool root = geteuid() == 0;
	ok(may(SANDBOX_LOOK, read_passwd), "a probe reads the system");
	ok(!root || may(SANDBOX_LOOK, read_shadow), "with the rights that it was started with");
	ok(may(SANDBOX_LOOK, netlink), "a probe asks the kernel");
	ok(!may(SANDBOX_LOOK, internet), "but has no internet socket");
	ok(!may(SANDBOX_LOOK, start_program), "and starts no program");
	ok(may(SANDBOX_WORK, write_own), "the part that works writes its own folder");
	ok(!may(SANDBOX_WORK, write_elsewhere), "and no other");
	ok(!may(SANDBOX_WORK, read_passwd) && !may(SANDBOX_WORK, read_shadow), "it reads nothing of the system");
	ok(!may(SANDBOX_WORK, internet) && !may(SANDBOX_WORK, netlink), "it has no socket");
	ok(!may(SANDBOX_WORK, start_program), "it starts no program");
	ok(!may(SANDBOX_WORK, give_away), "it is no administrator");
	ok(may(SANDBOX_SEND, write_own) && !may(SANDBOX_SEND, write_elsewhere), "who sends writes its own folder and no other");
	ok(!may(SANDBOX_SEND, read_passwd) && !may(SANDBOX_SEND, start_program) && !may(SANDBOX_SEND, give_away),
		"it reads nothing of the system, starts no program, is no administrator");
	ok(may(SANDBOX_SEND, internet), "it may call");
	ok(!may(SANDBOX_SEND, be_called) && !may(SANDBOX_SEND, raw_packets), "but not be called, nor make packets of its own");
	ok(may(SANDBOX_NET, internet) && may(SANDBOX_NET, netlink), "who looks at a network may call, and asks the kernel");
	ok(!root || may(SANDBOX_NET, raw_packets), "and makes packets of its own, where it may");
	ok(!may(SANDBOX_NET, be_called) && !may(SANDBOX_NET, start_program) && !may(SANDBOX_NET, give_away), "but is not called, starts no program, is no administrator");
	ok(!may(SANDBOX_NET, read_passwd) && !may(SANDBOX_NET, write_own) && !may(SANDBOX_NET, write_elsewhere), "it reads nothing of the system and writes nothing");
	ok(!may(SANDBOX_READ, read_passwd) && !may(SANDBOX_READ, internet) && !may(SANDBOX_READ, netlink) && !may(SANDBOX_READ, start_program) && !may(SANDBOX_READ, give_away),
		"who reads what others wrote has no socket, starts no program, is no administrator");
	ok(!may(SANDBOX_READ, write_own) && !may(SANDBOX_READ, write_elsewhere) && !may(SANDBOX_READ, read_shadow), "writes nothing, and reads nothing but what is named");
	ok(reads_only_named(), "what is named it reads");
	struct arena *a = arena_new();
	struct err e = {0};
	struct text t;
	static char word[] = "bread";
	ok(sandbox_run(a, work_good, word, 100, &t, &e) && text_is(t, "seen: bread"), "work in a process of its own gives its result");
	ok(!sandbox_run(a, work_bad, NULL, 100, &t, &e) && strcmp(e.text, "no luck") == 0, "or its sentence");
	ok(!sandbox_run(a, work_dies, NULL, 100, &t, &e) && e.text[0], "a death is said");
	arena_free(a);
	remove("/tmp/bolwerk-elsewhere");
	char own[64];
	snprintf(own, sizeof own, "%s/own", dir);
	remove(own);
	rmdir(dir);
	return tap_done();
}
