// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Names of system calls by architecture; see share.h. Those that rules of auditd watch; the numbers are those of the kernel's interface and never change.
#include "share.h"

static const struct {
	const char *name;
	short number[3]; // x86_64, i386, aarch64; -1: not there
} calls[] = {
	{"open", {2, 5, -1}}, {"openat", {257, 295, 56}}, {"creat", {85, 8, -1}}, {"unlink", {87, 10, -1}}, {"unlinkat", {263, 301, 35}}, {"rename", {82, 38, -1}},
	{"renameat", {264, 302, 38}}, {"renameat2", {316, 353, 276}}, {"link", {86, 9, -1}}, {"linkat", {265, 303, 37}}, {"symlink", {88, 83, -1}},
	{"symlinkat", {266, 304, 36}}, {"mkdir", {83, 39, -1}}, {"mkdirat", {258, 296, 34}}, {"rmdir", {84, 40, -1}}, {"mknod", {133, 14, -1}}, {"mknodat", {259, 297, 33}},
	{"chmod", {90, 15, -1}}, {"fchmod", {91, 94, 52}}, {"fchmodat", {268, 306, 53}}, {"chown", {92, 182, -1}}, {"fchown", {93, 95, 55}}, {"lchown", {94, 16, -1}},
	{"fchownat", {260, 298, 54}}, {"truncate", {76, 92, 45}}, {"ftruncate", {77, 93, 46}}, {"setxattr", {188, 226, 5}}, {"removexattr", {197, 235, 14}},
	{"socket", {41, 359, 198}}, {"connect", {42, 362, 203}}, {"bind", {49, 361, 200}}, {"listen", {50, 363, 201}}, {"accept", {43, -1, 202}},
	{"accept4", {288, 364, 242}}, {"sendto", {44, 369, 206}}, {"sendmsg", {46, 370, 211}}, {"fork", {57, 2, -1}}, {"vfork", {58, 190, -1}}, {"clone", {56, 120, 220}},
	{"clone3", {435, 435, 435}}, {"execve", {59, 11, 221}}, {"execveat", {322, 358, 281}}, {"exit_group", {231, 252, 94}}, {"kill", {62, 37, 129}},
	{"tkill", {200, 238, 130}}, {"tgkill", {234, 270, 131}}, {"ptrace", {101, 26, 117}}, {"process_vm_readv", {310, 347, 270}}, {"process_vm_writev", {311, 348, 271}},
	{"mmap", {9, 90, 222}}, {"mprotect", {10, 125, 226}}, {"memfd_create", {319, 356, 279}}, {"personality", {135, 136, 92}}, {"sysinfo", {99, 116, 179}},
	{"syslog", {103, 103, 116}}, {"uname", {63, 122, 160}}, {"getuid", {102, 24, 174}}, {"setuid", {105, 23, 146}}, {"setgid", {106, 46, 144}},
	{"setreuid", {113, 70, 145}}, {"setregid", {114, 71, 143}}, {"setresuid", {117, 164, 147}}, {"setresgid", {119, 170, 149}}, {"setgroups", {116, 81, 159}},
	{"capset", {126, 185, 91}}, {"mount", {165, 21, 40}}, {"umount2", {166, 52, 39}}, {"pivot_root", {155, 217, 41}}, {"chroot", {161, 61, 51}},
	{"unshare", {272, 310, 97}}, {"setns", {308, 346, 268}}, {"init_module", {175, 128, 105}}, {"finit_module", {313, 350, 273}}, {"delete_module", {176, 129, 106}},
	{"kexec_load", {246, 283, 104}}, {"kexec_file_load", {320, -1, 294}}, {"bpf", {321, 357, 280}}, {"perf_event_open", {298, 336, 241}}, {"reboot", {169, 88, 142}},
	{"sethostname", {170, 74, 161}}, {"setdomainname", {171, 121, 162}}, {"settimeofday", {164, 79, 170}}, {"clock_settime", {227, 264, 112}},
	{"adjtimex", {159, 124, 171}}, {"clock_adjtime", {305, 343, 266}}, {"swapon", {167, 87, 224}}, {"swapoff", {168, 115, 225}}, {"acct", {163, 51, 89}},
	{"add_key", {248, 286, 217}}, {"keyctl", {250, 288, 219}}, {"request_key", {249, 287, 218}}, {"utimensat", {280, 320, 88}}, {"open_by_handle_at", {304, 342, 265}},
	{"io_uring_setup", {425, 425, 425}}, {"prctl", {157, 172, 167}}, {"ioctl", {16, 54, 29}}, {"read", {0, 3, 63}}, {"write", {1, 4, 64}}, {"close", {3, 6, 57}},
	{"dup2", {33, 63, -1}}, {"dup3", {292, 330, 24}}, {"pipe2", {293, 331, 59}}, {"getdents64", {217, 220, 61}}, {"userfaultfd", {323, 374, 282}},
	{"quotactl", {179, 131, 60}}, {"sched_setaffinity", {203, 241, 122}}, {"open_tree", {428, 428, 428}}, {"move_mount", {429, 429, 429}}, {"fsopen", {430, 430, 430}},
	{"seccomp", {317, 354, 277}},
};

const char *share_syscall(struct text arch, struct text number)
{
	int64_t n;
	int column = text_is_nocase(arch, "c000003e") ? 0 : text_is_nocase(arch, "40000003") ? 1 : text_is_nocase(arch, "c00000b7") ? 2 : -1;
	if (column < 0 || !text_int(number, 10, &n) || n < 0)
		return NULL;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (calls[i].number[column] == n)
			return calls[i].name;
	return NULL;
}
