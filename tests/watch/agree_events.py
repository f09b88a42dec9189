# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Events made by chance for rules of agree_rules.py: such as they hit, such as they hardly miss, in all the forms that logs have. Used by agree.t."""
from agree_rules import damaged, noise, swapped, word

SYSMON, POWERSHELL = "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-PowerShell/Operational"


class Kind:
    """A sort of events: log sources of rules that may mean it, fields, what always stands in it, what fields are called there, and the forms in which it is written."""

    def __init__(self, sources, fields, fixed=None, names=None, forms=("flat",), keywords=False):
        self.sources, self.fields, self.fixed, self.names, self.forms, self.keywords = sources, fields, fixed or {}, names or {}, forms, keywords


WINDOWS = ("flat", "flat", "evtx", "evtx", "beats", "plain")
PROCESS = [{"product": "windows", "category": "process_creation"}, {"product": "windows", "category": "process_creation"}, {"category": "process_creation"}, {"product": "windows"}]
FIELDS = ["Image", "CommandLine", "ParentImage", "User", "Hashes", "IntegrityLevel", "OriginalFileName", "Some.Nested", "ThreatName", "ProcessId", "EventID"]
KINDS = [
    Kind(PROCESS + [{"product": "windows", "service": "sysmon"}], FIELDS, {"Channel": SYSMON, "EventID": 1}, {}, WINDOWS),
    Kind(PROCESS + [{"product": "windows", "service": "security"}], FIELDS, {"Channel": "Security", "EventID": 4688},
         {"Image": "NewProcessName", "ParentImage": "ParentProcessName", "ProcessId": "NewProcessId", "User": "SubjectUserName"}, WINDOWS),
    Kind([{"product": "windows", "category": "ps_script"}, {"product": "windows", "service": "powershell"}, {"product": "windows"}], ["ScriptBlockText", "Path", "Message"],
         {"Channel": POWERSHELL, "EventID": 4104}, {}, WINDOWS, True),
    Kind([{"product": "windows", "category": "registry_set"}, {"product": "windows", "category": "registry_event"}], ["TargetObject", "Details", "Image", "EventType"],
         {"Channel": SYSMON, "EventID": 13}, {}, WINDOWS),
    Kind([{"product": "windows", "service": "security"}, {"product": "windows", "service": "system"}, {"product": "windows"}, {"product": "nosuch"}, {"product": "windows", "service": "nosuch"}],
         ["EventID", "SubjectUserName", "TargetUserName", "IpAddress", "LogonType", "Provider_Name", "ObjectName", "Status"], {"Channel": "Security"}, {}, WINDOWS, True),
    Kind([{"product": "linux", "service": "sshd"}, {"product": "linux", "service": "auth"}, {"product": "linux"}, {"product": "linux", "service": "syslog"}, {"product": "linux", "service": "cron"}],
         ["message", "program", "USER", "host", "COMMAND"], {}, {}, ("syslog",), True),
    Kind([{"product": "linux", "service": "auditd"}, {"product": "linux", "category": "process_creation"}, {"product": "linux"}], ["type", "exe", "comm", "key", "a0", "a1", "Image", "CommandLine", "name"],
         {}, {"Image": "exe", "CommandLine": "proctitle"}, ("auditd",)),
    Kind([{"category": "webserver"}, {"category": "proxy"}, {"product": "apache", "category": "webserver"}], ["cs-uri-query", "cs-method", "c-useragent", "sc-status", "c-ip", "cs-uri-stem", "c-uri", "cs-referer"],
         {}, {}, ("web",), True),
    Kind([{"category": "proxy"}], ["c-uri", "c-useragent", "cs-method", "c-uri-extension", "cs-host"], {"c-uri": "http://x/"}, {}, ("flat",)),
]


def made(r, tag):
    """A log source of chance: its file, and the kind of event that goes with it."""
    fields = ["A", "Bee", "Cee.Dee", "E", "Number", "Text"]
    source = {"product": f"made{tag}"}
    names = r.choice([None, ["{}"], ["{}", "data.{}"], ["*.{}", "{}"], ["x.*.{}.y", "{}"], ["{}.#text", "{}"]])
    doc = {"product": source["product"], "format": ["json"], "sources": []}
    if names:
        doc["names"] = names
    called = {f: r.choice([[f.lower()], ["other" + f], [f, "alt." + f], ["E", f]]) for f in fields if r.random() < 0.3}
    if called and r.random() < 0.7:
        doc["fields"] = called
    fixed = {}
    for i in range(r.randint(1, 4)):
        entry = {"service": f"s{i}"} if r.random() < 0.8 else {"category": f"c{i % 2}"}
        when = r.choice([None, {"E": str(i)}, {"Text|contains": "on"}, [{"E": "1"}, {"A|startswith": "x"}], {"Number|gt": i}, {"E": None}, ["word", "a?c"], {"Bee|re": "^[a-f]+$"}])
        if when is not None:
            entry["when"] = when
        if r.random() < 0.3:
            entry["fields"] = {"A": ["aa", "A"], "Bee": ["E"]}
        doc["sources"].append(entry)
    fixed = r.choice([{}, {"E": "1"}, {"Text": "on"}, {"Number": 3}])
    sources = [dict(source), dict(source, service="s0"), dict(source, service="s1"), {"category": "c0"}, dict(source, category="c1")]
    flat = {f: r.choice(v) for f, v in doc.get("fields", {}).items()}
    forms = ["flat"] + (["form:" + n for n in names] if names else [])
    return doc, Kind(sources, fields, fixed, flat, tuple(forms), r.random() < 0.3)


def quoted(r, text, how):
    """A JSON text; how: how often a character is escaped that need not be."""
    out = bytearray(b'"')
    for c in text:
        if r.random() < how:
            for unit in [c.encode("utf-16-be")[i:i + 2] for i in range(0, len(c.encode("utf-16-be")), 2)]:
                out += f"\\u{int.from_bytes(unit, 'big'):04{r.choice('xX')}}".encode()
        elif c in '"\\' or (c == "/" and how and r.random() < 0.5):
            out += b"\\" + c.encode()
        elif ord(c) < 32:
            out += {"\n": b"\\n", "\r": b"\\r", "\t": b"\\t"}.get(c, f"\\u{ord(c):04x}".encode())
        else:
            out += c.encode("utf-8", "replace")
    return bytes(out + b'"')


class Writer:
    def __init__(self, r):
        self.r, self.how = r, r.choice([0, 0, 0, 0.02, 0.3, 1])

    def value(self, v):
        r = self.r
        if isinstance(v, list):
            return b"[" + b",".join(self.value(x) for x in v) + b"]"
        if isinstance(v, dict):
            return self.object(v.items())
        if v == "\0null" or v is None:
            return b"null"
        if isinstance(v, bool):
            return b"true" if v else b"false"
        if not isinstance(v, str):
            return str(v).encode()
        if v.lstrip("-").isdigit() and v.lstrip("-")[:1] != "0" and r.random() < 0.5:
            return v.encode()
        out = quoted(r, v, self.how)
        if r.random() < 0.02:
            i = r.randint(1, len(out) - 1)
            while out[i - 1:i] == b"\\" or b"\\u" in out[max(0, i - 6):i]:
                i -= 1
            out = out[:i] + r.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x80", b"\xf5", b"\x80", b"\\ud800", b"\\udc00"]) + out[i:]
        return out

    def object(self, pairs):
        gap = self.r.choice([b"", b"", b" "])
        return b"{" + b",".join(quoted(self.r, k, self.how / 4 if self.r.random() < 0.2 else 0) + b":" + gap + self.value(v) for k, v in pairs) + b"}"


def nested(pairs):
    """Names with dots become objects in each other, now and then only."""
    top = {}
    for name, v in pairs:
        at, parts = top, name.split(".")
        for p in parts[:-1]:
            at = at.setdefault(p, {}) if isinstance(at.get(p, {}), dict) else top
        at[parts[-1]] = v
    return list(top.items())


def evtx(r, pairs):
    system, data = {"Provider": {"#attributes": {"Name": "P", "Guid": "{0}"}}, "TimeCreated": {"#attributes": {"SystemTime": "2026-01-02T03:04:05.678901Z"}}}, {}
    for name, v in pairs:
        if name in ("EventID", "Channel", "Computer") and r.random() < 0.95:
            system[name] = {"#attributes": {"Qualifiers": 0}, "#text": v} if name == "EventID" and r.random() < 0.2 else v
        elif name == "Provider_Name":
            system["Provider"]["#attributes"]["Name"] = v
        else:
            data[name] = {"#attributes": {"Name": name}, "#text": v} if r.random() < 0.1 else v
    where = {"EventData": data} if r.random() < 0.85 else {"UserData": {"Thing": data}}
    return [("Event", {"#attributes": {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"}, "System": system, **where})]


def beats(r, pairs):
    log, data = {}, {}
    for name, v in pairs:
        (log if name in ("EventID", "Channel", "Provider_Name") else data)[{"EventID": "event_id", "Channel": "channel", "Provider_Name": "provider_name"}.get(name, name)] = v
    return [("@timestamp", "2026-01-02T03:04:05.678Z"), ("winlog", {**log, "event_data": data})]


def spread(r, pairs):
    """Values of a field in a list, or the name several times."""
    out = []
    for name, values in pairs:
        values = [v for v in values]
        if len(values) == 1:
            out.append((name, values[0]))
        elif r.random() < 0.5:
            out.append((name, values))
        else:
            out += [(name, v) for v in values]
    return out


def as_json(r, form, pairs):
    pairs = spread(r, pairs)
    r.shuffle(pairs)
    if form == "evtx":
        pairs = evtx(r, pairs)
    elif form == "beats":
        pairs = beats(r, pairs)
    elif form == "plain":
        pairs = nested([(("EventData." if n not in ("EventID", "Channel", "Provider_Name") else "System.") + n, v) for n, v in pairs])
    elif form.startswith("form:"):
        pairs = nested([(form[5:].replace("*", r.choice(["any", "q"])).replace("{}", n) if r.random() < 0.9 else n, v) for n, v in pairs])
    elif r.random() < 0.3:
        pairs = nested(pairs)
    return Writer(r).object(pairs)


def one_line(text):
    return "".join(" " if c in "\r\n" else c for c in str(text)).replace("\0null", "-")


def as_syslog(r, pairs):
    have = dict((n, one_line(" ".join(map(str, v)))) for n, v in pairs)
    program = have.pop("program", r.choice(["sshd", "sshd", "sudo", "CRON", "su", "kernel"])).replace(" ", "_")[:40] or "x"
    host = have.pop("host", "host").replace(" ", "") or "h"
    message = " ".join([have.pop("message", "")] + [f"{n}={v}" for n, v in have.items()])
    pid = r.choice(["", f"[{r.randint(1, 99999)}]"])
    head = r.choice([f"Jan {r.randint(1, 28):2} 03:04:05 {host} {program}{pid}: ", f"<34>Oct 11 22:14:15 {host} {program}{pid}: ", f"<165>1 2026-01-02T03:04:05.678Z {host} {program} 12 ID47 - ",
                     f"2026-01-02T03:04:05.678901+01:00 {host} {program}{pid}: "])
    return (head + message).encode("utf-8", "replace")


def as_web(r, pairs):
    have = dict((n, one_line(" ".join(map(str, v)))) for n, v in pairs)
    uri = have.get("c-uri") or have.get("cs-uri-stem", "/index") + ("?" + have["cs-uri-query"] if "cs-uri-query" in have else "")

    def q(t):
        return t.replace("\\", "\\\\").replace('"', '\\"') if r.random() < 0.8 else t
    return (f"{have.get('c-ip', '10.0.0.9').replace(' ', '')} - {r.choice(['-', 'ann'])} [02/Jan/2026:03:04:05 +0100] \"{have.get('cs-method', 'GET')} {q(uri).replace(' ', '%20')} HTTP/1.1\" "
            f"{have.get('sc-status', '200')} {r.randint(0, 9999)} \"{q(have.get('cs-referer', '-'))}\" \"{q(have.get('c-useragent', 'Mozilla/5.0'))}\"").encode("utf-8", "replace")


def as_auditd(r, pairs):
    have = dict((n, one_line(" ".join(map(str, v)))) for n, v in pairs)
    kind = have.pop("type", None) or ("PROCTITLE" if "proctitle" in have else r.choice(["SYSCALL", "SYSCALL", "EXECVE", "PATH"]))
    rest = []
    for n, v in have.items():
        v = v.encode("utf-8", "replace")
        rest.append(n.encode() + b"=" + (v.hex().upper().encode() if r.random() < 0.4 or b'"' in v or (n == "proctitle" and r.random() < 0.8) else b'"' + v + b'"'))
    return b"type=" + kind.replace(" ", "_").encode() + f" msg=audit(1600000000.{r.randint(0, 999):03}:{r.randint(1, 9999)}): ".encode() + (b"arch=c000003e syscall=59 pid=5 " if kind == "SYSCALL" else b"") + b" ".join(rest)


def event(r, kind, rules):
    """A record for some of the rules: (format, bytes)."""
    have = {}
    for rule in r.sample(rules, min(len(rules), r.choice([1, 1, 1, 2, 3]))):
        for item, values in rule.wants(r):
            name = item.field or r.choice(kind.fields + ["Other", "Message"])
            if values is None:
                have.pop(name, None)
                continue
            if item.refers:
                values = list(have.get(item.refers, [word(r)]))
                have.setdefault(item.refers, list(values))
                values = [swapped(r, str(v)) if r.random() < 0.5 else v for v in values]
            old = have.get(name)
            if old and isinstance(old[0], str) and isinstance(values[0], str) and "contains" in item.mods and r.random() < 0.6:
                have[name] = [old[0] + values[0]]
            elif old and r.random() < 0.6:
                have[name] = old + values
            else:
                have[name] = values
    if r.random() < 0.4 and have:
        name = r.choice(sorted(have))
        how = r.random()
        if how < 0.5:
            have[name] = [damaged(r, str(v)) if r.random() < 0.7 else v for v in have[name]]
        elif how < 0.7:
            del have[name]
        elif how < 0.8:
            have[name] = [r.choice(["", "\0null", " "])]
        elif how < 0.9:
            have[name + r.choice(["s", " ", ".x"])] = have.pop(name)
        else:
            have[name] = ["x" * r.choice([100, 1000, 5000]) + str(v) + r.choice(["", "y" * 300]) for v in have[name]]
    for _ in range(r.choice([0, 0, 2, 5, 20]) if r.random() < 0.99 else 1100):
        have.setdefault(r.choice(kind.fields + ["Noise", "Level", "Other"]) if r.random() < 0.6 else f"n{r.randint(0, 2000)}", [noise(r, 20) if r.random() < 0.5 else word(r)])
    for name, v in kind.fixed.items():
        if r.random() < 0.95:
            have[name] = [v]
        elif r.random() < 0.5:
            have[name] = [r.choice([str(v) + "x", str(v).upper(), 4104, 1, "1", " 1", "Security", SYSMON])]
    pairs = []
    for name, values in have.items():
        name = kind.names.get(name, name) if r.random() < 0.97 else name
        name = swapped(r, name) if r.random() < 0.05 else name
        name = name[:1] + " " + name[1:] if r.random() < 0.01 else name
        pairs.append((name, values))
    form = r.choice(kind.forms)
    if form in ("syslog", "web", "auditd"):
        return form, {"syslog": as_syslog, "web": as_web, "auditd": as_auditd}[form](r, pairs)
    return "json", as_json(r, form, pairs)
