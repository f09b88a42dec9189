#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# The Windows program, built here and run under wine: the probes that exist there, ingest, judge, the result.
. "$(dirname "$0")/../tap.sh"
if ! command -v x86_64-w64-mingw32-gcc >/dev/null || ! command -v wine >/dev/null; then
	skip "bolwerk.exe" "mingw or wine is missing"
	done_testing
	exit
fi
make -s OS=windows -j2 >"$tmp/make" 2>&1
ok $? "make OS=windows: $(tail -1 "$tmp/make")"
export WINEPREFIX="$tmp/wine" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
exe=$root/build/windows/bolwerk.exe
cd "$tmp" || exit 1
# The first start of wine makes its folder for a dozen seconds, on a busy machine more, and what runs meanwhile may fail: make it, and wait.
wineboot --init >"$tmp/boot" 2>&1
wineserver --wait
like "$(wine "$exe" version 2>"$tmp/said" || sed 's/^/wine: /' "$tmp/boot" "$tmp/said")" '^bolwerk 0' "it runs"
wine "$exe" probe --output report.jsonl 2>/dev/null
ok $? "it looks"
for table in host service; do # wine knows no local groups' members
	[ "$(grep -c "\"t\":\"$table\"" report.jsonl)" -gt 0 ]
	ok $? "rows of $table"
done
for probe in host package service listener admin; do
	like "$(grep "^{\"p\":\"$probe\"" report.jsonl)" '"state":"(ok|partly)"' "probe $probe: $(grep "^{\"p\":\"$probe\"" report.jsonl | grep -o '"why.*')"
done
wine "$exe" check --db own.db --format json --lang de 2>/dev/null >win.json
ok $? "it checks"
/usr/bin/python3 -c "
import json
j = json.load(open('win.json'))
assert len(j['controls']) == 113 and j['asset']['os_id'] == 'windows', j['asset']
assert all(c['why'] for c in j['controls'])
assert sum(c['verdict'] == 'unknown' for c in j['controls']) > 60"
ok $? "113 verdicts; what has no probe yet is unknown, never fine"
# What Windows reports is a report like any other: the Linux program takes it.
"$bolwerk" ingest --db "$tmp/linux.db" report.jsonl >/dev/null
ok $? "the Linux program takes its report"
wineserver -k 2>/dev/null
cd "$root" || exit 1
done_testing
