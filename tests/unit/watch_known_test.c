// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Real logs of many programs (../shared/data, where it is there): what each file is taken for is printed; those whose format is read must be known as what they are, those
// of no known format must be said to be unknown, and every record is counted once.
#include "tap.h"
#include "watch.h"

#include "../../src/watch/input.h"

#include <unistd.h>

// What a file must be taken for; the first that ends its path counts. "-": unknown. Files that no line names must be syslog (fail2ban) or unknown (others).
static const struct {
	const char *path, *format;
} wanted[] = {
	{"loghub/Apache.log", "apache"}, {"loghub/Linux.log", "syslog"}, {"loghub/Mac.log", "syslog"}, {"loghub/OpenSSH.log", "syslog"}, {"loghub/Proxifier.log", "plain"},
	{"loghub/Windows.log", "plain"}, {"_structured.csv", "csv"}, {"apache_access_combined.log", "web"}, {"auth_secrepo.log", "syslog"}, {"nginx_plus_json.log", "json"},
	{"linux/discovery/sh_arp_cache_2020-11-10074812.log", "auditd"}, {"expected-by-zircolite.csv", "csv"}, {"manifest.csv", "csv"}, {".json", "json"}, {".json.gz", "json"},
	{"/apache-auth", "apache"}, {"/apache-modsecurity", "apache"}, {"/apache-nohome", "apache"}, {"/apache-noscript", "apache"}, {"/apache-shellshock", "apache"},
	{"/zoneminder", "apache"}, {"/apache-badbots", "web"}, {"/openhab", "web"}, {"/php-url-fopen", "web"}, {"/traefik-auth", "web"}, {"/selinux-ssh", "auditd"},
	{"/nginx-forbidden", "nginx"}, {"/nginx-http-auth", "nginx"}, {"/nginx-limit-req", "nginx"},
	{"/3proxy", "plain"}, {"/asterisk", "plain"}, {"/bitwarden", "*"}, {"/counter-strike", "plain"}, {"/directadmin", "plain"}, {"/dovecot", "*"}, {"/ejabberd-auth", "plain"}, {"/exim-spam", "plain"},
	{"/gitlab", "plain"}, {"/guacamole", "plain"}, {"/horde", "*"}, {"/mongodb-auth", "plain"}, {"/monit", "*"}, {"/monitorix", "plain"}, {"/mssql-auth", "plain"}, {"/murmur", "plain"},
	{"/openwebmail", "plain"}, {"/oracleims", "*"}, {"/roundcube-auth", "*"}, {"/routeros-auth", "*"}, {"/sogo-auth", "*"}, {"/squirrelmail", "plain"}, {"/stunnel", "plain"},
	{"/vaultwarden", "plain"}, {"/vsftpd", "*"}, {"/znc-adminlog", "plain"}, {"/SOURCE.txt", "-"}, {"/qmail", "*"}, {"/drupal-auth", "*"},
};

static const char *wants(const char *path)
{
	size_t n = strlen(path);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		size_t end = strlen(wanted[i].path);
		if (n >= end && strcmp(path + n - end, wanted[i].path) == 0)
			return wanted[i].format;
	}
	return strstr(path, "fail2ban-logs") ? "syslog" : "-";
}

static int64_t quick, quick_wrong;
static int known, unknown, packed, wrong_files;

static void one(struct arena *a, struct input *in)
{
	const struct decoder *d = input_decoder(in);
	const char *format = d ? d->name : "-", *want = wants(input_path(in));
	struct text record;
	struct input_counts before = input_counted(in);
	void *state = calloc(1, d && d->state ? d->state : 1);
	int64_t parsed = 0, skipped = 0;
	enum decode_said said;
	while (d && (said = input_record(in, d, state, &record)) != DECODE_END) {
		struct arena_mark m = arena_mark(a);
		struct event e = {.at = -1};
		if (said != DECODE_ONE)
			continue;
		bool good = d->fields(state, a, record, &e);
		quick += d->is != NULL;
		quick_wrong += d->is && d->is(state, record) != good;
		parsed += good;
		skipped += !good;
		arena_rewind(a, m);
	}
	free(state);
	struct input_counts after = input_counted(in);
	bool right = strcmp(format, want) == 0 || strcmp(want, "*") == 0 || (strcmp(want, "json") == 0 && !decode_named("json"));
	printf("# %-9s %6lld parsed %5lld skipped %3lld dropped  %s\n", format, (long long)parsed, (long long)skipped, (long long)(after.dropped - before.dropped), input_path(in));
	if (!right)
		ok(false, "%s is %s, taken for %s", input_path(in), want, format);
	if (after.records - before.records != parsed + skipped)
		ok(false, "%s: the counts add up", input_path(in));
	known += d != NULL;
	unknown += d == NULL;
	wrong_files += !right;
}

static void folder(const char *path)
{
	if (access(path, R_OK) != 0) {
		ok(true, "formats of %s # skip it is not here", path);
		return;
	}
	struct arena *a = arena_new();
	struct input *in = input_open(a, path);
	struct err e = {0};
	enum input_said said;
	known = unknown = packed = wrong_files = 0;
	while ((said = input_next(in, &e)) != INPUT_END) {
		if (said == INPUT_FILE)
			one(a, in);
		else
			ok(false, "%s", e.text);
	}
	ok(wrong_files == 0, "%s: %d files of a known format, %d of none, %d taken for what they are not", path, known, unknown, wrong_files);
	arena_free(a);
}

// The tests of OSSEC are lists of cases; the lines within them are told one by one.
static void ossec(const char *path)
{
	struct arena *a = arena_new();
	struct input *in = input_open(a, path);
	struct err e = {0};
	int lines = 0, told = 0;
	static const struct decoder text = {.name = "text", .next = decode_line};
	struct text record, name, line;
	while (access(path, R_OK) == 0 && input_next(in, &e) == INPUT_FILE)
		while (input_record(in, &text, NULL, &record) == DECODE_ONE)
			if (text_starts(record, "log ") && text_cut(record, '=', &name, &line)) {
				const struct decoder *d = decode_choose(text_trim(line), text_of(""));
				lines++;
				told += d != NULL;
			}
	ok(lines == 0 || told * 100 / lines >= 60, "OSSEC's cases: %d of %d lines are of a known format%s", told, lines, lines ? "" : " # skip they are not here");
	arena_free(a);
}

int main(void)
{
	folder("../shared/data/loghub");
	folder("../shared/data/fail2ban-logs");
	folder("../shared/data/elastic-examples-logs");
	folder("../shared/data/otrf-datasets");
	folder("../shared/data/suricata-verify");
	ossec("../shared/data/ossec-rule-tests");
	ok(quick_wrong == 0, "the quick answers agree on %lld of %lld real lines%s", (long long)(quick - quick_wrong), (long long)quick, quick ? "" : " # skip they are not here");
	return tap_done();
}
