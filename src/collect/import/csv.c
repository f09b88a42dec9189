// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// CSV with a line of heads: address, mac, name, maker, os, port, service, in any order and in four languages; separated by comma, semicolon or tab. Kea's
// leases (kea-leases4.csv) are of this form too; see import.h.
#include "../../core/csv.h"
#include "import.h"

#include <string.h>

enum { ADDRESS, MAC, NAME, MAKER, OS, PORT, SERVICE, CLIENT, COLUMNS };

static const char *const heads[COLUMNS] = {" address ip ipaddress ip-address adres adresse ip-adres ip-adresse addr ip_address ",
	" mac mac-address macaddress mac_address hwaddr hardware mac-adres mac-adresse ", " name hostname host naam nom device devicename toestel appareil gerät ",
	" maker vendor manufacturer fabrikant fabricant hersteller ", " os system systeem système ", " port poort ", " service dienst ", " client_id clientid "};

// A row may have more cells than are kept.
static size_t kept(size_t n)
{
	return n < CSV_CELLS_MAX ? n : CSV_CELLS_MAX;
}

// Which column is which; false when there is no address.
static bool columns(const struct text *f, size_t n, int *ret)
{
	char word[64];
	for (int c = 0; c < COLUMNS; c++)
		ret[c] = -1;
	for (size_t i = 0; i < n; i++) {
		if (!f[i].n || f[i].n > sizeof word - 3)
			continue;
		word[0] = ' ';
		for (size_t k = 0; k < f[i].n; k++)
			word[k + 1] = (char)(f[i].p[k] >= 'A' && f[i].p[k] <= 'Z' ? f[i].p[k] + 32 : f[i].p[k] == ' ' ? '-' : f[i].p[k]);
		word[f[i].n + 1] = ' ';
		word[f[i].n + 2] = 0;
		for (int c = 0; c < COLUMNS; c++)
			if (ret[c] < 0 && strstr(heads[c], word))
				ret[c] = (int)i;
	}
	return ret[ADDRESS] >= 0;
}

static bool knows(struct text file)
{
	struct arena *a = arena_new();
	struct text cell[CSV_CELLS_MAX];
	size_t n = 0;
	int c[COLUMNS];
	const char *end = memchr(file.p, '\n', file.n < 4096 ? file.n : 4096);
	struct csv head = csv_open((struct text){file.p, end ? (size_t)(end - file.p) : 0});
	bool good = end && csv_row(&head, a, cell, &n) && columns(cell, kept(n), c);
	arena_free(a);
	return good;
}

static struct text field(const struct text *f, size_t n, int column)
{
	return column >= 0 && (size_t)column < n ? text_trim(f[column]) : (struct text){"", 0};
}

static bool read_csv(struct import *i, struct text file, struct err *e)
{
	struct text f[CSV_CELLS_MAX];
	struct csv csv = csv_open(file);
	size_t n = 0;
	int c[COLUMNS];
	if (!csv_row(&csv, import_arena(i), f, &n) || !columns(f, kept(n), c))
		return err_set(e, "its first line names no column of addresses");
	while (csv_row(&csv, import_arena(i), f, &n)) {
		struct import_host h = {.address = field(f, kept(n), c[ADDRESS]), .mac = field(f, kept(n), c[MAC]), .name = field(f, kept(n), c[NAME]), .maker = field(f, kept(n), c[MAKER]),
			.os = field(f, kept(n), c[OS]), .client = field(f, kept(n), c[CLIENT])};
		if (!h.address.n)
			continue;
		import_host(i, &h);
		struct import_door d = {.proto = "tcp", .name = field(f, kept(n), c[SERVICE])};
		if (text_int(field(f, kept(n), c[PORT]), 10, &d.port))
			import_door(i, &d);
	}
	return true;
}

const struct import_format import_csv = {"csv", knows, read_csv};
