#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What looks at networks and domains add to the measures of the guide. Two firms with the same computer: in one the network, the guests' network, the domain
and the ports seen from outside are kept well, in the other they are neglected. Exactly the measures that are named here tell them apart, and no other."""
import os, sqlite3, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/share", os.path.dirname(HERE)]
import boxes, domains, internet, office
from lab import Lab, ROOT
from tap import done, ok

os.chdir(ROOT)
os.environ["PATH"] += ":/usr/sbin:/sbin"
reason = office.missing() or internet.missing()
if reason:
    print("ok 1 # SKIP", reason)
    print("1..1")
    sys.exit(0)
BOLWERK, COLLECT = os.environ.get("BOLWERK", os.path.join(ROOT, "build/linux/bolwerk")), os.path.join(ROOT, "build/linux/bolwerk-collect")
WORD = "w0rdOfTheFirm"

# Measures of which something of the neglected network or domain is not in order.
BAD = set("1.b4 2.a2 2.a3 2.a7 4.a5 4.a6 4.b1 4.b2 5.b1 5.b2 8.a1 8.b1 9.a2 9.a4 10.a10 10.a2 10.a3 10.a4 10.b1 10.b3 10.b4 10.b5 10.b7 11.a1 11.a3 11.b2 11.b3".split())
# Measures that only a good thing of a network shows: that somebody looks at it at all; a battery that it shows (one on a cable is not seen, so none is no fault).
GOOD_ALONE = {"2.b4", "12.a3"}
# A sign alone never makes a verdict (sees: signal): a printer that may ask for the PIN itself, a planned check, mail that is encrypted by hand, a scan.
SIGNS = {"2.a7", "2.b4", "9.a4", "10.a10"}
# The rest tells the firms apart; and 12.a3: the server knows of no battery in either firm, but on the one network there is one.
FLIP = BAD - SIGNS | {"12.a3"}


def run(*command, **more):
    p = subprocess.run(command, capture_output=True, text=True, timeout=120, **more)
    if p.returncode:
        raise RuntimeError(f"{' '.join(command)[:300]}: {p.stderr[-800:]}")
    return p.stdout


def sql(db, text):
    return [tuple(line.split("\t")) for line in run(BOLWERK, "sql", "--db", db, text).splitlines()]


def rows(db, what):
    """Rows of networks and domains, to show."""
    return [" | ".join(r) for r in sql(db, f"SELECT e.control, e.subject, coalesce(e.ok, '?'), e.seen FROM evidence e JOIN asset a ON a.id = e.asset WHERE a.kind <> 'computer' AND {what}")]


def number(control):
    topic, rest = control.split(".")
    return int(topic), rest


def differ(want, have):
    return [f"not there: {x}" for x in sorted(want - have, key=number)] + [f"too much: {x}" for x in sorted(have - want, key=number)]


def change(db, *statements):
    """What people tell on pages, written straight into the database."""
    c = sqlite3.connect(db)
    for s in statements:
        c.execute(s)
    c.commit()
    c.close()


class Firm:
    """Looks at labs, each a report; then all of them in one database."""

    def __init__(self, name):
        self.name, self.db, self.reports, self.threads, self.bad = name, f"{office.tmp}/{name}.db", {}, [], []

    def look(self, what, ns, *options):
        def work():
            try:
                self.reports[what] = run("ip", "netns", "exec", ns, COLLECT, *options, "--consent", "An", "--no-keep", "--format", "report")
            except (RuntimeError, subprocess.TimeoutExpired) as e:
                self.bad.append(f"{self.name}, {what}: {e}")
        self.threads.append(threading.Thread(target=work))
        self.threads[-1].start()

    def take(self, what):
        run(BOLWERK, "ingest", "--db", self.db, input=self.reports[what])

    def wait(self):
        for t in self.threads:
            t.join()
        return self.bad


def computer():
    """The report of a computer; its tree says what every computer says."""
    tree = f"{office.tmp}/tree"
    os.makedirs(tree + "/etc")
    office.write("tree/etc/os-release", 'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n')
    office.write("tree/etc/hostname", "kassa\n")
    office.write("tree/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
    office.write("tree/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nan:x:1000:1000:An:/home/an:/bin/bash\n")
    return run(BOLWERK, "probe", "--root", tree)


def judged(db):
    """What is there of each measure: its verdict, and of networks and domains the worst row (0, 1; None where nothing could be told)."""
    verdict = dict(sql(db, "SELECT control, verdict || ' ' || coalesce(source, '') FROM finding"))
    parts = {}
    for control, good in sql(db, "SELECT e.control, e.ok FROM evidence e JOIN asset a ON a.id = e.asset WHERE a.kind IN ('network', 'domain') AND e.ok IS NOT NULL"):
        parts[control] = min(parts.get(control, 1), int(good))
    return verdict, parts


began = time.time()
kept, poor, brief = Firm("kept"), Firm("neglected"), Firm("devices")
net = internet.Internet("measures")
net.authority()
servers = domains.kept_well(net), domains.neglected(net)
net.names()
OFFICE, GUESTS = "10.78.0.0/24", "10.79.0.0/24"
with Lab("meask", OFFICE) as good_lab, Lab("measn", OFFICE) as bad_lab, Lab("measg", GUESTS) as guest_good, Lab("measb", GUESTS) as guest_bad:
    good_lab.host("router", "10.78.0.1")
    good_lab.looker.run(["ip", "route", "add", "default", "via", "10.78.0.1"])
    boxes.nut(good_lab, good_lab.host("battery", "10.78.0.41"), "kast")
    office.kept_well(good_lab)
    office.neglected(bad_lab)
    for guests in (guest_good, guest_bad):
        way = guests.host("way", "10.79.0.1")
        guests.looker.run(["ip", "route", "add", "default", "via", "10.79.0.1"])
        if guests is guest_bad:
            way.run(["ip", "addr", "add", "10.78.0.10/32", "dev", "lo"])
            boxes.web(guests, way, "office", port=445)
    for start in servers:
        start()
    net.python("hostile.py", domains.POOR_WEB, "3389", "silence")
    net.wait((internet.RESOLVER, 53), ("192.0.2.53", 53), (domains.GOOD_WEB, 443), (domains.GOOD_MX, 25), (domains.POOR_WEB, 443), (domains.POOR_MX, 25), (domains.POOR_WEB, 3389))
    time.sleep(1.5)  # the real servers start
    brief.look("office", good_lab.looker.ns, "--lan", OFFICE, "--depth", "devices")
    for firm, lab, guests, name, address in ((kept, good_lab, guest_good, "good.test", domains.GOOD_WEB), (poor, bad_lab, guest_bad, "poor.test", domains.POOR_WEB)):
        firm.look("office", lab.looker.ns, "--lan", OFFICE, "--depth", "logins", "--community", WORD)
        firm.look("guests", guests.looker.ns, "--lan", GUESTS, "--vantage", "guest", "--reach", "10.78.0.10:445,10.78.0.11:443")
        firm.look("domain", net.name, "--domain", name, "--resolver", f"{internet.RESOLVER}:53", "--anchor", net.anchor, "--ca", net.ca)
        firm.look("outside", net.name, "--outside", address, "--of", name)
    ok(kept.wait() + poor.wait() + brief.wait(), f"both firms were looked at: office, guests, domain, outside ({time.time() - began:.1f} s)")
if kept.bad + poor.bad + brief.bad:
    done()

# ---- the same computer, then what was looked at
report = computer()
for firm in (kept, poor, brief):
    run(BOLWERK, "ingest", "--db", firm.db, input=report)
alone, nothing = judged(kept.db)
ok([str(nothing)] * bool(nothing) + [c for c, v in judged(poor.db)[0].items() if v != alone[c]], "with the computer alone both firms are the same, and nothing is known of networks and domains")
measured_alone = {c for c, in sql(kept.db, "SELECT DISTINCT control FROM evidence WHERE ok IS NOT NULL")}
cases = set(os.listdir("tests/truth/cases"))
for firm in (kept, poor):
    for what in ("office", "guests", "domain", "outside"):
        firm.take(what)
brief.take("office")
new = judged(kept.db)[1]
ok([c for c in ("4.b1", "10.a2") if c in new], "devices that were just found are not said to be known")
change(kept.db, "UPDATE network_device SET whose = 'firm', told_by = 'An'")
change(poor.db, "UPDATE network_device SET whose = CASE WHEN id % 2 THEN 'private' ELSE 'firm' END, told_by = 'An'",
       "UPDATE network_device SET whose = NULL, kind = 'unknown', first_seen_at = first_seen_at - 40 * 86400 WHERE uid IN (SELECT uid FROM lan_device WHERE addresses LIKE '%10.78.0.24%')")
for firm in (kept, poor):
    run(BOLWERK, "ingest", "--db", firm.db, input=report)  # judges again

# ---- what it adds
(good_verdict, good), (bad_verdict, bad) = judged(kept.db), judged(poor.db)
seen = sorted(set(good) | set(bad), key=number)
for c in seen:
    print(f"# {c:7} kept {({0: 'bad', 1: 'good'}).get(good.get(c), '-'):5} {good_verdict[c]:17} neglected {({0: 'bad', 1: 'good'}).get(bad.get(c), '-'):5} {bad_verdict[c]:17}"
          + " nothing measured with the computer alone" * (c not in measured_alone) + ", nor has `check` a case of it" * (c not in measured_alone | cases))
print(f"# {len(seen)} measures; of {len(set(seen) - measured_alone)} the computer alone had nothing measured, of {len(set(seen) - cases - measured_alone)} no computer has")
ok([" ".join(seen)] * (len(seen) < 25), f"networks and domains are measured for at least 25 measures ({len(seen)})")
ok(differ(BAD | GOOD_ALONE, set(seen)), "exactly those that were meant")
ok([r for r in rows(kept.db, "e.ok = 0")], "nothing of what is kept well is bad")
ok(differ(BAD, {c for c, worst in bad.items() if worst == 0}), "of what is neglected exactly the right measures are bad")
flipped = {c for c in alone if good_verdict[c] != bad_verdict[c]}
ok(differ(FLIP, flipped), f"exactly the right verdicts differ ({len(flipped)})")
ok([f"{c}: kept {good_verdict[c]}, neglected {bad_verdict[c]}" for c in sorted(FLIP, key=number)
    if bad_verdict[c] not in ("gap measured", "partly measured") or c in BAD and good_verdict[c].startswith(("gap", "partly"))], "each is a gap where it was neglected and none where not")
ok([f"{c}: alone {alone[c]}, kept {good_verdict[c]}, neglected {bad_verdict[c]}" for c in sorted(alone, key=number) if c not in seen and not alone[c] == good_verdict[c] == bad_verdict[c]],
   "no other measure is touched")

# ---- what nobody looked at is not fine
got = {c for c, worst in judged(brief.db)[1].items() if worst == 1}
ok(differ({"2.b4", "4.b2", "12.a3"} & got, got) + [f"{c}: {v}" for c, v in judged(brief.db)[0].items() if c in FLIP - {"4.b2"} and v.startswith("ok")], "who only saw which devices are there says of nothing else that it is fine")
listed = f"{office.tmp}/list.db"
office.write("list.xml", '<?xml version="1.0"?><nmaprun scanner="nmap"><host><status state="up"/><address addr="10.78.0.77" addrtype="ipv4"/><address addr="00:11:32:00:00:77" addrtype="mac"/>'
             '<ports><port protocol="tcp" portid="23"><state state="open"/><service name="telnet"/></port></ports></host>'
             '<host><status state="up"/><address addr="10.78.0.78" addrtype="ipv4"/></host></nmaprun>')
run(BOLWERK, "ingest", "--db", listed, input=report)
run(COLLECT, "--import", f"{office.tmp}/list.xml", "--db", listed)
worst = judged(listed)[1]  # telnet; in 10.b5 it waits for what else that measure must see
ok(differ({"10.b3", "11.b3"}, {c for c, w in worst.items() if w == 0}) + [f"fine: {c}" for c, w in worst.items() if w == 1] + rows(listed, "e.ok = 1"), "a list that was brought shows what is wrong, and says of nothing that it is fine")
change(listed, "UPDATE report SET at = at - 200 * 86400 WHERE source = 'import'")
run(BOLWERK, "ingest", "--db", listed, input=report)
ok(rows(listed, "e.ok = 0"), "an old list keeps nothing open")
done()
