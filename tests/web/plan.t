#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The pages of the risk in euro and of the plan, as an owner uses them: a story before the first euro, figures that are those of the database, what the firm can
spend and what comes of it, "what if" beside the engine, a fix that closes itself, the sheet for the supplier. This computer is looked at; nothing is made up."""
import json, os, re, subprocess, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import fill, web
from web import done, equal, none, ok

s = web.Server().start()
an = s.owner(lang="en")
r = an.get("/risk")
ok(r.status == 200 and "€" not in r.text, "before a computer was looked at there is no euro")
ok(an.get("/plan").status == 200 and an.get("/risk/if").status == 200 and an.get("/plan/request").status == 200, "and the other pages say so too")
c = s.firm()
c.execute("INSERT OR IGNORE INTO firm(one, version) VALUES(1, 0)")
c.execute("UPDATE firm SET name='Bakkerij Peeters', nace='10.71', people=8, has_suppliers=1, has_website=1")
fill.judge(s)


def one(sql, *args):
    return c.execute(sql, args).fetchone()[0]


def euro(n):
    return f"€{n:,}"


# ---- a story first
TRADE, STORY = (web.catalogue("SELECT text FROM sector_text WHERE sector='retail' AND lang='en' AND field=?", f)[0][0] for f in ("title", "story"))
text = an.get("/risk").text
at = text.find("€")
ok(0 < text.find(STORY.split(".")[0]) < at and TRADE in text[:at], "before the first euro stands a story of the trade", text[max(0, at - 200):at])
ok(euro(one("SELECT mean FROM risk")) in text and euro(one("SELECT p90 FROM risk")) in text and euro(one("SELECT p99 FROM risk")) in text, "then the range, as the database has it")
n = one("SELECT count(*) FROM risk_scenario")
equal(text.count('href="/risk/threat/'), n, f"each of the {n} troubles opens")
none([t for t, in c.execute("SELECT threat FROM risk_scenario") if an.get(f"/risk/threat/{t}").status != 200 or "Own judgement" not in an.get(f"/risk/threat/{t}").text], "to its numbers and their sources")
ok(an.get("/risk/threat/nothing").status in (200, 404) and "no such trouble" in an.get("/risk/threat/nothing").text, "one that nobody knows is said to be so")
ok("<svg class=\"curve\"" in text and "what you can miss" not in text, "the curve is drawn, without a line of cash")

# ---- what the firm can spend
before = one("SELECT mean FROM risk")
r = an.form("/plan", "/plan/means", minutes="40", euro="", turnover="3000000", cash="5000")
equal(r.status, 303, "the owner tells what the firm can spend, its turnover and its cash")
ok(one("SELECT mean FROM risk") > before, "a larger turnover loses more", one("SELECT mean FROM risk"), before)
text = an.get("/risk").text
ok("what you can miss" in text and re.search(r"Once in about \d+ years it costs more than the €5,000", text), "and how often a year costs more than the cash is told")
equal(c.execute("SELECT minutes > 40 FROM plan_month WHERE minutes > 40").fetchall(), [], "no month takes more than the forty minutes")
r = an.post("/plan/means", minutes="0", euro="-5", turnover="x", cash="")
ok(r.status == 422 and r.text.count('class="wrong"') >= 3 and 'value="x"' in r.text, "what makes no sense is refused, and stands there still", r.status)
equal(one("SELECT plan_minutes FROM firm"), 40, "and changes nothing")
an.form("/plan", "/plan/means", minutes="40", euro="0", turnover="", cash="")
equal(one("SELECT count(*) FROM plan WHERE month IS NOT NULL AND once + yearly > 0"), 0, "with no euro nothing that costs money is planned")
ok(one("SELECT count(*) FROM plan WHERE why='money'") > 0 and "do not fit in your euro" in an.get("/plan").text, "and what does not fit is said")
c.execute("UPDATE firm SET has_suppliers=0")
an.form("/plan", "/plan/means", minutes="60", euro="", turnover="", cash="")
equal(one("SELECT count(*) FROM plan p WHERE month IS NOT NULL AND control IN (%s)" % ",".join(f"'{i}'" for i, in web.catalogue("SELECT id FROM control WHERE who='supplier'"))), 0,
      "who has no ICT supplier is planned nothing that only one can do")
c.execute("UPDATE firm SET has_suppliers=1")
an.form("/plan", "/plan/means", minutes="60", euro="", turnover="", cash="")

# ---- the plan
text = an.get("/plan").text
things, minutes = one("SELECT count(*) FROM plan WHERE month=1"), one("SELECT minutes FROM plan_month WHERE month=1")
ok(re.search(rf"This month: {things} things?, {minutes} minutes", text), "the plan of this month stands in one sentence")
ok(re.search(rf"This month: {things} things?, {minutes} minutes", an.get("/").text), "and on the first page")
open_ = {i for i, in c.execute("SELECT control FROM finding WHERE verdict IN ('gap','partly')")}
equal({i for i, in c.execute("SELECT control FROM plan")} - open_, set(), "it holds nothing but what is open")
hard = [h for h, in c.execute("SELECT hard FROM plan ORDER BY position")]
ok(hard == sorted(hard, reverse=True) and 1 in hard, "what must come first comes first")
none([i for i, in c.execute("SELECT p.control FROM plan p JOIN finding f USING(control) WHERE p.control NOT IN (%s) AND p.month IS NOT NULL" % ",".join(f"'{x}'" for x in re.findall(r'href="/measure/([^"]+)"', text)))],
     "each planned measure is on the page")
sheet = an.get("/plan/request").text
none([i for i, in c.execute("SELECT control FROM plan WHERE month IS NOT NULL") if web.catalogue("SELECT who FROM control WHERE id=?", i)[0][0] != "owner" and f'id="a-{i}"' not in sheet],
     "the sheet for the supplier asks each thing that is planned for one")
ok("Price once" in sheet and "Proof:" in sheet, "with the proof wanted and space for a price")

# ---- what if
top = c.execute("SELECT control, would FROM risk_measure WHERE would > 0 ORDER BY would DESC LIMIT 2").fetchall()
mean = one("SELECT mean FROM risk")
text = an.get(f"/risk/if?with={top[0][0]}&without=").text
ok(euro(mean - top[0][1]) in text or euro(mean - top[0][1] + 1) in text or euro(mean - top[0][1] - 1) in text, f"one measure on ({top[0][0]}) saves what the table says", mean, top[0])
both = json.loads(subprocess.run([web.BOLWERK, "sql", "--db", s.db, "--format", "json", f"SELECT risk_if('{top[0][0]}_{top[1][0]}','') AS j"], capture_output=True, text=True).stdout)
both = json.loads(both[0]["j"]) if isinstance(both, list) else json.loads(both["rows"][0][0])
ok(mean - both["mean"] <= top[0][1] + top[1][1] + 1 and both["mean"] < mean - top[0][1] + 1, "two together save more than one and no more than both apart", both, top)
text = an.get(f"/risk/if?with={top[0][0]}_{top[1][0]}").text
ok(euro(both["mean"]) in text, "and the page shows what the engine says")
off = [re.search(r'with=([^"&]*)', h).group(1) for h in re.findall(r'aria-checked="true" href="([^"]*)"', text) if "with=" in h]
ok(top[1][0] in off and top[0][0] in off, "a switch that is on leads back to where it is off", off[:4])
ok("a year more" in an.get("/risk/if?without=" + one("SELECT control FROM risk_measure WHERE saves > 1 ORDER BY saves DESC LIMIT 1")).text, "taking away what is there costs more")
began = time.time()
some = [x for x, in c.execute("SELECT control FROM risk_measure WHERE would > 0 ORDER BY would DESC LIMIT 20")]
equal({an.get(f"/risk/if?with={x}").status for x in some}, {200}, f"(a switch is answered in {(time.time() - began) / 20 * 1000:.0f} ms)")
none([x for x in ("zqx9_" * 400, "'", "%27%20OR%201", "_" * 50, "8.a3_8.a3_8.a3") if an.get(f"/risk/if?with={x}").status not in (200, 400, 404, 414)], "nonsense switches nothing and breaks nothing")

# ---- a fix closes itself
report = subprocess.run([web.BOLWERK, "probe"], capture_output=True, text=True).stdout.splitlines()
now = int(time.time())
row = {"t": "update_auto", "r": {"tool": "unattended-upgrades", "enabled": 1, "scope": "security", "timer_enabled": 1, "last_run_at": now - 3600, "last_result": "ok"}}
report = [l for l in report if json.loads(l).get("t") != "update_auto"]
end = json.loads(report[-1])
end["end"]["rows"] = sum("t" in json.loads(l) for l in report) + 1
planned = one("SELECT saves FROM plan WHERE control='5.b3' AND month IS NOT NULL")
mean = one("SELECT mean FROM risk")
ok(planned > 0, "updates that install themselves are planned", planned)
fill.ingest(s, "\n".join([*report[:-1], json.dumps(row), json.dumps(end)]) + "\n")
equal((one("SELECT verdict FROM finding WHERE control='5.b3'"), one("SELECT count(*) FROM plan WHERE control='5.b3'")), ("ok", 0), "mended and measured, it leaves the plan by itself")
equal(one("SELECT saves FROM risk_closed WHERE control='5.b3'"), planned, "what it saves is kept")
ok(one("SELECT mean FROM risk") < mean, "and the year costs less", one("SELECT mean FROM risk"), mean)
title, = web.catalogue("SELECT text FROM control_text WHERE control='5.b3' AND lang='en' AND field='title'")[0]
text = an.get("/plan").text
ok(title in text[text.find("Done, and measured"):] and "Done, and measured" in text, "the plan shows it as done")
fill.judge(s)
equal(one("SELECT count(*) FROM risk_closed WHERE control='5.b3'"), 1, "once")

# ---- stop paying
ok("Stop paying" not in an.get("/plan").text, "nothing is paid twice")
pc = one("SELECT asset FROM host LIMIT 1")
for product in ("sophos", "eset"):
    c.execute("INSERT INTO antivirus(asset, source, product, running) VALUES(?,'host',?,1)", (pc, product))
now = int(time.time())
for register, body in (("licences", {"program": "Boekhoud Plus", "seats": 25}), ("licences", {"program": "Kassa", "seats": 8}), ("mobiles", {"user": "Jan Weg", "model": "iPhone 12", "owner": "firm"})):
    c.execute("INSERT INTO entry(register, body, made_at, made_by, changed_at, changed_by) VALUES(?,?,?,'An',?,'An')", (register, json.dumps(body), now, now))
c.execute("INSERT INTO member(name, kind, lang, left_on) VALUES('Jan Weg','staff','nl','2026-01-31')")
text = an.get("/plan").text
stop = text[text.find("Stop paying"):text.find("The months after")]
none([x for x in ("sophos", "eset", "Boekhoud Plus", "25 places, and 8 people", "iPhone 12", "Jan Weg") if x not in stop], "two antivirus programs, too many licences, the phone of who left")
ok("Kassa" not in stop, "and nothing else", stop)
c.execute("DELETE FROM antivirus WHERE product IN ('sophos', 'eset')")

# ---- insurance
c.execute("UPDATE firm SET cash=5000, turnover=900000")
text = an.get("/insurance").text
ok("come back" not in text and text.count('class="asked"') >= 12, "without an offer the insurer's questions stand there")
play = json.loads(subprocess.run([web.BOLWERK, "sql", "--db", s.db, "--format", "json", "SELECT insurance_if(800, 1000, 50000) AS j"], capture_output=True, text=True).stdout)
play = json.loads(play[0]["j"]) if isinstance(play, list) else json.loads(play["rows"][0][0])
text = an.get("/insurance?premium=800&excess=1.000&most=50000").text
ok(f"{int(100 * play['paid'] / 800 + 0.5)} cents come back" in text and euro(play["cost"]) in text, "an offer is laid beside the firm's own year", play)
ok(play["paid"] < play["before"] and play["p99"] <= 1000 and play["over"] <= play["over_before"], "a policy pays less than the loss, and caps what stays", play)
none([q for q in ("premium=0", "premium=-5", "premium=x", "premium=9" + "9" * 30, "premium=5&excess=-1", "premium=5&most=-7", "premium=1&excess=&most=") if an.get("/insurance?" + q).status != 200], "an offer that makes no sense breaks nothing")
before = text.count("Do not sign a yes")
for control, in web.catalogue("SELECT value FROM ref_insurer_question, json_each('[\"' || replace(controls, ' ', '\",\"') || '\"]') WHERE question='payments'"):
    an.post(f"/measure/{control}/answer", value="yes")
ok(an.get("/insurance").text.count("Do not sign a yes") == before + 1, "what is only told is no yes to an insurer")

# ---- who may
s.people()
auditor, staff, supplier = s.as_role("auditor"), s.as_role("staff"), s.as_role("supplier")
ok(auditor.get("/risk").status == 200 and staff.get("/plan").status == 200, "who looks on may see it")
ok(auditor.post("/plan/means", minutes="5").status in (403, 404) and staff.post("/plan/means", minutes="5").status in (403, 404), "only the owner tells what may be spent")
ok(supplier.get("/risk").status in (403, 404) and supplier.get("/plan").status in (403, 404), "a supplier sees neither")
s.stop()
done()
