"""Records what PyTorch computes for small encoders: logits, loss and every parameter's gradient.

The modules are written here from the papers, with the module names of Hugging Face's checkpoints, and the losses as
its models define them. Weights are not stored, see recorded.py.

Run it with PyTorch 1.13 or newer, from any folder: python3 encoders.py
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from recorded import float32, set_weights

torch.use_deterministic_algorithms(True)


class Tree(nn.Module):
    """Modules by name, as HF nests them."""

    def __init__(self, /, **modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)


def attend(query, key, value, mask, count):
    """Attention of [batch, sequence, dim] with the padding hidden."""
    query, key, value = (x.unflatten(2, (count, -1)).transpose(1, 2) for x in (query, key, value))
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])
    scores = scores.masked_fill(mask[:, None, None, :] == 0, torch.finfo(scores.dtype).min)
    return (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)


class BertLayer(Tree):
    def __init__(self, c):
        dim, wide = c["hidden_size"], c["intermediate_size"]
        projections = dict(query=nn.Linear(dim, dim), key=nn.Linear(dim, dim), value=nn.Linear(dim, dim))
        norm = lambda: nn.LayerNorm(dim, eps=c["layer_norm_eps"])
        output = Tree(dense=nn.Linear(dim, dim), LayerNorm=norm())
        super().__init__(
            attention=Tree(self=Tree(**projections), output=output),
            intermediate=Tree(dense=nn.Linear(dim, wide)),
            output=Tree(dense=nn.Linear(wide, dim), LayerNorm=norm()),
        )
        self.count = c["num_attention_heads"]

    def forward(self, x, mask):
        project = getattr(self.attention, "self")
        context = attend(project.query(x), project.key(x), project.value(x), mask, self.count)
        output = self.attention.output
        x = output.LayerNorm(output.dense(context) + x)
        return self.output.LayerNorm(self.output.dense(F.gelu(self.intermediate.dense(x))) + x)


class Bert(Tree):
    """BertModel, and RobertaModel with its positions."""

    def __init__(self, c, pooler):
        dim, roberta = c["hidden_size"], c["model_type"] == "roberta"
        padding = c["pad_token_id"]
        super().__init__(
            embeddings=Tree(
                word_embeddings=nn.Embedding(c["vocab_size"], dim, padding_idx=padding),
                position_embeddings=nn.Embedding(
                    c["max_position_embeddings"], dim, padding_idx=padding if roberta else None
                ),
                token_type_embeddings=nn.Embedding(c["type_vocab_size"], dim),
                LayerNorm=nn.LayerNorm(dim, eps=c["layer_norm_eps"]),
            ),
            encoder=Tree(layer=nn.ModuleList(BertLayer(c) for _ in range(c["num_hidden_layers"]))),
        )
        if pooler:
            self.pooler = Tree(dense=nn.Linear(dim, dim))
        self.padding, self.roberta = padding, roberta

    def forward(self, input_ids, attention_mask, token_type_ids=None):
        if self.roberta:
            is_token = (input_ids != self.padding).int()
            positions = is_token.cumsum(1) * is_token + self.padding
        else:
            positions = torch.arange(input_ids.shape[1])
        if token_type_ids is None:
            token_type_ids = torch.zeros_like(input_ids)
        e = self.embeddings
        x = e.word_embeddings(input_ids) + e.token_type_embeddings(token_type_ids)
        x = e.LayerNorm(x + e.position_embeddings(positions))
        for layer in self.encoder.layer:
            x = layer(x, attention_mask)
        return x


class DistilBertLayer(Tree):
    def __init__(self, c):
        dim, wide = c["dim"], c["hidden_dim"]
        super().__init__(
            attention=Tree(**{name: nn.Linear(dim, dim) for name in ("q_lin", "k_lin", "v_lin", "out_lin")}),
            sa_layer_norm=nn.LayerNorm(dim, eps=1e-12),
            ffn=Tree(lin1=nn.Linear(dim, wide), lin2=nn.Linear(wide, dim)),
            output_layer_norm=nn.LayerNorm(dim, eps=1e-12),
        )
        self.count = c["n_heads"]

    def forward(self, x, mask):
        a = self.attention
        x = self.sa_layer_norm(a.out_lin(attend(a.q_lin(x), a.k_lin(x), a.v_lin(x), mask, self.count)) + x)
        return self.output_layer_norm(self.ffn.lin2(F.gelu(self.ffn.lin1(x))) + x)


class DistilBert(Tree):
    def __init__(self, c):
        super().__init__(
            embeddings=Tree(
                word_embeddings=nn.Embedding(c["vocab_size"], c["dim"], padding_idx=c["pad_token_id"]),
                position_embeddings=nn.Embedding(c["max_position_embeddings"], c["dim"]),
                LayerNorm=nn.LayerNorm(c["dim"], eps=1e-12),
            ),
            transformer=Tree(layer=nn.ModuleList(DistilBertLayer(c) for _ in range(c["n_layers"]))),
        )

    def forward(self, input_ids, attention_mask):
        e = self.embeddings
        x = e.word_embeddings(input_ids) + e.position_embeddings(torch.arange(input_ids.shape[1]))
        x = e.LayerNorm(x)
        for layer in self.transformer.layer:
            x = layer(x, attention_mask)
        return x


class WithHead(nn.Module):
    """Hugging Face's class of a model type for a task."""

    def __init__(self, c, task):
        super().__init__()
        self.kind, self.task = c["model_type"], task
        dim = c["dim"] if self.kind == "distilbert" else c["hidden_size"]
        classes = 1 if task == "multiple-choice" else len(c["id2label"])
        self.pooled = task == "multiple-choice" or (task == "sequence-classification" and self.kind == "bert")
        base = DistilBert(c) if self.kind == "distilbert" else Bert(c, self.pooled)
        self.add_module(self.kind, base)
        if task == "question-answering":
            self.qa_outputs = nn.Linear(dim, 2)
        elif task == "masked-lm":
            self.add_lm_head(c, dim)
        elif task == "sequence-classification" and self.kind == "roberta":
            self.classifier = Tree(dense=nn.Linear(dim, dim), out_proj=nn.Linear(dim, classes))
        elif task != "feature-extraction":
            self.classifier = nn.Linear(dim, classes)
            if task != "token-classification" and self.kind == "distilbert":
                self.pre_classifier = nn.Linear(dim, dim)

    def add_lm_head(self, c, dim):
        bias = nn.Parameter(torch.empty(c["vocab_size"]))
        if self.kind == "bert":
            norm = nn.LayerNorm(dim, eps=c["layer_norm_eps"])
            self.cls = Tree(predictions=Tree(transform=Tree(dense=nn.Linear(dim, dim), LayerNorm=norm)))
            self.cls.predictions.bias = bias
        elif self.kind == "roberta":
            self.lm_head = Tree(dense=nn.Linear(dim, dim), layer_norm=nn.LayerNorm(dim, eps=c["layer_norm_eps"]))
            self.lm_head.bias = bias
        else:
            self.vocab_transform = nn.Linear(dim, dim)
            self.vocab_layer_norm = nn.LayerNorm(dim, eps=1e-12)
            self.vocab_projector = Tree()
            self.vocab_projector.bias = bias

    def predict_tokens(self, hidden):
        if self.kind == "bert":
            head = self.cls.predictions
            x = head.transform.LayerNorm(F.gelu(head.transform.dense(hidden)))
        elif self.kind == "roberta":
            head = self.lm_head
            x = head.layer_norm(F.gelu(head.dense(hidden)))
        else:
            head = self.vocab_projector
            x = self.vocab_layer_norm(F.gelu(self.vocab_transform(hidden)))
        return F.linear(x, getattr(self, self.kind).embeddings.word_embeddings.weight, head.bias)

    def classify(self, hidden):
        first = hidden[:, 0]
        if self.pooled and self.kind != "distilbert":
            return self.classifier(torch.tanh(getattr(self, self.kind).pooler.dense(first)))
        if self.kind == "roberta":
            return self.classifier.out_proj(torch.tanh(self.classifier.dense(first)))
        return self.classifier(F.relu(self.pre_classifier(first)))

    def forward(self, **inputs):
        choices = inputs["input_ids"].shape[1]
        if self.task == "multiple-choice":
            inputs = {name: ids.flatten(0, 1) for name, ids in inputs.items()}
        hidden = getattr(self, self.kind)(**inputs)
        if self.task == "feature-extraction":
            return dict(last_hidden_state=hidden)
        if self.task == "masked-lm":
            return dict(logits=self.predict_tokens(hidden))
        if self.task == "token-classification":
            return dict(logits=self.classifier(hidden))
        if self.task == "question-answering":
            start, end = self.qa_outputs(hidden).unbind(-1)
            return dict(start_logits=start, end_logits=end)
        logits = self.classify(hidden)
        return dict(logits=logits.view(-1, choices) if self.task == "multiple-choice" else logits)


def loss_of(outputs, labels, problem):
    if "start_positions" in labels:
        length = outputs["start_logits"].shape[1]
        parts = [
            F.cross_entropy(outputs[f"{side}_logits"], labels[f"{side}_positions"].clamp(0, length), ignore_index=length)
            for side in ("start", "end")
        ]
        return sum(parts) / 2
    logits, labels = outputs["logits"], labels["labels"]
    if problem == "regression":
        return F.mse_loss(logits.squeeze(), labels.squeeze())
    if problem == "multi_label_classification":
        return F.binary_cross_entropy_with_logits(logits, labels)
    return F.cross_entropy(logits.flatten(0, -2), labels.flatten())


def random_batch(config, task, problem, batch, length, seed):
    """Sequences of a few lengths, padded on the right; labels of padding are -100, and so are some others."""
    random = torch.Generator().manual_seed(seed)
    integers = lambda low, high, *shape: torch.randint(low, high, shape, generator=random)
    shape = (batch, 3, length) if task == "multiple-choice" else (batch, length)
    lengths = integers(2, length + 1, *shape[:-1], 1)
    lengths.view(-1)[0] = length
    mask = (torch.arange(length) < lengths).long()
    ids = integers(2, config["vocab_size"], *shape)
    inputs = dict(input_ids=torch.where(mask == 1, ids, config["pad_token_id"]), attention_mask=mask)
    if config["model_type"] == "bert":
        inputs["token_type_ids"] = (torch.arange(length) >= lengths // 2).long() * mask
    classes = len(config["id2label"])
    if task == "feature-extraction":
        return inputs, {}
    if task == "question-answering":
        # One position past the end and one before the start.
        start, end = integers(0, length, batch), integers(0, length, batch)
        start[0], end[1] = length + 3, -1
        return inputs, dict(start_positions=start, end_positions=end)
    if task in ("token-classification", "masked-lm"):
        labels = integers(0, classes if task == "token-classification" else config["vocab_size"], *shape)
        return inputs, dict(labels=torch.where((mask == 1) & (integers(0, 3, *shape) > 0), labels, -100))
    if problem == "regression":
        return inputs, dict(labels=torch.randn((batch, classes)[: min(classes, 2)], generator=random))
    if problem == "multi_label_classification":
        return inputs, dict(labels=integers(0, 2, batch, classes).float())
    return inputs, dict(labels=integers(0, 3, batch))


def record(config, task, problem, sizes, number):
    model = WithHead(config, task)
    # A base model alone has no prefix in a checkpoint.
    set_weights(getattr(model, model.kind) if task == "feature-extraction" else model)
    batches = []
    for i, (batch, length) in enumerate(sizes):
        inputs, labels = random_batch(config, task, problem, batch, length, 10 * number + i)
        outputs = model(**inputs)
        lists = {name: tensor.tolist() for name, tensor in {**inputs, **labels}.items()}
        recorded = dict(inputs=lists, outputs={name: float32(x) for name, x in outputs.items()})
        if labels:
            model.zero_grad()
            loss = loss_of(outputs, labels, problem)
            loss.backward()
            recorded["loss"] = loss.item()
            recorded["gradients"] = {name: float32(p.grad) for name, p in model.named_parameters()}
        batches.append(recorded)
    return dict(config=config, task=task, batches=batches)


def labels(count):
    return {str(i): f"LABEL_{i}" for i in range(count)}


BERT = dict(
    model_type="bert", vocab_size=17, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12,
    max_position_embeddings=9, type_vocab_size=2, layer_norm_eps=1e-12, hidden_act="gelu", pad_token_id=0,
)
ROBERTA = {**BERT, "model_type": "roberta", "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1}
DISTILBERT = dict(
    model_type="distilbert", vocab_size=17, dim=8, n_layers=2, n_heads=2, hidden_dim=12, max_position_embeddings=9,
    activation="gelu", pad_token_id=0,
)
CASES = [
    ("feature-extraction", None, 2),
    ("sequence-classification", "single_label_classification", 3),
    ("sequence-classification", "multi_label_classification", 3),
    ("sequence-classification", "regression", 1),
    ("token-classification", None, 3),
    ("multiple-choice", None, 2),
    ("question-answering", None, 2),
    ("masked-lm", None, 2),
]

if __name__ == "__main__":
    lines = []
    for architecture in (BERT, ROBERTA, DISTILBERT):
        for task, problem, count in CASES:
            config = {**architecture, "id2label": labels(count)}
            if problem:
                config["problem_type"] = problem
            lines.append(json.dumps(record(config, task, problem, [(2, 5), (3, 7)], len(lines))))
    (Path(__file__).parent / "fixtures" / "encoders.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
