#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The compiled matcher and the plain evaluator give the same hits: on rules and events of chance (seeded; agree_rules.py, agree_events.py) and, when ../shared/data is there, on all given
rules over a part of the given logs. What differs is made as small as it can be and shown with its seed. SEEDS=FROM-TO takes others, AGREE=LONG all records of the given logs."""
import glob, gzip, json, os, random, re, shutil, subprocess, sys, tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import agree_events, agree_rules, tap

os.chdir(os.path.join(HERE, "..", ".."))
DRIVER, DATA = os.environ.get("DRIVER", "build/linux/tests/watch/agree_test"), "../shared/data"
LONG = os.environ.get("AGREE") == "LONG"
FIRST, LAST = map(int, os.environ.get("SEEDS", "1-2000" if LONG else "1-40").split("-"))
HOLDERS = [f"{n}={'|'.join(v)}" for n, v in agree_rules.PLACEHOLDERS.items()]


def dumped(doc):
    """YAML in flow style; characters that libyaml does not take raw are escaped."""
    return re.sub("[\x7f-\xa0\u2028\u2029\ufeff]", lambda m: f"\\u{ord(m.group()):04x}", json.dumps(doc, ensure_ascii=False))


def run(cases, **more):
    """Differences (lists of words) and figures of each case, a list of arguments."""
    out = subprocess.run([DRIVER, "cases"], input="".join("\t".join(c) + "\n" for c in cases).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **more})
    answers, lines = [], []
    for line in out.stdout.decode("utf-8", "replace").split("\n"):
        if line.startswith("= "):
            answers.append((lines, dict(zip(("rules", "refused", "records", "unread", "hits", "differences"), map(int, line[2:].split())))))
            lines = []
        elif line:
            lines.append(line)
    if out.returncode or len(answers) != len(cases):
        print("#", len(answers), "of", len(cases), "cases, status", out.returncode, out.stderr.decode("utf-8", "replace")[-3000:].replace("\n", "\n# "))
    return answers, out.returncode


class Case:
    """Rules and records of one seed, in files of a folder."""

    def __init__(self, folder, seed):
        r = random.Random(seed)
        r.most = {1: "re", 2: "endswith", 3: ""}.get(seed % 8)  # some seeds have mostly one kind of question
        self.folder, self.sources = os.path.join(folder, str(seed)), "data/logsource"
        os.makedirs(self.folder)
        kinds = r.sample(agree_events.KINDS, r.randint(1, 3))
        if seed % 3 == 0:
            doc, kind = agree_events.made(r, seed)
            kinds = [kind] + kinds[1:]
            self.sources = self.write("logsource/made.yml", dumped(doc).encode(), True)
            for f in glob.glob("data/logsource/*.yml"):
                shutil.copy(f, os.path.join(self.folder, "logsource"))
        count = r.choice([1, 3, 10, 40, 120])
        chosen = [agree_rules.Rule(r, i, r.choice(kinds)) for i in range(count)]
        self.rules = [x.written() for x in chosen]
        if r.random() < 0.3 and count > 2:
            x = r.choice(chosen)
            self.rules.append({"title": "f", "logsource": x.source, "filter": {"rules": [x.id], "selection": {r.choice(x.kind.fields) + "|contains": agree_rules.word(r)[:1].replace("\\", "a")},
                                                                              "condition": r.choice(["selection", "not selection"])}})
        self.records = []
        for _ in range(r.choice([20, 60, 150])):
            kind = r.choice(kinds)
            fitting = [x for x in chosen if x.kind is kind]
            if fitting:
                self.records.append(agree_events.event(r, kind, fitting))

    def write(self, name, data, folder=False):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)
        return os.path.dirname(path) if folder else path

    def words(self, rules=None, records=None):
        rules, records = self.rules if rules is None else rules, self.records if records is None else records
        out = [self.sources, self.write("rules.yml", "\n---\n".join(map(dumped, rules)).encode("utf-8", "replace"))] + HOLDERS
        for form in sorted({f for f, _ in records}):
            out.append(f"{form}:" + self.write("log." + form, b"\n".join(b for f, b in records if f == form) + b"\n"))
        return out

    def differs(self, rules, records):
        answers, status = run([self.words(rules, records)], THREADS="1")
        return status != 0 or not answers or answers[0][1]["differences"] > 0

    def smallest(self):
        rules, records = fewer(self.rules, lambda x: self.differs(x, self.records)), self.records
        records = fewer(records, lambda x: self.differs(rules, x))
        for i in range(len(rules)):
            for _ in range(200):
                smaller = next((s for s in shrunk(rules[i]) if self.differs(rules[:i] + [s] + rules[i + 1:], records)), None)
                if smaller is None:
                    break
                rules = rules[:i] + [smaller] + rules[i + 1:]
        if len(records) == 1:
            form, data = records[0]
            data = b"".join(fewer(re.findall(rb'\\u....|\\.|"[^"\\]*"|[^\w"]|\w+', data, re.S) or [data], lambda x: self.differs(rules, [(form, b"".join(x))])))
            data = b"".join(fewer([bytes([c]) for c in data], lambda x: self.differs(rules, [(form, b"".join(x))]))) if len(data) < 600 else data
            records = [(form, data)]
        lines = run([self.words(rules, records)], THREADS="1")[0]
        named = {line.split("\t")[-1] for line in lines[0][0] if line.startswith("!")} if lines else set()
        rules = sorted(rules, key=lambda x: x["title"] not in named)
        return [f"# {len(rules)} rules, among them:"] + ["# rule: " + dumped(x) for x in rules[:4]] + [f"# record ({f}): {b[:600]!r}" for f, b in records[:5]]


def fewer(things, bad):
    """The fewest of them that are still bad: halves, quarters, …"""
    size = max(1, len(things) // 2)
    while True:
        at, before = 0, len(things)
        while at < len(things) and len(things) > 1:
            left = things[:at] + things[at + size:]
            if left and bad(left):
                things = left
            else:
                at += size
        if size == 1 and len(things) == before:
            return things
        size = max(1, size // 2)


def shrunk(doc):
    """A rule with one thing less."""
    def less(x):
        if isinstance(x, dict):
            for k in x:
                if len(x) > 1 and k != "condition":
                    yield {a: b for a, b in x.items() if a != k}
                for v in less(x[k]):
                    yield {a: v if a == k else b for a, b in x.items()}
        elif isinstance(x, list):
            for i in range(len(x)):
                if len(x) > 1:
                    yield x[:i] + x[i + 1:]
                for v in less(x[i]):
                    yield x[:i] + [v] + x[i + 1:]
        elif isinstance(x, str) and len(x) > 1:
            yield from (x[:len(x) // 2], x[len(x) // 2:], x[1:], x[:-1])
    detection = doc.get("detection")
    if not detection:
        return
    for name in detection:
        if name != "condition":
            yield {**doc, "detection": {name: detection[name], "condition": name}}
            yield {**doc, "detection": {name: detection[name], "condition": "not " + name}}
    for d in less({k: v for k, v in detection.items() if k != "condition"}):
        yield {**doc, "detection": {**d, "condition": detection["condition"]}}


def chance(folder):
    cases, total = [], {}
    for seed in range(FIRST, LAST + 1):
        cases.append((seed, Case(folder, seed)))
    answers, status = run([c.words() for _, c in cases], THREADS="2")
    bad, silent = [], 0
    for (seed, case), (lines, figures) in zip(cases, answers):
        for k, v in figures.items():
            total[k] = total.get(k, 0) + v
        silent += figures["hits"] == 0
        if figures["differences"] and len(bad) < 3:
            bad += [f"seed {seed}: {figures['differences']} differences"] + lines[:5] + case.smallest()
    if status:
        seed, case = cases[len(answers)]
        bad += [f"seed {seed}: the driver fails with status {status}"] + case.smallest()
    tap.ok(bad, f"seeds {FIRST} to {LAST}: {total.get('rules')} rules ({total.get('refused')} refused), {total.get('records')} records, {total.get('hits')} hits, all agree")
    few = total.get("hits", 0) < total.get("records", 0) / 2 or total.get("refused", 0) > total.get("rules", 0) / 3 or total.get("unread", 0) > total.get("records", 1) / 20
    tap.ok([str(total)] if few else [], f"they hit often: {total.get('hits')} hits in {total.get('records')} records, none in {silent} of {len(cases)} cases")


def program(folder):
    """bolwerk-watch itself, with one thread and with three: as many hits of each rule in each file as the plain evaluator says."""
    bad, hits = [], 0
    for seed in [s for s in range(FIRST, LAST + 1) if s % 3][:8]:
        case = Case(folder + "/program", seed)
        case.rules = [x for x in case.rules if "expand" not in dumped(x)]
        case.records = [(f, b) for f, b in case.records if f == "json"] * 2
        words = [w for w in case.words() if w not in HOLDERS] if case.rules and case.records else []
        if not words:
            continue
        (lines, _), = run([words], SHOW="1")[0]
        want = sorted("\t".join(x[2:].split("\t")[1:]) for x in lines if x.startswith("+ "))
        for threads in ("1", "3"):
            out = subprocess.run(["build/linux/bolwerk-watch", case.folder + "/log.json", "--rules", case.folder + "/rules.yml", "--format", "json", "--threads", threads], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
            said = [json.loads(x) for x in out.stdout.decode("utf-8", "replace").split("\n") if x]
            have = sorted(f"{x['record'] - 1}\t{x['rule']}" for x in said if "rule" in x)
            hits += len(have)
            if have != want:
                bad += [f"seed {seed}, {threads} threads: {len(have)} hits for {len(want)}, status {out.returncode}", *sorted(set(have) ^ set(want))[:5]]
    tap.ok(bad, f"the program says the same: {hits} hits, one by one")


def many_classes(folder):
    """More combinations of log sources than are kept compiled, and a rule that means more log sources than one may."""
    path = os.path.join(folder, "classes")
    os.makedirs(path + "/logsource")
    r = random.Random(1)
    bits = 14
    with open(path + "/logsource/a.yml", "w") as f:
        f.write(dumped({"product": "p", "format": ["json"], "sources": [{"service": f"s{i}", "when": {f"b{i}": "1"}} for i in range(bits)]
                        + [{"category": f"c{i}", "when": {"wide": str(i)}} for i in range(80)]}))
    with open(path + "/rules.yml", "w") as f:
        f.write("\n---\n".join(dumped({"title": "x", "id": f"r{i}", "logsource": {"product": "p", "service": f"s{i}"}, "detection": {"s": {"F|contains": ["needle", f"x{i}"]}, "condition": "s"}})
                               for i in range(bits)))
        f.write("\n---\n" + dumped({"title": "x", "id": "all", "logsource": {"product": "p"}, "detection": {"s": {"F|endswith": "e"}, "condition": "s"}}))
    with open(path + "/log", "w") as f:
        for _ in range(6000):
            event = {f"b{i}": 1 for i in range(bits) if r.random() < 0.5}
            event["F"] = r.choice(["needle", "x3", "none", f"x{r.randint(0, 9)}"])
            if r.random() < 0.2:
                event["wide"] = r.randint(0, 85)
            f.write(json.dumps(event) + "\n")
    (lines, figures), = run([[path + "/logsource", path + "/rules.yml", f"json:{path}/log"]], THREADS="2")[0] or [(["it fails"], {"differences": 1})]
    tap.ok(lines if figures["differences"] else [], f"more classes than are kept: {figures}")


def given(folder):
    """Given rules and logs; the JSON of sigma-regression takes the place of rare events."""
    files = {"json": [], "evtx": sorted(glob.glob(DATA + "/evtx-attack-samples/**/*.evtx", recursive=True)), "syslog": [DATA + "/loghub/Linux.log", DATA + "/loghub/OpenSSH.log", DATA + "/loghub/Mac.log"],
             "apache": [DATA + "/loghub/Apache.log"], "web": sorted(glob.glob(DATA + "/elastic-examples-logs/*access*") + glob.glob(DATA + "/elastic-examples-logs/apache*")),
             "auditd": sorted(glob.glob(DATA + "/otrf-datasets/linux/**/*.log", recursive=True))}
    for path in sorted(glob.glob(DATA + "/otrf-datasets/windows/**/*.json*", recursive=True)):
        to = os.path.join(folder, os.path.basename(path).replace(".gz", ""))
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f, open(to, "wb") as out, open(folder + "/started.json", "ab") as started:
            for line in f:
                out.write(line)
                started.write(line if re.search(rb'"EventID":(1|4688|4104)[,}]', line) else b"")
        files["json"].append(to)
    steps = {"json": 1 if LONG else 90, "evtx": 1 if LONG else 40, "syslog": 1 if LONG else 25, "apache": 1 if LONG else 20, "web": 1 if LONG else 60, "auditd": 1 if LONG else 2}
    small = [p for p in sorted(glob.glob(DATA + "/sigma-regression/**/*.evtx", recursive=True)) if os.path.getsize(p) < 200000]
    for form, some, step in [(f, files[f], steps[f]) for f in files] + [("json", [folder + "/started.json"], 1 if LONG else 4), ("evtx", small if LONG else small[::6], 1)]:
        some = [p for p in some if os.path.isfile(p)]
        rules = [p for p in glob.glob(DATA + "/sigma-rules/rules*") if os.path.isdir(p)]
        answers, status = run([["data/logsource"] + rules + HOLDERS + [f"{form}:{p}" for p in some]], STEP=str(step), THREADS="2" if LONG else "1")
        lines, figures = answers[0] if answers else ([], {"differences": 1, "records": 0})
        tap.ok(lines or ["it fails"] if figures["differences"] or status or not figures["records"] else [], f"{len(some)} given files of {form}, each record of {step}: {figures}")


with tempfile.TemporaryDirectory() as tmp:
    chance(tmp)
    many_classes(tmp)
    program(tmp)
    if os.path.isdir(DATA):
        given(tmp)
    else:
        tap.ok([], "given rules and logs # skip ../shared/data is not here")
tap.done()
