// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Printers that this computer knows: the queues of CUPS, from /etc/cups/printers.conf, which root alone may read. Whether a queue is
// offered to others depends on cupsd.conf too: by default CUPS listens to the computer itself.
#include "../share/place.h"
#include "../share/share.h"

#include <string.h>

struct queue {
	struct text name, uri;
	bool shared;
	int hold; // -1: not known
};

// ipps and https are encrypted; what goes over a cable (usb, parallel, serial) does not travel; smb may be either.
static int encrypted(struct text uri)
{
	static const char *const yes[] = {"ipps://", "https://"}, *const no[] = {"ipp://", "http://", "socket://", "lpd://", "ipp14://", "beh:/"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (text_starts(uri, yes[i]))
			return 1;
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (text_starts(uri, no[i]))
			return 0;
	if (text_starts(uri, "dnssd://") || text_starts(uri, "hp:/net") || text_starts(uri, "hpfax:/net"))
		return text_has(uri, "_ipps._tcp");
	return -1;
}

// Whether CUPS answers other machines: Port, or Listen with an address that is not its own.
static bool answers_others(struct probe_run *run)
{
	struct text t, line, word, value;
	if (!sys_exists(run->sys, "/etc/cups/cupsd.conf") || !probe_read(run, "/etc/cups/cupsd.conf", &t))
		return false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!text_word(&line, &word) || !text_word(&line, &value))
			continue;
		if (text_is_nocase(word, "Port") || text_is_nocase(word, "SSLPort"))
			return true;
		if ((text_is_nocase(word, "Listen") || text_is_nocase(word, "SSLListen")) && value.p[0] != '/' && !text_starts(value, "localhost") &&
			!text_starts(value, "127.") && !text_starts(value, "[::1]"))
			return true;
	}
	return false;
}

static void queue_row(struct probe_run *run, const struct queue *q, bool others)
{
	if (!q->name.n)
		return;
	row_begin(run, "printer");
	row_text(run, "name", q->name);
	row_text(run, "uri", place_clean(run->a, q->uri));
	row_int(run, "shared", q->shared && others);
	row_flag(run, "encrypted", encrypted(q->uri));
	row_flag(run, "hold", q->hold);
	row_end(run);
}

// One line inside <Printer NAME>. A queue that holds each job until somebody lets it go has job-hold-until set to something else than no-hold.
static void queue_line(struct queue *q, struct text line)
{
	struct text key, option, value;
	if (!text_word(&line, &key))
		return;
	line = text_trim(line);
	if (text_is_nocase(key, "DeviceURI"))
		q->uri = line;
	else if (text_is_nocase(key, "Shared"))
		q->shared = text_yes(line) == 1;
	else if (text_is_nocase(key, "Option") && text_word(&line, &option) && text_word(&line, &value)) {
		if (text_is(option, "job-hold-until") || text_is(option, "job-hold-until-default"))
			q->hold = !text_is(value, "no-hold");
		else if (text_starts(option, "job-password"))
			q->hold = 1;
	}
}

static void probe_printer_run(struct probe_run *run)
{
	struct text t, line;
	struct queue q = {.name = {"", 0}};
	if (!probe_read_large(run, "/etc/cups/printers.conf", (size_t)4 << 20, &t))
		return;
	bool others = answers_others(run), inside = false;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		if (text_starts(line, "<Printer ") || text_starts(line, "<DefaultPrinter ")) {
			struct text name;
			text_cut(line, ' ', NULL, &name);
			if (!text_cut(name, '>', &name, NULL) || !name.n) {
				probe_partly(run, "odd_line", "/etc/cups/printers.conf");
				continue;
			}
			inside = true;
			q = (struct queue){.name = text_trim(name), .uri = {"", 0}, .hold = -1};
		} else if (inside && (text_is(line, "</Printer>") || text_is(line, "</DefaultPrinter>"))) {
			queue_row(run, &q, others);
			inside = false;
		} else if (inside)
			queue_line(&q, line);
	}
	if (inside)
		probe_partly(run, "odd_line", "/etc/cups/printers.conf");
}

const struct probe probe_printer = {"printer", "printer", probe_printer_run};
