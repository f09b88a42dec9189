// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The settings of the OpenSSH server (sshd_config(5)), with what it includes, for the probes about SSH and second steps.
#ifndef BOLWERK_SSHD_CONF_H
#define BOLWERK_SSHD_CONF_H

#include "share.h"

struct sshd_setting {
	int block; // 0: for all; then the Match blocks in order
	struct text key, value;
};

struct sshd_conf {
	bool installed;
	int enabled; // starts by itself or runs: 1, 0, -1 not known
	struct sshd_setting *all;
	size_t n;
	struct text *criteria; // of each block; the first one is empty
	int blocks;            // at least 1
};

// Reads the settings when there is a server. What cannot be read is said against the probe.
void sshd_conf_read(struct probe_run *run, struct sshd_conf *ret);

// The value in a block (not that of block 0 when the Match block says nothing): the first one counts. False when it is not set there.
bool sshd_get(const struct sshd_conf *c, int block, const char *key, struct text *ret);

// The same for a yes or no, with what holds when neither the block nor block 0 sets it.
bool sshd_yes(const struct sshd_conf *c, int block, const char *key, bool otherwise);

#endif
