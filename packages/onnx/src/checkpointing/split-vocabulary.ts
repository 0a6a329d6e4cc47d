import type { GraphProto, ModelProto, NodeProto } from "onnx-buf";
import { type AttributeValue, attributeValue } from "../attribute.ts";
import { changed } from "../changed.ts";
import { constantInts } from "../gradients/constant-ints.ts";
import { nodeInputs } from "../gradients/node-inputs.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { operatorName, operatorSets } from "../operator-name.ts";
import { elementCount } from "../stored-tensor.ts";

/** Some of a weight's elements, one after the other in memory, as an input of their own. */
export interface WeightPart {
  readonly weight: string;
  /** In elements from the first one of the weight. */
  readonly offset: number;
  readonly shape: readonly number[];
}

export interface SplitModel {
  readonly model: ModelProto;
  /** By the names of their inputs. */
  readonly parts: ReadonlyMap<string, WeightPart>;
  /** The first value of each part's nodes, and the first one behind them, in the order of the graph. */
  readonly borders: readonly string[];
}

/** How many classes a part has at most: logits and gradients of that many are in memory at a time. */
const mostClasses = 2048;

/**
 * The model with the logits of a large vocabulary computed in parts, so that neither all of them nor the gradient of their
 * weight is needed at a time. With logits x wⱼ + bⱼ, and ln softmax(logits) of one class or their mean all that is read,
 *
 *   ln softmax(logits)ₗ = x wₗ + bₗ − ln Σₚ e^lseₚ   where lseₚ = ln Σⱼ e^(x wⱼ + bⱼ) over the classes j of part p
 *
 * as in Wijmans and others, "Cut Your Losses in Large-Vocabulary Language Models" (2024),
 * https://arxiv.org/abs/2411.09009. A model without such a head, or with other readers of its logits, stays as it is.
 *
 * @param weights shapes of all weights, by the names of their inputs
 */
export function splitVocabulary(
  model: ModelProto,
  weights: ReadonlyMap<string, readonly number[]>,
): SplitModel {
  const head = model.graph && findHead(model.graph, weights);
  if (!head) return { model, parts: new Map(), borders: [] };
  const { graph, softmax, readers } = head;
  const g = GraphBuilder.extending(model);
  const own = g.module("vocabulary");
  const reduced = lastAxisReduction(own, operatorSets(model).get("") ?? 0);
  const parts = new Map<string, WeightPart>();
  const part = (name: string, first: number, count: number, width: number) => {
    const shape = [...(weights.get(name) ?? [])];
    shape[shape.indexOf(head.classes)] = count;
    const input = g.input(`${name}[${first}:${first + count}]`, "float32", shape);
    parts.set(input, { weight: name, offset: first * width, shape });
    return input;
  };

  const borders: string[] = [];
  const found = readers.map((): string[] => []);
  const sums: string[] = [];
  const ranges = rangesOf(head.classes);
  // Before all parts, which then differ in nothing but their names.
  const shifted = ranges.map(([first]) =>
    readers.map((reader) =>
      reader.opType === "ReduceMean" ? "" : own.add("Sub", [reader.input[1] as string, own.ints(first)]),
    ),
  );
  for (const [p, [first, count]] of ranges.entries()) {
    const transposed = own.add("Transpose", [part(head.weight, first, count, head.width)], { perm: [1, 0] });
    borders.push(transposed);
    const products = own.add("MatMul", [head.x, transposed]);
    const logits = head.bias ? own.add("Add", [products, part(head.bias, first, count, 1)]) : products;
    for (const [i, reader] of readers.entries())
      found[i]?.push(
        reader.opType === "ReduceMean"
          ? reduced("ReduceSum", logits)
          : chosenLogits(own, logits, shifted[p]?.[i] as string, count),
      );
    sums.push(reduced("ReduceLogSumExp", logits));
  }
  const all = own.add("Concat", sums, { axis: -1 });
  borders.push(all);
  const total = reduced("ReduceLogSumExp", all);
  const replacing = new Map<string, string>();
  for (const [i, reader] of readers.entries()) {
    const sum = own.add("Sum", found[i] ?? []);
    const mean = reader.opType === "ReduceMean" ? own.add("Div", [sum, own.scalar(head.classes)]) : sum;
    replacing.set(own.add("Sub", [mean, total]), reader.output[0] as string);
  }

  const built = g.build().model.graph as GraphProto;
  const made = built.node.slice(graph.node.length).map((node) => renamed(node, replacing));
  const place = graph.node.indexOf(softmax);
  const left = new Set([softmax, ...readers, ...head.made]);
  const kept = (nodes: readonly NodeProto[]) => nodes.filter((node) => !left.has(node));
  const node = [...kept(graph.node.slice(0, place)), ...made, ...kept(graph.node.slice(place))];
  return { model: changed(model, { graph: changed(built, { node }) }), parts, borders };
}

interface Head {
  readonly graph: GraphProto;
  /** [..., width] */
  readonly x: string;
  /** [classes, width] */
  readonly weight: string;
  readonly bias: string | undefined;
  readonly classes: number;
  readonly width: number;
  readonly softmax: NodeProto;
  /** The nodes that make the logits. */
  readonly made: readonly NodeProto[];
  /** The nodes that read of the LogSoftmax one class, or the mean of all. */
  readonly readers: readonly NodeProto[];
}

function findHead(graph: GraphProto, weights: ReadonlyMap<string, readonly number[]>): Head | undefined {
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const outputs = new Set(graph.output.map(({ name }) => name));
  const constants = constantInts(graph);
  const readersOf = (name: string) => graph.node.filter((node) => nodeInputs(node).includes(name));
  const isReadOnce = (node: NodeProto) =>
    node.output.every((name) => readersOf(name).length === 1 && !outputs.has(name));

  for (const softmax of graph.node) {
    if (operatorName(softmax) !== "LogSoftmax" || attributeOf(softmax, "axis") !== -1) continue;
    const logits = makers.get(softmax.input[0] ?? "");
    const isBias = (name: string) => elementCount(weights.get(name) ?? []) > 1;
    const bias = logits?.opType === "Add" ? logits.input.find(isBias) : undefined;
    const products = bias ? makers.get(logits?.input.find((name) => name !== bias) ?? "") : logits;
    const transposed = makers.get(products?.input[1] ?? "");
    const weight = transposed?.input[0] ?? "";
    const [classes = 0, width = 0, ...others] = weights.get(weight) ?? [];
    const readers = readersOf(softmax.output[0] ?? "");
    if (
      logits &&
      products &&
      transposed &&
      operatorName(products) === "MatMul" &&
      operatorName(transposed) === "Transpose" &&
      others.length === 0 &&
      classes > mostClasses &&
      (!bias || isVectorOf(classes, weights.get(bias) ?? [])) &&
      [...new Set([logits, products, transposed])].every(isReadOnce) &&
      !outputs.has(softmax.output[0] ?? "") &&
      readers.every((reader) => isOfOneClass(reader, constants) || isMean(reader, constants))
    )
      return {
        ...{ graph, x: products.input[0] as string, weight, bias, classes, width, softmax, readers },
        made: [logits, products, transposed],
      };
  }
  return undefined;
}

/** Whether a shape is [classes], or that with ones before it. */
function isVectorOf(classes: number, shape: readonly number[]): boolean {
  return shape.at(-1) === classes && elementCount(shape) === classes;
}

/** Reads one class of each row, whose number is in the last axis of its indices. */
function isOfOneClass(node: NodeProto, constants: ReadonlyMap<string, readonly number[]>): boolean {
  return (
    operatorName(node) === "GatherElements" &&
    attributeOf(node, "axis") === -1 &&
    !constants.has(node.input[1] ?? "")
  );
}

function isMean(node: NodeProto, constants: ReadonlyMap<string, readonly number[]>): boolean {
  const axes = attributeOf(node, "axes") ?? constants.get(node.input[1] ?? "");
  return (
    operatorName(node) === "ReduceMean" && String(axes) === "-1" && (attributeOf(node, "keepdims") ?? 1) === 1
  );
}

function attributeOf({ attribute }: NodeProto, name: string): AttributeValue | undefined {
  const found = attribute.find((each) => each.name === name);
  return found && attributeValue(found);
}

/** As many ranges of equal size as it takes; of whole cache lines, so that threads write to different ones. */
function rangesOf(classes: number): [first: number, count: number][] {
  const parts = Math.ceil(classes / mostClasses);
  const size = Math.ceil(classes / parts / 64) * 64;
  return Array.from({ length: Math.ceil(classes / size) }, (_, i) => [
    i * size,
    Math.min(size, classes - i * size),
  ]);
}

/** The logits of those classes that are in a part, numbered from its first, and 0 for others: [..., count], [..., 1] → [..., 1]. */
function chosenLogits(g: GraphBuilder, logits: string, classes: string, count: number): string {
  const index = g.add("Min", [g.add("Max", [classes, g.ints(0)]), g.ints(count - 1)]);
  const chosen = g.add("GatherElements", [logits, index], { axis: -1 });
  return g.add("Where", [g.add("Equal", [index, classes]), chosen, g.scalar(0)]);
}

/** Axes became an input of other reductions than ReduceSum in operator set 18. */
function lastAxisReduction(g: GraphBuilder, opset: number): (opType: string, x: string) => string {
  return (opType, x) =>
    opType === "ReduceSum" || opset >= 18
      ? g.add(opType, [x, g.ints([-1])], { keepdims: 1 })
      : g.add(opType, [x], { axes: [-1], keepdims: 1 });
}

/** The node with the output that others know. */
function renamed(node: NodeProto, names: ReadonlyMap<string, string>): NodeProto {
  return changed(node, { output: node.output.map((name) => names.get(name) ?? name) });
}
