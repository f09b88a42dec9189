#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Side by side, in one run on this machine: `bolwerk check` and what a person would use instead. CPU seconds (user and system, with children)
and peak memory by wait4; median of several runs; cold start included. Prints ratios; nothing here passes or fails."""
import os, shutil, statistics, subprocess, sys, tempfile, time

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
bolwerk = root + "/build/linux/bolwerk"
tmp = tempfile.mkdtemp()


def run(command, **more):
    """One run: CPU seconds, wall seconds, peak memory in MB, of the command and what it started."""
    before = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execvp(command[0], command)
    _, status, use = os.wait4(pid, 0)
    return use.ru_utime + use.ru_stime, time.monotonic() - before, use.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def median(command, n):
    runs = [run(command) for _ in range(n)]
    cpu, wall, mb, status = (statistics.median(r[i] for r in runs) for i in range(4))
    return cpu, wall, mb, status


def show(name, m, beside=None):
    ratio = f"   {m[0] / beside[0]:8.1f} times the CPU of bolwerk check" if beside else ""
    print(f"{name:58s} {m[0]:9.4f} CPU s {m[1]:8.3f} s {m[2]:7.1f} MB (status {m[3]:.0f}){ratio}", flush=True)


def ten_times():
    """A catalogue with every control ten times, the copies with other numbers in their checks, so that none is the same query."""
    data = tmp + "/data10"
    shutil.copytree(root + "/data", data)
    for folder in sorted(os.listdir(data + "/control")):
        for f in os.listdir(f"{data}/control/{folder}"):
            if f.startswith("_"):
                continue
            text = open(f"{data}/control/{folder}/{f}", encoding="utf-8").read()
            id_ = f[:-4]
            for k in range(1, 10):
                copy = text.replace(f"\nid: {id_}\n", f"\nid: own.{id_}.{k}\n").replace("check: |\n", f"check: |\n  -- copy {k}\n")
                with open(f"{data}/control/{folder}/own.{id_}.{k}.yml", "w", encoding="utf-8") as out:
                    out.write(copy)
    subprocess.run([root + "/build/tools/image", data, tmp + "/image10.db"], check=True)
    return tmp + "/image10.db"


try:
    print(f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}, {subprocess.run(['uname', '-r'], capture_output=True, text=True).stdout.strip()}")
    db = tmp + "/own.db"
    check = [bolwerk, "check", "--db", db, "--lang", "en"]
    run(check)
    ours = median(check, 11)
    show("bolwerk check", ours)
    show("bolwerk check --format json, no database", median([bolwerk, "check", "--db", ":memory:", "--format", "json"], 11))
    show("bolwerk version", median([bolwerk, "version"], 21))
    big = ten_times()
    ten = median([bolwerk, "check", "--db", tmp + "/ten.db", "--data", big, "--lang", "en"], 7)
    show("bolwerk check, ten times the controls", ten)
    print(f"{'':58s} {ten[1] / ours[1]:.2f} times the time, {ten[0] / ours[0]:.2f} times the CPU")
    if "--quick" not in sys.argv:
        deep = median([bolwerk, "check", "--deep", "--db", tmp + "/deep.db"], 3)
        show("bolwerk check --deep (one walk of the disk)", deep)
        find = median(["find", "/", "-xdev", "-perm", "-0002"], 3)
        show("find / -xdev -perm -0002", find)
        print(f"{'':58s} deep takes {deep[1] / find[1]:.2f} times the time of find, {deep[0] / find[0]:.2f} times its CPU")
        if shutil.which("oscap"):
            content = "/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml"
            # The content is made for Debian 11: in a mount namespace of its own the machine says so (else every rule is "not applicable").
            open(tmp + "/version", "w").write("11.11\n")
            oscap = ["unshare", "-m", "sh", "-c", f"mount --bind {tmp}/version /etc/debian_version && exec oscap xccdf eval --profile xccdf_org.ssgproject.content_profile_standard {content}"]
            m = median(oscap, 3)
            show("oscap xccdf eval, profile standard", m, ours)
        if shutil.which("lynis"):
            show("lynis audit system --quick", median(["lynis", "audit", "system", "--quick", "--no-colors"], 1), ours)
finally:
    shutil.rmtree(tmp, ignore_errors=True)
