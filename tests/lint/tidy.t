#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# clang-tidy and cppcheck find nothing.
. "$(dirname "$0")/../tap.sh"
for script in run tests/run-all tests/tap.sh tests/*/*.t tools/* tests/fuzz/seeds; do
	[ -f "$script" ] && head -1 "$script" | grep -q '/sh$' || continue
	sh -n "$script"
	ok $? "$script is good sh"
done
bash -n dist/bolwerk.bash
ok $? "the completion is good bash"
if ! command -v clang-tidy >/dev/null || ! command -v cppcheck >/dev/null; then
	skip "clang-tidy and cppcheck" "one of them is missing"
	done_testing
	exit
fi
sh tools/tidy >"$tmp/out" 2>&1
ok $? "clang-tidy and cppcheck are clean"
grep -E 'warning|error' "$tmp/out" | head -20 | sed 's/^/# /'
done_testing
