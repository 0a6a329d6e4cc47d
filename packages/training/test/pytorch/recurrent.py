"""Records what PyTorch computes for language models of nn.LSTM and nn.GRU: logits, loss, gradients and last states.

Weights are not stored, see recorded.py. Run it with PyTorch 1.13 or newer, from any folder: python3 recurrent.py
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from recorded import float32, set_weights


class LanguageModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        kind, hidden = config["model_type"], config["hidden_size"]
        size = config.get("embedding_size", hidden)
        layers = {"lstm": nn.LSTM, "gru": nn.GRU}[kind](size, hidden, config["num_hidden_layers"])
        self.embeddings = nn.Embedding(config["vocab_size"], size)
        self.add_module(kind, layers)
        self.kind = kind
        if not config["tie_word_embeddings"]:
            self.lm_head = nn.Linear(hidden, config["vocab_size"])

    def forward(self, ids):
        outputs, states = getattr(self, self.kind)(self.embeddings(ids).transpose(0, 1))
        outputs = outputs.transpose(0, 1)
        head = getattr(self, "lm_head", None)
        logits = head(outputs) if head else outputs @ self.embeddings.weight.T
        return logits, states if self.kind == "lstm" else (states,)


sizes = {"vocab_size": 11, "hidden_size": 6, "num_hidden_layers": 2}
configs = [
    {"model_type": "lstm", **sizes, "embedding_size": 4, "tie_word_embeddings": False},
    {"model_type": "lstm", **sizes, "tie_word_embeddings": True},
    {"model_type": "gru", **sizes, "embedding_size": 4, "tie_word_embeddings": False},
    {"model_type": "gru", **sizes, "tie_word_embeddings": True},
]
input_ids = [[3, 1, 10, 0, 7], [5, 5, 2, 9, 9]]
labels = [[3, 1, 10, 0, 7], [5, 5, 2, -100, -100]]

records = []
for config in configs:
    model = LanguageModel(config)
    set_weights(model)
    logits, states = model(torch.tensor(input_ids))
    targets = torch.tensor(labels)[:, 1:]
    loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), targets.flatten())
    loss.backward()
    records.append(
        {
            "config": config,
            "input_ids": input_ids,
            "labels": labels,
            "logits": float32(logits),
            "loss": loss.item(),
            "states": [float32(state) for state in states],
            "gradients": {name: float32(p.grad) for name, p in model.named_parameters()},
        }
    )

path = Path(__file__).parent / "fixtures" / "recurrent.json"
path.write_text(json.dumps(records, indent=1) + "\n")
