#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Two scanners that others made, wapiti and sqlmap, on loopback, logged in as each role, over every route; nothing found. The same run, on a test build
with two planted holes, finds both: so they did look. Modules that ask other servers (ssrf, wapp, nikto) are left out."""
import glob, json, os, re, subprocess, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)) + "/share")
import fill, web
from web import ok, equal, none

tmp = web.folder()
PARTS = {"int": "1", "control": "8.b4", "date": "2026-01-01", "text": "x"}
clean = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()} | {"HOME": tmp, "no_proxy": "*", "TERM": "dumb"}


# Wapiti 3.0.4 writes flags at the end of an expression, which Python 3.11 refuses.
WAPITI = """
import re, sys
compile_ = re.compile
re.compile = lambda p, *a, **k: compile_("(?ms)" + p[:-5] if isinstance(p, str) and p.endswith("(?ms)") else p, *a, **k)
from wapitiCore.main.wapiti import wapiti_main
wapiti_main()
"""


def prepare(program=None):
    s = web.Server(program=program).start()
    s.owner(lang="en")
    s.stop()
    fill.full(s, big=40, machines=1, many=set())
    s.people()
    return s.start()


def routes(role, marked=False):
    """An address for each page of the role; marked: with sqlmap's * where a parameter stands."""
    out = []
    for p in web.pages():
        if role not in p.may:
            continue
        path = re.sub(r"\{(\w+)\}", lambda m: PARTS.get(p.params.get(m.group(1)), "x"), p.path)
        if marked:
            for name in p.path_params:
                out.append(re.sub(r"\{(\w+)\}", lambda m: PARTS.get(p.params.get(m.group(1)), "x") + ("*" if m.group(1) == name else ""), p.path))
        query = "&".join(f"{n}={PARTS.get(t, 'x')}" for n, t in p.params.items() if n not in p.path_params and t != "door")
        if query or not marked:
            out.append(path + ("?" + query if query else ""))
    return out


def wapiti(server, cookie, paths, seconds, name):
    """What it found, as lines; and how many requests it made."""
    base, out = f"http://127.0.0.1:{server.port}", f"{tmp}/{name}.json"
    command = ["timeout", str(seconds + 120), "/usr/bin/python3", "-c", WAPITI, "-u", base + paths[0], "--scope", "domain", "-m", "xss,sql,exec,file,redirect,crlf,permanentxss", "-d", "1",
        "--max-scan-time", str(seconds), "--max-attack-time", str(max(8, seconds // 4)), "-f", "json", "-o", out, "--flush-session", "--store-session", f"{tmp}/{name}", "--no-bugreport", "-t", "4",
        "--max-parameters", "12"]
    if cookie:
        command += ["-H", f"Cookie: bolwerk={cookie}"]
    for p in paths[1:]:
        command += ["-s", base + p]
    # What would end the session, or lock the door for the rest of the run.
    for p in ("/logout", "/login", "/account/password", "/account/session/*", "/step", "/start/account"):
        command += ["-x", base + p]
    r = subprocess.run(command, capture_output=True, text=True, env=clean, cwd=tmp)
    try:
        j = json.load(open(out))
    except (OSError, ValueError):
        return None, r.stdout[-400:] + r.stderr[-400:]
    found = [f"{kind}: {v['method']} {v['path']} {v.get('parameter')}: {v['info'][:160]}" for kind, all_ in j["vulnerabilities"].items() for v in all_
        if kind not in ("Content Security Policy Configuration", "HTTP Secure Headers", "HttpOnly Flag cookie", "Secure Flag cookie")]
    return found, r.stdout


def sqlmap(server, cookie, paths, seconds, name):
    base = f"http://127.0.0.1:{server.port}"
    with open(f"{tmp}/{name}.urls", "w") as f:
        f.writelines(f"{base}{p}\n" for p in paths)
    command = ["timeout", str(seconds), "sqlmap", "-m", f"{tmp}/{name}.urls", "--batch", "--ignore-stdin", "--disable-coloring", "--ignore-proxy", "--level=1", "--risk=1", "--technique=BEU", "--dbms=sqlite",
        "--skip-waf", "--output-dir", f"{tmp}/{name}", "--flush-session", "--threads=4", "--timeout=5", "--retries=0", "--answers=redirect=N,follow=N", "--parse-errors"]
    if cookie:
        command += ["--cookie", f"bolwerk={cookie}", "--param-exclude=bolwerk"]
    r = subprocess.run(command, capture_output=True, text=True, env=clean, cwd=tmp)
    out = r.stdout
    # What only "appears" so is tried again by sqlmap itself: pages with tokens differ from one moment to the next.
    found = re.findall(r".*is vulnerable.*|identified the following injection point[^-]*---[^-]*", out)
    return found, len(re.findall(r"testing URL|URL \d+:|\[\d+/\d+\] URL|GET http", out)), out


server = prepare()
for role, seconds in (("nobody", 6), ("checker", 6), ("signer", 6), ("supplier", 6), ("auditor", 12), ("staff", 12), ("owner", 30)):
    server.people()  # new links: a scan may have used them up
    b = server.as_role(role, "en")
    paths = routes(role)
    found, said = wapiti(server, b.cookies.get("bolwerk"), paths, seconds, role)
    if found is None:
        ok(False, f"wapiti as {role} came to its end", said)
        continue
    none(found, f"wapiti as {role} over {len(paths)} routes finds nothing")
    if role != "nobody":
        ok(b.get(paths[0]).status in (200, 422, 404), f"(and was logged in as {role} to the end)")
b = server.as_role("owner", "en")
paths = routes("owner", True) + [p for p in routes("nobody", True) if p.startswith("/login")]
found, n, out = sqlmap(server, b.cookies["bolwerk"], paths, 60, "sqlmap")
none(found, f"sqlmap over {len(paths)} parameters finds nothing", 5)
ok(n > 0, f"(it tried {n} addresses)", out[-600:])
equal([l for l in server.log_text().splitlines() if "SQL" in l or "syntax" in l or "near" in l], [], "no query of ours failed meanwhile")
server.stop()

program = web.BUILD + "/bolwerk-planted"
if not os.path.exists(program):
    subprocess.run(["make", "-s", "build/linux/bolwerk-planted"], check=True)
planted = web.Server(program=program).start()
planted.owner(lang="en")
found, said = wapiti(planted, None, ["/planted/xss?q=bread", "/planted/sql?id=1"], 15, "planted")
ok(found and any("Cross" in f and "/planted/xss" in f for f in found), "wapiti finds the planted script hole", found, said[-300:])
ok(found and any("SQL" in f and "/planted/sql" in f for f in found), "wapiti finds the planted SQL hole", found)
found, n, out = sqlmap(planted, None, ["/planted/sql?id=1"], 40, "sqlmap-planted")
ok(found, "sqlmap finds the planted SQL hole", out[-800:])
planted.stop()
web.done()
