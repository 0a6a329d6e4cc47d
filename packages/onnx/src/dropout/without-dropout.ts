import type { GraphProto, NodeProto } from "onnx-buf";
import { changed } from "../changed.ts";
import type { TrainableModel } from "../graph-builder.ts";
import { withRunningStatistics } from "./with-running-statistics.ts";

/**
 * The model as evaluation and inference want it: the nodes that `GraphBuilder.dropout` made are cut out, the masks are no
 * inputs, and batches are normalized by the running statistics. What is left is, name by name, the graph that would have
 * been built without training in mind.
 */
export function withoutDropout({ model, parameters, dropout, buffers }: TrainableModel): TrainableModel {
  const kept = buffers && { buffers: new Map([...buffers.keys()].map((name) => [name, undefined])) };
  const graph =
    model.graph && withRunningStatistics(withoutMasks(model.graph, dropout), buffers ?? new Map());
  return { model: changed(model, { graph }), parameters, ...kept };
}

function withoutMasks(graph: GraphProto, dropout: TrainableModel["dropout"] = new Map()): GraphProto {
  if (dropout.size === 0) return graph;
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
  return changed(graph, { node, input });
}
