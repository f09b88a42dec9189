// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// What makers write where a number should stand; see placeholder.h.
#include "placeholder.h"

bool placeholder_is(struct text value)
{
	// Seen in SMBIOS tables, in virtual machines made from one mould, and in what devices on a network tell.
	static const char *const all[] = {"to be filled by o.e.m.", "default string", "system manufacturer", "system product name", "system serial number",
		"base board serial number", "not specified", "not applicable", "none", "n/a", "na", "null", "unknown", "invalid", "oem", "o.e.m.", "uninitialized", "serial",
		"0", "00000000", "0123456789", "12345", "12345678", "123456789", "1234567890", "xxxxxxxxxx", "12345678-1234-1234-1234-123456789abc",
		"12345678-1234-1234-1234-123456789012", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", NULL};
	for (int i = 0; all[i]; i++)
		if (text_is_nocase(value, all[i]))
			return true;
	return false;
}
