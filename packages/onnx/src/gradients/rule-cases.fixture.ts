import { float } from "../attribute.ts";
import { dataTypes } from "../data-type.ts";
import { type Case, index, positive, type RandomInput, real } from "./finite-differences.fixture.ts";

type Cases = Readonly<Record<string, Case>>;

const tokens = ["batch_size", "sequence_length"] as const;

/** One operator applied to all inputs in their order. */
function apply(
  opType: string,
  inputs: Record<string, RandomInput>,
  attributes = {},
  options: Partial<Case> = {},
): Case {
  return { inputs, build: (g) => g.add(opType, Object.keys(inputs), attributes), ...options };
}

const unary = (opType: string, input = real(...tokens, 2), options: Partial<Case> = {}): Cases => ({
  elements: apply(opType, { x: input }, {}, options),
});

const binary = (opType: string, of = real): Cases => ({
  "same shape": apply(opType, { x: of(...tokens), y: of(...tokens) }),
  "bias and scalar": {
    inputs: { x: of(...tokens, 2), y: of(2), w: of() },
    build: (g) => g.add(opType, ["w", g.add(opType, ["x", "y"])]),
  },
  "both broadcast": apply(opType, { x: of("batch_size", 1, 2), y: of("sequence_length", 1) }),
  "sizes that only the run tells": apply(opType, { x: of("maybe_one", 2), y: of("batch_size", 2) }),
  "one value twice": {
    inputs: { x: of(...tokens) },
    build: (g) => g.add(opType, ["x", g.add(opType, ["x", "x"])]),
  },
});

const reduction = (opType: string): Cases => ({
  "of all": apply(opType, { x: real(...tokens) }, { keepdims: 0 }),
  "one axis that stays": along(opType, [-1], 1),
  "two axes that go": along(opType, [0, 2], 0),
});

/** ReduceSum has its axes as an input, the other reductions have them as an attribute up to operator set 17. */
function along(opType: string, axes: number[], keepdims: number): Case {
  const build: Case["build"] = (g) =>
    opType === "ReduceSum"
      ? g.add(opType, ["x", g.ints(axes)], { keepdims })
      : g.add(opType, ["x"], { axes, keepdims });
  const opsets = opType === "ReduceSum" ? undefined : [17];
  return { inputs: { x: real(...tokens, 4) }, build, ...(opsets && { opsets }) };
}

function axesInput(opType: string): Case {
  return {
    inputs: { x: real(...tokens, 2) },
    build: (g) => g.add(opType, ["x", g.ints([1])], { keepdims: 0 }),
    opsets: [18, 22],
  };
}

export const ruleCases: Readonly<Record<string, Cases>> = {
  Add: binary("Add"),
  Sub: binary("Sub"),
  Mul: binary("Mul"),
  Div: binary("Div", positive),
  Pow: {
    ...binary("Pow", positive),
    "constant exponent of a negative base": {
      inputs: { x: real(...tokens) },
      build: (g) => g.add("Pow", ["x", g.scalar(3, "float64")]),
    },
  },
  Sum: {
    "three of different shapes": apply("Sum", { x: real(...tokens), y: real("sequence_length"), w: real() }),
  },
  Where: {
    "choice by a comparison": {
      inputs: { c: index(0, 1, "batch_size", 1), x: real(...tokens), y: real() },
      build: (g) => g.add("Where", [g.add("Equal", ["c", g.ints(1)]), "x", "y"]),
    },
  },
  Identity: unary("Identity"),
  Cast: {
    "to float64 and back": {
      inputs: { x: real(...tokens) },
      build: (g) => {
        const wide = g.add("Cast", ["x"], { to: dataTypes.float64 });
        return g.add("Cast", [g.add("Mul", [wide, wide])], { to: dataTypes.float32 });
      },
      float32: true,
    },
  },
  Neg: unary("Neg"),
  Abs: unary("Abs"),
  Reciprocal: unary("Reciprocal", positive(...tokens)),
  Sqrt: unary("Sqrt", positive(...tokens)),
  Exp: unary("Exp"),
  Log: unary("Log", positive(...tokens)),
  Sin: unary("Sin"),
  Cos: unary("Cos"),
  Erf: unary("Erf", real(...tokens), { float32: true }),
  Tanh: unary("Tanh"),
  Sigmoid: unary("Sigmoid"),
  Relu: unary("Relu"),
  ReduceSum: reduction("ReduceSum"),
  ReduceMean: {
    ...reduction("ReduceMean"),
    "axes as an input": axesInput("ReduceMean"),
  },
  ReduceMax: { ...reduction("ReduceMax"), "axes as an input": axesInput("ReduceMax") },
  MatMul: {
    matrices: apply("MatMul", { x: real("batch_size", 3), y: real(3, 2) }),
    "a weight for all batches": apply("MatMul", { x: real(...tokens, 3), y: real(3, 2) }),
    "a batch each": apply("MatMul", { x: real(...tokens, 3), y: real("batch_size", 3, 2) }),
    "broadcast batches": apply("MatMul", {
      x: real("batch_size", 1, 2, 3),
      y: real("sequence_length", 3, 2),
    }),
    "a matrix and batches": apply("MatMul", { x: real(2, 3), y: real("batch_size", 3, 2) }),
    "a batch of one or more": apply("MatMul", { x: real("maybe_one", 2, 3), y: real("batch_size", 3, 2) }),
    "unknown inner size": apply("MatMul", {
      x: real(2, "batch_size", "sequence_length"),
      y: real("sequence_length", 2),
    }),
    vectors: apply("MatMul", { x: real("batch_size"), y: real("batch_size") }),
    "vector and batches": apply("MatMul", { x: real(3), y: real("batch_size", 3, 2) }),
    "batches and vector": apply("MatMul", { x: real(...tokens, 3), y: real(3) }),
  },
  Gemm: {
    plain: apply("Gemm", { x: real("batch_size", 3), y: real(3, 2), w: real(2) }),
    "transposed and scaled": apply(
      "Gemm",
      { x: real(3, "batch_size"), y: real(2, 3), w: real("batch_size", 1) },
      { transA: 1, transB: 1, alpha: float(0.5), beta: float(2) },
    ),
    "first transposed": apply("Gemm", { x: real(3, "batch_size"), y: real(3, 2) }, { transA: 1 }),
    "second transposed": apply("Gemm", { x: real("batch_size", 3), y: real(2, 3), w: real() }, { transB: 1 }),
  },
  Softmax: {
    "last axis": apply("Softmax", { x: real(...tokens, 3) }),
    "axis 1": apply("Softmax", { x: real(...tokens, 3) }, { axis: 1 }),
  },
  LogSoftmax: {
    "last axis": apply("LogSoftmax", { x: real(...tokens, 3) }),
    "axis 1": apply("LogSoftmax", { x: real(...tokens, 3) }, { axis: 1 }),
  },
  LayerNormalization: {
    "last axis": apply(
      "LayerNormalization",
      { x: real(...tokens, 4), y: real(4), w: real(4) },
      { epsilon: float(1e-3) },
    ),
    "two axes without bias": apply(
      "LayerNormalization",
      { x: real("batch_size", 2, 3), y: real(2, 3) },
      { axis: 1 },
    ),
  },
  Reshape: {
    heads: { inputs: { x: real(...tokens, 4) }, build: (g) => g.add("Reshape", ["x", g.ints([0, 0, 2, 2])]) },
    "all in one": { inputs: { x: real(...tokens, 2) }, build: (g) => g.add("Reshape", ["x", g.ints([-1])]) },
    "a shape that only the run tells": {
      inputs: { x: real(...tokens, 4), y: real("sequence_length", "batch_size", 4) },
      build: (g) => g.add("Mul", ["y", g.add("Reshape", ["x", g.add("Shape", ["y"])])]),
    },
  },
  Squeeze: {
    axis: { inputs: { x: real("batch_size", 1, 2) }, build: (g) => g.add("Squeeze", ["x", g.ints([1])]) },
  },
  Unsqueeze: {
    axes: { inputs: { x: real(...tokens) }, build: (g) => g.add("Unsqueeze", ["x", g.ints([0, 3])]) },
  },
  Flatten: { axis: apply("Flatten", { x: real("batch_size", 2, 3) }, { axis: 1 }) },
  Transpose: {
    permutation: apply("Transpose", { x: real(...tokens, 2) }, { perm: [1, 2, 0] }),
    reversal: apply("Transpose", { x: real(...tokens, 2) }),
  },
  Expand: {
    "to a known shape": {
      inputs: { x: real(3, 1) },
      build: (g) => g.add("Expand", ["x", g.ints([2, 1, 2])]),
    },
    "to the shape of another": {
      inputs: { x: real("maybe_one", 1), y: real("batch_size", "batch_size", 2) },
      build: (g) => g.add("Mul", ["y", g.add("Expand", ["x", g.add("Shape", ["y"])])]),
    },
  },
  Concat: {
    "sizes known and unknown": apply(
      "Concat",
      { x: real(2, 2), y: real(2, "batch_size"), w: real(2, 3) },
      { axis: 1 },
    ),
    "from the end": apply("Concat", { x: real("batch_size", 2), y: real("batch_size", 1) }, { axis: -1 }),
  },
  Split: {
    "equal parts, one of them unused": {
      inputs: { x: real(...tokens, 6) },
      build: (g) => {
        const [a = "", , c = ""] = g.addMany("Split", ["x"], 3, { axis: -1 });
        return g.add("Mul", [a, g.add("Tanh", [c])]);
      },
      // From operator set 18 on a Split into equal parts needs an attribute that 17 does not know.
      opsets: [17],
    },
    "given sizes, only the second used": {
      inputs: { x: real(3, "batch_size") },
      build: (g) => g.addMany("Split", ["x", g.ints([1, 2])], 2)[1] ?? "",
    },
  },
  Gather: {
    "embedding with repeated ids": apply("Gather", { x: real(3, 2), y: index(0, 2, ...tokens) }),
    "negative ids along the middle": apply(
      "Gather",
      { x: real("batch_size", 3, 2), y: index(-3, 2, 4) },
      { axis: 1 },
    ),
    "matrix of ids along the last axis": apply(
      "Gather",
      { x: real(...tokens, 3), y: index(0, 2, 2, 2) },
      { axis: -1 },
    ),
    "one id": apply("Gather", { x: real("batch_size", 3), y: index(1, 1) }, { axis: 1 }),
  },
  GatherElements: {
    "repeated ids": apply(
      "GatherElements",
      { x: real("batch_size", 3), y: index(0, 2, "batch_size", 4) },
      { axis: 1 },
    ),
  },
  Slice: {
    "first token": {
      inputs: { x: real(...tokens, 2) },
      build: (g) => g.add("Slice", ["x", g.ints([0]), g.ints([1]), g.ints([1])]),
    },
    "two axes, backwards and past the end": {
      inputs: { x: real("batch_size", 5, 4) },
      build: (g) =>
        g.add("Slice", ["x", g.ints([-1, 1]), g.ints([-9, 99]), g.ints([1, -1]), g.ints([-2, 2])]),
    },
    "all axes": {
      inputs: { x: real(3, 4) },
      build: (g) => g.add("Slice", ["x", g.ints([1, 0]), g.ints([3, 2])]),
    },
  },
};
