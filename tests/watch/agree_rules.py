# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Rules made by chance, with what fits them: each value knows a text that it hits. Used by agree.t."""
import base64, random

WORDS = ["a", "x", "-", "\\", "::", "ab", "/c", "\\x", "cmd", "not", "%2e", "net", "\\cmd.exe", "\\\\srv\\", "powershell", "-enc ", " /priv", "Invoke-", "mimikatz", "lsass.exe", "C:\\Windows\\",
         "C:\\Users\\*", "what?", "é", "É", "ÀÉÎ", "ß", "ẞ", "İ", "ı", "Σ", "ς", "ſ", "K", "Жук", "ＡＢＣ", "Ǆ", "日本", "😀", "a😀b", "\t", "\n", "\r\n", "\x7f", "\u0085", "\u2028", "null", "true",
         "0", "1", "4688", "0x10", "-1", "1.5", "'", '"', "''", "$(", "`", "%", "%%1833", "{}", "[x]", "|", "<", "&&", "  ", " lead", "trail ", "AAAA", "aaaa", "abababab", "Zm9v", "http://", "/etc/passwd",
         "../..", "union select", "sshd", "root", "Failed password for", "SYSTEM", "xn--", "\\u0041", "/", "\\/", "0123456789abcdef", "q" * 70, "The quick brown fox jumps over the lazy dog"]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\\/ -_.:%$"
DASHES = "-/–—―"
PLACEHOLDERS = {"hosts": ["srv*", "dc?1", "büro"], "who": ["root"], "odd": ["*", "a*b", "\\\\*"]}


def word(r):
    p = r.random()
    if p < 0.55:
        return r.choice(WORDS)
    if p < 0.7:
        return r.choice(WORDS) + r.choice(WORDS)
    return "".join(r.choice(LETTERS) for _ in range(r.choice([1, 2, 3, 3, 4, 4, 5, 6, 8, 12, 20])))


def noise(r, most=8):
    return "" if r.random() < 0.4 else "".join(r.choice(LETTERS + "é ") for _ in range(r.randint(1, most)))


ODD = {"s": "ſ", "S": "ſ", "k": "\u212a", "K": "\u212a", "i": "İ", "I": "ı", "ß": "ẞ", "σ": "ς", "é": "É", "å": "\u212b", "µ": "μ", "ǆ": "ǅ"}


def swapped(r, text):
    """Other case, letter by letter; now and then a letter that only some take for the same."""
    if r.random() < 0.05:
        return "".join(ODD.get(c, c) if r.random() < 0.5 else c for c in text)
    return "".join(c.swapcase() if r.random() < 0.4 and len(c.swapcase()) == 1 else c for c in text)


def escaped(r, text, also=""):
    """A literal as Sigma writes it."""
    out = ""
    for i, c in enumerate(text):
        behind = text[i + 1] if i + 1 < len(text) else "*"
        if c in "*?" + also or (c == "\\" and (behind in "*?\\" + also or r.random() < 0.3)):
            out += "\\"
        out += c
    return out


class Value:
    """What stands in a rule, and hit(): a text that fits; near(): one that hardly does not."""

    def __init__(self, written, hit, near=None):
        self.written, self.hit = written, hit
        self.near = near or (lambda r: damaged(r, hit(r)))


def damaged(r, text):
    if not isinstance(text, str) or not text:
        return r.choice(["", "x"])
    i = r.randrange(len(text))
    return r.choice([text[:i] + chr((ord(text[i]) & 0x7f) ^ 1) + text[i + 1:], text[:i] + text[i + 1:], text[:i] + text[i] + text[i:], text + "x", "x" + text, text[1:], text[:-1]])


def pattern(r, before=False, behind=False, cased=False, plain=False, windash=False):
    """A text with wildcards now and then."""
    parts = []
    for i in range(1 if plain or r.random() < 0.75 else 2 if windash else r.randint(2, 4)):
        if i or r.random() < 0.05:
            parts.append(r.choice("**?") if not plain else "")
        parts.append(word(r) if not windash else r.choice(["tail", "é", "x"]))
        if windash and i == 0:  # each flag makes five texts of one
            parts[-1] = r.choice([" ", ""]) + r.choice(DASHES) + r.choice(["e", "enc", "nop -w", "x /y -z"])
    if not plain and r.random() < 0.1:
        parts.append(r.choice(["*", "?", "??"]))
    wild = {i for i in range(len(parts)) if parts[i] in ("*", "?", "??") and (i or len(parts) > 1)}
    written = "".join(p if i in wild else escaped(r, p) for i, p in enumerate(parts))

    def hit(r):
        out = noise(r) if before else ""
        for i, p in enumerate(parts):
            if i in wild:
                out += noise(r) if p == "*" else "".join(r.choice("xé\\?😀") for _ in p)
                continue
            if windash:
                p = "".join(r.choice(DASHES) if c in DASHES and r.random() < 0.5 else c for c in p)
            out += p if cased or r.random() < 0.5 else swapped(r, p)
        return out + (noise(r) if behind else "")
    return Value(written, hit)


def shift(r, text, wide, times):
    data = noise(r, 3).encode() + text.encode("utf-16-le" if wide else "utf-8") + noise(r, 3).encode()
    for _ in range(times):
        data = base64.b64encode(data)
    return noise(r) + data.decode() + noise(r)


def hidden(r, mods):
    """base64, base64offset, wide."""
    text = (word(r).strip() + "secret")[:40].encode("utf-8", "ignore").decode()
    wide = "wide" in mods or "utf16le" in mods

    def hit(r):
        if "base64offset" in mods:
            return shift(r, text, wide, 1)
        data = text.encode("utf-16-le") if wide else text.encode()
        if "base64" in mods:
            data = base64.b64encode(data)
        return noise(r) + data.decode("utf-8", "replace") + noise(r) if "contains" in mods else data.decode("utf-8", "replace")
    return Value(escaped(r, text), hit)


RX = [
    (r"\d{1,3}", lambda r: str(r.randint(0, 999))), (r"[a-z]+", lambda r: r.choice(["a", "zz", "net"])), (r"[^x]", lambda r: r.choice("ay\\é")), (".", lambda r: r.choice("aé😀.")),
    (".*", noise), (".{0,5}", lambda r: "ab"[:r.randint(0, 2)]), ("(?:cat|dog)", lambda r: r.choice(["cat", "dog"])), ("(foo|ba[rz])", lambda r: r.choice(["foo", "bar", "baz"])),
    (r"\s?", lambda r: r.choice(["", " ", "\t"])), (r"\w+", lambda r: r.choice(["a", "A_9"])), ("(abc)?", lambda r: r.choice(["", "abc"])), ("abc?", lambda r: r.choice(["ab", "abc"])),
    ("abx*", lambda r: r.choice(["ab", "abxx"])), ("q{0}", lambda r: ""), ("(?:zed){2}", lambda r: "zedzed"), ("(?i:MiX)", lambda r: r.choice(["mix", "MIX"])), (r"\x41\x{42}", lambda r: "AB"),
    (r"\101", lambda r: "A"), (r"\Q.*+\E", lambda r: ".*+"), ("(?=look)lo+k", lambda r: "look"), ("(?!no)yes", lambda r: "yes"), ("(?<=a)b", lambda r: "ab"), ("(?#remark)", lambda r: ""),
    ("a||b", lambda r: ""), ("[[:alpha:]]", lambda r: "q"), (r"\.exe", lambda r: ".exe"), (r"\\", lambda r: "\\"), (r"(.)\1", lambda r: "zz"), ("(?<n>o)(?P=n)", lambda r: "oo"), (r"\R", lambda r: "\n"),
    (r"\p{L}", lambda r: r.choice("aéЖ")), (r"\bnet\b", lambda r: " net "), ("é", lambda r: "é"), ("[éÀ]", lambda r: "À"), ("(?x) s p a c e # no", lambda r: "space"), ("(?:a(?:b(?:cde|fgh)))", lambda r: "abfgh"),
    (r"drop\Kit", lambda r: "dropit"), ("(?>at+)om", lambda r: "attom"), ("lazy.*?end", lambda r: "lazyend"), ("poss++", lambda r: "poss"), ("(?(?=c)cx|dx)", lambda r: r.choice(["cx", "dx"])),
    ("[\\]a]", lambda r: "]"), ("[]a]", lambda r: "]"), ("[^]]", lambda r: "x"), ("a{,3}", lambda r: "a{,3}"), ("x{2", lambda r: "x{2"), ("(?-i)Big", lambda r: "Big"), ("long{a|word}", lambda r: "word}"), ("{z}", lambda r: "{z}"), ("[^\\]]", lambda r: "a"), ("[a[:digit:]]", lambda r: "7"), ("(a[)]b)", lambda r: "a)b"), (r"(\()", lambda r: "("),
    (r"(?:x\)y)", lambda r: "x)y"), ("(?<!no)ok", lambda r: "ok"), ("sky|", lambda r: ""), ("e+?f", lambda r: "eef"), ("g{2,}?h", lambda r: "ggh"), (r"\x{1F600}", lambda r: "😀"), ("task", lambda r: "taſK"),
    (r"c\d{0,2}t", lambda r: "ct"), ("win(?:dow)*s", lambda r: "wins"), ("[-\\\\/]", lambda r: "/"), (r"\/\-\ ", lambda r: "/- "), ("(?i)Any", lambda r: "aNY"),
]


def regex(r, mods):
    parts = [r.choice(RX) if r.random() < 0.6 else (None, word(r)) for _ in range(r.randint(1, 4))]
    parts = [(p, m) if p is not None else ("".join("\\" + c if c in "\\^$.|?*+()[]{}#" else c for c in m), lambda r, m=m: m) for p, m in parts]
    first, last = "", ""
    if r.random() < 0.15:
        first = r.choice(["(?i)", "^", "(?s)", "\\A", "(?m)^", "(?im)"])
    if r.random() < 0.1:
        last = r.choice(["$", "\\z", "\\Z", "|", "|other"])
    written = first + "".join(p for p, _ in parts) + last

    def hit(r):
        text = "".join(m(r) for _, m in parts)
        loose = "i" in mods or "(?i)" in written
        text = swapped(r, text) if loose and r.random() < 0.5 else text
        text = "".join(ODD[c] if c in "sSkK" else c for c in text) if loose and r.random() < 0.3 else text
        return text if "^" in first or "A" in first or last in ("$", "\\z") else noise(r) + text + noise(r)
    return Value(written, hit)


def net(r):
    if r.random() < 0.3:
        bits = r.choice([0, 10, 32, 64, 127, 128])
        base = r.getrandbits(128) >> (128 - bits) << (128 - bits) if bits else 0

        def show(n):
            return ":".join(f"{n >> s & 0xffff:x}" for s in range(112, -1, -16))
        return Value(f"{show(base)}/{bits}", lambda r: show(base | (r.getrandbits(128 - bits) if bits < 128 else 0)), lambda r: r.choice([show(r.getrandbits(128)), "::1", "10.0.0.1"]))
    bits = r.choice([0, 8, 12, 16, 24, 31, 32])
    base = r.getrandbits(32) >> (32 - bits) << (32 - bits) if bits else 0

    def dotted(n):
        return ".".join(str(n >> s & 255) for s in (24, 16, 8, 0))
    return Value(f"{dotted(base)}/{bits}", lambda r: dotted(base | (r.getrandbits(32 - bits) if bits < 32 else 0)),
                 lambda r: r.choice([dotted(base ^ 1 << r.randint(0, 31)), "::ffff:" + dotted(base), dotted(base) + " ", "1.2.3", "256.1.1.1", "-"]))


def relation(r, op):
    n = r.choice([0, 1, -1, 5, 100, 4688, 2 ** 31, 2 ** 63 - 1, 2 ** 64, 1.5, -0.25, 1e10, 443, 1024])

    def near(r):
        return r.choice([str(n), f"{n}.0" if isinstance(n, int) else str(n), "", "x", f" {n}", f"0x{int(n) & 0xffff:x}", f"+{n}", "1e3", "NaN", "007"])

    def hit(r):
        step = r.choice([1, 2, 1000])
        return str(n - step if op in ("lt", "lte") else n + step if op in ("gt", "gte") else n)
    return Value(n, hit, near)


def moment(r, part):
    most = {"minute": 59, "hour": 23, "day": 28, "week": 52, "month": 12, "year": 9999}[part]
    n = r.randint(1, min(most, 59)) if part != "year" else r.choice([1999, 2020, 2026])
    values = {"year": 2020, "month": 5, "day": 9, "hour": 3, "minute": 7, part: n}

    def hit(r):
        v = dict(values)
        if part == "week":
            v["day"], v["month"] = 1 + (n * 7) % 28, 1 + n * 7 // 31 % 12
        return f"{v['year']:04}-{v['month']:02}-{v['day']:02}{r.choice('T ')}{v['hour']:02}:{v['minute']:02}:01{r.choice(['', 'Z', '.123'])}"
    return Value(n, hit, lambda r: r.choice(["2020-13-01T00:00", "2020-05-09", "20200509", "x", hit(r)[:-1]]))


def placed(r):
    name = r.choice(sorted(PLACEHOLDERS))
    before, behind = r.choice(["", "pre-", "%"]), r.choice(["", "-post", "*"])

    def hit(r):
        inner = "".join(noise(r) if c == "*" else r.choice("x1") if c == "?" else c for c in r.choice(PLACEHOLDERS[name]).replace("\\\\", "\\"))
        return before + inner + behind.replace("*", "q")
    return Value(before.replace("%", "\\%") + "%" + name + "%" + behind, hit)


KINDS = [("", 16), ("contains", 22), ("startswith", 7), ("endswith", 14), ("contains|all", 8), ("re", 8), ("cidr", 3), ("lt", 2), ("lte", 1), ("gt", 2), ("gte", 1), ("neq", 2), ("number", 4), ("null", 3),
         ("empty", 2), ("windash", 3), ("base64offset", 2), ("base64", 1), ("wide", 2), ("fieldref", 2), ("exists", 2), ("cased", 4), ("expand", 3), ("time", 1), ("star", 2)]


class Item:
    """`field|modifiers: values`. fit(r, good) gives what an event should hold: a list of values of that field, None: the field should not be there."""

    def __init__(self, r, field, fields):
        self.field, self.refers = field, None
        kind = r.choices([k for k, _ in KINDS], [w * (20 if k == getattr(r, "most", "") else 1) for k, w in KINDS])[0]
        if not field and kind not in ("", "contains", "startswith", "endswith", "re", "cased", "windash"):
            kind = ""
        getattr(self, "make_" + {"contains|all": "text", "": "text", "contains": "text", "startswith": "text", "endswith": "text", "cased": "text", "windash": "text", "lt": "order", "lte": "order",
                                 "gt": "order", "gte": "order", "neq": "neq", "base64offset": "code", "base64": "code", "wide": "code"}.get(kind, kind))(r, kind, fields)

    def several(self, r, mods, make, all_of=False):
        n = r.choice([1, 1, 1, 2, 3, 5] + ([12, 40] if r.random() < 0.1 else []))
        values = [make() for _ in range(n)]
        self.all_of = all_of
        self.values, self.mods = values, mods

    def make_text(self, r, kind, fields):
        mods = kind.split("|") if kind else []
        if kind == "cased":
            mods = r.choice([["cased"], ["contains", "cased"], ["endswith", "cased"], ["cased", "startswith"], ["contains", "all", "cased"]])
        if kind == "windash":
            mods = r.choice([["windash"], ["windash", "contains"], ["contains", "windash"], ["windash", "contains", "all"], ["endswith", "windash"]])
        if kind == "" and r.random() < 0.1:
            mods = ["all"]
        before, behind = "contains" in mods or "endswith" in mods, "contains" in mods or "startswith" in mods
        if not self.field and not ("endswith" in mods or "startswith" in mods):
            before = behind = True
        self.several(r, mods, lambda: pattern(r, before, behind, "cased" in mods, False, "windash" in mods), "all" in mods)

    def make_neq(self, r, kind, fields):
        self.several(r, ["neq"], lambda: pattern(r))
        self.negated = True

    def make_re(self, r, kind, fields):
        mods = ["re"] + r.choice([[], [], ["i"], ["i", "m"], ["s"], ["m"], ["i", "s", "m"]]) + r.choice([[], [], [], ["all"], ["neq"]])
        if r.random() < 0.1:
            mods.append(r.choice(["contains", "startswith", "endswith"]))
        self.several(r, mods, lambda: regex(r, mods), "all" in mods)
        self.negated = "neq" in mods

    def make_cidr(self, r, kind, fields):
        self.several(r, ["cidr"], lambda: net(r))

    def make_order(self, r, kind, fields):
        self.several(r, [kind], lambda: relation(r, kind))

    def make_number(self, r, kind, fields):
        self.several(r, [], lambda: (lambda n: Value(n, lambda r: str(n)))(r.choice([0, 1, 7, 443, 4688, -1, 1.5, 16, True])))

    def make_time(self, r, kind, fields):
        part = r.choice(["minute", "hour", "day", "week", "month", "year"])
        self.several(r, r.choice([[part], [part], [part, "gte"], ["lt", part]]), lambda: moment(r, part))

    def make_null(self, r, kind, fields):
        self.values, self.mods, self.all_of, self.none = None, r.choice([[], [], ["neq"]]), False, True

    def make_empty(self, r, kind, fields):
        self.several(r, r.choice([[], [], [], ["contains"]]), lambda: Value("", lambda r: "", lambda r: r.choice([" ", "x"])))

    def make_star(self, r, kind, fields):
        self.several(r, [], lambda: r.choice([Value("*", lambda r: noise(r)), Value("?*", lambda r: "x" + noise(r), lambda r: ""), Value("??", lambda r: "é😀", lambda r: "x")]))

    def make_code(self, r, kind, fields):
        mods = [kind] if kind != "wide" else r.choice([["wide", "base64offset"], ["utf16le", "base64offset"], ["wide"]])
        mods += ["contains"] if kind != "wide" or "base64offset" in mods or r.random() < 0.7 else []
        if kind == "base64":
            mods = r.choice([["base64"], ["base64", "contains"], ["wide", "base64"]])
        self.several(r, mods, lambda: hidden(r, mods))

    def make_fieldref(self, r, kind, fields):
        self.refers = r.choice(fields)
        mods = ["fieldref"] + r.choice([[], [], ["startswith"], ["endswith"], ["contains"], ["cased"]])
        self.several(r, mods, lambda: Value(self.refers, word))
        self.values = self.values[:1]

    def make_exists(self, r, kind, fields):
        self.yes = r.random() < 0.5
        self.values, self.mods, self.all_of = [Value(self.yes, word)], ["exists"], False

    def make_expand(self, r, kind, fields):
        self.several(r, r.choice([["expand"], ["expand", "contains"], ["contains", "expand"], ["endswith", "expand"]]), lambda: placed(r))

    def key(self):
        return "|".join([self.field] + self.mods)

    def written(self):
        if self.values is None:
            return None
        return [v.written for v in self.values] if len(self.values) > 1 else self.values[0].written

    def fit(self, r, good):
        if getattr(self, "none", False) or self.mods == ["exists"]:
            there = ("neq" in self.mods if self.values is None else self.yes) == good
            return [word(r)] if there else r.choice([None, ["\0null"]])
        if getattr(self, "negated", False):
            good = not good
        chosen = self.values if self.all_of else [r.choice(self.values)]
        make = [v.hit(r) if good or (len(chosen) > 1 and i) else v.near(r) for i, v in enumerate(chosen)]
        if len(make) > 1 and "contains" in self.mods and r.random() < 0.8:
            return ["".join(str(m) for m in make)]
        return make


class Selection:
    def __init__(self, r, fields, keywords):
        kind = r.random()
        self.words = keywords and kind < 0.5 or kind < 0.04
        self.any = not self.words and 0.8 < kind < 0.9
        self.items = []
        for _ in range(1 if self.words else r.choice([1, 1, 2, 2, 3])):
            item = Item(r, "" if self.words else r.choice(fields), fields)
            if item.key() not in [i.key() for i in self.items] and (not self.words or not item.mods or True):
                self.items.append(item)
        self.bare = self.words and not self.items[0].mods

    def written(self):
        if self.bare:
            w = self.items[0].written()
            return w if isinstance(w, list) else [w]
        maps = {i.key(): i.written() for i in self.items}
        return [{k: v} for k, v in maps.items()] if self.any else maps

    def fit(self, r, good):
        """(field, values) for each item; not good: one of them fails."""
        bad = r.randrange(len(self.items)) if not good and not self.any else -1
        return [(i, i.fit(r, good if self.any else n != bad)) for n, i in enumerate(self.items)]


def condition(r, names, depth=0):
    """A tree: (word, …), and what it reads like."""
    p = r.random()
    if depth > 2 or p < 0.35:
        return ("name", r.choice(names))
    if p < 0.5:
        return ("not", condition(r, names, depth + 1))
    if p < 0.8:
        return (r.choice(["and", "or"]), condition(r, names, depth + 1), condition(r, names, depth + 1))
    what = r.choice(["them", "sel*", "filter_*", "*", "s*b*", "sel_a"])
    fits = members(names, what)
    if not fits:
        return ("name", r.choice(names))
    return ("of", r.choice(["1", "all", "any", str(r.randint(1, len(fits)))]), what)


def members(names, what):
    import fnmatch
    return [n for n in names if not n.startswith("_") and (what == "them" or fnmatch.fnmatchcase(n, what))]


def said(c):
    return c[1] if c[0] == "name" else f"not {said(c[1])}" if c[0] == "not" and c[1][0] in ("name", "of", "not") else f"not ({said(c[1])})" if c[0] == "not" else \
        f"{c[1]} of {c[2]}" if c[0] == "of" else f"({said(c[1])} {c[0]} {said(c[2])})"


def truth(c, yes, names):
    if c[0] == "name":
        return yes[c[1]]
    if c[0] == "not":
        return not truth(c[1], yes, names)
    if c[0] == "of":
        n, fits = sum(yes[m] for m in members(names, c[2])), len(members(names, c[2]))
        return n >= (fits if c[1] == "all" else 1 if c[1] == "any" else int(c[1]))
    a, b = truth(c[1], yes, names), truth(c[2], yes, names)
    return a and b if c[0] == "and" else a or b


class Rule:
    def __init__(self, r, number, kind):
        self.kind, self.id = kind, f"r{number}"
        names = r.sample(["sel_a", "sel_b", "selection", "filter_x", "filter_main_y", "_hidden", "keywords"], r.choice([1, 1, 2, 2, 3, 4]))
        if all(n.startswith("_") for n in names):
            names.append("sel_a")
        self.names = names
        self.selections = {n: Selection(r, kind.fields, kind.keywords) for n in names}
        self.condition = condition(r, names) if len(names) > 1 or r.random() < 0.2 else ("name", names[0])
        self.source = dict(r.choice(kind.sources))

    def written(self):
        detection = {n: s.written() for n, s in self.selections.items()}
        detection["condition"] = said(self.condition)
        return {"title": self.id, "id": self.id, "logsource": self.source, "detection": detection}

    def wants(self, r, good=True):
        """What an event that it hits holds: list of (item, values)."""
        for _ in range(12):
            yes = {n: r.random() < 0.6 for n in self.names}
            if truth(self.condition, yes, self.names):
                break
        out = []
        for n in self.names:
            if yes[n] or r.random() < 0.3:
                out += self.selections[n].fit(r, yes[n])
        return out
