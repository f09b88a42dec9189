// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Pages: HTML with queries, from data/page/NAME.html. A page has a head (its queries; for the web also its path, who may see it, its
// parameters) and HTML with five forms:
//   {{col}}                  a column of a row around, or a parameter; made harmless for the place where it stands; what say() kept is put into words
//   {{#query}}…{{/query}}    once for each row; on a column: when it is neither NULL, empty nor zero
//   {{^query}}…{{/query}}    when there is no row; on a column: when it is NULL, empty or zero
//   {{_ text {col}}}         translated, with columns in it; {n?one|many} a word by number
//   {{> part}}               another page as a part, a file of data/static, the page's own body (in a layout), or a drawing ({{> qr col}})
// A query may use :col of the rows around it and the parameters. The build checks queries, names, places and nesting.
// A page with a path is drawn inside the page "layout". <form method="post"> gets the token against forged requests by itself.
//
// Pages are taken apart once for each language (struct page_set, shared by threads), and drawn by many (struct page_drawer, one a thread).
#ifndef BOLWERK_PAGE_H
#define BOLWERK_PAGE_H

#include "draw.h"

// Names of the parameters that whoever draws gives, in this order; a page's own follow. Not all are there on paper: then they are NULL.
#define PAGE_PARAMS                                                                                                                                  \
	"lang", "now", "only", "today", "me", "my_name", "is_owner", "is_staff", "is_supplier", "is_auditor", "is_signer", "is_checker", "is_member", \
		"subject", "csrf", "path", "page", "done", "refused", "host", "tls", "version", "reads_only", "is_first", "here"
enum page_param {
	PAGE_LANG,
	PAGE_NOW,
	PAGE_ONLY,
	PAGE_TODAY,     // YYYY-MM-DD
	PAGE_ME,        // id in table member
	PAGE_MY_NAME,
	PAGE_IS_OWNER, // roles: 1 or 0
	PAGE_IS_STAFF,
	PAGE_IS_SUPPLIER,
	PAGE_IS_AUDITOR,
	PAGE_IS_SIGNER,
	PAGE_IS_CHECKER,
	PAGE_IS_MEMBER, // logged in as somebody who may see the firm
	PAGE_SUBJECT,   // what a personal link is about
	PAGE_CSRF,      // token against forged requests
	PAGE_PATH,      // path of the page
	PAGE_PAGE,      // name of the page
	PAGE_DONE,      // what was just done, in words
	PAGE_REFUSED,   // what is wrong with the whole of a form, in words
	PAGE_HOST,      // scheme and name by which the browser found us: https://192.168.1.5:8443
	PAGE_TLS,
	PAGE_VERSION,
	PAGE_READS_ONLY, // may not change anything
	PAGE_IS_FIRST,   // nobody has an account yet
	PAGE_HERE,       // the browser runs on the computer that serves
	PAGE_PARAM_N
};

#define PAGE_OWN_MAX 12 // a page's own parameters

struct page_value {
	enum { PAGE_NULL, PAGE_INT, PAGE_TEXT } type;
	int64_t number;
	const char *text; // PAGE_TEXT
};

// What is given to draw a page: who asks, and the values.
struct page_ask {
	struct draw w;
	struct page_value value[PAGE_PARAM_N + PAGE_OWN_MAX];
	const struct json *typed; // what was typed into a refused form: object name → text; NULL: none
	const struct json *wrong; // what is wrong with it: name → text in words; NULL: nothing
};

// A drawing made by C: writes it for the argument ("" without one).
struct page_part {
	const char *name;
	void (*draw)(const struct draw *w, const char *arg, struct buf *b);
	bool keep; // same for the same language and contents of the database: kept between requests
};

struct page_set;
struct page_drawer;
struct page;

// The pages. parts: drawings beside fort and bars, ended by a name NULL; NULL for none. Lives as long as the arena.
struct page_set *page_set_new(struct arena *a, const struct page_part *parts);

// Makes the one that draws with a connection, for one thread, and gives its SQL functions typed(name, otherwise) and wrong(name) to the connection.
struct page_drawer *page_drawer_new(struct arena *a, struct page_set *set, struct db *d);

// A page in a language, taken apart at the first time. NULL when it is not there or has an error. Belongs to the set.
const struct page *page_get(struct page_drawer *p, const char *name, const char *lang, struct err *e);

// Writes a page as HTML, inside its layout when it has one. False when a query fails.
bool page_html(struct page_drawer *p, const struct page *page, const struct page_ask *ask, struct buf *b, struct err *e);

// Writes the rows of its queries as JSON: {"query":[{"col":…,"inner query":[…]},…],…}. Texts are in words, in the language that was asked.
bool page_json(struct page_drawer *p, const struct page *page, const struct page_ask *ask, struct buf *b, struct err *e);

#endif
