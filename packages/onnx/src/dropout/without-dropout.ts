import type { NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";
import type { TrainableModel } from "../graph-builder.ts";

/**
 * The model as evaluation and inference want it: the nodes that `GraphBuilder.dropout` made are cut out, and the masks
 * are no inputs. What is left is, name by name, the graph that would have been built without dropout.
 */
export function withoutDropout({
  model,
  parameters,
  dropout = new Map(),
  buffers,
}: TrainableModel): TrainableModel {
  const { graph } = model;
  if (!graph || dropout.size === 0) return { model, parameters, ...(buffers && { buffers }) };
  const sources = new Map(
    graph.node.flatMap(({ input: [x = "", mask = ""], output: [y = ""] }) =>
      dropout.has(mask) ? [[y, x]] : [],
    ),
  );
  const source = (name: string): string => {
    const x = sources.get(name);
    return x === undefined ? name : source(x);
  };
  const connected = (node: NodeProto) =>
    node.input.some((name) => sources.has(name)) ? changed(node, { input: node.input.map(source) }) : node;
  const node = graph.node.filter(({ output: [y = ""] }) => !sources.has(y)).map(connected);
  const input = graph.input.filter(({ name }) => !dropout.has(name));
  return {
    model: changed(model, { graph: changed(graph, { node, input }) }),
    parameters,
    ...(buffers && { buffers }),
  };
}
