#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Correlations and filters through the whole program: the samples of the Sigma specification (../shared/data/sigma-spec) with events of our own that must hit, and that must not when one
condition is missing; then each sum, order, chains, windows that wait for their end, jumbled times, and memory that stays bounded."""
import json, os, random, subprocess, sys, tempfile, time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap
from tap import good as ok

os.chdir(os.path.join(HERE, "..", ".."))
SPEC, PROGRAM = "../shared/data/sigma-spec", os.environ.get("WATCH", "build/linux/bolwerk-watch")
START = 1790000000


def at(seconds, **fields):
    t = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(START + int(seconds)))
    return dict({"@timestamp": f"{t}.{int(seconds * 1000) % 1000:03d}Z"}, **fields)


def watch(rules, events, *more):
    """Hits of rules (texts or paths) in events, the figures, and what was said."""
    with tempfile.TemporaryDirectory() as tmp:
        args = []
        for i, r in enumerate(rules):
            if "\n" in r:
                path = f"{tmp}/rule{i}.yml"
                with open(path, "w") as f:
                    f.write(r)
                r = path
            args += ["--rules", r]
        log = f"{tmp}/log.json"
        with open(log, "w") as f:
            for e in events:
                f.write((e if isinstance(e, str) else json.dumps(e)) + "\n")
        run = subprocess.run([PROGRAM, *args, "--logsources", HERE + "/correlate/sources.yml", "--format", "json", *more, log], capture_output=True, text=True)
        out = [json.loads(line) for line in run.stdout.splitlines()]
        return out[:-1], out[-1] if out else {}, run.stderr


def rule(name, fields, also="", source="category: test", title=None):
    body = "".join(f"    {k}: {json.dumps(v)}\n" for k, v in fields.items())
    return f"title: {title or name}\n{also}name: {name}\nlogsource: {{{source}}}\ndetection:\n  s:\n{body}  condition: s\n"


def known_as(id):
    return f"id: {id}\n"


def sample(what, files, base, hits, misses, source=None, level=None, n=1, check=None):
    found, total, said = watch([f"{SPEC}/{f}" for f in files] + base, hits)
    if not ok(len(found) == n and total.get("hits") == n and (not check or check(found)), f"{what}: hits"):
        print("#", len(found), total, said[-600:], str(found)[:600])
    for why, events in misses.items():
        found, total, said = watch([f"{SPEC}/{f}" for f in files] + base, events)
        if not ok(not found and total.get("lines") == len(events), f"{what}: not when {why}"):
            print("#", total, said[-600:], str(found)[:600])


def samples():
    dir = "tests/schema/correlation/"
    login = "5638f7c0-ac70-491d-8465-2a65075e0d86"
    base = [rule("failed_login", {"EventID": 4625}, known_as(login))]
    many = [at(30 * i, EventID=4625, ComputerName="A") for i in range(100)]
    sample("event_count", [dir + "event_count.yml"], base, many,
           {"one is missing": many[1:], "the window is too long": [at(40 * i, EventID=4625, ComputerName="A") for i in range(100)],
            "they are of two computers": [dict(e, ComputerName="AB"[i % 2]) for i, e in enumerate(many)], "the computer is not said": [{k: v for k, v in e.items() if k != "ComputerName"} for e in many],
            "one is another event": many[:50] + [dict(many[50], EventID=4624)] + many[51:]},
           check=lambda f: f[0]["event"]["count"] == 100 and f[0]["event"]["group"] == {"ComputerName": "A"} and f[0]["record"] == 100 and f[0]["event"]["rules"] == [login]
           and f[0]["event"]["last"] == many[-1] and f[0]["event"]["from"] == many[0]["@timestamp"].replace(".000", "") and f[0]["at"] == f[0]["event"]["to"])
    name = "dns.question.name"
    asks = [at(i, EventID=4625, dns={"question": {"name": "a.example"}}) for i in range(100)]
    sample("event_count of ECS", [dir + "event_count_ecs.yml"], base, asks, {"one asks another name": asks[1:] + [at(99, EventID=4625, dns={"question": {"name": "b.example"}})]},
           check=lambda f: f[0]["event"]["group"] == {name: "a.example"})
    users = [at(600 * i, EventID=4625, ComputerName="A", WorkstationName="W", User=f"u{i}") for i in range(100)]
    sample("value_count", [dir + "value_count.yml"], base, users,
           {"one user comes twice": users[:99] + [dict(users[99], User="u5")], "one has no user": users[:99] + [at(59400, EventID=4625, ComputerName="A", WorkstationName="W")],
            "they are of two workstations": [dict(e, WorkstationName="WV"[i % 2]) for i, e in enumerate(users)],
            "it takes more than a day": [dict(e, **{"@timestamp": at(880 * i)["@timestamp"]}) for i, e in enumerate(users)]},
           check=lambda f: f[0]["event"]["count"] == 100)
    recon = [rule(f"recon_cmd_{c}", {"cmd": c}) for c in "abc"]
    acb = [at(100 * i, cmd=c, ComputerName="A", User="u") for i, c in enumerate("acb")]
    abc = [at(100 * i, cmd=c, ComputerName="A", User="u") for i, c in enumerate("abc")]
    lacks = {"one is missing": abc[:2], "one comes twice instead": [abc[0], abc[1], dict(abc[2], cmd="a")], "one is another user's": abc[:2] + [dict(abc[2], User="v")],
             "it takes longer": [at(160 * i, cmd=c, ComputerName="A", User="u") for i, c in enumerate("abc")]}
    sample("temporal", [dir + "temporal.yml"], recon, acb, lacks, check=lambda f: f[0]["event"]["rules"] == ["recon_cmd_a", "recon_cmd_b", "recon_cmd_c"])
    sample("temporal_ordered", [dir + "temporal_ordered.yml"], recon, abc, dict(lacks, **{"the order is another": acb}))
    sample("temporal_ordered between others", [dir + "temporal_ordered.yml"], recon, [at(10 * i, cmd=c, ComputerName="A", User="u") for i, c in enumerate("cbabbac")], {})
    out = [rule("website_access", {"kind": "web"})]
    sent = [at(60 * i, kind="web", SourceIP="192.0.2.1", User="u", bytes_sent=200001) for i in range(5)]
    sample("value_sum", [dir + "value_sum.yml"], out, sent,
           {"it is one byte less": [dict(e, bytes_sent=200000) for e in sent], "the last is no number": sent[:4] + [dict(sent[4], bytes_sent="many")],
            "it takes longer": [dict(e, **{"@timestamp": at(1000 * i)["@timestamp"]}) for i, e in enumerate(sent)], "they are of two users": sent[:3] + [dict(e, User="v") for e in sent[3:]]},
           check=lambda f: f[0]["event"]["value"] == 1000005)
    avg = [rule("traffic", {"kind": "net"}, known_as("rule_a_id"))]
    net = [at(60 * i, kind="net", SourceIP="192.0.2.1", User="u", BytesOut=b) for i, b in enumerate((1, 2, 1500))]
    sample("value_avg", [dir + "value_avg.yml"], avg, net, {"it is just the average": [dict(e, BytesOut=500) for e in net], "it falls again": net + [at(300, kind="net", SourceIP="192.0.2.1", User="u", BytesOut=2)]},
           check=lambda f: f[0]["event"]["value"] == 501)
    started = [rule("process_creation", {"kind": "proc"})]
    rare = [at(i, kind="proc", ComputerName="A", Image="often.exe" if i != 50 else "rare.exe") for i in range(100)]
    sample("value_percentile", [dir + "value_percentile.yml"], started, rare,
           {"it is two of a hundred": rare[:99] + [dict(rare[99], Image="rare.exe")], "there are less than a hundred": rare[1:], "it is on another computer": [dict(e, ComputerName=e["Image"]) for e in rare]},
           check=lambda f: f[0]["event"]["value"] == 1 and f[0]["event"]["of"] == "rare.exe")


def pysigma():
    file = "pysigma-test-files/correlation_rule_valid/correlation_rule.yml"
    occurs, values, temporal = "4db3cdb5-aac6-4827-a756-d99475865d32", "16a288b8-4ed2-440f-9984-7a128e86e006", "dc48f97e-237d-42f4-a136-39c94cd53a17"

    def of(events, id):
        found, total, said = watch([f"{SPEC}/{file}"], events)
        return [f for f in found if f["rule"] == id]
    same = [at(i, fieldA="value1", fieldB="value2", fieldC="c", fieldD="d") for i in range(10)]
    ok(len(of(same, occurs)) == 1 and not of(same[1:], occurs) and not of(same[1:] + [dict(same[0], fieldD="e")], occurs), "its event_count: ten of one group, not nine, not of two")
    nine = [dict(e, fieldD=f"d{i}") for i, e in enumerate(same[:9])]
    ok(len(of(nine, values)) == 1 and of(nine, values)[0]["event"]["count"] == 9, "its value_count under ten: nine values, told when the window is over")
    ok(not of(nine + [dict(same[9], fieldD="d9")], values), "not when a tenth value comes within the window")
    late = [dict(same[9], fieldD="d9", **{"@timestamp": at(1000)["@timestamp"]})]
    ok([f["event"]["count"] for f in of(nine + late, values)] == [9, 1], "a tenth behind it begins a window of its own")
    two = [at(0, fieldA="value1", fieldB="value2", fieldC="c"), at(800, fieldA="value3", fieldB="value4", fieldC="c")]
    # base_rule_1 describes the same events as base_rule: both are read, with their own ids
    ok(len(of(two, temporal)) == 1 and not of(two[:1], temporal) and not of([two[0], dict(two[1], fieldC="d")], temporal) and not of([two[0], dict(two[1], **{"@timestamp": at(901)["@timestamp"]})], temporal),
       "its temporal: both, not one, not of two groups, not too far apart")


def filters():
    rar, jump = "6f3e2987-db24-4c78-a860-b4f4095a7095", "df0841c0-9846-4e9f-ad8a-7df91571771b"
    base = [rule("rar", {"Image": "rar.exe"}, known_as(rar), "category: process_creation, product: windows"), rule("jump", {"Image": "mstsc.exe"}, known_as(jump), "category: process_creation, product: windows")]
    events = [at(0, Image="rar.exe", User="adm_an"), at(1, Image="rar.exe", User="an"), at(2, Image="mstsc.exe", User="adm_an"), at(3, Image="mstsc.exe", User="piet")]
    found, _, said = watch([SPEC + "/tests/schema/filter/filter_1.yml"] + base, events)
    ok([f["record"] for f in found] == [2, 4], "a filter takes away what it describes, of both rules, and nothing else")
    found, _, _ = watch(base, events)
    ok(len(found) == 4, "without it all hit")
    base = [rule("rule1", {"kind": "dns"}, known_as(rar), "category: network, service: dns"), rule("rule2", {"kind": "more"}, known_as(jump), "category: network, service: dns")]
    events = [at(0, kind="dns", dns={"question": {"name": "www.google.be"}}), at(1, kind="dns", dns={"question": {"name": "www.example.be"}}), at(2, kind="more", dns={"question": {"name": "www.google.com"}}), at(3, kind="more")]
    found, _, _ = watch([SPEC + "/tests/schema/filter/filter_ecs.yml"] + base, events)
    ok([f["record"] for f in found] == [2, 4], "the filter of ECS")
    base = [rule("kernel", {"EventID": 3001}, known_as("951f8d29-1234-1234-1234-0673ff105e6f"), "product: windows, service: security")]
    events = [at(0, EventID=3001, ComputerName="DC-1"), at(1, EventID=3001, ComputerName="PC-1")]
    found, _, _ = watch([SPEC + "/pysigma-test-files/filter_valid/filter_out_domain_controllers.yml"] + base, events)
    ok([f["record"] for f in found] == [2], "a filter that says what may stay")


def correlation(sum, rules, span, also="", name="it", level="high", more=""):
    return f"title: {name}\nname: {name}\nlevel: {level}\n{more}correlation:\n  type: {sum}\n  rules: {json.dumps(rules)}\n  timespan: {span}\n{also}"


def own():
    a, b = rule("a", {"k": "a"}), rule("b", {"k": "b"})
    by = "  group-by: [g]\n"
    three = correlation("event_count", ["a"], "10s", by + "  condition: {gte: 3}\n")
    a_at = lambda *times: [at(t, k="a", g="x") for t in times]
    n = lambda found: [f["event"]["count"] for f in found if "count" in f["event"]]
    ok(n(watch([a, three], a_at(0, 1, 2, 3, 4))[0]) == [3], "after a hit the window starts anew: five events hit once")
    ok(n(watch([a, three], a_at(0, 1, 2, 3, 4, 5))[0]) == [3, 3], "six hit twice")
    ok(n(watch([a, three], a_at(0, 5, 10))[0]) == [3] and not watch([a, three], a_at(0, 5, 10.001))[0], "the timespan holds both ends")
    ok(n(watch([a, three], a_at(10, 0, 5))[0]) == [3] and n(watch([a, three], a_at(10, 5, 0))[0]) == [3], "events out of order count where they belong")
    ok(n(watch([a, three], a_at(1000, 0, 5, 7))[0]) == [3] and n(watch([a, three], a_at(0, 5, 1000, 1001, 1002))[0]) == [3], "a jump of the clock, back or forth, hinders nothing that lies together")
    backwards = [e for day in range(9, -1, -1) for e in a_at(*(day * 86400 + 100 * i + k for i in range(5) for k in range(1 + 2 * (i == 2))))]
    ok(n(watch([a, three], backwards)[0]) == [3] * 10, "files in the wrong order: each window within one is found")
    found, total, said = watch([a, three], [dict(e, **{"@timestamp": "never"}) for e in a_at(0, 1, 2)])
    ok(not found and "3 hits say no time" in said, "events without a time do not count, and that is said")
    ok(n(watch([a, correlation("event_count", ["a"], "10s", "  condition: {gte: 2}\n")], [at(0, k="a", g="x"), at(1, k="a", g="y")])[0]) == [2], "without group-by all are one group")
    ok(not watch([a, three], a_at(0, 1))[0] and len(watch([a, correlation("event_count", ["a"], "10s", by + "  condition: {gte: 3}\n  generate: true\n")], a_at(0, 1))[0]) == 2, "generate: the events are hits too, else not")
    between = correlation("event_count", ["a"], "10s", by + "  condition: {gt: 2, lte: 4}\n")
    ok(n(watch([a, between], a_at(0, 1, 2, 3))[0]) == [4] and not watch([a, between], a_at(0, 1))[0] and not watch([a, between], a_at(0, 1, 2, 3, 4))[0], "a range is judged when the window is over")
    ok(n(watch([a, correlation("event_count", ["a"], "10s", by + "  condition: {eq: 2}\n")], a_at(0, 1, 20, 40, 41, 42))[0]) == [2], "eq: the window with just as many")
    ok(n(watch([a, correlation("event_count", ["a"], "10s", by + "  condition: {neq: 2}\n")], a_at(0, 1, 20, 40, 41, 42))[0]) == [1, 3], "neq: the others")
    found = watch([a, correlation("value_percentile", ["a"], "1h", by + "  condition: {field: v, gt: 90, percentile: 95}\n")], [at(i, k="a", g="x", v=i) for i in range(1, 101)])[0]
    ok([f["event"]["value"] for f in found] == [95], "the 95th percentile of 1 to 100 is 95")
    pair = correlation("value_count", ["a"], "10s", by + "  condition: {field: [u, v], gte: 2}\n")
    ok(n(watch([a, pair], [at(0, k="a", g="x", u=1, v=1), at(1, k="a", g="x", u=1, v=2)])[0]) == [2] and not watch([a, pair], [at(0, k="a", g="x", u=1, v=1), at(1, k="a", g="x", u=1)])[0], "several fields are counted together")
    both = correlation("event_count", ["a", "a2"], "10s", by + "  condition: {gte: 2}\n")
    ok(not watch([a, rule("a2", {"k": "a"}), both], a_at(0))[0] and n(watch([a, rule("a2", {"k": "a"}), both], a_at(0, 1))[0]) == [2], "an event that two rules hit counts once")
    alias = correlation("temporal", ["a", "b"], "10s", "  group-by: [ip]\n  aliases: {ip: {a: src, b: dst}}\n")
    ok(len(watch([a, b, alias], [at(0, k="a", src="1"), at(1, k="b", dst="1")])[0]) == 1 and not watch([a, b, alias], [at(0, k="a", src="1"), at(1, k="b", src="1", dst="2")])[0], "aliases: a field that each rule calls otherwise")
    some = correlation("temporal", ["a", "b", "c"], "10s", by + "  condition: {gte: 2}\n")
    ok(n(watch([a, b, rule("c", {"k": "c"}), some], [at(0, k="a", g="x"), at(1, k="c", g="x")])[0]) == [2], "temporal: as many rules as the condition asks")


def chains():
    login = [rule("failed_login", {"EventID": [529, 4625]}), rule("successful_login", {"EventID": [528, 4624]}), correlation("event_count", ["failed_login"], "10m", "  group-by: [User]\n  condition: {gte: 10}\n", "multiple_failed_login"),
             correlation("temporal_ordered", ["multiple_failed_login", "successful_login"], "10m", "  group-by: [User]\n", "guessed")]
    tries = [at(i, EventID=4625, User="an") for i in range(10)]
    entered = [at(60, EventID=4624, User="an")]
    found, total, _ = watch(login, tries + entered)
    ok([f["title"] for f in found] == ["guessed"] and found[0]["event"]["rules"] == ["multiple_failed_login", "successful_login"] and total["hits"] == 1, "many failed logins, then one that works: one hit, of the outer rule")
    ok(not watch(login, tries[1:] + entered)[0] and not watch(login, entered + [at(100 + i, EventID=4625, User="an") for i in range(10)])[0] and not watch(login, tries + [dict(entered[0], User="bo")])[0] and not watch(login, tries + [at(1000, EventID=4624, User="an")])[0],
       "not when one try is missing, the login comes first, is another's, or too late")
    host = login[:2] + [correlation("event_count", ["failed_login"], "10m", "  group-by: [Computer]\n  condition: {gte: 3}\n", "many"), correlation("temporal_ordered", ["many", "successful_login"], "10m", "  group-by: [User]\n", "outer")]
    events = [at(i, EventID=4625, User=u, Computer="A") for i, u in enumerate(("bo", "cy", "an"))]
    ok(len(watch(host, events + entered)[0]) == 1 and not watch(host, events + [dict(entered[0], User="bo")])[0], "a field that the inner one does not group by is that of its last event")
    few = [rule("a", {"k": "a"}), rule("b", {"k": "b"}), correlation("event_count", ["a"], "10s", "  group-by: [g]\n  condition: {lt: 3}\n", "few"), correlation("temporal", ["few", "b"], "60s", "  group-by: [g]\n", "outer")]
    ok(len(watch(few, [at(0, k="a", g="x"), at(5, k="b", g="x")])[0]) == 1 and not watch(few, [at(0, k="a", g="x"), at(1, k="a", g="x"), at(2, k="a", g="x"), at(5, k="b", g="x")])[0], "a chain over a window that waits for its end")


def bounded():
    a = rule("a", {"k": "a"})
    chance = random.Random(4)
    rules = [a] + [correlation(s, ["a"], "30d", "  group-by: [g]\n  condition: " + c + "\n", s + str(i)) for i, (s, c) in enumerate([("event_count", "{gte: 1000000}"), ("value_count", "{gte: 1000000, field: v}"),
        ("value_percentile", "{gt: 1000, field: v}"), ("value_avg", "{gt: 1e12, field: v}"), ("value_sum", "{gte: 1e12, field: v}")])]
    events = [f'{{"@timestamp":{START * 1000 + i},"k":"a","g":"{chance.randrange(60000):x}","v":{chance.randrange(1000)}}}' for i in range(200000)]
    with tempfile.TemporaryDirectory() as tmp:
        log, set = f"{tmp}/log.json", f"{tmp}/set.yml"
        open(log, "w").write("\n".join(events))
        open(set, "w").write("\n---\n".join(rules))
        run = subprocess.run(["/usr/bin/env", "python3", "-c", "import resource,subprocess,sys\nr=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE)\nsys.stdout.buffer.write(r.stdout[-300:])\nprint(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
            PROGRAM, "--rules", set, "--logsources", HERE + "/correlate/sources.yml", "--format", "json", log], capture_output=True, text=True)
        size = int(run.stdout.split()[-1])
        ok(size < 64 * 1024 and "were forgotten by correlations" in run.stderr, f"60,000 groups of five correlations: {size // 1024} MiB, and what was forgotten is said")


if os.path.isdir(SPEC):
    samples()
    pysigma()
    filters()
else:
    tap.skip("the samples of the specification", SPEC + " is not here")
own()
chains()
bounded()
tap.done()
