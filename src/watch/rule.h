// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Sigma rules (specification 2.1), read from YAML into plain structures. Everything that modifiers, escapes and placeholders mean is settled when a rule is read: what is
// left is a tree over predicates, and a predicate asks one simple thing of one field. A plain evaluator walks the tree; a compiled matcher takes the literals out of it.
// Files are hostile: sizes, depths and counts are bounded. A rule that cannot work is refused with one sentence that names file and line; the others go on.
#ifndef BOLWERK_RULE_H
#define BOLWERK_RULE_H

#include "../base/address.h"
#include "../base/err.h"

enum {
	RULE_FILE = 4 << 20,    // bytes of a file
	RULE_DEPTH = 32,        // how deep YAML and parentheses may nest
	RULE_PREDS = 65536,     // predicates of a rule
	RULE_CHILDREN = 131072, // children of all nodes of a rule
	RULE_ALL = 1000000,     // predicates of a set; 16 times as many children
	RULE_REFS = 1024,       // rules that a correlation or filter names
	RULE_VARIANTS = 4096,   // texts that one value may become (windash, placeholders)
	RULE_REGEX = 4096,      // bytes of a regular expression
	RULE_CONDITION = 16384, // bytes of a condition
	RULE_FILES = 100000,    // files of a folder
};

// What a predicate asks. All but NULL and EXISTS are false of a field that is absent or null. Of a field with several values any may do.
enum rule_op {
	RULE_LIKE,    // the value is like `text` or the parts; see rule_shape
	RULE_REGEXP,  // the regular expression `text` is found in the value (PCRE; RULE_I, RULE_M, RULE_S)
	RULE_CIDR,    // the value is an address within `range`
	RULE_COMPARE, // the value is a number that stands in relation `compare` to `number`; with `time`: that part of the date that the value is
	RULE_NULL,    // no such field, or it is null
	RULE_EXISTS,  // the field is there, whatever it holds
	RULE_SAME,    // the value is like that of the field named `text`: equals, starts, ends or has (shape); wildcards mean nothing
};

// How a text is compared. All but GLOB compare with `text` alone ("*" is HAS of the empty text: any value, even an empty one).
enum rule_shape { RULE_EQUALS, RULE_STARTS, RULE_ENDS, RULE_HAS, RULE_GLOB };

enum {
	RULE_CASED = 1, // large and small letters differ; without it `text` and parts are folded (fold.h) and the value must be folded too
	RULE_I = 2,     // of regular expressions: caseless; ^ and $ at lines; . is any character
	RULE_M = 4,
	RULE_S = 8,
};

// A part of a GLOB: a literal, * (any number of characters) or ? (one character: of UTF-8 one code point, of bad UTF-8 one byte). Never two ANY in a row.
enum rule_part_kind { RULE_LITERAL, RULE_ANY, RULE_ONE };
struct rule_part {
	enum rule_part_kind kind;
	struct text text;
};

enum rule_compare { RULE_LT, RULE_LTE, RULE_GT, RULE_GTE, RULE_EQ, RULE_NEQ };
enum rule_time { RULE_NO_TIME, RULE_MINUTE, RULE_HOUR, RULE_DAY, RULE_WEEK, RULE_MONTH, RULE_YEAR };

// A number: whole when it fits, and always as a real.
struct rule_number {
	bool whole;
	int64_t integer;
	double real;
};

struct rule_pred {
	enum rule_op op;
	enum rule_shape shape;
	unsigned flags;
	size_t line;       // in the file of the rule
	struct text field; // as Sigma names it; empty: a keyword, sought in the value of each field and in the raw record (any of them may do)
	struct text text;
	int parts; // of GLOB
	union {
		const struct rule_part *part;
		struct range range;
		struct {
			enum rule_compare compare;
			enum rule_time time;
			struct rule_number number;
		};
	};
};

// The tree. A selection that a condition names twice is one node with two parents, so a node may be judged once and remembered.
enum rule_node_kind { RULE_PRED, RULE_AND, RULE_OR, RULE_NOT, RULE_SOME }; // SOME: at least `least` of the children
struct rule_node {
	enum rule_node_kind kind;
	int least, n;
	union {
		const struct rule_pred *pred;
		struct rule_node **child; // NOT has one
	};
};

enum rule_kind { RULE_DETECTION, RULE_CORRELATION, RULE_FILTER };
enum rule_level { RULE_NO_LEVEL, RULE_INFORMATIONAL, RULE_LOW, RULE_MEDIUM, RULE_HIGH, RULE_CRITICAL };
enum rule_sum { RULE_EVENT_COUNT, RULE_VALUE_COUNT, RULE_TEMPORAL, RULE_TEMPORAL_ORDERED, RULE_VALUE_SUM, RULE_VALUE_AVG, RULE_VALUE_PERCENTILE };

// Where the events come from, in small letters; what is not named is empty.
struct rule_source {
	struct text category, product, service, definition;
};

// A name under `rules` of a correlation or filter: an id or a name; rule_set_link finds the rule (NULL: there is none, which only a filter may have).
struct rule_ref {
	struct text text;
	size_t line;
	struct rule *rule;
};

struct rule_alias {
	struct text name;           // as group-by says it
	const struct rule *of;      // in events that this rule hit
	struct text of_name, field; // it is this field
};

struct rule_limit {
	enum rule_compare compare;
	struct rule_number number;
};

struct rule_correlation {
	enum rule_sum sum;
	int refs, groups, aliases, limits, fields;
	struct rule_ref *ref;
	struct text *group;
	struct rule_alias *alias;
	struct rule_limit limit[6]; // all must hold; of temporal sums with none given: as many different rules as are named
	struct text *field;         // of sums over values; several are counted together
	int64_t seconds;
	double percentile; // -1 when none is named
	bool generate;     // the rules it refers to give hits of their own too
};

struct rule {
	enum rule_kind kind;
	enum rule_level level;
	struct text id, name, title, status, author;
	const char *file;
	size_t line;
	struct rule_source source;
	int fields, preds;
	struct text *field;     // to show beside a hit
	int64_t timeframe;      // seconds; 0: none
	struct rule_node *when; // of detections, with the filters for it; of filters: what is taken away
	struct rule_correlation *correlation;
	struct rule_ref *ref; // of filters
	int refs;
	bool quiet;     // only a correlation looks at its hits (named by one that does not `generate`)
	bool loud, bad; // of linking: some correlation that looks at it does `generate`; it is taken out
	int mark;       // of linking: 1 being looked at, 2 done
};

// A rule that cannot work.
struct rule_refusal {
	const char *file;
	size_t line;
	const char *text; // one sentence: "file:line: …"
};

// What stands for %name% where `expand` is said: one of several texts, which may hold wildcards.
struct rule_placeholder {
	struct text name;
	const struct text *value;
	size_t n;
};

struct rule_set {
	struct arena *a, *scratch;
	const struct rule_placeholder *placeholder;
	size_t placeholders;
	struct rule **rule;
	size_t n, room;
	struct rule_refusal *refused;
	size_t refusals, refusal_room;
	size_t preds, children; // of all rules, refused ones too
};

// An empty set; all that is read lives in the arena, and so must the placeholders.
struct rule_set *rule_set_new(struct arena *a, const struct rule_placeholder *p, size_t n);

// Reads all documents of a text, of a file, or of each .yml and .yaml file below a folder (by name, 16 folders deep; links are not followed). What cannot be read or cannot work
// is added to `refused`. False: the path itself cannot be read.
bool rule_set_text(struct rule_set *s, const char *file, struct text yaml);
bool rule_set_file(struct rule_set *s, const char *path);
bool rule_set_folder(struct rule_set *s, const char *path);

// To be called once, when all is read: refuses the second of two rules with one id or name, finds the rules that correlations name (refused when one is missing or they name each
// other in a ring), and puts filters into the rules that they name: what a filter describes is no hit any more. A filter counts for rules whose log source has all that its own names.
// Its condition says what is taken away (`selection`) or, negated, what may stay (`not selection`): both forms are in use and mean the same.
void rule_set_link(struct rule_set *s);

// The word of a level ("high"; "" for none), of a sum ("event_count").
const char *rule_level_word(enum rule_level l);
const char *rule_sum_word(enum rule_sum s);

// Reads a number: decimal with fraction and exponent, nothing else around it.
bool rule_number_read(struct text t, struct rule_number *ret);

// Whether x stands in that relation to y.
bool rule_number_holds(struct rule_number x, enum rule_compare c, struct rule_number y);

// A part of the date and time that a text begins with (2026-11-21T10:20:30, or with a space), as written, no zones; week: of ISO 8601. False: the text is none.
bool rule_time_read(struct text t, enum rule_time part, int64_t *ret);

#endif
