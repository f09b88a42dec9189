#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The risk engine: against another model in numpy, the same bits from each compiler and processor, and what `bolwerk risk` answers and refuses."""
import csv, json, math, os, re, shutil, subprocess, sys, tempfile

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path[:0] = ["tests", "tests/e2e/share"]
import risk_build
from tap import done, ok

BOLWERK = "build/linux/bolwerk"
tmp = tempfile.mkdtemp()


def engine(cc, level):
    return risk_build.build(f"{tmp}/{cc}{level}", cc, level)


def run(path, models, **env):
    return subprocess.run([path], input=models, capture_output=True, text=True, check=True, env=dict(os.environ, **env)).stdout


def cli(*args):
    return subprocess.run([BOLWERK, "risk", *args], capture_output=True, text=True)


# ---- another model
try:
    import numpy as np
    import riskmodel
except ImportError:
    np = None
fast = engine("gcc", "-O2")
if np is None:
    print("ok 1 - another model # skip python3-numpy is missing")
else:
    rng = np.random.default_rng(5)
    firms = [riskmodel.firm(rng, [0, 6, 25][i % 3]) for i in range(30)]
    # Sampling error: both play BATCHES times with other chance; the spread of the batches is the error of their mean. Five standard errors of the difference is
    # passed by chance about once in 8,000 (t, 30 degrees of freedom), for 120 comparisons once in 60 runs; the seeds are fixed, so it is always or never. 0.2 % is the step in which
    # years are counted. A quantile that lies in the years without loss is 0 in both.
    BATCHES, YEARS = 16, 20000
    bad, worst, away = [], 0, []
    for i, f in enumerate(firms):
        text = "".join(riskmodel.lines(f, YEARS, 100 + k) for k in range(BATCHES))
        ours = np.array([[float.fromhex(x) for x in line.split()[:5]] for line in run(fast, text).splitlines()])[:, [0, 2, 3, 4]]
        theirs = []
        for k in range(BATCHES):
            y = riskmodel.years(f, YEARS, np.random.default_rng([i, k]))
            theirs.append([y.mean(), *np.quantile(y, [.5, .9, .99])])
        theirs = np.array(theirs)
        for c, name in enumerate(("mean", "p50", "p90", "p99")):
            a, b = ours[:, c].mean(), theirs[:, c].mean()
            error = math.sqrt((ours[:, c].var(ddof=1) + theirs[:, c].var(ddof=1)) / BATCHES)
            room = 5 * error + 2e-3 * b + 1
            away.append(abs(a - b) / (error + 2e-3 * b + 1))
            if abs(a - b) > room:
                bad.append(f"firm {i} {name}: {a:.0f} against {b:.0f}, room {room:.0f}")
    ok(bad, f"30 firms: mean, p50, p90, p99 as numpy plays them (on the average {np.mean(away):.2f} standard errors away, at most {max(away):.1f})")

    # ---- the same bits
    few = "".join(riskmodel.lines(firms[i], 3000 + i, 7) for i in (0, 1, 2, 5, 8))
    two = "".join(riskmodel.lines(firms[i], 3000 + i, 7, 2) for i in (0, 1, 2, 5, 8))
    want, bad, kinds = run(fast, few), [], 0
    for cc in ("gcc", "clang"):
        for level in ("-O0", "-O2", "-O3"):
            path = engine(cc, level) if shutil.which(cc) else None
            for models, env in ((few, {}), (two, {}), (few, {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA"})):
                if path:
                    kinds += 1
                    if run(path, models, **env) != want:
                        bad.append(f"{cc} {level} {env} {'two threads' if models is two else ''}")
    ok(bad + ([] if len(want.splitlines()) == 5 and "refused" not in want else [want[:200]]), f"the same bits {kinds} times: compilers, levels, threads, processors")

    # ---- a changed measure: what is told of it is what a model with it says, on the same events
    f = firms[2]
    bad, base = [], [float.fromhex(x) for x in run(fast, riskmodel.lines(f, 50000, 3)).split()]
    at = 10 + 2 * len(f["rate"])
    for m in range(len(f["cover"])):
        for cover, told in ((0., base[0] + base[at + 2 * m] if f["cover"][m] > 0 else base[0]), (1., base[0] - base[at + 2 * m + 1])):
            other = dict(f, cover=np.array([cover if k == m else c for k, c in enumerate(f["cover"])]))
            mean = float.fromhex(run(fast, riskmodel.lines(other, 50000, 3)).split()[0])
            if abs(mean - told) > 1e-9 * base[0]:
                bad.append(f"measure {m} with cover {cover}: {mean} against {told}")
    ok(bad, "the value of each measure is the difference of two runs with the same chance")

# ---- doc/risk.md: its table and its constants
doc = open("doc/risk.md").read()
ATTACKS = {"ransomware": 1, "fraud": 1, "takeover": 1, "leak": .5, "malware": 1, "flood": 1, "website": 1}


def of(ids, what="events"):
    """Sum over scenarios: a list of ids, or ids with the part that counts."""
    return lambda j: sum(s[what] * (ids[s["id"]] if isinstance(ids, dict) else 1) for s in j["scenarios"] if s["id"] in ids)


def each(ids):
    return lambda j: of(ids, "mean")(j) / of(ids)(j)


ROWS = {"Mean of a year": lambda j: j["mean"], "Half of the years at most": lambda j: j["p50"], "Nine years of ten at most": lambda j: j["p90"],
        "99 years of a hundred at most": lambda j: j["p99"], "Years with any loss": lambda j: j["chance"],
        "An incident as statbel asks it": lambda j: 1 - math.exp(-of(["failure", "flood", "ransomware", "malware", "leak"])(j)), "Attacks a year": of(ATTACKS),
        "Ransomware, a year": of(["ransomware"]), "A taken mailbox or a paid crook, a year": of(["takeover", "fraud"]), "Flooded, a year": of(["flood"]),
        "Data gets out, a year": of(["leak"]), "ICT stops without attack, a year": of(["failure"]), "Cost of one attack, mean": each(ATTACKS),
        "Cost of one ransomware, mean": each(["ransomware"]), "Cost of one paid crook, mean": each(["fraud"]), "Cost of attacks, a year": of(ATTACKS, "mean")}


def shown(text, v):
    """v written like text: as many digits after the point, or euro in three figures."""
    if text.startswith("€"):
        return "€" + format(int(float("%.3g" % v)), ",")
    if text.endswith("%"):
        return f"{100 * v:.{len(text.split('.')[1]) - 2 if '.' in text else 0}f} %"
    return f"{v:.3f}"


firms = [json.loads(cli("--people", n, "--trials", "10000000", "--seed", "1", "--format", "json").stdout) for n in ("5", "25", "120")]
lines = {c[1]: c[2:5] for c in ([x.strip() for x in line.split("|")] for line in doc.split("## The default firm")[1].split("##")[0].splitlines()) if len(c) == 8 and c[1].strip("-")}
bad = [f"{name}: the page has {text}, the program says {shown(text, ROWS[name](j))}" for name, cells in lines.items() if name in ROWS for text, j in zip(cells, firms)
       if text != shown(text, ROWS[name](j))]
ok(bad + [f"a row that nobody reads: {n}" for n in lines if n not in ROWS] + [f"missing: {n}" for n in ROWS if n not in lines], "doc/risk.md: its table is what the program says")
ok([f"{j['mean']}" for j, want in zip(firms, (600, 3800, 24500)) if not .85 < j["mean"] / want < 1.15], "5, 25, 120 people: 0.6, 3.8, 24.5 thousand euro a year, 15 % up or down")
constants = {r[0]: float(r[1]) for r in csv.reader(x for x in open("data/ref/risk_constant.csv") if not x.startswith(("#", "name")))}
told = {n: float(v) for n, v in re.findall(r"^\| (\S+) \| ([\d.]+) \|$", doc, re.M)}
ok([f"{n}: {v}, not {constants.get(n)}" for n, v in told.items() if constants.get(n) != v] + ([] if len(told) > 10 else ["few"]), f"doc/risk.md: {len(told)} constants as they are")

# ---- the command
sizes = [(json.loads(cli("--people", str(n), "--format", "json").stdout), lo, hi) for n, lo, hi in ((5, 400, 900), (25, 2500, 5500), (120, 16000, 36000))]
ok([f"{j['mean']}" for j, lo, hi in sizes if not lo < j["mean"] < hi or len(j["scenarios"]) < 11 or not {"p10", "p50", "p90", "model", "seed"} <= set(j)],
   f"5, 25 and 120 people: {', '.join('%.0f' % j['mean'] for j, _, _ in sizes)} euro a year")
bad = []
for args in ([], ["--people", "0"], ["--people", "1"], ["--people", "249"], ["--people", "1000000"], ["--turnover", "1"], ["--turnover", "1000000000000"],
             ["--people", "1", "--turnover", "1000000000000"], ["--people", "1000000", "--turnover", "1"], ["--trials", "1000"], ["--seed", "9223372036854775807"], ["--cash", "1"]):
    r = cli(*args, "--format", "json")
    try:
        j = json.loads(r.stdout, parse_constant=lambda x: bad.append(f"{args}: {x}"))
        numbers = [j[k] for k in ("mean", "p10", "p50", "p90", "p99")] + [s["mean"] for s in j["scenarios"]] + [m["would_save"] for m in j["measures"]]
        if min(numbers) < 0 or not sorted([j["p10"], j["p50"], j["p90"], j["p99"]]) == [j["p10"], j["p50"], j["p90"], j["p99"]]:
            bad.append(f"{args}: {numbers}")
    except ValueError:
        bad.append(f"{args}: {r.stderr}")
ok(bad, "extreme firms get numbers")
bad = [f"{args}: {r.returncode} {r.stderr}" for args, status, words in (
    (["--people", "-1"], 2, "--people"), (["--people", "many"], 2, "--people"), (["--sector", "piracy"], 3, 'no sector is called "piracy"'), (["--turnover", "-5"], 2, "--turnover"),
    (["--trials", "0"], 2, "--trials"), (["--trials", "99999999999999999999"], 2, "--trials"), (["--format", "xml"], 2, "--format"), (["--lang", "xx"], 2, "--lang"))
    for r in [cli(*args)] if r.returncode != status or words not in r.stderr or r.stdout]
ok(bad, "nonsense is refused in a sentence")
text = cli("--lang", "en").stdout
ok([] if "is not known: 5 were taken" in text and "turnover is not known" in text else [text], "what was assumed is said")
j, k = (cli("--people", "25", "--threads", t, "--format", "json").stdout for t in "12")
ok([] if j == k and len(j) > 1000 else [j[:200], k[:200]], "one and two threads print the same")
exe = "build/windows/bolwerk.exe"
if os.path.exists(exe) and shutil.which("wine") and os.path.getmtime(exe) >= os.path.getmtime("src/core/risk.c"):
    env = dict(os.environ, WINEPREFIX=f"{tmp}/wine", WINEDEBUG="-all", WINEDLLOVERRIDES="mscoree,mshtml=")
    subprocess.run(["wineboot", "--init"], env=env, capture_output=True)
    subprocess.run(["wineserver", "--wait"], env=env)
    w = subprocess.run(["wine", exe, "risk", "--people", "25", "--threads", "2", "--format", "json"], capture_output=True, env=env).stdout.decode().replace("\r\n", "\n")
    subprocess.run(["wineserver", "-k"], env=env, capture_output=True)
    ok([] if w == j else [w[:300], j[:300]], "Windows prints the same")
else:
    ok([], "Windows prints the same # skip no fresh bolwerk.exe or no wine")
shutil.rmtree(tmp, ignore_errors=True)
done()
