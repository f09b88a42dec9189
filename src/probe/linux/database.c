// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Database servers: PostgreSQL, MariaDB or MySQL, MongoDB, Redis (and Valkey), memcached, Elasticsearch. Whether they wait for others,
// ask a password and want encryption, by their settings. That a password is set is all that is looked at, never which.
#include "../../base/buf.h"
#include "../share/net.h"

#include <string.h>

struct row {
	const char *program, *reach, *file;
	bool running;
	int no_password, encrypted; // -1: not known
};

static void write_row(struct probe_run *run, const struct row *r)
{
	row_begin(run, "database_service");
	row_str(run, "program", r->program);
	row_flag(run, "running", r->running);
	row_str(run, "reach", r->reach);
	row_flag(run, "no_password", r->no_password);
	row_flag(run, "encrypted", r->encrypted);
	row_str(run, "file", r->file);
	row_end(run);
}

static const char *widest(struct text list)
{
	const char *reach = NULL;
	while (list.n) {
		size_t n = 0;
		while (n < list.n && list.p[n] && !strchr(",; \t[]\"'", list.p[n]))
			n++;
		struct text one = {list.p, n};
		if (one.n > 1 && one.p[0] == '-') // Redis: it may be missing
			one = text_after(one, 1);
		if (one.n)
			reach = net_wider(reach,
				text_is(one, "*") || text_is(one, "_site_") || text_is(one, "_global_") ? "any"
					: text_is(one, "_local_")                                       ? "self"
													: net_reach(one));
		list = text_after(list, n + 1);
	}
	return reach;
}

// ---- PostgreSQL

struct rules {
	bool any, trust, clear;
};

// host DATABASE USER ADDRESS [MASK] METHOD: lines for other machines (pg_hba.conf of the manual).
static void hba_line(struct text line, struct rules *r)
{
	struct text f[6];
	size_t n = 0;
	while (n < 6 && text_word(&line, &f[n]))
		n++;
	if (n < 5 || !text_starts(f[0], "host"))
		return;
	struct text address = f[3], method = f[4];
	if (method.n && method.p[0] >= '0' && method.p[0] <= '9' && n > 5) // an own word for the mask
		method = f[5];
	text_cut(address, '/', &address, NULL);
	if (text_is(method, "reject") || strcmp(net_reach(address), "self") == 0)
		return;
	r->any = true;
	r->trust |= text_is(method, "trust");
	r->clear |= !text_is(f[0], "hostssl") && !text_is(f[0], "hostgssenc");
}

static void postgres_one(struct probe_run *run, const char *dir, struct row *r)
{
	struct text t, v, line;
	struct rules rules = {0};
	char *conf = arena_printf(run->a, "%s/postgresql.conf", dir), *hba = arena_printf(run->a, "%s/pg_hba.conf", dir);
	if (!sys_exists(run->sys, conf))
		return;
	char *more = arena_printf(run->a, "%s/conf.d", dir);
	t = conf_join(run, conf, sys_exists(run->sys, more) ? more : NULL, ".conf");
	struct buf *plain = buf_new(run->a, (size_t)4 << 20);
	while (text_line(&t, &line)) { // values have notes behind them
		line = text_uncomment(line, "#");
		buf_add(plain, line.p, line.n);
		buf_char(plain, '\n');
	}
	t = (struct text){plain->p, plain->n};
	const char *reach = !conf_get(t, '=', "", "listen_addresses", &v) ? "self" : text_trim(v).n ? widest(v) : "self";
	reach = reach ? reach : "self"; // a list of nothing
	r->file = r->file ? r->file : conf;
	r->reach = net_wider(r->reach, reach);
	if (!probe_read(run, hba, &t))
		return;
	while (text_line(&t, &line))
		hba_line(text_uncomment(line, "#"), &rules);
	r->no_password = r->no_password == 1 || (rules.trust && strcmp(reach, "self") != 0);
	if (rules.any)
		r->encrypted = r->encrypted != 0 && !rules.clear;
}

static void postgres(struct probe_run *run)
{
	static const char etc[] = "/etc/postgresql";
	struct row r = {.program = "postgresql", .no_password = -1, .encrypted = -1};
	struct sys_names versions, clusters;
	if (sys_list(run->sys, run->a, etc, &versions) == SYS_OK)
		for (size_t i = 0; i < versions.n && i < 20; i++) {
			char *dir = arena_printf(run->a, "%s/%s", etc, versions.name[i]);
			if (sys_list(run->sys, run->a, dir, &clusters) == SYS_OK)
				for (size_t k = 0; k < clusters.n && k < 20; k++)
					postgres_one(run, arena_printf(run->a, "%s/%s", dir, clusters.name[k]), &r);
		}
	postgres_one(run, "/var/lib/pgsql/data", &r);
	if (!r.file)
		return;
	r.running = net_active(run, "postgresql.service", "postgres");
	write_row(run, &r);
}

// ---- MariaDB, MySQL

struct mysql {
	struct text bind;
	bool off, open, tls;
};

static void mysql_line(void *arg, struct text section, struct text key, struct text value, int number)
{
	struct mysql *m = arg;
	(void)number;
	if (!text_starts(section, "mysqld") && !text_starts(section, "mariadb") && !text_is(section, "server"))
		return;
	if (text_is_nocase(key, "bind-address") || text_is_nocase(key, "bind_address"))
		m->bind = value;
	else if (text_is_nocase(key, "require_secure_transport") || text_is_nocase(key, "require-secure-transport"))
		m->tls = text_yes(value) == 1;
	else if (text_is_nocase(key, "skip-networking") || text_is_nocase(key, "skip_networking"))
		m->off = text_yes(value) != 0;
	else if (text_is_nocase(key, "skip-grant-tables") || text_is_nocase(key, "skip_grant_tables"))
		m->open = text_yes(value) != 0;
}

// Options without a value stand alone on their line: they are given one, so that all have the same form.
static struct text with_values(struct probe_run *run, struct text t)
{
	struct buf *b = buf_new(run->a, (size_t)8 << 20);
	struct text line;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		buf_add(b, line.p, line.n);
		if (line.n && line.p[0] != '[' && line.p[0] != '!' && !text_has(line, "="))
			buf_str(b, "=1");
		buf_char(b, '\n');
	}
	return (struct text){b->p, b->n};
}

static void mysql(struct probe_run *run)
{
	static const char *const dirs[] = {"/etc/mysql/conf.d", "/etc/mysql/mysql.conf.d", "/etc/mysql/mariadb.conf.d", "/etc/my.cnf.d"};
	struct row r = {.no_password = 0, .encrypted = 0};
	struct mysql m = {.bind = {"", 0}};
	bool maria = net_package(run, "mariadb-server mariadb-server-10.5 mariadb-server-10.3 mariadb-server-core") ||
		sys_exists(run->sys, "/usr/sbin/mariadbd");
	if (!maria && !net_package(run, "mysql-server mysql-community-server mysql-server-8.0") && !sys_exists(run->sys, "/usr/sbin/mysqld"))
		return;
	r.file = sys_exists(run->sys, "/etc/mysql/my.cnf") ? "/etc/mysql/my.cnf" : "/etc/my.cnf";
	conf_each(with_values(run, conf_join(run, r.file, NULL, NULL)), '=', mysql_line, &m);
	for (size_t i = 0; i < 4; i++)
		if (sys_exists(run->sys, dirs[i]))
			conf_each(with_values(run, conf_join(run, NULL, dirs[i], ".cnf")), '=', mysql_line, &m);
	r.program = maria ? "mariadb" : "mysql";
	r.reach = m.off ? "self" : m.bind.n ? widest(m.bind) : "any";
	r.no_password = m.open;
	r.encrypted = m.tls;
	r.running = net_active(run, "mariadb.service mysql.service mysqld.service", maria ? "mariadbd" : "mysqld");
	write_row(run, &r);
}

// ---- the others

// A key of a YAML file by its name alone: net: bindIp: …
static bool yaml_get(struct text t, const char *key, struct text *ret)
{
	struct text line, k, v;
	bool found = false;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (text_cut(line, ':', &k, &v) && text_is(text_trim(k), key)) {
			*ret = text_trim(v);
			found = true;
		}
	}
	return found;
}

static void mongo(struct probe_run *run)
{
	static const char file[] = "/etc/mongod.conf";
	struct row r = {.program = "mongodb", .file = file};
	struct text t, v;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	r.reach = yaml_get(t, "bindIpAll", &v) && text_yes(v) == 1 ? "any" : yaml_get(t, "bindIp", &v) ? widest(v) : "self";
	r.no_password = !(yaml_get(t, "authorization", &v) && text_has(v, "enabled")) && !yaml_get(t, "keyFile", &v);
	r.encrypted = yaml_get(t, "mode", &v) && (text_is(v, "requireTLS") || text_is(v, "requireSSL"));
	r.running = net_active(run, "mongod.service", "mongod");
	write_row(run, &r);
}

static void redis(struct probe_run *run)
{
	static const struct {
		const char *program, *files, *units, *process;
	} all[] = {{"redis", "/etc/redis/redis.conf /etc/redis.conf", "redis-server.service redis.service", "redis-server"},
		{"valkey", "/etc/valkey/valkey.conf", "valkey-server.service valkey.service", "valkey-server"}};
	for (size_t i = 0; i < 2; i++) {
		struct text rest = text_of(all[i].files), one, t, v;
		while (text_word(&rest, &one)) {
			struct row r = {.program = all[i].program, .file = text_dup(run->a, one), .no_password = -1, .encrypted = -1};
			struct sys_stat st;
			if (sys_stat(run->sys, r.file, &st) == SYS_MISSING)
				continue;
			if (probe_read(run, r.file, &t)) {
				bool password = (conf_get(t, ' ', "", "requirepass", &v) && v.n) || conf_get(t, ' ', "", "aclfile", &v) ||
					conf_get(t, ' ', "", "user", &v);
				bool guarded = !conf_get(t, ' ', "", "protected-mode", &v) || text_yes(v) != 0;
				r.reach = conf_get(t, ' ', "", "bind", &v) ? widest(v) : "any";
				if (guarded && !password) // then it answers this machine alone
					r.reach = "self";
				r.no_password = !password && strcmp(r.reach ? r.reach : "self", "self") != 0;
				r.encrypted = conf_get(t, ' ', "", "tls-port", &v) && conf_get(t, ' ', "", "port", &v) && text_is(v, "0");
			}
			r.running = net_active(run, all[i].units, all[i].process);
			write_row(run, &r);
			break;
		}
	}
}

static void memcached(struct probe_run *run)
{
	static const char file[] = "/etc/memcached.conf";
	struct row r = {.program = "memcached", .file = file, .no_password = 1, .encrypted = 0, .reach = "any"};
	struct text t, line, word;
	if (!sys_exists(run->sys, file) || !probe_read(run, file, &t))
		return;
	while (text_line(&t, &line)) {
		line = text_uncomment(line, "#");
		if (text_word(&line, &word) && (text_is(word, "-l") || text_is(word, "--listen")) && text_word(&line, &word))
			r.reach = widest(word);
		else if (text_is(word, "-S"))
			r.no_password = 0;
	}
	r.no_password = r.no_password && strcmp(r.reach ? r.reach : "any", "self") != 0;
	r.running = net_active(run, "memcached.service", "memcached");
	write_row(run, &r);
}

static void elastic(struct probe_run *run)
{
	static const char *const files[] = {"/etc/elasticsearch/elasticsearch.yml", "/etc/opensearch/opensearch.yml"};
	for (size_t i = 0; i < 2; i++) {
		struct row r = {.program = i ? "opensearch" : "elasticsearch", .file = files[i]};
		struct text t, v;
		struct sys_stat st;
		if (sys_stat(run->sys, files[i], &st) == SYS_MISSING || !probe_read(run, files[i], &t))
			continue;
		r.reach = yaml_get(t, "http.host", &v) || yaml_get(t, "network.host", &v) ? widest(v) : "self";
		r.no_password = r.encrypted = -1;
		if (yaml_get(t, "xpack.security.enabled", &v))
			r.no_password = text_yes(v) == 0;
		if (yaml_get(t, "xpack.security.http.ssl.enabled", &v))
			r.encrypted = text_yes(v) == 1;
		r.running = net_active(run, i ? "opensearch.service" : "elasticsearch.service", NULL);
		write_row(run, &r);
	}
}

static void probe_database_run(struct probe_run *run)
{
	postgres(run);
	mysql(run);
	mongo(run);
	redis(run);
	memcached(run);
	elastic(run);
}

const struct probe probe_database = {"database", "database_service", probe_database_run};
