# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
# Records in the form of utmp(5), 384 bytes each: kind line user host time.
le32() { printf "\\$(printf %03o $(($1 & 255)))\\$(printf %03o $(($1 >> 8 & 255)))\\$(printf %03o $(($1 >> 16 & 255)))\\$(printf %03o $(($1 >> 24 & 255)))"; }
pad() { printf '%s' "$2"; head -c $(($1 - ${#2})) /dev/zero; }
record() { printf "\\$(printf %03o "$1")\0\0\0\0\0\0\0"; pad 32 "$2"; pad 4 ''; pad 32 "$3"; pad 256 "$4"; pad 8 ''; le32 "$5"; pad 40 ''; }
mkdir -p var/log
lastlog() { { le32 "$2"; pad 32 "$3"; pad 256 "$4"; } | dd of=var/log/lastlog bs=292 seek="$1" conv=notrunc 2>/dev/null; }
lastlog 0 1790841600 tty1 ''
lastlog 1000 1785571200 pts/0 192.168.1.20
lastlog 1003 0 '' ''
{ record 7 tty2 an '' 1794992400; record 8 tty2 '' '' 1795021200; record 7 :0 an :0 1795078800; } > var/log/wtmp
