#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""In a headless Chromium: a colleague signs on a phone by a personal link; a supplier opens theirs, sees what was asked, says that it is done: that closes nothing."""
import json, os, sqlite3, subprocess, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../web/share"))
import web
from web import ok, equal

if subprocess.run(["sh", "tests/e2e/share/browser-install"]).returncode:
    web.skip("links in a browser", "npm is not here")
    web.done()
screens = web.ROOT + "/build/screens-links"
os.makedirs(screens, exist_ok=True)
server = web.Server().start()
server.owner()
server.people()
owner = server.as_role("owner")
firm = sqlite3.connect(server.db)
ids = dict(firm.execute("SELECT kind, min(id) FROM member GROUP BY kind"))
equal(owner.post("/signoff/default-passwords/start").status, 303, "the owner asks people to sign")
round_, = firm.execute("SELECT max(id) FROM round").fetchone()
member, = firm.execute("SELECT member FROM signature WHERE round=? ORDER BY member DESC", (round_,)).fetchone()
equal(owner.post("/measure/8.b4/hand", member=str(ids["supplier"]), note="graag voor de kassa").status, 303, "the owner hands a measure to the supplier")
signer, supplier = server.link("signer", member, round_), server.link("supplier", ids["supplier"], 0)
p = subprocess.run(["node", "tests/e2e/share/links.js", f"http://127.0.0.1:{server.port}", signer, supplier, screens], capture_output=True, text=True, timeout=100)
ok(p.returncode == 0, "both came to the end", p.stderr[-600:])
seen = json.loads(p.stdout) if p.returncode == 0 else {}
equal(seen.get("signAt"), "/sign", "the link opens the page to sign")
ok("22" in seen.get("signed", "") or "20" in seen.get("signed", ""), "it thanks with the date", seen.get("signed"))
ok(seen.get("wide", 1) <= 0, "nothing is wider than the phone")
equal(firm.execute("SELECT how FROM signature WHERE round=? AND member=? AND signed_at IS NOT NULL", (round_, member)).fetchone(), ("link",), "the signature is kept")
equal(seen.get("supplierAt"), "/requests", "the supplier's link opens the requests")
ok("graag voor de kassa" in seen.get("request", ""), "what was asked stands there", seen.get("request", "")[:300])
equal(firm.execute("SELECT said_at IS NOT NULL, back_at IS NULL FROM handover WHERE control='8.b4'").fetchone(), (1, 1), "what they said is kept")
ok(firm.execute("SELECT verdict FROM finding WHERE control='8.b4'").fetchone() in (None, ("unknown",), ("gap",), ("partly",)), "and closes nothing")
equal(seen.get("measures"), 403, "they see nothing else")
server.stop()
web.done()
