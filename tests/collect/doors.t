#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What devices offer and what is wrong there: a network with neglected and kept-well devices, real servers where a package is one. Every planted fault
is found, none is invented on what is kept well; a fragile device survives; what must not be touched is not."""
import base64, os, socket, struct, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/share", os.path.dirname(HERE)]
import boxes, lab as lab_module, office
from lab import Lab, ROOT
from office import harmful, kept_well, neglected, story, tmp
from tap import done, ok

reason = office.missing()
if reason:
    print("ok 1 # SKIP", reason)
    print("1..1")
    sys.exit(0)
BOLWERK = os.environ.get("BOLWERK", os.path.join(ROOT, "build/linux/bolwerk"))


def facts(lab, db, *options):
    """One look that is kept in a database; gives the report and what went wrong."""
    out = lab.collect("--db", db, *options, format="report")
    return out.stdout, [out.stderr or "no report"] * (out.returncode != 0 or '"end"' not in out.stdout)


def sql(db, text):
    p = subprocess.run([BOLWERK, "sql", "--db", db, text], capture_output=True, text=True)
    return [tuple(line.split("\t")) for line in p.stdout.splitlines()] if p.returncode == 0 else [("error", p.stderr)]


def named(lab):
    """Names of lab hosts by address; file sharing and SNMP say their own."""
    return {h.address: name for name, h in lab.hosts.items()}


def differ(want, have):
    return [f"not found: {x}" for x in sorted(want - have)] + [f"invented: {x}" for x in sorted(have - want)]


BY_ADDRESS = "SELECT substr(d.addresses, 1, instr(d.addresses || ' ', ' ') - 1), {} FROM {} JOIN main.lan_device d ON d.asset = c.asset AND d.uid = c.uid {}"
with Lab("doors", "10.78.0.0/24") as lab:
    want = neglected(lab)
    harmful(lab)
    kept_well(lab)
    names = named(lab)
    names["10.78.0.10"], names["10.78.0.11"], names["10.78.0.28"] = "OLDNAS", "SERVER", "DINO"
    time.sleep(1.5)  # the real servers start
    db = f"{tmp}/firm.db"
    began = time.time()
    report, bad = facts(lab, db, "--never", "10.78.0.30", "--community", "w0rdOfTheFirm")
    took = time.time() - began
    ok(bad, f"a look at {len(lab.hosts) - 1} devices is taken in ({took:.1f} s)")
    rows = [r for r in sql(db, BY_ADDRESS.format("c.code, c.ok", "lan_check c", "")) if len(r) == 3]
    have = {(names.get(a, a), code) for a, code, good in rows if good == "0" and names.get(a) != "hostile"}
    ok(differ(want, have), "every planted fault is found, none is invented")
    good = {names.get(a, a) for a, code, g in rows if g == "1"}
    ok(differ({"SERVER", "good-switch", "good-camera", "good-printer", "good-rdp"}, good & {"SERVER", "good-switch", "good-camera", "good-printer", "good-rdp"}),
       "what is kept well is said to be")
    ok([str(story["raw"])] * bool(story["raw"]), "raw printing is not even connected to")
    ok([str(story["never"])] * ("10.78.0.30" in report), "what the owner named is not touched")
    f = story["fragile"]
    ok([str(f)] * bool(f["died"] or not f["connections"]), f"a fragile device survives {f['connections']} connections")
    ok([x for x in story["telnet"] + story["camera"]], "no password is tried without a word for it")
    smb = sql(db, BY_ADDRESS.format("c.smb1, c.newest, c.signing, c.computer", "lan_smb c", "ORDER BY 1"))
    ok([] if smb == [("10.78.0.10", "1", "3.1.1", "offered", "OLDNAS"), ("10.78.0.11", "0", "3.1.1", "required", "SERVER"), ("10.78.0.28", "1", "1", "off", "")] else [str(smb)], "versions, signing and names of file sharing")
    ok([] if '["stopped","10.78.0.31"]' in report else ["not said"], "a device that stops answering is left alone, and that is said")
    ok([f"{took:.1f} s"] if took > 90 else [], f"a device that never ends holds nothing up ({took:.1f} s)")
    key = subprocess.run(["ssh-keygen", "-lf", story["key"]], capture_output=True, text=True).stdout.split()[1]
    digest = base64.b64decode(key.split(":")[1] + "=").hex()
    ok([] if digest in report else [digest], "the key of an SSH server is a trait")
    links = sql(db, "SELECT port, other, how FROM lan_link")
    camera = sql(db, "SELECT uid FROM lan_device WHERE mac = '02:00:00:00:00:15'")
    ok([] if links and camera and ("port7", camera[0][0], "table") in links else [f"{links} {camera}"], "a switch tells behind which port a device is")
    tls = sql(db, BY_ADDRESS.format("c.versions", "lan_tls c", "ORDER BY 1"))
    ok([] if tls == [("10.78.0.11", "tls1.3"), ("10.78.0.25", "tls1.1 tls1.2")] else [str(tls)], "the newest TLS, and the newest of what is old")
    holes = sql(db, "SELECT proto, outside_port, inside, inside_port, what FROM lan_upnp_map ORDER BY 2")
    ok([] if holes == [("udp", "5000", "10.78.0.40", "5000", "game"), ("tcp", "8080", "10.78.0.15", "80", "camera")] else [str(holes)], "holes in the router")

    for name in ("hostile", "dino", "nas", "server", "redis", "web"):
        lab.stop(lab.hosts[name])
    report, bad = facts(lab, db, "--never", "10.78.0.30", "--depth", "logins", "--community", "w0rdOfTheFirm")
    logins = sql(db, BY_ADDRESS.format("c.proto, c.account, c.accepted", "lan_login c", "ORDER BY 1"))
    wanted = [("10.78.0.14", "telnet", "admin", "1"), ("10.78.0.15", "http", "admin", "1")]
    ok(bad + ([] if logins == wanted else [str(logins)]), "makers' passwords that still open are found")
    ok([] if len(story["telnet"]) == 1 and story["camera"] == ["admin in"] else [f"{story['telnet']} {story['camera']}"], "each was tried once")
    ok([line for line in report.splitlines() if '"lan_login"' in line and "password" in line], "no password stands in a row")

    report, bad = facts(lab, f"{tmp}/guest.db", "--vantage", "guest", "--reach", "10.78.0.11:445,10.99.0.1:80")
    reached = sql(f"{tmp}/guest.db", "SELECT address, port, reached FROM lan_reach")
    ok(bad + ([] if reached == [("10.99.0.1", "80", "0")] else [str(reached)]), "from the guest network only what lies outside it is tried, and silence is no reach")
    ok([r for r in sql(f"{tmp}/guest.db", "SELECT DISTINCT address FROM lan_service") if r != ("10.78.0.1",)], "devices of guests are not asked")
    # the fragile device can die: of two connections, and of one that breaks off
    other = boxes.fragile(lab, lab.hosts["vnc"], (7001,))
    with lab_module.inside(lab.looker.ns):
        both = [socket.create_connection(("10.78.0.23", 23), 2) for _ in range(2)]
        broken = socket.create_connection(("10.78.0.19", 7001), 2)
    broken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)
    broken.close()
    time.sleep(0.3)
    ok([str(x["died"]) for x in (f, other) if not x["died"]], f"and it would have died: {f['died']}; {other['died']}")
    for c in both:
        c.close()
# two networks: the guests' one leads to the office
with Lab("doorsg", "10.79.0.0/24") as lab:
    way = lab.host("way", "10.79.0.1")
    lab.looker.run(["ip", "route", "add", "default", "via", "10.79.0.1"])
    way.run(["ip", "addr", "add", "10.80.0.1/32", "dev", "lo"])
    boxes.web(lab, way, "office", port=8081)
    report, bad = facts(lab, f"{tmp}/open.db", "--vantage", "guest", "--reach", "10.80.0.1:8081,10.80.0.9:445")
    reached = sql(f"{tmp}/open.db", "SELECT subject, ok FROM lan_check_guest ORDER BY 1")
    ok(bad + ([] if reached == [("10.80.0.1:8081", "0"), ("10.80.0.9:445", "1")] else [str(reached)]), "a guest network that reaches the office is found")
done()
