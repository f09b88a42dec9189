#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What somebody from outside, on the network, or with half a right would try: stolen and planted sessions, forged forms, other names for the host, guessing
who has an account, guessing passwords, paths out of the folder, slow, huge, half and twisted requests, SQL in every parameter, the log
changed behind its back, secrets where they have no place. doc/assurance.md tells which attack is shown where."""
import os, re, socket, sqlite3, statistics, struct, subprocess, sys, threading, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import web
from web import ok, equal, none, skip

server = web.Server().start()
owner = server.owner(lang="en")
ids = server.people()
HOST = f"127.0.0.1:{server.port}"


def raw(data, wait=5.0, source=None, part=None):
    """Bytes as they are; gives all that comes back until the other side closes or is quiet."""
    s = socket.create_connection(("127.0.0.1", server.port), wait, source_address=(source, 0) if source else None)
    s.settimeout(wait)
    out = b""
    try:
        s.sendall(data)
        while True:
            more = s.recv(65536)
            if not more:
                break
            out += more
    except (socket.timeout, ConnectionError):
        pass
    s.close()
    return out


def status(answer):
    m = re.match(rb"HTTP/1\.[01] (\d+)", answer)
    return int(m.group(1)) if m else 0


def alive(name):
    r = server.browser().get("/login")
    ok(r.status == 200, name + ": others are served as before", r.status, server.log_text()[-300:])


# ---- sessions

before = server.browser()
before.cookies["bolwerk"] = "A" * 43
r = before.form("/login", "/login", mail="an@bakkerij.example", password=web.PASSWORD)
ok(r.status == 303 and before.cookies["bolwerk"] != "A" * 43, "a session planted before the login is not the one after it")
set_ = [v for k, v in r.headers if k == "Set-Cookie" and v.startswith("bolwerk=")][0]
ok("HttpOnly" in set_ and "SameSite=Lax" in set_ and "Path=/" in set_, "the cookie is for us alone and not for scripts", set_)
first = before.cookies["bolwerk"]
again = server.browser()
again.cookies = dict(before.cookies)
equal(again.get("/").status, 200, "(the same cookie is the same session)")
equal(before.post("/logout").status, 303, "logging out works")
equal(again.get("/").header("Location"), "/login", "after logging out the cookie opens nothing, wherever it was copied to")
owner = server.as_role("owner")
second = server.as_role("owner")
ok(owner.cookies["bolwerk"] != second.cookies["bolwerk"], "each login has a session of its own")


def aged(column, seconds):
    c = server.hidden()
    h = web.hashlib.blake2b(second.cookies["bolwerk"].encode(), digest_size=32).digest()
    c.execute(f"UPDATE session SET {column}={column}-? WHERE token_hash=?", (seconds, h))
    c.close()


aged("used_at", 44 * 60)
equal(second.get("/").status, 200, "44 minutes without a request: still in")
time.sleep(0.1)
aged("used_at", 46 * 60 + 120)
equal(second.get("/").header("Location"), "/login", "46 minutes: ended")
second = server.as_role("owner")
aged("until_at", 14 * 3600 + 1)
equal(second.get("/").header("Location"), "/login", "after 14 hours it ends whatever was done")


def totp(secret, step):
    h = web.hashlib
    import hmac
    d = hmac.new(secret, struct.pack(">Q", step), h.sha1).digest()
    o = d[19] & 15
    return f"{(struct.unpack('>I', d[o:o + 4])[0] & 0x7fffffff) % 1000000:06}"


# A second step, put in behind the server's back for the auditor.
key = os.urandom(20)
c = server.hidden()
c.execute("UPDATE person SET totp=? WHERE id=?", (key, ids["auditor"]))
c.close()
half = server.browser(lang="en")
r = half.form("/login", "/login", mail="auditor@bakkerij.example", password=web.PASSWORD)
equal(r.header("Location"), "/step", "with a second step the password alone leads to the code")
half_cookie = half.cookies["bolwerk"]
equal([half.get(p).status for p in ("/", "/measures", "/progress")], [303, 303, 303], "and opens no page")
tok = half.csrf("/step")
equal(half.post("/step", csrf=tok, code="000000").status, 422, "a wrong code is refused")
code = totp(key, int(time.time()) // 30)
r = half.post("/step", csrf=tok, code=code)
ok(r.status == 303 and half.cookies["bolwerk"] != half_cookie, "after the code the session has another number", r.status, r.text[-300:])
stolen = server.browser()
stolen.cookies["bolwerk"] = half_cookie
equal(stolen.get("/").header("Location"), "/login", "the half session is worth nothing afterwards")
other = server.browser(lang="en")
other.form("/login", "/login", mail="auditor@bakkerij.example", password=web.PASSWORD)
equal(other.post("/step", csrf=other.csrf("/step"), code=code).status, 422, "a code works once")
c = server.hidden()
c.execute("UPDATE person SET totp=NULL WHERE id=?", (ids["auditor"],))
c.close()

# ---- forged forms

owner = server.as_role("owner")
tok = owner.csrf()
foreign = server.as_role("owner").csrf()
state = web.dump_hash(server)
form = {"value": "yes"}
tries = {"no token": dict(csrf=False), "an empty token": dict(csrf=""), "another session's token": dict(csrf=foreign),
    "a token cut short": dict(csrf=tok[:-4]), "another site as origin": dict(csrf=tok, headers={"Origin": "http://evil.example"}),
    "no site as origin": dict(csrf=tok, headers={"Origin": "null"}), "another site by the browser's word": dict(csrf=tok, headers={"Sec-Fetch-Site": "cross-site"}),
    "a sibling site": dict(csrf=tok, headers={"Sec-Fetch-Site": "same-site"}), "the same name on another port": dict(csrf=tok, headers={"Origin": "http://127.0.0.1:1"})}
for name, how in tries.items():
    equal(owner.post("/measure/8.b4/answer", form, **how).status, 403, "forged form: " + name)
equal(owner.ask("POST", "/measure/8.b4/answer", b'{"value":"yes"}', {"Content-Type": "application/json"}).status, 403, "forged form: JSON without the token")
equal(owner.ask("POST", "/measure/8.b4/answer", b"value=yes", {"Content-Type": "text/plain"}).status, 415, "forged form: text/plain")
equal(owner.get("/measure/8.b4/answer?value=yes").status, 404, "forged form: no action answers a GET")
ok(web.dump_hash(server) == state, "and nothing was changed")
login = server.browser().post("/login", {"mail": "an@bakkerij.example", "password": web.PASSWORD}, headers={"Origin": "http://evil.example"})
equal(login.status, 403, "logging somebody in from another site is refused")
masks = {owner.csrf() for _ in range(8)}
equal(len(masks), 8, "the token looks different in each page (BREACH)")
equal(owner.post("/measure/8.b4/answer", form, csrf=tok, headers={"Origin": "http://" + HOST, "Sec-Fetch-Site": "same-origin"}).status, 303, "(the right form is taken)")

# ---- the name by which we are found, where we lead to

for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:80@127.0.0.1", "localhost.evil.example", "", "a" * 300):
    r = owner.get("/", Host=host)
    ok(r.status in (400, 421) and "evil" not in r.text.lower(), f"the host {host[:30]!r} is refused and not repeated", r.status)
r = owner.get("/", X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
ok("evil.example" not in r.text, "what a proxy would say of the host is not believed")
for to in ("//evil.example", "https://evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:x=1"):
    r = owner.post("/language", {"lang": "en", "page": to}, csrf=tok)
    ok(not re.match(r"https?:|//|/\\", r.header("Location") or "/") and r.header("Set-Cookie") != "x=1", f"a form does not lead to {to}", r.header("Location"))

# ---- who has an account, passwords

def times(mail, n=12):
    out = []
    for i in range(n):
        b = server.browser(address=f"127.0.3.{i + 1}")
        t = time.monotonic()
        r = b.post("/login", {"mail": mail, "password": "wrong password of some length"})
        out.append(time.monotonic() - t)
        b.close()
    return statistics.median(out), r


known, a = times("supplier@bakkerij.example")
unknown, b = times("nobody-at-all@bakkerij.example")
clean = lambda r: re.sub(r'value="[^"]*"', "", r.text)
equal(clean(a), clean(b), "a known and an unknown name get the same answer")
ok(0.5 < known / unknown < 2, f"and within noise in the same time ({known * 1000:.1f} and {unknown * 1000:.1f} ms)")
c = server.hidden()
c.execute("DELETE FROM failure")
c.close()

guess = server.browser(address="127.0.2.1", lang="en")
for i in range(5):
    guess.post("/login", {"mail": "an@bakkerij.example", "password": f"wrong password {i}"})
t = time.monotonic()
r = guess.post("/login", {"mail": "an@bakkerij.example", "password": web.PASSWORD})
ok(r.status == 422 and not guess.cookies.get("bolwerk"), "after five wrong passwords even the right one waits", r.status)
strangers = [server.browser(address=f"127.0.2.{10 + i}", lang="en") for i in range(30)]
for s in strangers:
    s.post("/login", {"mail": "an@bakkerij.example", "password": "wrong password"})
    s.close()
r = server.browser(address="127.0.2.99").post("/login", {"mail": "an@bakkerij.example", "password": web.PASSWORD})
equal(r.status, 422, "30 strangers keep out a stranger")
at_home = server.browser()
at_home.cookies = {k: v for k, v in owner.cookies.items() if "device" in k}
r = at_home.post("/login", {"mail": "an@bakkerij.example", "password": web.PASSWORD})
equal(r.status, 303, "but not the owner at the owner's own browser")
c = server.hidden()
c.execute("DELETE FROM failure")
c.close()

# ---- paths

for path in ("/static/../own.db", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fsecret.db", "/file/../../secret.db", "/file/%2e%2e%2f%2e%2e%2fsecret.db", "//etc/passwd",
    "/static/%00", "/measure/%00", "/measure/..%2f..%2f", "/measures/1%00", "/static/style.css%00.html", "/..", "/%ff%fe", "/measure/" + "9" * 3000, "/%", "/%zz"):
    r = raw(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: bolwerk={owner.cookies['bolwerk']}\r\nConnection: close\r\n\r\n".encode(), 3)
    ok(status(r) in (303, 400, 403, 404, 414, 431) and b"root:" not in r and b"SQLite" not in r, f"no way out by {path[:40]}", r[:200])

# ---- twisted requests

cookie = f"Cookie: bolwerk={owner.cookies['bolwerk']}\r\n"
post = f"POST /measure/8.b4/answer HTTP/1.1\r\nHost: {HOST}\r\n{cookie}"
state = web.dump_hash(server)
body = web.urllib.parse.urlencode({"csrf": tok, "value": "no"})
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
twisted = {
    "a head of 100 KB": (f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX: {'a' * 100000}\r\n\r\n", (400, 413, 414, 431, 0)),
    "10,000 headers": (f"GET / HTTP/1.1\r\nHost: {HOST}\r\n" + "".join(f"X{i}: {i}\r\n" for i in range(10000)) + "\r\n", (400, 413, 431, 0)),
    "an address of 60 KB": (f"GET /{'a' * 60000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n", (400, 414, 431, 0)),
    "a declared length of 9 EB": (f"{post}{FORM}Content-Length: 9000000000000000000\r\n\r\nvalue=no", (400, 413)),
    "a declared length of 50 MB": (f"{post}{FORM}Content-Length: 50000000\r\n\r\nvalue=no", (413,)),
    "a negative length": (f"{post}{FORM}Content-Length: -5\r\n\r\nvalue=no", (400, 413, 0)),
    "a length that is no number": (f"{post}{FORM}Content-Length: 0x10\r\n\r\nvalue=no", (400, 413, 0)),
    "two lengths": (f"{post}{FORM}Content-Length: 5\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}", (400, 403, 413, 422, 0)),
    "a length and pieces": (f"{post}{FORM}Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /measures HTTP/1.1\r\nHost: {HOST}\r\n\r\n", (400, 403, 422, 0)),
    "another coding": (f"{post}{FORM}Transfer-Encoding: xchunked\r\nConnection: close\r\n\r\n{body}", (400, 411, 403, 413, 415, 422, 501, 0)),
    "pieces with a bad size": (f"{post}{FORM}Transfer-Encoding: chunked\r\n\r\nzz\r\n{body}\r\n0\r\n\r\n", (400, 0)),
    "pieces of a huge size": (f"{post}{FORM}Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n{body}", (400, 413, 0)),
    "1,000 fields": (f"{post}{FORM}Content-Length: {len('&a=1' * 1000)}\r\nConnection: close\r\n\r\n" + "&a=1" * 1000, (400, 403)),
    "a field of 300 KB": (f"{post}{FORM}Content-Length: 300006\r\nConnection: close\r\n\r\nvalue=" + "a" * 300000, (413,)),
    "a name of 5,000 bytes": (f"{post}{FORM}Content-Length: 5002\r\nConnection: close\r\n\r\n" + "a" * 5000 + "=1", (400, 403)),
    "no host": ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", (400, 421)),
    "two hosts": (f"GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: evil.example\r\nConnection: close\r\n\r\n", (200, 303, 400, 421)),
    "a line that folds": (f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX: a\r\n b\r\nConnection: close\r\n\r\n", (303, 400)),
    "a NUL in the head": (f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX: a\0b\r\nConnection: close\r\n\r\n", (303, 400, 0)),
    "another method": (f"DELETE / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n", (400, 404, 405, 501)),
    "a tunnel": (f"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n", (400, 404, 405, 421, 501, 0)),
    "no HTTP at all": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (400, 0)),
}
for name, (data, good) in twisted.items():
    r = raw(data.encode("latin-1"), 3)
    ok(status(r) in good, f"{name}: {status(r)}", good, r[:300], server.log_text()[-200:])
boundary = "b" * 60
parts = lambda n: "".join(f"--{boundary}\r\nContent-Disposition: form-data; name=\"f{i}\"\r\n\r\nx\r\n" for i in range(n)) + f"--{boundary}--\r\n"
nested = f"--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + "--c\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" * 500
for name, data in (("500 parts", parts(500)), ("parts in parts", nested), ("a part without an end", f"--{boundary}\r\nContent-Disposition: form-data; name=\"value\"\r\n\r\nno")):
    r = raw(f"{post}Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n{data}".encode(), 4)
    ok(status(r) in (400, 403, 413, 422), f"{name}: {status(r)}", r[:200])
smuggled = raw(f"{post}{FORM}Content-Length: {len(body)}\r\nTransfer-Encoding : chunked\r\nConnection: close\r\n\r\n{body}".encode(), 3)
ok(smuggled.count(b"HTTP/1.1 ") <= 1, "a coding with a blank before its colon does not make two requests of one", smuggled[:200])
two = raw(f"GET /login HTTP/1.1\r\nHost: {HOST}\r\n\r\nGET /login HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode(), 4)
equal(two.count(b"HTTP/1.1 200"), 2, "two requests in a row get two answers, in order")
c1 = web.dump_hash(server)
# A NUL, bytes that are no UTF-8, and marks that turn text around are not kept.
for name, value in (("a NUL", b"%00"), ("half a letter", b"%c3"), ("an escape", b"%1b[2J")):
    data = b"csrf=" + tok.encode() + b"&contest_reason=abc" + value + b"def"
    r = owner.ask("POST", "/measure/8.b4/contest", data, {"Content-Type": "application/x-www-form-urlencoded"})
    ok(r.status == 422, f"{name} in a field is refused: {r.status}")
ok(web.dump_hash(server) == c1, "none of these changed anything")
good_pieces = raw(f"{post}{FORM}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{len(body):x}\r\n{body}\r\n0\r\n\r\n".encode(), 4)
equal(status(good_pieces), 303, "(a form that comes in pieces as it should is taken)")
alive("after twisted requests")

# ---- many and slow

hold = []
for i in range(90):
    s = socket.create_connection(("127.0.0.1", server.port), 5, source_address=("127.0.0.2", 0))
    s.sendall(b"GET / HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\nX-Slow: " if i % 2 else (post + FORM + "Content-Length: 1000\r\n\r\nvalue=").encode())
    hold.append(s)
slow = []
for k in range(40):
    if k % 10 == 0:
        for s in hold:
            try:
                s.sendall(b"a")
            except OSError:
                pass
    t = time.monotonic()
    r = owner.get("/")
    slow.append(time.monotonic() - t)
    assert r.status == 200
ok(max(slow) < 1, f"90 slow connections of another address: pages take {statistics.median(slow) * 1000:.1f} ms, at most {max(slow) * 1000:.0f} ms")
more = []
refused = 0
for i in range(40):
    s = socket.create_connection(("127.0.0.1", server.port), 5, source_address=("127.0.0.2", 0))
    s.settimeout(0.2)
    more.append(s)
    try:
        s.sendall(b"GET /login HTTP/1.1\r\n")
        if s.recv(10) == b"":
            refused += 1
    except socket.timeout:
        pass
    except OSError:
        refused += 1
ok(refused >= 20, f"one address gets 100 connections at most ({refused} of 40 more were closed)")
equal(owner.get("/").status, 200, "others still get in")
t = time.monotonic()
hold[1].settimeout(30)
try:
    while hold[1].recv(4096):
        pass
except OSError:
    pass
ok(time.monotonic() - t < 28, f"a half request is closed after {time.monotonic() - t:.0f} s of nothing")
for s in hold + more:
    s.close()
alive("after slow clients")

# ---- SQL through every parameter

SQL = ["'", "''", "1 OR 1=1", "' OR '1'='1", "'; DROP TABLE member; --", "1; DELETE FROM answer", "%27%20UNION%20SELECT%20name%20FROM%20sqlite_master--", "\" OR \"\"=\"", "1)) OR sqlite_version()", "${7*7}",
    "{{lang}}", "x' AND randomblob(1000000000)--", "-1", "9223372036854775808", "1e9", "NULL"]
pages = web.pages()
bad, n = [], 0
for page in pages:
    role = next((r for r in ("owner", "nobody", *page.may) if r in page.may))
    b = owner if role == "owner" else server.as_role(role)
    for name, type_ in page.params.items():
        if type_ == "door":
            continue
        for s in SQL:
            q = s if "%" in s else web.urllib.parse.quote(s, safe="")
            path = re.sub(r"\{(\w+)\}", lambda m: q if m.group(1) == name else {"int": "1", "control": "8.b4"}.get(page.params.get(m.group(1)), "x"), page.path)
            path = path if "{" + name + "}" in page.path else f"{path}?{name}={q}"
            t = time.monotonic()
            r = b.get(path)
            n += 1
            if r.status >= 500 or time.monotonic() - t > 1 or re.search(r"CREATE TABLE|SQL logic|syntax error", r.text):
                bad.append(f"{path}: {r.status} in {time.monotonic() - t:.2f} s")
none(bad, f"SQL in each parameter of each page: {n} tries change nothing")
equal(server.firm().execute("SELECT count(*) FROM member").fetchone()[0] >= 4, True, "the people are still there")

# ---- the log

c = server.firm()
for sql in ("UPDATE audit SET person='x'", "DELETE FROM audit", "REPLACE INTO audit SELECT id, at, member, 'x', action, thing, address, hash FROM audit"):
    try:
        c.execute("PRAGMA recursive_triggers=ON")
        c.execute(sql)
        ok(False, "the log can only be added to: " + sql[:20])
    except sqlite3.Error as e:
        ok("only be added" in str(e) or "UNIQUE" in str(e), "the log can only be added to: " + sql[:20], e)


def chain_breaks():
    rows = c.execute("SELECT id, at, coalesce(member,0), person, action, thing, address, hash FROM audit ORDER BY id").fetchall()
    before = ""
    for n, (*row, hash_) in enumerate(rows, 1):
        before = web.hashlib.blake2b("\n".join([before, *map(str, row)]).encode(), digest_size=32).hexdigest()
        if row[0] != n or before != hash_:
            return row[0]
    return 0


equal(chain_breaks(), 0, "the chain of the log holds")
sql = c.execute("SELECT sql FROM sqlite_master WHERE name='audit_no_update'").fetchone()[0]
row, person = c.execute("SELECT id, person FROM audit ORDER BY id LIMIT 1 OFFSET 2").fetchone()
c.execute("DROP TRIGGER audit_no_update")
c.execute("UPDATE audit SET person='Somebody else' WHERE id=?", (row,))
equal(chain_breaks(), row, "a row that was changed behind its back breaks the chain, there")
paths = {p.path: p for p in pages}
for p in ("/self",):
    if p in paths:
        text = owner.get(p).text
        owner_sees = re.search(r"\b%d\b" % row, text)
        ok(owner_sees is not None, f"{p} tells from which row on")
        break
c.execute("UPDATE audit SET person=? WHERE id=?", (person, row))
c.execute(sql)
c.close()

# ---- where secrets are not

h = server.hidden()
hash_, = h.execute("SELECT password FROM person WHERE id=1").fetchone()
h.close()
secrets_ = [owner.cookies["bolwerk"], hash_, web.PASSWORD, server.links["signer"], web.hashlib.blake2b(owner.cookies["bolwerk"].encode(), digest_size=32).hexdigest()]
firm_bytes = b"".join(open(f, "rb").read() for f in (server.db, server.db + "-wal") if os.path.exists(f))
none([s[:20] for s in secrets_ if s.encode() in firm_bytes], "no secret stands in the firm's file")
hidden_bytes = b"".join(open(f, "rb").read() for f in (server.secret, server.secret + "-wal") if os.path.exists(f))
none([s[:8] for s in (secrets_[0], secrets_[2], secrets_[3]) if s.encode() in hidden_bytes], "no session, password or link stands in the secret file as it is: only hashes")
seen = []
for page in pages:
    if not page.path_params and "owner" in page.may:
        for r in (owner.get(page.path), owner.json(page.path)):
            seen += [f"{page.path}: {s[:12]}" for s in secrets_ if s in r.text]
none(seen, "no page shows one")
none([m for m in os.listdir(server.folder) if os.stat(f"{server.folder}/{m}").st_mode & 0o077 and m.startswith("secret")], "the secret file is its owner's alone")
ok(not any(s in server.log_text() for s in secrets_), "nor does the server's own log")

# ---- what the process may

st = open(f"/proc/{server.web}/status").read()
for key, want in (("Seccomp", "2"), ("NoNewPrivs", "1"), ("CapEff", "0000000000000000"), ("CapPrm", "0000000000000000")):
    got = re.search(rf"^{key}:\s+(\S+)", st, re.M).group(1)
    equal(got, want, f"the process that serves: {key} {want}")
threads = os.listdir(f"/proc/{server.web}/task")
lax = [t for t in threads if not re.search(r"^Seccomp:\s+2", open(f"/proc/{server.web}/task/{t}/status").read(), re.M)]
none(lax, f"and so each of its {len(threads)} threads")
server.stop()
web.done()
