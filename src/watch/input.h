// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where logs come from: a file, a folder with all that lies in it, or standard input; plain, gz or zst, which their first bytes tell. Whatever a file unpacks to, memory stays the
// same: bytes come in pieces, and what a decoder leaves of a piece stands at the beginning of the next one.
//
//	struct input *in = input_open(a, path);
//	while ((said = input_next(in, &e)) != INPUT_END) {
//		if (said == INPUT_WRONG) { say e.text; continue; }
//		const struct decoder *d = input_decoder(in);          // NULL: of no known format
//		while (d && (what = input_record(in, d, state, &record)) != DECODE_END)
//			…                                                 // DECODE_ONE, or DECODE_BAD, which is counted already
//	}
#ifndef BOLWERK_INPUT_H
#define BOLWERK_INPUT_H

#include "../base/err.h"
#include "decode/decode.h"

enum {
	INPUT_PIECE = 1048576,  // bytes that are read at once
	INPUT_ROOM = DECODE_RECORD + INPUT_PIECE, // bytes that a piece takes at most
	INPUT_DEEP = 16,        // folders within folders
	INPUT_ENTRIES = 65536,  // files of one folder
	INPUT_RATIO = 900,      // bytes that one compressed byte may become, once INPUT_FREE have come
};
#define INPUT_FREE ((int64_t)1 << 30)

struct input_counts {
	int64_t files;   // opened
	int64_t read;    // bytes as they lie on the disk
	int64_t bytes;   // bytes unpacked
	int64_t records; // whole ones that input_record gave
	int64_t dropped; // longer than DECODE_RECORD, or said to be bad: each once
};

struct input;

enum input_said { INPUT_FILE, INPUT_WRONG, INPUT_END };

// Prepares to read a path ("-": standard input); nothing is opened yet, nothing can go wrong. Ends with the arena.
struct input *input_open(struct arena *a, const char *path);

// The pieces that come now lie in buf, INPUT_ROOM bytes of the caller; what was left of the one before is copied there first. So several who take turns each have records of their own.
void input_lend(struct input *in, char *buf);

// As soon as the descriptor can be read, every file ends where it was read to.
void input_stop(struct input *in, int fd);

// Goes to the next file; in a folder in the order of names, links not followed. INPUT_WRONG: *e says what cannot be read, or what went wrong in the file before behind the bytes
// that were given; call again, the next one goes on.
enum input_said input_next(struct input *in, struct err *e);

// The path of the file that is open, and its name without folder and without .gz or .zst.
const char *input_path(const struct input *in);
struct text input_name(const struct input *in);

// The next bytes of the file, behind what input_left kept; a byte order mark of UTF-8 at the beginning is left out. *ret_last: none come behind. False when all were given.
// A piece lives until the next call of input_piece into the same memory. What input_decoder looked at comes first.
bool input_piece(struct input *in, struct text *ret_piece, bool *ret_last);

// What the decoder left of the piece (its end) goes before the next piece; it must stay as it is until then. More than DECODE_RECORD bytes without an end are dropped up to the
// next line end and counted; so is what is left of a last piece.
void input_left(struct input *in, struct text rest);

// The format of the file, told from its first piece; NULL: none is known. Before any record of it.
const struct decoder *input_decoder(struct input *in);

// The next record of the file, over the borders of pieces: DECODE_ONE, DECODE_BAD or DECODE_END. Not together with input_piece.
enum decode_said input_record(struct input *in, const struct decoder *d, void *state, struct text *ret_record);

// What was read so far, of all files.
struct input_counts input_counted(const struct input *in);

#endif
