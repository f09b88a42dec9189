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


def report(about, source, traits, rows, at):
    """A whole report in which every table of that kind was seen."""
    probes = [t for t, of in tables().items() if of == about]
    head = {"bolwerk": 1, "tool": "0.1.0", "at": at, "source": source, "privilege": "root", "image": False, "about": about, "traits": traits}
    lines = [head] + [{"t": t, "r": r} for t, r in rows] + [{"p": t, "state": "ok", "tables": [t], "why": []} for t in probes]
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
