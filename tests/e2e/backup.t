#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# A backup while somebody writes, and back; damaged, cut, newer, no backup at all; a disk that is full; a kill at any instant; as root and not.
. "$(dirname "$0")/../tap.sh"
mkdir -p "$tmp/a/firm" "$tmp/b/firm"
db=$tmp/a/firm/own.db
bak=$tmp/own.backup
"$bolwerk" sql --db "$db" "SELECT 1" >/dev/null
sqlite3 "$tmp/a/secret.db" "PRAGMA journal_mode=WAL; PRAGMA application_id=1112493143; PRAGMA user_version=1; CREATE TABLE session(n INTEGER)" >/dev/null
printf 'geheim' >"$tmp/a/mail.key"
chmod 600 "$tmp/a/mail.key"
sqlite3 "$db" "CREATE TABLE pair(n INTEGER); INSERT INTO setting VALUES('big', hex(randomblob(3000000)))"

refuses() { # refuses NAME PATTERN COMMAND…
	what=$1 pattern=$2
	shift 2
	"$@" >/dev/null 2>"$tmp/err"
	is "$?" 3 "$what: could not run"
	like "$(cat "$tmp/err")" "$pattern" "$what: says it in a sentence"
}

# Somebody writes the same number in both files, locked together, as fast as it goes; meanwhile backups are made.
/usr/bin/python3 -c '
import sqlite3, sys
a, b = (sqlite3.connect(p, isolation_level=None, timeout=20) for p in sys.argv[1:])
n = 0
while True:
    a.execute("BEGIN IMMEDIATE"); b.execute("BEGIN IMMEDIATE")
    a.execute("INSERT INTO pair VALUES(?)", (n,)); a.execute("INSERT INTO pair VALUES(?)", (n,))
    b.execute("INSERT INTO session VALUES(?)", (n,))
    a.execute("COMMIT"); b.execute("COMMIT")
    n += 1' "$db" "$tmp/a/secret.db" 2>"$tmp/writer.err" &
writer=$!
sleep 1
bad=0
for i in 1 2 3 4 5 6 7 8; do
	"$bolwerk" backup --db "$db" "$bak" >"$tmp/out" 2>"$tmp/err" || { bad=$((bad + 1)); cat "$tmp/err"; }
	rm -rf "$tmp/b"
	mkdir -p "$tmp/b/firm"
	"$bolwerk" restore --db "$tmp/b/firm/own.db" "$bak" >/dev/null 2>"$tmp/err" || { bad=$((bad + 1)); cat "$tmp/err"; }
	got=$(sqlite3 "$tmp/b/firm/own.db" "ATTACH '$tmp/b/secret.db' AS s; SELECT (SELECT count(*) FROM pair) = 2 * (SELECT count(*) FROM s.session), (SELECT max(n) FROM pair) = (SELECT max(n) FROM s.session)")
	[ "$got" = "1|1" ] || { bad=$((bad + 1)); echo "# $got"; }
done
kill -0 $writer 2>/dev/null
ok $? "the writer wrote all the while"
kill $writer
wait $writer 2>/dev/null
is "$bad" 0 "eight backups while somebody writes: each gives back both files as they were at one instant"
ok "$([ "$(sqlite3 "$tmp/b/firm/own.db" 'SELECT count(*) FROM pair')" -gt 10 ]; echo $?)" "and there was something to see"
is "$(cat "$tmp/b/mail.key")" geheim "the password of the mail server is in it"
is "$(stat -c %a "$bak" "$tmp/b/firm/own.db" "$tmp/b/secret.db" "$tmp/b/mail.key" | sort -u)" 600 "all of it for the owner alone"
like "$(cat "$tmp/out")" "hashes of passwords" "and it says why"
is "$(find "$tmp" -name '*.new*' -o -name '*.part' -o -name '*.restored' -o -name '*.restoring' | wc -l)" 0 "nothing is left lying about"

# Back over what is there: that is kept.
sqlite3 "$db" "DELETE FROM pair"
"$bolwerk" restore --db "$db" "$bak" >/dev/null
ok $? "back over the files that are there"
ok "$([ "$(sqlite3 "$db" 'SELECT count(*) FROM pair')" -gt 10 ]; echo $?)" "what was in the backup is back"
kept=$(find "$tmp/a" -name 'own.db.before-restore-*' | head -1)
is "$(sqlite3 "$kept" 'SELECT count(*) FROM pair')" 0 "what was there is kept beside it"
is "$(find "$tmp/a" -name '*.before-restore-*' | grep -c -e secret -e mail.key)" 2 "the other two as well"
"$bolwerk" check --db "$db" >/dev/null 2>&1
ok $? "and Bolwerk works with it"

# What it must not do.
echo "my letter" >"$tmp/letter"
refuses "over a file that is none of ours" "is no backup of Bolwerk; it is left alone" "$bolwerk" backup --db "$db" "$tmp/letter"
is "$(cat "$tmp/letter")" "my letter" "and the file is as it was"
refuses "over a database" "left alone" "$bolwerk" backup --db "$db" "$db"
ln -s "$tmp/letter" "$tmp/link"
refuses "through a link" "left alone" "$bolwerk" backup --db "$db" "$tmp/link"
refuses "into no folder" "cannot be written" "$bolwerk" backup --db "$db" "$tmp/none/x"
refuses "of nothing" "cannot be read" "$bolwerk" backup --db "$tmp/none/own.db" "$tmp/x"
refuses "back from a letter" "is no backup of Bolwerk" "$bolwerk" restore --db "$db" "$tmp/letter"
refuses "back from a database" "is no backup of Bolwerk" "$bolwerk" restore --db "$db" "$db"
refuses "back from nothing" "is no backup of Bolwerk" "$bolwerk" restore --db "$db" "$tmp/none/x"

# Damaged in its middle, cut at many places, made by a newer version: nothing is touched.
before=$(cat "$db" "$tmp/a/secret.db" "$tmp/a/mail.key" | cksum)
size=$(stat -c %s "$bak")
bad=0
for i in $(seq 1 40); do
	cp "$bak" "$tmp/bad"
	if [ $((i % 2)) = 0 ]; then
		head -c $((size * i / 41)) "$bak" >"$tmp/bad"
	else
		dd if=/dev/urandom of="$tmp/bad" bs=1 seek=$((size * i / 41 + i * 37)) count=8 conv=notrunc 2>/dev/null
	fi
	"$bolwerk" restore --db "$db" "$tmp/bad" >"$tmp/out" 2>"$tmp/err"
	status=$?
	now=$(cat "$db" "$tmp/a/secret.db" "$tmp/a/mail.key" | cksum)
	[ "$status" = 3 ] && [ "$now" = "$before" ] && grep -q damaged "$tmp/err" || { bad=$((bad + 1)); echo "# $i: $status $(cat "$tmp/err")"; before=$now; }
done
is "$bad" 0 "damaged and cut 40 times: refused, nothing touched"
is "$(find "$tmp/a" -name '*.restored*' | wc -l)" 0 "nothing is left lying about"
cp -r "$tmp/a" "$tmp/n"
sqlite3 "$tmp/n/firm/own.db" "PRAGMA user_version=999"
"$bolwerk" backup --db "$tmp/n/firm/own.db" "$tmp/newer" >/dev/null
refuses "of a newer version" "newer version" "$bolwerk" restore --db "$db" "$tmp/newer"
cp "$bak" "$tmp/newform"
sqlite3 "$tmp/newform" "UPDATE about SET format=2"
refuses "of a newer form" "newer version" "$bolwerk" restore --db "$db" "$tmp/newform"
cp "$bak" "$tmp/evil"
sqlite3 "$tmp/evil" "UPDATE file SET name='../../etc/cron.d/x' WHERE name='mail.key'"
refuses "with a file of another name" "damaged" "$bolwerk" restore --db "$db" "$tmp/evil"
is "$(cat "$db" "$tmp/a/secret.db" "$tmp/a/mail.key" | cksum)" "$before" "nothing was touched by any of these"

# While Bolwerk runs, files do not change under it.
sqlite3 "$db" "PRAGMA journal_mode=WAL" >/dev/null
mkfifo "$tmp/hold"
sqlite3 "$db" <"$tmp/hold" >/dev/null &
holder=$!
exec 9>"$tmp/hold"
echo "BEGIN; SELECT count(*) FROM setting;" >&9
sleep 0.5
refuses "while another program works with it" "stop Bolwerk first" "$bolwerk" restore --db "$db" "$bak"
exec 9>&-
wait $holder

# Cut off between two files: nothing opens it, and the next restore ends it.
"$bolwerk" restore --db "$db" "$bak" >/dev/null
cp "$tmp/a/secret.db" "$tmp/a/secret.db.restored"
sqlite3 "$tmp/a/secret.db" "DELETE FROM session"
echo 2026-11-22T000000 >"$db.restoring"
refuses "a restore that was cut off" "was cut off; run .bolwerk restore. again" "$bolwerk" check --db "$db"
"$bolwerk" restore --db "$db" "$bak" >/dev/null
ok $? "the next one ends it"
ok "$([ "$(sqlite3 "$tmp/a/secret.db" 'SELECT count(*) FROM session')" -gt 10 ]; echo $?)" "with all files in their place"

# Killed at any instant: both files old, both new, or it says that it must be ended.
sqlite3 "$db" "DELETE FROM pair"
sqlite3 "$tmp/a/secret.db" "DELETE FROM session"
"$bolwerk" backup --db "$db" "$tmp/empty" >/dev/null
bad=0
for i in $(seq 0 39); do
	from=$bak
	[ $((i % 2)) = 0 ] || from=$tmp/empty
	"$bolwerk" restore --db "$db" "$from" >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((i % 10))$((i * 7 % 10))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	if "$bolwerk" sql --db "$db" "SELECT 1" >/dev/null 2>"$tmp/err"; then
		got=$(sqlite3 "$db" "ATTACH '$tmp/a/secret.db' AS s; SELECT (SELECT count(*) FROM pair) = 2 * (SELECT count(*) FROM s.session)")
		[ "$got" = 1 ] || { bad=$((bad + 1)); echo "# $i: $got"; }
	else
		grep -q "cut off" "$tmp/err" || { bad=$((bad + 1)); cat "$tmp/err"; }
	fi
	rm -f "$tmp"/a/*.before-restore-* "$tmp"/a/firm/*.before-restore-*
done
is "$bad" 0 "killed 40 times: never half"
"$bolwerk" restore --db "$db" "$bak" >/dev/null
ok $? "and the next restore works"

bad=0
for i in $(seq 0 29); do
	"$bolwerk" backup --db "$db" "$tmp/again" >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((i % 6))$((i * 7 % 10))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ ! -e "$tmp/again" ] || "$bolwerk" restore --db "$tmp/b/firm/own.db" "$tmp/again" >/dev/null 2>"$tmp/err" || { bad=$((bad + 1)); cat "$tmp/err"; }
done
is "$bad" 0 "a backup killed 30 times: what is there is whole"

# A disk that is full.
if [ "$(id -u)" = 0 ] && mkdir "$tmp/full" && mount -t tmpfs -o size=24m none "$tmp/full" 2>/dev/null; then
	mkdir "$tmp/full/firm"
	"$bolwerk" restore --db "$tmp/full/firm/own.db" "$bak" >/dev/null
	ok $? "a disk with room"
	"$bolwerk" backup --db "$db" "$tmp/full/x" >/dev/null 2>&1
	dd if=/dev/zero of="$tmp/full/filler" bs=4k 2>/dev/null
	sum=$(cat "$tmp/full/firm/own.db" "$tmp/full/secret.db" "$tmp/full/x" | cksum)
	refuses "a full disk, restore" "full" "$bolwerk" restore --db "$tmp/full/firm/own.db" "$bak"
	refuses "a full disk, backup" "full" "$bolwerk" backup --db "$db" "$tmp/full/x"
	is "$(cat "$tmp/full/firm/own.db" "$tmp/full/secret.db" "$tmp/full/x" | cksum)" "$sum" "a full disk: what was there is as it was"
	is "$(find "$tmp/full" -name '*.new*' -o -name '*.restored*' | wc -l)" 0 "a full disk: nothing is left lying about"
	umount "$tmp/full"
else
	skip "full disk" "no tmpfs can be mounted here"
fi

# An ordinary user makes one of his own; one of another is out of reach. Root gives the files to whom the folder belongs.
if [ "$(id -u)" = 0 ]; then
	cp "$bolwerk" "$tmp/bolwerk"
	mkdir -p "$tmp/u/firm" "$tmp/u2/firm"
	cp "$bak" "$tmp/u/bak"
	chown -R 65534:65534 "$tmp/u" "$tmp/u2"
	user="setpriv --reuid 65534 --regid 65534 --clear-groups $tmp/bolwerk"
	$user restore --db "$tmp/u/firm/own.db" "$tmp/u/bak" >/dev/null && $user backup --db "$tmp/u/firm/own.db" "$tmp/u/again" >/dev/null
	ok $? "an ordinary user"
	chmod 700 "$tmp/a"
	refuses "of what he may not read" "cannot be read" $user backup --db "$db" "$tmp/u/other"
	chmod 755 "$tmp/a"
	"$bolwerk" restore --db "$tmp/u2/firm/own.db" "$bak" >/dev/null
	is "$(stat -c %u "$tmp/u2/firm/own.db" "$tmp/u2/secret.db" "$tmp/u2/mail.key" | sort -u)" 65534 "root puts it back for whom the folder belongs to"
else
	skip "as root and not" "needs root"
fi
done_testing
