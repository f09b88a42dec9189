#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The words of lists and instruments, as the image holds them: different from the English, sentences of at most 15 words, none of the
banned words, the right form of address, blanks of documents that are known, and every template of a view translated."""
import os, re, sqlite3, sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
db = sqlite3.connect(f"file:{root}/build/image.db?mode=ro", uri=True)
BANNED = (r"management commitment|c-level|compliance|compliant|governance|endpoints?|patch(es|ed|ing)?|siem|hardening|bcp|awareness|stakeholders?|assets?|"
          r"conformité|gouvernance|konformität|naleving|bewustwording|sensibilisation")
ADDRESS = {"nl": r"\b(je|jij|jou|jouw|jullie)\b", "fr": r"\b(tu|te|ton|ta|tes|toi)\b", "de": r"\b(du|dich|dir|dein|deine|deinen|euch|euer)\b"}
BLANKS = {"firm", "date", "boss", "boss_phone", "lead", "lead_phone", "ict", "ict_phone", "bank_phone", "insurer", "insurer_phone", "internet", "security_mail"}


texts = [(f"register:{r} {f}", lang, t) for r, lang, f, t in db.execute("SELECT register, lang, field, text FROM register_text")]
texts += [(f"{p} {f} {n}", lang, t) for p, lang, f, n, t in db.execute("SELECT part, lang, field, step, text FROM instrument_text WHERE part NOT LIKE 'register:%'")]
texts += [(f"{p} {n}", lang, t) for p, n, lang, t in db.execute("SELECT part, name, lang, text FROM instrument_item")]
words = [(f"register:{r} {f} {n}", lang, t) for r, f, n, lang, t in db.execute("SELECT register, field, name, lang, text FROM register_choice")]
english = {where: t for where, lang, t in texts if lang == "en"}
ok([] if len(english) > 600 else [str(len(english))], f"{len(english)} texts in English")
for lang in ("en", "nl", "fr", "de"):
    mine = [(w, t) for w, l, t in texts if l == lang]
    # A label of one word (Firm, Port, Badge) may be the same word; a sentence may not.
    ok([w for w, t in mine if lang != "en" and t == english[w] and len(t.split()) > 2], f"{lang}: no sentence is left in English")
    ok([f"{w}: {s}" for w, t in mine for s in re.split(r"(?<=[.!?:;])\s+|\n|\|", t) if len(re.sub(r"[#*\-–«»„“\[\]]", " ", s).split()) > 15],
       f"{lang}: sentences of at most 15 words")
    ok([f"{w}: {t}" for w, t in mine if re.search(r"\b(" + BANNED + r")\b", t, re.I)], f"{lang}: none of the banned words")
    ok([f"{w}: {t}" for w, t in mine if lang in ADDRESS and re.search(ADDRESS[lang], t, 0 if lang == "de" else re.I)], f"{lang}: the right form of address")
    ok([f"{w}: {b}" for w, t in mine for b in re.findall(r"\{(\w+)\}", t) if b not in BLANKS], f"{lang}: blanks that are known")
    ok([w for w, t in mine if sorted(set(re.findall(r"\{(\w+)\}", t))) != sorted(set(re.findall(r"\{(\w+)\}", english[w])))], f"{lang}: the same blanks as in English")

templates = {t.replace("''", "'") for (sql,) in db.execute("SELECT sql FROM schema_part WHERE part = 'view'") for t in re.findall(r"say\('((?:[^']|'')*)'", sql)}
for name in ("register.c", "register_csv.c"):
    with open(f"{root}/src/core/{name}", encoding="utf-8") as f:
        templates |= set(re.findall(r'say_keep\([^"]*"((?:[^"\\]|\\.)*)"', f.read()))
templates |= {en for (en,) in db.execute("SELECT en FROM ref_reason")}
known = {en for (en,) in db.execute("SELECT en FROM phrase WHERE control = '' GROUP BY en HAVING count(DISTINCT lang) = 3")}
# {1}: {2} is put together of what is translated already.
ok([t for t in sorted(templates) if t not in known and t != "{1}: {2}"], f"{len(templates)} templates of views and lists are translated")
pictures = {p for (p,) in db.execute("SELECT picture FROM instrument WHERE picture IS NOT NULL")}
static = {n: b for n, b in db.execute("SELECT name, body FROM static")}
ok([p for p in pictures if p not in static or b"<text" in static[p] or len(static[p]) > 1000], "pictures are there, small and without words")
done()
