import type { GraphProto, NodeProto } from "onnx-buf";
import { dataTypes } from "../data-type.ts";
import type { ValueType } from "../gradients/infer-values.ts";
import { nodeInputs } from "../gradients/node-inputs.ts";

/**
 * For the place after each node, the values that are made before it and read after it: what a forward pass must keep there
 * for the rest of the graph to be computed. Left out is what is cheaper to make again: what depends on weights and
 * constants alone, and types that are no outputs here, such as bool.
 *
 * @param order the nodes, each after those it reads from
 * @param given names of weights
 */
export function liveValues(
  graph: GraphProto,
  order: readonly NodeProto[],
  given: ReadonlySet<string>,
  values: ReadonlyMap<string, ValueType>,
): ReadonlySet<string>[] {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const varying = new Set(
    graph.input.map(({ name }) => name).filter((name) => !given.has(name) && !constants.has(name)),
  );
  const lastRead = new Map<string, number>();
  for (const [place, node] of order.entries()) {
    const inputs = nodeInputs(node);
    for (const name of inputs) lastRead.set(name, place);
    if (inputs.some((name) => varying.has(name))) for (const name of node.output) varying.add(name);
  }
  const isKept = (name: string) => varying.has(name) && (values.get(name)?.type ?? "") in dataTypes;

  const live = new Set<string>();
  return order.map((node, place) => {
    for (const name of node.output) if (isKept(name) && (lastRead.get(name) ?? 0) > place) live.add(name);
    for (const name of nodeInputs(node)) if (lastRead.get(name) === place) live.delete(name);
    return new Set(live);
  });
}
