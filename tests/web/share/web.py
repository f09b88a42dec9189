# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What tests of the web application share: TAP, a server of its own on a fresh database, a browser without a screen (cookies, forms), the
catalogue of pages and actions, people in every role. Databases full of rows or of hostile text are in fill.py. Nothing here reaches
further than 127.0.0.0/8."""
import hashlib, http.client, html.parser, json, os, random, re, secrets, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, time, urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BUILD = os.environ.get("BOLWERK_BUILD", ROOT + "/build/linux")
BOLWERK = BUILD + "/bolwerk"
IMAGE = ROOT + "/build/image.db"
LANGS = ("nl", "fr", "de", "en")
ROLE = {"nobody": 1, "owner": 2, "staff": 4, "supplier": 8, "auditor": 16, "signer": 32, "checker": 64}
PASSWORD = "drie boterhammen met kaas en spek"
DAY = 86400
os.chdir(ROOT)

# ---- TAP

_n = _bad = 0


def ok(good, name, *why):
    global _n, _bad
    _n += 1
    _bad += not good
    print(f"{'ok' if good else 'not ok'} {_n} - {name}", flush=True)
    if not good:
        for w in why:
            for line in str(w).splitlines()[:12]:
                print("#", line[:400])
    return bool(good)


def equal(got, want, name):
    return ok(got == want, name, f"got:  {got!r}", f"want: {want!r}")


def none(bad, name, most=12):
    """Passes when the list of what is wrong is empty; else tells the first ones."""
    bad = list(bad)
    return ok(not bad, name, f"{len(bad)} wrong:", *[str(b)[:400] for b in bad[:most]])


def skip(name, why):
    global _n
    _n += 1
    print(f"ok {_n} - {name} # skip {why}", flush=True)


def done():
    print(f"1..{_n}")
    sys.exit(_bad > 0)


# ---- a folder that goes away

_folders = []


def folder():
    d = tempfile.mkdtemp(prefix="bolwerk-web-")
    os.chmod(d, 0o755)
    _folders.append(d)
    return d


# ---- the catalogue: what is tested comes from here, so that a new page or action is tested by being there

class Page:
    def __init__(self, name, path, may, params):
        self.name, self.path, self.may, self.params = name, path, may.split(), params  # params: name → type

    @property
    def path_params(self):
        return re.findall(r"\{(\w+)\}", self.path)


def pages():
    c = sqlite3.connect(f"file:{IMAGE}?mode=ro", uri=True)
    out = []
    for name, path, may in c.execute("SELECT name, path, may FROM page WHERE path IS NOT NULL ORDER BY path"):
        out.append(Page(name, path, may, dict(c.execute("SELECT name, type FROM page_param WHERE page=? ORDER BY position", (name,)))))
    c.close()
    return out


def catalogue(sql, *args):
    c = sqlite3.connect(f"file:{IMAGE}?mode=ro", uri=True)
    rows = c.execute(sql, args).fetchall()
    c.close()
    return rows


class Action:
    def __init__(self, name, path, may, page, fields, no_audit):
        self.name, self.path, self.may, self.page, self.fields, self.no_audit = name, path, may, page, fields, no_audit

    @property
    def path_params(self):
        return re.findall(r"\{(\w+)\}", self.path)


def _roles(text, macros):
    words = {"ROLE_" + k.upper(): v for k, v in ROLE.items()}
    words |= {"ROLE_MEMBER": 2 | 4 | 16, "ROLE_WRITER": 2 | 4}
    for name, value in macros:
        words[name] = _or(value, words)
    return [r for r, bit in ROLE.items() if _or(text, words) & bit]


def _or(text, words):
    n = 0
    for w in re.findall(r"\w+", text):
        n |= words.get(w, 0)
    return n


def actions():
    """The actions, read from their source: the table in each file is plain enough."""
    macros = []
    for f in ("src/web/door/act.h",):
        macros += re.findall(r"#define (\w+) \((ROLE_.*)\)", open(f, encoding="utf-8").read())
    out = []
    for f in sorted(os.listdir("src/web/action")):
        text = open("src/web/action/" + f, encoding="utf-8").read()
        text = re.sub(r"//[^\n]*", "", text)
        own = macros + re.findall(r"#define (\w+) \(?(ROLE_.*?)\)?$", text, re.M)
        numbers = {k: v for k, v in re.findall(r"#define (\w+) (\d+)$", text, re.M)}
        for m in re.finditer(r"const struct action (\w+) = \{(.*?)\};", text, re.S):
            body = m.group(2)
            path = re.search(r'\.path\s*=\s*"([^"]+)"', body)
            page = re.search(r'\.page\s*=\s*"([^"]+)"', body)
            may = re.search(r"\.may\s*=\s*(.*?)(?=,\s*\.|$)", body, re.S)
            table = re.search(r"\.fields\s*=\s*(\w+)", body)
            fields = []
            if table:
                t = re.search(r"struct field " + table.group(1) + r"\[\] = \{(.*?)\{(?:0|\.name = NULL)\}\}", text, re.S)
                for g in re.findall(r"\{([^{}]*)\}", t.group(1)) if t else []:
                    one = {k: v.strip() for k, v in re.findall(r'\.(\w+)\s*=\s*("[^"]*"|[^,]+)', g)}
                    fields.append({"name": one.get("name", "").strip('"'), "type": one.get("type", "FIELD_TEXT"), "optional": "optional" in one,
                        "min": numbers.get(one.get("min"), one.get("min")), "max": numbers.get(one.get("max"), one.get("max")),
                        "words": one.get("words", "").strip('"')})
            out.append(Action(f[:-2], path.group(1), _roles(may.group(1), own), page.group(1) if page else path.group(1), fields, "no_audit" in body))
    return out


# ---- the server

def free_port(at="127.0.0.1"):
    """A port that is free now, of a range of our own, so that no other server on this machine gets it in between."""
    ports = list(range(8200, 8291))
    random.shuffle(ports)
    for p in ports:
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((at, p))
            return p
        except OSError:
            pass
        finally:
            s.close()
    raise OSError("no free port")


def child_of(pid):
    try:
        return int(open(f"/proc/{pid}/task/{pid}/children").read().split()[0])
    except (OSError, IndexError):
        return 0


_servers = []


class Server:
    def __init__(self, at=None, args=(), address="127.0.0.1", program=None, tls=False):
        self.folder = at or folder()
        self.db, self.secret = self.folder + "/firm/own.db", self.folder + "/secret.db"
        os.makedirs(self.folder + "/firm", exist_ok=True)
        self.args, self.address, self.program, self.process, self.pre = list(args), address, program or BOLWERK, None, None
        self.links = {}
        _servers.append(self)

    def start(self):
        for _ in range(30):
            self.port = free_port(self.address)
            self.log = open(self.folder + "/serve.log", "ab")
            self.process = subprocess.Popen([*([self.program] if "planted" in self.program else [self.program, "serve"]), "--db", self.db, "--listen", f"{self.address}:{self.port}", "--no-look", *self.args],
                stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, preexec_fn=self.pre)
            if self.process.stdout.readline() and self._answers():
                return self
            self.stop()
        raise OSError("the server does not start: " + open(self.folder + "/serve.log").read()[-400:])

    def _answers(self):
        for _ in range(200):
            try:
                socket.create_connection((self.address, self.port), 1).close()
                return True
            except OSError:
                if self.process.poll() is not None:
                    return False
                time.sleep(0.005)
        return False

    @property
    def web(self):
        """The process that serves: the child of the one that was started."""
        return child_of(self.process.pid)

    def stop(self, sig=signal.SIGTERM):
        if self.process:
            pid = self.web
            if pid:
                try:
                    os.kill(pid, sig)
                except ProcessLookupError:
                    pass
            if sig != signal.SIGKILL:
                self.process.send_signal(sig) if self.process.poll() is None else None
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.log.close()
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # databases, from behind
    def firm(self):
        c = sqlite3.connect(self.db, isolation_level=None, timeout=20)
        return c

    def hidden(self):
        return sqlite3.connect(self.secret, isolation_level=None, timeout=20)

    def log_text(self):
        with open(self.folder + "/serve.log", encoding="utf-8", errors="replace") as f:
            return f.read()

    # people
    def browser(self, **more):
        return Browser(self, **more)

    def owner(self, name="An Peeters", mail="an@bakkerij.example", lang="nl"):
        """The first visit: makes the owner's account, and is logged in."""
        b = self.browser(lang=lang)
        r = b.form("/start", "/start/account", name=name, mail=mail, password=PASSWORD, lang=lang)
        assert r.status == 303, (r.status, r.text[:500])
        return b

    def people(self):
        """One account of each role with the owner's password, made behind the server's back (the hash costs time), and a link for each kind."""
        firm, hidden, now = self.firm(), self.hidden(), int(time.time())
        hash_, = hidden.execute("SELECT password FROM person ORDER BY id LIMIT 1").fetchone()
        ids = {"owner": 1}
        for role in ("staff", "supplier", "auditor"):
            got = firm.execute("SELECT id FROM member WHERE mail=?", (role + "@bakkerij.example",)).fetchone()
            if not got:
                firm.execute("INSERT INTO member(name, mail, lang, kind) VALUES(?,?,'nl',?)", ("Piet " + role, role + "@bakkerij.example", role))
                got = firm.execute("SELECT last_insert_rowid()").fetchone()
            ids[role] = got[0]
            hidden.execute("INSERT OR IGNORE INTO person(id, mail, role, lang, password, made_at) VALUES(?,?,?,'nl',?,?)",
                (ids[role], role + "@bakkerij.example", ROLE[role], hash_, now))
        firm.close()
        hidden.close()
        for role, subject in (("signer", self._subject("round")), ("checker", self._subject("device"))):
            self.links[role] = self.link(role, ids["staff"], subject)
        self.ids = ids
        return ids

    def _subject(self, table):
        c = self.firm()
        try:
            got = c.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1").fetchone()
        except sqlite3.Error:
            got = None
        c.close()
        return got[0] if got else 1

    def link(self, role, member, subject, until=14 * DAY):
        """A personal link, as door_link_make makes it; gives its token. role "": an invitation."""
        token = secrets.token_urlsafe(32)
        c, now = self.hidden(), int(time.time())
        c.execute("INSERT INTO link(token_hash, member, role, subject, lang, made_at, until_at) VALUES(?,?,?,?,NULL,?,?)",
            (hashlib.blake2b(token.encode(), digest_size=32).digest(), member, ROLE.get(role, 0), subject, now, now + until))
        c.close()
        return token

    def as_role(self, role, lang="nl"):
        """A browser that is in as this role."""
        b = self.browser(lang=lang)
        if role == "nobody":
            return b
        if role in ("signer", "checker"):
            r = b.post("/link/" + self.links[role])
        else:
            r = b.form("/login", "/login", mail="an@bakkerij.example" if role == "owner" else role + "@bakkerij.example", password=PASSWORD)
        assert r.status == 303 and b.cookies.get("bolwerk"), (role, r.status, r.text[:300])
        return b


# ---- a browser without a screen

class Answer:
    def __init__(self, status, headers, body, url):
        self.status, self.headers, self.body, self.url = status, headers, body, url

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)


class Browser:
    def __init__(self, server, lang="nl", agent="tests", address=None, timeout=20):
        self.s, self.lang, self.agent, self.address, self.timeout = server, lang, agent, address, timeout
        self.cookies, self.c, self.extra = {}, None, {}

    def close(self):
        if self.c:
            self.c.close()
            self.c = None

    def ask(self, method, path, body=None, headers=None):
        h = {"Host": f"{self.s.address}:{self.s.port}", "User-Agent": self.agent, "Accept-Language": self.lang, "Accept": "text/html", **self.extra}
        if self.cookies:
            h["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        h.update(headers or {})
        h = {k: v for k, v in h.items() if v is not None}
        for go in (0, 1):
            try:
                if not self.c:
                    self.c = http.client.HTTPConnection(self.s.address, self.s.port, timeout=self.timeout, source_address=(self.address, 0) if self.address else None)
                self.c.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
                for k, v in h.items():
                    self.c.putheader(k, v)
                if body is not None and "Content-Length" not in h:
                    self.c.putheader("Content-Length", str(len(body)))
                self.c.endheaders(body)
                r = self.c.getresponse()
                data = r.read()
                break
            except (http.client.HTTPException, OSError):
                self.close()
                if go or method != "GET":
                    raise
        for k, v in r.getheaders():
            if k.lower() == "set-cookie":
                name, _, rest = v.partition("=")
                value = rest.split(";")[0]
                if not value or "Max-Age=0" in rest:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = value
        if r.getheader("Connection", "").lower() == "close":
            self.close()
        return Answer(r.status, r.getheaders(), data, path)

    def get(self, path, **headers):
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def json(self, path):
        return self.ask("GET", path, headers={"Accept": "application/json"})

    def csrf(self, page="/"):
        """The secret of this session's forms, from a page; any page has the form of the language."""
        r = self.get(page)
        if r.status == 303:  # some roles have another first page
            r = self.get(r.header("Location"))
        m = re.search(r'name="csrf" value="([^"]*)"', r.text)
        return m.group(1) if m else ""

    def post(self, path, fields=(), csrf=None, headers=None, accept="text/html", **more):
        """Posts a form. csrf: its secret; None fetches it."""
        pairs = list(fields.items() if isinstance(fields, dict) else fields) + list(more.items())
        if csrf is None:
            csrf = self.csrf(self._any_page()) if self.cookies.get("bolwerk") else ""
        body = urllib.parse.urlencode([("csrf", csrf)] * (csrf is not False) + pairs).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept, **(headers or {})})

    def _any_page(self):
        return "/"

    def form(self, page, action, **fields):
        """Opens a page and posts the form in it that goes to `action`, with its hidden fields."""
        r = self.get(page)
        f = next((f for f in forms(r.text) if f["action"] == action), None)
        assert f, f"{page} ({r.status}) has no form to {action}"
        return self.post(action, {**f["hidden"], **fields}, csrf=f["hidden"].get("csrf", ""))


class _Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.out, self.now = [], None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.now = {"action": a.get("action", ""), "method": a.get("method", "get"), "hidden": {}, "typed": [], "names": [], "values": {}}
            self.out.append(self.now)
        elif tag in ("input", "textarea", "select", "button") and self.now is not None and a.get("name"):
            self.now["names"].append(a["name"])
            if tag == "textarea" or tag == "input" and a.get("type", "text") in ("text", "email", "tel", "search", "url", "number", "date"):
                self.now["typed"].append(a["name"])
            if tag == "input" and a.get("type") == "hidden":
                self.now["hidden"][a["name"]] = a.get("value") or ""
            elif tag == "input" and a.get("type") not in ("radio", "checkbox") or "checked" in a:
                self.now["values"][a["name"]] = a.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.now = None


def forms(text):
    p = _Forms()
    p.feed(text)
    return p.out


class _Texts(html.parser.HTMLParser):
    """Text nodes and attributes that people read, outside <code>, <pre> and what has a language of its own."""

    VOID = {"meta", "link", "input", "img", "br", "hr", "use", "path", "rect", "circle"}

    def __init__(self):
        super().__init__()
        self.out, self.stack, self.links = [], [], []

    def quiet(self):
        return any(q for _, q in self.stack)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if a.get("href"):
            self.links.append(a["href"])
        if not self.quiet():
            for k in ("alt", "title", "aria-label", "placeholder"):
                if a.get(k):
                    self.out.append(a[k])
        if tag not in self.VOID:
            self.stack.append((tag, tag in ("code", "pre", "script", "style", "textarea") or (tag != "html" and "lang" in a)))

    def handle_endtag(self, tag):
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data):
        t = " ".join(data.split())
        if t and not self.quiet():
            self.out.append(t)


def texts(page):
    p = _Texts()
    p.feed(page)
    return p.out


def hrefs(page):
    p = _Texts()
    p.feed(page)
    return p.links


# ---- what a database holds

AUDIT_TABLES = {"audit"}


def dump_hash(server, but=("session", "failure", "known", "challenge")):
    """A hash of all rows of both files, but for what looking alone may change (sessions' last use, counted failures, challenges of passkeys)."""
    h = hashlib.sha256()
    for path in (server.db, server.secret):
        c = sqlite3.connect(path, timeout=20)
        for name, in c.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%' ORDER BY name").fetchall():
            if name in but:
                continue
            h.update(name.encode())
            order = ", ".join(str(i + 1) for i in range(len(c.execute(f'PRAGMA table_info("{name}")').fetchall())))
            for row in c.execute(f'SELECT * FROM "{name}" ORDER BY {order}'):
                h.update(repr(row).encode("utf-8", "replace"))
        c.close()
    return h.hexdigest()


def _end():
    for s in _servers:
        s.stop()
    for d in _folders:
        shutil.rmtree(d, ignore_errors=True)


import atexit
atexit.register(_end)
# A test that is stopped from outside leaves no server behind.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
