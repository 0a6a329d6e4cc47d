import type { NodeProto } from "onnx-buf";
import { NotDifferentiableError } from "../errors.ts";
import { quantizedValues } from "../lowering/quantized-values.ts";
import { operatorName } from "../operator-name.ts";
import type { ValueType } from "./infer-values.ts";
import { nodeInputs } from "./node-inputs.ts";
import { withoutDerivative } from "./rules.ts";
import { label } from "./topological-order.ts";

type Values = ReadonlyMap<string, ValueType>;

/** The values that gradients must be known of: those on a differentiable path from `wrt` to the loss. */
export function differentiablePaths(
  order: readonly NodeProto[],
  loss: string,
  wrt: readonly string[],
  values: Values,
): ReadonlySet<string> {
  const carries = carrying(order, values);
  const leading = leadingValues(order, loss, values);
  for (const name of wrt)
    if (!leading.has(name))
      throw new NotDifferentiableError(name, loss, blocking(order, loss, name, carries));

  const varying = reached(order, wrt, (node, name) => hasDerivative(node) && carries(name));
  return leading.intersection(varying);
}

/** The values that the loss varies with. */
export function leadingValues(order: readonly NodeProto[], loss: string, values: Values): Set<string> {
  const carries = carrying(order, values);
  const leading = new Set([loss]);
  for (const node of order.toReversed())
    if (node.output.some((name) => leading.has(name) && carries(name)) && hasDerivative(node))
      for (const name of nodeInputs(node)) if (carries(name)) leading.add(name);
  return leading;
}

/** Whether a value may have a gradient: one of floats, or of integers that stand for floats. */
function carrying(order: readonly NodeProto[], values: Values): (name: string) => boolean {
  const quantized = quantizedValues(order);
  return (name) => quantized.has(name) || isFloat(name, values);
}

/** The first node on the way from a value to the loss that lets no gradient pass. */
function blocking(
  order: readonly NodeProto[],
  loss: string,
  from: string,
  carries: (name: string) => boolean,
): { opType: string; node: string } | undefined {
  const ancestors = new Set([loss]);
  for (const node of order.toReversed())
    if (node.output.some((name) => ancestors.has(name)))
      for (const name of nodeInputs(node)) ancestors.add(name);
  const onTheWay = order.filter((node) => node.output.some((name) => ancestors.has(name)));
  const passing = reached(onTheWay, [from], (node, name) => hasDerivative(node) && carries(name));
  const blocked = onTheWay.find(
    (node) =>
      nodeInputs(node).some((name) => passing.has(name)) && !node.output.some((name) => passing.has(name)),
  );
  return blocked && { opType: operatorName(blocked), node: label(blocked) };
}

/** Of an operator without a rule nothing is known, and `backward` will say so. */
function hasDerivative(node: NodeProto): boolean {
  return !withoutDerivative.has(operatorName(node));
}

function reached(
  order: readonly NodeProto[],
  from: readonly string[],
  passes: (node: NodeProto, output: string) => boolean,
): Set<string> {
  const values = new Set(from);
  for (const node of order)
    if (nodeInputs(node).some((name) => values.has(name)))
      for (const name of node.output) if (passes(node, name)) values.add(name);
  return values;
}

export const floatTypes: ReadonlySet<string> = new Set(["float32", "float64", "float16", "bfloat16"]);

/** Only float values have gradients. Of a value that inference knows nothing about, its rule will say so. */
export function isFloat(name: string, values: Values): boolean {
  const type = values.get(name)?.type;
  return type === undefined || floatTypes.has(type);
}
