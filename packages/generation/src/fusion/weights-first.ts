import { changed, GraphBuilder, type GraphProto, type ModelProto } from "@llm-course/onnx";
import type { ValueType } from "./fuse-attention.ts";
import { GraphIndex } from "./graph-index.ts";

/**
 * x Wᵀ as (W xᵀ)ᵀ, where W is an input of the graph, and so cannot be packed once. For a few rows of x onnxruntime packs
 * Wᵀ at every step, which takes longer than the product; W as the left factor is read where it is.
 *
 * @param types of the values, by name
 */
export function weightsFirst(model: ModelProto, types: ReadonlyMap<string, ValueType>): ModelProto {
  const graph = model.graph as GraphProto;
  const index = new GraphIndex(graph);
  const given = new Set(graph.input.map(({ name }) => name));
  const g = GraphBuilder.extending(model);
  const products = new Map<string, string>();
  for (const { opType, input, output } of graph.node) {
    const transpose = opType === "MatMul" ? index.maker(input[1] as string) : undefined;
    const [weight = ""] = transpose?.opType === "Transpose" ? transpose.input : [];
    const shape = types.get(weight)?.shape ?? [];
    const x = input[0] as string;
    if (!given.has(weight) || shape.length !== 2 || types.get(x)?.shape.length !== 3) continue;
    const [outputs, inputs] = shape.map(Number) as [number, number];
    const columns = g.add("Transpose", [g.add("Reshape", [x, g.ints([-1, inputs])])], { perm: [1, 0] });
    const rows = g.add("Transpose", [g.add("MatMul", [weight, columns])], { perm: [1, 0] });
    const leading = g.add("Slice", [g.add("Shape", [x]), g.ints([0]), g.ints([2]), g.ints([0])]);
    const size = g.add("Concat", [leading, g.ints([outputs])], { axis: 0 });
    products.set(output[0] as string, g.add("Reshape", [rows, size]));
  }
  if (products.size === 0) return model;
  const built = g.build().model;
  const node = (built.graph as GraphProto).node.map((one) =>
    changed(one, { input: one.input.map((name) => products.get(name) ?? name) }),
  );
  return changed(built, { graph: changed(built.graph as GraphProto, { node }) });
}
