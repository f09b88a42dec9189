// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// IPP; see ipp.h.
#include "ipp.h"

#include <string.h>

static void attribute(struct buf *b, int tag, const char *name, const char *value)
{
	wire_put_be(b, 1, (uint64_t)tag);
	wire_put_be(b, 2, strlen(name));
	buf_str(b, name);
	wire_put_be(b, 2, strlen(value));
	buf_str(b, value);
}

void ipp_write(struct buf *b, const char *uri)
{
	static const char *const wanted[] = {"printer-make-and-model", "printer-firmware-string-version", "printer-uuid", "printer-name", "printer-device-id",
		"job-password-supported", "job-password-encryption-supported", "job-creation-attributes-supported", NULL};
	wire_put_be(b, 4, 0x0101000b); // version 1.1, Get-Printer-Attributes
	wire_put_be(b, 4, 1);
	wire_put_be(b, 1, 1); // attributes of the operation
	attribute(b, 0x47, "attributes-charset", "utf-8");
	attribute(b, 0x48, "attributes-natural-language", "en");
	attribute(b, 0x45, "printer-uri", uri);
	for (int i = 0; wanted[i]; i++)
		attribute(b, 0x44, i ? "" : "requested-attributes", wanted[i]);
	wire_put_be(b, 1, 3); // the end
}

static void keep(struct text name, unsigned tag, struct text value, struct ipp_answer *ret)
{
	static const struct {
		const char *name;
		size_t at;
	} texts[] = {{"printer-make-and-model", offsetof(struct ipp_answer, model)}, {"printer-firmware-string-version", offsetof(struct ipp_answer, firmware)},
		{"printer-uuid", offsetof(struct ipp_answer, uuid)}, {"printer-name", offsetof(struct ipp_answer, name)},
		{"printer-device-id", offsetof(struct ipp_answer, device_id)}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct text *t = (struct text *)((char *)ret + texts[i].at);
		if (text_is(name, texts[i].name) && !t->n && tag >= 0x30)
			*t = value;
	}
	if (text_is(name, "job-password-supported") && tag == 0x21 && value.n == 4)
		ret->pin = (value.p[0] | value.p[1] | value.p[2] | value.p[3]) != 0;
	if (text_is(name, "job-creation-attributes-supported") && (ret->pin < 0 || text_is(value, "job-password")))
		ret->pin = text_is(value, "job-password");
}

bool ipp_read(struct text t, struct ipp_answer *ret)
{
	static const struct text none = {"", 0};
	struct wire w = wire_of(t);
	struct text name = none;
	*ret = (struct ipp_answer){none, none, none, none, none, -1};
	unsigned version = (unsigned)wire_be(&w, 2), status = (unsigned)wire_be(&w, 2);
	wire_be(&w, 4);
	if (w.bad || version < 0x0100 || version > 0x02ff || status >= 0x0100)
		return false;
	for (int i = 0; i < 2000 && w.n && !w.bad; i++) {
		unsigned tag = (unsigned)wire_be(&w, 1);
		if (tag == 3)
			return true;
		if (tag < 0x10)
			continue;
		struct text named = wire_take(&w, (size_t)wire_be(&w, 2)), value = wire_take(&w, (size_t)wire_be(&w, 2));
		if (named.n)
			name = named;
		if (!w.bad)
			keep(name, tag, value, ret);
	}
	return !w.bad;
}
