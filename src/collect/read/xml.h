// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// XML from the network, by Expat, with everything that makes XML dangerous refused: no document type, no entities of its own, nothing fetched, depth and
// text capped. Names come without their namespace.
#ifndef BOLWERK_READ_XML_H
#define BOLWERK_READ_XML_H

#include "../../base/text.h"

#define XML_DEPTH 24
#define XML_TEXT 1024 // bytes of text of one element; the rest is left out

struct xml_walk {
	// An element begins or ends. path[depth - 1] is its name; text (only at its end) is trimmed and without that of elements inside. Give false to stop.
	bool (*begins)(void *arg, const char *const *path, int depth);
	bool (*ends)(void *arg, const char *const *path, int depth, struct text text);
	void *arg;
};

// Reads a document of at most 256 KiB. False when it is damaged, too deep or too large, has a document type, or was stopped: what was handed over
// before stands.
bool xml_read(struct text t, const struct xml_walk *walk);

#endif
