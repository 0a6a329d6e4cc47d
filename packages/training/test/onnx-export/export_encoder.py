"""Exports a small encoder with PyTorch's own exporter, and records what PyTorch computes for it with a head on top.

Run it with PyTorch 1.13 or newer, from any folder: python3 export_encoder.py
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(0)
torch.use_deterministic_algorithms(True)
folder = Path(__file__).parent / "fixtures"


class Encoder(nn.Module):
    def __init__(self, vocab=13, dim=8, heads=2, wide=12):
        super().__init__()
        self.heads, self.size = heads, dim // heads
        self.words = nn.Embedding(vocab, dim)
        self.query, self.key, self.value, self.out = (nn.Linear(dim, dim) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.up, self.down = nn.Linear(dim, wide), nn.Linear(wide, dim)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, self.size).transpose(1, 2)

    def forward(self, input_ids, attention_mask):
        x = self.words(input_ids)
        scores = self.split(self.query(x)) @ self.split(self.key(x)).transpose(2, 3) / self.size**0.5
        scores = scores.masked_fill(attention_mask[:, None, None, :] == 0, -1e9)
        context = (scores.softmax(-1) @ self.split(self.value(x))).transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + self.out(context))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


encoder = Encoder()
# The exporter stores equal tensors once, as untrained norms are, and they would then be trained as one.
for norm in (encoder.norm1, encoder.norm2):
    nn.init.uniform_(norm.weight, 0.5, 1.5)
    nn.init.uniform_(norm.bias, -0.5, 0.5)
input_ids = torch.tensor([[2, 5, 6, 3], [2, 7, 3, 0]])
attention_mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
names = {0: "batch", 1: "sequence"}
torch.onnx.export(
    encoder,
    (input_ids, attention_mask),
    str(folder / "encoder.onnx"),
    input_names=["input_ids", "attention_mask"],
    output_names=["last_hidden_state"],
    dynamic_axes={"input_ids": names, "attention_mask": names, "last_hidden_state": names},
    opset_version=14,
)

classifier, spans = nn.Linear(8, 3), nn.Linear(8, 2)
hidden = encoder(input_ids, attention_mask)


def record(task, head, labels, logits, loss):
    encoder.zero_grad()
    loss.backward(retain_graph=True)
    return {
        "task": task,
        "head": {"weight": head.weight.flatten().tolist(), "bias": head.bias.tolist()},
        "labels": labels,
        "logits": {name: values.flatten().tolist() for name, values in logits.items()},
        "loss": loss.item(),
        "gradients": {
            name: encoder.get_parameter(name).grad.flatten().tolist()
            for name in ("words.weight", "query.bias", "norm1.weight", "up.bias")
        },
    }


whole = classifier(hidden[:, 0])
each = classifier(hidden)
start, end = spans(hidden).unbind(-1)
classes, tags, starts, ends = [2, 0], [[-100, 1, 0, -100], [-100, 2, -100, -100]], [1, 0], [2, 1]
records = [
    record(
        "sequence-classification",
        classifier,
        {"labels": classes},
        {"logits": whole},
        F.cross_entropy(whole, torch.tensor(classes)),
    ),
    record(
        "token-classification",
        classifier,
        {"labels": tags},
        {"logits": each},
        F.cross_entropy(each.flatten(0, 1), torch.tensor(tags).flatten()),
    ),
    record(
        "question-answering",
        spans,
        {"start_positions": starts, "end_positions": ends},
        {"start_logits": start, "end_logits": end},
        (F.cross_entropy(start, torch.tensor(starts)) + F.cross_entropy(end, torch.tensor(ends))) / 2,
    ),
]
(folder / "heads.json").write_text(json.dumps(records) + "\n")
