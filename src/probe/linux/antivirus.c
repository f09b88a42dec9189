// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Programs against viruses: does one run, does it look at each file, how old is its data. ClamAV is looked at closely; of the
// closed products only what their files and services plainly show. Wazuh and the like watch, but are no antivirus (intrusion.c).
#include "../../base/clock.h"
#include "../../base/json.h"
#include "../share/clamav.h"
#include "../share/plan.h"

#include <string.h>

// ---- ClamAV

struct clamd {
	struct probe_run *run;
	struct text folder;           // where the virus data stand
	bool watches, watches_sticks; // folders are named to look at while files are opened
	bool on_access;               // ScanOnAccess yes: versions before 0.102
};

static void clamd_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	(void)section;
	(void)number;
	struct clamd *c = arg;
	value = text_uncomment(value, "#");
	if (text_is_nocase(key, "DatabaseDirectory") && value.n)
		c->folder = value;
	else if (text_is_nocase(key, "ScanOnAccess"))
		c->on_access = text_yes(value) == 1;
	else if (text_is_nocase(key, "OnAccessIncludePath") || text_is_nocase(key, "OnAccessMountPath")) {
		c->watches = true;
		c->watches_sticks |=
			text_is(value, "/") || text_starts(value, "/media") || text_starts(value, "/run/media") || text_starts(value, "/mnt");
	}
}

static void read_clamd(struct probe_run *run, struct clamd *c)
{
	static const char *const files[] = {
		"/etc/clamav/freshclam.conf", "/etc/freshclam.conf", "/etc/clamav/clamd.conf", "/etc/clamd.d/scan.conf", "/etc/clamd.conf"};
	struct text t;
	*c = (struct clamd){.run = run, .folder = text_of("/var/lib/clamav")};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (sys_read(run->sys, run->a, files[i], 1 << 20, &t) == SYS_OK)
			conf_each(t, ' ', clamd_line, c);
}

// The head of a .cvd or .cld is 512 bytes of text: ClamAV-VDB:21 Nov 2026 07-31 -0500:27123:… The time is written with - or :.
static int64_t head_date(struct probe_run *run, const char *path)
{
	struct text t, w[5];
	int64_t at;
	if (sys_read_part(run->sys, run->a, path, 0, 512, &t) != SYS_OK || !text_starts(t, "ClamAV-VDB:"))
		return 0;
	t = text_after(t, 11);
	if (t.n > 40)
		t.n = 40;
	for (int i = 0; i < 5; i++)
		if (!text_word(&t, &w[i]))
			return 0;
	if (w[3].n != 5 || w[4].n < 5)
		return 0;
	char *date = arena_printf(run->a, "%.*s %.*s %.*s %.2s:%.2s:00 %.5s", (int)w[0].n, w[0].p, (int)w[1].n, w[1].p, (int)w[2].n, w[2].p, w[3].p,
		w[3].p + 3, w[4].p);
	return clock_read_mail(text_of(date), &at) ? at : 0;
}

// Newest virus data: the maker's own where it is there, else hand-made lists (.ndb, .hdb…) by the time of their file.
static int64_t clamav_data(struct probe_run *run, struct text folder)
{
	struct sys_names names = {NULL, 0};
	struct sys_stat st;
	int64_t newest = 0, own = 0;
	const char *dir = text_dup(run->a, folder);
	if (sys_list(run->sys, run->a, dir, &names) != SYS_OK)
		return 0;
	for (size_t i = 0; i < names.n && i < 500; i++) {
		struct text n = text_of(names.name[i]);
		char *path = arena_printf(run->a, "%s/%s", dir, names.name[i]);
		if (text_ends(n, ".cvd") || text_ends(n, ".cld") || text_ends(n, ".cud")) {
			int64_t at = text_starts(n, "daily.") || text_starts(n, "main.") ? head_date(run, path) : 0;
			newest = at > newest ? at : newest;
		} else if ((text_ends(n, "db") || text_ends(n, ".yar") || text_ends(n, ".hsb")) && sys_stat(run->sys, path, &st) == SYS_OK &&
			st.kind == 'f')
			own = st.mtime > own ? st.mtime : own;
	}
	return newest ? newest : own;
}

static bool any_active(struct probe_run *run, const char *const *units)
{
	for (; *units; units++)
		if (share_unit_guards(run, *units))
			return true;
	return false;
}

static bool planned(const struct plans *p, const char *program, int64_t *ret_last)
{
	bool any = false;
	for (size_t i = 0; i < p->n; i++)
		if (plan_runs(&p->plan[i], program)) {
			any = true;
			if (ret_last && p->plan[i].last_at > *ret_last)
				*ret_last = p->plan[i].last_at;
		}
	return any;
}

// A rule that starts ClamAV when a stick is put in.
static bool udev_scans(struct probe_run *run)
{
	struct sys_names names = {NULL, 0};
	struct text t;
	if (sys_list(run->sys, run->a, "/etc/udev/rules.d", &names) != SYS_OK)
		return false;
	for (size_t i = 0; i < names.n && i < 100; i++)
		if (sys_read(run->sys, run->a, arena_printf(run->a, "/etc/udev/rules.d/%s", names.name[i]), 65536, &t) == SYS_OK &&
			plan_has_word(t, "clamscan", NULL))
			return true;
	return false;
}

static void package_version(struct probe_run *run, const char *name)
{
	const struct package *p = share_package(run, name);
	if (p)
		row_text(run, "version", p->version);
}

static void look_clamav(struct probe_run *run)
{
	static const char *const daemons[] = {"clamav-daemon.service", "clamd@scan.service", "clamd.service", NULL};
	static const char *const watchers[] = {"clamav-clamonacc.service", "clamonacc.service", NULL};
	static const char *const fetchers[] = {"clamav-freshclam.service", "clamav-freshclam-once.timer", "freshclam.service", NULL};
	if (!clamav_there(run))
		return;
	struct clamd c;
	read_clamd(run, &c);
	struct plans *plans = plan_read(run);
	struct clamav_log *log = clamav_read_log(run);
	int64_t scan = log->scan_at, test = 0;
	bool scans = planned(plans, "clamscan", &scan) | planned(plans, "clamdscan", &scan);
	bool daemon = any_active(run, daemons) || share_runs(run, "clamd") == 1;
	bool watches = (any_active(run, watchers) || share_runs(run, "clamonacc") == 1 || c.on_access) && c.watches && daemon;
	for (size_t i = 0; i < log->n; i++)
		if (log->find[i].test && log->find[i].at > test)
			test = log->find[i].at;
	row_begin(run, "antivirus");
	row_str(run, "product", "clamav");
	row_int(run, "running", daemon || scans);
	row_int(run, "realtime", watches);
	int64_t data = clamav_data(run, c.folder);
	if (data)
		row_int(run, "data_at", data);
	row_int(run, "updates_itself", any_active(run, fetchers) || planned(plans, "freshclam", NULL) || share_runs(run, "freshclam") == 1);
	if (scan)
		row_int(run, "last_scan_at", scan);
	row_int(run, "scans_removable", (watches && c.watches_sticks) || udev_scans(run));
	if (test)
		row_int(run, "test_seen_at", test);
	package_version(run, "clamav");
	row_end(run);
}

// ---- closed products

struct product {
	const char *name, *folder, *unit, *package;
	const char *data; // a file whose time is that of the virus data, or a folder of such files; NULL when not known
};

static const struct product products[] = {
	{"sophos", "/opt/sophos-spl", "sophos-spl.service", NULL, NULL},
	{"sophos", "/opt/sophos-av", "sav-protect.service", NULL, "/opt/sophos-av/lib/sav"},
	{"eset", "/opt/eset/efs", "efs.service", "efs", "/var/opt/eset/efs/lib"},
	{"eset", "/opt/eset/eea", "eea.service", "eea", "/var/opt/eset/eea/lib"},
	{"bitdefender", "/opt/bitdefender-security-tools", "bdsec.service", "bitdefender-security-tools", NULL},
	{"crowdstrike", "/opt/CrowdStrike", "falcon-sensor.service", "falcon-sensor", NULL},
	{"sentinelone", "/opt/sentinelone", "sentinelone.service", "sentinelagent", NULL},
	{"kaspersky", "/opt/kaspersky/kesl", "kesl.service", "kesl", NULL},
	{"withsecure", "/opt/f-secure/linuxsecurity", "f-secure-linuxsecurity-lspmd.service", "f-secure-linuxsecurity", NULL},
	{"trellix", "/opt/McAfee/ens/tp", "mfetpd.service", NULL, NULL},
	{"trend-micro", "/opt/ds_agent", "ds_agent.service", "ds-agent", NULL},
	{"cortex-xdr", "/opt/traps", "traps_pmd.service", "cortex-agent", NULL},
	{"drweb", "/opt/drweb.com", "drweb-configd.service", NULL, "/var/opt/drweb.com/bases"},
	{"cylance", "/opt/cylance", "cylancesvc.service", NULL, NULL},
	{"avast", "/etc/avast", "avast.service", "avast", NULL},
	{"maldet", "/usr/local/maldetect", "maldet.service", NULL, "/usr/local/maldetect/sigs"},
};

static int64_t newest_in(struct probe_run *run, const char *path)
{
	struct sys_names names = {NULL, 0};
	struct sys_stat st;
	int64_t newest = 0;
	if (sys_list(run->sys, run->a, path, &names) != SYS_OK)
		return 0;
	for (size_t i = 0; i < names.n && i < 500; i++)
		if (sys_stat(run->sys, arena_printf(run->a, "%s/%s", path, names.name[i]), &st) == SYS_OK && st.kind == 'f' && st.mtime > newest)
			newest = st.mtime;
	return newest;
}

static void look_product(struct probe_run *run, const struct product *p)
{
	if (!sys_exists(run->sys, p->folder))
		return;
	int64_t data = p->data ? newest_in(run, p->data) : 0;
	row_begin(run, "antivirus");
	row_str(run, "product", p->name);
	row_int(run, "running", share_unit_guards(run, p->unit));
	if (data)
		row_int(run, "data_at", data);
	if (p->package)
		package_version(run, p->package);
	row_end(run);
}

// Defender: what the firm set for all its computers, as JSON (learn.microsoft.com, "Set preferences for Defender for Endpoint on Linux").
static void look_defender(struct probe_run *run)
{
	struct text t, level = {"", 0};
	struct json *j = NULL;
	const struct json *engine = NULL, *cloud = NULL, *flag;
	if (!sys_exists(run->sys, "/opt/microsoft/mdatp"))
		return;
	if (sys_read(run->sys, run->a, "/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", 1 << 20, &t) == SYS_OK &&
		json_read(run->a, t, 16, &j, NULL)) {
		engine = json_get(j, "antivirusEngine");
		cloud = json_get(j, "cloudService");
		level = json_get_text(engine, "enforcementLevel", "");
	}
	int64_t data = newest_in(run, "/var/opt/microsoft/mdatp/definitions.noindex/00000000-0000-0000-0000-000000000000");
	row_begin(run, "antivirus");
	row_str(run, "product", "defender");
	row_int(run, "running", share_unit_guards(run, "mdatp.service"));
	flag = json_get(engine, "enableRealTimeProtection");
	if (level.n)
		row_int(run, "realtime", text_is(level, "real_time"));
	else if (flag && (flag->type == JSON_TRUE || flag->type == JSON_FALSE))
		row_int(run, "realtime", flag->type == JSON_TRUE);
	if (data)
		row_int(run, "data_at", data);
	flag = json_get(cloud, "automaticDefinitionUpdateEnabled");
	if (flag && (flag->type == JSON_TRUE || flag->type == JSON_FALSE))
		row_int(run, "updates_itself", flag->type == JSON_TRUE);
	package_version(run, "mdatp");
	row_end(run);
}

static void probe_antivirus_run(struct probe_run *run)
{
	look_clamav(run);
	look_defender(run);
	for (size_t i = 0; i < sizeof products / sizeof *products; i++)
		look_product(run, &products[i]);
}

const struct probe probe_antivirus = {"antivirus", "antivirus", probe_antivirus_run};
