import type { Dimension } from "../value-info.ts";
import { broadcastShapes } from "./broadcast-shapes.ts";
import type { NodeView } from "./node-view.ts";
import type { Value } from "./value.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** A value and a label for each of its axes. */
interface Operand {
  readonly value: Value;
  readonly labels: readonly string[];
}

/**
 * The gradients of z = Einsum(x₁, x₂, …): that of xᵢ is the Einsum of dz and the other operands with the labels of z and xᵢ
 * exchanged. Axes that only xᵢ has were summed, so the gradient is the same along them; of axes with one label the
 * diagonal was taken, so it is 0 beside it.
 */
export function einsumGradients(node: NodeView, dz: Value): (() => Value)[] {
  const { operands, result } = labelled(node);
  return operands.map((operand, i) => () => {
    const others = [{ value: dz, labels: result }, ...operands.filter((_, j) => j !== i)];
    const used = new Set([operand, ...others].flatMap(({ labels }) => labels));
    const unused = letters.filter((letter) => !used.has(letter)).values();
    const sizes = sizesOf([operand, ...others]);
    const target: string[] = [];
    const diagonals: Operand[] = [];
    for (const [axis, label] of operand.labels.entries()) {
      const isRepeated = target.includes(label);
      target.push(isRepeated ? (unused.next().value ?? node.unsupported("so many labels")) : label);
      if (isRepeated)
        diagonals.push({ value: eye(operand.value, axis), labels: [label, target[axis] ?? ""] });
    }
    const given = [...others, ...diagonals];
    const known = new Set(given.flatMap(({ labels }) => labels));
    const kept = target.filter((label) => known.has(label));
    const gradient = einsum(given, kept, new Map([...sizes, ...sizesOf(diagonals)]));
    const missing = [...target.keys()].filter((axis) => !known.has(target[axis] ?? ""));
    return missing.length > 0 ? gradient.unsqueeze(missing).expandLike(operand.value) : gradient;
  });
}

/** The equation with a label for each axis, those of "..." included. */
function labelled(node: NodeView): { operands: Operand[]; result: string[] } {
  const equation = node.string("equation", "").replaceAll(" ", "");
  const [left = "", right] = equation.split("->");
  const terms = left.split(",");
  const rest = letters.filter((letter) => !equation.includes(letter));
  const counts = terms.map((term, i) => node.input(i).rank - [...term.replace("...", "")].length);
  const shared = rest.slice(0, Math.max(0, ...counts.filter((_, i) => terms[i]?.includes("..."))));
  const split = (term: string, count: number) => {
    const [before = "", after] = term.split("...");
    return after === undefined ? [...before] : [...before, ...shared.slice(shared.length - count), ...after];
  };
  const operands = terms.map((term, i) => ({ value: node.input(i), labels: split(term, counts[i] ?? 0) }));
  const once = [...left]
    .filter((letter) => letters.includes(letter) && left.split(letter).length === 2)
    .sort();
  const result = right === undefined ? [...shared, ...once] : split(right, shared.length);
  return { operands, result };
}

function einsum(
  operands: readonly Operand[],
  result: readonly string[],
  sizes: ReadonlyMap<string, Dimension>,
): Value {
  const [first] = operands;
  if (!first) throw new RangeError("an Einsum of nothing");
  const equation = `${operands.map(({ labels }) => labels.join("")).join(",")}->${result.join("")}`;
  const { graph, type } = first.value;
  const values = operands.map(({ value }) => value);
  return graph.node(
    "Einsum",
    values,
    { equation },
    { type, shape: result.map((label) => sizes.get(label) ?? 1) },
  );
}

/** The size along each label, where 1 is broadcast. */
function sizesOf(operands: readonly Operand[]): Map<string, Dimension> {
  const sizes = new Map<string, Dimension>();
  for (const { value, labels } of operands)
    for (const [axis, label] of labels.entries()) {
      const [size = 1] = broadcastShapes([sizes.get(label) ?? 1], value.shape.slice(axis, axis + 1));
      sizes.set(label, size);
    }
  return sizes;
}

/** The unit matrix of the size of an axis. */
function eye(value: Value, axis: number): Value {
  const { graph, type } = value;
  const size = value.size(axis);
  const square = { type, shape: [value.shape[axis] ?? 1, value.shape[axis] ?? 1] };
  const zeros = graph.node("Expand", [graph.scalar(0, type), graph.vector([size, size])], {}, square);
  return graph.node("EyeLike", [zeros], {}, square);
}
