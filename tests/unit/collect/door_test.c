// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The readers of what devices say, on bytes made from the published protocols: those that no server of tests/collect speaks, and cases at the edge.
#include "../../../src/collect/read/banner.h"
#include "../../../src/collect/read/box.h"
#include "../../../src/collect/read/igd.h"
#include "../../../src/collect/read/ipp.h"
#include "../../../src/collect/read/page.h"
#include "../../../src/collect/read/rdp.h"
#include "../../../src/collect/read/rpc.h"
#include "../../../src/collect/read/smb1.h"
#include "../../../src/collect/read/snmp.h"
#include "../tap.h"

#define BYTES(s) ((struct text){s, sizeof(s) - 1})

static struct arena *a;

static void banner(struct text first, const char *usual, const char *name, const char *product, const char *version)
{
	struct banner b;
	banner_read(first, usual, &b);
	const char *got = arena_printf(a, "%s|%s|%s", b.name ? b.name : "-", text_dup(a, b.product), text_dup(a, b.version));
	same(got, arena_printf(a, "%s|%s|%s", name, product, version), "first words");
}

static void banners(void)
{
	banner(BYTES("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"), NULL, "ssh", "OpenSSH", "9.2p1");
	banner(BYTES("SSH-2.0-dropbear_2019.78\r\n"), NULL, "ssh", "dropbear", "2019.78");
	banner(BYTES("220 (vsFTPd 3.0.3)\r\n"), "ftp", "ftp", "vsFTPd", "3.0.3");
	banner(BYTES("220 ready\r\n"), "ftp", "ftp", "ready", "");
	banner(BYTES("220 ready\r\n"), "smtp", "smtp", "ready", "");
	banner(BYTES("\xff\xfd\x18"), NULL, "telnet", "", "");
	banner(BYTES("\x4a\0\0\0\x0a" "5.7.30\0xxxxxxxx"), NULL, "mysql", "MySQL", "5.7.30");
	banner(BYTES("\x45\0\0\0\xff\x6a\x04Host is not allowed"), NULL, "mysql", "", "");
	banner(BYTES("hello"), NULL, "-", "", "");
	same(banner_clean(a, BYTES("a\x1b[31m\0b\xc3\xa9\r\nc"), 20), "a[31mb? c", "control characters do not reach a report");
	ok(!banner_clean(a, BYTES("\0\1\2"), 20), "nothing but control characters is nothing");
}

static void box(void (*read)(struct text, struct box_answer *), struct text t, bool known, int anybody, const char *what)
{
	struct box_answer r;
	read(t, &r);
	ok(r.known == known && r.anybody == anybody, "%s: %d, %d", what, r.known, r.anybody);
}

static void boxes(void)
{
	struct box_answer r;
	struct text base;
	box(box_read_redis, BYTES("+PONG\r\n"), true, 1, "Redis open");
	box(box_read_redis, BYTES("-NOAUTH Authentication required.\r\n"), true, 0, "Redis shut");
	box(box_read_redis, BYTES("-DENIED Redis is running in protected mode\r\n"), true, 0, "Redis that talks to its own computer alone");
	box(box_read_redis, BYTES("HTTP/1.0 200 OK\r\n"), false, -1, "no Redis");
	box(box_read_memcached, BYTES("VERSION 1.6.18\r\n"), true, 1, "memcached");
	box(box_read_mongodb, BYTES("\x40\0\0\0\1\0\0\0\1\0\0\0\xdd\7\0\0\0\0\0\0\0\x20\0\0\0\4databases\0\5\0\0\0\0\0"), true, 1, "MongoDB open");
	box(box_read_mongodb, BYTES("\x40\0\0\0\1\0\0\0\1\0\0\0\xdd\7\0\0\0\0\0\0\0\x20\0\0\0\x10" "code\0\x0d\0\0\0\0"), true, 0, "MongoDB shut (13)");
	box(box_read_mongodb, BYTES("\x40\0\0\0\1\0\0\0\2\0\0\0\xdd\7\0\0"), false, -1, "an answer to somebody else");
	box(box_read_postgres, BYTES("R\0\0\0\x08\0\0\0\0"), true, 1, "PostgreSQL that trusts anybody");
	box(box_read_postgres, BYTES("R\0\0\0\x08\0\0\0\3"), true, 0, "PostgreSQL that asks for a password");
	box(box_read_postgres, BYTES("E\0\0\0\x30SFATAL\0C28000\0Mno entry\0\0"), true, 0, "PostgreSQL that knows nobody from here");
	box(box_read_postgres, BYTES("N"), true, -1, "PostgreSQL without TLS");
	box(box_read_mssql, BYTES("\4\1\0\x20\0\0\1\0\0\0\x0b\0\6\1\0\x11\0\1\xff\x0f\0\7\xd0\0\0\0"), true, -1, "SQL Server");
	box(box_read_mqtt, BYTES("\x20\2\0\0"), true, 1, "MQTT open");
	box(box_read_mqtt, BYTES("\x20\2\0\5"), true, 0, "MQTT shut");
	box(box_read_ipmi, BYTES("\6\0\xff\6\0\0\x11\xbe\x40\0\0\x10\0\0\0\0"), true, -1, "IPMI");
	box_read_ldap(BYTES("\x30\x2f\2\1\1\x64\x2a\4\0\x30\x26\x30\x24\4\x0enamingContexts\x31\x12\4\x10" "dc=firma,dc=test\x30\x0c\2\1\1\x65\7\x0a\1\0\4\0\4\0"), &r, &base);
	ok(r.known && r.anybody == 1 && text_is(base, "dc=firma,dc=test"), "LDAP gives its base");
	box_read_ldap(BYTES("\x30\x0c\2\1\1\x65\7\x0a\1\1\4\0\4\0"), &r, &base);
	ok(r.known && r.anybody == 0, "LDAP shut");
	box_read_vnc(BYTES("\2\2\x13"), false, &r);
	ok(r.anybody == 0 && r.tls == 0, "VNC with a password alone can be read");
	box_read_vnc(BYTES("\1\x13"), false, &r);
	ok(r.anybody == 0 && r.tls == 1, "VNC that offers encryption alone");
	box_read_vnc(BYTES("\0\0\0\1"), true, &r);
	ok(r.anybody == 1, "an old VNC that lets in anybody");
}

static void pages(void)
{
	struct page_answer h;
	ok(page_read(BYTES("HTTP/1.1 401 x\r\nWWW-Authenticate: Digest qop=\"auth\", realm=\"IP, Camera\", nonce=\"a\"\r\nWWW-Authenticate: Basic realm=\"z\"\r\n\r\n"), &h) &&
			h.basic && h.digest && text_is(h.realm, "IP, Camera") && text_is(page_part(h.challenge, "nonce"), "a"), "a page that asks for a password");
	ok(page_read(BYTES("HTTP/1.0 200 OK\n\n<TITLE>\n x </Title><INPUT name=a><Input Type = 'password'>"), &h) && h.password && text_is(text_trim(h.title), "x"), "a field for a password");
	ok(page_read(BYTES("HTTP/1.0 200 OK\n\n<p>password<input type=text>"), &h) && !h.password, "the word alone is none");
	ok(!page_read(BYTES("SSH-2.0-x\r\n"), &h), "no HTTP");
}

static void snmp(void)
{
	struct buf *b = buf_new(a, 1500);
	struct snmp_oid o;
	struct snmp_answer r;
	ok(snmp_oid("1.3.6.1.2.1.1.1.0", &o), "a name");
	snmp_write(b, 0, "public", SNMP_GET, 1, &o, 1);
	static const char want[] = "\x30\x26\2\1\0\4\6public\xa0\x19\2\1\1\2\1\0\2\1\0\x30\x0e\x30\x0c\6\x08\x2b\6\1\2\1\1\1\0\5\0";
	ok(b->n == sizeof want - 1 && memcmp(b->p, want, b->n) == 0, "a question, as RFC 1157 writes it");
	b->p[13] = (char)0xa2;
	ok(snmp_read((struct text){b->p, b->n}, &r) && r.n == 1 && r.request == 1 && r.var[0].type == SNMP_NOTHING, "an answer without a value");
	ok(!snmp_read((struct text){b->p, b->n - 3}, &r), "a cut answer");
	ok(!snmp_oid("3.1", &o) && !snmp_oid("1.99", &o) && !snmp_oid("x", &o), "names that are none");
}

static void others(void)
{
	struct rdp_answer d;
	struct rpc_export list[RPC_EXPORTS_MAX];
	struct ipp_answer p;
	struct igd_map m;
	struct igd_service s;
	ok(rdp_read(BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\3\0\x08\0\5\0\0\0"), &d) && !d.accepted && d.fault == 5, "remote desktop that wants the password first");
	ok(rdp_read(BYTES("\3\0\0\x0b\6\xd0\0\0\x12\x34\0"), &d) && d.accepted && d.way == RDP_CLASSIC, "remote desktop of Windows 2003");
	int n = rpc_read_exports(BYTES("\x80\0\0\x54" "Bolw\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\5/data\0\0\0\0\0\0\1\0\0\0\1*\0\0\0\0\0\0\0\0\0\0\1\0\0\0\2/x\0\0\0\0\0\1"
				      "\0\0\0\2pc\0\0\0\0\0\0\0\0\0\0"), list);
	ok(n == 2 && list[0].to == 0 && text_is(list[0].folder, "/data") && list[1].to == 1, "folders of NFS: %d", n);
	ok(ipp_read(BYTES("\1\1\0\0\0\0\0\1\4\x21\0\x16job-password-supported\0\4\0\0\0\xff\3"), &p) && p.pin == 1, "a printer with a PIN");
	ok(ipp_read(BYTES("\1\1\0\0\0\0\0\1\4\x44\0\x21job-creation-attributes-supported\0\6copies\x44\0\0\0\x0cjob-password\3"), &p) && p.pin == 1, "and one that lists it");
	ok(!ipp_read(BYTES("\1\1\4\6\0\0\0\1\3"), &p), "a printer that refuses");
	ok(!igd_read_map(a, BYTES("<!DOCTYPE x [<!ENTITY a \"b\">]><x><NewProtocol>TCP</NewProtocol></x>"), &m), "XML with entities is refused");
	ok(!igd_read_service(a, BYTES("<root><service><serviceType>urn:x:WANIPConnection:1\"</serviceType><controlURL>/</controlURL></service></root>"), &s), "a name that would break the question");
	struct smb_hello h;
	ok(!smb1_read_hello(BYTES("\xffSMBr\0\0\0\0\x98\1\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\xff\xff\0\0"), &h), "a server that takes nothing of version 1");
}

int main(void)
{
	a = arena_new();
	banners();
	boxes();
	pages();
	snmp();
	others();
	arena_free(a);
	return tap_done();
}
