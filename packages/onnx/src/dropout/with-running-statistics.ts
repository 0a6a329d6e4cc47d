import type { GraphProto, NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";

/**
 * The graph with each BatchNormalization by its running statistics instead of those of the batch, and without the outputs
 * that update them.
 *
 * @param buffers the running statistics, each with the output of its next values
 */
export function withRunningStatistics(
  graph: GraphProto,
  buffers: ReadonlyMap<string, string | undefined>,
): GraphProto {
  const updates = new Set(buffers.values());
  const output = graph.output.filter(({ name }) => !updates.has(name));
  if (output.length === graph.output.length) return graph;
  const makers = new Map(graph.node.map((node) => [node.output[0], node]));
  /** In training the operator reads a value made from the buffer, since it writes over what it reads. */
  const bufferOf = (name: string): string => {
    const from = makers.get(name)?.input[0];
    return buffers.has(name) || from === undefined ? name : bufferOf(from);
  };
  const node = graph.node.map((each) => (isTrained(each) ? inferred(each, bufferOf) : each));
  return readBy(changed(graph, { node, output }));
}

function isTrained({ opType, attribute }: NodeProto): boolean {
  return (
    opType === "BatchNormalization" && attribute.some(({ name, i }) => name === "training_mode" && i === 1n)
  );
}

function inferred(node: NodeProto, bufferOf: (name: string) => string): NodeProto {
  const attribute = node.attribute.filter(({ name }) => name === "epsilon");
  const [x = "", scale = "", bias = "", mean = "", variance = ""] = node.input;
  const input = [x, scale, bias, bufferOf(mean), bufferOf(variance)];
  return changed(node, { input, output: node.output.slice(0, 1), attribute });
}

/** The graph without what only the updates needed, such as the number of elements. */
function readBy(graph: GraphProto): GraphProto {
  const read = new Set(graph.output.map(({ name }) => name));
  const node: NodeProto[] = [];
  for (const each of graph.node.toReversed()) {
    if (!each.output.some((name) => read.has(name))) continue;
    for (const name of each.input) read.add(name);
    node.push(each);
  }
  const initializer = graph.initializer.filter(({ name }) => read.has(name));
  return changed(graph, { node: node.reverse(), initializer });
}
