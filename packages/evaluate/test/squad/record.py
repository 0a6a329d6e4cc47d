"""Records the scores of SQuAD's official scripts: python record.py FOLDER.

FOLDER holds Hugging Face evaluate's copies of both, squad/compute_score.py and squad_v2/compute_score.py.
"""

import importlib.util
import json
import pathlib
import random
import sys

random.seed(31)


def load(name):
    path = pathlib.Path(sys.argv[1]) / name / "compute_score.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


v1, v2 = load("squad"), load("squad_v2")
WORDS = "the The a an An Paris paris, 1976 of-the U.S. “quoted” l'été àa theatre — ½ a_b € don't A.".split()
SPACES = [" ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\x1c", "\ufeff"]


def text(longest=6):
    return "".join(random.choice(WORDS) + random.choice(SPACES) for _ in range(random.randint(0, longest)))


def near(answer):
    words = answer.split(" ")
    return " ".join(random.choice(WORDS) if random.random() < 0.3 else word for word in words)


def questions(count, unanswerable):
    rows = []
    for i in range(count):
        right = [] if random.random() < unanswerable else [text() for _ in range(random.randint(1, 3))]
        answer = near(random.choice(right)) if right and random.random() < 0.8 else random.choice(["", text()])
        rows.append((f"q{i}", right, answer, round(random.random(), 1)))
    return rows


def score_v1(rows):
    qas = [{"id": id_, "answers": [{"text": t} for t in right]} for id_, right, _, _ in rows]
    return v1.compute_score([{"paragraphs": [{"qas": qas}]}], {id_: answer for id_, _, answer, _ in rows})


def score_v2(rows, threshold):
    dataset = [{"paragraphs": [{"qas": [{"id": i, "answers": {"text": right}} for i, right, _, _ in rows]}]}]
    answers = {id_: answer for id_, _, answer, _ in rows}
    probabilities = {id_: probability for id_, _, _, probability in rows}
    has_answer = v2.make_qid_to_has_ans(dataset)
    exact_raw, f1_raw = v2.get_raw_scores(dataset, answers)
    exact, f1 = (v2.apply_no_ans_threshold(s, probabilities, has_answer, threshold) for s in (exact_raw, f1_raw))
    result = v2.make_eval_dict(exact, f1)
    for prefix, wanted in (("HasAns", True), ("NoAns", False)):
        ids = [id_ for id_, has in has_answer.items() if has == wanted]
        if ids:
            v2.merge_eval(result, v2.make_eval_dict(exact, f1, qid_list=ids), prefix)
    v2.find_all_best_thresh(result, answers, exact_raw, f1_raw, probabilities, has_answer)
    return result


def case(rows, **scores):
    return {"rows": [dict(zip(("id", "right", "answer", "probability"), row)) for row in rows], **scores}


texts = [text(8) for _ in range(150)]
answerable = [questions(size, 0) for size in (1, 5, 60)]
mixed = [(questions(size, share), t) for size, share in ((40, 0.5), (40, 0.2), (5, 1), (5, 0)) for t in (1.0, 0.5)]
recorded = {
    "normalized": [{"text": t, "normalized": v1.normalize_answer(t)} for t in texts],
    "v1": [case(rows, scores=score_v1(rows)) for rows in answerable],
    "v2": [case(rows, threshold=threshold, scores=score_v2(rows, threshold)) for rows, threshold in mixed],
}
path = pathlib.Path(__file__).parent / "fixtures" / "answers.json"
path.write_text(json.dumps(recorded) + "\n")
