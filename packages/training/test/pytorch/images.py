"""Records what PyTorch computes for small models of images in training: logits, loss, gradients, running statistics.

The modules are written here from the papers, with the module names of Hugging Face's checkpoints. Weights are not
stored, see recorded.py; pixels are weights, too, named "pixels".

Run it with PyTorch 1.13 or newer, from any folder: python3 images.py
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from recorded import float32, set_weights, weight


def module(**children):
    """A module that only gives names to others."""
    parent = nn.Module()
    for name, child in children.items():
        parent.add_module(name, child)
    return parent


class ConvLayer(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, active=True):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.normalization = nn.BatchNorm2d(outputs)
        self.active = active

    def forward(self, x):
        x = self.normalization(self.convolution(x))
        return F.relu(x) if self.active else x


class ResidualLayer(nn.Module):
    def __init__(self, kind, inputs, outputs, stride):
        super().__init__()
        if inputs != outputs or stride != 1:
            self.shortcut = ConvLayer(inputs, outputs, 1, stride, False)
        if kind == "basic":
            sizes = [(inputs, outputs, 3, stride), (outputs, outputs, 3, 1)]
        else:
            narrow = outputs // 4
            sizes = [(inputs, narrow, 1, 1), (narrow, narrow, 3, stride), (narrow, outputs, 1, 1)]
        last = len(sizes) - 1
        self.layer = nn.Sequential(*(ConvLayer(*size, i < last) for i, size in enumerate(sizes)))

    def forward(self, x):
        kept = self.shortcut(x) if hasattr(self, "shortcut") else x
        return F.relu(self.layer(x) + kept)


class ResNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        inputs, stages = c["embedding_size"], []
        for stage, (outputs, depth) in enumerate(zip(c["hidden_sizes"], c["depths"])):
            layers = []
            for i in range(depth):
                stride = 2 if i == 0 and stage > 0 else 1
                layers.append(ResidualLayer(c["layer_type"], inputs, outputs, stride))
                inputs = outputs
            stages.append(module(layers=nn.Sequential(*layers)))
        embedder = module(embedder=ConvLayer(c["num_channels"], c["embedding_size"], 7, 2))
        self.resnet = module(embedder=embedder, encoder=module(stages=nn.ModuleList(stages)))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(inputs, c["num_labels"]))

    def forward(self, x):
        x = F.max_pool2d(self.resnet.embedder.embedder(x), 3, 2, 1)
        for stage in self.resnet.encoder.stages:
            x = stage.layers(x)
        return self.classifier(F.adaptive_avg_pool2d(x, 1))


class VitLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        dim, wide, epsilon = c["hidden_size"], c["intermediate_size"], c["layer_norm_eps"]
        self.count = c["num_attention_heads"]
        lins = module(query=nn.Linear(dim, dim), key=nn.Linear(dim, dim), value=nn.Linear(dim, dim))
        self.attention = module(attention=lins, output=module(dense=nn.Linear(dim, dim)))
        self.intermediate = module(dense=nn.Linear(dim, wide))
        self.output = module(dense=nn.Linear(wide, dim))
        self.layernorm_before, self.layernorm_after = (nn.LayerNorm(dim, epsilon) for _ in range(2))

    def forward(self, x):
        normed, lins = self.layernorm_before(x), self.attention.attention
        parts = (lin(normed).unflatten(2, (self.count, -1)).transpose(1, 2) for lin in lins.children())
        query, key, value = parts
        scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])
        context = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        x = x + self.attention.output.dense(context)
        return x + self.output.dense(F.gelu(self.intermediate.dense(self.layernorm_after(x))))


class Vit(nn.Module):
    def __init__(self, c):
        super().__init__()
        dim, patch = c["hidden_size"], c["patch_size"]
        count = (c["image_size"] // patch) ** 2
        embeddings = module(patch_embeddings=module(projection=nn.Conv2d(c["num_channels"], dim, patch, patch)))
        embeddings.cls_token = nn.Parameter(torch.empty(1, 1, dim))
        embeddings.position_embeddings = nn.Parameter(torch.empty(1, count + 1, dim))
        layers = nn.Sequential(*(VitLayer(c) for _ in range(c["num_hidden_layers"])))
        norm = nn.LayerNorm(dim, c["layer_norm_eps"])
        self.vit = module(embeddings=embeddings, encoder=module(layer=layers), layernorm=norm)
        self.classifier = nn.Linear(dim, c["num_labels"])

    def forward(self, x):
        e = self.vit.embeddings
        patches = e.patch_embeddings.projection(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([e.cls_token.expand(x.shape[0], 1, -1), patches], 1) + e.position_embeddings
        return self.classifier(self.vit.layernorm(self.vit.encoder.layer(tokens))[:, 0])


resnet = {"model_type": "resnet", "num_channels": 2, "embedding_size": 4, "hidden_sizes": [8, 12]}
resnet |= {"depths": [2, 1], "num_labels": 3, "image_size": 18}
vit = {"model_type": "vit", "hidden_size": 6, "num_hidden_layers": 2, "num_attention_heads": 3}
vit |= {"intermediate_size": 10, "image_size": 12, "patch_size": 4, "num_channels": 2, "num_labels": 3}
configs = [
    {**resnet, "layer_type": "basic"},
    {**resnet, "layer_type": "bottleneck"},
    {**vit, "layer_norm_eps": 1e-5},
]
labels = [2, 0, 1]

records = []
for config in configs:
    model = {"resnet": ResNet, "vit": Vit}[config["model_type"]](config)
    set_weights(model)
    size = config["image_size"]
    logits = model(weight("pixels", (3, config["num_channels"], size, size)))
    loss = F.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    running = {name: b for name, b in model.named_buffers() if "running" in name}
    records.append(
        {
            "config": config,
            "labels": labels,
            "logits": float32(logits),
            "loss": loss.item(),
            "gradients": {name: float32(p.grad) for name, p in model.named_parameters()},
            "buffers": {name: float32(b) for name, b in running.items()},
        }
    )

path = Path(__file__).parent / "fixtures" / "images.json"
path.write_text(json.dumps(records, indent=1) + "\n")
