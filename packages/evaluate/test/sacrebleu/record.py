"""Records scores of sacreBLEU 2.6.0, and of the script behind Hugging Face's bleu: python record.py BLEU_PY.

sacrebleu is installed, and BLEU_PY is nmt/scripts/bleu.py of TensorFlow's nmt. That fails without any words.
"""

import importlib.util
import json
import pathlib
import random
import sys

from sacrebleu import tokenizers  # noqa: F401
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.metrics.bleu import _get_tokenizer

random.seed(41)
spec = importlib.util.spec_from_file_location("nmt_bleu", sys.argv[1])
nmt_bleu = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nmt_bleu)

WORDS = (
    "the cat The CAT sat on a mat, mat. 3.14 1,000 2-3 well-known U.S. &quot;so&quot; &amp; &lt;b&gt; <skipped> don't "
    "(yes) [no] {x} $5 50% a/b x_y é Ünü ß İ ½ „gut“ «bon» ¿qué? … — 5. .5 ,x x, 5-a a-5 €9 № 1º 😀 x😀. 你好 世界。 "
    "中文abc ，、 ３ ｱ 한국 カナ 𠀀 ∑ → ☃ ✓ ~ ` ^ | \\ @user #tag a=b !!! ??? ;: '' "
).split()
SPACES = [" "] * 12 + ["  ", "\t", "\u00a0", "\u3000", "\n", "-\n", "\u200b"]


def text(longest=12):
    return "".join(random.choice(WORDS) + random.choice(SPACES) for _ in range(random.randint(0, longest)))


def near(sentence, share):
    words = sentence.split(" ")
    kept = [random.choice(WORDS) if random.random() < share else w for w in words if random.random() > share / 3]
    return " ".join(kept)


def corpus(size, references, share):
    first = [text() for _ in range(size)]
    others = [[near(t, 0.3) for t in first] for _ in range(references - 1)]
    return [near(t, share) for t in first], [first, *others]


corpora = {
    "near": corpus(25, 1, 0.2),
    "several references": corpus(20, 3, 0.4),
    "far": corpus(6, 1, 0.9),
    "one sentence": (["the cat sat on the mat"], [["the cat is on the mat"], ["there is a cat on the mat"]]),
    "short": (["cat", "mat ."], [["cat", "mat"]]),
    "one word": (["cat"], [["cat"]]),
    "nothing in common": (["x y z u v"], [["a b c d e"]]),
    "nothing predicted": (["", " "], [["a b c", "d"]]),
    "nothing to predict": (["a b c", "d"], [["", ""]]),
    "no bigrams in common": (["a b c d e f"], [["b a d c f e"]]),
    "the same": (["a b c d e f.", "g h i j"], [["a b c d e f.", "g h i j"]]),
}
bleu_options = [
    {},
    {"tokenize": "intl"},
    {"tokenize": "zh"},
    {"tokenize": "char"},
    {"tokenize": "none"},
    {"lowercase": True},
    {"smooth_method": "none"},
    {"smooth_method": "floor"},
    {"smooth_method": "floor", "smooth_value": 0.5},
    {"smooth_method": "add-k"},
    {"smooth_method": "add-k", "smooth_value": 0.25},
    {"effective_order": True},
    {"effective_order": True, "smooth_method": "none"},
    {"effective_order": True, "smooth_method": "add-k", "lowercase": True},
]
chrf_options = [
    {},
    {"word_order": 2},
    {"word_order": 1, "lowercase": True},
    {"char_order": 3, "beta": 1},
    {"whitespace": True},
    {"eps_smoothing": True},
    {"eps_smoothing": True, "word_order": 2, "beta": 3},
]
NAMES = {"effective_order": "useEffectiveOrder"}


def camel(options):
    def name(key):
        first, *rest = key.split("_")
        return NAMES.get(key, first + "".join(part.title() for part in rest))

    return {name(key): value for key, value in options.items()}


def bleu_scores(predictions, references, options):
    score = BLEU(force=True, **options).corpus_score(predictions, references)
    return {
        "score": score.score,
        "counts": score.counts,
        "totals": score.totals,
        "precisions": score.precisions,
        "bp": score.bp,
        "sys_len": score.sys_len,
        "ref_len": score.ref_len,
    }


def hf_bleu(predictions, references, max_order, smooth):
    tokenize = lambda text: _get_tokenizer("13a")()(text).split()  # noqa: E731
    keys = ("bleu", "precisions", "brevity_penalty", "length_ratio", "translation_length", "reference_length")
    lists = [[tokenize(text) for text in texts] for texts in zip(*references)]
    return dict(zip(keys, nmt_bleu.compute_bleu(lists, [tokenize(p) for p in predictions], max_order, smooth)))


def record(name, predictions, references):
    return {
        "name": name,
        "predictions": predictions,
        "references": [list(texts) for texts in zip(*references)],
        "sacrebleu": [{"options": camel(o), "scores": bleu_scores(predictions, references, o)} for o in bleu_options],
        "chrf": [
            {"options": camel(o), "score": CHRF(**o).corpus_score(predictions, references).score}
            for o in chrf_options
        ],
        "bleu": [
            {
                "options": {"maxOrder": order, "smooth": smooth},
                "scores": hf_bleu(predictions, references, order, smooth),
            }
            for order, smooth in ((4, False), (4, True), (2, False))
            if "nothing predicted" != name != "nothing to predict"
        ],
    }


texts = [text(20) for _ in range(60)] + WORDS
recorded = {
    "version": "2.6.0",
    "tokens": [
        {"name": name, "tokens": [_get_tokenizer(name)()(t.rstrip()).split() for t in texts]}
        for name in ("13a", "intl", "zh", "char", "none")
    ],
    "texts": texts,
    "cases": [record(name, *pair) for name, pair in corpora.items()],
}
path = pathlib.Path(__file__).parent / "fixtures" / "scores.json"
path.write_text(json.dumps(recorded, ensure_ascii=False) + "\n")
