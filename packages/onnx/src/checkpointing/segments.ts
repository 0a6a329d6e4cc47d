import type { GraphProto, ModelProto, NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";
import type { DataType } from "../data-type.ts";
import { GraphError } from "../errors.ts";
import { decided, gradientName, inKnownOpset } from "../gradients/differentiate.ts";
import { inferValues, type ValueType } from "../gradients/infer-values.ts";
import { nodeInputs } from "../gradients/node-inputs.ts";
import { differentiablePaths, leadingValues } from "../gradients/paths.ts";
import { topologicalOrder } from "../gradients/topological-order.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { valueInfo } from "../value-info.ts";
import { chooseCheckpoints } from "./choose-checkpoints.ts";
import { liveValues } from "./liveness.ts";
import { splitVocabulary, type WeightPart } from "./split-vocabulary.ts";

/** A part of a graph between two checkpoints, to be differentiated on its own. */
export interface Segment {
  /** Computes the part, from the values of the checkpoint before it. */
  readonly model: ModelProto;
  /**
   * The output to differentiate: the loss, and in other than the last segment Σ v · ∂loss/∂v over the values v it ends
   * with, which has the gradient of the loss.
   */
  readonly loss: string;
  /** The values v; their gradients are inputs, named by `upstreamName`. */
  readonly upstream: readonly string[];
  /** Parameters whose gradient gets something from this part. */
  readonly parameters: readonly string[];
  /** Values of the checkpoint before it that gradients go on to. */
  readonly passed: readonly string[];
  /** Values of the checkpoint before it that it reads. */
  readonly received: readonly string[];
  /** Outputs that are made here. */
  readonly outputs: readonly string[];
}

/** The input of a segment that is the gradient of a value it ends with. */
export function upstreamName(value: string): string {
  return `${gradientName(value)}.upstream`;
}

const segmentLoss = "segment.loss";

export interface Segments {
  /** Computes the values of all checkpoints, and the outputs that are made before the last; none where there is none. */
  readonly forward: { readonly model: ModelProto; readonly checkpoints: readonly string[] } | undefined;
  /** From the last to the first, as gradients go; frozen ones at the beginning are left out. */
  readonly segments: readonly Segment[];
  /** Inputs of segments that are parts of weights, each with a gradient where the weight has one. */
  readonly parts: ReadonlyMap<string, WeightPart>;
}

export interface SegmentOptions {
  readonly loss: string;
  /** Other outputs that are wanted. Default: none. */
  readonly outputs?: readonly string[];
  /** The parameters that are trained. */
  readonly wrt: readonly string[];
  /** Shapes of all weights by name. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/**
 * Cuts a model into segments that are computed forward once, keeping only checkpoints, and then backward one by one, each
 * computing its own activations again (Chen and others 2016, https://arxiv.org/abs/1604.06174). They are graphs of
 * their own since onnxruntime runs a graph in an order, and merges equal nodes, as it sees fit. A large vocabulary's logits
 * are computed in parts, which are segments, too.
 *
 * @throws what `differentiate` throws of a model and its loss as a whole
 */
export async function segments(
  given: ModelProto,
  { loss, outputs = [], wrt, weights }: SegmentOptions,
): Promise<Segments> {
  const decisive = inKnownOpset(await decided(given));
  const { model, parts: weightParts, borders } = splitVocabulary(decisive, weights);
  const { graph } = model;
  if (!graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const order = topologicalOrder(graph);
  const values = await inferValues(model);
  const trained = new Set(trainedInputs(order, wrt, weightParts));
  const wanted = differentiablePaths(order, loss, [...trained], values);
  const live = liveValues(graph, order, new Set([...weights.keys(), ...weightParts.keys()]), values);
  // Behind the last parameter there is only the loss, which the forward pass then need not compute.
  const end = order.findLastIndex((node) => nodeInputs(node).some((name) => trained.has(name)));
  const places = new Map(order.flatMap(({ output }, place) => output.map((name) => [name, place] as const)));
  const between = borders.map((name) => (places.get(name) as number) - 1).filter((place) => place >= 0);
  const free = Math.min(end, between[0] ?? end);
  const cuts = [...chooseCheckpoints(live.slice(0, Math.max(0, free)), values), ...between];
  const last = cuts.at(-1) ?? -1;
  const isLate = (name: string) => (places.get(name) ?? -1) > last;
  const parts = { model, graph, order, values };

  const made: Segment[] = [];
  for (const [i, cut] of [...cuts, undefined].entries()) {
    const before = live[cuts[i - 1] ?? -1] ?? new Set();
    const after = cut === undefined ? undefined : (live[cut] as ReadonlySet<string>);
    const late = after ? [] : [loss, ...outputs].filter(isLate);
    const goals = after
      ? goalsOf(
          parts,
          [...after].filter((name) => wanted.has(name)),
          before,
        )
      : [];
    if (goals.length === 0 && after) continue;
    const part = partOf(parts, after ? goals : late, before);
    const output = after ? segmentLoss : loss;
    const whole = after ? withUpstream(part.model, goals, values) : part.model;
    const leading = leadingValues(whole.graph?.node ?? [], output, values);
    made.push({
      model: whole,
      loss: output,
      upstream: goals,
      parameters: [...trained].filter((name) => leading.has(name)),
      passed: [...before].filter((name) => wanted.has(name) && leading.has(name)),
      received: part.received,
      outputs: [...new Set(late)],
    });
  }
  if (cuts.length === 0) return { forward: undefined, segments: made, parts: weightParts };
  const checkpoints = [...new Set(made.flatMap(({ received }) => received))];
  const early = outputs.filter((name) => !isLate(name));
  const forward = partOf(parts, [...new Set([...checkpoints, ...early])], new Set()).model;
  return { forward: { model: forward, checkpoints }, segments: made.reverse(), parts: weightParts };
}

/** What is differentiated: parts stand for a weight, which stays where other nodes read it, too. */
function trainedInputs(
  order: readonly NodeProto[],
  wrt: readonly string[],
  parts: ReadonlyMap<string, WeightPart>,
): string[] {
  const split = new Set([...parts.values()].map(({ weight }) => weight));
  const read = new Set(order.flatMap(nodeInputs));
  return [
    ...wrt.filter((name) => !split.has(name) || read.has(name)),
    ...[...parts].filter(([, { weight }]) => wrt.includes(weight)).map(([name]) => name),
  ];
}

interface Parts {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly order: readonly NodeProto[];
  readonly values: ReadonlyMap<string, ValueType>;
}

/** The values after a part that it makes, and those before it that it reads, too; of others it leaves the gradients alone. */
function goalsOf(parts: Parts, after: readonly string[], before: ReadonlySet<string>): string[] {
  const made = after.filter((name) => !before.has(name));
  const received = new Set(partOf(parts, made, before).received);
  return after.filter((name) => !before.has(name) || received.has(name));
}

/** The part of a graph that leads from some values to others: the former are inputs, the latter outputs. */
function partOf({ model, graph, order, values }: Parts, goals: readonly string[], from: ReadonlySet<string>) {
  const makers = new Map(order.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const needed = new Set<string>();
  const open = [...goals];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const maker = from.has(name) ? undefined : makers.get(name);
    if (maker) open.push(...nodeInputs(maker));
  }
  const isNeeded = ({ name }: { readonly name: string }) => needed.has(name);
  const received = [...from].filter((name) => needed.has(name));
  const nodes = order.filter(({ output }) => output.some((name) => needed.has(name) && !from.has(name)));
  const part = changed(graph, {
    node: nodes,
    initializer: graph.initializer.filter(isNeeded),
    input: [...graph.input.filter(isNeeded), ...received.map((name) => infoOf(name, values))],
    output: goals.map((name) => graph.output.find((info) => info.name === name) ?? infoOf(name, values)),
    valueInfo: graph.valueInfo.filter((info) => isNeeded(info) && !from.has(info.name)),
  });
  return { model: changed(model, { graph: part }), received };
}

/** The part with one output, whose gradient is that of the loss: Σ v · ∂loss/∂v over the values it ends with. */
function withUpstream(model: ModelProto, goals: readonly string[], values: Parts["values"]): ModelProto {
  const graph = changed(model.graph as GraphProto, { output: [] });
  const builder = GraphBuilder.extending(changed(model, { graph }));
  // In a module of their own: the whole graph, of which types are known, has other nodes of such names.
  const own = builder.module("segment");
  const terms = goals.map((name) => {
    const { type, shape } = values.get(name) as ValueType;
    const gradient = builder.input(upstreamName(name), type as DataType, shape);
    return own.add("ReduceSum", [own.add("Mul", [name, gradient])], { keepdims: 0 });
  });
  builder.output(segmentLoss, own.add("Sum", terms), "float32", []);
  return changed(model, { graph: builder.build().model.graph as GraphProto });
}

function infoOf(name: string, values: Parts["values"]) {
  const { type, shape } = values.get(name) as ValueType;
  return valueInfo(name, type as DataType, shape);
}
