#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Builds Windows event logs of its own: for types of values and shapes of elements that no real log at hand has, and for the corpus of the fuzz target.
`build_evtx.py FOLDER` writes the corpus."""
import os, struct, sys, uuid, zlib

STRING, ANSI, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, REAL32, REAL64, BOOL, BINARY, GUID, SIZE, FILETIME, SYSTEMTIME, SID, HEX32, HEX64 = range(1, 22)
XML, LIST = 0x21, 0x80


class Chunk:
    """One chunk: names and templates are written where they are used first, as Windows does."""

    def __init__(self):
        self.bytes, self.names, self.templates, self.records = bytearray(512), {}, {}, []

    def add(self, form, *values):
        self.bytes += struct.pack("<" + form, *values)

    def name(self, text):
        at = self.names.get(text)
        if at is not None:
            self.add("I", at)
            return
        self.names[text] = len(self.bytes) + 4
        units = text.encode("utf-16-le")
        self.add("IIHH", len(self.bytes) + 4, 0, 0, len(units) // 2)
        self.bytes += units + b"\0\0"

    def content(self, part, dependency):
        """A text, ("hole", number, type), ("char", unit), ("entity", name), ("cdata", text), or an element (name, {attribute: part}, [parts])."""
        if isinstance(part, str):
            units = part.encode("utf-16-le")
            self.add("BBH", 5, 1, len(units) // 2)
            self.bytes += units
        elif part[0] == "hole":
            self.add("BHB", 14, part[1], part[2])
        elif part[0] == "char":
            self.add("BH", 8, part[1])
        elif part[0] == "cdata":
            units = part[1].encode("utf-16-le")
            self.add("BH", 7, len(units) // 2)
            self.bytes += units
        elif part[0] == "entity":
            self.add("B", 9)
            self.name(part[1])
        else:
            self.element(part, dependency)

    def element(self, part, dependency=True):
        name, attributes, parts = part
        self.add("B", 0x41 if attributes else 1)
        if dependency:
            self.add("H", 0xffff)
        self.add("I", 0)
        self.name(name)
        if attributes:
            self.add("I", 0)
        for key, value in attributes.items():
            self.add("B", 6)
            self.name(key)
            self.content(value, dependency)
        self.add("B", 2 if parts else 3)
        for p in parts:
            self.content(p, dependency)
        if parts:
            self.add("B", 4)

    def instance(self, key, tree, values):
        """A template (its definition once in the chunk) and its values: (type, bytes) or (XML, function that writes the fragment)."""
        self.add("BBI", 12, 1, 1)
        at = self.templates.get(key)
        self.add("I", len(self.bytes) + 4 if at is None else at)
        if at is None:
            self.templates[key] = len(self.bytes)
            self.add("I", 0)
            self.bytes += bytes(16)
            size = len(self.bytes)
            self.add("I", 0)
            self.add("BBBB", 15, 1, 1, 0)
            self.element(tree)
            self.add("B", 0)
            struct.pack_into("<I", self.bytes, size, len(self.bytes) - size - 4)
        self.add("I", len(values))
        heads = len(self.bytes)
        self.bytes += bytes(4 * len(values))
        for i, (kind, value) in enumerate(values):
            at = len(self.bytes)
            if callable(value):
                value()
            else:
                self.bytes += value
            struct.pack_into("<HBB", self.bytes, heads + 4 * i, len(self.bytes) - at, kind, 0)

    def record(self, key, tree, values):
        at = len(self.bytes)
        self.add("4sIQQ", b"**\0\0", 0, len(self.records) + 1, 132000000000000000)
        self.add("BBBB", 15, 1, 1, 0)
        self.instance(key, tree, values)
        self.add("B", 0)
        self.bytes += bytes(-len(self.bytes) % 4)
        size = len(self.bytes) + 4 - at
        self.add("I", size)
        struct.pack_into("<I", self.bytes, at + 4, size)
        self.records.append(at)

    def done(self, whole=True):
        b, n = self.bytes, len(self.records)
        struct.pack_into("<8sQQQQIIII", b, 0, b"ElfChnk\0", 1, n, 1, n, 128, self.records[-1], len(b), zlib.crc32(b[512:]))
        struct.pack_into("<I", b, 124, zlib.crc32(b[:120] + b[128:512]))
        return bytes(b) + (bytes(65536 - len(b)) if whole else b"")


def header(chunks=1, flags=0):
    h = bytearray(4096)
    struct.pack_into("<8sQQQIHHHH", h, 0, b"ElfFile\0", 0, chunks - 1, 1, 128, 1, 3, 4096, chunks)
    struct.pack_into("<II", h, 120, flags, zlib.crc32(h[:120]))
    return bytes(h)


def text(s):
    return s.encode("utf-16-le")


# Values of every type, and what is JSON for them.
VALUES = [
    (0, b"", None), (STRING, text("caf\u00e9 \U0001f600 \"\\\n"), "caf\u00e9 \U0001f600 \"\\"), (STRING, b"", ""), (STRING, b"a\0\0\xd8b\0", "a\ufffdb"), (ANSI, b"an\xe9\0", "an\u00e9"),
    (INT8, b"\xff", -1), (UINT8, b"\xff", 255), (INT16, b"\0\x80", -32768), (UINT16, b"\xff\xff", 65535), (INT32, b"\xfe\xff\xff\xff", -2), (UINT32, b"\xff" * 4, 4294967295),
    (INT64, b"\0" * 7 + b"\x80", -2**63), (UINT64, b"\xff" * 8, 2**64 - 1), (REAL32, struct.pack("<f", 0.1), 0.1), (REAL64, struct.pack("<d", 1 / 3), 1 / 3),
    (REAL64, struct.pack("<d", 5.0), 5.0), (REAL64, struct.pack("<d", float("nan")), None), (BOOL, b"\1\0\0\0", True), (BOOL, b"\0\0\0\0", False), (BINARY, b"\0\xab\xff", "00ABFF"),
    (GUID, uuid.UUID("5770385F-C22A-43E0-BF4C-06F5698FFBD9").bytes_le, "5770385F-C22A-43E0-BF4C-06F5698FFBD9"), (SIZE, b"\xe7\3\0\0", "0x3e7"), (SIZE, b"\xe7" + b"\0" * 7, "0xe7"),
    (FILETIME, struct.pack("<Q", 116444736000000000 + 12345678), "1970-01-01T00:00:01.234567Z"), (FILETIME, b"\0" * 8, "1601-01-01T00:00:00.000000Z"),
    (SYSTEMTIME, struct.pack("<8H", 2020, 2, 6, 29, 23, 59, 58, 7), "2020-02-29T23:59:58.007000Z"),
    (SID, b"\1\5\0\0\0\0\0\5" + struct.pack("<5I", 21, 1, 2, 3, 500), "S-1-5-21-1-2-3-500"), (SID, b"\1\5\0", "010500"), (HEX32, b"\x0f\0\0\0", "0xf"), (HEX64, b"\xff" * 8, "0x" + "f" * 16),
    (UINT32, b"", None), (UINT32, b"\1\2", "0102"), (STRING | LIST, text("a\0\0b\0"), ["a", "", "b"]), (STRING | LIST, b"", []), (ANSI | LIST, b"x\0y", ["x", "y"]),
    (UINT16 | LIST, b"\1\0\2\0", [1, 2]), (INT8 | LIST, b"\xff\1", [-1, 1]), (UINT32 | LIST, b"\1\0\0\0\2", [1, "02"]), (BOOL | LIST, b"\1\0\0\0\0\0\0\0", [True, False]),
    (GUID | LIST, bytes(32), ["00000000-0000-0000-0000-000000000000"] * 2), (FILETIME | LIST, bytes(8), ["1601-01-01T00:00:00.000000Z"]),
    (SID | LIST, b"\1\1\0\0\0\0\0\5\x12\0\0\0" * 2, ["S-1-5-18"] * 2), (HEX32 | LIST, b"\1\0\0\0\2\0\0\0", ["0x1", "0x2"]), (0x7f, b"\1", "01"),
]


def types():
    c = Chunk()
    data = [("Data", {"Name": f"v{i}"}, [("hole", i, v[0])]) for i, v in enumerate(VALUES)]
    c.record("types", ("Event", {}, [("EventData", {}, data)]), [v[:2] for v in VALUES])
    return c, [{"Event": {"EventData": {f"v{i}": v[2] for i, v in enumerate(VALUES)}}}]


def shapes():
    c = Chunk()
    inner = ("UserData", {"x": ("hole", 0, UINT8)}, [("hole", 0, UINT8)])
    tree = ("Event", {"xmlns": "u", "none": ("hole", 1, 0)}, [
        ("A", {}, ["x", ("char", 0x20), ("entity", "amp"), ("cdata", "<y>")]), ("B", {"q": ("hole", 0, UINT16)}, [("hole", 0, UINT16)]), ("C", {}, []), ("C", {}, ["1"]), ("C", {}, ["2"]), ("C", {}, ["3"]),
        ("Data", {}, ["u1"]), ("Data", {}, ["u2"]), ("D", {}, [("Data", {}, [("hole", 2, STRING | LIST)])]), ("E", {}, [("Data", {}, [])]), ("hole", 3, XML)])
    want = {"Event": {"#attributes": {"xmlns": "u"}, "A": "x &<y>", "B": {"#attributes": {"q": 7}, "#text": 7}, "C": "3", "C_1": "1", "C_2": "2", "Data": {"#text": ["u1", "u2"]},
                      "D": {"Data": {"#text": ["p", "q"]}}, "E": {"Data": None}, "UserData": {"#attributes": {"x": 9}, "#text": 9}}}

    def nested():
        c.add("BBBB", 15, 1, 1, 0)
        c.instance("inner", inner, [(UINT8, b"\x09")])
        c.add("B", 0)

    for _ in range(3):
        c.record("shapes", tree, [(UINT16, b"\7\0"), (0, b""), (STRING | LIST, text("p\0q\0")), (XML, nested)])
    return c, [want] * 3


def bare():
    """A fragment without a template as a value; elements have no dependency there."""
    c = Chunk()

    def nested():
        c.add("BBBB", 15, 1, 1, 0)
        c.element(("N", {"k": "v"}, ["t"]), False)
        c.add("B", 0)

    c.record("bare", ("Event", {}, [("hole", 0, XML)]), [(XML, nested)])
    return c, [{"Event": {"N": {"#attributes": {"k": "v"}, "#text": "t"}}}]


def loop():
    """A template that holds itself, twice: it must end and be refused."""
    c = Chunk()
    c.record("one", ("Event", {}, ["x"]), [])
    at = c.templates["one"]
    call = struct.pack("<BBIII", 12, 1, 1, at, 0)
    c.bytes[at + 24:at + 24 + 2 * len(call)] = call * 2
    return c, None


def large():
    """Records of few bytes that call for a template as large as a chunk can hold: work has an end."""
    c = Chunk()
    tree = ("Event", {}, [("C", {}, ["1"])] * 3000)
    while len(c.bytes) < 65000:
        c.record("large", tree, [])
    return c, None


def names():
    """More elements of one name than there is room to tell apart, and null ones between."""
    c = Chunk()
    c.record("names", ("Event", {}, [(f"N{i}", {}, [str(i)]) for i in range(400)] + [("N7", {}, []), ("N7", {}, ["x"])]), [])
    want = {f"N{i}": str(i) for i in range(400)}
    want["N7"], want["N7_1"] = "x", "7"
    return c, [{"Event": want}]


ALL = {"names": names, "large": large, "types": types, "shapes": shapes, "bare": bare, "loop": loop}

if __name__ == "__main__":
    for key, make in ALL.items():
        if key == "large":
            continue
        with open(os.path.join(sys.argv[1], key), "wb") as f:
            f.write(make()[0].done(False))
