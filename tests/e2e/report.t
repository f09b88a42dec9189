#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# Reports that are cut, oversized, too deep, mistyped, of a newer version, of the past: refused whole, or what is unknown left out and said.
. "$(dirname "$0")/../tap.sh"
db=$tmp/own.db
head='{"bolwerk":1,"tool":"0.1.0","at":1795300000,"source":"host","privilege":"root","image":false,"traits":[["machine-id","0123456789abcdef0123456789abcdef"],["name","box"]]}'
row='{"t":"account","r":{"name":"an","uid":"1000","can_login":1,"system":0,"directory":0}}'
state='{"p":"account","state":"ok","tables":["account"],"why":[]}'
report() { printf '%s\n' "$@"; }
take() { "$bolwerk" ingest --db "$db" --now 2026-11-21T12:00:00 - 2>"$tmp/err"; }
refused() { # refused NAME: the report in $tmp/r
	what=$1
	before=$(sqlite3 "$db" "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM change), (SELECT count(*) FROM asset)" 2>/dev/null)
	take <"$tmp/r" >/dev/null
	is "$?" 3 "$what: refused"
	like "$(cat "$tmp/err")" "refused: .{${2:-10},}" "$what: says why: $(cut -c1-150 "$tmp/err")"
	is "$(sqlite3 "$db" "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM change), (SELECT count(*) FROM asset)")" "$before" "$what: nothing changed"
}
report "$head" "$row" "$state" '{"end":{"rows":1,"probes":1}}' | take >/dev/null
ok $? "a good report: $(cat "$tmp/err")"

report "$head" "$row" >"$tmp/r"
refused "cut: no end"
report "$head" "$row" "$state" '{"end":{"rows":2,"probes":1}}' >"$tmp/r"
refused "cut: a row is missing"
printf '%s\n%s' "$head" "$row" >"$tmp/r"
refused "cut in a line"
: >"$tmp/r"
refused "empty"
report 'hello' >"$tmp/r"
refused "no report at all"
report "$head" '{"t":"account","r":{"name":"x","uid":"1","can_login":"yes","system":0,"directory":0}}' "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "a text where a number should be"
report "$head" '{"t":"account","r":{"name":"x","uid":"1","system":0,"directory":0}}' "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "a column that must be there is missing"
report "$head" '{"t":"account","r":{"name":"x","colour":"red"}}' "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "an unknown column from the same version"
report "$head" '{"t":"ghost","r":{"name":"x"}}' "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "an unknown table from the same version"
report "$head" '{"t":"account","r":{"name":["x"]}}' "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "a list where a value should be"
report "$head" "{\"t\":\"account\",\"r\":$(printf '[%.0s' $(seq 100))" "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "too deep"
report "$head" '{"t":"account","r":{"name":"a\u0001b","uid":"1","can_login":1,"system":0,"directory":0}}' "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "a control character"
printf '%s\n{"t":"account","r":{"name":"\377\376","uid":"1","can_login":1,"system":0,"directory":0}}\n' "$head" >"$tmp/r"
refused "bad UTF-8"
{ report "$head"; printf '{"t":"account","r":{"name":"%s"}}\n' "$(head -c 300000 /dev/zero | tr '\0' x)"; } >"$tmp/r"
refused "a line of 300 kB"
{ report "$head"; head -c 70000000 /dev/zero | tr '\0' 'x'; } >"$tmp/r"
refused "70 MB"
report "$head" "$row" "$state" '{"end":{"rows":1,"probes":1}}' 'more' >"$tmp/r"
refused "something behind the end"
report '{"bolwerk":1,"tool":"0.1.0","at":-5,"source":"host","traits":[]}' '{"end":{"rows":0,"probes":0}}' >"$tmp/r"
refused "a time that is none"
report "$(printf '%s' "$head" | sed 's/1795300000/1700000000/')" "$row" "$state" '{"end":{"rows":1,"probes":1}}' >"$tmp/r"
refused "older than the one that is here"

# From a newer version: what is unknown is left out, counted, said.
report "$(printf '%s' "$head" | sed 's/0\.1\.0/9.0.0/')" '{"t":"account","r":{"name":"bo","uid":"1001","can_login":1,"system":0,"directory":0,"colour":"red"}}' \
	'{"t":"ghost","r":{"name":"x"}}' '{"x":"later"}' "$state" '{"end":{"rows":2,"probes":1}}' | take >"$tmp/out"
ok $? "from a newer version: taken"
like "$(cat "$tmp/out")" '2 left out' "from a newer version: what was left out is counted"
is "$(sqlite3 "$db" 'SELECT name FROM account')" bo "from a newer version: the rest is there"

# A table whose probe saw only a part is never emptied; changes are logged.
report "$head" "$row" '{"p":"account","state":"partly","tables":["account"],"why":[["odd_line","/etc/passwd"]]}' '{"end":{"rows":1,"probes":1}}' | take >/dev/null
is "$(sqlite3 "$db" 'SELECT group_concat(name) FROM (SELECT name FROM account ORDER BY name)')" an,bo "partly: rows stay that were not seen"
report "$head" '{"p":"account","state":"failed","tables":["account"],"why":[["needs_root","/etc/passwd"]]}' '{"end":{"rows":0,"probes":1}}' | take >/dev/null
is "$(sqlite3 "$db" 'SELECT count(*) FROM account')" 2 "failed: the table stays as it was"
report "$head" "$row" "$state" '{"end":{"rows":1,"probes":1}}' | take >/dev/null
is "$(sqlite3 "$db" "SELECT json_extract(key,'\$.name') || ' ' || (after IS NULL) FROM change WHERE tab='account' ORDER BY id DESC LIMIT 1")" "bo 1" "what is gone is logged"

# The same computer is known again by its machine id, though it has another name; an empty serial makes nobody the same.
report "$(printf '%s' "$head" | sed 's/"box"/"kassa"/')" "$row" "$state" '{"end":{"rows":1,"probes":1}}' | take >/dev/null
is "$(sqlite3 "$db" 'SELECT count(*), max(name) FROM asset')" "1|kassa" "another name, the same computer"
serial='["serial","To Be Filled By O.E.M."]'
for id in aaaa1111 bbbb2222; do
	report "$(printf '%s' "$head" | sed "s/0123456789abcdef0123456789abcdef/$id/; s/\"traits\":\[/&$serial,/; s/\"box\"/\"$id\"/")" "$row" "$state" '{"end":{"rows":1,"probes":1}}' | take >/dev/null
done
is "$(sqlite3 "$db" 'SELECT count(*) FROM asset')" 3 "a serial that the maker left empty makes nobody the same"
# An image with the machine id of a running computer is another computer.
report "$(printf '%s' "$head" | sed 's/"image":false/"image":true/; s/"traits":\[/&["image","\/mnt\/disk"],/')" "$row" "$state" '{"end":{"rows":1,"probes":1}}' | take >/dev/null
is "$(sqlite3 "$db" 'SELECT count(*), sum(image) FROM asset')" "4|1" "an image is never the running computer"
done_testing
