#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# Replays the corpus of every fuzz target, under the address and undefined-behaviour sanitizers.
. "$(dirname "$0")/../tap.sh"
if ! command -v clang >/dev/null; then
	skip "fuzz targets" "clang is missing"
	done_testing
	exit
fi
make -s -j2 MODE=fuzz CC=clang fuzz >"$tmp/make" 2>&1
ok $? "the fuzz targets build: $(grep -m1 error "$tmp/make")"
for target in tests/fuzz/*.c; do
	name=$(basename "$target" .c)
	mkdir -p "$tmp/$name"
	cp tests/fuzz/corpus/"$name"/* "$tmp/$name/" 2>/dev/null
	[ "$name" != probe ] || tests/fuzz/seeds "$tmp/$name"
	n=$(find "$tmp/$name" -type f | wc -l)
	[ "$n" -gt 0 ] || { ok 1 "$name has a corpus"; continue; }
	find "$tmp/$name" -type f -print0 | ASAN_OPTIONS=detect_leaks=0 xargs -0 -n 200 build/linux-fuzz/"$name" >"$tmp/out" 2>&1
	ok $? "$name: $n inputs"
	grep -m3 -E 'ERROR|runtime error|SUMMARY' "$tmp/out" | sed 's/^/# /'
done
done_testing
