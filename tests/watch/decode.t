#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The decoders of JSON and of Windows event logs on real files (../shared/data): each event log of sigma-regression equals the JSON that stands beside it, record for record;
of evtx-attack-samples every record that the chunks' headers promise is read; all of otrf-datasets and of nginx's JSON is read. Files cut at every 512 bytes and with
bytes changed (seeded) never crash, and what is left of them is read."""
import glob, gzip, json, os, random, struct, subprocess, sys, tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import build_evtx, tap
from tap import good as ok

DATA, DRIVER = "../shared/data", os.environ.get("DRIVER", "build/linux/tests/watch/decode_test")
os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def decode(form, files):
    """Records (texts) and figures of each file."""
    out, status = b"", 0
    for i in range(0, len(files), 200):
        run = subprocess.run([DRIVER, form] + files[i:i + 200], stdout=subprocess.PIPE)
        out += run.stdout
        status = status or run.returncode
    all_files, records = [], []
    for line in out.decode("utf-8").split("\n"):
        if line.startswith("= "):
            records = []
        elif line.startswith("# "):
            good, bad, skipped, fields, timed, cut, held = map(int, line[2:].split())
            all_files.append({"records": records, "good": good, "bad": bad, "skipped": skipped, "fields": fields, "timed": timed, "cut": cut, "held": held})
        elif line:
            records.append(line)
    return all_files, status


def documents(text):
    at, reader, found = 0, json.JSONDecoder(), []
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return found
        value, at = reader.raw_decode(text, at)
        found.append(value)


def promised(path):
    """Records that the headers of the chunks count."""
    with open(path, "rb") as f:
        data = f.read()
    n = 0
    for at in range(4096, len(data), 65536):
        if data[at:at + 8] == b"ElfChnk\0":
            first, last = struct.unpack("<QQ", data[at + 8:at + 24])
            n += last - first + 1 if last < 1 << 63 and last >= first else 0
    return n


def differ(a, b, path=""):
    """Where two values differ first."""
    if isinstance(a, dict) and isinstance(b, dict):
        for k in list(a) + [k for k in b if k not in a]:
            if k not in a or k not in b:
                return f"{path}.{k}: only in {'the event log' if k in a else 'the JSON'}"
            d = differ(a[k], b[k], f"{path}.{k}")
            if d:
                return d
        return None
    return None if a == b and type(a) is type(b) else f"{path}: {a!r} for {b!r}"


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def own():
    with tempfile.TemporaryDirectory() as tmp:
        for name, make in build_evtx.ALL.items():
            chunk, want = make()
            got = decode("evtx", [write(tmp, name, build_evtx.header() + chunk.done())])[0][0]
            have = [json.loads(r) for r in got["records"]]
            if want is None:
                ok(len(have) < len(chunk.records) == len(have) + got["bad"], f"{name}: {got['bad']} of {len(chunk.records)} are refused")
                continue
            why = next((differ(h, w) for h, w in zip(have, want) if differ(h, w)), None)
            if not ok(len(have) == len(want) and not why and not got["bad"] + got["skipped"], f"{name}: {len(have)} records as they should be, each type of value"):
                print("#", why, got["bad"], got["skipped"])
        good, _ = build_evtx.shapes()
        chunk = good.done()
        second, third = good.records[1:]
        damaged = {
            "without its header": (chunk, 3, 0),
            "a damaged header": (b"X" + build_evtx.header()[1:] + chunk, 3, 1),
            "a checksum of the chunk that is wrong": (build_evtx.header() + chunk[:52] + b"0" + chunk[53:], 3, 1),
            "the same of a log that was open": (build_evtx.header(1, 1) + chunk[:52] + b"0" + chunk[53:], 3, 0),
            "a chunk without its mark": (build_evtx.header() + b"x" + chunk[1:], 3, 1),
            "a record without its mark": (build_evtx.header(1, 1) + chunk[:second] + b"x" + chunk[second + 1:], 2, 1),
            "a record with a size that is too large": (build_evtx.header(1, 1) + chunk[:second + 4] + b"\xff\xff\xff\x7f" + chunk[second + 8:], 2, 1),
            "a cut chunk": (build_evtx.header() + chunk[:third + 40], 2, 1),
            "a cut header": (build_evtx.header()[:3000], 0, 1),
            "empty chunks between": (build_evtx.header(3) + chunk + bytes(65536) + chunk, 6, 0),
            "nothing": (b"", 0, 0),
        }
        for name, (data, records, bad) in damaged.items():
            got = decode("evtx", [write(tmp, "damaged", data)])[0][0]
            ok((got["good"], got["bad"], got["skipped"]) == (records, bad, 0), f"{name}: {got['good']} records, {got['bad']} dropped")


def oracle():
    pairs = sorted(f for f in glob.glob(DATA + "/sigma-regression/**/*.evtx", recursive=True) if os.path.exists(f[:-5] + ".json"))
    found, _ = decode("evtx", pairs)
    equal = total = 0
    for path, got in zip(pairs, found):
        with open(path[:-5] + ".json", encoding="utf-8") as f:
            want = documents(f.read())
        total += len(want)
        have = [json.loads(r) for r in got["records"]]
        for i, w in enumerate(want):
            why = differ(have[i], w) if i < len(have) else "missing"
            equal += why is None
            if why:
                print("#", os.path.basename(path), i, why)
        if len(have) != len(want) or got["bad"]:
            print("#", os.path.basename(path), f"{len(have)} records for {len(want)}, {got['bad']} dropped")
            equal -= 1
    ok(len(found) == len(pairs) and equal == total > 100, f"sigma-regression: {equal} of {total} records of {len(pairs)} event logs equal their JSON")
    both, _ = decode("json", [p[:-5] + ".json" for p in pairs])
    same = sum(a["fields"] == b["fields"] and a["timed"] == b["timed"] == a["good"] == b["good"] for a, b in zip(found, both))
    ok(same == len(pairs) and not any(b["bad"] or b["skipped"] for b in both), f"{same} of {len(pairs)}: as many fields and times from the JSON as from the event log")


def samples():
    files = sorted(glob.glob(DATA + "/evtx-attack-samples/**/*.evtx", recursive=True))
    found, _ = decode("evtx", files)
    read = want = 0
    for path, got in zip(files, found):
        n = promised(path)
        read, want = read + got["good"], want + n
        if n != got["good"] or got["bad"] or got["skipped"]:
            print("#", path[len(DATA):], f"{got['good']} of {n} records, {got['bad']} dropped")
        for r in got["records"]:
            json.loads(r)
    ok(len(found) == len(files) and read == want > 500, f"evtx-attack-samples: {read} of {want} records of {len(files)} files are read")


def lines():
    with tempfile.TemporaryDirectory() as tmp:
        files, want = [DATA + "/elastic-examples-logs/nginx_plus_json.log"], []
        files += sorted(glob.glob(DATA + "/otrf-datasets/windows/**/*.json", recursive=True))
        for path in sorted(glob.glob(DATA + "/otrf-datasets/windows/**/*.json.gz", recursive=True)):
            files.append(os.path.join(tmp, os.path.basename(path)[:-3]))
            with gzip.open(path) as f, open(files[-1], "wb") as out:
                out.write(f.read())
        for path in files:
            with open(path, "rb") as f:
                want.append(sum(1 for line in f if line.strip()))
        found, _ = decode("json", files)
        for path, n, got in zip(files, want, found):
            if n != got["good"] or got["bad"] or got["skipped"] or got["timed"] != n:
                print("#", os.path.basename(path), n, {k: got[k] for k in ("good", "bad", "skipped", "timed", "cut")})
        good = sum(n == f["good"] == f["timed"] and not f["bad"] + f["skipped"] for n, f in zip(want, found))
        ok(len(found) == len(files) == good, f"{good} of {len(files)} files of JSON lines: all {sum(want)} lines are read, with their times")


def hurt():
    files = sorted(glob.glob(DATA + "/sigma-regression/**/*.evtx", recursive=True))[::40] + sorted(glob.glob(DATA + "/evtx-attack-samples/**/*.evtx", recursive=True))[::20]
    chance = random.Random(6)
    with tempfile.TemporaryDirectory() as tmp:
        cuts, flips = [], []
        for n, path in enumerate(files):
            with open(path, "rb") as f:
                data = f.read()
            for at in range(0, len(data), 512):
                cuts.append(f"{tmp}/cut{n}.{at}")
                with open(cuts[-1], "wb") as out:
                    out.write(data[:at])
            for i in range(150):
                bad = bytearray(data)
                for _ in range(chance.choice((1, 4, 64))):
                    bad[chance.randrange(len(bad))] = chance.randrange(256)
                flips.append(f"{tmp}/flip{n}.{i}")
                with open(flips[-1], "wb") as out:
                    out.write(bad)
        for name, changed in (("cut at every 512 bytes", cuts), ("with bytes changed", flips)):
            found, status = decode("evtx", changed)
            broken = 0
            for got in found:
                for r in got["records"]:
                    try:
                        json.loads(r, strict=False)
                    except ValueError:
                        broken += 1
            ok(status == 0 and len(found) == len(changed) and not broken,
               f"{len(changed)} event logs {name}: {sum(f['good'] for f in found)} records, {sum(f['bad'] for f in found)} dropped, {sum(f['skipped'] for f in found)} skipped")


own()
if not os.path.isdir(DATA):
    tap.skip("real logs", DATA + " is not here")
    tap.done()
oracle()
samples()
lines()
hurt()
tap.done()
