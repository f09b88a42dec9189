#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What devices offer and what is wrong there: a network with neglected and kept-well devices, real servers where a package is one. Every planted fault
is found, none is invented on what is kept well; a fragile device survives; what must not be touched is not."""
import base64, os, shutil, socket, struct, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/share", os.path.dirname(HERE)]
import boxes, lab as lab_module
from lab import Lab, ROOT, why_not
from tap import done, ok

MISSING = [p for p in ("smbd", "snmpd", "nginx", "redis-server", "sshd", "openssl") if not shutil.which(p, path=os.environ["PATH"] + ":/usr/sbin")]
reason = why_not() or (MISSING and "missing: " + " ".join(MISSING))
if reason:
    print("ok 1 # SKIP", reason)
    print("1..1")
    sys.exit(0)
BOLWERK = os.environ.get("BOLWERK", os.path.join(ROOT, "build/linux/bolwerk"))
tmp = tempfile.mkdtemp(prefix="doors")
os.chmod(tmp, 0o755)


def write(name, text, mode=0o644):
    path = os.path.join(tmp, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def certificate(name, bits, days, digest="sha256"):
    key, crt = f"{tmp}/{name}.key", f"{tmp}/{name}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", f"rsa:{bits}", "-nodes", "-subj", f"/CN={name}", f"-{digest}", "-days", str(days), "-keyout", key, "-out", crt],
                   check=True, capture_output=True)
    return crt, key


def samba(host, name, options, share=""):
    base = f"{tmp}/{name}"
    os.makedirs(base + "/files")
    os.chmod(base + "/files", 0o777)
    conf = write(f"{name}/smb.conf", f"[global]\nnetbios name = {name}\nworkgroup = FIRMA\nserver role = standalone server\nlog file = {base}/log\npid directory = {base}\n"
                 f"lock directory = {base}\nstate directory = {base}\ncache directory = {base}\nprivate dir = {base}\nncalrpc dir = {base}/rpc\nload printers = no\n"
                 f"printcap name = /dev/null\ndisable spoolss = yes\nsmb ports = 445\n{options}\n[files]\npath = {base}/files\n{share}\n")
    host.start(["smbd", "-F", "--no-process-group", "-s", conf])


def snmpd(host, community, descr, more=""):
    conf = write(f"snmpd-{host.name}.conf", f"agentaddress udp:161\nrocommunity {community}\nsysDescr {descr}\nsysName {host.name}\nsysLocation cupboard\n{more}")
    host.start(["snmpd", "-f", "-Lf", "/dev/null", "-C", "-c", conf, "-I", "-smux", "-p", f"{tmp}/snmpd-{host.name}.pid"],
               env={**os.environ, "SNMP_PERSISTENT_DIR": f"{tmp}/snmp-{host.name}"})


def nginx(host, servers):
    conf = write(f"nginx-{host.name}.conf", f"daemon off;\nmaster_process off;\npid {tmp}/nginx-{host.name}.pid;\nerror_log /dev/null;\nevents {{}}\nhttp {{ access_log off;\n{servers}\n}}\n")
    host.start(["nginx", "-c", conf, "-p", tmp])


def sshd(host):
    key = f"{tmp}/hostkey-{host.name}"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    os.makedirs("/run/sshd", exist_ok=True)
    host.start(["/usr/sbin/sshd", "-D", "-e", "-f", write("sshd.conf", ""), "-h", key, "-o", "UsePAM=no", "-o", "PidFile=none"])
    return key


FORM = '<html><head><title>{}</title></head><body><form method=post><input name=u><input type="password" name=p></form></body></html>'
story = {}


def neglected(lab):
    """Devices with planted faults; gives what must be found: {(name, code)}."""
    router = lab.host("router", "10.78.0.1")
    lab.looker.run(["ip", "route", "add", "default", "via", "10.78.0.1"])
    boxes.igd(lab, router, [("TCP", 8080, "10.78.0.15", 80, "camera"), ("UDP", 5000, "10.78.0.40", 5000, "game")])
    boxes.web(lab, router, FORM.format("Router login"))
    nas = lab.host("nas", "10.78.0.10")
    samba(nas, "OLDNAS", "server min protocol = NT1\nmap to guest = Bad User\nntlm auth = yes", "guest ok = yes\nread only = no")
    dino = lab.host("dino", "10.78.0.28")
    samba(dino, "DINO", "server min protocol = NT1\nserver max protocol = NT1\nmap to guest = Bad User", "guest ok = yes")
    boxes.hostile(lab, lab.host("hostile", "10.78.0.29"))
    boxes.mortal(lab, lab.host("mortal", "10.78.0.31"), 1)
    switch = lab.host("switch", "10.78.0.12")
    snmpd(switch, "public", "ProCurve Switch 2824, revision I.10.43", "override 1.3.6.1.2.1.17.1.4.1.2.7 integer 3\noverride 1.3.6.1.2.1.31.1.1.1.1.3 octet_str \"port7\"\n"
          "override 1.3.6.1.2.1.17.4.3.1.2.2.0.0.0.0.21 integer 7\n")
    tel = lab.host("modem", "10.78.0.14")
    story["telnet"] = boxes.telnet(lab, tel, ["admin:admin"])
    cam = lab.host("camera", "10.78.0.15", mac="02:00:00:00:00:15")
    boxes.rtsp(lab, cam, True)
    story["camera"] = boxes.digest(lab, cam, "IP Camera(23456)", ["admin:admin"])
    printer = lab.host("printer", "10.78.0.17")
    boxes.ipp(lab, printer, False, "Brother HL-L2350DW")
    story["raw"] = boxes.raw_print(lab, printer)
    vnc = lab.host("vnc", "10.78.0.19")
    boxes.vnc(lab, vnc, [1, 2])
    rdp = lab.host("rdp", "10.78.0.20")
    boxes.rdp(lab, rdp, False)
    redis = lab.host("redis", "10.78.0.22")
    redis.start(["redis-server", "--port", "6379", "--protected-mode", "no", "--bind", "0.0.0.0", "--save", "", "--dir", tmp])
    story["fragile"] = boxes.fragile(lab, lab.host("fragile", "10.78.0.23"))
    ftp = lab.host("ftp", "10.78.0.24")
    boxes.ftp(lab, ftp, True)
    web = lab.host("web", "10.78.0.25")
    crt, key = certificate("old", 1024, 30)
    nginx(web, f"server {{ listen 443 ssl; ssl_certificate {crt}; ssl_certificate_key {key}; ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0;"
               f" root {tmp}/none; }}")
    iis = lab.host("iis", "10.78.0.27")
    boxes.web(lab, iis, "<title>IIS7</title>", "Server: Microsoft-IIS/7.5")
    never = lab.host("never", "10.78.0.30")
    story["never"] = boxes.telnet(lab, never)
    return {("router", "hole"), ("router", "page"), ("router", "settings"), ("OLDNAS", "smb1"), ("OLDNAS", "open-folder"), ("DINO", "smb1"), ("DINO", "signing"), ("DINO", "open-folder"), ("switch", "snmp"), ("switch", "settings"),
            ("modem", "telnet"), ("camera", "open-rtsp"), ("camera", "page"), ("printer", "pin"), ("vnc", "vnc"), ("vnc", "open-vnc"), ("rdp", "rdp"),
            ("fragile", "telnet"), ("redis", "database"), ("redis", "open-redis"), ("ftp", "ftp"), ("ftp", "open-folder"), ("web", "tls-old"), ("web", "tls-weak"), ("web", "certificate-weak"),
            ("iis", "ended")}


def kept_well(lab):
    server = lab.host("server", "10.78.0.11")
    samba(server, "SERVER", "server min protocol = SMB3\nserver signing = mandatory\nmap to guest = Never\nrestrict anonymous = 2", "guest ok = no\nvalid users = an")
    crt, key = certificate("server", 2048, 300)
    write("www/index.html", FORM.format("Intranet login"))
    nginx(server, f"server {{ listen 443 ssl; ssl_certificate {crt}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM; root {tmp}/www; }}\n"
                  f"server {{ listen 80; return 301 https://$host$request_uri; }}")
    story["key"] = sshd(server)
    snmpd(lab.host("good-switch", "10.78.0.13"), "w0rdOfTheFirm", "Managed switch")
    boxes.rtsp(lab, lab.host("good-camera", "10.78.0.16"), False)
    boxes.ipp(lab, lab.host("good-printer", "10.78.0.18"), True, "Ricoh IM C300")
    boxes.rdp(lab, lab.host("good-rdp", "10.78.0.21"), True)


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
try:
    with Lab("doors", "10.78.0.0/24") as lab:
        want = neglected(lab)
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
finally:
    shutil.rmtree(tmp, ignore_errors=True)
done()
