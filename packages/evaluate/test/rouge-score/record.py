"""Records scores of Google's rouge-score, before its 0.1: python record.py, with it and NLTK 3.8 installed."""

import json
import pathlib
import random

from rouge_score import rouge_scorer

random.seed(47)
WORDS = (
    "the cat cats sat on a mat. running runs ran summary summaries Summarizing, don't U.S. 1976 x-ray naïve ß “said” "
    "relational relate related news dying flies of to in is it its day days K 你好 /"
).split()
TYPES = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]


def text(lines, longest=10):
    return "\n".join(" ".join(random.choices(WORDS, k=random.randint(0, longest))) for _ in range(lines))


def near(original):
    lines = original.split("\n")
    random.shuffle(lines)
    words = [[random.choice(WORDS) if random.random() < 0.4 else w for w in line.split(" ")] for line in lines]
    return "\n".join(" ".join(line) for line in words)


originals = [text(random.randint(1, 5)) for _ in range(70)]
pairs = [(near(original), original) for original in originals]
pairs += [("", "a cat"), ("a cat", ""), ("", ""), ("/", "a"), ("cat", "cat"), ("\n\n", "a\n"), ("a b", "b a")]
# Few words, of which many subsequences are equally long.
pairs += [(" ".join(random.choices("abc\n", k=20)), " ".join(random.choices("abc\n", k=20))) for _ in range(30)]


def scores(prediction, reference, stem):
    found = rouge_scorer.RougeScorer(TYPES, use_stemmer=stem).score(reference, prediction)
    return [list(found[name]) for name in TYPES]


recorded = {
    "types": TYPES,
    "pairs": [
        {"prediction": p, "reference": r, "plain": scores(p, r, False), "stemmed": scores(p, r, True)} for p, r in pairs
    ],
}
path = pathlib.Path(__file__).parent / "fixtures" / "scores.json"
path.write_text(json.dumps(recorded, ensure_ascii=False) + "\n")
