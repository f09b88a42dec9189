// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Which looks are going on now; see alive.h. The file is empty: byte N of it, which need not be there, is locked for look N. Locks belong to the open file
// (F_OFD_SETLK), so one that is taken by the part that plans holds as long as the process that started it. The file is never removed: who waits for the
// name would lock another one.
#include "alive.h"
#include "../core/place.h"

#include <fcntl.h>
#include <sys/stat.h>

int alive_open(struct arena *a, const char *firm_path)
{
	// Locks to read need no right to write, and whoever may come into the folder may run looks: root by the server, the owner by hand.
	const mode_t was = umask(022);
	int fd = open(place_beside(a, firm_path, "look.lock"), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
	umask(was);
	return fd;
}

static struct flock byte_of(int64_t look, short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = look, .l_len = 1};
}

void alive_hold(int fd, int64_t look)
{
	struct flock l = byte_of(look, F_RDLCK);
	if (fd >= 0)
		fcntl(fd, F_OFD_SETLK, &l); // where that is not to be had, alive_is does not know either
}

enum alive alive_is(int fd, int64_t look)
{
	struct flock l = byte_of(look, F_WRLCK);
	if (fd < 0 || fcntl(fd, F_OFD_GETLK, &l) != 0)
		return ALIVE_UNKNOWN;
	return l.l_type == F_UNLCK ? ALIVE_GONE : ALIVE_RUNS;
}
