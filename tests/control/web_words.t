#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The words of the web application, as data/lang/*.po and data/ref/action.csv hold them: every sentence in four languages, of at most 15 words, none
of the banned words, the right form of address, the same values used, one translation of one key, one word for one thing, nothing left in
English but words that are the same; and every template of a page and of a reply is there."""
import ast, collections, csv, glob, os, re, sqlite3, sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BANNED = (r"management commitment|c-level|compliance|compliant|governance|endpoints?|patch(es|ed|ing)?|siem|hardening|bcp|awareness|stakeholders?|assets?|"
          r"conformité|gouvernance|konformität|naleving|bewustwording|sensibilisation")
ADDRESS = {"en": r"(?!)", "nl": r"\b(je|jij|jou|jouw|jullie)\b", "fr": r"\b(tu|te|ton|ta|tes|toi)\b", "de": r"\b(du|dich|dir|dein\w*|euch|euer)\b"}
# What is called otherwise elsewhere on the screen: one word for one thing.
OTHER = {"nl": r"\b(eigenaars?|inlogg?en|ingelogd|uitlogg?en|uitgelogd|logt in|bladzijdes?|pagina's|e-mailadres\w*|noodkaart|apparaat)\b",
         "fr": r"\b(patron|prestataires?|adresse e-mail|courriel|mot-clé|carte d'urgence|contrôleur)\b",
         "de": r"\b(Betriebe?s?|Chefs?|ICT-\w+|E-Mail\w*|Notfallkarte|Notfallcodes?)\b"}
# Words that are the same as in English, one by one.
SAME = {"nl": {"Plan", "Model x.", "Code", "Computer", "Computers", "later", "Later", "contract", "quiz", "open", "Android", "basis", "Type", "auditor", "Mail:", "Internet", "x records", "x bits", "x: cookie x",
                "Router x", "Firewall x", "Server x", "Computer x", "Laptop x", "Tablet x", "Printer x", "Camera x", "Switch x"},
        "fr": {"Plan", "Source", "Code", "Questions", "Signatures", "signatures", "Photos", "photo", "Type", "Suppliers", "quiz", "contrat", "x minutes", "x (version x)", "Port", "Internet", "x bits", "Port x: x", "x: cookie x"},
        "de": {"Plan", "Code", "Computer", "System", "Name", "Text", "text", "quiz", "person", "Passkeys", "Dialog", "Links", "Mail:", "Name:", "Port", "Internet", "Port x: x",
               "Router x", "Firewall x", "Server x", "Computer x", "Laptop x", "Tablet x", "Switch x"}}


def entries(path):
    out, key, text, into = [], None, None, None
    with open(path, encoding="utf-8") as f:
        for line in list(f) + ["msgid \"\"\n"]:
            line = line.strip()
            if line.startswith("msgid "):
                if key:
                    out.append((key, text))
                key, text, into = ast.literal_eval(line[6:]), "", "key"
            elif line.startswith("msgstr "):
                text, into = ast.literal_eval(line[7:]), "text"
            elif line.startswith('"'):
                more = ast.literal_eval(line)
                key, text = (key + more, text) if into == "key" else (key, text + more)
    return out


def rooms(lang):
    return sorted(p for p in glob.glob(f"{root}/data/lang/*.po") if re.fullmatch(rf"(.*\.)?{lang}\.po", os.path.basename(p)))


def plain(t):
    """{n?one|many} as it is read, values as one word."""
    return re.sub(r"\{\w+(:\w+)?\}", "x", re.sub(r"\{\w+\?([^|}]*)\|([^}]*)\}", r"\2", t))


def sentences(t):
    return re.split(r"(?<=[.!?:;])\s+|\n", plain(t))


def words(s):
    return len([w for w in s.split() if re.search(r"\w", w)])


def values(t):
    return sorted(set(re.findall(r"\{(\w+)(?:[:}?])", t)))


texts = {lang: [(os.path.basename(p), k, v) for p in rooms(lang) for k, v in entries(p)] for lang in ("nl", "fr", "de")}
with open(root + "/data/ref/action.csv", encoding="utf-8") as f:
    actions = list(csv.DictReader(line for line in f if not line.startswith("#")))
for lang in texts:
    texts[lang] += [("action.csv", a["en"], a[lang]) for a in actions]
keys = {lang: {k for _, k, _ in rows} for lang, rows in texts.items()}
english = sorted(set.union(*keys.values()))
ok([] if len(english) > 800 else [str(len(english))], f"{len(english)} texts")
ok([f"{lang}: {k}" for lang in keys for k in english if k not in keys[lang]], "each in three languages")
for lang in ("en", "nl", "fr", "de"):
    mine = [("en", k, k) for k in english] if lang == "en" else texts[lang]
    ok([f"{p}: {s}" for p, _, t in mine for s in sentences(t) if words(s) > 15], f"{lang}: sentences of at most 15 words")
    ok([f"{p}: {t}" for p, _, t in mine if re.search(rf"\b({BANNED})\b", t, re.I)], f"{lang}: none of the banned words")
    ok([f"{p}: {t}" for p, _, t in mine if re.search(ADDRESS[lang], t, 0 if lang == "de" else re.I)], f"{lang}: the right form of address")
    ok([f"{p}: {t}" for p, _, t in mine if t != t.strip() or "  " in t], f"{lang}: no space too many")
    if lang == "en":
        continue
    ok([f"{p}: {t}" for p, k, t in mine if t == k and re.search(r"[a-z]{3}", plain(k)) and plain(k).strip() not in SAME[lang]], f"{lang}: nothing left in English")
    ok([f"{p}: {k} → {t}" for p, k, t in mine if values(k) != values(t)], f"{lang}: the same values as in English")
    said = collections.defaultdict(set)
    for _, k, t in mine:
        said[k].add(t)
    ok([f"{k} → {' / '.join(sorted(v))}" for k, v in said.items() if len(v) > 1], f"{lang}: one translation of one key")
    ok([f"{p}: {t}" for p, _, t in mine if re.search(OTHER[lang], t, re.I if lang != "de" else 0)], f"{lang}: one word for one thing")
    ok([f"{p}: {k} → {t}" for p, k, t in mine if p != "action.csv" and k[-1:] in ".?:" and t[-1:] != k[-1:] and not k.endswith("?")], f"{lang}: ends as the English does")
ok([f"{p}: {t}" for p, _, t in texts["fr"] if re.search(r"\w[?!;»]|\w:(?=\s|$)|’", re.sub(r"\{[^}]*\}", "x ", t))], "fr: a space before : ? ! ;, straight apostrophes")
ok([f"{p}: {t}" for p, _, t in texts["de"] if re.search(r"\w (dass|weil|wenn|sobald|damit) \w", t) and p != "action.csv" and
    not re.search(r"[,.:;(–] ?(erst |auch )?(dass|weil|wenn|sobald|damit) |(, )?(und|oder|als|so) (dass|wenn) |lebt damit bis", t)], "de: a comma before dass, weil, wenn, sobald, damit")

# What a page or a view says by say('…') in SQL, and what the server answers, has no check at the build.
db = sqlite3.connect(f"file:{root}/build/image.db?mode=ro", uri=True)
phrases = {en for (en,) in db.execute("SELECT en FROM phrase GROUP BY en HAVING count(DISTINCT lang) = 3")}
sql = [("page " + p, q) for p, q in db.execute("SELECT page, sql FROM page_query")] + [("view " + n, q) for n, q in db.execute("SELECT name, sql FROM schema_part WHERE part = 'view'")]
said = [(where, t.replace("''", "'")) for where, q in sql for t in re.findall(r"\bsay\('((?:[^']|'')*)'", q)]
for path in glob.glob(f"{root}/src/web/**/*.c", recursive=True) + glob.glob(f"{root}/src/core/register*.c"):
    with open(path, encoding="utf-8") as f:
        source = f.read()
    calls = re.findall(r'\b(?:job_refuse|say_keep)\((?:[^"();]|"(?:[^"\\]|\\.)*"|\((?:[^()"]|"(?:[^"\\]|\\.)*")*\))*\)', source)
    calls += re.findall(r'\bsay_done = [^;]*;', source)
    said += [(os.path.relpath(path, root), t) for c in calls for t in re.findall(r'"((?:[^"\\]|\\.)*)"', c) if re.search(r"[A-Z].*[. ]", t) and not t.startswith("SELECT")]
ok([f"{w}: {t}" for w, t in sorted(set(said)) if re.search(r"[A-Za-z]{3}", plain(t)) and t not in phrases], f"{len(said)} texts of queries and replies are translated")
done()
