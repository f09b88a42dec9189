// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// One look at a domain: what its checks share. Questions to the name system and connections to servers are started at the beginning, each server in a
// thread of its own; a check waits for what it needs and writes its rows. One file = one check.
#ifndef BOLWERK_LOOK_H
#define BOLWERK_LOOK_H

#include "../../probe/probe.h"
#include "../collect.h"
#include "../http.h"
#include "../tls.h"
#include "name.h"

#include <pthread.h>

#define LOOK_MX_MAX 10
#define LOOK_MS 4300 // until which everything is asked
#define LOOK_STEPS_MAX 8

struct domain_look;

// Something that is asked in a thread of its own, with memory of its own that lives as long as the look.
struct look_job {
	struct domain_look *look;
	struct arena *a;
	void (*work)(struct look_job *job);
	const char *host;
	void *out;
	pthread_t thread;
	bool running;
};

struct look_mx {
	const char *host, *addresses; // addresses NULL: none
	int preference;
	struct tls_seen tls;
	bool inside; // its addresses lie within the network where this runs: it was not asked
	struct look_job job;
};

// One page that was asked, and the steps until there.
struct look_page {
	const char *host, *address, *first, *final;
	int steps;
	bool answered, to_https, unsafe_step, loop, first_answered;
	struct http_got got; // the last one
};

struct look_web {
	const char *host, *address; // address NULL: none
	struct look_page http, contact;
	struct http_got https;
	struct tls_seen tls;
	bool inside; // its addresses lie within the network where this runs: it was not asked
	struct look_job job;
};

struct look_sts {
	bool asked;
	struct http_got got;
	struct look_job job;
};

struct domain_look {
	struct arena *a;
	const struct domain_ask *ask;
	struct names *names;
	const char *domain; // small letters
	const char *above;  // the domain that somebody registered: itself, or the one that it lies below
	struct look_mx mx[LOOK_MX_MAX];
	size_t mx_n;
	bool mx_known, null_mx, mail; // mail: it receives mail
	struct look_web web[2]; // itself, www
	struct look_sts sts;
	int64_t until;
};

// Starts a job; when there is no thread for it, it runs at once.
void look_start(struct domain_look *l, struct look_job *job, const char *host, void (*work)(struct look_job *job), void *out);

// Waits until a job is done.
void look_wait(struct look_job *job);

// A question about "label.domain" (or a whole name); says so in the report when there was no answer (then the result is NULL).
const struct name_answer *look_ask(struct probe_run *run, const char *name, int type);

// Asks for a page and follows where it leads, at most LOOK_STEPS_MAX steps.
void look_page(struct look_job *job, const char *url, size_t body_max, struct look_page *ret);

// The jobs: what they need is set in job->host and job->out.
void look_mx_job(struct look_job *job);
void look_web_job(struct look_job *job);
void look_sts_job(struct look_job *job);

// Writes the columns that tell of TLS and a certificate.
void look_tls_columns(struct probe_run *run, const struct tls_seen *t);

// Which party in ref/provider.csv has a name of that kind (mx, ns, cname, spf, ptr); NULL: none that is known.
const char *look_provider(struct probe_run *run, const char *on, const char *name);

// The domain that somebody registered, by the list of public suffixes.
const char *look_above(struct arena *a, struct db *catalogue, const char *domain);

// How many TLSA records of usage 2 or 3 a signed name has, and whether one fits a certificate (1, 0; -1: none, or no certificate).
int look_dane(struct probe_run *run, const char *host, int port, const struct tls_seen *t, int *ret_fits);

// Parts of a row, each in a file of its own.
void spf_columns(struct probe_run *run);
void dmarc_columns(struct probe_run *run);
void sts_columns(struct probe_run *run);
void tlsrpt_columns(struct probe_run *run);
void dnssec_columns(struct probe_run *run);
void caa_columns(struct probe_run *run);

#endif
