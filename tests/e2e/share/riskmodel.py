# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""The model of src/core/risk.h once more, in numpy, written from its text alone: each year draws all that is not known anew."""
import numpy as np

Z95 = 1.6448536269514722


def firm(rng, measures=0):
    """A firm by chance: a dict of arrays that lines() writes for risk_engine.c."""
    n = int(rng.integers(3, 12))
    p50 = np.exp(rng.uniform(5.5, 11, n))
    f = dict(floor=rng.uniform(.02, .3), wave=rng.choice([0, .3, .8]), cap=float(np.exp(rng.uniform(10, 16))), cash=float(np.exp(rng.uniform(7, 12))),
             rate=np.exp(rng.uniform(-5.5, .7, n)), weight=rng.choice([0., 20., 200.], n), events=rng.integers(0, 4, n) * 1., years=rng.uniform(0, 50, n).round(2),
             share=rng.choice([0., .5, 1.], n), p50=p50, p95=p50 * np.exp(rng.uniform(.3, 3, n)), blur=rng.choice([0., .3, .5], n),
             days=rng.uniform(.1, 8, n).round(2), cover=rng.choice([0., .3, 1.], measures), usual=rng.choice([0., .5], measures), hits=[])
    for m in range(measures):
        for s in rng.permutation(n)[:rng.integers(1, 3)]:
            f["hits"].append((m, int(s), int(rng.random() < .4), float(rng.choice([.2, .55, .75, .92]))))
    return f


def lines(f, trials, seed, threads=1):
    out = ["%d %d %d %r %r %r %r %d %d %d" % (trials, seed, threads, float(f["floor"]), float(f["wave"]), f["cap"], f["cash"], len(f["rate"]), len(f["cover"]), len(f["hits"]))]
    for s in range(len(f["rate"])):
        out.append(" ".join(repr(float(f[k][s])) for k in ("rate", "weight", "events", "years", "share", "p50", "p95", "blur", "days")) + " " + repr(float(f["days"][s]) * 4))
    out += [f"{float(c)!r} {float(u)!r}" for c, u in zip(f["cover"], f["usual"])]
    out += ["%d %d %d %r" % h for h in f["hits"]]
    return "\n".join(out) + "\n"


def relative(f, s, loss, cover):
    e = 0.0
    for m, scenario, on_loss, risk in f["hits"]:
        if scenario == s and on_loss == loss:
            rr = 1 - (1 - risk) * cover[m]
            e += (1 - rr) / max(rr - f["floor"], 1e-3)
    return f["floor"] + (1 - f["floor"]) / (1 + e)


def rates(f, s):
    """Mean rate without measures, and the shape of its gamma (0: known)."""
    rate, shape = f["rate"][s], 0
    if f["weight"][s] > 0:
        shape = rate * f["weight"][s] + f["events"][s]
        rate = shape / (f["weight"][s] + f["years"][s])
    return rate / relative(f, s, 0, f["usual"]), shape


def years(f, n, rng):
    """The loss of n years."""
    total = np.zeros(n)
    wave = rng.gamma(1 / f["wave"] ** 2, f["wave"] ** 2, n) if f["wave"] > 0 else np.ones(n)
    for s in range(len(f["rate"])):
        rate, shape = rates(f, s)
        rate *= relative(f, s, 0, f["cover"])
        unknown = rng.gamma(shape, 1 / shape, n) if shape > 0 else 1
        count = rng.poisson(rate * unknown * (1 + f["share"][s] * (wave - 1)))
        year = np.repeat(np.arange(n), count)
        blur = np.exp(f["blur"][s] * rng.standard_normal(n) - f["blur"][s] ** 2 / 2)
        loss = f["p50"][s] / relative(f, s, 1, f["usual"]) * blur[year] * np.exp(np.log(f["p95"][s] / f["p50"][s]) / Z95 * rng.standard_normal(len(year)))
        total += np.bincount(year, np.minimum(loss, f["cap"]) * relative(f, s, 1, f["cover"]), n)
    return total
