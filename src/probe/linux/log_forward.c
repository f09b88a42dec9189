// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Copies of the logs that go to another machine, from the settings of the programs that send them. central says that the receiver looks
// for bad signs by itself. To add a program: a reader at the end and its line in the list.
#include "../share/place.h"
#include "../share/share.h"
#include "../../base/buf.h"

#include <string.h>

struct sender {
	struct probe_run *run;
	const char *tool;
	bool running, central;
};

// The machine in scheme://user@host:port/path, host:port, [address]:port or "host".
static struct text host_of(struct text t)
{
	const char *slashes = t.n > 2 ? memmem(t.p, t.n, "://", 3) : NULL;
	struct text left;
	if (slashes)
		t = text_after(t, (size_t)(slashes - t.p) + 3);
	if (text_cut(t, '/', &left, NULL))
		t = left;
	while (text_cut(t, '@', NULL, &left))
		t = left;
	if (t.n && t.p[0] == '[' && text_cut(t, ']', &left, NULL))
		return text_after(left, 1);
	return text_cut(t, ':', &left, NULL) ? left : t;
}

static bool itself(struct text host)
{
	return !host.n || text_is(host, "localhost") || text_starts(host, "127.") || text_is(host, "::1") || host.p[0] == '/' ||
		memchr(host.p, '$', host.n);
}

static void sends(const struct sender *s, struct text target, int encrypted)
{
	struct text host = host_of(text_trim(target));
	if (itself(host))
		return;
	row_begin(s->run, "log_forward");
	row_str(s->run, "tool", s->tool);
	row_text(s->run, "target", host);
	row_flag(s->run, "encrypted", encrypted);
	row_int(s->run, "running", s->running);
	row_int(s->run, "central", s->central);
	row_end(s->run);
}

static struct text unquoted(struct text t)
{
	t = text_trim(t);
	if (t.n > 1 && (t.p[0] == '"' || t.p[0] == '\'') && t.p[t.n - 1] == t.p[0])
		t = (struct text){t.p + 1, t.n - 2};
	return t;
}

// ---- rsyslog

// The value of name="…" in the brackets of action(…) or global(…); names have no case.
static bool parameter(struct text t, const char *name, struct text *ret)
{
	size_t n = strlen(name);
	for (size_t i = 0; i + n < t.n; i++) {
		if (!text_is_nocase((struct text){t.p + i, n}, name) ||
			(i && t.p[i - 1] != ' ' && t.p[i - 1] != '\t' && t.p[i - 1] != '\n' && t.p[i - 1] != '('))
			continue;
		struct text rest = text_trim(text_after(t, i + n)), value;
		if (!rest.n || rest.p[0] != '=')
			continue;
		rest = text_trim(text_after(rest, 1));
		if (rest.n && rest.p[0] == '[') // a list: its first one
			rest = text_trim(text_after(rest, 1));
		if (rest.n && rest.p[0] == '"' && text_cut(text_after(rest, 1), '"', &value, NULL)) {
			*ret = value;
			return true;
		}
	}
	return false;
}

struct rsyslog {
	struct sender s;
	bool driver, mode; // $DefaultNetstreamDriver gtls and $ActionSendStreamDriverMode 1, which hold for what stands behind them
};

static void rsyslog_action(struct rsyslog *r, struct text t)
{
	struct text type, target, value;
	if (!parameter(t, "type", &type) || !parameter(t, "target", &target))
		return;
	bool driver = parameter(t, "StreamDriver", &value) ? text_is(value, "gtls") || text_is(value, "ossl") : r->driver;
	if (text_is_nocase(type, "omfwd"))
		sends(&r->s, target,
			driver &&
				((parameter(t, "StreamDriverMode", &value) && text_is(value, "1")) ||
					(parameter(t, "StreamDriver.Mode", &value) && text_is(value, "1"))));
	else if (text_is_nocase(type, "omrelp"))
		sends(&r->s, target, parameter(t, "tls", &value) && text_is_nocase(value, "on"));
}

// "*.* @@host:port;template", "*.* @(z9)host", ":omrelp:host:port".
static void rsyslog_old_line(struct rsyslog *r, struct text line)
{
	struct text word, last = {"", 0};
	for (struct text rest = line; text_word(&rest, &word);)
		last = word;
	if (text_starts(last, ":omrelp:")) {
		sends(&r->s, text_after(last, 8), 0);
		return;
	}
	if (!last.n || last.p[0] != '@' || last.p == line.p)
		return;
	bool tcp = text_starts(last, "@@");
	last = text_after(last, tcp ? 2 : 1);
	if (last.n && last.p[0] == '(')
		text_cut(last, ')', NULL, &last);
	text_cut(last, ';', &last, NULL);
	sends(&r->s, last, tcp && r->driver && r->mode);
}

// Takes comments off and gives action(…) and global(…) as one piece, though they may stand on several lines.
static void rsyslog_text(struct rsyslog *r, struct text t)
{
	struct text line, value;
	struct buf *piece = buf_new(r->s.run->a, 65536);
	bool open = false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!line.n)
			continue;
		if (!open && text_starts(line, "$DefaultNetstreamDriver"))
			r->driver |= text_ends(line, "gtls") || text_ends(line, "ossl");
		else if (!open && text_starts(line, "$ActionSendStreamDriverMode"))
			r->mode = text_ends(line, "1");
		else if (!open && !text_has(line, "action(") && !text_has(line, "global("))
			rsyslog_old_line(r, line);
		else {
			open = true;
			buf_add(piece, line.p, line.n);
			buf_char(piece, '\n');
			if (!memchr(line.p, ')', line.n) && !piece->over)
				continue;
			struct text whole = {piece->p, piece->n};
			if (text_has(whole, "global(") && parameter(whole, "DefaultNetstreamDriver", &value))
				r->driver = text_is(value, "gtls") || text_is(value, "ossl");
			if (text_has(whole, "action("))
				rsyslog_action(r, whole);
			open = false;
			buf_clear(piece);
			piece->over = false;
		}
	}
}

static void rsyslog(struct probe_run *run)
{
	struct rsyslog r = {.s = {run, "rsyslog", share_unit_guards(run, "rsyslog.service"), false}};
	struct text t = conf_join(run, "/etc/rsyslog.conf", "/etc/rsyslog.d", ".conf");
	rsyslog_text(&r, t);
}

// ---- syslog-ng

// Takes a word (letters, digits, _ and -) or one other character off the text; quoted texts come as one piece.
static bool token(struct text *t, struct text *ret)
{
	while (t->n && (t->p[0] == ' ' || t->p[0] == '\t' || t->p[0] == '\n' || t->p[0] == '\r' || t->p[0] == '#')) {
		struct text line;
		if (t->p[0] == '#')
			text_line(t, &line);
		else
			*t = text_after(*t, 1);
	}
	if (!t->n)
		return false;
	size_t n = 0;
	if (t->p[0] == '"' || t->p[0] == '\'') {
		for (n = 1; n < t->n && t->p[n] != t->p[0]; n++)
			;
		*ret = (struct text){t->p + 1, n - 1};
		*t = text_after(*t, n + 1);
		return true;
	}
	while (n < t->n &&
		(t->p[n] == '_' || t->p[n] == '-' || t->p[n] == '.' || (t->p[n] >= '0' && t->p[n] <= '9') || (t->p[n] >= 'a' && t->p[n] <= 'z') ||
			(t->p[n] >= 'A' && t->p[n] <= 'Z')))
		n++;
	*ret = (struct text){t->p, n ? n : 1};
	*t = text_after(*t, n ? n : 1);
	return true;
}

static bool sends_over_network(struct text word)
{
	static const char *const all[] = {"network", "syslog", "tcp", "tcp6", "udp", "udp6"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (text_is(word, all[i]))
			return true;
	return false;
}

// The brackets of network("host" port(514) transport("tls") tls(…)).
static void syslog_ng_driver(struct sender *s, struct text *t)
{
	struct text word, host = {"", 0};
	int depth = 0, encrypted = 0;
	while (token(t, &word)) {
		if (text_is(word, "("))
			depth++;
		else if (text_is(word, ")") && --depth <= 0)
			break;
		else if (depth == 1 && !host.n && word.n > 1 && (word.p[-1] == '"' || word.p[-1] == '\'' || memchr(word.p, '.', word.n)))
			host = word;
		else if (text_is(word, "tls"))
			encrypted = 1;
	}
	sends(s, host, encrypted);
}

static void syslog_ng(struct probe_run *run)
{
	struct sender s = {run, "syslog-ng", share_unit_guards(run, "syslog-ng.service"), false};
	struct text t = conf_join(run, "/etc/syslog-ng/syslog-ng.conf", "/etc/syslog-ng/conf.d", ".conf"), word;
	int depth = 0, inside = 0;
	while (token(&t, &word)) {
		if (text_is(word, "{"))
			depth++;
		else if (text_is(word, "}") && depth > 0) {
			if (--depth < inside)
				inside = 0;
		} else if (depth == 0)
			inside = text_is(word, "destination") ? 1 : text_is(word, "source") || text_is(word, "log") ? 0 : inside;
		else if (inside && depth >= inside && sends_over_network(word))
			syslog_ng_driver(&s, &t);
	}
}

// ---- the others

static void journal_upload(struct probe_run *run)
{
	struct sender s = {run, "journal-upload", share_unit_guards(run, "systemd-journal-upload.service"), false};
	struct text value, t = conf_join(run, "/etc/systemd/journal-upload.conf", "/etc/systemd/journal-upload.conf.d", ".conf");
	if (conf_get(t, '=', "Upload", "URL", &value)) // https is what it takes when nothing is said (journal-upload.conf(5))
		sends(&s, value, !text_starts(value, "http://"));
}

// What stands between <name> and </name>, from the first one on.
static bool element(struct text t, const char *name, struct text *ret)
{
	const char *at = memmem(t.p, t.n, name, strlen(name));
	return at && text_cut(text_after(t, (size_t)(at - t.p) + strlen(name)), '<', ret, NULL);
}

static void wazuh(struct probe_run *run)
{
	struct text t, client, host;
	bool agent = share_unit_guards(run, "wazuh-agent.service"),
	     ossec = share_unit_guards(run, "ossec.service") || share_unit_guards(run, "ossec-hids.service");
	struct sender s = {run, "wazuh", agent || ossec, true};
	if (!sys_exists(run->sys, "/var/ossec") || !probe_read(run, "/var/ossec/etc/ossec.conf", &t))
		return;
	if (!sys_exists(run->sys, "/var/ossec/bin/wazuh-agentd") && !agent)
		s.tool = "ossec";
	if (element(t, "<client>", &client))
		client = (struct text){client.p, t.n - (size_t)(client.p - t.p)};
	else
		return; // a server of its own: intrusion.c
	if (element(client, "<address>", &host) || element(client, "<server-ip>", &host) || element(client, "<server-hostname>", &host))
		sends(&s, host, 1);
}

// Lines of YAML without their structure: the first value behind one of the keys, below a line that starts with `block`.
static bool yaml_value(struct text t, const char *block, const char *key, struct text *ret)
{
	struct text line, left, value;
	bool inside = !block, hangs = false;
	while (text_line(&t, &line)) {
		struct text s = text_uncomment(line, "#");
		if (!s.n)
			continue;
		if (block && s.p == line.p)
			inside = text_starts(s, block);
		if (hangs && s.p[0] == '-') {
			*ret = unquoted(text_after(s, 1));
			return ret->n > 0;
		}
		hangs = false;
		if (s.p[0] == '-')
			s = text_trim(text_after(s, 1));
		if (!inside || !text_cut(s, ':', &left, &value) || !text_is(text_trim(left), key))
			continue;
		value = text_trim(value);
		if (value.n && value.p[0] == '[') {
			value = text_trim(text_after(value, 1));
			text_cut(value, ']', &value, NULL);
			text_cut(value, ',', &value, NULL);
		}
		*ret = unquoted(value);
		if (ret->n)
			return true;
		hangs = true; // the list stands on the lines below
	}
	return false;
}

static void filebeat(struct probe_run *run)
{
	struct sender s = {run, "filebeat", share_unit_guards(run, "filebeat.service"), false};
	struct text t, host, value;
	if (!sys_exists(run->sys, "/etc/filebeat/filebeat.yml") || !probe_read(run, "/etc/filebeat/filebeat.yml", &t))
		return;
	if (!yaml_value(t, "output.", "hosts", &host))
		return;
	bool tls = text_starts(host, "https://") || (yaml_value(t, "output.", "protocol", &value) && text_is(value, "https")) ||
		yaml_value(t, "output.", "ssl.certificate_authorities", &value) ||
		(yaml_value(t, "output.", "ssl.enabled", &value) && text_yes(value) == 1);
	sends(&s, host, tls);
}

// Where the Elastic agent sends to stands in an encrypted file: it is told by its server, Fleet.
static void elastic_agent(struct probe_run *run)
{
	struct sender s = {run, "elastic-agent", share_unit_guards(run, "elastic-agent.service"), true};
	if (sys_exists(run->sys, "/opt/Elastic/Agent/fleet.enc") || sys_exists(run->sys, "/opt/Elastic/Agent/fleet.yml"))
		sends(&s, text_of("Fleet"), -1);
}

struct fluent {
	struct sender s;
	struct text host, kind;
	int tls;
	bool output;
};

static void fluent_end(struct fluent *f)
{
	if (f->output && f->host.n)
		sends(&f->s, f->host, f->tls);
	f->host = text_of("");
	f->tls = 0;
}

static void fluent_bit(struct probe_run *run)
{
	struct fluent f = {.s = {run, "fluent-bit", share_unit_guards(run, "fluent-bit.service"), false}, .host = {"", 0}};
	struct text t, line, key;
	if (!probe_read(run, "/etc/fluent-bit/fluent-bit.conf", &t))
		return;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (!line.n)
			continue;
		if (line.p[0] == '[') {
			fluent_end(&f);
			f.output = text_is_nocase(line, "[output]");
		} else if (f.output && text_word(&line, &key)) {
			if (text_is_nocase(key, "host"))
				f.host = text_trim(line);
			else if (text_is_nocase(key, "tls"))
				f.tls = text_yes(text_trim(line)) == 1;
		}
	}
	fluent_end(&f);
}

static void vector(struct probe_run *run)
{
	static const char *const keys[] = {"endpoint", "endpoints", "uri"}, *const files[] = {"/etc/vector/vector.yaml", "/etc/vector/vector.yml"};
	struct sender s = {run, "vector", share_unit_guards(run, "vector.service"), false};
	struct text t, value;
	for (size_t f = 0; f < 2; f++)
		if (probe_read(run, files[f], &t))
			for (size_t k = 0; k < 3; k++)
				if (yaml_value(t, "sinks", keys[k], &value))
					sends(&s, value, text_starts(value, "https://"));
	if (!probe_read(run, "/etc/vector/vector.toml", &t))
		return;
	for (size_t k = 0; k < 3; k++)
		if (conf_get(t, '=', NULL, keys[k], &value)) {
			if (value.n && value.p[0] == '[')
				value = text_after(value, 1);
			text_cut(value, ']', &value, NULL);
			text_cut(value, ',', &value, NULL);
			value = unquoted(value);
			sends(&s, value, text_starts(value, "https://"));
		}
}

static void splunk(struct probe_run *run)
{
	struct sender s = {run, "splunk", share_unit_guards(run, "SplunkForwarder.service"), true};
	struct text t, server, value;
	if (!sys_exists(run->sys, "/opt/splunkforwarder") || !probe_read(run, "/opt/splunkforwarder/etc/system/local/outputs.conf", &t) ||
		!conf_get(t, '=', NULL, "server", &server))
		return;
	text_cut(server, ',', &server, NULL);
	sends(&s, server, conf_get(t, '=', NULL, "clientCert", &value) || (conf_get(t, '=', NULL, "useSSL", &value) && text_yes(value) == 1));
}

static void promtail(struct probe_run *run)
{
	static const char *const files[] = {"/etc/promtail/config.yml", "/etc/promtail/config.yaml", "/etc/promtail/promtail.yaml"};
	struct sender s = {run, "promtail", share_unit_guards(run, "promtail.service"), false};
	struct text t, value;
	for (size_t i = 0; i < 3; i++)
		if (probe_read(run, files[i], &t) && yaml_value(t, "clients", "url", &value))
			sends(&s, place_clean(run->a, value), text_starts(value, "https://"));
}

static void probe_log_forward_run(struct probe_run *run)
{
	static const struct {
		const char *there;
		void (*look)(struct probe_run *);
	} all[] = {{"/etc/rsyslog.conf", rsyslog}, {"/etc/syslog-ng/syslog-ng.conf", syslog_ng}, {"/etc/systemd/journal-upload.conf", journal_upload},
		{"/var/ossec", wazuh}, {"/etc/filebeat", filebeat}, {"/opt/Elastic/Agent", elastic_agent}, {"/etc/fluent-bit", fluent_bit},
		{"/etc/vector", vector}, {"/opt/splunkforwarder", splunk}, {"/etc/promtail", promtail}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (sys_exists(run->sys, all[i].there))
			all[i].look(run);
}

const struct probe probe_log_forward = {"log_forward", "log_forward", probe_log_forward_run};
