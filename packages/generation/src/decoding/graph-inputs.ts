import { elementCount, MissingWeightError, WeightMismatchError } from "@llm-course/onnx";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { DecoderGraphError } from "../errors.ts";
import { appendedOutput } from "../fusion/fuse-attention.ts";

export type Weights = ReadonlyMap<string, Float32Array>;
type ValueMetadata = InferenceSession["inputMetadata"][number];

/** An input of the cache, and the output that is fed to it in the next step. */
export interface CacheEntry {
  readonly past: string;
  readonly present: string;
  /** A name stands for a size known at run time: that of the batch first, then that of the tokens so far. */
  readonly shape: readonly (number | string)[];
}

/** @throws DecoderGraphError for a graph without one of these inputs */
export function requireInputs(
  { inputNames }: InferenceSession,
  what: string,
  names: readonly string[],
): void {
  for (const name of names)
    if (!inputNames.includes(name))
      throw new DecoderGraphError(`graph without the input of ${what}: ${name}`);
}

/**
 * The inputs for keys and values of what was read.
 *
 * @throws DecoderGraphError for a graph without them, or without an output for each
 */
export function cacheEntries(session: InferenceSession): CacheEntry[] {
  const entries = session.inputMetadata
    .filter(({ name }) => name.startsWith("past_key_values."))
    .map((input) => cacheEntry(session, input));
  if (entries.length === 0)
    throw new DecoderGraphError("graph without a cache, build or export it with one: past_key_values.0.key");
  return entries;
}

function cacheEntry({ outputNames }: InferenceSession, input: ValueMetadata): CacheEntry {
  const appended = input.name.replace("past_key_values", appendedOutput);
  const present = outputNames.includes(appended)
    ? appended
    : input.name.replace("past_key_values", "present");
  if (!outputNames.includes(present))
    throw new DecoderGraphError(`cache without the output ${present}: ${input.name}`);
  if (!input.isTensor || input.type !== "float32")
    throw new DecoderGraphError(
      `unsupported type of ${input.name}, expected float32: ${input.isTensor ? input.type : "no tensor"}`,
    );
  return { past: input.name, present, shape: input.shape };
}

/** A cache of nothing. */
export function emptyCache(cache: readonly CacheEntry[], rows: number): Record<string, Tensor> {
  const empty = cache.map(({ past, shape }) => {
    const dims = shape.map((size, axis) => (typeof size === "number" ? size : axis === 0 ? rows : 0));
    return [past, new Tensor("float32", new Float32Array(), dims)] as const;
  });
  return Object.fromEntries(empty);
}

/** @throws DecoderGraphError for a graph whose logits are not of a known number of tokens */
export function vocabularyOf(session: InferenceSession): number {
  const logits = session.outputMetadata.find(({ name }) => name === "logits");
  const vocabSize = logits?.isTensor ? logits.shape.at(-1) : undefined;
  if (typeof vocabSize !== "number")
    throw new DecoderGraphError(`graph without logits of a known vocabulary, given: ${session.outputNames}`);
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
  session: InferenceSession,
  weights: Weights,
  fed: readonly string[],
): Record<string, Tensor> {
  const known = new Set(fed);
  return Object.fromEntries(
    session.inputMetadata
      .filter(({ name }) => !known.has(name) && !name.startsWith("past_key_values."))
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
