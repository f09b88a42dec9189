# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
# Records in the form of utmp(5), 384 bytes each: kind line user host time.
le32() { printf "\\$(printf %03o $(($1 & 255)))\\$(printf %03o $(($1 >> 8 & 255)))\\$(printf %03o $(($1 >> 16 & 255)))\\$(printf %03o $(($1 >> 24 & 255)))"; }
pad() { printf '%s' "$2"; head -c $(($1 - ${#2})) /dev/zero; }
record() { printf "\\$(printf %03o "$1")\0\0\0\0\0\0\0"; pad 32 "$2"; pad 4 ''; pad 32 "$3"; pad 256 "$4"; pad 8 ''; le32 "$5"; pad 40 ''; }
mkdir -p var/log
{ record 2 '~' reboot 6.1.0-18-amd64 1793512800; record 7 tty1 an '' 1793513100; record 7 pts/0 an 10.0.0.5 1795075200; record 8 pts/0 '' '' 1795078800; record 7 pts/0 an 10.0.0.5 1767225600; } > var/log/wtmp
{ record 6 ssh:notty root 203.0.113.9 1794963600; record 6 ssh:notty root 203.0.113.9 1794963660; record 6 tty1 'Secret123!' '' 1794967200; record 6 ssh:notty an 203.0.113.9 1790812800; } > var/log/btmp
{ echo '2026-11-18T02:00:00.123456+01:00 srv sshd[12]: Failed password for root from 203.0.113.9 port 22 ssh2'
echo '2026-11-20T10:20:30+01:00 srv sshd[13]: Failed password for invalid user admin from x from 198.51.100.7 port 22 ssh2'
echo '2026-11-20T10:20:31+01:00 srv sshd[13]: Failed password for an from 198.51.100.7 port 22 ssh2'
echo '2026-09-20T10:20:31+01:00 srv sshd[13]: Failed password for an from 198.51.100.7 port 22 ssh2'; } > var/log/auth.log
