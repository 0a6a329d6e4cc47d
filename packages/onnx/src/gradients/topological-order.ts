import type { GraphProto, NodeProto } from "onnx-buf";
import { GraphError } from "../errors.ts";
import { nodeInputs } from "./node-inputs.ts";

/**
 * The nodes of a graph, each after those whose outputs it reads.
 *
 * @throws GraphError for a cycle, a value that nothing makes, or one that two nodes make
 */
export function topologicalOrder(graph: GraphProto): NodeProto[] {
  const given = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  const makers = new Map<string, NodeProto>();
  for (const node of graph.node)
    for (const name of node.output) {
      if (name !== "" && (makers.has(name) || given.has(name)))
        throw new GraphError(`value made twice: ${name}`);
      makers.set(name, node);
    }

  for (const { name } of graph.output)
    if (!given.has(name) && !makers.has(name)) throw new GraphError(`output that nothing makes: ${name}`);

  const order = new Set<NodeProto>();
  const open = new Set<NodeProto>();
  // A stack of its own: a deep model has more nodes in a row than JavaScript has call frames.
  const stack = [...graph.node].reverse();
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    const pending = order.has(node) ? [] : missing(node, given, makers, order);
    if (pending.length === 0) {
      order.add(node);
      open.delete(node);
      stack.pop();
      continue;
    }
    open.add(node);
    for (const maker of pending)
      if (open.has(maker)) throw new GraphError(`graph with a cycle, through the node: ${label(maker)}`);
    stack.push(...pending);
  }
  return [...order];
}

/** The name of a node, or what identifies a nameless one: its first output. */
export function label(node: NodeProto): string {
  return node.name || (node.output[0] ?? node.opType);
}

function missing(
  node: NodeProto,
  given: ReadonlySet<string>,
  makers: ReadonlyMap<string, NodeProto>,
  done: ReadonlySet<NodeProto>,
): NodeProto[] {
  return nodeInputs(node).flatMap((name) => {
    if (given.has(name)) return [];
    const maker = makers.get(name);
    if (!maker) throw new GraphError(`unknown input of ${label(node)}, nothing makes it: ${name}`);
    return done.has(maker) ? [] : [maker];
  });
}
