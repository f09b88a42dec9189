# Two journal files of which only the heads matter: first event 2026-08-01, last 2026-11-20T11:00 (microseconds, little endian).
d=var/log/journal/0123456789abcdef0123456789abcdef
mkdir -p $d
start() { printf 'LPKSHHRH'; dd if=/dev/zero bs=1 count=176 2>/dev/null; printf "$1"; printf "$2"; dd if=/dev/zero bs=1 count=40 2>/dev/null; }
start '\000\300\173\374\360\127\006\000' '\000\000\000\000\000\000\000\000' > $d/system@1.journal
start '\000\020\025\130\271\136\006\000' '\000\154\066\045\263\140\006\000' > $d/system.journal
start '\001\000\000\000\000\000\000\000' '\377\377\377\377\377\377\377\377' > $d/user-1000.journal
printf 'Nov 15 00:00:01 pc sshd[1]: Accepted publickey for els\nNov 20 11:59:00 pc sudo: x\n' > var/log/auth.log
printf 'Nov  8 00:00:03 pc sshd[1]: Accepted publickey for els\n' > var/log/auth.log.1
printf 'x' > var/log/auth.log.2.gz; printf 'x' > var/log/auth.log.4.gz
printf '2026-11-15T00:00:02.123456+01:00 pc kernel: x\n' > var/log/syslog
mkdir -p var/log/nginx var/log/audit
printf '192.0.2.1 - - [14/Nov/2026:06:25:24 +0100] "GET / HTTP/1.1" 200 1\n' > var/log/nginx/access.log
printf 'old' > var/log/ufw.log
printf 'type=DAEMON_START msg=audit(1790000000.123:45): op=start\n' > var/log/audit/audit.log.1
printf 'type=USER_LOGIN msg=audit(1795000000.123:45): op=start\n' > var/log/audit/audit.log
dd if=/dev/zero of=var/log/wtmp bs=1 count=340 2>/dev/null
printf '\340\074\303\152' >> var/log/wtmp; dd if=/dev/zero bs=1 count=40 >> var/log/wtmp 2>/dev/null
