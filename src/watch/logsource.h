// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the log source of a rule means in the events that we read: data/logsource/*.yml, one file for a product or a family of them.
//
//   product: windows            # of all sources of the file that do not say another; may be left out
//   format: [json, evtx]        # decoders whose events these can be; of all sources that do not say others
//   names: ['{}', 'Event.EventData.{}']   # how a field {} may be called in an event; * is one part of a path (without dots)
//   fields:                     # fields that events call otherwise: these names take the place of {}; the field's own name counts only when it stands among them
//     Provider_Name: [Provider_Name, SourceName]
//   sources:
//     - category: process_creation        # and product, service: what rules say
//       when: {Channel: Security, EventID: 4688}   # a selection as in a rule, over the fields of rules
//       fields: {Image: NewProcessName}   # before those of the file
//
// Several sources may have one name: events of each of them are looked at by the rule, each with its own fields.
#ifndef BOLWERK_LOGSOURCE_H
#define BOLWERK_LOGSOURCE_H

#include "rule.h"

// A field and what events call it.
struct logsource_field {
	struct text sigma;
	int n;
	struct text *name;
};

// What the sources of a file share.
struct logsource_family {
	int names, fields, formats;
	struct text *name;
	struct logsource_field *field;
	struct text *format;
};

struct logsource {
	struct text product, category, service;
	const struct logsource_family *family;
	int fields, formats;
	struct logsource_field *field;
	struct text *format;    // none: those of the family
	struct rule_node *when; // over fields of rules; NULL: every event of its formats
	const char *file;
	size_t line;
};

struct logsource_set {
	struct logsource *source;
	size_t n, room;
};

// Reads all files of a folder. They are ours: the first that is wrong fails with a sentence that names file and line.
bool logsource_load(struct arena *a, const char *folder, struct logsource_set **ret, struct err *e);

// Adds the sources of one file, or of a text (name: for sentences), to a set, which may begin empty ({0}).
bool logsource_file(struct arena *a, const char *path, struct logsource_set *set, struct err *e);
bool logsource_text(struct arena *a, const char *name, struct text yaml, struct logsource_set *set, struct err *e);

// The sources that a rule means, at most max of them: those with the very same product, category and service, else those that have all that it names. Gives how many.
size_t logsource_find(const struct logsource_set *s, const struct rule_source *rule, const struct logsource **ret, size_t max);

// Whether events of a decoder can be of a source. A source without formats takes those of any.
bool logsource_format(const struct logsource *l, const char *decoder);

// The names that a field of a rule may have in events of this source, in the order in which they are to be tried; * in them is one part of a path. Gives how many are in *ret.
int logsource_names(const struct logsource *l, struct arena *a, struct text sigma, struct text **ret);

// What is the same for two sources that have the same names for a field, and only then.
const void *logsource_naming(const struct logsource *l, struct text sigma);

enum { LOGSOURCE_NAME = 256 };

// The name of a field without its spaces, put into room when it has some; one that is too long stays.
struct text logsource_unspaced(struct text field, char room[LOGSOURCE_NAME]);

// Whether the field of an event bears such a name; ASCII case does not count, nor do spaces in the field ("Threat Name" is ThreatName: so the specification names fields).
bool logsource_named(struct text name, struct text field);

// Whether the field of an event is what a rule calls sigma: logsource_names and logsource_named in one, without memory.
bool logsource_is(const struct logsource *l, struct text sigma, struct text field);

#endif
