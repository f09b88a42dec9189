#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Our own rules (data/rule) on real logs (../shared/data) and on events of our own (tests/watch/rule). The logs of fail2ban's tests say of each line whether it is a failure (match true)
or not: at least nine of ten failures are hit, and none of the others, by rules of level low and above. Each of these lines is judged as a file of its own, for they come from
different computers. What is hit in other logs stands in rules.tsv and is told in doc/rules.md; `tests/watch/rules.t table` writes that table anew, `… misses` prints what is not hit."""
import collections, glob, json, os, re, subprocess, sys, tempfile

sys.dont_write_bytecode = True
os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
DATA, DRIVER, RULES, OWN, TABLE = "../shared/data", os.environ.get("DRIVER", "build/linux/tests/watch/rules_test"), "data/rule", "tests/watch/rule", "tests/watch/rules.tsv"
COUNTS = ("low", "medium", "high", "critical")
Hit = collections.namedtuple("Hit", "path number rule level address user at record")
WHAT = sys.argv[1] if len(sys.argv) > 1 else ""
count = failed = 0


def ok(good, what):
    global count, failed
    count += 1
    failed += not good
    print(("ok" if good else "not ok"), count, "-", what)
    return good


def skip(what):
    global count
    count += 1
    print("ok", count, "-", what, "# skip", DATA, "is not here")


def short(rule):
    return rule[len(RULES) + 1:-4]


def judge(paths):
    """Hits, the rules by name with their level and kind, and what was refused."""
    run = subprocess.run([DRIVER, RULES] + paths, stdout=subprocess.PIPE)
    hits, rules, refused, formats = [], {}, [], {}
    for line in run.stdout.decode("utf-8", "replace").split("\n"):
        if line.startswith(": "):
            path, level, kind, title = line[2:].split(" ", 3)
            rules[short(path)] = (level, kind, title)
        elif line.startswith("! "):
            refused.append(line[2:])
        elif line.startswith("= "):
            path, form, n = line[2:].rsplit(" ", 2)
            formats[path] = form
        elif line.count("\t") >= 7:
            f = line.split("\t", 7)
            hits.append(Hit(f[0], int(f[1]), short(f[2]), *f[3:]))
    return hits, rules, refused, formats


def labelled(path):
    """(label, line) of each line of a file of fail2ban; label None: none is given."""
    label = None
    with open(path, "rb") as f:
        for line in f.read().split(b"\n"):
            m = re.match(rb"^#+ ?failJSON:(.*)", line)
            if m:
                label = json.loads(m.group(1)).get("match")
            elif line.strip() and not line.startswith(b"#"):
                yield label, line
                label = None


def fail2ban():
    files = sorted(p for p in glob.glob(DATA + "/fail2ban-logs/**", recursive=True) if os.path.isfile(p) and not p.endswith("SOURCE.txt"))
    lines = [(p[len(DATA) + 15:], label, line) for p in files for label, line in labelled(p) if label is not None]
    with tempfile.TemporaryDirectory() as tmp:
        for i, (name, label, line) in enumerate(lines):
            with open(f"{tmp}/{i:05}", "wb") as f:
                f.write(line + b"\n")
        hits, rules, refused, formats = judge([tmp])
    by = collections.defaultdict(set)
    for h in hits:
        if h.level in COUNTS:
            by[int(os.path.basename(h.path))].add(h.rule)
    total, wrong = collections.Counter(), []
    for name in dict.fromkeys(n for n, _, _ in lines):
        mine = [(i, label, line) for i, (n, label, line) in enumerate(lines) if n == name]
        want, hit = sum(1 for _, label, _ in mine if label), sum(1 for i, label, _ in mine if label and i in by)
        others, false = sum(1 for _, label, _ in mine if not label), [(i, line) for i, label, line in mine if not label and i in by]
        total.update(want=want, hit=hit, others=others, false=len(false))
        wrong += [f"{name}: {', '.join(sorted(by[i]))}: {line.decode('utf-8', 'replace')}" for i, line in false]
        print(f"# {name:24} {hit:3} of {want:3} failures   {len(false):2} of {others:2} others   {', '.join(sorted({r for i, _, _ in mine for r in by.get(i, ())}))}")
        if WHAT == "misses":
            for i, label, line in mine:
                if label and i not in by:
                    print("#   missed:", line.decode("utf-8", "replace")[:300])
    for w in wrong:
        print("# no failure:", w)
    ok(total["hit"] >= 0.9 * total["want"] > 400, f"fail2ban: {total['hit']} of {total['want']} failures are hit: {total['hit'] / max(1, total['want']):.3f}")
    ok(not total["false"] and total["others"] > 80, f"fail2ban: {total['false']} of {total['others']} lines that are no failures are hit")


def main():
    hits, rules, refused, _ = judge([])
    for r in refused:
        print("#", r)
    ok(rules and not refused, f"{len(rules)} rules of our own are good")
    if not os.path.isdir(DATA):
        skip("real logs")
    else:
        fail2ban()
    print(f"1..{count}")
    sys.exit(failed > 0)


main()
