# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Reports of a network and of a domain, as the program that looks writes them, for tests of what is shown and kept."""
import json, re, time

KINDS = [("router", "Fritzbox", "AVM"), ("switch", "sw-1", "Zyxel"), ("nas", "opslag", "Synology"), ("printer", None, "Brother"), ("camera", None, "Hikvision"), ("phone", "iphone-an", "Apple"),
         ("server", "srv", "Dell"), ("tv", "woonkamer", "Samsung"), ("unknown", None, None)]


def tables():
    """Fact table → what it is about, from the files themselves."""
    import os
    out = {}
    for f in sorted(os.listdir("data/fact")):
        m = re.search(r"^-- about: (\w+)", open("data/fact/" + f, encoding="utf-8").read(), re.M)
        out[f[:-4]] = m.group(1) if m else "computer"
    return out


def report(about, source, traits, rows, at, blind=()):
    """A whole report in which every table of that kind was seen, but for those that are blind: those in part."""
    probes = [t for t, of in tables().items() if of == about and (about != "domain" or t.startswith("outside") == (source == "outside-ports"))]
    head = {"bolwerk": 1, "tool": "0.1.0", "at": at, "source": source, "privilege": "root", "image": False, "about": about, "traits": traits}
    lines = [head] + [{"t": t, "r": r} for t, r in rows] + [{"p": t, "state": "partly" if t in blind else "ok", "tables": [t], "why": [["no_answer", "mx1"]] if t in blind else []} for t in probes]
    return "\n".join(json.dumps(x) for x in lines + [{"end": {"rows": len(rows), "probes": len(probes)}}]) + "\n"


def lan(computers=12, at=None, network="10.0.0.0/24", clean=False):
    """A network with one of each kind and some computers; clean: nothing wrong there."""
    kinds = KINDS + [("computer", f"pc-{i}", "HP") for i in range(computers)]
    base = network.split("/")[0].rsplit(".", 1)[0]
    rows = [("lan", dict(network=network, vantage="office", depth="services", asked=254, silent=254 - len(kinds), left_out=1, milliseconds=4000, gateway=base + ".1"))]
    for i, (kind, name, maker) in enumerate(kinds):
        mac = "00:11:22:%02x:44:%02x" % (i // 250, i % 250)
        row = dict(uid=f"d{i:016x}", kind=kind, sure=0 if kind == "unknown" else 40 if kind == "tv" else 90, mac=mac, random_mac=int(kind == "phone"), addresses=f"{base}.{i % 250 + 1}", itself=int(i == 6),
                   gateway=int(i == 0), ways="arp mdns", traits=json.dumps([["mac", mac], ["mdns", f"x{i}"]]))
        rows.append(("lan_device", {k: v for k, v in dict(row, name=name, maker=maker).items() if v is not None}))
    for i in (0, 2, 4):
        rows.append(("lan_service", dict(uid=f"d{i:016x}", address=f"{base}.{i + 1}", proto="tcp", port=443 if clean else 80, name="https" if clean else "http", tls=int(clean), title="Login", login_page=1, clear_login=int(not clean))))
    if not clean:
        rows.append(("lan_service", dict(uid=f"d{4:016x}", address=f"{base}.5", proto="tcp", port=23, name="telnet", tls=0, clear_login=1)))
        rows.append(("lan_share", dict(uid=f"d{2:016x}", kind="smb", name="publiek", anybody=1)))
    for i in (2, 3, 4, 6, 9, 10, 11):
        rows.append(("lan_link", dict(uid=f"d{1:016x}", port=f"port {i}", other=f"d{i:016x}", how="table")))
    rows.append(("lan_link", dict(uid=f"d{1:016x}", port="uplink", other=f"d{0:016x}", how="lldp")))
    return report("network", "lan", [["network", network], ["name", network]], rows, at or int(time.time()) - 600)


def domain(name="bakkerij.example", at=None, clean=False, blind=(), lookalikes=True):
    """A domain from outside that is neglected, or (clean) was put right; blind: tables that could not be seen whole."""
    now = int(time.time())
    good = int(clean)
    rows = [("domain", dict(name=name, exist=1, mail=1, null_mx=0, web=1, parked=0, addresses="203.0.113.5", mail_hosts="mx1.hoster.example mx2.hoster.example", nameservers="ns1.hoster.example",
                            dnssec="secure" if clean else "insecure", algorithm="13 ECDSAP256SHA256" if clean else None, caa="0 issue letsencrypt.org" if clean else None,
                            mail_provider="Combell", web_provider="Combell", dns_provider="Combell")),
            ("domain_mail", dict(spf="v=spf1 mx -all" if clean else "v=spf1 mx ?all", spf_records=1, spf_all="-" if clean else "?", spf_lookups=1, spf_void=0, spf_ptr=0, spf_wide=0, dmarc_records=1,
                                 dmarc="v=DMARC1; p=reject" if clean else "v=DMARC1; p=none", dmarc_policy="reject" if clean else "none", dmarc_pct=100, dmarc_rua="mailto:d@" + name)),
            ("domain_dkim", dict(selector="s1", key_type="rsa", bits=2048 if clean else 1024, testing=1 - good, revoked=0)),
            ("domain_transport", dict(sts="enforce" if clean else None, sts_record="v=STSv1; id=1" if clean else None)),
            ("domain_contact", dict(host=name, found=good, encrypted=good, contact="mailto:s@" + name if clean else None)),
            ("domain_name", dict(name="shop." + name, kind="cname", target="old.azurewebsites.net", exist=good, service=None if clean else "Azure App Service"))]
    for n in (1, 2):
        rows.append(("domain_mx", dict(host=f"mx{n}.hoster.example", preference=10 * n, exist=1, answered=1, starttls=good, **(dict(versions="tls1.2 tls1.3", old=0, fingerprint="ab", not_after_at=now + 10**7) if clean else {}))))
    for host in (name, "www." + name):
        rows.append(("domain_web", dict(host=host, address="203.0.113.5", http=1, https=1, to_https=good, unsafe_step=0, loop=0, status=200, final=f"https://{host}/", hsts=31536000 if clean else None,
                                        csp="default-src 'self'" if clean else None, csp_unsafe=0, frame="DENY" if clean else None, nosniff=good, referrer="same-origin" if clean else None,
                                        server="nginx" if clean else "nginx/1.18.0", shows_version=1 - good)))
        rows.append(("domain_tls", dict(host=host, port=443, address="203.0.113.5", versions="tls1.2 tls1.3" if clean else "tls1.0 tls1.1 tls1.2", old=1 - good, weak=None if clean else "DES-CBC3-SHA RC4-SHA", subject=name, issuer="R3",
                                        fingerprint="cd", not_after_at=now + 90 * 86400 if clean else now + 5 * 86400, fault=None if clean else "incomplete")))
    rows.append(("domain_cookie", dict(host=name, name="PHPSESSID", secure=good, http_only=good, same_site="lax" if clean else None)))
    if lookalikes:
        rows += [("domain_lookalike", dict(name=f"b{x}akkerij.example", how="add", addresses=None if x == "b" else "203.0.113.9", mail="mx.dief.example" if x != "c" else None, mail_only=int(x == "b"))) for x in "abc"]
    rows = [(t, {k: v for k, v in r.items() if v is not None}) for t, r in rows]
    return report("domain", "outside", [["domain", name], ["name", name]], rows, at or now - 600, blind)


def ports(name="bakkerij.example", at=None):
    """The same firm's addresses, from another place."""
    rows = [("outside", dict(address="203.0.113.5", vantage="198.51.100.1", asked=40, open=2, closed=38, silent=0)), ("outside_port", dict(address="203.0.113.5", port=3389, name="rdp", risk="remote")),
            ("outside_port", dict(address="203.0.113.5", port=443, name="https", risk="web"))]
    return report("domain", "outside-ports", [["domain", name], ["name", name]], rows, at or int(time.time()) - 600)
