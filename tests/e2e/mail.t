#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# Messages, to a real mail server of the test's own: once, again after a failure, over a kill, over TLS, in four languages; nothing forged.
. "$(dirname "$0")/../tap.sh"
mkdir -p "$tmp/s/firm" "$tmp/in"
db=$tmp/s/firm/own.db
sinks=
trap 'kill $sinks 2>/dev/null; rm -rf "$tmp"' EXIT

sink() { # sink FOLDER [CERT KEY]: starts a server; its port in $port
	mkdir -p "$1"
	rm -f "$1"/*
	/usr/bin/python3 tests/e2e/share/sink.py "$@" 2>"$tmp/sink.err" &
	sinks="$sinks $!"
	for _ in $(seq 100); do
		[ -s "$1/port" ] && break
		sleep 0.1
	done
	port=$(cat "$1/port")
}
set_to() { sqlite3 "$db" "INSERT OR REPLACE INTO setting VALUES('$1','$2')"; }
mail() { "$bolwerk" mail --db "$db" --once "$@" >"$tmp/out" 2>"$tmp/err"; }
got() { find "$tmp/in" -name '*.eml' | wc -l; }
waits() { sqlite3 "$db" "SELECT count(*) FROM mail WHERE next_at IS NOT NULL"; }
letter() { # letter FILE FIELD: a header or the body, decoded as a mail program does
	/usr/bin/python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(m.get_content() if sys.argv[2] == "body" else m[sys.argv[2]])' "$1" "$2"
}

# Nothing is set.
mail
is "$?" 0 "without a server there is nothing to do"
"$bolwerk" mail --db "$db" --test an@bakkerij.example >/dev/null 2>"$tmp/err"
is "$?" 3 "a test without a server: could not run"
like "$(cat "$tmp/err")" "no mail server is set" "and says why"
"$bolwerk" mail --db "$db" --test 'an @x' >/dev/null 2>&1
is "$?" 2 "a test to what is no address: wrong usage"

# A firm with somebody of each language, things that are due, and a first picture of two months ago.
sink "$tmp/in"
set_to mail_server "127.0.0.1:$port"
set_to mail_security none
set_to mail_from bolwerk@bakkerij.example
sqlite3 "$db" "
INSERT INTO firm(one, name, lang, mail) VALUES(1, 'Bäckerij Ümlaut', 'nl', 'baas@bakkerij.example');
INSERT INTO member(id, name, mail, lang, kind) VALUES(1, 'Noor', 'noor@bakkerij.example', 'nl', 'staff'), (2, 'Zoé', 'zoe@bakkerij.example', 'fr', 'supplier'),
  (3, 'Jörg', 'joerg@bakkerij.example', 'de', 'supplier'), (4, 'Sam', 'sam@bakkerij.example', 'en', 'staff'), (5, 'Weg', 'weg@bakkerij.example', 'nl', 'staff');
UPDATE member SET left_on='2026-01-01' WHERE id=5;
INSERT INTO handover(control, member, person, at, due_on) SELECT '8.b4', id, 'Baas', 0, '2026-12-09' FROM member;
INSERT INTO asset VALUES(1, 'kassa', 0, unixepoch('2026-09-01'), unixepoch('2026-12-10'), 'computer');
INSERT INTO asset VALUES(2, 'oude laptop', 0, unixepoch('2026-09-01'), unixepoch('2026-11-10'), 'computer');
INSERT INTO score_history VALUES(unixepoch('2026-10-02'), 0, 0,0,0,0,0,1000, 113);
INSERT INTO finding VALUES('8.b4', 'gap', 'measured', NULL, 0,0,0,1000,0,0, NULL, 1, unixepoch('2026-12-09'), unixepoch('2026-12-10'));
INSERT INTO finding VALUES('8.b5', 'gap', 'measured', NULL, 0,0,0,1000,0,0, NULL, 1, unixepoch('2026-10-02'), unixepoch('2026-12-10'));
INSERT INTO finding VALUES('8.b6', 'ok', 'measured', NULL, 1000,0,0,0,0,0, NULL, 1, unixepoch('2026-10-02'), unixepoch('2026-12-10'));
INSERT INTO answer VALUES('2.b1', 'yes', 'Baas', 0, unixepoch('2026-12-20')), ('2.b2', 'yes', 'Baas', 0, unixepoch('2027-03-01'));
INSERT INTO acceptance VALUES('10.b1', 'Baas', 'te duur', 0, unixepoch('2026-12-15'))"

mail --now 2026-12-10T08:00:00
is "$?" 0 "reminders go"
like "$(cat "$tmp/out")" "5 queued, 5 sent, 0 not sent" "one message to each of five people, none to who left"
is "$(got)" 5 "the server has five"
mail --now 2026-12-10T08:05:00
mail --now 2026-12-11T08:00:00
is "$(got)" 5 "what was told is not told again, today nor tomorrow"
for who in baas noor zoe joerg sam; do
	mv "$(dirname "$(grep -l "$who@" "$tmp"/in/*.to)")/$(basename "$(grep -l "$who@" "$tmp"/in/*.to)" .to).eml" "$tmp/$who.eml"
done
boss=$(letter "$tmp/baas.eml" body)
like "$boss" "oude laptop meldde zich het laatst op 10 november 2026" "a computer that is silent"
ok "$(echo "$boss" | grep -c 'kassa meldde')" "but not one that reported yesterday"
like "$boss" "telt tot 20 december 2026" "an answer that ends"
ok "$(echo "$boss" | grep -c 'maart 2027')" "but not one that holds for months"
like "$boss" "De reden toen: te duur" "what was accepted, with the reason"
is "$(echo "$boss" | grep -c '^  - ')" 1 "what is open since the first look is no news, what is open since yesterday is"
is "$(letter "$tmp/baas.eml" subject)" "Bäckerij Ümlaut: 9 zaken om te bekijken" "a subject with letters that are no ASCII arrives"
is "$(letter "$tmp/baas.eml" auto-submitted)" "auto-generated" "it says that a program made it"
like "$(letter "$tmp/noor.eml" body)" "Baas vroeg u dit te doen tegen 9 december 2026" "Dutch"
like "$(letter "$tmp/zoe.eml" body)" "Baas vous a demandé de faire ceci pour le 9 décembre 2026" "French"
like "$(letter "$tmp/joerg.eml" body)" "Baas hat Sie gebeten, das bis 9. Dezember 2026 zu tun" "German"
like "$(letter "$tmp/sam.eml" body)" "Baas asked you to do this before 9 December 2026" "English"
like "$(letter "$tmp/zoe.eml" subject)" "^Bäckerij Ümlaut compte sur vous pour le 9 décembre 2026$" "one thing alone gives its own subject"
is "$(awk 'length > 78' "$tmp"/*.eml | wc -l)" 0 "no line is over 78"
is "$(grep -c -v "$(printf '\r')\$" "$tmp/zoe.eml")" 0 "every line ends in CRLF"
is "$(sqlite3 "$db" "SELECT count(*) FROM mail WHERE body<>''")" 0 "what was sent is not kept"

sqlite3 "$db" "INSERT INTO asset VALUES(3, 'derde', 0, 0, unixepoch('2026-12-01'), 'computer')"
mail --now 2026-12-12T08:00:00 --send-only
is "$(sqlite3 "$db" "SELECT count(*) FROM mail_item WHERE once_key LIKE 'silent:3:%'")" 0 "with --send-only another program fills the queue"
sqlite3 "$db" "DELETE FROM asset WHERE id=3"

# The 1st: also when nothing happened.
mail --now 2027-01-01T07:00:00
like "$(cat "$tmp/out")" "1 queued, 1 sent" "on the 1st one message"
quiet=$(letter "$(find "$tmp/in" -name '*.eml' -newer "$tmp/baas.eml" | tail -1)" body)
like "$quiet" "^1\. In orde: 1 van de 3 maatregelen" "it says what is fine"
like "$quiet" "^2\. Veranderd in de voorbije maand: 0 maatregelen" "what changed"
like "$quiet" "^3\. Nog te doen: 2" "what is open"
like "$quiet" "^4\. Hierna: .*, 1 maart 2027" "what comes next"
like "$quiet" "kassa: 10/12/2026" "and when each computer was seen"
mail --now 2027-01-02T07:00:00
is "$(sqlite3 "$db" "SELECT count(*) FROM mail_item WHERE kind='quiet'")" 1 "once a month"
mail --now 2027-02-09T07:00:00
is "$(sqlite3 "$db" "SELECT count(*) FROM mail_item WHERE kind='quiet'")" 1 "and not in the middle of one"

# A server that does not want it now, or ends the connection; one that never wants it.
queue() { sqlite3 "$db" "INSERT INTO mail(to_address, lang, subject, body, kind, once_key, message_id, made_at, next_at)
  VALUES('$1', 'nl', 'proef', 'tekst', 'test', '$2', 'id$2', unixepoch('$3'), unixepoch('$3'))"; }
sqlite3 "$db" "DELETE FROM handover; DELETE FROM acceptance; DELETE FROM answer; DELETE FROM asset; UPDATE finding SET verdict='ok'"
n=$(got)
echo 4xx >"$tmp/in/mode"
queue noor@bakkerij.example later 2027-03-10
mail --now 2027-03-10T00:00:01
like "$(cat "$tmp/err")" "to noor@bakkerij.example, try 1: .*(451|later)" "not now: it is said"
like "$(sqlite3 "$db" "SELECT error FROM mail WHERE once_key='later'")" "mail server" "and kept for the page"
mail --now 2027-03-10T00:00:30
is "$(sqlite3 "$db" "SELECT tries FROM mail WHERE once_key='later'")" 1 "it is not tried again at once"
echo drop >"$tmp/in/mode"
mail --now 2027-03-10T00:02:00
is "$(sqlite3 "$db" "SELECT tries || ' ' || (next_at IS NOT NULL) FROM mail WHERE once_key='later'")" "2 1" "a connection that ends: later"
echo ok >"$tmp/in/mode"
mail --now 2027-03-10T01:00:00
is "$(got)" $((n + 1)) "then it is taken"
is "$(waits)" 0 "and waits no longer"
echo 5xx >"$tmp/in/mode"
queue noor@bakkerij.example never 2027-03-11
for hour in 00 02 04 06; do mail --now "2027-03-11T$hour:00:00"; done
is "$(sqlite3 "$db" "SELECT tries, next_at IS NULL, sent_at IS NULL FROM mail WHERE once_key='never'")" "3|1|1" "refused three times: given up"
is "$(sqlite3 "$db" "SELECT body FROM mail WHERE once_key='never'")" "" "what was given up is not kept: it may hold a personal link"
echo 4xx >"$tmp/in/mode"
queue noor@bakkerij.example long 2027-03-12
for day in 12 13 14 15 16; do mail --now "2027-03-${day}T12:00:00"; done
is "$(sqlite3 "$db" "SELECT tries, next_at IS NULL, sent_at IS NULL FROM mail WHERE once_key='long'")" "4|1|1" "after three days: given up"

# Killed while the server has it and has not answered: sent again later, with the same Message-ID, and then no more.
echo slow >"$tmp/in/mode"
n=$(got)
queue noor@bakkerij.example kill 2027-04-10
"$bolwerk" mail --db "$db" --once --now 2027-04-10T08:00:00 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 100); do
	[ "$(got)" -gt "$n" ] && break
	sleep 0.1
done
kill -9 $pid
wait $pid 2>/dev/null
is "$(sqlite3 "$db" "PRAGMA integrity_check; SELECT sent_at IS NULL FROM mail WHERE once_key='kill'")" "ok
1" "killed in the middle: the queue is whole and the message waits"
echo ok >"$tmp/in/mode"
mail --now 2027-04-10T08:05:00
is "$(got)" $((n + 1)) "who comes next leaves it to whom might still be sending it"
mail --now 2027-04-10T08:30:00
is "$(got)" $((n + 2)) "then it is sent again"
is "$(grep -h '^Message-ID: <idkill@' "$tmp"/in/*.eml | sort | uniq -c | awk '{ print $1 }')" 2 "with the same Message-ID"
mail --now 2027-04-10T09:30:00
is "$(got)" $((n + 2)) "and then no more"
n=$(got)
queue noor@bakkerij.example two 2027-04-11
echo slow >"$tmp/in/mode"
"$bolwerk" mail --db "$db" --once --now 2027-04-11T08:00:00 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 100); do
	[ "$(got)" -gt "$n" ] && break
	sleep 0.1
done
echo ok >"$tmp/in/mode"
mail --now 2027-04-11T08:00:01
is "$(got)" $((n + 1)) "two senders at once: one sends it"
kill -9 $pid
wait $pid 2>/dev/null
sqlite3 "$db" "UPDATE mail SET next_at=NULL"

# Duties, documents to read again, signatures that are not given: to whom they concern.
sqlite3 "$db" "
INSERT INTO duty(id, part, title, member, every_months, next_on, made_at) VALUES(1, 'task:read-alerts', 'Logboek lezen', 4, 1, '2027-04-25', 0),
  (2, 'task:x', 'Kopie terugzetten', NULL, 1, '2027-04-24', 0), (3, 'task:y', 'Later', 4, 1, '2027-06-01', 0), (4, 'task:z', 'Te laat', 1, 1, '2027-04-01', 0);
INSERT INTO document(part, version, title, lang, body, made_at, made_by, approved_at, approved_by, review_on)
  VALUES('document:ict-rules', 1, 'Huisregels', 'nl', '', 0, 'Baas', 1, 'Baas', '2027-05-01'), ('document:plan', 1, 'Plan', 'nl', '', 0, 'Baas', NULL, NULL, '2027-05-01');
INSERT INTO round(id, part, title, lang, body, made_at, made_by) VALUES(1, 'signoff:ict-rules', 'Huisregels', 'nl', '', 0, 'Baas');
INSERT INTO signature(round, member, asked_at, signed_at) VALUES(1, 2, unixepoch('2027-04-20'), NULL), (1, 3, unixepoch('2027-04-20'), unixepoch('2027-04-20'))"
rm -f "$tmp"/in/*.eml "$tmp"/in/*.to
mail --now 2027-04-20T08:00:00
who() { letter "$(grep -l "$1@" "$tmp"/in/*.to | sed 's/to$/eml/')" body; }
like "$(who sam)" "Logboek lezen is yours to do for Bäckerij Ümlaut, before 25 April 2027" "a duty, to who does it"
ok "$(who sam | grep -c Later)" "not one of weeks ahead"
like "$(who noor)" "Te laat moest voor Bäckerij Ümlaut klaar zijn tegen 1 april 2027" "one that is late"
like "$(who baas)" "Wie doet het: nog niemand" "one that nobody does, to the owner"
like "$(who baas)" "Huisregels is goed tot 1 mei 2027" "a document to read again"
ok "$(who baas | grep -c '^Plan')" "not a draft"
like "$(who zoe)" "Baas vous demande de lire «.*Huisregels.*» et de le signer" "a signature that is not given"
is "$(grep -l joerg@ "$tmp"/in/*.to)" "" "not to who signed"
mail --now 2027-04-21T08:00:00
is "$(find "$tmp/in" -name '*.eml' | wc -l)" 4 "each once"
mail --now 2027-04-27T09:00:00
is "$(grep -l zoe@ "$tmp"/in/*.to | wc -l)" 2 "a signature is asked again after a week"
sqlite3 "$db" "DELETE FROM duty; DELETE FROM document; DELETE FROM signature; DELETE FROM round"

# What somebody wrote cannot make a line of the header, nor another reader.
sqlite3 "$db" "UPDATE firm SET name='Firma' || char(13,10) || 'Bcc: evil@evil.example' || char(13,10,13,10) || 'text';
UPDATE member SET mail='noor@bakkerij.example>' || char(13,10) || 'RCPT TO:<evil@evil.example' WHERE id=1;
INSERT INTO handover(control, member, person, note, at, due_on) VALUES('8.b4', 4, 'x' || char(10) || '.' || char(10) || 'MAIL FROM:<a@b>', char(1) || 'note', 0, '2027-05-01'),
 ('8.b4', 1, 'x', '', 0, '2027-05-01')"
n=$(got)
mail --now 2027-05-10T08:00:00
is "$(got)" $((n + 2)) "two readers remain: the firm and one member"
is "$(cat "$tmp"/in/*.to | grep -c evil)" 0 "nobody else gets it"
for f in "$tmp"/in/*.eml; do sed '/^.$/q' "$f"; done >"$tmp/heads"
is "$(grep -ci '^bcc:' "$tmp/heads")" 0 "no line of the header was made"
sam=$(grep -l sam@ $(ls -t "$tmp"/in/*.to) | head -1)
like "$(letter "${sam%.to}.eml" body)" "MAIL FROM:<a@b>" "the text arrives as it was written, dot and all"
set_to mail_from 'x@y.example>
RCPT TO:<evil@evil.example'
mail --now 2027-05-11T08:00:00
is "$?" 3 "a sender that is no address: could not run"
set_to mail_from bolwerk@bakkerij.example
for bad in 'host' 'host:0' 'host:99999' 'a b:25' 'user@host:25' 'host/x:25' ':25'; do
	set_to mail_server "$bad"
	mail --now 2027-05-11T08:00:00
	like "$? $(cat "$tmp/err")" "^3 .*is written as" "no server: $bad"
done
set_to mail_server mail.example.be:25
mail --now 2027-05-11T08:00:00
like "$? $(cat "$tmp/err")" "^3 .*without encryption" "without encryption to no other computer"

# STARTTLS: our CA, another CA, another name, no STARTTLS at all; a password in its own file.
ca() { openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$1" -keyout "$tmp/$1.key" -out "$tmp/$1.pem" 2>/dev/null; }
cert() { # cert NAME CA SAN
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$tmp/$1.key" -out "$tmp/$1.csr" 2>/dev/null
	printf 'subjectAltName=%s\n' "$3" >"$tmp/ext"
	openssl x509 -req -in "$tmp/$1.csr" -CA "$tmp/$2.pem" -CAkey "$tmp/$2.key" -CAcreateserial -days 30 -extfile "$tmp/ext" -out "$tmp/$1.pem" 2>/dev/null
}
ca ours
ca other
cert good ours IP:127.0.0.1
cert misnamed ours DNS:mail.example.be
plain=$(cat "$tmp/in/port")
set_to mail_security starttls
set_to mail_user user
printf 'geheim\n' >"$tmp/s/mail.key"
chmod 600 "$tmp/s/mail.key"
sink "$tmp/tls" "$tmp/good.pem" "$tmp/good.key"
set_to mail_server "127.0.0.1:$port"
try() { # try NAME PATTERN OPTION…: refused
	name=$1 pattern=$2
	shift 2
	"$bolwerk" mail --db "$db" --test an@bakkerij.example "$@" >/dev/null 2>"$tmp/err"
	like "$? $(cat "$tmp/err")" "^3 .*$pattern" "$name"
}
"$bolwerk" mail --db "$db" --test an@bakkerij.example --ca "$tmp/ours.pem" >/dev/null 2>"$tmp/err"
is "$?" 0 "over STARTTLS with our CA it goes"
like "$(cat "$tmp"/tls/*.to)" "^bolwerk@bakkerij.example an@bakkerij.example TLS True" "encrypted, and logged in"
try "another CA: refused" "[Cc]ertificate" --ca "$tmp/other.pem"
try "a CA that the system does not know: refused" "[Cc]ertificate"
printf 'fout' >"$tmp/s/mail.key"
try "a wrong password: said" "(denied|Login)" --ca "$tmp/ours.pem"
is "$(grep -c geheim "$tmp/err")" 0 "without the password"
set_to mail_server "127.0.0.1:$plain"
try "a server without STARTTLS: refused" "(STARTTLS|TLS|SSL)" --ca "$tmp/ours.pem"
sink "$tmp/name" "$tmp/misnamed.pem" "$tmp/misnamed.key"
set_to mail_server "127.0.0.1:$port"
try "another name in the certificate: refused" "(name|[Cc]ertificate|match)" --ca "$tmp/ours.pem"
is "$(find "$tmp/name" "$tmp/tls" -name '*.eml' | wc -l)" 1 "none of these got a message"
is "$(sqlite3 "$db" "SELECT count(*) FROM mail WHERE kind='test' AND next_at IS NOT NULL")" 0 "a test that failed is not sent later"
is "$(sqlite3 "$db" .dump | grep -c geheim)" 0 "the password is not in the firm's file"

# It stays, sends what comes, and ends when asked.
set_to mail_server "127.0.0.1:$plain"
set_to mail_security none
set_to mail_user ''
sqlite3 "$db" "UPDATE mail SET next_at=NULL"
queue noor@bakkerij.example stay 2026-01-01
sqlite3 "$db" "UPDATE mail SET made_at=unixepoch(), next_at=unixepoch() WHERE once_key='stay'"
"$bolwerk" mail --db "$db" >/dev/null 2>&1 &
pid=$!
for _ in $(seq 50); do
	[ -n "$(sqlite3 "$db" "SELECT 1 FROM mail WHERE once_key='stay' AND sent_at IS NOT NULL")" ] && break
	sleep 0.1
done
is "$(sqlite3 "$db" "SELECT count(*) FROM mail WHERE once_key='stay' AND sent_at IS NOT NULL")" 1 "without --once it stays and sends"
kill $pid
wait $pid
is "$?" 0 "and ends when asked"
done_testing
