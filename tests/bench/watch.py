#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""How fast `bolwerk watch` reads logs with all given rules, beside `wc -l`, syslog-ng's `pdbtool match` and fail2ban-regex on the same files in the same run. CPU seconds of user and system by
wait4, start included, each program kept on one processor (but where two threads are compared); medians of RUNS (5; of slow peers SLOW_RUNS, 3). The logs are made of the given ones once and
kept in build/bench-watch (share/watch_logs.py tells how). The scan alone is what the last four fifths of a log cost: the whole less the first
fifth of it, within which the rules are read and the matcher of each kind of event is made. `watch.py WORD` runs the parts whose name holds the
word: mix, worst, threads, rules, syslog, sshd."""
import json, os, re, shutil, statistics, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
os.chdir(ROOT)
WATCH, LOGS, DATA = "build/linux/bolwerk-watch", "build/bench-watch", "../shared/data"
RUNS, SLOW_RUNS = int(os.environ.get("RUNS", "5")), int(os.environ.get("SLOW_RUNS", "3"))
FOLDERS = ["rules", "rules-compliance", "rules-emerging-threats", "rules-threat-hunting"]
GIVEN = [w for f in FOLDERS for w in ("--rules", f"{DATA}/sigma-rules/{f}")]
TEN = ["--rules", LOGS + "/rules10"]
SSHD = """<patterndb version='4' pub_date='2026-11-01'><ruleset name='sshd' id='s1'><pattern>sshd</pattern><rules>%s</rules></ruleset>
<ruleset name='pam' id='s2'><pattern>sshd(pam_unix)</pattern><rules>%s</rules></ruleset></patterndb>"""
SAID = ["Failed password for @ESTRING:user: @from @IPv4:ip@ port @NUMBER:port@ ssh2", "Failed password for invalid user @ESTRING:user: @from @IPv4:ip@ port @NUMBER:port@ ssh2",
        "Accepted password for @ESTRING:user: @from @IPv4:ip@ port @NUMBER:port@ ssh2", "Invalid user @ESTRING:user: @from @IPv4:ip@", "input_userauth_request: invalid user @ANYSTRING:user@",
        "Received disconnect from @IPv4:ip@: @ANYSTRING:why@", "Connection closed by @IPv4:ip@ [preauth]", "pam_unix(sshd:auth): check pass; user unknown",
        "pam_unix(sshd:auth): authentication failure; @ANYSTRING:rest@", "reverse mapping checking getaddrinfo for @ESTRING:host: @[@IPv4:ip@] failed - POSSIBLE BREAK-IN ATTEMPT!",
        "PAM @NUMBER:n@ more authentication failure@ANYSTRING:rest@", "error: Received disconnect from @IPv4:ip@: @ANYSTRING:why@", "Disconnecting: Too many authentication failures for @ANYSTRING:user@"]
PAM = ["authentication failure; @ANYSTRING:rest@", "check pass; user unknown", "session opened for user @ESTRING:user: @by @ANYSTRING:by@", "session closed for user @ANYSTRING:user@"]
rows = []


def one(command, core=0, out=os.devnull):
    """CPU seconds, wall seconds and MB resident at most. core None: any processor."""
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    began = time.perf_counter()
    pid = os.posix_spawn(shutil.which(command[0]), command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                                                                                       (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    if status and command[3] != "pdbtool":  # it says 1 where a line fits no pattern
        print("#", " ".join(command[:6]), "ended with", status)
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024


def median(*commands, runs=RUNS, core=0):
    """Of each command, the runs of all taking turns: CPU, wall, memory."""
    got = [[one(c, core) for c in commands] for _ in range(runs)]
    return [tuple(statistics.median(g[i][k] for g in got) for k in range(3)) for i in range(len(commands))]


def watch(name, rules=None, threads=1):
    return [WATCH, name if name == "/dev/null" else f"{LOGS}/{name}", *(rules or GIVEN), "--format", "json", "--threads", str(threads)]


def counted(command):
    """The last line that it says."""
    one(command, out=LOGS + "/said")
    with open(LOGS + "/said", "rb") as f:
        f.seek(max(0, os.path.getsize(LOGS + "/said") - 4096))
        return json.loads(f.read().decode("utf-8", "replace").strip().split("\n")[-1])


def size(name):
    return os.path.getsize(f"{LOGS}/{name}") / 1e6


def row(what, figure, goal, met):
    rows.append((what, figure, goal, "" if met is None else "yes" if met else "NO"))
    print("  " + " | ".join(rows[-1]), flush=True)


def against_wc(title, name, goal):
    said = counted(watch(name))
    ours, wc = median(watch(name), ["wc", "-l", f"{LOGS}/{name}"])
    print(f"{title}: {size(name):.0f} MB, {said['lines']} lines ({said['skipped'] + said['dropped']} not read), {said['rules']} rules, {said['hits']} hits")
    row(f"{title}, CPU s", f"{ours[0]:.2f} ({size(name) / ours[0]:.0f} MB/s); wc -l {wc[0]:.3f}", "", None)
    row(f"{title}, of wc -l's speed", f"1/{ours[0] / wc[0]:.1f}", f"1/{goal}", ours[0] / wc[0] <= goal)
    row(f"{title}, peak MB", f"{ours[2]:.0f}", "64", ours[2] <= 64)


def load():
    given, ten = median(watch("/dev/null"), watch("/dev/null", TEN))
    row("all given rules, load, CPU s", f"{given[0]:.3f}", "0.3", given[0] <= 0.3)
    row("ten times as many, load, CPU s", f"{ten[0]:.3f}", "", None)


def first_fifth(name):
    """A log of the first fifth of the lines."""
    part = f"{LOGS}/fifth-{name}"
    if not os.path.exists(part):
        with open(f"{LOGS}/{name}", "rb") as f, open(part, "wb") as out:
            out.write(f.read(os.path.getsize(f"{LOGS}/{name}") // 5) + f.readline())
    return os.path.basename(part)


def threads():
    part = first_fifth("windows.json")
    one_, two, one_part, two_part = median(watch("windows.json"), watch("windows.json", threads=2), watch(part), watch(part, threads=2), core=None)
    ratio = (one_[1] - one_part[1]) / (two[1] - two_part[1])
    row("two threads beside one, the scan by the clock", f"{ratio:.2f} times as fast ({one_[1] - one_part[1]:.2f}, {two[1] - two_part[1]:.2f} s)", "1.7", ratio >= 1.7)


def more_rules():
    for title, name, goal in (("ten times the rules, the scan", "windows.json", 1.5), ("the same, worst mix", "process.json", 1.8)):
        said, part = counted(watch(name, TEN)), first_fifth(name)
        few, many, few_part, many_part = median(watch(name), watch(name, TEN), watch(part), watch(part, TEN))
        ratio = (many[0] - many_part[0]) / (few[0] - few_part[0])
        row(title, f"{ratio:.2f} times the time ({said['rules']} rules, {said['hits']} hits, {many[2]:.0f} MB)", str(goal), ratio <= goal)


def lines_a_second(name, ours, lines, peer, peer_lines, peer_start=0):
    return (lines / ours[0]) / (peer_lines / max(peer[0] - peer_start, 0.001))


def syslog():
    said = counted(watch("syslog.log"))
    ours, wc = median(watch("syslog.log"), ["wc", "-l", LOGS + "/syslog.log"], runs=min(RUNS, 3) if said["lines"] else RUNS)
    row("syslog, CPU s", f"{ours[0]:.2f} ({said['lines'] / ours[0] / 1e6:.2f} million lines/s, {said['hits']} hits); wc -l {wc[0]:.3f}", "", None)
    if not shutil.which("pdbtool"):
        print("  pdbtool is not installed (syslog-ng-core): left out")
        return
    with open(LOGS + "/sshd.xml", "w") as f:
        f.write(SSHD % tuple("".join(f"<rule provider='b' id='{k}{i}' class='system'><patterns><pattern>{p}</pattern></patterns></rule>" for i, p in enumerate(some)) for k, some in (("a", SAID), ("b", PAM))))
    peer, = median(["pdbtool", "match", "-p", LOGS + "/sshd.xml", "-f", LOGS + "/syslog.log"], runs=SLOW_RUNS)
    row("syslog beside pdbtool match", f"{peer[0] / ours[0]:.1f} times as fast (it: {peer[0]:.2f} CPU s, {len(SAID) + len(PAM)} patterns)", "14", peer[0] / ours[0] >= 14)


def sshd():
    said = counted(watch("sshd.log"))
    ours, = median(watch("sshd.log"))
    row("sshd, CPU s", f"{ours[0]:.2f} ({said['lines'] / ours[0] / 1e6:.2f} million lines/s, start included)", "", None)
    filters = "/etc/fail2ban/filter.d/sshd.conf"
    if not shutil.which("fail2ban-regex") or not os.path.exists(filters):
        print("  fail2ban-regex is not installed (fail2ban): left out")
        return
    with open(LOGS + "/sshd-part.log", "rb") as f, open(LOGS + "/sshd-one.log", "wb") as out:
        lines = f.readlines()
        out.write(lines[0])
    peer, start = median(["fail2ban-regex", LOGS + "/sshd-part.log", filters], ["fail2ban-regex", LOGS + "/sshd-one.log", filters], runs=SLOW_RUNS)
    ratio = lines_a_second("sshd.log", ours, said["lines"], peer, len(lines), start[0])
    row("sshd beside fail2ban-regex, lines a second", f"{ratio:.0f} times (it: {len(lines) / (peer[0] - start[0]):.0f} lines/s, its start not counted)", "250", ratio >= 250)


def table():
    wide = [max(len(r[i]) for r in rows) for i in range(4)]
    print("\n| " + " | ".join(h.ljust(w) for h, w in zip(("", "figure", "goal", "met"), wide)) + " |\n|" + "---|" * 4)
    for r in rows:
        print("| " + " | ".join(v.ljust(w) for v, w in zip(r, wide)) + " |")


def main():
    wanted = sys.argv[1:]
    if not os.path.isdir(DATA) or not os.path.exists(WATCH):
        print("# skipped:", "../shared/data is not here" if os.path.exists(WATCH) else WATCH + " is not built")
        return
    subprocess.run([sys.executable, "tests/bench/share/watch_logs.py", LOGS], check=True)  # a process of its own: what it takes is not counted as ours
    print(f"# medians of {RUNS} ({SLOW_RUNS} of slow peers), {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {re.search('version [0-9.]+', open('/proc/version').read()).group()}")
    load()
    parts = {"mix": lambda: against_wc("the recorded mix", "windows.json", 8), "worst": lambda: against_wc("worst mix", "process.json", 16), "threads": threads,
             "rules": more_rules, "syslog": syslog, "sshd": sshd}
    for name, part in parts.items():
        if not wanted or any(w in name for w in wanted):
            part()
    table()


main()
