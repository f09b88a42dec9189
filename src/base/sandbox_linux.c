// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Fewer powers, on Linux: no_new_privs, a seccomp filter, Landlock, no capabilities; see sandbox.h. The filter and Landlock
// are asked by system call, so that no library is needed.
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

// A build that counts lines (MODE=cover) must be able to write its counters to the end.
#ifdef BOLWERK_COVER
#define COVER 1
extern void __gcov_dump(void);
#else
#define COVER 0
#define __gcov_dump() ((void)0)
#endif

// ---- system calls

static void no_programs_no_sockets(bool netlink)
{
#ifdef OUR_ARCH
	const unsigned no = SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA);
	// Jumps count the lines to pass over when true and when false.
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 8, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 7, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 6, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_writev, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mount, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, netlink ? AF_NETLINK : 0xffff, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, no),
	};
	struct sock_fprog program = {sizeof f / sizeof *f, f};
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#else
	(void)netlink;
#endif
}

// What a server needs that answers on sockets it was given, keeps databases and starts threads: everything else is refused.
static const int serving[] = {SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_close, SYS_fstat, SYS_newfstatat, SYS_lseek,
	SYS_openat, SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_fcntl, SYS_flock, SYS_getdents64, SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_faccessat,
	SYS_fallocate, SYS_fchmod, SYS_fchown, SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk, SYS_futex, SYS_set_robust_list,
	SYS_rseq, SYS_exit, SYS_exit_group, SYS_gettid, SYS_getpid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_clock_gettime, SYS_clock_getres,
	SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigtimedwait, SYS_tgkill, SYS_sigaltstack, SYS_restart_syscall,
	SYS_getrandom, SYS_sched_yield, SYS_sched_getaffinity, SYS_sysinfo, SYS_uname, SYS_prctl, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_ppoll,
	SYS_eventfd2, SYS_pipe2, SYS_accept4, SYS_recvfrom, SYS_recvmsg, SYS_sendto, SYS_sendmsg, SYS_shutdown, SYS_getsockopt, SYS_setsockopt, SYS_getsockname,
	SYS_getpeername, SYS_prlimit64, SYS_statfs, SYS_fstatfs, SYS_landlock_create_ruleset, SYS_landlock_restrict_self, SYS_mlock, SYS_munlock, SYS_membarrier,
	SYS_fadvise64,
#ifdef __x86_64__ // the older forms of some of these, which this architecture still has
	SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_unlink, SYS_rename, SYS_mkdir, SYS_poll, SYS_epoll_wait, SYS_readlink, SYS_accept, SYS_arch_prctl, SYS_getrlimit, SYS_time,
#endif
	SYS_readlinkat};

static void only_serving(void)
{
#ifdef OUR_ARCH
	enum { N = sizeof serving / sizeof *serving };
	struct sock_filter f[N + 11] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	for (int i = 0; i < N; i++)
		f[4 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)serving[i], (unsigned char)(N - i + 5), 0);
	// Threads, but no processes: the flags of clone tell. Those of clone3 stand in memory, so it is "not there", and the library asks clone.
	struct sock_filter end[] = {
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (ENOSYS & SECCOMP_RET_DATA)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA)),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	memcpy(f + 4 + N, end, sizeof end);
	struct sock_fprog program = {N + 11, f};
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

// Sockets to out, and none to be called on; what looks up names speaks netlink and to the name service of this computer too.
static void no_programs_only_out(bool raw)
{
#ifdef OUR_ARCH
	const unsigned no = SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA);
	static const unsigned never[] = {SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_writev, SYS_mount, SYS_listen, SYS_accept, SYS_accept4};
	const unsigned families[] = {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, raw ? AF_PACKET : AF_NETLINK};
	enum { NEVER = sizeof never / sizeof *never, FAMILIES = sizeof families / sizeof *families };
	struct sock_filter f[9 + NEVER + FAMILIES];
	int n = 0;
	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (int i = 0; i < NEVER; i++) // to the end, past the other names, the one line for socket, the families and two returns
		f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, never[i], (unsigned char)(NEVER - i - 1 + 2 + FAMILIES), 0);
	f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, FAMILIES + 2);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
	for (int i = 0; i < FAMILIES; i++)
		f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, families[i], (unsigned char)(FAMILIES - i), 0);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, no);
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog program = {(unsigned short)n, f};
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

// ---- files

// Adds what may be done below a path; a file has fewer rights to give than a folder.
static void allow(int rules, const char *path, uint64_t rights)
{
	const uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
	struct stat st;
	struct landlock_path_beneath_attr below = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
	if (below.parent_fd < 0)
		return;
	if (fstat(below.parent_fd, &st) == 0) {
		below.allowed_access = S_ISDIR(st.st_mode) ? rights : rights & of_files;
		syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
	}
	close(below.parent_fd);
}

static bool landlock(const char *const *folders, const char *const *reading)
{
	int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return false;                                  // an older kernel: the other means must do
	uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; // every right of ABI 1
	if (abi >= 2)
		all |= 1u << 13; // REFER
	if (abi >= 3)
		all |= 1u << 14; // TRUNCATE
	struct landlock_ruleset_attr attr = {.handled_access_fs = all};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (rules < 0)
		return false;
	for (; folders && *folders; folders++)
		allow(rules, *folders, all & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE);
	for (; reading && *reading; reading++)
		allow(rules, *reading, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
	bool good = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return good;
}

// ---- root

// Becomes the user bolwerk when the first folder is his; true when done.
static bool become_user(const char *const *folders)
{
	struct stat st;
	if (!folders || !folders[0] || stat(folders[0], &st)) // asking for a name loads libraries: only who has a folder needs it
		return false;
	const struct passwd *pw = getpwnam("bolwerk");
	if (!pw || !pw->pw_uid || st.st_uid != pw->pw_uid)
		return false;
	return setgroups(0, NULL) == 0 && setgid(pw->pw_gid) == 0 && setuid(pw->pw_uid) == 0;
}

// Gives up every capability but those of `kept` (bits of the first 32) that it has.
static bool no_capabilities(uint32_t kept)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct have[2] = {{0}, {0}}, left[2] = {{0}, {0}};
	for (int c = 0; c < 64; c++)
		prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
	if (kept && syscall(SYS_capget, &head, have) == 0)
		left[0].effective = left[0].permitted = kept & have[0].permitted;
	return syscall(SYS_capset, &head, left) == 0;
}

bool sandbox_enter(enum sandbox_kind kind, const char *const *folders, struct err *e)
{
	return sandbox_enter_reading(kind, folders, NULL, e);
}

bool sandbox_enter_reading(enum sandbox_kind kind, const char *const *folders, const char *const *reading, struct err *e)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return err_set(e, "this process cannot give up its powers: %s", strerror(errno));
	if (kind != SANDBOX_LOOK) {
		const uint32_t kept = kind == SANDBOX_NET ? 1u << CAP_NET_RAW : kind == SANDBOX_READ && geteuid() == 0 ? 1u << CAP_DAC_READ_SEARCH : 0;
		if ((geteuid() == 0 || kept) && !become_user(folders) && !no_capabilities(kept))
			return err_set(e, "this process cannot give up the powers of an administrator: %s", strerror(errno));
		if (!COVER)
			landlock(folders, reading);
	}
	if ((kind == SANDBOX_SERVE || kind == SANDBOX_READ) && !COVER)
		only_serving();
	else if (kind == SANDBOX_SEND)
		no_programs_only_out(false);
	else if (kind == SANDBOX_NET)
		no_programs_only_out(true);
	else
		no_programs_no_sockets(kind == SANDBOX_LOOK);
	return true;
}

// ---- a process of its own

struct answer {
	bool good;
	struct err e;
};

static bool write_all(int fd, const void *p, size_t n)
{
	for (const char *from = p; n;) {
		ssize_t did = write(fd, from, n);
		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0)
			return false;
		from += did;
		n -= (size_t)did;
	}
	return true;
}

static _Noreturn void child(
	pid_t parent, enum sandbox_kind kind, const char *const *folders, const char *const *reading, int out, bool (*work)(void *, struct arena *, struct text *, struct err *), void *arg)
{
	struct arena *a = arena_new();
	struct answer answer = {0};
	struct text t = {"", 0};
	answer.good = sandbox_enter_reading(kind, folders, reading, &answer.e);
	prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody would take its result; becoming another user unset this
	if (getppid() != parent)
		_exit(1);
	answer.good = answer.good && work(arg, a, &t, &answer.e);
	bool sent = write_all(out, &answer, sizeof answer) && write_all(out, t.p, t.n);
	__gcov_dump();
	_exit(sent ? 0 : 1);
}

static bool read_all(struct arena *a, int in, size_t max, struct text *ret)
{
	size_t room = 65536, n = 0;
	char *p = malloc(room);
	for (ssize_t got; p; n += (size_t)got) {
		if (n == room) {
			char *more = room < max ? realloc(p, room * 2) : NULL;
			if (!more)
				break;
			p = more;
			room *= 2;
		}
		got = read(in, p + n, room - n);
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got <= 0) {
			*ret = (struct text){p, n};
			arena_defer(a, free, p);
			return got == 0;
		}
	}
	free(p);
	return false;
}

bool sandbox_run_as(enum sandbox_kind kind, const char *const *folders, const char *const *reading, struct arena *a,
	bool (*work)(void *arg, struct arena *a, struct text *ret, struct err *e), void *arg, size_t max, struct text *ret, struct err *e)
{
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC))
		return err_set(e, "no pipe could be made: %s", strerror(errno));
	const pid_t own = getpid();
	pid_t pid = fork();
	if (pid < 0) {
		close(pipes[0]);
		close(pipes[1]);
		return err_set(e, "no process could be started: %s", strerror(errno));
	}
	if (pid == 0) {
		close(pipes[0]);
		child(own, kind, folders, reading, pipes[1], work, arg);
	}
	close(pipes[1]);
	struct text all = {"", 0};
	bool good = read_all(a, pipes[0], max + sizeof(struct answer), &all);
	close(pipes[0]);
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	struct answer answer;
	if (!good || status || all.n < sizeof answer)
		return err_set(e, "the part that looks ended too soon (status %d)", status);
	memcpy(&answer, all.p, sizeof answer);
	*ret = text_after(all, sizeof answer);
	return answer.good || err_set(e, "%s", answer.e.text);
}

bool sandbox_run(struct arena *a, bool (*work)(void *arg, struct arena *a, struct text *ret, struct err *e), void *arg, size_t max, struct text *ret,
	struct err *e)
{
	return sandbox_run_as(SANDBOX_LOOK, NULL, NULL, a, work, arg, max, ret, e);
}
