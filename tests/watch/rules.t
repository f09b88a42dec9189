#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Our own rules (data/rule) on real logs (../shared/data) and on events of our own (tests/watch/rule). The logs of fail2ban's tests say of each line whether it is a failure (match true)
or not: at least nine of ten failures are hit, and none of the others, by rules of level low and above. Each of these lines is judged as a file of its own, for they come from
different computers. What is hit in other logs stands in rules.tsv and is told in doc/rules.md; `tests/watch/rules.t table` writes that table anew, `… misses` prints what is not hit."""
import collections, glob, json, os, re, subprocess, sys, tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from tap import good as ok

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
DATA, DRIVER, RULES, OWN, TABLE = "../shared/data", os.environ.get("DRIVER", "build/linux/tests/watch/rules_test"), "data/rule", "tests/watch/rule", "tests/watch/rules.tsv"
COUNTS = ("low", "medium", "high", "critical")
Hit = collections.namedtuple("Hit", "path number rule level address user at record")
PROGRAM, NAMES = os.environ.get("PROGRAM", "build/linux/bolwerk-watch"), {}
WHAT = sys.argv[1] if len(sys.argv) > 1 else ""


def short(rule):
    return rule[len(RULES) + 1:-4]


Sum = collections.namedtuple("Sum", "sum seconds least field group rules")


def judge(paths):
    """What the driver says of logs: hits, the rules by name (level, kind, title), correlations by name, what was refused."""
    run = subprocess.run([DRIVER, RULES] + paths, stdout=subprocess.PIPE)
    hits, rules, sums, refused = [], {}, {}, []
    for line in run.stdout.decode("utf-8", "replace").split("\n"):
        if line.startswith(": "):
            path, ident, level, kind, title = line[2:].split(" ", 4)
            rules[short(path)] = (level, kind, title)
            NAMES[ident] = short(path)
        elif line.startswith("~ "):
            path, kind, seconds, least, field, group, *refs = line[2:].split(" ")
            sums[short(path)] = Sum(kind, int(seconds), int(least), field, group, [short(r) for r in refs])
        elif line.startswith("! "):
            refused.append(line[2:])
        elif line.count("\t") >= 7:
            f = line.split("\t", 7)
            hits.append(Hit(f[0], int(f[1]), short(f[2]), *f[3:]))
    return hits, rules, sums, refused


def value(hit, field):
    return hit.address if field in ("src_ip", "c-ip") else hit.user if field in ("username", "cs-username") else ""


def fires(sums, name, hits):
    """When a correlation fires: (group, time) for each, in the plainest way: of each event, whether the window that ends with it is full. A full window starts anew."""
    s, fired, windows = sums[name], [], collections.defaultdict(list)
    events = [(int(h.at), value(h, s.group), h.rule, value(h, s.field)) for h in hits if h.rule in s.rules]
    for ref in s.rules:
        events += [(at, group, ref, "") for group, at in (fires(sums, ref, hits) if ref in sums else [])]
    for at, group, rule, counted in sorted(events, key=lambda e: (e[0], s.rules.index(e[2]))):
        if at < 0 or not group or (s.field != "-" and not counted):
            continue
        w = windows[group] = [e for e in windows[group] if at - e[0] <= s.seconds * 1000] + [(at, rule, counted)]
        if s.sum == "event_count":
            full = len(w) >= s.least
        elif s.sum == "value_count":
            full = len({e[2] for e in w}) >= s.least
        else:
            left = list(s.rules)
            for e in w:
                if left and e[1] == left[0]:
                    left.pop(0)
            full = not left
        if full:
            fired.append((group, at))
            windows[group] = []
    return fired


def program(paths):
    """How often each rule hits by file, as bolwerk watch itself says it; what counts within one file alone where one is given. None: it is not built."""
    if not os.access(PROGRAM, os.X_OK):
        return None
    run = subprocess.run([PROGRAM, *paths, "--rules", RULES, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = [json.loads(line) for line in run.stdout.decode("utf-8", "replace").split("\n") if line]
    return collections.Counter((s["source"], NAMES.get(s["rule"], s["rule"])) for s in said if "rule" in s)


def agrees(what, want, have):
    """Whether the program and the driver found the same."""
    if have is None:
        tap.skip(what, "bolwerk-watch is not built")
        return
    for key in sorted(set(want) | set(have)):
        if want[key] != have[key]:
            print(f"# {key[0]}: {key[1]}: {have[key]} hits, not {want[key]}")
    ok(want == have, f"{what}: {sum(have.values())} hits")


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


def whole(files):
    """The same with each file as it stands: one format for all of its lines, whatever they come from."""
    want, by = collections.Counter(), {(h.path, h.number) for h in judge(files)[0] if h.level in COUNTS}
    for path in files:
        labels, label, number = {}, None, 0
        with open(path, "rb") as f:
            for line in f.read().split(b"\n"):
                m = re.match(rb"^#+ ?failJSON:(.*)", line)
                number += bool(line.strip(b"\r"))
                if m:
                    label = json.loads(m.group(1)).get("match")
                elif line.strip() and not line.startswith(b"#"):
                    labels[number], label = label, None
        for number, label in labels.items():
            want[label, (path, number) in by] += 1
    print(f"# whole files, one format for each: {want[True, True]} of {want[True, True] + want[True, False]} failures are hit, {want[False, True]} of the others")


def fail2ban():
    files = sorted(p for p in glob.glob(DATA + "/fail2ban-logs/**", recursive=True) if os.path.isfile(p) and not p.endswith("SOURCE.txt"))
    lines = [(p[len(DATA) + 15:], label, line) for p in files for label, line in labelled(p) if label is not None]
    whole(files)
    with tempfile.TemporaryDirectory() as tmp:
        for i, (name, label, line) in enumerate(lines):
            with open(f"{tmp}/{i:05}", "wb") as f:
                f.write(line + b"\n")
        hits, have = judge([tmp])[0], program([tmp])
    agrees("fail2ban: bolwerk watch finds the same", collections.Counter((h.path, h.rule) for h in hits),
           have if have is None else collections.Counter({k: n for k, n in have.items() if not k[1].startswith("many/")}))
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


def own(rules, sums):
    """Events of our own: each line that begins with + is hit by its rule, none that begins with - is; of correlations all lines of a kind are one log."""
    wrong, want, levels = [], {}, ("informational",) + COUNTS
    with tempfile.TemporaryDirectory() as tmp:
        for name in rules:
            path = f"{OWN}/{name}.txt"
            if not os.path.isfile(path):
                wrong.append(f"{name}: no events of our own")
                continue
            with open(path, encoding="utf-8") as f:
                lines = [(line[0], line[2:]) for line in f.read().split("\n") if line[:2] in ("+ ", "- ")]
            if {sign for sign, _ in lines} != {"+", "-"}:
                wrong.append(f"{name}: it needs events that are hit and events that are not")
            if rules[name][1] == "correlation":
                lines = [(sign, "\n".join(line for other, line in lines if other == sign)) for sign in "+-"]
            for sign, text in lines:
                want[f"{tmp}/{len(want):05}"] = (name, sign, text)
                with open(f"{tmp}/{len(want) - 1:05}", "w", encoding="utf-8") as f:
                    f.write(text + "\n")
        hits = judge([tmp])[0]
        counted = {path: program([path]) for path, (name, _, _) in want.items() if name in sums} if os.access(PROGRAM, os.X_OK) else None
    by = collections.defaultdict(list)
    for h in hits:
        by[h.path].append(h)
    for path, (name, sign, text) in want.items():
        hit = bool(fires(sums, name, by[path])) if name in sums else name in {h.rule for h in by[path]}
        if hit != (sign == "+"):
            wrong.append(f"{name}: {'not hit' if sign == '+' else 'hit'}: {text[:200]}")
        if counted and name in sums and any(rule == name for _, rule in counted[path]) != hit:
            wrong.append(f"{name}: bolwerk watch says otherwise of its own events")
    extra = [p for p in glob.glob(OWN + "/*/*.txt") if p[len(OWN) + 1:-4] not in rules]
    for w in wrong + extra:
        print("#", w)
    ok(not wrong and not extra, f"each of {len(rules)} rules hits its own events and not those that come near: {len(want)} events")


def cases():
    """The log lines of OSSEC's tests: (file, section, alert level, line)."""
    found = []
    for path in sorted(glob.glob(DATA + "/ossec-rule-tests/*.ini")):
        section, lines = "", []
        with open(path, encoding="utf-8", errors="replace") as f:
            for line in f.read().split("\n"):
                log, alert = re.match(r"log \d+ (?:pass|fail) ?= ?(.*)", line), re.match(r"alert ?= ?(\d+)", line)
                if line.startswith("["):
                    section, lines = line.strip("[]"), []
                elif log:
                    lines.append(log.group(1))
                elif alert:
                    found += [(os.path.basename(path), section, int(alert.group(1)), one) for one in lines]
    return found


def other_logs(sums):
    """How often each rule hits in logs that carry no labels: what stands in rules.tsv."""
    counts, ossec = collections.Counter(), cases()
    files = [f"{DATA}/loghub/{n}.log" for n in ("Apache", "Linux", "Mac", "OpenSSH", "Proxifier", "Windows")] + sorted(glob.glob(DATA + "/elastic-examples-logs/*.log"))
    with tempfile.TemporaryDirectory() as tmp:
        for i, case in enumerate(ossec):
            with open(f"{tmp}/{i:05}", "w", encoding="utf-8") as f:
                f.write(case[3] + "\n")
        hits = judge(files + [tmp])[0]
    for h in hits:
        name = h.path[len(DATA) + 1:] if h.path in files else "ossec-rule-tests/" + ossec[int(os.path.basename(h.path))][0]
        counts[name, h.rule] += 1
        if WHAT == "hits":
            print("#", name, h.rule, h.record[:300])
    for path in files:
        mine = [h for h in hits if h.path == path]
        for name in sums:
            fired = fires(sums, name, mine)
            if fired:
                counts[path[len(DATA) + 1:], name] = len(fired)
    have = collections.Counter()
    for path in files:
        one = program([path])
        have = None if one is None else have + collections.Counter({(k[0][len(DATA) + 1:], k[1]): n for k, n in one.items()})
    agrees("logs without labels: bolwerk watch finds the same, and counts the same", collections.Counter({k: n for k, n in counts.items() if not k[0].startswith("ossec")}), have)
    if WHAT == "table":
        with open(TABLE, "w", encoding="utf-8") as f:
            f.write("# SPDX-License-Identifier: EUPL-1.2\n# SPDX-FileCopyrightText: Bolwerk contributors\n# How often our rules hit in given logs; doc/rules.md tells what they are.\n")
            f.write("".join(f"{a}\t{b}\t{n}\n" for (a, b), n in sorted(counts.items())))
    with open(TABLE, encoding="utf-8") as f:
        want = {tuple(line.split("\t")[:2]): int(line.split("\t")[2]) for line in f.read().split("\n") if line and not line.startswith("#")}
    for key in sorted(set(want) | set(counts)):
        if want.get(key, 0) != counts[key]:
            print(f"# {key[0]}: {key[1]}: {counts[key]} hits, not {want.get(key, 0)}")
    ok(want == dict(counts), f"{sum(counts.values())} hits of {len({r for _, r in counts})} rules in logs without labels are those of {TABLE}")
    alarms = sum(1 for c in ossec if c[2] >= 5)
    seen = {int(os.path.basename(h.path)) for h in hits if h.path not in files and h.level in COUNTS}
    print(f"# OSSEC: of {alarms} lines that it takes for an alarm (level 5 and above) {sum(1 for i in seen if ossec[i][2] >= 5)} are hit, of {len(ossec) - alarms} others "
          f"{sum(1 for i in seen if ossec[i][2] < 5)}")


def main():
    _, rules, sums, refused = judge([])
    for r in refused:
        print("#", r)
    ok(len(rules) >= 20 and not refused, f"{len(rules)} rules of our own are good: {len(rules) - len(sums)} look at events, {len(sums)} count them")
    own(rules, sums)
    if os.path.isdir(DATA):
        fail2ban()
        other_logs(sums)
    else:
        tap.skip("real logs", DATA + " is not here")
    tap.done()


main()
