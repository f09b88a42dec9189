#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What letters ask (data/ref/check_request.csv): a row for each code of the views of networks and domains that somebody else than the firm can mend, none
without such a code, a fact table that shows the fault, short sentences in four languages."""
import os, re, sqlite3, sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
db = sqlite3.connect(f"file:{root}/build/image.db?mode=ro", uri=True)
ADDRESS = {"nl": r"\b(je|jij|jou|jouw|jullie)\b", "fr": r"\b(tu|te|ton|ta|tes|toi)\b", "de": r"\b(du|dich|dir|dein|deine|deinen|euch|euer)\b"}


def split(text, at):
    """The parts of SQL between words or commas that stand outside parentheses and texts."""
    out, depth, i, start, quoted = [], 0, 0, 0, False
    while i < len(text):
        ch = text[i]
        if ch == "'":
            quoted = not quoted
        elif not quoted:
            depth += (ch == "(") - (ch == ")")
            if depth == 0 and text.startswith(at, i):
                out.append(text[start:i])
                i += len(at)
                start = i
                continue
        i += 1
    return out + [text[start:]]


def words(expression):
    """What a column can be: its texts, but for those that are compared with."""
    got = re.findall(r"(?:THEN|ELSE|^|,|OR)\s*'([a-z0-9-]+)'", re.sub(r"say\((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*\)", "", expression.strip()))
    return set(got)


def codes(sql):
    """code → who, of a SELECT of a view."""
    select = sql[sql.index("SELECT") + 6:]
    cols = split(split(select, " FROM ")[0].replace("\n", " "), ",")
    at = next((i for i, x in enumerate(cols) if re.search(r"\bcode\s*$", x)), 2)
    text = re.sub(r"\s+AS\s+\w+\s*$", "", cols[at].strip())
    who = words(re.sub(r"\s+AS\s+\w+\s*$", "", cols[-1].strip()))
    if text.startswith("'open-'"):
        return {"open": who}
    if text.startswith("'port-'"):
        return {"port": who}
    found = words(text)
    if "THEN s.name" in text:
        found |= {name for name, risk in db.execute("SELECT name, risk FROM ref_lan_door") if risk == "clear"}
    return dict.fromkeys(found, who)


wanted, known, unread = set(), {}, []
for sql, in db.execute("SELECT sql FROM schema_part WHERE part = 'view'").fetchall():
    sql = re.sub(r"--[^\n]*", "", sql)
    for name, body in re.findall(r"CREATE TEMP VIEW ((?:lan|domain)_check_\w+) AS\s(.*?);", sql, re.S):
        for one in split(body.replace("\n", " "), "UNION ALL"):
            got = codes(one)
            if not got or not all(got.values()):
                unread.append(f"{name}: {one[:120]}")
            for code, who in got.items():
                known.setdefault(code, set()).update(who)
ok(unread, f"the codes of {len(known)} things that are looked at can be read from the views")
wanted = {code for code, who in known.items() if who & {"mail", "web", "dns", "nobody", "supplier", "maker"}}
ok([] if len(wanted) > 45 else [str(sorted(wanted))], f"{len(wanted)} can be mended by somebody else")
rows = {r[0]: r[1:] for r in db.execute("SELECT code, tab, en, nl, fr, de FROM ref_check_request")}
ok(sorted(wanted - set(rows)), "each of them has a request")
ok(sorted(set(rows) - wanted), "no request is without one")
ok([] if len(rows) == db.execute("SELECT count(*) FROM ref_check_request").fetchone()[0] else ["twice"], "one row each")
facts = {f[:-4] for f in os.listdir(root + "/data/fact")}
ok([f"{code}: {r[0]}" for code, r in rows.items() if r[0] not in facts], "the table that shows the fault is a fact table")
for i, lang in enumerate(("en", "nl", "fr", "de"), 1):
    mine = {code: r[i] for code, r in rows.items()}
    ok([code for code, t in mine.items() if len(t) < 30 or (lang != "en" and t == rows[code][1])], f"{lang}: a text of its own")
    ok([f"{code}: {x}" for code, t in mine.items() for x in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])", t) if len([w for w in x.split() if re.search(r"\w", w)]) > 25],
       f"{lang}: sentences of at most 25 words")
    ok([f"{code}: {t}" for code, t in mine.items() if lang in ADDRESS and re.search(ADDRESS[lang], t, 0 if lang == "de" else re.I)], f"{lang}: the right form of address")
done()
