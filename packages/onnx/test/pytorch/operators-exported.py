"""Exports three small models by torch.onnx and records the gradients that autograd gives their weights.

    python3 packages/onnx/test/pytorch/operators-exported.py
    npx biome format --write packages/onnx/test/pytorch/operators-exported.json

The modules hold what the graphs of exported checkpoints hold: BERT and RoBERTa (token types, positions counted
by cumsum over the padding mask, erf gelu), GPT-2 (fused projections that are split, causal mask by slices of a
buffer, tanh gelu), Llama (RMSNorm, rotary embeddings, grouped key heads, gated SiLU). Needs torch (written by 1.13 on
a CPU) and onnx.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

VOCABULARY, DIM, HEADS, WIDE, POSITIONS, LABELS = 11, 8, 2, 12, 16, 3


def split_heads(x, heads):
    return x.view(x.size(0), x.size(1), heads, -1).permute(0, 2, 1, 3)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, DIM, padding_idx=0)
        self.positions = nn.Embedding(POSITIONS, DIM)
        self.types = nn.Embedding(2, DIM)
        self.norm = nn.LayerNorm(DIM, eps=1e-5)
        self.query, self.key, self.value, self.output = (nn.Linear(DIM, DIM) for _ in range(4))
        self.attention_norm = nn.LayerNorm(DIM, eps=1e-5)
        self.up, self.down = nn.Linear(DIM, WIDE), nn.Linear(WIDE, DIM)
        self.output_norm = nn.LayerNorm(DIM, eps=1e-5)
        self.dropout = nn.Dropout(0.1)
        self.pooler, self.classifier = nn.Linear(DIM, DIM), nn.Linear(DIM, LABELS)

    def forward(self, input_ids, attention_mask, labels):
        mask = input_ids.ne(0).int()
        positions = (torch.cumsum(mask, dim=1).type_as(mask) * mask).long()
        types = torch.zeros(input_ids.shape, dtype=torch.long)
        x = self.words(input_ids) + self.positions(positions) + self.types(types)
        x = self.dropout(self.norm(x))
        extended = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * torch.finfo(x.dtype).min
        query, key, value = (split_heads(f(x), HEADS) for f in (self.query, self.key, self.value))
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(DIM // HEADS)
        weights = self.dropout(F.softmax(scores + extended, dim=-1))
        context = torch.matmul(weights, value).permute(0, 2, 1, 3).contiguous()
        context = context.view(context.size()[:-2] + (DIM,))
        x = self.attention_norm(self.output(context) + x)
        x = self.output_norm(self.down(F.gelu(self.up(x))) + x)
        logits = self.classifier(torch.tanh(self.pooler(x[:, 0])))
        seen = attention_mask.unsqueeze(-1).expand(x.size()).float()
        mean = (x * seen).sum(1) / seen.sum(1).clamp(min=1e-9)
        sentence = F.normalize(mean, p=2, dim=1)
        chosen = F.log_softmax(logits, dim=-1).gather(1, labels.unsqueeze(1))
        return sentence.pow(3).sum() - chosen.mean()


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCABULARY, DIM), nn.Embedding(POSITIONS, DIM)
        self.ln_1, self.ln_2, self.ln_f = (nn.LayerNorm(DIM) for _ in range(3))
        self.c_attn = nn.Parameter(0.3 * torch.randn(DIM, 3 * DIM))
        self.c_attn_bias = nn.Parameter(0.1 * torch.randn(3 * DIM))
        self.c_proj, self.c_fc, self.mlp_proj = nn.Linear(DIM, DIM), nn.Linear(DIM, WIDE), nn.Linear(WIDE, DIM)
        bias = torch.tril(torch.ones(POSITIONS, POSITIONS, dtype=torch.uint8)).view(1, 1, POSITIONS, POSITIONS)
        self.register_buffer("bias", bias.bool())

    def forward(self, input_ids, attention_mask, labels):
        positions = torch.arange(0, input_ids.size(-1), dtype=torch.long).unsqueeze(0)
        x = self.wte(input_ids) + self.wpe(positions)
        h = self.ln_1(x)
        h = torch.addmm(self.c_attn_bias, h.view(-1, h.size(-1)), self.c_attn).view(h.size(0), h.size(1), 3 * DIM)
        query, key, value = (split_heads(part, HEADS) for part in h.split(DIM, dim=2))
        scores = torch.matmul(query, key.transpose(-1, -2))
        scores = scores / torch.full([], value.size(-1) ** 0.5, dtype=scores.dtype)
        queries, keys = query.size(-2), key.size(-2)
        causal = self.bias[:, :, keys - queries : keys, :keys]
        scores = torch.where(causal, scores, torch.full([], torch.finfo(scores.dtype).min, dtype=scores.dtype))
        padding = (1.0 - attention_mask[:, None, None, :].to(scores.dtype)) * -10000.0
        h = torch.matmul(F.softmax(scores + padding, dim=-1), value)
        h = h.permute(0, 2, 1, 3).contiguous()
        x = x + self.c_proj(h.view(h.size()[:-2] + (DIM,)))
        h = self.c_fc(self.ln_2(x))
        h = 0.5 * h * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (h + 0.044715 * torch.pow(h, 3.0))))
        x = self.ln_f(x + self.mlp_proj(h))
        logits = torch.matmul(x, self.wte.weight.t())
        shifted = F.log_softmax(logits[..., :-1, :].contiguous(), dim=-1)
        nll = -shifted.gather(2, input_ids[..., 1:].unsqueeze(-1)).squeeze(-1)
        seen = attention_mask[..., 1:].to(nll.dtype)
        return (nll * seen).sum() / seen.sum() + 0.0 * labels.sum()


class RMSNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(DIM) + 0.5)

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


def rotate_half(x):
    return torch.cat((-x[..., x.shape[-1] // 2 :], x[..., : x.shape[-1] // 2]), dim=-1)


class Llama(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = nn.Embedding(VOCABULARY, DIM)
        self.input_norm, self.post_norm, self.norm = RMSNorm(), RMSNorm(), RMSNorm()
        self.q_proj, self.o_proj = nn.Linear(DIM, DIM, bias=False), nn.Linear(DIM, DIM, bias=False)
        self.k_proj, self.v_proj = (nn.Linear(DIM, DIM // HEADS, bias=False) for _ in range(2))
        self.gate_proj, self.up_proj = (nn.Linear(DIM, WIDE, bias=False) for _ in range(2))
        self.down_proj, self.lm_head = nn.Linear(WIDE, DIM, bias=False), nn.Linear(DIM, VOCABULARY, bias=False)
        head = DIM // HEADS
        self.register_buffer("inv_freq", 1.0 / (100 ** (torch.arange(0, head, 2).float() / head)))

    def forward(self, input_ids, attention_mask, labels):
        batch, length = input_ids.shape
        x = self.embed_tokens(input_ids)
        h = self.input_norm(x)
        query, key, value = (
            split_heads(f(h), heads) for f, heads in ((self.q_proj, HEADS), (self.k_proj, 1), (self.v_proj, 1))
        )
        positions = torch.arange(length).unsqueeze(0)
        angles = (self.inv_freq[None, :, None] @ positions[:, None, :].float()).transpose(1, 2)
        angles = torch.cat((angles, angles), dim=-1)
        cos, sin = angles.cos()[:, None], angles.sin()[:, None]
        query, key = query * cos + rotate_half(query) * sin, key * cos + rotate_half(key) * sin
        key, value = (
            part[:, :, None].expand(batch, 1, HEADS, length, DIM // HEADS).reshape(batch, HEADS, length, DIM // HEADS)
            for part in (key, value)
        )
        lowest = torch.finfo(x.dtype).min
        future = torch.arange(length)[:, None] < torch.arange(length)[None, :]
        hidden = future[None, None] | attention_mask[:, None, None, :].eq(0)
        scores = torch.matmul(query, key.transpose(2, 3)) / math.sqrt(DIM // HEADS)
        scores = scores.masked_fill(hidden, lowest)
        scores = torch.max(scores, torch.tensor(lowest))
        h = torch.matmul(F.softmax(scores, dim=-1, dtype=torch.float32).to(x.dtype), value)
        x = x + self.o_proj(h.transpose(1, 2).reshape(batch, length, DIM))
        h = self.post_norm(x)
        x = x + self.down_proj(F.silu(self.gate_proj(h)) * self.up_proj(h))
        logits = self.lm_head(self.norm(x))
        last = attention_mask.sum(-1) - 1
        chosen = logits[torch.arange(batch), last]
        logits = logits - torch.logsumexp(logits, dim=-1, keepdim=True)
        return -logits.gather(2, input_ids.unsqueeze(-1)).mean() + chosen.clamp(-1, 1).mean() + 0.0 * labels.sum()


def rounded(tensor):
    return [float(f"{value:.8g}") for value in tensor.flatten().tolist()]


folder = Path(__file__).parent
# A batch of another size than the one that is traced: what the export has frozen would show.
traced = (torch.tensor([[3, 4, 5, 6]]), torch.ones(1, 4, dtype=torch.int64), torch.tensor([1]))
batch = (
    torch.tensor([[1, 7, 3, 3, 9], [2, 5, 10, 0, 0]]),
    torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
    torch.tensor([2, 0]),
)
names = ["input_ids", "attention_mask", "labels"]
axes = {name: {0: "batch_size", 1: "sequence_length"} for name in names[:2]} | {"labels": {0: "batch_size"}}
inputs = {name: {"dims": list(v.shape), "data": v.flatten().tolist()} for name, v in zip(names, batch)}
record = {"torch": torch.__version__, "inputs": inputs, "models": {}}
for build in (Encoder, GPT, Llama):
    torch.manual_seed(0)
    model = build().eval()
    # Equal weights, such as the ones of all LayerNorms, would be exported as one.
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape)
    name = build.__name__.lower()
    for opset in (11, 14, 17):
        torch.onnx.export(
            model,
            traced,
            folder / f"operators-exported-{name}-{opset}.onnx",
            opset_version=opset,
            input_names=names,
            output_names=["loss"],
            dynamic_axes=axes,
            # Folded, a weight would be stored transposed and without its name.
            do_constant_folding=False,
        )
    loss = model(*batch)
    loss.backward()
    gradients = {parameter: rounded(p.grad) for parameter, p in model.named_parameters()}
    record["models"][name] = {"loss": rounded(loss.detach())[0], "gradients": gradients}
(folder / "operators-exported.json").write_text(json.dumps(record) + "\n")
