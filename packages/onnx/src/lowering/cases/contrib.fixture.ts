import type { AttributeValue } from "../../attribute.ts";
import type { Case } from "../../gradients/finite-differences.fixture.ts";
import type { GraphBuilder } from "../../graph-builder.ts";

/** Cases of an operator by what they show. */
export type ContribCases = Readonly<Record<string, Case>>;

/** Batch, sequence length. */
export const tokens = ["batch_size", "sequence_length"] as const;

/** A case of one node whose inputs are those of the case, "" for one that is left out; all its outputs count. */
export function node(
  opType: string,
  inputs: Case["inputs"],
  options: {
    attributes?: Readonly<Record<string, AttributeValue>>;
    /** Inputs in the node's order. Default: those of the case. */
    order?: readonly string[];
    /** How many outputs the node has. Default: 1. */
    outputs?: number;
  } = {},
): Case {
  const { attributes = {}, order = Object.keys(inputs), outputs = 1 } = options;
  return { inputs, float32: true, build: (g) => joined(g, g.addMany(opType, order, outputs, attributes)) };
}

/** All elements of several values as one vector. */
export function joined(g: GraphBuilder, values: readonly string[]): string {
  const [only = ""] = values;
  if (values.length === 1) return only;
  const flat = values.map((value) => g.add("Reshape", [value, g.ints([-1])]));
  return g.add("Concat", flat, { axis: 0 });
}

const int32 = 6;

/** What onnxruntime's operators take as lengths and masks. */
export function toInt32(g: GraphBuilder, value: string): string {
  return g.add("Cast", [value], { to: int32 });
}

/** Int32 ones for each text, [batch, 1], made from the shape of an input. */
export function sizeOf(g: GraphBuilder, value: string, axis: number): string {
  return g.add("Shape", [value], { start: axis, end: axis + 1 });
}
