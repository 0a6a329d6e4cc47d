"""Records the scores of scikit-learn for label lists of many kinds: /usr/bin/python3 record.py (scikit-learn 1.2.1)."""

import json
import pathlib
import random
import warnings

import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")
random.seed(3)


def draw(labels, size, skill, weights=None):
    references = random.choices(labels, weights, k=size)
    predictions = [r if random.random() < skill else random.choice(labels) for r in references]
    return references, predictions


inputs = {
    "binary": draw([0, 1], 60, 0.6),
    "binary, rare": draw([0, 1], 60, 0.8, [9, 1]),
    "three classes": draw([0, 1, 2], 80, 0.5),
    "twelve unequal classes": draw(list(range(12)), 400, 0.7, [2**-k for k in range(12)]),
    "names": draw(["ham", "spam"], 50, 0.7),
    "tags": draw(["NOUN", "VERB", "ADJ", "X"], 90, 0.6, [5, 3, 2, 0.1]),
    "minus one and one": draw([-1, 1], 40, 0.4),
    "ids with gaps": draw([3, 10, 200], 40, 0.5),
    "all right": ([0, 1, 2, 1], [0, 1, 2, 1]),
    "all wrong": ([0, 1, 0, 1], [1, 0, 1, 0]),
    "one example": ([1], [1]),
    "one wrong example": ([1], [0]),
    "only negatives": ([0, 0, 0], [0, 0, 0]),
    "never predicted": ([0, 1, 2, 2], [0, 0, 2, 2]),
    "never a reference": ([0, 0, 2, 2], [0, 1, 2, 2]),
    "one prediction for all": ([0, 1, 0, 1, 1], [1, 1, 1, 1, 1]),
}
functions = {
    "precision": metrics.precision_score,
    "recall": metrics.recall_score,
    "f1": metrics.f1_score,
}
# Names apart, as scikit-learn orders them: by code point.
subsets = {"three classes": [2, 0], "tags": ["VERB", "ADJ"], "never predicted": [1, 2, 7], "all right": [8, 9]}


def averaged(references, predictions, **options):
    return {name: float(score(references, predictions, **options)) for name, score in functions.items()}


def record(name, references, predictions):
    present = sorted(set(references) | set(predictions))
    case = {
        "name": name,
        "references": references,
        "predictions": predictions,
        "accuracy": metrics.accuracy_score(references, predictions),
        "matthews_correlation": float(metrics.matthews_corrcoef(references, predictions)),
        "confusion_matrix": metrics.confusion_matrix(references, predictions).tolist(),
        "normalized": {
            normalize: metrics.confusion_matrix(references, predictions, normalize=normalize).tolist()
            for normalize in ("true", "pred", "all")
        },
        "averages": [],
        "perLabel": [],
    }
    label_sets = [None] + ([subsets[name]] if name in subsets else [])
    for zero_division in (0, 1):
        for labels in label_sets:
            settings = {"zeroDivision": zero_division, **({"labels": labels} if labels else {})}
            for average in ("macro", "micro", "weighted"):
                scores = averaged(references, predictions, labels=labels, average=average, zero_division=zero_division)
                case["averages"].append({"options": {**settings, "average": average}, "scores": scores})
            columns = metrics.precision_recall_fscore_support(
                references, predictions, labels=labels, average=None, zero_division=zero_division
            )
            rows = zip(labels or present, *(column.tolist() for column in columns))
            keys = ("label", "precision", "recall", "f1", "support")
            case["perLabel"].append({"options": settings, "rows": [dict(zip(keys, row)) for row in rows]})
        if len(present) == 2:
            for positive in present:
                scores = averaged(references, predictions, pos_label=positive, zero_division=zero_division)
                options = {"zeroDivision": zero_division, "posLabel": positive}
                case["averages"].append({"options": options, "scores": scores})
        if present == [0]:
            scores = averaged(references, predictions, zero_division=zero_division)
            case["averages"].append({"options": {"zeroDivision": zero_division}, "scores": scores})
    return case


recorded = {"version": sklearn.__version__, "cases": [record(name, *pair) for name, pair in inputs.items()]}
path = pathlib.Path(__file__).parent / "fixtures" / "scores.json"
path.write_text(json.dumps(recorded) + "\n")
