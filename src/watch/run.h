// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Reads logs and tells what rules hit in them. N equal workers take turns: whose turn it is reads the next piece of the stream (about a megabyte of whole records) into memory of its
// own and gets a number; then it takes its records apart and judges them beside the others; then it waits until all pieces before its own are told, and tells its own. So what comes
// out is the same, in the order of the stream, whatever the number of workers; and memory stays the same, whatever the size of the files.
#ifndef BOLWERK_RUN_H
#define BOLWERK_RUN_H

#include "hit.h"
#include "match.h"

enum { RUN_THREADS = 64 };

struct run_ask {
	const char *const *path; // files, folders, "-"
	int paths;
	const struct rule_set *rules;
	struct match *match;
	int threads;
	enum hit_format format;
	enum rule_level least; // hits of lower levels are not told
	int out, stop;         // descriptors: hits go to out; as soon as stop can be read, no more is read (-1: never)
	// Told of each file, in order: its format (NULL: not known). And of what went wrong.
	void (*file)(const char *path, const char *format);
	void (*wrong)(const char *sentence);
};

// lines = parsed + skipped + dropped, whatever the files hold.
struct run_counts {
	int64_t parsed;  // records of their format
	int64_t skipped; // whole ones that are not; every line of a file of no known format
	int64_t dropped; // too long, damaged or cut
	int64_t hits;    // told
	int64_t limits;  // searches of regular expressions that gave up
	int64_t wrong;   // files and folders that could not be read, or not to their end
	int64_t untimed, lost; // of correlations (correlate.h)
	bool stopped;    // before the end
	int error;       // of writing; EPIPE: nobody reads it any more
};

// Reads all and tells all. Ends early when it is to stop, or when hits cannot be written.
struct run_counts run_all(const struct run_ask *ask);

// Writes all bytes; 0, or the error.
int run_write(int fd, const char *p, size_t n);

#endif
