#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# The commands as a person uses them: this computer checked, the three formats, the options, the exit status.
. "$(dirname "$0")/../tap.sh"
db=$tmp/own.db

out=$("$bolwerk" check --db "$db" --lang en 2>"$tmp/err")
is "$?" 0 "check ends with status 0"
like "$out" "Of 113 measures" "the terminal tells the sum"
is "$(printf '%s\n' "$out" | grep -v '^The whole report' | awk '{ gsub(/[^\x00-\x7f]/, "x"); if (length($0) > 160) print }' | head -1)" "" "lines fit"
[ -s "$tmp/report.html" ]
ok $? "the report stands beside the database"
is "$(printf '%s' "$out" | grep -c "$(printf '\033')")" 0 "no colour into a file"

"$bolwerk" check --db "$db" --format json --lang nl >"$tmp/nl.json"
ok $? "JSON"
/usr/bin/python3 - "$tmp/nl.json" <<'PY'
import json, sys
j = json.load(open(sys.argv[1]))
assert set(j) >= {"bolwerk", "at", "asset", "score", "controls", "actions"}, set(j)
assert len(j["controls"]) == 113
parts = ["measured", "proven", "told", "gap", "accepted", "unknown"]
assert abs(sum(j["score"][p] for p in parts) - 100) < 0.05, j["score"]
assert len(j["score"]["topics"]) == 12
for t in j["score"]["topics"]:
    assert abs(sum(t[p] for p in parts) - 100) < 0.05, t
for c in j["controls"]:
    assert c["verdict"] in ("ok", "partly", "gap", "unknown", "not_applicable", "accepted"), c
    assert c["why"], c["id"]
    if c["verdict"] == "ok":
        assert c["source"] in ("measured", "proven", "told")
    for e in c["evidence"]:
        assert set(e) == {"asset", "subject", "ok", "seen", "wanted"} and e["subject"], (c["id"], e)
        assert e["ok"] in (0, 1, None)
        assert e["ok"] is not None or e["seen"], (c["id"], e)
assert len(j["actions"]) <= 6
PY
ok $? "its form is the documented one, its shares add up, every unknown says why"

for lang in en nl fr de; do
	"$bolwerk" check --db "$db" --format html --lang "$lang" --output "$tmp/$lang.html"
	ok $? "HTML in $lang"
	like "$(head -3 "$tmp/$lang.html")" "<html lang=\"$lang\">" "its language is $lang"
	is "$(grep -c '{{' "$tmp/$lang.html")" 0 "nothing is left of the template"
	is "$(grep -Ec '(src|href)="?https?:' "$tmp/$lang.html")" 0 "it needs nothing from elsewhere"
done
/usr/bin/python3 - "$tmp" <<'PY'
import sys
from html.parser import HTMLParser
VOID = {"meta", "br", "img", "input", "link", "hr", "rect"}
class P(HTMLParser):
    def __init__(s):
        super().__init__(); s.open = []; s.ids = []
    def handle_starttag(s, tag, attrs):
        if tag not in VOID: s.open.append(tag)
        s.ids += [v for k, v in attrs if k == "id"]
    def handle_startendtag(s, tag, attrs): pass
    def handle_endtag(s, tag):
        assert s.open and s.open[-1] == tag, (tag, s.open[-3:], s.getpos()); s.open.pop()
for lang in "en", "nl", "fr", "de":
    p = P(); p.feed(open(f"{sys.argv[1]}/{lang}.html", encoding="utf-8").read())
    assert not p.open, p.open
    assert len(p.ids) == len(set(p.ids)), "an id stands twice"
PY
ok $? "its tags open and close, no id stands twice"

like "$("$bolwerk" check --db "$db" --only 8.b4 --lang en)" "8\.b4" "--only takes a measure"
like "$("$bolwerk" check --db "$db" --only 5 --lang en)" "5\.b2" "--only takes a topic"
"$bolwerk" check --db "$db" --only 99 >/dev/null 2>&1
is "$?" 2 "--only of nothing known is wrong usage"
"$bolwerk" check --db "$db" --format yaml >/dev/null 2>"$tmp/err"
is "$?" 2 "an unknown format is wrong usage"
like "$(cat "$tmp/err")" 'yaml' "and the word is quoted back"
"$bolwerk" check --nothing >/dev/null 2>&1
is "$?" 2 "an unknown option is wrong usage"
"$bolwerk" nothing >/dev/null 2>&1
is "$?" 2 "an unknown command is wrong usage"
"$bolwerk" check --root "$tmp/none" >/dev/null 2>"$tmp/err"
is "$?" 3 "a root that is not there: could not run"
gaps=$("$bolwerk" sql --db "$db" "SELECT count(*) FROM finding WHERE verdict IN ('gap','partly') AND source='measured'")
"$bolwerk" check --db "$db" --fail-on gap >/dev/null 2>&1
is "$?" "$([ "$gaps" -gt 0 ] && echo 1 || echo 0)" "--fail-on gap: status 1 when there is one ($gaps)"
like "$("$bolwerk" version)" '^bolwerk [0-9]' "version"
like "$("$bolwerk" help)" 'Exit status' "help tells the exit status"
for c in check probe ingest sql controls facts version help; do
	like "$("$bolwerk" $c --help 2>&1)" . "help of $c"
done

"$bolwerk" sql --db "$db" --format json "SELECT name, say('{1} rows', 3) AS n FROM asset" >"$tmp/sql.json"
like "$(cat "$tmp/sql.json")" '"n":"3 rows"' "sql answers in JSON, say() in words"
for q in "DELETE FROM finding" "ATTACH 'x' AS y" "PRAGMA journal_mode=DELETE" "INSERT INTO firm(one) VALUES(1)" "SELECT load_extension('x')" "SELECT 1; SELECT 2" \
	"CREATE TABLE t(x)" "SELECT * FROM pragma_table_info('finding')"; do
	"$bolwerk" sql --db "$db" "$q" >/dev/null 2>&1
	is "$?" 3 "sql refuses: $q"
done
is "$("$bolwerk" facts | grep -c '^## ')" "$(ls data/fact/*.sql | wc -l)" "the data dictionary has every fact table"
is "$("$bolwerk" facts)" "$(cat doc/facts.md)" "doc/facts.md is its output"

is "$(BOLWERK=$bolwerk tools/measured)" "$(cat doc/measured.md)" "doc/measured.md is what tools/measured says"

# An ordinary user: nothing crashes, and what was not seen says that it needs an administrator.
if [ "$(id -u)" = 0 ]; then
	mkdir -m 777 "$tmp/user"
	cp "$bolwerk" "$tmp/bolwerk" # the project may lie where nobody else may look
	setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$tmp/user" "$tmp/bolwerk" check --db "$tmp/user/u.db" --format json --lang en >"$tmp/user.json" 2>"$tmp/err"
	ok $? "as an ordinary user: $(head -1 "$tmp/err")"
	/usr/bin/python3 - "$tmp/user.json" <<'PY'
import json, sys
j = json.load(open(sys.argv[1]))
assert j["asset"]["privilege"] == "user"
needs = [c["id"] for c in j["controls"] for e in c["evidence"] if e["ok"] is None and "administrator" in (e["seen"] or "")]
assert len(needs) >= 3, needs
for c in j["controls"]:
    assert c["why"]
PY
	ok $? "what was not seen says that it needs an administrator"
else
	skip "as an ordinary user" "this is one"
fi

# It starts no other program, and the part that works has no network.
if command -v strace >/dev/null; then
	strace -f -e trace=execve,socket -o "$tmp/trace" "$bolwerk" check --db "$db" >/dev/null 2>&1
	is "$(grep -c 'execve(' "$tmp/trace")" 1 "it starts no other program"
	is "$(grep 'socket(' "$tmp/trace" | grep -vc 'AF_NETLINK\|AF_UNIX')" 0 "it opens no internet socket"
else
	skip "it starts no other program" "strace is missing"
fi
done_testing
