# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Servers from strong to weak, and what three tools see of them: ours, sslscan and testssl.sh. Used by tests/collect/tls.t and tests/bench/tls.py."""
import calendar, json, os, re, subprocess, time
import xml.etree.ElementTree as xml

from internet import Internet

DRIVER = os.path.abspath("build/linux/tests/unit/collect/tls_test")
IANA = {"TLS_RSA_WITH_RC4_128_MD5": "RC4-MD5", "TLS_RSA_WITH_RC4_128_SHA": "RC4-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA": "DES-CBC3-SHA", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA": "DHE-RSA-DES-CBC3-SHA",
        "TLS_DH_anon_WITH_RC4_128_MD5": "ADH-RC4-MD5", "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA": "ADH-DES-CBC3-SHA", "TLS_ECDHE_RSA_WITH_RC4_128_SHA": "ECDHE-RSA-RC4-SHA",
        "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA": "ECDHE-RSA-DES-CBC3-SHA", "TLS_ECDH_anon_WITH_RC4_128_SHA": "AECDH-RC4-SHA", "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA": "AECDH-DES-CBC3-SHA"}
WEAK = re.compile(r"NULL|EXP|RC4|DES|^ADH|^AECDH|MD5")
NAME = "firma.test"


class Server:
    def __init__(self, port, what, versions, fault=None, start="now"):
        self.port, self.what, self.versions, self.fault, self.start = port, what, versions.split(), fault, start


def build():
    """Starts them all. Gives the internet and the list of servers."""
    net = Internet("tlslab")
    net.authority()
    servers = []
    names = [NAME, "www." + NAME]
    good = net.certificate("good", names)
    ec = net.certificate("ec", names, key=("ec", "-pkeyopt", "ec_paramgen_curve:P-256"))

    def openssl(what, versions, cert, *more, fault=None):
        s = Server(4400 + len(servers), what, versions, fault)
        net.start("openssl", "s_server", "-accept", str(s.port), "-cert", cert[0], "-key", cert[1], "-quiet", *more)
        servers.append(s)

    openssl("TLS 1.3 alone, elliptic", "tls1.3", ec, "-tls1_3")
    openssl("TLS 1.2 and 1.3", "tls1.2 tls1.3", good, "-min_protocol", "TLSv1.2")
    openssl("TLS 1.2 alone, AEAD", "tls1.2", good, "-tls1_2", "-cipher", "ECDHE+AESGCM:ECDHE+CHACHA20")
    openssl("TLS 1.0 to 1.3, every cipher", "tls1.0 tls1.1 tls1.2 tls1.3", good, "-min_protocol", "TLSv1", "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    openssl("TLS 1.0 alone", "tls1.0", good, "-tls1", "-cipher", "ALL:@SECLEVEL=0")
    openssl("TLS 1.1 alone", "tls1.1", good, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    openssl("no encryption at all (NULL)", "tls1.2", good, "-tls1_2", "-cipher", "eNULL:@SECLEVEL=0")
    openssl("expired", "tls1.2 tls1.3", net.certificate("expired", names, days=10, ago=40), "-min_protocol", "TLSv1.2", fault="expired")
    openssl("does not hold yet", "tls1.2 tls1.3", net.certificate("early", names, ago=-30), "-min_protocol", "TLSv1.2", fault="not-yet")
    openssl("signed by itself", "tls1.2 tls1.3", net.certificate("self", names, self_signed=True), "-min_protocol", "TLSv1.2", fault="self-signed")
    openssl("for another name", "tls1.2 tls1.3", net.certificate("other", ["other.test"]), "-min_protocol", "TLSv1.2", fault="wrong-name")
    openssl("a key of 1024 bits", "tls1.2 tls1.3", net.certificate("short", names, key=("rsa:1024",)), "-min_protocol", "TLSv1.2", "-cipher", "DEFAULT:@SECLEVEL=0", fault="short-key")
    openssl("signed with SHA-1", "tls1.2 tls1.3", net.certificate("sha1", names, digest="sha1"), "-min_protocol", "TLSv1.2", "-cipher", "DEFAULT:@SECLEVEL=0", fault="weak-signature")
    trusted = net.ca
    os.rename(net.path("ca.pem"), net.path("first.pem"))
    os.rename(net.path("ca.key"), net.path("first.key"))
    net.authority()
    openssl("signed by who is not known", "tls1.2 tls1.3", net.certificate("unknown", names), "-min_protocol", "TLSv1.2", fault="unknown-issuer")
    openssl("the link between is not sent", "tls1.2 tls1.3", net.certificate("cut", names, more="authorityInfoAccess=caIssuers;URI:http://ca.lab/between.der"), "-min_protocol", "TLSv1.2", fault="incomplete")
    net.ca = net.path("first.pem")
    assert trusted
    s = Server(4400 + len(servers), "RC4, triple DES, anonymous (GnuTLS)", "tls1.0 tls1.1 tls1.2")
    net.start("gnutls-serv", "-p", str(s.port), "--x509keyfile", good[1], "--x509certfile", good[0], "-q", "--priority",
              "NORMAL:-VERS-TLS1.3:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC:+MD5:+NULL:+ANON-ECDH:+ANON-DH")
    servers.append(s)
    for what, versions in (("SSL 2.0 and 3.0, played", "ssl2 ssl3"), ("SSL 3.0, played", "ssl3")):
        s = Server(4400 + len(servers), what, versions)
        net.python("oldtls.py", "127.0.0.1", str(s.port), good[0], versions.replace(" ", ","))
        servers.append(s)
    s = Server(4400 + len(servers), "mail, STARTTLS", "tls1.2 tls1.3", start="smtp")
    net.python("mailserver.py", "127.0.0.1", str(s.port), *good)
    servers.append(s)
    net.wait(*[("127.0.0.1", s.port) for s in servers])
    return net, servers


def ours(net, s, gentle=False, now=0):
    out = net.inside(DRIVER, "127.0.0.1", str(s.port), NAME, s.start, net.ca, str(now), "1" if gentle else "0")
    r = json.loads(out)
    r["versions"] = r["versions"].split()
    r["weak"] = set((r["weak"] or "").split())
    return r


def sslscan(net, s):
    out = net.inside("sslscan", "--xml=-", "--no-heartbleed", "--no-groups", "--no-compression", "--no-fallback", "--no-renegotiation", f"--sni-name={NAME}",
                     *(["--starttls-smtp"] if s.start == "smtp" else []), f"127.0.0.1:{s.port}")
    root = xml.fromstring(out)
    kind = {"ssl": "ssl", "tls": "tls"}
    r = {"versions": sorted(kind[p.get("type")] + p.get("version") for p in root.iter("protocol") if p.get("enabled") == "1"), "weak": set(), "cert": None}
    for c in root.iter("cipher"):
        name = IANA.get(c.get("cipher"), c.get("cipher"))
        if WEAK.search(name):
            r["weak"].add(name)
    for c in root.iter("certificate"):
        text = lambda tag: (c.findtext(tag) or "").strip()
        pk = c.find("pk")
        r["cert"] = {"self": text("self-signed") == "true", "expired": text("expired") == "true", "sha1": "sha1" in text("signature-algorithm").lower(),
                     "bits": int(pk.get("bits")) if pk is not None and pk.get("bits") else None,
                     "not_after": calendar.timegm(time.strptime(text("not-valid-after"), "%b %d %H:%M:%S %Y GMT")) if text("not-valid-after") else None}
    return r


def testssl(net, s, *options):
    file = net.path(f"testssl-{s.port}.json")
    subprocess.run(["ip", "netns", "exec", net.name, "testssl", "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--ip", "127.0.0.1", "--jsonfile", file, *options,
                    *(["-t", "smtp"] if s.start == "smtp" else []), f"{NAME}:{s.port}"], capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
    with open(file) as f:
        found = {x["id"]: x["finding"] for x in json.load(f)}
    ids = {"SSLv2": "ssl2", "SSLv3": "ssl3", "TLS1": "tls1.0", "TLS1_1": "tls1.1", "TLS1_2": "tls1.2", "TLS1_3": "tls1.3"}
    return {"versions": sorted(v for k, v in ids.items() if found.get(k, "").startswith(("offered", "vulnerable"))), "found": found}
