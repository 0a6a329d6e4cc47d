"""Records what seqeval 1.2.2 says of tag sequences, right and wrong ones: python record.py, with seqeval installed."""

import json
import pathlib
import random
import warnings

from seqeval import scheme as schemes
from seqeval.metrics import accuracy_score, classification_report

warnings.simplefilter("ignore")
random.seed(23)
TYPES = ["PER", "LOC", "MISC-X"]
LETTERS = {"IOB1": "IB", "IOB2": "IB", "IOE2": "IE", "IOBES": "IBES", "BILOU": "IBLU"}


def tag(letters, outside, types):
    return "O" if random.random() < outside else f"{random.choice(letters)}-{random.choice(types)}"


def spell(entities, length, scheme):
    """Tags of (type, start, end) in a scheme; IOB2 for IOB1, whose B are all but a few wrong."""
    tags = ["O"] * length
    for type_, start, end in entities:
        for i in range(start, end):
            first, last = i == start, i == end - 1
            letter = {
                "IOB1": "B" if first else "I",
                "IOB2": "B" if first else "I",
                "IOE2": "E" if last else "I",
                "IOBES": "S" if first and last else "B" if first else "E" if last else "I",
                "BILOU": "U" if first and last else "B" if first else "L" if last else "I",
            }[scheme]
            tags[i] = f"{letter}-{type_}"
    return tags


def sentence(scheme):
    length, entities, i = random.randint(1, 14), [], 0
    while i < length:
        end = min(length, i + random.randint(1, 4))
        if random.random() < 0.5:
            entities.append((random.choice(TYPES), i, end))
        i = end
    return spell(entities, length, scheme)


def disturbed(tags, letters, share):
    return [tag(letters, 0.3, TYPES) if random.random() < share else t for t in tags]


def scores(references, predictions, **options):
    report = classification_report(references, predictions, output_dict=True, **options)
    overall = report.pop("micro avg")
    report.pop("macro avg")
    report.pop("weighted avg")
    rows = {
        name: {"precision": s["precision"], "recall": s["recall"], "f1": s["f1-score"], "number": s["support"]}
        for name, s in report.items()
    }
    return {
        **{name: {key: float(value) for key, value in row.items()} for name, row in rows.items()},
        "overall_precision": float(overall["precision"]),
        "overall_recall": float(overall["recall"]),
        "overall_f1": float(overall["f1-score"]),
        "overall_accuracy": float(accuracy_score(references, predictions)),
    }


def flipped(sequences):
    return [["-".join([t[2:], t[0]]) if t != "O" else t for t in tags] for tags in sequences]


def record(name, references, predictions, **options):
    scheme = options.pop("scheme", None)
    python = {**options, **({"scheme": getattr(schemes, scheme)} if scheme else {})}
    zero_division = python["zero_division"]
    own = {key: value for key, value in options.items() if key != "zero_division"}
    return {
        "name": name,
        "references": [" ".join(tags) for tags in references],
        "predictions": [" ".join(tags) for tags in predictions],
        "options": {**own, "zeroDivision": zero_division, **({"scheme": scheme} if scheme else {})},
        "scores": scores(references, predictions, **python),
    }


cases = []
for scheme, letters in LETTERS.items():
    for share in (0.1, 0.5):
        references = [sentence(scheme) for _ in range(8)]
        predictions = [disturbed(tags, letters, share) for tags in references]
        for zero_division in (0, 1):
            options = {"mode": "strict", "scheme": scheme, "zero_division": zero_division}
            cases.append(record(f"{scheme}, strict", references, predictions, **options))
        if scheme not in ("IOB1",):
            cases.append(record(f"{scheme}, detected", references, predictions, mode="strict", zero_division=0))
        if scheme != "BILOU":
            cases.append(record(f"{scheme}, lenient", references, predictions, zero_division=0))
            flips = flipped(references), flipped(predictions)
            cases.append(record(f"{scheme}, suffix", *flips, suffix=True, zero_division=0))
    noise = [[tag(letters, 0.2, ["PER", "LOC"]) for _ in range(random.randint(1, 20))] for _ in range(25)]
    others = [disturbed(tags, letters, 0.4) for tags in noise]
    cases.append(record(f"{scheme}, noise", noise, others, mode="strict", scheme=scheme, zero_division=0))
    if scheme != "BILOU":
        cases.append(record(f"{scheme}, lenient noise", noise, others, zero_division=0))
absent = [["B-PER", "I-PER", "O"]], [["O", "O", "O"]]
for zero_division in (0, 1):
    cases.append(record("never predicted", *absent, zero_division=zero_division))
    cases.append(record("never a reference", *absent[::-1], zero_division=zero_division))
cases.append(record("without types", [["B", "I", "O", "B"]], [["B", "O", "O", "B"]], zero_division=0))

path = pathlib.Path(__file__).parent / "fixtures" / "tags.json"
path.write_text(json.dumps({"version": "1.2.2", "cases": cases}) + "\n")
