import { elementCount, MissingWeightError, WeightMismatchError } from "@llm-course/onnx";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { DecoderGraphError } from "./errors.ts";

/** An input of the cache, and the output that is fed to it in the next step. */
export interface CacheEntry {
  readonly past: string;
  readonly present: string;
  /** A name stands for a size known at run time: that of the batch first, then that of the tokens so far. */
  readonly shape: readonly (number | string)[];
}

/** An open decoder graph, and how it is fed. */
export interface DecoderGraph {
  readonly session: InferenceSession;
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly cache: readonly CacheEntry[];
  readonly takesPositions: boolean;
  /** Whether it can be told to give the logits of the last position only. */
  readonly takesLogitsToKeep: boolean;
  readonly vocabSize: number;
}

type Weights = ReadonlyMap<string, Float32Array>;

const fedInputs = new Set(["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"]);

/**
 * Finds the cache of a decoder in its inputs and outputs, and a weight for each other input.
 *
 * @throws DecoderGraphError for a graph that cannot be fed as a decoder
 * @throws MissingWeightError for an input without a weight
 * @throws WeightMismatchError for a weight of another size
 */
export function decoderGraph(session: InferenceSession, weights: Weights): DecoderGraph {
  const inputs = new Map(session.inputMetadata.map((input) => [input.name, input]));
  for (const name of ["input_ids", "attention_mask"])
    if (!inputs.has(name)) throw new DecoderGraphError(`graph without the input of a decoder: ${name}`);
  const cache = session.inputMetadata
    .filter(({ name }) => name.startsWith("past_key_values."))
    .map((input) => cacheEntry(session, input));
  if (cache.length === 0)
    throw new DecoderGraphError("graph without a cache, build or export it with one: past_key_values.0.key");
  const logits = session.outputMetadata.find(({ name }) => name === "logits");
  const vocabSize = logits?.isTensor ? logits.shape.at(-1) : undefined;
  if (typeof vocabSize !== "number")
    throw new DecoderGraphError(`graph without logits of a known vocabulary, given: ${session.outputNames}`);
  const fed = new Set([...fedInputs, ...cache.map(({ past }) => past)]);
  return {
    session,
    weights: Object.fromEntries(
      session.inputMetadata
        .filter(({ name }) => !fed.has(name))
        .map((input) => [input.name, weightTensor(input, weights)]),
    ),
    cache,
    takesPositions: inputs.has("position_ids"),
    takesLogitsToKeep: inputs.has("num_logits_to_keep"),
    vocabSize,
  };
}

type ValueMetadata = InferenceSession["inputMetadata"][number];

function cacheEntry({ outputNames }: InferenceSession, input: ValueMetadata): CacheEntry {
  const present = input.name.replace("past_key_values", "present");
  if (!outputNames.includes(present))
    throw new DecoderGraphError(`cache without the output ${present}: ${input.name}`);
  if (!input.isTensor || input.type !== "float32")
    throw new DecoderGraphError(
      `unsupported type of ${input.name}, expected float32: ${input.isTensor ? input.type : "no tensor"}`,
    );
  return { past: input.name, present, shape: input.shape };
}

/** Over the memory of the weights, which training may change between two steps. */
function weightTensor(input: ValueMetadata, weights: Weights): Tensor {
  const shape = input.isTensor ? input.shape.filter((size) => typeof size === "number") : [];
  if (!input.isTensor || input.type !== "float32" || shape.length < input.shape.length)
    throw new DecoderGraphError(
      `unknown input, expected ${[...fedInputs].join(", ")}, past_key_values.N or a weight: ${input.name}`,
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
