"""ViT with the module names of Hugging Face's checkpoints, written from the paper: https://arxiv.org/abs/2010.11929"""

import math

import torch
from torch import nn
from torch.nn import functional as F

PATCH, IMAGE = 16, 224


class Part(nn.Module):
    """Modules by name, where the checkpoint has a level that computes nothing of its own."""

    def __init__(self, **modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)


class Layer(nn.Module):
    def __init__(self, dim, count):
        super().__init__()
        self.count = count
        projections = {name: nn.Linear(dim, dim) for name in ("query", "key", "value")}
        self.attention = Part(attention=Part(**projections), output=Part(dense=nn.Linear(dim, dim)))
        self.intermediate = Part(dense=nn.Linear(dim, 4 * dim))
        self.output = Part(dense=nn.Linear(4 * dim, dim))
        self.layernorm_before = nn.LayerNorm(dim, eps=1e-12)
        self.layernorm_after = nn.LayerNorm(dim, eps=1e-12)

    def forward(self, x):
        def heads(y):
            return y.unflatten(2, (self.count, -1)).transpose(1, 2)

        own, y = self.attention.attention, self.layernorm_before(x)
        query, key, value = heads(own.query(y)), heads(own.key(y)), heads(own.value(y))
        scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])
        context = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        x = x + self.attention.output.dense(context)
        return x + self.output.dense(F.gelu(self.intermediate.dense(self.layernorm_after(x))))


class Embeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.position_embeddings = nn.Parameter(torch.zeros(1, (IMAGE // PATCH) ** 2 + 1, dim))
        self.patch_embeddings = Part(projection=nn.Conv2d(3, dim, PATCH, PATCH))

    def forward(self, images):
        patches = self.patch_embeddings.projection(images).flatten(2).transpose(1, 2)
        first = self.cls_token.expand(len(images), -1, -1)
        return torch.cat([first, patches], 1) + self.position_embeddings


class Vit(nn.Module):
    def __init__(self, layers, dim, count, classes):
        super().__init__()
        encoder = Part(layer=nn.ModuleList(Layer(dim, count) for _ in range(layers)))
        norm = nn.LayerNorm(dim, eps=1e-12)
        self.vit = Part(embeddings=Embeddings(dim), encoder=encoder, layernorm=norm)
        self.classifier = nn.Linear(dim, classes)

    def forward(self, images, labels):
        x = self.vit.embeddings(images)
        for layer in self.vit.encoder.layer:
            x = layer(x)
        return F.cross_entropy(self.classifier(self.vit.layernorm(x)[:, 0]), labels)
