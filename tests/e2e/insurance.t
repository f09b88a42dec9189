#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What insurers ask: the words (four languages, sentences of at most 15 words, the right form of address), the measures behind each question; and what the view
answers for firms of which all was measured, all only told, something is open, nothing is known."""
import json, os, re, shutil, sqlite3, subprocess, sys, tempfile

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, "tests")
from tap import done, ok

BOLWERK = os.environ.get("BOLWERK", "build/linux/bolwerk")
image = sqlite3.connect("file:build/image.db?mode=ro", uri=True)
image.row_factory = sqlite3.Row
questions = [dict(r) for r in image.execute("SELECT * FROM ref_insurer_question ORDER BY position")]
controls = {c for (c,) in image.execute("SELECT id FROM control")}
BANNED = (r"management commitment|c-level|compliance|compliant|governance|endpoints?|patch(es|ed|ing)?|siem|hardening|bcp|awareness|stakeholders?|assets?|phishing|ransomware|malware|"
          r"conformité|gouvernance|konformität|naleving|bewustwording|sensibilisation")
ADDRESS = {"en": r"$^", "nl": r"\b(je|jij|jou|jouw|jullie)\b", "fr": r"\b(tu|te|ton|ta|tes|toi)\b", "de": r"\b(du|dich|dir|dein|deine|deinen|euch|euer)\b"}
words = [(f"{q['question']} {lang}: {q[lang]}", lang, q[lang] or "") for q in questions for lang in ADDRESS]
ok([] if 12 <= len(questions) <= 16 and len({q["question"] for q in questions}) == len(questions) else [str(len(questions))], f"{len(questions)} questions")
ok([w for w, _, t in words if not re.fullmatch(r"[^?]{10,110}\?", t) or len(re.findall(r"[\w'’-]*\w[\w'’-]*", t)) > 17 or len(re.sub(r"\s\?", "", t).split()) > 15], "each is one question of at most 15 words")
ok([w for w, lang, t in words if re.search(ADDRESS[lang], t, 0 if lang == "de" else re.I) or re.search(BANNED, t, re.I)], "u, vous, Sie; no banned words")
ok([w for w, lang, t in words if lang == "fr" and not t.endswith("\u00a0?")], "fr: a no-break space before the question mark")
ok([q["question"] for q in questions if len({q[lang] for lang in ADDRESS}) < 4], "translated")
ok([f"{q['question']}: {c}" for q in questions for c in (q["controls"] or "").split(" ") if q["controls"] and c not in controls] +
   [q["question"] for q in questions if bool(q["controls"]) == bool(q["number"])], "each has measures that exist, or asks a number")

tmp = tempfile.mkdtemp()
path = f"{tmp}/own.db"


def ask(sql):
    r = subprocess.run([BOLWERK, "sql", "--db", path, "--lang", "en", "--format", "json", sql], capture_output=True, text=True)
    return json.loads(r.stdout) if r.returncode == 0 else [{"wrong": r.stderr}]


def answers():
    return {r["question"]: r for r in ask("SELECT * FROM insurer_answer ORDER BY position")}


def find(verdict, source, only=None, **shares):
    part = dict(measured=0, proven=0, told=0, gap=0, accepted=0, unknown=0, **{})
    part.update(shares)
    db = sqlite3.connect(path)
    for c in [only] if only else controls:
        db.execute("INSERT OR REPLACE INTO finding VALUES(?,?,?,?,?,?,?,?,?,?,NULL,1,1,1)", (c, verdict, source, f"why of {c}", *part.values()))
    db.commit()
    db.close()


def tell(sql):
    db = sqlite3.connect(path)
    db.execute(sql)
    db.commit()
    db.close()


asked = [q["question"] for q in questions if q["controls"]]
numbers = [q["question"] for q in questions if q["number"]]
got = answers()
ok([str(g) for q, g in got.items() if g["answer"] != "unknown" or g["value"] is not None or g["exceptions"] != g["measures"]] + ([] if len(got) == len(questions) else [str(got)]),
   "nothing is known: nothing is answered")
find("ok", "measured", measured=1000)
got = answers()
ok([str(got[q]) for q in asked if got[q]["answer"] != "yes" or got[q]["exceptions"]] + [str(r) for r in ask("SELECT * FROM insurer_exception")], "all was measured: yes, without exceptions")
find("ok", "proven", only="3.b5", proven=1000)
ok([] if answers()["payments"]["answer"] == "yes" else [str(answers()["payments"])], "what is proven is a yes too")
find("ok", "told", told=1000)
got = answers()
ok([str(got[q]) for q in asked if got[q]["answer"] != "told" or got[q]["exceptions"] != got[q]["measures"]], "all was only told: never a bare yes")
find("ok", "measured", measured=1000)
find("ok", "told", only="7.b3", told=1000)
got, why = answers(), ask("SELECT control, state, why FROM insurer_exception WHERE question='copies'")
ok([] if got["copies"]["answer"] == "told" and why == [{"control": "7.b3", "state": "told", "why": "why of 7.b3"}] else [str(got["copies"]), str(why)], "one of two only told: told, and which")
find("gap", "measured", only="7.b3", gap=1000)
got, why = answers(), ask("SELECT question, control, state, why FROM insurer_exception")
ok([] if got["copies"]["answer"] == "partly" and why == [{"question": "copies", "control": "7.b3", "state": "gap", "why": "why of 7.b3"}] else [str(got["copies"]), str(why)],
   "one of two is a gap: partly, and which")
ok([str(got[q]) for q in asked if q != "copies" and got[q]["answer"] != "yes"], "and no other answer changes")
find("gap", "measured", only="7.b1", gap=1000)
ok([] if answers()["copies"]["answer"] == "no" else [str(answers()["copies"])], "both are gaps: no")
find("unknown", None, only="7.b1", unknown=1000)
ok([] if answers()["copies"]["answer"] == "no" else [str(answers()["copies"])], "a gap and something unknown: no")
find("ok", "measured", only="7.b3", measured=1000)
ok([] if answers()["copies"]["answer"] == "unknown" else [str(answers()["copies"])], "one in order, one unknown: not known")
find("partly", "measured", only="9.a3", measured=500, gap=500)
ok([] if answers()["laptops"]["answer"] == "partly" else [str(answers()["laptops"])], "in part in order: partly")
find("accepted", "measured", only="9.a3", accepted=1000)
ok([] if answers()["laptops"]["answer"] == "no" else [str(answers()["laptops"])], "a gap that the owner lives with is a gap for an insurer")
find("not_applicable", None, only="9.a3")
got = answers()["laptops"]
ok([] if (got["answer"], got["measures"]) == ("out", 0) else [str(got)], "what does not apply is out")
tell("INSERT OR IGNORE INTO firm(one) VALUES(1)")
tell("UPDATE firm SET turnover=1250000")
tell("INSERT INTO register_review(register, at, person) VALUES('incidents', 1, 'An')")
got = answers()
ok([] if (got["turnover"]["answer"], got["turnover"]["value"], got["incidents"]["value"]) == ("number", 1250000, 0) else [str(got["turnover"]), str(got["incidents"])],
   "turnover as told; a list of incidents that was looked through and is empty: none")
for day in ("date('now', '-1 year')", "date('now', '-4 years')", "date('now', '-6 years')"):
    tell(f"INSERT INTO entry(register, body, made_at, made_by, changed_at, changed_by) VALUES('incidents', json_object('what', 'x', 'day', {day}), unixepoch(), 'An', unixepoch(), 'An')")
ok([] if answers()["incidents"]["value"] == 2 else [str(answers()["incidents"])], "incidents of the last five years are counted")
ok([q for q in numbers if answers()[q]["answer"] != "number"], "numbers are answered with a number")
shutil.rmtree(tmp, ignore_errors=True)
done()
