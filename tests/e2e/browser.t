#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""In a headless Chromium, as a new user: from the first visit to the first picture in four languages, one of them by keys alone, one on a phone, one
without JavaScript; then axe-core on every page, light and dark, desk and phone. Pictures of all of it stay in build/screens."""
import json, os, re, shutil, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../web/share"))
import fill, web

if subprocess.run(["sh", "tests/e2e/share/browser-install"]).returncode:
    web.skip("a browser on the pages", "npm is not here")
    web.done()
SCREENS = web.ROOT + "/build/screens"
shutil.rmtree(SCREENS, ignore_errors=True)


def drive(server, **job):
    """Takes over the TAP of the driver."""
    p = subprocess.run(["node", "tests/e2e/share/drive.js", f"http://127.0.0.1:{server.port}", SCREENS, json.dumps(job)], capture_output=True, text=True, timeout=500)
    why = []
    last = None
    for line in p.stdout.splitlines() + ["ok 0 - "]:
        m = re.match(r"(not )?ok \d+ - (.*)", line)
        if m:
            if last:
                web.ok(last[0], last[1], *why)
            last, why = (not m.group(1), m.group(2)), []
        elif line.startswith("# "):
            why.append(line[2:])
    if p.returncode or "1.." not in p.stdout:
        web.ok(False, "the driver ran to its end", p.stderr[-500:])


class Looking(web.Server):
    """A server that looks at this computer by itself, as the first visit needs."""

    def start(self):
        popen = subprocess.Popen

        def without(command, **more):
            return popen([c for c in command if c != "--no-look"], **more)
        web.subprocess.Popen = without
        try:
            return super().start()
        finally:
            web.subprocess.Popen = popen


for job in ({"lang": "nl"}, {"lang": "fr", "keys": True}, {"lang": "de", "phone": True}, {"lang": "en", "js": False}):
    s = Looking().start()
    drive(s, do="first", **job)
    s.stop()

with web.Server() as s:
    an = s.owner()
    fill.judge(s)
    drive(s, do="whatif", cookie=an.cookies["bolwerk"])

s = web.Server().start()
s.owner()
s.stop()
fill.full(s, big=60, machines=2, many=set())
s.people()
s.start()
roles = {}
for role in ("nobody", "owner", "supplier", "signer", "checker"):
    b = s.as_role(role)
    paths = []
    for page in web.pages():
        if role not in page.may or (role != "owner" and "owner" in page.may and page.name != "trust"):
            continue
        if not page.path_params:
            paths.append(page.path)
    if role == "owner":
        # One address of each page with parameters, from the links on the others.
        for p in list(paths):
            for h in web.hrefs(b.get(p).text):
                for page in web.pages():
                    rx = "^" + re.sub(r"\\\{\w+\\\}", "[^/?#]+", re.escape(page.path)) + "$"
                    if page.path_params and "owner" in page.may and re.match(rx, h) and not any(re.match(rx, x) for x in paths):
                        paths.append(h)
                        paths += [x for x in web.hrefs(b.get(h).text) if x.startswith(h + "/")][:1]
    if role == "nobody":
        paths += ["/link/" + s.links["signer"]] if any(p.path == "/link/{token}" for p in web.pages()) else []
        paths += ["/nothing-here"]
    roles[role] = {"cookie": b.cookies.get("bolwerk", ""), "paths": paths}
drive(s, do="pages", roles=roles)
s.stop()
web.done()
