"""Writes reference.json: statistics of the drift monitors computed with NumPy and SciPy.

Run in this folder: python3 reference.py    (made with NumPy 2.4.6 and SciPy 1.17.1)
The data come from the generator of POSIX rand, which the tests have too.
"""

import json
import math
from collections import Counter

import numpy as np
from scipy import optimize, stats


class Draw:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return self.state / 2**31

    def normal(self):
        return sum(self.uniform() for _ in range(12)) - 6

    def points(self, count, width, shift):
        return np.array([[np.float32(self.normal() + shift) for _ in range(width)] for _ in range(count)])


def numbers(seed, count, shift):
    draw = Draw(seed)
    return np.array([draw.normal() + shift for _ in range(count)])


def errors(seed, parts):
    draw = Draw(seed)
    return [draw.uniform() < rate for count, rate in parts for _ in range(count)]


def mmd(x, y):
    z = np.vstack([x, y]).astype(float)
    d = ((z[:, None, :] - z[None, :, :]) ** 2).sum(-1)
    pairs = np.sort(d[np.triu_indices(len(z), 1)])
    k = np.exp(-d / (2 * pairs[(len(pairs) - 1) // 2]))
    m, n = len(x), len(y)
    kxx, kyy, kxy = k[:m, :m], k[m:, m:], k[:m, m:]
    return (
        (kxx.sum() - np.trace(kxx)) / (m * (m - 1)) + (kyy.sum() - np.trace(kyy)) / (n * (n - 1)) - 2 * kxy.mean()
    )


def classifier(x, y):
    half = len(x) // 2
    train = np.vstack([x[:half], y[:half]]).astype(float)
    test = np.vstack([x[half : 2 * half], y[half : 2 * half]]).astype(float)
    mean = train.mean(0)
    a, b = train - mean, test - mean
    ridge = 0.1 * (a**2).sum() / len(a)
    w = np.linalg.solve(a.T @ a + ridge * np.eye(a.shape[1]), a.T @ np.r_[-np.ones(half), np.ones(half)])
    right = int(((b @ w > 0) == (np.arange(2 * half) >= half)).sum())
    return {
        "accuracy": right / (2 * half),
        "p": stats.binomtest(right, 2 * half, 0.5, "greater").pvalue,
        "scores": (b @ w).tolist(),
    }


def mahalanobis(x, y):
    x = x.astype(float)
    n, p = x.shape
    a = x - x.mean(0)
    s = a.T @ a / n
    mu = np.trace(s) / p
    d2 = ((s - mu * np.eye(p)) ** 2).sum() / p
    b2 = sum(((np.outer(r, r) - s) ** 2).sum() for r in a) / n**2 / p
    shrink = min(b2, d2) / d2
    c = (1 - shrink) * s + (shrink * mu + 1e-9 * mu) * np.eye(p)
    b = y.astype(float) - x.mean(0)
    return {"shrinkage": shrink, "distances": np.sqrt((b @ np.linalg.inv(c) * b).sum(1)).tolist()}


def psi(reference, window, bins):
    edges = np.unique([np.sort(reference)[i * len(reference) // bins] for i in range(1, bins)])
    edges = edges[edges < reference.max()]
    counts = [np.histogram(x, np.r_[-np.inf, np.nextafter(edges, np.inf), np.inf])[0] for x in (reference, window)]
    r, w = [(count + 0.5) / (count + 0.5).sum() for count in counts]
    return {
        "psi": ((w - r) * np.log(w / r)).sum(),
        "bins": len(r),
        "p": stats.chi2_contingency(counts, correction=False).pvalue,
    }


def labels(reference, window):
    a, b = Counter(reference), Counter(window)
    total = len(reference) + len(window)
    small = min(len(reference), len(window)) / total
    table = Counter(), Counter()
    for label in set(a) | set(b):
        key = label if (a[label] + b[label]) * small >= 5 else "(rare)"
        table[0][key] += a[label]
        table[1][key] += b[label]
    keys = sorted(set(table[0]))
    found = stats.chi2_contingency([[t[k] for k in keys] for t in table], correction=False)
    return {"statistic": found.statistic, "p": found.pvalue, "v": math.sqrt(found.statistic / total)}


def page_hinkley(stream, rate, false_alarms):
    normal = rate + 0.01
    moment = lambda a: rate * math.exp(a * (1 - normal)) + (1 - rate) * math.exp(-a * normal) - 1
    high = 1.0
    while moment(high) < 0:
        high *= 2
    exponent = optimize.brentq(moment, 1e-9 + high / 1e6, high, xtol=1e-15)
    height = math.log(10000 / false_alarms) / exponent
    alarms, total, lowest = [], 0.0, 0.0
    for i, error in enumerate(stream):
        total += error - normal
        lowest = min(lowest, total)
        if total - lowest >= height:
            alarms.append(i)
            total = lowest = 0.0
    return {"threshold": height, "alarms": alarms}


def ddm(stream, level, horizon):
    alarms = []
    for i, error in enumerate(stream):
        if i % horizon == 0:
            n, wrong, lowest, quiet = 0, 0, (math.inf, 0, 0), False
        n, wrong = n + 1, wrong + error
        p = wrong / n
        s = math.sqrt(p * (1 - p) / n)
        if quiet or n < 30 or s == 0:
            continue
        if p + s <= lowest[0]:
            lowest = (p + s, p, s)
        if p + s >= lowest[1] + level * lowest[2]:
            alarms.append(i)
            quiet = True
    return alarms


def adwin(stream, false_alarms):
    """Buckets as (size, errors), oldest first; rows of equal sizes hold five at most."""
    confidence = false_alarms * 32 / 10000
    window, alarms, widths = [], [], []

    def compress():
        size = 1
        while True:
            row = [i for i, bucket in enumerate(window) if bucket[0] == size]
            if len(row) <= 5:
                return
            window[row[0] : row[1] + 1] = [(2 * size, window[row[0]][1] + window[row[1]][1])]
            size *= 2

    def difference():
        n, e = sum(b[0] for b in window), sum(b[1] for b in window)
        variance = e / n * (1 - e / n)
        log = math.log(2 * n / confidence)
        n0 = e0 = 0
        for size, wrong in window:
            n0, e0 = n0 + size, e0 + wrong
            n1, e1 = n - n0, e - e0
            if n0 >= 5 and n1 >= 5:
                inverse = 1 / n0 + 1 / n1
                if abs(e1 / n1 - e0 / n0) >= math.sqrt(2 * inverse * variance * log) + 2 / 3 * inverse * log:
                    return e1 / n1 - e0 / n0
        return None

    for i, error in enumerate(stream):
        window.append((1, int(error)))
        compress()
        if (i + 1) % 32 == 0:
            rise = False
            while (found := difference()) is not None:
                rise = found > 0
                window.pop(0)
            if rise:
                alarms.append(i)
        widths.append(sum(b[0] for b in window))
    return {"alarms": alarms, "widths": widths[::500]}


def holm(p):
    order = np.argsort(p)
    raised = np.maximum.accumulate(np.array(p)[order] * (len(p) - np.arange(len(p))))
    result = np.empty(len(p))
    result[order] = np.minimum(1, raised)
    return result.tolist()


def main():
    small, large = numbers(1, 300, 0), numbers(2, 250, 0.2)
    x, y = Draw(3).points(40, 6, 0), Draw(4).points(30, 6, 0.3)
    draw = Draw(5)
    before = ["l%d" % int(10 * draw.uniform() ** 2) for _ in range(400)]
    now = ["l%d" % int(10 * draw.uniform() ** 3) for _ in range(300)]
    stream = errors(6, [(3000, 0.1), (2000, 0.3)])
    p = [0.01, 0.04, 0.003, 0.5, 0.02]
    ks, ties = stats.ks_2samp(small, large, method="exact"), (np.floor(3 * small), np.floor(3 * large))
    windows = stats.ks_2samp(numbers(9, 1000, 0), numbers(10, 1000, 0.1), method="exact")
    json.dump(
        {
            "ks": {"statistic": ks.statistic, "p": ks.pvalue},
            "ksTies": {"statistic": stats.ks_2samp(*ties).statistic},
            "ksWindows": {"statistic": windows.statistic, "p": windows.pvalue},
            "fisher": stats.fisher_exact([[30, 970], [55, 945]]).pvalue,
            "events": stats.binomtest(40, 88, 1 / 3).pvalue,
            "mannWhitney": {
                "statistic": stats.mannwhitneyu(large, small, method="asymptotic").statistic,
                "p": stats.mannwhitneyu(large, small, method="asymptotic").pvalue,
            },
            "psi": psi(small, large, 10),
            "psiTies": psi(np.floor(small), np.floor(large), 10),
            "labels": labels(before, now),
            "mmd": mmd(x, y),
            "classifier": classifier(x[:30], y),
            "mahalanobis": mahalanobis(x, y),
            "mahalanobisWide": mahalanobis(Draw(7).points(12, 20, 0), Draw(8).points(5, 20, 0.5)),
            "pageHinkley": page_hinkley(stream, 0.1, 0.1),
            "ddm": ddm(stream, 3, 2000),
            "adwin": adwin(stream, 0.1),
            "p": p,
            "bonferroni": [min(1, 5 * q) for q in p],
            "holm": holm(p),
            "benjaminiHochberg": stats.false_discovery_control(p).tolist(),
        },
        open("reference.json", "w"),
        indent=1,
    )


main()
