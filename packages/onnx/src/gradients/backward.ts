import type { NodeProto } from "onnx-buf";
import { MissingGradientRuleError } from "../errors.ts";
import { operatorName, standardDomain } from "../operator-name.ts";
import { type Lookup, type RowGradient, rowGradient } from "./lookups.ts";
import { nodeInputs } from "./node-inputs.ts";
import { NodeView } from "./node-view.ts";
import { rules } from "./rules.ts";
import { label } from "./topological-order.ts";
import type { Value } from "./value.ts";
import type { ValueGraph } from "./value-graph.ts";

/** What `backward` reads besides the nodes. */
export interface BackwardContext {
  readonly graph: ValueGraph;
  /** Versions of the operator sets, ONNX's own by "". */
  readonly opsets: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<string, readonly number[]>;
  /** Tables whose rows a Gather reads; what it adds to their gradients stays rows and ids. */
  readonly sparse: ReadonlySet<string>;
}

/** What `backward` finds out. */
export interface Gradients {
  /** The gradient of a wanted value: the sum over the nodes that read it. */
  dense(name: string): Value | undefined;
  /** The rest of the gradient of a sparse table: `rows[i]` is to be added to row `ids[i]`. */
  rows(name: string): RowGradient | undefined;
}

/**
 * The chain rule from results back to what they were made of.
 *
 * @param order the nodes, each after those it reads from
 * @param results the gradients of results, such as that of the loss, 1
 * @param wanted the values whose gradients are worth a node
 */
export function backward(
  order: readonly NodeProto[],
  results: ReadonlyMap<string, Value>,
  wanted: ReadonlySet<string>,
  context: BackwardContext,
): Gradients {
  const { graph } = context;
  const lookups = new Map<string, Lookup[]>();
  const parts = new Map([...results].map(([name, gradient]) => [name, [gradient]]));
  const total = (name: string) => sum(parts.get(name) ?? []);

  for (const node of order.toReversed()) {
    if (!nodeInputs(node).some((name) => wanted.has(name))) continue;
    const gradients = node.output.map(total);
    // Where only a later output has a gradient, the rule finds it in `gradients`.
    const dz = gradients.find((gradient) => gradient !== undefined);
    if (!dz) continue;
    const name = operatorName(node);
    const opset = context.opsets.get(standardDomain(node.domain)) ?? 0;
    const rule = rules[name];
    if (!rule) throw new MissingGradientRuleError(name, label(node), opset);
    const view = new NodeView(node, gradients, { ...context, opset });
    const contributions = rule(view, dz);
    for (const [i, input] of node.input.entries()) {
      if (!wanted.has(input)) continue;
      if (context.sparse.has(input) && node.opType === "Gather" && view.axis(0) === 0) {
        lookups.set(input, [...(lookups.get(input) ?? []), { table: view.x, ids: view.y, dz }]);
        continue;
      }
      const contribution = contributions[i];
      if (!contribution) throw new MissingGradientRuleError(name, label(node), opset, `input ${i}`);
      const gradient = contribution().sumTo(graph.value(input));
      parts.set(input, [...(parts.get(input) ?? []), gradient]);
    }
  }
  return { dense: total, rows: (name) => rowGradient(lookups.get(name) ?? []) };
}

function sum([first, ...others]: readonly Value[]): Value | undefined {
  if (!first || others.length === 0) return first;
  return first.graph.node("Sum", [first, ...others], {}, first);
}
