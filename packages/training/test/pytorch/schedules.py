"""Records learning rates of PyTorch's LambdaLR, with the factors that Hugging Face's schedules multiply by.

python3 schedules.py > fixtures/schedules.json
"""

import json
import math

import torch
from torch.optim.lr_scheduler import LambdaLR

TRAINING, RATE = 20, 0.01


def linear(step, warmup):
    return max(0.0, (TRAINING - step) / max(1, TRAINING - warmup))


def progress(step, warmup):
    return (step - warmup) / max(1, TRAINING - warmup)


def cosine(cycles):
    return lambda step, warmup: max(0.0, 0.5 * (1 + math.cos(math.pi * cycles * 2 * progress(step, warmup))))


def restarts(cycles):
    def factor(step, warmup):
        done = progress(step, warmup)
        return 0.0 if done >= 1 else max(0.0, 0.5 * (1 + math.cos(math.pi * ((cycles * done) % 1))))

    return factor


def cosine_with_min(rate):
    def factor(step, warmup):
        value = 0.5 * (1 + math.cos(math.pi * progress(step, warmup)))
        return max(0.0, value * (1 - rate) + rate)

    return factor


def polynomial(power, end):
    def factor(step, warmup):
        if step > TRAINING:
            return end / RATE
        remaining = 1 - (step - warmup) / (TRAINING - warmup)
        return ((RATE - end) * remaining**power + end) / RATE

    return factor


def inverse_sqrt(step, warmup):
    timescale = warmup or 10_000
    return 1 / math.sqrt((step + timescale - warmup) / timescale)


def one(step, warmup):
    return 1.0


CASES = [
    ("linear", {}, linear),
    ("cosine", {}, cosine(0.5)),
    ("cosine", {"numCycles": 1.5}, cosine(1.5)),
    ("cosine_with_restarts", {"numCycles": 3}, restarts(3)),
    ("cosine_with_min_lr", {"minLrRate": 0.1}, cosine_with_min(0.1)),
    ("polynomial", {"power": 2, "lrEnd": 0.001}, polynomial(2, 0.001)),
    ("constant_with_warmup", {}, one),
    ("inverse_sqrt", {}, inverse_sqrt),
    ("constant", {}, None),
]


def recorded(factor, warmup):
    def scale(step):
        if factor is None:
            return 1.0
        return step / max(1, warmup) if step < warmup else factor(step, warmup)

    optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=RATE)
    scheduler = LambdaLR(optimizer, scale)
    rates = []
    for _ in range(TRAINING + 3):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return rates


cases = [
    {"name": name, "settings": settings, "warmup": warmup, "rates": recorded(factor, warmup)}
    for name, settings, factor in CASES
    for warmup in (0, 5)
]
print(json.dumps({"training": TRAINING, "rate": RATE, "cases": cases}))
