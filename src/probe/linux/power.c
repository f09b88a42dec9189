// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Batteries for when the power fails: Network UPS Tools and apcupsd. A laptop's own battery (upower) is none.
#include "../share/share.h"

#include <string.h>

struct nut {
	struct probe_run *run;
	bool server, monitor, stops; // the driver's side runs, the watching side runs, and it knows how to stop the computer
	struct text told[64];        // names of batteries that ups.conf told already
	size_t n;
};

static void ups_row(struct probe_run *run, struct text name, const char *tool, bool running, int stops, struct text port)
{
	row_begin(run, "ups");
	row_text(run, "name", name);
	row_str(run, "tool", tool);
	row_int(run, "running", running);
	row_flag(run, "shuts_down", stops);
	if (port.n)
		row_text(run, "port", port);
	row_end(run);
}

// upsmon.conf: MONITOR name@host power user PASSWORD type. Only the first two words are looked at.
static bool watched(struct text monitors, struct text name, struct text *ret_host, struct text *ret_power)
{
	struct text line, word, system, left;
	while (text_line(&monitors, &line)) {
		line = text_trim(line);
		if (!text_word(&line, &word) || !text_is(word, "MONITOR") || !text_word(&line, &system) || !text_word(&line, ret_power))
			continue;
		*ret_host = text_of("");
		left = system;
		text_cut(system, '@', &left, ret_host);
		if (left.n == name.n && memcmp(left.p, name.p, name.n) == 0)
			return true;
	}
	return false;
}

// ups.conf: [name], driver =, port =. Lines before the first section are for all.
static void nut_drivers(struct nut *n, struct text t, struct text monitors)
{
	struct text line, key, value, host, power;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (line.n < 3 || line.p[0] != '[' || line.p[line.n - 1] != ']' || n->n >= 64)
			continue;
		struct text name = {line.p + 1, line.n - 2}, rest = t, port = {"", 0};
		n->told[n->n++] = name;
		while (text_line(&rest, &line)) {
			line = text_trim(line);
			if (line.n && line.p[0] == '[')
				break;
			if (text_cut(line, '=', &key, &value) && text_is(text_trim(key), "port"))
				port = text_trim(value);
		}
		if (port.n > 1 && port.p[0] == '"')
			port = (struct text){port.p + 1, port.n - 2};
		bool seen = watched(monitors, name, &host, &power);
		ups_row(n->run, name, "nut", n->server && (n->monitor || !seen), seen && n->monitor && n->stops && !text_is(power, "0"), port);
	}
}

// A battery that hangs on another machine: only MONITOR name@host names it.
static void nut_remote(struct nut *n, struct text monitors)
{
	struct text line, word, system, power, name;
	for (size_t count = 0; text_line(&monitors, &line) && count < 64;) {
		line = text_trim(line);
		if (!text_word(&line, &word) || !text_is(word, "MONITOR") || !text_word(&line, &system) || !text_word(&line, &power))
			continue;
		bool told = false;
		name = system;
		text_cut(system, '@', &name, NULL);
		for (size_t i = 0; i < n->n; i++)
			told |= n->told[i].n == name.n && memcmp(n->told[i].p, name.p, name.n) == 0;
		count++;
		if (!told)
			ups_row(n->run, system, "nut", n->monitor, n->monitor && n->stops && !text_is(power, "0"), text_of("network"));
	}
}

static void look_nut(struct probe_run *run)
{
	struct nut n = {.run = run};
	struct text drivers = {"", 0}, monitors = {"", 0}, mode = {"", 0}, value;
	if (!sys_exists(run->sys, "/etc/nut") && !sys_exists(run->sys, "/etc/ups"))
		return;
	const char *dir = sys_exists(run->sys, "/etc/nut") ? "/etc/nut" : "/etc/ups";
	probe_read(run, arena_printf(run->a, "%s/ups.conf", dir), &drivers);
	probe_read(run, arena_printf(run->a, "%s/upsmon.conf", dir), &monitors);
	sys_read(run->sys, run->a, arena_printf(run->a, "%s/nut.conf", dir), 65536, &mode);
	n.server = share_unit_active(run, "nut-server.service") || share_unit_active(run, "nut-driver.service") ||
		share_unit_active(run, "nut-driver@.service") || share_unit_active(run, "nut.target");
	n.monitor = share_unit_active(run, "nut-monitor.service") || share_unit_active(run, "nut-client.service");
	if (conf_get(mode, '=', NULL, "MODE", &value)) { // none: nothing starts; netclient: the driver is on another machine
		n.server &= !text_is(value, "none") && !text_is(value, "netclient");
		n.monitor &= !text_is(value, "none");
	}
	n.stops = conf_get(monitors, ' ', NULL, "SHUTDOWNCMD", &value) && value.n > 0;
	nut_drivers(&n, drivers, monitors);
	nut_remote(&n, monitors);
}

// apcupsd stops the computer by itself, through /etc/apcupsd/apccontrol, unless all three limits are switched off.
static void look_apcupsd(struct probe_run *run)
{
	static const char *const limits[] = {"BATTERYLEVEL", "MINUTES", "TIMEOUT"};
	struct text t, name, port = {"", 0}, cable = {"", 0}, value;
	bool stops = false, said = false, off = false;
	int64_t n;
	if (!sys_exists(run->sys, "/sbin/apcupsd") && !sys_exists(run->sys, "/usr/sbin/apcupsd"))
		return;
	if (!probe_read(run, "/etc/apcupsd/apcupsd.conf", &t))
		return;
	if (!conf_get(t, ' ', NULL, "UPSNAME", &name) || !name.n)
		name = text_of("apcupsd");
	if (conf_get(t, ' ', NULL, "UPSTYPE", &cable) && text_is_nocase(cable, "net")) {
		if (!conf_get(t, ' ', NULL, "DEVICE", &port))
			port = text_of("network");
	} else if (!conf_get(t, ' ', NULL, "DEVICE", &port) || !port.n)
		port = cable.n && cable.n < 32 ? cable : text_of("");
	for (size_t i = 0; i < 3; i++)
		if (conf_get(t, ' ', NULL, limits[i], &value) && text_int(value, 10, &n)) {
			said = true;
			stops |= n > 0;
		}
	struct text usual; // Debian's start script does nothing before ISCONFIGURED is yes
	if (sys_read(run->sys, run->a, "/etc/default/apcupsd", 65536, &usual) == SYS_OK && conf_get(usual, '=', NULL, "ISCONFIGURED", &value))
		off = text_is_nocase(value, "no");
	bool running = !off && (share_unit_active(run, "apcupsd.service") || share_runs(run, "apcupsd") == 1);
	ups_row(run, name, "apcupsd", running, said ? stops : -1, port);
}

static void probe_power_run(struct probe_run *run)
{
	look_nut(run);
	look_apcupsd(run);
}

const struct probe probe_power = {"power", "ups", probe_power_run};
