"""T5 with the module names of Hugging Face's checkpoints, written from the paper: https://arxiv.org/abs/1910.10683"""

import math

import torch
from torch import nn
from torch.nn import functional as F

HEAD_DIM = 64
BUCKETS, MAX_DISTANCE = 32, 128


class RmsNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight


def buckets(queries, keys, bidirectional):
    distance = torch.arange(keys)[None, :] - torch.arange(queries)[:, None]
    count = BUCKETS // 2 if bidirectional else BUCKETS
    first = (distance > 0).long() * count if bidirectional else 0
    far = distance.abs() if bidirectional else (-distance).clamp(min=0)
    exact = count // 2
    share = torch.log(far.clamp(min=1).float() / exact) / math.log(MAX_DISTANCE / exact)
    large = (exact + (share * (count - exact)).long()).clamp(max=count - 1)
    return first + torch.where(far < exact, far, large)


class Attention(nn.Module):
    def __init__(self, dim, count, has_bias=False):
        super().__init__()
        self.count = count
        self.q, self.k, self.v, self.o = (nn.Linear(dim, dim, bias=False) for _ in range(4))
        if has_bias:
            self.relative_attention_bias = nn.Embedding(BUCKETS, count)

    def forward(self, x, states, bias):
        def heads(y):
            return y.unflatten(2, (self.count, HEAD_DIM)).transpose(1, 2)

        query, key, value = heads(self.q(x)), heads(self.k(states)), heads(self.v(states))
        probabilities = (query @ key.transpose(2, 3) + bias).softmax(-1)
        return self.o((probabilities @ value).transpose(1, 2).flatten(2))


class AttentionLayer(nn.Module):
    def __init__(self, name, *options):
        super().__init__()
        self.add_module(name, Attention(*options))
        self.layer_norm = RmsNorm(options[0])
        self.name = name

    def forward(self, x, bias, states=None):
        y = self.layer_norm(x)
        return x + getattr(self, self.name)(y, y if states is None else states, bias)


class FeedForward(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.DenseReluDense = nn.ModuleDict(
            {"wi": nn.Linear(dim, 4 * dim, bias=False), "wo": nn.Linear(4 * dim, dim, bias=False)}
        )
        self.layer_norm = RmsNorm(dim)

    def forward(self, x):
        dense = self.DenseReluDense
        return x + dense["wo"](F.relu(dense["wi"](self.layer_norm(x))))


class Block(nn.Module):
    def __init__(self, dim, count, is_first, is_decoder):
        super().__init__()
        cross = [AttentionLayer("EncDecAttention", dim, count)] if is_decoder else []
        own = AttentionLayer("SelfAttention", dim, count, is_first)
        self.layer = nn.ModuleList([own, *cross, FeedForward(dim)])

    def forward(self, x, bias, states=None, cross_bias=None):
        x = self.layer[0](x, bias)
        if states is not None:
            x = self.layer[1](x, cross_bias, states)
        return self.layer[-1](x)


class Stack(nn.Module):
    def __init__(self, layers, dim, count, is_decoder):
        super().__init__()
        self.block = nn.ModuleList(Block(dim, count, i == 0, is_decoder) for i in range(layers))
        self.final_layer_norm = RmsNorm(dim)
        self.is_decoder = is_decoder

    def forward(self, x, mask, **cross):
        length = x.shape[1]
        table = self.block[0].layer[0].SelfAttention.relative_attention_bias
        bias = table(buckets(length, length, not self.is_decoder)).permute(2, 0, 1)[None] + mask
        for block in self.block:
            x = block(x, bias, **cross)
        return self.final_layer_norm(x)


def additive(visible):
    return torch.zeros(visible.shape).masked_fill(~visible, torch.finfo(torch.float32).min)


class T5(nn.Module):
    def __init__(self, layers, dim, count, vocabulary):
        super().__init__()
        self.shared = nn.Embedding(vocabulary, dim)
        self.encoder = Stack(layers, dim, count, False)
        self.decoder = Stack(layers, dim, count, True)
        self.scale = dim**-0.5

    def forward(self, ids, attention_mask, labels):
        mask = additive(attention_mask[:, None, None, :].bool())
        states = self.encoder(self.shared(ids), mask)
        shifted = F.pad(labels, (1, -1)).clamp(min=0)
        causal = additive(torch.ones(2 * shifted.shape[1:]).tril().bool())
        hidden = self.decoder(self.shared(shifted), causal, states=states, cross_bias=mask)
        logits = hidden * self.scale @ self.shared.weight.T
        return F.cross_entropy(logits.flatten(0, 1), labels.flatten())
