# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
# Records in the form of utmp(5), 384 bytes each: kind line user host time.
le32() { printf "\\$(printf %03o $(($1 & 255)))\\$(printf %03o $(($1 >> 8 & 255)))\\$(printf %03o $(($1 >> 16 & 255)))\\$(printf %03o $(($1 >> 24 & 255)))"; }
pad() { printf '%s' "$2"; head -c $(($1 - ${#2})) /dev/zero; }
record() { printf "\\$(printf %03o "$1")\0\0\0\0\0\0\0"; pad 32 "$2"; pad 4 ''; pad 32 "$3"; pad 256 "$4"; pad 8 ''; le32 "$5"; pad 40 ''; }
mkdir -p var/log
chown 70001 home/bakery.lan/carol
{ record 2 '~' reboot 6.1.0 1793491200; record 7 pts/1 carol@bakery.lan 10.0.0.7 1794295800; record 7 pts/1 gone 10.0.0.9 1794355200; record 7 pts/0 an 10.0.0.8 1794441600; } > var/log/wtmp
