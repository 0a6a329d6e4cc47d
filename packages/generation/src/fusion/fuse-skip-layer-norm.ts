import {
  changed,
  float,
  GraphBuilder,
  type GraphProto,
  type ModelProto,
  type NodeProto,
} from "@llm-course/onnx";
import type { ValueType } from "./fuse-attention.ts";
import { GraphIndex } from "./graph-index.ts";

type Types = ReadonlyMap<string, ValueType>;

/**
 * Each LayerNormalization of a sum, with the sum and the bias added before it, as one operator of onnxruntime:
 * com.microsoft's SkipLayerNormalization. A step of one token is mostly the starting of operators.
 *
 * @param types of the values, by name
 */
export function fuseSkipLayerNorm(model: ModelProto, types: Types): ModelProto {
  const graph = model.graph as GraphProto;
  const index = new GraphIndex(graph);
  const outputs = new Set(graph.output.map(({ name }) => name));
  const g = GraphBuilder.extending(model);
  const replaced = new Map<string, string>();
  for (const node of graph.node) {
    const found = node.opType === "LayerNormalization" ? residualSum(index, types, node) : undefined;
    if (!found || found.names.some((name) => outputs.has(name))) continue;
    const { branch, skip, bias, sum } = found;
    const [, scale = "", shift = ""] = node.input;
    const epsilon = node.attribute.find(({ name }) => name === "epsilon")?.f ?? 1e-5;
    const inputs = [branch, skip, scale, shift, bias];
    const fused = g.addMany("com.microsoft.SkipLayerNormalization", inputs, 4, { epsilon: float(epsilon) });
    replaced.set(node.output[0] as string, fused[0] as string);
    replaced.set(sum, fused[3] as string);
  }
  const built = g.build().model;
  const node = (built.graph as GraphProto).node.map((one) =>
    changed(one, { input: one.input.map((name) => replaced.get(name) ?? name) }),
  );
  return changed(built, { graph: changed(built.graph as GraphProto, { node }) });
}

interface ResidualSum {
  readonly sum: string;
  /** Without its bias. */
  readonly branch: string;
  readonly skip: string;
  /** "" for none. */
  readonly bias: string;
  /** What is no longer made under its name. */
  readonly names: readonly string[];
}

function residualSum(index: GraphIndex, types: Types, norm: NodeProto): ResidualSum | undefined {
  const [sum = ""] = norm.input;
  const add = index.maker(sum);
  const lastAxis = norm.attribute.find(({ name }) => name === "axis")?.i ?? -1n;
  const alone = norm.output.filter((name) => name !== "").length === 1;
  if (add?.opType !== "Add" || (lastAxis !== -1n && lastAxis !== 2n) || !alone || norm.input.length !== 3)
    return undefined;
  const [a = "", b = ""] = add.input;
  if (!sameShape(types.get(a), types.get(b))) return undefined;
  const names = [sum, norm.output[0] as string];
  for (const [branch, skip] of [
    [b, a],
    [a, b],
  ] as const) {
    const biased = index.maker(branch);
    if (biased?.opType !== "Add" || index.reader(branch, "Add") !== add) continue;
    const rank = (name: string) => types.get(name)?.shape.length;
    const bias = biased.input.find((name) => rank(name) === 1);
    const product = biased.input.find((name) => rank(name) === 3);
    if (bias !== undefined && product !== undefined) return { sum, branch: product, skip, bias, names };
  }
  return { sum, branch: b, skip: a, bias: "", names };
}

/** Of three axes, where none is known to be broadcast. */
function sameShape(a: ValueType | undefined, b: ValueType | undefined): boolean {
  const [left, right] = [a?.shape ?? [], b?.shape ?? []];
  return (
    left.length === 3 &&
    right.length === 3 &&
    left[2] === right[2] &&
    left.every(
      (size, axis) => size === right[axis] || (typeof size === "string" && typeof right[axis] === "string"),
    )
  );
}
