#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""Recorded attacks on Windows (../shared/data/otrf-datasets) against the answer of another engine, Zircolite, which had the same rules. Where the two differ stands in otrf.tsv with the reason
(doc/watch-agreement.md explains them); each reason is looked at in the events themselves, and any other difference fails. WRITE=1 writes the table anew, reasons that it cannot tell as ?."""
import collections, csv, json, os, subprocess, sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import tap

os.chdir(os.path.join(HERE, "..", ".."))
DATA, RULES, TABLE = "../shared/data/otrf-datasets", "../shared/data/sigma-rules/rules", "tests/watch/otrf.tsv"
HEAD = "# SPDX-License-Identifier: EUPL-1.2\n# SPDX-FileCopyrightText: Bolwerk contributors\n#\n# Where our hits and those of Zircolite differ, in numbers of events; the reasons: doc/watch-agreement.md\n"


def channel(event):
    return str(event.get("Channel", "")).split("/")[0].replace("Microsoft-Windows-", "").lower(), str(event.get("EventID"))


def reason(events, theirs):
    """Why we have these hits and the other has so many: what the events show."""
    kinds = collections.Counter(channel(e) for e in events)
    process = kinds[("security", "4688")]
    if process and len(events) - process == theirs and set(kinds) <= {("security", "4688"), ("sysmon", "1")}:
        return "4688" if theirs else "4688-alone"
    if theirs == 0 and all("Provider_Name" not in e and e.get("SourceName") for e in events) and set(kinds) == {("system", "104")}:
        return "provider"
    return "?"


def ours():
    run = subprocess.run(["build/linux/bolwerk-watch", DATA + "/windows", "--rules", RULES, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    hits, total = collections.defaultdict(list), {}
    for line in filter(None, run.stdout.decode("utf-8").split("\n")):
        one = json.loads(line)
        if "rule" in one:
            hits[one["source"][len(DATA) + 1:], one["rule"]].append(one["event"])
        else:
            total = one
    tap.ok([f"status {run.returncode}", str(total)] if total.get("lines", 0) < 20000 or total["lines"] != total["parsed"] or total["rules_refused"] else [],
           f"{total.get('lines')} events are read, {total.get('hits')} hits of {total.get('rules')} rules")
    return hits


def theirs():
    with open(DATA + "/expected-by-zircolite.csv", newline="") as f:
        return {(r["file"], r["rule_id"]): int(r["events_matched"]) for r in csv.DictReader(f)}


def table():
    with open(TABLE) as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    return {(r[0], r[1]): (int(r[2]), int(r[3]), r[4]) for r in rows}


def differences(mine, other):
    return {k: (len(mine.get(k, [])), other.get(k, 0), reason(mine.get(k, []), other.get(k, 0))) for k in sorted(set(mine) | set(other)) if len(mine.get(k, [])) != other.get(k, 0)}


if not os.path.isdir(DATA):
    tap.ok([], "recorded attacks # skip ../shared/data is not here")
    tap.done()
mine, other = ours(), theirs()
found = differences(mine, other)
if os.environ.get("WRITE"):
    with open(TABLE, "w") as f:
        f.write(HEAD + "".join("\t".join(map(str, k + v)) + "\n" for k, v in found.items()))
known = table()
same = sum(len(mine.get(k, [])) == n for k, n in other.items())
more = sum(len(mine.get(k, [])) > n for k, n in other.items())
tap.ok([f"{k[0]}: {k[1]} ours {len(mine.get(k, []))}, theirs {n}" for k, n in other.items() if len(mine.get(k, [])) < n],
       f"nothing that it saw is missing: of its {len(other)} findings {same} are ours with as many events, {more} with more")
tap.ok([f"{' '.join(k)}: ours {v[0]}, theirs {v[1]} ({v[2]}), in the table {known.get(k)}" for k, v in found.items() if known.get(k) != v], f"each of {len(found)} differences is known and has its reason")
tap.ok([" ".join(k) for k in known if k not in found], "no known difference is gone")
reasons = collections.Counter(v[2] for v in found.values())
tap.ok([f"{r} is not explained" for r in reasons if f"`{r}`" not in open("doc/watch-agreement.md").read()], f"all reasons are explained: {dict(reasons)}")
tap.done()
