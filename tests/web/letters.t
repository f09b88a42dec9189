#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A letter to who must mend what the firm cannot: written in each language, changed, sent by mail or by hand, closed when a second look finds the faults
gone and not before, called late after its day; a warning to customers. Reports are made up (share/network.py), the rest is real."""
import json, os, re, sqlite3, subprocess, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import fill, network, web
from web import done, equal, none, ok

NOW = int(time.time())
s = web.Server().start()
an = s.owner()
fill.ingest(s, network.domain(at=NOW - 900))
c = s.firm()
c.execute("INSERT OR IGNORE INTO firm(one, name) VALUES(1, 'Bakkerij Peeters')")
c.execute("UPDATE firm SET name='Bakkerij Peeters'")
domain = c.execute("SELECT id FROM asset WHERE kind='domain'").fetchone()[0]


def one(sql, *args):
    return c.execute(sql, args).fetchone()[0]


def write(who, lang="nl", asset=None):
    r = an.post("/letter/make", asset=str(asset or domain), who=who, lang=lang)
    return int(r.header("Location").rsplit("/", 1)[1]) if r.status == 303 else r.status


def look(**more):
    """A second look, later than all before it and than the letters."""
    look.at += 60
    fill.ingest(s, network.domain(at=look.at, **more))


look.at = NOW + 1


def closed(letter):
    return one("SELECT closed_at IS NOT NULL FROM letter WHERE id=?", letter)


def due():
    """The letters of which the owner is reminded, by the message's own SQL."""
    sql, = web.catalogue("SELECT when_sql FROM mail_kind WHERE id='letter-late'")[0]
    p = subprocess.run([web.BOLWERK, "sql", "--db", s.db, "--format", "json", sql], capture_output=True, text=True)
    assert p.returncode == 0, p.stderr
    return [r["title"] for r in json.loads(p.stdout)]


# ---- written
english = {"en": "Dear Sir", "nl": "Geachte", "fr": "Madame", "de": "Sehr geehrte"}
letters = {lang: write("mail", lang) for lang in english}
texts = {lang: one("SELECT body FROM letter WHERE id=?", i) for lang, i in letters.items()}
none([lang for lang, word in english.items() if not texts[lang].startswith(word)], "a letter in each language, greeting as that language does")
sentences = {x.strip() for x in re.split(r"\n", texts["en"]) if len(x.split()) > 3}
none([f"{lang}: {x}" for lang in ("nl", "fr", "de") for x in sentences if x in texts[lang]], "no English sentence is left in the others")
requests = {code: nl for code, nl in web.catalogue("SELECT code, nl FROM ref_check_request")}
none([x for x in ("bakkerij.example", "Bakkerij Peeters", "An Peeters", "mx1.hoster.example", "mx2.hoster.example", "1024", requests["starttls"], requests["dkim-key"]) if x not in texts["nl"]],
     "it names the firm, what was seen and what is asked")
equal(texts["nl"].count(requests["starttls"]), 1, "what is asked of two servers stands there once")
none([k for k in ("{", "}", "\x01", "None", "(null)") for t in texts.values() if k in t], "nothing of the machinery is left in it")
equal(sorted(x[0] for x in json.loads(one("SELECT codes FROM letter WHERE id=?", letters["nl"]))), ["dkim-key", "dkim-trial", "starttls", "starttls"], "it asks what is the mail provider's, and nothing else")
equal(one("SELECT provider FROM letter WHERE id=?", letters["nl"]), "Combell", "and knows who that is")
ok(write("supplier") == 422, "where there is nothing to ask no letter is written")
web_letter, dns_letter = write("web"), write("dns")

# ---- changed and sent
mine, other = letters["nl"], letters["fr"]
r = an.form(f"/letter/{mine}", f"/letter/{mine}", title="Onze mail", body=texts["nl"] + "\nBel gerust.", due_on=time.strftime("%Y-%m-%d", time.gmtime(NOW - 2 * web.DAY)))
ok(r.status in (200, 303) and one("SELECT title FROM letter WHERE id=?", mine) == "Onze mail", "it can be changed before it is sent")
equal(due(), [], "nobody is reminded of a letter that was not sent")
r = an.post(f"/letter/{mine}/sent", to="support@hoster.example")
ok(r.status == 422 and not one("SELECT count(*) FROM mail WHERE kind='letter'"), "without a mail server it is not sent")
c.execute("INSERT OR REPLACE INTO setting(name, value) VALUES('mail_server', '127.0.0.1:25')")
r = an.post(f"/letter/{mine}/sent", to="no address")
ok(r.status == 422, "nor to what is no address")
r = an.post(f"/letter/{mine}/sent", to="support@hoster.example")
equal((r.status, c.execute("SELECT to_address, subject, lang FROM mail WHERE kind='letter'").fetchall()), (303, [("support@hoster.example", "Onze mail", "nl")]), "by mail: it waits in the queue")
ok("Bel gerust." in one("SELECT body FROM mail WHERE kind='letter'"), "with the text as it was changed")
equal(an.post(f"/letter/{mine}", title="x", body="y", due_on="2030-01-01").status, 422, "what was sent is not changed any more")
an.post(f"/letter/{other}/sent", to="")
equal((one("SELECT sent_at IS NOT NULL FROM letter WHERE id=?", other), one("SELECT count(*) FROM mail WHERE kind='letter'")), (1, 1), "by hand: noted, and nothing more is sent")
equal(due(), ["Onze mail"], "after its day the owner is reminded, of that one alone")

# ---- measured again
look()
none([i for i in letters.values() if closed(i)], "a look that finds the same leaves it open")
look(clean=True, blind=["domain_dkim"])
ok(not closed(mine), "what could not be seen leaves it open")
ok(closed(web_letter) and closed(dns_letter), "the letter to the web host, of which all was seen, is closed")
look(clean=True)
none([i for i in letters.values() if not closed(i)], "a look in which the faults are gone closes it")
equal(due(), [], "and nobody is reminded of it any more")
r = an.get(f"/letter/{mine}")
ok(r.status == 200 and "✓" in r.text, "its page says so")

# ---- customers
warning = write("customers", "fr")
body = one("SELECT body FROM letter WHERE id=?", warning)
none([x for x in ("bbakkerij.example", "baakkerij.example", "@bakkerij.example") if x not in body] + [x for x in ("bcakkerij",) if x in body], "the warning to customers names what receives mail, and nothing else")
look(clean=True, lookalikes=False)
ok(not closed(warning), "no look closes a warning")

# ---- a network
fill.ingest(s, network.lan(at=NOW - 900))
net = c.execute("SELECT id FROM asset WHERE kind='network'").fetchone()[0]
letter = write("supplier", "de", net)
body = one("SELECT body FROM letter WHERE id=?", letter)
none([x for x in ("10.0.0.0/24", "10.0.0.5", "10.0.0.3", "Telnet") if x not in body] + [x for x in ("von außen",) if x in body], "a letter about a network names devices with their addresses")
fill.ingest(s, network.lan(at=look.at + 60, clean=True))
ok(not closed(letter), "the settings of the router still answer: open")
an.post(f"/letter/{letter}/end")
equal(one("SELECT given_up_at IS NOT NULL FROM letter WHERE id=?", letter), 1, "it can be given up")
ok(an.post(f"/letter/{letter}/sent", to="").status == 422, "then it is not sent")
equal(s.log_text(), "", "the server's own log stays empty")
done()
