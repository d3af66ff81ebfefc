#!/usr/bin/env python3
"""COINr's uncertainty analysis of its ASEM example, replayed in numpy.

Treatment and normalisation are computed once for each of their ten combinations; a replication
aggregates with its weights and ranks, as gaoxin_evaluation_bench does. Prints the milliseconds and
how many ranks differ from the published rank statistics. COINr itself takes 142.5 s for 1,000
replications on such a machine (figure that comes with the reference data).
"""
import csv
import sys
import time

import numpy as np

folder = sys.argv[1] + "/evaluation/coinr_asem/"


def rows(name):
    with open(folder + name, newline="") as file:
        return list(csv.DictReader(file))


meta = [r for r in rows("input_iMeta.csv") if r["Type"] in ("Indicator", "Aggregate")]
level = {r["iCode"]: int(r["Level"]) for r in meta}
parent = {r["iCode"]: r["Parent"] for r in meta}
indicators = [c for c in level if level[c] == 1]
screened = sorted(rows("nominal_stage_4_Screened.csv"), key=lambda r: r["uCode"])
units = [r["uCode"] for r in screened]
data = {c: np.array([float(r[c]) for r in screened]) for c in indicators}
direction = {r["iCode"]: float(r["Direction"]) for r in meta if r["Level"] == "1"}


def shape(x):
    n, c = len(x), x - x.mean()
    skew = np.sqrt(n) * (c**3).sum() / (c**2).sum() ** 1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    r = n * (c**4).sum() / (c**2).sum() ** 2
    return skew, ((n + 1) * (r - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def treated(x, points_max):
    def passes(v):
        skew, kurtosis = shape(v)
        return abs(skew) < 2 or kurtosis < 3.5

    if passes(x):
        return x
    y, high, low = x.copy(), 0, 0
    while not passes(y) and high + low < points_max:
        if shape(y)[0] >= 0:
            outer = y == y.max()
            y[outer] = y[~outer].max()
            high = int(outer.sum())
        else:
            outer = y == y.min()
            y[outer] = y[~outer].min()
            low = int(outer.sum())
    return y if passes(y) else np.log(x - x.min() + 0.01 * (x.max() - x.min()))


def normalised(table, kind):
    if kind == "minmax_1_100":
        low, high = table.min(0), table.max(0)
        return (table - low) / (high - low) * 99 + 1
    return (table - table.mean(0)) / table.std(0, ddof=1) * 2 + 10


sets = {}
for r in rows("sens_noisy_weight_sets_levels2to4.csv"):
    sets.setdefault(r["set"], {})[r["iCode"]] = float(r["Weight"])
draws = rows("sens_UA_draws.csv")
groups = {}
for code, above in parent.items():
    groups.setdefault(above, []).append(code)


def replay():
    cache = {}
    for winmax in range(1, 6):
        table = np.stack([treated(data[c], winmax) * direction[c] for c in indicators], 1)
        for kind in ("minmax_1_100", "zscore_10_2"):
            cache[winmax, kind] = normalised(table, kind)
    place = {c: i for i, c in enumerate(indicators)}
    ranks = np.empty((len(draws), len(units)))
    for number, draw in enumerate(draws):
        table = cache[int(draw["winmax"]), draw["norm_alt"]]
        weights = sets[draw["weight_set"]]
        scores = {c: table[:, place[c]] for c in indicators}
        for of in (2, 3, 4):
            for code in (c for c in level if level[c] == of):
                x = np.stack([scores[c] for c in groups[code]], 1)
                w = np.array([weights.get(c, 1.0) for c in groups[code]])
                w = w / w.sum()
                scores[code] = x @ w if draw["agg_alt"] == "a_amean" else np.exp(np.log(x) @ w)
        index = scores["Index"]
        ranks[number] = 1 + (index[None, :] > index[:, None]).sum(1)
    return ranks


begin = time.perf_counter()
ranks = replay()
took = (time.perf_counter() - begin) * 1000
wanted = {r["uCode"]: r for r in rows("sens_UA_rank_stats.csv")}
wrong = sum(abs(ranks[:, i].mean() - float(wanted[u]["Mean"])) > 1e-9 for i, u in enumerate(units))
print(f"numpy, weights of levels 2 and 3: {len(draws):>6} replications, 1 thread: {took:.1f} ms "
      f"({wrong} of {len(units)} units differ from the published mean rank)")
