"""Records what PyTorch's optimizers do, as optimizers.json beside this file (made with PyTorch 1.13.1).

Usage: python3 optimizers.py && npx biome format --write optimizers.json
"""

import json
from pathlib import Path

import torch

torch.manual_seed(2026)

SHAPES = {"weight": [7, 5], "bias": [5], "kernel": [3, 3, 2], "late": [11], "scalar": []}


def record(tensor):
    """Nine digits tell any float32 from its neighbours."""
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def run(name, optimizer_class, groups, torch_groups, *, steps=6, max_norm=None, learning_rates=None):
    """A run with dense gradients; `late` gets its first one in the third step."""
    values = {key: torch.nn.Parameter(torch.randn(shape)) for key, shape in SHAPES.items()}
    initial = {key: record(value) for key, value in values.items()}
    optimizer = optimizer_class(
        [{**settings, "params": [values[key] for key in keys]} for keys, settings in torch_groups]
    )
    recorded = []
    for step in range(steps):
        gradients = {}
        for key, value in values.items():
            value.grad = None
            if key == "late" and step < 2:
                continue
            value.grad = torch.randn(value.shape)
            gradients[key] = record(value.grad)
        entry = {"gradients": gradients}
        if max_norm is not None:
            # Some steps are clipped, others not.
            norm = torch.nn.utils.clip_grad_norm_(list(values.values()), max_norm[step])
            entry.update(maxNorm=max_norm[step], norm=norm.item())
        if learning_rates is not None:
            for group in optimizer.param_groups:
                group["lr"] = learning_rates[step]
            entry["learningRate"] = learning_rates[step]
        optimizer.step()
        entry["parameters"] = {key: record(value) for key, value in values.items()}
        recorded.append(entry)
    state = {
        key: {moment: record(tensor) for moment, tensor in optimizer.state[value].items() if torch.is_tensor(tensor)}
        for key, value in values.items()
    }
    return {
        "name": name,
        "optimizer": optimizer_class.__name__,
        "groups": groups,
        "initial": initial,
        "steps": recorded,
        "state": state,
    }


def run_embedding(name, weight_decay, tied):
    """A table of which few rows are read, some of them several times, with a dense gradient in PyTorch."""
    table = torch.nn.Parameter(torch.randn(24, 6))
    initial = record(table)
    optimizer = torch.optim.AdamW([table], lr=0.01, weight_decay=weight_decay)
    recorded = []
    batches = [[3, 5, 3, 3], [3, 4, 23], [0, 0], [9, 8, 3, 10, 9], [1], [5, 4, 11, 12, 13, 14, 15, 16, 17]]
    for ids in batches:
        rows = torch.randn(len(ids), table.shape[1])
        dense = torch.randn(table.shape) if tied else torch.zeros(table.shape)
        table.grad = None
        (torch.nn.functional.embedding(torch.tensor(ids), table) * rows).sum().backward()
        table.grad += dense
        norm = torch.nn.utils.clip_grad_norm_([table], 3.0)
        optimizer.step()
        entry = {"ids": ids, "rows": record(rows), "norm": norm.item(), "table": record(table)}
        recorded.append({**entry, "dense": record(dense)} if tied else entry)
    return {"name": name, "weightDecay": weight_decay, "initial": initial, "steps": recorded}


adamw_groups = [
    (["weight", "kernel"], {"lr": 3e-3, "weight_decay": 0.1, "betas": (0.9, 0.98), "eps": 1e-6}),
    (["bias", "late", "scalar"], {"lr": 1e-2, "weight_decay": 0.0}),
]
sgd_groups = [
    (["weight"], {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    (["kernel", "late"], {"lr": 0.02, "momentum": 0.8, "dampening": 0.5}),
    (["bias", "scalar"], {"lr": 0.1, "weight_decay": 0.02}),
]
RENAMED = {"lr": "learningRate", "weight_decay": "weightDecay", "eps": "epsilon"}


def ours(groups):
    return [
        {"parameters": keys, **{RENAMED.get(key, key): value for key, value in settings.items()}}
        for keys, settings in groups
    ]


clipping = [1.0, 100.0, 2.0, 0.5, 100.0, 3.0]
warmup = [0.001, 0.002, 0.004, 0.003, 0.0, 0.001]
fixture = {
    "runs": [
        run("AdamW of two groups, clipped", torch.optim.AdamW, ours(adamw_groups), adamw_groups, max_norm=clipping),
        run("AdamW with a schedule", torch.optim.AdamW, ours(adamw_groups), adamw_groups, learning_rates=warmup),
        run("SGD of three groups, clipped", torch.optim.SGD, ours(sgd_groups), sgd_groups, max_norm=clipping),
        run("SGD", torch.optim.SGD, ours(sgd_groups), sgd_groups),
    ],
    "embeddings": [
        run_embedding("with weight decay", 0.1, tied=False),
        run_embedding("without weight decay", 0.0, tied=False),
        run_embedding("tied to an output layer", 0.1, tied=True),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(fixture))
