// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Formats of text logs (src/watch/decode): lines as programs write them, the fields that must come of them, and that each is recognised as what it is.
#include "tap.h"
#include "watch.h"

#include <inttypes.h>
#include <sys/resource.h>
#include <time.h>

struct sample {
	const char *format, *text;   // text of one record; of csv with its line of names
	const char *fields;          // name=value in the order of the fields, each ended by \n; NULL: it is not of the format
	int64_t at;                  // 0: not looked at
};

static const struct sample samples[] = {
	{"syslog", "Mar 27 13:06:56 ip-10-77-20-248 sshd[1291]: Server listening on 0.0.0.0 port 22.",
		"timestamp=Mar 27 13:06:56\nhost=ip-10-77-20-248\nprogram=sshd\npid=1291\nmessage=Server listening on 0.0.0.0 port 22.\n", 0},
	{"syslog", "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
		"timestamp=Oct 11 22:14:15\nhost=mymachine\nprogram=su\nfacility=auth\nseverity=crit\nmessage='su root' failed for lonvick on /dev/pts/8\n", 0},
	{"syslog", "Apr  2 17:51:27 <4.3> pancake sshd[55624]: error: PAM: authentication error",
		"timestamp=Apr  2 17:51:27\nhost=pancake\nprogram=sshd\npid=55624\nfacility=auth\nseverity=err\nmessage=error: PAM: authentication error\n", 0},
	{"syslog", "Mar 19 23:48:18 <auth.info> pancake sshd[55517]: Invalid user r00t from 192.0.2.20",
		"timestamp=Mar 19 23:48:18\nhost=pancake\nprogram=sshd\npid=55517\nfacility=auth\nseverity=info\nmessage=Invalid user r00t from 192.0.2.20\nsrc_ip=192.0.2.20\nusername=r00t\n", 0},
	{"syslog", "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=218.188.2.4 ",
		"timestamp=Jun 14 15:16:01\nhost=combo\nprogram=sshd(pam_unix)\npid=19939\nmessage=authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=218.188.2.4 \nsrc_ip=218.188.2.4\n", 0},
	{"syslog", "Apr 27 15:22:23 niban sudo:     dcid : TTY=pts/4 ; PWD=/home/dcid ; USER=root ; COMMAND=/usr/bin/tail",
		"timestamp=Apr 27 15:22:23\nhost=niban\nprogram=sudo\nmessage=dcid : TTY=pts/4 ; PWD=/home/dcid ; USER=root ; COMMAND=/usr/bin/tail\n", 0},
	{"syslog", "Sep  1 10:25:29 10.10.10.1 6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:x  logged command:more 100%-2-X y",
		"timestamp=Sep  1 10:25:29\nhost=10.10.10.1\nprogram=6705\nmessage=Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:x  logged command:more 100%-2-X y\n"
		"mnemonic=%PARSER-5-CFGLOG_LOGGEDCMD\n", 0},
	{"syslog", "Jul 17 14:49:57 dnsmasq[15210]: 21745 10.10.10.33/59490 query[A] server.example.com",
		"timestamp=Jul 17 14:49:57\nprogram=dnsmasq\npid=15210\nmessage=21745 10.10.10.33/59490 query[A] server.example.com\nsrc_ip=10.10.10.33\n", 0},
	{"syslog", "Mar 24 08:58:32 sogod [26818]: SOGoRootPage Login from '192.0.2.31'",
		"timestamp=Mar 24 08:58:32\nprogram=sogod\npid=26818\nmessage=SOGoRootPage Login from '192.0.2.31'\nsrc_ip=192.0.2.31\n", 0},
	{"syslog", "Jan 10 00:00:00 myhost proftpd[12345] myhost.domain.com (192.0.2.1[192.0.2.1]): USER x",
		"timestamp=Jan 10 00:00:00\nhost=myhost\nprogram=proftpd\npid=12345\nmessage=myhost.domain.com (192.0.2.1[192.0.2.1]): USER x\nsrc_ip=192.0.2.1\n", 0},
	{"syslog", "Jul  3 17:48:12 calvisitor Adobe Crash Daemon[4017]: it ended",
		"timestamp=Jul  3 17:48:12\nhost=calvisitor\nprogram=Adobe Crash Daemon\npid=4017\nmessage=it ended\n", 0},
	{"syslog", "Oct 27 2015 09:24:46 test1.example.net screensharingd[1170]: Authentication: SUCCEEDED",
		"timestamp=Oct 27 2015 09:24:46\nhost=test1.example.net\nprogram=screensharingd\npid=1170\nmessage=Authentication: SUCCEEDED\n", INT64_C(1445937886000)},
	{"syslog", "Jun 19 04:08:55 combo last message repeated 2 times", "timestamp=Jun 19 04:08:55\nhost=combo\nmessage=last message repeated 2 times\n", 0},
	{"syslog", "2026-11-21T10:20:30.123456+01:00 web1 sshd[812]: Accepted publickey for root",
		"timestamp=2026-11-21T10:20:30.123456+01:00\nhost=web1\nprogram=sshd\npid=812\nmessage=Accepted publickey for root\n", INT64_C(1795252830123)},
	{"syslog", "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 88 ID47 [ex@32473 iut=\"3\" src=\"a \\\"b\\\" \\] C:\\new\"][y@1 z=\"\"] \xef\xbb\xbf" "An event",
		"timestamp=2003-10-11T22:14:15.003Z\nhost=mymachine.example.com\nprogram=evntslog\npid=88\nfacility=local4\nseverity=notice\nversion=1\nmsgid=ID47\n"
		"ex@32473.iut=3\nex@32473.src=a \"b\" ] C:\\new\ny@1.z=\nmessage=An event\n", INT64_C(1065910455003)},
	{"syslog", "<13>1 - - - - - -", "facility=user\nseverity=notice\nversion=1\nmessage=\n", 0},
	{"syslog", "2016-09-28 04:30:30, Info                  CBS    Loaded", NULL, 0},
	{"syslog", "Feb 25 14:34:10 belka sshd[31602]: Failed password for invalid user from 10.10.1.1 from 2001:db8::7 port 50273 ssh2",
		"timestamp=Feb 25 14:34:10\nhost=belka\nprogram=sshd\npid=31602\nmessage=Failed password for invalid user from 10.10.1.1 from 2001:db8::7 port 50273 ssh2\n"
		"src_ip=2001:db8::7\nusername=from 10.10.1.1\n", 0},
	{"syslog", "Feb 25 14:34:10 belka dovecot: imap-login: Disconnected (auth failed, 2 attempts): user=<jan@firma.example>, method=PLAIN, rip=::ffff:192.0.2.7, lip=192.0.2.1",
		"timestamp=Feb 25 14:34:10\nhost=belka\nprogram=dovecot\nmessage=imap-login: Disconnected (auth failed, 2 attempts): user=<jan@firma.example>, method=PLAIN, "
		"rip=::ffff:192.0.2.7, lip=192.0.2.1\nsrc_ip=192.0.2.7\nusername=jan@firma.example\n", 0},
	{"plain", "[2026-11-13 17:21:54] NOTICE[1638] chan_sip.c: Registration from '<sip:301@192.0.2.1>' failed for '192.0.2.9' - Wrong password",
		"timestamp=2026-11-13 17:21:54\nmessage=NOTICE[1638] chan_sip.c: Registration from '<sip:301@192.0.2.1>' failed for '192.0.2.9' - Wrong password\nsrc_ip=192.0.2.9\n",
		INT64_C(1794590514000)},
	{"plain", "11-06-2026 02:09:40 +0300 PROXY.3128 00004", "timestamp=11-06-2026 02:09:40 +0300\nmessage=PROXY.3128 00004\n", INT64_C(1781132980000)},
	{"plain", "2026:07:02-00:17:45: 'x' logged in", "timestamp=2026:07:02-00:17:45\nmessage='x' logged in\n", INT64_C(1782951465000)},
	{"plain", "23-Aug-2026 10:32:56.621 client x", "timestamp=23-Aug-2026 10:32:56.621\nmessage=client x\n", INT64_C(1787481176621)},
	{"plain", "apr 15, 2026 8:34:08 PM org.slf4j warn", "timestamp=apr 15, 2026 8:34:08 PM\nmessage=org.slf4j warn\n", INT64_C(1776285248000)},
	{"plain", "01/06/2026 15:50:41 either day", "timestamp=01/06/2026 15:50:41\nmessage=either day\n", 0},
	{"plain", "13/06/2026 15:50:41 this day", "timestamp=13/06/2026 15:50:41\nmessage=this day\n", INT64_C(1781365841000)},
	{"plain", "@400000004c91b044077a9e94 dovecot-auth: x", "timestamp=@400000004c91b044077a9e94\nmessage=dovecot-auth: x\n", INT64_C(1284616250125)},
	{"plain", "1795252830.250 180 192.0.2.5 TCP_MISS/200", "timestamp=1795252830.250\nmessage=180 192.0.2.5 TCP_MISS/200\nsrc_ip=192.0.2.5\n", INT64_C(1795252830250)},
	{"plain", "<W>2026-11-29 16:38:01.818 1 => Rejected", "timestamp=2026-11-29 16:38:01.818\nmessage=1 => Rejected\n", INT64_C(1795970281818)},
	{"plain", "12:57:32.907 [exec-10] WARN it failed", "timestamp=12:57:32.907\nmessage=[exec-10] WARN it failed\n", 0},
	{"plain", "web nginx[23]: 2026/11/29 16:38:01 [error] x", "timestamp=2026/11/29 16:38:01\nprogram=nginx\npid=23\nmessage=web nginx[23]: 2026/11/29 16:38:01 [error] x\n", 0},
	{"plain", "WARNING: nothing of a time", "message=WARNING: nothing of a time\n", 0},
	{"plain", "# a remark", NULL, 0},
	{"w3c", "#Version: 1.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status\n2026-11-21 08:01:02 GET /a b=1 192.0.2.7 Mozilla/5.0+(X11) 404",
		"date=2026-11-21\ntime=08:01:02\ncs-method=GET\ncs-uri-stem=/a\ncs-uri-query=b=1\nc-ip=192.0.2.7\ncs(User-Agent)=Mozilla/5.0 (X11)\nsc-status=404\ncs-uri=/a?b=1\nc-uri=/a?b=1\n",
		INT64_C(1795248062000)},
	{"w3c", "#Fields: date time action src-ip\n2026-11-21 08:01:02 DROP -", "date=2026-11-21\ntime=08:01:02\naction=DROP\n", INT64_C(1795248062000)},
	{"w3c", "#Fields: date time action src-ip\n2026-11-21 08:01:02", NULL, 0},
	{"auditd", "type=SYSCALL msg=audit(1604994496.155:92733): arch=c000003e syscall=59 success=yes a0=558e251634a0 a1=26 pid=1631 comm=\"arp\" exe=2F746D702F6120622E7368 key=\"a\"",
		"type=SYSCALL\ntimestamp=1604994496.155\nserial=92733\narch=c000003e\nsyscall=59\nsuccess=yes\na0=558e251634a0\na1=26\npid=1631\ncomm=arp\nexe=/tmp/a b.sh\nkey=a\nSYSCALL=execve\n",
		INT64_C(1604994496155)},
	{"auditd", "type=EXECVE msg=audit(1604994496.155:92733): argc=3 a0=\"sh\" a1=\"-c\" a2=6C73202D6C61",
		"type=EXECVE\ntimestamp=1604994496.155\nserial=92733\nargc=3\na0=sh\na1=-c\na2=ls -la\n", 0},
	{"auditd", "type=EXECVE msg=audit(1604994496.155:92734): argc=2 a0=\"sh\" a1_len=8 a1[0]=6162 a1[1]=6364 a2=\"x\"",
		"type=EXECVE\ntimestamp=1604994496.155\nserial=92734\nargc=2\na0=sh\na1_len=8\na1=abcd\na2=x\n", 0},
	{"auditd", "node=web1 type=PROCTITLE msg=audit(1604994496.155:92733): proctitle=67726570002D76005E3F",
		"type=PROCTITLE\ntimestamp=1604994496.155\nserial=92733\nnode=web1\nproctitle=grep -v ^?\n", 0},
	{"auditd", "type=PATH msg=audit(1604994496.155:92733): item=0 name=\"/etc/ld.so.preload\" inode=13181 dev=08:01 mode=0100755 name2=(null)",
		"type=PATH\ntimestamp=1604994496.155\nserial=92733\nitem=0\nname=/etc/ld.so.preload\ninode=13181\ndev=08:01\nmode=0100755\nname2=(null)\n", 0},
	{"auditd", "type=SERVICE_STOP msg=audit(1604994496.155:7): pid=1 uid=0 msg='unit=firewalld comm=\"systemd\" exe=\"/usr/lib/systemd/systemd\" hostname=? res=success'",
		"type=SERVICE_STOP\ntimestamp=1604994496.155\nserial=7\npid=1\nuid=0\nmsg=unit=firewalld comm=\"systemd\" exe=\"/usr/lib/systemd/systemd\" hostname=? res=success\n"
		"unit=firewalld\ncomm=systemd\nexe=/usr/lib/systemd/systemd\nhostname=?\nres=success\n", 0},
	{"auditd", "type=USER_LOGIN msg=audit(1373330717.000:4068): user pid=12000 msg='op=login acct=28756E6B6E6F776E207573657229 addr=192.0.2.9 res=failed'",
		"type=USER_LOGIN\ntimestamp=1373330717.000\nserial=4068\npid=12000\nmsg=op=login acct=28756E6B6E6F776E207573657229 addr=192.0.2.9 res=failed\n"
		"op=login\nacct=(unknown user)\naddr=192.0.2.9\nres=failed\n", 0},
	{"auditd", "type=AVC msg=audit(1604994496.155:8): avc:  denied  { read write } for  pid=12 comm=\"httpd\" scontext=a:b:c",
		"type=AVC\ntimestamp=1604994496.155\nserial=8\nseresult=denied\nseperms=read write\npid=12\ncomm=httpd\nscontext=a:b:c\n", 0},
	{"auditd", "type=SYSCALL msg=audit(1604994496.155:9): arch=c000003e syscall=41 key=616101626200\x1d" "ARCH=x86_64 SYSCALL=socket AUID=\"root\"",
		"type=SYSCALL\ntimestamp=1604994496.155\nserial=9\narch=c000003e\nsyscall=41\nkey=aa\nkey=bb?\nARCH=x86_64\nSYSCALL=socket\nAUID=root\n", 0},
	{"auditd", "type=SYSCALL msg=audit(x:9): arch=c000003e", NULL, 0},
	{"web", "83.149.9.216 - - [17/May/2015:10:05:03 +0000] \"GET /a/b.php?x=1&y=%27 HTTP/1.1\" 200 203023 \"http://example.com/\" \"Mozilla/5.0 \\\"x\\\" (X11)\"",
		"timestamp=17/May/2015:10:05:03 +0000\nc-ip=83.149.9.216\ncs-method=GET\ncs-version=HTTP/1.1\ncs-uri=/a/b.php?x=1&y=%27\nc-uri=/a/b.php?x=1&y=%27\ncs-uri-stem=/a/b.php\n"
		"cs-uri-query=/a/b.php?x=1&y=%27\ncs-uri-query=x=1&y=%27\nc-uri-query=x=1&y=%27\nc-uri-extension=php\nsc-status=200\nsc-bytes=203023\ncs-referer=http://example.com/\n"
		"cs-user-agent=Mozilla/5.0 \"x\" (X11)\nc-useragent=Mozilla/5.0 \"x\" (X11)\n", INT64_C(1431857103000)},
	{"web", "10.0.0.5 - frank [1/Apr/2014:00:00:01 -0500] \"POST /wp-admin HTTP/1.1\" 403 -",
		"timestamp=1/Apr/2014:00:00:01 -0500\nc-ip=10.0.0.5\ncs-username=frank\ncs-method=POST\ncs-version=HTTP/1.1\ncs-uri=/wp-admin\nc-uri=/wp-admin\ncs-uri-stem=/wp-admin\n"
		"cs-uri-query=/wp-admin\nsc-status=403\n", INT64_C(1396328401000)},
	{"web", "www.example.org:443 2001:db8::1 - - [08/Jul/2018:00:29:48 -0400] \"GET / HTTP/2.0\" 302 0 \"-\" \"-\" \"203.0.113.9\"",
		"timestamp=08/Jul/2018:00:29:48 -0400\nc-ip=2001:db8::1\ncs-host=www.example.org\ncs-method=GET\ncs-version=HTTP/2.0\ncs-uri=/\nc-uri=/\ncs-uri-stem=/\ncs-uri-query=/\n"
		"sc-status=302\nsc-bytes=0\nx-forwarded-for=203.0.113.9\n", 0},
	{"web", "192.0.2.1 - - [08/Jul/2018:00:29:48 +0000] \"GET http://evil.example:8080/x.exe?a HTTP/1.1\" 200 5 \"-\" \"curl/8\"",
		"timestamp=08/Jul/2018:00:29:48 +0000\nc-ip=192.0.2.1\ncs-method=GET\ncs-version=HTTP/1.1\ncs-uri=http://evil.example:8080/x.exe?a\nc-uri=http://evil.example:8080/x.exe?a\n"
		"cs-host=evil.example\ncs-uri-stem=/x.exe\ncs-uri-query=/x.exe?a\ncs-uri-query=a\nc-uri-query=a\nc-uri-extension=exe\nsc-status=200\nsc-bytes=5\ncs-user-agent=curl/8\nc-useragent=curl/8\n", 0},
	{"web", "192.0.2.1 - - [08/Jul/2018:00:29:48 +0000] \"\\x16\\x03\\x01\" 400 226", "timestamp=08/Jul/2018:00:29:48 +0000\nc-ip=192.0.2.1\nrequest=\x16\x03\x01\nsc-status=400\nsc-bytes=226\n", 0},
	{"web", "192.0.2.1 - - [08/Jul/2018:00:29:48 +0000] no request", NULL, 0},
	{"apache", "[Thu Jun 27 11:55:44.569531 2013] [core:info] [pid 4101:tid 2992634688] [client 192.0.2.12:46652] AH00128: File does not exist: /xxx/~, referer: http://x/",
		"timestamp=Thu Jun 27 11:55:44.569531 2013\nmodule=core\nlevel=info\ntid=2992634688\npid=4101\nc-ip=192.0.2.12\ncode=AH00128\ncs-referer=http://x/\n"
		"message=AH00128: File does not exist: /xxx/~\n", INT64_C(1372334144569)},
	{"apache", "[Sat Jun 01 02:17:42 2013] [error] [client 2001:db8::7] File does not exist: [a]", "timestamp=Sat Jun 01 02:17:42 2013\nlevel=error\nc-ip=2001:db8::7\n"
		"message=File does not exist: [a]\n", INT64_C(1370053062000)},
	{"apache", "[Sun Dec 04 04:47:44 2005] [notice] jk2_init() Found child 6725", "timestamp=Sun Dec 04 04:47:44 2005\nlevel=notice\nmessage=jk2_init() Found child 6725\n", 0},
	{"apache", "[Sun Dec 04 04:47:44 2005] no level", NULL, 0},
	{"nginx", "2012/04/09 11:53:29 [error] 2865#0: *66647 user \"xyz\" was not found in \"/var/www/.htpasswd\", client: 192.0.2.10, server: www.myhost.com, "
		"request: \"GET /a?b HTTP/1.1\", host: \"www.myhost.com\", referrer: \"http://r/\"",
		"timestamp=2012/04/09 11:53:29\nlevel=error\npid=2865\ntid=0\nconnection=66647\nmessage=user \"xyz\" was not found in \"/var/www/.htpasswd\"\nc-ip=192.0.2.10\nserver=www.myhost.com\n"
		"cs-method=GET\ncs-version=HTTP/1.1\ncs-uri=/a?b\nc-uri=/a?b\ncs-uri-stem=/a\ncs-uri-query=/a?b\ncs-uri-query=b\nc-uri-query=b\ncs-host=www.myhost.com\ncs-referer=http://r/\n",
		INT64_C(1333972409000)},
	{"nginx", "2012/04/09 11:53:29 [alert] 28#28: worker process 31 exited on signal 6 (core dumped)",
		"timestamp=2012/04/09 11:53:29\nlevel=alert\npid=28\ntid=28\nmessage=worker process 31 exited on signal 6 (core dumped)\n", 0},
	{"cef", "Sep 19 08:26:10 host CEF:0|Security|threat\\|manager|1.0|100|worm \\\\ stopped|10|src=10.0.0.1 msg=a \\= b c\\nd act=blocked a=b cs1Label=Rule Name cs1=drop all",
		"host=host\ndeviceVendor=Security\ndeviceProduct=threat|manager\ndeviceVersion=1.0\ndeviceEventClassId=100\nname=worm \\ stopped\nseverity=10\nsrc=10.0.0.1\nmsg=a = b c?d\nact=blocked\na=b\n"
		"cs1Label=Rule Name\ncs1=drop all\nRule Name=drop all\n", 0},
	{"cef", "CEF:0|V|P|1|7|n|Low|rt=1604994496155 path=C:\\\\x y\\\\z request=http://h/?a\\=1", "deviceVendor=V\ndeviceProduct=P\ndeviceVersion=1\ndeviceEventClassId=7\nname=n\nseverity=Low\n"
		"rt=1604994496155\npath=C:\\x y\\z\nrequest=http://h/?a=1\n", INT64_C(1604994496155)},
	{"cef", "CEF:0|V|P", NULL, 0},
	{"leef", "LEEF:1.0|Microsoft|MSExchange|4.0 SP1|15345|src=192.0.2.0\tdst=172.50.123.1\tusrName=joe black", "deviceVendor=Microsoft\ndeviceProduct=MSExchange\ndeviceVersion=4.0 SP1\n"
		"deviceEventClassId=15345\nsrc=192.0.2.0\ndst=172.50.123.1\nusrName=joe black\n", 0},
	{"leef", "<13>Jan 18 11:07:53 192.168.1.1 LEEF:2.0|Lancope|StealthWatch|1.0|41|^|src=10.0.1.8^sev=5^devTime=2026-11-21T10:20:30Z", "host=192.168.1.1\ndeviceVendor=Lancope\n"
		"deviceProduct=StealthWatch\ndeviceVersion=1.0\ndeviceEventClassId=41\nsrc=10.0.1.8\nsev=5\ndevTime=2026-11-21T10:20:30Z\n", INT64_C(1795256430000)},
	{"leef", "LEEF:2.0|A|B|1.0|41|0x7C|a=1|b=2", "deviceVendor=A\ndeviceProduct=B\ndeviceVersion=1.0\ndeviceEventClassId=41\na=1\nb=2\n", 0},
	{"keyvalue", "<189>date=2019-05-10 time=11:37:47 devname=\"FGT 60\" logid=\"0100032002\" type=\"event\" action=\"Add\" cfgpath=\"system.admin\" msg=\"a \\\"b\\\" c\" srcport=443 tz=\"-0700\"",
		"date=2019-05-10\ntime=11:37:47\ndevname=FGT 60\nlogid=0100032002\ntype=event\naction=Add\ncfgpath=system.admin\nmsg=a \"b\" c\nsrcport=443\ntz=-0700\n", INT64_C(1557513467000)},
	{"keyvalue", "Jun  1 10:11:12 gw kernel: [12345.678901] [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=203.0.113.5 DST=10.0.0.2 LEN=40 ID=1 DF PROTO=TCP SPT=4444 DPT=22 SYN URGP=0",
		"timestamp=Jun  1 10:11:12\nhost=gw\nprogram=kernel\nprefix=[UFW BLOCK]\nIN=eth0\nOUT=\nMAC=00:11\nSRC=203.0.113.5\nDST=10.0.0.2\nLEN=40\nID=1\nDF=true\nPROTO=TCP\nSPT=4444\nDPT=22\n"
		"SYN=true\nURGP=0\n", 0},
	{"keyvalue", "time=\"2026-11-21T10:20:30Z\" level=warning msg=\"no such user\" user=root ip=192.0.2.4", "time=2026-11-21T10:20:30Z\nlevel=warning\nmsg=no such user\nuser=root\nip=192.0.2.4\n",
		INT64_C(1795256430000)},
	{"keyvalue", "id=firewall sn=00301E0526B1 fw=10.20.30.40 pri=6 msg=Connection Closed by peer src=10.1.1.1", "id=firewall\nsn=00301E0526B1\nfw=10.20.30.40\npri=6\nmsg=Connection Closed by peer\nsrc=10.1.1.1\n", 0},
	{"keyvalue", "nothing of the kind here", NULL, 0},
	{"csv", "Time,Level,Text\n2026-11-21T10:20:30Z,4,\"a \"\"b\"\", c\"\n", "Time=2026-11-21T10:20:30Z\nLevel=4\nText=a \"b\", c\n", INT64_C(1795256430000)},
	{"csv", "\xef\xbb\xbf" "Time;Level;Text\r\n1604994496;;\"two\r\nlines\"\r\n", "Time=1604994496\nLevel=\nText=two??lines\n", INT64_C(1604994496000)},
	{"csv", "a\tb\tc\n1\t2\t3", "a=1\nb=2\nc=3\n", 0},
	{"journal", "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1604994496155321\nPRIORITY=6\n_COMM=sshd\nMESSAGE=Failed password = x\n\n",
		"__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1604994496155321\nPRIORITY=6\n_COMM=sshd\nMESSAGE=Failed password = x\n", INT64_C(1604994496155)},
};

// Fields as the tables have them; control characters are shown as ?.
static void shown(void *arg, const struct event *e)
{
	struct buf *b = arg;
	for (int i = 0; i < e->fields; i++) {
		buf_add(b, e->field[i].name.p, e->field[i].name.n);
		buf_char(b, '=');
		for (size_t k = 0; k < e->field[i].value.n; k++) {
			char c = e->field[i].value.p[k];
			buf_char(b, c == '\n' || c == '\r' || c == 0 ? '?' : c);
		}
		buf_char(b, '\n');
	}
	buf_printf(b, "@%" PRId64, e->at);
}

static void check(struct arena *a, const struct sample *s)
{
	const struct decoder *d = decode_named(s->format);
	struct buf *b = buf_new(a, 65536);
	struct watch_stream r = watch_read(d, text_of(s->text), 0, shown, b);
	char *name = arena_printf(a, "%s: %.70s", s->format, s->text);
	for (char *p = name; *p; p++)
		*p = *p < ' ' ? ' ' : *p;
	if (!s->fields) {
		ok(r.parsed == 0 && r.skipped == 1, "%s: not of the format", name);
		return;
	}
	char *at = b->n ? strrchr(b->p, '@') : NULL;
	int64_t ms = at ? strtoll(at + 1, NULL, 10) : -2;
	if (at)
		*at = 0;
	same(b->p, s->fields, name);
	ok(r.parsed == 1 && r.skipped == 0 && r.dropped == 0, "%s: one record", name);
	ok(!s->at || ms == s->at, "%s: its time (%" PRId64 ")", name, ms);
	// Told by itself, were it a file of such lines
	struct buf *file = buf_new(a, 65536);
	for (int i = 0; i < (strcmp(s->format, "csv") == 0 ? 1 : 3); i++)
		buf_printf(file, "%s\n", s->text);
	const struct decoder *chosen = decode_choose((struct text){file->p, file->n}, text_of(strcmp(s->format, "csv") == 0 ? "a.csv" : "a"));
	if (strstr(s->text, "last message") == NULL && strstr(s->text, "nothing of a time") == NULL)
		ok(chosen == d, "%s: is recognised (%s)", name, chosen ? chosen->name : "unknown");
}

// A binary field, a cut entry, one that is too long, and the entries behind them.
static void journal_binary(struct arena *a)
{
	struct buf *b = buf_new(a, 8 << 20);
	const struct decoder *d = decode_named("journal");
	buf_str(b, "__CURSOR=a\n__REALTIME_TIMESTAMP=1\nMESSAGE\n");
	buf_add(b, "\x09\0\0\0\0\0\0\0", 8);
	buf_str(b, "one\n\ntwo=\n\n__CURSOR=b\nMESSAGE=x\n\n__CURSOR=c\nCOREDUMP\n");
	size_t before = b->n;
	buf_add(b, "\0\0\x30\0\0\0\0\0", 8); // 3 MB
	for (int i = 0; i < 0x30000; i++)
		buf_add(b, "A\n\nB=C\nDEFGHIJKL", 16);
	buf_str(b, "\n\n__CURSOR=d\nMESSAGE=y\n\n");
	size_t whole = b->n;
	buf_str(b, "__CURSOR=e\nMESSAGE\n");
	buf_add(b, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	buf_str(b, "\n\n__CURSOR=f\nMESSAGE=z\n\n");
	for (size_t piece = 1000; piece < (16 << 20); piece *= 7) {
		struct buf *out = buf_new(a, 65536);
		struct watch_stream r = watch_read(d, (struct text){b->p, whole}, piece, shown, out);
		ok(r.parsed == 3 && r.skipped == 0 && r.dropped == 1, "journal: entries around one of 3 MB, %zu bytes at once: %d, %d, %d", piece, r.parsed, r.skipped, r.dropped);
		ok(strstr(out->p, "MESSAGE=one??two=\n") && strstr(out->p, "MESSAGE=y\n"), "journal: a binary value is whole, the entry behind the long one too");
	}
	struct watch_stream r = watch_read(d, (struct text){b->p + whole, b->n - whole}, 0, NULL, NULL);
	ok(r.parsed == 1 && r.dropped == 1, "journal: a length that cannot be: %d, %d", r.parsed, r.dropped);
	r = watch_read(d, (struct text){b->p, before + 100}, 0, NULL, NULL);
	ok(r.parsed == 2 && r.dropped == 1, "journal: a cut value: %d, %d", r.parsed, r.dropped);
}

static void csv_damage(void)
{
	const struct decoder *d = decode_named("csv");
	struct watch_stream r = watch_read(d, text_of("a,b\n1,2\n3,\"x\n4,5\n6,7\n"), 0, NULL, NULL);
	ok(r.parsed == 3 && r.dropped == 1, "csv: a quote that nothing closes costs its line alone: %d, %d", r.parsed, r.dropped);
	r = watch_read(d, text_of("a,b\n1,2\n\"3\",\"x\ny\"\n4,5"), 5, NULL, NULL);
	ok(r.parsed == 3 && r.dropped == 0, "csv: rows over the borders of pieces: %d, %d", r.parsed, r.dropped);
	r = watch_read(d, text_of("a,b\njust text\n1,2\n"), 0, NULL, NULL);
	ok(r.parsed == 1 && r.skipped == 1, "csv: a line without the delimiter is skipped");
}

// A second line of names that are others: what stands behind it is dropped.
static void w3c_names(void)
{
	static const char text[] = "1 2 x\n#Fields: a b\n1 2\n#Fields: a b\n#Date: x\n3 4\n#Fields: a c\n5 6\n#Fields: a b\n7 8";
	struct watch_stream r = watch_read(decode_named("w3c"), (struct text){text, sizeof text - 1}, 5, NULL, NULL);
	ok(r.parsed == 3 && r.dropped == 2 && !r.skipped, "w3c: %d read, %d dropped that have no names or others", r.parsed, r.dropped);
}

// Records of a megabyte that are made to cost: memory and time stay with their bytes.
static void costly(struct arena *a)
{
	static const struct {
		const char *format, *head, *again, *tail;
	} bad[] = {
		{"auditd", "type=EXECVE msg=audit(1604994496.5:1): argc=1 ", "a1[0]=6C73 ", ""}, {"syslog", "<13>1 - - - - - [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", " b=\"\"", "] x"},
		{"auditd", "type=SYSCALL msg=audit(1604994496.5:1): ", "key=61016101 ", ""}, {"cef", "CEF:0|a|b|c|d|e|f|", "cs1Label=a cs1=b ", ""}, {"keyvalue", "a=1 b=2 c=3 ", "d=\"\\\\\" ", ""},
		{"web", "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /", "\\x41[0/", " HTTP/1.1\" 200 3"}, {"leef", "LEEF:2.0|L|S|1.0|41|^|", "a=b^", ""}, {"csv", "a,b,c\n", "\"\"\"\",", "1"},
		{"plain", "2026-11-21 08:01:02 ", "from 1.2.3.4 for x user=", ""}, {"plain", "12:00:00 ", "1:", ""}, {"syslog", "Nov 21 08:01:02 a b: ", " from rhost= rip= for ", ""},
		{"w3c", "#Fields: a b\n", "x ", ""},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct buf *b = buf_new(a, 2 << 20);
		buf_str(b, bad[i].head);
		while (b->n < 1000000)
			buf_str(b, bad[i].again);
		buf_str(b, bad[i].tail);
		clock_t before = clock();
		struct watch_stream r = watch_read(decode_named(bad[i].format), (struct text){b->p, b->n}, 0, NULL, NULL);
		double s = (double)(clock() - before) / CLOCKS_PER_SEC;
		ok(r.parsed == 1 && s < 2, "%s: a megabyte of '%s' takes %.3f s", bad[i].format, bad[i].again, s);
	}
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	ok(u.ru_maxrss < 200000, "and %ld kB of memory", u.ru_maxrss);
}

static void lines(struct arena *a)
{
	struct buf *b = buf_new(a, 4 << 20);
	buf_str(b, "\n\r\none\r\n\n");
	for (int i = 0; i <= DECODE_RECORD / 16; i++)
		buf_add(b, "0123456789abcdef", 16);
	buf_str(b, "\ntwo");
	struct text rest = {b->p, b->n}, line;
	ok(decode_line(NULL, &rest, true, &line) == DECODE_ONE && text_is(line, "one"), "lines: empty ones are passed over, a carriage return goes");
	ok(decode_line(NULL, &rest, true, &line) == DECODE_BAD && rest.n == 3, "lines: one that is too long is bad, and goes whole");
	ok(decode_line(NULL, &rest, false, &line) == DECODE_MORE && rest.n == 3, "lines: one without its end waits for more");
	ok(decode_line(NULL, &rest, true, &line) == DECODE_ONE && text_is(line, "two"), "lines: the last needs no end");
	ok(decode_line(NULL, &rest, true, &line) == DECODE_END, "lines: then nothing is left");
}

// What the quick answer of a format says of a line must be what taking it apart says.
static bool agrees(struct arena *a, const struct decoder *d, struct text line)
{
	struct arena_mark m = arena_mark(a);
	struct event e = {.at = -1};
	bool good = d->fields(NULL, a, line, &e) == d->is(NULL, line);
	arena_rewind(a, m);
	if (!good)
		printf("# %.*s\n", (int)line.n, line.p);
	return good;
}

static bool all_agree(struct arena *a, struct text line)
{
	bool good = true;
	for (const struct decoder *const *d = decode_all; *d; d++)
		good = (!(*d)->is || agrees(a, *d, line)) && good;
	return good;
}

// Every line with each of its first bytes replaced by each of a few, cut everywhere, and with a piece taken out.
static void quick(struct arena *a)
{
	static const char signs[] = " 0159:.,-+TZzJ<>A[\377/";
	static const char *const more[] = {"Nov  0 10:20:30 host prog: a message that is long enough", "Nov 00 10:20:30 host prog: a message that is long enough", "2026-11-21T10:20:30.Z host prog: a message that is long enough",
		"2026-11-21T10:20:30Z  host prog: a message that is long enough", "2026-13-41T99:20:30.123456789123456789Z host prog: a message that is long enough", "Nov 21 10:20:30                                  ",
		"Nov 21 10:20:30 <13>                              ", "2026-11-21T10:20:30-01:00 <3> prog[1]: a message that is long enough"};
	long n = 0, good = 0;
	for (size_t i = 0; i < sizeof samples / sizeof *samples + sizeof more / sizeof *more; i++) {
		struct text t = text_of(i < sizeof samples / sizeof *samples ? samples[i].text : more[i - sizeof samples / sizeof *samples]);
		char *copy = arena_raw(a, t.n + 1);
		for (size_t at = 0; at < t.n && at < 60; at++) {
			for (size_t k = 0; k < sizeof signs; k++, n++) {
				memcpy(copy, t.p, t.n);
				copy[at] = signs[k];
				good += all_agree(a, (struct text){copy, t.n});
			}
			memcpy(copy, t.p, at);
			memcpy(copy + at, t.p + at + 1, t.n - at - 1);
			good += all_agree(a, (struct text){copy, t.n - 1});
			good += all_agree(a, (struct text){t.p, at});
			n += 2;
		}
	}
	ok(good == n && n > 20000, "the quick answer of each format agrees with the full one on %ld of %ld lines", good, n);
}

int main(void)
{
	struct arena *a = arena_new();
	quick(a);
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		check(a, &samples[i]);
	journal_binary(a);
	csv_damage();
	w3c_names();
	costly(a);
	lines(a);
	ok(decode_named("nothing") == NULL && decode_choose(text_of(""), text_of("")) == NULL && decode_choose(text_of("Once upon a time.\nThe end.\n"), text_of("x")) == NULL,
		"what is no log is of no format");
	arena_free(a);
	return tap_done();
}
