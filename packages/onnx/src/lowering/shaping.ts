import { GraphError } from "../errors.ts";
import { Value } from "../gradients/value.ts";
import type { Dimension } from "../value-info.ts";

/**
 * The same elements in another shape. A named size must be that of x in the same place; one that is not is what
 * remains.
 */
export function reshape(x: Value, shape: readonly Dimension[]): Value {
  const sizes = shape.map((size, axis) => {
    if (typeof size === "number") return size;
    return size === x.shape[axis] ? 0 : -1;
  });
  if (sizes.filter((size) => size === -1).length > 1)
    throw new GraphError(`shape with several sizes known at run time only: [${shape}]`);
  return x.graph.node("Reshape", [x, x.graph.ints(sizes)], {}, { type: x.type, shape });
}

/** The same value, of which more is known than inference finds out: equal names of sizes are equal sizes. */
export function withShape({ graph, name, type }: Value, shape: readonly Dimension[]): Value {
  return new Value(graph, name, { type, shape });
}

export function concat(parts: readonly Value[], axis: number): Value {
  const [first] = parts as readonly [Value];
  if (parts.length === 1) return first;
  const sizes = parts.map(({ shape }) => shape[axis] as Dimension);
  const isKnown = sizes.every((size) => typeof size === "number");
  const size = isKnown ? sizes.reduce((sum, size) => sum + size, 0) : `sum(${sizes})`;
  const shape = first.shape.with(axis, size);
  return first.graph.node("Concat", parts, { axis }, { type: first.type, shape });
}

/** The elements from `start` up to, not including, `end` along an axis. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  const ints = (value: number) => x.graph.ints([value]);
  const inputs = [x, ints(start), ints(end), ints(axis)];
  return x.graph.node("Slice", inputs, {}, { type: x.type, shape: x.shape.with(axis, end - start) });
}

/** Consecutive parts of the given sizes along the last axis. */
export function split(x: Value, sizes: readonly number[]): Value[] {
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return slice(x, x.rank - 1, start - size, start);
  });
}

/** Rows of a table by id, [...ids, ...row]. */
export function gather(table: Value, ids: Value): Value {
  const shape = [...ids.shape, ...table.shape.slice(1)];
  return table.graph.node("Gather", [table, ids], { axis: 0 }, { type: table.type, shape });
}

/** 0, 1, … below a size, int64 [size]. */
export function range(of: Value, axis: number): Value {
  const { graph } = of;
  const size = of.shape[axis];
  if (typeof size === "number") return graph.ints(Array.from({ length: size }, (_, i) => i));
  const end = of.size(axis).squeeze([0]);
  const inputs = [graph.ints(0), end, graph.ints(1)];
  return graph.node("Range", inputs, {}, { type: "int64", shape: [of.shape[axis] as Dimension] });
}

/** Conditions that all hold; none is always true. */
export function all(conditions: readonly (Value | undefined)[]): Value | undefined {
  return conditions
    .filter((condition) => condition !== undefined)
    .reduce<Value | undefined>(
      (a, b) => (a ? a.cast("float32").mul(b.cast("float32")).greater(0) : b),
      undefined,
    );
}
