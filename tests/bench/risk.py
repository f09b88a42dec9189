#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
"""What playing a million years of eleven scenarios costs: `bolwerk risk` and our engine alone against numpy, with and without the value of 113 measures.
CPU seconds of the whole process (user and system, start included), least and median of seven; what starting alone costs (engine: one year; numpy: the import) is measured too, and the
ratio is given with and without it. Memory: the most that was resident, as the kernel tells while it runs. numpy plays the same model in two ways:
  years    each year draws for each scenario, the way that is usually written (tests/e2e/share/riskmodel.py)
  events   as fast as we know: our own method in numpy; only events are drawn, all scenarios at once, rates once for 512 years, one sort for all quantiles
and values the measures (common random numbers) by masking the events of each scenario again for each measure, or (sums) by our sums between the relative risks.
or (again, not part of the bench: some 40 seconds) by playing all once more for each measure switched, the way that is usually written.
`risk.py JOB PEOPLE MEASURES` runs one numpy job and prints its mean and how much the first measure saves."""
import os, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
os.chdir(ROOT)
sys.path.insert(0, "tests/e2e/share")
import risk_build
YEARS = 1000000
SIZES = {5: 0, 25: 1, 120: 2}
RATE = [(.006, .010, .020), (.008, .015, .030), (.015, .030, .060), (.010, .021, .040), (.010, .020, .030), (.008, .020, .035), (.03, .15, .60), (.010, .015, .020),
        (.010, .020, .035), (.002, .006, .020), (.10, .18, .22)]
P50 = [(12e3, 45e3, 160e3), (4e3, 10e3, 30e3), (800, 2500, 8e3), (700, 2500, 9e3), (500, 2e3, 6e3), (400, 1500, 6e3), (900, 1200, 1500), (500, 1500, 5e3), (700, 2500, 9e3),
       (2e3, 5e3, 15e3), (300, 1e3, 4e3)]


def model(people, measures):
    import numpy as np
    i = SIZES[people]
    p50 = np.array([p[i] for p in P50])
    hits = []
    for m in range(measures):
        for k in range(3):
            hits.append((m, (m * 7 + k * 3) % 11, int(k == 2), (.55, .75, .92)[(m + k) % 3]))
    return dict(floor=.1, wave=.3, cap=.6 * (1e6, 6e6, 32e6)[i], cash=20000., rate=np.array([r[i] for r in RATE]), weight=np.full(11, 200.), events=np.zeros(11), years=np.zeros(11),
                share=np.ones(11), p50=p50, p95=p50 * 10, blur=np.full(11, .5), days=np.full(11, .5), cover=np.array([(0., .5, 1.)[m % 3] for m in range(measures)]),
                usual=np.array([.5] * measures), hits=hits)


def numpy_years(f):
    import numpy as np, riskmodel
    y = riskmodel.years(f, YEARS, np.random.default_rng(1))
    np.quantile(y, [.1, .5, .9, .99])
    return y.mean(), 0


def numpy_events(f, value):
    import numpy as np
    import riskmodel as rm
    rng, n, block = np.random.default_rng(1), len(f["rate"]), 512
    worlds = YEARS // block + 1
    wave = rng.gamma(1 / .09, .09, worlds)
    mean, shape = np.array([rm.rates(f, s) for s in range(n)]).T
    now, cut = (np.array([rm.relative(f, s, on, f["cover"]) for s in range(n)]) for on in (0, 1))
    usual = np.array([rm.relative(f, s, 1, f["usual"]) for s in range(n)])
    rate = mean[:, None] * rng.gamma(shape[:, None], 1 / shape[:, None], (n, worlds)) * wave
    median = np.log(f["p50"] / usual)[:, None] + .5 * rng.standard_normal((n, worlds)) - .125
    e, top = None, now
    if value:
        e = variants(f)
        top = np.array([max(now[s], *[v[2] for v in e if v[1] == s]) for s in range(n)])
    count = rng.poisson(rate * block * top[:, None])
    each = count.sum(axis=1)
    start = np.concatenate([[0], np.cumsum(each)])
    at = np.repeat(np.arange(n * worlds, dtype=np.int32), count.ravel())
    z = rng.standard_normal(len(at))
    loss = np.minimum(np.exp(np.take(median.ravel(), at) + np.repeat(np.log(f["p95"] / f["p50"]) / rm.Z95, each) * z), f["cap"])
    u = rng.random(len(at), dtype=np.float32) * np.repeat(top.astype(np.float32), each) if value else None
    year = at % worlds * block + rng.integers(0, block, len(at), dtype=np.int32)
    mine = loss * np.repeat(cut, each)
    days = np.exp(-.7 + .84 * z) * np.repeat(cut, each)
    if value:
        keep = u < np.repeat(now.astype(np.float32), each)
        mine, days, kept = mine[keep], days[keep], year[keep]
    else:
        kept = year
    for v in (mine, days):
        total = np.bincount(kept, v, YEARS)
        rest = np.sort(total[total > 0])
        [rest[int(len(rest) - (1 - p) * YEARS)] if len(rest) > (1 - p) * YEARS else 0 for p in (.1, .5, .9, .99)]
        np.searchsorted(rest, np.geomspace(100, 1e6, 40))
    base, saved = mine.sum() / YEARS, {}
    if value:
        still = np.array([loss[a:b][u[a:b] < now[s]].sum() for s, (a, b) in enumerate(zip(start, start[1:]))])
        if value == "sums":
            between = {}
            for s in range(n):
                steps = np.unique([now[s]] + [v[2] for v in e if v[1] == s])
                part = np.bincount(np.searchsorted(steps, u[start[s]:start[s + 1]], "right"), loss[start[s]:start[s + 1]], len(steps) + 1).cumsum()
                between[s] = dict(zip(steps, part))
        for m, s, often, mild in e:
            a, b = start[s], start[s + 1]
            if value == "sums":
                sum_ = between[s][often]
            elif often == now[s]:
                sum_ = still[s]
            else:
                sum_ = np.dot(loss[a:b], u[a:b] < often)
            saved[m] = saved.get(m, 0) + sum_ * mild - still[s] * cut[s]
    return base, saved.get(0, 0) / YEARS


def numpy_again(f):
    import numpy as np
    base, saved = numpy_events(f, None)[0], []
    for m in range(len(f["cover"])):
        for cover in (0., 1.):
            if cover != f["cover"][m]:
                saved.append(numpy_events(dict(f, cover=np.where(np.arange(len(f["cover"])) == m, cover, f["cover"])), None)[0] - base)
    return base, saved[0]


def variants(f):
    """(measure and switch, scenario, relative risk on frequency, on loss) for all that switching changes; effects summed once."""
    import numpy as np
    n, effort = len(f["rate"]), lambda rr: (1 - rr) / max(rr - f["floor"], 1e-3)
    total, out = np.zeros((2, n)), {}
    for m, s, on, risk in f["hits"]:
        total[on][s] += effort(1 - (1 - risk) * f["cover"][m])
    of = lambda e: f["floor"] + (1 - f["floor"]) / (1 + e)
    for m, s, on, risk in f["hits"]:
        for switch in (0, 1):
            if switch != f["cover"][m]:
                now = out.setdefault((2 * m + switch, s), [of(total[0][s]), of(total[1][s])])
                now[on] = of(total[on][s] - effort(1 - (1 - risk) * f["cover"][m]) + effort(1 - (1 - risk) * switch))
    return [(m, s, a, b) for (m, s), (a, b) in out.items()]


def resident(pid):
    try:
        return int(open(f"/proc/{pid}/status").read().split("VmHWM:")[1].split()[0]) / 1024
    except (IndexError, OSError):
        return 0


def cost(argv, text=None, runs=7):
    """Least and median CPU seconds, most memory in MB, what it prints."""
    times, peak = [], 0
    for _ in range(runs):
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
            given.write((text or "").encode())
            given.seek(0)
            pid = os.posix_spawn(argv[0], argv, dict(os.environ, OMP_NUM_THREADS="1"),
                                 file_actions=[(os.POSIX_SPAWN_DUP2, given.fileno(), 0), (os.POSIX_SPAWN_DUP2, printed.fileno(), 1)])
            done = 0
            while not done:
                peak = max(peak, resident(pid))
                time.sleep(.001)
                done, _, use = os.wait4(pid, os.WNOHANG)
            times.append(use.ru_utime + use.ru_stime)
            printed.seek(0)
            out = printed.read().decode()
    return min(times), sorted(times)[len(times) // 2], peak, out


PYTHON = "/usr/bin/python3"


def beside(jobs, people, measures, engine, start):
    """One line: the engine, then each numpy job; ratios of the least times, with the start of both and without."""
    text = lambda years: subprocess.run([PYTHON, __file__, "model", str(people), str(measures), str(years)], stdout=subprocess.PIPE, text=True).stdout
    least, median, peak, out = cost([engine], text(YEARS))
    alone = cost([engine], text(1))[0]
    print(f"risk: {people} people, {measures} measures: engine {least * 1e3:.1f} (median {median * 1e3:.1f}) ms, {least / YEARS / 11 * 1e9:.2f} ns for each scenario and year, "
          f"{peak:.1f} MB, mean {float.fromhex(out.split()[0]):.0f}", end="")
    for job in jobs:
        other, other_median, other_peak, said = cost([PYTHON, __file__, job, str(people), str(measures)])
        print(f"; numpy {job} {other * 1e3:.0f} (median {other_median * 1e3:.0f}) ms, {other_peak:.0f} MB, mean {float(said.split()[0]):.0f}: 1/{other / least:.1f}, "
              f"without starting 1/{(other - start) / (least - alone):.1f}", end="")
    print(flush=True)


def whatif():
    """A switch of "what if", from the request to the last byte of the page: the server, the firm of this computer, 60 other measures one after the other."""
    sys.path.insert(0, "tests/web/share")
    import fill, statistics, web
    with web.Server() as s:
        an = s.owner()
        fill.judge(s)
        took = []
        for control, in s.firm().execute("SELECT control FROM risk_measure WHERE would > 0 ORDER BY would DESC LIMIT 60").fetchall():
            began = time.perf_counter()
            assert an.get("/risk/if?with=" + control).status == 200
            took.append((time.perf_counter() - began) * 1e3)
    print(f"risk: \"what if\": {statistics.median(took):.1f} ms a switch (median of {len(took)}), {max(took):.1f} at most")


def main():  # without numpy, whose memory a started program would inherit for a moment
    engine = risk_build.build(tempfile.mkdtemp() + "/engine")
    start = cost([PYTHON, "-c", "import numpy"])[0]
    print(f"risk: load {os.getloadavg()[0]:.1f}; importing numpy alone {start * 1e3:.0f} ms")
    for people in SIZES:
        for measures, jobs in ((0, ["years", "events"]), (113, ["masks", "sums"])):
            beside(jobs, people, measures, engine, start)
        program = ["build/linux/bolwerk", "risk", "--people", str(people), "--format", "json", "--trials"]
        least, median, peak, _ = cost(program + [str(YEARS)])
        print(f"risk: {people} people: bolwerk risk with the value of 113 measures {least * 1e3:.1f} (median {median * 1e3:.1f}) ms, of which starting "
              f"{cost(program + ['1000'])[0] * 1e3:.1f}; {peak:.1f} MB", flush=True)
    whatif()
    print(f"risk: load {os.getloadavg()[0]:.1f}")


if len(sys.argv) > 1:
    f = model(int(sys.argv[2]), int(sys.argv[3]))
    if sys.argv[1] == "model":
        import riskmodel
        print(riskmodel.lines(f, int(sys.argv[4]), 1), end="")
        sys.exit()
    print(*(numpy_years(f) if sys.argv[1] == "years" else numpy_again(f) if sys.argv[1] == "again" else numpy_events(f, None if sys.argv[1] == "events" else sys.argv[1])))
else:
    main()
