// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Copies what the reading layer saw into a folder, so that the folder can be read again as a root: the maker of fixtures.
// A recording never fails the run: what cannot be copied is left out. Passwords, keys and the like are copied as they are, so
// a recording of a real computer is as secret as that computer.
#ifndef BOLWERK_SYS_RECORD_H
#define BOLWERK_SYS_RECORD_H

#include "sys.h"

struct sys_recorder;

// Opens (makes) the folder. It stays open until the program ends.
struct sys_recorder *sys_recorder_open(const char *dir, struct err *e);

// A whole file, a part of one (the rest becomes a hole), what a path is, the target of a link, the names in a folder.
void sys_recorder_file(struct sys_recorder *r, const char *path, const struct sys_stat *st, struct text t);
void sys_recorder_part(struct sys_recorder *r, const char *path, const struct sys_stat *st, int64_t offset, struct text t);
void sys_recorder_stat(struct sys_recorder *r, const char *path, const struct sys_stat *st);
void sys_recorder_link(struct sys_recorder *r, const char *path, const char *target);
void sys_recorder_list(struct sys *s, const char *path, const struct sys_names *names);

#endif
