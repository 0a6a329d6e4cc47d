import { float } from "../attribute.ts";
import type { NodeView } from "./node-view.ts";
import type { Value } from "./value.ts";

export type Activation = (x: Value) => Value;

/** Values of a step by name, each [batch, hidden] but for weights. */
export type StepValues = Readonly<Record<string, Value>>;

/** One step of a recurrent operator. */
export interface RecurrentCell {
  /** The gates in the order that ONNX stacks their weights in. */
  readonly gates: readonly string[];
  /** Whether the last h is reset by a gate before it has a part in the result, as in a GRU. */
  readonly reset: boolean;
  /** The functions where the node names none. */
  readonly activations: readonly string[];
  /**
   * What comes out of the gates. A gate's name has what goes into it, products with x and with the last h summed.
   *
   * @param functions the activations, as ONNX calls them f, g and h
   */
  step(values: StepValues, functions: readonly Activation[], node: NodeView): { hidden: Value; cell?: Value };
}

const rnn: RecurrentCell = {
  gates: ["i"],
  reset: false,
  activations: ["Tanh"],
  step: (values, [f = missing], node) => ({ hidden: f(clipped(at(values, "i"), node)) }),
};

/** https://www.bioinf.jku.at/publications/older/2604.pdf, with peepholes as https://www.jmlr.org/papers/v3/gers02a.html */
const lstm: RecurrentCell = {
  gates: ["i", "o", "f", "c"],
  reset: false,
  activations: ["Sigmoid", "Tanh", "Tanh"],
  step: (values, [f = missing, g = missing, h = missing], node) => {
    const last = at(values, "cell");
    const gate = (name: string, cell: Value) => {
      const peephole = values[`peephole.${name}`];
      const x = at(values, name);
      return f(clipped(peephole ? x.add(peephole.mul(cell)) : x, node));
    };
    const i = gate("i", last);
    const kept = node.int("input_forget", 0) === 1 ? i.neg().add(1) : gate("f", last);
    const cell = kept.mul(last).add(i.mul(g(clipped(at(values, "c"), node))));
    return { hidden: gate("o", cell).mul(h(cell)), cell };
  },
};

/** https://arxiv.org/abs/1406.1078; `product` is that of the last h, or with linear_before_reset 0 of the part of it that r keeps. */
const gru: RecurrentCell = {
  gates: ["z", "r", "h"],
  reset: true,
  activations: ["Sigmoid", "Tanh"],
  step: (values, [f = missing, g = missing], node) => {
    const last = at(values, "hidden");
    const z = f(clipped(at(values, "z"), node));
    const r = f(clipped(at(values, "r"), node));
    const weight = values.weight;
    const product = weight
      ? weight.graph.node("Gemm", [r.mul(last), weight], { transB: 1 }, last)
      : r.mul(at(values, "product"));
    const candidate = g(clipped(at(values, "h").add(product), node));
    return { hidden: candidate.add(z.mul(last.sub(candidate))) };
  },
};

export const recurrentCells = { RNN: rnn, LSTM: lstm, GRU: gru };

/** The activations of one direction. Those that take an alpha or a beta get them in their order. */
export function activationsOf(node: NodeView, cell: RecurrentCell, direction: number): Activation[] {
  const count = cell.activations.length;
  const all = node.strings("activations") ?? [...cell.activations, ...cell.activations];
  const [alphas, betas] = [node.floats("activation_alpha").values(), node.floats("activation_beta").values()];
  const functions = all.map((name) => {
    const known = activations[name.toLowerCase()];
    if (!known) return node.unsupported(`the activation ${name}`);
    const alpha = known.alpha === undefined ? 0 : (alphas.next().value ?? known.alpha);
    const beta = known.beta === undefined ? 0 : (betas.next().value ?? known.beta);
    return (x: Value) => known.of(x, alpha, beta);
  });
  return functions.slice(direction * count, (direction + 1) * count);
}

interface KnownActivation {
  /** Undefined where the function has none. */
  readonly alpha?: number;
  readonly beta?: number;
  of(x: Value, alpha: number, beta: number): Value;
}

const activations: Readonly<Record<string, KnownActivation>> = {
  relu: { of: (x) => x.map("Relu") },
  tanh: { of: (x) => x.map("Tanh") },
  sigmoid: { of: (x) => x.map("Sigmoid") },
  softsign: { of: (x) => x.map("Softsign") },
  softplus: { of: (x) => x.map("Softplus") },
  elu: { alpha: 1, of: (x, alpha) => x.graph.node("Elu", [x], { alpha: float(alpha) }, x) },
  leakyrelu: { alpha: 0.01, of: (x, alpha) => x.graph.node("LeakyRelu", [x], { alpha: float(alpha) }, x) },
  thresholdedrelu: {
    alpha: 1,
    of: (x, alpha) => x.graph.node("ThresholdedRelu", [x], { alpha: float(alpha) }, x),
  },
  hardsigmoid: {
    alpha: 0.2,
    beta: 0.5,
    of: (x, alpha, beta) => x.graph.node("HardSigmoid", [x], { alpha: float(alpha), beta: float(beta) }, x),
  },
  affine: { alpha: 1, beta: 0, of: (x, alpha, beta) => x.mul(alpha).add(beta) },
  scaledtanh: { alpha: 1, beta: 1, of: (x, alpha, beta) => x.mul(beta).map("Tanh").mul(alpha) },
};

export function clipped(x: Value, node: NodeView): Value {
  const bound = node.float("clip", 0);
  if (bound === 0) return x;
  return x.graph.node("Clip", [x, x.graph.scalar(-bound, x.type), x.graph.scalar(bound, x.type)], {}, x);
}

function at(values: StepValues, name: string): Value {
  return values[name] ?? missing(name);
}

function missing(what: unknown): never {
  throw new RangeError(`missing in a step: ${what}`);
}
