// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// On Windows the computer only reports; the firm's file lives on the server, and so does its backup. See backup.h.
#include "backup.h"

bool backup_write(const char *firm_path, const char *path, int64_t now, int64_t *ret_bytes, struct err *e)
{
	(void)firm_path;
	(void)now;
	(void)ret_bytes;
	return err_set(e, "\"%s\": backups are made on the server, which runs Linux", path);
}

bool backup_restore(const char *path, const char *firm_path, int64_t now, int64_t *ret_made_at, struct err *e)
{
	(void)firm_path;
	(void)now;
	(void)ret_made_at;
	return err_set(e, "\"%s\": backups are put back on the server, which runs Linux", path);
}

bool backup_pending(struct arena *a, const char *firm_path, struct err *e)
{
	(void)a;
	(void)firm_path;
	(void)e;
	return false;
}
