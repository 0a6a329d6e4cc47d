import type { Dimension } from "../value-info.ts";
import { Value } from "./value.ts";

// What recurrent operators need of [steps, batch, size] and of weights that are stacked by direction and gate.

/** One direction's part of a value, in the shape that is known of it. */
export function ofDirection(
  value: Value,
  direction: number,
  axis: number,
  shape: readonly Dimension[],
): Value {
  const { graph, type } = value;
  if (value.shape[axis] !== 1)
    return graph.node("Gather", [value, graph.ints(direction)], { axis }, { type, shape });
  return new Value(graph, value.squeeze([axis]).name, { type, shape });
}

/** Some elements of an axis; the value itself where they are all. */
export function slice(value: Value, axis: number, start: number, end: number): Value {
  if (start === 0 && end === value.shape[axis]) return value;
  const { graph, type } = value;
  const shape = value.shape.map((size, i) => (i === axis ? end - start : size));
  const bounds = [graph.ints([start]), graph.ints([end]), graph.ints([axis])];
  return graph.node("Slice", [value, ...bounds], {}, { type, shape });
}

/** Equal parts of the last axis, whose size is known. */
export function split(value: Value, count: number): Value[] {
  if (count === 1) return [value];
  const axis = value.rank - 1;
  const size = Number(value.shape[axis]) / count;
  const type = { type: value.type, shape: [...value.shape.slice(0, -1), size] };
  const sizes = value.graph.ints(Array(count).fill(size));
  return value.graph.nodes("Split", [value, sizes], { axis }, Array(count).fill(type));
}

/** One after the other along an axis of known sizes. */
export function joined(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (!first) throw new RangeError("nothing to join");
  if (parts.length === 1) return first;
  const size = parts.reduce((sum, { shape }) => sum + Number(shape[axis]), 0);
  const shape = first.shape.map((other, i) => (i === axis ? size : other));
  return first.graph.node("Concat", parts, { axis }, { type: first.type, shape });
}

/** Σ aᵀ b over steps and batch, [size of a, size of b] */
export function product(a: Value, b: Value): Value {
  return a.flatten(1).transposedMatmul(b.flatten(1));
}

/** The sum over steps and batch. */
export function total(value: Value): Value {
  return value.sum([0, 1]).squeeze([0, 1]);
}

/** The state before each step: that after the one before, or the first. */
export function previous(y: Value, first: Value, isReversed: boolean, lengths: Value | undefined): Value {
  const { graph, type } = y;
  const [start, end] = isReversed ? [1, Number.MAX_SAFE_INTEGER] : [0, -1];
  const bounds = [graph.ints([start]), graph.ints([end]), graph.ints([0])];
  const others = graph.node(
    "Slice",
    [y, ...bounds],
    {},
    { type, shape: [`${y.shape[0]}-1`, ...y.shape.slice(1)] },
  );
  const edge = first.unsqueeze([0]);
  const all = graph.node("Concat", isReversed ? [others, edge] : [edge, others], { axis: 0 }, y);
  // Backwards, a shorter sequence starts where the one after it has its zeros.
  return isReversed && lengths ? running(y, lengths, 1).where(all, edge) : all;
}

/** Whether a sequence is so long, [steps, batch, 1], at each step or some steps later. */
export function running(x: Value, lengths: Value, later: number): Value {
  const { graph } = x;
  const bounds = [graph.ints(0), x.size(0).squeeze([0]), graph.ints(1)];
  const steps = graph.node("Range", bounds, {}, { type: "int64", shape: x.shape.slice(0, 1) });
  const last = lengths.sub(later);
  return steps
    .unsqueeze([1])
    .less(new Value(graph, last.name, { type: last.type, shape: x.shape.slice(1, 2) }))
    .unsqueeze([2]);
}
