import type { GraphProto, NodeProto } from "onnx-buf";

/** The values a node reads, those its subgraphs (If, Loop, Scan) take from outside included. */
export function nodeInputs(node: NodeProto): string[] {
  const inputs = node.input.filter((name) => name !== "");
  const subgraphs = node.attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs));
  return [...inputs, ...subgraphs.flatMap(outerValues)];
}

function outerValues(graph: GraphProto): string[] {
  const own = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  for (const { output } of graph.node) for (const name of output) own.add(name);
  const read = [...graph.node.flatMap(nodeInputs), ...graph.output.map(({ name }) => name)];
  return read.filter((name) => !own.has(name));
}
