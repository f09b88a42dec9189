// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What the readers of rules (rule*.c) share; not for others. The contract of rules is rule.h.
#ifndef BOLWERK_RULE_READ_H
#define BOLWERK_RULE_READ_H

#include "rule.h"
#include "tree.h"

// A selection of a detection under its name.
struct rule_named {
	struct text name;
	struct rule_node *node;
};

// One document while it is read: what lasts goes to the arena of the set, the rest to scratch. After the first refusal `bad` is set and nothing more is said.
struct rule_reading {
	struct rule_set *set;
	struct arena *a, *scratch;
	struct rule *rule;
	const char *file;
	size_t line;  // where the value that is being read stands
	size_t steps; // of the walk through the detection
	size_t children;
	bool bad;
	struct rule_named *named;
	int names;
};

// Refuses the rule that is being read, or one that was read, with a sentence; gives false.
bool rule_refuse(struct rule_reading *r, size_t line, const char *fmt, ...) PRINTF_LIKE(3, 4);
void rule_refuse_at(struct rule_set *s, const char *file, size_t line, const char *text);

// A copy that lives as long as the set.
struct text rule_keep(struct rule_reading *r, struct text t);

// A text in a message: at most 100 bytes of it, NUL behind.
const char *rule_shown(struct rule_reading *r, struct text t);

// A node with room for n children (a rule with too many is refused, and the node is still one); the negation of one (NULL of NULL); a node with one child becomes that child.
struct rule_node *rule_node_of(struct rule_reading *r, enum rule_node_kind kind, int n);
struct rule_node *rule_node_not(struct rule_reading *r, struct rule_node *child);
struct rule_node *rule_node_tidy(struct rule_node *n);

// `key: value` of a selection (key with its modifiers; empty field: keywords) as a node; NULL when refused. (rule_value.c)
struct rule_node *rule_value_read(struct rule_reading *r, struct text key, const struct tree *value);

// The list of strings under a key (a single text counts as a list of one): false when refused.
bool rule_texts(struct rule_reading *r, const struct tree *t, const char *what, struct text **ret, int *ret_n);

// The selections of a detection or filter, with the condition over them. NULL when refused. (rule_detect.c)
struct rule_node *rule_detect_read(struct rule_reading *r, const struct tree *detection, bool filter);

// One selection; NULL when refused.
struct rule_node *rule_selection_read(struct rule_reading *r, const struct tree *t);

// A condition as a tree over r->named. NULL when refused. (rule_condition.c)
struct rule_node *rule_condition_read(struct rule_reading *r, struct text condition, size_t line);

// The part under `correlation`; false when refused. rule_refs: the names under `rules`. rule_span: 90m in seconds, -1 when it is none. (rule_meta.c)
bool rule_correlation_read(struct rule_reading *r, const struct tree *t);
bool rule_refs(struct rule_reading *r, const struct tree *t, struct rule_ref **ret, int *ret_n);
int64_t rule_span(struct text t);

// A value while modifiers change it: a row of parts. NAME: a placeholder.
enum like_kind { LIKE_LITERAL = RULE_LITERAL, LIKE_ANY = RULE_ANY, LIKE_ONE = RULE_ONE, LIKE_NAME };
struct like_part {
	enum like_kind kind;
	struct text text;
};
struct like {
	struct like_part *part;
	int n;
};
struct likes {
	struct like *v;
	int n;
};

// Takes wildcards, escapes and, with `names`, placeholders out of a text. (rule_like.c)
struct like like_read(struct arena *a, struct text t, bool names);

// The value with * before and behind it, where it is not there yet.
struct like like_open(struct arena *a, struct like l, bool before, bool behind);

// Whether it is one text without wildcards; *ret: the text.
bool like_plain(struct like l, struct text *ret);

// The predicate's shape, text and parts out of a value; folded unless cased.
void like_shape(struct rule_reading *r, struct like l, struct rule_pred *ret);

// What a value becomes, added to *to: all dashes of flags as any dash, placeholders as each of their texts; false when refused.
bool like_windash(struct rule_reading *r, struct like l, struct likes *to);
bool like_expand(struct rule_reading *r, struct like l, struct likes *to);
bool likes_add(struct rule_reading *r, struct likes *to, struct like l);

// A text as UTF-16 (mark: with a byte order mark, which stands for little endian), as Base64, and as the part of Base64 that stays the same with `shift` (0 to 2) bytes before it. (code.c)
struct text code_utf16(struct arena *a, struct text t, bool big, bool mark);
struct text code_base64(struct arena *a, struct text t);
struct text code_base64_part(struct arena *a, struct text t, int shift);

#endif
