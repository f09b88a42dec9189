# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Fills the database of a server that is stopped. `full`: 50 computers that reported, and 10,000 rows in each list. `hostile`: in every text that
people (or a computer) can have a say in stands what would do harm if a page ever wrote it as it is. Tables come from the database itself,
so that a table that is added is filled without a line here; what a column may hold is known by its name."""
import datetime, hashlib, json, os, random, re, sqlite3, subprocess, time
import network, web

BIG = 10000
# Lists that grow without end hold 10,000 rows; the others have a natural end.
MANY = {"member", "entry", "handover", "change", "audit", "change_review", "device_answer", "duty_done", "mail", "quiz_result", "asset_question"}
SOME = 300
NOW = int(time.time())

# ---- computers

def computers(server, n=50, weeks=1):
    """n computers that reported: this one's report under other names; weeks > 1: older reports first, each a little different."""
    report = subprocess.run([web.BOLWERK, "probe"], capture_output=True, check=True).stdout.decode()
    head, _, rest = report.partition("\n")
    h = json.loads(head)
    for i in range(n):
        h["traits"] = [["name", f"pc-{i + 1:02}"], ["machine-id", hashlib.md5(b"%d" % i).hexdigest()], ["mac", "02:00:00:00:%02x:%02x" % (i // 256, i % 256)]]
        h["at"] = NOW - 3600 - i * 60
        ingest(server, json.dumps(h) + "\n" + rest)
    ingest(server, network.lan())
    ingest(server, network.domain())
    ingest(server, network.ports())
    subprocess.run([web.BOLWERK, "map", "--db", server.db], capture_output=True, check=True)


def ingest(server, text):
    p = subprocess.run([web.BOLWERK, "ingest", "--db", server.db], input=text.encode(), capture_output=True)
    assert p.returncode == 0, p.stderr.decode()


# ---- rows

def columns(c, table):
    """name → (type, not null, default, primary key)"""
    return {n: (t, nn, d, pk) for _, n, t, nn, d, pk in c.execute(f'PRAGMA table_info("{table}")')}


def peoples_tables(server):
    """The tables of data/schema/firm, in the order in which they are made."""
    out = []
    for f in sorted(os.listdir("data/schema/firm")):
        out += re.findall(r"CREATE TABLE (\w+)", open("data/schema/firm/" + f, encoding="utf-8").read())
    return out


COMMENT = {}


def _comments():
    """What the schema says of a column behind `--`: a list of words (good, partly, bad) is what it may hold."""
    for f in sorted(os.listdir("data/schema/firm")):
        table = None
        for line in open("data/schema/firm/" + f, encoding="utf-8"):
            m = re.match(r"CREATE TABLE (\w+)", line) or re.match(r"ALTER TABLE (\w+) ADD COLUMN (\w+).*?-- (.*)", line)
            if m:
                table = m.group(1)
            m = re.match(r"\s+(\w+) TEXT.*?-- (.*)", line)
            if m and table:
                COMMENT[table, m.group(1)] = m.group(2)


_comments()
_controls = [r[0] for r in web.catalogue("SELECT id FROM control ORDER BY position")]
_parts = [r[0] for r in web.catalogue("SELECT part FROM instrument ORDER BY part")]
_registers = [r[0] for r in web.catalogue("SELECT id FROM register ORDER BY id")]
_fields = {}
for r, name, type_ in web.catalogue("SELECT register, name, type FROM register_field ORDER BY register, position"):
    _fields.setdefault(r, []).append((name, type_))
_choices = {}
try:
    for row in web.catalogue("SELECT DISTINCT register, field, value FROM register_choice"):
        _choices.setdefault((row[0], row[1]), []).append(row[2])
except sqlite3.Error:
    pass
_questions = [r[0] for r in web.catalogue("SELECT DISTINCT part FROM instrument WHERE kind='selfcheck'")]


def on(i, step=1):
    return (datetime.date.fromtimestamp(NOW) - datetime.timedelta(days=i * step % 700)).isoformat()


def body(register, i):
    out = {}
    for name, type_ in _fields.get(register, []):
        out[name] = {"int": i % 90, "bool": i % 2, "date": on(i), "time": "12:30", "mail": f"p{i}@voorbeeld.example", "phone": "+32 2 555 01 23",
            "word": (_choices.get((register, name)) or ["x"])[i % len(_choices.get((register, name)) or ["x"])]}.get(type_, f"regel {i} {name}")
    return json.dumps(out, ensure_ascii=False)


# Which parts of proof a table holds.
KINDS = {"document": ("document",), "round": ("signoff",), "duty": ("task",), "appointment": ("appointment",), "drill": ("drill",), "quiz_result": ("quiz",),
    "attestation": ("attestation",), "upload": ("photo", "contract")}


def parts(table):
    mine = [p for p in _parts if p.split(":")[0] in KINDS.get(table, ())]
    return mine or _parts


def value(table, name, type_, i, ids):
    note = COMMENT.get((table, name), "")
    words = re.match(r"((?:[a-z][a-z-]*(?:/[a-z]+)?, )+[a-z][a-z-]*)(?:$|;|\.| \()", note)
    if name in ids:
        return ids[name][i % len(ids[name])]
    if type_ == "INTEGER":
        if name.endswith("_at") or name == "at":
            if name in ("until_at",):
                return NOW + (i % 300) * web.DAY
            if name in ("gone_at", "closed_at", "back_at", "ended_at", "said_at", "next_at"):
                return None
            return NOW - 60 * i - 60
        return i % 3 if not name.startswith(("has_", "is_", "own", "deputy", "passed", "done")) else i % 2
    if type_ == "REAL":
        return (i % 100) / 100
    if type_ == "BLOB":
        return b"%PDF-1.4 \n" + bytes([i % 256])
    special = {"control": _controls[i % len(_controls)], "part": parts(table)[i % len(parts(table))], "register": _registers[i % len(_registers)], "lang": web.LANGS[i % 4],
        "language": web.LANGS[i % 4], "source": "host", "tab": "package", "key": json.dumps({"name": f"libc{i}"}), "before": json.dumps({"version": f"1.{i}"}),
        "after": json.dumps({"version": f"2.{i}"}), "hash": "%064x" % i, "type": "image/png", "answers": "[1,2,1]", "address": "192.168.1.7",
        "verdict": "expected", "action": "/measure/{control}/answer", "once_key": f"once {i}", "token": f"t{i}", "level": "basic",
        "mail": f"p{i}@voorbeeld.example", "to_address": f"p{i}@voorbeeld.example", "message_id": f"m{i}", "phone": "+32 2 555 01 23"}
    if table == "entry" and name == "body":
        return body(_registers[i % len(_registers)], i)
    if table == "device_answer" and name == "question" and _questions:
        return _questions[i % len(_questions)]
    if words and name not in ("type",):
        return re.split(r"[,;] ?", words.group(1))[i % (words.group(1).count(",") + 1)].split("/")[0]
    if name in special:
        return special[name]
    if name.endswith("_on"):
        return on(i) if not name.startswith(("left", "ended", "until")) else None
    return f"{table} {name} {i}"


def rows(c, table, n, log):
    """Puts n rows into a table; what a constraint refuses is left out."""
    cols = columns(c, table)
    if table == "audit":
        return audit(c, n)
    ids = {}
    for fk in c.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
        got = [r[0] for r in c.execute(f'SELECT "{fk[4] or "id"}" FROM "{fk[2]}" LIMIT {BIG}')]
        if not got:
            return
        ids[fk[3]] = got
    key = [k for k, v in cols.items() if v[3]]
    auto = key[0] if len(key) == 1 and cols[key[0]][0] == "INTEGER" and key[0] not in ids else None
    use = [k for k in cols if k != auto]
    before = c.total_changes
    try:
        # Where two keys make one row together, the second moves when the first has been everywhere.
        for i in range(n):
            v = []
            for j, k in enumerate(use):
                at = i
                if k in ids and k in key and len(key) > 1 and key.index(k) == 1:
                    at = i + i // max(1, len(ids.get(key[0], [1])))
                v.append(value(table, k, cols[k][0], at, ids))
            for j, k in enumerate(use):
                if v[j] is None and cols[k][1]:
                    v[j] = NOW if cols[k][0] == "INTEGER" else on(i)
            c.execute(f'INSERT OR IGNORE INTO "{table}" ({",".join(chr(34) + k + chr(34) for k in use)}) VALUES ({",".join("?" * len(use))})', v)
    except sqlite3.Error as e:
        log.append(f"{table}: {e}")
    if n and c.total_changes == before and not c.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
        log.append(f"{table}: no row could be made")


def audit(c, n):
    """Rows of the log, chained as src/web/audit.c does."""
    last = c.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone() or (0, "")
    id_, before = last
    for i in range(n):
        id_ += 1
        row = (id_, NOW - n + i, 1, "An Peeters", "/measure/{control}/answer", _controls[i % len(_controls)], "192.168.1.7")
        before = hashlib.blake2b("\n".join([before, *map(str, row)]).encode(), digest_size=32).hexdigest()
        c.execute("INSERT INTO audit VALUES(?,?,?,?,?,?,?,?)", (*row, before))


# Where one row is all there is, or where rows belong to the machinery: computers() and the judge fill these.
LEAVE = {"firm", "asset", "trait", "report", "probe_state", "finding", "evidence", "finding_history", "score_history", "setting"}


def full(server, big=BIG, machines=50, many=MANY):
    """Gives a list of what could not be filled. many: the tables that get `big` rows; the others get 300, or 50 where `many` was given."""
    some = SOME if many is MANY else 50
    log = []
    computers(server, machines)
    c = server.firm()
    c.execute("PRAGMA foreign_keys=ON")
    c.execute("BEGIN")
    c.execute("INSERT OR IGNORE INTO firm(one, name, people, nace, lang) VALUES(1, 'Bakkerij Peeters', 12, '10.710', 'nl')")
    for t in peoples_tables(server):
        if t not in LEAVE:
            rows(c, t, big if t in many else min(some, big), log)
    c.execute("COMMIT")
    history(c)
    c.close()
    judge(server)
    return log


def history(c, weeks=104):
    """Two years: the score of every week, and verdicts that changed."""
    c.execute("BEGIN")
    for w in range(weeks, 0, -1):
        at = NOW - w * 7 * web.DAY
        for topic in range(13):
            got = 300 + (weeks - w) * 3 + topic
            c.execute("INSERT OR IGNORE INTO score_history VALUES(?,?,?,?,?,?,?,?,?)", (at, topic, got, 50, 50, 900 - got - w, 0, w, 113 if not topic else 9))
        for k in range(5):
            control = _controls[(w * 5 + k) % len(_controls)]
            c.execute("INSERT OR IGNORE INTO finding_history VALUES(?,?,?,?,?,?,?,?,?,?)", (control, at, ("gap", "ok", "unknown")[w % 3], "measured", 0, 0, 0, 1000, 0, 0))
    c.execute("COMMIT")


def judge(server):
    p = subprocess.run([web.BOLWERK, "check", "--db", server.db, "--lang", "en"], capture_output=True)
    assert p.returncode in (0, 1), p.stderr.decode()


# ---- hostile text

MARK = "zqx9"
HOSTILE = f'"><script>{MARK}(1)</script>\'"{{{{lang}}}}&#x27; \u202e../../ ${{7*7}} <img src=x onerror={MARK}()> %00%0d%0aSet-Cookie: {MARK}=1 --></textarea></title>'
# None of these may stand in a page: each begins a tag, an attribute or a header out of stored text.
NEVER = (f"<script>{MARK}", f"onerror={MARK}()>", '"><script', "</textarea></title>")
# What other columns lean on: names of the catalogue, words with a meaning, dates. A stranger's text cannot get there.
KEEP = {"control", "verdict", "source", "kind", "lang", "part", "register", "tab", "hash", "type", "how", "value", "question", "item", "state", "probe",
    "result", "action", "nace", "once_key", "message_id", "privilege", "name@setting", "every", "threat", "sector"}


def inside(text):
    """The same text with hostile strings: JSON and kept texts stay what they are, only their strings change."""
    kept = text.startswith("\x01")
    try:
        j = json.loads(text[1:] if kept else text)
    except ValueError:
        return HOSTILE
    if not isinstance(j, (list, dict)):
        return HOSTILE

    def walk(x, first=False):
        if isinstance(x, str):
            return HOSTILE
        if isinstance(x, list):
            return [v if kept and n == 0 else walk(v) for n, v in enumerate(x)]
        if isinstance(x, dict):
            return {k: walk(v) for k, v in x.items()}
        return x
    return ("\x01" if kept else "") + json.dumps(walk(j), ensure_ascii=False)


def hostile(server, log=None):
    """To a database that has rows: every text of every table (people's and facts) becomes hostile, as far as keys allow."""
    c = server.firm()
    triggers = c.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in triggers:
        c.execute(f'DROP TRIGGER "{name}"')
    c.execute("BEGIN")
    for table, in c.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'").fetchall():
        if table in ("report", "fact_version"):
            continue
        cols = columns(c, table)
        key = [k for k, v in cols.items() if v[3]]
        rowid = "rowid"
        for name, (type_, *_rest) in cols.items():
            if type_ != "TEXT" or name in KEEP or f"{name}@{table}" in KEEP or name.endswith("_on"):
                continue
            where = " AND ".join(f'"{k}" IS ?' for k in key) if key else "rowid IS ?"
            sel = ", ".join(f'"{k}"' for k in key) or "rowid"
            for n, (old, *k) in enumerate(c.execute(f'SELECT "{name}", {sel} FROM "{table}" WHERE "{name}" IS NOT NULL LIMIT 60').fetchall()):
                new = inside(old)
                if name in key and not new.startswith(("{", "[")):
                    new += str(n)
                c.execute(f'UPDATE OR IGNORE "{table}" SET "{name}"=? WHERE {where}', (new, *k))
    c.execute("COMMIT")
    for _, sql in triggers:
        c.execute(sql)
    c.close()
