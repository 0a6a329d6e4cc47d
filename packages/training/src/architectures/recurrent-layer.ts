import type { GraphBuilder } from "@llm-course/onnx";

/** What a layer keeps from token to token, [1, batch, hidden]: an LSTM its output and its cell, a GRU its output. */
export type States = readonly string[];

/**
 * A layer of PyTorch's `nn.LSTM`, https://doi.org/10.1162/neco.1997.9.8.1735, or `nn.GRU`, https://arxiv.org/abs/1406.1078,
 * with its names and shapes: `weight_ih_l0` [gates · hidden, in], `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`.
 *
 * @param x [sequence, batch, in]
 * @param states those before the first token. Default: zeros
 * @returns outputs for each token, [sequence, batch, hidden], and the states after the last
 */
export function recurrentLayer(
  g: GraphBuilder,
  x: string,
  { kind, layer, inFeatures, hidden }: RecurrentLayer,
  states?: States,
): { readonly y: string; readonly states: States } {
  const { order, operator, attributes } = kinds[kind];
  const rows = order.length * hidden;
  const gates = (name: string, shape: readonly number[]) =>
    reordered(g, g.parameter(`${name}_l${layer}`, [rows, ...shape]), order);
  const weight = g.add("Unsqueeze", [gates("weight_ih", [inFeatures]), g.ints([0])]);
  const recurrence = g.add("Unsqueeze", [gates("weight_hh", [hidden]), g.ints([0])]);
  const biases = [gates("bias_ih", []), gates("bias_hh", [])];
  const bias = g.add("Unsqueeze", [g.add("Concat", biases, { axis: 0 }), g.ints([0])]);
  const inputs = [x, weight, recurrence, bias, ...(states ? ["", ...states] : [])];
  const [y = "", ...last] = g.addMany(operator, inputs, operator === "LSTM" ? 3 : 2, {
    hidden_size: hidden,
    ...attributes,
  });
  return { y: g.add("Squeeze", [y, g.ints([1])]), states: last };
}

export interface RecurrentLayer {
  readonly kind: "lstm" | "gru";
  /** Its number, in the names of its parameters. */
  readonly layer: number;
  readonly inFeatures: number;
  readonly hidden: number;
}

/**
 * The gates of ONNX's operators by their places in PyTorch's: input, forget, cell, output become input, output, forget,
 * cell, and reset, update, new become update, reset, new.
 */
const kinds = {
  lstm: { operator: "LSTM", order: [0, 3, 1, 2], attributes: {} },
  // PyTorch resets what the state is multiplied to, not the state.
  gru: { operator: "GRU", order: [1, 0, 2], attributes: { linear_before_reset: 1 } },
} as const;

function reordered(g: GraphBuilder, x: string, order: readonly number[]): string {
  const parts = g.addMany("Split", [x], order.length, { axis: 0 });
  return g.add(
    "Concat",
    order.map((place) => parts[place] as string),
    { axis: 0 },
  );
}
