"""Records what PyTorch computes for small models with low-rank adapters: logits, loss and what is trained's gradients.

Adapters are written here from the paper, https://arxiv.org/abs/2106.09685, with the names of PEFT's checkpoints. Weights
are not stored, see recorded.py.

Run it with PyTorch 1.13 or newer, from any folder: python3 lora.py
"""

import json
import math
import re
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

import decoders
import encoders
from recorded import float32, set_weights, weight


class Adapted(nn.Module):
    """base(x) + scaling · B A x, or of an embedding the columns of A, times B."""

    def __init__(self, name, base, rank, alpha, root):
        super().__init__()
        self.base_layer = base
        self.scaling = alpha / (math.sqrt(rank) if root else rank)
        self.is_embedding = isinstance(base, nn.Embedding)
        if self.is_embedding:
            inputs, outputs, names = base.num_embeddings, base.embedding_dim, ("embedding_A", "embedding_B")
        elif isinstance(base, nn.Linear):
            inputs, outputs, names = base.in_features, base.out_features, ("A.weight", "B.weight")
        else:
            (inputs, outputs), names = base.weight.shape, ("A.weight", "B.weight")
        self.keys = [f"{name}.lora_{end}" for end in names]
        self.a = nn.Parameter(weight(self.keys[0], (rank, inputs)))
        self.b = nn.Parameter(weight(self.keys[1], (outputs, rank)))

    @property
    def weight(self):
        """Of the base alone, for output embeddings that are tied to it."""
        return self.base_layer.weight

    def forward(self, x):
        narrow = F.embedding(x, self.a.T) if self.is_embedding else x @ self.a.T
        return self.base_layer(x) + self.scaling * (narrow @ self.b.T)


def adapt(model, settings):
    """Wraps the modules that the settings name, and gives what is trained by its name."""
    trained = {
        name: parameter
        for name, parameter in model.named_parameters()
        if any(name.startswith(f"{module}.") for module in settings.get("modulesToSave", []))
    }
    for name, module in list(model.named_modules()):
        if not any(re.fullmatch(rf"(.*\.)?{re.escape(target)}", name) for target in settings["targetModules"]):
            continue
        rank = settings.get("rankPattern", {}).get(name.split(".")[-1], settings["r"])
        adapted = Adapted(name, module, rank, settings["loraAlpha"], settings.get("useRslora", False))
        parent, _, own = name.rpartition(".")
        setattr(model.get_submodule(parent), own, adapted)
        trained.update(zip(adapted.keys, (adapted.a, adapted.b)))
        if settings.get("bias") == "lora_only" and hasattr(module, "bias"):
            trained[f"{name}.bias"] = module.bias
    return trained


def record(model, settings, run, **case):
    set_weights(model)
    trained = adapt(model, settings)
    logits, loss = run(model)
    loss.backward()
    gradients = {name: float32(parameter.grad) for name, parameter in trained.items()}
    return {**case, "settings": settings, "logits": float32(logits), "loss": loss.item(), "gradients": gradients}


def encoder():
    task = "sequence-classification"
    config = {**encoders.BERT, "id2label": encoders.labels(3)}
    inputs, labels = encoders.random_batch(config, task, "single_label_classification", 3, 7, 1)

    def run(model):
        logits = model(**inputs)["logits"]
        return logits, F.cross_entropy(logits, labels["labels"])

    settings = dict(r=3, loraAlpha=5, targetModules=["query", "value", "output.dense"], modulesToSave=["classifier"])
    settings["rankPattern"] = dict(value=2)
    lists = {name: tensor.tolist() for name, tensor in {**inputs, **labels}.items()}
    model = encoders.WithHead(config, task)
    return record(model, settings, run, name="BertForSequenceClassification", config=config, task=task, inputs=lists)


def decoder():
    config = decoders.GPT2
    inputs = {**decoders.BATCH, "labels": decoders.NEXT}
    settings = dict(r=4, loraAlpha=6, useRslora=True, bias="lora_only", targetModules=["c_attn", "c_proj", "wte", "wpe"])
    model = decoders.WithHead(config, "causal-lm")
    run = lambda model: model(*(torch.tensor(inputs[name]) for name in ("input_ids", "attention_mask", "labels")))
    return record(model, settings, run, name="GPT2LMHeadModel", config=config, task="causal-lm", inputs=inputs)


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(make()) for make in (encoder, decoder))
    (Path(__file__).parent / "fixtures" / "lora.json").write_text(f"[\n{lines}\n]\n")
