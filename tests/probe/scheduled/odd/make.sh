mkdir -p etc/cron.d etc/systemd/system/timers.target.wants
printf '* * * *\n* * * * * root\n\000\000\n61 99 * * * root ok-anyway\n@daily\n@@ x y\nnot a line at all here\n' > etc/crontab
{ printf '* * * * * root '; head -c 700000 /dev/zero | tr '\000' 'x'; printf '\n* * * * * root \303\251\n'; } > etc/cron.d/long
mkfifo etc/cron.d/pipe
printf '[Timer]\nOnCalendar=\nOnBootSec=5min\nUnit=../../etc/passwd\n' > etc/systemd/system/a.timer; ln -s ../a.timer etc/systemd/system/timers.target.wants/
ln -s b.timer etc/systemd/system/timers.target.wants/b.timer
