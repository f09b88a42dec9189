#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Does a verdict tell the truth? Two computers that are kept well (server/, laptop/: recorded from real Debian installations), and for each
control a way to neglect one of them (cases/ID/: files to put over the tree, paths to remove, times to set). On the well-kept computer the
control must be in order (or, where a machine can only disprove, show no gap); on the neglected one it must be a gap, and no other verdict may
change but those named in `also`, which the same neglect rightly touches. A case with a file `deep` is looked at with --deep, as is the
computer that it starts from."""
import json, os, shutil, subprocess, sys, tempfile, time

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
bolwerk = os.environ.get("BOLWERK", root + "/build/linux/bolwerk")
NOW = "2026-11-21T10:00:00"
count = failed = 0


def ok(good, name, *details):
    global count, failed
    count += 1
    failed += not good
    print("ok" if good else "not ok", count, "-", name)
    for line in details if not good else []:
        print("#", line)


def lines(path):
    if not os.path.exists(path):
        return []
    return [l.strip() for l in open(path, encoding="utf-8") if l.strip() and not l.startswith("#")]


def epoch(text):
    return time.mktime(time.strptime(text.rstrip("Z"), "%Y-%m-%dT%H:%M:%S")) - time.timezone


def apply(tree, folder, overlay):
    """Puts a folder over a tree: removes, copies, then modes (`mode 0600 PATH`), owners (`owner 0:42 PATH`), links (`link TARGET PATH`),
    empty files and folders (`dir PATH`, `file PATH`, `size N PATH`), times (`2026-11-20T12:00:00 PATH`), in the order of the file `how`."""
    for path in lines(folder + "/remove"):
        victim = os.path.join(tree, path.lstrip("/"))
        if os.path.isdir(victim) and not os.path.islink(victim):
            shutil.rmtree(victim)
        elif os.path.lexists(victim):
            os.remove(victim)
    if os.path.isdir(folder + "/" + overlay):
        subprocess.run(["cp", "-a", "--no-preserve=ownership", folder + "/" + overlay + "/.", tree], check=True)
        for base, dirs, files in os.walk(folder + "/" + overlay):
            for name in files + dirs:
                put = os.path.join(tree, os.path.relpath(os.path.join(base, name), folder + "/" + overlay))
                os.utime(put, (epoch("2026-11-01T12:00:00"),) * 2, follow_symlinks=False)
    for line in lines(folder + "/how"):
        what, *rest = line.split(None, 2)
        path = os.path.join(tree, rest[-1].lstrip("/"))
        if what in ("dir", "file", "link", "size"):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        if what == "mode":
            os.chmod(path, int(rest[0], 8))
        elif what == "owner":
            if os.geteuid() == 0:
                os.lchown(path, *map(int, rest[0].split(":")))
        elif what == "link":
            if os.path.lexists(path):
                os.remove(path)
            os.symlink(rest[0], path)
        elif what == "dir":
            os.makedirs(path, exist_ok=True)
        elif what == "file":
            open(path, "a").close()
        elif what == "size":
            with open(path, "ab") as f:
                f.truncate(int(rest[0]))
        else:
            os.utime(path, (epoch(what),) * 2, follow_symlinks=False)


def check(tree, deep=False):
    out = subprocess.run([bolwerk, "check", "--root", tree, "--now", NOW, "--format", "json", "--lang", "en"] + ["--deep"] * deep, capture_output=True, text=True)
    if out.returncode != 0:
        raise RuntimeError(out.stderr)
    return {c["id"]: c for c in json.loads(out.stdout)["controls"]}


def show(c):
    return [f"{c['id']}: {c['verdict']}: {c['why']}"] + [f"   {e['ok']} {e['subject']}: {e['seen']}" for e in c["evidence"][:8]]


tmp = tempfile.mkdtemp()
try:
    well = {}
    for computer in ("server", "laptop"):
        tree = f"{tmp}/{computer}"
        os.makedirs(tree)
        subprocess.run(["chown", "0:0", tree])
        apply(tree, f"{here}/{computer}", "root")
        well[computer] = check(tree)
    both = gap = 0
    for control in sorted(os.listdir(here + "/cases"), key=lambda i: (int(i.split(".")[0]), i)):
        folder = f"{here}/cases/{control}"
        computer = (lines(folder + "/base") or ["server"])[0]
        also = set(w for l in lines(folder + "/also") for w in l.split())
        deep = os.path.exists(folder + "/deep")
        before = check(f"{tmp}/{computer}", True) if deep else well[computer]
        sees = before[control]["sees"]
        kept = before[control]["verdict"] == "ok" and before[control]["source"] == "measured" if sees == "both" else (
            before[control]["looked"] and not any(e["ok"] == 0 for e in before[control]["evidence"]) and any(e["ok"] == 1 for e in before[control]["evidence"]) or
            (sees == "gap" and before[control]["looked"] and not before[control]["evidence"]))
        ok(kept, f"{control}: kept well on the {computer}", *show(before[control]))
        tree = f"{tmp}/neglected"
        subprocess.run(["cp", "-a", f"{tmp}/{computer}", tree], check=True)
        apply(tree, folder, "root")
        after = check(tree, deep)
        shutil.rmtree(tree)
        ok(after[control]["verdict"] in ("gap", "partly"), f"{control}: neglected", *show(after[control]))
        changed = {i for i in after if (after[i]["verdict"] in ("gap", "partly")) != (before[i]["verdict"] in ("gap", "partly")) or
                   (after[i]["verdict"] == "ok") != (before[i]["verdict"] == "ok")}
        extra, missing = changed - {control} - also, also - changed
        ok(not extra and not missing, f"{control}: nothing else changes" + (f" but {' '.join(sorted(also))}" if also else ""),
           *[f"changed too: {l}" for i in sorted(extra) for l in show(after[i])], *[f"named in also, but did not change: {i}" for i in sorted(missing)])
        both += sees == "both"
        gap += sees == "gap"
    ok(both >= 25, f"at least 25 controls that a machine decides both ways ({both})")
    ok(gap >= 12, f"at least 12 more that are looked at for a gap ({gap})")
finally:
    shutil.rmtree(tmp, ignore_errors=True)
print(f"1..{count}")
sys.exit(failed > 0)
