import { toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import { type Segment, segments, upstreamName } from "../checkpointing/segments.ts";
import type { WeightPart } from "../checkpointing/split-vocabulary.ts";
import type { DropoutSite } from "../dropout/dropout-masks.ts";
import { differentiate, gradientName, rowGradientNames } from "../gradients/differentiate.ts";
import type { TrainableModel } from "../graph-builder.ts";
import { prune } from "../prune.ts";
import { type InputSpec, inputSpecs } from "./batch.ts";
import { withCanonicalNames } from "./canonical-names.ts";

/** Tables of at least this many rows have gradients of rows; smaller ones may have fewer rows than a batch has ids. */
const largeTable = 2048;

/** The input that scales all gradients. */
export const scaleInput = "loss.scale";

/** A serialized graph. */
export interface Graph {
  readonly bytes: Uint8Array;
  /** What of a batch it reads. */
  readonly inputs: readonly InputSpec[];
  /** All that it is fed, weights included. */
  readonly fed: readonly string[];
  /** Those that leave the engine; gradients stay there. */
  readonly outputs: readonly string[];
  /** What inputs and outputs are named in the bytes, where that is something else. */
  readonly names: ReadonlyMap<string, string>;
}

/** A graph that gives gradients, of the whole model or of a part between two checkpoints. */
export interface GradientGraph extends Graph {
  /** Parameters, or parts of them, with a dense gradient, and those with one of rows; a tied table is both. */
  readonly dense: readonly string[];
  readonly sparse: readonly string[];
  /** Values of checkpoints that it is fed, those whose gradient it is fed, and those whose gradient it gives. */
  readonly received: readonly string[];
  readonly upstream: readonly string[];
  readonly passed: readonly string[];
}

/** What gives loss, outputs and gradients. */
export interface TrainingGraph {
  /** What a batch is. */
  readonly inputs: readonly InputSpec[];
  /** Loss and outputs. */
  readonly outputs: readonly string[];
  /** Gives the values of checkpoints, and outputs made before them; none where the backward pass keeps everything. */
  readonly checkpoints: Graph | undefined;
  /** Inputs that are parts of weights. */
  readonly parts: ReadonlyMap<string, WeightPart>;
  /** In the order of the backward pass: one, or with checkpoints one for each segment. */
  readonly backward: readonly GradientGraph[];
  /** The model without gradients, from which their memory is estimated. */
  readonly forward: Uint8Array;
  readonly loss: string;
  /** Of each buffer that changes with a step, the output with its next values. */
  readonly updates: ReadonlyMap<string, string>;
  /** The dropouts whose masks are fed besides. */
  readonly dropout: readonly DropoutSite[];
}

interface TrainingGraphOptions {
  readonly loss: string;
  /** What `backward` gives besides the loss. */
  readonly outputs: readonly string[];
  /** Names of parameters; nothing is computed for the others. */
  readonly trainable: readonly string[];
  /** Whether activations are computed again in the backward pass. */
  readonly gradientCheckpointing?: boolean;
}

export async function trainingGraph(
  network: TrainableModel,
  { loss, outputs, trainable, gradientCheckpointing = false }: TrainingGraphOptions,
): Promise<TrainingGraph> {
  const { parameters } = network;
  const given = [...new Set([loss, ...outputs])];
  const updates = new Map([...(network.buffers ?? [])].filter(isUpdated));
  const made = [...new Set([...given, ...updates.values()])];
  const forward = prune(network.model, made);
  const tables = largeTables(forward, parameters).filter((name) => trainable.includes(name));
  const parts = gradientCheckpointing
    ? await segments(forward, {
        loss,
        outputs: made.filter((name) => name !== loss),
        wrt: trainable,
        weights: parameters,
      })
    : { forward: undefined, segments: [wholeOf(forward, loss, made, trainable)], parts: new Map() };
  const fed = { ...network, parameters: new Map([...parameters, ...shapesOf(parts.parts)]) };
  const backward: GradientGraph[] = [];
  for (const segment of parts.segments)
    backward.push(await gradientGraph(segment, fed, { tables, canonical: gradientCheckpointing }));
  return {
    inputs: batchInputs(forward, network),
    outputs: given,
    checkpoints: parts.forward && serialized(parts.forward.model, fed, { canonical: true }),
    parts: parts.parts,
    backward,
    forward: toBinary(ModelProtoSchema, forward),
    loss,
    updates,
    dropout: dropoutSites(forward, network),
  };
}

function shapesOf(parts: ReadonlyMap<string, WeightPart>): [string, readonly number[]][] {
  return [...parts].map(([name, { shape }]) => [name, shape]);
}

function isUpdated(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

/**
 * The graph that gives outputs alone.
 *
 * @param network without dropout
 */
export function evaluationGraph(network: TrainableModel, outputs: readonly string[]): Graph {
  return serialized(prune(network.model, outputs), network);
}

function wholeOf(
  model: ModelProto,
  loss: string,
  outputs: readonly string[],
  parameters: readonly string[],
): Segment {
  return { model, loss, outputs, parameters, upstream: [], passed: [], received: [] };
}

async function gradientGraph(
  { model, loss, outputs, upstream, parameters, passed, received }: Segment,
  network: TrainableModel,
  { tables, canonical }: { tables: readonly string[]; canonical: boolean },
): Promise<GradientGraph> {
  const sparse = tables.filter((name) => parameters.includes(name));
  const wrt = [...parameters, ...passed];
  // Gradients that come from the next segment are scaled already.
  const scale = upstream.length === 0 ? { scale: scaleInput } : {};
  const differentiated = await differentiate(model, { loss, wrt, sparse, ...scale });
  const made = (differentiated.graph?.output ?? []).map(({ name }) => name);
  const isWanted = (name: string) => name !== loss || outputs.includes(name);
  const wanted = upstream.length === 0 ? differentiated : prune(differentiated, made.filter(isWanted));
  return {
    ...serialized(wanted, network, { fed: [...received, ...upstream.map(upstreamName)], canonical }),
    outputs,
    dense: parameters.filter((name) => made.includes(gradientName(name))),
    sparse: sparse.filter((name) => made.includes(rowGradientNames(name).rows)),
    received,
    upstream,
    passed,
  };
}

/** Those that the graph reads, numbered as in the whole model, so that other outputs leave the masks as they are. */
function dropoutSites(model: ModelProto, { parameters, dropout = new Map() }: TrainableModel): DropoutSite[] {
  const numbers = new Map([...dropout.keys()].map((name, number) => [name, number]));
  return inputSpecs(model, new Set(parameters.keys())).flatMap(({ name, shape }) => {
    const probability = dropout.get(name);
    return probability === undefined
      ? []
      : [{ name, shape, probability, number: numbers.get(name) as number }];
  });
}

function batchInputs(model: ModelProto, { parameters, dropout = new Map() }: TrainableModel): InputSpec[] {
  return inputSpecs(model, new Set([...parameters.keys(), ...dropout.keys()]));
}

/**
 * @param options.fed by the engine, besides weights, masks and the scale
 * @param options.canonical whether equal graphs get equal bytes, at the price of names in onnxruntime's messages
 */
function serialized(
  model: ModelProto,
  { parameters, dropout = new Map() }: TrainableModel,
  { fed = [], canonical = false }: { fed?: readonly string[]; canonical?: boolean } = {},
): Graph {
  const written = canonical ? withCanonicalNames(model) : { model, names: new Map<string, string>() };
  return {
    bytes: toBinary(ModelProtoSchema, written.model),
    names: written.names,
    inputs: inputSpecs(model, new Set([...parameters.keys(), ...dropout.keys(), ...fed, scaleInput])),
    fed: inputSpecs(model, new Set()).map(({ name }) => name),
    outputs: (model.graph?.output ?? []).map(({ name }) => name),
  };
}

function largeTables({ graph }: ModelProto, parameters: TrainableModel["parameters"]): string[] {
  const gathered = new Set(
    graph?.node.filter(({ opType }) => opType === "Gather").map(({ input }) => input[0]),
  );
  return [...parameters]
    .filter(([name, shape]) => gathered.has(name) && shape.length > 1 && (shape[0] ?? 0) >= largeTable)
    .map(([name]) => name);
}
