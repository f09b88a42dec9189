// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// XML of strangers, by Expat, with everything that makes XML dangerous refused: no document type that defines anything, no entities of its own, nothing
// fetched, size, depth and text capped. Names come without their namespace.
#ifndef BOLWERK_READ_XML_H
#define BOLWERK_READ_XML_H

#include "../../base/err.h"
#include "../../base/text.h"

#define XML_DEPTH 24
#define XML_TEXT 1024 // bytes of text of one element; the rest is left out

struct xml_walk {
	// An element begins or ends. path[depth - 1] is its name, attributes what xml_attribute takes; text (only at its end) is trimmed and without that of
	// elements inside. Give false to stop. Either may be NULL.
	bool (*begins)(void *arg, const char *const *path, int depth, const char *const *attributes);
	bool (*ends)(void *arg, const char *const *path, int depth, struct text text);
	void *arg;
	size_t bytes; // size of the largest document; 0: 256 KiB
	bool named;   // a document type may be named, as long as it neither defines nor fetches anything
};

// Reads a document. False when it is damaged, too deep or too large, has a document type, or was stopped (then e stays as it was): what was handed over
// before stands. e may be NULL.
bool xml_read(struct text t, const struct xml_walk *walk, struct err *e);

// The value of an attribute, until begins returns; NULL when it is not there.
const char *xml_attribute(const char *const *attributes, const char *name);

#endif
