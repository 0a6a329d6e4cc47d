import type { GraphProto, ModelProto, NodeProto, ValueInfoProto } from "onnx-buf";
import { changed } from "./changed.ts";
import { segments } from "./checkpointing/segments.ts";
import { GraphError, OutOfMemoryError } from "./errors.ts";
import { differentiate } from "./gradients/differentiate.ts";
import { inferValues, type ValueType } from "./gradients/infer-values.ts";
import type { TrainableModel } from "./graph-builder.ts";
import { lower } from "./lowering/lower.ts";
import { frozenOperators } from "./lowering/straight-through.ts";
import { mostElements } from "./most-elements.ts";
import { elementCount } from "./stored-tensor.ts";
import { sizeOf } from "./value-info.ts";

export interface TrainingMemoryOptions {
  /** Sizes of the dimensions that are known at run time only: `{ batch_size: 8, sequence_length: 128 }`. */
  readonly batchShape: Readonly<Record<string, number>>;
  /** With its defaults. */
  readonly optimizer: "adamw" | "sgd" | "adafactor" | "adamW8bit";
  /** The parameters that are trained. Default: all. */
  readonly trainable?: Iterable<string>;
  /** The output that is differentiated. Default: "loss". */
  readonly loss?: string;
  /** As for `compile`. Default: false. */
  readonly gradientCheckpointing?: boolean;
}

/** Bytes that a training step needs. */
export interface TrainingMemory {
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two, in 32 or 8 bits, or Adafactor's rows and columns; none for SGD. */
  readonly moments: number;
  /**
   * What of the forward graph stays until the gradients are computed from it, and the masks of dropout; frozen layers
   * keep nothing. With gradient checkpointing the values of all checkpoints, the masks, and what the segment that needs
   * the most keeps.
   */
  readonly activations: number;
  readonly total: number;
}

/**
 * Estimates the memory of one training step before anything is allocated. Weights, gradients and moments are
 * exact. Activations are what the differentiated graph keeps, by its shapes; for BERT and GPT-2 in batches of 2048
 * tokens that was 5 % below to 4 % above what onnxruntime took. Where the data decide how many elements there are, as with
 * NonZero, the most that there can be are counted.
 *
 * @throws GraphError where a dimension of an input is not in `batchShape`, or a size cannot be inferred from them
 * @throws what `differentiate` throws
 */
export async function estimateTrainingMemory(
  { model, parameters, dropout = new Map() }: TrainableModel,
  {
    batchShape,
    optimizer,
    trainable = parameters.keys(),
    loss = "loss",
    gradientCheckpointing = false,
  }: TrainingMemoryOptions,
): Promise<TrainingMemory> {
  const bytesOf = (names: Iterable<string>) =>
    Iterator.from(names).reduce((sum, name) => sum + 4 * elementCount(parameters.get(name) ?? []), 0);
  const weights = bytesOf(parameters.keys());
  const trained = [...trainable];
  const gradients = bytesOf(trained);
  const shapes = trained.map((name) => parameters.get(name) ?? []);
  const moments = shapes.reduce((sum, shape) => sum + momentBytes[optimizer](shape), 0);
  const sizes = new Map(Object.entries(batchShape));
  const options = { loss, wrt: trained, masks: [...dropout.keys()], sizes };
  const activations = gradientCheckpointing
    ? await checkpointedBytes(model, parameters, options)
    : await activationBytes(model, options);
  return { weights, gradients, moments, activations, total: weights + gradients + moments + activations };
}

/** Of a parameter of that shape. */
const momentBytes: Readonly<
  Record<TrainingMemoryOptions["optimizer"], (shape: readonly number[]) => number>
> = {
  sgd: () => 0,
  adamw: (shape) => 8 * elementCount(shape),
  adafactor(shape) {
    const [rows = 1, columns = 1] = shape.slice(-2);
    return shape.length < 2
      ? 4 * elementCount(shape)
      : 4 * elementCount(shape.slice(0, -2)) * (rows + columns);
  },
  adamW8bit(shape) {
    const size = elementCount(shape);
    return size < 4096 ? 8 * size : 2 * size + 8 * Math.ceil(size / 256);
  },
};

/**
 * Compares an estimate with the memory that is left, before the first step takes it.
 *
 * @param available bytes, default: what this process may still take, limits of containers included
 * @throws OutOfMemoryError where it does not suffice, with the parts and what makes them smaller
 */
export function requireMemory(memory: TrainingMemory, available: number = process.availableMemory()): void {
  if (memory.total > available) throw new OutOfMemoryError(memory, available);
}

interface Activations {
  readonly loss: string;
  readonly wrt: readonly string[];
  readonly masks: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * The float values of the forward graph that the gradients read, so that they stay until then, all masks, and two of
 * the largest value: what a node of the backward pass reads and writes at a time.
 */
async function activationBytes(given: ModelProto, { loss, wrt, masks, sizes }: Activations): Promise<number> {
  if (!given.graph) throw new GraphError(`model without a graph: ${given.producerName}`);
  const sized = changed(given, { graph: withSizes(given.graph, sizes) });
  // What differentiation lowers has its sizes from the start, so that they can be inferred.
  const lowered = await lower(sized, { keep: frozenOperators });
  const model = lowered === sized ? given : lowered;
  const { graph } = model;
  if (!graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const differentiated = await differentiate(model, { loss, wrt });
  const backward = differentiated.graph?.node.filter(({ output }) => !makers.has(output[0] ?? "")) ?? [];
  const read = backward.flatMap(({ input }) => input.map((name) => owner(name, makers)));
  const kept = new Set([...read, ...masks]);

  const values = await sizedValues(model, withSizes(graph, sizes));
  const bytesOf = (name: string) => floatBytes(name, values.get(name));
  // What is not kept need not be known: exports have masks whose sizes only the run tells.
  const isKnown = (name: string) => values.get(name)?.shape.every((size) => typeof size === "number");
  const largest = Math.max(0, ...[...makers.keys(), ...masks].filter(isKnown).map(bytesOf));
  const isMade = (name: string) => makers.has(name) || masks.includes(name);
  return Iterator.from(kept)
    .filter(isMade)
    .reduce((sum, name) => sum + bytesOf(name), 2 * largest);
}

/** The values of a graph for one batch. What has as many elements as the data decide is taken to have the most. */
async function sizedValues(model: ModelProto, graph: GraphProto): Promise<ReadonlyMap<string, ValueType>> {
  const values = await inferValues(changed(model, { graph }));
  const most = mostElements(graph, values);
  if (most.length === 0) return values;
  return sizedValues(model, changed(graph, { valueInfo: [...graph.valueInfo, ...most] }));
}

/** The values of all checkpoints, all masks, and the activations of the segment that has the most. */
async function checkpointedBytes(
  given: ModelProto,
  weights: TrainableModel["parameters"],
  { loss, wrt, masks, sizes }: Activations,
): Promise<number> {
  if (!given.graph) throw new GraphError(`model without a graph: ${given.producerName}`);
  const model = changed(given, { graph: withSizes(given.graph, sizes) });
  const parts = await segments(model, { loss, wrt, weights });
  let most = 0;
  for (const segment of parts.segments) {
    const options = { loss: segment.loss, wrt: [...segment.parameters, ...segment.passed], masks: [], sizes };
    most = Math.max(most, await activationBytes(segment.model, options));
  }
  const values = await inferValues(model);
  const kept = [...(parts.forward?.checkpoints ?? []), ...masks];
  return kept.reduce((sum, name) => sum + floatBytes(name, values.get(name)), most);
}

/** The value whose memory a reshaped one shares. */
function owner(name: string, makers: ReadonlyMap<string, NodeProto>): string {
  const node = makers.get(name);
  const [source] = node && aliases.has(node.opType) ? node.input : [];
  return source === undefined ? name : owner(source, makers);
}

/** Operators whose output is the memory of their input. */
const aliases = new Set(["Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity"]);

function floatBytes(name: string, type: ValueType | undefined): number {
  const bytes = { float32: 4, float64: 8 }[type?.type ?? ""];
  if (!type || !bytes) return 0;
  const unknown = type.shape.find((size) => typeof size === "string");
  if (unknown !== undefined)
    throw new GraphError(`unknown size of ${name}, give it in batchShape: ${unknown}`);
  return bytes * elementCount(type.shape as number[]);
}

/** The graph for one batch: its named dimensions are sizes. */
function withSizes(graph: GraphProto, sizes: ReadonlyMap<string, number>): GraphProto {
  const fixed = (info: ValueInfoProto): ValueInfoProto => {
    const tensor = info.type?.value;
    if (!info.type || tensor?.case !== "tensorType" || !tensor.value.shape) return info;
    const dim = tensor.value.shape.dim.map((dimension) => {
      const size = dimension.value.case === "dimParam" ? sizeOf(dimension.value.value, sizes) : undefined;
      if (size === undefined) return dimension;
      return changed(dimension, { value: { case: "dimValue", value: BigInt(size) } });
    });
    const value = changed(tensor.value, { shape: changed(tensor.value.shape, { dim }) });
    return changed(info, { type: changed(info.type, { value: { case: "tensorType", value } }) });
  };
  const { input, output, valueInfo } = graph;
  return changed(graph, {
    input: input.map(fixed),
    output: output.map(fixed),
    valueInfo: valueInfo.map(fixed),
  });
}
