"""Records what PyTorch's autograd gives for each operator that has a gradient rule.

    python3 packages/onnx/test/pytorch/operators.py
    npx biome format --write packages/onnx/test/pytorch/operators.json

Needs torch (written by 1.13 on a CPU). Inputs are drawn from one seed; where a rule has a kink or a tie, a
second case sits on it, so that the fixture says what PyTorch decides there.
"""

import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F

generator = torch.Generator().manual_seed(0)
cases = []


def real(*shape, low=-2.0, high=2.0):
    return low + (high - low) * torch.rand(shape, generator=generator)


def positive(*shape):
    return real(*shape, low=0.5, high=2.0)


def floats(*values):
    return torch.tensor(values, dtype=torch.float32)


def ints(values):
    return torch.tensor(values, dtype=torch.int64)


def case(operator, function, *inputs, note="", opset=17, attributes=None, outputs=1, output=0, constant=()):
    """Records function(*inputs); None is an optional input left out, `constant` has places without gradient."""
    leaves = [value.clone() if torch.is_tensor(value) else value for value in inputs]
    wanted = [
        i
        for i, leaf in enumerate(leaves)
        if torch.is_tensor(leaf) and leaf.is_floating_point() and i not in constant
    ]
    for i in wanted:
        leaves[i].requires_grad_()
    z = function(*leaves)
    dz = real(*z.shape).to(z.dtype)
    gradients = torch.autograd.grad(z, [leaves[i] for i in wanted], dz)
    cases.append(
        {
            "operator": operator,
            "note": note,
            "opset": opset,
            "attributes": attributes or {},
            "inputs": [None if value is None else recorded(value) for value in inputs],
            "outputs": outputs,
            "output": output,
            "result": recorded(z.detach()),
            "resultGradient": recorded(dz),
            "gradients": [{"input": i, **recorded(g)} for i, g in zip(wanted, gradients)],
        }
    )


def recorded(tensor):
    # The shortest decimals that give the same float32 again.
    data = [float(str(v)) if isinstance(v, numpy.floating) else int(v) for v in tensor.numpy().flatten()]
    dtype = {torch.float32: "float32", torch.float64: "float64", torch.int64: "int64", torch.bool: "bool"}
    return {"type": dtype[tensor.dtype], "dims": list(tensor.shape), "data": data}


def floating(value):
    """A float attribute; numbers alone are ints."""
    return {"float": value}


# Elementwise
case("Add", torch.add, real(2, 3), real(3))
case("Sub", torch.sub, real(2, 1), real(3))
case("Mul", torch.mul, real(2, 3), real(2, 1))
case("Div", torch.div, real(2, 3), positive(3))
case("Pow", torch.pow, positive(2, 3), real(3))
case("Pow", torch.pow, floats(0, 0, 0, 2, -2), floats(0, 1, 2, 0, 3), note="at 0", constant=(1,))
case("Pow", torch.pow, floats(0, 0, 3), floats(0.5, 2, 2), note="exponents over 0", constant=(0,))
case("Sum", lambda *xs: sum(xs), real(2, 3), real(3), real())
case("Mean", lambda *xs: sum(xs) / len(xs), real(2, 3), real(3), real())
case("Max", torch.maximum, real(2, 3), real(3))
case("Max", torch.maximum, floats(1, 2, 3), floats(1, 5, 3), note="ties")
case("Min", torch.minimum, real(2, 3), real(3))
case("Min", torch.minimum, floats(1, 2, 3), floats(1, 5, 3), note="ties")
bounds = (floats(-1)[0], floats(1)[0])
case("Clip", lambda x, a, b: x.clamp(a.item(), b.item()), real(2, 5), *bounds, constant=(1, 2))
case(
    "Clip",
    lambda x, a, b: x.clamp(a.item(), b.item()),
    floats(-2, -1, 0, 1, 2),
    *bounds,
    note="at the bounds",
    constant=(1, 2),
)
case("Where", torch.where, torch.tensor([[True], [False]]), real(2, 3), real(3))
case("Identity", torch.clone, real(2, 3))
case("Cast", torch.Tensor.double, real(2, 3), attributes={"to": 11})
case("Dropout", lambda x: F.dropout(x, 0.3, training=False), real(2, 3), note="inference")
case("Neg", torch.neg, real(2, 3))
case("Abs", torch.abs, floats(-1, 0, 2), note="at 0")
case("Reciprocal", torch.reciprocal, positive(2, 3))
case("Sqrt", torch.sqrt, positive(2, 3))
case("Exp", torch.exp, real(2, 3))
case("Log", torch.log, positive(2, 3))
case("Sin", torch.sin, real(2, 3))
case("Cos", torch.cos, real(2, 3))
case("Erf", torch.erf, real(2, 3))

# Activations
case("Tanh", torch.tanh, real(2, 3))
case("Sigmoid", torch.sigmoid, real(2, 3))
sixth = {"alpha": floating(1 / 6), "beta": floating(0.5)}
case("HardSigmoid", F.hardsigmoid, real(2, 3, low=-6, high=6), attributes=sixth)
case("HardSigmoid", F.hardsigmoid, floats(-4, -3, 0, 3, 4), note="at the ends", attributes=sixth)
case("Relu", torch.relu, floats(-1, 0, 2), note="at 0")
slope = {"alpha": floating(0.25)}
case("LeakyRelu", lambda x: F.leaky_relu(x, 0.25), floats(-1, 0, 2), note="at 0", attributes=slope)
case("Elu", lambda x: F.elu(x, 0.5), floats(-1, 0, 2), note="at 0", attributes={"alpha": floating(0.5)})
case("Softplus", F.softplus, real(2, 3))
case("Mish", F.mish, real(2, 3), opset=18)
case("Gelu", F.gelu, real(2, 3), opset=20)
tanh = {"approximate": "tanh"}
case("Gelu", lambda x: F.gelu(x, approximate="tanh"), real(2, 3), note="tanh", opset=20, attributes=tanh)

# Reductions
last = {"axes": [-1], "keepdims": 0}
case("ReduceSum", lambda x, axes: x.sum(1), real(2, 3), ints([1]), attributes={"keepdims": 0})
case("ReduceMean", lambda x: x.mean(1, keepdim=True), real(2, 3), attributes={"axes": [1]})
case("ReduceMax", lambda x: x.amax(-1), real(2, 3), attributes=last)
ties = torch.stack([floats(1, 3, 3), floats(2, 2, 2)])
case("ReduceMax", lambda x: x.amax(-1), ties, note="ties", attributes=last)
case("ReduceMin", lambda x: x.amin(-1), real(2, 3), attributes=last)
case("ReduceMin", lambda x: x.amin(-1), -ties, note="ties", attributes=last)
case("ReduceProd", lambda x: x.prod(-1), real(2, 3), attributes=last)
zeros = torch.stack([floats(0, 2, 3), floats(0, 2, 0), floats(1, 2, 3)])
case("ReduceProd", lambda x: x.prod(-1), zeros, note="zeros", attributes=last)
case("ReduceSumSquare", lambda x: x.square().sum(-1), real(2, 3), attributes=last)
case("ReduceL1", lambda x: torch.linalg.vector_norm(x, 1, -1), zeros - 1, note="at 0", attributes=last)
case("ReduceL2", lambda x: torch.linalg.vector_norm(x, 2, -1), real(2, 3), attributes=last)
origin = torch.stack([floats(0, 0), floats(3, 4)])
case("ReduceL2", lambda x: torch.linalg.vector_norm(x, 2, -1), origin, note="at 0", attributes=last)
case("ReduceLogSum", lambda x: x.sum(-1).log(), positive(2, 3), attributes=last)
case("ReduceLogSumExp", lambda x: x.logsumexp(-1), real(2, 3), attributes=last)
case("CumSum", lambda x, axis: x.cumsum(1), real(2, 4), ints(1))
backwards = {"reverse": 1}
case(
    "CumSum",
    lambda x, axis: x.flip(1).cumsum(1).flip(1),
    real(2, 4),
    ints(1),
    note="backwards",
    attributes=backwards,
)

# Linear algebra
case("MatMul", torch.matmul, real(2, 3, 4), real(4, 2))
case("MatMul", torch.matmul, real(2, 1, 3, 4), real(3, 4, 2), note="broadcast batches")
scaled = {"alpha": floating(0.5), "beta": floating(2), "transB": 1}
case("Gemm", lambda x, y, w: 0.5 * x @ y.T + 2 * w, real(2, 3), real(4, 3), real(4), attributes=scaled)

# Normalization
case("Softmax", lambda x: x.softmax(1), real(2, 3, 2), attributes={"axis": 1})
case("LogSoftmax", lambda x: x.log_softmax(-1), real(2, 4), attributes={"axis": -1})
epsilon = {"epsilon": floating(1e-12)}
case(
    "LayerNormalization",
    lambda x, w, b: F.layer_norm(x, [4], w, b, 1e-12),
    real(2, 3, 4),
    positive(4),
    real(4),
    attributes=epsilon,
)

# Losses
case("SoftmaxCrossEntropyLoss", F.cross_entropy, real(4, 3), ints([0, 2, 1, 2]), note="mean")
ignoring = {"ignore_index": 1, "reduction": "mean"}
labels = ints([[0, 1], [2, 2]])
case(
    "SoftmaxCrossEntropyLoss",
    lambda x, y, w: F.cross_entropy(x, y, w, ignore_index=1),
    real(2, 3, 2),
    labels,
    positive(3),
    note="class weights and ignored labels",
    attributes=ignoring,
    constant=(2,),
)
case(
    "NegativeLogLikelihoodLoss",
    lambda x, y: F.nll_loss(x, y, ignore_index=1),
    real(2, 3, 2),
    labels,
    note="ignored labels",
    attributes=ignoring,
)

# Shape
case("Reshape", lambda x, shape: x.reshape(3, 2), real(2, 3), ints([3, 2]))
case("Squeeze", lambda x, axes: x.squeeze(1), real(2, 1, 3), ints([1]))
case("Unsqueeze", lambda x, axes: x.unsqueeze(0), real(2, 3), ints([0]))
case("Flatten", lambda x: x.flatten(1), real(2, 3, 2), attributes={"axis": 1})
case("Transpose", lambda x: x.permute(2, 0, 1), real(2, 3, 2), attributes={"perm": [2, 0, 1]})
case("Expand", lambda x, shape: x.expand(2, 3, 2), real(3, 1), ints([2, 3, 2]))
case("Tile", lambda x, repeats: x.tile(2, 3), real(2, 2), ints([2, 3]))
case("Pad", lambda x, pads: F.pad(x, (1, 2), value=0.0), real(2, 3), ints([0, 1, 0, 2]))
case("Pad", lambda x, pads: F.pad(x, (-1, 2), value=0.0), real(2, 3), ints([0, -1, 0, 2]), note="cropped")
case("Trilu", lambda x, k: x.tril(-1), real(3, 3), ints(-1), attributes={"upper": 0})
case("Concat", lambda x, y: torch.cat([x, y], 1), real(2, 3), real(2, 1), attributes={"axis": 1})
case(
    "Split",
    lambda x, sizes: x.split([1, 3], 1)[1],
    real(2, 4),
    ints([1, 3]),
    attributes={"axis": 1},
    outputs=2,
    output=1,
)

# Indexing
case("Gather", lambda x, ids: x[ids], real(4, 2), ints([[0, 2, 2], [1, 0, 2]]), note="an embedding")
case("GatherElements", lambda x, ids: x.gather(1, ids), real(2, 3), ints([[0, 0], [2, 1]]), attributes={"axis": 1})
case("GatherND", lambda x, ids: x[ids[:, 0], ids[:, 1]], real(2, 3, 2), ints([[0, 1], [1, 2], [0, 1]]))
case(
    "ScatterElements",
    lambda x, ids, y: x.scatter(1, ids, y),
    real(2, 3),
    ints([[0, 2], [2, 1]]),
    real(2, 2),
    attributes={"axis": 1},
)
case(
    "ScatterElements",
    lambda x, ids, y: x.scatter_add(1, ids, y),
    real(2, 3),
    ints([[0, 0], [2, 2]]),
    real(2, 2),
    note="added",
    attributes={"axis": 1, "reduction": "add"},
)
case("ScatterND", lambda x, ids, y: x.index_put((ids[:, 0],), y), real(3, 2), ints([[2], [0]]), real(2, 2))
case(
    "ScatterND",
    lambda x, ids, y: x.index_put((ids[:, 0],), y, accumulate=True),
    real(3, 2),
    ints([[2], [2]]),
    real(2, 2),
    note="added",
    attributes={"reduction": "add"},
)
case("Slice", lambda x, *bounds: x[:, 1:5:2], real(2, 6), ints([1]), ints([5]), ints([1]), ints([2]))

# Convolution
sides = {"strides": [2, 1], "pads": [1, 0, 1, 0], "dilations": [1, 2], "group": 2}
case(
    "Conv",
    lambda x, w, b: F.conv2d(x, w, b, (2, 1), (1, 0), (1, 2), 2),
    real(2, 4, 6, 5),
    real(6, 2, 3, 2),
    real(6),
    attributes=sides,
)
case("Conv", lambda x, w: F.conv1d(x, w, padding=1), real(2, 3, 5), real(2, 3, 3), note="1-D", attributes={"pads": [1, 1]})
case("Conv", F.conv3d, real(1, 2, 3, 4, 3), real(2, 2, 2, 3, 2), real(2), note="3-D")
wide = {"strides": [2, 2], "pads": [1, 1, 1, 1], "output_padding": [1, 0], "group": 2}
case(
    "ConvTranspose",
    lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, (1, 0), 2),
    real(2, 4, 3, 3),
    real(4, 2, 3, 3),
    real(4),
    attributes=wide,
)

# Pooling
square = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}
case("MaxPool", lambda x: F.max_pool2d(x, 3, 2, 1), real(2, 2, 5, 6), attributes=square)
plateau = torch.tensor([[[1.0, 3.0, 3.0, 2.0, 2.0, 3.0]]])
case("MaxPool", lambda x: F.max_pool1d(x, 3), plateau, note="ties", attributes={"kernel_shape": [3], "strides": [3]})
counted = {**square, "count_include_pad": 1}
case("AveragePool", lambda x: F.avg_pool2d(x, 3, 2, 1), real(2, 2, 5, 6), attributes=counted)
case(
    "AveragePool",
    lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False),
    real(2, 2, 6, 6),
    note="windows past the end",
    attributes={**square, "ceil_mode": 1},
)
case("LpPool", lambda x: F.lp_pool1d(x, 2, 3, 2), positive(2, 2, 7), attributes={"kernel_shape": [3], "strides": [2]})
case("GlobalMaxPool", lambda x: F.adaptive_max_pool1d(x, 1), real(2, 3, 4))
case("GlobalMaxPool", lambda x: F.adaptive_max_pool1d(x, 1), plateau, note="ties")
case("GlobalAveragePool", lambda x: F.adaptive_avg_pool2d(x, 1), real(2, 3, 4, 2))
case("GlobalLpPool", lambda x: torch.linalg.vector_norm(x, 2, -1, keepdim=True), real(2, 3, 4))

# Normalization of channels
case(
    "BatchNormalization",
    lambda x, y, b, mean, var: F.batch_norm(x, mean, var, y, b, eps=1e-5),
    real(2, 3, 4),
    real(3),
    real(3),
    real(3),
    positive(3),
    constant=(3, 4),
)
case(
    "BatchNormalization",
    lambda x, y, b, mean, var: F.batch_norm(x, mean, var, y, b, training=True),
    real(2, 3, 4, 2),
    real(3),
    real(3),
    real(3),
    positive(3),
    note="in training",
    attributes={"training_mode": 1},
    outputs=3,
    constant=(3, 4),
)
case("InstanceNormalization", lambda x, y, b: F.instance_norm(x, weight=y, bias=b), real(2, 3, 4, 2), real(3), real(3))
case(
    "GroupNormalization",
    lambda x, y, b: F.group_norm(x, 2, y, b),
    real(2, 4, 3),
    real(4),
    real(4),
    opset=21,
    attributes={"num_groups": 2},
)
case(
    "LRN",
    lambda x: F.local_response_norm(x, 3, 0.5, 0.75, 1.5),
    real(2, 5, 3, 1),
    attributes={"size": 3, "alpha": floating(0.5), "bias": floating(1.5)},
)
case("LpNormalization", lambda x: F.normalize(x, dim=-1), real(2, 3))
case(
    "RMSNormalization",
    lambda x, y: x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt() * y,
    real(2, 3, 4),
    real(4),
    opset=23,
)
channels = {"dim": (0, 2, 3), "keepdim": True}
case(
    "MeanVarianceNormalization",
    lambda x: (x - x.mean(**channels)) / x.std(unbiased=False, **channels),
    real(2, 3, 2, 2),
)

# Recurrent operators, whose gates PyTorch has in another order than ONNX
def unstacked(weights, order):
    parts = weights.chunk(len(order))
    return torch.cat([parts[i] for i in order])


def recurrent(kind, order):
    def run(x, w, r, b, lengths, hidden, cell=None):
        weights = []
        for d in range(len(w)):
            both = [unstacked(part, order) for part in b[d].chunk(2)]
            weights += [unstacked(w[d], order), unstacked(r[d], order), *both]
        state = hidden if cell is None else (hidden, cell)
        two = len(w) == 2
        outputs = kind(x, state, weights, True, 1, 0.0, False, two, False)
        return outputs[0].unflatten(2, (len(w), -1)).transpose(1, 2)

    return run


def stacked(directions, gates, cell=False):
    width = gates * 3
    shapes = [(directions, width, 2), (directions, width, 3), (directions, 2 * width)]
    states = [real(directions, 2, 3) for _ in range(1 + cell)]
    return [real(4, 2, 2), *[real(*shape) for shape in shapes], None, *states]


both = {"hidden_size": 3, "direction": "bidirectional"}
case("RNN", recurrent(torch.rnn_tanh, [0]), *stacked(2, 1), attributes=both, outputs=2)
case("LSTM", recurrent(torch.lstm, [0, 2, 3, 1]), *stacked(2, 4, cell=True), attributes=both, outputs=3)
reset = {"hidden_size": 3, "linear_before_reset": 1}
case("GRU", recurrent(torch.gru, [1, 0, 2]), *stacked(1, 3), attributes=reset, outputs=2)
case("Softsign", F.softsign, floats(-1, 0, 2), note="at 0")
case("ThresholdedRelu", lambda x: F.threshold(x, 0.5, 0.0), floats(-1, 0.5, 2), note="at the threshold", attributes={"alpha": floating(0.5)})

path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
