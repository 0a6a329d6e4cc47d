// Decoders as exporters write them, made of graphs of this package's tests.

import { attribute, changed, GraphBuilder, type GraphProto, type ModelProto } from "@llm-course/onnx";

const [int32, int64] = [6, 7];

/**
 * One graph whose two forms are the branches of an If on `use_cache_branch`, as Optimum merges them, with the weights of both
 * outside.
 */
export function merged(first: ModelProto, next: ModelProto): ModelProto {
  const [withoutPast, withPast] = [first.graph, next.graph] as [GraphProto, GraphProto];
  const names = withoutPast.output.map(({ name }) => name);
  const g = new GraphBuilder("merged");
  const chosen = g.addMany("If", [g.input("use_cache_branch", "bool", [1])], names.length);
  const outer = g.build().model.graph as GraphProto;
  const initializer = new Map(
    [...withoutPast.initializer, ...withPast.initializer].filter(isWeight).map(named),
  );
  const input = new Map([...withoutPast.input, ...withPast.input, ...outer.input].map(named));
  const inside = (graph: GraphProto, name: string) =>
    changed(graph, { name, input: [], initializer: graph.initializer.filter((each) => !isWeight(each)) });
  const branches = { then_branch: inside(withPast, "then"), else_branch: inside(withoutPast, "else") };
  const attributes = Object.entries(branches).map(([name, graph]) => attribute(name, sorted(graph, names)));
  const node = outer.node.map((each) =>
    changed(each, {
      attribute: attributes,
      output: each.output.map((name) => names[chosen.indexOf(name)] ?? name),
    }),
  );
  const graph = changed(outer, {
    node,
    input: [...input.values()],
    output: withoutPast.output,
    initializer: [...initializer.values()],
  });
  return changed(next, { graph });
}

const named = <T extends { name: string }>(value: T) => [value.name, value] as const;

/** Constants of a graph builder belong to their branch. */
function isWeight({ name }: { name: string }): boolean {
  return name.endsWith("weight") || name.endsWith("bias");
}

/** Branches of an If give their outputs in one order. */
function sorted(graph: GraphProto, names: readonly string[]): GraphProto {
  const output = names.flatMap((name) => graph.output.filter((each) => each.name === name));
  return changed(graph, { output });
}

/** The graph with these inputs in int32, as onnxruntime's tools write them. */
export function withInt32(model: ModelProto, inputs: readonly string[]): ModelProto {
  const { graph } = model;
  if (!graph) return model;
  const g = new GraphBuilder("casts");
  const casts = new Map(
    inputs.map((name) => [name, g.add("Cast", [g.input(name, "int64", [1])], { to: int64 })]),
  );
  const renamed = new Map([...casts].map(([name]) => [name, `${name}.int64`]));
  const node = [
    ...(g.build().model.graph?.node ?? []).map((each, i) =>
      changed(each, { name: `cast.${i}`, output: [renamed.get(each.input[0] ?? "") ?? ""] }),
    ),
    ...graph.node.map((each) =>
      changed(each, { input: each.input.map((name) => renamed.get(name) ?? name) }),
    ),
  ];
  const input = graph.input.map((info) => {
    const value = info.type?.value;
    if (!renamed.has(info.name) || !info.type || value?.case !== "tensorType") return info;
    const tensorType = changed(value.value, { elemType: int32 });
    return changed(info, { type: changed(info.type, { value: { case: "tensorType", value: tensorType } }) });
  });
  return changed(model, { graph: changed(graph, { node, input }) });
}
