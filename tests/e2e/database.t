#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# A database that is locked, damaged, read-only, newer, of another program, on a full disk; a kill at any instant.
. "$(dirname "$0")/../tap.sh"
db=$tmp/own.db
"$bolwerk" probe --output "$tmp/report.jsonl"
"$bolwerk" ingest --db "$db" "$tmp/report.jsonl" >/dev/null
ok $? "a first report"

refuses() { # refuses NAME PATTERN COMMAND…: ends with 3 and says one sentence
	what=$1 pattern=$2
	shift 2
	"$@" >/dev/null 2>"$tmp/err"
	is "$?" 3 "$what: could not run"
	like "$(cat "$tmp/err")" "$pattern" "$what: says it in a sentence"
	is "$(wc -l <"$tmp/err")" 1 "$what: one line"
}

# The database is full of noise in its middle.
cp "$db" "$tmp/bad.db"
dd if=/dev/urandom of="$tmp/bad.db" bs=4096 seek=2 count=40 conv=notrunc 2>/dev/null
refuses "damaged" 'damaged|malformed|not a database' "$bolwerk" ingest --db "$tmp/bad.db" "$tmp/report.jsonl"
echo "this is a letter to the bank" >"$tmp/letter.db"
refuses "not a database" 'not a database of Bolwerk' "$bolwerk" check --db "$tmp/letter.db"
is "$(cat "$tmp/letter.db")" "this is a letter to the bank" "and it was not touched"
sqlite3 "$tmp/other.db" "CREATE TABLE customer(name)"
refuses "another program's database" 'not a database of Bolwerk' "$bolwerk" check --db "$tmp/other.db"
cp "$db" "$tmp/newer.db"
sqlite3 "$tmp/newer.db" "PRAGMA user_version=999"
refuses "newer" 'newer version' "$bolwerk" check --db "$tmp/newer.db"
refuses "no folder" 'cannot be opened' "$bolwerk" check --db "$tmp/none/own.db"

# Another writer holds it for longer than we wait (5 s), and for shorter.
(
	printf 'BEGIN EXCLUSIVE;\n'
	sleep 8
	printf 'ROLLBACK;\n'
) | sqlite3 "$db" &
sleep 1
refuses "locked" 'another program is writing' "$bolwerk" ingest --db "$db" "$tmp/report.jsonl"
wait
"$bolwerk" ingest --db "$db" "$tmp/report.jsonl" >/dev/null
ok $? "and goes on when it is free again"

# A disk that is full: 3 MiB of tmpfs.
if [ "$(id -u)" = 0 ] && mkdir "$tmp/full" && mount -t tmpfs -o size=3m none "$tmp/full" 2>/dev/null; then
	"$bolwerk" ingest --db "$tmp/full/own.db" "$tmp/report.jsonl" >/dev/null 2>&1
	before=$(sqlite3 "$tmp/full/own.db" "SELECT count(*) FROM package" 2>/dev/null)
	dd if=/dev/zero of="$tmp/full/filler" bs=64k 2>/dev/null
	refuses "full disk" 'full' "$bolwerk" ingest --db "$tmp/full/own.db" "$tmp/report.jsonl"
	rm "$tmp/full/filler"
	is "$(sqlite3 "$tmp/full/own.db" 'PRAGMA integrity_check')" ok "full disk: the database is whole"
	[ -z "$before" ] || is "$(sqlite3 "$tmp/full/own.db" 'SELECT count(*) FROM package')" "$before" "full disk: nothing is lost"
	umount "$tmp/full"
else
	skip "full disk" "no tmpfs can be mounted here"
fi

# A read-only place (an ordinary user).
if [ "$(id -u)" = 0 ]; then
	mkdir -m 755 "$tmp/ro"
	cp "$bolwerk" "$tmp/bolwerk"
	cp "$db" "$tmp/ro/own.db"
	chmod 644 "$tmp/ro/own.db"
	chmod 755 "$tmp"
	chmod 644 "$tmp/report.jsonl"
	refuses "read-only" 'only be read|cannot be opened|may not' setpriv --reuid 65534 --regid 65534 --clear-groups "$tmp/bolwerk" ingest --db "$tmp/ro/own.db" "$tmp/report.jsonl"
else
	skip "read-only" "needs root"
fi

# Killed at any instant: the next run works and the database is whole.
bad=0
i=0
while [ $i -lt 40 ]; do
	"$bolwerk" check --db "$tmp/kill.db" >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((i % 10))$((i * 7 % 10))"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ ! -f "$tmp/kill.db" ] || [ "$(sqlite3 "$tmp/kill.db" 'PRAGMA integrity_check')" = ok ] || bad=$((bad + 1))
	i=$((i + 1))
done
is "$bad" 0 "killed 40 times: the database is whole each time"
"$bolwerk" check --db "$tmp/kill.db" >/dev/null
ok $? "and the next run works"

# Two that write at once: both end well.
"$bolwerk" check --db "$tmp/two.db" >/dev/null 2>"$tmp/e1" &
one=$!
"$bolwerk" check --db "$tmp/two.db" >/dev/null 2>"$tmp/e2"
ok $? "two at once: the one"
wait $one
ok $? "two at once: the other"
done_testing
