# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The network of an office for tests/collect: devices that are neglected, devices that are kept well, devices that mean harm; real servers where a package
is one. story: what each device noted."""
import atexit, os, shutil, subprocess, tempfile
import boxes
from lab import why_not

PROGRAMS = ("smbd", "snmpd", "nginx", "redis-server", "sshd", "openssl")
tmp = tempfile.mkdtemp(prefix="office")
os.chmod(tmp, 0o755)
atexit.register(shutil.rmtree, tmp, ignore_errors=True)


def missing():
    """Why there can be no office here; None when there can."""
    gone = [p for p in PROGRAMS if not shutil.which(p, path=os.environ["PATH"] + ":/usr/sbin")]
    return why_not() or (gone and "missing: " + " ".join(gone)) or None


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
    return {("router", "hole"), ("router", "page"), ("router", "settings"), ("OLDNAS", "smb1"), ("OLDNAS", "open-folder"), ("DINO", "smb1"), ("DINO", "signing"), ("DINO", "open-folder"), ("switch", "snmp"), ("switch", "settings"),
            ("modem", "telnet"), ("camera", "open-rtsp"), ("camera", "page"), ("printer", "pin"), ("vnc", "vnc"), ("vnc", "open-vnc"), ("rdp", "rdp"),
            ("fragile", "telnet"), ("redis", "database"), ("redis", "open-redis"), ("ftp", "ftp"), ("ftp", "open-folder"), ("web", "tls-old"), ("web", "tls-weak"), ("web", "certificate-weak"),
            ("iis", "ended")}


def harmful(lab):
    """Devices that never end, that stop answering, and one that must not be touched."""
    boxes.hostile(lab, lab.host("hostile", "10.78.0.29"))
    boxes.mortal(lab, lab.host("mortal", "10.78.0.31"), 1)
    story["never"] = boxes.telnet(lab, lab.host("never", "10.78.0.30"))


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
