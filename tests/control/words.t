#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The words of the catalogue, as `bolwerk controls` gives them: all there in four languages, different from the English, sentences of at
most 15 words, none of the banned words, the right form of address."""
import json, os, re, subprocess, sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
bolwerk = os.environ.get("BOLWERK", root + "/build/linux/bolwerk")
LANGS = ["en", "nl", "fr", "de"]
FIELDS = ["title", "ask", "why", "ask_supplier"]
BANNED = (r"management commitment|c-level|compliance|compliant|governance|endpoints?|patch(es|ed|ing)?|siem|hardening|bcp|awareness|stakeholders?|"
          r"conformité|gouvernance|konformität|naleving|bewustwording|sensibilisation")
ADDRESS = {"nl": r"\b(je|jij|jouw|jullie)\b", "fr": r"\b(tu|ton|tes|toi)\b", "de": r"\b(du|dein\w*|euch|euer)\b"}
SAME_ALLOWED = set()  # (id, field, language) of texts that are rightly the same as the English
count = failed = 0


def ok(good, name, *details):
    global count, failed
    count += 1
    failed += not good
    print(("ok" if good else "not ok"), count, "-", name)
    for line in details[:10]:
        print("#", line)


def controls(lang):
    out = subprocess.run([bolwerk, "controls", "--format", "json", "--lang", lang], capture_output=True, check=True)
    return json.loads(out.stdout)


def texts(c):
    for f in FIELDS + (["today"] if c["today"] else []):
        yield f, c[f]
    for i, step in enumerate(c["how"]):
        yield f"how {i + 1}", step


def long_sentences(text):
    return [s for s in re.split(r"(?<=[.!?:;])\s+|\n", text) if len(s.split()) > 15]


all_ = {lang: controls(lang) for lang in LANGS}
guide = [c for c in all_["en"] if c["guide"]]
ok(len(guide) == 113, f"113 controls of the guide ({len(guide)})")
ok(sum(c["level"] == "basic" for c in guide) == 51, "51 basic")
ok(sum(c["level"] == "advanced" for c in guide) == 62, "62 advanced")
sees = {s: sum(c["sees"] == s for c in guide) for s in ("both", "gap", "signal", "rarely", "own-records", "no")}
ok(sees == {"both": 38, "gap": 29, "signal": 8, "rarely": 4, "own-records": 10, "no": 24}, f"what a machine's answer is worth: {sees}")
ok(all(not (c["proof"] == ["answer"]) for c in guide), "no control is a bare yes/no box")
for lang in LANGS:
    same, empty, long_, banned, address = [], [], [], [], []
    english = {c["id"]: dict(texts(c)) for c in all_["en"]}
    for c in all_[lang]:
        mine = dict(texts(c))
        if set(mine) != set(english[c["id"]]):
            empty.append(f"{c['id']}: other fields or steps than in English")
        for field, text in mine.items():
            where = f"{c['id']} {field}: {text}"
            if not text or not text.strip():
                empty.append(where)
                continue
            if lang != "en" and text == english[c["id"]].get(field) and (c["id"], field, lang) not in SAME_ALLOWED:
                same.append(where)
            long_ += [f"{c['id']} {field}: {s}" for s in long_sentences(text)]
            if re.search(r"\b(" + BANNED + r")\b", text, re.I):
                banned.append(where)
            if lang in ADDRESS and re.search(ADDRESS[lang], text, re.I if lang == "nl" else 0):
                address.append(where)
    ok(not empty, f"{lang}: every text is there", *empty)
    ok(not same, f"{lang}: no text is left in English", *same)
    ok(not long_, f"{lang}: sentences of at most 15 words", *long_)
    ok(not banned, f"{lang}: none of the banned words", *banned)
    ok(not address, f"{lang}: the right form of address", *address)
print(f"1..{count}")
sys.exit(failed > 0)
