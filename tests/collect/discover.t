#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""A network of twenty devices that is looked at three times, with changes between: every device is found, has one row, the right kind, and stays the same one."""
import json, os, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "share"), os.path.dirname(HERE)]
from lab import COLLECT, Lab, why_not
from tap import done, ok
import speak

if why := why_not():
    print("1..0 # SKIP", why)
    sys.exit(0)

NET = "10.91.7."
UUID = "4d696e69-444c-164e-9d41-0011320000%02x"


def quiet(lab, name, last, mac):
    return lab.host(name, NET + str(last), mac)


def mdns(lab, host, hostname, services=(), **more):
    lab.answer(host.udp(5353, "224.0.0.251"), speak.mdns(host, hostname, services, **more))


def build(lab):
    h = {}
    for name, last, mac in (("router", 1, "e0:28:6d:00:00:01"), ("server", 10, "00:25:90:00:00:10"), ("nas", 11, "00:11:32:00:00:11"), ("printer", 12, "00:80:77:00:00:12"),
                            ("camera", 13, "c0:56:e3:00:00:13"), ("switch", 14, "00:1e:14:00:00:14"), ("phone", 20, "da:11:22:33:44:20"), ("android", 21, "4a:11:22:33:44:21"),
                            ("laptop", 22, "00:28:f8:00:00:22"), ("desk", 23, "00:14:22:00:00:23"), ("windows", 24, "00:1e:c9:00:00:24"), ("proxy", 30, "00:0c:42:00:00:30"),
                            ("tv", 40, "cc:2d:8c:00:00:40"), ("speaker", 41, "00:0e:58:00:00:41"), ("voip", 42, "00:15:65:00:00:42"), ("ups", 43, "00:c0:b7:00:00:43"),
                            ("plug", 44, "24:0a:c4:00:00:44"), ("terminal", 45, "00:0b:4f:00:00:45"), ("cable", 50, "00:0e:58:00:00:50"), ("wifi", 51, "00:0e:58:00:00:51"),
                            ("never", 66, "00:11:32:00:00:66"), ("real", 150, "00:14:22:00:01:50")):
        h[name] = quiet(lab, name, last, mac)
    for name in h:
        h[name].run(["sysctl", "-qw", "net.ipv6.icmp.echo_ignore_multicast=0"])
    h["never"].run(["sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1"])  # what is asked of everybody it hears too, and may answer
    h["laptop"].run(["ip", "addr", "add", NET + "122/24", "dev", "eth0"])
    h["desk"].run(["ip", "addr", "add", "fd00:91::23/64", "dev", "eth0", "nodad"])
    lab.looker.run(["ip", "addr", "add", "fd00:91::254/64", "dev", "eth0", "nodad"])
    lab.looker.run(["ip", "route", "add", "default", "via", NET + "1"])
    speak_all(lab, h)
    return h


def speak_all(lab, h):
    mdns(lab, h["server"], "srv-files", [("_ssh._tcp", "srv-files", 22, {})])
    mdns(lab, h["nas"], "DiskStation", [("_smb._tcp", "DiskStation", 445, {}), ("_device-info._tcp", "DiskStation", 0, {"model": "Xserve"})])
    mdns(lab, h["printer"], "BRN008077000012", [("_ipp._tcp", "Brother HL-L2350DW [kantoor]", 631, {"ty": "Brother HL-L2350DW series", "usb_MFG": "Brother"})])
    mdns(lab, h["phone"], "iPhone-van-An", [("_apple-mobdev2._tcp", "da:11@fe80", 32498, {})])
    mdns(lab, h["tv"], "LGwebOSTV", [("_googlecast._tcp", "LG-abcdef", 8009, {"fn": "Vergaderzaal", "md": "OLED TV"})], reverse=False)
    lab.answer(h["camera"].udp(3702, "239.255.255.250"), speak.wsd(UUID % 0x13, "dn:NetworkVideoTransmitter tds:Device",
                                                                "onvif://www.onvif.org/name/Ingang%20links onvif://www.onvif.org/hardware/DS-2CD2043"))
    lab.answer(h["windows"].udp(137), speak.netbios([("KASSA-PC", 0, False), ("WERKGROEP", 0, True), ("KASSA-PC", 0x20, False)], "00:1e:c9:00:00:24"))
    lab.answer(h["windows"].udp(5355, "224.0.0.252"), speak.llmnr(h["windows"], "KASSA-PC"))
    lab.answer(h["router"].udp(1900, "239.255.255.250"), speak.ssdp(h["router"], "FRITZ!Box 7590 UPnP/1.0 AVM", UUID % 1,
                                                                 kinds=["urn:schemas-upnp-org:device:InternetGatewayDevice:1"]))
    for name, uuid in (("speaker", 0x41), ("cable", 0x50), ("wifi", 0x50)):
        host, u = h[name], UUID % uuid
        where = f"http://{host.address}:1400/xml/device.xml"
        lab.answer(host.udp(1900, "239.255.255.250"), speak.ssdp(host, "Linux UPnP/1.0 Sonos/70.3", u, where, ["urn:schemas-upnp-org:device:ZonePlayer:1"]))
        lab.serve(host.tcp(1400), speak.web(speak.description("urn:schemas-upnp-org:device:ZonePlayer:1", name.title(), "Sonos, Inc.", "Sonos One", f"S-{uuid:04x}-99", u)))
    lab.answer(h["proxy"].raw(), speak.arp_for(bytes.fromhex("000c42000030"), lambda n: 128 <= n & 255 < 192))


def dhcp(host, address, name, vendor, params, **more):
    s = host.raw()
    s.send(speak.dhcp(host.mac, address, name, vendor, params, **more))


def pass_by(h, delay):
    """What is said in passing while somebody looks."""
    def run():
        time.sleep(delay)
        dhcp(h["phone"], h["phone"].address, "iPhone-van-An", None, [1, 121, 3, 6, 15, 108, 114, 119, 252])
        dhcp(h["android"], h["android"].address, "Galaxy-S21-van-Bea", "android-dhcp-14", [1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114, 108], client_id=b"\xff\1\2\3\4bea-4711")
        dhcp(h["windows"], h["windows"].address, "KASSA-PC", "MSFT 5.0", [1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252])
        h["router"].raw().send(speak.dhcp(h["phone"].mac, h["phone"].address, None, None, [], kind=5, server=NET + "1"))
    import threading
    threading.Thread(target=run).start()


known = {}  # uid: rows that were seen


def look(lab, h, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as f:
        for rows in known.values():
            for r in rows:
                f.write(json.dumps({"uid": r["uid"], "traits": json.loads(r["traits"])}) + "\n")
        f.flush()
        pass_by(h, 0.5)
        lines = lab.report("--depth", "services", "--never", NET + "66", "--known", f.name, *options)
    rows = [l["r"] for l in lines if l.get("t") == "lan_device"]
    for r in rows:
        known.setdefault(r["uid"], []).append(r)
    by = {}
    for r in rows:
        for a in r["addresses"].split():
            by.setdefault(a, []).append(r)
    return lines, rows, by


KINDS = {"router": "router", "server": "server", "nas": "nas", "printer": "printer", "camera": "camera", "switch": "switch", "phone": "phone", "android": "phone", "desk": "computer",
         "laptop": "computer", "windows": "pos", "tv": "tv", "speaker": "speaker", "voip": "voip", "ups": "ups", "plug": "iot", "terminal": "terminal"}

with Lab("lan", NET + "0/24") as lab:
    h = build(lab)
    came = lab.sent(h["never"])
    frames = h["never"].raw()
    time.sleep(1.2)  # addresses of IPv6 settle
    while True:
        try:
            frames.recv(2048)
        except BlockingIOError:
            break
    lines, rows, by = look(lab, h)
    of = {name: by.get(host.address, [{}])[0] for name, host in h.items()}

    ok([n for n in h if n != "never" and n not in ("wifi",) and not of[n]], "every device is found")
    ok([f"{a}: {len(r)}" for a, r in by.items() if len(r) > 1] + ([] if len(rows) == len(h) - 2 + 1 else [f"{len(rows)} rows", *[f"{r['addresses']} {r.get('name')}" for r in rows]]),
       "one row each")  # without never; cable and wifi are one; the looker
    ok([f"{n}: {of[n].get('kind')} ({of[n].get('sure')}), wanted {k}" for n, k in KINDS.items() if of[n].get("kind") != k], "kinds")
    ok([] if {NET + "22", NET + "122"} <= set(of["laptop"].get("addresses", "").split()) else [str(of["laptop"])], "two addresses on one card: one device")
    ok([] if "fd00:91::23" in of["desk"].get("addresses", "") and "nd" in of["desk"].get("ways", "") else [str(of["desk"])], "IPv4 and IPv6 on one device")
    ok([] if of["cable"].get("uid") == of["wifi"].get("uid") else [str(of["cable"]), str(of["wifi"])], "cable and Wi-Fi of one device are one")
    ok([] if of["proxy"].get("addresses") and len(of["proxy"]["addresses"].split()) <= 3 else [str(of["proxy"])], "who answers for everybody is one device")
    ok([] if any(["answers_for_all", NET + "30"] in l.get("why", []) for l in lines) else [str([l for l in lines if "p" in l])], "and that is said")
    ok([] if of["real"].get("mac") == h["real"].mac else [str(of["real"])], "a real device behind it is found")
    ok([] if of["router"].get("gateway") == 1 and sum(r["gateway"] for r in rows) == 1 else ["gateway"], "the way out is known")
    ok([f"{n}: {of[n].get('name')}" for n, w in (("windows", "KASSA-PC"), ("phone", "iPhone-van-An"), ("camera", "Ingang links"), ("speaker", "Speaker"), ("tv", "Vergaderzaal"),
        ("printer", "Brother HL-L2350DW [kantoor]"), ("android", "Galaxy-S21-van-Bea")) if of[n].get("name") != w], "names")
    ok([f"{n}: {of[n].get('maker')}" for n, w in (("nas", "Synology"), ("printer", "Brother"), ("switch", "Cisco"), ("speaker", "Sonos"), ("ups", "American Power"))
        if w.lower() not in of[n].get("maker", "").lower()], "makers")
    ok([str(of[n]) for n in ("phone", "android") if of[n].get("random_mac") != 1 or of[n].get("maker") not in (None, "Apple")], "a made-up hardware address has no maker")
    ok([] if of["camera"].get("model") == "DS-2CD2043" and of["speaker"].get("serial") == "s-0041-99".upper() else [str(of["camera"]), str(of["speaker"])], "models and serials")
    lan = next(l["r"] for l in lines if l.get("t") == "lan")
    ok([] if lan["left_out"] == 1 and lan.get("dhcp") == NET + "1" and lan["asked"] == 252 and lan["gateway"] == NET + "1" else [str(lan)], "the row of the network")
    single = 0
    while True:
        try:
            f = frames.recv(2048)
            if f[0:6] == bytes.fromhex("001132000066") or (f[12:14] == b"\x08\x06" and f[38:42] == bytes([10, 91, 7, 66])):
                single += 1
        except BlockingIOError:
            break
    ok([f"{single} frames"] if single or any(NET + "66" in r["addresses"] for r in rows) else [], "nothing is sent to what must not be touched")
    first = {n: of[n]["uid"] for n in h if of[n]}

    # between the looks: a phone makes up another address, two devices move, one leaves
    lab.move(h["phone"], mac="a6:99:88:77:66:20", address=NET + "88")
    lab.move(h["android"], mac="5e:99:88:77:66:21")
    lab.move(h["laptop"], address=NET + "77")
    lab.move(h["camera"], address=NET + "99")
    lab.stop(h["tv"])
    mdns(lab, h["phone"], "iPhone-van-An", [("_apple-mobdev2._tcp", "da:11@fe80", 32498, {})])
    _, rows, by = look(lab, h)
    second = {n: by[host.address][0]["uid"] for n, host in h.items() if host.address in by}
    ok([f"{n}: {first[n]} became {second.get(n)}" for n in first if n not in ("tv",) and second.get(n) != first[n]], "second look: each is the one that it was")
    ok([] if len(rows) == len(known) - 1 and "tv" not in second else [f"{len(rows)} rows, {len(known)} known"], "and none is new; one is gone")
    lab.plug(h["tv"])
    lab.move(h["tv"], address=NET + "220")
    _, rows, by = look(lab, h)
    third = {n: by[host.address][0]["uid"] for n, host in h.items() if host.address in by}
    ok([f"{n}: {first[n]} became {third.get(n)}" for n in first if third.get(n) != first[n]] + ([] if len(known) == len(rows) else [f"{len(known)} known, {len(rows)} rows"]),
       "third look: it is back, at another address, and still none is new")

    p = lab.looker.run([COLLECT, "--lan", NET + "0/24", "--consent", "An", "--depth", "devices", "--format", "json", "--progress"])
    seen = [l for l in p.stderr.splitlines() if l.startswith(NET)]
    out = json.loads(p.stdout)
    took = out["networks"][0]["milliseconds"]
    ok([] if len(seen) >= 20 and took < 700 else [f"{len(seen)} lines, {took} ms"], "who is there alone: within 0.7 s, told as they answer")
    p = lab.looker.run(["setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", COLLECT, "--lan", NET + "0/24", "--consent", "An", "--depth", "devices",
                        "--never", NET + "66", "--format", "report"])
    rows = [json.loads(l) for l in p.stdout.splitlines()]
    found = {a for r in rows if r.get("t") == "lan_device" for a in r["r"]["addresses"].split()}
    ok([f"{n} missing; {[r for r in rows if host.mac in str(r)]}" for n, host in h.items() if n not in ("never", "real") and host.address not in found] + ([] if any("no_raw" in str(r.get("why")) for r in rows) else ["not said"]),
       "without raw sockets: the system finds them, and that is said")
    bad = []
    for options, want in ((["--lan", "10.0.0.0/8"], "too large"), (["--lan", "172.31.99.0/24"], "no network card"), (["--lan", "hello"], "is no network"),
                          (["--lan", NET + "0/24", "--never", "printer"], "left alone")):
        p = lab.looker.run([COLLECT, *options, "--consent", "An", "--depth", "devices"])
        if p.returncode != 3 or want not in p.stderr:
            bad.append(f"{options}: {p.returncode} {p.stderr}")
    ok(bad, "what makes no sense is refused in a sentence")
done()
