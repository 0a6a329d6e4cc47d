import type { GraphBuilder } from "@llm-course/onnx";
import {
  allTokens,
  type CacheSizes,
  type SourceInputs,
  type TargetInputs,
} from "./encoder-decoder-inputs.ts";
import type { Intermediate } from "./intermediates.ts";
import { attend, linear, splitHeads } from "./layers.ts";

type Sizes = Omit<CacheSizes, "layers">;
type Kept = "key" | "value";

/** What the tokens of one side attend to. */
export interface Attended {
  /** What keys and values are made from, [batch, sequence, dim]. Default: what queries are made from. */
  readonly states?: string;
  /** Added to the scores, broadcast to [batch, heads, queries, keys]. */
  readonly bias: string;
  /** The dimension of the keys. */
  readonly keyLength: string;
  /** Where the attentions are written down. */
  readonly attentions: Intermediate[];
  /** Keys or values with those that a cache holds, [batch, heads, keys, headDim]. */
  readonly withCached: (name: Kept, x: string) => string;
}

/** The encoder attends to itself. */
export function toSource({ tokens, intermediates }: SourceInputs, bias: string): Attended {
  return { bias, keyLength: tokens[1], attentions: intermediates.attentions, withCached: (_, x) => x };
}

/**
 * The decoder attends to itself. With a cache, keys and values are those of `past_key_values` and then the new ones, which
 * are outputs, too.
 */
export function toTarget(
  g: GraphBuilder,
  layer: number,
  { cache, keyLength, intermediates }: TargetInputs,
  { heads, headDim }: Sizes,
  bias: string,
): Attended {
  const shape = ["batch_size", heads, allTokens, headDim];
  const withCached = (name: Kept, x: string) =>
    g.addAsOutput(
      `present.${layer}.decoder.${name}`,
      { dataType: "float32", shape },
      "Concat",
      [`past_key_values.${layer}.decoder.${name}`, x],
      { axis: 2 },
    );
  const { attentions } = intermediates;
  return { bias, keyLength, attentions, withCached: cache ? withCached : (_, x) => x };
}

/**
 * The decoder attends to the encoder. With a cache, either what it holds or what is made from the states is of length 0.
 * The output is the latter, so after the first step it is empty, as Optimum's is, and whoever generates keeps the first.
 */
export function fromTargetToSource(
  g: GraphBuilder,
  layer: number,
  { encoderStates: states, encoderMask: bias, sourceLength, cache, intermediates }: TargetInputs,
  { heads, headDim }: Sizes,
): Attended {
  const shape = ["batch_size", heads, "encoder_sequence_length_out", headDim];
  const withCached = (name: Kept, x: string) => {
    g.output(`present.${layer}.encoder.${name}`, x, "float32", shape);
    return g.add("Concat", [`past_key_values.${layer}.encoder.${name}`, x], { axis: 2 });
  };
  const attentions = intermediates.crossAttentions;
  return { states, bias, keyLength: sourceLength, attentions, withCached: cache ? withCached : (_, x) => x };
}

export interface AttentionForm {
  /** The linear layers of queries, keys, values, and of what comes out. */
  readonly names: readonly [string, string, string, string];
  /** Whether these have biases. */
  readonly bias: boolean;
  /** What queries are multiplied by. */
  readonly scale: number;
  readonly dim: number;
  readonly heads: number;
  readonly headDim: number;
  /** The probability with which each attention is dropped. */
  readonly dropout: number;
}

/**
 * Attention with its linear layers, [batch, sequence, dim].
 *
 * @param x what queries are made from, [batch, sequence, dim]
 */
export function attention(
  g: GraphBuilder,
  x: string,
  [batch, sequence]: readonly [string, string],
  attended: Attended,
  { names, bias, scale, dim, heads, headDim, dropout }: AttentionForm,
): string {
  const [queryName, keyName, valueName, outputName] = names;
  const project = (name: string, from: string) =>
    splitHeads(g, linear(g.module(name), from, dim, heads * headDim, { bias }), heads, headDim);
  const { states = x, keyLength, withCached, ...options } = attended;
  const query = project(queryName, x);
  const perHead = {
    query: scale === 1 ? query : g.add("Mul", [query, g.scalar(scale)]),
    key: withCached("key", project(keyName, states)),
    value: withCached("value", project(valueName, states)),
  };
  const shape = [batch, heads, sequence, keyLength];
  const context = attend(g, perHead, { ...options, dim: heads * headDim, dropout, shape });
  return linear(g.module(outputName), context, heads * headDim, dim, { bias });
}
