#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# Every case tests/probe/PROBE/CASE: the tree root/ is copied, its times and modes are set (file times: `2026-11-21T10:20:30 PATH` or
# `mode 0600 PATH`), make.sh adds what git cannot keep; then the rows of that probe must be those of want.jsonl, line for line.
. "$(dirname "$0")/../tap.sh"
for case in tests/probe/*/*/; do
	case=${case%/}
	name=$(basename "$(dirname "$case")")/$(basename "$case")
	probe=${name%%/*}
	tree=$tmp/tree
	rm -rf "$tree"
	mkdir -p "$tree"
	[ -d "$case/root" ] && cp -a "$case/root/." "$tree/"
	chown -R 0:0 "$tree" 2>/dev/null
	find "$tree" -exec touch -h -d 2026-11-20T12:00:00Z {} +
	[ -f "$case/make.sh" ] && (cd "$tree" && sh "$root/$case/make.sh")
	if [ -f "$case/times" ]; then
		while read -r when what more; do
			case $when in
			'' | '#'*) ;;
			mode) chmod "$what" "$tree/$more" ;;
			*) touch -h -d "${when%Z}Z" "$tree/$what" ;;
			esac
		done <"$case/times"
	fi
	if "$bolwerk" probe --root "$tree" --now 2026-11-21 >"$tmp/out" 2>"$tmp/err"; then
		awk -v p="$probe" '/^\{"t":/ { rows = rows $0 "\n"; next } /^\{"p":/ { if (index($0, "{\"p\":\"" p "\"") == 1) printf "%s%s\n", rows, $0; rows = "" }' "$tmp/out" >"$tmp/got"
		is "$(cat "$tmp/got")" "$(cat "$case/want.jsonl")" "$name"
	else
		ok 1 "$name runs: $(head -3 "$tmp/err")"
	fi
	rm -rf "$tree"
done
done_testing
