// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// From what the kernel says of a file to what the reading layer says of it. For sys_linux.c and sys_walk_linux.c alone.
#ifndef BOLWERK_SYS_STAT_LINUX_H
#define BOLWERK_SYS_STAT_LINUX_H

#include "sys.h"

#include <sys/stat.h>

// Fills *ret from *st.
static inline void sys_stat_from(const struct stat *st, struct sys_stat *ret)
{
	*ret = (struct sys_stat){.kind = S_ISREG(st->st_mode) ? 'f'
			: S_ISDIR(st->st_mode)                ? 'd'
			: S_ISLNK(st->st_mode)                ? 'l'
							      : 'o',
		.mode = st->st_mode & 07777,
		.uid = st->st_uid,
		.gid = st->st_gid,
		.size = st->st_size,
		.mtime = st->st_mtime,
		.inode = (int64_t)st->st_ino,
		.device = (int64_t)st->st_dev};
}

#endif
