#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The official test suite of RFC 7208 and that of pyspf: every scenario, with the explanation where the scenario states one."""
import json, os, re, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import done, ok

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SUITE, DRIVER = "../shared/data/spf-testsuite", "build/linux/tests/unit/collect/spf_test"
try:
    import yaml
    files = sorted(f for f in os.listdir(SUITE) if f.endswith(".yml"))
except (ImportError, OSError) as e:
    print(f"1..0 # SKIP the suite is not here ({e})")
    sys.exit()


def plain(value):
    """Control characters do not travel in JSON: any other byte that SPF refuses stands for them."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    return re.sub("[\x00-\x1f\x7f-\x9f]", "é", value) if isinstance(value, str) else value


def zone_of(data):
    """Names in small letters; a record of type SPF stands for one of type TXT, unless a TXT is given beside it."""
    zone = {}
    for name, records in data.items():
        out = []
        typed = any(isinstance(r, dict) and "TXT" in r for r in records)
        for r in records:
            if r == "TIMEOUT":
                out.append(["TIMEOUT", ""])
                continue
            for kind, value in r.items():
                if kind == "SPF":
                    if typed:
                        continue
                    kind = "TXT"
                if value != "NONE":
                    out.append([kind, plain(value)])
        zone[str(name).lower().rstrip(".")] = out
    return zone


scenarios = []
for f in files:
    with open(f"{SUITE}/{f}", encoding="utf-8") as h:
        scenarios += [(f, d) for d in yaml.safe_load_all(h)]
LAX = {"default-modifier", "default-modifier-harsh"}  # other modes of pyspf, against RFC 7208 (whose suite has the same records as default-modifier-obsolete)
asked = [(f, d.get("description") or f, name, t) for f, d in scenarios for name, t in d["tests"].items()]
with tempfile.NamedTemporaryFile("w", suffix=".json") as tmp:
    json.dump([{"zone": zone_of(d["zonedata"]), "questions": [{"host": str(t["host"]), "helo": str(t.get("helo", "")), "mailfrom": str(t.get("mailfrom", ""))} for t in d["tests"].values()]}
               for _, d in scenarios], tmp)
    tmp.flush()
    run = subprocess.run([DRIVER, tmp.name], capture_output=True, timeout=60)
answers = run.stdout.decode("utf-8", "replace").split("\n")[:-1]
ok([f"{run.returncode} {len(answers)} {run.stderr.decode()}"] if run.returncode or len(answers) != len(asked) else [], f"{len(asked)} scenarios are answered")
bad = []
for (f, what, name, t), line in zip(asked, answers or ["?\t\t"] * len(asked)):
    result, explanation, why = line.split("\t")
    if "strict" in t and name in LAX:
        continue
    wanted = t["result"] if isinstance(t["result"], list) else [t["result"]]
    if result not in wanted:
        bad.append(f"{f} {what}, {name}: {result} ({why}) in place of {wanted}")
    elif result == "fail" and "explanation" in t and explanation != t["explanation"]:
        bad.append(f"{f} {what}, {name}: explanation {explanation!r} in place of {t['explanation']!r}")
print(f"# {len(LAX)} of pyspf's are of modes that go against RFC 7208 and were left out")
for f in files:
    mine = [b for b in bad if b.startswith(f)]
    total = sum(1 for a in asked if a[0] == f and not ("strict" in a[3] and a[2] in LAX))
    ok(mine, f"{f}: {total - len(mine)} of {total}")
done()
