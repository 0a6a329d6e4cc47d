"""Records what PyTorch computes for small encoder-decoders: logits, loss and every parameter's gradient.

The modules are written here from the papers, with the module names of Hugging Face's checkpoints. Weights are not
stored, see recorded.py.

Run it with PyTorch 1.13 or newer, from any folder: python3 encoder_decoders.py
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from recorded import float32, set_weights

lowest = torch.finfo(torch.float32).min


def module(**children):
    """A module that only gives names to others."""
    parent = nn.Module()
    for name, child in children.items():
        parent.add_module(name, child)
    return parent


def causal(length):
    return torch.full((length, length), lowest).triu(1)


class Attention(nn.Module):
    def __init__(self, names, dim, count, head, bias, scale):
        super().__init__()
        self.names, self.count, self.scale = names, count, scale
        for name in names[:3]:
            self.add_module(name, nn.Linear(dim, count * head, bias))
        self.add_module(names[3], nn.Linear(count * head, dim, bias))

    def forward(self, x, states, mask):
        q, k, v, out = (getattr(self, name) for name in self.names)
        parts = (lin(y).unflatten(2, (self.count, -1)).transpose(1, 2) for lin, y in ((q, x), (k, states), (v, states)))
        query, key, value = parts
        scores = self.scale * query @ key.transpose(2, 3) + mask
        return out((scores.softmax(-1) @ value).transpose(1, 2).flatten(2))


class RmsNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * (x.pow(2).mean(-1, keepdim=True) + 1e-6).rsqrt() * self.weight


class GatedDense(nn.Module):
    def __init__(self, c):
        super().__init__()
        names = ["wi"] if c["feed_forward_proj"] == "relu" else ["wi_0", "wi_1"]
        for name in names:
            self.add_module(name, nn.Linear(c["d_model"], c["d_ff"], False))
        self.wo = nn.Linear(c["d_ff"], c["d_model"], False)

    def forward(self, x):
        if hasattr(self, "wi"):
            return self.wo(F.relu(self.wi(x)))
        return self.wo(F.gelu(self.wi_0(x), approximate="tanh") * self.wi_1(x))


class T5Stack(nn.Module):
    def __init__(self, c, layers, is_decoder):
        super().__init__()
        self.config, self.is_decoder = c, is_decoder
        blocks = []
        for _ in range(layers):
            attend = lambda: Attention("qkvo", c["d_model"], c["num_heads"], c["d_kv"], False, 1)
            parts = [module(SelfAttention=attend())]
            parts += [module(EncDecAttention=attend())] if is_decoder else []
            parts += [module(DenseReluDense=GatedDense(c))]
            for part in parts:
                part.layer_norm = RmsNorm(c["d_model"])
            blocks.append(module(layer=nn.ModuleList(parts)))
        table = nn.Embedding(c["relative_attention_num_buckets"], c["num_heads"])
        blocks[0].layer[0].SelfAttention.relative_attention_bias = table
        self.block, self.final_layer_norm = nn.ModuleList(blocks), RmsNorm(c["d_model"])

    def bias(self, length):
        far = torch.arange(length)[None, :] - torch.arange(length)[:, None]
        count, largest = self.config["relative_attention_num_buckets"], self.config["relative_attention_max_distance"]
        first = torch.zeros_like(far)
        if self.is_decoder:
            far = (-far).clamp(min=0)
        else:
            count //= 2
            first, far = (far > 0).long() * count, far.abs()
        exact = count // 2
        share = torch.log(far.clamp(min=1).float() / exact) / math.log(largest / exact)
        coarse = (exact + (share * (count - exact)).long()).clamp(max=count - 1)
        buckets = first + torch.where(far < exact, far, coarse)
        return self.block[0].layer[0].SelfAttention.relative_attention_bias(buckets).permute(2, 0, 1)[None]

    def forward(self, x, mask, states=None, states_mask=None):
        mask = mask + self.bias(x.shape[1])
        for block in self.block:
            first, *between, last = block.layer
            normed = first.layer_norm(x)
            x = x + first.SelfAttention(normed, normed, mask)
            for part in between:
                x = x + part.EncDecAttention(part.layer_norm(x), states, states_mask)
            x = x + last.DenseReluDense(last.layer_norm(x))
        return self.final_layer_norm(x)


class T5(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.shared = nn.Embedding(c["vocab_size"], c["d_model"])
        self.encoder = T5Stack(c, c["num_layers"], False)
        self.decoder = T5Stack(c, c["num_decoder_layers"], True)
        if not c["tie_word_embeddings"]:
            self.lm_head = nn.Linear(c["d_model"], c["vocab_size"], False)

    def forward(self, ids, mask, targets):
        states = self.encoder(self.shared(ids), mask)
        x = self.decoder(self.shared(targets), causal(targets.shape[1]), states, mask)
        if hasattr(self, "lm_head"):
            return self.lm_head(x)
        return x * x.shape[-1] ** -0.5 @ self.shared.weight.T


class BartLayer(nn.Module):
    def __init__(self, c, side):
        super().__init__()
        dim, count, wide = c["d_model"], c[f"{side}_attention_heads"], c[f"{side}_ffn_dim"]
        head = dim // count
        for name in ["self_attn", "encoder_attn"] if side == "decoder" else ["self_attn"]:
            names = ["q_proj", "k_proj", "v_proj", "out_proj"]
            self.add_module(name, Attention(names, dim, count, head, True, head**-0.5))
            self.add_module(f"{name}_layer_norm", nn.LayerNorm(dim))
        self.fc1, self.fc2, self.final_layer_norm = nn.Linear(dim, wide), nn.Linear(wide, dim), nn.LayerNorm(dim)
        self.is_pre = c["model_type"] == "mbart"

    def residual(self, x, norm, f):
        return x + f(norm(x)) if self.is_pre else norm(x + f(x))

    def forward(self, x, mask, states=None, states_mask=None):
        x = self.residual(x, self.self_attn_layer_norm, lambda y: self.self_attn(y, y, mask))
        if states is not None:
            cross = lambda y: self.encoder_attn(y, states, states_mask)
            x = self.residual(x, self.encoder_attn_layer_norm, cross)
        return self.residual(x, self.final_layer_norm, lambda y: self.fc2(F.gelu(self.fc1(y))))


class BartSide(nn.Module):
    def __init__(self, c, side):
        super().__init__()
        dim, self.config = c["d_model"], c
        self.layers = nn.ModuleList(BartLayer(c, side) for _ in range(c[f"{side}_layers"]))
        if c["model_type"] != "marian":
            self.embed_positions = nn.Embedding(c["max_position_embeddings"] + 2, dim)
            self.layernorm_embedding = nn.LayerNorm(dim)
        if c["model_type"] == "mbart":
            self.layer_norm = nn.LayerNorm(dim)

    def forward(self, x, *masks):
        places, dim = torch.arange(x.shape[1]), x.shape[2]
        x = x * (math.sqrt(dim) if self.config["scale_embedding"] else 1)
        if self.config["model_type"] == "marian":
            angles = places[:, None] / 10000 ** (torch.arange(0, dim, 2) / dim)
            x = x + torch.cat([angles.sin(), angles.cos()], 1)
        else:
            x = self.layernorm_embedding(x + self.embed_positions(places + 2))
        for layer in self.layers:
            x = layer(x, *masks)
        return self.layer_norm(x) if hasattr(self, "layer_norm") else x


class Bart(nn.Module):
    def __init__(self, c):
        super().__init__()
        sides = {side: BartSide(c, side) for side in ("encoder", "decoder")}
        self.model = module(shared=nn.Embedding(c["vocab_size"], c["d_model"]), **sides)
        self.register_buffer("final_logits_bias", torch.zeros(1, c["vocab_size"]))

    def forward(self, ids, mask, targets):
        shared = self.model.shared
        states = self.model.encoder(shared(ids), mask)
        x = self.model.decoder(shared(targets), causal(targets.shape[1]), states, mask)
        return x @ shared.weight.T + self.final_logits_bias


t5 = {"model_type": "t5", "vocab_size": 17, "d_model": 8, "d_kv": 3, "d_ff": 12, "num_layers": 2}
t5 |= {"num_decoder_layers": 2, "num_heads": 2, "relative_attention_num_buckets": 8}
t5 |= {"relative_attention_max_distance": 12}
bart = {"vocab_size": 17, "d_model": 8, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4}
bart |= {"decoder_attention_heads": 2, "encoder_ffn_dim": 12, "decoder_ffn_dim": 10, "pad_token_id": 0}
bart |= {"max_position_embeddings": 16, "scale_embedding": True, "decoder_start_token_id": 2}
configs = [
    {**t5, "feed_forward_proj": "relu", "tie_word_embeddings": True},
    {**t5, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
    {**bart, "model_type": "bart"},
    {**bart, "model_type": "mbart"},
    {**bart, "model_type": "marian"},
]
input_ids = [[3, 1, 16, 4, 7, 5, 9, 2, 11, 6, 8, 12, 10, 15, 1], [5, 5, 2, 9, 9, 3, 1] + 8 * [0]]
attention_mask = [[1] * 15, [1] * 7 + [0] * 8]
labels = [[4, 8, 2, 7, 1], [9, 1, -100, -100, -100]]
# The first token is the start, or in mBART the last label that is no padding.
starts = {"t5": (0, 0), "bart": (2, 2), "mbart": (1, 1), "marian": (2, 2)}

records = []
for config in configs:
    kind = config["model_type"]
    model = (T5 if kind == "t5" else Bart)(config)
    set_weights(model)
    targets = [[start] + [max(label, 0) for label in row[:-1]] for start, row in zip(starts[kind], labels)]
    mask = (1.0 - torch.tensor(attention_mask)[:, None, None, :].float()) * lowest
    logits = model(torch.tensor(input_ids), mask, torch.tensor(targets))
    loss = F.cross_entropy(logits.flatten(0, 1), torch.tensor(labels).flatten())
    loss.backward()
    records.append(
        {
            "config": config,
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "labels": labels,
            "logits": float32(logits),
            "loss": loss.item(),
            "gradients": {name: float32(p.grad) for name, p in model.named_parameters()},
        }
    )

path = Path(__file__).parent / "fixtures" / "encoder_decoders.json"
path.write_text(json.dumps(records, indent=1) + "\n")
