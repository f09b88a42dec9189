# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Large logs and many rules for tests/bench/watch.py, made of the given ones (../shared/data); the same every time. Numbers of processes, threads and records, times, addresses, computers and GUIDs
vary from copy to copy; all else, and the mix of events, is as it was recorded. `watch_logs.py FOLDER` makes what is missing there."""
import fnmatch, glob, gzip, json, os, random, re, sys, uuid

DATA = "../shared/data"
SIZES = {"windows.json": 500, "process.json": 200, "syslog.log": 500, "sshd.log": 250, "sshd-part.log": 5}  # MB
ID = r'"(?:RecordNumber|ThreadID|ExecutionProcessID|ProcessId|NewProcessId|ParentProcessId|SourceProcessId|TargetProcessId|SourcePort|DestPort|EventReceivedTime)":"?(?:0x)?'
VARY = re.compile(r"(?P<id>" + ID + r")(?P<number>[0-9a-f]{2,})(?=[\",}])|(?P<time>\d\d:\d\d:\d\d)|(?P<host>(?:WORKSTATION|MORDORDC|HR00|IT00|ACCT00)\d)|(?P<guid>-[0-9A-Fa-f]{4}-[0-9a-fA-F]{12}\})", re.I)
VARY_LINE = re.compile(r"(?P<time>\d\d:\d\d:\d\d)|(?P<pid>(?<=\[)\d+(?=\]))|(?P<address>\d+\.\d+\.\d+\.\d+)|(?P<port>(?<=port )\d+)")


def later(text, copy, base=10):
    """The same number of digits, the first one kept."""
    n, size = int(text[1:] or "0", base), len(text) - 1
    if size == 0:
        return text
    n = (n + copy * 7919) % base ** size
    return text[0] + (f"{n:0{size}x}" if base == 16 else f"{n:0{size}}")


def varied(kind, text, copy):
    if kind == "time":
        h, m, s = (int(x) for x in text.split(":"))
        n = h * 3600 + m * 60 + s + copy * 61
        return f"{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}"
    if kind == "host":
        return f"{text}{copy % 97:02}"
    if kind == "guid":
        return text[:6] + later(text[6:18].lower(), copy, 16) + text[18:]
    if kind == "address":
        a = [int(x) for x in text.split(".")]
        return f"{a[0]}.{(a[1] + copy) % 256}.{(a[2] + copy * 7) % 256}.{(a[3] + copy * 3) % 256}"
    return later(text, copy, 16 if re.search("[a-f]", text, re.I) else 10)


class Sample:
    """Lines cut up into what stays and what varies."""

    def __init__(self, lines, pattern):
        self.lines = []
        for line in lines:
            parts, at = [], 0
            for m in pattern.finditer(line):
                kind = m.lastgroup if m.lastgroup != "number" else "id"
                at_kind = m.start("number") if kind == "id" else m.start()
                parts.append((line[at:at_kind], kind, line[at_kind:m.end()]))
                at = m.end()
            self.lines.append((parts, line[at:]))

    def copies(self, size, write):
        done, copy = 0, 0
        while True:
            known = {}
            for parts, rest in self.lines:
                out = []
                for before, kind, text in parts:
                    value = known.get((kind, text))
                    if value is None:
                        value = known[kind, text] = varied(kind, text, copy) if copy else text
                    out += (before, value)
                line = ("".join(out) + rest + "\n").encode("utf-8")
                write(line)
                done += len(line)
                if done >= size:
                    return
            copy += 1


def windows():
    for path in sorted(glob.glob(DATA + "/otrf-datasets/windows/**/*.json*", recursive=True)):
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
            yield from (line.decode("utf-8") for line in f.read().splitlines() if line.strip())


def started(line):
    e = json.loads(line)
    return (e["Channel"].lower(), e["EventID"]) in (("microsoft-windows-sysmon/operational", 1), ("security", 4688), ("microsoft-windows-powershell/operational", 4104))


def plain(*names):
    for name in names:
        with open(f"{DATA}/loghub/{name}.log", encoding="utf-8", errors="replace") as f:
            yield from (line.rstrip("\n") for line in f if line.strip())


def make_log(folder, name):
    lines = {"windows.json": windows, "process.json": lambda: (x for x in windows() if started(x)), "syslog.log": lambda: plain("Linux", "OpenSSH")}.get(name, lambda: plain("OpenSSH"))
    with open(f"{folder}/{name}.new", "wb") as f:
        Sample(lines(), VARY if name.endswith(".json") else VARY_LINE).copies(SIZES[name] * 10 ** 6, f.write)
    os.rename(f"{folder}/{name}.new", f"{folder}/{name}")


def letters(r, text, least):
    """Each sixth letter another one, at least so many."""
    places = [i for i, c in enumerate(text) if c.isascii() and c.isalpha()]
    text = list(text)
    for i in r.sample(places, min(len(places), max(least, len(places) // 6))):
        text[i] = chr((ord(text[i].lower()) - 97 + r.randint(1, 25)) % 26 + 97)
    return "".join(text)


def edited(r, value, expression=False):
    """A value of a rule with some letters changed; of regular expressions only within words, so that escapes stay."""
    if isinstance(value, dict):
        return {k: edited(r, v, "|re" in k) for k, v in value.items()}
    if isinstance(value, list):
        return [edited(r, v, expression) for v in value]
    if not isinstance(value, str):
        return value
    if expression:
        return re.sub(r"(?<!\\)(?<![A-Za-z])[A-Za-z]{4,}", lambda m: m.group()[0] + letters(r, m.group()[1:], 1), value)
    return letters(r, value, 1)


def taken_away(condition):
    """The names behind `not`: were they changed, the rule would hit what it must not."""
    return [w for part in re.findall(r"\bnot\s+(\([^)]*|(?:\w+ of )?\S+)", condition) for w in re.findall(r"[\w*]+", part) if w not in ("of", "and", "or", "not", "1", "all", "any")]


def make_rules(folder, times):
    """Each given rule, and times - 1 more of its kind: other literals (what filters take away stays), other ids. Rules without letters would stay as they are: of them there
    are no more."""
    import yaml
    os.makedirs(folder + ".new", exist_ok=True)
    r = random.Random(7)
    for n, path in enumerate(sorted(glob.glob(DATA + "/sigma-rules/rules*/**/*.yml", recursive=True))):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        docs = [d for d in yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if d]
        with open(f"{folder}.new/{n:05}.yml", "w", encoding="utf-8") as f:
            f.write(text)
        for copy in range(1, times):
            with open(f"{folder}.new/{n:05}-{copy}.yml", "w", encoding="utf-8") as f:
                for d in docs:
                    if "detection" not in d:
                        continue
                    taken = taken_away(str(d["detection"].get("condition")))
                    detection = {k: v if k in ("condition", "timeframe") or any(fnmatch.fnmatchcase(k, t) for t in taken) else edited(r, v) for k, v in d["detection"].items()}
                    if detection == d["detection"]:
                        continue
                    f.write("---\n" + json.dumps({**d, "id": str(uuid.UUID(int=r.getrandbits(128))), "name": None, "title": f"{d['title']} {copy}", "detection": detection}, default=str, ensure_ascii=False) + "\n")
    os.rename(folder + ".new", folder)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in SIZES:
        if not os.path.exists(f"{sys.argv[1]}/{name}"):
            make_log(sys.argv[1], name)
    if not os.path.isdir(sys.argv[1] + "/rules10"):
        make_rules(sys.argv[1] + "/rules10", 10)
