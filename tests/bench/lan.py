#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Who is there? bolwerk collect beside nmap -sn and arp-scan, in one run: a network namespace in which an answerer plays the hosts, each with a hardware address
of its own. Prints medians: wall, CPU (of the program and its children, by wait4), found, and for ours the time to the first device shown."""
import os, re, selectors, shutil, statistics, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "collect/share"), os.path.dirname(HERE)]
import lab as labs
import speak

ROOT = os.path.dirname(os.path.dirname(HERE))
BOLWERK = os.path.join(ROOT, "build/linux/bolwerk")
COLLECT = os.path.join(ROOT, "build/linux/bolwerk-collect")
RUNS = int(os.environ.get("RUNS", "5"))

if why := labs.why_not():
    print("# skipped:", why)
    sys.exit(0)


def one(ns, command, first=None):
    """Runs it in the namespace; gives wall, CPU, what it said, and when the first line that fits was there (ms). Nothing but the program itself is counted: it is
    spawned, not forked from Python, by a thread that stands in the namespace already."""
    out_r, out_w = os.pipe()
    err_r, err_w = os.pipe()
    s, text, at = selectors.DefaultSelector(), {out_r: b"", err_r: b""}, None
    s.register(out_r, selectors.EVENT_READ)
    s.register(err_r, selectors.EVENT_READ)
    with labs.inside(ns):
        began = time.perf_counter()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, out_w, 1), (os.POSIX_SPAWN_DUP2, err_w, 2)])
    os.close(out_w)
    os.close(err_w)
    while s.get_map():
        for key, _ in s.select():
            part = os.read(key.fd, 65536)
            if not part:
                s.unregister(key.fd)
                os.close(key.fd)
                continue
            text[key.fd] += part
            if first and at is None and re.search(first, text[err_r]):
                at = (time.perf_counter() - began) * 1000
    _, _, used = os.wait4(pid, 0)
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, text[out_r].decode(errors="replace"), at


def median(ns, command, count, first=None):
    runs = [one(ns, command) for _ in range(RUNS)]
    showing = [one(ns, [*command, "--progress"], first)[3] for _ in range(RUNS)] if first else []  # each device is shown as it answers
    shown = statistics.median(showing) if showing and all(showing) else None
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs), min(count(r[2]) for r in runs), shown


def addresses(text):
    return len(set(re.findall(r'"addresses":\["([0-9.]+)"', text)))


def case(title, network, up):
    with labs.Lab("bench", network) as lab:
        base = int(lab.net[0])
        hosts = lab.host("hosts", None, "02:00:00:00:ff:fe")
        mine = int(lab.net[-2])
        # Makers from a list of real ones, so that ours looks them up as it would.
        makers = [bytes.fromhex(m) for m in ("001132", "008077", "00259", "e0286d", "00000c", "001422", "c056e3", "000e58", "24 0a c4".replace(" ", "")) if len(m) == 6]
        mac = {n: makers[n % len(makers)] + (n & 0xffffff).to_bytes(3, "big") for n in up(base) if n != mine}
        lab.answer(hosts.raw(0x0806), speak.arp_for(lambda n: mac[n], lambda n: n in mac))
        ns, own = lab.looker.ns, lab.looker.address
        ours = ["collect", "--lan", network, "--consent", "bench", "--no-keep", "--depth", "devices", "--format", "json"]
        tools = [("bolwerk collect", [BOLWERK, *ours], addresses, rb"(?m)^[0-9.]+ "), ("bolwerk-collect", [COLLECT, *ours[1:]], addresses, rb"(?m)^[0-9.]+ "),
                 ("nmap -sn -n", [shutil.which("nmap"), "-sn", "-n", network], lambda t: t.count("Host is up"), None),
                 ("arp-scan", [shutil.which("arp-scan"), "-I", "eth0", "--localnet"], lambda t: len(re.findall(r"(?m)^[0-9.]+\t", t)), None)]
        print(f"\n{title}: {len(mac)} up, beside the one that looks")
        got = {}
        for name, command, count, first in tools:
            if not command[0]:
                print(f"  {name:18} not installed")
                continue
            got[name] = median(ns, command, count, first)
            wall, cpu, found, shown = got[name]
            print(f"  {name:18} {wall * 1000:8.0f} ms  CPU {cpu * 1000:7.1f} ms  found {found}" + (f"  first shown after {shown:.1f} ms" if shown else ""))
        us = got["bolwerk collect"]
        for name in ("nmap -sn -n", "arp-scan"):
            if name in got:
                print(f"  {name} takes {got[name][0] / us[0]:.1f} times as long and {got[name][1] / us[1]:.1f} times the CPU")


print(f"# median of {RUNS}, {os.cpu_count()} processors")
case("/24, all up", "10.92.7.0/24", lambda base: range(base + 1, base + 255))
case("/24, few up", "10.92.8.0/24", lambda base: range(base + 1, base + 253, 12))
case("/20, few up", "10.92.16.0/20", lambda base: range(base + 5, base + 4090, 16))
