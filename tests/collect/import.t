#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Lists of devices that other programs made: nmap's XML, DHCP leases, tables of addresses, CSV. Real files of nmap and arp are read where they are
(../shared/data); each is taken with all its hosts, or refused with a sentence. Twice the same list is the same devices."""
import glob, json, os, re, sqlite3, subprocess, sys, tempfile, xml.etree.ElementTree as etree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
os.chdir(ROOT)
sys.path.insert(0, "tests")
from tap import done, ok

DATA = "../shared/data"
tmp = tempfile.TemporaryDirectory()


def collect(path, *options):
    p = subprocess.run(["build/linux/bolwerk", "collect", "--import", path, "--format", "json", *options], capture_output=True, text=True)
    return (json.loads(p.stdout) if p.returncode == 0 and p.stdout else None), p.stderr.strip(), p.returncode


def given(name, text):
    path = os.path.join(tmp.name, name)
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return path


def wanted(path):
    """address → (hardware address, open ports) of what nmap found, as another reader of XML tells it; loopback is no device of a network."""
    out = {}
    for host in etree.parse(path).iter("host"):
        a = {x.get("addrtype"): x.get("addr") for x in host.iter("address")}
        status = host.find("status")
        ip = a.get("ipv4") or a.get("ipv6")
        if ip and not ip.startswith("127.") and status is not None and status.get("state") == "up":
            ports = {(p.get("protocol"), int(p.get("portid"))) for p in host.iter("port") if p.find("state").get("state") == "open"}
            old = out.get(ip, (None, set()))
            out[ip] = ((a.get("mac") or "").lower() or old[0], ports | old[1])
    return out


# ---- nmap
files = sorted(glob.glob(DATA + "/nmap-xml/*.xml"))
if not files:
    print("ok 1 - nmap's files # skip ../shared/data is not here")
    import tap
    tap.count = 1
for path in files:
    name = os.path.basename(path)
    got, said, status = collect(path)
    if "defused" in name:
        ok([] if status == 3 and "traps" in said else [said or "taken"], f"{name}: refused, {said[17:80]}")
        continue
    want = wanted(path)
    if not want:
        ok([] if status == 3 and "no device of a network" in said else [said or "taken"], f"{name}: nothing of a network in it, and it says so")
        continue
    seen = {a: (d.get("mac"), {(s["proto"], s["port"]) for s in d["services"] if s["address"] == a}) for d in (got or {"devices": []})["devices"] for a in d["addresses"]}
    bad = [f"{a}: {seen.get(a)} instead of {w}" for a, w in want.items() if seen.get(a) != w]
    ok(bad + [a for a in seen if a not in want], f"{name}: {len(want)} devices with their doors")

# ---- tables of addresses
for path in sorted(glob.glob(DATA + "/command-outputs/*/arp-a.out") + glob.glob(DATA + "/command-outputs/linux-proc/net_arp")):
    want = {(r.get("address") or r.get("IP_address"), (r.get("hwaddress") or r.get("HW_address") or "").lower()) for r in json.load(open(re.sub(r"\.out$", "", path) + ".json"))}
    want = {w for w in want if w[1] not in ("", "00:00:00:00:00:00")}
    got, said, _ = collect(path)
    seen = {(a, d["mac"]) for d in (got or {"devices": []})["devices"] for a in d["addresses"]}
    ok([str(x) for x in seen ^ want] or ([] if got else [said]), f"{path[len(DATA) + 1:]}: {len(want)} devices")
WINDOWS = "Interface: 192.168.1.2 --- 0x4\r\n  Internet-adres         Fysiek adres          Type\r\n  192.168.1.1           00-11-22-33-44-55     dynamisch\r\n  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch\r\n  224.0.0.22            01-00-5e-00-00-16     statisch\r\n"
CISCO = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\nInternet  10.1.0.1                -   001a.2b3c.4d5e  ARPA   Vlan1\nInternet  10.1.0.9               12   0011.3200.0009  ARPA   Vlan1\n"
for name, text, want in (("Windows", WINDOWS, {("192.168.1.1", "00:11:22:33:44:55")}), ("a switch", CISCO, {("10.1.0.1", "00:1a:2b:3c:4d:5e"), ("10.1.0.9", "00:11:32:00:00:09")}),
                         ("macOS", "nas.lan (192.168.1.9) at 0:11:32:0:0:9 on en0 ifscope [ethernet]\n? (192.168.1.8) at (incomplete) on en0\n", {("192.168.1.9", "00:11:32:00:00:09")}),
                         ("ip neigh", "192.168.1.9 dev eth0 lladdr 00:11:32:00:00:09 STALE\n192.168.1.7 dev eth0 FAILED\n", {("192.168.1.9", "00:11:32:00:00:09")})):
    got, said, _ = collect(given("table", text))
    seen = {(a, d["mac"]) for d in (got or {"devices": []})["devices"] for a in d["addresses"]}
    ok([str(x) for x in seen ^ want] or ([] if got else [said]), f"the table of {name}")

# ---- leases, CSV
DNSMASQ = "1700000000 00:1b:63:aa:bb:cc 192.168.1.23 laptop-an 01:00:1b:63:aa:bb:cc\n1700000000 aa:bb:cc:00:00:01 192.168.1.24 * *\n"
ISC = 'lease 10.0.0.5 {\n  starts 4 2026/11/19 08:00:00;\n  binding state active;\n  hardware ethernet 00:11:32:00:00:05;\n  client-hostname "opslag";\n}\nlease 10.0.0.6 {\n  binding state free;\n  hardware ethernet 00:11:32:00:00:06;\n}\n'
KEA = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state\n10.2.0.4,00:11:32:00:00:07,,4000,1700000000,1,0,0,opslag,0\n"
for name, text, want in (("dnsmasq", DNSMASQ, {("192.168.1.23", "laptop-an"), ("192.168.1.24", None)}), ("ISC dhcpd", ISC, {("10.0.0.5", "opslag")}), ("Kea", KEA, {("10.2.0.4", "opslag")}),
                         ("a spreadsheet", "\ufeffNaam;IP-adres;MAC-adres\n\"nas; boven\";192.168.7.3;00:11:32:01:02:03\n", {("192.168.7.3", "nas; boven")})):
    got, said, _ = collect(given("list", text))
    seen = {(a, d.get("name")) for d in (got or {"devices": []})["devices"] for a in d["addresses"]}
    ok([str(x) for x in seen ^ want] or ([] if got else [said]), f"the list of {name}")

# ---- what is no list
for name, data in (("a picture", b"\x89PNG\r\n\x1a\n" + bytes(4000)), ("nothing", b""), ("a story", b"once upon a time\n" * 100), ("cut XML", b"<nmaprun><host><address addr='10.0.0.1'"),
                   ("other XML", b"<html><body/></html>"), ("XML that grows", b'<!DOCTYPE n [<!ENTITY a "' + b"x" * 1000 + b'">]><nmaprun>' + b"&a;" * 1000 + b"</nmaprun>"),
                   ("deep XML", b"<nmaprun>" * 5000), ("9 MiB", b"a,b\n" * (9 << 18)), ("a cut lease", b"lease 10.0.0.1 {\n  hardware ethernet 00:11:32:00:00:05;\n")):
    got, said, status = collect(given("bad", data))
    ok([] if status == 3 and said.startswith("bolwerk collect: ") and "\n" not in said else [f"{status} {said[:200]}"], f"{name}: {said[17:90]}")

# ---- kept: twice the same list is the same devices
db = os.path.join(tmp.name, "firm.db")
for i in range(2):
    collect(given("list.csv", "address,mac,name\n10.9.0.1,00:11:32:00:00:01,nas\n10.9.0.2,,printer\n"), "--db", db, "--now", f"2026-11-2{i + 1}T10:00:00Z")
collect(given("list.csv", "address,mac,name\n10.9.0.77,00:11:32:00:00:01,nas\n"), "--db", db, "--now", "2026-11-23T10:00:00Z")
c = sqlite3.connect(db)
rows = c.execute("SELECT count(*), count(DISTINCT uid) FROM network_device").fetchone()
ok([] if rows == (2, 2) else [str(rows)], "one row for each device, though it moved")
rows = c.execute("SELECT name, result, body IS NULL FROM look ORDER BY id").fetchall()
ok([] if len(rows) == 3 and all(r[1:] == ("done", 1) for r in rows) else [str(rows)], "each list is noted, and not kept")
done()
