import { elementCount, MissingWeightError, WeightMismatchError } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import { DecoderGraphError } from "../errors.ts";
import { appendedOutput } from "../fusion/fuse-attention.ts";
import type { GraphSession, ValueMetadata } from "./graph-session.ts";

export type Weights = ReadonlyMap<string, Float32Array>;

/** An input of the cache, and the output that is fed to it in the next step. */
export interface CacheEntry {
  readonly past: string;
  readonly present: string;
  readonly type: "float32" | "float16";
  /** A name stands for a size known at run time: that of the batch, or of the tokens so far. */
  readonly shape: readonly (number | string)[];
  /** The axis of the batch. */
  readonly batchAxis: number;
}

export function inputNames({ inputMetadata }: GraphSession): string[] {
  return inputMetadata.map(({ name }) => name);
}

export function outputNames({ outputMetadata }: GraphSession): string[] {
  return outputMetadata.map(({ name }) => name);
}

/** @throws DecoderGraphError for a graph without one of these inputs */
export function requireInputs(session: GraphSession, what: string, names: readonly string[]): void {
  const given = inputNames(session);
  for (const name of names)
    if (!given.includes(name)) throw new DecoderGraphError(`graph without the input of ${what}: ${name}`);
}

/** What a step passes on to the next: `past_key_values.N`, and states as `past_conv.N`, `past_ssm.N`, `past_states.N`. */
const isCache = (name: string) => /^past_\w+\./.test(name);

/**
 * The inputs for keys and values, or other states, of what was read.
 *
 * @throws DecoderGraphError for a graph without them, or without an output for each
 */
export function cacheEntries(session: GraphSession): CacheEntry[] {
  const outputs = outputNames(session);
  const entries = session.inputMetadata
    .filter(({ name }) => isCache(name))
    .map((input) => cacheEntry(outputs, input));
  if (entries.length === 0)
    throw new DecoderGraphError(
      "graph without a cache, build or export it with one, or give its decoder_with_past_model as decoderWithPast: " +
        "past_key_values.0.key",
    );
  return entries;
}

function cacheEntry(outputs: readonly string[], input: ValueMetadata): CacheEntry {
  const { name } = input;
  const appended = name.replace("past_key_values", appendedOutput);
  const usual = name.replace("past_key_values", "present").replace(/^past_/, "present_");
  const present = outputs.includes(appended) ? appended : usual;
  if (!outputs.includes(present)) throw new DecoderGraphError(`cache without the output ${present}: ${name}`);
  const type = input.isTensor ? input.type : "no tensor";
  if (!input.isTensor || (type !== "float32" && type !== "float16"))
    throw new DecoderGraphError(
      `unsupported type of ${name}, export the cache in float32 or float16: ${type}`,
    );
  // The states of recurrent layers are [directions, batch, hidden].
  const batchAxis = name.startsWith("past_states.") ? 1 : 0;
  return { past: name, present, type, shape: input.shape, batchAxis };
}

/** A cache of nothing: no tokens, and states of zeros. */
export function emptyCache(cache: readonly CacheEntry[], rows: number): Record<string, Tensor> {
  const empty = cache.map(({ past, type, shape, batchAxis }) => {
    const dims = shape.map((size, axis) => (typeof size === "number" ? size : axis === batchAxis ? rows : 0));
    const count = elementCount(dims);
    const zeros = type === "float16" ? new Uint16Array(count) : new Float32Array(count);
    return [past, new Tensor(type, zeros, dims)] as const;
  });
  return Object.fromEntries(empty);
}

/**
 * @param configured the `vocab_size` of the config, of which graphs with logits of an unknown size are
 * @throws DecoderGraphError for a graph whose logits are not of a known number of tokens
 */
export function vocabularyOf(session: GraphSession, configured: number | undefined): number {
  const logits = session.outputMetadata.find(({ name }) => name === "logits");
  const size = logits?.isTensor ? logits.shape.at(-1) : undefined;
  const vocabSize = typeof size === "string" ? configured : size;
  if (vocabSize === undefined)
    throw new DecoderGraphError(`graph without logits of a known vocabulary, given: ${outputNames(session)}`);
  return vocabSize;
}

/**
 * A tensor for each input that is not fed.
 *
 * @throws DecoderGraphError for an input that is no weight
 * @throws MissingWeightError for an input without a weight
 * @throws WeightMismatchError for a weight of another size
 */
export function weightInputs(
  session: GraphSession,
  weights: Weights,
  fed: readonly string[],
): Record<string, Tensor> {
  const known = new Set([...fed, "use_cache_branch", "cache_position"]);
  return Object.fromEntries(
    session.inputMetadata
      .filter(({ name }) => !known.has(name) && !isCache(name))
      .map((input) => [input.name, weightTensor(input, weights, fed)]),
  );
}

/** Over the memory of the weights, which training may change between two steps. */
function weightTensor(input: ValueMetadata, weights: Weights, fed: readonly string[]): Tensor {
  const shape = input.isTensor ? input.shape.filter((size) => typeof size === "number") : [];
  if (!input.isTensor || input.type !== "float32" || shape.length < input.shape.length)
    throw new DecoderGraphError(
      `unknown input, expected ${fed.join(", ")}, past_key_values.N or a weight: ${input.name}`,
    );
  const values = weights.get(input.name);
  if (!values) throw new MissingWeightError(input.name, shape);
  if (values.length !== elementCount(shape))
    throw new WeightMismatchError(
      input.name,
      `${elementCount(shape)} values of [${shape}]`,
      `${values.length}`,
    );
  return new Tensor("float32", values, shape);
}
