// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The server: what all its threads share, and the life of a request. Threads that read (two for each port) draw pages, each with connections
// of its own that can only read; one thread writes (writer.h). A request that writes waits in the writer's queue while its thread goes on with others.
#ifndef BOLWERK_SERVER_H
#define BOLWERK_SERVER_H

#include "../draw/page.h"
#include "web.h"

#include <microhttpd.h>

#define BODY_MAX ((size_t)256 * 1024)        // bytes of a form
#define UPLOAD_MAX ((size_t)10 * 1024 * 1024) // bytes of a form with a file
#define PAIRS_MAX 400                        // fields of a form
#define PAGE_BYTES_MAX ((size_t)8 << 20)     // bytes of a page

struct server {
	struct arena *a;
	const char *db_path, *secret_path, *image;
	struct page_set *pages;
	struct route *route;
	int route_n;
	struct static_file *file;
	int file_n;
	struct writer *writer;
	struct progress *progress;
	const char *start_code;   // asked of who makes the first account from another computer
	const char *const *names; // by which browsers may find us beside addresses; ended by NULL
	const char *address;      // by which others on the network find us: "https://192.168.1.5:8443"; NULL: only this computer
	struct text ca;           // our own authority's certificate (DER); empty when the certificate is an outside one
	const char *print;        // SHA-256 of it, in groups of four
	int ask_fd;               // a byte written here asks for a new look at this computer; -1: nobody does that
	const char *version;
	bool trusted;        // the certificate comes from outside
	bool sandboxed;      // all but our files and ports was given up
};

// A port that is served.
struct port {
	struct server *server;
	bool tls;
	int threads;
	struct MHD_Daemon *daemon;
};

// What one thread that reads owns.
struct reader {
	struct arena *a;       // as long as the thread
	struct db *d, *secret; // read only
	struct page_drawer *drawer;
	struct arena *job; // one answer; rewound behind it
	struct arena_mark mark;
	struct buf *out;
	void *zip; // z_stream
};

// The reader of this thread, made when it is first asked; NULL when the database cannot be opened.
struct reader *reader_mine(struct server *s);

// A name=value pair of a form as it comes in; bytes by malloc.
struct pair {
	char *name, *file_name;
	char *p;
	size_t n, room;
};

// One request. A GET lives on the stack of its call; a POST from its head to its answer.
struct request {
	struct port *port;
	struct server *s;
	struct MHD_Connection *c;
	const char *url, *method;
	bool json;  // Accept: application/json
	const struct route *route;
	struct text part[8]; // what the {parameters} of the path were, in order
	// POST
	struct arena *a;
	struct MHD_PostProcessor *post;
	struct pair *pair;
	int pair_n;
	struct buf *raw; // a body of application/json
	size_t bytes, limit;
	unsigned refused; // HTTP status of an early no; 0: none
	struct job *job;
	bool waiting, done, good;
	char address[64];
};

// Starts serving a listening socket (that is closed with it). threads: how many read. NULL with a sentence.
struct port *server_listen(struct server *s, int fd, bool tls, const char *cert, const char *key, int threads, struct err *e);
// Serves on with another certificate: connections that are open end with the old one. False when the new one cannot be served.
bool server_renew(struct port *p, const char *cert, const char *key, struct err *e);

// Makes the table of routes out of the pages of the catalogue and the actions. False when two are alike.
bool server_routes(struct server *s, struct db *d, struct err *e);

// ---- route.c

struct route_param {
	const char *name;
	enum { PARAM_INT, PARAM_TEXT, PARAM_DATE, PARAM_CONTROL, PARAM_DOOR } type;
	int part; // which part of the path; -1: behind the ?
};

struct route {
	const char *path;  // "/machine/{id}"
	unsigned may;
	const char *page; // name; NULL: an action
	const struct action *action;
	struct route_param param[PAGE_OWN_MAX];
	int param_n;
};

// Finds the page (or action) of a path; parts: what stood in the place of {parameters}. NULL when there is none.
const struct route *route_find(const struct server *s, const char *url, bool action, struct text part[8]);

// Whether text can be the value of a parameter.
bool route_fits(int type, struct text t);

// ---- answer.c

// A page of this route, drawn for who asks. status: 200, or 422 with the job that was refused.
enum MHD_Result answer_page(struct request *q, struct reader *r, const struct who *who, const char *page, const struct route *route, unsigned status,
	const struct job *job);

// The page "sorry": why not, as a text of the screens.
enum MHD_Result answer_sorry(struct request *q, struct reader *r, const struct who *who, unsigned status, const char *en);

// Goes elsewhere (303). cookies: from the job, NULL for none.
enum MHD_Result answer_to(struct request *q, const char *to, const struct job *job);

// What only the server knows, as JSON for a page's parameter of type door (known.c); NULL when there is nothing of this name.
const char *known_value(const struct request *q, struct reader *r, const struct who *who, const char *name, int64_t now);

// A body as it is, with the headers of every answer. Takes p (by malloc).
enum MHD_Result answer_raw(struct request *q, unsigned status, const char *type, char *p, size_t n, const char *disposition);

// JSON in answer to an action.
enum MHD_Result answer_job_json(struct request *q, const struct job *job, bool good);

// The headers that every answer has.
void answer_headers(struct request *q, struct MHD_Response *r, bool kept);

// The file /file/NAME that somebody brought (file.c).
enum MHD_Result answer_file(struct request *q, struct reader *r, const struct who *who, const char *name);

// The list /register/NAME.csv to take along (list.c).
enum MHD_Result answer_list(struct request *q, struct reader *r, const struct who *who, const char *url);

// ---- static_file.c

// Reads the files of the catalogue and makes their answers. They end with the server's arena.
bool static_load(struct server *s, struct db *d, struct err *e);

// Answers /static/NAME; a name that is not there is 404.
enum MHD_Result static_answer(struct request *q, const char *name);

// The address of a file with its version, "/static/style.css?v=…"; lives as long as the server.
const char *static_address(const struct server *s, const char *name);

// ---- what was done, told once on the next page of the same session

// Keeps a kept text for a session, in the place of the one before.
void told_put(const unsigned char session[32], const char *kept);
// Copies it into the arena and forgets it; NULL when there is nothing.
const char *told_take(struct arena *a, const unsigned char session[32]);

#endif
