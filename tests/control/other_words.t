#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The words of messages, cards and the questions about the firm: four languages, sentences of at most 15 words, no banned words, the right form of
address, the same values used in each language, room for them on a card."""
import json, os, re, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
bolwerk = os.environ.get("BOLWERK", root + "/build/linux/bolwerk")
BANNED = (r"management commitment|c-level|compliance|compliant|governance|endpoints?|patch(es|ed|ing)?|siem|hardening|bcp|awareness|stakeholders?|assets?|"
          r"conformité|gouvernance|konformität|naleving|bewustwording|sensibilisation")
ADDRESS = {"en": r"$^", "nl": r"\b(je|jij|jouw|jullie)\b", "fr": r"\b(tu|ton|tes|toi)\b", "de": r"\b(du|dein\w*|euch|euer)\b"}


def ask(sql):
    out = subprocess.run([bolwerk, "sql", "--db", ":memory:", "--format", "json", sql], capture_output=True, check=True)
    return json.loads(out.stdout)


texts = {"mail": ask("SELECT kind AS id, lang, field, 0 AS step, text FROM cat.mail_text"),
         "card": ask("SELECT card AS id, lang, field, step, text FROM cat.card_text"),
         "question": ask("SELECT question AS id, lang, field, step, text FROM cat.firm_text")}


def plain(t):
    return re.sub(r"\{\d+\?([^|}]*)\|[^}]*\}", r"\1", t)


def sentences(t):
    return re.split(r"(?<=[.!?:;])\s+|\n", plain(t))


for name, rows in texts.items():
    english = {(r["id"], r["field"], r["step"]): r["text"] for r in rows if r["lang"] == "en"}
    ok([] if len(rows) == 4 * len(english) and english else [f"{len(rows)} texts, {len(english)} in English"], f"{name}: {len(english)} texts in four languages")
    where = [(f"{r['id']} {r['field']} {r['lang']}: ", r) for r in rows]
    ok([w + s for w, r in where for s in sentences(r["text"]) if len(s.split()) > 15], f"{name}: sentences of at most 15 words")
    ok([w + r["text"] for w, r in where if re.search(rf"\b({BANNED})\b", r["text"], re.I)], f"{name}: no banned words")
    ok([w + r["text"] for w, r in where if re.search(ADDRESS[r["lang"]], r["text"], re.I)], f"{name}: u, vous, Sie")
    values = lambda t: sorted(set(re.findall(r"\{(\d+)", t)))
    ok([w + r["text"] for w, r in where if values(r["text"]) != values(english[r["id"], r["field"], r["step"]])], f"{name}: the same values in each language")
    ok([w + r["text"] for w, r in where if r["lang"] != "en" and len(r["text"]) > 40 and r["text"] == english[r["id"], r["field"], r["step"]]],
       f"{name}: translated")
ok([r["text"] for r in texts["card"] if r["field"] == "act" and len(r["text"]) > 95], "card: an act fits two lines of a card")
sources = ask("SELECT number, page, source FROM cat.card_call WHERE number IS NOT NULL OR page IS NOT NULL")
ok([str(s) for s in sources if not s["source"]] or ([] if len(sources) >= 4 else ["too few"]), "card: each fixed number has its source")
columns = {r["field"] for r in ask("SELECT field FROM cat.firm_option UNION SELECT field FROM cat.firm_question WHERE field IS NOT NULL")}
want = set("has_premises has_server has_wifi has_guest_wifi has_remote has_cloud has_website has_laptops has_mobiles has_paper has_suppliers personal_data "
           "pays_online rents_hosting people nace hours_without".split())
ok(sorted(want ^ columns), "question: together they fill the whole profile")
ok([] if len(ask("SELECT id FROM cat.firm_question")) == 8 else ["not eight"], "question: eight")
nace = ask("SELECT * FROM cat.ref_nace")
ok([str(r) for r in nace if not all(r[lang] for lang in ("en", "nl", "fr", "de"))] or ([] if len(nace) > 24 else ["too few"]), "sector: four languages")
ok([r["code"] for r in nace if r["code"] and not re.fullmatch(r"\d\d(\.\d)?", r["code"])], "sector: codes of divisions and groups")
done()
