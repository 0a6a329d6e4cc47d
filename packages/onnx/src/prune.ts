import type { ModelProto } from "onnx-buf";
import { GraphError } from "./errors.ts";
import { nodeInputs } from "./gradients/node-inputs.ts";

/**
 * The part of a model that leads to the outputs: other nodes, constants and inputs are left out, since
 * onnxruntime computes every node it is given.
 *
 * @param outputs names of the graph's outputs
 * @throws GraphError for a name that is no output
 */
export function prune(model: ModelProto, outputs: readonly string[]): ModelProto {
  const { graph } = model;
  if (!graph) throw new GraphError(`model without a graph: ${model.producerName}`);
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node])));
  const needed = new Set<string>();
  const open = [...outputs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const maker = makers.get(name);
    if (maker) open.push(...nodeInputs(maker));
  }
  const isNeeded = ({ name }: { readonly name: string }) => needed.has(name);
  return {
    ...model,
    graph: {
      ...graph,
      node: graph.node.filter(({ output }) => output.some((name) => needed.has(name))),
      initializer: graph.initializer.filter(isNeeded),
      input: graph.input.filter(isNeeded),
      output: outputs.map((name) => {
        const output = graph.output.find((info) => info.name === name);
        if (output) return output;
        const known = graph.output.map((info) => info.name).join(", ");
        throw new GraphError(`unknown output, expected one of ${known}: ${name}`);
      }),
    },
  };
}
