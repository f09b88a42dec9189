#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# The address and undefined-behaviour sanitizers over the unit tests, all control tests, every probe case and this computer.
. "$(dirname "$0")/../tap.sh"
make -s -j2 MODE=asan all tests-built >"$tmp/make" 2>&1
ok $? "builds with sanitizers: $(grep -m1 error "$tmp/make")"
for t in build/linux-asan/tests/*/*_test build/linux-asan/tests/unit/web/*_test build/linux-asan/tests/unit/collect/*_test; do
	case $t in *sandbox*) export ASAN_OPTIONS=detect_leaks=0 ;; *) export ASAN_OPTIONS=detect_leaks=1 ;; esac
	"$t" >"$tmp/out" 2>&1
	ok $? "$(basename "$t")"
	grep -m3 -E 'ERROR|runtime error|SUMMARY|^not ok' "$tmp/out" | sed 's/^/# /'
done
# The leak check wants /proc of a process that has given up its right to see it: it is switched off for whole programs.
export ASAN_OPTIONS=detect_leaks=0
BOLWERK=$root/build/linux-asan/bolwerk tests/probe/probe.t >"$tmp/out" 2>&1
is "$(grep -c '^not ok' "$tmp/out")" 0 "every probe case"
grep -m5 -E '^not ok|ERROR|runtime error' "$tmp/out" | sed 's/^/# /'
build/linux-asan/bolwerk check --db "$tmp/own.db" --lang fr >"$tmp/out" 2>&1
ok $? "this computer"
grep -m3 -E 'ERROR|runtime error|SUMMARY' "$tmp/out" | sed 's/^/# /'
build/linux-asan/bolwerk check --db "$tmp/own.db" --format html --lang de --output "$tmp/de.html" >"$tmp/out" 2>&1
ok $? "its report"
done_testing
