mkdir -p etc/systemd etc/logrotate.d var/log/journal/0123456789abcdef0123456789abcdef var/log/journal/short run/log/journal
printf '[Journal]\nStorage=Volatile\nMaxRetentionSec=99999999999999y\nRuntimeMaxUse=9999999999999999999T\n=\n[Journal\nStorage\n' > etc/systemd/journald.conf
printf 'LPKSHHRH' > var/log/journal/0123456789abcdef0123456789abcdef/system.journal
printf 'rotate\nrotate -5\nsize\n/var/log/auth.log {\nrotate 99999999999\n/x {\n}\n}\n"\n' > etc/logrotate.d/a
{ printf '/var/log/'; head -c 100000 /dev/zero | tr '\000' '*'; printf ' {\nsize 10M\nrotate 3\n}\n'; printf '/var/log/auth.log {\nsize 10M\nrotate 3\n'; } > etc/logrotate.d/b
mkfifo etc/logrotate.d/c
{ head -c 20000 /dev/zero; printf '\n'; } > var/log/auth.log
printf '\n\n[/Nov/2026\nmsg=audit(\nFoo 99 99:99:99 x\n' > var/log/syslog
printf 'abc' > var/log/wtmp
touch -d 2026-11-20T12:00:00Z var/log/auth.log var/log/syslog var/log/wtmp
