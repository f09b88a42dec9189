// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Turns data/ into the image that the program carries: one SQLite database, read in place at run time. Every error names file,
// line and key; the build fails on the first run that has one, after all files have been read. Runs at build time only.
#ifndef BOLWERK_IMAGE_H
#define BOLWERK_IMAGE_H

#include "../../src/base/buf.h"
#include "../../src/base/err.h"
#include "../../src/base/text.h"

#include <sqlite3.h>
#include <stdio.h>
#include <yaml.h>

struct image {
	struct arena *a;
	sqlite3 *db;    // the image that is being made
	sqlite3 *trial; // a database with the real schema, to prepare every check on
	int errors;
};

// A YAML file that was read: its nodes, and its name for errors.
struct source {
	struct image *im;
	const char *path;
	yaml_document_t doc;
	yaml_node_t *root;
};

extern const char *const image_langs[]; // en nl fr de NULL

// Says what is wrong, with file and line (0: none), and counts it.
void image_error(struct image *im, const char *path, size_t line, const char *fmt, ...) PRINTF_LIKE(4, 5);

// Runs SQL that must succeed; `values` are the texts bound to ?1 ?2 … (NULL is NULL), ended by IMAGE_END.
extern const char IMAGE_END[];
void image_put(struct image *im, const char *sql, ...);

// Whether the image has a row for SQL with ?1.
bool image_has(struct image *im, const char *sql, const char *value);

// Reads a whole file; NULL after an error was said.
char *image_file(struct image *im, const char *path, size_t *ret_n);

// Names in a folder that end in suffix, sorted, as DIR/NAME, ended by NULL.
char **image_list(struct image *im, const char *dir, const char *suffix);

// Each part: reads its files and fills its tables.
void image_facts(struct image *im, const char *data);    // data/fact/*.sql
void image_schema(struct image *im, const char *data);   // data/schema/{firm,secret,view}/*.sql
void image_refs(struct image *im, const char *data);     // data/ref/*.csv
void image_os_refs(struct image *im);                    // distro-info-data
void image_ouis(struct image *im);                       // ieee-data
void image_suffixes(struct image *im);                   // publicsuffix
void image_phrases(struct image *im, const char *data);  // data/lang/*.po
void image_french(struct image *im); // in all French texts the space before : ? ! ; and inside « » no longer breaks a line; call when all is read
void image_controls(struct image *im, const char *data); // data/control/*/*.yml
void image_threats(struct image *im, const char *data);  // data/threat/*.yml; before the controls, which name them
void image_sectors(struct image *im, const char *data);  // data/sector/*.yml; after the threats
void image_mails(struct image *im, const char *data);    // data/mail/*.yml
void image_cards(struct image *im, const char *data);    // data/card/*.yml
void image_questions(struct image *im, const char *data); // data/question/*.yml
void image_registers(struct image *im, const char *data);   // data/register/*.yml
void image_instruments(struct image *im, const char *data); // data/{document,signoff,task,…}/*.yml
void image_proven(struct image *im);                     // every part of proof that a control asks has its instrument
void image_pages(struct image *im, const char *data);    // data/page/*.html
void image_static(struct image *im, const char *data);   // data/static: files as they are

// ---- YAML (yaml.c)

// Reads a file; false after an error was said.
bool source_read(struct image *im, const char *path, struct source *ret);
bool source_read_from(struct image *im, const char *path, FILE *f, struct source *ret);
void source_end(struct source *s);

// The value of a key of a mapping; NULL when there is none.
yaml_node_t *source_get(struct source *s, yaml_node_t *map, const char *key);

// The text of a scalar; says an error naming the key when it is none, and gives "".
const char *source_text(struct source *s, yaml_node_t *n, const char *key);

// The text of a key that must be there.
const char *source_need(struct source *s, yaml_node_t *map, const char *key);

// Puts the text of a key in all languages (a list: steps 1, 2 …; else step, "0" being none) by SQL with ?1 owner ?2 lang ?3 field ?4 step ?5 text,
// or says which language is missing or has another number of steps. map: what holds en, nl, fr, de; NULL: nothing there.
void source_put_texts(struct source *s, const char *sql, const char *owner, yaml_node_t *map, const char *field, const char *step);

// Goes through a sequence: the i-th item, NULL behind the end.
yaml_node_t *source_item(struct source *s, yaml_node_t *sequence, size_t i);

// Goes through a mapping: the i-th pair; false behind the end.
bool source_pair(struct source *s, yaml_node_t *map, size_t i, const char **ret_key, yaml_node_t **ret_value);

// The text of KEY in one language, of a mapping {en: …, nl: …, fr: …, de: …}; says an error that names KEY.LANG when there is none.
const char *source_lang(struct source *s, yaml_node_t *map, const char *key, const char *lang);

// The number of a key, as text, from least to most; NULL when there is no such key.
const char *source_number(struct source *s, yaml_node_t *map, const char *key, int64_t least, int64_t most);

// The number that a node holds, above 0 and at most `most`; false after an error that names the key was said.
bool source_real(struct source *s, yaml_node_t *n, const char *key, double most, double *ret);

// Where a number is from and how sure it is (high, medium, low; own judgement is low), which both must be there.
void source_sure(struct source *s, yaml_node_t *map, const char **ret_source, const char **ret_sure);

// Puts id and position of the file into TABLE(id, position) and gives the id, which must be the file's name; no two files have one position.
const char *source_head(struct source *s, const char *table);

// Says an error for each key of a mapping that is none of the words of the list.
void source_keys(struct source *s, yaml_node_t *map, const char *list);

// The node as JSON text.
const char *source_json(struct source *s, yaml_node_t *n);

// Line number of a node, from 1.
size_t source_line(yaml_node_t *n);

// Takes the fields of one record of CSV off *rest (those over max are left out). Gives how many; 0 at the end, -1 when a quote does not end.
int image_record(struct image *im, struct text *rest, const char **f, int max);

#endif
