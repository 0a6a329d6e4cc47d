import { toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "onnx-buf";
import type { DropoutSite } from "../dropout/dropout-masks.ts";
import { differentiate, gradientName, rowGradientNames } from "../gradients/differentiate.ts";
import type { TrainableModel } from "../graph-builder.ts";
import { prune } from "../prune.ts";
import { type InputSpec, inputSpecs } from "./batch.ts";

/** Tables of at least this many rows have gradients of rows; smaller ones may have fewer rows than a batch has ids. */
const largeTable = 2048;

/** The input that scales all gradients. */
export const scaleInput = "loss.scale";

/** A serialized graph and what it is fed besides weights. */
export interface Graph {
  readonly bytes: Uint8Array;
  readonly inputs: readonly InputSpec[];
  readonly weights: readonly string[];
  /** Those that leave the engine; gradients stay there. */
  readonly outputs: readonly string[];
}

/** The graph that gives loss, outputs and gradients. */
export interface TrainingGraph extends Graph {
  /** Parameters with a dense gradient, and those with one of rows; a tied table is both. */
  readonly dense: readonly string[];
  readonly sparse: readonly string[];
  /** The model without gradients, from which their memory is estimated. */
  readonly forward: Uint8Array;
  readonly loss: string;
  /** Of each buffer that changes with a step, the output with its next values. */
  readonly updates: ReadonlyMap<string, string>;
  /** The dropouts whose masks it is fed besides. */
  readonly dropout: readonly DropoutSite[];
}

/**
 * @param outputs what `backward` gives besides the loss
 * @param trainable names of parameters; nothing is computed for the others
 */
export async function trainingGraph(
  network: TrainableModel,
  { loss, outputs, trainable }: { loss: string; outputs: readonly string[]; trainable: readonly string[] },
): Promise<TrainingGraph> {
  const updates = new Map([...(network.buffers ?? [])].filter(isUpdated));
  const forward = prune(network.model, [...new Set([loss, ...outputs, ...updates.values()])]);
  const tables = largeTables(forward, network.parameters).filter((name) => trainable.includes(name));
  const options = { loss, wrt: trainable, sparse: tables, scale: scaleInput };
  const model = await differentiate(forward, options);
  const made = new Set(model.graph?.output.map(({ name }) => name));
  return {
    ...serialized(model, network),
    dropout: dropoutSites(model, network),
    forward: toBinary(ModelProtoSchema, forward),
    loss,
    updates,
    outputs: [...new Set([loss, ...outputs])],
    dense: trainable.filter((name) => made.has(gradientName(name))),
    sparse: tables.filter((name) => made.has(rowGradientNames(name).rows)),
  };
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

function serialized(model: ModelProto, { parameters, dropout = new Map() }: TrainableModel): Graph {
  const names = new Set(parameters.keys());
  return {
    bytes: toBinary(ModelProtoSchema, model),
    inputs: inputSpecs(model, new Set([...names, ...dropout.keys(), scaleInput])),
    weights: (model.graph?.input ?? []).map(({ name }) => name).filter((name) => names.has(name)),
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
