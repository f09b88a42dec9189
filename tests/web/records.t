#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# What people keep, through the real server: lists to take along, files known by their bytes, codes of signed sheets, two people at one line.
. "$(dirname "$0")/../tap.sh"
mkdir -m 777 -p "$tmp/s/firm"
chmod 777 "$tmp/s"
db=$tmp/s/firm/own.db
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port
"$bolwerk" serve --db "$db" --listen "127.0.0.1:$port" --no-look >"$tmp/serve.out" 2>"$tmp/serve.err" &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$tmp"' EXIT
for _ in $(seq 100); do
	curl -s -o /dev/null "$base/login" && break
	sleep 0.1
done

jar=$tmp/jar
get() { curl -s -b "$jar" -c "$jar" -H 'Accept-Language: en' "$base$1"; }
csrf() { get "$1" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -1; }
# post PAGE PATH FIELD…: sends a form of a page; gives the status. The answer is in $tmp/out.
post() {
	token=$(csrf "$1")
	path=$2
	shift 2
	fields=
	for f; do set -- "$@" -F "$f"; shift; done
	curl -s -o "$tmp/out" -w '%{http_code}' -b "$jar" -c "$jar" -H "Origin: $base" -F "csrf=$token" "$@" "$base$path"
}
sql() { sqlite3 "$db" "$1"; }

curl -s -o "$tmp/out" -c "$jar" -H "Origin: $base" -d lang=en -d 'name=An Peeters' -d mail=an@bakery.example -d 'password=three slices of bread and cheese' "$base/start/account"
is "$(get /records | grep -c '<h1>Records</h1>')" 1 "the owner sees the records"

# ---- keys for programs
post /account /account/step/begin >/dev/null
is "$(get /account/step | grep -c 'class="qr"')" 1 "a second step that is being set up is shown"
post /account /account/token/add name=x days=9 reads_only=1 >/dev/null
key=$(get /account | grep -o 'bolwerk_[A-Za-z0-9_-]*' | head -1)
is "$(curl -s -H "Authorization: Bearer $key" -H 'Accept: application/json' "$base/account/step" | grep -c '^{')" 1 "a key that may only read sees the page"
is "$(curl -s -H "Authorization: Bearer $key" -H 'Accept: application/json' "$base/account/step" | grep -c 'otpauth')" 0 "without its secret"

# ---- lists
is "$(post /register/contacts/new /register/contacts/add kind=bank name=KBC 'phone=02 111 22 33')" 303 "a line is added"
is "$(post /register/contacts/new /register/contacts/add kind=bank 'name==1+1' phone=x)" 422 "a phone number without digits is refused"
is "$(sql "SELECT count(*) FROM entry")" 1 "and nothing was kept"
like "$(cat "$tmp/out")" 'value="=1[+]1"' "what was typed is still there"
is "$(post /register/contacts/new /register/contacts/add kind=ict 'name==HYPERLINK("x")' 'phone=016 1')" 303 "a name may begin with ="
get /register/contacts.csv >"$tmp/list.csv"
is "$(head -c 3 "$tmp/list.csv" | od -An -tx1 | tr -d ' ')" efbbbf "a list to take along begins with its byte order mark"
is "$(grep -c KBC "$tmp/list.csv")" 1 "and has its lines"
is "$(grep -c '^[^,]*,=HYPER' "$tmp/list.csv")" 0 "no cell that a spreadsheet would reckon"
is "$(curl -s -o /dev/null -w '%{http_code}' "$base/register/contacts.csv")" 303 "nobody else gets it"
is "$(curl -s -o /dev/null -w '%{http_code}' -b "$jar" "$base/register/nothing.csv")" 404 "a list that is not there"
is "$(curl -s -o /dev/null -w '%{http_code}' -b "$jar" --path-as-is "$base/register/../contacts.csv")" 404 "nor a path"
is "$(post /register/contacts/1 /register/contacts/1/change version=1 kind=bank name=ING 'phone=02 1')" 303 "a line is changed"
is "$(post /register/contacts/1 /register/contacts/1/change version=1 kind=bank name=Argenta 'phone=02 2')" 422 "who read it before is told"
like "$(cat "$tmp/out")" 'value="Argenta"' "and keeps what was typed"
like "$(cat "$tmp/out")" 'Stands there now: ING' "beside what stands there"
is "$(sql "SELECT json_extract(body, '\$.name') FROM entry WHERE id=1")" ING "nothing is written over"
printf 'Kind;Name;Phone\nbank;Belfius;02 3\nbank;Crelan;none\n' >"$tmp/paste"
is "$(post /register/contacts/paste /register/contacts/paste "lines=<$tmp/paste")" 422 "pasted lines with an error are refused"
like "$(cat "$tmp/out")" 'Line 3, Phone' "the line and the field are told"
is "$(sql "SELECT count(*) FROM entry")" 2 "none was added"

# ---- files
printf '\377\330\377\340 picture' >"$tmp/a.html"
is "$(post /evidence/photo/shredder /evidence/photo/shredder/upload dated_on="$(date +%F)" "file=@$tmp/a.html;type=text/html")" 303 "a picture that calls itself HTML"
is "$(sql "SELECT type FROM upload")" image/jpeg "is known by its bytes"
is "$(sql "SELECT hash FROM upload")" "$(b2sum -l 256 "$tmp/a.html" | cut -d' ' -f1)" "its hash is BLAKE2b of 256 bits"
is "$(curl -s -D - -o /dev/null -b "$jar" "$base/file/1" | tr -d '\r' | sed -n 's/^Content-Type: //p')" image/jpeg "and it is given back as a picture"
printf '<script>alert(1)</script>\n' >"$tmp/b.jpg"
post /evidence/photo/shredder /evidence/photo/shredder/upload dated_on="$(date +%F)" "file=@$tmp/b.jpg;type=image/jpeg" >/dev/null
is "$(sql "SELECT type FROM upload WHERE id=2")" text/plain "HTML that calls itself a picture is plain text"
like "$(curl -s -D - -o /dev/null -b "$jar" "$base/file/2")" 'attachment' "and only a download"
printf 'MZ\000\001' >"$tmp/c.png"
is "$(post /evidence/photo/shredder /evidence/photo/shredder/upload dated_on="$(date +%F)" "file=@$tmp/c.png;type=image/png")" 422 "a program that calls itself a picture is refused"
is "$(post /evidence/photo/shredder /evidence/photo/shredder/upload dated_on=2999-01-01 "file=@$tmp/a.html")" 422 "so is a date that is still to come"
head -c 11000000 /dev/zero | tr '\0' a >"$tmp/big.txt"
is "$(post /evidence/photo/shredder /evidence/photo/shredder/upload dated_on="$(date +%F)" "file=@$tmp/big.txt")" 413 "so is what is too large"
is "$(sql "SELECT count(*) FROM upload")" 2 "none of them was kept"
head -c 9000000 "$tmp/big.txt" >"$tmp/large.txt"
curl -s -o /dev/null -w '%{http_code} %{size_upload}' -H 'Expect:' -H "Origin: $base" -F "file=@$tmp/large.txt" "$base/evidence/photo/shredder/upload" >"$tmp/sent"
is "$(cut -d' ' -f1 "$tmp/sent")" 303 "a stranger with a large file is sent to log in"
ok "$([ "$(cut -d' ' -f2 "$tmp/sent")" -lt 8000000 ]; echo $?)" "and it is not waited for: $(cat "$tmp/sent")"

# ---- signatures
sql "INSERT INTO member(name, lang, kind) VALUES('Bea Claes', 'fr', 'staff'), ('Carl Bos', 'nl', 'staff')"
is "$(post /signoff/ict-rules /signoff/ict-rules/start)" 422 "nobody is asked to sign a text that is not approved"
post /document/ict-rules/edit /document/ict-rules/edit title=Rules 'body=# Rules [x]' edit=0 >/dev/null
is "$(post /document/ict-rules /document/ict-rules/approve edit=1 review_on="$(date -d '+1 year' +%F)")" 422 "nothing with open brackets is approved"
post /document/ict-rules/edit /document/ict-rules/edit title=Rules 'body=# Rules' edit=1 >/dev/null
is "$(post /document/ict-rules/edit /document/ict-rules/edit title=Rules 'body=# Other' edit=1)" 422 "the second writer of a draft is told"
is "$(post /document/ict-rules /document/ict-rules/approve edit=2 review_on="$(date -d '+1 year' +%F)")" 303 "then it is approved"
is "$(post /signoff/ict-rules /signoff/ict-rules/start)" 303 "and everybody is asked"
is "$(sql "SELECT count(*) || ' ' || count(DISTINCT code) FROM signature")" "3 3" "each sheet has a code of its own"
is "$(post /signoff/ict-rules /signoff/ict-rules/code code=ZZZZZZ)" 422 "a code that is on no sheet"
code=$(sql "SELECT code FROM signature WHERE member=2")
is "$(post /signoff/ict-rules /signoff/ict-rules/code "code=$(echo "$code" | tr 'A-Z' 'a-z' | sed 's/^.../& /')")" 303 "the code of a sheet, typed in small letters and parted"
is "$(sql "SELECT how || ' ' || lang FROM signature WHERE member=2 AND signed_at IS NOT NULL")" "code fr" "tells who signed, in which language"
is "$(post /signoff/ict-rules /signoff/ict-rules/code "code=$code")" 422 "nobody signs twice"
is "$(sql "SELECT g.hash FROM signature g WHERE g.member=2")" \
	"$(sqlite3 "$db" "SELECT t.title || char(10) || t.body || char(10) || d.body FROM round r JOIN round_text t ON t.round=r.id AND t.lang='fr' JOIN document d ON d.id=r.document" |
		head -c -1 | b2sum -l 256 | cut -d' ' -f1)" "the hash is of what was read"
is "$(post /signoff/ict-rules /sign/1/3)" 422 "without the tick nothing is signed"
is "$(post /signoff/ict-rules /signoff/ict-rules/link member=3)" 303 "a link for a phone"
link=$(get /signoff/ict-rules | sed -n 's/.*<p class="code">[^<]*\(\/link\/[A-Za-z0-9_-]*\)<.*/\1/p')
is "${#link}" 49 "is shown"
is "$(get /signoff/ict-rules | grep -c '/link/[A-Za-z0-9_-]\{43\}')" 0 "once"
curl -s -o /dev/null -c "$tmp/jar2" -H "Origin: $base" -X POST -d x=1 "$base$link"
jar=$tmp/jar2
is "$(curl -s -o /dev/null -w '%{http_code}' -b "$jar" "$base/records")" 403 "who came by a link sees nothing else"
is "$(post /sign /sign agree=1)" 303 "and signs"
is "$(sql "SELECT how FROM signature WHERE member=3 AND signed_at IS NOT NULL")" link "by the link"
is "$(post /sign /sign agree=1)" 422 "once"
half=$(sqlite3 "$tmp/s/secret.db" "SELECT count(*) FROM session")
curl -s -o /dev/null -b "$jar" -c "$jar" -H "Origin: $base" -F "csrf=$(csrf "$link")" "$base$link"
is "$(sqlite3 "$tmp/s/secret.db" "SELECT count(*) FROM session")" "$half" "who opens a link again leaves no session behind"
sql "UPDATE member SET left_on = date('now') WHERE id = 3"
is "$(curl -s -o /dev/null -w '%{http_code}' -b "$jar" "$base/sign")" 303 "who left, is out"
is "$(curl -s -o /dev/null -w '%{http_code}' -H "Origin: $base" -X POST -d x=1 "$base$link")" 422 "and the link opens nothing more"
sql "UPDATE member SET left_on = NULL WHERE id = 3"
jar=$tmp/jar
post /signoff/ict-rules /sign/1/1 agree=1 >/dev/null
is "$(get /signoff/ict-rules | grep -c 'counts until')" 1 "when all have signed, it counts"
is "$(cat "$tmp/serve.err")" "" "the server had nothing to complain about"
done_testing
