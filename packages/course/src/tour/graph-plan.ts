import type { TrainableModel } from "@llm-course/onnx";

export type LayerPart = "self-attention" | "cross-attention" | "feed-forward" | "norms and sums";

export interface PartSize {
  /** Operations of the graph. */
  readonly operators: number;
  readonly weights: number;
}

/** Layers of one kind, on top of each other. */
export interface LayerStack {
  /** "encoder", "decoder", or "" where a model has one stack only. */
  readonly name: string;
  readonly layers: number;
  /** Of all its layers together. */
  readonly parts: ReadonlyMap<LayerPart, PartSize>;
}

export interface GraphPlan {
  /** From ids to vectors. */
  readonly embeddings: PartSize;
  readonly stacks: readonly LayerStack[];
  /** Masks, positions, last norms and the head. */
  readonly rest: PartSize;
  /** How often each operator is there, the most frequent first. */
  readonly operators: ReadonlyMap<string, number>;
  readonly weights: number;
}

const layerName = /^(.*?)\b(?:layers?|h|block)\.(\d+)\.(.+)$/;

/**
 * What a model is made of, told by the names of its operations and weights, which are those of Hugging Face's modules. A weight
 * that two modules share is counted once, buffers are not.
 *
 * @param network as `buildModel` of `@llm-course/training` gives it
 */
export function graphPlan(network: TrainableModel): GraphPlan {
  const sizes = { embeddings: { operators: 0, weights: 0 }, rest: { operators: 0, weights: 0 } };
  const stacks = new Map<string, { layers: Set<number>; parts: Map<LayerPart, PartSize> }>();
  const add = (name: string, key: keyof PartSize, count: number) => {
    const [, before, layer, module] = layerName.exec(name) ?? [];
    if (before === undefined || module === undefined) {
      sizes[isEmbedding(name) ? "embeddings" : "rest"][key] += count;
      return;
    }
    const stackName = /\b(encoder|decoder)\.$/.exec(before)?.[1] ?? "";
    const stack = stacks.get(stackName) ?? { layers: new Set(), parts: new Map() };
    stacks.set(stackName, stack);
    stack.layers.add(Number(layer));
    const part = partOf(module);
    const { operators, weights } = stack.parts.get(part) ?? { operators: 0, weights: 0 };
    stack.parts.set(part, { operators, weights, [key]: (key === "operators" ? operators : weights) + count });
  };
  const counts = new Map<string, number>();
  for (const { name, opType } of network.model.graph?.node ?? []) {
    add(name, "operators", 1);
    counts.set(opType, (counts.get(opType) ?? 0) + 1);
  }
  let total = 0;
  for (const [name, shape] of network.parameters) {
    if (network.buffers?.has(name)) continue;
    const count = shape.reduce((product, size) => product * size, 1);
    add(name, "weights", count);
    total += count;
  }
  const single = stacks.size === 1;
  return {
    ...sizes,
    stacks: [...stacks].map(([name, { layers, parts }]) => ({
      ...{ name: single ? "" : name, layers: layers.size, parts },
    })),
    operators: new Map([...counts].sort(([, a], [, b]) => b - a)),
    weights: total,
  };
}

function isEmbedding(name: string): boolean {
  return /embed|\bw[tp]e\b|\bshared\b/.test(name);
}

function partOf(module: string): LayerPart {
  // BERT adds what a sublayer read in a module of its own, "output"; others in the layer itself.
  if (/norm|\bln_|(?:^|\.)output\.Add/i.test(module) || !module.includes(".")) return "norms and sums";
  if (/encoder_attn|crossattention|EncDecAttention/i.test(module)) return "cross-attention";
  return /att/i.test(module) ? "self-attention" : "feed-forward";
}
