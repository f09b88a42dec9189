#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Every page of data/page, as every role, empty, with 10,000 rows in each list and with hostile text everywhere, in four languages: who may see it
and who may not, no error, valid HTML, nothing hostile as it is, lists in parts without a row lost or doubled, JSON, headers, sizes, words
in the reader's language. A page that is added is looked at without a line here. The addresses of pages with {parameters} come from links on
other pages."""
import gzip, json, os, re, subprocess, sys, time, zlib
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import fill, web
from web import ok, equal, none, skip

PAGES = web.pages()
ROLES = list(web.ROLE)
FALLBACK = {"int": "1", "date": "2026-01-01", "control": "8.b4", "text": "x"}
html_folder = web.folder()
written = set()


def pattern(page):
    return re.compile("^" + re.sub(r"\\\{\w+\\\}", "([^/?#]+)", re.escape(page.path)) + "$")


PATTERNS = sorted(((pattern(p), p) for p in PAGES), key=lambda x: len(x[1].path_params))


def page_of(path):
    return next((p for rx, p in PATTERNS if rx.match(path.split("?")[0].split("#")[0])), None)


def found_addresses(server, browsers):
    """For each page with parameters some addresses that exist: those that other pages link to."""
    found, todo, seen = {}, [], set()
    for role in browsers:
        todo += [(role, p.path) for p in PAGES if not p.path_params and role in p.may]
    while todo:
        role, path = todo.pop(0)
        if (role, path) in seen:
            continue
        seen.add((role, path))
        r = browsers[role].get(path)
        if r.status != 200:
            continue
        for h in web.hrefs(r.text):
            h = h.split("#")[0]
            p = page_of(h) if h.startswith("/") else None
            if p and p.path_params and "?" not in h:
                known = found.setdefault((p.name, role), [])
                if h not in known and len(known) < 2:
                    known.append(h)
                    todo.append((role, h))
    return found


def addresses(page, role, found, server):
    if not page.path_params:
        return [page.path]
    got = found.get((page.name, role)) or next((v for (n, _), v in sorted(found.items()) if n == page.name), None)
    if got:
        return got
    path = page.path
    for name in page.path_params:
        v = FALLBACK.get(page.params.get(name, "text"), "x")
        if name == "token":
            v = server.links.get("invitation" if "invitation" in page.path else "signer", "x" * 43)
        path = path.replace("{" + name + "}", v)
    return [path]


def keep(page, role, kind, lang, text):
    """Each page goes to the validator once for each role that sees other things and each kind; languages differ in words alone."""
    if lang != "en":
        return
    key = f"{page.name} {role} {kind} {lang}"
    if key not in written:
        written.add(key)
        with open(f"{html_folder}/{key}.html", "w", encoding="utf-8") as f:
            f.write(text)


HEADERS = {"Content-Security-Policy": r"default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'$",
    "X-Content-Type-Options": "nosniff$", "X-Frame-Options": "DENY$", "Cache-Control": "no-store$", "Referrer-Policy": "same-origin$",
    "Cross-Origin-Opener-Policy": "same-origin$", "Cross-Origin-Resource-Policy": "same-origin$", "Content-Type": "text/html; charset=utf-8$"}


def wrong_headers(r):
    return [f"{k}: {r.header(k)}" for k, rx in HEADERS.items() if not re.match(rx, r.header(k) or "")]


def look(server, kind):
    """All pages as all roles in all languages."""
    browsers = {role: server.as_role(role) for role in ROLES}
    found = found_addresses(server, browsers)
    errors, doors, heads, loose, slow, n = [], [], [], [], [], 0
    english, foreign = {}, {}
    for page in PAGES:
        for role in ROLES:
            for path in addresses(page, role, found, server):
                for lang in LANGS[kind]:
                    b = browsers[role]
                    set_language(server, b, role, lang)
                    t = time.monotonic()
                    r = b.get(path)
                    took = time.monotonic() - t
                    n += 1
                    where = f"{path} as {role} in {lang}"
                    if r.status >= 500:
                        errors.append(f"{where}: {r.status} {server.log_text()[-200:]}")
                        continue
                    if took > 2:
                        slow.append(f"{where}: {took:.2f} s")
                    allowed = role in page.may
                    # A page whose address no link told may not be there for this person.
                    good = (200, 404) if allowed and page.path_params and (page.name, role) not in found else (200,) if allowed else (303, 403)
                    if page.name == "step":
                        good = (200, 303, 403)
                    if r.status not in good:
                        doors.append(f"{where}: {r.status}, expected {good}")
                    if role == "nobody" and not allowed and not (r.header("Location") or "").startswith("/login"):
                        doors.append(f"{where}: goes to {r.header('Location')}")
                    if r.status != 200:
                        continue
                    heads += [f"{where}: {h}" for h in wrong_headers(r)]
                    keep(page, role, kind, lang, r.text)
                    loose += [f"{where}: {m} … {r.text[max(0, r.text.find(m) - 60):][:160]!r}" for m in fill.NEVER if m in r.text]
                    if "{{" in r.text.replace("{{lang}}", ""):
                        errors.append(f"{where}: a form of the page was left in it")
                    if lang == "en":
                        english[path, role] = web.texts(r.text)
                    else:
                        foreign[path, role, lang] = web.texts(r.text)
    none(errors, f"{kind}: {n} answers without an error")
    none(doors, f"{kind}: who may sees it, and nobody else")
    none(heads, f"{kind}: each answer has the headers that protect")
    none(loose, f"{kind}: stored text never becomes part of a page's code")
    none(slow, f"{kind}: no page takes two seconds")
    return browsers, found, english, foreign


_lang_now = {}


def set_language(server, b, role, lang):
    """Somebody who is not in: by the browser's wish. Who is in: as the action does, once for each change."""
    b.lang = lang
    if role == "nobody" or _lang_now.get(id(b)) == lang:
        return
    _lang_now[id(b)] = lang
    r = b.post("/language", lang=lang, page="/")
    assert r.status == 303, (role, r.status)


def words_left(english, foreign):
    """Sentences of three words or more that are the same in English: forgotten ones."""
    own = {"Bolwerk measures"}
    bad = {}
    for (path, role, lang), here in foreign.items():
        there = {t for t in english.get((path, role), []) if len(re.findall(r"(?:^|[\s(])[A-Za-z]['A-Za-z]+(?=[\s,.?!:;)]|$)", t)) >= 3}
        for t in here:
            # Names of packages, files, addresses and what the tests typed are no words of ours.
            if t in there and not re.search(r"[/@_=]|\d\.\d|bolwerk |\b[a-z_]+ [a-z_]+ \d+\b|" + "|".join(map(re.escape, TYPED)), t) and t not in own:
                bad.setdefault(f"{lang}: {t}", path)
    return [f"{k} ({v})" for k, v in sorted(bad.items())]


# Each language over empty pages; of the large and the hostile ones English and one other, for the sake of time.
LANGS = {"empty": web.LANGS, "full": ("en", "de"), "hostile": ("en", "fr")}
TYPED = ("An Peeters", "Piet ", "Bakkerij Peeters", "regel ", "pc-", "iPhone van An")


def machinery(pages):
    """Names that only the machinery knows (register:visits, signoff:ict-rules) are no words for people."""
    own = {r[0] for r in web.catalogue("SELECT part FROM instrument")} | {"register:" + r[0] for r in web.catalogue("SELECT id FROM register")}
    return sorted({f"{t} ({path})" for (path, *_), here in pages.items() for t in here if t in own})


# ---- lists

def every_list(j):
    """The lists of an answer by name, those that stand in a single row of another one too."""
    for k, v in j.items():
        if isinstance(v, list):
            yield k, v
            if len(v) == 1 and isinstance(v[0], dict):
                yield from every_list(v[0])


def key_of_rows(j):
    """The rows of a page's largest list, as text without what differs by the minute."""
    return max(((len(v), k, v) for k, v in every_list(j)), key=lambda x: x[:2], default=(0, "", []))


def lists(server, b, found):
    """A page with the parameter `after` shows some 20 rows; following its link to more shows each row once."""
    bad, seen_pages = [], 0
    for page in PAGES:
        if "after" not in page.params or not set(page.may) & {"owner"}:
            continue
        seen_pages += 1
        for path in addresses(page, "owner", found, server)[:1]:
            rows, url, steps, seen_urls = [], path, 0, set()
            while url and steps < 25 and url not in seen_urls:
                seen_urls.add(url)
                h = b.get(url)
                j = b.json(url)
                if h.status != 200 or j.status != 200:
                    bad.append(f"{url}: {h.status}, as JSON {j.status}")
                    break
                shown = h.text.count("<tr") + h.text.count("<li")
                if shown > 140:
                    bad.append(f"{url}: {shown} rows and items in one page")
                name = list_name or key_of_rows(j.json())[1] if (list_name := getattr(page, "list_name", None)) else key_of_rows(j.json())[1]
                page.list_name = name
                rows += [json.dumps(r, sort_keys=True) for r in dict(every_list(j.json())).get(name, [])[:20]]
                url = next((u for u in web.hrefs(h.text) if "after=" in u and u.split("?")[0] in ("", path)), None)
                if url and url.startswith("?"):
                    url = path + url
                steps += 1
            if len(rows) != len(set(rows)):
                bad.append(f"{path}: {len(rows) - len(set(rows))} of {len(rows)} rows came twice")
    none(bad, f"{seen_pages} lists come in parts, no row twice")


def json_forms(server, browsers, found):
    bad, n = [], 0
    for page in PAGES:
        for role in ("owner", "auditor", "supplier", "nobody"):
            path = addresses(page, role, found, server)[0]
            r = browsers[role].json(path)
            n += 1
            try:
                j = r.json()
            except ValueError:
                bad.append(f"{path} as {role}: {r.status} {r.header('Content-Type')} is no JSON")
                continue
            if role not in page.may and not (r.status in (401, 403) and "error" in j):
                bad.append(f"{path} as {role}: {r.status}, expected 401 or 403 with a sentence")
            if role in page.may and r.status == 200:
                h = browsers[role].get(path).text
                # What JSON tells as the title is what the page has above it.
                title = (j.get("heading") or [{}])[0].get("title")
                import html as H
                if title and H.escape(title, quote=False) not in h.replace("&#39;", "'").replace("&quot;", '"') and H.unescape(title) not in H.unescape(h):
                    bad.append(f"{path} as {role}: JSON has another title: {title!r}")
    none(bad, f"JSON: {n} answers, the same as the pages'")


# ---- sizes

def first_visit(b, path):
    """Bytes that the first visit of a page moves, compressed: the page, and each file that it names, with heads."""
    r = b.get(path, Accept_Encoding="gzip")
    total = len(r.body) + sum(len(k) + len(v) + 4 for k, v in r.headers)
    text = gzip.decompress(r.body).decode() if r.header("Content-Encoding") == "gzip" else r.text
    for f in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))):
        s = b.get(f, Accept_Encoding="gzip")
        total += len(s.body) + sum(len(k) + len(v) + 4 for k, v in s.headers)
        if s.status != 200 or "immutable" not in (s.header("Cache-Control") or ""):
            return 10**9
    return total


# ---- go

server = web.Server().start()
nobody = server.browser()
equal([nobody.get(p).header("Location") for p in ("/", "/measures")], ["/start", "/start"], "before the first account every page leads to it")
r = nobody.get("/start")
ok(r.status == 200 and not wrong_headers(r), "the first page of all is there")
server.owner()
server.people()
b, found, english, foreign = look(server, "empty")
none(words_left(english, foreign), "empty: no English sentence is left in another language")
none(machinery(english), "empty: no name of the machinery stands in a page")
home = first_visit(b["owner"], "/")
server.stop()

t = time.monotonic()
left = fill.full(server)
none(left, f"a database of 50 computers and 10,000 rows a list was made ({time.monotonic() - t:.0f} s)")
server.people()
server.start()
_lang_now.clear()
b, found, english, foreign = look(server, "full")
none([f"{p.name} {p.path}" for p in PAGES if p.path_params and "token" not in p.path and p.name not in ("round_paper", "sign_screen") and not any(n == p.name for n, _ in found)],
    "each page with parameters is linked from another one (but those of a round that is open)")
none(words_left(english, foreign), "full: no English sentence is left in another language")
none(machinery(english), "full: no name of the machinery stands in a page")
lists(server, b["owner"], found)
json_forms(server, b, found)
full_home = first_visit(b["owner"], "/")
ok(max(home, full_home) <= 30 * 1024, f"the first visit of the home page moves {max(home, full_home) / 1024:.1f} KB of 30", home, full_home)
js = sum(len(x[0]) for x in web.catalogue("SELECT body FROM static WHERE name LIKE '%.js'"))
ok(js <= 20 * 1024, f"all JavaScript is {js} bytes of 20,480")
server.stop()

fill.hostile(server)
server.people()
server.start()
_lang_now.clear()
b, found, _, _ = look(server, "hostile")
json_forms(server, b, found)
equal(server.log_text(), "", "the server's own log stays empty")
server.stop()

if subprocess.run(["sh", "tests/e2e/share/browser-install"]).returncode:
    skip("HTML is valid", "npm is not here")
else:
    v = subprocess.run(["node", "tests/web/share/validate.js", html_folder], capture_output=True, text=True)
    none(v.stdout.splitlines() + ([v.stderr[-500:]] if v.returncode else []), f"{len(written)} pages are valid HTML", 30)
web.done()
