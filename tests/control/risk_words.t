#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What can happen and what is different in a trade, as the image holds them: the words (four languages, sentences of at most 15 words, no banned words, the
right form of address), and the numbers: complete, each with its source, adding up to what the design says; every name of every measure has its threat."""
import math, os, re, sqlite3, sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
db = sqlite3.connect(f"file:{root}/build/image.db?mode=ro", uri=True)
BANNED = (r"management commitment|c-level|compliance|compliant|governance|endpoints?|patch(es|ed|ing)?|siem|hardening|bcp|awareness|stakeholders?|assets?|"
          r"phishing|ransomware|malware|ddos|conformité|gouvernance|konformität|naleving|bewustwording|sensibilisation")
ADDRESS = {"en": r"$^", "nl": r"\b(je|jij|jou|jouw|jullie)\b", "fr": r"\b(tu|te|ton|ta|tes|toi)\b", "de": r"\b(du|dich|dir|dein|deine|deinen|euch|euer)\b"}
FIELDS = {"threat": {"title": (1, 1), "story": (2, 3), "what": (1, 1), "do": (2, 4)}, "sector": {"title": (1, 1), "story": (2, 3), "example": (1, 2)}}


def sentences(t):
    return [s for s in re.split(r"(?<=[.!?])\s+", t) if s]


for table, fields in FIELDS.items():
    rows = db.execute(f"SELECT {table}, lang, field, text FROM {table}_text").fetchall()
    english = {(i, f): t for i, lang, f, t in rows if lang == "en"}
    ids = [i for (i,) in db.execute(f"SELECT id FROM {table} ORDER BY position")]
    ok([] if len(ids) >= {"threat": 11, "sector": 13}[table] else [str(ids)], f"{table}: {len(ids)}")
    ok([] if len(rows) == 4 * len(fields) * len(ids) else [str(len(rows))], f"{table}: {len(rows)} texts, each in four languages")
    ok([f"{i} {f} {la}: {s}" for i, la, f, t in rows for s in re.split(r"(?<=[.!?:;])\s+", t) if len(re.sub(r"\s[?!:;]", "", s).split()) > 15],
       f"{table}: sentences of at most 15 words")
    ok([f"{i} {f} {la}: {t}" for i, la, f, t in rows if re.search(rf"\b({BANNED})\b", t, re.I)], f"{table}: no banned words")
    ok([f"{i} {f} {la}: {t}" for i, la, f, t in rows if re.search(ADDRESS[la], t, 0 if la == "de" else re.I)], f"{table}: u, vous, Sie")
    ok([f"{i} {f} {la}" for i, la, f, t in rows if la != "en" and t == english[i, f] and t not in ("Restaurants, cafés et hôtels",)], f"{table}: translated")
    ok([f"{i} {f} {la}: {t}" for i, la, f, t in rows if not fields[f][0] <= len(sentences(t)) <= fields[f][1] or (f != "title") != (t[-1] in ".?")],
       f"{table}: as many sentences as the field has room for")
    ok([f"{i} title {la}: {t}" for i, la, f, t in rows if f == "title" and len(t) > 60], f"{table}: titles fit a line")

numbers = db.execute("SELECT threat, size, what, p5, p50, p95, source, dated, sure FROM threat_number").fetchall()
threats = {t for (t,) in db.execute("SELECT id FROM threat")}
ok([] if len(numbers) == 9 * len(threats) else [str(len(numbers))], f"{len(numbers)} numbers: three kinds, three sizes")
ok([str(n) for n in numbers if not 0 < n[3] <= n[4] <= n[5]], "p5, p50 and p95 in order")
ok([str(n) for n in numbers if abs(math.log(n[3] * n[5] / n[4] ** 2)) > 0.02], "as far up as down, as the lognormal has it")
ok([str(n) for n in numbers if n[6].startswith("own judgement") and n[8] != "low"], "own judgement is never sure")
value = {(t, s, w): (a, m, z) for t, s, w, a, m, z, *_ in numbers}
ok([f"{t} {w}: {value[t, a, w][1]} with {a}, {value[t, b, w][1]} with {b}" for t in threats for w in ("frequency", "loss") for a, b in (("1-9", "10-49"), ("10-49", "50-249"))
    if value[t, a, w][1] > value[t, b, w][1]], "a larger firm has no smaller number")
constant = dict(db.execute("SELECT name, value FROM ref_risk_constant"))
device = {t for (t,) in db.execute("SELECT threat FROM threat_per")}
for size, low, high in (("1-9", 500, 700), ("10-49", 3400, 4200), ("50-249", 22000, 27000)):
    # The mean of a lognormal is p50 * exp(sigma^2 / 2).
    mean = sum(value[t, size, "frequency"][1] * (constant["devices_" + size] if t in device else 1) * value[t, size, "loss"][1]
               * math.exp((math.log(value[t, size, "loss"][2] / value[t, size, "loss"][1]) / constant["sigma_divisor"]) ** 2 / 2) for t in threats)
    ok([] if low < mean < high else [str(mean)], f"{size} people: EUR {mean:.0f} a year on average")
alias = {n for (n,) in db.execute("SELECT name FROM threat_alias")}
ok([n for (n,) in db.execute("SELECT DISTINCT threat FROM control_reduces") if n not in alias], "every name under reduces belongs to a threat")
controls = {c for (c,) in db.execute("SELECT id FROM control")}
measures = db.execute("SELECT threat, control, hits, risk, source, sure FROM threat_measure").fetchall()
ok([str(m) for m in measures if m[1] not in controls or not 0 < m[3] <= 1] or ([] if len(measures) > 50 else ["too few"]), f"{len(measures)} measures with a number of their own")
risk = dict(db.execute("SELECT strength, risk FROM ref_risk_strength"))
ok([] if risk == {3: 0.55, 2: 0.75, 1: 0.92} else [str(risk)], "the three strengths")

prefixes = [p for (p,) in db.execute("SELECT prefix FROM sector_nace")]
ok([c for (c,) in db.execute("SELECT code FROM ref_nace WHERE code IS NOT NULL") if not any(c.startswith(p) for p in prefixes)], "every trade that an owner can choose has its sector")
factors = db.execute("SELECT sector, threat, what, factor, source, sure FROM sector_factor").fetchall()
ok([str(f) for f in factors if f[1] not in threats or not 0.1 <= f[3] <= 10 or not f[4] or f[3] == 1], f"{len(factors)} factors, each changes something")
ok([s for (s,) in db.execute("SELECT id FROM sector WHERE (SELECT count(*) FROM sector_factor WHERE sector = id) < 3")], "each sector has at least three")
done()
