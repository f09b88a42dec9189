#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""bolwerk watch from end to end: real events hit the rules that they were recorded for (../shared/data), figures add up whatever the bytes, memory stays flat, any number of threads tells
the very same, and it ends well when nobody reads any more, the disk is full or somebody presses Ctrl-C."""
import csv, glob, gzip, hashlib, json, os, random, resource, shutil, signal, subprocess, sys, tempfile, time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap
from tap import good as ok

os.chdir(os.path.join(HERE, "..", ".."))
DATA, PROGRAM = "../shared/data", os.path.abspath(os.environ.get("WATCH", "build/linux/bolwerk-watch"))
tmp = tempfile.mkdtemp()
START = 'import resource,subprocess,sys\nr=subprocess.run(sys.argv[2:],stdout=open(sys.argv[1],"wb"))\nsys.stderr.write("\\n%d %d" % (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, r.returncode))'


def put(name, data):
    path = f"{tmp}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    return path


def watch(*args, format="json", stdin=None):
    """Exit status, hits (JSON) or the text, the figures, and what was said."""
    run = subprocess.run([PROGRAM, *args, "--format", format], input=stdin, capture_output=True)
    out = run.stdout.decode("utf-8")  # always good
    said = run.stderr.decode("utf-8")
    if format == "text":
        return run.returncode, out, None, said
    lines = [json.loads(line) for line in out.split("\n") if line]
    return run.returncode, lines[:-1], lines[-1] if lines else None, said


def big(*args):
    """The same of much, with the memory that it took in KiB; hits are not kept."""
    out = f"{tmp}/out"
    run = subprocess.run([sys.executable, "-c", START, out, PROGRAM, *args, "--format", "json"], capture_output=True, text=True)
    size, status = map(int, run.stderr.rsplit("\n", 1)[1].split())
    with open(out, "rb") as f:
        f.seek(max(0, os.path.getsize(out) - 65536))
        return status, json.loads(f.read().decode().rstrip("\n").split("\n")[-1]), size, run.stderr


def adds_up(total):
    return total["lines"] == total["parsed"] + total["skipped"] + total["dropped"]


RULE = """title: Root logs in
id: 11111111-2222-4333-8444-555555555555
level: high
logsource: {product: linux, service: sshd}
detection:
  s: {program: sshd, message|contains: for root}
  condition: s
"""
LINE = "Nov 21 10:20:%02d web1 sshd[812]: Accepted publickey for %s from 192.0.2.7 port 4711 ssh2\n"
ANY = """title: Any JSON
name: any_json
logsource: {category: test}
detection:
  s: {k: "*"}
  condition: s
"""


def basics():
    rule, any_rule = put("rules/root.yml", RULE), put("any/any.yml", ANY)
    lines = "".join(LINE % (i % 60, "root" if i % 10 == 3 else "an") for i in range(100))
    log = put("logs/auth.log", lines + "\n\nno line of syslog\n" + LINE % (5, "root"))
    status, hits, total, said = watch(log, "--rules", rule)
    ok(status == 0 and total == {"lines": 102, "parsed": 101, "skipped": 1, "dropped": 0, "hits": 11, "rules": 1, "rules_refused": 0}, "figures: " + json.dumps(total))
    ok(list(hits[0]) == ["rule", "title", "level", "source", "record", "at", "event"] and hits[0]["rule"] == "11111111-2222-4333-8444-555555555555" and hits[0]["level"] == "high" and hits[0]["source"] == log
       and hits[0]["at"].endswith("-11-21T10:20:03Z") and hits[0]["event"]["program"] == "sshd" and hits[0]["event"]["pid"] == 812, "a hit of a line: its fields as an object")
    with open(log) as f:
        real = f.read().split("\n")
    ok([h["record"] for h in hits] == [4 + 10 * i for i in range(10)] + [104] and all("for root" in real[h["record"] - 1] for h in hits), "record is the line of the file, empty ones counted")
    ok(f"{log}: syslog" in said, "the format is said")
    ok(watch("-", "--rules", rule, stdin=lines.encode())[2]["hits"] == 10 and watch("-", "--rules", rule, stdin=lines.encode())[1][0]["source"] == "-", "standard input")
    gz = put("logs/auth.log.gz", gzip.compress(lines.encode()))
    ok(watch(gz, "--rules", rule)[2]["hits"] == 10 and watch(f"{tmp}/logs", "--rules", rule)[2]["hits"] == 21, "gz as it is; a folder with all in it")
    status, hits, total, said = watch(put("junk.dat", "what is\nthis?\n" * 50), log, "--rules", rule)
    ok(status == 0 and total["skipped"] == 101 and total["hits"] == 11 and "of no format that is known" in said, "a file of no known format is said, and its lines count as skipped")
    status, hits, total, said = watch(f"{tmp}/missing", log, "--rules", rule)
    ok(status == 3 and total["hits"] == 11 and "missing cannot be read" in said, "what cannot be read is said; the others are read, and the status tells")
    bad = put("bad/bad.yml", "title: x\nlogsource: {product: linux}\ndetection:\n  s: {a|nonsense: b}\n  condition: s\n")
    status, hits, total, said = watch(log, "--rules", bad, "--rules", rule)
    ok(total["rules"] == 1 and total["rules_refused"] == 1 and f"{bad}:4: " in said and total["hits"] == 11, "a refused rule is said with file and line; --rules may stand several times")
    unknown = put("bad/unknown.yml", RULE.replace("product: linux, service: sshd", "product: toaster").replace("1111", "2222"))
    ok(watch(log, "--rules", unknown, "--rules", rule)[2]["rules_refused"] == 1, "so is one whose log source nobody knows")
    ok(watch(log, "--rules", rule, "--level", "critical")[2]["hits"] == 0 and watch(log, "--rules", rule, "--level", "high")[2]["hits"] == 11, "--level")
    expand = put("expand.yml", RULE.replace("message|contains: for root", "'message|contains|expand': 'for %admin% from'"))
    ok(watch(log, "--rules", expand)[2]["rules_refused"] == 1 and watch(log, "--rules", expand, "--placeholders", put("names.yml", "admin: [root, toor]\n"))[2]["hits"] == 11 and
       watch(log, "--rules", expand, "--placeholders", put("names.yml", "admin: toor\n"))[2]["hits"] == 0, "--placeholders")
    run = subprocess.run([PROGRAM], capture_output=True, text=True)
    ok(run.returncode == 2 and "standard input" in run.stderr and not run.stdout, "no path: a sentence that says what to do")
    run = subprocess.run([os.path.dirname(PROGRAM) + "/bolwerk", "watch", log, "--rules", rule], capture_output=True, text=True)
    ok(run.returncode == 0 and run.stdout.startswith("high           Root logs in\n") and f"{log}:4  " in run.stdout and run.stdout.endswith("11 hits with 1 rule.\n"), "bolwerk watch: text, a block for each hit, a summary in words")
    alone = put("alone/bolwerk-watch", open(PROGRAM, "rb").read())
    os.chmod(alone, 0o755)
    run = subprocess.run([alone, log, "--format", "json"], capture_output=True, text=True, cwd="/")
    ok(run.returncode == 0 and json.loads(run.stdout.split("\n")[-2])["parsed"] == 101, "it works anywhere, without the source")


def hostile():
    rule, sources = f"{tmp}/any/any.yml", put("any.sources", "format: [json, syslog]\nsources:\n  - category: test\n")
    ways = [b'{"k":"\xff\xfe"}', b'{"k":"\\ud800"}', b'{"k":1,"k":2}', b'{"k":"a\tb\x01\x1b[31m"}', b'{"k":007}', b'{"k":1e999,"x":-}', b'{"k":"\xe2\x80\xae evil"}', b'{"k":nul}', b'{ "k" :\r [1,\r {"a":"\\u0000"} ] }',
            b'{"k\x00":1,"k":"\x00"}', b'{"k":"' + b"\\" * 2 + b'"}', b'{"k":' + b"[" * 60 + b"1" + b"]" * 60 + b"}", b'{"k":"\xed\xa0\x80\xf4\x90\x80\x80"}', b'{"k":true,"k":null,"k":"\\""}']
    log = put("hostile.json", b'{"k":1}\n' + b"\n".join(ways) + b"\n")
    status, hits, total, said = watch(log, "--rules", rule, "--logsources", sources)
    ok(adds_up(total) and total["hits"] == len(hits) >= 10 and total["lines"] == len(ways) + 1, f"hostile JSON: {len(hits)} hits of {total['lines']} records, each a good line")
    status, out, _, _ = watch(log, "--rules", rule, "--logsources", sources, format="text")
    ok(not [c for c in out if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202a\u202b\u202d\u202e\u2028\u2066\u2067"], "text: no control character, nothing that turns the writing")
    chance = random.Random(5)
    n = 0
    for seed in range(60):
        data = bytearray(b"".join(b'{"k":"%d","list":[{"a":"b"},1.5,"\xc3\xa9"],"x":{"y":null}}\n' % i for i in range(200)))
        for _ in range(200):
            data[chance.randrange(len(data))] = chance.randrange(256)
        total = watch(put("flip.json", bytes(data)), "--rules", rule, "--logsources", sources)[2]
        good = adds_up(total) and total["lines"] > 150 and (total["hits"] > 50 or total["parsed"] == 0)
        n += good
        if not good:
            print("#", seed, total)
    ok(n == 60, "bytes changed at random: the figures add up and every line is good JSON")
    log = put("a\nb\x1b[2J\xff".encode("latin-1").decode("latin-1") + ".json", b'{"k":1}\n')
    status, hits, total, said = watch(log, "--rules", rule, "--logsources", sources)
    ok(total["hits"] == 1 and "\x1b" not in said and said.count("\n") == 1, "the name of a file does no harm either")


def damage():
    rule = f"{tmp}/rules/root.yml"
    lines = "".join(LINE % (i % 60, "root" if i % 10 == 3 else "an") for i in range(1000)).encode()
    long_line = lines[:50000] + b"\n" + lines[:100] + b"x" * 100_000_000 + b" for root\n" + lines[-500:]
    path = put("long.log", long_line)
    status, total, size, said = big(path, "--rules", rule)
    ok(adds_up(total) and total["dropped"] == 1 and status == 0 and size < 24 * 1024, f"a line of 100 MB is dropped and counted: {json.dumps(total)}, {size // 1024} MiB")
    hits = watch(path, "--rules", rule)[1]
    n = hits[-1]["record"]
    want = [i + 1 for i, line in enumerate(long_line.split(b"\n")) if b"for root" in line and len(line) < 1 << 20]
    ok([h["record"] for h in hits] == want, "lines behind it have their right numbers")
    os.unlink(path)
    bomb = b"".join(gzip.compress(b"\0" * 50_000_000) for _ in range(40))
    status, total, size, said = big(put("bomb.gz", bomb), "--rules", rule)
    ok(adds_up(total) and size < 24 * 1024, f"a bomb of gz: {json.dumps(total)}, {size // 1024} MiB, status {status}")
    gz = gzip.compress(lines)
    status, hits, total, said = watch(put("cut.gz", gz[:len(gz) // 2]), "--rules", rule)
    ok(status == 3 and adds_up(total) and total["parsed"] > 100 and "cut.gz" in said, "a cut gz: what came out is read, and the rest is said")


def same_of_threads(what, args):
    sums = set()
    for n in (1, 2, 3):
        run = subprocess.run([PROGRAM, *args, "--threads", str(n), "--format", "json"], capture_output=True)
        sums.add(hashlib.sha256(run.stdout + b"|" + run.stderr).hexdigest())
        last = run.stdout[-200:].split(b"\n")[-2].decode()
    ok(len(sums) == 1, f"1, 2 and 3 threads tell the very same of {what}: {last}")


def threads():
    rule = f"{tmp}/rules/root.yml"
    chance = random.Random(3)
    path = put("many/many.log", "".join(LINE % (i % 60, chance.choice(("root", "an", "bo", "cy"))) + ("\n" if chance.random() < 0.01 else "") + ("junk\n" if chance.random() < 0.01 else "") for i in range(120000)))
    burst = put("burst.yml", RULE + "name: root_in\n---\ntitle: Many\ncorrelation:\n  type: event_count\n  rules: [root_in]\n  group-by: [host]\n  timespan: 1m\n  condition: {gte: 50}\n  generate: true\n")
    same_of_threads("syslog with a correlation", [path, "--rules", burst])
    sources = put("csv.sources", "format: [csv, json]\nsources:\n  - category: test\n")
    table = put("many/t.csv", "timestamp,k,text\n" + "".join(f"2026-11-21T10:20:{i % 60:02d}Z,{i},\"a \"\"b\"\"\n{i}\"\n" for i in range(60000)))
    same_of_threads("csv", [table, "--rules", f"{tmp}/any/any.yml", "--logsources", sources])
    objects = put("many/o.json", "".join(json.dumps({"k": i, "text": "x" * (i % 300)}, indent=1 if i % 7 == 0 else None) + "\n" for i in range(40000)))
    same_of_threads("JSON over lines", [objects, "--rules", f"{tmp}/any/any.yml", "--logsources", sources])
    if os.path.isdir(DATA):
        same_of_threads("real events", [f"{DATA}/sigma-regression", f"{DATA}/evtx-attack-samples", f"{DATA}/loghub", "--rules", f"{DATA}/sigma-rules"])


def ends():
    rule, path = f"{tmp}/rules/root.yml", f"{tmp}/many/many.log"
    for n in ("1", "3"):
        run = subprocess.Popen([PROGRAM, path, path, "--rules", rule, "--format", "json", "--threads", n], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        run.stdout.readline()
        run.stdout.close()
        said = run.stderr.read()
        ok(run.wait() == 0 and said.count(b"\n") <= 2 and b"Broken" not in said, f"nobody reads any more: it ends in silence ({n} threads)")
        with open("/dev/full", "wb") as full:
            run = subprocess.run([PROGRAM, path, "--rules", rule, "--format", "json", "--threads", n], stdout=full, stderr=subprocess.PIPE, text=True)
        ok(run.returncode == 3 and "could not be written: No space left on device" in run.stderr, f"the disk is full: said ({n} threads)")
        run = subprocess.Popen([PROGRAM, "-", "--rules", rule, "--format", "json", "--threads", n], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        run.stdin.write("".join(LINE % (i % 60, "an") for i in range(30000)))
        run.stdin.flush()
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        before = time.time()
        out = run.stdout.read()
        ok(run.wait() == 130 and time.time() - before < 5 and json.loads(out.split("\n")[-2])["lines"] >= 10000 and adds_up(json.loads(out.split("\n")[-2])), f"Ctrl-C while it waits for more: the figures so far ({n} threads)")
        run.stdin.close()
    left = set(os.listdir(tmp))
    run = subprocess.Popen([PROGRAM, "-", "--rules", rule], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp)
    time.sleep(0.2)
    run.kill()
    run.wait()
    ok(set(os.listdir(tmp)) == left, "killed, it leaves nothing")


def powers():
    if not shutil.which("strace"):
        print(f"# strace is not here: powers are not looked at")
        return
    trace = f"{tmp}/trace"
    run = subprocess.run(["strace", "-f", "-o", trace, PROGRAM, f"{tmp}/logs", "--rules", f"{tmp}/rules"], capture_output=True)
    if not os.path.exists(trace) or "execve" not in open(trace, errors="replace").read():
        print("# strace may not look here")
        return
    text = open(trace, errors="replace").read()
    behind = text[text.index("landlock_restrict_self") if "landlock_restrict_self" in text else 0:]
    ok("O_WRONLY" not in text and "O_RDWR" not in text and "O_CREAT" not in text and "socket(" not in text and behind.count("execve(") <= 1, "it opens nothing to write, no socket and no program")


def regression():
    with open(f"{DATA}/sigma-regression/manifest.csv") as f:
        cases = list(csv.DictReader(f))
    found = {}
    _, hits, total, said = watch(f"{DATA}/sigma-regression", "--rules", f"{DATA}/sigma-rules")
    for h in hits:
        found.setdefault((h["rule"], h["source"]), []).append(h)
    good = {"evtx": 0, "json": 0}
    n = {"evtx": 0, "json": 0}
    ats = 0
    for c in cases:
        for kind in good:
            files = glob.glob(f"{DATA}/sigma-regression/{c['case_dir']}/*.{kind}")
            n[kind] += bool(files)
            got = [h for f in files for h in found.get((c["rule_id"], f), [])]
            want = int(c["match_count_if_stated"] or 0)
            right = len(got) >= max(want, 1)
            good[kind] += right
            ats += all(h["at"] for h in got)
            if files and not right:
                print("#", kind, c["rule_path"], len(got), "for", want or "any")
    ok(good == n and n["json"] > 100, f"sigma-regression: {good['evtx']} of {n['evtx']} event logs and {good['json']} of {n['json']} files of JSON hit their rules, at least as often as stated")
    ok(adds_up(total) and all(h["at"] for h in hits), "each with its time: " + json.dumps(total))
    evtx = {(h["rule"], h["source"][:-5], h["record"]): h["event"] for h in hits if h["source"].endswith(".evtx")}
    same = sum(evtx.get((h["rule"], h["source"][:-5], h["record"])) == h["event"] for h in hits if h["source"].endswith(".json"))
    json_hits = sum(h["source"].endswith(".json") for h in hits)
    ok(same == json_hits > 100, f"{same} of {json_hits} hits of JSON have the very event of the event log beside them")


def flat():
    lines = "".join(LINE % (i % 60, "an") for i in range(20000)).encode()
    path = f"{tmp}/flat.log"
    with open(path, "wb") as f:
        for _ in range(100):
            f.write(lines)
    status, total, size, said = big(path, "--rules", f"{DATA}/sigma-rules", "--threads", "2")
    ok(total["parsed"] == 2000000 and size < 64 * 1024, f"{os.path.getsize(path) >> 20} MB of syslog, {total['rules']} rules, two threads: {size / 1024:.1f} MiB")
    os.unlink(path)
    status, total, size, said = big(f"{DATA}/otrf-datasets", f"{DATA}/evtx-attack-samples", f"{DATA}/sigma-regression", "--rules", f"{DATA}/sigma-rules", "--threads", "2")
    ok(size < 64 * 1024 and adds_up(total), f"real Windows events, {total['rules']} rules, two threads: {size / 1024:.1f} MiB, {json.dumps(total)}")


try:
    basics()
    hostile()
    damage()
    threads()
    ends()
    powers()
    if os.path.isdir(DATA):
        regression()
        flat()
    else:
        tap.skip("real events", DATA + " is not here")
finally:
    shutil.rmtree(tmp)
tap.done()
