import {
  changed,
  dataTypes,
  GraphBuilder,
  GraphError,
  type TrainableModel,
  topologicalOrder,
} from "@llm-course/onnx";

const inputs = ["input_ids", "attention_mask", "token_type_ids"] as const;

/** The names an encoder's inputs have once they are computed from the whole text. */
export const endsOf = (input: (typeof inputs)[number]) => `ends.${input}`;

/**
 * Makes an encoder read only the first and the last tokens of longer texts, since its time and memory grow with each
 * (Sun and others 2019, https://arxiv.org/abs/1905.05583).
 *
 * @param network with `input_ids`, `attention_mask` and `token_type_ids`, padded at their ends
 * @returns a builder of the same graph for what else is to read the whole text; `build` leaves its nodes unsorted
 */
export function readEnds(
  { model }: TrainableModel,
  { first, last }: { readonly first: number; readonly last: number },
): GraphBuilder {
  if (!model.graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const renamed = (name: string) => (inputs.map(String).includes(name) ? `ends.${name}` : name);
  const { node, input } = model.graph;
  const graph = changed(model.graph, {
    node: node.map((each) => changed(each, { input: each.input.map(renamed) })),
    input: input.filter(({ name }) => renamed(name) === name),
    output: [],
  });
  const g = GraphBuilder.extending(changed(model, { graph }));
  for (const name of inputs) g.input(name, "int64", ["batch_size", "sequence_length"]);

  const most = first + last;
  const ends = g.module("ends");
  const length = ends.add("ReduceSum", ["attention_mask", g.ints([1])], { keepdims: 1 });
  const row = ends.add("Gather", ["attention_mask", g.ints(0)]);
  const ones = ends.add("Cast", [ends.add("Equal", [row, row])], { to: dataTypes.float32 });
  const all = ends.add("Cast", [ends.add("CumSum", [ones, g.ints(0)], { exclusive: 1 })], {
    to: dataTypes.int64,
  });
  const place = ends.add("Slice", [all, g.ints([0]), g.ints([most]), g.ints([0])]);
  const skipped = ends.add("Max", [ends.add("Sub", [length, g.ints(most)]), g.ints(0)]);
  const isFirst = ends.add("Less", [place, g.ints(first)]);
  const places = ends.add("Where", [isFirst, place, ends.add("Add", [place, skipped])]);
  const shape = ["batch_size", "ends"];
  for (const name of inputs)
    g.annotate(named(g, name, ends.add("GatherElements", [name, places], { axis: 1 })), "int64", shape);
  return g;
}

function named(g: GraphBuilder, name: (typeof inputs)[number], value: string): string {
  return g.addAsOutput(endsOf(name), { dataType: "int64", shape: ["batch_size", "ends"] }, "Identity", [
    value,
  ]);
}

/** The model with each node after those it reads, and with these outputs only. */
export function finished(g: GraphBuilder, outputs: readonly string[]): TrainableModel {
  const built = g.build();
  const { graph } = built.model;
  if (!graph) throw new GraphError(`model without a graph: ${built.model.producerName}`);
  const sorted = changed(graph, {
    node: topologicalOrder(graph),
    output: graph.output.filter(({ name }) => outputs.includes(name)),
  });
  return { ...built, model: changed(built.model, { graph: sorted }) };
}
