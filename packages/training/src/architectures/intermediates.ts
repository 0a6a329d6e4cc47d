import type { Dimension, GraphBuilder } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { BuildOptions } from "./architecture.ts";

/** A value within a model that can be an output. */
export interface Intermediate {
  /** Its name, which may make a node first. */
  readonly value: () => string;
  readonly shape: readonly Dimension[];
}

/** Those of a stack of layers, in their order. They are written down while it is built. */
export interface Intermediates {
  /** What each layer reads, and the last states: [batch, sequence, dim]. */
  readonly hiddenStates: Intermediate[];
  /** After the softmax, without dropout: [batch, heads, queries, keys]. */
  readonly attentions: Intermediate[];
  /** Those of a decoder to its encoder. */
  readonly crossAttentions: Intermediate[];
}

/** To be filled while a stack is built. */
export function noIntermediates(): Intermediates {
  return { hiddenStates: [], attentions: [], crossAttentions: [] };
}

/** Writes a hidden state down, and gives it back. */
export function recorded(list: Intermediate[], value: string, shape: readonly Dimension[]): string {
  list.push({ value: () => value, shape });
  return value;
}

/**
 * Makes those that the options ask for outputs: `hidden_states.0`, `attentions.0` and so on.
 *
 * @param stack what is before these names where there are two: "encoder", "decoder"
 * @throws BuildOptionsError for attentions of a model that has none
 */
export function outputIntermediates(
  g: GraphBuilder,
  { hiddenStates, attentions, crossAttentions }: Intermediates,
  { outputAttentions = false, outputHiddenStates = false }: BuildOptions,
  stack?: "encoder" | "decoder",
): void {
  const output = (name: string, list: readonly Intermediate[]) => {
    for (const [i, { value, shape }] of list.entries()) g.output(`${name}.${i}`, value(), "float32", shape);
  };
  const prefix = stack ? `${stack}_` : "";
  if (outputHiddenStates) output(`${prefix}hidden_states`, hiddenStates);
  if (!outputAttentions) return;
  if (attentions.length === 0)
    throw new BuildOptionsError("outputAttentions needs a model with attention, leave it out: true");
  output(`${prefix}attentions`, attentions);
  output("cross_attentions", crossAttentions);
}
