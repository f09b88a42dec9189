// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs that a server tells when to make copies (Bacula, Bareos, UrBackup, Veeam), and the backup of Proxmox. Of the first ones the
// computer itself knows little: when the last good copy was made stands at the server.
#include "backup.h"
#include "../../base/clock.h"

#include <string.h>

// ---- Bacula, Bareos

// The name in the first "Director { Name = … }" block.
static struct text director(struct text t)
{
	struct text line, key, value;
	bool inside = false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (line.n >= 8 && text_is_nocase((struct text){line.p, 8}, "director"))
			inside = true;
		if (!inside || !text_cut(line, '=', &key, &value))
			continue;
		key = text_trim(key);
		if (text_ends(key, "Name") || text_ends(key, "name")) {
			value = text_trim(value);
			if (value.n > 1 && value.p[0] == '"' && value.p[value.n - 1] == '"')
				value = (struct text){value.p + 1, value.n - 2};
			return value;
		}
	}
	return text_of("");
}

static void bacula(struct backup *b, const char *tool, const char *program, const char *folder, const char *file, const char *const *units)
{
	struct text t;
	struct sys_names more;
	if (!sys_exists(b->run->sys, program))
		return;
	struct backup_job job = backup_job_new(tool, text_of("client"), file);
	if (sys_read(b->run->sys, b->run->a, file, 1 << 20, &t) == SYS_OK)
		job.target = director(t);
	if (!job.target.n && folder && sys_list(b->run->sys, b->run->a, folder, &more) == SYS_OK)
		for (size_t i = 0; i < more.n && i < 20 && !job.target.n; i++)
			if (sys_read(b->run->sys, b->run->a, arena_printf(b->run->a, "%s/%s", folder, more.name[i]), 65536, &t) == SYS_OK)
				job.target = director(t);
	job.kind = "network";
	for (; *units; units++)
		job.scheduled |= share_unit_active(b->run, *units);
	backup_row(b, &job);
}

// ---- UrBackup, Veeam

static void urbackup(struct backup *b)
{
	static const char *const places[] = {"/usr/local/var/urbackup", "/var/urbackup", "/usr/local/sbin/urbackupclientbackend"};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (!sys_exists(b->run->sys, places[i]))
			continue;
		struct backup_job job = backup_job_new("urbackup", text_of("client"), places[i]);
		job.kind = "network";
		job.scheduled = share_unit_active(b->run, "urbackupclientbackend.service");
		backup_row(b, &job);
		return;
	}
}

// The settings of Veeam stand in a database of its own; a job that ran has a folder of logs.
static void veeam(struct backup *b)
{
	struct sys_names names = {NULL, 0};
	if (!sys_exists(b->run->sys, "/etc/veeam/veeam.ini") && !sys_exists(b->run->sys, "/usr/sbin/veeamservice"))
		return;
	bool runs = share_unit_active(b->run, "veeamservice.service");
	sys_list(b->run->sys, b->run->a, "/var/log/veeam/Backup", &names);
	if (!names.n)
		probe_partly(b->run, "no_tool", "/var/lib/veeam");
	for (size_t i = 0; i < names.n && i < 50; i++) {
		struct backup_job job =
			backup_job_new("veeam", text_of(names.name[i]), arena_printf(b->run->a, "/var/log/veeam/Backup/%s", names.name[i]));
		job.scheduled = runs;
		backup_row(b, &job);
	}
}

// ---- Proxmox

struct proxmox {
	struct backup *b;
	struct text storage_text;
	struct text id, storage, schedule;
	bool enabled, open;
	int64_t last_at;
	const char *result;
};

// The storage.cfg block "TYPE: NAME" and one of its keys.
static bool storage_key(struct text t, struct text name, const char *key, struct text *ret_type, struct text *ret)
{
	struct text line, type, word;
	bool inside = false, found = false;
	while (text_line(&t, &line)) {
		struct text rest = line;
		if (line.n && line.p[0] != ' ' && line.p[0] != '\t') {
			inside = text_cut(line, ':', &type, &rest) && (rest = text_trim(rest)).n == name.n && name.n &&
				memcmp(rest.p, name.p, name.n) == 0;
			if (inside)
				*ret_type = type;
		} else if (inside && text_word(&rest, &word) && text_is(word, key)) {
			*ret = text_trim(rest);
			found = true;
		}
	}
	return found;
}

static void proxmox_row(struct proxmox *x)
{
	struct text type = {"", 0}, value;
	if (!x->open)
		return;
	x->open = false;
	struct backup_job job = backup_job_new("proxmox", x->id, "/etc/pve/jobs.cfg");
	if (storage_key(x->storage_text, x->storage, "path", &type, &value))
		job.target = value;
	if (storage_key(x->storage_text, x->storage, "server", &type, &value)) {
		job.target = text_of(arena_printf(x->b->run->a, "%.*s:%.*s", (int)value.n, value.p, (int)x->storage.n, x->storage.p));
		job.kind = "network";
	}
	if (text_is(type, "pbs"))
		job.encrypted = storage_key(x->storage_text, x->storage, "encryption-key", &type, &value) ? 1 : 0;
	job.scheduled = x->enabled;
	job.schedule = x->schedule;
	job.every_hours = plan_calendar_hours(x->schedule);
	job.newest_at = x->last_at;
	job.result = x->result;
	backup_row(x->b, &job);
}

// The index of tasks: "UPID:node:…:vzdump:…: TIME STATUS" with the time of the end in hexadecimal; the first one is the newest.
static void proxmox_tasks(struct proxmox *x)
{
	struct text t, line, word, end, status;
	int64_t at;
	if (sys_read_part(x->b->run->sys, x->b->run->a, "/var/log/pve/tasks/index", 0, (size_t)1 << 20, &t) != SYS_OK)
		return;
	while (text_line(&t, &line)) {
		struct text rest = line;
		if (!text_has(line, ":vzdump:") || !text_word(&rest, &word) || !text_word(&rest, &end) || !text_word(&rest, &status) ||
			!text_int(end, 16, &at))
			continue;
		bool good = text_is(status, "OK");
		if (!x->result)
			x->result = good ? "ok" : "failed";
		if (good && at > x->last_at)
			x->last_at = at;
	}
}

static void proxmox(struct backup *b)
{
	struct text t, line, key, kind;
	struct proxmox x = {.b = b, .storage_text = {"", 0}};
	if (!sys_exists(b->run->sys, "/etc/pve") || !probe_read(b->run, "/etc/pve/jobs.cfg", &t))
		return;
	probe_read(b->run, "/etc/pve/storage.cfg", &x.storage_text);
	proxmox_tasks(&x);
	while (text_line(&t, &line)) {
		struct text rest = line;
		if (line.n && line.p[0] != ' ' && line.p[0] != '\t' && line.p[0] != '#') {
			proxmox_row(&x);
			if (text_cut(line, ':', &kind, &rest) && text_is(kind, "vzdump")) {
				x.id = text_trim(rest);
				x.storage = x.schedule = text_of("");
				x.open = x.enabled = true;
			}
		} else if (x.open && text_word(&rest, &key)) {
			rest = text_trim(rest);
			if (text_is(key, "storage"))
				x.storage = rest;
			else if (text_is(key, "schedule"))
				x.schedule = rest;
			else if (text_is(key, "enabled"))
				x.enabled = !text_is(rest, "0");
		}
	}
	proxmox_row(&x);
}

void backup_agents(struct backup *b)
{
	static const char *const bacula_units[] = {"bacula-fd.service", "bacula-client.service", NULL},
				 *const bareos_units[] = {"bareos-fd.service", "bareos-filedaemon.service", NULL};
	bacula(b, "bacula", "/usr/sbin/bacula-fd", NULL, "/etc/bacula/bacula-fd.conf", bacula_units);
	bacula(b, "bareos", "/usr/sbin/bareos-fd", "/etc/bareos/bareos-fd.d/director", "/etc/bareos/bareos-fd.conf", bareos_units);
	urbackup(b);
	veeam(b);
	proxmox(b);
}
