import type { Value } from "../gradients/value.ts";
import type { ForeignNode } from "./foreign-node.ts";

/**
 * What a node computes, in standard operators: the values of its outputs, in the notation z = f(x, y). Outputs that
 * nothing asks for may be left out.
 */
export type Lowering = (node: ForeignNode) => readonly (Value | undefined)[];

export type Lowerings = Readonly<Record<string, Lowering>>;
