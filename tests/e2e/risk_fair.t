#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The risk engine on the documented cases of pyfair, a published FAIR tool (Factor Analysis of Information Risk; github.com/Hive-Systems/pyfair, MIT, (c) 2019 Theo Naunheim).

Its model: each simulation draws one frequency (LEF, or TEF x vulnerability) and one loss (LM, or primary + secondary), and their product is the risk of a year: no events.
Ours: the frequency is the rate of a Poisson number of events, and what is not known of the rate is gamma distributed. So a case of pyfair becomes:
  rate = the mean of its frequency; weight so that the gamma has the same spread (shape = mean^2 / variance, weight = shape / rate); 0 where it is constant
  p50 = p95 = the mean of its loss (all events of a year cost the same), blur so that the lognormal has the same spread: sqrt(ln(1 + variance / mean^2))
  2048 years, so that each year draws its own rate and loss; RUNS times with other seeds
What must agree then, whatever the shapes (PERT, normal; gamma, lognormal): the mean, E[LEF] E[LM], and the spread: our variance is theirs plus that of a Poisson number,
Var(LEF x LM) + E[LEF] E[LM^2]. Room: four standard errors, of ours (between runs) and of theirs (10,000 simulations). Quantiles need not agree; they are printed beside each other.
The chance of a year without loss is E[e^-LEF], nearly the same for a gamma as for their distribution: within 0.004.
Rates of more than 366 a year are cut into equal scenarios, or (FAIR by example) events are bundled."""
import math, os, shutil, subprocess, sys, tempfile

os.chdir(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path[:0] = ["tests", "tests/e2e/share"]
import risk_build
from tap import done, ok

try:
    import numpy as np
    import riskmodel
except ImportError:
    print("ok 1 - pyfair's cases # skip python3-numpy is missing\n1..1")
    sys.exit()

RUNS, YEARS, SIMULATIONS = 128, 2048, 10000


def pert(low, mode, high, gamma=4):
    return ("pert", low, mode, high, gamma)


def pert_2019(low, mode, high, gamma=4):
    """As pyfair drew it when that report was made (July 2019): the same mean, but a standard deviation of (high - low) / (gamma + 2), which later versions gave up."""
    return ("pert 2019", low, mode, high, gamma)


def normal(mean, stdev):
    return ("normal", mean, stdev)


def constant(v):
    return ("normal", v, 0)


M = 1e6
REPORT = [(pert_2019(20, 100, 900), [pert_2019(3 * M, 3.5 * M, 5 * M)] * 2), (normal(.3, .1), [pert_2019(2e9, 3e9, 5e9)])]
# name: where it is documented, models of (frequency, losses that are added), what the documents print for `n` simulations (mean, standard deviation) or None
CASES = {
    "Regular Model 1": ("output.html, a report of the README's example, 10,000 simulations", REPORT[:1], (1612998912, 1066359261)),
    "Regular Model 2": ("the same report", REPORT[1:], (949124303, 354749044)),
    "My Meta Model!": ("the same report: both together", REPORT, (2562123215, 1121283745)),
    "README, Model 1": ("README: secondary loss constant", [(pert(20, 100, 900), [pert(3 * M, 3.5 * M, 5 * M), constant(3.5 * M)])], None),
    "Basic Model": ("docs/getting_started.rst, FairModel", [(normal(.3, .1), [constant(5 * M)])], None),
    "Risk Type 2": ("docs/getting_started.rst, FairMetaModel", [(normal(.3, .1), [pert(0, 10 * M, 20 * M)])], None),
    "Our MetaModel": ("docs/getting_started.rst, FairMetaModel", [(normal(.3, .1), [constant(5 * M)]), (normal(.3, .1), [pert(0, 10 * M, 20 * M)])], None),
    "Aggregate": ("docs/getting_started.rst, FairModelFactory: 50 x 95 %, 5,000 x 25 %, 500 x 75 %",
                  [(normal(47.5, 4.75), [constant(5 * M)])] + [(normal(312.5, 1.25), [constant(5 * M)])] * 4 + [(normal(187.5, 75 / 2 ** .5), [constant(5 * M)])] * 2, None),
    "FAIR by example": ("docs/generally.rst: 50,000 (10,000) x 66 % of 100 (50); 1,000 events are one of ours", [(normal(33, 6.6), [normal(1e5, 5e4)])], None),
}
# Rows that are worked out by hand in docs/calculation_details.rst: rates, losses, risk.
ROWS = [("LEF x LM, simulation 1", [(100, 1000)], 100000), ("LEF x LM, simulation 2", [(100, 2000)], 200000), ("LEF x LM, simulation 3", [(200, 3000)], 600000),
        ("TEF x V, simulation 1", [(.25, 1)], .25), ("TEF x V, simulation 2", [(50, 1)], 50), ("TEF x V, simulation 3", [(300, 1)], 300),
        ("secondary loss, simulation 1", [(.95, 1000), (.05, 100), (1, 50)], 1005), ("secondary loss, simulation 2", [(.9, 2000), (.1, 50), (1, 90)], 1895),
        ("secondary loss, simulation 3", [(.5, 1500), (.1, 30), (.8, 25)], 773)]


# ---- pyfair's model, from its documents

def beta(d):
    """Both shapes of its beta distribution."""
    kind, low, mode, high, gamma = d
    if kind == "pert":
        return 1 + gamma * (mode - low) / (high - low), 1 + gamma * (high - mode) / (high - low)
    mean = (low + gamma * mode + high) / (gamma + 2)
    a = (mean - low) / (high - low) * ((mean - low) * (high - mean) / ((high - low) / (gamma + 2)) ** 2 - 1)
    return a, a * (high - mean) / (mean - low)


def moments(d):
    """Mean and variance."""
    if d[0] == "normal":
        return d[1], d[2] ** 2
    a, b = beta(d)
    return d[1] + (d[3] - d[1]) * a / (a + b), a * b / (a + b) ** 2 / (a + b + 1) * (d[3] - d[1]) ** 2


def draws(d, n, rng):
    if d[0] == "normal":
        return np.maximum(rng.normal(d[1], d[2], n), 0)
    return d[1] + (d[3] - d[1]) * rng.beta(*beta(d), n)


def simulated(models, n, rng):
    """(risk, chance of no event) of n simulations."""
    risk, frequency = np.zeros(n), np.zeros(n)
    for often, losses in models:
        f = draws(often, n, rng)
        risk += f * sum(draws(d, n, rng) for d in losses)
        frequency += f
    return risk, np.exp(-frequency).mean()


# ---- ours

def ours(models, cash=0.):
    f = dict(floor=.1, wave=0., cap=1e12, cash=cash, cover=[], usual=[], hits=[], **{k: [] for k in ("rate", "weight", "events", "years", "share", "p50", "p95", "blur", "days")})
    for often, losses in models:
        (rate, rate_var), loss, loss_var = moments(often), sum(moments(d)[0] for d in losses), sum(moments(d)[1] for d in losses)
        for k, v in (("rate", rate), ("weight", rate / rate_var if rate_var else 0), ("events", 0), ("years", 0), ("share", 0), ("p50", loss), ("p95", loss),
                     ("blur", math.sqrt(math.log1p(loss_var / loss ** 2))), ("days", 0)):
            f[k].append(v)
    return f


def variance(models):
    """Of pyfair's risk, and what a Poisson number of events adds."""
    theirs = added = 0
    for often, losses in models:
        (f, fv), m, v = moments(often), sum(moments(d)[0] for d in losses), sum(moments(d)[1] for d in losses)
        theirs += (fv + f * f) * (v + m * m) - (f * m) ** 2
        added += f * (v + m * m)
    return theirs, added


def play(models, cash):
    """A run for each cash: (mean, p10, p50, p90, p99, chance, over cash)."""
    text = "".join(riskmodel.lines(ours(models, c), YEARS, 1 + i) for i, c in enumerate(cash))
    out = subprocess.run([engine], input=text, capture_output=True, text=True, check=True).stdout
    return np.array([[float.fromhex(x) for x in line.split()[:7]] for line in out.splitlines()])


def case(name):
    where, models, printed = CASES[name]
    rng = np.random.default_rng(42)
    theirs, added = variance(models)
    exact, sd = sum(moments(o)[0] * sum(moments(d)[0] for d in l) for o, l in models), math.sqrt(theirs + added)
    risk, none = simulated(models, 400000, rng)
    kurtosis = ((risk - exact) ** 4).mean() / theirs ** 2
    low, high = max(0, exact - 8 * sd), exact + 12 * sd
    step = (high - low) / RUNS
    at = low + (np.arange(RUNS) + .5) * step
    r = play(models, at)
    mean, error = r[:, 0].mean(), r[:, 0].std(ddof=1) / RUNS ** .5
    far, over = np.abs(at - exact), r[:, 6]  # E[(X-mean)^2] = integral of 2 x (P(X > mean + x) + P(X < mean - x))
    spread = math.sqrt((2 * far * np.where(at > exact, over, 1 - over)).sum() * step)
    spread_error = math.sqrt(((2 * far * step) ** 2 * over * (1 - over) / YEARS).sum()) / 2 / sd
    bad = []
    if abs(mean - exact) > 4 * error + 1e-9 * exact:
        bad.append(f"mean {mean:.6g} for {exact:.6g}, error {error:.2g}")
    if abs(spread - sd) > 4 * spread_error + .005 * sd or spread_error > .02 * sd:  # .005 for the sum of rectangles
        bad.append(f"spread {spread:.6g} for {sd:.6g}, error {spread_error:.2g}")
    if abs(r[:, 5].mean() - (1 - none)) > .004:
        bad.append(f"chance of loss {r[:, 5].mean():.4f} for {1 - none:.4f}")
    if printed:
        error_printed = math.sqrt(theirs / SIMULATIONS)
        if abs(mean - printed[0]) > 4 * math.hypot(error, error_printed):
            bad.append(f"mean {mean:.6g}, documented {printed[0]}")
        total = math.hypot(printed[1], math.sqrt(added))
        error_printed = printed[1] * math.sqrt((kurtosis - 1) / 4 / SIMULATIONS) * printed[1] / total
        if abs(spread - total) > 4 * math.hypot(spread_error, error_printed) + .005 * sd:
            bad.append(f"spread {spread:.6g}, documented with the Poisson part {total:.6g}")
    ok(bad, f"pyfair {name} ({where}): mean {mean:.5g}" + (f", documented {printed[0]:.5g}" if printed else f" for {exact:.5g}") +
       f"; spread {spread:.4g}" + (f", documented {math.hypot(printed[1], math.sqrt(added)):.4g} with the Poisson part" if printed else f" for {sd:.4g}"))
    q = np.quantile(risk, [.1, .5, .9, .99])
    print(f"#   p10, p50, p90, p99: ours {', '.join('%.3g' % v for v in r[:, 1:5].mean(axis=0))}; theirs {', '.join('%.3g' % v for v in q)}; "
          f"a year without loss: {1 - r[:, 5].mean():.4f}, from their frequency {none:.4f}")


tmp = tempfile.mkdtemp()
engine = f"{tmp}/engine"
risk_build.build(engine)
# That we read their model as they wrote it: their own test of PERT (1,000 draws of 5, 20, 50 with gamma 2 have mean 23.848), and their own report, in numpy.
mean, var = moments(pert_2019(5, 20, 50, 2))
ok([] if abs(mean - 23.848266752716704) < 4 * math.sqrt(var / 1000) else [f"{mean}"], f"pyfair's PERT has mean {mean:.3f}; its test prints 23.848 for 1,000 draws")
for name, (_, models, printed) in CASES.items():
    if printed:
        risk, _ = simulated(models, SIMULATIONS, np.random.default_rng(1))
        k = ((risk - risk.mean()) ** 4).mean() / risk.var() ** 2
        ok([f"{risk.mean():.6g} {risk.std():.6g}"] if abs(risk.mean() - printed[0]) > 4 * risk.std() * (2 / SIMULATIONS) ** .5 or
           abs(risk.std() - printed[1]) > 4 * printed[1] * math.sqrt((k - 1) / 2 / SIMULATIONS) else [], f"pyfair {name}: its model in numpy gives what its report prints")
for name in CASES:
    case(name)
# Three simulations by hand in docs/generally.rst have mean 4,481,709; that is a sample of the model above.
theirs, _ = variance(CASES["FAIR by example"][1])
ok([] if abs(3.3e6 - 4481709) < 4 * math.sqrt(theirs / 3) else ["far"], "FAIR by example: 3.3 million; the three simulations in the text (4,481,709) are within their error")
for name, parts, risk in ROWS:
    r = play([(constant(f), [constant(v)]) for f, v in parts], [0] * RUNS)
    mean, error = r[:, 0].mean(), r[:, 0].std(ddof=1) / RUNS ** .5
    ok([] if abs(mean - risk) <= 4 * error else [f"error {error:.3g}"], f"docs/calculation_details.rst, {name}: {mean:.6g} for {risk}")
shutil.rmtree(tmp, ignore_errors=True)
done()
