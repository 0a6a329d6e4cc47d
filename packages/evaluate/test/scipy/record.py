"""Records what scipy and numpy say of numbers: /usr/bin/python3 record.py (scipy 1.10.1, numpy 1.24.2)."""

import json
import pathlib
import random
import warnings

import numpy as np
import scipy
from scipy import special, stats

warnings.simplefilter("ignore")
random.seed(11)
rng = np.random.default_rng(11)


def related(size, noise, digits=None):
    references = [random.gauss(0, 1) for _ in range(size)]
    predictions = [r + random.gauss(0, noise) for r in references]
    return [[round(x, digits) if digits is not None else x for x in xs] for xs in (references, predictions)]


pairs = {
    "ten, related": related(10, 1),
    "ten, hardly related": related(10, 20),
    "two hundred, strongly": related(200, 0.1),
    "three hundred, weakly": related(300, 7),
    "ties": related(60, 1, 0),
    "many ties": [[random.choice([0, 1, 5]) for _ in range(40)], [random.choice([0, 2]) for _ in range(40)]],
    "opposite": [[1, 2, 3, 4, 5], [9.5, 8, 6.5, 6, 1]],
    "a line": [[1, 2, 3, 4, 7], [2.5, 4.5, 6.5, 8.5, 14.5]],
    "almost a line": [[1, 2, 3, 4], [1, 2, 3, 4.000001]],
    "three": [[1, 2, 3], [1, 3, 2]],
    "two": [[1, 2], [5, 3]],
    "far from zero": [[1e6 + x for x in range(12)], [1e6 + (x * 5) % 12 for x in range(12)]],
    "tiny": [[x * 1e-200 for x in range(12)], [(x * 7) % 12 for x in range(12)]],
    "huge": [[x * 1e200 for x in range(12)], [(x * 7) % 12 for x in range(12)]],
    "nothing to do with each other": [[-2, -1, 0, 1, 2], [4, 1, 0, 1, 4]],
}


def correlations(name, references, predictions):
    pearson, spearman = stats.pearsonr(references, predictions), stats.spearmanr(references, predictions)
    return {
        "name": name,
        "references": references,
        "predictions": predictions,
        "pearsonr": float(pearson[0]),
        "pearsonPvalue": float(pearson[1]),
        "spearmanr": float(spearman[0]),
        # For two, scipy takes a t distribution of no degrees of freedom.
        "spearmanPvalue": None if len(references) == 2 else float(spearman[1]),
    }


beta = [
    (x, a, b)
    for x in (0, 1e-12, 0.01, 0.3, 0.5, 0.9, 0.999999, 1)
    for a, b in ((0.5, 0.5), (4, 0.5), (999, 0.5), (2, 7), (30, 30))
]
z = [-37, -12, -5, -3.0001, -2.9999, -1, -0.1, 0, 0.3, 1.96, 3, 3.5, 8, 20]
p = [0, 1e-300, 1e-10, 0.025, 0.3, 0.5, 0.84, 0.999, 1]


def bootstraps():
    accuracy = np.array([1] * 21 + [0] * 4)
    skewed = rng.exponential(size=25)
    x = rng.normal(size=20)
    y = x + rng.normal(size=20)
    statistics = {
        "mean": (np.mean, (skewed,)),
        "accuracy": (np.mean, (accuracy,)),
        "deviation": (np.std, (skewed,)),
        "correlation": (lambda a, b: stats.pearsonr(a, b)[0], (x, y)),
    }
    for name, (statistic, data) in statistics.items():
        jackknife = [float(statistic(*(np.delete(d, i) for d in data))) for i in range(len(data[0]))]
        for method in ("percentile", "basic", "BCa"):
            for confidence in (0.95, 0.5):
                result = stats.bootstrap(
                    data,
                    statistic,
                    paired=True,
                    vectorized=False,
                    n_resamples=49,
                    confidence_level=confidence,
                    method=method,
                    random_state=rng,
                )
                yield {
                    "name": name,
                    "method": method.lower(),
                    "confidence": confidence,
                    "value": float(statistic(*data)),
                    "resamples": sorted(result.bootstrap_distribution.tolist()),
                    "jackknife": jackknife,
                    "low": float(result.confidence_interval.low),
                    "high": float(result.confidence_interval.high),
                }


recorded = {
    "version": scipy.__version__,
    "correlations": [correlations(name, *pair) for name, pair in pairs.items()],
    "beta": [{"x": x, "a": a, "b": b, "value": float(special.betainc(a, b, x))} for x, a, b in beta],
    "cdf": [{"z": v, "value": float(special.ndtr(v))} for v in z],
    "quantile": [{"p": v, "value": float(special.ndtri(v))} for v in p if 0 < v < 1],
    "bootstraps": list(bootstraps()),
}
path = pathlib.Path(__file__).parent / "fixtures" / "statistics.json"
path.write_text(json.dumps(recorded) + "\n")
