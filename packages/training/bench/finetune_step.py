"""Trains a case of the bench with PyTorch and prints the median seconds of a step: forward, backward, AdamW.

With "sgemm" it prints the GFLOP/s of a product of 1024 x 1024 matrices instead, with a second argument "loss" the loss
of weights that are the same everywhere.
"""

import json
import math
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from finetune_t5 import T5
from finetune_vit import Vit

sys.path.append(str(Path(__file__).parent.parent / "test/pytorch"))
from recorded import set_weights, weight

torch.set_num_threads(2)


def heads(x, count):
    return x.unflatten(2, (count, -1)).transpose(1, 2)


def attend(query, key, value, mask):
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3]) + mask
    return (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)


class EncoderLayer(nn.Module):
    def __init__(self, dim, count):
        super().__init__()
        self.count = count
        self.q_lin, self.k_lin, self.v_lin, self.out_lin = (nn.Linear(dim, dim) for _ in range(4))
        self.lin1, self.lin2 = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)
        self.sa_layer_norm, self.output_layer_norm = nn.LayerNorm(dim), nn.LayerNorm(dim)

    def forward(self, x, mask):
        query, key, value = (heads(lin(x), self.count) for lin in (self.q_lin, self.k_lin, self.v_lin))
        x = self.sa_layer_norm(self.out_lin(attend(query, key, value, mask)) + x)
        return self.output_layer_norm(self.lin2(F.gelu(self.lin1(x))) + x)


class Classifier(nn.Module):
    """DistilBERT with the head for sequence classification."""

    def __init__(self, layers, dim, count, vocabulary):
        super().__init__()
        self.words, self.places = nn.Embedding(vocabulary, dim), nn.Embedding(512, dim)
        self.norm = nn.LayerNorm(dim)
        self.layers = nn.ModuleList(EncoderLayer(dim, count) for _ in range(layers))
        self.pre_classifier, self.classifier = nn.Linear(dim, dim), nn.Linear(dim, 2)

    def forward(self, ids, attention_mask, labels):
        mask = (1.0 - attention_mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1])))
        for layer in self.layers:
            x = layer(x, mask)
        return F.cross_entropy(self.classifier(F.relu(self.pre_classifier(x[:, 0]))), labels)


class DecoderLayer(nn.Module):
    def __init__(self, dim, count):
        super().__init__()
        self.count = count
        self.ln_1, self.ln_2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.c_attn, self.attn_proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.c_fc, self.c_proj = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x, mask):
        query, key, value = (heads(part, self.count) for part in self.c_attn(self.ln_1(x)).chunk(3, -1))
        x = x + self.attn_proj(attend(query, key, value, mask))
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class LanguageModel(nn.Module):
    """GPT-2 with the head for text generation."""

    def __init__(self, layers, dim, count, vocabulary):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, dim), nn.Embedding(1024, dim)
        self.h = nn.ModuleList(DecoderLayer(dim, count) for _ in range(layers))
        self.ln_f = nn.LayerNorm(dim)

    def forward(self, ids, attention_mask, labels):
        length = ids.shape[1]
        visible = torch.ones(length, length).tril().bool() & attention_mask[:, None, None, :].bool()
        mask = torch.zeros(visible.shape).masked_fill(~visible, torch.finfo(torch.float32).min)
        x = self.wte(ids) + self.wpe(torch.arange(length))
        for layer in self.h:
            x = layer(x, mask)
        logits = self.ln_f(x) @ self.wte.weight.T
        return F.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())


cases = {
    "distilbert": (lambda: Classifier(6, 768, 12, 30522), 30522, (8, 64)),
    "small": (lambda: Classifier(4, 256, 4, 8000), 8000, (16, 64)),
    "gpt2": (lambda: LanguageModel(12, 768, 12, 50257), 50257, (2, 128)),
    "t5": (lambda: T5(4, 256, 4, 8000), 8000, (8, 64)),
    "vit": (lambda: Vit(6, 192, 3, 10), None, (16, 3, 224, 224)),
}


def tokens(name, shape, vocabulary):
    return ((weight(name, shape).double() + 0.5) * vocabulary).long()


def batch_of(name, number):
    """What the model is given; the same as finetuneBatch of finetune-batch.ts."""
    _, vocabulary, shape = cases[name]
    if name == "vit":
        return weight(f"pixel_values {number}", shape), torch.arange(shape[0]) % 10
    ids = tokens(f"input_ids {number}", shape, vocabulary)
    if name == "gpt2":
        labels = ids
    elif name == "t5":
        labels = tokens(f"labels {number}", (shape[0], 32), vocabulary)
    else:
        labels = torch.arange(shape[0]) % 2
    return ids, torch.ones(shape, dtype=torch.int64), labels


def step_seconds(name, warmups=2, steps=6):
    torch.manual_seed(0)
    model = cases[name][0]()
    for parameter in model.parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.02)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-4, foreach=True)
    times = []
    for step in range(warmups + steps):
        batch = batch_of(name, step)
        started = time.perf_counter()
        optimizer.zero_grad()
        loss = model(*batch)
        loss.backward()
        optimizer.step()
        times.append(time.perf_counter() - started)
        assert math.isfinite(loss.item())
    return statistics.median(times[warmups:])


def first_loss(name):
    """Of weights that test/finetune-step.test.ts sets, too; small matrices, for a loss that rounding leaves alone."""
    model = cases[name][0]()
    set_weights(model)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(0.1)
        return model(*batch_of(name, 0)).item()


def sgemm_gflops(size=1024, warmups=3, products=15):
    a, b = torch.randn(size, size), torch.randn(size, size)
    times = []
    for _ in range(warmups + products):
        started = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - started)
    return 2e-9 * size**3 / statistics.median(times[warmups:])


if sys.argv[1] == "sgemm":
    print(json.dumps({"gflops": sgemm_gflops()}))
elif sys.argv[2:] == ["loss"]:
    print(json.dumps({"loss": first_loss(sys.argv[1])}))
else:
    print(json.dumps({"seconds": step_seconds(sys.argv[1])}))
