import type { NodeView } from "./node-view.ts";
import type { Value } from "./value.ts";

/**
 * How gradients pass a node from its outputs to its inputs, in the notation z = f(x, y).
 *
 * Takes the node and the gradient dz of its first output, gives for each input a function that adds the
 * nodes of its gradient; it is called only for inputs that lead to the values asked for. A gradient may
 * still have the shape that its input was broadcast to: `backward` sums it to the shape of the input.
 */
export type Rule = (node: NodeView, dz: Value) => readonly (() => Value)[];

export type Rules = Readonly<Record<string, Rule>>;
