// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Containers of this computer, from the files in which Docker, Podman, LXC and systemd-nspawn keep them: the engines are not asked.
// Docker's and Podman's are for the administrator alone. Containers that users run for themselves (rootless) are not looked for.
#include "../../base/buf.h"
#include "../../base/clock.h"
#include "../../base/json.h"
#include "../share/net.h"

#include <string.h>

#define CONTAINERS_MAX 500
#define JSON_MAX ((size_t)4 << 20)

struct row {
	const char *runtime, *restart, *ports;
	struct text name, image;
	bool running, privileged;
	int64_t image_at;
};

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "container");
	row_str(run, "runtime", r->runtime);
	row_text(run, "name", r->name);
	if (r->image.n)
		row_text(run, "image", r->image);
	row_flag(run, "running", r->running);
	row_flag(run, "privileged", r->privileged);
	row_str(run, "ports", r->ports);
	if (r->image_at)
		row_int(run, "image_at", r->image_at);
	row_str(run, "restart", r->restart);
	row_end(run);
}

static const struct json *read_json(struct probe_run *run, const char *path)
{
	struct text t;
	struct json *j = NULL;
	struct err e = {0};
	if (!probe_read_large(run, path, JSON_MAX, &t))
		return NULL;
	if (!json_read(run->a, t, 32, &j, &e)) {
		probe_partly(run, "odd_file", path);
		return NULL;
	}
	return j;
}

static bool is_true(const struct json *j, const char *key)
{
	const struct json *v = json_get(j, key);
	return v && v->type == JSON_TRUE;
}

// ---- Docker

// {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]} → "0.0.0.0:8080"
static const char *docker_ports(struct probe_run *run, const struct json *bindings)
{
	struct buf *b = buf_new(run->a, 4000);
	for (const struct json *p = bindings && bindings->type == JSON_OBJECT ? bindings->child : NULL; p; p = p->next)
		for (const struct json *one = p->type == JSON_ARRAY ? p->child : NULL; one; one = one->next) {
			struct text ip = json_get_text(one, "HostIp", ""), port = json_get_text(one, "HostPort", "");
			if (ip.n > 100 || port.n > 20)
				continue;
			buf_printf(b, "%s%.*s:%.*s", b->n ? " " : "", (int)(ip.n ? ip.n : 7), ip.n ? ip.p : "0.0.0.0", (int)port.n, port.p);
		}
	return b->n ? b->p : NULL;
}

// A container that may all, or that holds the disk or the engine of its host, is as good as the host's administrator.
static bool docker_power(const struct json *host)
{
	const struct json *binds = json_get(host, "Binds"), *caps = json_get(host, "CapAdd");
	if (is_true(host, "Privileged"))
		return true;
	for (const struct json *b = binds && binds->type == JSON_ARRAY ? binds->child : NULL; b; b = b->next)
		if (b->type == JSON_TEXT && (text_starts(b->text, "/:") || text_has(b->text, "docker.sock:")))
			return true;
	for (const struct json *c = caps && caps->type == JSON_ARRAY ? caps->child : NULL; c; c = c->next)
		if (c->type == JSON_TEXT && (text_is(c->text, "ALL") || text_is(c->text, "SYS_ADMIN") || text_is(c->text, "CAP_SYS_ADMIN")))
			return true;
	return false;
}

static int64_t docker_image_at(struct probe_run *run, struct text image)
{
	int64_t at = 0;
	struct text t;
	struct json *j = NULL;
	struct err e = {0};
	if (!text_starts(image, "sha256:") || image.n > 100 || !text_clean(image) || text_has(image, "/"))
		return 0;
	char *path = arena_printf(run->a, "/var/lib/docker/image/overlay2/imagedb/content/sha256/%.*s", (int)image.n - 7, image.p + 7);
	if (sys_read(run->sys, run->a, path, JSON_MAX, &t) == SYS_OK && json_read(run->a, t, 32, &j, &e)) {
		struct text created = json_get_text(j, "created", "");
		clock_read_iso((struct text){created.p, created.n < 19 ? created.n : 19}, &at);
	}
	return at;
}

static void docker_one(struct probe_run *run, const char *dir)
{
	const struct json *config = read_json(run, arena_printf(run->a, "%s/config.v2.json", dir));
	const struct json *host = config ? read_json(run, arena_printf(run->a, "%s/hostconfig.json", dir)) : NULL;
	if (!config)
		return;
	if (config->type != JSON_OBJECT) {
		probe_partly(run, "odd_file", arena_printf(run->a, "%s/config.v2.json", dir));
		return;
	}
	struct text name = json_get_text(config, "Name", ""), restart = json_get_text(json_get(host, "RestartPolicy"), "Name", "");
	struct row r = {.runtime = "docker", .name = text_starts(name, "/") ? text_after(name, 1) : name};
	if (!r.name.n)
		r.name = json_get_text(config, "ID", "?");
	r.image = json_get_text(json_get(config, "Config"), "Image", "");
	r.running = is_true(json_get(config, "State"), "Running");
	r.privileged = docker_power(host);
	r.ports = docker_ports(run, json_get(host, "PortBindings"));
	r.restart = restart.n ? text_dup(run->a, restart) : NULL;
	r.image_at = docker_image_at(run, json_get_text(config, "Image", ""));
	write_row(run, &r);
}

static void docker(struct probe_run *run)
{
	static const char dir[] = "/var/lib/docker/containers";
	struct sys_names all;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n; i++) {
		if (i == CONTAINERS_MAX) {
			probe_partly(run, "too_large", dir);
			break;
		}
		docker_one(run, arena_printf(run->a, "%s/%s", dir, all.name[i]));
	}
}

// ---- Podman

static bool in_command(struct probe_run *run, const char *program, struct text word)
{
	size_t n;
	bool known;
	const struct process *p = share_processes(run, &n, &known);
	char *w = text_dup(run->a, word);
	for (size_t i = 0; i < n && word.n; i++)
		if (text_starts(p[i].name, program) && text_has(p[i].command, w))
			return true;
	return false;
}

static void podman_one(struct probe_run *run, const char *dir, const struct json *c)
{
	struct text id = json_get_text(c, "id", ""), meta = json_get_text(c, "metadata", "{}");
	const struct json *names = json_get(c, "names");
	struct json *m = NULL;
	struct err e = {0};
	struct row r = {.runtime = "podman", .name = id};
	if (!id.n || id.n > 100 || !text_clean(id) || text_has(id, "/"))
		return;
	if (names && names->type == JSON_ARRAY && names->child && names->child->type == JSON_TEXT)
		r.name = names->child->text;
	if (json_read(run->a, meta, 8, &m, &e))
		r.image = json_get_text(m, "image-name", "");
	r.running = in_command(run, "conmon", id);
	struct text t;
	struct json *spec = NULL;
	char *path = arena_printf(run->a, "%s/%.*s/userdata/config.json", dir, (int)id.n, id.p);
	if (sys_read(run->sys, run->a, path, JSON_MAX, &t) == SYS_OK && json_read(run->a, t, 32, &spec, &e))
		r.privileged = text_is_nocase(json_get_text(json_get(spec, "annotations"), "io.podman.annotations.privileged", ""), "TRUE");
	write_row(run, &r);
}

static void podman(struct probe_run *run)
{
	static const char dir[] = "/var/lib/containers/storage/overlay-containers";
	char *path = arena_printf(run->a, "%s/containers.json", dir);
	struct sys_stat st;
	enum sys_status got = sys_stat(run->sys, path, &st);
	if (!probe_saw(run, got, "/var/lib/containers"))
		return;
	const struct json *all = read_json(run, path);
	int n = 0;
	for (const struct json *c = all && all->type == JSON_ARRAY ? all->child : NULL; c && n < CONTAINERS_MAX; c = c->next, n++)
		podman_one(run, dir, c);
}

// ---- LXC, nspawn

static void lxc(struct probe_run *run)
{
	static const char dir[] = "/var/lib/lxc";
	struct sys_names all;
	struct text t, v;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n && i < CONTAINERS_MAX; i++) {
		char *config = arena_printf(run->a, "%s/%s/config", dir, all.name[i]);
		if (!sys_exists(run->sys, config) || !probe_read(run, config, &t))
			continue;
		struct row r = {.runtime = "lxc", .name = text_of(all.name[i])};
		// Without a map of accounts the administrator inside is the one outside.
		r.privileged = !conf_get(t, '=', NULL, "lxc.idmap", &v) && !conf_get(t, '=', NULL, "lxc.id_map", &v);
		r.running = in_command(run, "lxc-start", r.name) || in_command(run, "[lxc monitor]", r.name) ||
			share_unit_running(run, arena_printf(run->a, "lxc@%s.service", all.name[i])) == 1;
		r.restart = conf_get(t, '=', NULL, "lxc.start.auto", &v) && text_yes(v) == 1 ? "always" : NULL;
		write_row(run, &r);
	}
}

static void take_port(void *arg, struct text section, struct text key, struct text value, int number)
{
	struct buf *b = arg;
	struct text proto, port = value;
	(void)number;
	if (!text_is(section, "Network") || !text_is(key, "Port") || value.n > 60)
		return;
	if (text_cut(value, ':', &proto, &port) && !text_is(proto, "tcp") && !text_is(proto, "udp"))
		port = value;
	text_cut(port, ':', &port, NULL);
	buf_printf(b, "%s0.0.0.0:%.*s", b->n ? " " : "", (int)port.n, port.p);
}

static void nspawn(struct probe_run *run)
{
	static const char dir[] = "/var/lib/machines";
	struct sys_names all;
	struct text t, v;
	if (!probe_saw(run, sys_list(run->sys, run->a, dir, &all), dir))
		return;
	for (size_t i = 0; i < all.n && i < CONTAINERS_MAX; i++) {
		struct sys_stat st;
		if (all.name[i][0] == '.' || sys_stat(run->sys, arena_printf(run->a, "%s/%s", dir, all.name[i]), &st) != SYS_OK || st.kind != 'd')
			continue;
		struct row r = {.runtime = "nspawn", .name = text_of(all.name[i])};
		char *unit = arena_printf(run->a, "systemd-nspawn@%s.service", all.name[i]);
		r.running = share_unit_running(run, unit) == 1;
		r.restart = share_unit_enabled(run, unit) == 1 ? "always" : NULL;
		if (probe_read(run, arena_printf(run->a, "/etc/systemd/nspawn/%s.nspawn", all.name[i]), &t)) {
			struct buf *ports = buf_new(run->a, 2000);
			r.privileged = (conf_get(t, '=', "Exec", "PrivateUsers", &v) && text_yes(v) == 0) ||
				(conf_get(t, '=', "Exec", "Capability", &v) && text_is(v, "all"));
			conf_each(t, '=', take_port, ports);
			r.ports = ports->n ? ports->p : NULL;
		}
		write_row(run, &r);
	}
}

static void probe_container_run(struct probe_run *run)
{
	docker(run);
	podman(run);
	lxc(run);
	nspawn(run);
}

const struct probe probe_container = {"container", "container", probe_container_run};
