import { type AttributeValue, float } from "../attribute.ts";
import type { Value } from "../gradients/value.ts";
import type { ForeignNode } from "./foreign-node.ts";
import type { Lowering, Lowerings } from "./lowering.ts";

/** z = α X Y of matrices that may be transposed, their batches too */
const fusedMatMul: Lowering = (node) => {
  const operand = (x: Value, name: "A" | "B") => {
    const isTransposed = node.int(`trans${name}`, 0) === 1;
    return transposed(x, isTransposed, node.int(`transBatch${name}`, 0) === 1);
  };
  const alpha = node.float("alpha", 1);
  const product = operand(node.x, "A").matmul(operand(node.y, "B"));
  return [alpha === 1 ? product : product.mul(alpha)];
};

export const products = {
  "com.microsoft.FusedMatMul": fusedMatMul,
  "com.microsoft.TransposeMatMul": fusedMatMul,
  /** z = f(α X Y + β w) */
  "com.microsoft.FusedGemm": (node) => {
    const floats = Object.fromEntries(["alpha", "beta"].map((name) => [name, float(node.float(name, 1))]));
    const ints = Object.fromEntries(["transA", "transB"].map((name) => [name, node.int(name, 0)]));
    const [alpha, beta] = ["activation_alpha", "activation_beta"].map((name) => node.float(name, Number.NaN));
    const parameters = [alpha, beta].filter(
      (value) => value !== undefined && !Number.isNaN(value),
    ) as number[];
    const product = node.x.graph.node("Gemm", node.inputs, { ...floats, ...ints }, node.z);
    return [activation(node, product, parameters)];
  },
  /** z = f(conv(x, y) + b + w) */
  "com.microsoft.FusedConv": (node) => {
    const sum = node.optional(3);
    const attributes: Record<string, AttributeValue> = { group: node.int("group", 1) };
    for (const name of ["dilations", "kernel_shape", "pads", "strides"]) {
      const values = node.list(name);
      if (values) attributes[name] = values;
    }
    const autoPad = node.string("auto_pad", "NOTSET");
    if (autoPad !== "NOTSET") attributes.auto_pad = autoPad;
    const operands = [node.x, node.y, node.optional(2)].filter((operand) => operand !== undefined);
    const convolved = node.x.graph.node("Conv", operands, attributes, node.z);
    return [activation(node, sum ? convolved.add(sum) : convolved, node.floats("activation_params"))];
  },
} satisfies Lowerings;

/** With `batch` the first axis goes behind the other batch axes, of which the last two are the matrix. */
function transposed(x: Value, matrix: boolean, batch: boolean): Value {
  const axes = [...x.shape.keys()];
  const [first = 0, ...rest] = axes;
  const batched = batch ? [...rest.slice(0, -1), first, ...rest.slice(-1)] : axes;
  const [row = 0, column = 1] = batched.slice(-2);
  return x.transpose(matrix ? [...batched.slice(0, -2), column, row] : batched);
}

/** What is applied to the result of a fused node. */
function activation(node: ForeignNode, x: Value, [alpha, beta]: readonly number[]): Value {
  const name = node.string("activation", "");
  const unary = (attributes: Record<string, AttributeValue> = {}) => x.graph.node(name, [x], attributes, x);
  switch (name) {
    case "":
      return x;
    case "Relu":
    case "Tanh":
    case "Sigmoid":
      return unary();
    case "LeakyRelu":
      return unary({ alpha: float(alpha ?? 0.01) });
    case "HardSigmoid":
      return unary({ alpha: float(alpha ?? 0.2), beta: float(beta ?? 0.5) });
    case "Clip":
      return x.graph.node(
        "Clip",
        [x, ...[alpha, beta].map((bound) => x.graph.scalar(bound ?? 0, x.type))],
        {},
        x,
      );
    default:
      return node.unsupported(`activation ${name}`);
  }
}
