# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
# Records in the form of utmp(5), 384 bytes each: kind line user host time.
le32() { printf "\\$(printf %03o $(($1 & 255)))\\$(printf %03o $(($1 >> 8 & 255)))\\$(printf %03o $(($1 >> 16 & 255)))\\$(printf %03o $(($1 >> 24 & 255)))"; }
pad() { printf '%s' "$2"; head -c $(($1 - ${#2})) /dev/zero; }
record() { printf "\\$(printf %03o "$1")\0\0\0\0\0\0\0"; pad 32 "$2"; pad 4 ''; pad 32 "$3"; pad 256 "$4"; pad 8 ''; le32 "$5"; pad 40 ''; }
mkdir -p var/log
{ record 77 x y z 5; record 6 'l' "$(printf 'a\001b')" h 1795132800; head -c 384 /dev/zero; record 7 pts/0 gone 10.1.1.1 1795132800; head -c 200 /dev/zero; } > var/log/wtmp
mkdir var/log/btmp
{ echo 'Failed password for sshd'; echo 'Nov 99 sshd Failed password for x from y'; echo '9999-99-99T99:99:99Z sshd: Failed password for root from 1.2.3.4'; printf 'Nov 20 00:00:00 a sshd[1]: Failed password for ro\0ot from 1.2.3.4 port 1\n'; echo 'Nov 20 sshd[1]: Failed password for root from '; head -c 200000 /dev/zero | tr '\0' 'f'; } > var/log/auth.log
