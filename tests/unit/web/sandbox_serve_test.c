// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the process that serves may no longer do, tried one by one, each in a process of its own: by the seccomp filter, by Landlock, for want of
// capabilities. And what it still must be able to do.
#include "../../../src/base/sandbox.h"
#include "../tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/bolwerk-serve-XXXXXX";
static int ready = -1; // a socket that was made before
static pid_t other;    // a process that is not ours to touch

static bool opens(const char *path, int how)
{
	return open(path, how, 0600) >= 0;
}

static bool read_passwd(void) { return opens("/etc/passwd", O_RDONLY); }
static bool read_shadow(void) { return opens("/etc/shadow", O_RDONLY); }
static bool read_proc(void) { return opens("/proc/1/environ", O_RDONLY); }
static bool read_home(void) { return opens("/root/.bashrc", O_RDONLY) || opens("/home", O_RDONLY | O_DIRECTORY); }
static bool write_outside(void) { return opens("/tmp/bolwerk-serve-outside", O_WRONLY | O_CREAT); }
static bool write_above(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/../bolwerk-serve-outside", dir);
	return opens(path, O_WRONLY | O_CREAT);
}
static bool through_link(void)
{
	char path[64];
	snprintf(path, sizeof path, "%s/link", dir);
	return opens(path, O_RDONLY);
}
static bool start_program(void) { return execl("/bin/true", "true", (char *)NULL) == 0 || (errno != EPERM && errno != EACCES); }
static bool start_at(void) { return syscall(SYS_execveat, AT_FDCWD, "/bin/true", NULL, NULL, 0) == 0 || (errno != EPERM && errno != EACCES); }
static bool fork_one(void)
{
	pid_t p = fork();
	if (p == 0)
		_exit(0);
	return p > 0;
}
static bool vfork_one(void)
{
	long p = syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
	if (p == 0)
		_exit(0);
	return p > 0;
}
static bool internet(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static bool unix_socket(void) { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }
static bool netlink(void) { return socket(AF_NETLINK, SOCK_RAW, 0) >= 0; }
static bool call_out(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	union {
		struct sockaddr_in *in;
		struct sockaddr *sa;
	} at = {&to};
	return connect(ready, at.sa, sizeof to) == 0 || errno != EPERM;
}
static bool trace(void) { return ptrace(PTRACE_ATTACH, other, NULL, NULL) == 0; }
static bool look_inside(void)
{
	char b[8];
	struct iovec here = {b, sizeof b}, there = {b, sizeof b};
	return syscall(SYS_process_vm_readv, other, &here, 1UL, &there, 1UL, 0UL) >= 0 || errno != EPERM;
}
static bool signal_other(void) { return kill(other, 0) == 0; }
static bool mounts(void) { return mount("none", "/mnt", "tmpfs", 0, "") == 0; }
static bool unshares(void) { return syscall(SYS_unshare, 0x10000000) == 0; } // CLONE_NEWUSER
static bool ring(void) { return syscall(SYS_io_uring_setup, 4, NULL) >= 0 || errno != EPERM; }
static bool bpf(void) { return syscall(SYS_bpf, 0, NULL, 0) >= 0 || errno != EPERM; }
static bool keys(void) { return syscall(SYS_keyctl, 0, 0, 0, 0, 0) >= 0 || errno != EPERM; }
static bool become(void) { return setuid(0) == 0 || setuid(1) == 0; }
static bool give_away(void) { return chown(dir, 12345, 12345) == 0; }
static bool make_device(void) { return mknod("/tmp/bolwerk-serve-outside", S_IFCHR | 0600, 0x103) == 0; }
static bool change_mode(void) { return chmod("/etc/hostname", 0666) == 0; }
static bool load_module(void) { return syscall(SYS_init_module, NULL, 0, "") == 0 || errno != EPERM; }
static bool reboot_now(void) { return syscall(SYS_reboot, 0, 0, 0, NULL) == 0 || errno != EPERM; }

static bool own_folder(void)
{
	char path[64], to[64];
	snprintf(path, sizeof path, "%s/own", dir);
	snprintf(to, sizeof to, "%s/other", dir);
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	return fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 && rename(path, to) == 0 && unlink(to) == 0;
}
static void *nothing(void *arg) { return arg; }
static bool threads(void)
{
	pthread_t t;
	return pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0;
}
static bool randomness(void)
{
	char b[16];
	return syscall(SYS_getrandom, b, sizeof b, 0) == sizeof b;
}
static bool answers(void)
{
	// A socket that listens already takes calls: accepting is allowed (nobody calls here, so it would wait).
	fcntl(ready, F_SETFL, O_NONBLOCK);
	return accept4(ready, NULL, NULL, 0) < 0 && (errno == EAGAIN || errno == EINVAL);
}

static bool may(bool (*trial)(void))
{
	pid_t pid = fork();
	if (pid == 0) {
		const char *const folders[] = {dir, NULL};
		struct err e;
		if (!sandbox_enter(SANDBOX_SERVE, folders, &e))
			_exit(2);
		_exit(trial() ? 0 : 1);
	}
	int status;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	char link[64];
	snprintf(link, sizeof link, "%s/link", dir);
	if (symlink("/etc/passwd", link))
		return 1;
	ready = socket(AF_INET, SOCK_STREAM, 0);
	other = fork();
	if (other == 0) {
		pause();
		_exit(0);
	}
	static const struct {
		bool (*trial)(void);
		const char *name;
	} no[] = {{read_passwd, "reads no /etc/passwd"}, {read_shadow, "nor /etc/shadow"}, {read_proc, "nor what another process was given"}, {read_home, "nor homes"},
		{write_outside, "writes nothing outside its folder"}, {write_above, "nor above it"}, {through_link, "nor reads through a link out of it"},
		{start_program, "starts no program"}, {start_at, "nor by execveat"}, {fork_one, "makes no process"}, {vfork_one, "nor by vfork"}, {internet, "opens no internet socket"},
		{unix_socket, "nor a local one"}, {netlink, "nor to the kernel"}, {call_out, "calls nobody on a socket that it has"}, {trace, "traces no process"},
		{look_inside, "nor looks into one"}, {signal_other, "nor sends it signals"}, {mounts, "mounts nothing"}, {unshares, "makes no namespaces"},
		{ring, "has no io_uring"}, {bpf, "nor bpf"}, {keys, "nor the kernel's keys"}, {become, "becomes nobody else"}, {give_away, "gives no file away"},
		{make_device, "makes no device"}, {change_mode, "changes no modes elsewhere"}, {load_module, "loads no module"}, {reboot_now, "does not restart the computer"}};
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ok(!may(no[i].trial), "%s", no[i].name);
	static const struct {
		bool (*trial)(void);
		const char *name;
	} yes[] = {{own_folder, "its own folder works"}, {threads, "threads start"}, {randomness, "random numbers are there"}, {answers, "it takes calls"}};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		ok(may(yes[i].trial), "%s", yes[i].name);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	remove("/tmp/bolwerk-serve-outside");
	remove(link);
	rmdir(dir);
	return tap_done();
}
