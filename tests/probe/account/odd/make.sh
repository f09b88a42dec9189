# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
# Records in the form of utmp(5), 384 bytes each: kind line user host time.
le32() { printf "\\$(printf %03o $(($1 & 255)))\\$(printf %03o $(($1 >> 8 & 255)))\\$(printf %03o $(($1 >> 16 & 255)))\\$(printf %03o $(($1 >> 24 & 255)))"; }
pad() { printf '%s' "$2"; head -c $(($1 - ${#2})) /dev/zero; }
record() { printf "\\$(printf %03o "$1")\0\0\0\0\0\0\0"; pad 32 "$2"; pad 4 ''; pad 32 "$3"; pad 256 "$4"; pad 8 ''; le32 "$5"; pad 40 ''; }
mkdir -p var/log
{ record 7 pts/0 root '' 0; head -c 384 /dev/urandom | tr -d '\000-\177'; head -c 100 /dev/zero; } > var/log/wtmp
{ echo; head -c 200000 /dev/zero | tr '\0' 'a'; } >> etc/passwd
