#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A domain from outside, in an internet of our own: signed, unsigned and wrongly signed names told apart; a domain that is kept well, one that is neglected
and one without mail get exactly the findings they earn; servers that mean harm are bounded; ports seen from outside."""
import json, os, subprocess, sys, time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "share"))
import domains
from domains import GOOD_MX, GOOD_WEB, POOR_MX, POOR_WEB
from internet import Internet, RESOLVER, missing
from tap import done, ok

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
os.environ["PATH"] += ":/usr/sbin:/sbin"
COLLECT = os.path.abspath("build/linux/bolwerk-collect")
if missing():
    print(f"1..0 # SKIP {missing()}")
    sys.exit()

net = Internet("outside")
net.authority()
EVIL, EVIL2, EVIL3, SORRY = "198.51.100.30", "198.51.100.31", "198.51.100.32", "198.51.100.33"
net.address(EVIL, EVIL2, EVIL3, SORRY)
evil = net.certificate("evil", ["evil2.test", "www.evil2.test"])
good_servers, poor_servers = domains.kept_well(net), domains.neglected(net)
net.zone("parked.test", '@ IN MX 0 .\n@ IN TXT "v=spf1 -all"\n_dmarc IN TXT "v=DMARC1; p=reject"\n@ IN CAA 0 issue ";"')
net.zone("forged.test", f"@ IN A {GOOD_WEB}\n@ IN MX 10 mx.good.test.", spoil=True)
net.zone("evil.test", f"""
@ IN A {EVIL}
www IN CNAME round.evil.test.
round IN CNAME www.evil.test.
@ IN MX 10 @
@ IN MX 20 round
""" + "\n".join(f'@ IN TXT "{"x" * 250}{i:05}"' for i in range(200)) + "\n@ IN TXT \"v=spf1 include:evil.test redirect=evil.test\"", signed=False)
net.zone("evil2.test", f"@ IN A {EVIL2}\nwww IN A {EVIL2}\n@ IN MX 10 @\n@ IN TXT \"v=spf1 {'a:a%d.evil2.test ' * 1 % 1}exists:%{{i}}.evil2.test -all\"\n_mta-sts IN TXT \"v=STSv1; id=1\"\nmta-sts IN A {EVIL2}", signed=False)
net.zone("evil3.test", f"@ IN A {EVIL3}\nwww IN A {EVIL3}\n@ IN MX 10 @\n@ IN MX 20 sorry\nsorry IN A {SORRY}", signed=False)
net.zone("inner.test", "@ IN A 127.0.0.1\nwww IN A 10.1.2.3\n@ IN MX 10 @", signed=False)
net.zone("go0d.test", f"@ IN MX 10 mx\nmx IN A {POOR_MX}", signed=False)
net.zone("goods.test", f"@ IN A {POOR_WEB}", signed=False)
net.names()
good_servers()
poor_servers()
for port, what in ((80, "loop"), (443, "handshake"), (25, "banner")):
    net.python("hostile.py", EVIL, str(port), what)
for port, what, *more in ((80, "headers"), (443, "body", *evil), (25, "lines")):
    net.python("hostile.py", EVIL2, str(port), what, *more)
for port in (25, 80, 443):
    net.python("hostile.py", EVIL3, str(port), "silence")
net.python("mailserver.py", "127.0.0.1", "25")
net.python("hostile.py", SORRY, "25", "sorry")
net.wait((RESOLVER, 53), ("192.0.2.53", 53), (GOOD_WEB, 443), (GOOD_MX, 25), (POOR_WEB, 443), (POOR_MX, 25), *((a, p) for a in (EVIL, EVIL2, EVIL3) for p in (25, 80, 443)), (SORRY, 25), ("127.0.0.1", 25))


def look(*args, form="json", limit=30):
    """What a look gives: (result, seconds, exit status, error)."""
    look.count += 1
    if args[0] == "--domain" and form == "json":  # a database of its own, so that no look knows of another
        args += ("--db", net.path(f"{look.count}.db"))
    start = time.time()
    p = subprocess.run(["ip", "netns", "exec", net.name, COLLECT, *args, "--consent", "test", "--no-keep", "--format", form], capture_output=True, text=True, timeout=limit)
    return (json.loads(p.stdout) if form == "json" and p.returncode == 0 else p.stdout), time.time() - start, p.returncode, p.stderr


look.count = 0


def domain(name, *args, **more):
    return look("--domain", name, "--resolver", f"{RESOLVER}:53", "--anchor", net.anchor, "--ca", net.ca, *args, **more)


def codes(result, what):
    return sorted({c["code"] for c in result["checks"] if c["ok"] is what})


def differ(got, want):
    return [f"too much: {c}" for c in got if c not in want] + [f"missing: {c}" for c in want if c not in got]


good, seconds, status, error = domain("good.test")
ok([error] if status else [], "a domain that is kept well is looked at")
if status:
    done()
print(f"# one domain: {seconds:.2f} s")
ok([f"{seconds:.2f}"] if seconds > 5 else [], "in less than 5 seconds")
ok([json.dumps(c) for c in good["checks"] if c["ok"] is False], "nothing wrong is found")
ok(differ(codes(good, True), ["caa", "cookie", "csp", "dane", "dangling", "dkim", "dmarc", "dmarc-policy", "dmarc-report", "dnssec", "dnssec-ends", "frame", "hsts", "https", "mta-sts", "mx-certificate",
   "mx-version", "nosniff", "redirect", "referrer", "security-txt", "spf", "spf-all", "spf-error", "starttls", "tls-rpt", "web-certificate", "web-version"]), "and all that is right is seen")
ok(differ(codes(good, None), ["registration"]), "what nobody was asked about is unknown")
facts = good["facts"]
ok([str(facts["domain"][0])] if facts["domain"][0]["dnssec"] != "secure" or facts["domain"][0]["algorithm"] != "13 ECDSAP256SHA256" else [], "its names are signed and right")
ok([str(w) for w in facts["domain_web"] if w["host"] == "good.test" and w.get("tlsa_fits") != 1], "DANE of its page fits")

poor_look, seconds, status, error = domain("poor.test")
print(f"# the neglected domain: {seconds:.2f} s")
ok([error] if status else differ(codes(poor_look, False), ["caa", "cookie", "csp", "dangling", "dkim-key", "dkim-trial", "dmarc-policy", "dmarc-report", "dnssec", "frame", "hsts", "mta-sts", "nosniff", "redirect",
   "referrer", "security-txt", "server-version", "spf-error", "spf-ptr", "starttls", "web-certificate", "web-cipher", "web-version"]), "a neglected domain: exactly what is wrong with it")
shop = [n for n in poor_look["facts"]["domain_name"] if n["name"] == "shop.poor.test"]
ok([str(shop)] if not shop or shop[0]["exist"] else [], "an alias that leads to nothing")
faults = {t["host"]: t.get("fault") for t in poor_look["facts"]["domain_tls"]}
ok([str(faults)] if faults != {"poor.test": "expired", "www.poor.test": "expired"} else [], "a certificate that has ended")

parked, seconds, status, error = domain("parked.test")
ok([error] if status else [json.dumps(c) for c in parked["checks"] if c["ok"] is False], "a domain without mail that says so: nothing is wrong")
gone, _, status, error = domain("gone.test")
ok([error] if status else differ(codes(gone, False), ["exist"]) + differ(codes(gone, True), []), "a name that is not there: that, and nothing else is claimed")
wrong, _, status, error = domain("forged.test")
ok([error] if status else differ(codes(wrong, False), ["dnssec"]), "names that are signed wrongly: that, and nothing else is claimed")
ok([str(wrong["facts"]["domain"][0])] if wrong["facts"]["domain"][0].get("dnssec") != "bogus" or not wrong["facts"]["domain"][0].get("reason") else [], "with the reason")
text, *_ = domain("forged.test", form="report")
ok([] if '"dns_bogus"' in text else [text[-800:]], "the report says why the rest is not known")
ok([poor_look["facts"]["domain"][0]["dnssec"]] if poor_look["facts"]["domain"][0]["dnssec"] != "insecure" else [], "names that are not signed are no forgery")

alike, seconds, status, error = domain("good.test", "--lookalikes", "--no-mail", "--no-web")
print(f"# with look-alikes: {seconds:.2f} s")
rows = {r["name"]: r for r in alike["facts"].get("domain_lookalike", [])} if not status else {}
ok([error, str(rows)] if set(rows) != {"go0d.test", "goods.test"} or rows["go0d.test"]["mail_only"] != 1 or rows["goods.test"]["mail_only"] != 0 else [], "look-alikes: the one with mail alone stands out")

for name in ("evil.test", "evil2.test", "evil3.test"):
    result, seconds, status, error = domain(name, limit=40)
    print(f"# {name}: {seconds:.2f} s")
    ok([error] if status else [f"{seconds:.2f} s"] if seconds > 8 else [], f"{name}: servers that mean harm are bounded")
ok([str(m) for m in result["facts"]["domain_mx"] if "starttls" in m] if not status else [error], "a mail server that says nothing, or does not want to hear us: nobody says that it has no TLS")
inner, _, status, error = domain("inner.test")
ok([error] if status else [str(m) for m in inner["facts"]["domain_mx"] if m.get("answered")] + [str(w) for w in inner["facts"].get("domain_web", [])], "a name that points into this network: nobody connects to that")
text, *_ = domain("inner.test", form="report")
ok([] if text.count('"inside"') >= 3 else [text[-900:]], "and the report says so")
spf = json.dumps(domain("evil.test", "--no-web", form="json")[0]["facts"].get("domain_mail"))
ok([spf] if '"loop"' not in spf else [], "an SPF record that leads to itself is one that cannot be followed")

ports, seconds, status, error = look("--outside", f"{POOR_MX},{GOOD_WEB}", "--of", "good.test")
open_ports = {(p["address"], p["port"]) for p in ports["facts"].get("outside_port", [])} if not status else {error}
ok([str(open_ports)] if open_ports != {(POOR_MX, 25), (GOOD_WEB, 80), (GOOD_WEB, 443)} else [], "ports seen from outside")
for bad in ("firma", "a..b.test", "192.0.2.1", "-x.test", "é.test"):
    _, _, status, error = domain(bad, form="report")
    ok([] if status else [bad], f"{bad} is no domain")
silent, seconds, status, error = look("--domain", "good.test", "--resolver", "192.0.2.99:53", form="report")
ok([error, silent[:300]] if status or '"dns_failed"' not in silent and '"no_time"' not in silent else [], f"without a name server: what was not seen and why ({seconds:.1f} s)")
done()
