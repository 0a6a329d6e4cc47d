"""Records what tokenizers 0.23.2 (Python) trains on small corpora with options that its Node binding has not.

python record.py, with `pip install tokenizers==0.23.2`. Words are separated by spaces. Characters that a limited alphabet
must choose from occur differently often, because of equally frequent ones the library chooses by a random seed.
"""

import json
import pathlib
import random

from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers

random.seed(5)


def corpus(alphabet, words, length):
    """Words of made-up syllables, so that pairs repeat, some often and many equally often."""
    syllables = ["".join(random.choices(alphabet, k=random.randint(1, 3))) for _ in range(12)]
    made = ["".join(random.choices(syllables, k=random.randint(1, length))) for _ in range(words)]
    return " ".join(random.choices(made, k=3 * words))


TEXTS = {
    "latin": corpus("abcdefgh", 60, 4),
    "runs": " ".join(random.choice("-=a") * random.randint(1, 40) for _ in range(80)),
    "mixed": corpus("aéß漢字😀한Ω\u0301", 60, 4),
    "skewed": corpus("aaaaaaaabbbbbccccddde", 80, 5),
}
OPTIONS = {
    "BPE": [
        {"vocab_size": 60},
        {"min_frequency": 5},
        {"vocab_size": 40, "special_tokens": ["<s>", "a", AddedToken("<mask>", lstrip=True)]},
        {"initial_alphabet": ["z", "é", "😀", "a"], "vocab_size": 50},
        {"limit_alphabet": 3},
        {"limit_alphabet": 3, "initial_alphabet": ["e"]},
        {"max_token_length": 4},
        {"max_token_length": 1},
        {"max_token_length": 7, "vocab_size": 70},
        {"end_of_word_suffix": "</w>", "vocab_size": 80},
        {"continuing_subword_prefix": "@@", "vocab_size": 80},
        {"continuing_subword_prefix": "a", "end_of_word_suffix": "é"},
    ],
    "WordPiece": [
        {"vocab_size": 70, "special_tokens": ["[UNK]", "[CLS]"]},
        {"min_frequency": 3, "continuing_subword_prefix": "~"},
        {"limit_alphabet": 4, "end_of_word_suffix": "$"},
    ],
    "Unigram": [
        {"vocab_size": 40},
        {"vocab_size": 30, "unk_token": "<unk>", "special_tokens": ["<s>", "</s>"]},
        {"vocab_size": 30, "unk_token": "<unk>", "special_tokens": ["<s>", "<unk>"], "n_sub_iterations": 4},
        {"vocab_size": 25, "shrinking_factor": 0.5, "max_piece_length": 3},
        {"vocab_size": 24, "shrinking_factor": 0.95, "initial_alphabet": ["z", "y"]},
    ],
    "WordLevel": [
        {"vocab_size": 20},
        {"min_frequency": 4, "special_tokens": ["<unk>"]},
    ],
}


def describe(token):
    if isinstance(token, str):
        return token
    return {"content": token.content, "lstrip": token.lstrip}


records = []
for name, text in TEXTS.items():
    for kind, choices in OPTIONS.items():
        for options in choices:
            tokenizer = Tokenizer(getattr(models, kind)())
            tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
            trainer = getattr(trainers, f"{kind.replace('BPE', 'Bpe')}Trainer")(show_progress=False, **options)
            tokenizer.train_from_iterator([text], trainer)
            trained = json.loads(tokenizer.to_str())
            model = {key: trained["model"].get(key) for key in ("vocab", "merges", "unk_id")}
            plain = {**options}
            if "special_tokens" in plain:
                plain["special_tokens"] = [describe(token) for token in plain["special_tokens"]]
            records.append(
                {"text": name, "kind": kind, "options": plain, "model": model, "added": trained["added_tokens"]}
            )

out = pathlib.Path(__file__).with_name("fixtures") / "trained.json"
data = {"texts": TEXTS, "records": records}
out.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
