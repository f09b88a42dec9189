#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What TLS is seen of servers from strong to weak: as they were set up, and as sslscan (all) and testssl.sh (two) see them. doc/outside.md explains each difference."""
import os, shutil, sys, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "share"))
from tap import done, ok

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
os.environ["PATH"] += ":/usr/sbin:/sbin"
from internet import missing
import tlslab

lacks = missing() or next((f"{p} is missing" for p in ("sslscan", "testssl", "gnutls-serv") if not shutil.which(p)), None)
if lacks:
    print(f"1..0 # SKIP {lacks}")
    sys.exit()
net, servers = tlslab.build()
slowest = 0
for s in servers:
    r, scan = tlslab.ours(net, s), tlslab.sslscan(net, s) if s.start == "now" else None
    slowest = max(slowest, r["ms"])
    bad = []
    if r["versions"] != s.versions:
        bad.append(f"versions {r['versions']} in place of {s.versions}")
    if r["fault"] != s.fault:
        bad.append(f"fault {r['fault']} in place of {s.fault}")
    ok(bad, f"{s.what}: as it is set up")
    if s.start != "now":
        continue  # sslscan 2.0 gets no answer from this mail server; testssl.sh, below, does
    bad = []
    if sorted(r["versions"]) != scan["versions"]:
        bad.append(f"sslscan sees {scan['versions']}, we {r['versions']}")
    if "played" not in s.what and r["weak"] != scan["weak"]:
        bad.append(f"weak: we alone {r['weak'] - scan['weak']}, sslscan alone {scan['weak'] - r['weak']}")
    c = scan["cert"]
    if c and c["not_after"] and "played" not in s.what:
        for what, mine, theirs in (("self-signed", bool(r["self"]), c["self"]), ("expired", r["fault"] == "expired", c["expired"]), ("SHA-1", r["signature"] == "sha1", c["sha1"]), ("end", r["not_after"], c["not_after"])):
            if mine != theirs:
                bad.append(f"{what}: sslscan {theirs}, we {mine}")
        if c["bits"] and "elliptic" not in s.what and r["bits"] != c["bits"]:  # of an elliptic key sslscan tells the strength, half its length
            bad.append(f"bits: sslscan {c['bits']}, we {r['bits']}")
    ok(bad, f"{s.what}: sslscan agrees")
print(f"# the slowest took {slowest} ms")
for s in [s for s in servers if s.what.startswith(("mail", "SSL 2.0"))]:
    theirs, mine = tlslab.testssl(net, s, "-p"), tlslab.ours(net, s)
    ok([f"testssl.sh {theirs['versions']}, we {mine['versions']}"] if sorted(mine["versions"]) != theirs["versions"] else [], f"{s.what}: testssl.sh agrees")
for s in servers[1:4]:
    r = tlslab.ours(net, s, gentle=True)
    old = bool(set(s.versions) & {"tls1.0", "tls1.1"})
    ok([str(r["versions"])] if bool(set(r["versions"]) & {"ssl3", "tls1.0", "tls1.1"}) != old or not set(r["versions"]) <= set(s.versions) else [], f"{s.what}: gently, two hellos tell old from new")
later = tlslab.ours(net, servers[1], now=int(time.time()) + 400 * 86400)
ok([str(later["fault"])] if later["fault"] != "expired" else [], "a certificate is judged at the time that is given")
done()
