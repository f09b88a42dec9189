#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Every action of src/web/action, asked as it should not be: by nobody, in another role, without the secret of the form, with fields that are missing, too
long, of another kind, in no alphabet, about things that are not there. Each is refused with a sentence and never changes anything. A key that
only reads and an auditor change nothing. Who comes second loses nothing. An action that is added is tried without a line here."""
import hashlib, os, re, secrets, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import fill, web
from web import ok, equal, none

server = web.Server().start()
server.owner(lang="en")
server.stop()
fill.full(server, big=40, machines=1, many=set())
ids = server.people()
server.start()
ACTIONS = web.actions()
PAGES = web.pages()
ROLES = [r for r in web.ROLE if r != "nobody"]
browsers = {r: server.as_role(r, "en") for r in web.ROLE}
csrf = {r: browsers[r].csrf() if r != "nobody" else "" for r in browsers}
controls = [r[0] for r in web.catalogue("SELECT id FROM control ORDER BY position")]
BUT = ("session", "failure", "known", "challenge", "audit")


def state(but=BUT):
    return web.dump_hash(server, but)


def part(action, name):
    """What stands in the place of a {parameter}."""
    if name == "control":
        return "8.b4"
    if name == "token":
        return server.links["signer"]
    if name == "register":
        return "visits"
    got = [r[0] for r in web.catalogue("SELECT part FROM instrument WHERE part LIKE ?", (action.path.strip("/").split("/")[0].rstrip("s") + ":%"))[:1]] if False else []
    return got[0] if got else {"name": "x", "kind": "photo", "item": "x"}.get(name, "1")


def url(action, **other):
    return re.sub(r"\{(\w+)\}", lambda m: other.get(m.group(1)) or part(action, m.group(1)), action.path)


def sound(f):
    """A value that fits the field."""
    t, words = f["type"], f["words"]
    try:
        least, most = int(f["min"] or 1), int(f["max"] or 200)
    except ValueError:
        least, most = 1, 200
    return {"FIELD_WORD": words.split("|")[0], "FIELD_DATE": "2027-01-05", "FIELD_INT": str(max(least, 1)), "FIELD_BOOL": "1", "FIELD_SECRET": "a secret of some length",
        }.get(t, "kept words"[:most].ljust(least, "x"))


def form(action, **change):
    return {f["name"]: sound(f) for f in action.fields if f["name"] not in action.path_params and f["name"] != "csrf"} | change


def one_who_may(action):
    return next((r for r in ("owner", "staff", "supplier", "auditor", "signer", "checker", "nobody") if r in action.may))


def post(role, action, fields, **how):
    how.setdefault("csrf", csrf[role])
    return browsers[role].post(how.pop("url", None) or url(action), fields, **how)


def raw_post(role, action, body):
    return browsers[role].ask("POST", url(action), body, {"Content-Type": "application/x-www-form-urlencoded"})


wrong = {k: [] for k in ("nobody", "role", "csrf", "missing", "long", "letters", "kind", "unknown", "kept", "changed", "sentence", "reads")}
reader = "bolwerk_" + secrets.token_urlsafe(32)
c = server.hidden()
c.execute("INSERT INTO token(token_hash, member, name, reads_only, made_at, until_at) VALUES(?,1,'reads',1,?,?)", (hashlib.blake2b(reader.encode(), digest_size=32).digest(), int(time.time()), int(time.time()) + 9999))
c.close()
browsers["nobody"].get("/", Authorization="Bearer " + reader)  # its first use is noted once a minute
time.sleep(0.3)
# What may be asked without harm but does change something when asked rightly (logging out, another language) is not asked rightly here.
LEAVES = {"logout", "language"}
n = 0


def rows_of():
    """A hash for each table, to tell which one moved."""
    c = server.firm()
    out = {t: hash(repr(c.execute(f'SELECT * FROM "{t}"').fetchall())) for t, in c.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()}
    c.close()
    return out


def moved(a, b):
    return [t for t in b if a.get(t) != b[t] and t not in BUT]


for a in ACTIONS:
    before, rows = state(), rows_of()
    who = one_who_may(a)
    # by nobody
    if "nobody" not in a.may:
        r = browsers["nobody"].post(url(a), form(a), csrf="")
        n += 1
        if not (r.status == 303 and r.header("Location") == "/login"):
            wrong["nobody"].append(f"{a.path}: {r.status} {r.header('Location')}")
        r = browsers["nobody"].post(url(a), form(a), csrf="", accept="application/json")
        if r.status != 401 or "error" not in r.json():
            wrong["nobody"].append(f"{a.path} as JSON: {r.status} {r.text[:80]}")
    # in another role
    for role in ROLES:
        if role not in a.may:
            r = post(role, a, form(a))
            n += 1
            if r.status != 403:
                wrong["role"].append(f"{a.path} as {role}: {r.status}")
    # without the secret of the form
    if who != "nobody":
        for bad in ("", "x" * 80, csrf["staff" if who != "staff" else "owner"]):
            r = post(who, a, form(a), csrf=bad)
            n += 1
            if r.status != 403:
                wrong["csrf"].append(f"{a.path}: {r.status}")
        r = browsers["nobody"].post(url(a), form(a), csrf="", headers={"Authorization": "Bearer " + reader})
        n += 1
        if r.status not in (401, 403):
            wrong["reads"].append(f"{a.path}: {r.status}")
    mine = [f for f in a.fields if f["name"] not in a.path_params]

    def refused(kind, what, r, fields):
        global n
        n += 1
        if not 400 <= r.status < 500:
            wrong[kind].append(f"{a.path} {what}: {r.status} {r.header('Location')}")
            return
        if 'role="alert"' not in r.text and "class=\"wrong\"" not in r.text and "<h1>" not in r.text:
            wrong["sentence"].append(f"{a.path} {what}: {r.status} without a sentence")
        # What was typed in the other fields stands in the form again (where the page has it, and never a password).
        page = next((p for p in PAGES if p.path == a.page and who in p.may), None)
        if r.status == 422 and page:
            names = {x for f in web.forms(r.text) if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(a.path)), f["action"].split("?")[0]) for x in f["typed"]}
            for f in mine:
                v = fields.get(f["name"])
                if f["name"] in names and f["type"] in ("FIELD_TEXT", "FIELD_LONG") and v == "kept words" and v not in r.text:
                    wrong["kept"].append(f"{a.path} {what}: {f['name']} was lost")
                if f["type"] == "FIELD_SECRET" and v and v in r.text:
                    wrong["kept"].append(f"{a.path} {what}: a password stands in the page")

    # fields that are missing, too long, in no alphabet, of another kind
    for f in mine:
        if not f["optional"] and f["type"] != "FIELD_BOOL":
            fields = form(a)
            del fields[f["name"]]
            refused("missing", f"without {f['name']}", post(who, a, fields), fields)
        if f["type"] in ("FIELD_TEXT", "FIELD_LONG", "FIELD_SECRET"):
            most = int(f["max"]) if f["max"] and f["max"].isdigit() else 10000 if f["type"] == "FIELD_LONG" else 200
            if most < 100000:
                fields = form(a, **{f["name"]: "y" * (most + 1)})
                refused("long", f"{f['name']} of {most + 1}", post(who, a, fields), fields)
        if f["type"] in ("FIELD_TEXT", "FIELD_LONG"):
            for bad in (b"%ff%fe", b"%c3%28", b"%ed%a0%80", b"a%00b", b"%1b%5b"):
                rest = form(a)
                rest.pop(f["name"], None)
                body = web.urllib.parse.urlencode({"csrf": csrf[who], **rest}).encode() + b"&" + f["name"].encode() + b"=abc" + bad
                refused("letters", f"{f['name']} {bad}", raw_post(who, a, body), rest)
        for bad in {"FIELD_INT": ("x", "1.5", "99999999999999999999", "1e3", "0x1"), "FIELD_DATE": ("tomorrow", "2026-13-01", "2026-02-30", "2026-1-1"),
                "FIELD_WORD": ("sudo", "yes|no", "YES ")}.get(f["type"], ()):
            fields = form(a, **{f["name"]: bad})
            refused("kind", f"{f['name']}={bad}", post(who, a, fields), fields)
    # about things that are not there
    for name in a.path_params:
        for bad in ("999999999", "-1", "0", "nothing-of-that-name", "..%2f..%2f", "%00", "x" * 300, "1%20OR%201%3D1"):
            r = post(who, a, form(a), url=url(a, **{name: bad}))
            n += 1
            if r.status >= 500 or (r.status == 303 and a.name not in LEAVES and state() != before):
                wrong["unknown"].append(f"{a.path} {name}={bad}: {r.status}")
    # JSON that is none
    for bad in (b"", b"[]", b"{", b'{"csrf":1}', b'{"value":{"a":[[[[[[1]]]]]]}}', b"\xff\xfe"):
        r = browsers[who].ask("POST", url(a), bad, {"Content-Type": "application/json", "Accept": "application/json"})
        n += 1
        if r.status >= 500 or (who != "nobody" and r.status == 200):
            wrong["kind"].append(f"{a.path} with JSON {bad}: {r.status}")
    if state() != before:
        wrong["changed"].append(f"{a.path}: {moved(rows, rows_of())}")
    # Some of this may have ended the session (a wrong second step, logging out by a GET): who is out comes in again.
    if who != "nobody" and browsers[who].get("/account").status == 303:
        browsers[who] = server.as_role(who, "en")
        csrf[who] = browsers[who].csrf()
    if who == "nobody":
        h = server.hidden()
        h.execute("DELETE FROM failure")
        h.close()

print(f"# {len(ACTIONS)} actions, {n} times asked as they should not be")
none(wrong["nobody"], "nobody gets to log in first")
none(wrong["role"], "each role does what is its own, and nothing else")
none(wrong["csrf"], "a form without its secret is refused")
none(wrong["reads"], "a key that only reads changes nothing")
none([a.path for a in ACTIONS if "auditor" in a.may and not re.match(r"/(account|language|log|step|link|invitation)", a.path)], "an auditor may do nothing but keep their own account")
none(wrong["missing"], "a field that is missing is told")
none(wrong["long"], "what is too long is refused")
none(wrong["letters"], "bytes that are no letters are refused")
none(wrong["kind"], "what is of another kind is refused")
none(wrong["unknown"], "what is not there is not changed, and no error of ours")
none(wrong["sentence"], "each refusal has a sentence")
none(wrong["kept"], "what was typed stays, but never a password", 40)
none(wrong["changed"], "and none of it changed a row")

# ---- two people at one thing

owner, other = browsers["owner"], server.as_role("owner", "en")
todo = [p.path for p in PAGES if not p.path_params and "owner" in p.may]
seen, told, n = set(), [], 0
while todo:
    path = todo.pop(0)
    if path in seen or len(seen) > 150:
        continue
    seen.add(path)
    r = owner.get(path)
    if r.status != 200:
        continue
    if len(path.split("/")) < 4:
        todo += [h for h in web.hrefs(r.text) if h.startswith("/") and not h.startswith(("/static", "/file", "/measure/")) and "?" not in h and ".csv" not in h][:6]
    for f in web.forms(r.text):
        key = re.sub(r"\d+", "N", f["action"])
        if "version" not in f["hidden"] or key in seen:
            continue
        text = next((k for k, v in f["values"].items() if k not in f["hidden"] and k in ("name", "title", "what", "job", "note") or k in f["values"] and k == "name"), None)
        if not text:
            continue
        seen.add(key)
        first = {**f["hidden"], **f["values"], text: "the first one was here"}
        second = {**f["hidden"], **f["values"], text: "words of the second"}
        a = owner.post(f["action"], first, csrf=f["hidden"]["csrf"])
        if a.status != 303:
            continue
        n += 1
        b = other.post(f["action"], second, csrf=other.csrf())
        if b.status != 422 or "words of the second" not in b.text or 'role="alert"' not in b.text:
            told.append(f"{f['action']} of {path}: {b.status}, kept: {'words of the second' in b.text}")
none(told, f"two people at one thing: the second is told and loses nothing ({n} forms)")
equal(server.log_text(), "", "the server's own log stays empty")
server.stop()
web.done()
