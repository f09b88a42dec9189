#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The process that serves is killed (SIGKILL) at 200 random moments while several people save things at once. After each start: what was acknowledged
is there, a row of the log has its data and the other way round, and both files are whole. Then a disk that is full: a sentence, nothing half
saved, and it works again when there is room. A kill is no power cut: what the program wrote is in the kernel's hands; what a power cut
leaves is SQLite's promise (synchronous=FULL), not shown here."""
import os, random, resource, shutil, signal, sqlite3, subprocess, sys, threading, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import web
from web import ok, equal, none, skip

KILLS = int(os.environ.get("KILLS", "200"))
SECONDS = 105
seed = int(os.environ.get("SEED", time.time()))
random.seed(seed)
print("# seed", seed)
PATHS = {a.path: a for a in web.actions()}


class Client(threading.Thread):
    """Somebody who saves one thing after another, and remembers what was asked and what was acknowledged."""

    def __init__(self, who, n, browser, ops, controls):
        super().__init__(daemon=True)
        self.who, self.n, self.b, self.ops, self.controls = who, n, browser, ops, controls
        self.acked, self.sent, self.odd, self.flying = 0, 0, [], None
        self.value, self.reason, self.rows = {}, {}, {}  # control → what was acknowledged last; nonce → op

    def go(self, stop):
        self.flying = None
        while not stop.is_set():
            op = random.choice(self.ops)
            self.sent += 1
            nonce = f"n{self.n}x{self.sent}"
            control = random.choice(self.controls)
            self.flying = (op, control, nonce)
            path, fields = OPS[op](control, nonce)
            try:
                r = self.b.post(path, fields, csrf=self.token)
            except (OSError, web.http.client.HTTPException):
                self.b.close()
                return
            self.flying = None
            if r.status != 303 or r.header("Location") == "/login":
                self.odd.append(f"{path} {fields}: {r.status} {r.header('Location')} {r.text[:200]}")
                continue
            self.acked += 1
            if op == "answer":
                self.value[control] = fields["value"]
            elif op == "contest":
                self.reason[control] = nonce
            else:
                self.rows[nonce] = op


OPS = {
    "answer": lambda c, n: (f"/measure/{c}/answer", {"value": random.choice(["yes", "no", "partly", "dont-know"])}),
    "contest": lambda c, n: (f"/measure/{c}/contest", {"contest_reason": n}),
    "token": lambda c, n: ("/account/token/add", {"name": n, "days": "3"}),
    "visit": lambda c, n: ("/register/visits/add", VISIT | {"name": n}),
    "member": lambda c, n: ("/people/new", {"name": n, "lang": "nl", "kind": "staff", "job": "", "mail": "", "phone": "", "started": "", "started_on": ""}),
}
VISIT = {}
for name, type_ in web.catalogue("SELECT name, type FROM register_field WHERE register='visits'"):
    VISIT[name] = {"date": "2026-01-05", "time": "10:00", "int": "1", "bool": "1"}.get(type_, "x")
# Where the rows of an operation stand, and its rows of the log.
ROWS = {"token": ("secret", "SELECT name FROM token WHERE name LIKE 'n%x%'", "/account/token/add"),
    "visit": ("firm", "SELECT json_extract(body,'$.name') FROM entry WHERE register='visits' AND json_extract(body,'$.name') LIKE 'n%x%'", "/register/{register}/add"),
    "member": ("firm", "SELECT name FROM member WHERE name LIKE 'n%x%'", "/people/new")}

server = web.Server().start()
server.owner()
server.people()
controls = [r[0] for r in web.catalogue("SELECT id FROM control ORDER BY position")]
clients = []
owners = 3
for i in range(owners + 1):
    role = "owner" if i < owners else "staff"
    b = server.as_role(role)
    c = Client(role, i, b, ["answer", "contest"] if role == "owner" else ["answer"], controls[i::owners + 1][:8])
    c.token = b.csrf()
    clients.append(c)
# What else can be saved, where its action is there and takes what we type.
for op, (_, _, path) in ROWS.items():
    if path in PATHS and op != "token":
        target, fields = OPS[op](controls[0], "n9x9")
        r = clients[0].b.post(target, fields, csrf=clients[0].token)
        if r.status == 303:
            clients[0].ops.append(op)
            clients[1].ops.append(op)
clients[2].ops.append("token")
print("# operations:", sorted({o for c in clients for o in c.ops}))
base = {}


def count(c, path):
    return c.execute("SELECT count(*) FROM audit WHERE action=?", (path,)).fetchone()[0]


def audits(c, path, thing):
    return c.execute("SELECT count(*) FROM audit WHERE action=? AND (thing=? OR thing LIKE ? || ': %')", (path, thing, thing)).fetchone()[0]


lost, half, across, odd, retired = [], [], [], [], set()
known = {}


def check():
    """What is there against what was told."""
    firm, hidden = server.firm(), server.hidden()
    for cl in clients:
        odd.extend(cl.odd)
        cl.odd = []
        flying = cl.flying
        for control in cl.controls:
            for op, path, got, told in (
                    ("answer", "/measure/{control}/answer", firm.execute("SELECT value FROM answer WHERE control=?", (control,)).fetchone(), cl.value),
                    ("contest", "/measure/{control}/contest", firm.execute("SELECT reason FROM contest WHERE control=?", (control,)).fetchone(), cl.reason)):
                got = got[0] if got else None
                n = audits(firm, path, control)
                in_air = flying and flying[0] == op and flying[1] == control
                want = known.get((op, control), (0, None))
                acked = told.get(control)
                # Rows of the log since the last look must be the acknowledged ones, and the one in the air or not.
                if not in_air and acked is not None and got != acked:
                    lost.append(f"{op} {control}: {got!r}, acknowledged {acked!r}")
                if in_air and op == "contest" and got not in (acked, flying[2]):
                    lost.append(f"{op} {control}: {got!r}, acknowledged {acked!r}, in the air {flying[2]!r}")
                last = firm.execute("SELECT thing FROM audit WHERE action=? AND (thing=? OR thing LIKE ? || ': %') ORDER BY id DESC LIMIT 1", (path, control, control)).fetchone()
                if op == "answer" and (last[0].split(": ")[1] if last else None) != got:
                    half.append(f"the log says {last}, the data {got}")
                if op == "contest" and (n > 0) != (got is not None):
                    half.append(f"contest {control}: {n} in the log, data {got!r}")
                if got is not None:
                    told[control] = got
        # What was in the air is settled now.
        if flying and flying[0] in ROWS:
            cl.maybe = getattr(cl, "maybe", set()) | {flying[2]}
        cl.flying = None
    for op, (where, sql, path) in ROWS.items():
        if not any(op in c.ops for c in clients):
            continue
        have = [r[0] for r in (firm if where == "firm" else hidden).execute(sql)]
        have += sorted(retired - set(have)) if op == "token" else []
        want = {n for c in clients for n, o in c.rows.items() if o == op}
        lost.extend(f"{op} {n}" for n in want - set(have))
        if len(have) != len(set(have)):
            half.append(f"{op}: a row twice")
        n = count(firm, path)
        if where == "firm" and n != len(have):
            half.append(f"{op}: {n} in the log, {len(have)} rows")
        if where == "secret":
            things = {r[0] for r in firm.execute("SELECT thing FROM audit WHERE action=?", (path,))}
            half.extend(f"{op} {x}: no row in the log" for x in set(have) - things)
            across.extend(x for x in things - set(have) if x not in across and x in {m for c in clients for m in getattr(c, "maybe", ())})
            lost.extend(f"{op} {x}: in the log, not there" for x in things - set(have) if x not in {m for c in clients for m in getattr(c, "maybe", ())})
            # One person may have 20 keys: the old ones go, so that the next can come.
            if len(have) - len(retired) > 8:
                retired.update(have)
                hidden.execute("DELETE FROM token")
    firm.close()
    hidden.close()


server.kills = 0
started = time.monotonic()
slowest = 0
whole = []
while server.kills < KILLS and time.monotonic() - started < SECONDS:
    stop = threading.Event()
    threads = [threading.Thread(target=c.go, args=(stop,), daemon=True) for c in clients]
    for t in threads:
        t.start()
    time.sleep(random.uniform(0.005, 0.16))
    server.stop(signal.SIGKILL)
    server.kills += 1
    stop.set()
    for t in threads:
        t.join(20)
    t0 = time.monotonic()
    server.start()
    slowest = max(slowest, time.monotonic() - t0)
    check()
    if server.kills % 20 == 0:
        for path in (server.db, server.secret):
            c = sqlite3.connect(path, timeout=20)
            whole += [f"{path} at kill {server.kills}: {r[0]}" for r in c.execute("PRAGMA integrity_check") if r[0] != "ok"]
            whole += [str(r) for r in c.execute("PRAGMA foreign_key_check")]
            c.close()
acked = sum(c.acked for c in clients)
print(f"# {server.kills} kills in {time.monotonic() - started:.0f} s, {sum(c.sent for c in clients)} things asked, {acked} acknowledged, slowest start {slowest * 1000:.0f} ms")
ok(server.kills >= KILLS, f"the process that serves was killed {server.kills} times", f"only {server.kills} of {KILLS} in {SECONDS} s")
ok(acked > server.kills, f"{acked} actions were acknowledged meanwhile")
none(odd, "each that came to its end was taken")
none(lost, "nothing that was acknowledged is lost")
none(half, "no row of the log without its data, no data without its row")
none(whole, "both files stay whole")
# The two files are committed one after the other: a kill between them leaves a row of the log for what was not done, and nobody was told that it was.
none(across, "no action on both files was cut between the two")

firm = server.firm()
rows = firm.execute("SELECT id, at, coalesce(member,0), person, action, thing, address, hash FROM audit ORDER BY id").fetchall()
firm.close()
before, broken = "", []
for n, (*row, hash_) in enumerate(rows, 1):
    before = web.hashlib.blake2b("\n".join([before, *map(str, row)]).encode(), digest_size=32).hexdigest()
    if before != hash_ or row[0] != n:
        broken.append(row)
none(broken, f"the chain of the log holds over its {len(rows)} rows")
server.stop()

# ---- a disk that is full: a small file system where that may be made, else a limit on the size of files
small = web.folder()
mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=755", "tmpfs", small], capture_output=True).returncode == 0


def unmount():
    if mounted:
        subprocess.run(["umount", "-l", small], capture_output=True)


import atexit
atexit.register(unmount)
full = web.Server(at=small)
if not mounted:
    full.pre = lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20)))
full.start()
b = full.owner(lang="en")
token = b.csrf()
good = b.post("/measure/8.b4/contest", csrf=token, contest_reason="before it was full")
equal(good.status, 303, "a small disk: there is room at first")
if mounted:
    fd = os.open(small + "/ballast", os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(fd, b"\0" * 4096):
            pass
    except OSError:
        pass
    os.close(fd)
statuses, refused = [], None
for i in range(60):
    r = b.post(f"/measure/{controls[i]}/contest", csrf=token, contest_reason=f"try {i} " + "long words " * 150)
    statuses.append(r.status)
    if r.status != 303:
        refused = r
        kept = f"try {i} "
        last_good = i - 1
        break
if ok(refused is not None and refused.status == 503, "when the disk is full an action is refused", statuses):
    ok("nothing was saved" in refused.text, "with a sentence", refused.text[:1500])
    ok(kept in refused.text, "and what was typed stands in the form")
    c = full.firm()
    try:
        reason = c.execute("SELECT reason FROM contest WHERE control=?", (controls[i],)).fetchone()
        n, = c.execute("SELECT count(*) FROM audit WHERE action LIKE '%contest'").fetchone()
        ok(reason is None and n == last_good + 2, "nothing half saved: neither the data nor its row of the log", reason, n, last_good)
    except sqlite3.Error as e:
        ok(False, "the file can be read", e)
    c.close()
    equal(b.get("/measure/8.b4").status, 200, "pages are read as before")
    if mounted:
        os.remove(small + "/ballast")
        r = b.post(f"/measure/{controls[i]}/contest", csrf=token, contest_reason="there is room again")
        equal(r.status, 303, "when there is room it works again, without a new start")
        full.stop()
        full.start()
        ok("there is room again" in full.as_role("owner").get(f"/measure/{controls[i]}").text, "and it is there after the next start")
full.stop()
for path in (full.db, full.secret):
    c = sqlite3.connect(path)
    equal(c.execute("PRAGMA integrity_check").fetchone()[0], "ok", f"{os.path.basename(path)} is whole")
    c.close()
unmount()
web.done()
