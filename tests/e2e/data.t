#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# Data files with an error: the build names the file, the line and the key, and fails.
. "$(dirname "$0")/../tap.sh"
image=$root/build/tools/image
cp -r data "$tmp/data"
(cd "$tmp" && "$image" data good.db)
ok $? "the data as it is makes an image"

wrong() { # wrong NAME FILE SED-SCRIPT PATTERN
	cp "$root/$2" "$tmp/$2"
	sed -i "$3" "$tmp/$2"
	if cmp -s "$root/$2" "$tmp/$2"; then
		ok 1 "$1: the trial changes nothing"
	else
		(cd "$tmp" && "$image" data bad.db 2>err)
		is "$?" 1 "$1: fails"
		like "$(cat "$tmp/err")" "$4" "$1: $(grep -Em1 "$4" "$tmp/err" | cut -c1-120)"
	fi
	cp "$root/$2" "$tmp/$2"
}
control=data/control/08-access/8.b4.yml
wrong "no title" $control '/^title:/,/^ask:/{/^ask:/!d}' "^$control:[0-9]+: key \"title\""
wrong "a language is missing" $control 's/^  de: .*$//' "^$control:[0-9]+: key \"[a-z_]+\.de\""
wrong "an unknown key" $control 's/^scope:/scoop:/' "^$control:[0-9]+: key \"scoop\" is not known"
wrong "an unknown scope" $control 's/^scope: .*/scope: moon/' "^$control:[0-9]+: key \"scope\""
wrong "SQL that does not prepare" $control 's/JOIN password_policy/JOIN pasword_policy/' "^$control:[0-9]+: key \"check\": no such table"
wrong "columns of another name" $control 's/AS wanted/AS wished/' "^$control:[0-9]+: key \"check\": the columns"
wrong "the time of the machine" $control "s/FROM host h/FROM host h JOIN (SELECT date('now'))/" "^$control:[0-9]+: key \"check\": the time is now"
wrong "a text without translation" $control "s/say('\([^']*\)'/say('\1 !'/" "^$control:[0-9]+: key \"check\": the text"
wrong "a number that is none" $control 's/minutes: [0-9]*/minutes: many/' "^$control:[0-9]+: key \"minutes\""
wrong "a proof that is none" $control 's/^proof: .*/proof: [trust]/' "^$control:[0-9]+: key \"proof\""
wrong "a mapping that is none" $control 's/^refs: \[/refs: [moon:1, /' "^$control:[0-9]+: key \"refs\""
wrong "a validity that is none" $control 's/^valid: .*/valid: soon/' "^$control:[0-9]+: key \"valid\""
wrong "another id" $control 's/^id: .*/id: 8.b5/' "^$control:[0-9]+: key \"id\""
wrong "no YAML" $control 's/^level: .*/level: [basic/' "^$control:[0-9]+: "
wrong "a key that stands twice" $control 's/^level: .*/&\n&/' "^$control:[0-9]+: key \"level\" stands twice"
fact=data/fact/account.sql
wrong "a fact column without a comment" $fact 's/ -- login name$//' "^$fact:[0-9]+: column \"name\""
wrong "a fact column of no type" $fact 's/name TEXT/name WORD/' "^$fact:[0-9]+: column \"name\""
wrong "a fact table of no kind" $fact 's/^-- kind: .*/-- kind: maybe/' "^$fact:1: "
wrong "a fact table without asset" $fact 's/  asset INTEGER/  thing INTEGER/' "^$fact:[0-9]+: the first columns"
page=data/page/report.html
wrong "a page's query" $page 's/FROM finding f JOIN/FROM findings f JOIN/' "^$page:[0-9]+: query \""
wrong "a column that no query gives" $page 's/{{os_name}}/{{os_nam}}/' "^$page:[0-9]+: \{\{os_nam\}\}"
wrong "a section that is not closed" $page 's/{{\/unseen}}//' "^$page:.*(closed|closes)"
wrong "a page's text without translation" $page 's/{{_ What to do first}}/{{_ What to do last}}/' "^$page:[0-9]+: the text"
wrong "a word that is not translated" data/lang/fr.po 's/^msgstr "à faire"/msgstr ""/' "^data/lang/fr.po:[0-9]+: msgid \"open\""
wrong "a line that is none" data/lang/nl.po 's/^msgid "open"/msgidd "open"/' "^data/lang/nl.po:[0-9]+: "
wrong "a CSV line with a field too many" data/ref/port.csv 's/^22,tcp,SSH,remote/22,tcp,SSH,remote,more/' "^data/ref/port.csv:[0-9]+: "
wrong "a CSV number that is none" data/ref/port.csv 's/^22,/twenty,/' "^data/ref/port.csv:[0-9]+: "
mail=data/mail/silent.yml
wrong "a message's query" $mail 's/FROM asset WHERE/FROM assets WHERE/' "^$mail:[0-9]+: key \"when\": no such table"
wrong "a message with a value too many" $mail 's/We no longer see {1}/We no longer see {9}/' "^$mail:[0-9]+: key \"subject.en\" uses a value"
wrong "a message that writes" $mail 's/^  SELECT NULL AS member.*/  DELETE FROM asset RETURNING 1 AS member, name AS once_key, name, 1 --/' "^$mail:[0-9]+: key \"when\""
wrong "a message without a language" $mail '/^  fr: "/d' "^$mail:[0-9]+: key \"subject.fr\" is missing"
wrong "a message with an unknown key" $mail 's/^position:/place:/' "^$mail:[0-9]+: key \"place\" is not known"
card=data/card/crisis.yml
wrong "a card with four acts" $card '/Pay nobody\./d' "^$card:[0-9]+: key \"act"
wrong "a number without its source" $card '/source: beschermjezelfonline/d' "^$card:[0-9]+: key \"call\": a number needs its source"
question=data/question/place.yml
wrong "a question about no column" $question 's/field: has_wifi/field: has_wify/' "^$question:[0-9]+: key \"field\": table firm has no column"
wrong "a question without help in German" $question '/Lassen Sie leer/d' "^$question:[0-9]+: key \"help.de\" is missing"
wrong "a schema file out of order" data/schema/view/002-action.sql '1s/.*/SELECT;/' "^data/schema/view/002-action.sql: |syntax"
list=data/register/keys.yml
wrong "a list without a language" $list 's/, de: Schlüssel und Codes//' "^$list:[0-9]+: key \"title.de\" is missing"
wrong "a field of no type" $list 's/type: person/type: people/' "^$list:[0-9]+: key \"type\""
wrong "a field with a name that SQL knows" $list 's/name: holder/name: where/' "^$list:1: register_keys: near"
wrong "a field with a name that is ours" $list 's/name: holder/name: version/' "^$list:[0-9]+: key \"name\""
wrong "an end that is no field" $list 's/^over: .*/over: gone/' "^$list:[0-9]+: key \"over\""
wrong "words without their list" data/register/badges.yml '/choices:/,/name: spare/d' "^data/register/badges.yml:[0-9]+: field \"state\""
wrong "a list that comes from elsewhere, without its columns" data/register/staff-list.yml 's/SELECT id, name/SELECT id, kind/' "^data/register/staff-list.yml:[0-9]+: key \"view\": column 2"
quiz=data/quiz/devices.yml
wrong "a right answer that is none" $quiz 's/right: 3/right: 4/' "^$quiz:[0-9]+: key \"right\""
wrong "a question without an answer in one language" $quiz '0,/  nl:/s/ {6}nl:/      xx:/;s/^      nl:$/      xx:/' "^$quiz:[0-9]+: key \"answers.nl\""
wrong "a step that one language does not have" data/task/read-alerts.yml '0,/^    - .*/s///' "^data/task/read-alerts.yml:[0-9]+: key \"steps"
wrong "an instrument of another name" data/drill/tabletop.yml 's/^id: .*/id: table/' 'key "proof": "drill:tabletop" has no file'
wrong "a key that no instrument has" data/photo/shredder.yml 's/^minutes:/minuten:/' "^data/photo/shredder.yml:[0-9]+: key \"minuten\" is not known"
threat=data/threat/fraud.yml
wrong "a threat with p95 below p50" $threat 's/p95: 120000/p95: 9000/' "^$threat:[0-9]+: key \"numbers.loss.10-49.p95\": p95 is below p50"
wrong "a threat with p50 below p5" $threat 's/p5: 400,/p5: 4001,/' "^$threat:[0-9]+: key \"numbers.loss.1-9.p50\": p50 is below p5"
wrong "a threat with a negative rate" $threat 's/p50: 0.008,/p50: -0.008,/' "^$threat:[0-9]+: key \"numbers.frequency.1-9.p50\": -0.008 must be a number above 0"
wrong "a threat with a rate of zero" $threat 's/p50: 0.008,/p50: 0,/' "^$threat:[0-9]+: key \"numbers.frequency.1-9.p50\": 0 must be a number above 0"
wrong "a threat with a number that is none" $threat 's/p50: 0.008,/p50: nan,/' "^$threat:[0-9]+: key \"numbers.frequency.1-9.p50\": nan must"
wrong "a threat with a loss without end" $threat 's/p95: 120000/p95: 1e999/' "^$threat:[0-9]+: key \"numbers.loss.10-49.p95\": 1e999 must"
wrong "a threat with more than a year of standstill" $threat 's/p95: 1}/p95: 366}/' "^$threat:[0-9]+: key \"numbers.days.1-9.p95\": 366 must be a number above 0 and at most 365"
wrong "a threat without a number" $threat '0,/, p95: [0-9.]*/s///' "^$threat:[0-9]+: key \"numbers.frequency.1-9.p95\" is missing"
wrong "a threat with a size that is none" $threat '0,/    10-49:/s//    10-99:/' "^$threat:[0-9]+: key \"numbers.frequency\": \"10-99\" is no size"
wrong "a threat with a measure that is none" $threat 's/control: 3.b5/control: 3.b55/' "^$threat:[0-9]+: key \"measures\": there is no measure \"3.b55\""
wrong "a measure that makes things worse" $threat 's/risk: 0.35/risk: 1.35/' "^$threat:[0-9]+: key \"risk\": 1.35 must be a number above 0 and at most 1"
wrong "a measure that hits nothing" $threat '0,/hits: frequency/s//hits: money/' "^$threat:[0-9]+: key \"hits\": \"money\" is none of"
wrong "a threat without a source" $threat '0,/^    source: .*/s///' "^$threat:[0-9]+: key \"source\" is missing"
wrong "own judgement that is sure" $threat '0,/sure: low/s//sure: high/' "^$threat:[0-9]+: key \"sure\": own judgement is never more than low"
wrong "a threat of no date" $threat '0,/dated: .*/s//dated: soon/' "^$threat:[0-9]+: key \"dated\": \"soon\""
wrong "a threat without a language" $threat '0,/^  de: .*/s///' "^$threat:[0-9]+: key \"title.de\" is missing"
wrong "a threat with an unknown key" $threat 's/^what:/whatt:/' "^$threat:[0-9]+: key \"whatt\" is not known"
wrong "a threat in the place of another" $threat 's/^position: .*/position: 3/' "^data/threat/takeover.yml:[0-9]+: key \"position\": another file has 3"
wrong "a threat with a condition that is none" data/threat/website.yml 's/^when: .*/when: has_web_site/' "^data/threat/website.yml:[0-9]+: key \"when\": no such column: has_web_site"
wrong "a threat per what there is none of" data/threat/device.yml 's/^per: .*/per: person/' "^data/threat/device.yml:[0-9]+: key \"per\""
wrong "a measure against what no threat is called" $control 's/^reduces: {takeover:/reduces: {burglar:/' "^$control:[0-9]+: key \"reduces\": burglar"
wrong "a name that no threat answers to any more" data/threat/website.yml 's/^reduced_by: .*/reduced_by: [site]/' "^data/control/[^:]*:[0-9]+: key \"reduces\": website"
sector=data/sector/law.yml
wrong "a sector with a factor too large" $sector '0,/factor: [0-9.]*/s//factor: 11/' "^$sector:[0-9]+: key \"factor\": 11 must be a number above 0 and at most 10"
wrong "a sector with a factor too small" $sector '0,/factor: [0-9.]*/s//factor: 0.09/' "^$sector:[0-9]+: key \"factor\" must be a number from 0.1 to 10"
wrong "a sector with a threat that is none" $sector '0,/threat: leak/s//threat: flu/' "^$sector:[0-9]+: key \"threat\": there is no threat \"flu\""
wrong "a sector with the code of another" $sector "s/^nace: .*/nace: ['69.1', '69.2']/" "^$sector:[0-9]+: key \"nace\": 69.2 stands in sector accounting already"
wrong "a sector with a code that is none" $sector "s/^nace: .*/nace: [law]/" "^$sector:[0-9]+: key \"nace\": \"law\" is no code"
wrong "a sector without a language" $sector '0,/^  fr: .*/s///' "^$sector:[0-9]+: key \"title.fr\" is missing"
wrong "a reference number that is none" data/ref/risk_constant.csv 's/^floor,0.10/floor,low/' "^data/ref/risk_constant.csv:[0-9]+: "
mv "$tmp/data/schema/view/002-action.sql" "$tmp/data/schema/view/004-action.sql"
(cd "$tmp" && "$image" data bad.db 2>err)
is "$?" 1 "a number is left out in the schema: fails"
like "$(cat "$tmp/err")" "004-action.sql: must be named" "a number is left out in the schema: says so"
done_testing
