import {
  changed,
  GraphBuilder,
  GraphError,
  inferValues,
  type TrainableModel,
  topologicalOrder,
} from "@llm-course/onnx";
import { findLayers, type Layer } from "./find-layers.ts";
import { type LoraConfig, type LoraSettings, parseLoraConfig } from "./lora-config.ts";
import { patternValue, selectModules } from "./select-modules.ts";

/** A layer with an adapter. */
export interface LoraModule extends Layer {
  readonly r: number;
  /** What the update is multiplied by: alpha / r, or alpha / √r. */
  readonly scaling: number;
  /** The parameters A, [r, inFeatures], and B, [outFeatures, r]. */
  readonly a: string;
  readonly b: string;
}

/** A network with adapters. */
export interface LoraNetwork {
  /** Has the parameters of the base and those of the adapters, which are named as PEFT names them. */
  readonly network: TrainableModel;
  readonly base: TrainableModel;
  /** The adapted layers by name. */
  readonly modules: ReadonlyMap<string, LoraModule>;
  /** For `compile`: adapters, what `modulesToSave` names, and biases as the settings say. */
  readonly trainable: (parameter: string) => boolean;
  /** The settings with their defaults, `targetModules` among them. */
  readonly settings: LoraConfig;
}

/**
 * Adds low-rank adapters to layers of a network: y = W x + b becomes y = W x + b + scaling · B A dropout(x), with A
 * [r, inFeatures] and B [outFeatures, r]. https://arxiv.org/abs/2106.09685
 *
 * Adapters of embeddings look up columns of A, and drop nothing. `initializeLora` gives the new parameters' weights.
 *
 * @throws LoraConfigError for settings that are unknown, out of range or contradict each other
 * @throws LoraTargetError where no module matches, or one that no adapter fits
 */
export async function addLora(base: TrainableModel, given: LoraSettings = {}): Promise<LoraNetwork> {
  const layers = findLayers(base);
  const modelType = base.model.graph?.name ?? "";
  const selection = selectModules(layers, base.parameters, parseLoraConfig(given), modelType);
  const { settings, isSaved } = selection;
  const modules = selection.targets.map((layer) => adapted(layer, settings));

  const own = new Set(modules.flatMap(({ a, b }) => [a, b]));
  const biases = new Set(modules.map(({ bias }) => bias));
  const isTrainedBias = {
    none: () => false,
    all: (name: string) => /(^|\.)bias$/.test(name),
    lora_only: (name: string) => biases.has(name),
  }[settings.bias];
  const shapes = settings.loraDropout > 0 ? await inferValues(base.model) : new Map();
  const drop: Drop = (g, x) => g.dropout(x, settings.loraDropout, shapes.get(x)?.shape ?? []);
  return {
    network: withAdapters(base, modules, drop),
    base,
    modules: new Map(modules.map((module) => [module.module, module])),
    trainable: (name) => own.has(name) || isSaved(name) || isTrainedBias(name),
    settings,
  };
}

function adapted(
  layer: Layer,
  { r, loraAlpha, rankPattern, alphaPattern, useRslora }: LoraConfig,
): LoraModule {
  const rank = patternValue(rankPattern, layer.module) ?? r;
  const alpha = patternValue(alphaPattern, layer.module) ?? loraAlpha;
  const names = layer.kind === "embedding" ? ["embedding_A", "embedding_B"] : ["A.weight", "B.weight"];
  const [a = "", b = ""] = names.map((name) => `${layer.module}.lora_${name}`);
  return { ...layer, r: rank, scaling: alpha / (useRslora ? Math.sqrt(rank) : rank), a, b };
}

/** Dropout of a value. */
type Drop = (g: GraphBuilder, x: string) => string;

/** The graph with y + update wherever y was. */
function withAdapters(base: TrainableModel, modules: readonly LoraModule[], drop: Drop): TrainableModel {
  const g = GraphBuilder.extending(base.model);
  /** From y to the sum and back: they change names, so that who read y reads the sum, graph outputs included. */
  const swapped = new Map<string, string>();
  const sums = new Set<string>();
  for (const module of modules) {
    g.parameter(module.a, [module.r, module.inFeatures]);
    g.parameter(module.b, [module.outFeatures, module.r]);
    for (const { input, output } of module.uses) {
      const inside = g.module(module.module);
      const sum = inside.add("Add", [output, update(inside, input, module, drop)]);
      swapped.set(output, sum).set(sum, output);
      sums.add(sum);
    }
  }
  const built = g.build();
  const { graph } = built.model;
  if (!graph) throw new GraphError(`model without a graph: ${built.model.producerName}`);
  const swap = (names: readonly string[]) => names.map((name) => swapped.get(name) ?? name);
  const node = graph.node.map((each) => {
    if (!each.output.some((name) => swapped.has(name))) return each;
    const isSum = sums.has(each.output[0] ?? "");
    return changed(each, { output: swap(each.output), input: isSum ? swap(each.input) : each.input });
  });
  const ordered = changed(graph, { node: topologicalOrder(changed(graph, { node })) });
  return {
    model: changed(base.model, { graph: ordered }),
    parameters: new Map([...base.parameters, ...built.parameters]),
    dropout: new Map([...(base.dropout ?? []), ...(built.dropout ?? [])]),
    ...(base.buffers && { buffers: base.buffers }),
  };
}

/** scaling · B A dropout(x), the scale on the narrow side. */
function update(g: GraphBuilder, x: string, { kind, a, b, scaling }: LoraModule, drop: Drop): string {
  const transposed = (weight: string) => g.add("Transpose", [weight], { perm: [1, 0] });
  const narrow =
    kind === "embedding"
      ? g.add("Gather", [transposed(a), x])
      : g.add("MatMul", [drop(g.module("lora_dropout"), x), transposed(a)]);
  return g.add("MatMul", [g.add("Mul", [narrow, g.scalar(scaling)]), transposed(b)]);
}
