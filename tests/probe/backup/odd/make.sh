mkdir -p etc/cron.d etc/cron.daily var/spool/cron/crontabs etc/systemd/system/timers.target.wants root/.config/borg/security/x etc/borgmatic.d etc/timeshift
mkfifo etc/cron.d/fifo
head -c 400000 /dev/zero > etc/cron.d/big
head -c 200000 /dev/zero | tr '\000' '*' > etc/cron.d/star
printf '#!/bin/sh\n. /etc/cron.daily/backup\n/etc/cron.daily/backup\n' > etc/cron.daily/backup; chmod 755 etc/cron.daily/backup
ln -s /etc/systemd/system/a.timer etc/systemd/system/timers.target.wants/a.timer
printf '[Timer]\nOnCalendar=\nOnCalendar=*-*-*-* :: x\nOnCalendar=99:99\nUnit=../../x\n' > etc/systemd/system/a.timer
printf '\377\000\n\n' > root/.config/borg/security/x/location
printf 'repositories:\n-\n- "\n- path:\n-   - x\n' > etc/borgmatic.d/a.yaml
printf '{"schedule_daily": ' > etc/timeshift/timeshift.json
