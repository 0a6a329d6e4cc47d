"""Records what PyTorch computes for small decoders: logits, loss and every parameter's gradient.

The modules are written here from the papers, with the module names of Hugging Face's checkpoints. Weights are not
stored, see recorded.py.

Run it with PyTorch 1.13 or newer, from any folder: python3 decoders.py
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from recorded import float32, set_weights

torch.use_deterministic_algorithms(True)


class Conv1D(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.empty(outputs))

    def forward(self, x):
        return x @ self.weight + self.bias


def attend(query, key, value, mask):
    """Causal attention of [batch, heads, sequence, head_dim]."""
    length = query.shape[2]
    visible = torch.ones(length, length).tril().bool() & mask[:, None, None, :].bool()
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])
    scores = scores.masked_fill(~visible, torch.finfo(scores.dtype).min)
    return (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)


def heads(x, count):
    return x.unflatten(2, (count, -1)).transpose(1, 2)


class Gpt2Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.count = c["n_head"]
        self.c_attn = Conv1D(c["n_embd"], 3 * c["n_embd"])
        self.c_proj = Conv1D(c["n_embd"], c["n_embd"])

    def forward(self, x, mask):
        query, key, value = (heads(part, self.count) for part in self.c_attn(x).chunk(3, -1))
        return self.c_proj(attend(query, key, value, mask))


class Gpt2Mlp(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c_fc = Conv1D(c["n_embd"], c["n_inner"])
        self.c_proj = Conv1D(c["n_inner"], c["n_embd"])

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class Gpt2Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.ln_1 = nn.LayerNorm(c["n_embd"], eps=c["layer_norm_epsilon"])
        self.attn = Gpt2Attention(c)
        self.ln_2 = nn.LayerNorm(c["n_embd"], eps=c["layer_norm_epsilon"])
        self.mlp = Gpt2Mlp(c)

    def forward(self, x, mask):
        x = x + self.attn(self.ln_1(x), mask)
        return x + self.mlp(self.ln_2(x))


class Gpt2(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.wte = nn.Embedding(c["vocab_size"], c["n_embd"])
        self.wpe = nn.Embedding(c["n_positions"], c["n_embd"])
        self.h = nn.ModuleList([Gpt2Block(c) for _ in range(c["n_layer"])])
        self.ln_f = nn.LayerNorm(c["n_embd"], eps=c["layer_norm_epsilon"])

    def forward(self, ids, mask):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.h:
            x = block(x, mask)
        return self.ln_f(x)


class RmsNorm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size))
        self.eps = eps

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)


def frequencies(c):
    rope = c.get("rope_scaling") or {"rope_type": "default"}
    size = c["head_dim"]
    plain = c["rope_theta"] ** (-torch.arange(0, size, 2) / size)
    if rope["rope_type"] == "linear":
        return plain / rope["factor"]
    if rope["rope_type"] == "llama3":
        wave = 2 * math.pi / plain
        old, low, high = (rope[k] for k in ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor"))
        smooth = (old / wave - low) / (high - low)
        between = (1 - smooth) * plain / rope["factor"] + smooth * plain
        return torch.where(wave > old / low, plain / rope["factor"], torch.where(wave < old / high, plain, between))
    return plain


def rotate(x, angles):
    """The halves of each head as real and imaginary parts, turned by the angles."""
    turned = torch.complex(*x.chunk(2, -1)) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], -1)


class LlamaAttention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.counts = c["num_attention_heads"], c["num_key_value_heads"]
        dim, (many, few), size = c["hidden_size"], self.counts, c["head_dim"]
        inner, outer = c["model_type"] == "qwen2" or c["attention_bias"], c["attention_bias"]
        self.q_proj = nn.Linear(dim, many * size, bias=inner)
        self.k_proj = nn.Linear(dim, few * size, bias=inner)
        self.v_proj = nn.Linear(dim, few * size, bias=inner)
        self.o_proj = nn.Linear(many * size, dim, bias=outer)

    def forward(self, x, mask, angles):
        many, few = self.counts
        query = rotate(heads(self.q_proj(x), many), angles)
        key = rotate(heads(self.k_proj(x), few), angles).repeat_interleave(many // few, 1)
        value = heads(self.v_proj(x), few).repeat_interleave(many // few, 1)
        return self.o_proj(attend(query, key, value, mask))


class LlamaMlp(nn.Module):
    def __init__(self, c):
        super().__init__()
        dim, wide, bias = c["hidden_size"], c["intermediate_size"], c["mlp_bias"]
        self.gate_proj = nn.Linear(dim, wide, bias=bias)
        self.up_proj = nn.Linear(dim, wide, bias=bias)
        self.down_proj = nn.Linear(wide, dim, bias=bias)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class LlamaLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.input_layernorm = RmsNorm(c["hidden_size"], c["rms_norm_eps"])
        self.self_attn = LlamaAttention(c)
        self.post_attention_layernorm = RmsNorm(c["hidden_size"], c["rms_norm_eps"])
        self.mlp = LlamaMlp(c)

    def forward(self, x, mask, angles):
        x = x + self.self_attn(self.input_layernorm(x), mask, angles)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.embed_tokens = nn.Embedding(c["vocab_size"], c["hidden_size"])
        self.layers = nn.ModuleList([LlamaLayer(c) for _ in range(c["num_hidden_layers"])])
        self.norm = RmsNorm(c["hidden_size"], c["rms_norm_eps"])
        self.frequencies = frequencies(c)

    def forward(self, ids, mask):
        x = self.embed_tokens(ids)
        angles = torch.arange(ids.shape[1])[:, None] * self.frequencies
        for layer in self.layers:
            x = layer(x, mask, angles)
        return self.norm(x)


class WithHead(nn.Module):
    """GPT2LMHeadModel, LlamaForSequenceClassification and so on."""

    def __init__(self, c, task):
        super().__init__()
        gpt2 = c["model_type"] == "gpt2"
        self.task, self.tied = task, c.get("tie_word_embeddings", gpt2)
        self.base_name = "transformer" if gpt2 else "model"
        self.add_module(self.base_name, Gpt2(c) if gpt2 else Llama(c))
        dim, labels = c["n_embd" if gpt2 else "hidden_size"], len(c["id2label"])
        if task == "causal-lm" and not self.tied:
            self.lm_head = nn.Linear(dim, c["vocab_size"], bias=False)
        if task == "sequence-classification":
            self.score = nn.Linear(dim, labels, bias=False)
        if task == "token-classification":
            self.add_module("classifier" if gpt2 else "score", nn.Linear(dim, labels))

    def forward(self, ids, mask, labels):
        base = getattr(self, self.base_name)
        hidden = base(ids, mask)
        if self.task == "causal-lm":
            table = (base.wte if self.base_name == "transformer" else base.embed_tokens).weight
            logits = hidden @ (table if self.tied else self.lm_head.weight).T
            return logits, F.cross_entropy(logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
        if self.task == "sequence-classification":
            logits = self.score(hidden)[torch.arange(len(ids)), mask.sum(1) - 1]
            return logits, F.cross_entropy(logits, labels)
        logits = (self.classifier if hasattr(self, "classifier") else self.score)(hidden)
        return logits, F.cross_entropy(logits.flatten(0, 1), labels.flatten())


def record(case):
    model = WithHead(case["config"], case["task"])
    set_weights(model)
    ids, mask, labels = (torch.tensor(case[key]) for key in ("input_ids", "attention_mask", "labels"))
    logits, loss = model(ids, mask, labels)
    loss.backward()
    gradients = {name: float32(parameter.grad) for name, parameter in model.named_parameters()}
    return {**case, "logits": float32(logits), "loss": loss.item(), "gradients": gradients}


GPT2 = dict(
    model_type="gpt2", vocab_size=23, n_positions=12, n_embd=16, n_layer=2, n_head=4, n_inner=24,
    layer_norm_epsilon=1e-5, id2label={"0": "no", "1": "yes", "2": "maybe"},
)
LLAMA = dict(
    model_type="llama", vocab_size=23, hidden_size=16, intermediate_size=20, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, head_dim=4, max_position_embeddings=12, rms_norm_eps=1e-6,
    rope_theta=10000.0, attention_bias=False, mlp_bias=False, tie_word_embeddings=False, id2label=GPT2["id2label"],
)
LLAMA3 = dict(
    rope_type="llama3", factor=8.0, low_freq_factor=0.1, high_freq_factor=2.0, original_max_position_embeddings=8
)

# Padding on the right; its labels are -100 and so is one in the middle.
BATCH = dict(
    input_ids=[[3, 1, 19, 0, 7, 22], [5, 5, 2, 9, 0, 0], [8, 0, 0, 0, 0, 0]],
    attention_mask=[[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0], [1, 0, 0, 0, 0, 0]],
)
NEXT = [[3, 1, -100, 0, 7, 22], [5, 5, 2, 9, -100, -100], [8, -100, -100, -100, -100, -100]]
TOKENS = [[0, 1, -100, 2, 2, 0], [1, 1, 0, 2, -100, -100], [0, -100, -100, -100, -100, -100]]

CASES = [
    dict(name="GPT2LMHeadModel", config=GPT2, task="causal-lm", labels=NEXT),
    dict(name="GPT2ForSequenceClassification", config=GPT2, task="sequence-classification", labels=[2, 0, 1]),
    dict(name="GPT2ForTokenClassification", config=GPT2, task="token-classification", labels=TOKENS),
    dict(name="LlamaForCausalLM", config=LLAMA, task="causal-lm", labels=NEXT),
    dict(
        name="LlamaForCausalLM, tied, with biases and llama3 frequencies", task="causal-lm", labels=NEXT,
        config={**LLAMA, "tie_word_embeddings": True, "attention_bias": True, "mlp_bias": True, "rope_scaling": LLAMA3},
    ),
    dict(
        name="LlamaForSequenceClassification, one key for all heads, linear frequencies",
        task="sequence-classification", labels=[2, 0, 1],
        config={**LLAMA, "num_key_value_heads": 1, "rope_scaling": {"rope_type": "linear", "factor": 4.0}},
    ),
    dict(name="LlamaForTokenClassification", config=LLAMA, task="token-classification", labels=TOKENS),
    dict(
        name="Qwen2ForCausalLM", task="causal-lm", labels=NEXT,
        config={**LLAMA, "model_type": "qwen2", "tie_word_embeddings": True},
    ),
]

if __name__ == "__main__":
    recorded = ",\n".join(json.dumps(record({**case, **BATCH})) for case in CASES)
    (Path(__file__).parent / "fixtures" / "decoders.json").write_text(f"[\n{recorded}\n]\n")
