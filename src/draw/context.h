// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Where in HTML a place is, so that a value put there is made harmless for that place. Follows the literal parts of a page one
// after the other; values never change the place. Used by the build (tools/image), which refuses places where no value is safe, and by the drawing.
#ifndef BOLWERK_CONTEXT_H
#define BOLWERK_CONTEXT_H

#include "../base/text.h"

enum place {
	PLACE_TEXT,     // between tags
	PLACE_VALUE,    // in a quoted attribute
	PLACE_LINK,     // at the start of a quoted attribute that holds an address (href, src, action, formaction)
	PLACE_IN_LINK,  // further on in one
	PLACE_TAG,      // in a tag, outside an attribute: no value may stand here
	PLACE_UNQUOTED, // in an attribute without quotes: nor here
	PLACE_CODE,     // in script or style, or in an attribute on… or style: nor here
	PLACE_COMMENT,  // nor here
};

struct context {
	enum { AT_TEXT, AT_TAG, AT_VALUE, AT_UNQUOTED, AT_COMMENT, AT_CODE } state;
	char quote;
	char attr[24]; // name of the attribute, lower case, cut when longer
	char tag[12];  // name of the tag that is open, lower case, cut when longer
	size_t attr_n, tag_n;
	bool naming;    // the tag's name is being read
	bool named;     // an attribute's name has ended
	size_t value_n; // bytes of the value so far
};

// Goes over a literal part. A context begins as {0}.
void context_add(struct context *c, struct text literal);

// A value stands here: it counts as a part of the attribute's value.
void context_value(struct context *c);

// The place now.
enum place context_place(const struct context *c);

#endif
